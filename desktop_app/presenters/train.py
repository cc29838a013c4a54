"""Training: what is asked for becomes a run, and the run is shown while it goes on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from desktop_app.engine.epochs import Epoch
from desktop_app.engine.errors import EngineError
from desktop_app.engine.examples import FEATURES, HEAD, LOOK, NETWORK
from desktop_app.engine.train_recipe import FULL, train_recipe
from desktop_app.presenters import work_train as work
from desktop_app.presenters.runs import RunPresenter
from desktop_app.presenters.train_run import TrainRun
from desktop_app.views import train_stage, wording
from desktop_app.views.run_state import IDLE

if TYPE_CHECKING:
    from desktop_app.engine.contract import Network
    from desktop_app.engine.learned import Learned
    from desktop_app.jobs import Failure, Job, JobRunner, Report
    from desktop_app.presenters.dataset import DatasetPresenter
    from desktop_app.presenters.job_bar import JobBarPresenter
    from desktop_app.session import Session
    from desktop_app.views.train_tab import TrainTab


class TrainPresenter(RunPresenter):
    """Trains a copy of the network in use, or of the one that it was made from.

    `ended` follows the end of those only that have a result.
    """

    def __init__(
        self,
        session: Session,
        runner: JobRunner,
        tab: TrainTab,
        data: DatasetPresenter,
        progress: JobBarPresenter,
    ) -> None:
        """Join them."""
        super().__init__(session, runner, tab, progress)
        self.tab, self.data = tab, data
        self.run: TrainRun | None = None
        self.base: Network | None = None
        self._own: set[str] = set()
        data.changed.connect(self._on_data_changed)
        session.network_changed.connect(self._take_network)
        tab.settings.started.connect(self.start)
        tab.settings.aimed.connect(self._show_state)
        self._take_network()

    @property
    def learned(self) -> Learned | None:
        """What came of the last training."""
        return self.run.result if self.run else None

    def belongs(self, name: str) -> None:
        """Know the network called `name` as one that was trained here: it is no new beginning."""
        self._own.add(name)

    def _take_network(self) -> None:
        network = self.session.network
        if network is not None and network.name not in self._own:
            self.base = network
        if self.base is not None:
            self.tab.settings.show_base(self.base.title)
        self._show_state()

    def _on_data_changed(self) -> None:
        self.run = None
        self.tab.stage.show_nothing()
        self.tab.stage.message.hide()
        self.tab.stage.pages.choose(train_stage.DATA)
        self._clear()
        self._show_state()
        self.began.emit()

    def _clear(self) -> None:
        page = self.tab.stage.result
        for curves in (page.loss, page.accuracy):
            curves.clear()
        page.show_waiting(self.tr("What it mixes up stands here when it has learned."))

    def _show_state(self) -> None:
        state = self.state
        why = "" if state != IDLE else self._why_not()
        run = self.run
        self.tab.settings.show_going_on(
            on=self._is_same(run) and not run.is_whole if run else False
        )
        self.tab.settings.show_state(state, possible=not why, why=why)
        busy = self.tr("Wait until it has learned, or stop it.") if state != IDLE else ""
        self.tab.stage.allow(on=self.learned is not None and not busy, why=busy)

    def _is_same(self, run: TrainRun) -> bool:
        """Whether a start would go on with `run`."""
        return self.tab.settings.values() == run.recipe.values() and run.network is self.base

    def _why_not(self) -> str:
        """Say why no training can begin, if none can."""
        if self.base is None:
            return self.tr("There is no network yet.")
        if self.data.dataset is None:
            return self.tr("Drop a folder to learn from.")
        if not self.base.trained and self.tab.settings.values()["mode"] != FULL:
            return self.tr("It has learned nothing yet: choose Everything, or another network.")
        return ""

    # A run

    def start(self) -> None:
        """Begin a training as the settings say, or go on with it."""
        network, dataset = self.base, self.data.dataset
        if network is None or dataset is None or self.job is not None or self._why_not():
            return
        try:
            recipe = train_recipe(**self.tab.settings.values())
        except EngineError as error:
            self._message.show_message("error", *wording.explain(error))
            return
        make = partial(work.learn, network, dataset, recipe, ends=False)
        job = self.start_job(make, self.tr("Training"))
        if job is not None:
            self._follow(job, TrainRun(network, dataset, recipe))

    def _follow(self, job: Job, run: TrainRun) -> None:
        self.job, self.run = job, run
        self.forget("conclude")
        stage = self.tab.stage
        stage.show_nothing()
        stage.message.hide()
        stage.pages.choose(train_stage.RESULT)
        self._clear()
        for curves in (stage.result.loss, stage.result.accuracy):
            curves.show_length(run.recipe.epochs)
        job.reported.connect(self._on_reported)
        job.succeeded.connect(self._on_succeeded)
        job.cancelled.connect(self._on_cancelled)
        job.failed.connect(self._on_run_broken)
        job.state_changed.connect(self._show_state)
        job.finished.connect(self._on_finished)
        self._show_state()
        self.began.emit()

    def _on_reported(self, report: Report) -> None:
        run = self.run
        if run is None:
            return
        for item in report.items:
            if isinstance(item, Epoch):
                run.take(item)
            elif isinstance(item, EngineError):
                what = self.tr("It cannot go on after a crash.")
                self.tab.stage.message.show_message("warn", what, wording.explain(item)[1])
            elif isinstance(item, str):
                self._show_stage(item)
        if any(isinstance(item, Epoch) for item in report.items):
            self._show_curves(run)

    def _show_stage(self, stage: str) -> None:
        sentences = {
            FEATURES: self.tr("It looks at each picture once; a second training needs no look."),
            HEAD: self.tr("The new last layer learns."),
            NETWORK: self.tr("It learns from the pictures themselves, which takes time."),
            LOOK: self.tr("It is shown the pictures that it never trained on."),
        }
        self.tab.stage.result.show_waiting(sentences[stage])

    def _show_curves(self, run: TrainRun) -> None:
        page, passed = self.tab.stage.result, run.passed
        best = run.best or None
        page.loss.show_points(
            [one.train_loss for one in passed], [one.loss for one in passed], best
        )
        page.accuracy.show_points(
            [one.train_accuracy for one in passed], [one.accuracy for one in passed], best
        )

    # What comes of it

    def _on_succeeded(self, result: object) -> None:
        self._keep(cast("Learned", result))
        run = cast("TrainRun", self.run)
        text = self.tr("%Ln epoch(s) in {time}, the best was epoch {best}", "", run.reached)
        if not run.best:
            text = self.tr("%Ln epoch(s) in {time}; its beginning was best", "", run.reached)
        time = wording.duration(self.progress.seconds)
        told = text.format(time=time, best=wording.number(run.best or 0))
        self.progress.tell("done", self.tr("Training finished"), told)

    def _on_cancelled(self) -> None:
        run = self.run
        what = self.tr("Stopped. What it had looked at is kept.")
        if run is not None and run.epochs:
            text = self.tr("Stopped after epoch {last}; epoch {best} is kept.")
            last, best = wording.number(run.reached), wording.number(run.best or 0)
            what = text.format(last=last, best=best)
        self.progress.tell("stopped", self.tr("Training"), what)
        self._conclude()

    def _on_run_broken(self, failure: Failure) -> None:
        del failure  # told already
        self._conclude()

    def _conclude(self) -> None:
        """Have the best epoch of a training that did not reach its end."""
        run = self.run
        if run is not None and run.epochs:
            make = partial(work.learn, run.network, run.dataset, run.recipe, ends=True)
            self.quick("conclude", make, self._on_concluded, self._on_failed)
        else:
            self.tab.stage.result.show_waiting(self.tr("It has not learned anything yet."))

    def _on_concluded(self, result: object) -> None:
        if self.job is None and self.run is not None:
            self._keep(cast("Learned", result))
            self._show_state()
            self.ended.emit()

    def _keep(self, learned: Learned) -> None:
        if self.run is not None:
            self.run.result = learned

    def _on_finished(self) -> None:
        self.job = None
        self._take_network()
        if self.learned is not None:
            self.ended.emit()

    def _on_resumed(self) -> None:
        if self.job is not None:
            self.job.resume()
