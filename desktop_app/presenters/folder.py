"""All the pictures that are not on screen: predicted one after the other, as one long job."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer

from desktop_app.presenters import work
from desktop_app.presenters.base import Presenter
from desktop_app.views import wording

if TYPE_CHECKING:
    from desktop_app.engine.contract import Outcome
    from desktop_app.jobs import Failure, Job, JobRunner, Report
    from desktop_app.presenters.job_bar import JobBarPresenter
    from desktop_app.session import Session
    from desktop_app.views.widgets.job_bar import JobBar


class FolderPresenter(Presenter):
    """Starts the long job whenever pictures wait and the worker is free."""

    def __init__(
        self, session: Session, runner: JobRunner, view: JobBar, progress: JobBarPresenter
    ) -> None:
        """Join them."""
        super().__init__(session, runner)
        self.view = view
        self.progress = progress
        self.pictures = session.pictures
        self._stopped: set[int] = set()
        self._bad = 0
        # Not at once: the picture that is about to be shown is predicted on its own.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._predict_waiting)
        session.network_changed.connect(self._soon.start)
        self.pictures.added.connect(self._soon.start)
        self.pictures.rearranged.connect(self._soon.start)
        self.pictures.current_changed.connect(self._soon.start)
        self.pictures.retried.connect(self._on_pictures_retried)
        runner.long_changed.connect(self._on_long_changed)

    def _on_pictures_retried(self) -> None:
        self._stopped.clear()
        self._soon.start()

    def _predict_waiting(self) -> None:
        network = self.session.network
        if network is None or self.runner.long is not None:
            return  # `network_changed` or `long_changed` comes back to it
        waiting = [one for one in self.pictures.waiting() if one.key not in self._stopped]
        # The current one is being looked at by itself; it counts all the same.
        sources = [(one.key, one.source) for one in waiting if one is not self.pictures.current]
        if not sources:
            return
        self._bad = 0
        make = partial(work.predict_many, network, sources)
        job = self.runner.start(make, self.tr("Predicting"))
        job.reported.connect(self._on_job_reported)
        job.succeeded.connect(partial(self._on_job_succeeded, len(waiting)))
        job.failed.connect(self._on_job_failed)
        job.cancelled.connect(self._on_job_cancelled)

    def _on_job_reported(self, report: Report) -> None:
        outcomes = cast("tuple[Outcome, ...]", report.items)
        self._bad += sum(outcome.error is not None for outcome in outcomes)
        self.pictures.record(outcomes)

    def _on_job_succeeded(self, count: int, answered: object) -> None:
        del answered
        what = self.tr("Predicted %Ln picture(s)", "", count)
        detail = self.tr("in {time}").format(time=wording.duration(self.progress.seconds))
        if self._bad:
            detail += self.tr(", %Ln could not be read", "", self._bad)
        self.view.show_state("done", what, detail)

    def _on_job_failed(self, failure: Failure) -> None:
        self._stop_waiting()
        self.view.show_state("failed", *wording.explain(failure.error))

    def _on_job_cancelled(self) -> None:
        self._stop_waiting()
        why = self.tr("F5 goes on with those that wait.")
        self.view.show_state("stopped", self.tr("Stopped"), why)

    def _stop_waiting(self) -> None:
        self._stopped = {entry.key for entry in self.pictures.waiting()}

    def _on_long_changed(self, job: Job | None) -> None:
        if job is None:
            self._soon.start()
