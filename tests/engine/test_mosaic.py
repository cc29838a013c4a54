"""Maps become grey tiles side by side, and nothing is lost or mixed up."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop_app import paths
from desktop_app.engine import colours, mosaic
from desktop_app.engine.seen import columns_for

if TYPE_CHECKING:
    from desktop_app.engine.seen import Grey, Values


def maps(*rows: list[list[float]]) -> Values:
    return np.array(rows, np.float32)


def channels_last(values: Values) -> Values:
    """The same numbers as a capture gives them, one pixel's side by side in memory."""
    return np.ascontiguousarray(values.transpose(1, 2, 0)).transpose(2, 0, 1)


def tiles(count: int, high: int, wide: int) -> Grey:
    """Tiles that hold their number, from 1 up."""
    return np.repeat(np.arange(1, count + 1), high * wide).reshape(count, high, wide).astype("u1")


# From values to greys


def test_each_map_goes_from_its_least_to_its_greatest() -> None:
    values = maps([[0, 1], [2, 4]], [[-1, -1], [0, -0.5]])
    assert mosaic.grey(values, per_map=True).tolist() == [
        [[0, 63], [127, 255]],
        [[0, 0], [255, 127]],
    ]


def test_or_all_from_the_least_to_the_greatest_of_the_layer() -> None:
    values = maps([[0, 1], [2, 4]], [[-1, -1], [0, -0.5]])
    assert mosaic.grey(values, per_map=False).tolist() == [
        [[51, 102], [153, 255]],
        [[0, 0], [51, 25]],
    ]


@pytest.mark.parametrize("value", [0, 3.5, -2])
def test_a_map_that_is_the_same_everywhere_is_black(value: float) -> None:
    values = maps([[value, value]], [[0, 1]])
    assert mosaic.grey(values, per_map=True).tolist() == [[[0, 0]], [[0, 255]]]
    assert not mosaic.grey(values[:1], per_map=False).any()


@pytest.mark.parametrize("count", [1, 3, 4, 5, 2048])
@pytest.mark.parametrize("per_map", [True, False])
def test_few_and_many_maps_are_treated_alike(count: int, per_map: bool) -> None:
    values = np.random.default_rng(0).normal(size=(count, 3, 5)).astype(np.float32)
    axes = (1, 2) if per_map else None
    low, high = values.min(axis=axes, keepdims=True), values.max(axis=axes, keepdims=True)
    expected = (values - low) / (high - low) * 255
    for same in (values, channels_last(values)):
        found = mosaic.grey(same, per_map=per_map)
        assert found.shape == values.shape
        assert found.dtype == np.uint8
        assert np.abs(found - expected).max() < 1.01
        assert found[values == np.broadcast_to(high, values.shape)].min() == 255
        assert found[values == np.broadcast_to(low, values.shape)].max() == 0


@pytest.mark.parametrize("offset", [1e3, -1e3, 1e6])
def test_small_differences_far_from_zero_do_not_overflow(offset: float) -> None:
    wide = np.linspace(offset, offset * 1.001, 64, dtype=np.float32).reshape(1, 8, 8)
    found = mosaic.grey(wide, per_map=True).ravel()
    assert (np.sort(found) == (found if offset > 0 else found[::-1])).all()


@pytest.mark.parametrize("offset", [1e3, -1e3, 1e6, -7.07])
def test_what_was_rounded_differently_is_the_same_everywhere(offset: float) -> None:
    next_one = np.nextafter(np.float32(offset), np.float32(np.inf))
    assert not mosaic.grey(maps([[offset, next_one]]), per_map=True).any()
    assert mosaic.grey(maps([[offset, offset * (1 + 1e-5)]]), per_map=True).max() == 255


@pytest.mark.parametrize("value", [1e-40, 1e-7])
def test_values_next_to_nothing_are_the_same_everywhere(value: float) -> None:
    assert not mosaic.grey(maps([[0, value]]), per_map=True).any()
    assert mosaic.grey(maps([[0, 1e-5]]), per_map=True).max() == 255


def test_nothing_is_written_into_the_values() -> None:
    values = channels_last(np.random.default_rng(0).random((9, 2, 2), np.float32))
    before = values.copy()
    mosaic.grey(values, per_map=True)
    assert np.array_equal(values, before)


# Side by side


def test_tiles_stand_in_rows_with_a_gap_between() -> None:
    assert mosaic.laid_out(tiles(5, 1, 2), 2).tolist() == [
        [1, 1, 0, 2, 2],
        [0, 0, 0, 0, 0],
        [3, 3, 0, 4, 4],
        [0, 0, 0, 0, 0],
        [5, 5, 0, 0, 0],
    ]


def test_one_tile_is_the_picture() -> None:
    one = tiles(1, 3, 4)
    assert np.array_equal(mosaic.laid_out(one, 1), one[0])


def test_a_last_row_may_be_full_or_the_only_one() -> None:
    assert mosaic.laid_out(tiles(4, 1, 1), 2).tolist() == [[1, 0, 2], [0, 0, 0], [3, 0, 4]]
    assert mosaic.laid_out(tiles(2, 1, 1), 3).tolist() == [[1, 0, 2, 0, 0]]


