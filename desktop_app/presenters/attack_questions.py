"""The three questions after an attack: does it last, whom else does it fool, what undoes it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from desktop_app import settings
from desktop_app.engine.attempts import ANYTHING
from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.presenters import work_attack as work
from desktop_app.presenters.base import Presenter
from desktop_app.views import wording

if TYPE_CHECKING:
    from desktop_app.engine.attempts import AttackResult
    from desktop_app.engine.contract import Answer
    from desktop_app.engine.questions import Opinion
    from desktop_app.jobs import Failure, Report
    from desktop_app.presenters.attack import AttackPresenter
    from desktop_app.presenters.attack_run import AttackRun
    from desktop_app.presenters.job_bar import JobBarPresenter
    from desktop_app.presenters.network import NetworkPresenter
    from desktop_app.views.widgets.opinions import Opinions

WAYS = {
    "png": QT_TRANSLATE_NOOP("attack", "PNG"),
    "jpeg95": QT_TRANSLATE_NOOP("attack", "JPEG 95"),
    "jpeg75": QT_TRANSLATE_NOOP("attack", "JPEG 75"),
    "jpeg50": QT_TRANSLATE_NOOP("attack", "JPEG 50"),
    "half": QT_TRANSLATE_NOOP("attack", "Half size"),
}
"""What the ways of saving are called."""


class AttackQuestionsPresenter(Presenter):
    """Asks the first two when an attack has ended; the third follows its slider."""

    def __init__(
        self,
        attack: AttackPresenter,
        networks: NetworkPresenter,
        remembered: settings.Settings,
        progress: JobBarPresenter,
    ) -> None:
        """Join them."""
        super().__init__(attack.session, attack.runner)
        self.attack = attack
        self.networks = networks
        self.remembered = remembered
        self.progress = progress
        self.stage = attack.tab.stage
        self._found: dict[str, list[Opinion]] = {}
        attack.began.connect(self._clear)
        attack.ended.connect(self._ask)
        self.stage.others.asked.connect(self._ask_others)
        self.stage.undo.changed.connect(self._undo)
        self._clear()

    @property
    def _last(self) -> tuple[AttackRun, AttackResult] | None:
        run = self.attack.film.run
        return (run, run.result) if run is not None and run.result is not None else None

    def _clear(self) -> None:
        """Show nothing that is about another result."""
        for key in ("survival", "others", "undo"):
            self.forget(key)
        self._say(self.tr("This is asked when the attack is done."))

    def _say(self, text: str) -> None:
        for card in (self.stage.survival, self.stage.others, self.stage.undo):
            card.show_none(text)

    def _ask(self) -> None:
        if self._last is not None and not self._last[1].reached:
            self._say(self.tr("This is asked of an attack that worked."))
            return
        self._ask_survival()
        self._undo(self.stage.undo.way, self.stage.undo.amount)
        self._ask_others()

    def _ask_survival(self) -> None:
        if self._last is None:
            return
        run, result = self._last
        make = partial(work.survivals, run.network, result.result, run.truth, run.wished)
        self._found["survival"] = []
        failed = partial(self._on_failed, "survival")
        reported = partial(self._on_reported, "survival")
        self.quick("survival", make, _ignore, failed, reported)

    def _ask_others(self) -> None:
        if self._last is None:
            return
        run, result = self._last
        names = self.networks.others(run.network.name)
        if not names:
            self.stage.others.show_none(self.tr("There is no other network on this computer."))
            return
        wish, places = settings.wish(self.remembered), settings.places(self.remembered)
        make = partial(work.opinions, names, result.result, run.truth, run.wished, wish, places)
        self._found["others"] = []
        failed = partial(self._on_failed, "others")
        reported = partial(self._on_reported, "others")
        stopped = partial(self.stage.others.show_none, "", possible=True)
        job = self.quick("others", make, self._on_others, failed, reported, stopped=stopped)
        self.progress.watch(job, self.tr("Asking other networks"))

    def _on_reported(self, key: str, report: Report) -> None:
        if not report.items:
            return
        found = self._found[key]
        found += [cast("Opinion", item) for item in report.items]
        rows = [(one.title or _way(one.key), one.answer, one.fooled) for one in found]
        self._card(key).show_opinions(rows)

    def _on_others(self, result: object) -> None:
        del result
        told = self.tr("%Ln network(s) have looked at it", "", len(self._found["others"]))
        self.progress.tell("done", self.tr("Attack"), told)

    def _on_failed(self, key: str, failure: Failure) -> None:
        why = " ".join(wording.explain(failure.error))
        self._card(key).show_none(why, possible=key == "others")

    def _card(self, key: str) -> Opinions:
        return self.stage.survival if key == "survival" else self.stage.others

    def _undo(self, way: str, amount: float) -> None:
        if self._last is None:
            return
        run, result = self._last
        make = partial(work.undone, run.network, result.result, way, amount)
        self.quick("undo", make, self._on_undone, self._on_undo_failed)

    def _on_undone(self, result: object) -> None:
        if self._last is None:
            return
        run, answer = self._last[0], cast("Answer", result)
        best, truth = answer.indices[0], run.before.indices[0]
        holds = best == run.target if run.target != ANYTHING else best != truth
        self.stage.undo.show_answer(answer, undone=not holds, target=run.marked)

    def _on_undo_failed(self, failure: Failure) -> None:
        self.stage.undo.show_none(" ".join(wording.explain(failure.error)))


def _way(key: str) -> str:
    return wording.translate("attack", WAYS[key])


def _ignore(result: object) -> None:
    del result
