"""Badges: two or three words on a soft ground with an icon; as a label, and painted in cells."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QWidget

from desktop_app.views import icons
from desktop_app.views.theme import theme

COLOURS = {
    "info": ("accentSoft", "accentText"),
    "raised": ("surface", "accentText"),
    "second": ("secondSoft", "secondText"),
    "ok": ("okSoft", "ok"),
    "warn": ("warnSoft", "warn"),
    "error": ("errorSoft", "error"),
    "plain": ("sunken", "text2"),
}
"""Ground and text by kind; "raised" is "info" on a chosen row, which has its ground."""

ICON = 14
HEIGHT = 20
PAD = 8
GAP = 4


@dataclass(frozen=True, slots=True)
class Badge:
    """What a badge says; `kind` is one of `COLOURS`, `icon` may be empty."""

    text: str
    kind: str
    icon: str = ""


def size(badge: Badge) -> QSize:
    """Return the room that a badge takes."""
    metrics = QFontMetrics(theme.font("caption"))
    icon = ICON + GAP if badge.icon else 0
    width = metrics.horizontalAdvance(badge.text) + icon + 2 * PAD
    return QSize(width, max(theme.scaled(HEIGHT), metrics.height() + 2))


def paint(painter: QPainter, place: QRect, badge: Badge, direction: Qt.LayoutDirection) -> None:
    """Draw a badge that fills `place`."""
    ground, colour = COLOURS[badge.kind]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(ground))
    painter.drawRoundedRect(place, place.height() / 2, place.height() / 2)
    words = place.adjusted(PAD, 0, -PAD, 0)
    if badge.icon:
        square = QRect(words.left(), place.center().y() - ICON // 2 + 1, ICON, ICON)
        drawn = icons.pixmap(badge.icon, colour, ICON, painter.device().devicePixelRatioF())
        painter.drawPixmap(QStyle.visualRect(direction, place, square), drawn)
        words.setLeft(square.right() + 1 + GAP)
    painter.setFont(theme.font("caption"))
    painter.setPen(theme.colour(colour))
    flags = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft)
    where = QStyle.visualRect(direction, place, words)
    painter.drawText(where, int(flags | Qt.AlignmentFlag.AlignVCenter), badge.text)


class BadgeLabel(QLabel):
    """A badge in a layout; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a badge."""
        super().__init__(parent)
        self._badge: Badge | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_badge(self, badge: Badge | None) -> None:
        """Show a badge, or nothing."""
        self._badge = badge
        self.setText(badge.text if badge else "")
        self.setVisible(badge is not None)

    def sizeHint(self) -> QSize:
        """Ask for the badge's room."""
        return size(self._badge) if self._badge else QSize()

    def minimumSizeHint(self) -> QSize:
        """Never be smaller."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the badge."""
        del event
        if self._badge:
            paint(QPainter(self), self.rect(), self._badge, self.layoutDirection())
