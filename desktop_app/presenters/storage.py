"""Where weights are kept and where they come from."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices

from desktop_app import settings
from desktop_app.presenters import work
from desktop_app.presenters.base import Presenter
from desktop_app.views import dialogs
from desktop_app.views.storage_page import StoragePage

if TYPE_CHECKING:
    from desktop_app.jobs import Failure, JobRunner
    from desktop_app.session import Session
    from desktop_app.views.backbone_tab import BackboneTab


class StoragePresenter(Presenter):
    """`moved` follows when another folder was chosen."""

    moved = Signal()

    def __init__(
        self, session: Session, runner: JobRunner, tab: BackboneTab, remembered: settings.Settings
    ) -> None:
        """Join them."""
        super().__init__(session, runner)
        self.tab = tab
        self.remembered = remembered
        self.page = StoragePage()
        tab.hold(self.page)
        tab.storage_requested.connect(self._open)
        self.page.folder_requested.connect(self._choose_folder)
        self.page.standard_requested.connect(partial(self._set_folder, ""))
        self.page.mirror_changed.connect(partial(self._set, settings.MIRROR))
        self.page.hub_mirror_changed.connect(partial(self._set, settings.HUB_MIRROR))
        self.page.reveal_requested.connect(_reveal)

    def _open(self) -> None:
        self._measure()
        self.tab.show_page(self.page, self.tr("Where weights are kept"))

    def _measure(self) -> None:
        places = settings.places(self.remembered)
        self.quick("usage", partial(work.usage, places), self._on_measured, self._on_unmeasured)

    def _on_measured(self, result: object) -> None:
        used, files, free = cast("tuple[int, int, int]", result)
        self.page.show_places(settings.places(self.remembered), used, files, free)

    def _on_unmeasured(self, failure: Failure) -> None:
        del failure
        self.page.show_places(settings.places(self.remembered), 0, 0, 0)

    def _choose_folder(self) -> None:
        now = str(settings.places(self.remembered).weights)
        folder = dialogs.open_folder(self.tab.window(), now)
        if folder:
            self._set_folder(os.path.normpath(folder))

    def _set_folder(self, folder: str) -> None:
        self.remembered.set(settings.WEIGHTS, folder)
        self._measure()
        self.moved.emit()

    def _set(self, row: settings.Setting[str], value: str) -> None:
        self.remembered.set(row, value)


def _reveal(path: str) -> None:
    with suppress(OSError):
        os.makedirs(path, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(path))
