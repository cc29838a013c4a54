"""A horizontal slider whose filled part begins where its value does, in either direction."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QSlider, QWidget


class Slider(QSlider):
    """Qt mirrors the handle; which side is filled the style sheet can only tell by a property."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin in the direction of the program."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._mark()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the direction."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._mark()

    def _mark(self) -> None:
        self.setProperty("mirrored", self.isRightToLeft())
        self.style().polish(self)
