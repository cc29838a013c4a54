"""A tab's place before the tab is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent


class LazyPage(QWidget):
    """Emits `needed` once, when it is first shown or asked for; `fill` answers it."""

    needed = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._asked = False
        self._room = QVBoxLayout(self)
        self._room.setContentsMargins(0, 0, 0, 0)

    def fill(self, page: QWidget) -> None:
        """Show the tab here from now on."""
        self._room.addWidget(page)
        self.setFocusProxy(page)

    def need(self) -> None:
        """Have the tab built, if it is not there yet."""
        if not self._asked:
            self._asked = True
            self.needed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Have the tab built."""
        self.need()
        super().showEvent(event)
