"""A message inside the panel that it concerns: what, then why, then one thing to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtGui  # Qt makes a class when it is first named: these can wait
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from desktop_app.views import icons
from desktop_app.views.theme import theme
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Callable

ICONS = {"info": "info", "ok": "circle-check", "warn": "triangle-alert", "error": "circle-x"}
COLOURS = {"info": "accentText", "ok": "ok", "warn": "warn", "error": "error"}


WIDEST = 0.35
"""Share of one line that what happened may take."""


class Message(QFrame):
    """Hidden until `show_message`."""

    def __init__(self, *, stacked: bool = False) -> None:
        """Start hidden. In a `stacked` one, for a narrow place, all stands below one another."""
        super().__init__()
        self._kind = "info"
        self._icon = QLabel()
        self._stacked = stacked
        self._what = label(role="heading", wraps=True)
        self._why = label(role="body", wraps=True)
        self._button = button()
        self._close = button(icon="x", kind="icon")
        self._close.setAccessibleName(self.tr("Close this message"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 7, 8, 7)
        layout.setSpacing(8)
        layout.addWidget(self._icon)
        words = QVBoxLayout() if stacked else QHBoxLayout()
        words.setSpacing(0 if stacked else 8)
        words.addWidget(self._what)
        words.addWidget(self._why, 1)
        layout.addLayout(words, 1)
        if stacked:
            words.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeading)
        else:
            layout.addWidget(self._button)
        top = Qt.AlignmentFlag.AlignTop if stacked else Qt.AlignmentFlag.AlignVCenter
        layout.setAlignment(self._icon, top)
        layout.addWidget(self._close, 0, top)
        self._act: Callable[[], None] | None = None
        self._button.clicked.connect(self._on_button_clicked)
        self._close.clicked.connect(self.hide)
        theme.changed.connect(self._draw_icon)
        self.hide()

    def show_message(
        self,
        kind: str,
        what: str,
        why: str = "",
        action: str = "",
        act: Callable[[], None] | None = None,
    ) -> None:
        """Say something; `kind` is info, ok, warn or error.

        A button called `action` does `act`.
        """
        self._kind = kind
        self.setProperty("message", kind)
        self.style().polish(self)
        self._draw_icon()
        self._what.setText(what)
        self._why.setText(why)
        self._why.setHidden(self._stacked and not why)
        self._fit()
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self._act = act
        self.setAccessibleName(f"{what} {why}")
        self.show()
        alert = QtGui.QAccessibleEvent(self, QtGui.QAccessible.Event.Alert)
        QtGui.QAccessible.updateAccessibility(alert)

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        """Leave the reason most of a line."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give what happened the room that it needs, or wrap it."""
        if not self._stacked:
            needed = self._what.fontMetrics().horizontalAdvance(self._what.text()) + 2
            self._what.setFixedWidth(min(needed, round(self.width() * WIDEST)))

    def texts(self) -> tuple[str, str]:
        """Return what is said and why."""
        return self._what.text(), self._why.text()

    def _draw_icon(self) -> None:
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(icons.pixmap(ICONS[self._kind], COLOURS[self._kind], 18, ratio))

    def _on_button_clicked(self) -> None:
        self.hide()
        if self._act is not None:
            self._act()
