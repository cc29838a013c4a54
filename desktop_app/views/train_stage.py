"""What is seen of a training: the data, how it goes and what came of it, and the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.views.data_page import DataPage
from desktop_app.views.mistakes_card import MistakesCard
from desktop_app.views.plane_page import PlanePage
from desktop_app.views.result_page import ResultPage
from desktop_app.views.theme import theme
from desktop_app.views.widgets.buttons import Segments, button
from desktop_app.views.widgets.labels import label
from desktop_app.views.widgets.message import Message

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

DATA, RESULT, PLANE = range(3)
NARROW = 800
ACROSS, DOWN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


class TrainStage(QWidget):
    """Passive. `used`, `saved` and `exported` follow the buttons, `turned` another page.

    `awaits` carries whether a result is yet to come.
    """

    used = Signal()
    saved = Signal()
    exported = Signal()
    turned = Signal()
    awaits = Signal(bool)

    def __init__(self) -> None:
        """Start with the data."""
        super().__init__()
        self.data, self.mistakes, self.plane = DataPage(), MistakesCard(), PlanePage()
        self.result = ResultPage(self.mistakes)
        self.message = Message()
        self.pages = Segments((self.tr("Data"), self.tr("Training"), self.tr("Map")))
        self.pages.setAccessibleName(self.tr("What is shown"))
        self._number, self._says = label(role="display"), label(role="body", wraps=True)
        self._doubt = label(role="caption", wraps=True)
        self._use = button(self.tr("Use in all tabs"), "check", "primary")
        self._save = button(self.tr("Save"), "save")
        self._export = button(self.tr("Export ONNX"), "package")
        self._head = QWidget()
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self.show_nothing()

    @property
    def page(self) -> int:
        """Which page is shown: `DATA`, `RESULT` or `PLANE`."""
        return self.pages.current

    def show_nothing(self) -> None:
        """Show no result."""
        self._head.hide()
        self.pages.offer((DATA, RESULT))
        self.awaits.emit(True)

    def show_verdict(self, number: str, says: str, doubt: str) -> None:
        """Show how often it is right, on what, and how sure one can be of it."""
        for part, text in ((self._number, number), (self._says, says), (self._doubt, doubt)):
            part.setText(text)
        self._head.show()
        self.pages.offer((DATA, RESULT, PLANE))
        self.awaits.emit(False)

    def allow(self, *, on: bool, why: str = "") -> None:
        """Say whether the result can be used and kept, or why not."""
        for part in (self._use, self._save, self._export):
            part.setEnabled(on)
            part.setToolTip(why)

    def texts(self) -> tuple[str, str, str]:
        """Return what is said of the result."""
        return self._number.text(), self._says.text(), self._doubt.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below the words where it is narrow."""
        super().resizeEvent(event)
        self._across.setDirection(DOWN if self.width() < theme.scaled(NARROW) else ACROSS)

    def _connect(self) -> None:
        self.pages.chosen.connect(self._on_pages_chosen)
        self._use.clicked.connect(self.used)
        self._save.clicked.connect(self.saved)
        self._export.clicked.connect(self.exported)

    def _on_pages_chosen(self, page: int) -> None:
        self._stack.setCurrentIndex(page)
        self.turned.emit()

    def _lay_out(self) -> None:
        for page in (self.data, self.result, self.plane):
            self._stack.addWidget(page)
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(self._number)
        first.addWidget(self._says, 1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(first)
        words.addWidget(self._doubt)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for part in (self._use, self._save, self._export):
            buttons.addWidget(part)
        buttons.addStretch()
        self._across = head = QBoxLayout(ACROSS, self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(8)
        head.addLayout(words, 1)
        head.addLayout(buttons)
        row = QHBoxLayout()
        row.addWidget(self.pages)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._head)
        layout.addWidget(self.message)
        layout.addLayout(row)
        layout.addWidget(self._stack, 1)
