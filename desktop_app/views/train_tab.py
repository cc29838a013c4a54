"""The Transfer learning tab: a folder a class in, a network with these classes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout

from desktop_app.views.run_tab import RunTab
from desktop_app.views.theme import theme
from desktop_app.views.train_settings import TrainSettings
from desktop_app.views.train_stage import TrainStage
from desktop_app.views.train_start import TrainStart

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

SETTINGS, STAGE = 288, 960
"""Widths in points that are wished for; the first is the least, too."""

MARGIN = 16
LOW, LOWEST = 760, 520
"""Heights from which the presets have room as cards, and more than a few classes."""


class TrainTab(RunTab):
    """Passive; its parts have the signals."""

    settings: TrainSettings

    def __init__(self) -> None:
        """Build the tab without a folder."""
        super().__init__()
        self.setObjectName("page")
        self.setAccessibleName(self.tr("Transfer learning"))
        self.settings, self.stage, self.start = TrainSettings(), TrainStage(), TrainStart()
        self.stage.awaits.connect(self.settings.show_as_main)
        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self._columns.setHandleWidth(MARGIN)
        self._columns.setChildrenCollapsible(False)
        self._columns.addWidget(self.settings)
        self._columns.addWidget(self.stage)
        self._columns.setStretchFactor(1, 1)
        self._columns.setSizes([SETTINGS, STAGE])
        self._pages = QStackedWidget()
        self._pages.addWidget(self.start)
        self._pages.addWidget(self._columns)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, 12, MARGIN, 12)
        layout.addWidget(self._pages)

    def show_work(self, *, on: bool) -> None:
        """Show the folder that is there and what is learned from it, or ask for one."""
        self._pages.setCurrentWidget(self._columns if on else self.start)

    @property
    def is_at_work(self) -> bool:
        """Whether there is a folder."""
        return self._pages.currentWidget() is self._columns

    def event(self, event: QEvent) -> bool:
        """Give the settings the width that their words need."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Do so before they are seen, too."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.settings.setMinimumWidth(max(SETTINGS, self.settings.minimumSizeHint().width()))
        self.settings.presets.set_compact(on=self.height() < theme.scaled(LOW))
        self.settings.data.set_low(on=self.height() < theme.scaled(LOWEST))
