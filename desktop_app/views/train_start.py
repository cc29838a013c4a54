"""The empty Transfer learning tab: where to drop a folder, and the lessons' sets to fetch."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop_app.views.lesson_cards import LessonCards
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.drop_zone import Zone
from desktop_app.views.widgets.labels import label
from desktop_app.views.widgets.message import Message


class TrainStart(QWidget):
    """Passive. `folder_requested` follows the button."""

    folder_requested = Signal()

    def __init__(self) -> None:
        """Build it."""
        super().__init__()
        self.message = Message()
        self.lessons = LessonCards()
        self._zone = Zone()
        self._open = button(self.tr("Choose folder…"), "folder-open", "primary")
        self._open.clicked.connect(self.folder_requested)
        self._lay_out()
        self.show_rest()

    def show_rest(self) -> None:
        """Invite to drop a folder."""
        self._zone.show_state(
            "folder",
            self.tr("Drop a folder here"),
            self.tr("It holds a folder for each class, with pictures. Nothing in it is changed."),
        )
        self._open.setEnabled(True)

    def show_search(self, line: str) -> None:
        """Show what was found so far."""
        self._zone.show_state("over folder", self.tr("Looking through the folder…"), line)
        self._open.setEnabled(False)

    def texts(self) -> tuple[str, str]:
        """Return what the zone says."""
        return self._zone.headline.text(), self._zone.sentence.text()

    def _lay_out(self) -> None:
        self._zone.column.addSpacing(8)
        self._zone.column.addWidget(self._open, 0, Qt.AlignmentFlag.AlignHCenter)
        self._zone.column.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.message)
        layout.addWidget(_scrolling(self._inside()), 1)

    def _inside(self) -> QWidget:
        inside = QWidget()
        inside.setObjectName("pane")
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._zone, 1)
        layout.addWidget(label(self.tr("Or take the pictures of the lessons"), "heading"))
        layout.addWidget(self.lessons)
        return inside


def _scrolling(content: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setObjectName("bare")
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    return area
