"""Ways of doing something as cards to choose from, each with a sentence that says what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QStyle, QVBoxLayout, QWidget

from desktop_app.views.theme import theme
from desktop_app.views.widgets.fitting_combo import FittingCombo
from desktop_app.views.widgets.focus import BY_KEYBOARD
from desktop_app.views.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QFocusEvent, QMouseEvent, QPaintEvent

CORNER, RING = 8, 2
PAD, GAP, BETWEEN = 12, 3, 8
RADIO, RADIO_DOT = 16, 6
NAME_GAP = 8
"""Between a radio button and its name, in points."""


class PresetCards(QWidget):
    """One card below the other, or a list where there is little height.

    `chosen` carries the key of another card that a person chooses.
    """

    chosen = Signal(str)

    def __init__(self, entries: Sequence[tuple[str, str, str]]) -> None:
        """Offer `entries`, each with its key, name and sentence; the first is chosen."""
        super().__init__()
        self._entries = {key: (name, sentence) for key, name, sentence in entries}
        self._cards = {key: _Card(name, sentence) for key, name, sentence in entries}
        self._combo = FittingCombo(self.tr("How"))
        self._sentence = label(role="caption", wraps=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(BETWEEN)
        for part in (*self._cards.values(), self._combo, self._sentence):
            layout.addWidget(part)
        for key, card in self._cards.items():
            card.clicked.connect(self._on_card_clicked)
            self._combo.addItem(card.name, key)
        self._combo.activated.connect(self._on_combo_activated)
        self.choose(entries[0][0])
        self.set_compact(on=False)

    @property
    def current(self) -> str:
        """The key of the chosen card."""
        return self._current

    def choose(self, key: str) -> None:
        """Choose a card, unchanged; `ValueError` if there is none with this key."""
        if key not in self._entries:
            raise ValueError(f"no card {key!r}")
        self._current = key
        for one, card in self._cards.items():
            card.choose(on=one == key)
        self._combo.setCurrentIndex(self._combo.findData(key))
        self._sentence.setText(self._entries[key][1])
        self.mark_changed(on=False)

    def mark_changed(self, on: bool) -> None:
        """Say whether anything differs from what the chosen card stands for."""
        for place, (key, card) in enumerate(self._cards.items()):
            remark = self.tr(", changed") if on and key == self._current else ""
            card.show_remark(remark)
            self._combo.setItemText(place, card.name + remark)

    def set_compact(self, on: bool) -> None:
        """Show a list, and the sentence of what is chosen in it, in place of the cards."""
        for card in self._cards.values():
            card.setHidden(on)
        self._combo.setVisible(on)
        self._sentence.setVisible(on)

    def _on_card_clicked(self) -> None:
        self._take(next(key for key, card in self._cards.items() if card.isChecked()))

    def _on_combo_activated(self) -> None:
        self._take(self._combo.currentData())

    def _take(self, key: str) -> None:
        if key != self._current:
            self.choose(key)
            self.chosen.emit(key)


class _Card(QRadioButton):
    """A name and a sentence beside a radio button, all of which can be clicked."""

    def __init__(self, name: str, sentence: str) -> None:
        """Start without a remark."""
        super().__init__()
        self.name = name
        self._ringed = False
        self._title, self._remark = label(name, "heading"), label()
        self._lay_out(label(sentence, "caption", wraps=True))
        self.setAccessibleDescription(sentence)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def choose(self, *, on: bool) -> None:
        """Choose it or not; Tab leads to the chosen one only, from which arrow keys go on."""
        if on:
            self.setChecked(True)
        policy = Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.ClickFocus
        self.setFocusPolicy(policy)

    def show_remark(self, remark: str) -> None:
        """Add words to the name."""
        self._remark.setText(remark)
        self.setAccessibleName(self.name + remark)

    def sizeHint(self) -> QSize:
        """Ask for the room of the texts, which a radio button does not know of."""
        return self._layout.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Ask for the least that the texts need."""
        return self._layout.minimumSize()

    def hitButton(self, pos: QPoint) -> bool:
        """Take a click anywhere."""
        return self.rect().contains(pos)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw a ring for those who come by keyboard."""
        self._ringed = event.reason() in BY_KEYBOARD
        super().focusInEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Need no ring any more."""
        self._ringed = False
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card and its radio button; the texts are labels."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, edge, width = self._colours()
        inner = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.setPen(QPen(theme.colour(edge), width))
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(inner, CORNER, CORNER)
        self._paint_radio(painter)

    def _colours(self) -> tuple[str, str, int]:
        """Return the ground, the edge and how wide that is."""
        chosen, hovered = self.isChecked(), self.isEnabled() and self.underMouse()
        ground = "accentSoft" if chosen else "hover" if hovered else "surface"
        if self._ringed and self.hasFocus():
            return ground, "text" if chosen else "accent", RING
        if not self.isEnabled():
            return ground, "line", 1
        return (ground, "accent", RING) if chosen else (ground, "softEdge", 1)

    def _paint_radio(self, painter: QPainter) -> None:
        line = self._title.geometry()
        side = theme.scaled(RADIO)
        place = QRect(PAD, line.center().y() + 1 - side // 2, side, side)
        circle = QRectF(QStyle.visualRect(self.layoutDirection(), self.rect(), place))
        role = "disabled" if not self.isEnabled() else "accent" if self.isChecked() else "edge"
        painter.setPen(QPen(theme.colour(role), 1))
        painter.setBrush(theme.colour(role if self.isChecked() else "surface"))
        painter.drawEllipse(circle.adjusted(0.5, 0.5, -0.5, -0.5))
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("onAccent"))
            dot = theme.scaled(RADIO_DOT) / 2
            painter.drawEllipse(circle.center(), dot, dot)

    def _lay_out(self, sentence: QWidget) -> None:
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(self._title)
        head.addWidget(self._remark)
        head.addStretch()
        texts = QVBoxLayout()
        texts.setSpacing(GAP)
        texts.addLayout(head)
        texts.addWidget(sentence)
        self._layout = layout = QHBoxLayout(self)
        layout.setContentsMargins(PAD, PAD - 2, PAD, PAD)
        layout.setSpacing(0)
        layout.addSpacing(theme.scaled(RADIO) + NAME_GAP)
        layout.addLayout(texts)
        for part in (self._title, self._remark, sentence):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
