"""Whether a network is right as often as it is sure: the reliability diagram."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop_app.views import wording
from desktop_app.views.theme import theme
from desktop_app.views.widgets.focus import BY_KEYBOARD
from desktop_app.views.widgets.label_places import around
from desktop_app.views.widgets.tile_grid import KEYS, NOWHERE, TileGrid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent

Bin: TypeAlias = tuple[float, float, int]
"""Mean confidence, accuracy, both 0..1, and how many pictures."""

SHARES = (0.0, 0.5, 1.0)
LEAST, USUAL = 160, 260
"""Sides in points of the usual font."""

SMALLEST, LARGEST = 3.0, 12.0
"""Radii of dots, the larger one for the fullest bin."""

OFFSET = 6
ALONG = {Qt.Key.Key_Up: Qt.Key.Key_Right, Qt.Key.Key_Down: Qt.Key.Key_Left}
GRIP = 4
"""How far beside a dot one may point at it."""


class Reliability(QWidget):
    """A dot for each bin of answers; their areas follow the counts, the diagonal is perfect.

    Axes are the same in any language. The arrow keys lead from dot to dot.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without bins."""
        super().__init__(parent)
        self._bins: list[Bin] = []
        self._ringed = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("How often it was right, by how sure it was"))
        self.show_bins(())
        theme.changed.connect(self.update)

    def show_bins(self, bins: Sequence[Bin]) -> None:
        """Show bins in the order of their confidence; empty ones are left out.

        A bin is its mean confidence and its accuracy, both 0..1, and its count.
        """
        self._bins = sorted(one for one in bins if one[2])
        self._go(0 if self._bins else NOWHERE)

    def texts(self) -> list[str]:
        """Return what is said of each dot."""
        return [self._words(one) for one in self._bins]

    def sizeHint(self) -> QSize:
        """Ask for a square."""
        return QSize(theme.scaled(USUAL), theme.scaled(USUAL))

    def minimumSizeHint(self) -> QSize:
        """Ask for a square in which dots can be told apart."""
        return QSize(theme.scaled(LEAST), theme.scaled(LEAST))

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip what the dot under the pointer stands for."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            place = self._place_at(QPointF(event.pos()))
            words = "" if place == NOWHERE else self._words(self._bins[place])
            where = self.rect() if place == NOWHERE else self.dot_rect(place).toAlignedRect()
            QToolTip.showText(event.globalPos(), words, self, where)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw a ring around a dot for those who come by keyboard."""
        self._ringed = event.reason() in BY_KEYBOARD
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from dot to dot."""
        key = Qt.Key(event.key())
        if not self._bins or key not in KEYS:
            super().keyPressEvent(event)
            return
        dots = TileGrid(len(self._bins), len(self._bins), 1, 1)
        self._ringed = True
        self._go(dots.neighbour(self._current, ALONG.get(key, key)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axes, diagonal and dots, or why there are none."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setFont(theme.font("fine"))
        area = self.area()
        self._paint_grid(painter, area)
        self._paint_titles(painter, area)
        if self._bins:
            self._paint_diagonal(painter, area)
        for place in range(len(self._bins)):
            self._paint_dot(painter, place)
        if not self._bins:
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.colour("text2"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            text = self.tr("Nothing has been checked yet.")
            painter.drawText(area.adjusted(OFFSET, 0, -OFFSET, 0), int(flags), text)

    # Where things are

    def area(self) -> QRectF:
        """Return the square in which dots are, as large as there is room."""
        metrics = QFontMetrics(theme.font("fine"))
        left = max(map(metrics.horizontalAdvance, map(wording.percent, SHARES)))
        left += metrics.height() + 2 * OFFSET
        below = 2 * metrics.height() + OFFSET
        room = QRectF(self.rect()).adjusted(left, LARGEST, -LARGEST, -below)
        side = max(1.0, min(room.width(), room.height()))
        return QRectF(room.left() + (room.width() - side) / 2, room.top(), side, side)

    def dot_rect(self, place: int) -> QRectF:
        """Return the square around a dot."""
        sure, right, count = self._bins[place]
        fullest = max(one[2] for one in self._bins)
        radius = max(SMALLEST, LARGEST * math.sqrt(count / fullest))
        return around(_at(self.area(), sure, right), radius)

    def _place_at(self, at: QPointF) -> int:
        """Return which dot is nearest, if any is near."""
        near = [
            (math.hypot(*(at - dot.center()).toTuple()), place)
            for place, dot in ((one, self.dot_rect(one)) for one in range(len(self._bins)))
            if dot.adjusted(-GRIP, -GRIP, GRIP, GRIP).contains(at)
        ]
        return min(near, default=(0, NOWHERE))[1]

    def _go(self, place: int) -> None:
        self._current = place
        said = "" if place == NOWHERE else self._words(self._bins[place])
        self.setAccessibleDescription(said)
        self.update()

    def _words(self, one: Bin) -> str:
        sure, right, count = one
        return self.tr("{sure} sure, {right} right: {pictures}").format(
            sure=wording.percent(sure),
            right=wording.percent(right),
            pictures=self.tr("%n picture(s)", "", count),
        )

    # Painting

    def _paint_grid(self, painter: QPainter, area: QRectF) -> None:
        high = painter.fontMetrics().height()
        # A sentence stands in the middle while there are no dots.
        for share in SHARES if self._bins else SHARES[::2]:
            along, up = _at(area, share, 0), _at(area, 0, share)
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(along, _at(area, share, 1))
            painter.drawLine(up, _at(area, 1, share))
            painter.setPen(theme.colour("text3"))
            text = wording.percent(share)
            wide = painter.fontMetrics().horizontalAdvance(text) + 1
            room = QRectF(up.x() - OFFSET - wide, up.y() - high / 2, wide, high)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight, text)
            left = min(along.x() - wide / 2, self.width() - wide)
            room = QRectF(left, area.bottom() + OFFSET / 2, wide, high)
            painter.drawText(room, Qt.AlignmentFlag.AlignHCenter, text)

    def _paint_titles(self, painter: QPainter, area: QRectF) -> None:
        high = painter.fontMetrics().height()
        painter.setPen(theme.colour("text2"))
        below = QRectF(0, area.bottom() + OFFSET / 2 + high, self.width(), high)
        below.moveCenter(QPointF(area.center().x(), below.center().y()))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self.tr("how sure it was"))
        wide = painter.fontMetrics().horizontalAdvance(wording.percent(1))
        middle = QPointF(area.left() - 2 * OFFSET - wide - high / 2, area.center().y())
        lying = QRectF(0, 0, self.height(), high)
        lying.moveCenter(QPointF())
        _turned(painter, middle, 90, lying, self.tr("how often it was right"))

    def _paint_diagonal(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(QPen(theme.colour("edge"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(area.bottomLeft(), area.topRight())
        painter.setPen(theme.colour("text3"))
        high = painter.fontMetrics().height()
        lying = QRectF(-area.width() / 4, -high - 3, area.width() / 2, high)
        _turned(painter, _at(area, 0.2, 0.2), 45, lying, self.tr("perfect"))

    def _paint_dot(self, painter: QPainter, place: int) -> None:
        dot = self.dot_rect(place)
        # A rim in the ground's colour keeps it apart from its neighbour and from the line.
        painter.setPen(QPen(theme.colour("surface"), 1))
        painter.setBrush(theme.colour("accent"))
        painter.drawEllipse(dot.adjusted(-0.5, -0.5, 0.5, 0.5))
        if place == self._current and self._ringed and self.hasFocus():
            painter.setPen(QPen(theme.colour("text"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(dot.adjusted(-2, -2, 2, 2))


def _at(area: QRectF, sure: float, right: float) -> QPointF:
    return QPointF(area.left() + area.width() * sure, area.bottom() - area.height() * right)


def _turned(painter: QPainter, middle: QPointF, degrees: float, room: QRectF, text: str) -> None:
    """Write words that are turned to the left around a point."""
    painter.save()
    painter.translate(middle)
    painter.rotate(-degrees)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
