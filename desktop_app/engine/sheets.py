"""All maps of a layer on one sheet, with their figures; and two sheets set against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from desktop_app.engine import mosaic
from desktop_app.engine.contract import Step
from desktop_app.engine.seen import (
    CHANGE,
    MEAN,
    NUMBER,
    PEAK,
    ZEROS,
    Contrast,
    Sheet,
    columns_for,
)

if TYPE_CHECKING:
    from collections.abc import Generator

    import numpy.typing as npt

    from desktop_app.engine.contract import Pixels
    from desktop_app.engine.feature_maps import Maps
    from desktop_app.engine.seen import Grey, Values

STEPS = 48
"""Bars of a histogram."""


def sheet(
    *, maps: Maps, per_map: bool = True, by: str = NUMBER, ratio: float = 1.0
) -> Generator[Step, None, Sheet]:
    """Lay out the maps of a layer for a place `ratio` as wide as high, sorted `by` one of `ORDERS`.

    Each map is stretched from its own least to its greatest value with `per_map`, else the layer's.
    """
    yield Step(0, 1)
    return _alone(maps, per_map, by, ratio)


def contrast(
    *, first: Maps, second: Maps, per_map: bool = True, by: str = CHANGE, ratio: float = 1.0
) -> Generator[Step, None, Contrast]:
    """Set a layer's maps against the same layer's of another picture or network.

    Where both have the same shape, a map has one stretch on both sheets and there is a difference,
    the second less the first, around mid-grey. Otherwise each stands for itself.
    """
    yield Step(0, 1)
    if first.values.shape != second.values.shape:
        alone = (_alone(one, per_map, by, ratio) for one in (first, second))
        return Contrast(next(alone), next(alone), None)
    change = type(first)(second.layer, second.values - first.values)
    changes = np.abs(change.values).mean(axis=(1, 2))
    order = _descending(changes) if by == CHANGE else _order(first, by)
    wide = first.values.shape[2]
    ends = np.abs(change.values).max(axis=(1, 2), keepdims=True) if per_map else 0.0
    both = mosaic.grey(np.concatenate([first.values, second.values], axis=2), per_map=per_map)
    yield Step(0, 1)
    return Contrast(
        _sheet(first, both[:, :, :wide], order, ratio),
        _sheet(second, both[:, :, wide:], order, ratio),
        _sheet(change, mosaic.both_ways(change.values, ends), order, ratio, signed=True),
        tuple(changes.tolist()),
    )


def picture(sheet: Sheet, table: Pixels) -> Pixels:
    """Return a sheet in the colours of a table, 256 x 3, each value one pixel, with gaps of one."""
    count, high, wide = sheet.shape
    rows = -(-count // sheet.columns)
    tiles = sheet.grey.reshape(rows, high, sheet.columns, wide).transpose(0, 2, 1, 3)
    laid = mosaic.laid_out(tiles.reshape(-1, high, wide)[:count], sheet.columns)
    return mosaic.coloured(laid, table)


def _alone(maps: Maps, per_map: bool, by: str, ratio: float) -> Sheet:
    return _sheet(maps, mosaic.grey(maps.values, per_map=per_map), _order(maps, by), ratio)


def _sheet(
    maps: Maps, tiles: Grey, order: npt.NDArray[np.intp], ratio: float, *, signed: bool = False
) -> Sheet:
    columns = columns_for(len(tiles), ratio)
    return Sheet(
        layer=maps.layer,
        values=maps.values,
        grey=mosaic.laid_out(tiles[order], columns, gap=0),
        columns=columns,
        order=tuple(order.tolist()),
        means=tuple(maps.means.tolist()),
        peaks=tuple(maps.peaks.tolist()),
        zeros=tuple(maps.zeros.tolist()),
        dead=frozenset(maps.dead),
        counts=_counts(maps.values),
        richest=_richest(maps),
        signed=signed,
    )


def _richest(maps: Maps) -> int:
    """Return the map that differs most in itself; of single values the greatest."""
    if maps.values[0].size == 1:
        return int(maps.means.argmax())
    return int(maps.values.std(axis=(1, 2)).argmax())


def _counts(values: Values) -> tuple[int, ...]:
    """Count values in `STEPS` equal steps; numpy's own way takes five times as long."""
    low, high = values.min(), values.max()
    scaled = (values - low) * (STEPS / ((high - low) or 1))
    steps = scaled.astype(np.uint8).ravel(order="K")
    counts = np.bincount(steps, minlength=STEPS + 1)
    counts[STEPS - 1] += counts[STEPS]  # the greatest value belongs to the last step
    return tuple(counts[:STEPS].tolist())


def _order(maps: Maps, by: str) -> npt.NDArray[np.intp]:
    if by in (NUMBER, CHANGE):
        return np.arange(len(maps.values))
    return _descending({MEAN: maps.means, PEAK: maps.peaks, ZEROS: maps.zeros}[by])


def _descending(figures: Values) -> npt.NDArray[np.intp]:
    return np.argsort(-figures, kind="stable")
