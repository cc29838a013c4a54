"""A second network beside the one in use."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from desktop_app import settings
from desktop_app.presenters import work
from desktop_app.presenters.base import Presenter
from desktop_app.views import measures, wording

if TYPE_CHECKING:
    from desktop_app.engine.contract import DeviceInfo, Network
    from desktop_app.jobs import Failure, JobRunner
    from desktop_app.presenters.job_bar import JobBarPresenter
    from desktop_app.presenters.network import NetworkPresenter
    from desktop_app.session import Session
    from desktop_app.views.main_window import MainWindow

NOTHING = "none"
"""In the menu: no comparison."""


class ComparisonPresenter(Presenter):
    """Loads it when asked, and anew when the device has changed."""

    def __init__(
        self,
        session: Session,
        runner: JobRunner,
        window: MainWindow,
        remembered: settings.Settings,
        networks: NetworkPresenter,
        progress: JobBarPresenter,
    ) -> None:
        """Join them."""
        super().__init__(session, runner)
        self.window = window
        self.remembered = remembered
        self.networks = networks
        self.progress = progress
        self._where: tuple[str, int, str] | None = None
        window.chosen.connect(self._on_window_chosen)
        networks.offered.connect(self._fill_menu)
        session.other_changed.connect(self._fill_menu)
        session.device_changed.connect(self._on_device_changed)
        session.network_changed.connect(self._on_network_changed)
        self._fill_menu()

    def compare(self, name: str) -> None:
        """Load `name` beside the network in use; "" ends the comparison."""
        self.forget("other")
        if not name:
            self.session.set_other(None)
            return
        wish, places = settings.wish(self.remembered), settings.places(self.remembered)
        make = partial(work.load_network, name, wish, places)
        failed = partial(self._on_failed, name)
        job = self.quick("other", make, self._on_loaded, failed, stopped=self._fill_menu)
        title = self.tr("Loading {name}").format(name=self.networks.title(name))
        self.progress.watch(job, title, measures.size)

    def _on_window_chosen(self, menu: str, value: str) -> None:
        if menu == "others":
            self.compare("" if value == NOTHING else value)

    def _on_device_changed(self, info: DeviceInfo) -> None:
        before, self._where = self._where, (info.used, info.threads, info.precision)
        if self.session.other is not None and before != self._where:
            self.compare(self.session.other.name)

    def _on_network_changed(self) -> None:
        network, other = self.session.network, self.session.other
        if network is not None and other is not None and network.name == other.name:
            self.compare("")  # there is nothing to compare any more

    def _fill_menu(self) -> None:
        other = self.session.other
        entries = [(NOTHING, self.tr("Nothing")), *self.networks.ready]
        self.window.fill_menu("others", entries, other.name if other else NOTHING)

    def _on_loaded(self, result: object) -> None:
        _, network = cast("tuple[DeviceInfo, Network]", result)
        self.session.set_other(network)

    def _on_failed(self, name: str, failure: Failure) -> None:
        what = self.tr("{name} cannot be loaded.").format(name=self.networks.title(name))
        self.window.notice.show_message("error", what, wording.explain(failure.error)[1])
        self._fill_menu()
