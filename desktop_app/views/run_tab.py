"""A tab with runs: its keys, and that it is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QTabBar, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QShowEvent

    from desktop_app.views.run_state import RunSettings


class RunTab(QWidget):
    """Passive. `appeared` follows each time that it is shown.

    Space starts, pauses and goes on; Escape stops, which `stopped` follows.
    """

    appeared = Signal()
    stopped = Signal()
    settings: RunSettings

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that the tab is looked at."""
        super().showEvent(event)
        at_tabs = isinstance(QApplication.focusWidget(), QTabBar)  # where the keyboard is to stay
        if not event.spontaneous() and not at_tabs:
            self.setFocus()
        self.appeared.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hear what no part of the tab wanted."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.settings.go()
        elif event.key() == Qt.Key.Key_Escape:
            self.stopped.emit()
        else:
            super().keyPressEvent(event)
