"""Which part of a plane is in sight, and how large. Geometry only."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSizeF

GREATEST = 200.0
"""How many times one can zoom in from where all fits."""

LEAST = 1e-9


@dataclass(slots=True)
class Plane:
    """Both axes have the same scale; y runs downwards.

    Attributes:
        bounds: Around all that there is.
        size: Of the widget, in points.
        margin: Kept free around all when it is fitted, in points.
        scale: Points of the widget for 1.
        centre: What lies in the middle of the widget.
        fits: Whether all is in sight, as large as it can be.
    """

    bounds: QRectF
    size: QSizeF
    margin: float
    scale: float = 1.0
    centre: QPointF = field(default_factory=QPointF)
    fits: bool = True

    def fit(self) -> None:
        """Show all, as large as there is room."""
        self.fits = True
        self.scale = self._fitted()
        self.centre = self.bounds.center()

    def resize(self, size: QSizeF) -> None:
        """Take another size; what fitted still does."""
        self.size = size
        if self.fits:
            self.fit()

    def zoom(self, factor: float, at: QPointF) -> None:
        """Enlarge; what is under the point `at` stays there."""
        least = self._fitted()
        scale = min(max(self.scale * factor, least), least * GREATEST)
        held = self.place(at)
        self.scale, self.fits = scale, scale == least
        if self.fits:
            self.fit()
        else:
            self._centre_on(held - (at - self._middle()) / scale)

    def pan(self, by: QPointF) -> None:
        """Move what is seen by so many points."""
        self.fits = False
        self._centre_on(self.centre - by / self.scale)

    def bring_into_sight(self, place: QPointF, margin: float) -> None:
        """Move as little as needed to show a place, so far from the edges."""
        at = self.at(place)
        width, height = self.size.width(), self.size.height()
        across = min(max(at.x(), margin), width - margin) - at.x()
        down = min(max(at.y(), margin), height - margin) - at.y()
        if across or down:
            self.pan(QPointF(across, down))

    def at(self, place: QPointF) -> QPointF:
        """Return where a place lies in the widget."""
        return self._middle() + (place - self.centre) * self.scale

    def place(self, at: QPointF) -> QPointF:
        """Return which place lies at a point of the widget."""
        return self.centre + (at - self._middle()) / self.scale

    def seen(self, margin: float) -> QRectF:
        """Return which places are in sight, and so many points around them."""
        around = QRectF(QPointF(), self.size).adjusted(-margin, -margin, margin, margin)
        return QRectF(self.place(around.topLeft()), self.place(around.bottomRight()))

    def _middle(self) -> QPointF:
        return QPointF(self.size.width() / 2, self.size.height() / 2)

    def _centre_on(self, place: QPointF) -> None:
        area = self.bounds
        x = min(max(place.x(), area.left()), area.right())
        y = min(max(place.y(), area.top()), area.bottom())
        self.centre = QPointF(x, y)

    def _fitted(self) -> float:
        across = (self.size.width() - 2 * self.margin) / max(self.bounds.width(), LEAST)
        down = (self.size.height() - 2 * self.margin) / max(self.bounds.height(), LEAST)
        scale = max(min(across, down), LEAST)
        # A single place would be enlarged beyond all bounds.
        return scale if max(self.bounds.width(), self.bounds.height()) > LEAST else 1.0
