"""The pictures of a cell of the matrix, each class's share, and how far its sureness is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.views.widgets.buttons import Segments, button
from desktop_app.views.widgets.class_counts import ClassCounts
from desktop_app.views.widgets.labels import ElidedLabel, label
from desktop_app.views.widgets.mistakes import PictureGrid
from desktop_app.views.widgets.reliability import Reliability

if TYPE_CHECKING:
    from collections.abc import Sequence

PICTURES, CLASSES, SURENESS = range(3)


class MistakesCard(QWidget):
    """Passive. `explained` and `predicted` carry the place of the chosen picture.

    `all_asked` follows the wish to see all mistakes again.
    """

    explained = Signal(int)
    predicted = Signal(int)
    all_asked = Signal()

    def __init__(self) -> None:
        """Start without pictures."""
        super().__init__()
        self.grid = PictureGrid()
        self.classes, self.reliability = ClassCounts(), Reliability()
        self.pages = Segments((self.tr("Pictures"), self.tr("Classes"), self.tr("Sureness")))
        self.pages.setAccessibleName(self.tr("What is shown of the result"))
        self._title, self._line = ElidedLabel("heading"), label(role="caption", wraps=True)
        self._remark = label(role="caption", wraps=True)
        self._chosen = -1
        self._all = button(self.tr("All mistakes"), kind="link")
        self._why = button(self.tr("Why? (heat map)"), "eye")
        self._predict = button(self.tr("Open in Predict"), "arrow-right")
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def show_pictures(
        self, title: str, line: str, entries: Sequence[tuple[str, str]], *, is_cell: bool
    ) -> None:
        """Show pictures with two lines each; those of one cell offer the way back to all."""
        self._title.setText(title)
        self._line.setText(line)
        self._all.setVisible(is_cell)
        for part in (self._why, self._predict):
            part.setVisible(bool(entries))
        self.grid.show_pictures(entries)
        self._choose(-1)
        if is_cell:
            self.pages.choose(PICTURES)

    def show_classes(self, names: Sequence[str], counts: Sequence[int]) -> None:
        """Show how many pictures of each class were right."""
        self.classes.show_counts(names, counts)

    def show_sureness(self, bins: Sequence[tuple[float, float, int]], remark: str) -> None:
        """Show how often it was right by how sure it was, and what that means."""
        self.reliability.show_bins(bins)
        self._remark.setText(remark)

    def texts(self) -> tuple[str, str, str]:
        """Return title and line of the pictures, and what is said of sureness."""
        return self._title.text(), self._line.text(), self._remark.text()

    def _choose(self, place: int) -> None:
        self._chosen = place
        why = "" if place >= 0 else self.tr("Choose a picture first.")
        for part in (self._why, self._predict):
            part.setEnabled(not why)
            part.setToolTip(why)

    def _connect(self) -> None:
        self.pages.chosen.connect(self._stack.setCurrentIndex)
        self.grid.chosen.connect(self._choose)
        self.grid.activated.connect(self.predicted)
        self._why.clicked.connect(self._on_why_clicked)
        self._predict.clicked.connect(self._on_predict_clicked)
        self._all.clicked.connect(self.all_asked)

    def _on_why_clicked(self) -> None:
        self.explained.emit(self._chosen)

    def _on_predict_clicked(self) -> None:
        self.predicted.emit(self._chosen)

    def _lay_out(self) -> None:
        for part in (self._pictures(), self.classes, self._sureness()):
            self._stack.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.pages)
        layout.addWidget(self._stack, 1)

    def _pictures(self) -> QWidget:
        head, buttons = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._all)
        policy = self._all.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # or title and pictures would jump
        self._all.setSizePolicy(policy)
        for part in (self._why, self._predict):
            buttons.addWidget(part)
        buttons.addStretch()
        return _column(head, self._line, self.grid, buttons)

    def _sureness(self) -> QWidget:
        return _column(self._remark, self.reliability)


def _column(*parts: QWidget | QHBoxLayout) -> QWidget:
    result = QWidget()
    column = QVBoxLayout(result)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part, 1 if isinstance(part, PictureGrid | Reliability) else 0)
        else:
            column.addLayout(part)
    return result
