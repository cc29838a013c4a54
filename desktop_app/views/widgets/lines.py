"""A few shares between 0 and 1 over the steps of a run, or over another number; named at the line.

Painted here, not by pyqtgraph: the names stand where there is room, and two lines need no more.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.views import wording
from desktop_app.views.theme import theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPaintEvent

    Points = Sequence[tuple[float, float]]

SHARES = (0.0, 0.5, 1.0)
WIDTH, HEIGHT = 160, 56
"""Least size, in points of the usual font."""

LINE, DOT = 2.0, 3.5
OFFSET, ABOVE = 6, 4
VEIL = 0.8
"""Opacity of the ground under a name that stands on a line."""

TEXTS = {"accent": "accentText", "second": "secondText"}
"""Colours of the names, by those of the lines."""


@dataclass
class _Line:
    role: str
    name: str = ""
    points: list[tuple[float, float]] = field(default_factory=list)

    def before(self, place: float | None) -> tuple[float, float] | None:
        """Return the point at `place`, or the last before it; of all, with None."""
        count = len(self.points)
        if place is not None:
            count = bisect_right(self.points, place, key=lambda point: point[0])
        return self.points[count - 1] if count else None


class Lines(QWidget):
    """Passive. The horizontal axis runs left to right in any language."""

    def __init__(
        self, roles: Sequence[str], form: Callable[[float], str], parent: QWidget | None = None
    ) -> None:
        """Draw lines in colours of the palette; `form` writes a number of the lower axis."""
        super().__init__(parent)
        self._lines = [_Line(role) for role in roles]
        self._form = form
        self._ends = (0.0, 1.0)
        self._marked: float | None = None
        self._dots = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        theme.changed.connect(self.update)

    def set_names(self, names: Sequence[str]) -> None:
        """Name the lines."""
        for line, name in zip(self._lines, names, strict=True):
            line.name = name
        self._renew()

    def set_ends(self, first: float, last: float, *, dots: bool = False) -> None:
        """Let the lower axis run from `first` to `last`.

        With `dots` each point is one by itself, named below; else only the ends are.
        """
        self._ends, self._dots = (first, max(last, first + 1e-9)), dots
        self._renew()

    def show_points(self, place: int, points: Points) -> None:
        """Show the points of a line, in the order of their first numbers."""
        self._lines[place].points = list(points)
        self._renew()

    def mark(self, place: float | None) -> None:
        """Mark a place and tell the values there; with None, the last ones."""
        self._marked = place
        self._renew()

    def clear(self) -> None:
        """Forget all points and the mark."""
        for line in self._lines:
            line.points = []
        self.mark(None)

    def texts(self) -> list[str]:
        """Return what is said of each line: its name and its value."""
        return [self._said(line) for line in self._lines if line.points]

    def minimumSizeHint(self) -> QSize:
        """Ask for room for the captions and a little of the lines."""
        return QSize(theme.scaled(WIDTH), theme.scaled(HEIGHT))

    def sizeHint(self) -> QSize:
        """Ask for more."""
        return self.minimumSizeHint() * 1.5

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw grid, captions, lines and names."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setFont(theme.font("fine"))
        area = self._area(painter.fontMetrics())
        self._paint_grid(painter, area)
        for line in self._lines:
            places = [self._at(area, one) for one in line.points]
            _paint_line(painter, line, places, places if self._dots else places[-1:])
        self._paint_mark(painter, area)
        self._paint_names(painter, area)

    def _renew(self) -> None:
        self.setAccessibleName(", ".join(self.texts()))
        self.update()

    def _said(self, line: _Line) -> str:
        point = line.before(self._marked)
        return f"{line.name} {wording.percent(point[1])}" if point else line.name

    def _area(self, metrics: QFontMetrics) -> QRectF:
        left = max(metrics.horizontalAdvance(wording.percent(share)) for share in SHARES) + OFFSET
        half = metrics.height() / 2
        below = metrics.height() + ABOVE
        return QRectF(self.rect()).adjusted(left, half, -DOT, -below)

    def _at(self, area: QRectF, point: tuple[float, float]) -> QPointF:
        first, last = self._ends
        across = (point[0] - first) / (last - first)
        return QPointF(
            area.left() + area.width() * across, area.bottom() - area.height() * point[1]
        )

    def _paint_grid(self, painter: QPainter, area: QRectF) -> None:
        half = painter.fontMetrics().height() / 2
        for share in SHARES:
            y = area.bottom() - area.height() * share
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(theme.colour("text3"))
            room = QRectF(0, y - half, area.left() - OFFSET, 2 * half)
            if share != SHARES[1]:
                side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(room, side, wording.percent(share))
        painter.setPen(theme.colour("text3"))
        named = [one[0] for one in self._lines[0].points] if self._dots else self._ends
        for value in named:
            self._paint_caption(painter, area, value)

    def _paint_caption(self, painter: QPainter, area: QRectF, value: float) -> None:
        """Write a number of the lower axis under its place, but not beyond the ends."""
        text, metrics = self._form(value), painter.fontMetrics()
        width = metrics.horizontalAdvance(text)
        middle = self._at(area, (value, 0)).x()
        left = min(max(middle - width / 2, area.left()), area.right() - width)
        room = QRectF(left, area.bottom() + ABOVE, width + 1, metrics.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_mark(self, painter: QPainter, area: QRectF) -> None:
        if self._marked is not None:
            x = self._at(area, (self._marked, 0)).x()
            painter.setPen(QPen(theme.colour("edge"), 1))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def _paint_names(self, painter: QPainter, area: QRectF) -> None:
        """Write the names in the right half, from the highest line down, none over another."""
        height = painter.fontMetrics().height()
        room = QRectF(area.center().x(), 0, area.width() / 2 - DOT, height)
        shown = [line for line in self._lines if line.points]
        shown.sort(key=lambda line: -line.points[-1][1])
        top = area.top() + ABOVE / 2
        ground = theme.colour("window")
        ground.setAlphaF(VEIL)
        for line in shown:
            wanted = self._at(area, line.points[-1]).y()
            y = max(top, min(wanted + ABOVE / 2, area.bottom() - height - ABOVE / 2))
            if line is shown[-1] and len(shown) > 1:
                y = max(top, min(wanted, area.bottom()) - height - ABOVE / 2)
            painter.setPen(theme.colour(TEXTS.get(line.role, "text2")))
            text = painter.fontMetrics().elidedText(
                self._said(line), Qt.TextElideMode.ElideMiddle, int(room.width())
            )
            place = room.translated(0, y)
            place.setLeft(place.right() - painter.fontMetrics().horizontalAdvance(text))
            painter.fillRect(place, ground)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight, text)
            top = y + height


def _paint_line(
    painter: QPainter, line: _Line, places: Sequence[QPointF], dots: Sequence[QPointF]
) -> None:
    pen = QPen(theme.colour(line.role), LINE)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline(QPolygonF(places))
    painter.setBrush(theme.colour(line.role))
    for dot in dots:
        painter.drawEllipse(dot, DOT - 1, DOT - 1)
    painter.setBrush(Qt.BrushStyle.NoBrush)
