"""Where the cells and the names of a confusion matrix are. Geometry only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QStyle

from desktop_app.views.widgets.tile_grid import TileGrid

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST, USUAL, MOST = 12, 30, 64
"""Sides of a cell in points: below the least the matrix scrolls, the most is for few classes."""

TOGETHER = 256
"""Side of a whole matrix in points up to which its cells may be larger than usual."""

GAP = 6
"""Between cells and names."""

NAMES = 0.4
"""Share of the width that the names of rows take at most."""


@dataclass(frozen=True, slots=True)
class Words:
    """How much room names need, in points, and what a point of the usual font is in points."""

    longest: int
    short: int
    line: int
    scale: float


@dataclass(frozen=True, slots=True)
class MatrixPlace:
    """All lengths are points of the widget.

    Attributes:
        grid: The cells, row by row; those beyond `area` are out of sight.
        area: In which cells are seen.
        names: Beside it, for the names of rows.
        foot: Below it, for the names of columns.
        upright: Whether those stand upright, for want of room.
        beyond: How much wider and higher the cells are than there is room.
    """

    grid: TileGrid
    area: QRect
    names: QRect
    foot: QRect
    upright: bool
    beyond: QSize

    @classmethod
    def fitted(
        cls, count: int, words: Words, *, room: QSize, bar: int, scrolled: QPoint, mirrored: bool
    ) -> MatrixPlace:
        """Make the cells of `count` classes as large as `room` allows.

        Args:
            count: Of classes.
            words: Room for names.
            room: For all, scroll bars among it.
            bar: How thick a scroll bar is.
            scrolled: How far the cells are scrolled.
            mirrored: Whether the names of rows stand at the right.
        """
        names = min(words.longest, round(room.width() * NAMES)) + GAP
        wide, high = room.width() - names, room.height() - words.line - GAP
        side = _side(count, min(wide, high), words.scale)
        if upright := words.short > side:
            high = room.height() - words.short - GAP
            side = _side(count, min(wide, high), words.scale)
        whole = side * count
        across, down = whole > wide, whole > high
        # A bar for one way takes room from the other.
        wide -= bar * (down or (across and whole > high - bar))
        high -= bar * (across or (down and whole > wide))
        shown = QSize(min(whole, wide), min(whole, high))
        left = (wide - shown.width()) // 2
        all_of_it = QRect(0, 0, names + wide, high)
        ways = Qt.LayoutDirection
        way = ways.RightToLeft if mirrored else ways.LeftToRight
        area = QStyle.visualRect(way, all_of_it, QRect(QPoint(left + names, 0), shown))
        beside = QRect(left, 0, names - GAP, shown.height())
        start = area.topLeft() - scrolled
        return cls(
            TileGrid(count * count, max(1, count), side, side, start.x(), start.y()),
            area,
            QStyle.visualRect(way, all_of_it, beside),
            QRect(
                area.left(),
                area.height() + GAP,
                area.width(),
                words.short if upright else words.line,
            ),
            upright,
            QSize(whole - shown.width(), whole - shown.height()),
        )

    @property
    def side(self) -> int:
        """Width and height of a cell."""
        return self.grid.wide

    def cell(self, row: int, column: int) -> QRect:
        """Return where a cell lies."""
        return self.grid.cell(row * self.grid.columns + column)

    def rows(self) -> range:
        """Return the rows of which something is in sight."""
        return self._seen(self.area.top() - self.grid.top, self.area.height())

    def columns(self) -> range:
        """Return the columns of which something is in sight."""
        return self._seen(self.area.left() - self.grid.left, self.area.width())

    def row_names(self) -> Iterator[tuple[int, QRect]]:
        """Return the rows in sight and where their names go."""
        for row in self.rows():
            top = self.grid.top + row * self.side
            yield row, QRect(self.names.left(), top, self.names.width(), self.side)

    def column_names(self) -> Iterator[tuple[int, QRect]]:
        """Return the columns in sight and where their names go."""
        for column in self.columns():
            left = self.grid.left + column * self.side
            yield column, QRect(left, self.foot.top(), self.side, self.foot.height())

    def _seen(self, hidden: int, length: int) -> range:
        return range(hidden // self.side, -(-(hidden + length) // self.side))


def most(count: int) -> int:
    """Return how large the cells of so many classes may be, at the usual font."""
    return max(USUAL, min(MOST, TOGETHER // max(1, count)))


def _side(count: int, room: int, scale: float) -> int:
    least, greatest = round(LEAST * scale), round(most(count) * scale)
    return max(least, min(greatest, room // max(1, count)))
