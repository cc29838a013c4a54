"""Loads networks, and says on which device they run."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, cast

from desktop_app import settings
from desktop_app.engine import catalogue
from desktop_app.presenters import work
from desktop_app.presenters.base import Presenter
from desktop_app.views import wording

if TYPE_CHECKING:
    from desktop_app.engine.contract import DeviceInfo, Network
    from desktop_app.jobs import Failure, JobRunner
    from desktop_app.session import Session
    from desktop_app.views.main_window import MainWindow


class NetworkPresenter(Presenter):
    """Loads the remembered network once the window is there, and others when asked."""

    def __init__(
        self,
        session: Session,
        runner: JobRunner,
        window: MainWindow,
        remembered: settings.Settings,
    ) -> None:
        """Join them."""
        super().__init__(session, runner)
        self.window = window
        self.remembered = remembered
        self._began = 0.0
        self._name = remembered.get(settings.BACKBONE)
        self._device = remembered.get(settings.DEVICE)
        window.painted.connect(self.load)
        window.chosen.connect(self._on_window_chosen)
        self._fill_menus()
        self._show_loading()

    def load(self) -> None:
        """Load the chosen network on the chosen device; the old one stays until it is whole."""
        self._began = monotonic()
        self._show_loading()
        make = partial(work.load_network, self._name, self._device)
        self.quick("network", make, self._on_loaded, self._on_load_failed)

    def _on_window_chosen(self, menu: str, value: str) -> None:
        if menu == "networks":
            self._name = value
            self.load()
        elif menu == "devices":
            self._device = value
            self.load()

    def _fill_menus(self) -> None:
        networks = [(entry.name, entry.title) for entry in catalogue.BUNDLED]
        self.window.fill_menu("networks", networks, self._name)
        info = self.session.device
        if info is None:
            self.window.fill_menu("devices", [], None, [self.tr("Not looked for yet")])
            return
        offered = [("auto", self.tr("The fastest there is")), *info.offered]
        problem = wording.fallback(info)
        self.window.fill_menu("devices", offered, self._device, [problem] if problem else [])

    def _show_loading(self) -> None:
        title = self._title()
        if self.session.network is None:  # afterwards the strip tells what is still in use
            self.window.strip.network.show_texts(title, self.tr("Loading…"))
        if self.session.device is None:
            self.window.strip.show_device(self.tr("Device"), self.tr("Loading…"))
        if self.runner.long is None:
            self.window.job_bar.show_waiting(self.tr("Loading {name}").format(name=title))

    def _title(self) -> str:
        titles = {entry.name: entry.title for entry in catalogue.BUNDLED}
        return titles.get(self._name, self._name)

    def _on_loaded(self, result: object) -> None:
        info, network = cast("tuple[DeviceInfo, Network]", result)
        self.remembered.set(settings.BACKBONE, network.name)
        self.remembered.set(settings.DEVICE, info.asked)
        self.session.set_device(info)
        self.session.set_network(network)
        self._fill_menus()
        if self.runner.long is None:
            took = wording.duration(monotonic() - self._began)
            detail = self.tr("{name} loaded in {time}").format(name=network.title, time=took)
            self.window.job_bar.show_state("idle", self.tr("Ready"), detail)

    def _on_load_failed(self, failure: Failure) -> None:
        _, why = wording.explain(failure.error)
        what = self.tr("{name} cannot be loaded.").format(name=self._title())
        self.window.notice.show_message("error", what, why)
        if self.runner.long is None:
            self.window.job_bar.show_state("failed", what)
        self._go_back()

    def _go_back(self) -> None:
        """Show what is still in use, or try what always works."""
        network, device = self.session.network, self.session.device
        if network is not None and device is not None:
            self._name, self._device = network.name, device.asked
            self._fill_menus()
        elif (self._name, self._device) != (settings.BACKBONE.default, settings.DEVICE.default):
            self._name, self._device = settings.BACKBONE.default, settings.DEVICE.default
            self.load()
