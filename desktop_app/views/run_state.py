"""The leading column of a tab with runs: what is wished, and the buttons that run it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.views import icons
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.form import Pane
from desktop_app.views.widgets.message import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

IDLE, RUNNING, PAUSED = "idle", "running", "paused"

SIDE = 16
"""Margin at both sides of what does not scroll, as that of the rest."""


class RunSettings(QFrame):
    """Passive. `started`, `paused`, `resumed` and `stepped` follow the buttons.

    `aimed` follows another choice of what is to be seen.
    """

    started = Signal()
    paused = Signal()
    resumed = Signal()
    stepped = Signal()
    aimed = Signal()

    def __init__(self) -> None:
        """Start without wishes."""
        super().__init__()
        self.setObjectName("card")
        self.state = IDLE
        self.message = Message(stacked=True)
        self._wishes = QWidget()
        self._changeable: tuple[QWidget, ...] = ()
        self._go = button(self.tr("Start"), "play", "primary")
        self._step = button(self.tr("One step"), "step-forward")
        self._go.clicked.connect(self.go)
        self._step.clicked.connect(self._on_step_clicked)

    def show_as_main(self, on: bool) -> None:
        """Let the button be the one that matters most, or give way to another that does."""
        self._go.setProperty("kind", "primary" if on else "")
        self._go.style().polish(self._go)
        self._dress()

    def settle(self) -> bool:
        """Take what is being typed; return whether a run can be made of it."""
        return True

    def go(self) -> None:
        """Start, pause or go on, as the button says."""
        if not self._go.isEnabled() or (self.state == IDLE and not self.settle()):
            return
        signals = {IDLE: self.started, RUNNING: self.paused, PAUSED: self.resumed}
        signals[self.state].emit()

    def _on_step_clicked(self) -> None:
        if self.state != IDLE or self.settle():
            self.stepped.emit()

    def show_state(self, state: str, *, possible: bool = True, why: str = "") -> None:
        """Show what can be done: start, pause or go on; what is set cannot be changed meanwhile.

        `why` says why nothing is possible.
        """
        self.state = state
        texts = {IDLE: self.tr("Start"), RUNNING: self.tr("Pause"), PAUSED: self.tr("Go on")}
        self._go.setText(texts[state])
        self._dress()
        self._go.setEnabled(possible)
        self._step.setEnabled(possible and state != RUNNING)
        for part in self._changeable:
            part.setEnabled(state == IDLE)
        self._say_why_not("" if possible else why)

    def _dress(self) -> None:
        colour = "onAccent" if self._go.property("kind") else "text2"
        icons.dress(self._go, "pause" if self.state == RUNNING else "play", colour)

    def _say_why_not(self, why: str) -> None:
        """Tell in tooltips why something cannot be done now."""
        running = self.tr("Pause first.") if self.state == RUNNING else ""
        fixed = self.tr("This cannot be changed during a run.") if self.state != IDLE else ""
        self._go.setToolTip(why)
        self._step.setToolTip(why or running)
        self._wishes.setToolTip(fixed)

    def _lay_out(self, parts: Sequence[QWidget], changeable: tuple[QWidget, ...]) -> None:
        """Stack `parts`, of which `changeable` rest during a run, above message and buttons."""
        self._changeable = changeable
        column = QVBoxLayout(self._wishes)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for part in parts:
            column.addWidget(part)
        pane = Pane(self._wishes)
        pane.setObjectName("bare")
        pane.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows what has the focus in it
        said = QVBoxLayout()
        said.setContentsMargins(SIDE, 0, SIDE, 0)
        said.addWidget(self.message)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(SIDE, 0, SIDE, 0)
        buttons.setSpacing(8)
        buttons.addWidget(self._go, 3)
        buttons.addWidget(self._step, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 14)
        layout.setSpacing(10)
        layout.addWidget(pane, 1)
        layout.addLayout(said)
        layout.addLayout(buttons)
