"""How a training goes: one number over the epochs, for what is learned from and for the check.

Painted here, not by pyqtgraph: two names stand at the ends of two lines, and the best epoch is
named where neither is in the way.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

from PySide6.QtCore import QEvent, QLineF, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QVBoxLayout, QWidget

from desktop_app.views import measures, wording
from desktop_app.views.theme import theme
from desktop_app.views.widgets.curve import USUAL
from desktop_app.views.widgets.epoch_axes import Axes, round_epochs, thinned, values_for
from desktop_app.views.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from desktop_app.views.widgets.epoch_axes import Point

Kind: TypeAlias = Literal["loss", "accuracy"]

WIDTH, HEIGHT = 180, 72
"""Least size of a plot, in points of the usual font."""

LINE = 2.0
OFFSET, ABOVE = 6, 4
SMOOTH = 60
"""Points up to which a line is drawn in one piece; longer zigzags take Qt eight times as long."""

ROLES = {"accent": "accentText", "second": "secondText"}
"""Colours of the lines and of their names."""


class EpochCurves(QWidget):
    """Title and plot. Epochs count from 1 and run left to right in any language."""

    def __init__(self, title: str, kind: Kind, parent: QWidget | None = None) -> None:
        """Start with bare axes; of "accuracy" the values are shares, 0..1."""
        super().__init__(parent)
        self._title = title
        self.plot = EpochPlot(kind)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(title, "heading"))
        column.addWidget(self.plot, 1)
        self.clear()

    def show_length(self, epochs: int) -> None:
        """Let the axis reach to so many epochs; it reaches to the last point in any case."""
        self.plot.show_length(epochs)

    def show_points(self, train: Sequence[float], check: Sequence[float], best: int | None) -> None:
        """Show a value an epoch, from the first on, and which epoch is kept.

        Values that are not finite are left out. There may be none of the check.
        """
        self.plot.show_points(train, check, best)
        said = ", ".join(self.plot.texts())
        text = self.tr("{title}: {values}") if said else "{title}"
        self.setAccessibleName(text.format(title=self._title, values=said))

    def clear(self) -> None:
        """Show bare axes."""
        self.show_length(0)
        self.show_points((), (), None)


class EpochPlot(QWidget):
    """The two lines, "train" and "check", and a dashed one where the best epoch is."""

    def __init__(self, kind: Kind) -> None:
        """Start with bare axes."""
        super().__init__()
        self._shares = kind == "accuracy"
        self._lines: dict[str, list[Point]] = {role: [] for role in ROLES}
        self._length = 0
        self._best: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def show_length(self, epochs: int) -> None:
        """Let the axis reach to so many epochs."""
        self._length = epochs
        self.update()

    def show_points(self, train: Sequence[float], check: Sequence[float], best: int | None) -> None:
        """Show a value an epoch."""
        for role, values in zip(self._lines, (train, check), strict=True):
            numbered = enumerate(values, start=1)
            self._lines[role] = [point for point in numbered if math.isfinite(point[1])]
        self._best = best
        self.update()

    def texts(self) -> list[str]:
        """Return what there is to be said: the newest values, and the best epoch."""
        result = [self._said(role, points[-1]) for role, points in self._lines.items() if points]
        if self._best is not None:
            text = self.tr("best kept: epoch {n}")
            result.append(text.format(n=wording.number(self._best)))
        return result

    def minimumSizeHint(self) -> QSize:
        """Ask for room for the captions and a little of the lines."""
        return QSize(theme.scaled(WIDTH), theme.scaled(HEIGHT))

    def sizeHint(self) -> QSize:
        """Ask for more."""
        return self.minimumSizeHint() * 1.5

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip what the epoch under the pointer brought."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            words, where = self._words_at(event.x())
            QToolTip.showText(event.globalPos(), words, self, where)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw grid, captions, lines and names."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setFont(theme.font("fine"))
        axes = self.axes()
        self._paint_grid(painter, axes)
        self._paint_epochs(painter, axes)
        self._paint_best(painter, axes)
        for role, points in self._lines.items():
            _paint_line(painter, role, [axes.at(one) for one in thinned(points)])
        self._paint_names(painter, axes)

    def axes(self) -> Axes:
        """Return what lies where."""
        found = [value for points in self._lines.values() for _, value in points]
        values = values_for(found, shares=self._shares)
        ends = [points[-1][0] for points in self._lines.values() if points]
        return Axes(self._area(values), values, max(self._length, *ends, 1, 1))

    def _area(self, values: tuple[float, float, float]) -> QRectF:
        fine, bold = QFontMetrics(theme.font("fine")), QFontMetrics(theme.font("heading"))
        left = max(map(fine.horizontalAdvance, (USUAL, *map(self._caption, values)))) + OFFSET
        right = max(map(bold.horizontalAdvance, self._names().values())) + OFFSET + 1
        half, below = bold.height() / 2, fine.height() + ABOVE
        return QRectF(self.rect()).adjusted(left, half, -right, -max(below, half))

    # Words

    def _names(self) -> dict[str, str]:
        return dict(zip(ROLES, (self.tr("train"), self.tr("check")), strict=True))

    def _caption(self, value: float) -> str:
        return wording.percent(value) if self._shares else measures.plain(value)

    def _said(self, role: str, point: Point) -> str:
        value = wording.percent(point[1], 1) if self._shares else measures.plain(point[1])
        return f"{self._names()[role]} {value}"

    def _words_at(self, x: int) -> tuple[str, QRect]:
        """Return what is said of an epoch, and where that holds."""
        epoch = self.axes().epoch_at(x)
        said = [
            self._said(role, point)
            for role, points in self._lines.items()
            for point in points
            if point[0] == epoch
        ]
        if not said:
            return "", self.rect()
        text = self.tr("Epoch {n}: {values}")
        words = text.format(n=wording.number(epoch), values=", ".join(said))
        return words, QRect(x, 0, 1, self.height())

    # Painting

    def _paint_grid(self, painter: QPainter, axes: Axes) -> None:
        half = painter.fontMetrics().height() / 2
        known = self._shares or any(self._lines.values())
        for value in axes.values:
            start = axes.at((1, value))
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(start, QPointF(self.width(), start.y()))
            painter.setPen(theme.colour("text3"))
            room = QRectF(0, start.y() - half, start.x() - OFFSET, 2 * half)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            # Round numbers would be a lie as long as there is nothing to round.
            painter.drawText(room, side, self._caption(value) if known else "")

    def _paint_epochs(self, painter: QPainter, axes: Axes) -> None:
        """Write the first epoch, the last and round ones, as far as there is room."""
        metrics = painter.fontMetrics()
        taken: list[QRectF] = []
        painter.setPen(theme.colour("text3"))
        for epoch in (1, axes.last, *round_epochs(axes.last)):
            text = wording.number(epoch)
            text = self.tr("epoch {n}").format(n=text) if epoch == 1 else text
            width = metrics.horizontalAdvance(text) + 1
            left = axes.x(epoch) - (0 if epoch == 1 else width / 2)
            room = QRectF(left, axes.area.bottom() + ABOVE, width, metrics.height())
            if not any(room.adjusted(-OFFSET, 0, OFFSET, 0).intersects(one) for one in taken):
                painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
                taken.append(room)

    def _paint_best(self, painter: QPainter, axes: Axes) -> None:
        """Draw a dashed line, its name on the side and at the end where there is room."""
        if self._best is None:
            return
        x, area, metrics = axes.x(self._best), axes.area, painter.fontMetrics()
        painter.setPen(QPen(theme.colour("edge"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        text = self.tr("best kept")
        room = QRectF(0, 0, metrics.horizontalAdvance(text) + 1, metrics.height())
        room.moveLeft(x + OFFSET)
        if room.right() > area.right():
            room.moveRight(x - OFFSET)
        low = self._is_above(axes, self._best)
        room.moveTop(area.bottom() - room.height() - ABOVE if low else area.top() + ABOVE)
        painter.setPen(theme.colour("text3"))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

    def _is_above(self, axes: Axes, epoch: int) -> bool:
        """Return whether the lines run through the upper half at an epoch."""
        heights = [
            axes.at(one).y() for points in self._lines.values() for one in points if one[0] == epoch
        ]
        return bool(heights) and sum(heights) / len(heights) < axes.area.center().y()

    def _paint_names(self, painter: QPainter, axes: Axes) -> None:
        """Write the names at the ends of their lines, none over another."""
        painter.setFont(theme.font("heading"))
        high, names = painter.fontMetrics().height(), self._names()
        shown = [(axes.at(points[-1]), role) for role, points in self._lines.items() if points]
        shown.sort(key=lambda one: one[0].y())
        bottom = axes.area.bottom() + ABOVE
        tops = _apart([end.y() - high / 2 for end, _ in shown], high, bottom)
        for (end, role), top in zip(shown, tops, strict=True):
            painter.setPen(theme.colour(ROLES[role]))
            width = painter.fontMetrics().horizontalAdvance(names[role]) + 1
            room = QRectF(end.x() + OFFSET, top, width, high)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, names[role])


def _apart(tops: list[float], high: float, bottom: float) -> list[float]:
    """Move one or two lines of text so that neither covers the other nor ends below `bottom`."""
    tops = [min(top, bottom - high) for top in tops]
    if len(tops) < 2 or tops[1] - tops[0] >= high:
        return tops
    first = min(max((tops[0] + tops[1] - high) / 2, 0), bottom - 2 * high)
    return [first, first + high]


def _paint_line(painter: QPainter, role: str, places: Sequence[QPointF]) -> None:
    round_ends = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(theme.colour(role), LINE, Qt.PenStyle.SolidLine, *round_ends))
    if len(places) == 1:
        painter.setBrush(theme.colour(role))
        painter.drawEllipse(places[0], 1, 1)
    elif len(places) <= SMOOTH:
        painter.drawPolyline(QPolygonF(places))
    else:
        painter.drawLines([QLineF(*ends) for ends in pairwise(places)])
