"""A plane in which pictures lie: dots from afar, small pictures where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from desktop_app.views.theme import theme
from desktop_app.views.widgets.focus import BY_KEYBOARD
from desktop_app.views.widgets.frame import paint_outline
from desktop_app.views.widgets.map_pictures import SIDE, MapPictures, class_colour
from desktop_app.views.widgets.plane import Plane
from desktop_app.views.widgets.tile_grid import ARROWS, NOWHERE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import (
        QFocusEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
        QWheelEvent,
    )

    from desktop_app.views.widgets.points import Points

EDGE, DOT = 2, 3.0
"""How thick a picture's edge is, and the radius of a dot, in points."""

STEP = SIDE + 4
FEW, SHOWN = 300, 400
"""Points in sight up to which each one is a picture, and pictures in sight at most."""

ASKED = 200
"""Pictures asked for at once at most."""

REACH = 6
"""Points beside a dot from which one can still point at it."""

CORNER = 8
NOTCH = 1.25
SETTLE_MS = 40
ZOOM = {Qt.Key.Key_Plus: NOTCH, Qt.Key.Key_Equal: NOTCH, Qt.Key.Key_Minus: 1 / NOTCH}
FIT = (Qt.Key.Key_0, Qt.Key.Key_Home)
CONFIRM = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MapCanvas(QWidget):
    """The plane. The wheel zooms at the pointer, dragging pans, a double click fits.

    A click, or the arrow keys from point to point, choose; plus, minus and 0 zoom. `plane` is what
    is in sight, `pictured` are the numbers of the points in it that are or will be pictures.
    """

    chosen = Signal(int)
    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without points."""
        super().__init__(parent)
        self._points: Points | None = None
        self._names: Sequence[str] = ()
        self.plane = Plane(QRectF(), QSizeF(self.size()), STEP)
        self._pictures = MapPictures()
        self.pictured: list[int] = []
        self._asked: set[int] = set()
        self._dots = QImage()
        self._current = NOWHERE
        self._pressed: QPointF | None = None
        self._dragged = self._ringed = False
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._ask)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Pictures that are alike lie near each other"))
        theme.changed.connect(self.update)

    def show_points(self, points: Points | None, names: Sequence[str]) -> None:
        """Show other points, all of them in sight, as dots until their pictures come."""
        self._points, self._names = points, names
        self._pictures = MapPictures()
        bounds = QRectF() if points is None else points.bounds()
        self.plane = Plane(bounds, QSizeF(self.size()), STEP)
        self.plane.fit()
        self.choose(NOWHERE)
        self._on_moved()

    def show_thumbnail(self, number: int, image: QImage) -> None:
        """Show a point's picture; a null one leaves it a dot."""
        self._pictures.put(number, image, self.devicePixelRatioF())
        self._asked.discard(number)
        if not self._asked:
            self._settle.start()
        self.update()

    def choose(self, number: int) -> None:
        """Ring a point without telling; none with -1."""
        self._current = number
        self.setAccessibleDescription(self._words(number))
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a comfortable size."""
        return QSize(480, 360)

    def minimumSizeHint(self) -> QSize:
        """Ask for room for a few pictures."""
        return QSize(4 * STEP, 3 * STEP)

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip what class lies under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            words = self._words(self.number_at(QPointF(event.pos())))
            point = QRect(event.pos(), QSize(1, 1))
            QToolTip.showText(event.globalPos(), words, self, point)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw a ring around all for those who come by keyboard."""
        self._ringed = event.reason() in BY_KEYBOARD
        super().focusInEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep fitted what fits."""
        super().resizeEvent(event)
        self.plane.resize(QSizeF(self.size()))
        self._on_moved()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer."""
        self.plane.zoom(NOTCH ** (event.angleDelta().y() / 120), event.position())
        self._on_moved()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the plane."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the plane along."""
        if self._pressed is None:
            return
        by = event.position() - self._pressed
        if self._dragged or by.manhattanLength() >= QApplication.startDragDistance():
            self._dragged, self._pressed = True, event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.plane.pan(by)
            self._on_moved()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the plane; without a drag it was a click."""
        clicked = self._pressed is not None and not self._dragged
        self._pressed = None
        self.unsetCursor()
        number = self.number_at(event.position())
        if clicked and number != NOWHERE:
            self._choose_and_tell(number)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all again."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from point to point, zoom, or choose once more."""
        key = Qt.Key(event.key())
        if key in ARROWS and self._points:
            self._go(self._points, ARROWS[key])
        elif key in ZOOM:
            self.plane.zoom(ZOOM[key], QRectF(self.rect()).center())
            self._on_moved()
        elif key in FIT:
            self._fit()
        elif key in CONFIRM and self._current != NOWHERE:
            self.chosen.emit(self._current)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw mat, dots and pictures."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mat = QPainterPath()
        mat.addRoundedRect(QRectF(self.rect()), CORNER, CORNER)
        painter.fillPath(mat, theme.colour("mat"))
        painter.setClipPath(mat)
        if self._points:
            painter.drawImage(0, 0, self._dot_image(self._points))
            for number in self.pictured:
                self._paint_picture(painter, self._points, number)
            if self._current != NOWHERE:
                self._paint_chosen(painter, self._points)
        if self._ringed and self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), CORNER, CORNER)

    def number_at(self, at: QPointF) -> int:
        """Return which point lies under another, a picture before a dot; -1 if none does."""
        points = self._points
        if not points:
            return NOWHERE
        found = (one for one in reversed(self.pictured) if self.picture_rect(one).contains(at))
        near = points.nearest(self.plane.place(at))
        offset = self.plane.at(points.place(near)) - at
        close = max(abs(offset.x()), abs(offset.y())) <= REACH
        return next(found, near if close else NOWHERE)

    def picture_rect(self, number: int) -> QRectF:
        """Return where a point's picture is drawn; null without one."""
        pixmap = self._pictures.get(number)
        if not self._points or pixmap.isNull():
            return QRectF()
        result = QRectF(QPointF(), pixmap.deviceIndependentSize())
        result.moveCenter(self.plane.at(self._points.place(number)))
        return QRectF(result.topLeft().toPoint(), result.size())

    def _paint_picture(self, painter: QPainter, points: Points, number: int) -> None:
        room = self.picture_rect(number)
        if not room.isNull():
            edge = QRectF(room).adjusted(-EDGE, -EDGE, EDGE, EDGE)
            painter.fillRect(edge, class_colour(int(points.classes[number])))
            painter.drawPixmap(room.topLeft(), self._pictures.get(number))

    def _paint_chosen(self, painter: QPainter, points: Points) -> None:
        """Draw the chosen one over all others, with a ring that can be seen on any picture."""
        self._paint_picture(painter, points, self._current)
        middle, path = self.plane.at(points.place(self._current)), QPainterPath()
        room = self.picture_rect(self._current)
        if room.isNull():
            path.addEllipse(middle, 2 * DOT, 2 * DOT)
        else:
            path.addRect(room.adjusted(-EDGE, -EDGE, EDGE, EDGE))
        paint_outline(painter, path, EDGE)

    def _dot_image(self, points: Points) -> QImage:
        """Return the dots in sight, drawn anew after every move."""
        ratio = self.devicePixelRatioF()
        if self._dots.isNull() or self._dots.devicePixelRatio() != ratio:
            seen = points.within(self.plane.seen(DOT))
            self._dots = points.dots(self.plane, seen, DOT, ratio)
        return self._dots

    def _on_moved(self) -> None:
        """Find out which points are pictures now; ask for them when it has settled."""
        self._dots = QImage()
        self.pictured = self._chosen_pictures()
        self._pictures.see(self.pictured)
        self._asked.clear()
        self._settle.start()
        self.update()

    def _chosen_pictures(self) -> list[int]:
        if not self._points:
            return []
        seen = self._points.within(self.plane.seen(SIDE / 2))
        if len(seen) <= FEW:
            return [int(number) for number in seen]
        return self._points.thinned(seen, STEP / self.plane.scale)[:SHOWN]

    def _ask(self) -> None:
        missing = self._pictures.missing(self.pictured)[:ASKED]
        self._asked = set(missing)
        if missing:
            self.wanted.emit(missing)

    def _fit(self) -> None:
        self.plane.fit()
        self._on_moved()

    def _go(self, points: Points, way: tuple[int, int]) -> None:
        if self._current == NOWHERE:
            target = points.nearest(self.plane.centre)
        else:
            target = points.neighbour(self._current, way)
        if target != self._current:
            self._choose_and_tell(target)

    def _choose_and_tell(self, number: int) -> None:
        self.choose(number)
        if self._points:
            self.plane.bring_into_sight(self._points.place(number), SIDE / 2)
            self._on_moved()
        self.chosen.emit(number)

    def _words(self, number: int) -> str:
        if not self._points or number == NOWHERE:
            return ""
        return self._names[int(self._points.classes[number])]
