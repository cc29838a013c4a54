"""The picture, the change and the result, how it went, and the questions that come next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.views import wording
from desktop_app.views.theme import theme
from desktop_app.views.widgets.buttons import Segments, button
from desktop_app.views.widgets.change_view import ChangeView
from desktop_app.views.widgets.labels import ElidedLabel, label
from desktop_app.views.widgets.lines import Lines
from desktop_app.views.widgets.message import Message
from desktop_app.views.widgets.opinions import Opinions
from desktop_app.views.widgets.scrubber import Scrubber
from desktop_app.views.widgets.top_k_bars import TopKBars
from desktop_app.views.widgets.undo_card import UndoCard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction, QResizeEvent

LEAST = 560
"""Width in points."""

WIDE = 840
"""Width from which the three questions stand side by side."""

LOW = 500
"""Height below which the picture and the questions take turns."""

HIGH = 720
"""Height from which all classes of the lists have room."""

SEEN, FEW, FEWEST = 5, 3, 2
"""Classes in the lists of what is seen, and of those without scrolling where it is lower."""

PICTURE, NUMBERS, JPEG, FILM, SHEET, RUN = "picture", "numbers", "jpeg", "film", "sheet", "run"
"""What can be saved."""


class AttackStage(QWidget):
    """Passive. `saved` carries what is to be saved, `sent` the key of a tab."""

    saved = Signal(str)
    sent = Signal(str)

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.verdict = Message()
        self.before, self.after = TopKBars(), TopKBars()
        self.lines = Lines(("second", "accent"), self._step_form)
        self.scrubber = Scrubber()
        self._between = self._middle()
        self.change = ChangeView((self.before, self._between, self.after))
        self._step, self._note = label(role="heading"), ElidedLabel("caption")
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._save, self._send = button(self.tr("Save"), "save"), button(self.tr("Send to"))
        self.survival = Opinions(self.tr("Does it survive saving?"))
        self.others = Opinions(self.tr("Does it fool the others?"), self.tr("Ask the networks"))
        self.undo = UndoCard()
        names = (self.tr("Picture"), self.tr("Saving"), self.tr("Others"), self.tr("Undoing"))
        self._fold = Segments(names)
        self._fold.setAccessibleName(self.tr("What is shown"))
        self._saves, self._sends = QMenu(self), QMenu(self)
        self._save.setMenu(self._saves)
        self._send.setMenu(self._sends)
        self._lay_out()
        self._saves.triggered.connect(self._on_saves_triggered)
        self._sends.triggered.connect(self._on_sends_triggered)
        self._fold.chosen.connect(self._arrange)
        self._offer_saves()
        self.allow(on=False)

    def offer_tabs(self, tabs: Sequence[tuple[str, str]]) -> None:
        """Offer tabs by key and name that the result can be sent to."""
        for key, name in tabs:
            self._sends.addAction(name).setData(key)

    def allow(self, *, on: bool) -> None:
        """Say whether there is a result to keep."""
        for part in (self._save, self._send):
            part.setEnabled(on)
            part.setToolTip("" if on else self.tr("There is no result yet."))

    def say_step(self, step: int, total: int, note: str) -> None:
        """Say which moment is shown, and how great its change is."""
        text = self.tr("Step {step} of {total}")
        told = text.format(step=wording.number(step), total=wording.number(total))
        self._step.setText(told if total else "")
        self._note.setText(note)

    def texts(self) -> tuple[str, str]:
        """Return what is said of the moment that is shown."""
        return self._step.text(), self._note.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold what there is no room for."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Show all side by side; one question at a time; or one thing at all."""
        narrow, low = self.width() < theme.scaled(WIDE), self.height() < theme.scaled(LOW)
        cards = (self.survival, self.others, self.undo)
        self._fold.offer(range(len(cards) + 1) if low else range(1, len(cards) + 1))
        self._fold.setVisible(narrow or low)
        chosen = self._fold.current
        self.change.setVisible(not low or not chosen)
        for place, card in enumerate(cards, start=1):
            card.setVisible(not (narrow or low) or chosen == place)
        self.lines.setVisible(not low)
        rows = FEWEST if low else SEEN if self.height() >= theme.scaled(HIGH) else FEW
        for part in (self.before, self._between, self.after):
            part.setFixedHeight(self.before.height_of(rows))

    def _step_form(self, step: float) -> str:
        number = wording.number(round(step))
        return number if step else self.tr("step {n}").format(n=number)

    def _offer_saves(self) -> None:
        texts = [
            (self.tr("Result…"), PICTURE),
            (self.tr("Exact numbers…"), NUMBERS),
            (self.tr("Comparison sheet…"), SHEET),
            (self.tr("Film of how it came to be…"), FILM),
            (self.tr("Run file…"), RUN),
            (self.tr("As JPEG, which changes it again…"), JPEG),
        ]
        for text, key in texts:
            self._saves.addAction(text).setData(key)

    def _on_saves_triggered(self, action: QAction) -> None:
        self.saved.emit(action.data())

    def _on_sends_triggered(self, action: QAction) -> None:
        self.sent.emit(action.data())

    def _middle(self) -> QWidget:
        """Return what stands under the change: curves and film."""
        result = QWidget()
        layout = QVBoxLayout(result)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.lines, 1)
        layout.addWidget(self.scrubber)
        return result

    def _lay_out(self) -> None:
        for bars in (self.before, self.after):
            bars.set_compact(compact=True)
            # Where it is low the wheel and the arrow keys lead to the rest of the rows.
            bars.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for part in (self._step, self._note, self._save, self._send):
            foot.addWidget(part, 1 if part is self._note else 0)
        cards = QHBoxLayout()
        cards.setSpacing(12)
        for card in (self.survival, self.others, self.undo):
            cards.addWidget(card, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addStrut(theme.scaled(LEAST))
        layout.addWidget(self.verdict)
        layout.addWidget(self.change, 1)
        layout.addLayout(foot)
        layout.addWidget(self._fold)
        layout.addLayout(cards)
