"""Everything of the Ideal image tab, put together when the tab is first opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.presenters.ideal import IdealPresenter
from desktop_app.presenters.ideal_judges import IdealJudgesPresenter
from desktop_app.presenters.ideal_keeping import IdealKeepingPresenter
from desktop_app.presenters.ideal_restoring import IdealRestoringPresenter
from desktop_app.views.ideal_tab import IdealTab

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from desktop_app.jobs import JobRunner
    from desktop_app.presenters.job_bar import JobBarPresenter
    from desktop_app.presenters.network import NetworkPresenter
    from desktop_app.session import Session
    from desktop_app.settings import Settings
    from desktop_app.views.main_window import MainWindow


class Studio:
    """The tab and what joins it."""

    def __init__(
        self,
        session: Session,
        runner: JobRunner,
        window: MainWindow,
        remembered: Settings,
        networks: NetworkPresenter,
        bar: JobBarPresenter,
    ) -> None:
        """Build it."""
        self.tab = IdealTab()
        self.ideal = IdealPresenter(session, runner, self.tab, bar)
        self.keeping = IdealKeepingPresenter(self.ideal, window, remembered)
        self.judges = IdealJudgesPresenter(self.ideal, self.keeping, networks, remembered, bar)
        self.restoring = IdealRestoringPresenter(session, runner, self.tab, networks)

    @property
    def presenters(self) -> list[QObject]:
        """All of them, for someone to keep."""
        return [self.ideal, self.keeping, self.judges, self.restoring]
