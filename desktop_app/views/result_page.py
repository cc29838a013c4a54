"""How a training goes and what came of it: curves, what is mixed up, and the pictures of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.views.theme import theme
from desktop_app.views.widgets.confusion_matrix import ConfusionMatrix
from desktop_app.views.widgets.epoch_curves import EpochCurves
from desktop_app.views.widgets.labels import label

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from desktop_app.views.mistakes_card import MistakesCard

NARROW, NARROWEST = 620, 420
"""Widths below which cards, and curves, stand one below the other."""

CURVES, BELOW = 168, 320
"""Least heights of the curves, and of each card below them."""

ACROSS, DOWN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


class ResultPage(QScrollArea):
    """Passive; it scrolls where there is little room. `opened` carries row and column of a cell."""

    opened = Signal(int, int)

    def __init__(self, mistakes: MistakesCard) -> None:
        """Start without a training."""
        super().__init__()
        self.loss = EpochCurves(self.tr("Loss"), "loss")
        self.accuracy = EpochCurves(self.tr("Accuracy"), "accuracy")
        self.matrix = ConfusionMatrix()
        self.mistakes = mistakes
        self.matrix.opened.connect(self.opened)
        self._waiting = label(role="body", wraps=True)
        self._below = QWidget()
        self._lay_out()
        self.show_waiting(self.tr("What it mixes up stands here when it has learned."))

    def show_waiting(self, sentence: str) -> None:
        """Show a sentence in place of the result."""
        self._waiting.setText(sentence)
        self._waiting.show()
        self._below.hide()

    def show_result(self) -> None:
        """Show matrix and pictures."""
        self._waiting.hide()
        self._below.show()

    @property
    def has_result(self) -> bool:
        """Whether there is more to see than curves."""
        return not self._below.isHidden()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stack the cards where it is narrow."""
        super().resizeEvent(event)
        width = self.viewport().width()
        self._curves.setDirection(DOWN if width < theme.scaled(NARROWEST) else ACROSS)
        self._cards.setDirection(DOWN if width < theme.scaled(NARROW) else ACROSS)

    def _lay_out(self) -> None:
        self.setObjectName("bare")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._curves, self._cards = QBoxLayout(ACROSS), QBoxLayout(ACROSS)
        for curves in (self.loss, self.accuracy):
            card = _card(curves)
            card.setMinimumHeight(theme.scaled(CURVES))
            self._curves.addWidget(card, 1)
        for part, share in ((self._matrix_with_title(), 9), (self.mistakes, 10)):
            card = _card(part)
            card.setMinimumHeight(theme.scaled(BELOW))
            self._cards.addWidget(card, share)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._below.setLayout(self._cards)
        inside = _Content()
        inside.setObjectName("pane")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        for layout in (column, self._curves, self._cards):
            layout.setSpacing(12)
        column.addLayout(self._curves, 2)
        column.addWidget(self._waiting)
        column.addWidget(self._below, 5)
        self.setWidget(inside)

    def _matrix_with_title(self) -> QWidget:
        part = QWidget()
        head = QHBoxLayout()
        head.addWidget(label(self.tr("What it mixes up"), "heading"))
        head.addStretch()
        head.addWidget(label(self.tr("rows: truth, columns: answer"), "caption"))
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.matrix, 1)
        return part


class _Content(QWidget):
    """Is content with the least height: else Qt would take that of its wrapped sentences."""

    def heightForWidth(self, width: int) -> int:
        """Return the least height, whatever the width."""
        del width
        return self.minimumSizeHint().height()


def _card(part: QWidget) -> QFrame:
    card = QFrame()
    card.setObjectName("card")
    card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    layout = QVBoxLayout(card)
    layout.setContentsMargins(14, 12, 14, 12)
    layout.addWidget(part)
    return card
