"""All the pictures that are not on screen: predicted one after the other, as one long job."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer

from desktop_app.presenters import work
from desktop_app.presenters.base import Presenter
from desktop_app.views import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.engine.contract import Outcome
    from desktop_app.jobs import Failure, Job, JobRunner, Report
    from desktop_app.presenters.job_bar import JobBarPresenter
    from desktop_app.session import Session


class FolderPresenter(Presenter):
    """Starts the long job whenever pictures wait and the worker is free."""

    def __init__(self, session: Session, runner: JobRunner, progress: JobBarPresenter) -> None:
        """Join them."""
        super().__init__(session, runner)
        self.progress = progress
        self.pictures = session.pictures
        self._job: Job | None = None
        self._asked: set[int] = set()
        self._stopped: set[int] = set()
        self._outdated = self._busy = False
        self._begin_count()
        # Not at once: the picture that is about to be shown is predicted on its own.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._predict_waiting)
        session.network_changed.connect(self._restart)
        self.pictures.added.connect(self._soon.start)
        self.pictures.changed.connect(self._on_pictures_changed)
        self.pictures.current_changed.connect(self._soon.start)
        self.pictures.rearranged.connect(self._on_pictures_rearranged)
        self.pictures.cleared.connect(self._on_pictures_cleared)
        self.pictures.retried.connect(self._on_pictures_retried)
        runner.long_changed.connect(self._on_long_changed)

    def _begin_count(self) -> None:
        self._answered: set[int] = set()
        self._bad: set[int] = set()
        self._seconds = 0.0

    def _on_pictures_changed(self, keys: Sequence[int]) -> None:
        """Count what is answered, be it here or by a look."""
        for entry in filter(None, map(self.pictures.get, keys)):
            if self._busy and not entry.waiting:
                (self._bad if entry.error else self._answered).add(entry.key)

    def _on_pictures_retried(self) -> None:
        self._stopped.clear()
        self._soon.start()

    def _on_pictures_rearranged(self) -> None:
        self._asked = {key for key in self._asked if self.pictures.get(key)}
        if self._job is not None and not self._asked:
            self._restart()  # nobody wants the rest any more
        self._soon.start()

    def _on_pictures_cleared(self) -> None:
        self.progress.tell("idle", self.tr("Ready"))

    def _restart(self) -> None:
        """Let go of the present job; those that still wait are asked for anew."""
        if self._job is not None:
            self._outdated = True
            self._job.cancel()
        self._soon.start()

    def _predict_waiting(self) -> None:
        network = self.session.network
        if network is None or self.runner.long is not None:
            return  # `network_changed` or `long_changed` comes back to it
        waiting = [one for one in self.pictures.waiting() if one.key not in self._stopped]
        # The current one is being looked at by itself.
        sources = [(one.key, one.source) for one in waiting if one is not self.pictures.current]
        if not sources:
            self._busy = False
            return
        if not self._busy:
            self._busy = True
            self._begin_count()
        self._asked = {key for key, _ in sources}
        make = partial(work.predict_many, network, sources)
        self._job = job = self.runner.start(make, self.tr("Predicting"))
        job.reported.connect(self._on_job_reported)
        job.succeeded.connect(self._on_job_succeeded)
        job.failed.connect(self._on_job_failed)
        job.cancelled.connect(self._on_job_cancelled)

    def _on_job_reported(self, report: Report) -> None:
        if self._outdated:
            return
        outcomes = cast("tuple[Outcome, ...]", report.items)
        self._asked.difference_update(outcome.key for outcome in outcomes)
        self.pictures.record(outcomes)

    def _on_job_succeeded(self) -> None:
        what = self.tr("Predicted %Ln picture(s)", "", len(self._answered))
        time = wording.duration(self._seconds + self.progress.seconds)
        detail = self.tr("in {time}").format(time=time)
        if self._bad:
            detail = self.tr("in {time}, %Ln could not be read", "", len(self._bad)).format(
                time=time
            )
        self.progress.tell("done", what, detail)

    def _on_job_failed(self, failure: Failure) -> None:
        self._stop_waiting()
        self.progress.tell("failed", *wording.explain(failure.error))

    def _on_job_cancelled(self) -> None:
        if self._outdated:
            return
        self._stop_waiting()
        why = self.tr("F5 goes on with those that wait.")
        self.progress.tell("stopped", self.tr("Stopped"), why)

    def _stop_waiting(self) -> None:
        self._stopped = {entry.key for entry in self.pictures.waiting()}

    def _on_long_changed(self, job: Job | None) -> None:
        if job is None:
            if self._job is not None:
                self._seconds += self.progress.seconds
            self._job = None
            self._outdated = False
            self._soon.start()
