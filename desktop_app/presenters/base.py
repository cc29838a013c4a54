"""What all presenters do: start quick jobs and ignore the answers of outdated ones."""

from __future__ import annotations

from functools import partial
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.jobs import Failure, Job, JobRunner, Make, Report
    from desktop_app.session import Session

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

    def quick(
        self,
        key: str,
        make: Make,
        done: Callable[[object], None],
        failed: Callable[[Failure], None],
        reported: Callable[[Report], None] | None = None,
        *,
        finishes: bool = False,
    ) -> None:
        """Start a quick job; the callbacks are only called while it is the newest of its key.

        One that `finishes` is let end when the window is closed.
        """
        job = self.runner.quick(key, make, finishes=finishes)
        number = next(self._numbers)
        self._newest[key] = number, job
        # A connection that named the job would keep it alive for ever, and all that it holds.
        job.succeeded.connect(partial(self._pass_on, key, number, done))
        job.failed.connect(partial(self._pass_on, key, number, failed))
        job.finished.connect(partial(self._drop, key, number))
        if reported is not None:
            job.reported.connect(partial(self._pass_on, key, number, reported))

    def forget(self, key: str) -> None:
        """Ignore whatever the newest job of `key` still answers, and stop it."""
        _, job = self._newest.pop(key, (0, None))
        if job is not None:
            job.cancel()

    def _pass_on(self, key: str, number: int, callback: Callable[[T], None], value: T) -> None:
        if self._newest.get(key, (None,))[0] == number:
            callback(value)

    def _drop(self, key: str, number: int) -> None:
        if self._newest.get(key, (None,))[0] == number:
            del self._newest[key]
