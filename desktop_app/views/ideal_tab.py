"""The Ideal image tab: what is to be seen, the picture on its way, and what can be read of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QSplitter, QVBoxLayout, QWidget

from desktop_app.views.ideal_readings import IdealReadings
from desktop_app.views.ideal_settings import IdealSettings
from desktop_app.views.ideal_stage import IdealStage
from desktop_app.views.run_tab import RunTab
from desktop_app.views.widgets.buttons import Segments

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

SETTINGS, STAGE, READINGS = 288, 840, 328
"""Widths in points that are wished for; the first is the least, too."""

MARGIN = 16
LOW = 760
"""Height from which the presets have room as cards."""


class IdealTab(RunTab):
    """Passive; its parts have the signals.

    Where there is no room for three columns, a switch chooses which of the outer ones is shown.
    """

    settings: IdealSettings

    def __init__(self) -> None:
        """Build the tab without a run."""
        super().__init__()
        self.setObjectName("page")
        self.settings, self.stage = IdealSettings(), IdealStage()
        self.readings = IdealReadings()
        self.fold = Segments((self.tr("Settings"), self.tr("Curves"), self.tr("Judges")))
        self.fold.setAccessibleName(self.tr("What is shown"))
        self.fold.chosen.connect(self._fold)
        self.setAccessibleName(self.tr("Ideal image"))
        self._outer = QWidget()
        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()

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

    @property
    def is_narrow(self) -> bool:
        """Whether one outer column is folded away."""
        # Not of the leading column, which holds the readings while they are folded.
        least = max(SETTINGS, _least(self.settings)) + _least(self.stage) + _least(self.readings)
        return self.width() < least + 4 * MARGIN

    def _fold(self) -> None:
        narrow, chosen = self.is_narrow, self.fold.current
        focused = QApplication.focusWidget()
        self.fold.setVisible(narrow)
        # As wide for whatever is shown there, or the picture would jump.
        held = (self.settings, self.readings) if narrow else (self.settings,)
        self._outer.setMinimumWidth(max(SETTINGS, *map(_least, held)))
        self._move_readings(within=narrow)
        self.settings.setVisible(not narrow or chosen == 0)
        self.readings.show_part(chosen - 1 if narrow and chosen else None)
        self.readings.setVisible(not narrow or chosen > 0)
        if focused is not None and self.isAncestorOf(focused) and not focused.hasFocus():
            # Qt would look for a place of its own, anywhere in the window.
            (focused if focused.isVisible() else self).setFocus()

    def _move_readings(self, *, within: bool) -> None:
        """Put the readings into the leading column, or back into one of their own."""
        columns = self._columns
        is_within = columns.indexOf(self.readings) < 0
        if within and not is_within:
            self._leading.addWidget(self.readings)
        elif is_within and not within:
            columns.addWidget(self.readings)
            stage = columns.width() - SETTINGS - READINGS - 2 * MARGIN
            columns.setSizes([SETTINGS, stage, READINGS])

    def _lay_out(self) -> None:
        self._leading = inside = QVBoxLayout(self._outer)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(self.fold)
        inside.addWidget(self.settings, 1)
        columns = self._columns
        columns.setHandleWidth(MARGIN)
        columns.setChildrenCollapsible(False)
        for part in (self._outer, self.stage, self.readings):
            columns.addWidget(part)
        columns.setStretchFactor(1, 1)
        columns.setSizes([SETTINGS, STAGE, READINGS])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, 12, MARGIN, 12)
        layout.addWidget(columns)


def _least(part: QWidget) -> int:
    return part.minimumSizeHint().width()
