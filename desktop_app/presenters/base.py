"""What all presenters do: start quick jobs and ignore the answers of outdated ones."""

from __future__ import annotations

from functools import partial
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject

from desktop_app.jobs import BusyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.jobs import Failure, Job, JobRunner, Make, Report
    from desktop_app.session import Session
    from desktop_app.views.widgets.message import Message

T = TypeVar("T")


class Presenter(QObject):
    """Joins a view to the session and the runner."""

    def __init__(self, session: Session, runner: JobRunner) -> None:
        """Keep both; the application keeps the presenter."""
        super().__init__()
        self.session = session
        self.runner = runner
        self._numbers = count()
        self._newest: dict[str, tuple[int, Job]] = {}

    def long(self, make: Make, title: str, message: Message, *, paused: bool = False) -> Job | None:
        """Start the long job, or say in `message` which one is in the way."""
        try:
            return self.runner.start(make, title, paused=paused)
        except BusyError as error:
            what = self.tr("{job} is still going on.").format(job=error.title)
            message.show_message("info", what, self.tr("Stop it below, or wait."))
            return None

    def quick(
        self,
        key: str,
        make: Make,
        done: Callable[[object], None],
        failed: Callable[[Failure], None],
        reported: Callable[[Report], None] | None = None,
        *,
        finishes: bool = False,
        stopped: Callable[[], None] | None = None,
    ) -> Job:
        """Start a quick job in place of the last one of its key, which is stopped.

        One that `finishes` is let end when the window is closed; `stopped` is for one that a
        person has stopped in the job bar.
        """
        _, older = self._newest.get(key, (0, None))
        if older is not None and not older.finishes:
            older.cancel()
        own = f"{type(self).__name__} {key}"  # another presenter may use the same word
        job = self.runner.quick(own, make, finishes=finishes)
        number = next(self._numbers)
        self._newest[key] = number, job
        # A connection that named the job would keep it alive for ever, and all that it holds.
        job.succeeded.connect(partial(self._pass_on, key, number, done))
        job.failed.connect(partial(self._pass_on, key, number, failed))
        job.finished.connect(partial(self._drop, key, number))
        if stopped is not None:
            job.cancelled.connect(partial(self._pass_on_stop, key, number, stopped))
        if reported is not None:
            job.reported.connect(partial(self._pass_on, key, number, reported))
        return job

    def forget(self, key: str) -> None:
        """Ignore whatever the newest job of `key` still answers, and stop it."""
        _, job = self._newest.pop(key, (0, None))
        if job is not None:
            job.cancel()

    def _pass_on(self, key: str, number: int, callback: Callable[[T], None], value: T) -> None:
        if self._newest.get(key, (None,))[0] == number:
            callback(value)

    def _pass_on_stop(self, key: str, number: int, callback: Callable[[], None]) -> None:
        if self._newest.get(key, (None,))[0] == number:
            callback()

    def _drop(self, key: str, number: int) -> None:
        if self._newest.get(key, (None,))[0] == number:
            del self._newest[key]
