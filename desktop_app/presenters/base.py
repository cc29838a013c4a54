"""What all presenters do: start quick jobs and ignore the answers of outdated ones."""

from __future__ import annotations

from functools import partial
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
        self._current: dict[str, Job] = {}

    def quick(
        self,
        key: str,
        make: Make,
        done: Callable[[object], None],
        failed: Callable[[Failure], None],
        reported: Callable[[Report], None] | None = None,
    ) -> Job:
        """Start a quick job; the callbacks are only called while it is the newest of its key."""
        job = self.runner.quick(key, make)
        self._current[key] = job
        # The partials live as long as the job does, which ends with its last signal.
        job.succeeded.connect(partial(self._pass_on, key, job, done))
        job.failed.connect(partial(self._pass_on, key, job, failed))
        if reported is not None:
            job.reported.connect(partial(self._pass_on, key, job, reported))
        return job

    def forget(self, key: str) -> None:
        """Ignore whatever the newest job of `key` still answers, and stop it."""
        job = self._current.pop(key, None)
        if job is not None:
            job.cancel()

    def _pass_on(self, key: str, job: Job, callback: Callable[[T], None], value: T) -> None:
        if self._current.get(key) is job:
            callback(value)
