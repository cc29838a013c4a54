"""The page of one map: ways back to pixels, and what stands there without a map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from desktop_app.engine.seen import DECONVNET, GRADIENT, OCCLUSION, PROJECTIONS
from desktop_app.views.map_page import MEANINGS, METHODS, OVER, MapPage
from tests.helpers import noise

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

GREY = np.full((4, 4), 200, np.uint8)


@pytest.fixture
def page(qtbot: QtBot) -> MapPage:
    result = MapPage()
    qtbot.addWidget(result)
    result.resize(380, 600)
    with qtbot.waitExposed(result):
        result.show()
    return result


def choice(page: MapPage, name: str) -> QComboBox:
    found = [one for one in page.findChildren(QComboBox) if one.accessibleName() == name]
    assert len(found) == 1
    return found[0]


def says(page: MapPage, text: str) -> bool:
    return any(one.text() == text and one.isVisible() for one in page.findChildren(QLabel))


def test_every_way_back_is_offered_with_its_meaning(page: MapPage) -> None:
    assert list(METHODS) == list(MEANINGS) == list(PROJECTIONS)
    for method in PROJECTIONS:
        page.choose_method(method)
        assert page.method == method
        assert choice(page, "Project with").currentText() == METHODS[method]
        assert says(page, MEANINGS[method])


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.choose_method(GRADIENT),
        lambda page: choice(page, "Project with").setCurrentIndex(1),
        lambda page: choice(page, "What is projected").setCurrentIndex(1),
    ],
)
def test_another_choice_asks_once(page: MapPage, change: Callable[[MapPage], None]) -> None:
    asked: list[tuple[str, bool]] = []
    page.asked.connect(lambda: asked.append((page.method, page.whole)))
    change(page)
    change(page)
    assert len(asked) == 1


def test_starts_with_the_whole_map_by_deconvnet(page: MapPage) -> None:
    assert (page.method, page.whole) == (DECONVNET, True)
    choice(page, "What is projected").setCurrentIndex(1)
    assert not page.whole


def test_preferred_method_asks_for_nothing(page: MapPage) -> None:
    asked: list[bool] = []
    page.asked.connect(lambda: asked.append(True))
    meaning = page._meaning.text()
    page.prefer(OCCLUSION)
    assert page.method == OCCLUSION
    assert page._meaning.text() != meaning
    assert asked == []
    page.choose_method(GRADIENT)
    assert asked == [True]


def test_remark_may_offer_another_method(page: MapPage) -> None:
    page.show()
    page.show_remark("It draws a grid.", GRADIENT)
    (use,) = (one for one in page.message.findChildren(QPushButton) if one.text())
    assert use.text() == "Use Gradient"
    use.click()
    assert page.method == GRADIENT
    page.show_remark("Something else.")
    assert page.message.isVisible()
    page.show_remark("")
    assert not page.message.isVisible()


def test_slider_lays_the_map_over_the_picture(page: MapPage) -> None:
    page.picture.show_photo(noise(64, 64))
    page.picture.set_overlay(GREY, "magma", page.over.share)
    assert page.over.share == OVER
    before = page.picture.image()
    page.over.slider.setValue(100)
    assert page.picture.image() != before
    page.map.show_map(GREY, "magma")
    assert page.picture.image().pixelColor(9, 9) == page.map.image().pixelColor(9, 9)


def test_without_a_map_every_place_keeps_its_name(page: MapPage) -> None:
    for picture in (page.picture, page.map, page.projection):
        picture.show_photo(noise(8, 8))
        picture.set_texts("Something", "of before")
    page.show_remark("A remark.")
    page.head.allow(on=True)
    page.show_empty("Choose a map.")
    assert page.head.texts() == ("One map", "")
    assert not page.message.isVisible()
    pictures = page.picture, page.map, page.projection
    assert [one.accessibleName() for one in pictures] == [
        "The picture",
        "The map",
        "Back to pixels",
    ]
    assert {one.accessibleDescription() for one in pictures} == {"Choose a map."}
    assert all(one.image().isNull() for one in pictures)


def test_remark_comes_and_goes(page: MapPage) -> None:
    page.show_remark("Nothing flows back.")
    assert page.message.isVisible()
    assert "Nothing flows back." in page.message.texts()
    page.show_remark("")
    assert not page.message.isVisible()


@pytest.mark.parametrize(("width", "rows"), [(360, 2), (380, 2), (560, 1), (700, 1)])
def test_pictures_have_one_size(qtbot: QtBot, page: MapPage, width: int, rows: int) -> None:
    pictures = page.picture, page.map, page.projection

    def arranged() -> tuple[int, int]:
        """How much their widths differ, and in how many rows they stand."""
        widths = [one.width() for one in pictures]
        return max(widths) - min(widths), len({one.y() for one in pictures})

    page.resize(width, 600)
    qtbot.waitUntil(lambda: arranged() in ((0, rows), (1, rows)))
