"""How pictures get in: drops, paste, dialogs, samples and recent ones."""

from __future__ import annotations

import csv
import os
from functools import partial
from itertools import count, groupby
from time import monotonic
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal

from desktop_app import paths, settings
from desktop_app.engine.catalogue import PACK, WEIGHT_FILES
from desktop_app.engine.contract import Dropped, Outcome, Pasted, Sample, Source
from desktop_app.engine.findings import FoundFiles, Searched, Unreadable
from desktop_app.presenters import work
from desktop_app.presenters.base import Presenter
from desktop_app.presenters.fetching import FetchingPresenter, name_of
from desktop_app.views import dialogs, wording

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from desktop_app.jobs import Failure, JobRunner, Report
    from desktop_app.session import Session
    from desktop_app.views.intake import Intake
    from desktop_app.views.main_window import MainWindow
    from desktop_app.views.predict_tab import PredictTab

NO_PICTURES = (*WEIGHT_FILES, PACK)
"""How names of files end that are no pictures but networks."""

LONG_SEARCH = 1.0
"""Seconds after which a search is worth a word, and can be stopped."""


class OpeningPresenter(Presenter):
    """Turns what a person gives into entries of the picture list.

    `diverts` says whether something else took what was dropped.
    `weights_received` carries the path of a weights file or a pack that came instead, `opened`
    that of a picture which came alone.
    """

    weights_received = Signal(str)
    opened = Signal(str)

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
        self.fetching = FetchingPresenter(session, runner, window.notice)
        self._drops = count()
        self._began: dict[str, float] = {}
        self._walks: set[str] = set()
        self._unseen: set[str] = set()
        self._tells_search = False
        self._samples: list[tuple[str, str, str, str]] = []
        self.diverts: Callable[[tuple[str, ...]], bool] = _diverts_nothing
        self._connect()

    def _connect(self) -> None:
        self.window.received.connect(self._on_window_received)
        self.window.chosen.connect(self._on_window_chosen)
        self.window.painted.connect(self._on_window_painted)
        self.window.actions_table["open"].triggered.connect(self._on_open_triggered)
        self.window.actions_table["open_folder"].triggered.connect(self._on_open_folder_triggered)
        self.tab.drop_zone.pictures_requested.connect(self._on_open_triggered)
        self.tab.drop_zone.folder_requested.connect(self._on_open_folder_triggered)
        self.tab.drop_zone.sample_requested.connect(self._open_sample)
        self.session.pictures.cleared.connect(self._stop_searching)

    def open(self, named: Sequence[str]) -> None:
        """Open files and folders; what they hold is found on the worker."""
        given = [os.path.abspath(path) for path in named]
        found = [path for path in given if not _is_network(path)]
        networks = [path for path in given if _is_network(path)]
        packs = [path for path in networks if path.lower().endswith(PACK)]
        weights = [path for path in networks if path not in packs]
        for path in (*packs, *weights[:1]):
            self.weights_received.emit(path)
        if weights[1:]:
            what = self.tr("Only {file} is imported.").format(file=os.path.basename(weights[0]))
            self.window.notice.show_message("info", what, self.tr("Drop the others after it."))
        if not found:
            return
        for path in found[: settings.MAX_RECENT]:
            self.remembered.add_recent(path)
        self.remembered.set(settings.FOLDER, os.path.dirname(found[-1]))
        self._fill_menus()
        self.window.notice.hide()
        if len(found) == 1:
            self.opened.emit(found[0])
        key = f"walk {next(self._drops)}"
        self._walks.add(key)
        self._unseen.add(key)
        reported, done = partial(self._on_walk_reported, key), partial(self._on_walked, key)
        self.quick(key, partial(work.walk, found), done, self._on_failed, reported)

    def _fill_menus(self) -> None:
        samples = [(key, f"{title}    {who}, {terms}") for key, title, who, terms in self._samples]
        self.window.fill_menu("samples", samples)
        recent = self.remembered.get(settings.RECENT)
        self.window.fill_menu("recent", [(path, path) for path in recent])

    def _on_window_painted(self) -> None:
        self._samples = _read_samples()
        self._fill_menus()
        shown = [
            (key, title, f"{who}, {terms}", _small(key)) for key, title, who, terms in self._samples
        ]
        self.tab.drop_zone.set_samples(shown)

    def _on_window_received(self, taken: Intake) -> None:
        self.window.notice.hide()
        if taken.paths and self.diverts(taken.paths):
            return
        if taken.paths:
            self.open(taken.paths)
        elif taken.bitmap is not None:
            origin = Dropped(taken.address) if taken.address else Pasted()
            name = name_of(taken.address) or self.tr("Pasted picture")
            self.session.pictures.open([Source(name, taken.bitmap, origin)])
        elif taken.address:
            self.fetching.offer(taken.address)
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
        self.session.pictures.open([Source(title, file, Sample(key, who, terms))])

    def _on_open_triggered(self) -> None:
        self.open(dialogs.open_pictures(self.window, self.remembered.get(settings.FOLDER)))

    def _on_open_folder_triggered(self) -> None:
        folder = dialogs.open_folder(self.window, self.remembered.get(settings.FOLDER))
        self.open([folder] if folder else [])

    # Searching folders

    def _on_walk_reported(self, key: str, report: Report) -> None:
        for kind, items in groupby(report.items, type):
            self._take_in(kind, list(items), key)
        still = not any(isinstance(item, Searched) for item in report.items)
        if still and monotonic() - self._began.setdefault(key, monotonic()) > LONG_SEARCH:
            self._tells_search = True
            what, stop = self.tr("Looking for pictures…"), self._stop_searching
            self.window.notice.show_message("info", what, "", self.tr("Stop"), stop)

    def _take_in(self, kind: type, items: Sequence[object], key: str) -> None:
        """Add what a search has found; files that follow each other all at once."""
        if kind is FoundFiles:
            found = [path for item in cast("list[FoundFiles]", items) for path in item.paths]
            self._add([Source(os.path.basename(path), path) for path in found], key)
            return
        for item in items:
            if isinstance(item, Unreadable):
                self._add_unreadable(item, key)
            elif isinstance(item, Searched):
                self._tell_left_out(item)

    def _add(self, sources: Sequence[Source], key: str) -> None:
        """Append pictures; the first of a drop is shown at once."""
        if key in self._unseen and sources:
            self._unseen.discard(key)
            self.session.pictures.open(sources)
        else:
            self.session.pictures.add(sources)

    def _add_unreadable(self, found: Unreadable, key: str) -> None:
        self._add([Source(os.path.basename(found.path), found.path)], key)
        entry = self.session.pictures.entries()[-1]
        self.session.pictures.record([Outcome(entry.key, None, found.error)])

    def _tell_left_out(self, found: Searched) -> None:
        self._tells_search = False
        folder = wording.shortened(os.path.basename(found.path))
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

    def _on_walked(self, key: str, result: object) -> None:
        del result
        self._walks.discard(key)
        self._began.pop(key, None)
        self._hide_search()

    def _stop_searching(self) -> None:
        for key in self._walks:
            self.forget(key)
        self._walks.clear()
        self._began.clear()
        self._hide_search()

    def _hide_search(self) -> None:
        if self._tells_search:
            self._tells_search = False
            self.window.notice.hide()

    def _on_failed(self, failure: Failure) -> None:
        self.window.notice.show_message("error", *wording.explain(failure.error))


def _diverts_nothing(paths: tuple[str, ...]) -> bool:
    del paths
    return False


def _is_network(path: str) -> bool:
    return path.lower().endswith(NO_PICTURES) and not os.path.isdir(path)


def _read_samples() -> list[tuple[str, str, str, str]]:
    with paths.resource("samples/samples.tsv").open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream, delimiter="\t")
        return [(row[0], row[1], row[2], row[3]) for row in rows]


def _small(key: str) -> Path:
    """Return the small copy of a sample, or the sample if it has none."""
    small = paths.resource(f"samples/small/{key.rpartition('.')[0]}.jpg")
    return small if small.exists() else paths.resource(f"samples/{key}")
