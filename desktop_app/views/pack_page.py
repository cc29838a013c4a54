"""Weights to carry to a computer without a network connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from desktop_app.views import measures
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QPersistentModelIndex

    from desktop_app.engine.catalogue import Shelf

    Index = QModelIndex | QPersistentModelIndex

SHELF = Qt.ItemDataRole.UserRole
LINE = 14


class CheckDelegate(QStyledItemDelegate):
    """Lets a click anywhere on a row, or the space bar, check it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Ask for one line with some air."""
        return QSize(super().sizeHint(option, index).width(), option.fontMetrics.height() + LINE)

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Change the row's check."""
        del option
        released = event.type() is QEvent.Type.MouseButtonRelease
        spaced = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
        if not released and not spaced:
            return False
        first = model.index(index.row(), 0)
        role = Qt.ItemDataRole.CheckStateRole
        checked = Qt.CheckState(first.data(role)) is Qt.CheckState.Checked
        turned = Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked
        return model.setData(first, turned, role)


class PackPage(QWidget):
    """Passive. `pack_requested` carries the names of the networks that are checked, a tuple."""

    pack_requested = Signal(object)

    def __init__(self) -> None:
        """Start without networks."""
        super().__init__()
        self._rows = QStandardItemModel(self)
        self._list = QTreeView()
        none = self.tr("No weights have been downloaded or imported yet.")
        self._none = label(none, wraps=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sum = label(role="heading")
        self._write = button(self.tr("Write pack…"), "package", "primary")
        self._configure()
        self._lay_out()
        self._rows.itemChanged.connect(self._show_sum)
        self._write.clicked.connect(self._on_write_clicked)
        self.show_shelves(())

    def show_shelves(self, shelves: Sequence[Shelf]) -> None:
        """List networks whose weights are here; what is checked stays so."""
        checked = {shelf.entry.name for shelf in self._checked()}
        self._rows.removeRows(0, self._rows.rowCount())
        for shelf in shelves:
            self._rows.appendRow(self._row(shelf, shelf.entry.name in checked))
        self._list.setVisible(bool(shelves))
        self._none.setVisible(not shelves)
        self._show_sum()

    def _checked(self) -> list[Shelf]:
        items = [self._rows.item(row) for row in range(self._rows.rowCount())]
        on = Qt.CheckState.Checked
        return [item.data(SHELF) for item in items if item.checkState() is on]

    def _row(self, shelf: Shelf, on: bool) -> list[QStandardItem]:
        size = measures.size(_bytes(shelf))
        licence = shelf.entry.licence or self.tr("licence not stated")
        row = [QStandardItem(text) for text in (shelf.entry.title, size, licence)]
        for item in row:
            item.setEditable(False)
            item.setToolTip(item.text())
        first, second, _ = row
        first.setData(shelf, SHELF)
        first.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        second.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return row

    def _show_sum(self) -> None:
        shelves = self._checked()
        text = self.tr("%Ln network(s), {size}", "", len(shelves))
        size = measures.size(sum(map(_bytes, shelves)))
        self._sum.setText(text.format(size=size) if shelves else self.tr("Nothing is checked."))
        self._write.setEnabled(bool(shelves))
        self._write.setToolTip("" if shelves else self.tr("Check what is to be carried."))

    def _on_write_clicked(self) -> None:
        self.pack_requested.emit(tuple(shelf.entry.name for shelf in self._checked()))

    def _configure(self) -> None:
        headings = (self.tr("Network"), self.tr("Size"), self.tr("Licence"))
        self._rows.setHorizontalHeaderLabels(headings)
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self._rows.horizontalHeaderItem(1).setTextAlignment(side)
        self._list.setModel(self._rows)
        self._list.setItemDelegate(CheckDelegate(self._list))
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        self._list.setAccessibleName(self.tr("Networks to carry"))
        header = self._list.header()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def _lay_out(self) -> None:
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(12, 8, 12, 8)
        inside.addWidget(self._list)
        inside.addWidget(self._none, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._sum, 1)
        foot.addWidget(self._write)
        title = self.tr("Carry weights to a computer without a network connection")
        how = self.tr("They are written into one file. Drop the file on the window there.")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(label(title, "heading", wraps=True))
        layout.addWidget(label(how, wraps=True))
        layout.addSpacing(8)
        layout.addWidget(card, 1)
        layout.addSpacing(8)
        layout.addLayout(foot)


def _bytes(shelf: Shelf) -> int:
    return shelf.have or shelf.entry.bytes
