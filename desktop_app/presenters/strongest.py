"""The nine strongest patches: one long look through all open pictures, then any map at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from desktop_app.presenters import work_features as work
from desktop_app.presenters.base import Presenter
from desktop_app.views import features_tab, wording

if TYPE_CHECKING:
    from desktop_app.engine.contract import Network, Source
    from desktop_app.engine.seen import Patches, Ranking
    from desktop_app.jobs import Failure, Job, Report
    from desktop_app.presenters.features import FeaturesPresenter
    from desktop_app.presenters.job_bar import JobBarPresenter


class StrongestPresenter(Presenter):
    """Keeps what was found for one layer; a look that was stopped keeps what it had found."""

    def __init__(self, features: FeaturesPresenter, progress: JobBarPresenter) -> None:
        """Follow the chosen map."""
        super().__init__(features.session, features.runner)
        self.features = features
        self.progress = progress
        self.tab = features.tab
        self.page = features.tab.patches
        self._ranking: Ranking | None = None
        self._of: tuple[Network | None, str, list[Source]] = (None, "", [])
        self._job: Job | None = None
        self._shown: tuple[object, ...] = ()
        self._patches: Patches | None = None
        features.laid_out.connect(self._renew)
        features.unit_changed.connect(self._renew)
        features.emptied.connect(self._renew)
        self.tab.turned.connect(self._renew)
        self.session.network_changed.connect(self._stop)
        self.session.pictures.cleared.connect(self._stop)
        self.session.pictures.added.connect(self._show)
        self.session.pictures.rearranged.connect(self._show)
        self.page.search_requested.connect(self._search)
        self._show()

    def _sources(self) -> list[Source]:
        """Return the pictures that can be looked through."""
        return [one.source for one in self.session.pictures.entries() if one.error is None]

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _renew(self) -> None:
        """What went wrong before is no longer of interest."""
        self.page.message.hide()
        self._show()

    def _show(self) -> None:
        """Show the patches of the chosen map, or offer to look for them."""
        if self.tab.page != features_tab.PATCHES or self._job is not None:
            return
        features = self.features
        title = self.tr("Map {number}").format(number=wording.number(features.unit))
        self.page.show_title(title if features.sheet else self.tr("Patches"))
        sources = self._sources()
        if features.sheet is None or not sources:
            self._offer(self.tr("Open pictures to see which parts of them excite a map most."), [])
        elif self._ranking is None or self._of[:2] != (self.session.network, features.sheet.layer):
            text = self.tr(
                "Look through %Ln open picture(s) for what excites a map most.", "", len(sources)
            )
            self._offer(text, sources)
        else:
            self._open(self._ranking)

    def _offer(self, sentence: str, sources: list[Source]) -> None:
        self._shown = ()
        self.forget("patches")
        self.page.show_offer(sentence, possible=bool(sources))

    # All pictures

    def _search(self) -> None:
        network = self.session.network
        if network is None or self.features.sheet is None:
            return
        sources, layer = self._sources(), self.features.sheet.layer
        make = partial(work.strongest, network, sources, layer)
        job = self.long(make, self.tr("Looking for patches"), self.page.message)
        if job is None:
            return
        self.page.message.hide()
        self._job, self._ranking, self._of = job, None, (network, layer, sources)
        text = self.tr("Looking through %Ln picture(s).", "", len(sources))
        self.page.show_busy(text)
        job.reported.connect(self._on_reported)
        job.succeeded.connect(self._on_found)
        job.failed.connect(self._on_failed)
        job.finished.connect(self._on_finished)

    def _on_reported(self, report: Report) -> None:
        if report.frame is not None:
            self._ranking = cast("Ranking", report.frame)

    def _on_found(self, result: object) -> None:
        self._ranking = ranking = cast("Ranking", result)
        time = wording.duration(self.progress.seconds)
        what = self.tr("Nine strongest patches")
        looked = self.tr("looked at %Ln picture(s) in {time}", "", ranking.seen)
        self.progress.tell("done", what, looked.format(time=time))

    def _on_failed(self, failure: Failure) -> None:
        what, why = wording.explain(failure.error)
        self.progress.tell("failed", what, why)
        self.page.message.show_message("error", what, why)

    def _on_finished(self) -> None:
        self._job = None
        self._shown = ()
        self._show()

    # One map

    def _open(self, ranking: Ranking) -> None:
        network, _, sources = self._of
        asked = (ranking, self.features.unit)
        if network is None:
            return
        if asked == self._shown:
            if self._patches is not None:  # there may be other pictures to look through by now
                self._on_patches(self._patches)
            return
        self._shown, self._patches = asked, None
        self.page.show_busy(self.tr("Opening the pictures."))
        info = self.features.info
        fields = info.fields if info else None
        make = partial(work.patches, network, sources, ranking, self.features.unit, fields)
        self.quick("patches", make, self._on_patches, self._on_blind)

    def _on_patches(self, result: object) -> None:
        self._patches = patches = cast("Patches", result)
        others = self._sources() != self._of[2] or patches.seen + patches.bad < len(self._of[2])
        self.page.show_patches(patches, self._told(patches), again=others)

    def _on_blind(self, failure: Failure) -> None:
        what, why = wording.explain(failure.error)
        self._offer(self.tr("Its patches cannot be shown."), self._sources())
        self.page.message.show_message("error", what, why)

    def _told(self, patches: Patches) -> str:
        if not patches.patches:
            text = self.tr("Nothing in %Ln picture(s) excites this map.", "", patches.seen)
        else:
            text = self.tr("The strongest in %Ln picture(s).", "", patches.seen)
        if patches.bad:
            text += " " + self.tr("%Ln could not be read.", "", patches.bad)
        if patches.patches and patches.patches[0].projection is None:
            text += " " + self.tr("Without ReLU they cannot be projected.")
        return text
