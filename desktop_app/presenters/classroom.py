"""Everything of the Transfer learning tab, put together when the tab is first opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.presenters.dataset import DatasetPresenter
from desktop_app.presenters.lessons import LessonsPresenter
from desktop_app.presenters.train import TrainPresenter
from desktop_app.presenters.train_again import TrainAgainPresenter
from desktop_app.presenters.train_keeping import TrainKeepingPresenter
from desktop_app.presenters.train_plane import TrainPlanePresenter
from desktop_app.presenters.train_result import TrainResultPresenter
from desktop_app.views.train_tab import TrainTab

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from desktop_app.jobs import JobRunner
    from desktop_app.presenters.job_bar import JobBarPresenter
    from desktop_app.presenters.network import NetworkPresenter
    from desktop_app.session import Session
    from desktop_app.settings import Settings
    from desktop_app.views.main_window import MainWindow


class Classroom:
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
        self.tab = TrainTab()
        self.data = DatasetPresenter(session, runner, self.tab, remembered, bar)
        self.lessons = LessonsPresenter(session, runner, self.tab.start.lessons, bar)
        self.train = TrainPresenter(session, runner, self.tab, self.data, bar)
        self.result = TrainResultPresenter(self.train)
        self.plane = TrainPlanePresenter(self.train)
        self.keeping = TrainKeepingPresenter(self.train, networks, window, remembered, bar)
        self.again = TrainAgainPresenter(self.train, self.data, networks)
        self.lessons.ready.connect(self.data.open)
        self.lessons.refresh()

    @property
    def presenters(self) -> list[QObject]:
        """All of them, for someone to keep."""
        return [
            self.data,
            self.lessons,
            self.train,
            self.result,
            self.plane,
            self.keeping,
            self.again,
        ]
