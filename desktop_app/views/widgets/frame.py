"""Pictures in their places: fitted, scaled, framed and marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainterPath, QPen

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

DIMMED = QColor(0, 0, 0, 92)  # 36 %
WHITE, BLACK = QColor("white"), QColor(0, 0, 0, 160)
WIDTH = 1.5
"""Of the white line of frames and marks, in points; the black below it is twice as wide."""

LEAST_RADIUS, HAIR = 5.0, 4.0
"""Of a ring and of the hairs around it, in points."""


def fitted(size: QSize, room: QRectF, ratio: float) -> QRectF:
    """Return where a picture lies in the middle of `room` as large as it fits.

    Its edges lie between the screen's pixels, of which there are `ratio` in a point.
    """
    scale = ratio * min(room.width() / size.width(), room.height() / size.height())
    wide, high = max(1, round(size.width() * scale)), max(1, round(size.height() * scale))
    middle = room.center() * ratio
    left, top = round(middle.x() - wide / 2), round(middle.y() - high / 2)
    return QRectF(left / ratio, top / ratio, wide / ratio, high / ratio)


def paint_frame(painter: QPainter, place: QRectF, box: QRectF) -> None:
    """Frame `box` in the picture that lies at `place`, and dim what is outside of it."""
    outside, inside = QPainterPath(), QPainterPath()
    outside.addRect(place)
    if not (seen := box.intersected(place)).isEmpty():
        inside.addRect(seen)
    painter.fillPath(outside.subtracted(inside), DIMMED)
    paint_outline(painter, inside)


def paint_ring(painter: QPainter, spot: QRectF) -> None:
    """Draw a ring with four hairs around a spot."""
    radius = max(LEAST_RADIUS, spot.width() / 2 + 2)
    ring = QPainterPath()
    ring.addEllipse(spot.center(), radius, radius)
    for way in (QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)):
        ring.moveTo(spot.center() + way * radius)
        ring.lineTo(spot.center() + way * (radius + HAIR))
    paint_outline(painter, ring)


def paint_outline(painter: QPainter, path: QPainterPath, width: float = WIDTH) -> None:
    """Draw along `path` in white on black, which can be seen on any picture."""
    for colour, thick in ((BLACK, 2 * width), (WHITE, width)):
        painter.strokePath(path, QPen(colour, thick, j=Qt.PenJoinStyle.MiterJoin))


class ScaledImage:
    """An image that keeps copies in the two sizes at which it was drawn last."""

    def __init__(self, image: QImage, *, sharp: bool = False) -> None:
        """Take an image; enlarged, its pixels are blurred unless it is `sharp`."""
        self.image = image
        self._sharp = sharp
        self._copies: list[QImage] = []

    def paint(self, painter: QPainter, place: QRectF) -> None:
        """Draw the whole image at `place`, whose edges lie between the screen's pixels."""
        size = (place.size() * painter.device().devicePixelRatioF()).toSize()
        if self._sharp and size.width() >= self.image.width():
            painter.setRenderHint(painter.RenderHint.SmoothPixmapTransform, on=False)
            painter.drawImage(place, self.image)
            return
        painter.drawImage(place, self._copy(size))

    def _copy(self, size: QSize) -> QImage:
        made = next((one for one in self._copies if one.size() == size), None)
        if made is None:
            made = smoothly(self.image, size)
            self._copies = [*self._copies[-1:], made]
        return made


def smoothly(image: QImage, size: QSize) -> QImage:
    """Return an image in another size.

    Where it has a table of colours, numbers are blended, not their colours: half-way between two
    colours of a ramp lies none of the ramp's.
    """
    table, kind = image.colorTable(), QImage.Format
    if table:
        image = image.copy()
        image.reinterpretAsFormat(kind.Format_Grayscale8)
    keeps, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode
    result = image.scaled(size, keeps, smooth.SmoothTransformation)
    if table:
        result = result.convertToFormat(kind.Format_Grayscale8)
        result.reinterpretAsFormat(kind.Format_Indexed8)
        result.setColorTable(table)
    return result
