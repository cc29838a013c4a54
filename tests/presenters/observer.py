"""A person at the Feature maps tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from desktop_app.views import features_tab

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.views.features_tab import FeaturesTab
    from desktop_app.views.widgets.map_picture import MapPicture
    from tests.presenters.lab import Lab
    from tests.presenters.stand_in import Desk


class Observer:
    """A person at the Feature maps tab."""

    def __init__(self, desk: Desk, lab: Lab) -> None:
        self.desk, self.lab = desk, lab
        self.qtbot = desk.qtbot

    @property
    def tab(self) -> FeaturesTab:
        """The tab, once it has been opened."""
        assert self.desk.program.microscope is not None
        return self.desk.program.microscope.tab

    @property
    def layer(self) -> str:
        """The layer whose maps are in sight; empty while none are."""
        mosaic = self.tab.stage.mosaics.first
        return mosaic.accessibleName().rpartition(" ")[2] if mosaic.isVisible() else ""

    @property
    def order(self) -> tuple[int, ...]:
        """The maps that are in sight, row by row."""
        mosaic = self.tab.stage.mosaics.first
        places = {unit: mosaic.cell_rect(unit).topLeft().toTuple()[::-1] for unit in range(9)}
        known = (unit for unit in places if not mosaic.cell_rect(unit).isNull())
        return tuple(sorted(known, key=places.__getitem__))

    # What the person does

    def start(self, *pictures: str) -> Observer:
        """Have the window on the screen with its network, and pictures in it."""
        self.desk.window.show()
        self.until(lambda: self.desk.session.network is not None)
        self.desk.window.setUpdatesEnabled(False)  # painting would take half of the time
        if pictures:
            self.desk.open_sources(*pictures)
            self.desk.wait_for_shown(pictures[0])
        self.rest()
        return self

    def open(self) -> None:
        """Go to the tab."""
        self.desk.window.tabs.setCurrentWidget(self.desk.program.features)
        self.rest()

    def leave(self) -> None:
        """Go to Predict."""
        self.desk.window.tabs.setCurrentWidget(self.desk.tab)

    def turn_to(self, page: int) -> None:
        self.tab.pages.choose(page)
        self.rest()

    def choose(self, layer: str) -> None:
        self.tab.layers.tree.select(layer)
        self.rest()

    def click(self, unit: int) -> None:
        """Click a map of the mosaic."""
        mosaic = self.tab.stage.mosaics.first
        place = mosaic.cell_rect(unit).center().toPoint()
        QTest.mouseClick(mosaic, Qt.MouseButton.LeftButton, pos=place)
        self.rest()

    def point(self, picture: MapPicture, row: int, column: int) -> None:
        """Hold the pointer over the place of a unit of the chosen map."""
        canvas = picture.canvas
        area, grid = canvas.picture_rect(), canvas.scene.grid
        across = (column + 0.5) / grid.width() * area.width()
        down = (row + 0.5) / grid.height() * area.height()
        at = canvas.mapTo(picture, area.topLeft() + QPointF(across, down))
        QTest.mouseMove(picture, at.toPoint())

    def pick(self, field: str, text: str, page: QWidget | None = None) -> None:
        """Choose the entry of a list by the names of both."""
        box = self.field(field, page)
        assert text in [box.itemText(at) for at in range(box.count())]
        box.setCurrentText(text)
        self.rest()

    def compare_with(self, name: str) -> None:
        """Choose what is offered under that name."""
        self.turn_to(features_tab.COMPARE)
        box = self.tab.compare.other
        place = box.findText(name)
        assert place >= 0
        box.setCurrentIndex(place)
        box.activated.emit(place)
        self.rest()

    def press(self, text: str, page: QWidget | None = None) -> None:
        """Click the button that is in sight and called so."""
        buttons = (page or self.tab).findChildren(QPushButton)
        (button,) = (one for one in buttons if one.isVisible() and _called(one) == text)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.rest()

    def use(self, network: str) -> None:
        """Have another network in use."""
        self.desk.pick("networks", network)
        self.until(lambda: self.desk.is_using(network))
        self.rest()

    def show(self, picture: str) -> None:
        """Have another picture of the list on screen."""
        self.desk.choose(self.desk.entry(picture))
        self.desk.wait_for_shown(picture)
        self.rest()

    # What the person sees

    def field(self, name: str, page: QWidget | None = None) -> QComboBox:
        boxes = (page or self.tab).findChildren(QComboBox)
        return next(one for one in boxes if one.accessibleName() == name)

    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true)

    def rest(self) -> None:
        """Wait until all is done, and what followed from it, but for what a latch holds."""
        for _ in range(2):
            if not self.lab.grips:
                self.desk.settle()
            self.until(lambda: not self._is_about_to_ask())
            self.until(lambda: self.lab.waiting > 0 or not self.desk.program.runner.busy)

    def _is_about_to_ask(self) -> bool:
        microscope = self.desk.program.microscope
        return microscope is not None and microscope.map.waits


def _called(button: QPushButton) -> str:
    return button.text().strip() or button.accessibleName()
