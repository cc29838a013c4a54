"""The window's own business: network and device, the strip, the theme, and closing."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, cast

from desktop_app import __version__, paths, settings
from desktop_app.engine import catalogue
from desktop_app.presenters import work
from desktop_app.presenters.base import Presenter
from desktop_app.views import dialogs, wording
from desktop_app.views import pixels as qt_pixels
from desktop_app.views.theme import MODES, theme
from desktop_app.views.widgets.strip import PICTURE

if TYPE_CHECKING:
    from desktop_app.engine.contract import Answer, DeviceInfo, Network, Picture
    from desktop_app.jobs import Failure, JobRunner
    from desktop_app.session import Session
    from desktop_app.views.main_window import MainWindow


class WindowPresenter(Presenter):
    """Loads the network once the window is there, and keeps the strip true."""

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
        window.painted.connect(self.load)
        window.chosen.connect(self._on_window_chosen)
        window.close_requested.connect(self._on_close_requested)
        window.actions_table["about"].triggered.connect(self._on_about_triggered)
        session.network_changed.connect(self._on_network_changed)
        session.device_changed.connect(self._on_device_changed)
        session.picture_changed.connect(self._on_picture_changed)
        session.answer_changed.connect(self._on_answer_changed)
        session.pictures.current_changed.connect(self._on_current_changed)
        self._fill_menus()
        self._show_loading()

    def load(self) -> None:
        """Load the chosen network on the chosen device; the old one stays until it is whole."""
        self._began = monotonic()
        self._show_loading()
        make = partial(work.load_network, self._name, self.remembered.get(settings.DEVICE))
        self.quick("network", make, self._on_loaded, self._on_load_failed)

    def _fill_menus(self) -> None:
        networks = [(entry.name, entry.title) for entry in catalogue.BUNDLED]
        self.window.fill_menu("networks", networks, self._name)
        names = {
            "system": self.tr("As the system"),
            "light": self.tr("Light"),
            "dark": self.tr("Dark"),
        }
        modes = [(mode, names[mode]) for mode in MODES]
        self.window.fill_menu("theme", modes, self.remembered.get(settings.THEME))
        self.window.fill_menu("devices", [], None, [self.tr("Not looked for yet")])

    def _show_loading(self) -> None:
        title = self._title()
        self.window.strip.network.show_texts(title, self.tr("Loading…"))
        if self.session.device is None:
            self.window.strip.show_device(self.tr("Device"), self.tr("Loading…"), fell_back=False)
        if self.runner.long is None:
            self.window.job_bar.show_waiting(self.tr("Loading {name}").format(name=title))

    def _title(self) -> str:
        titles = {entry.name: entry.title for entry in catalogue.BUNDLED}
        return titles.get(self._name, self._name)

    def _on_loaded(self, result: object) -> None:
        info, network = cast("tuple[DeviceInfo, Network]", result)
        self.session.set_device(info)
        self.session.set_network(network)
        self.remembered.set(settings.BACKBONE, network.name)
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
        if self.session.network is not None:
            self._name = self.session.network.name
            self._on_network_changed(self.session.network)
        elif self._name != settings.BACKBONE.default:
            self._name = settings.BACKBONE.default
            self.load()

    def _on_network_changed(self, network: Network) -> None:
        count = self.tr("{n} classes").format(n=wording.number(len(network.classes)))
        sources = {"bundled": self.tr("bundled")}
        caption = f"{count}, {sources.get(network.source, network.source)}"
        self.window.strip.network.show_texts(network.title, caption)
        networks = [(entry.name, entry.title) for entry in catalogue.BUNDLED]
        self.window.fill_menu("networks", networks, network.name)

    def _on_device_changed(self, info: DeviceInfo) -> None:
        threads = self.tr("%Ln thread(s)", "", info.threads)
        self.window.strip.show_device(info.title, threads, fell_back=bool(info.reason))
        self.window.strip.device.setToolTip(info.reason)
        offered = [("auto", self.tr("The fastest there is")), *info.offered]
        notes = [info.reason] if info.reason else []
        self.window.fill_menu("devices", offered, info.asked, notes)

    def _on_picture_changed(self, picture: Picture | None) -> None:
        if picture is None:
            self.window.strip.show_no_picture()
        else:
            self._show_picture(picture)

    def _on_current_changed(self) -> None:
        if self.session.picture is not None:
            self._show_picture(self.session.picture)

    def _show_picture(self, picture: Picture) -> None:
        ratio = self.window.devicePixelRatioF()
        pixmap = qt_pixels.square(picture.pixels, round(PICTURE * ratio))
        pixmap.setDevicePixelRatio(ratio)
        width, height = picture.size
        caption = f"{wording.number(width)} × {wording.number(height)}"
        place, whole = self.session.pictures.position(), len(self.session.pictures)
        if whole > 1 and place:
            text = self.tr("{size}, {place} of {whole}")
            place_text, whole_text = wording.number(place), wording.number(whole)
            caption = text.format(size=caption, place=place_text, whole=whole_text)
        self.window.strip.show_picture(pixmap, picture.name, caption)

    def _on_answer_changed(self, answer: Answer | None) -> None:
        if answer is None:
            self.window.strip.show_answer("", "")
            return
        share = wording.percent(answer.probabilities[0])
        caption = f"{share}, {wording.sureness(answer).lower()}"
        self.window.strip.show_answer(answer.best.name, caption)

    def _on_window_chosen(self, menu: str, value: str) -> None:
        if menu == "networks":
            self._name = value
            self.load()
        elif menu == "devices":
            self.remembered.set(settings.DEVICE, value)
            self.load()
        elif menu == "theme":
            self.remembered.set(settings.THEME, value)
            theme.set_mode(value)

    def _on_about_triggered(self) -> None:
        facts = [
            self.tr("A window into image classifiers. Nothing leaves this computer."),
            self.tr("Free software under the Apache License 2.0."),
            self.tr("Settings: {file}").format(file=paths.settings_file()),
            self.tr("Log: {file}").format(file=paths.log_file()),
        ]
        dialogs.about(self.window, __version__, facts)

    def _on_close_requested(self) -> None:
        long = None if self.window.isHidden() else self.runner.long  # hidden: agreed before
        if long is not None and not self._agreed(long.title):
            return
        self.window.hide()
        self.runner.close()

    def _agreed(self, title: str) -> bool:
        return dialogs.confirm(
            self.window,
            self.tr("Close while this is running?"),
            self.tr("{title}: what is done so far is not kept.").format(title=title),
            self.tr("Stop and close"),
            self.tr("Stay"),
        )
