"""How one number of a run went: its name, its value, and its curve over the steps."""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontMetrics, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.views import measures, wording
from desktop_app.views.theme import theme
from desktop_app.views.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QColor

    Points = Sequence[tuple[int, float]]

LEAST_WIDTH, LEAST_HEIGHT = 140, 60
"""Of the plot, in points of the usual font."""

LINE = 2.0
DOT = 7
FILLED = 0.12
"""Opacity of the fill."""

EDGE = 4
"""Above and below the plot: with `ABOVE`, half of a caption."""

FINEST = 250
"""Points of a curve up to which all are drawn; of more, the least and greatest of neighbours."""

BESIDE, ABOVE = 0.02, 0.08
"""Room at the ends of the axes, as a share: for half of the dot, and half of a caption."""

USUAL = "100\N{NO-BREAK SPACE}%"
"""A caption for whose width there is always room."""

OFFSET = 6
"""Between a caption and the plot."""

SPARE = 2
"""Before a caption: one that lacks half a point of room would not be drawn at all."""

ROUND = (1, 2, 3, 4, 5)
"""Round numbers, times powers of ten."""


class Curve(QWidget):
    """One number over the steps of a run. Steps run left to right in any language."""

    def __init__(
        self,
        title: str,
        role: str = "accent",
        form: Callable[[float], str] = measures.plain,
        ends: tuple[float, float] | None = None,
        *,
        captions: Callable[[float], str] | None = None,
        steps: bool = False,
    ) -> None:
        """Start without points.

        Args:
            title: What the number is.
            role: Of the palette, for the line.
            form: Writes the value.
            ends: Least and greatest value of the axis; without them it follows the points.
            captions: Writes the values at the axis, if not `form`.
            steps: Whether numbers of steps stand under the plot.
        """
        super().__init__()
        self._title, self._form = title, form
        self._steps: list[int] = []
        self._values: list[float] = []
        self._total = 0
        self._marked: int | None = None
        self._plot = Plot(role, ends, captions or form)
        self._value = label(role="heading", trails=True)
        self._numbers = [label(role="fine") for _ in range(3)] if steps else []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(self._plot.widget, 1)
        if steps:
            column.addWidget(self._foot())
        theme.changed.connect(self._restyle)
        self._restyle()
        self.clear()

    @property
    def value(self) -> str:
        """The value that is shown as a heading."""
        return self._value.text()

    def set_total(self, steps: int) -> None:
        """Let the axis reach to so many steps; it reaches to the last point in any case."""
        self._total = steps
        self._renew()

    def add(self, points: Points) -> None:
        """Add points, step and value, which follow those that are there.

        Points whose value is not finite are left out.
        """
        for step, value in points:
            if math.isfinite(value):
                self._steps.append(step)
                self._values.append(value)
        self._renew()

    def show_points(self, points: Points) -> None:
        """Show points, in the order of their steps, in place of those that are there."""
        self._steps, self._values = [], []
        self.add(points)

    def mark(self, step: int | None) -> None:
        """Mark a step and show the value there, or the last before it; with None, the newest."""
        self._marked = step
        self._plot.mark(step)
        self._say()

    def clear(self) -> None:
        """Forget points and mark."""
        self.mark(None)
        self.show_points(())

    def event(self, event: QEvent) -> bool:
        """Draw lines as thick as before on a screen with finer or coarser pixels."""
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._restyle()
        return super().event(event)

    def _head(self) -> QHBoxLayout:
        result = QHBoxLayout()
        result.setSpacing(8)
        result.addWidget(label(self._title))
        result.addStretch()
        result.addWidget(self._value)
        return result

    def _foot(self) -> QWidget:
        result = QWidget()
        result.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._below = QGridLayout(result)
        side = Qt.AlignmentFlag
        for place, where in enumerate((side.AlignLeft, side.AlignHCenter, side.AlignRight)):
            self._below.addWidget(self._numbers[place], 0, place, where)
            self._below.setColumnStretch(place, 1)
        return result

    def _renew(self) -> None:
        last = max(self._total, *self._steps[-1:], 1)
        self._plot.show_points(self._steps, self._values, last)
        if self._numbers:
            numbers = [wording.number(step) for step in (0, last // 2, last)]
            numbers[0] = self.tr("step {n}").format(n=numbers[0])
            for one, text in zip(self._numbers, numbers, strict=True):
                one.setText(text)
            self._below.setContentsMargins(self._plot.left, 0, 0, 0)
        self._say()

    def _say(self) -> None:
        """Show the value at the mark, or the newest."""
        steps = self._steps
        place = len(steps) if self._marked is None else bisect_right(steps, self._marked)
        self._value.setText(self._form(self._values[place - 1]) if place else "")
        text = self.tr("{title}: {value}") if place else "{title}"
        self.setAccessibleName(text.format(title=self._title, value=self.value))

    def _restyle(self) -> None:
        self._plot.restyle()


class Plot:
    """The curve itself, drawn by pyqtgraph, which takes half a second to import."""

    def __init__(
        self, role: str, ends: tuple[float, float] | None, caption: Callable[[float], str]
    ) -> None:
        """Start with the bare axis."""
        import pyqtgraph as pg

        self._role, self._ends, self._caption = role, ends, caption
        self._words: list[str] = []
        # Not a whole PlotWidget: it has seven menus, which live on when it has gone.
        self.widget: Any = pg.GraphicsLayoutWidget()
        self._axis = pg.AxisItem("left")
        self._area = pg.ViewBox(enableMouse=False, enableMenu=False)
        self._grid = [pg.InfiniteLine(angle=0) for _ in range(3)]
        self._line = pg.PlotDataItem(antialias=True)
        # A thick zigzag in one piece takes Qt eight times as long to draw.
        self._line.curve.setSegmentedLineMode("on")
        self._marked = pg.InfiniteLine(angle=90)
        self._dot = pg.ScatterPlotItem(size=DOT, antialias=True)
        for part in (*self._grid, self._line, self._marked, self._dot):
            self._area.addItem(part, ignoreBounds=True)
        self._arrange()
        self._quieten()

    @property
    def left(self) -> int:
        """How much room the captions take, in points."""
        metrics = QFontMetrics(theme.font("fine"))
        # At least as much as the usual ones, so that plots below each other begin alike.
        widest = max(metrics.horizontalAdvance(one) for one in (USUAL, *self._words))
        return widest + OFFSET + SPARE

    def show_points(self, steps: Sequence[int], values: Sequence[float], last: int) -> None:
        """Draw a curve on an axis of steps that ends with `last`."""
        least, greatest = self._ends or (min(values, default=0), max(values, default=0))
        middle = (least + greatest) / 2
        lines = (least, middle, greatest) if self._ends else ticks(least, greatest)
        low = min(least, lines[0])
        self._line.setDownsampling(ds=max(1, len(steps) // FINEST))
        self._line.setData(steps, values, fillLevel=low)
        self._dot.setData(steps[-1:], values[-1:])
        for line, value in zip(self._grid, lines, strict=True):
            line.setValue(value)
        # Round numbers would be a lie as long as there is nothing to round.
        known = self._ends or values
        self._words = [self._caption(one) if known else "" for one in lines]
        self._axis.setTicks([list(zip(lines, self._words, strict=True))])
        self._axis.setWidth(self.left)
        self._area.setXRange(0, last, padding=BESIDE)
        self._area.setYRange(low, lines[-1], padding=ABOVE)

    def mark(self, step: int | None) -> None:
        """Draw a line at a step, or none."""
        self._marked.setVisible(step is not None)
        self._marked.setValue(step or 0)

    def restyle(self) -> None:
        """Take colours and font from the theme, and thickness from the screen."""
        ratio = self.widget.devicePixelRatioF()
        colour, fill = theme.colour(self._role), theme.colour(self._role)
        fill.setAlphaF(FILLED)
        self._line.setPen(_pen(colour, LINE * ratio))
        self._line.setFillBrush(fill)
        self._dot.setBrush(colour)
        self._dot.setPen(_pen(theme.colour("surface"), ratio))
        self._marked.setPen(_pen(theme.colour("edge"), ratio))
        for line in self._grid:
            line.setPen(_pen(theme.colour("line"), ratio))
        self._axis.setTextPen(theme.colour("text3"))
        self._axis.setStyle(tickFont=theme.font("fine"))

    def _arrange(self) -> None:
        """Put the captions before the area."""
        layout, axis, area = self.widget.ci, self._axis, self._area
        # Or captions would stand half-mirrored where people read from right to left.
        layout.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        layout.setContentsMargins(0, EDGE, 0, EDGE)
        layout.setSpacing(0)
        layout.addItem(axis)
        layout.addItem(area)
        axis.linkToView(area)
        axis.setPen(None)
        axis.setStyle(tickAlpha=0, tickLength=0, tickTextOffset=OFFSET, hideOverlappingLabels=False)
        area.disableAutoRange()

    def _quieten(self) -> None:
        """Leave ground, size, focus and mouse to what lies around the plot."""
        widget, ignored = self.widget, QSizePolicy.Policy.Ignored
        widget.setBackground(None)
        widget.setCacheMode(widget.CacheModeFlag.CacheNone)
        widget.viewport().setAutoFillBackground(False)
        widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        widget.setSizePolicy(ignored, ignored)
        widget.setMinimumSize(theme.scaled(LEAST_WIDTH), theme.scaled(LEAST_HEIGHT))


def ticks(low: float, high: float) -> tuple[float, float, float]:
    """Return three round numbers at equal distances for values from `low` to `high`, and 0.

    None lies above the third, and none lies below the first by more than half a distance.
    """
    low, high = min(0, low), max(0, high)
    if low == high:
        return 0, 0.5, 1
    least = math.floor(math.log10((high - low) / 3))
    steps = (number * 10.0**power for power in itertools.count(least) for number in ROUND)
    step = next(one for one in steps if (round(low / one) + 2) * one >= high)
    start = round(low / step) * step
    return start, start + step, start + 2 * step


def _pen(colour: QColor, width: float) -> QPen:
    result = QPen(colour, width, c=Qt.PenCapStyle.RoundCap)
    result.setCosmetic(True)
    return result
