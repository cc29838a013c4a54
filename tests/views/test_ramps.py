"""Tables of colours for values: what they hold, and pictures made with them."""

from __future__ import annotations

import gc
import math
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtGui import QColor

from desktop_app.engine.seen import MIDDLE
from desktop_app.views import ramps

ALL = (*ramps.RAMPS, ramps.CHANGE)


def colours(name: str) -> list[QColor]:
    return [QColor.fromRgb(value) for value in ramps.table(name)]


def lightness(colour: QColor) -> float:
    """Relative luminance, 0..1, as WCAG has it."""
    sums = {0.2126: colour.redF(), 0.7152: colour.greenF(), 0.0722: colour.blueF()}
    return sum(weight * _linear(part) for weight, part in sums.items())


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else math.pow((part + 0.055) / 1.055, 2.4)


@pytest.mark.parametrize("name", ALL)
def test_every_byte_has_an_opaque_colour(name: str) -> None:
    assert len(colours(name)) == 256
    assert {colour.alpha() for colour in colours(name)} == {255}


@pytest.mark.parametrize("name", ramps.RAMPS)
def test_more_is_always_lighter(name: str) -> None:
    steps = [lightness(colour) for colour in colours(name)]
    assert steps[-1] - steps[0] > 0.6
    assert all(after >= before - 1e-3 for before, after in pairwise(steps))


def test_no_change_is_the_lightest_and_grey() -> None:
    of = colours(ramps.CHANGE)
    assert of[0].name() == "#1f4e95"
    assert of[MIDDLE].name() == "#ededed"
    assert of[-1].name() == "#a84b05"
    steps = [lightness(colour) for colour in of]
    assert max(steps) == steps[MIDDLE]
    assert steps[: MIDDLE + 1] == sorted(steps[: MIDDLE + 1])
    assert steps[MIDDLE:] == sorted(steps[MIDDLE:], reverse=True)


@pytest.mark.parametrize("name", ALL)
def test_picture_has_the_colours_of_its_numbers(name: str) -> None:
    values = np.arange(21, dtype=np.uint8).reshape(3, 7) * 12
    image = ramps.image(values, name)
    assert image.size().toTuple() == (7, 3)
    for (row, column), value in np.ndenumerate(values):
        assert image.pixelColor(column, row) == colours(name)[value]


def test_picture_outlives_the_array() -> None:
    values = np.full((600, 600), 200, np.uint8)
    image = ramps.image(values, "magma")
    del values
    gc.collect()
    others = [np.zeros((600, 600), np.uint8) for _ in range(4)]
    assert image.pixelColor(599, 599) == colours("magma")[200]
    assert len(others) == 4
