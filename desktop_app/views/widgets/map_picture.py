"""One picture among several: a photo, a map, or both, on the mat, with two lines of text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle, QVBoxLayout, QWidget

from desktop_app.views import pixels as qt_pixels
from desktop_app.views import ramps
from desktop_app.views.theme import theme
from desktop_app.views.widgets.frame import ScaledImage, fitted
from desktop_app.views.widgets.labels import ElidedLabel
from desktop_app.views.widgets.map_scene import NOWHERE, Scene

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QPoint
    from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPaintEvent

    from desktop_app.engine.contract import Box, Pixels
    from desktop_app.engine.seen import Grey

LEAST = 120
"""Least side of the picture, in points."""

MARGIN = 10
CONFIRM = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Canvas(QWidget):
    """The mat and the scene on it; its edge shows the state of the button that it belongs to."""

    def __init__(self, button: QAbstractButton) -> None:
        """Start with the bare mat."""
        super().__init__(button)
        self.scene = Scene()
        self.why = ""
        self._button = button
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMinimumSize(LEAST, LEAST)
        self.set_square(square=True)

    def set_square(self, *, square: bool) -> None:
        """Be a square, or fill all room."""
        self._square = square
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(square)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        """Be as high as wide."""
        return width

    def area(self) -> QRect:
        """Return where the mat is: at the leading edge if there is more room than for a square."""
        if not self._square:
            return self.rect()
        side = min(self.size().toTuple())
        leading = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        return QStyle.alignedRect(self.layoutDirection(), leading, QSize(side, side), self.rect())

    def picture_rect(self) -> QRectF:
        """Return where the picture is; null without one."""
        if self.scene.base is None:
            return QRectF()
        room = QRectF(self.area()).adjusted(1, 1, -1, -1)
        return fitted(self.scene.size, room, self.devicePixelRatioF())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw mat, picture and edge, or why there is no picture."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.area(), theme.colour("mat"))
        self.scene.paint(painter, self.picture_rect())
        if self.scene.base is None:
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.colour("text2"))
            room = self.area().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room, int(flags), self.why)
        self._paint_edge(painter)

    def _paint_edge(self, painter: QPainter) -> None:
        opens = self.scene.base is not None and self._button.underMouse()
        rest = "edge" if opens else "line"
        role, width = ("accent", 2) if self._button.hasFocus() else (rest, 1)
        painter.setPen(QPen(theme.colour(role), width, j=Qt.PenJoinStyle.MiterJoin))
        half = width / 2
        painter.drawRect(QRectF(self.area()).adjusted(half, half, -half, -half))


class PictureButton(QAbstractButton):
    """A canvas that can be clicked and pointed at; Enter and Space click it too.

    `pointed` carries row and column of the pixel under the pointer, of the map if there is one,
    else of the photo; (-1, -1) when the pointer has left.
    """

    pointed = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with the bare mat."""
        super().__init__(parent)
        self.canvas = Canvas(self)
        self._pointed = NOWHERE
        # Focus rings are for the keyboard: a click must not leave one behind.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMouseTracking(True)

    def hitButton(self, at: QPoint) -> bool:
        """Take no clicks while there is nothing to open."""
        return self.canvas.scene.base is not None and super().hitButton(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Click with Enter too; leave the arrow keys to others."""
        if self.canvas.scene.base is None:
            event.ignore()
        elif event.key() in CONFIRM:
            self.click()
        elif event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what lies under the pointer."""
        super().mouseMoveEvent(event)
        at = self.canvas.mapFromParent(event.position())
        self.point(self.canvas.scene.unit_at(at, self.canvas.picture_rect()))

    def leaveEvent(self, event: QEvent) -> None:
        """Say that nothing does any more."""
        super().leaveEvent(event)
        self.point(NOWHERE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Leave it to the canvas."""

    def point(self, unit: tuple[int, int]) -> None:
        """Say which pixel lies under the pointer, if it is another one than before."""
        if unit != self._pointed:
            self._pointed = unit
            self.pointed.emit(*unit)


class MapPicture(PictureButton):
    """The picture with a heading and a caption; `changed` follows whenever it shows something else.

    Overlay, box and mark stay until they are set anew, whatever they lie on.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with the bare mat and without words."""
        super().__init__(parent)
        self._texts = QWidget()
        self._heading, self._caption = ElidedLabel("heading"), ElidedLabel("caption")
        lines = QVBoxLayout(self._texts)
        lines.setContentsMargins(0, 4, 0, 0)
        lines.setSpacing(0)
        for label in (self._heading, self._caption):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            lines.addWidget(label)
        for part in (self._texts, self._heading, self._caption):
            part.setMouseTracking(True)  # or the pointer would leave the picture unnoticed
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self.canvas)
        self._layout.addWidget(self._texts)
        self._layout.addStretch()
        self.set_large(large=False)
        theme.changed.connect(self.update)

    def show_photo(self, pixels: Pixels) -> None:
        """Show a photo in place of what was shown."""
        self._show(ScaledImage(qt_pixels.image(pixels)))

    def show_map(self, grey: Grey, ramp: str) -> None:
        """Show a map, H x W, in the colours of a ramp, in place of what was shown."""
        self._show(ScaledImage(_image(grey, ramp), sharp=True))

    def set_overlay(self, grey: Grey | None, ramp: str, opacity: float) -> None:
        """Lay a map, H x W, over all of the picture, or take it away."""
        scene = self.canvas.scene
        scene.overlay = None if grey is None else ScaledImage(_image(grey, ramp))
        scene.faded = scene.faded and grey is None
        self.set_opacity(opacity)

    def set_opacity(self, opacity: float) -> None:
        """Let the overlay cover the picture wholly with 1, not at all with 0."""
        self.canvas.scene.opacity = opacity
        self._renew()

    def set_box(self, box: Box | None) -> None:
        """Frame a part of the picture, in its own pixels, or none; it may reach beyond it."""
        self.canvas.scene.box = box
        self._renew()

    def set_mark(self, row: int, column: int) -> None:
        """Ring a pixel of the map, or of the photo if there is no map."""
        self.canvas.scene.mark = row, column
        self._renew()

    def clear_mark(self) -> None:
        """Ring no pixel."""
        self.set_mark(*NOWHERE)

    def set_texts(self, heading: str, caption: str) -> None:
        """Say what the picture is, also to screen readers."""
        self._heading.setText(heading)
        self._caption.setText(caption)
        self.setAccessibleName(heading)
        self._renew()

    def texts(self) -> tuple[str, str]:
        """Return heading and caption."""
        return self._heading.text(), self._caption.text()

    def copy(self, source: MapPicture) -> None:
        """Show and say what `source` does."""
        self.canvas.scene = replace(source.canvas.scene)
        self.canvas.why = source.canvas.why
        self.set_texts(*source.texts())

    def show_waiting(self) -> None:
        """Fade the picture while its successor is on the way."""
        self.canvas.scene.faded = True
        self._renew()

    def clear(self, why: str = "") -> None:
        """Show the bare mat, and on it why there is nothing to see."""
        self.canvas.scene = Scene(opacity=self.canvas.scene.opacity)
        self.canvas.why = why
        self.point(NOWHERE)
        self._renew()

    def image(self) -> QImage:
        """Return what is shown, 448 pixels long or more; a null image if nothing is."""
        return replace(self.canvas.scene, faded=False).image()

    def set_large(self, large: bool) -> None:
        """Fill all room with the picture alone, or be a square above its texts."""
        self._texts.setHidden(large)
        self.canvas.set_square(square=not large)
        self._layout.setStretchFactor(self.canvas, int(large))
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Expanding, policy.Expanding if large else policy.Preferred)

    def _show(self, base: ScaledImage) -> None:
        self.canvas.scene.base = base
        self.canvas.scene.faded = False
        self.canvas.why = ""
        self._renew()

    def _renew(self) -> None:
        self.setAccessibleDescription(self.canvas.why or self._caption.text())
        self.update()
        self.changed.emit()


def _image(grey: Grey, ramp: str) -> QImage:
    # A map out of a mosaic is not in one piece, and Qt takes no other.
    return ramps.image(grey.copy(), ramp)
