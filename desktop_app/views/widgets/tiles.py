"""Many small pictures without gaps, drawn into cells of whole device pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from desktop_app.views import pixels as qt_pixels
from desktop_app.views import ramps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QRect

    from desktop_app.engine.seen import Grey
    from desktop_app.views.widgets.tile_grid import TileGrid

BEHIND = QColor("#0D0D0D")
"""Between and around maps, in both themes, so that two screenshots can be compared."""

DEAD = QColor("#808080")
STROKE = 1.5

LEAST_GAPPED = 4
"""Device pixels from which there is a gap between cells."""

LEAST_STRUCK = 8
"""Points from which a dead tile is struck through."""


@dataclass(frozen=True, slots=True, eq=False)
class Tiles:
    """Maps or filters, in rows.

    Attributes:
        pixels: Tiles of H x W without gaps: grey, or with three channels.
        columns: How many stand in a row.
        side: H and W.
        order: The tiles' numbers as they stand in `pixels`, row by row.
        dead: Numbers of those to be struck through.
        ramp: The colours of grey; "" where there are three channels.
    """

    pixels: Grey
    columns: int
    side: tuple[int, int]
    order: Sequence[int]
    dead: frozenset[int] = frozenset()
    ramp: str = ""

    def drawn(self, grid: TileGrid, ratio: float) -> QImage:
        """Return the tiles in the cells of `grid`, `ratio` pixels a point."""
        image = self._scaled(grid).convertToFormat(QImage.Format.Format_RGB32)
        painter = QPainter(image)
        painter.translate(-grid.left, -grid.top)
        _paint_gaps(painter, grid)
        if min(grid.wide, grid.high) >= LEAST_STRUCK * ratio:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(DEAD, STROKE * ratio))
            dead = (place for place, unit in enumerate(self.order) if unit in self.dead)
            painter.drawLines([_stroke(grid.cell(place)) for place in dead])
        painter.end()
        image.setDevicePixelRatio(ratio)
        return image

    def _scaled(self, grid: TileGrid) -> QImage:
        high, wide = self.side
        if grid.wide < wide or grid.high < high:
            any_shape = Qt.AspectRatioMode.IgnoreAspectRatio
            smooth = Qt.TransformationMode.SmoothTransformation
            return self._image(self.pixels).scaled(grid.area.size(), any_shape, smooth)
        # Qt enlarges in steps that add up to a pixel or two of a neighbour's.
        down = _repeated(high, grid.high, times=grid.rows)
        across = _repeated(wide, grid.wide, times=grid.columns)
        return self._image(self.pixels.take(down, axis=0).take(across, axis=1))

    def _image(self, pixels: Grey) -> QImage:
        return ramps.image(pixels, self.ramp) if self.ramp else qt_pixels.image(pixels)


def _repeated(side: int, cell: int, *, times: int) -> list[int]:
    """Return which row or column of tiles each one of their cells shows."""
    return [tile * side + at * side // cell for tile in range(times) for at in range(cell)]


def _paint_gaps(painter: QPainter, grid: TileGrid) -> None:
    for place in range(grid.count, grid.rows * grid.columns):
        painter.fillRect(grid.cell(place), BEHIND)
    if min(grid.wide, grid.high) < LEAST_GAPPED:
        return
    area = grid.area
    for column in range(1, grid.columns):
        painter.fillRect(area.left() + column * grid.wide - 1, area.top(), 1, area.height(), BEHIND)
    for row in range(1, grid.rows):
        painter.fillRect(area.left(), area.top() + row * grid.high - 1, area.width(), 1, BEHIND)


def _stroke(cell: QRect) -> QLineF:
    aside, down = cell.width() / 4, cell.height() / 4
    part = QRectF(cell).adjusted(aside, down, -aside, -down)
    return QLineF(part.bottomLeft(), part.topRight())
