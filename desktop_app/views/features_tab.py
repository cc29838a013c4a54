"""The Feature maps tab: the layers, all maps of one, and readings of a map or a class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from desktop_app.views.class_page import ClassPage
from desktop_app.views.compare_page import ComparePage
from desktop_app.views.layer_card import LayerCard
from desktop_app.views.map_page import MapPage
from desktop_app.views.patch_page import PatchPage
from desktop_app.views.stage import Stage
from desktop_app.views.widgets.buttons import Segments
from desktop_app.views.widgets.form import Pane

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QResizeEvent, QShowEvent

    from desktop_app.views.widgets.map_picture import MapPicture

MAP, PATCHES, CLASS, COMPARE = range(4)
LAYERS, LEAST_STAGE, READINGS = 280, 420, 412
LOW = 560
"""Height from which the figures of a layer have room under the tree."""


class FeaturesTab(QWidget):
    """Passive; its parts have the signals. `appeared` follows each time that it is shown.

    Where there is no room for all three columns, a switch chooses between maps and readings.
    """

    appeared = Signal()
    turned = Signal()

    def __init__(self) -> None:
        """Build the tab without a network or a picture."""
        super().__init__()
        self.setObjectName("page")
        self.layers, self.stage = LayerCard(), Stage()
        self.map, self.patches = MapPage(), PatchPage()
        self.reason, self.compare = ClassPage(), ComparePage()
        self.pages = Segments(
            (self.tr("This map"), self.tr("Patches"), self.tr("Why?"), self.tr("Compare"))
        )
        self.pages.setAccessibleName(self.tr("Readings"))
        self.fold = Segments((self.tr("All maps"), self.tr("Readings")))
        self.fold.setAccessibleName(self.tr("What is shown"))
        self._stack = QStackedWidget()
        self._readings = QWidget()
        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self._connect()

    @property
    def page(self) -> int:
        """Which readings are shown: `MAP`, `PATCHES`, `CLASS` or `COMPARE`."""
        return self.pages.current

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that the tab is looked at."""
        super().showEvent(event)
        if not isinstance(QApplication.focusWidget(), QTabBar):  # which the keyboard is still at
            self.layers.tree.view.setFocus()
        self.appeared.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold what there is no room for."""
        super().resizeEvent(event)
        self._fold()
        self.layers.set_low(low=self.height() < LOW)

    def event(self, event: QEvent) -> bool:
        """Fold also when the parts need another width than before."""
        if event.type() is event.Type.LayoutRequest:
            self._fold()
        return super().event(event)

    def _fold(self) -> None:
        narrow = self.width() < self._least()
        self.fold.setVisible(narrow)
        self.stage.set_narrow(narrow=narrow or self.width() < self._least() + READINGS)
        self.stage.setVisible(not narrow or self.fold.current == 0)
        self._readings.setVisible(not narrow or self.fold.current == 1)

    def _least(self) -> int:
        """Return the width from which all three columns have room."""
        parts = (self.layers, self.stage, self._readings)
        return sum(part.minimumSizeHint().width() for part in parts) + 4 * 16

    def _connect(self) -> None:
        self.pages.chosen.connect(self._on_pages_chosen)
        self.fold.chosen.connect(self._fold)
        pictures = (
            *(self.map.picture, self.map.map, self.map.projection, self.reason.picture),
            *(self.compare.first, self.compare.second, self.compare.change, self.compare.photo),
        )
        for picture in pictures:
            picture.clicked.connect(self._on_picture_clicked)
        self.stage.mosaics.opened.connect(self._on_mosaics_opened)

    def _on_pages_chosen(self, page: int) -> None:
        self._stack.setCurrentIndex(page)
        self.turned.emit()

    def _on_picture_clicked(self) -> None:
        self.open(self.sender())  # type: ignore[arg-type]

    def _on_mosaics_opened(self) -> None:
        self.open(self.map.map)

    def open(self, picture: MapPicture) -> None:
        """Show one of the small pictures large."""
        self.fold.choose(0)
        self.stage.open(picture)

    def _lay_out(self) -> None:
        for page in (self.map, self.patches, self.reason, self.compare):
            self._stack.addWidget(Pane(page))
        inside = QVBoxLayout(self._readings)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(self.pages)
        inside.addWidget(self._stack, 1)
        columns = self._columns
        columns.setHandleWidth(16)
        columns.setChildrenCollapsible(False)
        leading = QWidget()
        first = QVBoxLayout(leading)
        first.setContentsMargins(0, 0, 0, 0)
        first.setSpacing(8)
        first.addWidget(self.fold)
        first.addWidget(self.layers, 1)
        for part in (leading, self.stage, self._readings):
            columns.addWidget(part)
        columns.setStretchFactor(1, 1)
        columns.setSizes([LAYERS, 2 * LEAST_STAGE, READINGS])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.addWidget(columns)
