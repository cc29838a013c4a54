"""Shows an attack in its tab: live, a try that a person has gone back to, or what came of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal

from desktop_app.engine.attack_recipe import FGSM, LEVELS, LINF, SMALLEST
from desktop_app.presenters import work_attack as work
from desktop_app.presenters.attack_run import CURVES
from desktop_app.presenters.base import Presenter
from desktop_app.views import measures, wording

if TYPE_CHECKING:
    from desktop_app.engine.attempts import AttackResult, Attempt
    from desktop_app.engine.contract import Answer, Pixels
    from desktop_app.engine.differences import Difference
    from desktop_app.jobs import Failure, JobRunner, Report
    from desktop_app.presenters.attack_run import AttackRun
    from desktop_app.session import Session
    from desktop_app.views.attack_tab import AttackTab

TOP = 5


class AttackFilm(Presenter):
    """Knows which try of the run is shown. `compared` follows the button of the verdict."""

    compared = Signal()

    def __init__(self, session: Session, runner: JobRunner, tab: AttackTab) -> None:
        """Join it."""
        super().__init__(session, runner)
        self.stage = tab.stage
        self.run: AttackRun | None = None
        self.scrubbed: Attempt | None = None
        self.stage.scrubber.scrubbed.connect(self._on_scrubbed)

    @property
    def has_result(self) -> bool:
        """Whether the run has come to its end."""
        return self.run is not None and self.run.result is not None

    @property
    def steps(self) -> int:
        """How many steps were taken."""
        return self.run.result.steps if self.run and self.run.result else 0

    def show_original(self, crop: Pixels | None, answer: Answer | None) -> None:
        """Show a picture before any attack on it."""
        self.run = self.scrubbed = None
        self.forget("difference")
        stage = self.stage
        stage.verdict.hide()
        stage.scrubber.clear()
        stage.lines.clear()
        stage.say_step(0, 0, "")
        stage.before.show_answer(answer, TOP)
        stage.after.show_answer(None, TOP)
        stage.change.show_pictures(crop, None)
        size = "" if crop is None else measures.extent(crop.shape[1::-1])
        stage.change.show_captions(size, "")

    def begin(self, run: AttackRun) -> None:
        """Show another run from now on."""
        self.show_original(run.start, run.before)
        self.run = run
        target = run.wished.name if run.wished else self.tr("anything else")
        self.stage.lines.set_names((target, run.truth.name))
        self.stage.lines.set_ends(0, run.recipe.total)
        self._show_kept()

    def take(self, report: Report) -> None:
        """Show what has come of it since the last report."""
        run = self.run
        if run is None:
            return
        for item in report.items:
            run.take(cast("Attempt", item))
        if report.frame is not None:
            run.see(cast("Attempt", report.frame))
        for done, metrics in report.metrics:
            run.note(done, metrics)
        if report.items:
            self._show_kept()
        self._show_lines()
        if self.scrubbed is None and run.newest is not None:
            self._show(run.newest)

    def finish(self, result: AttackResult) -> None:
        """Show how it ended."""
        if self.run is None:
            return
        self.run.end(result)
        self.scrubbed = None
        self._show_lines()
        self._show_kept()
        self._show(result.attempt)
        self._say_verdict(result)

    def go_live(self) -> None:
        """Show the newest again."""
        self.scrubbed = None
        if self.run is not None and self.run.newest is not None:
            self._show(self.run.newest)

    def _on_scrubbed(self, step: int) -> None:
        run = self.run
        attempt = run.near(step) if run else None
        if run is None or attempt is None:
            return
        result = run.result
        if result is not None and step >= result.steps:
            self.scrubbed = None
            self._show(result.attempt)
            return
        if result is None and attempt is run.tries[-1]:
            self.go_live()
            return
        self.scrubbed = attempt
        self._show(attempt)

    def _show(self, attempt: Attempt) -> None:
        run = self.run
        if run is None:
            return
        last = run.result is not None and attempt is run.result.attempt
        step = self.steps if last else attempt.step
        self.stage.change.show_pictures(run.start, attempt.crop)
        answer = run.result.after if last and run.result else run.answer(attempt)
        self.stage.after.show_answer(answer, TOP, run.marked)
        self.stage.scrubber.show_step(step)
        self.stage.lines.mark(None if self.scrubbed is None else attempt.step)
        self.stage.say_step(step, self._total(run), self.stage.texts()[1])
        done = partial(self._on_measured, step)
        make = partial(work.difference, run.start, attempt.crop)
        self.quick("difference", make, done, self._on_failed)

    def _on_measured(self, step: int, result: object) -> None:
        run, change = self.run, cast("Difference", result)
        if run is None:
            return
        note = self.tr("L∞ {linf} of 255 · L2 {l2} · {l0} pixels · SSIM {ssim}")
        told = note.format(
            linf=wording.number(round(change.linf * LEVELS)),
            l2=wording.number(change.l2, 2),
            l0=wording.number(change.l0),
            ssim=wording.number(change.ssim, 4),
        )
        self.stage.say_step(step, self._total(run), told)

    def _total(self, run: AttackRun) -> int:
        """Return how many steps there are: in the end as many as were taken."""
        return run.result.steps if run.result else run.recipe.total

    def _show_lines(self) -> None:
        if self.run is None:
            return
        if self.run.result is not None:
            self.stage.lines.set_ends(0, self.run.result.steps)
        for place, name in enumerate(CURVES):
            self.stage.lines.show_points(place, self.run.points[name])

    def _show_kept(self) -> None:
        if self.run is not None:
            steps = [one.step for one in self.run.tries]
            ends = [self.steps] if self.has_result else []
            self.stage.scrubber.show_moments([*(one for one in steps if one not in ends), *ends])

    def _say_verdict(self, result: AttackResult) -> None:
        """Say in words what has come of it."""
        run = self.run
        if run is None:
            return
        was = self.tr("It was {name}, {share}.").format(
            name=run.truth.name, share=wording.percent(result.before.probabilities[0])
        )
        if result.reached:
            what = self.tr("{name}, {share}.").format(
                name=result.after.best.name, share=wording.percent(result.after.probabilities[0])
            )
            was = f"{was} {self._moved(run, result)}"
            layers = self.tr("Compare layer by layer")
            self.stage.verdict.show_message("ok", what, was, layers, self._on_compare)
            return
        name = run.wished.name if run.wished else _nearest(run, result)
        what = self.tr("Closest: {name}, {share}.").format(
            name=name, share=wording.percent(result.attempt.target)
        )
        self.stage.verdict.show_message("warn", what, f"{self._now(run, result)} {self._hint(run)}")

    def _now(self, run: AttackRun, result: AttackResult) -> str:
        """Say what is seen instead of what is wished."""
        best = result.after.best.name
        if best == run.truth.name:
            return self.tr("It is still seen as {name}.").format(name=best)
        return self.tr("It is seen as {name} now, not as {truth}.").format(
            name=best, truth=run.truth.name
        )

    def _hint(self, run: AttackRun) -> str:
        if run.recipe.method == FGSM:
            return self.tr("A larger change, or a method of more steps, may do it.")
        if run.recipe.is_bounded:
            return self.tr("More steps or a larger change may do it.")
        return self.tr("More steps may do it.")

    def _on_compare(self) -> None:
        self.compared.emit()
        if self.run is not None and self.run.result is not None:
            self._say_verdict(self.run.result)  # the button takes the message with it

    def _moved(self, run: AttackRun, result: AttackResult) -> str:
        change = result.attempt.crop.astype(int) - result.start
        text = self.tr("No value moved by more than {n} of {levels}.")
        if run.recipe.method == SMALLEST and run.recipe.measure == LINF:
            text = self.tr("The smallest ε found: {n} of {levels}.")
        most = wording.number(int(abs(change).max()))
        return text.format(n=most, levels=wording.number(LEVELS))

    def _on_failed(self, failure: Failure) -> None:
        self.stage.verdict.show_message("error", *wording.explain(failure.error))


def _nearest(run: AttackRun, result: AttackResult) -> str:
    """Return the name of the most probable class other than the one that was seen at first."""
    indices, truth = result.after.indices, run.before.indices[0]
    return result.after.classes[next(one for one in indices if one != truth)].name
