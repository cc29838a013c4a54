"""Buttons of the few kinds there are, and a switch between ways of seeing one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QWidget

from desktop_app.views import icons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction, QKeyEvent

ICON_COLOURS = {"primary": "onAccent"}


class Button(QPushButton):
    """A push button with room between its icon and its text, which Qt does not leave."""

    def setText(self, text: str) -> None:
        """Show `text`."""
        super().setText(f" {text}" if text and not self.icon().isNull() else text)


def button(text: str = "", icon: str = "", kind: str = "") -> QPushButton:
    """Return a button; `kind` is "", "primary", "quiet" or "icon" (square, without text)."""
    result = Button()
    result.setProperty("kind", kind)
    if icon:
        icons.dress(result, icon, ICON_COLOURS.get(kind, "text2"))
        result.setIconSize(QSize(18, 18))
    result.setText(text)
    # Focus rings are for the keyboard: a click must not leave one behind.
    result.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return result


def icon_button(action: QAction, icon: str) -> QPushButton:
    """Return a square button that does what `action` does and names it in its tooltip."""
    result = button(icon=icon, kind="icon")
    name = action.text().replace("&", "").rstrip("…")
    result.setToolTip(name)
    result.setAccessibleName(name)
    result.clicked.connect(action.trigger)
    result.setEnabled(action.isEnabled())
    result.setEnabled(action.isEnabled())
    action.enabledChanged.connect(result.setEnabled)
    return result


class Segments(QFrame):
    """A switch between two to four ways of seeing the same thing; arrow keys move it."""

    chosen = Signal(int)

    def __init__(self, texts: tuple[str, ...], parent: QWidget | None = None) -> None:
        """Show `texts` side by side, the first chosen."""
        super().__init__(parent)
        self.setObjectName("segments")
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(0)
        for number, text in enumerate(texts):
            part = button(text)
            part.setCheckable(True)
            self._group.addButton(part, number)
            layout.addWidget(part)
        self._group.button(0).setChecked(True)
        self._group.idToggled.connect(self._on_group_toggled)

    @property
    def current(self) -> int:
        """The number of the chosen segment."""
        return self._group.checkedId()

    def choose(self, number: int) -> None:
        """Choose a segment as a click would."""
        self._group.button(number).setChecked(True)

    def offer(self, numbers: Sequence[int]) -> None:
        """Show only some of the segments; the first of them is chosen if the present one goes."""
        for number, part in enumerate(self._group.buttons()):
            part.setHidden(number not in numbers)
        if self.current not in numbers:
            self.choose(numbers[0])

    def set_text(self, number: int, text: str) -> None:
        """Call a segment otherwise."""
        self._group.button(number).setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the choice with the arrow keys."""
        forward, back = Qt.Key.Key_Right, Qt.Key.Key_Left
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            forward, back = back, forward
        move = {forward: 1, back: -1}.get(Qt.Key(event.key()), 0)
        if not move:
            super().keyPressEvent(event)
            return
        offered = [part for part in self._group.buttons() if not part.isHidden()]
        at = next(at for at, part in enumerate(offered) if part.isChecked())
        target = offered[(at + move) % len(offered)]
        target.setChecked(True)
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_group_toggled(self, number: int, on: bool) -> None:
        if on:
            self.chosen.emit(number)
