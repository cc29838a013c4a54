"""Where networks run: the device, its precision and threads, in menus and in the strip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app import settings
from desktop_app.presenters.base import Presenter
from desktop_app.views import wording

if TYPE_CHECKING:
    from desktop_app.engine.contract import DeviceInfo
    from desktop_app.jobs import JobRunner
    from desktop_app.presenters.network import NetworkPresenter
    from desktop_app.session import Session
    from desktop_app.views.main_window import MainWindow


class DevicePresenter(Presenter):
    """Keeps the choice; the network is loaded anew where it was chosen."""

    def __init__(
        self,
        session: Session,
        runner: JobRunner,
        window: MainWindow,
        remembered: settings.Settings,
        networks: NetworkPresenter,
    ) -> None:
        """Join them."""
        super().__init__(session, runner)
        self.window = window
        self.remembered = remembered
        self.networks = networks
        window.chosen.connect(self._on_window_chosen)
        session.device_changed.connect(self._show)
        networks.ended.connect(self._show)  # what was chosen may not have been possible
        for menu in ("devices", "precisions", "threads"):
            window.fill_menu(menu, [], None, [self.tr("Not looked for yet")])
        window.strip.show_device(self.tr("Device"), self.tr("Loading…"))

    def _on_window_chosen(self, menu: str, value: str) -> None:
        match menu:
            case "devices":
                self.remembered.set(settings.DEVICE, value)
            case "precisions":
                self.remembered.set(settings.PRECISION, value)
            case "threads":
                self.remembered.set(settings.THREADS, int(value))
            case _:
                return
        self.networks.reload()

    def _show(self) -> None:
        info = self.session.device
        if info is None:
            return
        problem = wording.fallback(info)
        offered = [("auto", self.tr("The fastest there is")), *info.offered]
        self.window.fill_menu("devices", offered, info.asked, [problem] if problem else [])
        names = {
            "float32": self.tr("32 bits, exact"),
            "bfloat16": self.tr("16 bits (bfloat16), faster, less exact"),
            "float16": self.tr("16 bits (float16), faster, less exact"),
        }
        precisions = [(precision, names[precision]) for precision in info.precisions]
        self.window.fill_menu("precisions", precisions, info.precision)
        self.window.fill_menu("threads", self._threads(info), self._chosen_threads())
        self.window.strip.show_device(info.title, self._caption(info), problem)

    def _threads(self, info: DeviceInfo) -> list[tuple[str, str]]:
        own = [(str(count), self.tr("%Ln thread(s)", "", count)) for count in _counts(info.cores)]
        return [("0", self.tr("As fits, one core stays with the window")), *own]

    def _chosen_threads(self) -> str:
        return str(self.remembered.get(settings.THREADS))

    def _caption(self, info: DeviceInfo) -> str:
        caption = self.tr("%Ln thread(s)", "", info.threads)
        if info.precision == "float32":
            return caption
        return self.tr("{threads}, {precision}").format(threads=caption, precision=info.precision)


def _counts(cores: int) -> list[int]:
    """Return the numbers of threads worth offering: powers of two, and all cores."""
    powers = [1 << bit for bit in range(cores.bit_length()) if 1 << bit < cores]
    return [*powers, cores]
