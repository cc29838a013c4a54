"""Everything of the Feature maps tab, put together when the tab is first opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.presenters.contrasts import ContrastPresenter
from desktop_app.presenters.features import FeaturesPresenter
from desktop_app.presenters.keeping import KeepingPresenter
from desktop_app.presenters.one_map import OneMapPresenter
from desktop_app.presenters.other_side import OtherSidePresenter
from desktop_app.presenters.strongest import StrongestPresenter
from desktop_app.presenters.why_class import WhyClassPresenter
from desktop_app.views import compare_page
from desktop_app.views.features_tab import CLASS, COMPARE, FeaturesTab

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from desktop_app.jobs import JobRunner
    from desktop_app.presenters.comparison import ComparisonPresenter
    from desktop_app.presenters.job_bar import JobBarPresenter
    from desktop_app.session import Session
    from desktop_app.settings import Settings
    from desktop_app.views.main_window import MainWindow


class Microscope:
    """The tab and what joins it."""

    def __init__(
        self,
        session: Session,
        runner: JobRunner,
        window: MainWindow,
        remembered: Settings,
        comparison: ComparisonPresenter,
        bar: JobBarPresenter,
    ) -> None:
        """Build it."""
        self.tab = FeaturesTab()
        self.features = FeaturesPresenter(session, runner, self.tab)
        self.map = OneMapPresenter(self.features, bar)
        self.why = WhyClassPresenter(self.features, bar)
        self.strongest = StrongestPresenter(self.features, bar)
        self.other = OtherSidePresenter(self.features, comparison)
        self.contrasts = ContrastPresenter(self.features, self.other)
        self.keeping = KeepingPresenter(self.features, self.contrasts, window, remembered)

    def compare_with(self, key: int) -> None:
        """Set the picture in use against another of the list."""
        self.tab.compare.kind.choose(compare_page.PICTURE)
        self.tab.pages.choose(COMPARE)
        self.other.pick(key)

    def explain(self) -> None:
        """Show why the picture in use is seen as what it is seen as."""
        self.tab.pages.choose(CLASS)

    @property
    def presenters(self) -> list[QObject]:
        """All of them, for someone to keep."""
        return [
            *(self.features, self.map, self.why),
            *(self.strongest, self.other, self.contrasts, self.keeping),
        ]
