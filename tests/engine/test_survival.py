"""What is left of a picture when it has been saved."""

from __future__ import annotations

import numpy as np
import pytest

from desktop_app.engine.survival import HALF, JPEGS, PNG, WAYS, as_jpeg, saved
from tests.helpers import decoded, encoded, noise, smooth


def loss(pixels: np.ndarray, way: str) -> float:
    return float(np.abs(saved(pixels, way).astype(int) - pixels).mean())


@pytest.mark.parametrize("size", [(1, 1), (7, 5), (40, 30)], ids=str)
def test_a_png_keeps_every_level(size: tuple[int, int]) -> None:
    assert np.array_equal(saved(noise(*size), PNG), noise(*size))


@pytest.mark.parametrize("way", JPEGS)
def test_a_jpeg_is_the_one_that_anybody_reads(way: str) -> None:
    pixels = noise(40, 30)
    expected = decoded(encoded(pixels, "JPEG", quality=JPEGS[way]))
    assert np.array_equal(saved(pixels, way), expected)
    assert not np.array_equal(expected, pixels)


def test_the_lower_the_quality_the_more_is_lost() -> None:
    for pixels in (noise(40, 30), smooth(64, 48)):
        losses = [loss(pixels, way) for way in ("png", "jpeg95", "jpeg75", "jpeg50")]
        assert losses == sorted(losses)
        assert losses[0] == 0
        assert losses[1] > 0


def test_the_quality_is_the_one_that_is_asked_for() -> None:
    pixels = noise(40, 30)
    assert np.array_equal(as_jpeg(pixels, 75), saved(pixels, "jpeg75"))
    assert not np.array_equal(as_jpeg(pixels, 74), saved(pixels, "jpeg75"))


@pytest.mark.parametrize(
    ("size", "half"), [((40, 30), (20, 15)), ((41, 31), (20, 15)), ((1, 9), (1, 4))], ids=str
)
def test_half_the_size_is_half_the_size(size: tuple[int, int], half: tuple[int, int]) -> None:
    assert saved(noise(*size), HALF).shape == (half[1], half[0], 3)


def test_half_the_size_looks_the_same() -> None:
    halved = saved(smooth(64, 48), HALF)
    assert np.abs(halved.astype(int) - smooth(64, 48)[::2, ::2]).max() < 8


@pytest.mark.parametrize("way", WAYS)
def test_every_way_gives_a_picture_and_leaves_the_old_one(way: str) -> None:
    pixels = noise(24, 18)
    pixels.setflags(write=False)
    again = saved(pixels, way)
    assert again.dtype == np.uint8
    assert (again.ndim, again.shape[2]) == (3, 3)
    assert np.array_equal(pixels, noise(24, 18))
