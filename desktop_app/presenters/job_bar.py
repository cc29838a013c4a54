"""Joins the job bar to the long job, and while there is none to what goes on beside it."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_app.jobs import State
from desktop_app.views import wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.jobs import Job, JobRunner, Report
    from desktop_app.views.widgets.job_bar import JobBar


class JobBarPresenter(QObject):
    """Shows one job's progress. How it ended is told by the presenter that started it."""

    def __init__(self, bar: JobBar, runner: JobRunner) -> None:
        """Follow `runner`'s long jobs from now on."""
        super().__init__()
        self._bar = bar
        self._runner = runner
        self._job: Job | None = None
        self._beside: list[tuple[Job, Callable[[int], str]]] = []
        self._busy = 0.0
        self._since: float | None = None
        self._begun = 0
        runner.long_changed.connect(self._choose)
        bar.pause_requested.connect(self._on_pause_requested)
        bar.resume_requested.connect(self._on_resume_requested)
        bar.stop_requested.connect(self._on_stop_requested)

    @property
    def seconds(self) -> float:
        """Time that the job has been running, pauses left out."""
        return self._busy + (monotonic() - self._since if self._since is not None else 0.0)

    def tell(self, state: str, what: str, detail: str = "") -> None:
        """Say how something ended, unless another job is being shown."""
        over = self._job is None or self._job.state is State.ENDED
        if over and not self._beside:
            self._bar.show_state(state, what, detail)

    def watch(self, job: Job, title: str, number: Callable[[int], str] = wording.number) -> None:
        """Show a quick job too, while no long one runs; `number` words how far it is."""
        job.title = title
        self._beside.append((job, number))
        job.state_changed.connect(self._let_go)
        self._choose()

    def _let_go(self) -> None:
        self._beside = [one for one in self._beside if one[0].state is not State.ENDED]
        self._choose()

    def _choose(self) -> None:
        """Show the long job, else the newest of the others."""
        newest = self._beside[-1][0] if self._beside else None
        job = self._runner.long or newest
        if job is self._job:
            return
        if self._job is not None:
            self._job.reported.disconnect(self._on_job_reported)
            self._job.state_changed.disconnect(self._on_job_state_changed)
        self._job = job
        if job is None:
            if self._bar.state in ("running", "paused"):
                self._bar.show_state("idle", self.tr("Ready"))
            return
        self._busy, self._since = 0.0, monotonic()
        self._begun = -1 if job is newest else 0
        job.reported.connect(self._on_job_reported)
        job.state_changed.connect(self._on_job_state_changed)
        self._bar.show_state("running", job.title)
        self._bar.show_progress(0, 0, "", "")
        self._on_job_state_changed()

    def _on_job_reported(self, report: Report) -> None:
        if self._begun < 0:
            self._begun = report.done  # a download may go on from where it was
        number = next((words for job, words in self._beside if job is self._job), wording.number)
        text = self.tr("{done} of {total}") if report.total else "{done}"
        detail = text.format(done=number(report.done), total=number(report.total))
        left = ""
        fresh = report.done - self._begun
        if fresh > 0 and report.total:
            rest = self.seconds / fresh * (report.total - report.done)
            left = self.tr("{time} left").format(time=wording.duration(max(1, rest)))
        self._bar.show_progress(report.done, report.total, detail, left)

    def _on_job_state_changed(self) -> None:
        if self._job is None or self._job.state is State.ENDED:
            return
        name, detail, _ = self._bar.texts()
        if self._job.state is State.PAUSED:
            self._busy, self._since = self.seconds, None
            paused = self.tr("{name}, paused").format(name=self._job.title)
            self._bar.show_state("paused", paused, detail)
        elif self._since is None or name != self._job.title:
            self._since = self._since or monotonic()
            self._bar.show_state("running", self._job.title, detail)

    def _on_pause_requested(self) -> None:
        if self._job is not None:
            self._job.pause()

    def _on_resume_requested(self) -> None:
        if self._job is not None:
            self._job.resume()

    def _on_stop_requested(self) -> None:
        if self._job is not None:
            self._job.cancel()
