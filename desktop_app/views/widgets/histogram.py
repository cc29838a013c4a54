"""How often which values occur."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from desktop_app.views import measures, wording
from desktop_app.views.theme import theme
from desktop_app.views.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

HIGH = 64
LEAST = 1.0
"""Height of any bar that is not empty, in points."""

LINE = 1
GAP = 1
NARROW = 3
"""Points below which bars stand without gaps."""


class Histogram(QWidget):
    """Bars over an axis with three numbers, from left to right in any language.

    Heights go by the square root of a bar's share: of a rectified layer most values are 0, and
    the bar of those would leave nothing of the others to see.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without values."""
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.bars = Bars()
        self.labels = [label(role="fine") for _ in range(3)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.bars)
        numbers = QGridLayout()
        side = Qt.AlignmentFlag
        for place, where in enumerate((side.AlignLeft, side.AlignHCenter, side.AlignRight)):
            numbers.addWidget(self.labels[place], 0, place, where)
            numbers.setColumnStretch(place, 1)
        column.addLayout(numbers)
        self.setAccessibleName(self.tr("Histogram of values"))

    def show_counts(self, counts: Sequence[int], low: float, high: float) -> None:
        """Show how many values lie in each of equal steps from `low` to `high`."""
        low, high = float(low), float(high)  # Qt refuses whole numbers here
        self.bars.show_counts(counts, low, high)
        for one, value in zip(self.labels, (low, (low + high) / 2, high), strict=True):
            one.setText(measures.plain(value))
        text = self.tr("From {low} to {high}")
        self.setAccessibleDescription(
            text.format(low=measures.plain(low), high=measures.plain(high))
        )

    def clear(self) -> None:
        """Show the bare axis."""
        self.bars.show_counts((), 0, 0)
        for one in self.labels:
            one.clear()
        self.setAccessibleDescription("")


class Bars(QWidget):
    """The bars and the axis alone."""

    def __init__(self) -> None:
        """Start without bars."""
        super().__init__()
        self._counts: Sequence[int] = ()
        self._low = self._high = 0.0
        self.setFixedHeight(HIGH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_counts(self, counts: Sequence[int], low: float, high: float) -> None:
        """Show a bar for each count."""
        self._counts, self._low, self._high = counts, low, high
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room for some sixty bars."""
        return QSize(192, HIGH)

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip what the bar under the pointer stands for."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            place = event.x() * len(self._counts) // max(1, self.width())
            inside = 0 <= place < len(self._counts)
            bar = self._column(place).toAlignedRect() if inside else self.rect()
            words = self._words(place) if inside else ""
            QToolTip.showText(event.globalPos(), words, self, bar)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the axis and the bars on it."""
        del event
        painter = QPainter(self)
        axis = QRectF(0, self.height() - LINE, self.width(), LINE)
        painter.fillRect(axis, theme.colour("line"))
        for place, count in enumerate(self._counts):
            if count:
                painter.fillRect(self.bar_rect(place), theme.colour("barRest"))

    def bar_rect(self, place: int) -> QRectF:
        """Return where a bar is drawn."""
        room = self.height() - LINE
        share = math.sqrt(self._counts[place] / max(1, *self._counts))
        column = self._column(place)
        gap = GAP if column.width() >= NARROW else 0
        return column.adjusted(0, room - max(LEAST, room * share), -gap, -LINE)

    def _column(self, place: int) -> QRectF:
        """Return the place of a bar as high as can be, between the screen's pixels."""
        ratio = self.devicePixelRatioF()
        step = self.width() * ratio / len(self._counts)
        left, right = round(place * step) / ratio, round((place + 1) * step) / ratio
        return QRectF(left, 0, right - left, self.height())

    def _words(self, place: int) -> str:
        step = (self._high - self._low) / len(self._counts)
        low = self._low + place * step
        return self.tr("{count} values from {low} to {high}").format(
            count=wording.number(self._counts[place]),
            low=measures.plain(low),
            high=measures.plain(low + step),
        )
