"""The Backbone tab: which networks there are, fetching and loading them, looking into them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from desktop_app import settings
from desktop_app.engine import catalogue
from desktop_app.engine.catalogue import Shelf
from desktop_app.presenters import work
from desktop_app.presenters.base import Presenter
from desktop_app.views import dialogs, wording
from desktop_app.views.structure_page import StructurePage

if TYPE_CHECKING:
    from desktop_app.engine.structure import Structure
    from desktop_app.jobs import Failure, JobRunner
    from desktop_app.presenters.downloads import DownloadPresenter
    from desktop_app.presenters.network import NetworkPresenter
    from desktop_app.session import Session
    from desktop_app.views.backbone_tab import BackboneTab
    from desktop_app.views.widgets.message import Message


class BackbonePresenter(Presenter):
    """Shows the catalogue and does what is asked of its rows."""

    def __init__(
        self,
        session: Session,
        runner: JobRunner,
        tab: BackboneTab,
        remembered: settings.Settings,
        notice: Message,
        networks: NetworkPresenter,
        downloads: DownloadPresenter,
    ) -> None:
        """Join them; the catalogue is read at once."""
        super().__init__(session, runner)
        self.tab = tab
        self.remembered = remembered
        self.notice = notice
        self.networks = networks
        self.downloads = downloads
        self.inside = StructurePage()
        tab.hold(self.inside)
        self.shelves: dict[str, Shelf] = {}
        self._wanted = self._looked = ""
        self._connect()
        self._show(_always())
        self._on_in_use_changed()
        self.refresh()

    def _connect(self) -> None:
        tab = self.tab
        tab.load_requested.connect(self.networks.load)
        tab.download_requested.connect(self._download)
        tab.cancel_requested.connect(self._cancel)
        tab.untrained_requested.connect(self._load_untrained)
        tab.inside_requested.connect(self._see_inside)
        self.inside.retry_requested.connect(self._look_again)
        tab.delete_requested.connect(self._delete)
        tab.timm_requested.connect(self._search_timm)
        self.networks.progressed.connect(self._on_load_progressed)
        self.networks.ended.connect(self._on_load_ended)
        self.downloads.progressed.connect(tab.show_progress)
        self.downloads.ended.connect(self._on_download_ended)
        self.downloads.succeeded.connect(self._on_download_succeeded)
        self.session.network_changed.connect(self._on_network_changed)
        self.session.other_changed.connect(self._on_in_use_changed)

    def refresh(self, select: str = "") -> None:
        """Look again at what is on this computer; then choose `select`."""
        self.tab.show_reading(not self.shelves or len(self.shelves) == len(catalogue.ALWAYS))
        make = partial(work.read_catalogue, settings.places(self.remembered))
        self.quick("catalogue", make, partial(self._on_read, select), self._on_read_failed)

    def _on_read(self, select: str, result: object) -> None:
        self.tab.show_reading(False)
        read = {shelf.entry.name: shelf for shelf in cast("tuple[Shelf, ...]", result)}
        found = {
            name: Shelf(one.entry, "online")
            for name, one in self.shelves.items()
            if name not in read and _is_timm(name)
        }
        self._show(read | found)
        if select:
            self.tab.select(select)

    def _on_read_failed(self, failure: Failure) -> None:
        self.tab.show_reading(False)
        self._tell("", failure)

    def _show(self, shelves: dict[str, Shelf]) -> None:
        self.shelves = shelves
        self.tab.show_shelves(tuple(shelves.values()))
        ready = [(name, one.entry.title) for name, one in shelves.items() if one.ready]
        self.networks.offer(ready)

    # What is asked of a row

    def _load_untrained(self, name: str) -> None:
        self.networks.load(f"{catalogue.parse(name).architecture}:{catalogue.UNTRAINED}")

    def _download(self, name: str) -> None:
        self._wanted = name
        self.downloads.start(self.shelves[name].entry)

    def _cancel(self, name: str) -> None:
        if not self.downloads.stop(name):
            self.networks.stop()

    def _look_again(self) -> None:
        self._see_inside(self._looked)

    def _see_inside(self, name: str) -> None:
        self._looked = name
        title = self.shelves[name].entry.title
        self.inside.show_waiting(title)
        self.tab.show_page(self.inside, title)
        done, failed = self._on_seen, self._on_unseen
        self.quick("inside", partial(work.see_inside, name), done, failed)

    def _delete(self, name: str) -> None:
        if self.shelves[name].state == "imported" and not self._agreed(name):
            return
        make = partial(work.delete, self.shelves[name], settings.places(self.remembered))
        done = partial(self._on_deleted, name)
        self.quick(f"delete {name}", make, done, partial(self._tell, name), finishes=True)

    def _search_timm(self, text: str) -> None:
        self.tab.show_reading(True)
        make = partial(work.search_timm, text, settings.places(self.remembered))
        self.quick("timm", make, partial(self._on_found, text), self._on_read_failed)

    # What comes of it

    def _on_load_progressed(self, name: str, done: int, total: int) -> None:
        words = self.tr("Checking the weights") if total else self.tr("Loading…")
        self.tab.show_progress(name, done, total, words)

    def _on_load_ended(self, name: str, why: str) -> None:
        self.tab.clear_progress(name)
        if why:
            self.refresh()  # perhaps its file is gone
            what = self.tr("{name} cannot be loaded.").format(name=self._title(name))
            self.tab.show_problem(name, what, why)
            if self.tab.isVisible():
                self.notice.hide()  # once is enough

    def _on_download_ended(self, name: str, why: str) -> None:
        self.tab.clear_progress(name)
        self.refresh()
        if why:
            what = self.tr("{name} was not downloaded.").format(name=self._title(name))
            self.tab.show_problem(name, what, why)

    def _on_download_succeeded(self, name: str) -> None:
        self.tab.clear_progress(name)
        self.refresh()
        if self._wanted == name:  # unless another was asked for meanwhile
            self.networks.load(name)

    def _on_network_changed(self) -> None:
        self._wanted = ""  # what is being downloaded is not to replace a later choice
        self._on_in_use_changed()

    def _on_in_use_changed(self) -> None:
        network, other = self.session.network, self.session.other
        self.tab.show_in_use(network.name if network else "", other.name if other else "")

    def _on_seen(self, result: object) -> None:
        self.inside.show_structure(cast("Structure", result))

    def _on_unseen(self, failure: Failure) -> None:
        self.inside.show_problem(*wording.explain(failure.error))

    def _on_deleted(self, name: str, result: object) -> None:
        del result
        self.refresh(name)

    def _on_found(self, text: str, result: object) -> None:
        self.tab.show_reading(False)
        shown, count = cast("tuple[tuple[Shelf, ...], int]", result)
        found = {shelf.entry.name: shelf for shelf in shown}
        self._show(self.shelves | found)
        if found:
            self.tab.select(next(iter(found)))
            if count > len(found):
                numbers = {"few": wording.number(len(found)), "all": wording.number(count)}
                what = self.tr("{few} of timm’s {all} are listed.").format(**numbers)
                self.notice.show_message("info", what, self.tr("Type more of the name."))
        else:
            what = self.tr("timm has no network called ‘{text}’ either.").format(text=text)
            self.tab.show_problem("", what, self.tr("Try a part of its name, such as ‘resnet’."))

    def _agreed(self, name: str) -> bool:
        """Ask before something goes that no download brings back."""
        return dialogs.confirm(
            self.tab.window(),
            self.tr("Delete {name}?").format(name=self._title(name)),
            self.tr("This is the program’s own copy. The file that it came from stays."),
            self.tr("Delete"),
            self.tr("Keep"),
        )

    def _tell(self, name: str, failure: Failure) -> None:
        self.tab.show_problem(name, *wording.explain(failure.error))

    def _title(self, name: str) -> str:
        return self.shelves[name].entry.title if name in self.shelves else catalogue.title(name)


def _always() -> dict[str, Shelf]:
    """Return what can be shown before the rest is read."""
    return {
        entry.name: Shelf(entry, "bundled" if entry.package else catalogue.UNTRAINED)
        for entry in catalogue.ALWAYS
    }


def _is_timm(name: str) -> bool:
    return catalogue.parse(name).source == "timm"
