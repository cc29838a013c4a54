"""One picture: fitted or zoomed, panned, with the network's crop framed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.views import pixels as qt_pixels
from desktop_app.views.theme import theme
from desktop_app.views.widgets.frame import paint_frame

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from desktop_app.engine.contract import Box, Pixels

MARGIN = 15
"""Mat left around a fitted picture, in points."""

CORNER = 8
GREATEST_SCALE = 32.0
LARGEST_FIT = 8.0
"""A small picture is enlarged no more than this to fit."""

NOTCH = 1.25


class ImageView(QWidget):
    """A picture on the mat. The wheel zooms at the pointer, dragging pans, a double click fits.

    `scaled` carries how many points a pixel of the picture takes.
    """

    scaled = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a picture."""
        super().__init__(parent)
        self._whole = self._preview = QImage()
        self._box: Box | None = None
        self._fits = True
        self._scale = 1.0
        self._centre = QPointF()
        self._grabbed: QPoint | None = None
        self.dimmed = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumSize(160, 120)
        theme.changed.connect(self.update)

    def show_picture(self, whole: Pixels, preview: Pixels, box: Box | None) -> None:
        """Show a picture; `preview` is drawn instead of `whole` where it is fine enough."""
        self._whole, self._preview = qt_pixels.image(whole), qt_pixels.image(preview)
        self._box = box
        self.dimmed = False
        self.fit()

    def dim(self) -> None:
        """Fade the picture while its successor is on the way."""
        self.dimmed = True
        self.update()

    def clear(self) -> None:
        """Show the bare mat."""
        self._whole = self._preview = QImage()
        self.update()

    def fit(self) -> None:
        """Show the whole picture as large as there is room."""
        self._fits = True
        self._centre = QRectF(self._whole.rect()).center()
        self._rescale(self._fitted_scale(), None)

    def actual_size(self) -> None:
        """Show one pixel of the picture as one pixel of the screen."""
        self._fits = False
        self._rescale(1 / self.devicePixelRatioF(), None)

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Enlarge by `factor`; what is under the point `at` stays there."""
        fitted = self._fitted_scale()
        scale = min(max(self._scale * factor, min(fitted, 1.0)), GREATEST_SCALE)
        self._fits = scale == fitted
        self._rescale(scale, at)
        if self._fits:
            self.fit()

    def sizeHint(self) -> QSize:
        """Ask for a comfortable size."""
        return QSize(480, 360)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep a fitted picture fitted."""
        super().resizeEvent(event)
        if self._fits:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer."""
        self.zoom(NOTCH ** (event.angleDelta().y() / 120), event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the picture."""
        self._grabbed = event.position().toPoint()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the picture along."""
        if self._grabbed is not None:
            moved = event.position().toPoint() - self._grabbed
            self._grabbed = event.position().toPoint()
            self._pan(QPointF(moved))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the picture."""
        del event
        self._grabbed = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit, or show actual pixels if it fits already."""
        if self._fits:
            self._fits = False
            self._rescale(1 / self.devicePixelRatioF(), event.position())
        else:
            self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pan with the arrow keys while zoomed in."""
        moves = {
            Qt.Key.Key_Left: QPointF(40, 0),
            Qt.Key.Key_Right: QPointF(-40, 0),
            Qt.Key.Key_Up: QPointF(0, 40),
            Qt.Key.Key_Down: QPointF(0, -40),
        }
        move = moves.get(Qt.Key(event.key()))
        if move is None or self._fits:
            super().keyPressEvent(event)
        else:
            self._pan(move)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw mat, picture and frame."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mat = QPainterPath()
        mat.addRoundedRect(QRectF(self.rect()), CORNER, CORNER)
        painter.fillPath(mat, theme.colour("mat"))
        if not self._whole.isNull():
            painter.setClipPath(mat)
            self._paint_picture(painter)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), CORNER, CORNER)

    def _paint_picture(self, painter: QPainter) -> None:
        # Only what is in sight is drawn, from the small copy where that is fine enough: a picture
        # of 40 megapixels would take a tenth of a second each time otherwise.
        place = self.picture_rect()
        seen = place.intersected(QRectF(self.rect()))
        fraction = self._preview.width() / self._whole.width()
        small = self._scale * self.devicePixelRatioF() <= fraction
        source, scale = (
            (self._preview, self._scale / fraction) if small else (self._whole, self._scale)
        )
        part = QRectF((seen.topLeft() - place.topLeft()) / scale, seen.size() / scale)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._scale < 3)
        painter.setOpacity(0.45 if self.dimmed else 1.0)
        painter.drawImage(seen, source, part)
        painter.setOpacity(1.0)
        if self._box is not None and not self.dimmed:
            paint_frame(painter, place, self.frame_rect())

    def picture_rect(self) -> QRectF:
        """Return where the whole picture lies in the widget; parts may be out of sight."""
        size = QRectF(self._whole.rect()).size() * self._scale
        corner = QRectF(self.rect()).center() - self._centre * self._scale
        return QRectF(corner, size)

    def frame_rect(self) -> QRectF:
        """Return where the network's crop lies in the widget; null without one."""
        if self._box is None:
            return QRectF()
        place = self.picture_rect().topLeft()
        corners = (self._box.left, self._box.top), (self._box.right, self._box.bottom)
        near, far = (place + QPointF(x, y) * self._scale for x, y in corners)
        return QRectF(near, far)

    def _fitted_scale(self) -> float:
        if self._whole.isNull():
            return 1.0
        room_x = max(1, self.width() - 2 * MARGIN) / self._whole.width()
        room_y = max(1, self.height() - 2 * MARGIN) / self._whole.height()
        return min(room_x, room_y, LARGEST_FIT)

    def _rescale(self, scale: float, at: QPointF | None) -> None:
        if at is not None:
            offset = at - QRectF(self.rect()).center()
            self._centre += offset / self._scale - offset / scale
        self._scale = scale
        self._pan(QPointF())
        self.scaled.emit(scale)

    def _pan(self, by: QPointF) -> None:
        moved = self._centre - by / self._scale
        width, height = self._whole.width(), self._whole.height()
        self._centre = QPointF(min(max(moved.x(), 0), width), min(max(moved.y(), 0), height))
        self.update()
