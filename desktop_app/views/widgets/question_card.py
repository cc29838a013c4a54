"""A card with one question: a badge beside it, and below the answer or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.views.theme import theme
from desktop_app.views.widgets.badge import HEIGHT, Badge, BadgeLabel
from desktop_app.views.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QLabel

MARGIN, GAP = 14, 8
INSTEAD, ANSWER = range(2)


class QuestionCard(QFrame):
    """Passive. It is as high as both need, so that nothing moves when an answer comes."""

    def __init__(self, answer: QWidget) -> None:
        """Start without a question; `answer` is what shows the answer."""
        super().__init__()
        self.setObjectName("card")
        self.badge = BadgeLabel()
        self._title = label(role="heading", wraps=True)
        self._title.setMinimumHeight(theme.scaled(HEIGHT))  # the badge's, which comes later
        self._sentence = label(role="caption", wraps=True)
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self._title, 1)
        head.addWidget(self.badge)
        instead = QWidget()
        self._instead = _column(instead)
        self._instead.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._instead.addWidget(self._sentence)
        self._places = (instead, answer)
        below = QGridLayout()
        for part in self._places:
            policy = part.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            part.setSizePolicy(policy)
            below.addWidget(part, 0, 0)
        self._column = _column(self)
        self._column.setContentsMargins(MARGIN, MARGIN - 2, MARGIN, MARGIN - 2)
        self._column.addLayout(head)
        self._column.addLayout(below, 1)

    def ask(self, question: str) -> None:
        """Show the question."""
        self._title.setText(question)
        self.setAccessibleName(question)

    def say(self, sentence: str) -> None:
        """Show a sentence in the answer's place, and no badge."""
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self.badge.show_badge(None)
        self._show(INSTEAD)

    def sentence(self) -> str:
        """Return what stands in the answer's place; "" while there is an answer."""
        return "" if self._places[INSTEAD].isHidden() else self._sentence.text()

    def answer(self, badge: Badge | None) -> None:
        """Show the answer, and a badge that sums it up."""
        self.badge.show_badge(badge)
        self._show(ANSWER)

    def add_control(self, control: QWidget) -> None:
        """Put something between the question and the answer."""
        self._column.insertWidget(1, control)

    def add_offer(self, offer: QWidget) -> None:
        """Put something below the sentence."""
        self._instead.addWidget(offer, 0, Qt.AlignmentFlag.AlignLeading)

    def _show(self, place: int) -> None:
        for number, part in enumerate(self._places):
            part.setVisible(number == place)


def keep_width(part: QLabel, texts: Iterable[str]) -> None:
    """Give a label room for the widest of its texts, so that nothing beside it ever moves."""
    part.ensurePolished()
    widths = []
    for text in texts:
        part.setText(text)
        widths.append(part.sizeHint().width())
    part.setMinimumWidth(max(widths))


def _column(parent: QWidget) -> QVBoxLayout:
    result = QVBoxLayout(parent)
    result.setContentsMargins(0, 0, 0, 0)
    result.setSpacing(GAP)
    return result
