"""The Feature maps tab: the layers, all maps of one, and readings of a map or a class."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
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
MARGIN = 16
"""At the window's edges and between columns, in points."""

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
        self._leading, self._readings = QWidget(), QWidget()
        self._stack = QStackedWidget()
        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self._opened: MapPicture | None = None
        self._ringed = False
        self._lay_out()
        self._connect()
        self._name_fold()

    @property
    def page(self) -> int:
        """Which readings are shown: `MAP`, `PATCHES`, `CLASS` or `COMPARE`."""
        return self.pages.current

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that the tab is looked at."""
        super().showEvent(event)
        at_tabs = isinstance(QApplication.focusWidget(), QTabBar)  # where the keyboard is to stay
        if not event.spontaneous() and not at_tabs:
            self._focus_layers()
        self.appeared.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold what there is no room for."""
        super().resizeEvent(event)
        self._fold()
        self.layers.set_low(low=self.height() < LOW)

    def event(self, event: QEvent) -> bool:
        """Fold also when the parts need another width; keep Delete from the list of pictures."""
        if event.type() is event.Type.LayoutRequest:
            self._fold()
        if event.type() is event.Type.ShortcutOverride and _deletes(event):
            event.accept()
            return True
        return super().event(event)

    def _fold(self) -> None:
        narrow = self.width() < self._least()
        self.fold.setVisible(narrow)
        self._columns.setStretchFactor(2, int(narrow))
        for number, part in enumerate((self.stage, self._readings)):
            self._set_shown(part, shown=not narrow or self.fold.current == number)

    def _set_shown(self, part: QWidget, *, shown: bool) -> None:
        focused = QApplication.focusWidget()
        if not shown and focused is not None and part.isAncestorOf(focused):
            self._focus_layers()  # Qt would look for a place of its own, anywhere in the window
        part.setVisible(shown)

    def _focus_layers(self) -> None:
        self.layers.tree.view.setFocus()

    def _name_fold(self) -> None:
        """Call the readings by what they are about."""
        names = {CLASS: self.tr("Why?"), COMPARE: self.tr("Compare")}
        self.fold.set_text(1, names.get(self.page, self.map.head.texts()[0]))

    def _least(self) -> int:
        """Return the width from which all three columns have room."""
        parts = (self.layers, self.stage, self._readings)
        least = (max(part.minimumSizeHint().width(), part.minimumWidth()) for part in parts)
        return sum(least) + 4 * MARGIN

    def _connect(self) -> None:
        self.pages.chosen.connect(self._on_pages_chosen)
        self.fold.chosen.connect(self._fold)
        self.map.head.renamed.connect(self._name_fold)
        pictures = (
            *(self.map.picture, self.map.map, self.map.projection, self.reason.picture),
            *(self.compare.first, self.compare.second, self.compare.change, self.compare.photo),
        )
        for picture in pictures:
            picture.clicked.connect(self._on_picture_clicked)
        self.stage.mosaics.opened.connect(self._on_mosaics_opened)
        self.stage.large.left.connect(self._on_large_left)

    def _on_pages_chosen(self, page: int) -> None:
        self._stack.setCurrentIndex(page)
        self._name_fold()
        self.turned.emit()

    def _on_picture_clicked(self) -> None:
        self._opened = picture = cast("MapPicture", self.sender())
        self._ringed = picture.hasFocus()  # as only the keyboard brings it there
        self._open(picture)
        if self._ringed:
            self.stage.large.picture.setFocus()

    def _on_mosaics_opened(self) -> None:
        self._opened, self._ringed = None, False
        self._open(self.map.map)

    def _open(self, picture: MapPicture) -> None:
        self.fold.choose(0)
        self.stage.open(picture)

    def _on_large_left(self) -> None:
        """Go back to where the picture was opened from."""
        if self._opened is not None and not self.fold.isHidden():
            self.fold.choose(1)
        if self._opened is not None and self._ringed:
            self._opened.setFocus()

    def _lay_out(self) -> None:
        for page in (self.map, self.patches, self.reason, self.compare):
            pane = Pane(page)
            pane.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows what has the focus in it
            self._stack.addWidget(pane)
        inside = QVBoxLayout(self._readings)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(self.pages)
        inside.addWidget(self._stack, 1)
        columns = self._columns
        columns.setHandleWidth(MARGIN)
        columns.setChildrenCollapsible(False)
        first = QVBoxLayout(self._leading)
        first.setContentsMargins(0, 0, 0, 0)
        first.setSpacing(8)
        first.addWidget(self.fold)
        first.addWidget(self.layers, 1)
        for part in (self._leading, self.stage, self._readings):
            columns.addWidget(part)
        columns.setStretchFactor(1, 1)
        columns.setSizes([LAYERS, 2 * LEAST_STAGE, READINGS])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, 12, MARGIN, 12)
        layout.addWidget(columns)


def _deletes(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
