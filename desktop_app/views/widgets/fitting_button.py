"""A button that makes do with the width it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy

from desktop_app.views.widgets.buttons import Button

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

LEAST = 72


class FittingButton(Button):
    """Shows the first of its texts that fits, or as much of the last as does."""

    def __init__(self) -> None:
        """Start without words."""
        super().__init__()
        self._texts: tuple[str, ...] = ("",)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_texts(self, *texts: str) -> None:
        """Show one of `texts`, the longest coming first; the first is read out in any case."""
        self._texts = texts
        self.setAccessibleName(texts[0])
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Ask for a few letters only."""
        return QSize(LEAST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        shown = metrics.horizontalAdvance(self.text().strip())
        beside = self.sizeHint().width() - shown
        room = self.width() - beside
        fitting = (text for text in self._texts if metrics.horizontalAdvance(text) <= room)
        last = metrics.elidedText(self._texts[-1], Qt.TextElideMode.ElideRight, max(room, 0))
        self.setText(next(fitting, last))
