"""The lessons' sets of pictures to fetch, a card each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop_app.engine.lessons import LESSONS
from desktop_app.views.lesson_card import LessonCard
from desktop_app.views.theme import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from desktop_app.engine.lessons import Lesson

NARROWEST, BETWEEN = 296, 12
"""Points that a card needs to stand beside another, and between them."""

DOWN, ACROSS = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight


class LessonCards(QWidget):
    """Passive. The cards stand side by side, or one below the other where it is narrow.

    Each signal carries the key of a lesson.
    """

    fetch_asked = Signal(str)
    cancelled = Signal(str)
    used = Signal(str)

    def __init__(self, lessons: Sequence[Lesson] = LESSONS) -> None:
        """Offer to fetch each of `lessons`."""
        super().__init__()
        self.cards = {lesson.key: LessonCard(lesson) for lesson in lessons}
        self._layout = QBoxLayout(DOWN, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(BETWEEN)
        for card in self.cards.values():
            self._layout.addWidget(card, 1)
            card.fetch_asked.connect(self.fetch_asked)
            card.cancelled.connect(self.cancelled)
            card.used.connect(self.used)

    def show_offer(self, key: str, come: int = 0) -> None:
        """Offer to fetch a set of which `come` bytes have come."""
        self.cards[key].show_offer(come)

    def show_progress(self, key: str, done: int, total: int, detail: str = "") -> None:
        """Show how many bytes of a set have come, of 0 while unknown, and speed in words."""
        self.cards[key].show_progress(done, total, detail)

    def show_unpacking(self, key: str, done: int, total: int) -> None:
        """Show how many bytes of a set are unpacked."""
        self.cards[key].show_unpacking(done, total)

    def show_ready(self, key: str) -> None:
        """Offer to use a set that is here."""
        self.cards[key].show_ready()

    def show_problem(self, key: str, what: str, why: str) -> None:
        """Say why a set was not fetched."""
        self.cards[key].show_problem(what, why)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the cards side by side where there is room."""
        super().resizeEvent(event)
        count = len(self.cards)
        needed = count * theme.scaled(NARROWEST) + (count - 1) * BETWEEN
        self._layout.setDirection(ACROSS if self.width() >= needed else DOWN)
