"""The pictures of a class, what is odd about the folder, and what a picture looks like varied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.views import pixels as qt_pixels
from desktop_app.views.theme import theme
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.labels import ElidedLabel, label
from desktop_app.views.widgets.mistakes import PictureGrid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from desktop_app.engine.contract import Pixels

LOW = 400
"""Height from which there is room for the variations of a picture."""

SIDE = 88
"""Points of a varied picture."""


REASON = 4
"""Rows that the reason may take which is told of a problem."""


class DataPage(QWidget):
    """Passive. `opened` carries the place of a picture that is activated, `left` the way back."""

    opened = Signal(int)
    left = Signal()

    def __init__(self) -> None:
        """Start without pictures."""
        super().__init__()
        self._varies = True
        self.grid = PictureGrid()
        self.variations = Variations()
        self._title = ElidedLabel("title")
        self._line = label(role="caption", wraps=True)
        self._back = button(self.tr("Back to the pictures"), "images")
        self._back.clicked.connect(self.left)
        self.grid.activated.connect(self.opened)
        self._lay_out()
        self.show_pictures("", "", ())

    def show_pictures(self, title: str, line: str, entries: Sequence[tuple[str, str]]) -> None:
        """Show the pictures of a class, each with two lines."""
        self._show(title, line, entries, 1)
        self._back.hide()
        self._varies = True
        self._fit()

    def show_problems(self, title: str, line: str, entries: Sequence[tuple[str, str]]) -> None:
        """Show what is odd instead: the file, and why."""
        self._show(title, line, entries, REASON)
        self._back.show()
        self._varies = False
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the little height that there may be to the pictures."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.variations.setVisible(self._varies and self.height() >= theme.scaled(LOW))

    def texts(self) -> tuple[str, str]:
        """Return the title and the line under it."""
        return self._title.text(), self._line.text()

    def _show(self, title: str, line: str, entries: Sequence[tuple[str, str]], rows: int) -> None:
        self._title.setText(title)
        self._line.setText(line)
        self._line.setHidden(not line)
        self.grid.show_pictures(entries, rows)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title, 1)
        head.addWidget(self._back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self._line)
        layout.addWidget(self.grid, 1)
        layout.addWidget(self.variations)


class Variations(QWidget):
    """One picture as it is seen in several epochs."""

    def __init__(self) -> None:
        """Start without any."""
        super().__init__()
        self._sentence = label(role="caption", wraps=True)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self._row.addStretch()
        self._shown: list[QLabel] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(label(self.tr("What it sees of a picture"), "heading"))
        layout.addWidget(self._sentence)
        layout.addLayout(self._row)

    def show_seen(self, sentence: str, seen: Sequence[Pixels]) -> None:
        """Show a picture as often as there are `seen`, uint8 S x S x 3."""
        self._sentence.setText(sentence)
        while len(self._shown) < len(seen):
            self._shown.append(_square())
            self._row.insertWidget(len(self._shown) - 1, self._shown[-1])
        for place, part in enumerate(self._shown):
            part.setHidden(place >= len(seen))
            if place < len(seen):
                ratio = self.devicePixelRatioF()
                pixmap = qt_pixels.square(seen[place], round(SIDE * ratio))
                pixmap.setDevicePixelRatio(ratio)
                part.setPixmap(pixmap)

    @property
    def count(self) -> int:
        """How many are shown."""
        return sum(not part.isHidden() for part in self._shown)


def _square() -> QLabel:
    part = QLabel()
    part.setFixedSize(SIDE, SIDE)
    part.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    part.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return part
