"""A photo or a map with what is laid over it, drawn at any size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QImage, QPainter

from desktop_app.views.widgets.frame import paint_frame, paint_ring

if TYPE_CHECKING:
    from desktop_app.engine.contract import Box
    from desktop_app.views.widgets.frame import ScaledImage

LEAST_SAVED = 448
"""Least length of a saved picture's longer side in pixels; its lines are drawn for this length."""

LEAST_BOX = 8
"""Least side of a frame in points: a smaller one would cover what it frames."""

FADED = 0.45
NOWHERE = (-1, -1)


@dataclass(slots=True)
class Scene:
    """What there is to be seen.

    Attributes:
        base: The photo or the map.
        overlay: A map that covers all of it.
        opacity: Of the overlay, 0..1.
        box: What is framed, in pixels of `base`.
        mark: Row and column of the pixel that is ringed.
        faded: Whether something new is on its way.
    """

    base: ScaledImage | None = None
    overlay: ScaledImage | None = None
    opacity: float = 1.0
    box: Box | None = None
    mark: tuple[int, int] = NOWHERE
    faded: bool = False

    @property
    def size(self) -> QSize:
        """Columns and rows of what lies below; none without it."""
        return self.base.image.size() if self.base else QSize(0, 0)

    @property
    def grid(self) -> QSize:
        """Columns and rows of the map, or of the photo if there is no map."""
        return self.overlay.image.size() if self.base and self.overlay else self.size

    def unit_at(self, at: QPointF, place: QRectF) -> tuple[int, int]:
        """Return row and column of the pixel at a point, while the whole lies at `place`."""
        if not place.contains(at):
            return NOWHERE
        across, down = (at - place.topLeft()).toTuple()
        columns, rows = self.grid.toTuple()
        row, column = int(down / place.height() * rows), int(across / place.width() * columns)
        return min(row, rows - 1), min(column, columns - 1)

    def image(self) -> QImage:
        """Return it in its own size, or in the least multiple of it that is large enough."""
        if self.base is None:
            return QImage()
        size = self.size * -(-LEAST_SAVED // max(self.size.toTuple()))
        result = QImage(size, QImage.Format.Format_RGB32)
        result.setDevicePixelRatio(max(size.toTuple()) / LEAST_SAVED)
        painter = QPainter(result)
        self.paint(painter, QRectF(QPointF(), result.deviceIndependentSize()))
        painter.end()
        result.setDevicePixelRatio(1)
        return result

    def paint(self, painter: QPainter, place: QRectF) -> None:
        """Draw it at `place`; while it is faded without frame and ring."""
        if self.base is None:
            return
        strength = FADED if self.faded else 1.0
        painter.setOpacity(strength)
        self.base.paint(painter, place)
        if self.overlay is not None:
            painter.setOpacity(strength * self.opacity)
            self.overlay.paint(painter, place)
        painter.setOpacity(1)
        if not self.faded:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_box(painter, place)
            self._paint_mark(painter, place)

    def _paint_box(self, painter: QPainter, place: QRectF) -> None:
        if self.box is None:
            return
        scale = place.width() / self.size.width()
        near, far = QPointF(self.box.left, self.box.top), QPointF(self.box.right, self.box.bottom)
        framed = QRectF(place.topLeft() + near * scale, place.topLeft() + far * scale)
        across, down = (max(0, LEAST_BOX - side) / 2 for side in framed.size().toTuple())
        paint_frame(painter, place, framed.adjusted(-across, -down, across, down))

    def _paint_mark(self, painter: QPainter, place: QRectF) -> None:
        columns, rows = self.grid.toTuple()
        row, column = self.mark
        if 0 <= row < rows and 0 <= column < columns:
            wide, high = place.width() / columns, place.height() / rows
            spot = QRectF(place.left() + column * wide, place.top() + row * high, wide, high)
            paint_ring(painter, spot)
