"""Everything of the Backbone tab, put together when the tab is first opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.engine import catalogue
from desktop_app.presenters.backbone import BackbonePresenter
from desktop_app.presenters.downloads import DownloadPresenter
from desktop_app.presenters.importing import ImportPresenter
from desktop_app.presenters.kept import KeptPresenter
from desktop_app.presenters.packing import PackPresenter
from desktop_app.presenters.storage import StoragePresenter
from desktop_app.views.backbone_tab import BackboneTab

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from desktop_app.jobs import JobRunner
    from desktop_app.presenters.comparison import ComparisonPresenter
    from desktop_app.presenters.job_bar import JobBarPresenter
    from desktop_app.presenters.network import NetworkPresenter
    from desktop_app.session import Session
    from desktop_app.settings import Settings
    from desktop_app.views.main_window import MainWindow


class Workshop:
    """The tab, its pages and what joins them."""

    def __init__(
        self,
        session: Session,
        runner: JobRunner,
        window: MainWindow,
        remembered: Settings,
        networks: NetworkPresenter,
        comparison: ComparisonPresenter,
        bar: JobBarPresenter,
    ) -> None:
        """Build it."""
        self.networks = networks
        self.tab = tab = BackboneTab()
        self.downloads = DownloadPresenter(session, runner, remembered, bar)
        self.backbones = BackbonePresenter(
            session, runner, tab, remembered, window.notice, networks, self.downloads
        )
        tab.compare_requested.connect(comparison.compare)
        self.importing = ImportPresenter(session, runner, tab, remembered)
        self.packing = PackPresenter(session, runner, tab, remembered, window.notice, bar)
        self.storage = StoragePresenter(session, runner, tab, remembered)
        self.kept = KeptPresenter(session, runner, self.storage.page.kept)
        self.importing.kept.connect(self._on_kept)
        self.packing.unpacked.connect(self.backbones.refresh)
        self.storage.moved.connect(self.backbones.refresh)
        tab.storage_requested.connect(self.kept.refresh)
        tab.pack_requested.connect(self._on_pack_requested)

    @property
    def presenters(self) -> list[QObject]:
        """All of them, for someone to keep."""
        return [
            self.downloads,
            self.backbones,
            self.importing,
            self.packing,
            self.storage,
            self.kept,
        ]

    def open(self, path: str) -> None:
        """Take in a weights file or a pack."""
        if path.lower().endswith(catalogue.PACK):
            self.packing.open(path)
        else:
            self.importing.open(path)

    def _on_kept(self, name: str) -> None:
        self.backbones.refresh(name)
        self.networks.load(name)

    def _on_pack_requested(self) -> None:
        self.packing.show(self.backbones.shelves)
