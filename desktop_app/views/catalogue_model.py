"""The catalogue as Qt's models: all rows, and those that are wanted, in the order wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from desktop_app.engine import families
from desktop_app.engine.catalogue import UNTRAINED
from desktop_app.views import catalogue_row, wording
from desktop_app.views.catalogue_delegate import ALIGNMENT, LEADING, ROW
from desktop_app.views.catalogue_row import HELP, TITLES, Column, Progress, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from desktop_app.engine.catalogue import Shelf

Index = QModelIndex | QPersistentModelIndex
ALL, LESSONS, READY = range(3)
_FIRST = {"bundled": 0, "imported": 1}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows to show.

    Attributes:
        text: Part of a title, name or family.
        segment: `ALL`, `LESSONS` or `READY`.
        family: Key of a family; "" for all.
        sizes: Bytes of the weights file, from above the first up to the second.
    """

    text: str = ""
    segment: int = ALL
    family: str = ""
    sizes: tuple[float, float] = (-1, float("inf"))

    def fits(self, shelf: Shelf) -> bool:
        """Whether `shelf` is to be shown."""
        entry, family = shelf.entry, families.family(shelf.entry.family)
        words = _bare(f"{entry.title}\n{entry.name}\n{family.title}\n{entry.year}")
        return (
            all(_bare(word) in words for word in self.text.split())
            and self.family in ("", family.key)
            and self.sizes[0] < entry.bytes <= self.sizes[1]
            and (self.segment != LESSONS or family.in_lessons)
            and (self.segment != READY or shelf.ready)
        )


def _bare(text: str) -> str:
    """Return letters and digits alone: people write ResNet 152, resnet-152 and resnet152."""
    return "".join(letter for letter in text.casefold() if letter.isalnum() or letter == "\n")


class CatalogueModel(QAbstractTableModel):
    """All backbones, bundled ones first, then by year and size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.shelves: list[Shelf] = []
        self._places: dict[str, int] = {}
        self._in_use = ""
        self._compared = ""
        self._progress: dict[str, Progress] = {}

    def set_shelves(self, shelves: Sequence[Shelf]) -> None:
        """Show `shelves`; rows that stay where they are keep choice and scroll position."""
        rows = sorted(shelves, key=_order)
        names = [shelf.entry.name for shelf in rows]
        if names != list(self._places):
            self.beginResetModel()
            self.shelves = rows
            self._places = {name: place for place, name in enumerate(names)}
            self.endResetModel()
            return
        changed = [
            name for name, old, new in zip(names, self.shelves, rows, strict=True) if old != new
        ]
        self.shelves = rows
        self._tell(*changed)

    def set_in_use(self, name: str, other: str) -> None:
        """Mark the backbone in use and the one compared with it; "" for none."""
        before = (self._in_use, self._compared)
        self._in_use, self._compared = name, other
        both = (*before, name, other)
        self._tell(*both, *(one.removesuffix(f":{UNTRAINED}") for one in both))

    def set_progress(self, name: str, progress: Progress | None) -> None:
        """Show how far a download is, or that there is none."""
        if progress is None:
            self._progress.pop(name, None)
        else:
            self._progress[name] = progress
        self._tell(name)

    def row(self, name: str) -> Row | None:
        """Return a backbone's row, if there is one."""
        return self.at(self._places[name]) if name in self._places else None

    def place(self, name: str) -> QModelIndex:
        """Return the first cell of a backbone; invalid if there is none."""
        return self.index(self._places[name], 0) if name in self._places else QModelIndex()

    def at(self, place: int) -> Row:
        """Return the row at a place."""
        shelf = self.shelves[place]
        name = shelf.entry.name
        used, compared = name == self._in_use, name == self._compared
        bare = self._in_use == f"{name}:{UNTRAINED}"
        return Row(shelf, used, compared, self._progress.get(name), bare)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        """Count the backbones."""
        return 0 if parent.isValid() else len(self.shelves)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        """Count the columns."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give a cell's words for eyes, ears and clipboard, or the row for the delegate."""
        if not index.isValid():
            return None
        row, column = self.at(index.row()), Column(index.column())
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return catalogue_row.text(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return catalogue_row.spoken(row, column)
        if role == Qt.ItemDataRole.ToolTipRole and column is Column.NETWORK:
            return f"{row.shelf.entry.title}\n{row.shelf.entry.name}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Give a heading, what it means, and its side."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = Column(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return wording.translate("catalogue", TITLES[column])
        if role == Qt.ItemDataRole.ToolTipRole:
            return wording.translate("catalogue", HELP.get(column, ""))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return ALIGNMENT.get(column, LEADING) | Qt.AlignmentFlag.AlignVCenter
        return None

    def _tell(self, *names: str) -> None:
        for name in {*names} & self._places.keys():
            first = self.place(name)
            self.dataChanged.emit(first, first.siblingAtColumn(Column.ACTION))


class CatalogueFilter(QSortFilterProxyModel):
    """The rows that are wanted, in the order that a heading was clicked for."""

    def __init__(self, model: CatalogueModel, parent: QWidget | None = None) -> None:
        """Let everything through."""
        super().__init__(parent)
        self._model = model
        self._wanted = Wanted()
        self.setSourceModel(model)

    def look_for(self, wanted: Wanted) -> None:
        """Show only what is wanted."""
        self._wanted = wanted
        self.invalidate()

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        """Whether a row is wanted."""
        del source_parent
        return self._wanted.fits(self._model.shelves[source_row])

    def lessThan(self, left: Index, right: Index) -> bool:
        """Compare numbers as numbers; what is unknown comes last in either direction."""
        column = Column(left.column())
        keys = [catalogue_row.sort_key(self._model.at(one.row()), column) for one in (left, right)]
        if None in keys:
            last = keys[1] if self.sortOrder() is Qt.SortOrder.AscendingOrder else keys[0]
            return last is None and keys != [None, None]
        return keys[0] < keys[1]  # type: ignore[operator]


def _order(shelf: Shelf) -> tuple[int, float, int]:
    entry = shelf.entry
    return _FIRST.get(shelf.state, 2), entry.year or float("inf"), entry.parameters
