"""One picture on its way, or a gallery of them, as large as there is room."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.engine.seen import columns_for
from desktop_app.views import pixels as qt_pixels
from desktop_app.views.theme import theme
from desktop_app.views.widgets.focus import BY_KEYBOARD
from desktop_app.views.widgets.frame import BLACK, fitted, paint_outline
from desktop_app.views.widgets.tile_grid import KEYS, NOWHERE, TileGrid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from desktop_app.engine.contract import Pixels

MARGIN, GAP = 14, 8
RING = 3.0


@dataclass
class _Place:
    name: str
    image: QImage


class Easel(QWidget):
    """Passive. `chosen` carries the place of the picture of a gallery that a person chose."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._places: list[_Place] = []
        self._current = 0
        self._ringed = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme.scaled(240), theme.scaled(180))
        theme.changed.connect(self.update)
        self.set_names([])

    @property
    def current(self) -> int:
        """The chosen place."""
        return self._current

    @property
    def count(self) -> int:
        """How many pictures there is room for."""
        return len(self._places)

    def set_names(self, names: Sequence[str]) -> None:
        """Make room for one picture each, named so; all are empty and the first is chosen."""
        self._places = [_Place(name, QImage()) for name in names]
        policy = Qt.FocusPolicy.StrongFocus if len(names) > 1 else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)
        self.choose(0)

    def show_picture(self, place: int, pixels: Pixels) -> None:
        """Show uint8 S x S x 3 pixels in one of the places."""
        self._places[place].image = qt_pixels.image(pixels)
        self.update()

    def choose(self, place: int) -> None:
        """Ring one picture of a gallery."""
        self._current = place
        name = self._places[place].name if place < len(self._places) else ""
        self.setAccessibleName(self.tr("Ideal image: {name}").format(name=name) if name else "")
        self.update()

    def image(self) -> QImage:
        """Return all pictures as one, each in its own size, with their names below if several."""
        side = max((one.image.width() for one in self._places), default=0)
        if not side:
            return QImage()
        several = len(self._places) > 1
        columns = columns_for(len(self._places))
        line = QFontMetrics(theme.font("caption")).height() + GAP if several else 0
        rows = -(-len(self._places) // columns)
        gap = GAP if several else 0
        size = QSize(columns * (side + gap) + gap, rows * (side + line + gap) + gap)
        result = QImage(size, QImage.Format.Format_RGB888)
        result.fill(Qt.GlobalColor.white)
        painter = QPainter(result)
        painter.setFont(theme.font("caption"))
        for place, one in enumerate(self._places):
            row, column = divmod(place, columns)
            left, top = gap + column * (side + gap), gap + row * (side + line + gap)
            painter.drawImage(QRect(left, top, side, side), one.image)
            if several:
                below = QRect(left, top + side, side, line)
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, one.name)
        painter.end()
        return result

    def sizeHint(self) -> QSize:
        """Ask for a comfortable size."""
        return QSize(420, 420)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what is clicked on."""
        self._go(self._tiles().place_at(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from picture to picture with the arrow keys."""
        key = Qt.Key(event.key())
        if key in KEYS and self._places:
            self._go(self._tiles().neighbour(self._current, key))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw a ring around all for those who come by keyboard."""
        self._ringed = event.reason() in BY_KEYBOARD
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take it away."""
        self._ringed = False
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mat, the pictures, their names and the rings."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("mat"))
        painter.drawRoundedRect(self.rect(), 6, 6)
        tiles = self._tiles()
        for place, one in enumerate(self._places):
            self._paint_one(painter, QRectF(tiles.cell(place)), one, ringed=place == self._current)
        if self._ringed:
            painter.setPen(theme.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _paint_one(self, painter: QPainter, cell: QRectF, one: _Place, *, ringed: bool) -> None:
        several = len(self._places) > 1
        line = painter.fontMetrics().height() if several else 0
        room = cell.adjusted(GAP / 2, GAP / 2, -GAP / 2, -GAP / 2 - line)
        size = QSize(1, 1) if one.image.isNull() else one.image.size()
        place = fitted(size, room, self.devicePixelRatioF())
        if one.image.isNull():
            painter.fillRect(place, theme.colour("sunken"))
        else:
            painter.drawImage(place, one.image)
        if not several:
            return
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("text2"))
        below = QRectF(room.left(), place.bottom(), room.width(), line)
        wide = round(room.width())
        name = painter.fontMetrics().elidedText(one.name, Qt.TextElideMode.ElideRight, wide)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, name)
        if ringed:
            ring = QPainterPath()
            ring.addRect(place)
            painter.setPen(BLACK)
            paint_outline(painter, ring, RING)

    def _tiles(self) -> TileGrid:
        margin = theme.scaled(MARGIN)
        inner = self.size() - QSize(2 * margin, 2 * margin)
        count = max(1, len(self._places))
        ratio = inner.width() / max(1, inner.height())
        grid = TileGrid.fitted(count, columns_for(count, ratio), side=(1, 1), room=inner)
        return replace(grid, left=grid.left + margin, top=grid.top + margin)

    def _go(self, place: int) -> None:
        if place not in (NOWHERE, self._current) and place < len(self._places):
            self.choose(place)
            self.chosen.emit(place)
