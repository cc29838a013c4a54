"""The strip of small pictures: tens of thousands of rows, a few hundred pictures in memory."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    QUrl,
    Signal,
)
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from desktop_app.engine.contract import Bitmap
from desktop_app.views import wording
from desktop_app.views.widgets.thumbnail_delegate import (
    PICTURE,
    PIXMAP,
    ROW,
    SMALL_PICTURE,
    ThumbnailDelegate,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QResizeEvent

    from desktop_app.views.widgets.thumbnail_delegate import Row

KEPT = 400
"""Pictures in memory at most; about 23 KB each, four times that on a fine screen."""

MARGIN = 8
"""Rows beyond the edge for which pictures are asked for ahead."""

SETTLE_MS = 40
SCROLL_BAR = 12
Index = QModelIndex | QPersistentModelIndex


class ThumbnailModel(QAbstractListModel):
    """Looks at rows that others own; keeps the newest pictures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.rows: list[Row] = []
        self._places: dict[int, int] = {}
        self._pixmaps: OrderedDict[int, QPixmap] = OrderedDict()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show `rows` instead of the present ones."""
        self.beginResetModel()
        self.rows = list(rows)
        self._places = {row.key: place for place, row in enumerate(self.rows)}
        self.endResetModel()

    def append(self, rows: Sequence[Row]) -> None:
        """Show `rows` behind the present ones."""
        first = len(self.rows)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self.rows.extend(rows)
        self._places.update((row.key, first + place) for place, row in enumerate(rows))
        self.endInsertRows()

    def place(self, key: int) -> QModelIndex:
        """Return the index of `key`; invalid if it is not shown."""
        place = self._places.get(key)
        return QModelIndex() if place is None else self.index(place)

    def set_pixmap(self, key: int, pixmap: QPixmap) -> None:
        """Keep a row's picture."""
        self._pixmaps[key] = pixmap
        self._pixmaps.move_to_end(key)
        if len(self._pixmaps) > KEPT:
            self._pixmaps.popitem(last=False)

    def forget_failed(self, keys: Sequence[int]) -> None:
        """Let pictures that could not be made be asked for again."""
        for key in keys:
            if (pixmap := self._pixmaps.get(key)) is not None and pixmap.isNull():
                del self._pixmaps[key]

    def has_pixmap(self, row: Row) -> bool:
        """Whether a row needs no picture to be made for it."""
        return row.error is not None or row.key in self._pixmaps

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        """Count the rows."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give the row for the delegate, or its words for tooltips and screen readers."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role == PIXMAP:
            return self._pixmaps.get(row.key)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return _description(row)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let every row be chosen and dragged."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Give dragged pictures as files, or as image data if they never were files."""
        result = QMimeData()
        sources = [self.rows[index.row()].source for index in indexes]
        result.setUrls([QUrl.fromLocalFile(source.path) for source in sources if source.path])
        bitmaps = [source.content for source in sources if isinstance(source.content, Bitmap)]
        if bitmaps and not result.urls():
            result.setImageData(_image(bitmaps[0]))
        return result


class Thumbnails(QListView):
    """The strip. `chosen` carries a row's key, `wanted` keys in sight without a picture."""

    chosen = Signal(int)
    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.rows = ThumbnailModel(self)
        self.delegate = ThumbnailDelegate(self)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._ask)
        self._configure()
        self.rows.modelReset.connect(self._settle.start)
        self.rows.rowsInserted.connect(self._settle.start)
        # Not the timer's own start: it would take the bar's value for its time.
        self.horizontalScrollBar().valueChanged.connect(self.ask_again)

    def _configure(self) -> None:
        self.setModel(self.rows)
        self.setItemDelegate(self.delegate)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Open pictures"))
        self.set_compact(compact=False)

    def set_compact(self, *, compact: bool) -> None:
        """Draw the pictures smaller, for low windows."""
        self.delegate.picture = SMALL_PICTURE if compact else PICTURE
        self.setFixedHeight(self.delegate.cell().height() + SCROLL_BAR)
        self.scheduleDelayedItemsLayout()
        self._settle.start()

    def refresh(self, keys: Iterable[int]) -> None:
        """Draw the rows of `keys` again, if they are in sight.

        The model's `dataChanged` would lay out all rows anew, a tenth of a second for 20,000.
        """
        for key in keys:
            self.update(self.rows.place(key))

    def set_pixmap(self, key: int, pixmap: QPixmap) -> None:
        """Show a row's picture; a null one stands for a picture that cannot be made."""
        self.rows.set_pixmap(key, pixmap)
        self.refresh([key])

    def choose(self, key: int) -> None:
        """Make `key` the current row and bring it into sight."""
        index = self.rows.place(key)
        if index.isValid():
            self._choose(index)

    def select(self, keys: Sequence[int]) -> None:
        """Choose these rows too, and leave the current one as it is."""
        model = self.selectionModel()
        for key in keys:
            model.select(self.rows.place(key), model.SelectionFlag.Select)

    def go(self, by: int) -> None:
        """Make the row `by` places on the current one, within the list."""
        place = min(max(self.currentIndex().row() + by, 0), self.rows.rowCount() - 1)
        self._choose(self.rows.index(place))

    def _choose(self, index: QModelIndex) -> None:
        # Not the view's own way: it heeds the keys held down, such as the Ctrl of Ctrl V.
        model = self.selectionModel()
        model.setCurrentIndex(index, model.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def selected_keys(self) -> list[int]:
        """Return the keys of the chosen rows."""
        return [index.data(ROW).key for index in self.selectedIndexes()]

    def ask_again(self) -> None:
        """Ask once more for the pictures that are in sight and missing."""
        self._settle.start()

    def currentChanged(self, new: Index, old: Index) -> None:
        """Draw the change and say which row is current."""
        super().currentChanged(new, old)
        if new.isValid():
            self.chosen.emit(new.data(ROW).key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for what comes into sight."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())
        self._settle.start()

    def _ask(self) -> None:
        first, last = self._in_sight()
        rows = self.rows.rows[max(0, first - MARGIN) : last + MARGIN + 1]
        if missing := [row.key for row in rows if not self.rows.has_pixmap(row)]:
            self.wanted.emit(missing)

    def _in_sight(self) -> tuple[int, int]:
        """Return the first and the last row of which something can be seen."""
        left = self.indexAt(QPoint(0, 1)).row()
        right = self.indexAt(QPoint(self.viewport().width() - 1, 1)).row()
        ends = [row for row in (left, right) if row >= 0]
        # Beyond the last row there is nothing to point at.
        last = self.rows.rowCount() - 1 if len(ends) < 2 else max(ends)
        return min(ends, default=0), last


def _description(row: Row) -> str:
    if row.error is not None:
        short, why = wording.explain(row.error)
        return f"{row.source.name}\n{short}. {why}"
    if row.answer is None:
        return row.source.name
    best = row.answer.best.name, wording.percent(row.answer.probabilities[0], 1)
    return f"{row.source.name}\n{' '.join(best)}\n{row.answer.title}"


def _image(bitmap: Bitmap) -> QImage:
    stride = bitmap.width * 4
    form = QImage.Format.Format_RGBA8888
    return QImage(bitmap.data, bitmap.width, bitmap.height, stride, form).copy()
