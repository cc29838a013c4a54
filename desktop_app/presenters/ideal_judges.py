"""What the networks on this computer see in an ideal image."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from desktop_app import settings
from desktop_app.engine.targets import CLASS
from desktop_app.presenters import work_ideal as work
from desktop_app.presenters.base import Presenter
from desktop_app.views import wording

if TYPE_CHECKING:
    from desktop_app.engine.contract import Picture
    from desktop_app.engine.judging import Verdict
    from desktop_app.jobs import Failure, Report
    from desktop_app.presenters.ideal import IdealPresenter
    from desktop_app.presenters.ideal_keeping import IdealKeepingPresenter
    from desktop_app.presenters.job_bar import JobBarPresenter
    from desktop_app.presenters.network import NetworkPresenter

JUDGED = "judged"
"""What the picture is made for, so that no picture to be saved gives way to it."""


class IdealJudgesPresenter(Presenter):
    """Asks them when a run has ended, and of any other moment when a person wants to know."""

    def __init__(
        self,
        ideal: IdealPresenter,
        keeping: IdealKeepingPresenter,
        networks: NetworkPresenter,
        remembered: settings.Settings,
        progress: JobBarPresenter,
    ) -> None:
        """Join them."""
        super().__init__(ideal.session, ideal.runner)
        self.ideal = ideal
        self.keeping = keeping
        self.networks = networks
        self.remembered = remembered
        self.progress = progress
        self.judges = ideal.tab.readings.judges
        self._verdicts: list[Verdict] = []
        ideal.began.connect(self._offer)
        ideal.ended.connect(self._on_ended)
        ideal.film.turned.connect(self._offer)
        self.judges.asked.connect(self._ask)
        self._offer()

    def _offer(self) -> None:
        """Show no verdicts; they would be about another picture."""
        self.forget("judge")
        self.keeping.forget(JUDGED)
        run, member = self.ideal.film.run, self.ideal.film.member
        if member is not None and member.target.kind != CLASS:
            self.judges.show_none(self.tr("Only a class can be judged by other networks."))
            return
        resting = run is not None and self.ideal.job is None and self.ideal.film.frame is not None
        text = "" if resting else self.tr("They are asked when the picture is done.")
        self.judges.show_none(text, possible=resting)

    def _on_ended(self) -> None:
        self._offer()
        if self.ideal.film.run is not None and self.ideal.film.run.done:
            self._ask()

    def _ask(self) -> None:
        member = self.ideal.film.member
        if member is not None and member.target.kind == CLASS and self.ideal.film.frame is not None:
            self.keeping.make(JUDGED, self._judge)

    def _judge(self, picture: Picture) -> None:
        run, member = self.ideal.film.run, self.ideal.film.member
        if run is None or member is None:
            return
        network = run.network
        wanted = network.classes[member.target.index]
        others = self.networks.others(network.name)
        wish, places = settings.wish(self.remembered), settings.places(self.remembered)
        make = partial(work.judge, network, others, picture, wanted, wish, places)
        self._verdicts = []
        job = self.quick("judge", make, self._on_judged, self._on_failed, self._on_reported)
        self.progress.watch(job, self.tr("Asking other networks"))

    def _on_reported(self, report: Report) -> None:
        run = self.ideal.film.run
        if run is None or not report.items:
            return
        self._verdicts += [cast("Verdict", item) for item in report.items]
        self.judges.show_verdicts(self._verdicts, run.network.name)

    def _on_judged(self, result: object) -> None:
        del result
        told = self.tr("%Ln network(s) have looked at it", "", len(self._verdicts))
        self.progress.tell("done", self.tr("Ideal image"), told)

    def _on_failed(self, failure: Failure) -> None:
        self.judges.show_none(" ".join(wording.explain(failure.error)), possible=True)
