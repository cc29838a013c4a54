"""Attacks: what is asked for becomes a run, and the run is shown while it goes on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from desktop_app.engine.attack_recipe import attack_recipe
from desktop_app.engine.attempts import ANYTHING, AlreadyError
from desktop_app.engine.errors import EngineError
from desktop_app.presenters import work_attack as work
from desktop_app.presenters.attack_film import AttackFilm
from desktop_app.presenters.attack_run import AttackRun
from desktop_app.presenters.runs import RunPresenter
from desktop_app.views import wording
from desktop_app.views.run_state import IDLE

if TYPE_CHECKING:
    from desktop_app.engine.attempts import AttackResult
    from desktop_app.engine.contract import Answer, Network, Picture, Pixels, RunRecord
    from desktop_app.jobs import Job, JobRunner
    from desktop_app.presenters.job_bar import JobBarPresenter
    from desktop_app.session import Session
    from desktop_app.views.attack_tab import AttackTab

STEPS_TO_CREEP = 3
"""Steps of the job until the picture after the first is shown: each shows the one before it."""


class AttackPresenter(RunPresenter):
    """Attacks the picture in use.

    `began` also follows whatever makes the last attack a matter of the past, and `ended` the end
    of those only that have a result.
    """

    film: AttackFilm

    def __init__(
        self, session: Session, runner: JobRunner, tab: AttackTab, progress: JobBarPresenter
    ) -> None:
        """Join them."""
        super().__init__(session, runner, tab, progress)
        self.tab = tab
        self.film = AttackFilm(session, runner, tab)
        self._original: tuple[Pixels, Answer] | None = None
        self._network: Network | None = None
        self._picture: Picture | None = None
        self._results: list[Picture] = []
        self._lingers = False
        tab.appeared.connect(self._on_appeared)
        session.network_changed.connect(self._take_present)
        session.picture_changed.connect(self._take_present)
        settings = tab.settings
        settings.started.connect(self.start)
        settings.stepped.connect(self._on_stepped)
        self._show_state()

    # What can be attacked

    def _on_appeared(self) -> None:
        if not self._lingers:
            self.refresh()

    def _take_present(self) -> None:
        self._lingers = False
        self.refresh()

    def refresh(self) -> None:
        """Look at the picture in use with the network in use, if the tab is in sight."""
        network, picture = self.session.network, self.session.picture
        if not self.tab.isVisible() or self.job is not None:
            return  # what is locked stays as it is: that of the run
        if not self._is_outdated:
            return
        self._network, self._picture = network, picture
        self._results = []
        self._original = None
        self.forget("look")
        self.forget("conclude")
        self.tab.settings.message.hide()
        self.film.show_original(None, None)
        self.began.emit()
        if network is not None:
            self.tab.settings.offer_classes(network.classes)
        if network is not None and picture is not None:
            make = partial(work.look, network, picture)
            self.quick("look", make, self._on_looked, self._on_failed)
        self._show_state()

    @property
    def _is_outdated(self) -> bool:
        """Whether another picture or network was chosen meanwhile."""
        own = self.session.picture is self._picture or self._is_own(self.session.picture)
        return self.session.network is not self._network or not own

    def _linger(self) -> None:
        """Leave a result to be seen, though another picture is in use by now."""
        self._lingers = True
        what = self.tr("Another picture or network is in use by now.")
        message = self.tab.settings.message
        message.show_message("info", what, "", self.tr("Go on with it"), self._take_present)

    def _is_own(self, picture: Picture | None) -> bool:
        """Whether it is the original or a result that was sent to another tab: nothing new."""
        if picture is None or self._picture is None:
            return False
        return any(picture.origin is one.origin for one in (self._picture, *self._results))

    def _on_looked(self, result: object) -> None:
        self._original = cast("tuple[Pixels, Answer]", result)
        self.film.show_original(*self._original)
        self._show_state()

    def _show_state(self) -> None:
        state = self.state
        why = "" if state != IDLE else self._why_not()
        self.tab.settings.show_state(state, possible=not why, why=why)
        network, picture = self.session.network, self.session.picture
        if why and (picture is None or (network is not None and not network.trained)):
            self.tab.stage.verdict.show_message("info", why)
        self.tab.stage.allow(on=state == IDLE and self.film.has_result)

    def _why_not(self) -> str:
        """Say why no attack can begin, if none can."""
        network = self.session.network
        if network is None:
            return self.tr("There is no network yet.")
        if not network.trained:
            return self.tr("An untrained network has no mind to change.")
        if self.session.picture is None:
            return self.tr("Drop a picture to change the network’s mind.")
        return "" if self._original else self.tr("The picture is being looked at.")

    def restore(self, record: RunRecord) -> None:
        """Show the settings of an attack, if the network in use is the one that was attacked."""
        network, settings = self.session.network, self.tab.settings
        values = dict(record.parameters)
        values.pop("truth", None)
        try:
            target = int(str(values.pop("target", ANYTHING)))
            recipe = attack_recipe(values)
            settings.choose(target)
        except (EngineError, ValueError) as error:
            why = wording.explain(error)[1] if isinstance(error, EngineError) else ""
            what = self.tr("What it says of its run cannot be used.")
            settings.message.show_message("error", what, why)
            return
        settings.show_values(recipe.values())
        what = self.tr("These are its settings. Open the picture that it was made from.")
        if network is not None and network.name != record.network:
            what = self.tr("It was made against {name}. Choose that network first.")
            what = what.format(name=record.network)
        settings.message.show_message("info", what)

    # A run

    def start(self, *, creeps: bool = False) -> None:
        """Begin an attack as the settings say; one that `creeps` rests after its first step."""
        network, picture = self._network, self._picture
        if network is None or picture is None or self._original is None or self.job is not None:
            return
        try:
            run = self._run(network, picture)
        except EngineError as error:
            self._message.show_message("error", *wording.explain(error))
            return
        make = partial(work.attack, network, picture, run.target, run.recipe)
        job = self.start_job(make, self.tr("Attack"), paused=creeps)
        if job is None:
            return
        self._follow(job, run)
        for _ in range(STEPS_TO_CREEP if creeps else 0):
            job.step()

    def _run(self, network: Network, picture: Picture) -> AttackRun:
        recipe = attack_recipe(self.tab.settings.values())
        target = self.tab.settings.target
        start, before = cast("tuple[Pixels, Answer]", self._original)
        if before.indices[0] == target:
            raise AlreadyError(name=before.best.name)
        return AttackRun(network, picture, start, before, target, recipe)

    def _follow(self, job: Job, run: AttackRun) -> None:
        self.job = job
        self.film.begin(run)
        job.reported.connect(self.film.take)
        job.succeeded.connect(self._on_succeeded)
        job.cancelled.connect(self._on_cancelled)
        job.state_changed.connect(self._show_state)
        job.finished.connect(self._on_finished)
        self._show_state()
        self.began.emit()

    def _on_stepped(self) -> None:
        if self.job is None:
            self.start(creeps=True)
        else:
            self.film.go_live()
            self.job.step()

    # What comes of it

    def _on_succeeded(self, result: object) -> None:
        self._keep(cast("AttackResult", result))
        steps = self.tr("%Ln step(s) in {time}", "", self.film.steps)
        told = steps.format(time=wording.duration(self.progress.seconds))
        self.progress.tell("done", self.tr("Attack"), told)

    def _on_cancelled(self) -> None:
        what = self.tr("Stopped. The best try is kept.")
        self.progress.tell("stopped", self.tr("Attack"), what)
        run = self.film.run
        best = run.best if run else None
        if run is not None and best is not None and run.newest is not None:
            own = run.network, run.picture, best, run.newest.step, run.target, run.recipe
            make = partial(work.conclude, *own)
            self.quick("conclude", make, self._on_concluded, self._on_failed)

    def _on_concluded(self, result: object) -> None:
        """Show what a run that was stopped has come to, unless another has begun."""
        if self.job is None:
            self._keep(cast("AttackResult", result))
            self._show_state()
            self.ended.emit()

    def _keep(self, found: AttackResult) -> None:
        self._results.append(found.result)
        self.film.finish(found)

    def _on_finished(self) -> None:
        self.job = None
        if self.film.has_result and self._is_outdated:
            self._linger()
        else:
            self.refresh()
        self._show_state()
        if self.film.has_result:
            self.ended.emit()
