"""Why this class: asked of the network for whichever class is chosen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from desktop_app.engine.seen import OCCLUSION
from desktop_app.presenters import work_features as work
from desktop_app.presenters.base import Presenter
from desktop_app.views import features_tab, wording

if TYPE_CHECKING:
    from desktop_app.engine.seen import Reason
    from desktop_app.jobs import Failure
    from desktop_app.presenters.features import FeaturesPresenter
    from desktop_app.presenters.job_bar import JobBarPresenter


class WhyClassPresenter(Presenter):
    """Asks while its page is in sight."""

    def __init__(self, features: FeaturesPresenter, progress: JobBarPresenter) -> None:
        """Follow the answer, and the layer where that matters."""
        super().__init__(features.session, features.runner)
        self.features = features
        self.progress = progress
        self.tab = features.tab
        self.page = features.tab.reason
        self._asked: tuple[object, ...] = ()
        self._shown: tuple[Reason, str] | None = None
        self.session.answer_changed.connect(self._on_answer_changed)
        self.session.network_changed.connect(self._on_network_changed)
        features.laid_out.connect(self._ask)
        self.tab.appeared.connect(self._ask)
        self.tab.turned.connect(self._ask)
        self.tab.stage.painted.connect(self._on_painted)
        self.page.asked.connect(self._ask)
        self._on_answer_changed()

    def _on_answer_changed(self) -> None:
        answer = self.session.answer
        if answer is None:
            self.page.offer_classes(())
        else:
            pairs = zip(answer.indices, answer.probabilities, strict=True)
            self.page.offer_classes(
                [(index, answer.classes[index].name, share) for index, share in pairs]
            )
        self._ask()

    def _on_painted(self, ramp: str) -> None:
        self.page.set_ramp(ramp)
        if self._shown is not None:
            self.page.show_reason(*self._shown)

    def _on_network_changed(self) -> None:
        self.forget("reason")
        self._asked = ()
        self._ask()

    def _ask(self) -> None:
        network, picture, target = self.session.network, self.session.picture, self.page.target
        answer = self.session.answer
        if network is None or picture is None or answer is None or target is None:
            self.forget("reason")
            self._asked, self._shown = (), None
            self.page.show_empty(self.tr("Drop a picture to ask why."))
            return
        in_sight = self.tab.isVisible() and self.tab.page == features_tab.CLASS
        if not in_sight or answer.network != network.name:
            return  # the answer is on its way, or nobody looks
        layer = self.features.layer if self.page.follows_layer else ""
        asked = (network, picture, target, self.page.method, layer)
        if asked != self._asked:
            self._asked = asked
            self.page.show_waiting()
            name = answer.classes[target].name
            done = partial(self._on_explained, name)
            make, failed = partial(work.explain, *asked), self._on_failed
            job = self.quick("reason", make, done, failed, stopped=self._on_stopped)
            if self.page.method == OCCLUSION:
                self.progress.watch(job, self.tr("Hiding parts of the picture"))

    def _on_explained(self, name: str, result: object) -> None:
        self._shown = cast("Reason", result), name
        self.page.show_reason(*self._shown)

    def _on_stopped(self) -> None:
        self._asked, self._shown = (), None
        self.page.show_empty(self.tr("Stopped"))

    def _on_failed(self, failure: Failure) -> None:
        what, why = wording.explain(failure.error)
        self._asked, self._shown = (), None
        self.page.show_empty(what)
        self.page.message.show_message("error", what, why)
