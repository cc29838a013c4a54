"""What stands in a picture's place when there can be none: why, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop_app.views import icons
from desktop_app.views.theme import theme
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.labels import label


class Problem(QFrame):
    """A mat with an icon, a heading, a sentence and one button; `acted` follows a click on it."""

    acted = Signal()

    def __init__(self, icon: str, action: str, parent: QWidget | None = None) -> None:
        """Start without words."""
        super().__init__(parent)
        self.setObjectName("mat")
        self._name = icon
        self._icon = QLabel()
        self._what = label(role="heading", wraps=True)
        self._why = label(role="body", wraps=True)
        again = button(action)
        again.clicked.connect(self.acted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 12, 24, 12)
        layout.setSpacing(8)
        layout.addStretch()
        for part in (self._icon, self._what, self._why):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(part)
        layout.addSpacing(4)
        layout.addWidget(again, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch()
        theme.changed.connect(self._draw_icon)
        self._draw_icon()

    def show_problem(self, what: str, why: str) -> None:
        """Say what cannot be shown, and why."""
        self._what.setText(what)
        self._why.setText(why)

    def texts(self) -> tuple[str, str]:
        """Return what is said and why."""
        return self._what.text(), self._why.text()

    def _draw_icon(self) -> None:
        self._icon.setPixmap(icons.pixmap(self._name, "error", 40, self.devicePixelRatioF()))
