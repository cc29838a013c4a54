"""Loads the network in use."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal

from desktop_app import settings
from desktop_app.engine import catalogue
from desktop_app.engine.contract import DeviceWish
from desktop_app.presenters import work
from desktop_app.presenters.base import Presenter
from desktop_app.views import measures, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.engine.contract import DeviceInfo, Network
    from desktop_app.jobs import Failure, JobRunner, Report
    from desktop_app.presenters.job_bar import JobBarPresenter
    from desktop_app.session import Session
    from desktop_app.views.main_window import MainWindow

SUREST = (catalogue.DEFAULT, DeviceWish())
"""What works everywhere."""


class NetworkPresenter(Presenter):
    """Loads the remembered network once the window is there, and others when asked.

    `progressed` carries name, bytes checked and bytes in all while one is loading; `ended` its
    name and the sentence that says why it could not be loaded, "" if it is in use or was stopped.
    `offered` follows when the list of those that are `ready` has changed.
    """

    progressed = Signal(str, object, object)
    ended = Signal(str, str)
    offered = Signal()

    def __init__(
        self,
        session: Session,
        runner: JobRunner,
        window: MainWindow,
        remembered: settings.Settings,
        progress: JobBarPresenter,
    ) -> None:
        """Join them."""
        super().__init__(session, runner)
        self.window = window
        self.remembered = remembered
        self.progress = progress
        self.ready = [(entry.name, entry.title) for entry in catalogue.ALWAYS]
        self._began = 0.0
        self._name = remembered.get(settings.BACKBONE)
        self._loading = ""
        window.painted.connect(self.reload)
        window.chosen.connect(self._on_window_chosen)
        self._fill_menu()
        self._show_loading()

    def load(self, name: str) -> None:
        """Load `name`; the network in use stays until the new one is whole."""
        if self._loading and self._loading != name:
            self.ended.emit(self._loading, "")
        self._name = name
        self.reload()

    def reload(self) -> None:
        """Load the present network anew, as after another device was chosen."""
        name = self._loading = self._name
        self._began = monotonic()
        self._show_loading()
        places = settings.places(self.remembered)
        job = self.quick(
            "network",
            partial(work.load_network, name, settings.wish(self.remembered), places),
            partial(self._on_loaded, name),
            partial(self._on_failed, name),
            partial(self._on_reported, name),
            stopped=self._on_stopped,
        )
        title = self.tr("Loading {name}").format(name=self.title(name))
        self.progress.watch(job, title, measures.size)
        self.progressed.emit(name, 0, 0)

    def stop(self) -> None:
        """Stay with what is in use."""
        self.forget("network")
        self._on_stopped()

    def others(self, name: str) -> list[str]:
        """Return the names of all that can judge what is made with the network `name`."""
        no_judges = (name, catalogue.ZFNET.name)  # that has learned nothing
        return [other for other, _ in self.ready if other not in no_judges]

    def offer(self, ready: Sequence[tuple[str, str]]) -> None:
        """List networks that can be loaded at once, by name and title, in the menus."""
        self.ready = list(ready)
        self._fill_menu()
        self.offered.emit()

    def title(self, name: str) -> str:
        """Return what a network is called on screen."""
        return dict(self.ready).get(name) or catalogue.title(name)

    def _on_window_chosen(self, menu: str, value: str) -> None:
        if menu == "networks":
            self.load(value)

    def _fill_menu(self) -> None:
        """List what is ready, and what is in use even if it is not."""
        here = dict(self.ready)
        others = [] if self._name in here else [(self._name, self.title(self._name))]
        self.window.fill_menu("networks", [*others, *self.ready], self._name)

    def _show_loading(self) -> None:
        if self.session.network is None:  # afterwards the strip tells what is still in use
            self.window.strip.network.show_texts(self.title(self._name), self.tr("Loading…"))

    def _on_reported(self, name: str, report: Report) -> None:
        self.progressed.emit(name, report.done, report.total)

    def _on_loaded(self, name: str, result: object) -> None:
        info, network = cast("tuple[DeviceInfo, Network]", result)
        self._name, self._loading = network.name, ""
        self.remembered.set(settings.BACKBONE, network.name)
        first = self.session.network is None
        self.session.set_device(info)
        self.session.set_network(network)
        self._fill_menu()
        self.ended.emit(name, "")
        took = wording.duration(monotonic() - self._began)
        detail = self.tr("{name} loaded in {time}").format(name=network.title, time=took)
        self.progress.tell("idle", self.tr("Ready"), detail)
        if first:
            self.look_for_others()
        else:
            self.quick("memory", work.give_back, _ignore, _ignore)  # that of the one before

    def look_for_others(self) -> None:
        """Find what is here besides; the Backbone tab may never be opened."""
        make = partial(work.read_ready, settings.places(self.remembered))
        self.quick("ready", make, self._on_others_found, _ignore)

    def _on_others_found(self, result: object) -> None:
        found = cast("tuple[tuple[str, str], ...]", result)
        known = dict(self.ready)
        self.offer([*self.ready, *(one for one in found if one[0] not in known)])

    def _on_failed(self, name: str, failure: Failure) -> None:
        why = wording.explain(failure.error)[1]
        what = self.tr("{name} cannot be loaded.").format(name=self.title(name))
        self.window.notice.show_message("error", what, why)
        self.progress.tell("failed", what)
        self._loading = ""
        retries = self._go_back()
        self.ended.emit(name, why)
        if retries:
            self.reload()

    def _on_stopped(self) -> None:
        name, self._loading = self._loading, ""
        if self.session.network is None:
            self.window.strip.network.show_texts(self.tr("No network"), self.tr("choose one"))
        else:
            self._go_back()
        self.ended.emit(name, "")

    def _go_back(self) -> bool:
        """Choose what is still in use, or what works everywhere; say if that is to be loaded."""
        network, device = self.session.network, self.session.device
        if network is not None and device is not None:
            self._choose(network.name, DeviceWish(device.asked, precision=device.precision))
            return False
        wish = replace(settings.wish(self.remembered), threads=0)  # those never are in the way
        if (self._name, wish) == SUREST:
            self.window.strip.network.show_texts(self.tr("No network"), self.tr("choose one"))
            return False
        self._choose(*SUREST)
        return True

    def _choose(self, name: str, wish: DeviceWish) -> None:
        self._name = name
        self.remembered.set(settings.DEVICE, wish.device)
        self.remembered.set(settings.PRECISION, wish.precision)
        self._fill_menu()


def _ignore(came: object) -> None:
    """Leave everything as it is: what went wrong is told by whoever needs what did not come."""
