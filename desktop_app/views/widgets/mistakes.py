"""Small pictures in rows, with two lines of words under each."""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.views import measures
from desktop_app.views import pixels as qt_pixels
from desktop_app.views.theme import theme
from desktop_app.views.widgets.thumbnail_delegate import GAP, PAD, PIXMAP, CellDelegate
from desktop_app.views.widgets.thumbnails import KEPT, SCROLL_BAR, SETTLE_MS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QImage, QKeyEvent, QResizeEvent

PICTURE = QSize(132, 76)
"""At the least; they grow until a row is full."""

MOST = QSize(176, 101)
"""At the most, as few pictures in a row would be too large."""

USUAL = 3, 2
"""Columns and rows that are asked for."""

CONFIRM = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
OTHER_WAY = {
    QAbstractItemView.CursorAction.MoveLeft: QAbstractItemView.CursorAction.MoveRight,
    QAbstractItemView.CursorAction.MoveRight: QAbstractItemView.CursorAction.MoveLeft,
}
LINES = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class PictureModel(QAbstractListModel):
    """Two lines for each picture; keeps the newest pictures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._entries: Sequence[tuple[str, str]] = ()
        self._pixmaps: OrderedDict[int, QPixmap] = OrderedDict()

    def set_entries(self, entries: Sequence[tuple[str, str]]) -> None:
        """Show other entries, whose pictures are yet to come."""
        self.beginResetModel()
        self._entries = entries
        self._pixmaps.clear()
        self.endResetModel()

    def set_pixmap(self, place: int, pixmap: QPixmap) -> None:
        """Keep a picture; a null one stands for a picture that cannot be made."""
        self._pixmaps[place] = pixmap
        self._pixmaps.move_to_end(place)
        if len(self._pixmaps) > KEPT:
            self._pixmaps.popitem(last=False)

    def missing(self, places: range) -> list[int]:
        """Return which of `places` have no picture yet."""
        return [place for place in places if place not in self._pixmaps]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        """Count the pictures."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give the lines and the picture for the delegate, or words for people."""
        if not index.isValid():
            return None
        lines = self._entries[index.row()]
        if role == PIXMAP:
            return self._pixmaps.get(index.row())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(lines)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(lines)
        return lines if role == LINES else None


