"""A line that opens to show a list under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.views import icons, wording
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 50
"""Lines that are shown; of the others only how many there are."""


class Disclosure(QWidget):
    """Hidden while there are no lines."""

    def __init__(self) -> None:
        """Start without lines."""
        super().__init__()
        self._title = button(icon="chevron-down", kind="fold")
        self._title.setCheckable(True)
        self._lines = label(role="mono", wraps=True)
        self._lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lines.setContentsMargins(24, 0, 24, 0)
        self._more = label(role="caption")
        self._more.setContentsMargins(24, 0, 24, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._title, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addWidget(self._lines)
        layout.addWidget(self._more)
        self._title.toggled.connect(self._open)
        self.show_lines("", ())

    def show_lines(self, title: str, lines: Sequence[str], *, opened: bool = False) -> None:
        """Show `title`, and `lines` under it once it is opened."""
        self._title.setText(title)
        self._lines.setText("\n".join(wording.breakable(line) for line in lines[:MOST]))
        left = len(lines) - MOST
        self._more.setText(self.tr("and %Ln more", "", left) if left > 0 else "")
        self.setVisible(bool(lines))
        self._title.setChecked(opened)
        self._open(opened)

    def _open(self, on: bool) -> None:
        icons.dress(self._title, "chevron-up" if on else "chevron-down")
        self._lines.setVisible(on)
        self._more.setVisible(on and bool(self._more.text()))
