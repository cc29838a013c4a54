"""ZF Net's figure: the nine patches that excite a unit most, and what in them does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QSizePolicy, QStyle, QToolTip, QWidget

from desktop_app.views import measures, palette
from desktop_app.views import pixels as qt_pixels
from desktop_app.views.theme import theme
from desktop_app.views.widgets.frame import ScaledImage, fitted, paint_outline
from desktop_app.views.widgets.map_scene import FADED
from desktop_app.views.widgets.tile_grid import KEYS, NOWHERE, TileGrid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TypeAlias

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

    from desktop_app.engine.contract import Pixels
    from desktop_app.engine.seen import Patch, Patches

    Images: TypeAlias = Sequence[ScaledImage | None]

COLUMNS, COUNT = 3, 9
GAP = 2
BETWEEN = 16
SPACE = 4
"""Between a heading and its cells, in points."""

NARROW = 300
"""Points of width under which the grids stand one below the other."""

LEAST, USUAL = 120, 372
RING = 3.0
SAVED_CELL = 160
SAVED_GROUND = QColor(palette.DARK["mat"])
"""Behind saved patches in both themes, as behind every mosaic."""

CONFIRM = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Figure:
    """Patches, and their projections in the same order, in cells of three by three."""

    def __init__(self, patches: Sequence[Patch]) -> None:
        """Keep the pictures of `patches`; `grids` has a second part unless nothing is projected."""
        projections = [one.projection for one in patches]
        self.grids: list[Images] = [_images(one.pixels for one in patches)]
        if not patches or any(one is not None for one in projections):
            self.grids.append(_images(projections))

    def places(self, size: QSize, heading: int) -> list[TileGrid]:
        """Return where the cells of each grid are, with headings so high, from left to right."""
        across, down = self._arranged(size.width())
        room = QSize(
            (size.width() - (across - 1) * BETWEEN) // across,
            (size.height() - (down - 1) * BETWEEN) // down - heading,
        )
        step = max(1 + GAP, (min(room.toTuple()) + GAP) // COLUMNS)
        side = _side(step)
        corners = [
            (column * (side + BETWEEN), heading + row * (heading + side + BETWEEN))
            for row in range(down)
            for column in range(across)
        ]
        return [_tiles(step, *corner) for corner in corners[: len(self.grids)]]

    def height(self, width: int, heading: int) -> int:
        """Return how high the grids are with cells as large as `width` allows."""
        across, down = self._arranged(width)
        room = (width - (across - 1) * BETWEEN) // across
        side = _side((room + GAP) // COLUMNS)
        return down * (heading + side + BETWEEN) - BETWEEN

    def image(self) -> QImage:
        """Return the grids side by side, each cell 160 pixels wide."""
        step = SAVED_CELL + GAP
        side = _side(step)
        width = len(self.grids) * (side + BETWEEN) - BETWEEN
        result = QImage(width, side, QImage.Format.Format_RGB32)
        result.fill(SAVED_GROUND)
        painter = QPainter(result)
        for number, images in enumerate(self.grids):
            tiles = _tiles(step, number * (side + BETWEEN), 0)
            _paint_images(painter, tiles, images)
        painter.end()
        return result

    def _arranged(self, width: int) -> tuple[int, int]:
        # One grid beside nothing, rather than cells that grow when the projections go.
        return (1, len(self.grids)) if width < NARROW else (2, 1)


class PatchGrid(QWidget):
    """The figure. Arrow keys lead from patch to patch, Enter or a click chooses.

    `chosen` carries a patch's place, 0 for the strongest.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with empty cells."""
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Nine strongest patches"))
        self.clear()
        theme.changed.connect(self.update)

    def show_patches(self, patches: Patches) -> None:
        """Show patches, strongest first; places without one stay empty."""
        self._show(patches.patches[:COUNT])

    def clear(self) -> None:
        """Show empty cells."""
        self._show(())

    def show_waiting(self) -> None:
        """Fade the patches while others are on the way."""
        self._faded = True
        self.update()

    def image(self) -> QImage:
        """Return the figure at a size for papers; a null image without patches."""
        return self._figure.image() if self._patches else QImage()

    def heightForWidth(self, width: int) -> int:
        """Ask for square cells."""
        return self._figure.height(width, _heading())

    def sizeHint(self) -> QSize:
        """Ask for the grids side by side."""
        return QSize(USUAL, self.heightForWidth(USUAL))

    def minimumSizeHint(self) -> QSize:
        """Ask for cells that can be told apart."""
        return QSize(LEAST, LEAST + _heading())

    def event(self, event: QEvent) -> bool:
        """Say whose patch lies under the pointer, and how strong it is."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            place = self._place_at(event.pos())
            # Moved on from that point, the pointer may be in another cell.
            point = QRect(event.pos(), QSize(1, 1))
            QToolTip.showText(event.globalPos(), self._words(place), self, point)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from patch to patch, or choose one."""
        key = Qt.Key(event.key())
        if not self._patches or key not in (*KEYS, *CONFIRM):
            super().keyPressEvent(event)
        elif key in CONFIRM:
            self._choose(self._current)
        else:
            tiles = TileGrid(len(self._patches), COLUMNS, 1, 1)
            self._go(tiles.neighbour(self._current, key))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a patch."""
        place = self._place_at(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and place != NOWHERE:
            self._choose(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw headings and cells, and a ring around the current one."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        headings = self.tr("The patches"), self.tr("What in them excites it")
        ringed = self._current if self.hasFocus() else self._chosen
        for tiles, images, text in zip(self._places(), self._figure.grids, headings, strict=False):
            self._paint_heading(painter, tiles, text)
            painter.setOpacity(FADED if self._faded else 1)
            _paint_grounds(painter, tiles, images)
            _paint_images(painter, tiles, images)
            painter.setOpacity(1)
            if 0 <= ringed < len(self._patches):
                _paint_ring(painter, cell_rect(tiles, ringed))

    def _paint_heading(self, painter: QPainter, tiles: TileGrid, text: str) -> None:
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("text2"))
        wide, high = _side(tiles.wide), painter.fontMetrics().height()
        room = QRect(tiles.left, tiles.top - high - SPACE, wide, high)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, wide)
        leading = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        painter.drawText(room, int(leading | Qt.AlignmentFlag.AlignAbsolute), shown)

    def _places(self) -> list[TileGrid]:
        """Return where the cells of each grid are; the first grid leads."""
        found = self._figure.places(self.size(), _heading())
        step = found[0].wide
        areas = [QRect(tiles.left, tiles.top, _side(step), _side(step)) for tiles in found]
        shown = [QStyle.visualRect(self.layoutDirection(), self.rect(), area) for area in areas]
        return [_tiles(step, area.left(), area.top()) for area in shown]

    def _place_at(self, at: QPoint) -> int:
        found = (tiles.place_at(QPointF(at)) for tiles in self._places())
        return next((place for place in found if 0 <= place < len(self._patches)), NOWHERE)

    def _words(self, place: int) -> str:
        if not 0 <= place < len(self._patches):
            return ""
        patch = self._patches[place]
        value = measures.plain(patch.value)
        return self.tr("{name}: {value}").format(name=patch.name, value=value)

    def _show(self, patches: tuple[Patch, ...]) -> None:
        self._patches, self._figure = patches, Figure(patches)
        self._chosen, self._faded = NOWHERE, False
        self.updateGeometry()
        self._go(0)

    def _go(self, place: int) -> None:
        self._current = place
        self.setAccessibleDescription(self._words(place))
        self.update()

    def _choose(self, place: int) -> None:
        self._chosen = place
        self._go(place)
        self.chosen.emit(place)


def cell_rect(tiles: TileGrid, place: int) -> QRectF:
    """Return where a cell lies, without the gap beside it."""
    return QRectF(tiles.cell(place)).adjusted(0, 0, -GAP, -GAP)


def _tiles(step: int, left: int, top: int) -> TileGrid:
    return TileGrid(COUNT, COLUMNS, step, step, left, top)


def _side(step: int) -> int:
    """Return the length of three cells, `step` apart."""
    return COLUMNS * step - GAP


def _heading() -> int:
    return QFontMetrics(theme.font("caption")).height() + SPACE


def _images(pictures: Iterable[Pixels | None]) -> Images:
    return [one if one is None else ScaledImage(qt_pixels.image(one.copy())) for one in pictures]


def _paint_grounds(painter: QPainter, tiles: TileGrid, images: Images) -> None:
    filled = [image is not None for image in images]
    for place in range(COUNT):
        role = "mat" if place < len(filled) and filled[place] else "sunken"
        painter.fillRect(cell_rect(tiles, place), theme.colour(role))


def _paint_images(painter: QPainter, tiles: TileGrid, images: Images) -> None:
    ratio = painter.device().devicePixelRatioF()
    for place, image in enumerate(images):
        if image is not None:
            room = cell_rect(tiles, place)
            image.paint(painter, fitted(image.image.size(), room, ratio))


def _paint_ring(painter: QPainter, cell: QRectF) -> None:
    path = QPainterPath()
    path.addRect(cell.adjusted(RING, RING, -RING, -RING))
    paint_outline(painter, path, RING)
