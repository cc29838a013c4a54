"""All open pictures are attacked, with several budgets."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from desktop_app.engine.attack_recipe import L2, LEVELS, attack_recipe
from desktop_app.engine.attempts import ANYTHING, rates
from desktop_app.engine.contract import Made
from desktop_app.engine.errors import EngineError
from desktop_app.presenters import work_attack as work
from desktop_app.presenters.saving import SavingPresenter
from desktop_app.views import wording

if TYPE_CHECKING:
    from desktop_app.engine.attack_recipe import AttackRecipe
    from desktop_app.engine.attempts import Tally
    from desktop_app.engine.contract import Source
    from desktop_app.jobs import Job, Report
    from desktop_app.presenters.attack import AttackPresenter
    from desktop_app.presenters.job_bar import JobBarPresenter
    from desktop_app.settings import Settings
    from desktop_app.views.main_window import MainWindow

LEVELS_TRIED = (1, 2, 4, 8, 16)
LENGTHS_TRIED = (0.25, 0.5, 1.0, 2.0, 4.0)
"""The budgets, in levels for L∞, and as lengths for L2."""


class AttackFolderPresenter(SavingPresenter):
    """Goes through the list of pictures; what comes of it replaces the one picture on stage."""

    def __init__(
        self,
        attack: AttackPresenter,
        window: MainWindow,
        remembered: Settings,
        progress: JobBarPresenter,
    ) -> None:
        """Join the button, and the page that it leads to."""
        super().__init__(attack.session, attack.runner, window, remembered)
        self.attack = attack
        self.progress = progress
        self.tab = attack.tab
        self.page = attack.tab.folder
        self.job: Job | None = None
        self.tallies: list[Tally] = []
        self._title = self._target = ""
        self._recipe = attack_recipe()
        attack.tab.settings.all_asked.connect(self.start)
        attack.tab.stopped.connect(self._on_stopped)
        attack.began.connect(self._on_began)
        self.page.left.connect(self._leave)
        self.page.saved.connect(self._on_saved_asked)

    def start(self) -> None:
        """Begin with the first picture of the list, or show what has come of those before."""
        if self.job is not None:
            self.tab.show_folder(on=True)
            return
        network, settings = self.session.network, self.tab.settings
        sources = [one.source for one in self.session.pictures.entries() if _is_own(one.source)]
        if network is None or not sources:
            settings.message.show_message("info", self.tr("Open some pictures first."))
            return
        try:
            recipe = attack_recipe(settings.values())
        except EngineError as error:
            settings.message.show_message("error", *wording.explain(error))
            return
        if not recipe.is_bounded:
            what = self.tr("This method looks for an ε of its own.")
            settings.message.show_message("info", what, self.tr("Choose another, such as PGD."))
            return
        radii = _radii(recipe)
        make = partial(work.sweep, network, sources, settings.target, recipe, radii)
        job = self.attack.start_job(make, self.tr("Attack on all pictures"))
        if job is not None:
            self._begin(job, recipe, radii, len(sources))

    def _begin(self, job: Job, recipe: AttackRecipe, radii: tuple[float, ...], count: int) -> None:
        self.job, self.tallies, self._recipe = job, [], recipe
        target, network = self.tab.settings.target, self.session.network
        self._target = self.tr("anything else")
        if target != ANYTHING and network is not None:
            self._target = network.classes[target].name
        text = self.tr("%Ln picture(s) to {name}, by ε of 255", "", count)
        if recipe.measure == L2:
            text = self.tr("%Ln picture(s) to {name}, by length", "", count)
        self._title = text.format(name=self._target)
        scale = 1 if recipe.measure == L2 else LEVELS
        self.page.begin(self._title, self.tr("success"), radii, scale)
        self.tab.show_folder(on=True)
        job.reported.connect(self._on_reported)
        job.succeeded.connect(self._on_succeeded)
        job.cancelled.connect(self._on_cancelled)
        job.finished.connect(self._on_finished)

    def _on_reported(self, report: Report) -> None:
        self.tallies += [cast("Tally", item) for item in report.items]
        self.page.show_rates(rates(self.tallies), [one for one in self.tallies if one.error])

    def _on_succeeded(self, result: object) -> None:
        del result
        told = wording.duration(self.progress.seconds)
        self.progress.tell("done", self.tr("Attack on all pictures"), told)

    def _on_cancelled(self) -> None:
        what = self.tr("Stopped. What was found stays.")
        self.progress.tell("stopped", self.tr("Attack on all pictures"), what)

    def _on_finished(self) -> None:
        self.job = None

    def _on_stopped(self) -> None:
        if self.job is not None:
            self.job.cancel()

    def _on_began(self) -> None:
        if self.job is None:
            self._leave()

    def _leave(self) -> None:
        self.tab.show_folder(on=False)

    def _on_saved_asked(self) -> None:
        file = self.ask(self._title, "csv")
        if file:
            tallies = tuple(self.tallies)
            make = partial(work.save_tallies, tallies, self._recipe, self._target, file)
            self.save(make, file)


def _is_own(source: Source) -> bool:
    """Whether it is a person's own picture, not one that was put into the list from here."""
    return not isinstance(source.origin, Made)


def _radii(recipe: AttackRecipe) -> tuple[float, ...]:
    if recipe.measure == L2:
        return LENGTHS_TRIED
    return tuple(level / LEVELS for level in LEVELS_TRIED)
