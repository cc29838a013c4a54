"""From arrays to Qt's images, and parts of those."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPixmap

if TYPE_CHECKING:
    from desktop_app.engine.contract import Pixels


def image(pixels: Pixels) -> QImage:
    """Return a QImage that looks at `pixels`, uint8 H x W x 3, without copying them.

    It holds the array's buffer for as long as it lives.
    """
    height, width, _ = pixels.shape
    return QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_RGB888)


def pixmap(pixels: Pixels) -> QPixmap:
    """Return a copy of `pixels` ready for drawing."""
    return QPixmap.fromImage(image(pixels))


def pixmap_or_none(pixels: Pixels | None) -> QPixmap:
    """Return a copy ready for drawing; a null one if there are no pixels."""
    return QPixmap() if pixels is None else pixmap(pixels)


def square(pixels: Pixels, side: int) -> QPixmap:
    """Return the middle of `pixels`, `side` pixels wide and high."""
    height, width, _ = pixels.shape
    middle = min(height, width)
    top, left = (height - middle) // 2, (width - middle) // 2
    # Every n-th pixel first: smoothing 40 megapixels would hold up the window.
    step = max(1, middle // (4 * side))
    part = pixels[top : top + middle : step, left : left + middle : step].copy()
    smooth = Qt.TransformationMode.SmoothTransformation
    return QPixmap.fromImage(image(part).scaled(side, side, mode=smooth))


def cropped(image: QImage, size: QSize, ratio: float) -> QPixmap:
    """Return the middle of an image in a size in points, `ratio` pixels each; null if it is."""
    if image.isNull():
        return QPixmap()
    pixels = size * ratio
    fills = Qt.AspectRatioMode.KeepAspectRatioByExpanding
    scaled = image.scaled(pixels, fills, Qt.TransformationMode.SmoothTransformation)
    part = QRect(0, 0, pixels.width(), pixels.height())
    part.moveCenter(scaled.rect().center())
    result = QPixmap.fromImage(scaled.copy(part))
    result.setDevicePixelRatio(ratio)
    return result
