"""How a row of the tree of layers is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.views import measures
from desktop_app.views.theme import theme
from desktop_app.views.widgets.layer_model import LAYER, kind

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QFontMetrics, QPainter

    Index = QModelIndex | QPersistentModelIndex

NAME = 0
LINE = 9
PADDING = 8
"""On either side of a cell: 5 of the style sheet and 3 of Qt's own."""


class LayerDelegate(QStyledItemDelegate):
    """Draws a name and behind it its class, smaller; products keep their order in any script."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Ask for one line with some air."""
        return QSize(super().sizeHint(option, index).width(), option.fontMetrics.height() + LINE)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Leave the names to `paint`, and write the others from left to right."""
        super().initStyleOption(option, index)
        if index.column() == NAME:
            option.text = ""
        elif option.direction is Qt.LayoutDirection.RightToLeft:
            option.direction = Qt.LayoutDirection.LeftToRight
            option.displayAlignment = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        super().paint(painter, option, index)
        if index.column() != NAME:
            return
        painter.save()
        room = option.rect.adjusted(PADDING // 2, 0, -PADDING, 0)
        used = self._text(painter, option, room, str(index.data()), "body")
        room.adjust(used + PADDING, 0, 0, 0)
        self._text(painter, option, room, kind(index.data(LAYER)), "caption")
        painter.restore()

    def _text(
        self, painter: QPainter, option: QStyleOptionViewItem, room: QRect, text: str, role: str
    ) -> int:
        """Draw as much of `text` as fits, from the leading edge on, and return its width."""
        painter.setFont(theme.font(role))
        painter.setPen(theme.colour("text" if role == "body" else "text3"))
        metrics = painter.fontMetrics()
        drop = _baseline(option.fontMetrics) - _baseline(metrics)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, room.width()))
        side = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
        place = QStyle.visualRect(option.direction, option.rect, room).translated(0, drop)
        painter.drawText(place, int(side | Qt.AlignmentFlag.AlignVCenter), measures.isolated(shown))
        return metrics.horizontalAdvance(shown)


def _baseline(metrics: QFontMetrics) -> int:
    """Return how far the baseline lies below the middle of a line."""
    return metrics.ascent() - metrics.height() // 2
