"""The optimisation as the lesson draws it: picture, network, score, gradient, and back."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QStyle, QToolTip, QWidget

from desktop_app.views.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

LEAST_HEIGHT = 58
"""In points of the usual font, like all lengths here."""

BELOW = 16
"""Room for the way back."""

PAD, PAD_ABOVE = 12, 4
ARROW = 32
GAP = 5
HEAD = 4.5
CORNER = 8.0
BEND = 4.0
LIT_MS = 250
"""As long at least one box is lit before another is."""


class LoopDrawing(QWidget):
    """Four boxes in a row, joined by arrows; one more arrow leads back under them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without details and with nothing lit."""
        super().__init__(parent)
        self._names = self.tr("Picture"), self.tr("Network"), self.tr("Score"), self.tr("Gradient")
        self._details = ("", "", "", "")
        self._rooms = [0, 0, 0, 0]
        self._lit: int | None = None
        self._asked: int | None = None
        self._rest = QTimer(self, singleShot=True, interval=LIT_MS)
        self._rest.timeout.connect(self._light_asked)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("The loop: picture, network, score, gradient"))
        theme.changed.connect(self.update)

    @property
    def lit(self) -> int | None:
        """Number of the box that is lit, None if none is."""
        return self._lit

    def show_texts(self, picture: str, network: str, score: str, gradient: str) -> None:
        """Show a line of detail in each box."""
        before, self._details = self._details, (picture, network, score, gradient)
        metrics = QFontMetrics(theme.font("fine"))
        for box, (old, new) in enumerate(zip(before, self._details, strict=True)):
            # A number that gains a digit or loses one must not make the boxes jump.
            room = self._rooms[box] if _letters(old) == _letters(new) else 0
            # Advances are rounded: with less, a detail that fits would be cut.
            self._rooms[box] = max(room, metrics.horizontalAdvance(new) + 1)
        pairs = zip(self._names, self._details, strict=True)
        self.setAccessibleDescription(", ".join(f"{name}: {detail}" for name, detail in pairs))
        self.updateGeometry()
        self.update()

    def show_score(self, score: str) -> None:
        """Show another detail in the third box."""
        picture, network, _, gradient = self._details
        self.show_texts(picture, network, score, gradient)

    def light(self, phase: int | None) -> None:
        """Light box 0, 1, 2 or 3, at most four a second; put the light out at once with None."""
        self._asked = phase
        if phase is None:
            self._show_lit(None)
        elif not self._rest.isActive():
            self._light_asked()

    def boxes(self) -> list[QRect]:
        """Return where the boxes are, the first one leading."""
        arrow = theme.scaled(ARROW)
        least, wished = self._widths()
        spare = self.width() - sum(least) - 3 * arrow
        share = min(1.0, max(0.0, spare / max(1, sum(wished) - sum(least))))
        widths = [round(a + (b - a) * share) for a, b in zip(least, wished, strict=True)]
        between = max(0.0, (self.width() - sum(widths)) / 3)
        result = []
        for box, width in enumerate(widths):
            left = round(sum(widths[:box]) + box * between)
            place = QRect(left, 0, width, self.height() - theme.scaled(BELOW))
            result.append(QStyle.visualRect(self.layoutDirection(), self.rect(), place))
        return result

    def sizeHint(self) -> QSize:
        """Ask for room for all details."""
        return QSize(sum(self._widths()[1]) + 3 * theme.scaled(ARROW), self._height())

    def minimumSizeHint(self) -> QSize:
        """Ask for room for all names."""
        return QSize(sum(self._widths()[0]) + 3 * theme.scaled(ARROW), self._height())

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip what is cut in the box under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            for detail, place in zip(self._details, self.boxes(), strict=True):
                if place.contains(event.pos()) and self.shown(detail, place) != detail:
                    QToolTip.showText(event.globalPos(), detail, self, place)
                    return True
            QToolTip.hideText()
            return True
        return super().event(event)

    def shown(self, detail: str, place: QRect) -> str:
        """Return as much of a detail as a box there has room for."""
        metrics, room = QFontMetrics(theme.font("fine")), place.width() - 2 * theme.scaled(PAD)
        return metrics.elidedText(detail, Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw boxes and arrows."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        places = self.boxes()
        for box, place in enumerate(places):
            self._paint_box(painter, box, place)
        if self.isRightToLeft():
            places = [QStyle.visualRect(self.layoutDirection(), self.rect(), one) for one in places]
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        colour = theme.colour("edge")
        painter.setPen(QPen(colour, 1.5, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for one, other in pairwise(places):
            painter.drawPath(_arrow(one, other))
        painter.drawPath(_way_back(places[-1], places[0], self.height() - GAP))

    def _paint_box(self, painter: QPainter, box: int, place: QRect) -> None:
        lit = box == self._lit
        inset = 1.0 if lit else 0.5
        painter.setPen(QPen(theme.colour("accent" if lit else "line"), 2 * inset))
        painter.setBrush(theme.colour("accentSoft" if lit else "surface"))
        frame = QRectF(place).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(frame, CORNER, CORNER)
        above = theme.scaled(PAD_ABOVE)
        room = place.adjusted(0, above, 0, -above)
        centre, side = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag
        painter.setFont(theme.font("heading"))
        painter.setPen(theme.colour("accentText" if lit else "text"))
        painter.drawText(room, int(centre | side.AlignTop), self._names[box])
        painter.setFont(theme.font("fine"))
        painter.setPen(theme.colour("text2" if lit else "text3"))
        detail = self.shown(self._details[box], place)
        painter.drawText(room, int(centre | side.AlignBottom), detail)

    def _widths(self) -> tuple[list[int], list[int]]:
        """Return how wide the boxes have to be, and how wide they would be with all details."""
        metrics, pads = QFontMetrics(theme.font("heading")), 2 * theme.scaled(PAD)
        least = [metrics.horizontalAdvance(name) + pads for name in self._names]
        wished = [max(a, room + pads) for a, room in zip(least, self._rooms, strict=True)]
        return least, wished

    def _height(self) -> int:
        lines = sum(QFontMetrics(theme.font(role)).height() for role in ("heading", "fine"))
        return max(theme.scaled(LEAST_HEIGHT), lines + theme.scaled(2 * PAD_ABOVE + BELOW))

    def _light_asked(self) -> None:
        if self._asked != self._lit:
            self._show_lit(self._asked)
            self._rest.start()

    def _show_lit(self, box: int | None) -> None:
        self._lit = box
        self.update()


def _letters(text: str) -> str:
    return "".join(one for one in text if not one.isdecimal())


def _arrow(start: QRect, end: QRect) -> QPainterPath:
    """Return an arrow to the right, from one box to the next."""
    middle = QRectF(start).center().y()
    tip = QPointF(end.left() - GAP, middle)
    path = QPainterPath(QPointF(start.right() + 1 + GAP, middle))
    path.lineTo(tip)
    path.moveTo(tip + QPointF(-HEAD, -HEAD))
    path.lineTo(tip)
    path.lineTo(tip + QPointF(-HEAD, HEAD))
    return path


def _way_back(start: QRect, end: QRect, bottom: float) -> QPainterPath:
    """Return an arrow out of the bottom of a box, along `bottom` to the left, and up to another."""
    tip = QPointF(QRectF(end).center().x(), end.bottom() + 3)
    right = QRectF(start).center().x()
    path = QPainterPath(QPointF(right, start.bottom() + 3))
    path.lineTo(right, bottom - BEND)
    path.quadTo(right, bottom, right - BEND, bottom)
    path.lineTo(tip.x() + BEND, bottom)
    path.quadTo(tip.x(), bottom, tip.x(), bottom - BEND)
    path.lineTo(tip)
    path.moveTo(tip + QPointF(-HEAD, HEAD))
    path.lineTo(tip)
    path.lineTo(tip + QPointF(HEAD, HEAD))
    return path
