"""Ideal images: what is asked for becomes a run, and the run is shown while it goes on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from desktop_app.engine.contract import Pasted, Picture
from desktop_app.engine.errors import EngineError
from desktop_app.engine.recipe import recipe
from desktop_app.engine.targets import CLASS
from desktop_app.presenters import work_ideal as work
from desktop_app.presenters.ideal_film import IdealFilm
from desktop_app.presenters.ideal_run import Run
from desktop_app.presenters.runs import RunPresenter
from desktop_app.views import ideal_settings, wording
from desktop_app.views.run_state import IDLE, PAUSED, RUNNING

if TYPE_CHECKING:
    from desktop_app.engine.errors import DivergedError
    from desktop_app.engine.history import Moment
    from desktop_app.engine.recipe import Recipe
    from desktop_app.engine.targets import Target
    from desktop_app.jobs import Job, JobRunner, Report
    from desktop_app.presenters.job_bar import JobBarPresenter
    from desktop_app.session import Session
    from desktop_app.views.ideal_tab import IdealTab

STEPS_TO_CREEP = 2
"""Steps of the job until a picture has taken its own first: the one before shows its beginning."""

SCORE = 2
"""The box of the loop's drawing that is lit while a run rests."""


class IdealPresenter(RunPresenter):
    """Makes pictures as the settings say."""

    film: IdealFilm

    def __init__(
        self, session: Session, runner: JobRunner, tab: IdealTab, progress: JobBarPresenter
    ) -> None:
        """Join them."""
        super().__init__(session, runner, tab, progress)
        self.tab = tab
        self.film = IdealFilm(tab)
        self._known: object = None
        self._branches = False
        tab.appeared.connect(self.refresh)
        session.network_changed.connect(self.refresh)
        session.picture_changed.connect(self._offer_starts)
        settings = tab.settings
        settings.started.connect(self.start)
        settings.stepped.connect(self._on_stepped)
        tab.stage.branched.connect(self._on_branched)
        self._offer_starts()

    # What can be asked for

    def refresh(self) -> None:
        """Offer what the network in use has, if the tab is in sight."""
        network = self.session.network
        if network is None or network is self._known or not self.tab.isVisible():
            return
        if self.job is not None:  # what is locked stays as it is: that of the run
            return
        self._known = network
        picker = self.tab.settings.target
        before = picker.target
        picker.offer_classes(network.classes)
        if before is not None and before.kind == CLASS and before.index < len(network.classes):
            picker.choose(before)
        picker.offer_layers([])  # those of the network before may have the same names
        self.tab.settings.message.hide()
        self._show_state()
        self.quick("layers", partial(work.layers, network), self._on_layers, self._on_failed)

    def _on_layers(self, result: object) -> None:
        found = cast("tuple[tuple[str, tuple[int, ...]], ...]", result)
        self.tab.settings.target.offer_layers([(name, shape[0]) for name, shape in found])

    def _offer_starts(self) -> None:
        there = self.session.picture is not None
        self.tab.settings.offer_starts(picture=there, result=self.film.frame is not None)

    def _show_state(self) -> None:
        network, message = self.session.network, self.tab.settings.message
        trained = network is not None and network.trained
        if network is not None and not trained:
            what = self.tr("{name} has learned nothing yet, so it has no ideal image.")
            message.show_message("warn", what.format(name=network.title))
        state = self.state
        self.tab.settings.show_state(state, possible=trained or state != IDLE)
        there = self.film.frame is not None
        self.tab.stage.allow(on=there, branch=there and state != RUNNING)
        self.tab.stage.loop.light(SCORE if state == PAUSED else None)

    # A run

    def start(self, *, creeps: bool = False) -> None:
        """Begin a run as the settings say.

        One that `creeps` rests when each picture has taken its first step.
        """
        chosen = self.tab.settings.start.currentData()
        start = None
        if chosen == ideal_settings.PICTURE:
            start = self.session.picture
        elif chosen == ideal_settings.RESULT:
            start = self._result()
        self._begin(start, None, self._targets(), creeps=creeps)

    def _result(self) -> Picture | None:
        """Return the picture that is shown."""
        frame, member = self.film.frame, self.film.member
        if frame is None or member is None:
            return None
        told = self.tr("{name}, step {step} of another run")
        name = told.format(name=member.name, step=frame.step)
        return Picture(pixels=frame.picture, name=name, origin=Pasted())

    def _begin(
        self,
        start: Picture | None,
        moment: Moment | None,
        targets: tuple[Target, ...],
        *,
        creeps: bool = False,
    ) -> None:
        network, settings = self.session.network, self.tab.settings
        if network is None or not network.trained:
            return
        if not targets:
            settings.message.show_message("info", self.tr("Choose what it should see."))
            return
        try:
            chosen = self._recipe(moment)
        except EngineError as error:
            settings.message.show_message("error", *wording.explain(error))
            return
        names = settings.target.names(targets)
        make = partial(work.idealise, network, targets, chosen, start, moment)
        job = self.start_job(make, self.tr("Ideal image"), paused=creeps)
        if job is None:
            return
        before = self.film.member
        run = Run.of(network, chosen, start, list(zip(targets, names, strict=True)))
        if moment is not None and before is not None:
            run.members[0].continued_from(before, moment)
        self._follow(job, run)
        for _ in range(STEPS_TO_CREEP * len(targets) if creeps else 0):
            job.step()

    def _recipe(self, moment: Moment | None) -> Recipe:
        values = self.tab.settings.values()
        if moment is not None and moment.frame.step >= cast("int", values["steps"]):
            values["steps"] = moment.frame.step + cast("int", values["steps"])
        return recipe(**values)  # type: ignore[arg-type]

    def _follow(self, job: Job, run: Run) -> None:
        self.job = job
        self.film.begin(run)
        job.reported.connect(self._on_reported)
        job.succeeded.connect(self._on_succeeded)
        job.cancelled.connect(self._on_cancelled)
        job.state_changed.connect(self._show_state)
        job.finished.connect(self._on_finished)
        self._show_state()
        self.began.emit()

    def _on_stepped(self) -> None:
        """Take a step of each picture."""
        if self.job is None or self.film.run is None:
            self.start(creeps=True)
        else:
            self.film.go_live()
            for _ in self.film.run.members:
                self.job.step()

    def _on_branched(self) -> None:
        """Go on from the moment that is shown; from its picture if it is made of other parts.

        A run that rests is ended for that.
        """
        if self.job is not None:
            self._branches = True
            self.job.cancel()
            return
        run, member, moment = self.film.run, self.film.member, self.film.moment
        if run is None or member is None or moment is None:
            return
        targets = self._targets()
        aims = targets if len(targets) == 1 else (member.target,)  # of a gallery only this one
        values, made = self.tab.settings.values(), run.recipe.values()
        alike = all(values[name] == made[name] for name in ("parametrisation", "size", "optimiser"))
        if not alike or run.network is not self.session.network:
            self._begin(self._result(), None, aims)
            return
        same = aims == (member.target,) and self._recipe(moment) == run.recipe
        self._begin(run.start if same else self._result(), moment, aims)

    def _targets(self) -> tuple[Target, ...]:
        return self.tab.settings.target.targets

    # What comes of it

    def _on_reported(self, report: Report) -> None:
        first = self.film.frame is None
        self.film.take(report)
        if first:
            self._show_state()

    def _on_succeeded(self, result: object) -> None:
        self.film.finish(cast("tuple[Moment, ...]", result))
        self._tell_lost()
        self._tell_silent()
        time = wording.duration(self.progress.seconds)
        names = ", ".join(member.name for member in self.film.run.members) if self.film.run else ""
        told = self.tr("{names}, in {time}").format(names=names, time=time)
        self.progress.tell("done", self.tr("Ideal image"), told)

    def _tell_lost(self) -> None:
        """Say which pictures of a gallery went no further."""
        lost = [one for one in self.film.run.members if one.error] if self.film.run else []
        if lost:
            what = ", ".join(one.name for one in lost)
            _, why = wording.explain(cast("DivergedError", lost[0].error))
            self.tab.settings.message.show_message("warn", what, why)

    def _tell_silent(self) -> None:
        """Say which pictures never changed what is to be changed: there was no gradient."""
        members = self.film.run.members if self.film.run else []
        silent = [one.name for one in members if one.is_silent]
        if silent:
            what = self.tr("{names} never responded.").format(names=", ".join(silent))
            why = self.tr("Nothing in the noise excites it. Try another seed or beginning.")
            self.tab.settings.message.show_message("warn", what, why)

    def _on_cancelled(self) -> None:
        what = self.tr("Stopped. The picture stays as it was.")
        self.progress.tell("stopped", self.tr("Ideal image"), what)

    def _on_finished(self) -> None:
        self.job = None
        self.film.end()
        self.refresh()
        self._show_state()
        self._offer_starts()
        branches, self._branches = self._branches, False
        if branches:
            self._on_branched()
        else:
            self.ended.emit()
