"""A list too long to look through, in which an entry is found by typing a part of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.engine.spelling import plain
from desktop_app.views.widgets.form import calm

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = Qt.ItemDataRole.UserRole + 1
"""All that an entry is called, as people write it."""

KEYS = Qt.ItemDataRole.UserRole + 2
"""The same as they are compared, one a line."""

FIRST_STRONG, END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
"""Around text that runs as its own first letter does, whatever stands beside it."""

Index = QModelIndex | QPersistentModelIndex


class LongCombo(QComboBox):
    """A list too long to look through: what is typed finds entries by any part of their names.

    `picked` carries the data of an entry that a person picks.
    """

    picked = Signal(str)

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        calm(self)
        self.typed = QLineEdit()
        self.offers = QListView()
        self.typed.setAcceptDrops(False)
        self.setLineEdit(self.typed)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        # Measuring a thousand entries would take long and make the list too wide.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(16)
        self._complete()
        self._align()
        self.activated.connect(self._on_activated)
        self.typed.editingFinished.connect(self.settle)

    def changeEvent(self, event: QEvent) -> None:
        """Write from the leading edge, whichever way the text itself runs."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._align()

    def _align(self) -> None:
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        middle = Qt.AlignmentFlag.AlignVCenter
        self.typed.setAlignment(side | middle | Qt.AlignmentFlag.AlignAbsolute)

    def fill(self, entries: Sequence[tuple[str, ...]]) -> None:
        """Show `entries`, each with its data, its text and what else finds it; choose the first."""
        self.clear()
        for place, (data, text, *words) in enumerate(entries):
            self.addItem(text, data)
            self.setItemData(place, (text, *words), WORDS)
            self.setItemData(place, "\n".join(plain(word) for word in (text, *words)), KEYS)

    def places(self, typed: str) -> list[int]:
        """Return which entries hold `typed`; if it is one's whole name, only those."""
        wanted = plain(typed)
        keys = [self.itemData(place, KEYS) for place in range(self.count())]
        named = [place for place, lines in enumerate(keys) if wanted in lines.split("\n")]
        return named or [place for place, lines in enumerate(keys) if wanted in lines]

    def _complete(self) -> None:
        completer = _Completer(self.model(), self)
        completer.setCompletionRole(KEYS)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.offers.setObjectName("completions")
        completer.setPopup(self.offers)
        self.setCompleter(completer)
        self.offers.setItemDelegate(_Offers(completer, self.offers))  # it came with another

    def _on_activated(self) -> None:
        self.picked.emit(self.currentData())

    def settle(self) -> bool:
        """Take what only one entry can mean, and take back what is no entry's name.

        Return whether what was typed is an entry.
        """
        if self.typed.text() == self.itemText(self.currentIndex()):
            return True
        found = self.places(self.typed.text())
        if len(found) == 1 and found[0] != self.currentIndex():
            self.setCurrentIndex(found[0])
            self._on_activated()
        self.setEditText(self.itemText(self.currentIndex()))
        return len(found) == 1


class _Completer(QCompleter):
    """Offers entries by any of their words, and writes their texts."""

    def splitPath(self, path: str) -> list[str]:
        """Return what is typed as it is compared."""
        return [plain(path)]

    def pathFromIndex(self, index: Index) -> str:
        """Return the text of an entry."""
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class _Offers(QStyledItemDelegate):
    """Adds to an entry's text the other name by which it was found."""

    def __init__(self, completer: QCompleter, parent: QWidget) -> None:
        """Read from `completer` what is typed."""
        super().__init__(parent)
        self._completer = completer

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Add the name, each part in its own direction."""
        super().initStyleOption(option, index)
        typed = plain(self._completer.completionPrefix())
        if typed in plain(option.text):
            return
        found = [word for word in index.data(WORDS) if typed in plain(word)]
        if found:
            option.text += f" · {FIRST_STRONG}{found[0]}{END}"
