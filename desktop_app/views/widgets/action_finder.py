"""Find an action by typing a part of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt, Slot
from PySide6.QtWidgets import QCompleter, QFrame, QHBoxLayout, QLabel, QLineEdit, QListView, QWidget

from desktop_app.views import icons
from desktop_app.views.theme import theme
from desktop_app.views.widgets.labels import label

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtGui import QAction

    from desktop_app.views.actions import Actions

WIDTH = 220


def plain(action: QAction) -> str:
    """Return an action's name without the mark of its menu key."""
    return action.text().replace("&", "")


class ActionFinder(QFrame):
    """A search field whose list runs the action that is chosen in it."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        """Search among `actions`."""
        super().__init__(parent)
        self.setObjectName("finder")
        self.setFixedWidth(WIDTH)
        self._actions = actions
        self._icon = QLabel()
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Find an action"))
        self.field.setAccessibleName(self.tr("Find an action"))
        self.field.installEventFilter(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 0, 10, 0)
        layout.setSpacing(8)
        layout.addWidget(self._icon)
        layout.addWidget(self.field, 1)
        layout.addWidget(label("Ctrl K", "fine"))
        self._complete()
        theme.changed.connect(self._draw_icon)
        self._draw_icon()

    def search(self) -> None:
        """Start typing."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Refresh the list and the ring as the field gains and loses the focus."""
        if event.type() in (event.Type.FocusIn, event.Type.FocusOut):
            focused = event.type() is event.Type.FocusIn
            self.setProperty("focused", focused)
            self.style().polish(self)
            if focused:
                self._refill()
        return super().eventFilter(watched, event)

    def _complete(self) -> None:
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        popup = QListView()
        popup.setObjectName("completions")
        completer.setPopup(popup)
        self.field.setCompleter(completer)
        # Queued, or the completer would write the name into the field after it was cleared.
        queued = Qt.ConnectionType.QueuedConnection
        completer.activated.connect(self._on_completer_activated, queued)

    def _refill(self) -> None:
        self._names.setStringList([plain(one) for one in self._actions.all() if one.isEnabled()])

    @Slot(str)
    def _on_completer_activated(self, name: str) -> None:
        self.field.clear()
        self.field.clearFocus()
        for action in self._actions.all():
            if plain(action) == name and action.isEnabled():
                action.trigger()
                return

    def _draw_icon(self) -> None:
        self._icon.setPixmap(icons.pixmap("search", "text3", 16, self.devicePixelRatioF()))
