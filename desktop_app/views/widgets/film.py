"""The moments of a run as a row of small pictures, and the line on which one goes through them."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.views import pixels as qt_pixels
from desktop_app.views import wording
from desktop_app.views.theme import theme
from desktop_app.views.widgets.focus import BY_KEYBOARD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

    from desktop_app.engine.contract import Pixels

FRAME = 40
"""Height of a frame, in points of the usual font."""

GAP = 2
BELOW = 24
"""Height of the line with its handle, in points."""

RADIUS = 7.0
RIM = 2.0
INSET = RADIUS + RIM / 2
GROOVE = 4.0
LEAST_FRAMES, USUAL_FRAMES = 3, 12
SIDES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
ENDS = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: -1}


class Reel:
    """Moments of a run: their steps, in ascending order, and what each looked like."""

    def __init__(
        self, steps: Sequence[int] = (), pictures: Sequence[Pixels] = (), total: int = 0
    ) -> None:
        """Take pictures, uint8 H x W x 3, out of a run of `total` steps."""
        if len(steps) != len(pictures):
            raise ValueError(f"{len(steps)} steps and {len(pictures)} pictures")
        self.steps, self.pictures, self.total = tuple(steps), tuple(pictures), total

    def near(self, step: float) -> int:
        """Return the step of the moment nearest to `step`; there must be one."""
        return min(self.steps, key=lambda one: abs(one - step))

    def beside(self, step: int, by: int) -> int:
        """Return the moment before `step` with -1, after it with 1; `step` if there is none."""
        place = bisect_left(self.steps, step) - 1 if by < 0 else bisect_right(self.steps, step)
        return self.steps[place] if 0 <= place < len(self.steps) else step

    def shown(self, count: int, newest: int) -> list[Pixels | None]:
        """Return what `count` frames show of all steps up to `newest`; None of the future."""
        return [self._before(self.total * one / max(1, count - 1), newest) for one in range(count)]

    def _before(self, step: float, newest: int) -> Pixels | None:
        found = bisect_right(self.steps, step) - 1
        future = not self.steps or step > max(newest, self.steps[-1])
        return None if future or found < 0 else self.pictures[found]


class Film(QWidget):
    """The film. Clicks, dragging, arrow keys, Home and End lead from moment to moment.

    `scrubbed` carries the step of a moment that a person chose.
    """

    scrubbed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without moments."""
        super().__init__(parent)
        self._reel = Reel()
        self._step = 0
        self._squares: dict[int, QPixmap] = {}
        self._frames: list[QPixmap | None] = []
        self._ringed = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Moments of the run"))
        theme.changed.connect(self.update)

    @property
    def step(self) -> int:
        """Where the handle stands."""
        return self._step

    def show_moments(self, steps: Sequence[int], pictures: Sequence[Pixels], total: int) -> None:
        """Show moments of a run of `total` steps: ascending steps, and uint8 H x W x 3 each.

        An array that was given before is taken for the same picture.
        """
        # The old arrays live until here, so that no new one can have got the identity of one.
        self._reel = Reel(steps, pictures, total)
        self.show_step(self._step)

    def show_step(self, step: int) -> None:
        """Put the handle at a step, which may lie between moments while a run is live."""
        self._step = step
        text = self.tr("Step {step} of {total}") if self._reel.steps else ""
        total = wording.number(self._reel.total)
        self.setAccessibleDescription(text.format(step=wording.number(step), total=total))
        self._fill()

    def clear(self) -> None:
        """Forget all moments."""
        self._step = 0
        self.show_moments((), (), 0)

    def sizeHint(self) -> QSize:
        """Ask for a dozen frames."""
        return _size(USUAL_FRAMES)

    def minimumSizeHint(self) -> QSize:
        """Ask for first, middle and last."""
        return _size(LEAST_FRAMES)

    def event(self, event: QEvent) -> bool:
        """Draw the frames anew for a screen with finer or coarser pixels."""
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._squares = {}
            self._fill()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many frames as there is room for."""
        super().resizeEvent(event)
        self._squares = {}
        self._fill()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Mark the handle for those who come by keyboard."""
        self._ringed = event.reason() in BY_KEYBOARD
        super().focusInEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the moment nearest to the pointer."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._ringed = False
            self._scrub(event.position().x())
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer while it drags."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._scrub(event.position().x())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the moment before or after, or to the first or last."""
        key, reel = Qt.Key(event.key()), self._reel
        if not reel.steps or key not in (*SIDES, *ENDS):
            super().keyPressEvent(event)
        elif key in ENDS:
            self._choose(reel.steps[ENDS[key]])
        else:
            way = -1 if self.isRightToLeft() else 1
            self._choose(reel.beside(self._step, way * SIDES[key]))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw frames, line and handle."""
        del event
        painter = QPainter(self)
        for place, frame in enumerate(self._frames):
            _paint_frame(painter, self.frame_rect(place), frame)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        handle, inset = self.handle_at(self._step), GROOVE / 2
        left, right = (QPointF(x, handle.y()) for x in (inset, self.width() - inset))
        _paint_groove(painter, left, right, "track")
        if self._reel.steps:
            start = right if self.isRightToLeft() else left
            _paint_groove(painter, start, handle, "accent")
            _paint_handle(painter, handle, ringed=self._ringed and self.hasFocus())

    def frame_rect(self, place: int) -> QRectF:
        """Return where a frame is drawn, 0 leading; its edges lie between the screen's pixels."""
        ratio = self.devicePixelRatioF()
        pitch = (self.width() + GAP) / self._count()
        wide = max(1, math.floor((pitch - GAP) * ratio)) / ratio
        left = round(place * pitch * ratio) / ratio
        if self.isRightToLeft():
            left = self.width() - left - wide
        return QRectF(left, 0, wide, theme.scaled(FRAME))

    def handle_at(self, step: float) -> QPointF:
        """Return where the middle of the handle is at a step; all of it is seen at both ends."""
        share = min(1.0, step / max(1, self._reel.total))
        x = INSET + share * self._length()
        x = self.width() - x if self.isRightToLeft() else x
        return QPointF(x, self.height() - BELOW / 2)

    def _count(self) -> int:
        return max(1, (self.width() + GAP) // (theme.scaled(FRAME) + GAP))

    def _length(self) -> float:
        """Return how far the handle can go."""
        return max(1, self.width() - 2 * INSET)

    def _fill(self) -> None:
        """Choose what the frames show; only pictures that were not shown before are scaled."""
        shown = self._reel.shown(self._count(), self._step)
        side = round(max(self.frame_rect(0).size().toTuple()) * self.devicePixelRatioF())
        before, self._squares = self._squares, {}
        for picture in shown:
            if picture is not None and (key := id(picture)) not in self._squares:
                self._squares[key] = before.get(key) or qt_pixels.square(picture, side)
        self._frames = [None if one is None else self._squares[id(one)] for one in shown]
        self.update()

    def _scrub(self, x: float) -> None:
        if self._reel.steps:
            along = self.width() - x if self.isRightToLeft() else x
            share = (along - INSET) / self._length()
            self._choose(self._reel.near(share * self._reel.total))

    def _choose(self, step: int) -> None:
        if step != self._step:
            self.show_step(step)
            self.scrubbed.emit(step)


def _size(frames: int) -> QSize:
    side = theme.scaled(FRAME)
    return QSize(frames * (side + GAP) - GAP, side + BELOW)


def _paint_frame(painter: QPainter, place: QRectF, frame: QPixmap | None) -> None:
    """Draw the middle of a square picture, or what is still to come."""
    if frame is None:
        painter.fillRect(place, theme.colour("sunken"))
        return
    seen = QRectF(QPointF(), place.size() * painter.device().devicePixelRatioF())
    seen.moveCenter(QRectF(frame.rect()).center())
    painter.drawPixmap(place, frame, seen.toRect().toRectF())


def _paint_groove(painter: QPainter, start: QPointF, end: QPointF, role: str) -> None:
    painter.setPen(QPen(theme.colour(role), GROOVE, c=Qt.PenCapStyle.RoundCap))
    painter.drawLine(start, end)


def _paint_handle(painter: QPainter, middle: QPointF, *, ringed: bool) -> None:
    painter.fillRect(QRectF(middle.x() - RIM / 2, 0, RIM, middle.y()), theme.colour("accent"))
    painter.setPen(QPen(theme.colour("text" if ringed else "accent"), RIM))
    painter.setBrush(theme.colour("accent" if ringed else "surface"))
    painter.drawEllipse(middle, RADIUS, RADIUS)
