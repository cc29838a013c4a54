"""Background jobs: generators driven on one worker thread, watched from the window's thread.

The worker takes one step of one job per turn of its event loop. At most one job is long; quick
ones run between its steps and while it is paused. A job ends in exactly one of `succeeded`,
`failed` and `cancelled`, and then `finished`. The functions handed in run on the worker: they must
hold no QObject.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import Enum, auto
from time import monotonic
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from desktop_app.engine.errors import EngineError
from desktop_app.lane import Drive, Ending, Lane

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from desktop_app.engine.contract import Step

    Make: TypeAlias = Callable[[], Generator[Step, None, object]]

log = logging.getLogger(__name__)

INTERVAL_MS = 66
"""Least time between two reports of a job."""

STACK_BYTES = 64 << 20
"""The worker's stack: torch's exporters and autograd recurse, and macOS gives threads 512 KB."""


class State(Enum):
    """What a job is doing, as seen from the window."""

    WAITING = auto()
    RUNNING = auto()
    PAUSED = auto()
    ENDED = auto()


class BusyError(Exception):
    """A long job was asked for while another runs; `title` names that one."""

    def __init__(self, title: str) -> None:
        """Name the job that is in the way."""
        super().__init__(title)
        self.title = title


@dataclass(frozen=True, slots=True)
class Report:
    """What happened since the last report.

    Attributes:
        done: Steps done by now.
        total: Steps in all; 0 while unknown.
        frame: The newest snapshot, or None if there is no new one.
        metrics: All of them since then, in order, each with the step it belongs to.
        items: All of them since then, in order.
    """

    done: int
    total: int
    frame: object
    metrics: tuple[tuple[int, Mapping[str, float]], ...]
    items: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job failed; the traceback is text, so that it keeps no tensor alive."""

    error: BaseException
    text: str


class Job(QObject):
    """The handle of one job; lives in the window's thread, where its signals are received."""

    reported = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal()
    state_changed = Signal()

    def __init__(self, drive: Drive, title: str, wake: Callable[[], None]) -> None:
        """Stand for `drive`; `wake` tells the worker to look at it again."""
        super().__init__()
        self.title = title
        self.finishes = False
        self.state = State.WAITING
        self.drive = drive
        self._wake = wake
        self._last_report = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._report)

    def pause(self) -> None:
        """Rest after the step under way, which is reported with its frame."""
        if self.state in (State.WAITING, State.RUNNING):
            self.drive.pause()
            self._set_state(State.PAUSED)

    def resume(self) -> None:
        """Go on after a pause."""
        if self.state is State.PAUSED:
            self.drive.resume()
            self._set_state(State.RUNNING)

    def step(self) -> None:
        """Take one step while paused."""
        if self.state is State.PAUSED:
            self.drive.step()
            self._wake()

    def cancel(self) -> None:
        """Ask for no further step; the operation cleans up on the worker."""
        if self.state is not State.ENDED:
            self.drive.cancel()
            self._wake()

    def _set_state(self, state: State) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit()
        self._wake()

    def note_news(self) -> None:
        """Report now, or as soon as the last report is old enough."""
        if self.state is State.WAITING:
            self._set_state(State.RUNNING)
        rest = INTERVAL_MS - (monotonic() - self._last_report) * 1000
        if rest <= 0:
            self._report()
        elif not self._timer.isActive():
            self._timer.start(int(rest) + 1)

    @Slot()
    def _report(self) -> None:
        news = self.drive.take()
        if news is None:
            return
        self._last_report = monotonic()
        step = news.step
        self.reported.emit(
            Report(step.done, step.total, news.frame, tuple(news.metrics), tuple(news.items))
        )

    def end(self, ending: Ending) -> None:
        """Report what is left and say how it ended."""
        self._timer.stop()
        self._report()
        self.state = State.ENDED
        self.state_changed.emit()
        if ending.error is not None:
            self._fail(Failure(ending.error, ending.text))
        elif ending.cancelled:
            self.cancelled.emit()
        else:
            self.succeeded.emit(ending.result)
        self.finished.emit()

    def _fail(self, failure: Failure) -> None:
        if not isinstance(failure.error, EngineError):
            log.error("%s failed\n%s", self.title or "A quick job", failure.text)
        self.failed.emit(failure)


class JobRunner(QObject):
    """Runs jobs on a worker thread of its own. `close` it before it is destroyed."""

    long_changed = Signal(object)
    closed = Signal()

    _added = Signal(object)
    _poked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Start the worker thread."""
        super().__init__(parent)
        self._jobs: dict[Drive, Job] = {}
        self._waiting: dict[str, Job] = {}
        self._closing = False
        self._thread = QThread()
        self._thread.setStackSize(STACK_BYTES)
        self._thread.finished.connect(self.closed)
        self._lane = Lane()
        self._lane.moveToThread(self._thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._added.connect(self._lane.add, queued)
        self._poked.connect(self._lane.pump, queued)
        self._lane.woken.connect(self._on_lane_woken, queued)
        self._lane.ended.connect(self._on_lane_ended, queued)
        self._thread.start()

    @property
    def long(self) -> Job | None:
        """The long job that is waiting, running or paused, if any."""
        return next((job for job in self._jobs.values() if not job.drive.quick), None)

    @property
    def busy(self) -> bool:
        """Whether any job has not ended yet."""
        return bool(self._jobs)

    def start(self, make: Make, title: str, *, paused: bool = False) -> Job:
        """Start the one long job; `BusyError` while another has not finished.

        One that is `paused` takes no step until it is told to.
        """
        if self.long is not None:
            raise BusyError(self.long.title)
        job = self._launch(make, title, quick=False, paused=paused)
        self.long_changed.emit(job)
        return job

    def quick(self, key: str, make: Make, *, finishes: bool = False) -> Job:
        """Start a quick job; one of the same key that has not begun yet is cancelled.

        One that `finishes` comes to its end whatever follows: what a person asked to be saved.
        """
        older = self._waiting.get(key)
        if older is not None and not older.drive.begun and not older.finishes:
            older.cancel()
        job = self._launch(make, "", quick=True)
        job.finishes = finishes
        self._waiting[key] = job
        return job

    def close(self) -> None:
        """Cancel everything and end the thread; `closed` follows when the last step is done."""
        self._closing = True
        for job in self._jobs.values():
            if not job.finishes:
                job.cancel()
        self._end_thread_when_idle()

    def wait(self, milliseconds: int) -> bool:
        """Block until the thread has ended; False if it has not after that time."""
        return self._thread.wait(milliseconds)

    def _launch(self, make: Make, title: str, *, quick: bool, paused: bool = False) -> Job:
        drive = Drive(make, quick=quick)
        job = self._jobs[drive] = Job(drive, title, self._poked.emit)
        if paused:
            job.pause()
        self._added.emit(drive)
        if self._closing:
            job.cancel()
        return job

    @Slot(object)
    def _on_lane_woken(self, drive: Drive) -> None:
        if job := self._jobs.get(drive):
            job.note_news()

    @Slot(object, object)
    def _on_lane_ended(self, drive: Drive, ending: Ending) -> None:
        job = self._jobs.pop(drive)
        self._waiting = {key: other for key, other in self._waiting.items() if other is not job}
        job.end(ending)
        if not drive.quick and self.long is None:
            self.long_changed.emit(None)
        if self._closing:
            self._end_thread_when_idle()

    def _end_thread_when_idle(self) -> None:
        if not self._jobs:
            self._thread.quit()
