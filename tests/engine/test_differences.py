"""How much two pictures differ."""

from __future__ import annotations

import math

import numpy as np
import pytest

from desktop_app.engine.differences import difference
from tests.helpers import noise, smooth


def flat(level: int, side: int = 12) -> np.ndarray:
    return np.full((side, side, 3), level, np.uint8)


def checkered(dark: int, light: int, side: int = 24) -> np.ndarray:
    places = np.indices((side, side)).sum(axis=0) % 2
    return np.repeat(np.where(places, light, dark)[..., None], 3, axis=2).astype(np.uint8)


def noisy(pixels: np.ndarray, spread: int) -> np.ndarray:
    random = np.random.default_rng(0)
    change = random.integers(-spread, spread + 1, pixels.shape)
    return (pixels + change).clip(0, 255).astype(np.uint8)


def test_norms_are_those_worked_out_by_hand() -> None:
    other = flat(100)
    other[2, 3] = (103, 100, 96)
    other[5, 5] = (100, 112, 100)
    for found in (difference(flat(100), other), difference(other, flat(100))):
        assert found.l0 == 2
        assert found.linf == pytest.approx(12 / 255)
        assert found.l2 == pytest.approx(13 / 255)  # 9 + 16 + 144


def test_nothing_wraps_round_between_black_and_white() -> None:
    found = difference(flat(255), flat(0))
    assert (found.linf, found.l0) == (1, 144)
    assert found.l2 == pytest.approx(math.sqrt(3 * 144))


@pytest.mark.parametrize("pixels", [noise(20, 15), smooth(15, 20), flat(0), flat(255)])
def test_the_same_picture_is_the_same(pixels: np.ndarray) -> None:
    found = difference(pixels, pixels.copy())
    assert (found.linf, found.l2, found.l0) == (0, 0, 0)
    assert found.ssim == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(("one", "other"), [(100, 120), (0, 255), (0, 1), (200, 40)])
def test_ssim_of_two_flat_pictures_is_that_of_their_light(one: int, other: int) -> None:
    a, b, steady = one / 255, other / 255, 0.01**2
    expected = (2 * a * b + steady) / (a * a + b * b + steady)
    assert difference(flat(one), flat(other)).ssim == pytest.approx(expected, abs=1e-4)


def test_ssim_is_of_how_bright_a_colour_is() -> None:
    green = flat(0)
    green[..., 1] = 255
    a, steady = 0.587, 0.01**2
    assert difference(green, flat(255)).ssim == pytest.approx(
        (2 * a + steady) / (a * a + 1 + steady), abs=1e-4
    )


@pytest.mark.parametrize(
    ("one", "other"), [((118, 138), (98, 158)), ((118, 138), (138, 118)), ((128, 128), (98, 158))]
)
def test_ssim_of_two_fine_patterns_is_that_of_their_contrast(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    """Windows see many squares, so that all means are equal and only spreads count."""
    a, b = ((light - dark) / 2 / 255 for dark, light in (one, other))
    expected = (2 * a * b + 0.03**2) / (a * a + b * b + 0.03**2)
    assert difference(checkered(*one), checkered(*other)).ssim == pytest.approx(expected, abs=1e-3)


def test_ssim_falls_with_noise() -> None:
    start = smooth(30, 24)
    found = [difference(start, noisy(start, spread)).ssim for spread in (0, 2, 5, 10, 30, 90)]
    assert found == sorted(found, reverse=True)
    assert len({round(one, 4) for one in found}) == len(found)
    assert found[-1] < 0.5


def test_ssim_is_the_same_either_way() -> None:
    one, other = noise(20, 14), noise(20, 14, seed=1)
    assert difference(one, other).ssim == pytest.approx(difference(other, one).ssim, abs=1e-5)
    assert difference(one, other).ssim < 0.2
