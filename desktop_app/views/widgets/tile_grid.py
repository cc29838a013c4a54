"""Where tiles lie that share a place in rows, and how one goes from one to the next."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF, QSize

ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
"""How many rows down and columns to the right they lead; the same in any language."""

KEYS = (*ARROWS, Qt.Key.Key_Home, Qt.Key.Key_End)
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class TileGrid:
    """Cells of one size in rows; all lengths are device pixels.

    A tile's place counts row by row. The last row may not be full.

    Attributes:
        count: How many tiles there are.
        columns: How many stand in a row.
        wide: Width of a cell.
        high: Height of a cell.
        left: Where the first column begins.
        top: Where the first row begins.
    """

    count: int
    columns: int
    wide: int
    high: int
    left: int = 0
    top: int = 0

    @classmethod
    def fitted(cls, count: int, columns: int, *, side: tuple[int, int], room: QSize) -> TileGrid:
        """Make cells in the shape of a tile, H x W, as large as `room` allows, in its middle.

        They are one pixel wide and high at least, even if there is no room for that.
        """
        high, wide = side
        rows = _rows(count, columns)
        highest = room.height() // rows
        across = max(1, min(room.width() // columns, ((highest + 1) * wide - 1) // high))
        down = max(1, across * high // wide)
        left, top = room.width() - across * columns, room.height() - down * rows
        return cls(count, columns, across, down, left // 2, top // 2)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return _rows(self.count, self.columns)

    @property
    def area(self) -> QRect:
        """All cells together."""
        return QRect(self.left, self.top, self.columns * self.wide, self.rows * self.high)

    def cell(self, place: int) -> QRect:
        """Return one tile's cell."""
        row, column = divmod(place, self.columns)
        left, top = self.left + column * self.wide, self.top + row * self.high
        return QRect(left, top, self.wide, self.high)

    def place_at(self, point: QPointF) -> int:
        """Return which tile lies at a point, or `NOWHERE`."""
        column = math.floor((point.x() - self.left) / self.wide)
        row = math.floor((point.y() - self.top) / self.high)
        place = row * self.columns + column
        return place if 0 <= column < self.columns and 0 <= place < self.count else NOWHERE

    def neighbour(self, place: int, key: Qt.Key) -> int:
        """Return where one of `KEYS` leads from a tile; over the edge it leads nowhere."""
        if key not in ARROWS:
            return 0 if key is Qt.Key.Key_Home else self.count - 1
        down, across = ARROWS[key]
        target = place + down * self.columns + across
        inside = 0 <= place % self.columns + across < self.columns and 0 <= target < self.count
        return target if inside else place


def _rows(count: int, columns: int) -> int:
    return -(-count // columns)
