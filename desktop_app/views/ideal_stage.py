"""The picture on its way, the loop that changes it, and the film of how it came to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.views import icons, wording
from desktop_app.views.theme import theme
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.easel import Easel
from desktop_app.views.widgets.film import Film
from desktop_app.views.widgets.fitting_button import FittingButton
from desktop_app.views.widgets.labels import ElidedLabel, label
from desktop_app.views.widgets.loop_drawing import LoopDrawing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction, QResizeEvent

LEAST = 420
"""Width in points."""

LOW = 560
"""Height from which the drawing of the loop has room."""

MOST = 5000
"""Steps for whose number there is always room."""

FIRST = 1000
"""Stretch of what gets all the room that it wants."""

SIDES = (512, 1024, 2048)
"""Pixels to which a picture can be enlarged."""

PICTURE, FILM, SHEET = "picture", "film", "sheet"
"""What can be saved."""


class IdealStage(QWidget):
    """Passive. `branched` follows its button, `sent` carries the key of a tab.

    `saved` carries what is to be saved and, of a picture, its side in pixels, 0 for its own.
    """

    branched = Signal()
    saved = Signal(str, int)
    sent = Signal(str)

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.loop, self.easel, self.film = LoopDrawing(), Easel(), Film()
        self._step = label(role="heading")
        self._note = ElidedLabel("caption")
        # Or buttons, and even columns, would move when more is said.
        self._step.setMinimumWidth(self._widest())
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._branch = _fitting("git-branch", self.tr("Branch from here"), self.tr("Branch"))
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
        nothing = "" if on else self.tr("There is no picture yet.")
        self._save.setToolTip(nothing)
        self._send.setToolTip(nothing)
        self._branch.setToolTip(nothing or ("" if branch else self.tr("Pause first.")))
        self._saves.actions()[-1].setVisible(self.easel.count > 1)

    def _offer_saves(self) -> None:
        larger = self.tr("Picture at {side} px…")
        texts = [
            (self.tr("Picture…"), PICTURE, 0),
            *((larger.format(side=wording.number(side)), PICTURE, side) for side in SIDES),
            (self.tr("Film of how it came to be…"), FILM, 0),
            (self.tr("Gallery on one sheet…"), SHEET, 0),
        ]
        for text, key, side in texts:
            self._saves.addAction(text).setData((key, side))

    def say_step(self, step: int, total: int, note: str) -> None:
        """Say which moment is shown, and something about it."""
        self._step.setText(self._counted(step, total) if total else "")
        self._note.setText(note)

    def texts(self) -> tuple[str, str]:
        """Return what is said of the moment that is shown."""
        return self._step.text(), self._note.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        self.loop.setVisible(self.height() >= LOW)

    def _counted(self, step: int, total: int) -> str:
        text = self.tr("Step {step} of {total}")
        return text.format(step=wording.number(step), total=wording.number(total))

    def _widest(self) -> int:
        return QFontMetrics(theme.font("heading")).horizontalAdvance(self._counted(MOST, MOST))

    def _on_saves_triggered(self, action: QAction) -> None:
        self.saved.emit(*action.data())

    def _on_sends_triggered(self, action: QAction) -> None:
        self.sent.emit(action.data())

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._step)
        foot.addWidget(self._note, 1)
        foot.addWidget(self._branch, FIRST)
        for part in (self._save, self._send):
            foot.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addStrut(LEAST)
        layout.addWidget(self.loop)
        layout.addWidget(self.easel, 1)
        layout.addWidget(self.film)
        layout.addLayout(foot)


def _fitting(icon: str, *texts: str) -> FittingButton:
    """Return a button that shows the first of two texts, or the second where room is short."""
    result = FittingButton()
    icons.dress(result, icon, "text2")
    result.setIconSize(QSize(18, 18))
    most, least = (_width(result, text) for text in texts)
    result.setMinimumWidth(least)
    result.setMaximumWidth(most)
    result.show_texts(*texts)
    return result


def _width(button: FittingButton, text: str) -> int:
    button.setText(text)
    return button.sizeHint().width()
