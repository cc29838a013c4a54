"""What the tabs with long runs share: a run is begun, pauses, goes on, stops, or cannot begin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Signal

from desktop_app.jobs import State
from desktop_app.presenters.base import Presenter
from desktop_app.views import wording
from desktop_app.views.run_state import IDLE, PAUSED, RUNNING

if TYPE_CHECKING:
    from desktop_app.jobs import Failure, Job, JobRunner, Make
    from desktop_app.presenters.job_bar import JobBarPresenter
    from desktop_app.session import Session
    from desktop_app.views.run_tab import RunTab

STATES = {State.PAUSED: PAUSED, State.WAITING: RUNNING, State.RUNNING: RUNNING}


class Live(Protocol):
    """What shows a run."""

    def go_live(self) -> None:
        """Show the newest again."""


class RunPresenter(Presenter):
    """Has at most one run at a time. `began` and `ended` follow the beginning and end of one."""

    began = Signal()
    ended = Signal()
    film: Live

    def __init__(
        self, session: Session, runner: JobRunner, tab: RunTab, progress: JobBarPresenter
    ) -> None:
        """Join the buttons."""
        super().__init__(session, runner)
        self.progress = progress
        self.job: Job | None = None
        self._message = tab.settings.message
        tab.settings.paused.connect(self._on_paused)
        tab.settings.resumed.connect(self._on_resumed)
        tab.settings.aimed.connect(self._message.hide)
        tab.stopped.connect(self._on_stopped)

    @property
    def state(self) -> str:
        """What the run is doing: `RUNNING`, `PAUSED`, or there is none."""
        return STATES.get(self.job.state, IDLE) if self.job else IDLE

    def start_job(self, make: Make, title: str, *, paused: bool = False) -> Job | None:
        """Start a long job, or say why that cannot be."""
        job = self.long(make, title, self._message, paused=paused)
        if job is not None:
            self._message.hide()
            job.failed.connect(self._on_run_failed)
        return job

    def _on_run_failed(self, failure: Failure) -> None:
        what, why = wording.explain(failure.error)
        self.progress.tell("failed", what, why)
        self._message.show_message("error", what, why)

    def _on_failed(self, failure: Failure) -> None:
        self._message.show_message("error", *wording.explain(failure.error))

    def _on_paused(self) -> None:
        if self.job is not None:
            self.job.pause()

    def _on_resumed(self) -> None:
        if self.job is not None:
            self.film.go_live()
            self.job.resume()

    def _on_stopped(self) -> None:
        if self.job is not None:
            self.job.cancel()
