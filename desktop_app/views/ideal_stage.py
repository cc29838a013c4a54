"""The picture on its way, the loop that changes it, and the film of how it came to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop_app.views import wording
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.easel import Easel
from desktop_app.views.widgets.film import Film
from desktop_app.views.widgets.labels import ElidedLabel, label
from desktop_app.views.widgets.loop_drawing import LoopDrawing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction, QResizeEvent

LOW = 560
"""Height from which the drawing of the loop has room."""

PICTURE, FILM, SHEET = "picture", "film", "sheet"
"""What can be saved."""


class IdealStage(QWidget):
    """Passive. `branched` follows its button, `saved` carries what, `sent` the key of a tab."""

    branched = Signal()
    saved = Signal(str)
    sent = Signal(str)

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.loop, self.easel, self.film = LoopDrawing(), Easel(), Film()
        self._step = label(role="heading")
        self._note = ElidedLabel("caption")
        self._branch = button(self.tr("Branch from here"), "git-branch")
        self._save = button(self.tr("Save"), "save")
        self._send = button(self.tr("Send to"), "external-link")
        self._saves, self._sends = QMenu(self), QMenu(self)
        self._save.setMenu(self._saves)
        self._send.setMenu(self._sends)
        self._lay_out()
        self._branch.clicked.connect(self.branched)
        self._saves.triggered.connect(self._on_saves_triggered)
        self._sends.triggered.connect(self._on_sends_triggered)
        self._offer_saves()
        self.allow(on=False)

    def offer_tabs(self, tabs: Sequence[tuple[str, str]]) -> None:
        """Offer tabs by key and name that a picture can be sent to."""
        for key, name in tabs:
            self._sends.addAction(name).setData(key)

    def allow(self, *, on: bool, branch: bool = False) -> None:
        """Say whether there is a picture to keep, and whether a run can begin from it."""
        self._save.setEnabled(on)
        self._send.setEnabled(on)
        self._branch.setEnabled(branch)
        self._saves.actions()[-1].setVisible(self.easel.count > 1)

    def _offer_saves(self) -> None:
        texts = {
            PICTURE: self.tr("Picture…"),
            FILM: self.tr("Film of how it came to be…"),
            SHEET: self.tr("Gallery on one sheet…"),
        }
        for key, text in texts.items():
            self._saves.addAction(text).setData(key)

    def say_step(self, step: int, total: int, note: str) -> None:
        """Say which moment is shown, and something about it."""
        text = self.tr("Step {step} of {total}")
        numbers = {"step": wording.number(step), "total": wording.number(total)}
        self._step.setText(text.format(**numbers) if total else "")
        self._note.setText(note)

    def texts(self) -> tuple[str, str]:
        """Return what is said of the moment that is shown."""
        return self._step.text(), self._note.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        self.loop.setVisible(self.height() >= LOW)

    def _on_saves_triggered(self, action: QAction) -> None:
        self.saved.emit(action.data())

    def _on_sends_triggered(self, action: QAction) -> None:
        self.sent.emit(action.data())

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._step)
        foot.addWidget(self._note, 1)
        for part in (self._branch, self._save, self._send):
            foot.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.loop)
        layout.addWidget(self.easel, 1)
        layout.addWidget(self.film)
        layout.addLayout(foot)
