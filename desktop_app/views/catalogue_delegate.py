"""How a cell of the catalogue is drawn: text, a bar with its number, a badge, something to do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_app.views import catalogue_row, icons, wording
from desktop_app.views.catalogue_row import ICONS, Column, Progress, Row
from desktop_app.views.theme import theme
from desktop_app.views.widgets import badge

if TYPE_CHECKING:
    from collections.abc import Iterable

ROW = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
LEADING, TRAILING = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
ALIGNMENT = {Column.PARAMETERS: TRAILING, Column.WORK: TRAILING}
"""Of columns whose numbers stand below each other."""

PAD = 10
ABOVE = 22
BAR = 6
THIN = 4
SHORT, LONG = 48, 160
TITLE = 116, 148
ICON = 16
ARROW = 14
"""Room in a heading for the sign of the order."""


class CatalogueDelegate(QStyledItemDelegate):
    """`hovered` is the place under the mouse, as row and column of the view."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with nothing hovered."""
        super().__init__(parent)
        self.hovered = (-1, -1)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Ask for the row's height; widths are the view's business."""
        del option, index
        return QSize(0, self.row_height())

    def row_height(self) -> int:
        """Return the height of every row, from the font's."""
        return QFontMetrics(theme.font("body")).height() + ABOVE

    def width(self, column: Column, rows: Iterable[Row]) -> int:
        """Return the width at which nothing of `rows` is cut but very long names."""
        heading = wording.translate("catalogue", catalogue_row.TITLES[column])
        titled = QFontMetrics(theme.font("caption")).horizontalAdvance(heading) + ARROW
        widest = max((self._content(column, row) for row in rows), default=0)
        if column is Column.NETWORK:
            least, most = (theme.scaled(bound) for bound in TITLE)
            widest = min(max(widest, least), most)
        return max(titled, widest) + 2 * PAD

    def _content(self, column: Column, row: Row) -> int:
        metrics = QFontMetrics(theme.font("heading" if column is Column.NETWORK else "body"))
        width = metrics.horizontalAdvance(catalogue_row.text(row, column))
        if column is Column.WEIGHTS:
            shown, whole = catalogue_row.badge(row), row.shelf.entry.bytes
            small = QFontMetrics(theme.font("caption"))
            on_its_way = small.horizontalAdvance(catalogue_row.so_far(whole, whole))
            return max(width, badge.size(shown).width() if shown else 0, on_its_way)
        if column is Column.ACTION:
            states = Row(row.shelf), Row(row.shelf, progress=Progress(0, 0))
            words = [catalogue_row.action(state) for state in states]
            return max(map(metrics.horizontalAdvance, words)) + ICON + 6
        bar = theme.scaled(SHORT) + PAD if row.shelf.entry.top1 is not None else 0
        return width + (bar if column is Column.RIGHT else 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        row: Row = index.data(ROW)
        column = Column(index.column())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, index.row())
        cell = option.rect.adjusted(PAD, 0, -PAD, -1)
        match column:
            case Column.RIGHT if row.shelf.entry.top1 is not None:
                self._paint_share(painter, option, cell, row)
            case Column.WEIGHTS:
                self._paint_weights(painter, option, cell, row)
            case Column.ACTION:
                under_mouse = self.hovered == (index.row(), index.column())
                self._paint_action(painter, option, cell, row, raised=under_mouse)
            case _:
                self._paint_text(painter, option, cell, row, column)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, row: int) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.colour("accentSoft"))
        elif row == self.hovered[0]:
            painter.fillRect(option.rect, theme.colour("hover"))
        line = QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1)
        painter.fillRect(line, theme.colour("line"))

    def _paint_text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        cell: QRect,
        row: Row,
        column: Column,
    ) -> None:
        named = column is Column.NETWORK
        faint = column is Column.RIGHT
        font = theme.font("heading" if named and row.in_use else "body")
        painter.setFont(theme.font("caption") if faint else font)
        painter.setPen(theme.colour("text" if named else "text3" if faint else "text2"))
        shown = catalogue_row.text(row, column)
        _text(painter, option, cell, shown, ALIGNMENT.get(column, LEADING))

    def _paint_share(
        self, painter: QPainter, option: QStyleOptionViewItem, cell: QRect, row: Row
    ) -> None:
        share = row.shelf.entry.top1 or 0.0
        painter.setFont(theme.font("body"))
        number = painter.fontMetrics().horizontalAdvance(wording.percent(0.888, 1))
        room = min(theme.scaled(LONG), cell.width() - number - PAD)
        groove = QRect(cell.left(), cell.center().y() - BAR // 2 + 1, room, BAR)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        _bar(painter, option, groove, share, "accent" if chosen else "barRest")
        words = QRect(groove.right() + 1 + PAD, cell.top(), number, cell.height())
        painter.setPen(theme.colour("text2"))
        _text(painter, option, words, catalogue_row.share(share), TRAILING)

    def _paint_weights(
        self, painter: QPainter, option: QStyleOptionViewItem, cell: QRect, row: Row
    ) -> None:
        shown = catalogue_row.badge(row)
        painter.setPen(theme.colour("text2"))
        if row.progress is not None:
            painter.setFont(theme.font("caption"))
            line = painter.fontMetrics().height()
            top = cell.top() + (cell.height() - line - THIN - 2) // 2
            words = QRect(cell.left(), top, cell.width(), line)
            _text(painter, option, words, catalogue_row.weights(row), LEADING)
            length = min(cell.width(), theme.scaled(LONG))
            groove = QRect(cell.left(), top + line + 2, length, THIN)
            _bar(painter, option, groove, row.progress.share, "accent")
        elif shown is not None:
            if shown.kind == "info" and option.state & QStyle.StateFlag.State_Selected:
                shown = replace(shown, kind="raised")
            place = QRect(cell.topLeft(), badge.size(shown))
            place.moveTop(cell.center().y() - place.height() // 2 + 1)
            where = QStyle.visualRect(option.direction, option.rect, place)
            badge.paint(painter, where, shown, option.direction)
        else:
            painter.setFont(theme.font("body"))
            _text(painter, option, cell, catalogue_row.weights(row), LEADING)

    def _paint_action(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        cell: QRect,
        row: Row,
        *,
        raised: bool,
    ) -> None:
        words = catalogue_row.action(row)
        if not words:
            return
        painter.setFont(theme.font("body"))
        width = painter.fontMetrics().horizontalAdvance(words) + 1
        place = QRect(cell.right() + 1 - width, cell.top(), width, cell.height())
        name = ICONS[row.action]
        whole = place.adjusted(-(ICON + 6) if name else 0, 0, 0, 0)
        if raised:
            painter.setPen(theme.colour("softEdge"))
            painter.setBrush(theme.colour("surface"))
            button = QRectF(_mirrored(option, whole.adjusted(-8, 5, 7, -5)))
            painter.drawRoundedRect(button.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if name:
            square = QRect(whole.left(), cell.center().y() - ICON // 2 + 1, ICON, ICON)
            drawn = icons.pixmap(name, "text2", ICON, painter.device().devicePixelRatioF())
            painter.drawPixmap(_mirrored(option, square), drawn)
        painter.setPen(theme.colour("text"))
        _text(painter, option, place, words, TRAILING)


def _mirrored(option: QStyleOptionViewItem, place: QRect) -> QRect:
    return QStyle.visualRect(option.direction, option.rect, place)


def _text(
    painter: QPainter,
    option: QStyleOptionViewItem,
    place: QRect,
    text: str,
    side: Qt.AlignmentFlag,
) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, place.width())
    flags = QStyle.visualAlignment(option.direction, side | Qt.AlignmentFlag.AlignVCenter)
    painter.setLayoutDirection(catalogue_row.direction(shown, option.direction))
    painter.drawText(_mirrored(option, place), int(flags), shown)


def _bar(
    painter: QPainter, option: QStyleOptionViewItem, groove: QRect, share: float, colour: str
) -> None:
    filled = QRect(groove.topLeft(), QSize(round(groove.width() * share), groove.height()))
    painter.setPen(Qt.PenStyle.NoPen)
    for place, role in ((groove, "track"), (filled, colour)):
        painter.setBrush(theme.colour(role))
        radius = groove.height() / 2
        painter.drawRoundedRect(_mirrored(option, place), radius, radius)