@pytest.mark.parametrize("gap", [0, 3])
def test_the_gap_may_be_another(gap: int) -> None:
    found = mosaic.laid_out(tiles(3, 2, 2), 2, gap=gap)
    assert found.shape == (4 + gap, 4 + gap)
    assert found.sum() == 4 * (1 + 2 + 3)
    assert (found[:2, 2 + gap :] == 2).all()


@pytest.mark.parametrize(
    ("count", "high", "wide"), [(3, 5, 9), (7, 4, 4), (64, 2, 3), (2048, 7, 7), (2048, 1, 1)]
)
def test_each_tile_is_in_its_place(count: int, high: int, wide: int) -> None:
    values = np.random.default_rng(0).integers(0, 256, (count, high, wide), np.uint8)
    columns = columns_for(count)
    for same in (values, np.ascontiguousarray(values.transpose(1, 2, 0)).transpose(2, 0, 1)):
        found = mosaic.laid_out(same, columns)
        for number, tile in enumerate(values):
            row, column = divmod(number, columns)
            top, left = row * (high + 1), column * (wide + 1)
            assert np.array_equal(found[top : top + high, left : left + wide], tile)
        assert found.sum() == values.sum()  # all else is black


@pytest.mark.parametrize(
    ("count", "ratio", "columns"),
    [
        (1, 1, 1),
        (3, 1, 2),
        (4, 1, 2),
        (5, 1, 3),
        (2048, 1, 46),
        (8, 2, 4),
        (3, 100, 3),
        (9, 0.1, 1),
    ],
)
def test_there_are_as_many_columns_as_make_a_picture_of_that_shape(
    count: int, ratio: float, columns: int
) -> None:
    assert columns_for(count, ratio) == columns


@pytest.mark.parametrize("ratio", [0.1, 0.5, 0.9, 1, 1.33, 2, 5])
def test_no_other_number_of_columns_makes_larger_tiles(ratio: float) -> None:
    for count in (*range(1, 200), 480, 768, 1280, 2048):
        sides = [
            min(ratio / columns, 1 / math.ceil(count / columns)) for columns in range(1, count + 1)
        ]
        assert sides[columns_for(count, ratio) - 1] == max(sides)


# Colours


@pytest.mark.parametrize("name", ["magma", "viridis", "cividis"])
def test_a_table_goes_steadily_from_dark_to_light(name: str) -> None:
    table = colours.read(paths.resource(f"colours/{name}.tsv"))
    assert table.shape == (256, 3)
    assert table.dtype == np.uint8
    light = table.astype(float) @ (0.2126, 0.7152, 0.0722)
    assert (np.diff(light) > -1).all()
    assert light[-1] - light[0] > 150


def test_a_grey_becomes_the_colour_of_its_number() -> None:
    table = np.arange(768).reshape(256, 3).astype(np.uint8)
    grey = np.array([[0, 255], [7, 7]], np.uint8)
    assert mosaic.coloured(grey, table).tolist() == [
        [table[0].tolist(), table[255].tolist()],
        [table[7].tolist()] * 2,
    ]


def test_signed_values_stand_around_mid_grey() -> None:
    values = np.array([[[0, 2]], [[-2, 1]], [[-1, 0]]], np.float32)
    assert mosaic.signed(values).tolist() == [[[128, 1, 64], [255, 192, 128]]]


def test_nothing_is_mid_grey() -> None:
    assert (mosaic.signed(np.zeros((3, 2, 2), np.float32)) == 128).all()


def test_signed_values_beyond_the_end_are_as_bright_as_can_be() -> None:
    values = maps([[-4, -1, 0, 1, 4]], [[0] * 5], [[0] * 5])
    assert mosaic.signed(values, 2)[0, :, 0].tolist() == [1, 64, 128, 192, 255]
    assert mosaic.signed(values)[0, :, 0].tolist() == [1, 96, 128, 160, 255]


def values_of(rows: list[list[float]]) -> Values:
    return np.array(rows, np.float32)


def test_marks_go_up_from_nothing() -> None:
    assert mosaic.upwards(values_of([[-5, 0, 1, 2]])).tolist() == [[0, 0, 128, 255]]
    assert not mosaic.upwards(values_of([[-5, -1]])).any()


def test_marks_go_both_ways_from_the_middle() -> None:
    assert mosaic.both_ways(values_of([[-2, 0, 1, 2]])).tolist() == [[1, 128, 192, 255]]
    assert mosaic.both_ways(values_of([[-9, 0, 1, 2]]), 2).tolist() == [[1, 128, 192, 255]]
    assert mosaic.both_ways(np.zeros((1, 2), np.float32)).tolist() == [[128, 128]]


def test_most_values_are_not_larger_than_their_bulk() -> None:
    values = np.linspace(-1, 1, 20_001, dtype=np.float32)
    assert mosaic.bulk(values) == pytest.approx(0.995, abs=1e-3)
    values[7] = 1e9
    assert mosaic.bulk(values) == pytest.approx(0.995, abs=1e-3)
