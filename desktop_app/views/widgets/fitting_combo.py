"""A list to choose from that makes do with the width it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

from desktop_app.views.widgets.form import calm

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

LETTERS = 8
"""As many as there is always room for."""


class FittingCombo(QComboBox):
    """Shows as much of the chosen entry as fits; where that is not all, a tooltip has the rest."""

    def __init__(self, name: str) -> None:
        """Start empty; `name` is what a screen reader calls it."""
        super().__init__()
        self._name = name
        self.setAccessibleName(name)
        calm(self)
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(LETTERS)
        self.currentTextChanged.connect(self._show_tooltip)

    def shown(self) -> str:
        """Return what can be read."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        control = QStyle.ComplexControl.CC_ComboBox
        room = self.style().subControlRect(control, option, field, self).width()
        text = self.currentText()
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)

    def showPopup(self) -> None:
        """Open the list, as wide as its longest entry."""
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0))
        super().showPopup()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the tooltip to what is cut."""
        super().resizeEvent(event)
        self._show_tooltip()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field with as much of the text as fits."""
        del event
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.shown()
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def _show_tooltip(self) -> None:
        whole = self.currentText()
        self.setToolTip(self._name if self.shown() == whole else f"{self._name}: {whole}")
