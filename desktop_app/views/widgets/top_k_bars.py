"""The most probable classes as names, ids, numbers and bars, in a list for screen readers too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.views import wording
from desktop_app.views.theme import theme

if TYPE_CHECKING:
    from desktop_app.engine.contract import Answer, ClassName

BAR = 6
GAP = 4
BELOW = 12
BELOW_COMPACT = 5
ID_GAP = 8
Index = QModelIndex | QPersistentModelIndex
CLASS = Qt.ItemDataRole.UserRole
PROBABILITY = CLASS + 1
TRAINED = CLASS + 2
AIMED = CLASS + 3


class AnswerModel(QAbstractListModel):
    """The rows of one answer, cut to as many as are wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without an answer."""
        super().__init__(parent)
        self._answer: Answer | None = None
        self._top = 5
        self._target: int | None = None

    def show_answer(self, answer: Answer | None, top: int, target: int | None = None) -> None:
        """Show the first `top` classes of `answer`; `target` is the one that is set against it."""
        self.beginResetModel()
        self._answer, self._top, self._target = answer, top, target
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        """Count the rows."""
        if parent.isValid() or self._answer is None:
            return 0
        return min(self._top, len(self._answer.indices))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give the row's text for people and screen readers, or its parts for the delegate."""
        if self._answer is None or not index.isValid():
            return None
        number = self._answer.indices[index.row()]
        name = self._answer.classes[number]
        probability = self._answer.probabilities[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return "\t".join(filter(None, (name.name, name.wnid, wording.percent(probability, 1))))
        parts = {CLASS: name, PROBABILITY: probability, TRAINED: self._answer.trained}
        return (parts | {AIMED: number == self._target}).get(role)


class BarDelegate(QStyledItemDelegate):
    """Draws a row: name, id and number over a bar that grows from the leading edge."""

    below = BELOW

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Ask for a line of text and a bar."""
        del index
        return QSize(120, option.fontMetrics.height() + GAP + BAR + self.below)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_text(painter, option, index)
        self._paint_bar(painter, option, index)
        painter.restore()

    def _paint_text(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        name: ClassName = index.data(CLASS)
        first = index.row() == 0
        line = QRect(option.rect.topLeft(), QSize(option.rect.width(), option.fontMetrics.height()))
        number = wording.percent(index.data(PROBABILITY), 1)
        font = theme.font("heading" if first else "body")
        trailing = QFontMetrics(font).horizontalAdvance(number) + ID_GAP
        painter.setFont(font)
        painter.setPen(theme.colour("text" if first else "text2"))
        self._text(painter, option, line, number, Qt.AlignmentFlag.AlignRight)
        room = line.adjusted(0, 0, -trailing, 0)
        metrics, side = QFontMetrics(font), Qt.AlignmentFlag.AlignLeft
        shown = metrics.elidedText(name.name, Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(theme.colour("text"))
        self._text(painter, option, room, shown, side)
        painter.setFont(theme.mono("fine"))
        painter.setPen(theme.colour("text3"))
        rest = room.adjusted(metrics.horizontalAdvance(shown) + ID_GAP, 0, 0, 0)
        if painter.fontMetrics().horizontalAdvance(name.wnid) <= rest.width():
            self._text(painter, option, rest, name.wnid, side)

    def _paint_bar(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        top = option.rect.top() + option.fontMetrics.height() + GAP
        groove = QRect(option.rect.left(), top, option.rect.width(), BAR)
        length = max(BAR, round(groove.width() * index.data(PROBABILITY)))
        bar = QRect(groove.left(), top, length, BAR)
        colour = "accent" if index.row() == 0 else "barRest"
        colour = "second" if index.data(AIMED) else colour
        painter.setPen(Qt.PenStyle.NoPen)
        for rect, role in ((groove, "track"), (bar, colour if index.data(TRAINED) else "edge")):
            painter.setBrush(theme.colour(role))
            painter.drawRoundedRect(QStyle.visualRect(option.direction, groove, rect), 3, 3)

    def _text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        rect: QRect,
        text: str,
        side: Qt.AlignmentFlag,
    ) -> None:
        flags = QStyle.visualAlignment(option.direction, side | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QStyle.visualRect(option.direction, option.rect, rect), int(flags), text)


class TopKBars(QListView):
    """The bars of an answer. Rows can be chosen and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._model = AnswerModel(self)
        self.setModel(self._model)
        self._delegate = BarDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("The most probable classes"))
        theme.changed.connect(self.viewport().update)

    def show_answer(self, answer: Answer | None, top: int, target: int | None = None) -> None:
        """Show the first `top` classes of `answer`, or nothing; a `target` in its own colour."""
        self._model.show_answer(answer, top, target)

    def set_compact(self, *, compact: bool) -> None:
        """Bring the rows closer together."""
        self._delegate.below = BELOW_COMPACT if compact else BELOW
        self.scheduleDelayedItemsLayout()

    def height_of(self, rows: int) -> int:
        """Return how high so many rows are, whether there is an answer yet or not."""
        line = QFontMetrics(theme.font("body")).height() + GAP + BAR + self._delegate.below
        return rows * line

    def rows(self) -> list[str]:
        """Return the rows as text: name, id and probability between tabs."""
        return [str(self._model.index(row).data()) for row in range(self._model.rowCount())]

    def copy(self) -> None:
        """Put the chosen rows, or all if none is chosen, on the clipboard."""
        chosen = sorted(index.row() for index in self.selectedIndexes())
        rows = self.rows()
        text = "\n".join(rows[row] for row in chosen) if chosen else "\n".join(rows)
        QGuiApplication.clipboard().setText(text)
