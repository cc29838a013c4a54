"""Many feature maps as one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from desktop_app.engine.seen import MIDDLE

if TYPE_CHECKING:
    from desktop_app.engine.contract import Pixels
    from desktop_app.engine.seen import Grey, Values

TOP = 255.5
"""What the greatest value becomes before its fraction is cut off, so that it ends as 255."""

FLAT = 1e-6
"""A map whose values differ by no more, of 1 and of the greatest, is the same everywhere."""

BULK = 0.995
"""The share of values that counts as most of them."""

GAP = 1
"""Pixels between two maps."""


def grey(maps: Values, *, per_map: bool) -> Grey:
    """Return C x H x W values as 0..255: from each map's least to its greatest, or the layer's.

    A map that is the same everywhere becomes 0.
    """
    if len(maps) > maps[0].size:  # numpy is quick on long rows only
        pixels = np.ascontiguousarray(maps.transpose(1, 2, 0)).reshape(-1, len(maps))
        table = _stretched(pixels, 0, per_map)
        return table.reshape(*maps.shape[1:], -1).transpose(2, 0, 1)
    return _stretched(maps.reshape(len(maps), -1), 1, per_map).reshape(maps.shape)


def _stretched(values: Values, axis: int, per_map: bool) -> Grey:
    """Stretch a table of values; along `axis` run those of one map."""
    low, high = values.min(axis=axis, keepdims=True), values.max(axis=axis, keepdims=True)
    if not per_map:
        low, high = np.full_like(low, low.min()), np.full_like(high, high.max())
    span = high - low
    least = FLAT * np.maximum(1, np.maximum(high, -low))
    scale = np.divide(TOP, span, out=np.zeros_like(span), where=span > least)
    scaled = values - low  # first, for little is left of a small difference of large products
    scaled *= scale
    stretched: Grey = scaled.astype(np.uint8)
    return stretched


def laid_out(tiles: Grey, columns: int, *, gap: int = GAP) -> Grey:
    """Return C x H x W tiles side by side in rows of `columns`; gaps and empty places are 0."""
    count, high, wide = tiles.shape
    rows = -(-count // columns)
    whole = np.zeros((rows, high + gap, columns, wide + gap), np.uint8)
    full, rest = divmod(count, columns)
    block = tiles[: count - rest].reshape(full, columns, high, wide).transpose(0, 2, 1, 3)
    if wide < columns:
        for x in range(wide):  # quicker than all at once, whose innermost rows are a tile's
            whole[:full, :high, :, x] = block[:, :, :, x]
    else:
        whole[:full, :high, :, :wide] = block
    whole[full:, :high, :rest, :wide] = tiles[count - rest :].transpose(1, 0, 2)
    joined = whole.reshape(rows * (high + gap), columns * (wide + gap))
    return joined[: len(joined) - gap, : joined.shape[1] - gap]


def upwards(values: Values) -> Grey:
    """Return values as 0..255 from 0 to the greatest; what is below 0 becomes 0."""
    greatest = float(values.max())
    if greatest <= 0:
        return np.zeros(values.shape, np.uint8)
    grey: Grey = (values.clip(0) * (255 / greatest)).round().astype(np.uint8)
    return grey


def both_ways(values: Values, end: Values | float = 0.0) -> Grey:
    """Return values as 1..255 with 0 as `MIDDLE`, up to `end` either way.

    That may be an array that goes with `values`; where it is 0, it is the greatest size of all.
    """
    ends = np.where(end, end, np.abs(values).max() or 1).astype(np.float32)
    shares = (values / ends).clip(-1, 1)
    grey: Grey = (MIDDLE + (MIDDLE - 1) * shares).round().astype(np.uint8)
    return grey


def bulk(values: Values) -> float:
    """Return the size that most values do not exceed; some outliers would leave all others pale."""
    return float(np.quantile(np.abs(values), BULK))


def coloured(values: Grey, table: Pixels) -> Pixels:
    """Return H x W numbers as H x W x 3 by a table of 256 colours, 256 x 3."""
    colours: Pixels = table[values]
    return colours


def signed(values: Values, end: float = 0.0) -> Pixels:
    """Return 3 x H x W signed values `both_ways`, as a picture around mid-grey, H x W x 3."""
    return np.ascontiguousarray(both_ways(values, end).transpose(1, 2, 0))  # Qt takes one piece
