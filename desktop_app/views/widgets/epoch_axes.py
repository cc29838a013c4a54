"""The axes of curves over epochs: which numbers they have, and what lies where."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QPointF

from desktop_app.views.widgets.curve import ticks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from PySide6.QtCore import QRectF

Point: TypeAlias = tuple[int, float]
"""An epoch, counted from 1, and its value."""

FINEST = 160
"""Points of a line up to which all are drawn; of more, the least and greatest of neighbours."""

LOWEST = (0.9, 0.8, 0.6, 0.4, 0.2)
"""Where an axis of shares may begin instead of at 0."""

ROUND = (1, 2, 4, 5, 8)
"""Round numbers of epochs, times powers of ten."""

CAPTIONS = 3
"""How many round numbers of epochs are written at most."""


@dataclass(frozen=True, slots=True)
class Axes:
    """Epochs run from left to right.

    Attributes:
        area: In which lines are drawn.
        values: Three at equal distances, at its lower end, its middle and its upper end.
        last: Epoch at its right end.
    """

    area: QRectF
    values: tuple[float, float, float]
    last: int

    def x(self, epoch: int) -> float:
        """Return where an epoch is."""
        return self.area.left() + self.area.width() * (epoch - 1) / max(1, self.last - 1)

    def at(self, point: Point) -> QPointF:
        """Return where a value of an epoch lies."""
        low, _, high = self.values
        up = (point[1] - low) / (high - low)
        return QPointF(self.x(point[0]), self.area.bottom() - self.area.height() * up)

    def epoch_at(self, x: float) -> int:
        """Return the epoch that is nearest."""
        share = (x - self.area.left()) / max(1.0, self.area.width())
        return 1 + round(share * max(1, self.last - 1))


def values_for(values: Iterable[float], *, shares: bool) -> tuple[float, float, float]:
    """Return three numbers between which all `values` lie.

    Those of `shares`, 0..1, end with 1; others begin with 0.
    """
    if not shares:
        return ticks(0, max(values, default=0))
    least = min(values, default=0)
    low = next((one for one in LOWEST if one <= least), 0.0)
    return low, (low + 1) / 2, 1.0


def round_epochs(last: int) -> range:
    """Return a few round numbers up to `last`."""
    sizes = (number * 10**power for power in itertools.count() for number in ROUND)
    step = next(one for one in sizes if last <= one * CAPTIONS)
    return range(step, last + 1, step)


def thinned(points: list[Point]) -> Iterator[Point]:
    """Return the least and the greatest of neighbours, in their order, where there are many."""
    step = -(-2 * len(points) // FINEST)
    if step < 3:
        yield from points
        return
    for start in range(0, len(points), step):
        part = points[start : start + step]
        ends = {min(part, key=_value), max(part, key=_value)}
        yield from sorted(ends | {points[-1]} if points[-1] in part else ends)


def _value(point: Point) -> float:
    return point[1]
