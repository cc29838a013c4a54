"""All maps of a layer as one picture, in which one is chosen."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop_app.engine.seen import columns_for
from desktop_app.views import measures, ramps, wording
from desktop_app.views.theme import theme
from desktop_app.views.widgets.focus import BY_KEYBOARD
from desktop_app.views.widgets.tile_grid import KEYS, NOWHERE, TileGrid
from desktop_app.views.widgets.tiles import BEHIND, Tiles

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import (
        QFocusEvent,
        QImage,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
    )

    from desktop_app.engine.seen import Filters, Sheet

RING, RIM = 3.0, 6.0
"""How thick the white ring and the black one below it are, in points."""

ROOMY = 16
"""Points from which a cell has room for the whole ring; around a smaller one it is thinner."""

THINNEST = 0.5
"""Share of the whole ring's thickness that is left around the smallest."""

LEAST_RINGED = 6
"""Points that a ring encloses, however small the cell."""

SETTLED_MS = 120
CONFIRM = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MosaicView(QWidget):
    """The mosaic. Click or arrow keys choose a map, a double click or Enter opens it.

    Signals carry a map's number; `pointed` that of the one under the pointer, -1 if none.
    `reshaped` follows a resize after which another number of columns would be best.
    """

    chosen = Signal(int)
    opened = Signal(int)
    pointed = Signal(int)
    reshaped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without maps."""
        super().__init__(parent)
        self._sheet: Sheet | None = None
        self._tiles: Tiles | None = None
        self._draw: Callable[[TileGrid, float], QImage]
        self._current = self._pointed = NOWHERE
        self._ringed = False
        self._resized = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._resized.timeout.connect(self._on_resized_timeout)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.clear()
        theme.changed.connect(self.update)

    @property
    def current(self) -> int:
        """The number of the chosen map, -1 if none is."""
        return self._current

    @property
    def ratio(self) -> float:
        """How many times as wide as high the place for the maps is."""
        return self.width() / max(1, self.height())

    def show_sheet(self, sheet: Sheet, ramp: str) -> None:
        """Show maps in the colours of a ramp; a difference keeps its own."""
        _, high, wide = sheet.shape
        tiles = Tiles(
            sheet.grey,
            sheet.columns,
            (high, wide),
            sheet.order,
            dead=sheet.dead,
            ramp=ramps.CHANGE if sheet.signed else ramp,
        )
        self._show(sheet, tiles, self.tr("All maps of {layer}").format(layer=sheet.layer))

    def show_filters(self, filters: Filters) -> None:
        """Show filters, none of which can be chosen."""
        tiles = Tiles(filters.pixels, filters.columns, filters.side, range(filters.count))
        self._show(None, tiles, self.tr("All filters of {layer}").format(layer=filters.layer))

    def clear(self) -> None:
        """Show nothing."""
        self._show(None, None, self.tr("Feature maps"))

    def set_ramp(self, ramp: str) -> None:
        """Show the same maps in other colours."""
        if self._tiles and self._sheet and not self._sheet.signed:
            self._set_tiles(replace(self._tiles, ramp=ramp))

    def choose(self, unit: int) -> None:
        """Ring a map; none if there is no such."""
        known = self._sheet is not None and unit in self._sheet.order
        self._current = unit if known else NOWHERE
        self.setAccessibleDescription(self._words(self._current))
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a comfortable size."""
        return QSize(480, 480)

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip what lies under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            unit = self._unit_at(QPointF(event.pos()))
            words, cell = self._words(unit), self.cell_rect(unit).toAlignedRect()
            QToolTip.showText(event.globalPos(), words, self, cell)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw a ring around all for those who come by keyboard."""
        self._ringed = event.reason() in BY_KEYBOARD
        super().focusInEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wait until the size stays."""
        super().resizeEvent(event)
        self._resized.start()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the map under the pointer."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._ringed = False
            self._choose_and_tell(self._unit_at(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the map under the pointer."""
        unit = self._unit_at(event.position())
        if event.button() is not Qt.MouseButton.LeftButton or unit == NOWHERE:
            return
        if unit != self._current:  # the first click was beside it
            self._choose_and_tell(unit)
        if self._current != NOWHERE:
            self.opened.emit(unit)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which map is under the pointer."""
        self._point_at(self._unit_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that none is under the pointer any longer."""
        super().leaveEvent(event)
        self._point_at(NOWHERE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from map to map, or open the chosen one."""
        key = Qt.Key(event.key())
        if self._sheet is not None and key in KEYS:
            self._go(key)
        elif self._current != NOWHERE and key in CONFIRM:
            self.opened.emit(self._current)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tiles and the rings."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), BEHIND)
        if self._tiles is not None:
            grid, ratio = self._grid(self._tiles), self.devicePixelRatioF()
            painter.drawImage(QPointF(grid.left, grid.top) / ratio, self._draw(grid, ratio))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._current != NOWHERE:
            _paint_ring(painter, self.cell_rect(self._current), QRectF(self.rect()))
        if self._ringed and self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def cell_rect(self, unit: int) -> QRectF:
        """Return where a map lies in the widget; null if there is no such."""
        if self._tiles is None or unit not in self._tiles.order:
            return QRectF()
        cell = QRectF(self._grid(self._tiles).cell(self._tiles.order.index(unit)))
        ratio = self.devicePixelRatioF()
        return QRectF(cell.topLeft() / ratio, cell.size() / ratio)

    def _show(self, sheet: Sheet | None, tiles: Tiles | None, name: str) -> None:
        self._sheet = sheet
        self._set_tiles(tiles)
        self._point_at(NOWHERE)
        self.setAccessibleName(name)
        self.choose(self._current)

    def _set_tiles(self, tiles: Tiles | None) -> None:
        self._tiles = tiles
        if tiles is not None:
            self._draw = lru_cache(maxsize=1)(tiles.drawn)
        self.update()

    def _grid(self, tiles: Tiles) -> TileGrid:
        ratio = self.devicePixelRatioF()
        room = QSize(int(self.width() * ratio), int(self.height() * ratio))
        return TileGrid.fitted(len(tiles.order), tiles.columns, side=tiles.side, room=room)

    def _unit_at(self, point: QPointF) -> int:
        if self._tiles is None:
            return NOWHERE
        place = self._grid(self._tiles).place_at(point * self.devicePixelRatioF())
        return NOWHERE if place == NOWHERE else self._tiles.order[place]

    def _choose_and_tell(self, unit: int) -> None:
        if unit != NOWHERE and self._sheet is not None:
            self.choose(unit)
            self.chosen.emit(unit)

    def _go(self, key: Qt.Key) -> None:
        """Choose the map that a key leads to: without a choice, the first."""
        if self._tiles is None:
            return
        order, target = self._tiles.order, 0
        if self._current != NOWHERE:
            target = self._grid(self._tiles).neighbour(order.index(self._current), key)
        if order[target] != self._current:
            self._choose_and_tell(order[target])

    def _point_at(self, unit: int) -> None:
        if unit != self._pointed:
            self._pointed = unit
            self.pointed.emit(unit)

    def _on_resized_timeout(self) -> None:
        tiles = self._tiles
        if tiles is not None and columns_for(len(tiles.order), self.ratio) != tiles.columns:
            self.reshaped.emit()

    def _words(self, unit: int) -> str:
        """Say what is known of a map or a filter; "" of none."""
        sheet, number = self._sheet, wording.number(unit)
        if unit == NOWHERE:
            return ""
        if sheet is None:
            return self.tr("Filter {number}").format(number=number)
        if sheet.signed:
            change = _short(float(abs(sheet.values[unit]).mean()))
            text = self.tr("Map {number}: changed by {change} on average")
            return text.format(number=number, change=change)
        if unit in sheet.dead:
            return self.tr("Map {number}: silent").format(number=number)
        return self.tr("Map {number}: mean {mean}, peak {peak}, zeros {zeros}").format(
            number=number,
            mean=_short(sheet.means[unit]),
            peak=_short(sheet.peaks[unit]),
            zeros=wording.percent(sheet.zeros[unit]),
        )


def _short(value: float) -> str:
    """Write a number with three figures."""
    return measures.plain(float(f"{value:.3g}"))


def _paint_ring(painter: QPainter, cell: QRectF, room: QRectF) -> None:
    side = min(cell.width(), cell.height())
    grown = max(0.0, (LEAST_RINGED - side) / 2)
    share = min(1.0, max(THINNEST, side / ROOMY))
    inset = RIM * share / 2
    place = cell.adjusted(-grown, -grown, grown, grown)
    place &= room.adjusted(inset, inset, -inset, -inset)
    for colour, width in ((Qt.GlobalColor.black, RIM), (Qt.GlobalColor.white, RING)):
        painter.setPen(QPen(QColor(colour), width * share, j=Qt.PenJoinStyle.MiterJoin))
        painter.drawRect(place)
