"""The Adversarial tab: what the network is to see instead, and how its mind is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout

from desktop_app.views.attack_folder import AttackFolder
from desktop_app.views.attack_settings import AttackSettings
from desktop_app.views.attack_stage import AttackStage
from desktop_app.views.run_tab import RunTab

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

SETTINGS, STAGE = 288, 960
"""Widths in points that are wished for; the first is the least, too."""

MARGIN = 16


class AttackTab(RunTab):
    """Passive; its parts have the signals."""

    settings: AttackSettings

    def __init__(self) -> None:
        """Build the tab without a run."""
        super().__init__()
        self.setObjectName("page")
        self.setAccessibleName(self.tr("Adversarial"))
        self.settings, self.stage = AttackSettings(), AttackStage()
        columns = QSplitter(Qt.Orientation.Horizontal)
        columns.setHandleWidth(MARGIN)
        columns.setChildrenCollapsible(False)
        columns.addWidget(self.settings)
        self.folder = AttackFolder()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.stage)
        self._pages.addWidget(self.folder)
        columns.addWidget(self._pages)
        columns.setStretchFactor(1, 1)
        columns.setSizes([SETTINGS, STAGE])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, 12, MARGIN, 12)
        layout.addWidget(columns)

    def show_folder(self, *, on: bool) -> None:
        """Show what became of many pictures, or the one picture."""
        self._pages.setCurrentWidget(self.folder if on else self.stage)

    def event(self, event: QEvent) -> bool:
        """Give the settings the width that their words need."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._widen()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Do so before they are seen, too."""
        super().resizeEvent(event)
        self._widen()

    def _widen(self) -> None:
        self.settings.setMinimumWidth(max(SETTINGS, self.settings.minimumSizeHint().width()))
