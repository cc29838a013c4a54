"""One picture on its way, or a gallery of them, as large as there is room."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop_app.engine.seen import columns_for
from desktop_app.views import icons, wording
from desktop_app.views import pixels as qt_pixels
from desktop_app.views.theme import theme
from desktop_app.views.widgets.focus import BY_KEYBOARD
from desktop_app.views.widgets.frame import fitted, paint_outline
from desktop_app.views.widgets.tile_grid import KEYS, NOWHERE, TileGrid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from desktop_app.engine.contract import Pixels

MARGIN, GAP, NAME_GAP = 14, 8, 4
"""Around all pictures, between two, and above a name."""

CORNER, FOCUS = 8, 2
RING = 3.0
ICON, EMPTY = 40, 24
"""Side of the icon of an empty easel, and the room around its sentence."""


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
        self._sentence = self.tr("Choose what it should see, then Start.")
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
        self._tell()
        self.update()

    def image(self) -> QImage:
        """Return all pictures as one, each in its own size, with their names below if several."""
        side = max((one.image.width() for one in self._places), default=0)
        if not side:
            return QImage()
        gap = GAP if self.count > 1 else 0
        columns = columns_for(self.count)
        cells = TileGrid(self.count, columns, side + gap, side + gap + self._line(), gap, gap)
        area = cells.area
        result = QImage(area.width() + gap, area.height() + gap, QImage.Format.Format_RGB888)
        result.fill(Qt.GlobalColor.white)
        painter = QPainter(result)
        painter.setFont(theme.font("caption"))
        for place, one in enumerate(self._places):
            square = QRect(cells.cell(place).topLeft(), QSize(side, side))
            painter.drawImage(square, one.image)
            below = QRectF(square.translated(0, side)).adjusted(0, 0, 0, self._line() - side)
            _paint_name(painter, below, one.name)
        painter.end()
        return result

    def sizeHint(self) -> QSize:
        """Ask for a comfortable size."""
        return QSize(420, 420)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what is clicked on."""
        self._ringed = False
        self.update()
        if event.button() is Qt.MouseButton.LeftButton:
            self._go(self._tiles().place_at(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from picture to picture with the arrow keys."""
        key = Qt.Key(event.key())
        if key in KEYS and self._places:
            self._go(self._tiles().neighbour(self._current, key))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip which picture of a gallery the pointer is on; its name may be cut."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            place = self._tiles().place_at(event.pos().toPointF())
            several = self.count > 1 and place != NOWHERE
            QToolTip.showText(event.globalPos(), self._places[place].name if several else "", self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw a ring around all for those who come by keyboard."""
        self._ringed = event.reason() in BY_KEYBOARD
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take it away."""
        self._ringed = False
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mat, the pictures, their names and the rings."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        _paint_mat(painter, QRectF(self.rect()), ringed=self._ringed)
        tiles = self._tiles()
        for place, one in enumerate(self._places):
            self._paint_one(painter, QRectF(tiles.cell(place)), one, ringed=place == self._current)
        if not self._places:
            _paint_empty(painter, self.rect(), self._sentence)

    def _paint_one(self, painter: QPainter, cell: QRectF, one: _Place, *, ringed: bool) -> None:
        room = cell.adjusted(GAP / 2, GAP / 2, -GAP / 2, -GAP / 2 - self._line())
        size = QSize(1, 1) if one.image.isNull() else one.image.size()
        place = fitted(size, room, self.devicePixelRatioF())
        if one.image.isNull():
            painter.fillRect(place, theme.colour("sunken"))
        else:
            painter.drawImage(place, one.image)
        if self.count > 1:
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.colour("text2"))
            below = QRectF(room.left(), room.bottom(), room.width(), self._line())
            _paint_name(painter, below, one.name)
        if self.count > 1 and ringed:
            ring = QPainterPath()
            ring.addRect(place)
            paint_outline(painter, ring, RING)

    def _line(self) -> int:
        """Return how much room a name takes below its picture; one alone needs none."""
        several = self.count > 1
        return NAME_GAP + QFontMetrics(theme.font("caption")).height() if several else 0

    def _tiles(self) -> TileGrid:
        """Return where the pictures of a gallery stand with their names.

        They are as large as there is room; a place that would be left empty counts against it.
        """
        margin, count = theme.scaled(MARGIN), max(1, self.count)
        wide, high = self.width() - 2 * margin, self.height() - 2 * margin

        def side(columns: int) -> int:
            return max(1, min(wide // columns, high // math.ceil(count / columns) - self._line()))

        def worth(columns: int) -> float:
            return side(columns) ** 2 / (columns * math.ceil(count / columns))

        columns = max(range(1, count + 1), key=worth)
        cells = TileGrid(count, columns, side(columns), side(columns) + self._line())
        left, top = (wide - cells.area.width()) // 2, (high - cells.area.height()) // 2
        return replace(cells, left=left + margin, top=top + margin)

    def _tell(self) -> None:
        """Tell a screen reader what is shown."""
        if not self._places:
            self.setAccessibleName(self._sentence)
            return
        name = self._places[self._current].name
        self.setAccessibleName(self.tr("Ideal image: {name}").format(name=name))
        numbers = {"n": wording.number(self._current + 1), "count": wording.number(self.count)}
        text = self.tr("{n} of {count}").format(**numbers) if self.count > 1 else ""
        self.setAccessibleDescription(text)

    def _go(self, place: int) -> None:
        if place not in (NOWHERE, self._current) and place < len(self._places):
            self.choose(place)
            self.chosen.emit(place)


def _paint_name(painter: QPainter, place: QRectF, name: str) -> None:
    """Write as much of a name as there is room for."""
    shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(place.width()))
    painter.drawText(place, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, shown)


def _paint_mat(painter: QPainter, place: QRectF, *, ringed: bool) -> None:
    inset = FOCUS / 2 if ringed else 0
    painter.setPen(QPen(theme.colour("accent"), FOCUS) if ringed else Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("mat"))
    painter.drawRoundedRect(place.adjusted(inset, inset, -inset, -inset), CORNER, CORNER)


def _paint_empty(painter: QPainter, place: QRect, sentence: str) -> None:
    """Write what to do first, below an icon."""
    painter.setFont(theme.font("body"))
    painter.setPen(theme.colour("text2"))
    room, side = place.adjusted(EMPTY, EMPTY, -EMPTY, -EMPTY), theme.scaled(ICON)
    centre = int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap)
    words = painter.boundingRect(room, centre, sentence)
    words.moveTop(room.center().y() - (words.height() - side - GAP) // 2)
    corner = QPoint(room.center().x() - side // 2, words.top() - GAP - side)
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(corner, icons.pixmap("cat", "text3", side, ratio))
    painter.drawText(words, centre, sentence)
