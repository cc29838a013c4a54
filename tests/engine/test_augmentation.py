"""What is seen of a picture each time: always the network's square, by seeds only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop_app.engine import images
from desktop_app.engine.augmentation import seeded, varied
from desktop_app.engine.contract import InputRule, Source
from desktop_app.engine.train_recipe import TrainRecipe, train_recipe
from tests.helpers import encoded, smooth

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.engine.contract import Pixels

SIDE = 32
EACH = ("flip", "zoom", "tilt", "colours")
PICTURE = smooth(60, 40)


def seen(seed: int, **settings: bool) -> Pixels:
    recipe: TrainRecipe = train_recipe(mode="full", **settings)
    return varied(PICTURE, SIDE, recipe, seeded(seed))


@pytest.mark.parametrize("size", [(50, 40), (40, 50), (400, 33), (33, 32)])
def test_without_variations_it_is_what_the_network_predicts_from(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    rule = InputRule(32, 36, "bicubic", (0, 0, 0), (1, 1, 1))
    source = Source("a.png", encoded(smooth(*size)))
    whole = images.decode_resized(source, rule)
    assert min(whole.shape[:2]) == 36
    plain = varied(whole, rule.size, train_recipe(), seeded(0))
    assert np.array_equal(plain, images.decode_input(source, rule))


@pytest.mark.parametrize("name", EACH)
def test_each_changes_something_and_the_seed_says_what(name: str) -> None:
    pictures = [seen(seed, **{name: True}) for seed in range(8)]
    assert {one.shape for one in pictures} == {(SIDE, SIDE, 3)}
    assert {one.dtype for one in pictures} == {np.dtype(np.uint8)}
    assert len({one.tobytes() for one in pictures}) > 1
    assert all(np.array_equal(one, seen(at, **{name: True})) for at, one in enumerate(pictures))


def test_mirrored_is_mirrored_and_half_of_them_are() -> None:
    plain = seen(0)
    pictures = [seen(seed, flip=True) for seed in range(200)]
    mirrored = sum(np.array_equal(one, plain[:, ::-1]) for one in pictures)
    assert mirrored + sum(np.array_equal(one, plain) for one in pictures) == 200
    assert 70 < mirrored < 130


def test_colours_leave_shapes_alone() -> None:
    """Grey is only made darker or brighter."""
    grey = np.full((40, 40, 3), 120, np.uint8)
    for seed in range(20):
        pixels = varied(grey, SIDE, train_recipe(mode="full", colours=True), seeded(seed))
        assert len(np.unique(pixels)) == 1
        assert 85 <= int(pixels[0, 0, 0]) <= 155


def test_no_black_corners_are_seen_when_it_is_tilted() -> None:
    white = np.full((40, 56, 3), 255, np.uint8)
    for seed in range(40):
        pixels = varied(white, SIDE, train_recipe(mode="full", tilt=True), seeded(seed))
        assert pixels.min() == 255


def test_what_one_does_is_the_same_beside_the_others() -> None:
    both = [seen(seed, flip=True, zoom=True) for seed in range(6)]
    zoomed = [seen(seed, zoom=True) for seed in range(6)]
    pairs = zip(both, zoomed, strict=True)
    assert all(np.array_equal(a, b) or np.array_equal(a, b[:, ::-1]) for a, b in pairs)


def test_seeds_differ_by_each_number() -> None:
    drawn = {seeded(*key).initial_seed() for key in ((0, 1), (1, 0), (0,), (0, 1, 0), (0, 1, 2))}
    assert len(drawn) == 5
