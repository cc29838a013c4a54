"""The middle of the Feature maps tab with one picture large, and the room that it needs."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QWidget

from desktop_app.views.stage import DIFFERENCE, FILTERS, MAPS, SIDES, Stage
from desktop_app.views.stage_foot import ROOMY
from desktop_app.views.widgets.labels import ElidedLabel
from desktop_app.views.widgets.map_picture import MapPicture
from tests.helpers import noise
from tests.views.sheets import noisy_maps, sheet
from tests.views.specimens import settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

ALL = (MAPS, FILTERS, SIDES, DIFFERENCE)


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    result = Stage()
    qtbot.addWidget(result)
    result.resize(600, 500)
    with qtbot.waitExposed(result):
        result.show()
    result.activateWindow()
    return result


@pytest.fixture
def small(qtbot: QtBot) -> MapPicture:
    """A small picture somewhere else."""
    result = MapPicture()
    qtbot.addWidget(result)
    result.show_photo(noise(64, 64))
    result.set_texts("Map 7", "5.3 at column 2, row 3")
    return result


def show_maps(stage: Stage) -> None:
    stage.mosaics.show_sheet(sheet(noisy_maps(9)), stage.ramp)
    stage.show_mosaics()
    settle()


def combo(stage: Stage, name: str) -> QComboBox:
    found = [one for one in stage.findChildren(QComboBox) if one.accessibleName() == name]
    assert len(found) == 1
    return found[0]


def button(stage: Stage, name: str) -> QPushButton:
    found = [one for one in stage.findChildren(QPushButton) if one.accessibleName() == name]
    assert len(found) == 1
    return found[0]


def test_large_picture_takes_the_place_of_all(stage: Stage, small: MapPicture) -> None:
    stage.offer_ways(ALL)
    show_maps(stage)
    stage.open(small)
    settle()
    assert stage.large.isVisible()
    assert stage.large.texts() == ("Map 7", "5.3 at column 2, row 3")
    assert stage.large.size() == stage.size()
    for part in (stage.mosaics, stage.contrast, stage.ways, combo(stage, "Order")):
        assert not part.isVisible()


def by_escape(stage: Stage) -> None:
    QTest.keyClick(QApplication.focusWidget() or stage, Qt.Key.Key_Escape)


def by_click(stage: Stage) -> None:
    QTest.mouseClick(stage.large.picture, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("leave", [by_escape, by_click])
def test_way_back_shows_all_again(
    qtbot: QtBot, stage: Stage, small: MapPicture, leave: Callable[[Stage], None]
) -> None:
    stage.offer_ways(ALL)
    show_maps(stage)
    stage.open(small)
    qtbot.waitUntil(stage.large.hasFocus)
    leave(stage)
    assert stage.mosaics.isVisible()
    for part in (stage.contrast, stage.ways, combo(stage, "Order")):
        assert part.isVisible()
    qtbot.waitUntil(stage.mosaics.first.hasFocus)


def test_new_maps_leave_the_large_picture_open(stage: Stage, small: MapPicture) -> None:
    show_maps(stage)
    stage.open(small)
    show_maps(stage)
    small.set_texts("Map 8", "")
    assert stage.large.isVisible()
    assert stage.large.texts()[0] == "Map 8"
    stage.offer_ways(ALL)
    assert not stage.ways.isVisible()
    stage.close_large()
    assert stage.mosaics.isVisible()
    assert stage.ways.isVisible()


def test_large_picture_goes_with_the_maps(stage: Stage, small: MapPicture) -> None:
    show_maps(stage)
    stage.open(small)
    stage.show_empty("Drop a picture to see its maps.")
    assert not stage.large.isVisible()
    assert stage.texts()[2] == "Drop a picture to see its maps."
    assert stage.contrast.isVisible()


def test_way_back_leads_to_a_problem_too(stage: Stage, small: MapPicture) -> None:
    stage.show_problem("No memory", "Why")
    stage.open(small)
    assert not stage.problem.isVisible()
    stage.close_large()
    assert stage.problem.isVisible()


# Room


def test_hint_is_for_those_who_have_room(stage: Stage) -> None:
    def hint() -> ElidedLabel:
        return next(one for one in stage.findChildren(ElidedLabel) if "Arrow keys" in one.text())

    for width, seen in ((ROOMY - 1, False), (ROOMY, True), (ROOMY - 1, False)):
        stage.resize(width, 500)
        assert hint().isVisible() is seen


def test_least_width_is_the_same_in_every_state(stage: Stage, small: MapPicture) -> None:
    def widths() -> Iterator[int]:
        for width in (500, ROOMY + 50):
            stage.resize(width, 500)
            for way in (MAPS, FILTERS):
                stage.ways.choose(way)
                show_maps(stage)
                yield stage.minimumSizeHint().width()
            stage.open(small)
            settle()
            yield stage.minimumSizeHint().width()
            stage.close_large()

    stage.offer_ways([MAPS, FILTERS])
    assert len(set(widths())) == 1


def test_keyboard_goes_through_the_maps_and_then_their_controls(stage: Stage) -> None:
    stage.offer_ways(ALL)
    show_maps(stage)
    chain: list[QWidget] = [stage]
    while (following := chain[-1].nextInFocusChain()) not in (stage, None):
        chain.append(following)
    parts = [
        stage.mosaics.first,
        stage.mosaics.second,
        stage.contrast.findChildren(QPushButton)[0],
        button(stage, "Save all maps"),
        stage.ways.findChildren(QPushButton)[0],
        combo(stage, "Order"),
        combo(stage, "Colours"),
    ]
    assert all(chain.index(one) < chain.index(other) for one, other in pairwise(parts))
