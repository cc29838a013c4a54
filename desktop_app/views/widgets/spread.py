"""Parts in one arrangement where it is narrow, and side by side where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_app.views.theme import theme

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QResizeEvent

WIDE = 520
"""Points of width from which there is room: enough for four small pictures."""

SPACING = 12


class Spread(QWidget):
    """A grid of parts with two arrangements, each of which says where every part is."""

    def __init__(
        self,
        narrow: Mapping[QWidget, tuple[int, int]],
        wide: Mapping[QWidget, tuple[int, ...]],
        *,
        spacing: int = SPACING,
        least: int = WIDE,
    ) -> None:
        """Start narrow. A place is a row and a column; a wide one may add how many of each.

        From `least` points on, if its parts fit then, it is wide.
        """
        super().__init__()
        self._least = theme.scaled(least)
        self._narrow, self._wide = narrow, wide
        self._is_wide = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(spacing)
        self._arrange(narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the arrangement that there is room for."""
        super().resizeEvent(event)
        is_wide = self.width() >= max(self._least, self._needed(self._wide))
        if is_wide is not self._is_wide:
            self._is_wide = is_wide
            self._arrange(self._wide if is_wide else self._narrow)

    def minimumSizeHint(self) -> QSize:
        """Be as narrow as the narrow arrangement can be, whichever there is now."""
        return QSize(self._needed(self._narrow), super().minimumSizeHint().height())

    def _needed(self, places: Mapping[QWidget, tuple[int, ...]]) -> int:
        """Return the width that an arrangement needs, but for what spans several columns."""
        widths: dict[int, int] = {}
        for part, (_, column, *spans) in places.items():
            if not part.isHidden() and spans[1:] in ([], [1]):
                least = max(part.minimumSizeHint().width(), part.minimumWidth())
                widths[column] = max(widths.get(column, 0), least)
        return sum(widths.values()) + self._grid.spacing() * max(0, len(widths) - 1)

    def _arrange(self, places: Mapping[QWidget, tuple[int, ...]]) -> None:
        for part in places:
            self._grid.removeWidget(part)
        for part, place in places.items():
            self._grid.addWidget(part, *place)
        filled = {place[1] for place in places.values()}
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, int(column in filled))
