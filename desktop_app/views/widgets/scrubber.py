"""A line on which one goes through the moments of a run that are kept, where all look alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal

from desktop_app.views import wording
from desktop_app.views.widgets.slider import Slider

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget


class Scrubber(Slider):
    """`scrubbed` carries the step of a moment that a person chose."""

    scrubbed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without moments."""
        super().__init__(parent)
        self._steps: tuple[int, ...] = ()
        self.setAccessibleName(self.tr("Moments of the run"))
        self.setPageStep(1)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as the plot that it belongs to
        self.valueChanged.connect(self._on_value_changed)
        self.clear()

    @property
    def step(self) -> int:
        """The step of the moment where the handle stands; 0 without any."""
        return self._steps[self.value()] if self._steps else 0

    def show_moments(self, steps: Sequence[int]) -> None:
        """Offer the moments after these steps, in ascending order."""
        shown = self.step
        with QSignalBlocker(self):
            self._steps = tuple(steps)
            self.setRange(0, max(0, len(self._steps) - 1))
        self.setEnabled(len(self._steps) > 1)
        self.show_step(shown)

    def show_step(self, step: int) -> None:
        """Put the handle at the moment nearest to a step."""
        places = range(len(self._steps))
        with QSignalBlocker(self):
            self.setValue(min(places, key=lambda one: abs(self._steps[one] - step), default=0))
        self._tell()

    def clear(self) -> None:
        """Forget all moments."""
        self.show_moments(())

    def _on_value_changed(self) -> None:
        self._tell()
        if self._steps:
            self.scrubbed.emit(self.step)

    def _tell(self) -> None:
        text = self.tr("Step {n}").format(n=wording.number(self.step)) if self._steps else ""
        self.setAccessibleDescription(text)
        self.setToolTip(text)
