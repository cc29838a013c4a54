"""The table of backbones: what a click or a key in it asks for, and how its columns fold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop_app.views.catalogue_delegate import ROW, CatalogueDelegate
from desktop_app.views.catalogue_model import CatalogueFilter, CatalogueModel
from desktop_app.views.catalogue_row import Column
from desktop_app.views.theme import theme

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

    from desktop_app.views.catalogue_row import Row

Index = QModelIndex | QPersistentModelIndex
FOLDING = (Column.WORK, Column.YEAR)
"""What goes first where there is no room."""

GROWING = (Column.NETWORK, Column.RIGHT, Column.WEIGHTS)
SCROLL_BAR = 10


class CatalogueList(QTableView):
    """Passive. `chosen` carries a name, `acted` a name and what is to be done.

    The choice survives a filter that hides it: `chosen_name` stays, and comes back into sight.
    """

    chosen = Signal(str)
    acted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.rows = CatalogueModel(self)
        self.shown = CatalogueFilter(self.rows, self)
        self.chosen_name = ""
        self._delegate = CatalogueDelegate(self)
        self._least: dict[Column, int] = {}
        self._ringed = False
        self._settling = False
        # Before the view hears of it: Qt would choose a neighbour of a row that goes.
        rows = self.shown
        for leaving in (
            rows.rowsAboutToBeRemoved,
            rows.layoutAboutToBeChanged,
            rows.modelAboutToBeReset,
        ):
            leaving.connect(self._on_rows_leaving)
        self.setModel(rows)
        for settled in (rows.rowsInserted, rows.rowsRemoved, rows.layoutChanged, rows.modelReset):
            settled.connect(self._on_rows_settled)
        self.rows.modelReset.connect(self.fit_columns)
        self._configure()
        theme.changed.connect(self.fit_columns)

    def choose(self, name: str) -> None:
        """Make `name` the chosen row, as a click on it would."""
        index = self.shown.mapFromSource(self.rows.place(name))
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def height_of_all(self) -> int:
        """Return the height at which nothing needs to be scrolled."""
        return self.horizontalHeader().height() + self.verticalHeader().length() + 2

    def comfortable_width(self) -> int:
        """Return the width at which only the first of `FOLDING` has to go."""
        kept = (width for column, width in self._least.items() if column is not FOLDING[0])
        return sum(kept) + SCROLL_BAR

    def fit_columns(self) -> None:
        """Measure all rows, not only those shown, so that nothing jumps while one types."""
        rows = [self.rows.at(place) for place in range(len(self.rows.shelves))]
        self._least = {column: self._delegate.width(column, rows) for column in Column}
        self.verticalHeader().setDefaultSectionSize(self._delegate.row_height())
        self._share_width()

    def _share_width(self) -> None:
        # The same with and without a scroll bar, so that columns stay while one types.
        room = self.width() - SCROLL_BAR
        kept = dict(self._least)
        for column in FOLDING:
            if sum(kept.values()) > room:
                del kept[column]
        extra = max(0, room - sum(kept.values())) // len(GROWING)
        for column in self._least:
            self.setColumnHidden(column, column not in kept)
            self.setColumnWidth(column, self._least[column] + extra * (column in GROWING))
        rest = self.viewport().width() - sum(self.columnWidth(column) for column in kept)
        last = Column.ACTION
        self.setColumnWidth(last, self.columnWidth(last) + rest)

    def _configure(self) -> None:
        self.setItemDelegate(self._delegate)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Networks"))
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(1)
        header.setHighlightSections(False)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.clicked.connect(self._on_clicked)
        # Not `activated`, which on some desktops follows a single click.
        self.doubleClicked.connect(self._act)
        self.entered.connect(self._on_entered)

    # Choosing and acting

    def currentChanged(self, new: Index, old: Index) -> None:
        """Say which backbone is chosen, if a person or `choose` did it."""
        super().currentChanged(new, old)
        if self._settling or not new.isValid():
            return
        self._ringed = QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton
        row: Row = new.data(ROW)
        name = row.shelf.entry.name
        if name != self.chosen_name:
            self.chosen_name = name
            self.chosen.emit(name)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Act, but for a second click on the action itself: what it says has changed meanwhile."""
        if self.indexAt(event.position().toPoint()).column() != Column.ACTION:
            super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on Enter: once, however long it is held down. Home and End go through the rows."""
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: self.model().rowCount() - 1}
        if Qt.Key(event.key()) in ends:
            self.selectRow(ends[Qt.Key(event.key())])
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self._act(self.currentIndex())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw the ring if the keyboard led here."""
        self._ringed = event.reason() is not Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == Column.ACTION:
            self._act(index)

    def _act(self, index: QModelIndex) -> None:
        row: Row | None = index.data(ROW)
        if row is not None and row.action:
            self.acted.emit(row.shelf.entry.name, row.action)

    def _on_rows_leaving(self) -> None:
        self._settling = True

    def _on_rows_settled(self) -> None:
        index = self.shown.mapFromSource(self.rows.place(self.chosen_name))
        self.setCurrentIndex(index)
        if not index.isValid():
            self.clearSelection()
        self._settling = False

    # Looks

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width, and keep the chosen row in sight."""
        super().resizeEvent(event)
        self._share_width()
        self.scrollTo(self.currentIndex())

    def leaveEvent(self, event: QEvent) -> None:
        """Let go of the hovered row."""
        super().leaveEvent(event)
        self._delegate.hovered = (-1, -1)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, and the ring around the current one."""
        super().paintEvent(event)
        index = self.currentIndex()
        if not (self._ringed and self.hasFocus() and index.isValid()):
            return
        row = QRect(self.visualRect(index))
        row.setLeft(0)
        row.setWidth(self.viewport().width())
        painter = QPainter(self.viewport())
        painter.setPen(QPen(theme.colour("accent"), 2, j=Qt.PenJoinStyle.MiterJoin))
        painter.drawRect(row.adjusted(1, 1, -1, -2))

    def _on_entered(self, index: QModelIndex) -> None:
        self._delegate.hovered = (index.row(), index.column())
        self.viewport().update()
