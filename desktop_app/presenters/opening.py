"""How pictures get in: drops, paste, dialogs, samples, recent ones and addresses."""

from __future__ import annotations

import csv
import os
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, cast

from desktop_app import paths, settings
from desktop_app.engine.contract import Dropped, Outcome, Pasted, Sample, Source
from desktop_app.engine.findings import FoundFiles, Searched, Unreadable
from desktop_app.presenters import work
from desktop_app.presenters.base import Presenter
from desktop_app.views import dialogs, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.jobs import Failure, JobRunner, Report
    from desktop_app.pictures import Entry
    from desktop_app.session import Session
    from desktop_app.views.intake import Intake
    from desktop_app.views.main_window import MainWindow
    from desktop_app.views.predict_tab import PredictTab


class OpeningPresenter(Presenter):
    """Turns what a person gives into entries of the picture list."""

    def __init__(
        self,
        session: Session,
        runner: JobRunner,
        window: MainWindow,
        tab: PredictTab,
        remembered: settings.Settings,
    ) -> None:
        """Join them."""
        super().__init__(session, runner)
        self.window = window
        self.tab = tab
        self.remembered = remembered
        self._drops = count()
        self._unseen: set[str] = set()
        self._address = ""
        self._samples = _read_samples()
        self._connect()
        self._fill_menus()

    def _connect(self) -> None:
        self.window.received.connect(self._on_window_received)
        self.window.chosen.connect(self._on_window_chosen)
        self.window.painted.connect(self._on_window_painted)
        self.window.notice.acted.connect(self._on_notice_acted)
        self.window.actions_table["open"].triggered.connect(self._on_open_triggered)
        self.window.actions_table["open_folder"].triggered.connect(self._on_open_folder_triggered)
        self.tab.drop_zone.pictures_requested.connect(self._on_open_triggered)
        self.tab.drop_zone.folder_requested.connect(self._on_open_folder_triggered)
        self.tab.drop_zone.sample_requested.connect(self._open_sample)

    def open(self, named: Sequence[str]) -> None:
        """Open files and folders; what they hold is found on the worker."""
        found = [os.path.abspath(path) for path in named]
        if not found:
            return
        for path in found[: settings.MAX_RECENT]:
            self.remembered.add_recent(path)
        self.remembered.set(settings.FOLDER, os.path.dirname(found[-1]))
        self._fill_menus()
        self.window.notice.hide()
        key = f"walk {next(self._drops)}"
        self._unseen.add(key)
        reported = partial(self._on_walk_reported, key)
        self.quick(key, partial(work.walk, found), self._ignore, self._on_failed, reported)

    def _fill_menus(self) -> None:
        samples = [(key, f"{title}    {who}, {terms}") for key, title, who, terms in self._samples]
        self.window.fill_menu("samples", samples)
        recent = self.remembered.get(settings.RECENT)
        self.window.fill_menu("recent", [(path, path) for path in recent])

    def _on_window_painted(self) -> None:
        shown = [
            (key, title, f"{who}, {terms}", paths.resource(f"samples/{key}"))
            for key, title, who, terms in self._samples
        ]
        self.tab.drop_zone.set_samples(shown)

    def _on_window_received(self, taken: Intake) -> None:
        if taken.paths:
            self.open(taken.paths)
        elif taken.bitmap is not None:
            origin = Dropped(taken.address) if taken.address else Pasted()
            name = os.path.basename(taken.address) or self.tr("Pasted picture")
            self._add([Source(name, taken.bitmap, origin)])
        elif taken.address:
            self._address = taken.address
            what = self.tr("This is only an address.")
            self.window.notice.show_message("info", what, taken.address, self.tr("Fetch it"))
        else:
            what = self.tr("There is no picture on the clipboard.")
            why = self.tr("Copy one first, or drop a file on the window.")
            self.window.notice.show_message("info", what, why)

    def _on_window_chosen(self, menu: str, value: str) -> None:
        if menu == "samples":
            self._open_sample(value)
        elif menu == "recent":
            self.open([value])

    def _open_sample(self, key: str) -> None:
        _, title, who, terms = next(row for row in self._samples if row[0] == key)
        file = str(paths.resource(f"samples/{key}"))
        self._add([Source(title, file, Sample(key, who, terms))])

    def _on_open_triggered(self) -> None:
        self.open(dialogs.open_pictures(self.window, self.remembered.get(settings.FOLDER)))

    def _on_open_folder_triggered(self) -> None:
        folder = dialogs.open_folder(self.window, self.remembered.get(settings.FOLDER))
        self.open([folder] if folder else [])

    def _on_walk_reported(self, key: str, report: Report) -> None:
        for item in report.items:
            match item:
                case FoundFiles():
                    self._add([Source(os.path.basename(path), path) for path in item.paths], key)
                case Unreadable():
                    self._add_unreadable(item, key)
                case Searched():
                    self._tell_left_out(item)

    def _add(self, sources: Sequence[Source], key: str = "") -> list[Entry]:
        """Append pictures; the first of a drop, or a single one, is shown at once."""
        entries = self.session.pictures.add(sources)
        if entries and (not key or key in self._unseen):
            self._unseen.discard(key)
            self.session.pictures.asked_for.emit(entries[0])
        return entries

    def _add_unreadable(self, found: Unreadable, key: str) -> None:
        source = Source(os.path.basename(found.path), found.path)
        for entry in self._add([source], key):
            self.session.pictures.record([Outcome(entry.key, None, found.error)])

    def _tell_left_out(self, found: Searched) -> None:
        folder = os.path.basename(found.path)
        if not found.pictures:
            what = self.tr("There is no picture in {folder}.").format(folder=folder)
            self.window.notice.show_message("info", what, self._left_out(found))
        elif found.hidden or found.others:
            self.window.notice.show_message("info", folder, self._left_out(found))

    def _left_out(self, found: Searched) -> str:
        parts = []
        if found.others:
            parts.append(self.tr("%Ln other file(s) left out.", "", found.others))
        if found.hidden:
            parts.append(self.tr("%Ln hidden one(s) left out.", "", found.hidden))
        return " ".join(parts)

    def _on_notice_acted(self) -> None:
        if self._address:
            what = self.tr("Fetching…")
            self.window.notice.show_message("info", what, self._address)
            make = partial(work.fetch, self._address)
            done = partial(self._on_fetched, self._address)
            self.quick("fetch", make, done, self._on_failed)
            self._address = ""

    def _on_fetched(self, address: str, data: object) -> None:
        self.window.notice.hide()
        name = os.path.basename(address.partition("?")[0]) or address
        self._add([Source(name, cast("bytes", data), Dropped(address))])

    def _on_failed(self, failure: Failure) -> None:
        self.window.notice.show_message("error", *wording.explain(failure.error))

    def _ignore(self, result: object) -> None:
        del result


def _read_samples() -> list[tuple[str, str, str, str]]:
    with paths.resource("samples/samples.tsv").open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream, delimiter="\t")
        return [(row[0], row[1], row[2], row[3]) for row in rows]
