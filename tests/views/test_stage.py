"""The middle of the Feature maps tab: what is said of a layer, and what stands in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPushButton

from desktop_app.engine.seen import CHANGE, MEAN, NUMBER, ORDERS, PEAK, ZEROS
from desktop_app.views import ramps
from desktop_app.views.stage import DIFFERENCE, FILTERS, LAYER, MAPS, SIDES, Stage
from desktop_app.views.stage_foot import StageFoot
from desktop_app.views.widgets.labels import ElidedLabel
from tests.views.sheets import filters, noisy_maps, sheet
from tests.views.specimens import settle

if TYPE_CHECKING:
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


def meaning(stage: Stage) -> tuple[str, ...]:
    foot = stage.findChild(StageFoot)
    assert isinstance(foot, StageFoot)
    return foot.texts()


def orders(stage: Stage) -> list[str]:
    field = combo(stage, "Order")
    return [str(field.itemData(at)) for at in range(field.count())]


def told(stage: Stage, signal: str) -> list[str]:
    """A list that grows when the stage tells something."""
    found: list[str] = []
    getattr(stage, signal).connect(lambda *_: found.append(signal))
    return found


# What is said


def test_names_the_layer_as_the_network_does(stage: Stage) -> None:
    stage.show_layer("ReLU6", "blocks.1.1.act1, 144 × 56 × 56")
    title, caption, _ = stage.texts()
    assert title == "ReLU6"
    assert caption[1:-1] == "blocks.1.1.act1, 144 × 56 × 56"
    stage.show_layer("", "")
    assert stage.texts()[:2] == ("", "")


def test_says_what_to_do_while_there_are_no_maps(stage: Stage) -> None:
    stage.show_empty("Drop a picture to see its maps.")
    assert stage.texts()[2] == "Drop a picture to see its maps."
    assert not stage.mosaics.isVisible()
    show_maps(stage)
    assert stage.texts()[2] == ""
    assert stage.mosaics.isVisible()


def test_nothing_can_be_done_with_nothing(stage: Stage) -> None:
    controls = [
        stage.contrast,
        combo(stage, "Order"),
        button(stage, "Copy all maps as a picture"),
        button(stage, "Save all maps"),
    ]
    assert not any(one.isEnabled() for one in controls)
    show_maps(stage)
    assert all(one.isEnabled() for one in controls)
    stage.show_problem("No memory", "Why")
    assert not any(one.isEnabled() for one in controls)


def test_problem_takes_the_place_of_maps_and_can_be_tried_again(qtbot: QtBot, stage: Stage) -> None:
    show_maps(stage)
    stage.show_problem("No memory", "There is not enough of it.")
    assert stage.problem.isVisible()
    assert stage.problem.texts() == ("No memory", "There is not enough of it.")
    again = stage.problem.findChildren(QPushButton)[0]
    with qtbot.waitSignal(stage.problem.acted, timeout=0):
        QTest.mouseClick(again, Qt.MouseButton.LeftButton)
    show_maps(stage)
    assert not stage.problem.isVisible()


@pytest.mark.parametrize(
    ("name", "signal"), [("Copy all maps as a picture", "copied"), ("Save all maps", "saved")]
)
def test_maps_are_copied_and_saved(stage: Stage, name: str, signal: str) -> None:
    show_maps(stage)
    found = {one: told(stage, one) for one in ("copied", "saved")}
    QTest.mouseClick(button(stage, name), Qt.MouseButton.LeftButton)
    assert found.pop(signal) == [signal]
    assert list(found.values()) == [[]]


# Order, contrast and colours


def test_maps_can_be_sorted(stage: Stage) -> None:
    show_maps(stage)
    arranged = told(stage, "arranged")
    assert stage.order == NUMBER
    for order in (MEAN, PEAK, ZEROS, NUMBER):
        field = combo(stage, "Order")
        field.setCurrentIndex(field.findData(order))
        assert stage.order == order
    assert len(arranged) == 4


def test_change_can_be_sorted_by_while_there_is_one(stage: Stage) -> None:
    assert orders(stage) == [one for one in ORDERS if one != CHANGE]
    stage.offer_ways(ALL)
    assert orders(stage) == list(ORDERS)
    stage.offer_ways(ALL)
    assert orders(stage) == list(ORDERS)
    stage.choose_order(CHANGE)
    assert stage.order == CHANGE
    arranged = told(stage, "arranged")
    stage.offer_ways([MAPS])
    assert CHANGE not in orders(stage)
    assert stage.order == NUMBER
    assert arranged == ["arranged"]


def test_another_order_stays_when_there_is_no_change_any_more(stage: Stage) -> None:
    stage.offer_ways(ALL)
    stage.choose_order(PEAK)
    arranged = told(stage, "arranged")
    stage.offer_ways([MAPS])
    assert stage.order == PEAK
    assert arranged == []


def test_contrast_is_per_map_or_per_layer(stage: Stage) -> None:
    show_maps(stage)
    arranged = told(stage, "arranged")
    assert stage.per_map
    QTest.keyClick(stage.contrast, Qt.Key.Key_Right)
    assert stage.contrast.current == LAYER
    assert not stage.per_map
    assert arranged == ["arranged"]


def test_colours_change_at_once(stage: Stage) -> None:
    show_maps(stage)
    painted: list[str] = []
    stage.painted.connect(painted.append)
    before = stage.mosaics.first.grab().toImage()
    field = combo(stage, "Colours")
    assert [field.itemData(at) for at in range(field.count())] == list(ramps.RAMPS)
    field.setCurrentIndex(field.findData("viridis"))
    assert painted == [stage.ramp] == ["viridis"]
    assert stage.mosaics.first.grab().toImage() != before


def test_remembered_colours_are_taken(stage: Stage) -> None:
    stage.choose_ramp("cividis")
    assert stage.ramp == "cividis"


@pytest.mark.parametrize(
    ("way", "contrast", "words"),
    [
        (MAPS, 0, ("Least", "each map’s own peak")),
        (MAPS, 1, ("Least", "the layer’s peak")),
        (SIDES, 0, ("Least", "each map’s own peak")),
        (DIFFERENCE, 0, ("Less in the second", "more")),
        (DIFFERENCE, 1, ("Less in the second", "more, as in the whole layer")),
        (FILTERS, 0, ("Each filter in its own colours, around grey",)),
    ],
)
def test_colours_are_explained(
    stage: Stage, way: int, contrast: int, words: tuple[str, ...]
) -> None:
    stage.offer_ways(ALL)
    stage.contrast.choose(contrast)
    stage.ways.choose(way)
    show_maps(stage)
    assert meaning(stage) == words


def test_filters_have_no_order_contrast_or_colours_to_choose(stage: Stage) -> None:
    stage.offer_ways(ALL)
    stage.ways.choose(FILTERS)
    show_maps(stage)
    parts = stage.contrast, combo(stage, "Order"), combo(stage, "Colours")
    assert not any(one.isVisible() for one in parts)
    stage.ways.choose(MAPS)
    show_maps(stage)
    assert all(one.isVisible() for one in parts)


def test_maps_keep_their_size_whatever_is_chosen(stage: Stage) -> None:
    stage.show_layer("ReLU6", "blocks.1.1.act1")
    stage.offer_ways(ALL)
    sizes = set()
    for way in ALL:
        stage.ways.choose(way)
        if way == FILTERS:
            stage.mosaics.show_filters(("", filters()), None)
        show_maps(stage)
        title = next(one for one in stage.findChildren(ElidedLabel) if one.text() == "ReLU6")
        sizes.add((stage.mosaics.size().toTuple(), title.width()))
    assert len(sizes) == 1


# Ways to show a layer


def test_a_switch_with_one_way_is_not_shown(stage: Stage) -> None:
    assert not stage.ways.isVisible()
    stage.offer_ways([MAPS, SIDES])
    assert stage.ways.isVisible()
    shown = [one.text() for one in stage.ways.findChildren(QPushButton) if one.isVisible()]
    assert shown == ["Maps", "Side by side"]
    stage.offer_ways([MAPS])
    assert not stage.ways.isVisible()


def test_way_that_goes_is_left(stage: Stage) -> None:
    stage.offer_ways(ALL)
    stage.ways.choose(DIFFERENCE)
    changed = told(stage, "way_changed")
    stage.offer_ways([MAPS, FILTERS])
    assert stage.way == MAPS
    assert changed == ["way_changed"]
    stage.offer_ways([MAPS])
    assert changed == ["way_changed"]
