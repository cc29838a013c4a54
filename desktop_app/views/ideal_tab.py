"""The Ideal image tab: what is to be seen, the picture on its way, and what can be read of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from desktop_app.views.ideal_readings import IdealReadings
from desktop_app.views.ideal_settings import IdealSettings
from desktop_app.views.ideal_stage import IdealStage
from desktop_app.views.widgets.buttons import Segments

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent

SETTINGS, LEAST_STAGE, READINGS = 280, 420, 328
MARGIN = 16
LOW = 760
"""Height from which the presets have room as cards."""


class IdealTab(QWidget):
    """Passive; its parts have the signals. `appeared` follows each time that it is shown.

    Space starts, pauses and goes on; Escape stops, which `stopped` follows. Where there is no room
    for three columns, a switch chooses which of the outer ones is shown.
    """

    appeared = Signal()
    stopped = Signal()

    def __init__(self) -> None:
        """Build the tab without a run."""
        super().__init__()
        self.setObjectName("page")
        self.settings, self.stage = IdealSettings(), IdealStage()
        self.readings = IdealReadings()
        self.fold = Segments((self.tr("Settings"), self.tr("Curves"), self.tr("Judges")))
        self.fold.setAccessibleName(self.tr("What is shown"))
        self.fold.chosen.connect(self._fold)
        self._outer = QWidget()
        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that the tab is looked at."""
        super().showEvent(event)
        self.appeared.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold what there is no room for."""
        super().resizeEvent(event)
        self._fold()
        self.settings.presets.set_compact(on=self.height() < LOW)

    def event(self, event: QEvent) -> bool:
        """Fold also when the parts need another width."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._fold()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hear what no part of the tab wanted."""
        if event.key() == Qt.Key.Key_Space:
            self.settings.go()
        elif event.key() == Qt.Key.Key_Escape:
            self.stopped.emit()
        else:
            super().keyPressEvent(event)

    @property
    def is_narrow(self) -> bool:
        """Whether one outer column is folded away."""
        parts = (self._outer, self.stage, self.readings)
        least = (max(one.minimumSizeHint().width(), one.minimumWidth()) for one in parts)
        return self.width() < sum(least) + 4 * MARGIN

    def _fold(self) -> None:
        narrow, chosen = self.is_narrow, self.fold.current
        self.fold.setVisible(narrow)
        inside = self._outer.layout()
        place = self._columns
        if narrow and self.readings.parent() is place:
            inside.addWidget(self.readings)  # type: ignore[union-attr]
        elif not narrow and self.readings.parent() is not place:
            place.addWidget(self.readings)
        self.settings.setVisible(not narrow or chosen == 0)
        self.readings.setVisible(not narrow or chosen > 0)
        self.readings.show_part(chosen - 1 if narrow and chosen else None)

    def _lay_out(self) -> None:
        inside = QVBoxLayout(self._outer)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(self.fold)
        inside.addWidget(self.settings, 1)
        self._outer.setMinimumWidth(SETTINGS)
        self.stage.setMinimumWidth(LEAST_STAGE)
        self.readings.setMinimumWidth(READINGS - 2 * MARGIN)
        columns = self._columns
        columns.setHandleWidth(MARGIN)
        columns.setChildrenCollapsible(False)
        for part in (self._outer, self.stage, self.readings):
            columns.addWidget(part)
        columns.setStretchFactor(1, 1)
        columns.setSizes([SETTINGS, 2 * LEAST_STAGE, READINGS])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, 12, MARGIN, 12)
        layout.addWidget(columns)
