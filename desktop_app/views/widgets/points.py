"""Tens of thousands of points in a plane: which are in sight, which are near, and their dots.

numpy does what would take a tenth of a second point by point.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QImage

from desktop_app.views import palette

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from desktop_app.views.widgets.plane import Plane

    Floats = npt.NDArray[np.float64]
    Numbers = npt.NDArray[np.int64]

NONE = -1
SPAN = 1 << 31
CROWDED = 0.7
"""Distance between pictures, as a share of their cells, below which one has to go."""


class Points:
    """N places, N classes; a point's number is its place in both."""

    def __init__(self, places: Sequence[tuple[float, float]], classes: Sequence[int]) -> None:
        """Keep copies.

        Raises:
            ValueError: There are not as many classes as places, or a place is not finite.
        """
        self.places: Floats = np.array(places, dtype=np.float64).reshape(-1, 2)
        self.classes: Numbers = np.array(classes, dtype=np.int64)
        if len(self.places) != len(self.classes) or not np.isfinite(self.places).all():
            raise ValueError("every point has a finite place and a class")

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.classes)

    def place(self, number: int) -> QPointF:
        """Return where a point is."""
        return QPointF(*self.places[number].tolist())

    def bounds(self) -> QRectF:
        """Return the least rectangle around all."""
        if not len(self):
            return QRectF()
        near, far = self.places.min(axis=0).tolist(), self.places.max(axis=0).tolist()
        return QRectF(QPointF(*near), QPointF(*far))

    def within(self, area: QRectF) -> Numbers:
        """Return the numbers of all points in a part of the plane, in their order."""
        x, y = self.places.T
        across = (x >= area.left()) & (x <= area.right())
        return np.flatnonzero(across & (y >= area.top()) & (y <= area.bottom()))

    def nearest(self, place: QPointF, numbers: Numbers | None = None) -> int:
        """Return which of `numbers`, or of all, is nearest to a place; `NONE` of none."""
        chosen = np.arange(len(self)) if numbers is None else numbers
        if not len(chosen):
            return NONE
        offsets = self.places[chosen] - place.toTuple()
        return int(chosen[np.square(offsets).sum(axis=1).argmin()])

    def neighbour(self, number: int, way: tuple[int, int]) -> int:
        """Return the nearest point that lies rather in one of four ways than aside of it.

        `way` counts rows down and columns to the right; `number` itself if there is none.
        """
        down, across = way
        offsets = self.places - self.places[number]
        along = offsets @ (across, down)
        aside = np.abs(offsets @ (down, across))
        far = np.where((along > 0) & (aside <= along), along + aside, np.inf)
        found = int(far.argmin())
        return found if math.isfinite(far[found]) else number

    def thinned(self, numbers: Numbers, step: float) -> list[int]:
        """Return as many of `numbers` as do not crowd each other, in their order.

        There is one at most in each cell, `step` wide and high, of a grid that stays where it is
        while one pans: the one nearest to its middle.
        """
        scaled = self.places[numbers] / step
        cells = np.floor(scaled).astype(np.int64)
        inwards = np.argsort(np.abs(scaled - cells - 0.5).max(axis=1), kind="stable")
        # One number for each cell: sorting pairs takes ten times as long.
        keys = cells[:, 0] * SPAN + cells[:, 1]
        _, firsts = np.unique(keys[inwards], return_index=True)
        taken: dict[tuple[int, int], tuple[float, float]] = {}
        result = []
        for first in np.sort(inwards[firsts]).tolist():
            cell = int(cells[first, 0]), int(cells[first, 1])
            x, y = scaled[first].tolist()
            if not any(
                max(abs(x - other[0]), abs(y - other[1])) < CROWDED
                for other in _around(taken, cell)
            ):
                taken[cell] = x, y
                result.append(int(numbers[first]))
        return result

    def dots(self, plane: Plane, numbers: Numbers, radius: float, ratio: float) -> QImage:
        """Return the dots of `numbers`, `radius` points each, as a picture of what is in sight.

        Args:
            plane: What is in sight, and how large.
            numbers: Whose dots are wanted.
            radius: In points.
            ratio: Pixels for each point.
        """
        size = (plane.size * ratio).toSize()
        middle, centre = np.array(plane.size.toTuple()) / 2, plane.centre.toTuple()
        at = (middle + (self.places[numbers] - centre) * plane.scale) * ratio
        pixels = _stamped(at, self.classes[numbers], size, radius * ratio)
        kind = QImage.Format.Format_ARGB32_Premultiplied
        result = QImage(pixels.data, size.width(), size.height(), kind).copy()
        result.setDevicePixelRatio(ratio)
        return result


def _around(
    taken: dict[tuple[int, int], tuple[float, float]], cell: tuple[int, int]
) -> Iterable[tuple[float, float]]:
    """Return what is taken in a cell and in those that touch it."""
    cells = ((cell[0] + x, cell[1] + y) for x in (-1, 0, 1) for y in (-1, 0, 1))
    return (taken[one] for one in cells if one in taken)


def _stamped(at: Floats, classes: Numbers, size: QSize, radius: float) -> npt.NDArray[np.uint32]:
    """Return discs around pixels as premultiplied ARGB, H x W.

    All soft edges come first: none may lie over another disc.
    """
    pad = math.ceil(radius) + 1
    wide, high = size.width() + 2 * pad, size.height() + 2 * pad
    result = np.zeros(wide * high, np.uint32)
    x, y = (np.floor(at).astype(np.int64) + pad).T
    inside = (x >= pad) & (x < wide - pad) & (y >= pad) & (y < high - pad)
    spots, kinds = (y * wide + x)[inside], classes[inside] % len(palette.CLASSES)
    steps = range(1 - pad, pad)
    disc = [(radius + 0.5 - math.hypot(dx, dy), dy * wide + dx) for dx in steps for dy in steps]
    for cover, offset in sorted(disc):
        if cover > 0:
            result[spots + offset] = _shades(min(cover, 1.0))[kinds]
    return result.reshape(high, wide)[pad : high - pad, pad : wide - pad].copy()


def _shades(opacity: float) -> npt.NDArray[np.uint32]:
    """Return the colours of all classes as premultiplied ARGB."""
    shades = []
    for name in palette.CLASSES:
        one = QColor(name)
        parts = (255, one.red(), one.green(), one.blue())
        alpha, red, green, blue = (round(part * opacity) for part in parts)
        shades.append(alpha << 24 | red << 16 | green << 8 | blue)
    return np.array(shades, np.uint32)
