"""All maps on one sheet: order, stretch, figures; and two sheets against each other."""

from __future__ import annotations

import numpy as np
import pytest

from desktop_app.engine import mosaic
from desktop_app.engine.feature_maps import Maps
from desktop_app.engine.seen import (
    CHANGE,
    MEAN,
    MIDDLE,
    NUMBER,
    PEAK,
    ZEROS,
    Contrast,
    Sheet,
    columns_for,
)
from desktop_app.engine.sheets import contrast, sheet
from tests.backbones import drained

GENERATOR = np.random.default_rng(0)


def maps(count: int = 7, high: int = 4, wide: int = 5) -> Maps:
    values = GENERATOR.normal(size=(count, high, wide)).astype(np.float32).clip(0)
    values[2] = 0
    values[4] *= 9
    return Maps("layer", values)


def laid(found: Maps, **options: object) -> Sheet:
    return drained(sheet(maps=found, **options))  # type: ignore[arg-type]


def against(first: Maps, second: Maps, **options: object) -> Contrast:
    return drained(contrast(first=first, second=second, **options))  # type: ignore[arg-type]


def test_figures_of_a_sheet() -> None:
    found = maps()
    made = laid(found)
    values = found.values
    assert made.shape == (7, 4, 5)
    assert made.means == pytest.approx([one.mean() for one in values])
    assert made.peaks == pytest.approx([one.max() for one in values])
    assert made.zeros == pytest.approx([(one == 0).mean() for one in values])
    assert (made.low, made.high) == (values.min(), values.max())
    assert made.mean == pytest.approx(values.mean())
    assert made.silent == pytest.approx((values == 0).mean())
    assert made.dead == {2}
    assert sum(made.counts) == values.size
    assert made.counts[0] == (values < values.max() / len(made.counts)).sum()
    assert made.richest == 4
    assert made.rank(4) == 0
    assert made.rank(2) == 6


def test_every_map_stands_in_its_place() -> None:
    found = maps()
    made = laid(found, ratio=2.0)
    assert made.columns == columns_for(7, 2.0)
    tiles = mosaic.grey(found.values, per_map=True)
    for unit, tile in enumerate(tiles):
        assert np.array_equal(made.tile(unit), tile)
    assert made.grey.shape == (2 * 4, 4 * 5)
    assert not made.grey[4:, 15:].any()  # the last place is empty


@pytest.mark.parametrize(
    ("by", "figure"),
    [
        (NUMBER, lambda one, unit: unit),
        (MEAN, lambda one, unit: -one.means[unit]),
        (PEAK, lambda one, unit: -one.peaks[unit]),
        (ZEROS, lambda one, unit: -one.zeros[unit]),
    ],
)
def test_maps_are_sorted(by: str, figure: object) -> None:
    found = maps()
    made = laid(found, by=by)
    assert sorted(made.order) == list(range(7))
    figures = [figure(made, unit) for unit in made.order]  # type: ignore[operator]
    assert figures == sorted(figures)
    tiles = mosaic.grey(found.values, per_map=True)
    assert np.array_equal(made.tile(4), tiles[4])


def test_one_stretch_for_the_whole_layer() -> None:
    found = maps()
    made = laid(found, per_map=False)
    assert made.tile(4).max() == 255
    assert all(made.tile(unit).max() < 128 for unit in range(7) if unit != 4)


def test_a_difference_is_the_second_less_the_first() -> None:
    first, second = maps(), maps()
    made = against(first, second)
    change = second.values - first.values
    assert made.difference is not None
    assert np.array_equal(made.difference.values, change)
    assert made.difference.signed
    assert made.changes == pytest.approx(np.abs(change).mean(axis=(1, 2)))
    ranked = [made.changes[unit] for unit in made.first.order]
    assert ranked == sorted(ranked, reverse=True)
    assert made.first.order == made.second.order == made.difference.order
    for unit in range(7):
        tile = made.difference.tile(unit).astype(int) - MIDDLE
        greatest = np.abs(change[unit]).max()
        if greatest:
            assert np.abs(tile - change[unit] / greatest * 127).max() <= 1
        else:
            assert not tile.any()


def test_two_sheets_share_each_map_s_stretch() -> None:
    first = maps()
    second = Maps("layer", first.values * np.float32(0.5))
    made = against(first, second, by=NUMBER)
    assert made.first.tile(4).max() == 255
    assert made.second.tile(4).max() in (127, 128)
    assert made.first.order == tuple(range(7))


def test_nothing_changes_against_itself() -> None:
    made = against(found := maps(), found, per_map=False)
    assert made.difference is not None
    assert (made.difference.grey[:4] == MIDDLE).all()
    assert set(made.changes) == {0.0}
    assert made.difference.dead == set(range(7))


def test_maps_of_other_shapes_have_no_difference() -> None:
    made = against(maps(), maps(count=9), by=CHANGE)
    assert made.difference is None
    assert made.changes == ()
    assert (made.first.shape[0], made.second.shape[0]) == (7, 9)
    assert made.second.order == tuple(range(9))


def test_of_single_values_the_greatest_is_the_richest() -> None:
    values = np.array([3, 9, 4], np.float32).reshape(3, 1, 1)
    assert laid(Maps("layer", values), per_map=False).richest == 1
