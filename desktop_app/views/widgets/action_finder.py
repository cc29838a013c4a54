"""Find an action by typing a part of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QCompleter, QListView, QWidget

from desktop_app.views import wording
from desktop_app.views.theme import theme
from desktop_app.views.widgets.labels import label
from desktop_app.views.widgets.search_field import SearchField

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from desktop_app.views.actions import Actions

WIDTH = 220
POPUP_WIDTH = 360


def plain(action: QAction) -> str:
    """Return an action's name without the mark of its menu key."""
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&")


class ActionFinder(SearchField):
    """A search field whose list runs the action that is chosen in it."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        """Search among `actions`."""
        super().__init__(wording.translate("finder", "Find an action"), "finder", parent)
        self.setFixedWidth(theme.scaled(WIDTH))
        self._actions = actions
        native = actions["find"].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.content.addWidget(label(native.replace("+", " "), "fine"))
        self.field.setClearButtonEnabled(False)
        self._complete()

    def search(self) -> None:
        """Start typing."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def focus_changed(self, *, focused: bool) -> None:
        """Refresh the list when the field gains the focus."""
        super().focus_changed(focused=focused)
        if focused:
            self._refill()

    def _complete(self) -> None:
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._popup = popup = QListView()
        popup.setObjectName("completions")
        popup.setMinimumWidth(theme.scaled(POPUP_WIDTH))
        popup.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        completer.setPopup(popup)
        self.field.setCompleter(completer)
        # Queued, or the completer would write the name into the field after it was cleared.
        queued = Qt.ConnectionType.QueuedConnection
        completer.activated.connect(self._run, queued)
        self.field.returnPressed.connect(self._on_return_pressed)

    def _refill(self) -> None:
        self._names.setStringList([plain(one) for one in self._actions.all() if one.isEnabled()])

    def _on_return_pressed(self) -> None:
        """Run the first that fits, unless one was chosen in the list."""
        completer = self.field.completer()
        if self.field.text() and not self._popup.currentIndex().isValid():
            completer.setCompletionPrefix(self.field.text())
            if completer.setCurrentRow(0):
                self._run(completer.currentCompletion())

    @Slot(str)
    def _run(self, name: str) -> None:
        self.field.clear()
        self.left.emit()
        for action in self._actions.all():
            if plain(action) == name and action.isEnabled():
                action.trigger()
                return
