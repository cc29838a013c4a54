"""Packs: weights in one file, for a computer without a network connection."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal

from desktop_app import settings
from desktop_app.engine import catalogue
from desktop_app.presenters import work
from desktop_app.presenters.base import Presenter
from desktop_app.views import dialogs, measures, wording
from desktop_app.views.pack_page import PackPage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.engine.catalogue import Shelf
    from desktop_app.jobs import Failure, JobRunner
    from desktop_app.presenters.job_bar import JobBarPresenter
    from desktop_app.session import Session
    from desktop_app.views.backbone_tab import BackboneTab
    from desktop_app.views.widgets.message import Message


class PackPresenter(Presenter):
    """Writes and reads them; `unpacked` carries the name of a network that came, "" if none did."""

    unpacked = Signal(str)

    def __init__(
        self,
        session: Session,
        runner: JobRunner,
        tab: BackboneTab,
        remembered: settings.Settings,
        notice: Message,
        progress: JobBarPresenter,
    ) -> None:
        """Join them."""
        super().__init__(session, runner)
        self.tab = tab
        self.remembered = remembered
        self.notice = notice
        self.progress = progress
        self.page = PackPage()
        tab.hold(self.page)
        self.shelves: Mapping[str, Shelf] = {}
        self.page.pack_requested.connect(self._write)

    def show(self, shelves: Mapping[str, Shelf]) -> None:
        """Offer those of `shelves` whose weights lie here as files."""
        self.shelves = shelves
        self.page.show_shelves([one for one in shelves.values() if one.path and one.ready])
        self.tab.show_page(self.page, self.tr("Pack weights"))

    def open(self, file: str) -> None:
        """Put the networks of a pack where they belong."""
        make = partial(work.read_pack, file, settings.places(self.remembered))
        job = self.quick(f"unpack {file}", make, self._on_read, self._on_unread, stopped=self._tell)
        title = self.tr("Reading {file}").format(file=os.path.basename(file))
        self.progress.watch(job, title, measures.size)

    def _write(self, names: object) -> None:
        chosen = [self.shelves[name] for name in cast("Sequence[str]", names)]
        start = os.path.join(self.remembered.get(settings.FOLDER), self.tr("Networks"))
        suffix = catalogue.PACK.removeprefix(".")
        file = dialogs.save_file(self.tab.window(), self.tr("Write pack"), start, suffix)
        if not file:
            return
        self.remembered.set(settings.FOLDER, os.path.dirname(file))
        done = partial(self._on_written, file)
        make = partial(work.write_pack, chosen, file)
        job = self.quick("pack", make, done, self._on_failed, finishes=True)
        title = self.tr("Writing {file}").format(file=os.path.basename(file))
        self.progress.watch(job, title, measures.size)
        self.tab.show_catalogue()

    def _on_written(self, file: str, result: object) -> None:
        del result
        what = self.tr("{file} is written.").format(file=os.path.basename(file))
        why = self.tr("Carry it to the other computer and drop it on this program’s window there.")
        self.notice.show_message("ok", what, why)

    def _on_read(self, result: object) -> None:
        names = cast("tuple[str, ...]", result)
        what = self.tr("%Ln network(s) came with the pack.", "", len(names))
        self.notice.show_message("ok", what, self.tr("They are ready in the Backbone tab."))
        if names:
            self.unpacked.emit(names[0])

    def _on_unread(self, failure: Failure) -> None:
        self._on_failed(failure)
        self._tell()

    def _tell(self) -> None:
        self.unpacked.emit("")  # those before the failure have come

    def _on_failed(self, failure: Failure) -> None:
        self.notice.show_message("error", *wording.explain(failure.error))