class PictureDelegate(CellDelegate):
    """Draws a picture and its two lines, the first one bold."""

    picture = PICTURE
    rows = 1
    """Of the second line, which is wrapped where there are several."""

    def fill(self, width: int) -> None:
        """Make pictures so large that as many as fit into `width` fill it."""
        margins = PAD + GAP
        columns = max(1, width // (PICTURE.width() + margins))
        wide = min(MOST.width(), max(PICTURE.width(), width // columns - margins))
        self.picture = QSize(wide, round(wide * PICTURE.height() / PICTURE.width()))

    def cell(self) -> QSize:
        """Return the size of every cell."""
        more = (self.rows - 1) * QFontMetrics(theme.font("caption")).height()
        return super().cell() + QSize(0, more)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Ask for a gap below as well."""
        return super().sizeHint(option, index) + QSize(0, GAP - PAD)

    def _paint_inside(
        self, painter: QPainter, option: QStyleOptionViewItem, picture: QRect, index: Index
    ) -> None:
        pixmap: QPixmap | None = index.data(PIXMAP)
        if pixmap is None:
            painter.fillRect(picture, theme.colour("sunken"))
        elif pixmap.isNull():
            self._paint_bad(painter, picture)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(picture, pixmap)
        bold = theme.font("caption")
        bold.setWeight(QFont.Weight.DemiBold)
        (top, under), (first, second) = self._lines(picture), index.data(LINES)
        painter.setFont(bold)
        self._text(painter, option, top, first, "text", Qt.TextElideMode.ElideRight)
        painter.setFont(theme.font("caption"))
        if self.rows == 1:
            self._text(painter, option, under, second, "text2", Qt.TextElideMode.ElideRight)
        else:
            under.setHeight(self.rows * under.height())
            self._paint_wrapped(painter, option, under, second)

    def _paint_wrapped(
        self, painter: QPainter, option: QStyleOptionViewItem, room: QRect, text: str
    ) -> None:
        painter.setPen(theme.colour("text2"))
        side = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
        top = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignTop
        painter.drawText(room, int(top) | int(Qt.TextFlag.TextWordWrap), measures.natural(text))


class PictureList(QListView):
    """The pictures row by row, as many in each as fit."""

    picked = Signal(int)
    opened = Signal(int)
    settled = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.pictures = PictureModel(self)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.settled)
        self.setModel(self.pictures)
        self.cells = PictureDelegate(self)
        self.setItemDelegate(self.cells)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.doubleClicked.connect(self._open)
        self.pictures.modelReset.connect(self._settle.start)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        theme.changed.connect(self.viewport().update)

    def in_sight(self) -> range:
        """Return the places of which something can be seen."""
        places = range(self.pictures.rowCount())
        first = bisect_left(places, 0, key=self._bottom)
        last = bisect_left(places, self.viewport().height(), key=self._top)
        return places[first:last]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter too."""
        if event.key() in CONFIRM and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the rows, and look what has come into sight."""
        # As if there were a scroll bar: larger pictures must not be what makes it come.
        self.cells.fill(self.width() - SCROLL_BAR)
        super().resizeEvent(event)
        self._settle.start()

    def selectionChanged(self, new: QItemSelection, old: QItemSelection) -> None:
        """Say which picture was chosen."""
        super().selectionChanged(new, old)
        for index in new.indexes():
            self.picked.emit(index.row())

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Let left and right lead where they point, also where rows run from the right."""
        if self.isRightToLeft():
            action = OTHER_WAY.get(action, action)
        return super().moveCursor(action, modifiers)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.row())

    def _on_scrolled(self) -> None:
        # Not the timer's own start: it would take the bar's value for its time.
        self._settle.start()

    def _top(self, place: int) -> int:
        return self.visualRect(self.pictures.index(place)).top()

    def _bottom(self, place: int) -> int:
        return self.visualRect(self.pictures.index(place)).bottom()


class PictureGrid(QWidget):
    """Passive. Signals carry a picture's place, `wanted` the places in sight without a picture.

    A click or the arrow keys choose, a double click or Enter activates.
    """

    chosen = Signal(int)
    activated = Signal(int)
    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without pictures."""
        super().__init__(parent)
        self.list = PictureList()
        self.list.setAccessibleName(self.tr("Pictures"))
        self.list.picked.connect(self.chosen)
        self.list.opened.connect(self.activated)
        self.list.settled.connect(self._ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        self.setFocusProxy(self.list)

    @property
    def current(self) -> int:
        """Place of the chosen picture, -1 if none is."""
        chosen = self.list.selectedIndexes()
        return chosen[0].row() if chosen else -1

    def show_pictures(self, entries: Sequence[tuple[str, str]], rows: int = 1) -> None:
        """Show the two lines of each picture; the pictures themselves are wanted in time.

        A second line that is a sentence takes several `rows`.
        """
        self.list.cells.rows = rows
        self.list.pictures.set_entries(entries)

    def show_thumbnail(self, place: int, image: QImage) -> None:
        """Show the middle of a picture; a null one stands for a picture that cannot be made."""
        pixmap = qt_pixels.cropped(image, MOST, self.devicePixelRatioF())
        self.list.pictures.set_pixmap(place, pixmap)
        self.list.update(self.list.pictures.index(place))

    def sizeHint(self) -> QSize:
        """Ask for room for a few pictures."""
        return self._room(*USUAL)

    def minimumSizeHint(self) -> QSize:
        """Ask for room for one."""
        return self._room(1, 1)

    def _room(self, columns: int, rows: int) -> QSize:
        lines = 2 * QFontMetrics(theme.font("caption")).height()
        wide, high = PICTURE.width() + PAD + GAP, PICTURE.height() + lines + 2 * PAD + GAP
        return QSize(columns * wide + SCROLL_BAR, rows * high)

    def _ask(self) -> None:
        if missing := self.list.pictures.missing(self.list.in_sight()):
            self.wanted.emit(missing)
