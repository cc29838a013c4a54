"""Everything of the Adversarial tab, put together when the tab is first opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.presenters.attack import AttackPresenter
from desktop_app.presenters.attack_folder import AttackFolderPresenter
from desktop_app.presenters.attack_keeping import AttackKeepingPresenter
from desktop_app.presenters.attack_questions import AttackQuestionsPresenter
from desktop_app.views.attack_tab import AttackTab

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from desktop_app.jobs import JobRunner
    from desktop_app.presenters.job_bar import JobBarPresenter
    from desktop_app.presenters.network import NetworkPresenter
    from desktop_app.session import Session
    from desktop_app.settings import Settings
    from desktop_app.views.main_window import MainWindow


class Arena:
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
        self.tab = AttackTab()
        self.attack = AttackPresenter(session, runner, self.tab, bar)
        self.keeping = AttackKeepingPresenter(self.attack, window, remembered)
        self.folder = AttackFolderPresenter(self.attack, window, remembered, bar)
        self.questions = AttackQuestionsPresenter(self.attack, networks, remembered, bar)

    @property
    def presenters(self) -> list[QObject]:
        """All of them, for someone to keep."""
        return [self.attack, self.attack.film, self.keeping, self.questions, self.folder]
