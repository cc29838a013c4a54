"""The worker's half of the jobs: driving generators, one step per turn of the event loop."""

from __future__ import annotations

import math
import threading
import traceback
from collections import deque
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from desktop_app.engine.contract import Step

QUICK_STEPS = 8
"""Steps that quick jobs may take in a row while the long one could go on."""

FRAME_SECONDS = 0.066
"""Least time between two snapshots of a running job."""


@dataclass(slots=True)
class News:
    """What the worker has put down for the next report."""

    step: Step
    frame: object = None
    metrics: list[tuple[int, Mapping[str, float]]] = field(default_factory=list)
    items: list[object] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a job ended: with a result, cancelled, or with an error and its traceback as text."""

    result: object = None
    cancelled: bool = False
    error: BaseException | None = None
    text: str = ""


class Drive:
    """One job's generator and what the two threads share of it.

    `pause`, `resume`, `step`, `cancel` and `take` are for the window's thread, the rest for the
    worker. It holds no QObject: whichever thread lets go of it last may destroy it.
    """

    def __init__(self, make: Callable[[], Generator[Step, None, object]], *, quick: bool) -> None:
        """Keep `make`, which is called on the worker when the job's turn has come."""
        self.quick = quick
        self.begun = False
        self._make = make
        self._generator: Generator[Step, None, object] | None = None
        self._lock = threading.Lock()
        self._paused = self._cancelled = False
        self._singles = 0
        self._news: News | None = None
        self._told = False
        self._step: Step | None = None
        self._framed: Step | None = None
        self._next_frame = 0.0
        self._rests_until = 0.0

    # The window's side

    def pause(self) -> None:
        """Rest after the step under way."""
        self._paused = True

    def resume(self) -> None:
        """Go on."""
        self._singles = 0
        self._paused = False

    def step(self) -> None:
        """Take one step in spite of the pause."""
        with self._lock:
            self._singles += 1

    def cancel(self) -> None:
        """Close the generator instead of taking the next step."""
        self._cancelled = True

    def take(self) -> News | None:
        """Return what has happened since the last call, or None."""
        with self._lock:
            news, self._news = self._news, None
            self._told = False
        return news

    # The worker's side

    def delay(self) -> float | None:
        """Seconds until `advance` would do anything; None while only the window can tell."""
        if self._cancelled:
            return 0
        if self._paused and not self._singles and self._framed is self._step:
            return None
        return max(0.0, self._rests_until - monotonic())

    def advance(self) -> Ending | None:
        """Take one step, or show the step rested on; return how the job ended once it has."""
        try:
            ending = self._advance()
        except BaseException as error:  # noqa: BLE001 (even SystemExit ends the job, not the thread)
            ending = _failed(error)
        return None if ending is None else self._closed(ending)

    def has_news(self) -> bool:
        """Whether the window must be told that there is something to `take`; true once."""
        with self._lock:
            tell = self._news is not None and not self._told
            self._told = self._told or tell
        return tell

    def _advance(self) -> Ending | None:
        if self._cancelled:
            return Ending(cancelled=True)
        if self._paused and not self._singles:
            self._show()
            return None
        generator = self._started()
        try:
            self._step = next(generator)
        except StopIteration as end:
            return Ending(result=end.value)
        finally:
            with self._lock:
                self._singles = max(0, self._singles - 1)
        self._rests_until = monotonic() + self._step.rest if self._step.rest else 0.0
        self._note(self._step)
        return None

    def _started(self) -> Generator[Step, None, object]:
        if self._generator is None:
            self.begun = True
            self._generator = self._make()
        return self._generator

    def _note(self, step: Step) -> None:
        with self._lock:
            news = self._news = self._news or News(step)
            news.step = step
            if step.metrics:
                news.metrics.append((step.done, step.metrics))
            if step.item is not None:
                news.items.append(step.item)
        if self._paused or monotonic() >= self._next_frame:
            self._show()

    def _show(self) -> None:
        """Take the snapshot of the step rested on, unless it has been taken."""
        step = self._step
        frame = step.snapshot() if step and step.snapshot and self._framed is not step else None
        self._framed = step
        self._next_frame = monotonic() + FRAME_SECONDS
        if step is None or frame is None:
            return
        with self._lock:
            self._news = self._news or News(step)
            self._news.frame = frame

    def _closed(self, ending: Ending) -> Ending:
        """Close the generator; what its cleanup raises becomes the failure."""
        generator, self._generator = self._generator, None
        self._make = _nothing  # it may hold pictures and networks
        self._step = self._framed = None
        try:
            if generator is not None:
                generator.close()
        except BaseException as error:  # noqa: BLE001 (as above)
            return ending if ending.error is not None else _failed(error)
        return ending


def _failed(error: BaseException) -> Ending:
    text = "".join(traceback.format_exception(error))
    # Frames hold tensors; without this an error on screen would keep them in memory.
    error.__traceback__ = error.__cause__ = error.__context__ = None
    return Ending(error=error, text=text)


def _nothing() -> Generator[Step, None, None]:
    yield from ()


class Lane(QObject):
    """The worker's queue; it lives in the worker thread.

    Quick jobs go first, the newest of them before all others, and take turns; after
    `QUICK_STEPS` of theirs the long one gets one, so that nothing starves.

    Signals: `woken` (drive) when it has news, `ended` (drive, ending) once at its end.
    """

    woken = Signal(object)
    ended = Signal(object, object)

    _again = Signal()

    def __init__(self) -> None:
        """Start with nothing to do."""
        super().__init__()
        self._quick: deque[Drive] = deque()
        self._long: deque[Drive] = deque()
        self._quick_steps = 0
        self._queued = False
        self._again.connect(self._turn, Qt.ConnectionType.QueuedConnection)
        self._alarm = QTimer(self, singleShot=True)
        self._alarm.timeout.connect(self.pump)

    @Slot(object)
    def add(self, drive: Drive) -> None:
        """Take in a job."""
        if drive.quick:
            self._quick.appendleft(drive)
        else:
            self._long.append(drive)
        self.pump()

    @Slot()
    def pump(self) -> None:
        """Look for something to do in the next turn of the event loop, or later."""
        waits = [wait for one in (*self._quick, *self._long) if (wait := one.delay()) is not None]
        if waits and min(waits) > 0 and not self._queued:
            self._alarm.start(math.ceil(min(waits) * 1000))
            return
        self._alarm.stop()  # it must not outlive the thread
        if waits and not self._queued:
            self._queued = True
            self._again.emit()

    @Slot()
    def _turn(self) -> None:
        self._queued = False
        quick = next((one for one in self._quick if one.delay() == 0), None)
        long = next((one for one in self._long if one.delay() == 0), None)
        drive = long if long and (quick is None or self._quick_steps >= QUICK_STEPS) else quick
        if drive is not None:
            self._quick_steps = self._quick_steps + 1 if drive.quick else 0
            self._advance(drive)
        self.pump()

    def _advance(self, drive: Drive) -> None:
        queue = self._quick if drive.quick else self._long
        ending = drive.advance()
        queue.remove(drive)
        if ending is not None:
            self.ended.emit(drive, ending)
            return
        queue.append(drive)
        if drive.has_news():
            self.woken.emit(drive)
