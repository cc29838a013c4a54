"""The classes of a folder, and how many pictures each has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.views import icons, wording
from desktop_app.views.theme import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

BAR, SIGN = 4, 14
GAP = 8
PAD = 4
"""Above and below a name, and before it."""

WIDE = 0.3
"""Of a row, for the bar."""

LEAST_ROWS = 4
Index = QModelIndex | QPersistentModelIndex
COUNT = Qt.ItemDataRole.UserRole
SHARE = COUNT + 1
WHY = COUNT + 2


class CountModel(QAbstractListModel):
    """A row for each class."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without classes."""
        super().__init__(parent)
        self.names: Sequence[str] = ()
        self.counts: Sequence[int] = ()
        self._whys: dict[int, str] = {}

    def show_counts(self, names: Sequence[str], counts: Sequence[int]) -> None:
        """Show other classes, without marks."""
        self.beginResetModel()
        self.names, self.counts, self._whys = names, counts, {}
        self.endResetModel()

    def mark(self, place: int, why: str) -> None:
        """Remember what is odd about a class; nothing is with ""."""
        self._whys[place] = why
        self.dataChanged.emit(self.index(place), self.index(place))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        """Count the rows."""
        return 0 if parent.isValid() else len(self.names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give the name, the parts for the delegate, or the words for people."""
        if not index.isValid():
            return None
        place = index.row()
        name, count, why = self.names[place], self.counts[place], self._whys.get(place, "")
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            text = self.tr("%n picture(s)", "", count)
            return "\n".join(filter(None, (f"{name}: {text}", why)))
        share = count / max(1, *self.counts)
        return {Qt.ItemDataRole.DisplayRole: name, COUNT: count, SHARE: share, WHY: why}.get(role)


class CountDelegate(QStyledItemDelegate):
    """Draws a row: name, a sign if something is odd, bar and number."""

    widest = 0
    """Room for numbers, in points."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Ask for a line of text."""
        del index
        return QSize(theme.scaled(120), option.fontMetrics.height() + PAD)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option)
        row = option.rect.adjusted(PAD, 0, -PAD, 0)
        number = QRect(row.right() + 1 - self.widest, row.top(), self.widest, row.height())
        bar = QRect(0, row.center().y() - BAR // 2 + 1, round(row.width() * WIDE), BAR)
        bar.moveRight(number.left() - GAP)
        name = row.adjusted(0, 0, bar.left() - GAP - row.right() - 1, 0)
        if index.data(WHY):
            name.setRight(name.right() - SIGN - PAD)
            ratio = painter.device().devicePixelRatioF()
            sign = QRect(name.right() + 1 + PAD, row.center().y() - SIGN // 2 + 1, SIGN, SIGN)
            picture = icons.pixmap("triangle-alert", "warn", SIGN, ratio)
            painter.drawPixmap(self._visual(option, sign).topLeft(), picture)
        self._paint_text(painter, option, name, str(index.data()), "text")
        self._paint_bar(painter, option, bar, index.data(SHARE))
        text = wording.number(index.data(COUNT))
        trailing = Qt.AlignmentFlag.AlignRight
        self._paint_text(painter, option, number, text, "text2", trailing)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        chosen = option.state & QStyle.StateFlag.State_Selected
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accentSoft" if chosen else "hover"))
            painter.drawRoundedRect(option.rect, PAD, PAD)
        keyboard = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_KeyboardFocusChange
        if option.state & keyboard == keyboard:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(option.rect.adjusted(1, 1, -1, -1), PAD, PAD)

    def _paint_bar(
        self, painter: QPainter, option: QStyleOptionViewItem, groove: QRect, share: float
    ) -> None:
        length = max(BAR, round(groove.width() * share)) if share else 0
        filled = QRect(groove.left(), groove.top(), length, BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        for rect, role in ((groove, "track"), (filled, "barRest")):
            painter.setBrush(theme.colour(role))
            painter.drawRoundedRect(self._visual(option, rect), BAR / 2, BAR / 2)

    def _paint_text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        room: QRect,
        text: str,
        colour: str,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour(colour))
        mode = Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(text, mode, room.width())
        absolute = QStyle.visualAlignment(option.direction, side) | Qt.AlignmentFlag.AlignAbsolute
        flags = int(absolute | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(self._visual(option, room), flags, shown)

    def _visual(self, option: QStyleOptionViewItem, rect: QRect) -> QRect:
        return QStyle.visualRect(option.direction, option.rect, rect)


class ClassCounts(QListView):
    """The rows, which scroll where there is no room for all; `chosen` carries a row's place."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without classes."""
        super().__init__(parent)
        self._model = CountModel(self)
        self._delegate = CountDelegate(self)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(self.tr("Classes and their pictures"))
        theme.changed.connect(self.viewport().update)

    def show_counts(self, names: Sequence[str], counts: Sequence[int]) -> None:
        """Show classes and how many pictures each has, without marks."""
        metrics = QFontMetrics(theme.font("body"))
        widths = (metrics.horizontalAdvance(wording.number(count)) for count in counts)
        self._delegate.widest = max(widths, default=0) + 1
        self._model.show_counts(names, counts)
        self.updateGeometry()

    def mark(self, place: int, why: str) -> None:
        """Say in a tooltip, behind a sign, what is odd about a class; with "" nothing is."""
        self._model.mark(place, why)

    def sizeHint(self) -> QSize:
        """Ask for room for all rows."""
        return QSize(theme.scaled(220), self.height_of(self._model.rowCount()))

    def minimumSizeHint(self) -> QSize:
        """Ask for a few rows."""
        rows = min(LEAST_ROWS, self._model.rowCount())
        return QSize(theme.scaled(160), self.height_of(rows))

    def selectionChanged(self, new: QItemSelection, old: QItemSelection) -> None:
        """Say which row was chosen."""
        super().selectionChanged(new, old)
        for index in new.indexes():
            self.chosen.emit(index.row())

    def height_of(self, rows: int) -> int:
        """Return the height that so many rows take."""
        return rows * (QFontMetrics(theme.font("body")).height() + PAD)
