"""How strongly one picture lies over another: a slider with its value in words."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.views import wording
from desktop_app.views.theme import theme
from desktop_app.views.widgets.labels import label
from desktop_app.views.widgets.slider import Slider

STEP, PAGE = 5, 20


class Opacity(QWidget):
    """A share from 0 to 1 in hundredths; `changed` carries it."""

    changed = Signal(float)

    def __init__(self, name: str, share: float) -> None:
        """Start at `share`; `name` stands before the slider."""
        super().__init__()
        self.slider = Slider()
        self.slider.setRange(0, 100)
        self.slider.setSingleStep(STEP)
        self.slider.setPageStep(PAGE)
        self.slider.setAccessibleName(name)
        # Focus rings are for the keyboard: a click must not leave one behind.
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._value = label(role="caption", trails=True)
        longest = QFontMetrics(theme.font("caption")).horizontalAdvance(wording.percent(1))
        self._value.setMinimumWidth(longest)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(label(name))
        layout.addWidget(self.slider, 1)
        layout.addWidget(self._value)
        self.slider.valueChanged.connect(self._on_slider_changed)
        self.slider.setValue(round(share * 100))

    @property
    def share(self) -> float:
        """The share that is chosen."""
        return self.slider.value() / 100

    def _on_slider_changed(self) -> None:
        self._value.setText(wording.percent(self.share))
        self.changed.emit(self.share)
