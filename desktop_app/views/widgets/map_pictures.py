"""The small pictures of a map: as many as memory should hold, and the colours of their edges."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPixmap

from desktop_app.views import palette

if TYPE_CHECKING:
    from collections.abc import Iterable

SIDE = 40
"""Longer side of a picture, in points."""

KEPT = 600
"""Pictures in memory at most; those that were out of sight for longest go first."""


class MapPictures:
    """Pictures by number; a null one stands for a picture that cannot be made."""

    def __init__(self) -> None:
        """Start without pictures."""
        self._pixmaps: OrderedDict[int, QPixmap] = OrderedDict()

    def put(self, number: int, image: QImage, ratio: float) -> None:
        """Keep a picture, `ratio` pixels a point."""
        self._pixmaps[number] = _small(image, ratio)
        self._pixmaps.move_to_end(number)
        if len(self._pixmaps) > KEPT:
            self._pixmaps.popitem(last=False)

    def get(self, number: int) -> QPixmap:
        """Return a picture; a null one if there is none."""
        return self._pixmaps.get(number, QPixmap())

    def see(self, numbers: Iterable[int]) -> None:
        """Remember that these are in sight."""
        for number in numbers:
            if number in self._pixmaps:
                self._pixmaps.move_to_end(number)

    def missing(self, numbers: Iterable[int]) -> list[int]:
        """Return those that were not made yet, or not kept."""
        return [number for number in numbers if number not in self._pixmaps]


def class_colour(number: int) -> QColor:
    """Return the colour of a class; with more classes than colours some have the same."""
    return QColor(palette.CLASSES[number % len(palette.CLASSES)])


def _small(image: QImage, ratio: float) -> QPixmap:
    if image.isNull():
        return QPixmap()
    room, keeps = QSize(SIDE, SIDE) * ratio, Qt.AspectRatioMode.KeepAspectRatio
    scaled = image.scaled(room, keeps, Qt.TransformationMode.SmoothTransformation)
    result = QPixmap.fromImage(scaled)
    result.setDevicePixelRatio(ratio)
    return result
