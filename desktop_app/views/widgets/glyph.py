"""An icon in a layout, in the colours of the theme in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.views import icons
from desktop_app.views.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Glyph(QWidget):
    """Passive, and no more than a mark: what it means is said in words beside it."""

    def __init__(self, name: str = "", role: str = "text2", *, side: int = icons.SIZE) -> None:
        """Show the icon `name`, `side` points wide in the usual font, in the colour `role`."""
        super().__init__()
        self._name, self._role = name, role
        self._side = theme.scaled(side)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str, role: str) -> None:
        """Show another icon, or another colour."""
        self._name, self._role = name, role
        self.update()

    def icon(self) -> tuple[str, str]:
        """Return name and colour."""
        return self._name, self._role

    def sizeHint(self) -> QSize:
        """Ask for the icon's room."""
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it in the middle."""
        del event
        if self._name:
            drawn = icons.pixmap(self._name, self._role, self._side, self.devicePixelRatioF())
            half = QPoint(self._side, self._side) / 2
            QPainter(self).drawPixmap(self.rect().center() + QPoint(1, 1) - half, drawn)
