"""What the colours of maps mean: a bar of them between two words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.views import ramps
from desktop_app.views.widgets.labels import ElidedLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

WIDE, HIGH = 120, 8
GAP = 8


class ColourBar(QWidget):
    """The colours of a ramp, from the leading edge, and what its ends mean."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without words."""
        super().__init__(parent)
        self._low, self._high = ElidedLabel("caption"), ElidedLabel("caption")
        self.bar = Bar()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for part in (self._low, self.bar, self._high):
            row.addWidget(part)
        row.addStretch(1)

    def show_ramp(self, ramp: str, low: str, high: str) -> None:
        """Show the colours of a ramp; `low` and `high` say what its ends mean."""
        self.bar.show_ramp(ramp)
        self._low.setText(low)
        self._high.setText(high)

    def texts(self) -> tuple[str, str]:
        """Return the words for both ends."""
        return self._low.text(), self._high.text()


class Bar(QWidget):
    """The colours alone."""

    def __init__(self) -> None:
        """Start without colours."""
        super().__init__()
        self._ramp = ""
        self.setFixedSize(WIDE, HIGH)

    def show_ramp(self, ramp: str) -> None:
        """Show the colours of a ramp."""
        self._ramp = ramp
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the colours."""
        del event
        if not self._ramp:
            return
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        start, end = (WIDE, 0) if mirrored else (0, WIDE)
        gradient = QLinearGradient(start, 0, end, 0)
        colours = [QColor.fromRgb(colour) for colour in ramps.table(self._ramp)]
        last = len(colours) - 1
        gradient.setStops([(place / last, colour) for place, colour in enumerate(colours)])
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(self.rect(), HIGH / 2, HIGH / 2)
