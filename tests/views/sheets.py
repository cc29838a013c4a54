"""Makers of maps and filters from arrays, for tests that need no network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from desktop_app.engine.seen import MIDDLE, Filters, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.engine.seen import Grey, Values


def plain_maps(count: int, high: int = 4, wide: int = 4) -> Values:
    """C x H x W: map c is c + 1 everywhere."""
    numbers = np.arange(1, count + 1, dtype=np.float32)
    return np.broadcast_to(numbers[:, None, None], (count, high, wide)).copy()


def noisy_maps(count: int, high: int = 4, wide: int = 4, seed: int = 0) -> Values:
    """C x H x W values from -1 to 1."""
    generator = np.random.default_rng(seed)
    return generator.uniform(-1, 1, (count, high, wide)).astype(np.float32)


def sheet(
    values: Values,
    *,
    columns: int = 3,
    order: Sequence[int] | None = None,
    signed: bool = False,
    layer: str = "layer",
) -> Sheet:
    """A sheet of C x H x W values, grey from the layer's least to its greatest."""
    count = len(values)
    order = tuple(order or range(count))
    return Sheet(
        layer=layer,
        values=values,
        grey=tiled(_grey(values, signed=signed)[list(order)], columns),
        columns=columns,
        order=order,
        means=tuple(values.mean(axis=(1, 2)).tolist()),
        peaks=tuple(values.max(axis=(1, 2)).tolist()),
        zeros=tuple((values == 0).mean(axis=(1, 2)).tolist()),
        dead=frozenset(unit for unit in range(count) if not values[unit].any()),
        counts=tuple(np.histogram(values, bins=8)[0].tolist()),
        richest=int(values.std(axis=(1, 2)).argmax()),
        signed=signed,
    )


def filters(
    count: int = 5, *, columns: int = 3, side: tuple[int, int] = (4, 4), trained: bool = True
) -> Filters:
    """Filters, each of one colour."""
    colours = np.random.default_rng(0).integers(0, 256, (count, 1, 1, 3), dtype=np.uint8)
    tiles = np.broadcast_to(colours, (count, *side, 3))
    pixels = tiled(tiles, columns)
    return Filters("Stand-in", "conv1", pixels, columns, count, side, trained)


def tiled(tiles: Grey, columns: int) -> Grey:
    """C x H x W, or C x H x W x 3, side by side in rows of `columns`; empty places are 0."""
    count, high, wide, *channels = tiles.shape
    rows = -(-count // columns)
    whole = np.zeros((rows * high, columns * wide, *channels), np.uint8)
    for place, tile in enumerate(tiles):
        row, column = divmod(place, columns)
        whole[row * high : (row + 1) * high, column * wide : (column + 1) * wide] = tile
    return whole


def _grey(values: Values, *, signed: bool) -> Grey:
    if signed:
        scaled = MIDDLE + 127 * values / (np.abs(values).max() or 1)
    else:
        scaled = 255 * (values - values.min()) / (np.ptp(values) or 1)
    grey: Grey = scaled.astype(np.uint8)
    return grey
