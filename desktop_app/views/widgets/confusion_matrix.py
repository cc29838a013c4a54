"""What a network takes for what: a square of counts, in which one cell is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip, QWidget

from desktop_app.views import wording
from desktop_app.views.theme import theme
from desktop_app.views.widgets import matrix_painter, matrix_place
from desktop_app.views.widgets.focus import BY_KEYBOARD
from desktop_app.views.widgets.matrix_painter import Matrix
from desktop_app.views.widgets.matrix_place import MatrixPlace, Words
from desktop_app.views.widgets.short_names import short_names
from desktop_app.views.widgets.tile_grid import KEYS, NOWHERE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

LEAST = 160
"""Least side of what is seen of many classes, in points of the usual font."""


class ConfusionMatrix(QAbstractScrollArea):
    """Rows are the truth, columns the answer; never mirrored, but the names of rows lead.

    A click or the arrow keys open a cell, Home and End the first and the last; `opened` carries
    its row and its column.
    """

    opened = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without classes."""
        super().__init__(parent)
        self._matrix = Matrix()
        self._open = NOWHERE
        self._ringed = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        self.setCornerWidget(QWidget())  # Qt's own is a spot of another colour
        # Else it would run from the right where people read from there.
        self.horizontalScrollBar().setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAccessibleName(self.tr("What it mixes up; rows: truth, columns: answer"))
        self._refit()
        theme.changed.connect(self._refit)

    def show_counts(self, names: Sequence[str], counts: Sequence[Sequence[int]]) -> None:
        """Show how often which class was taken for which.

        Args:
            names: Of K classes.
            counts: K rows by the true class, K columns by the answer.

        Raises:
            ValueError: There are not as many rows and columns as names.
        """
        if {len(names)} != {len(counts), *map(len, counts)}:
            raise ValueError("a confusion matrix has a row and a column for each class")
        same = list(names) == list(self._matrix.names)
        self._matrix = Matrix(names, short_names(names), counts)
        self.updateGeometry()
        self._refit()
        self._show_open(self._open if same else NOWHERE)

    def open_cell(self, row: int, column: int) -> None:
        """Ring a cell without telling; none if there is no such."""
        count = len(self._matrix.names)
        inside = 0 <= row < count and 0 <= column < count
        self._show_open(row * count + column if inside else NOWHERE)

    @property
    def opened_cell(self) -> tuple[int, int]:
        """Row and column of the open cell, -1 if none is."""
        if self._open == NOWHERE:
            return NOWHERE, NOWHERE
        return divmod(self._open, len(self._matrix.names))

    def cell_rect(self, row: int, column: int) -> QRect:
        """Return where a cell lies in the viewport; parts may be out of sight."""
        return self._place.cell(row, column)

    def sizeHint(self) -> QSize:
        """Ask for cells as large as they should be."""
        return self._size_with(matrix_place.most(len(self._matrix.names)))

    def minimumSizeHint(self) -> QSize:
        """Ask for all of a few classes, and for a part of many."""
        least = theme.scaled(LEAST)
        return self._size_with(matrix_place.LEAST).boundedTo(QSize(least, least))

    def viewportEvent(self, event: QEvent) -> bool:
        """Say in a tooltip what lies under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            words, where = self._words_at(event.pos())
            QToolTip.showText(event.globalPos(), words, self.viewport(), where)
            return True
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw a ring around all for those who come by keyboard."""
        self._ringed = event.reason() in BY_KEYBOARD
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        """Bring the names to the other side with the layout."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._refit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make cells as large as there is room; the open one stays in sight."""
        super().resizeEvent(event)
        self._refit()
        self._show_open(self._open)

    def scrollContentsBy(self, across: int, down: int) -> None:
        """Move the cells; the names stay beside them."""
        del across, down
        self._refit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the cell under the pointer."""
        place = self._cell_at(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and place != NOWHERE:
            self._ringed = False
            self._open_and_tell(place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep the whole click."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from cell to cell."""
        key = Qt.Key(event.key())
        if not self._matrix.names or key not in KEYS:
            super().keyPressEvent(event)
            return
        target = 0 if self._open == NOWHERE else self._place.grid.neighbour(self._open, key)
        if target != self._open:
            self._open_and_tell(target)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw cells, names and rings."""
        del event
        painter = QPainter(self.viewport())
        if self._matrix.names:
            matrix_painter.paint(painter, self._matrix, self._place, self.opened_cell)
        if self._ringed and self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

    def _open_and_tell(self, place: int) -> None:
        self._show_open(place)
        self.opened.emit(*self.opened_cell)

    def _show_open(self, place: int) -> None:
        self._open = place
        row, column = self.opened_cell
        self.setAccessibleDescription("" if place == NOWHERE else self._words(row, column))
        if place != NOWHERE:
            self._bring_into_sight(self.cell_rect(row, column))
        self.viewport().update()

    def _bring_into_sight(self, cell: QRect) -> None:
        area = self._place.area
        for bar, low, high in (
            (self.horizontalScrollBar(), cell.left() - area.left(), cell.right() - area.right()),
            (self.verticalScrollBar(), cell.top() - area.top(), cell.bottom() - area.bottom()),
        ):
            bar.setValue(bar.value() + (min(low, 0) or max(high, 0)))

    def _refit(self) -> None:
        """Find the places of all anew; twice, since a bar that shrinks moves what it scrolls."""
        for _ in range(2):
            self._place = MatrixPlace.fitted(
                len(self._matrix.names),
                self._word_sizes(),
                room=self.maximumViewportSize(),
                bar=self.verticalScrollBar().sizeHint().width(),
                scrolled=QPoint(
                    self.horizontalScrollBar().value(), self.verticalScrollBar().value()
                ),
                mirrored=self.isRightToLeft(),
            )
            self._set_bars()
        self.viewport().update()

    def _set_bars(self) -> None:
        area, beyond = self._place.area, self._place.beyond
        for bar, length, rest in (
            (self.horizontalScrollBar(), area.width(), beyond.width()),
            (self.verticalScrollBar(), area.height(), beyond.height()),
        ):
            bar.blockSignals(True)
            bar.setSingleStep(self._place.side)
            bar.setPageStep(length)
            bar.blockSignals(False)
            bar.setRange(0, rest)

    def _word_sizes(self) -> Words:
        row, column = (
            QFontMetrics(matrix_painter.sized(role, theme.size("display"), marked=True))
            for role in ("caption", "fine")
        )
        return Words(
            max(map(row.horizontalAdvance, self._matrix.names), default=0) + 1,
            max(map(column.horizontalAdvance, self._matrix.short), default=0),
            column.height(),
            theme.scaled(100) / 100,
        )

    def _size_with(self, side: int) -> QSize:
        words = self._word_sizes()
        cells = theme.scaled(side) * len(self._matrix.names)
        foot = max(words.line, words.short) + matrix_place.GAP
        return QSize(words.longest + matrix_place.GAP + cells, foot + cells)

    def _cell_at(self, at: QPoint) -> int:
        inside = self._place.area.contains(at)
        return self._place.grid.place_at(QPointF(at)) if inside else NOWHERE

    def _words_at(self, at: QPoint) -> tuple[str, QRect]:
        """Return what is said of a point, and where that holds."""
        place, names = self._place, self._matrix.names
        if (found := self._cell_at(at)) != NOWHERE:
            row, column = divmod(found, len(names))
            return self._words(row, column), place.cell(row, column)
        for number, where in (*place.row_names(), *place.column_names()):
            if where.contains(at):
                return names[number], where
        return "", QRect()

    def _words(self, row: int, column: int) -> str:
        counts = self._matrix.counts[row]
        return self.tr("{truth} seen as {answer}: {count} of {all}").format(
            truth=self._matrix.names[row],
            answer=self._matrix.names[column],
            count=wording.number(counts[column]),
            all=wording.number(sum(counts)),
        )
