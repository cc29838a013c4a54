"""What is seen of a training: pictures of classes, curves, what is mixed up, and the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop_app.views.data_page import DataPage
from desktop_app.views.mistakes_card import CLASSES, PICTURES, SURENESS, MistakesCard
from desktop_app.views.plane_page import AFTER, UMAP, PlanePage
from desktop_app.views.result_page import ResultPage
from tests.helpers import noise
from tests.views.specimens import settle

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

Part = TypeVar("Part", bound=QWidget)
LEFT = Qt.MouseButton.LeftButton
NO_CHOICE = "Choose a picture first."
BACK = "Back to the pictures"


def exposed(qtbot: QtBot, part: Part, size: QSize) -> Part:
    qtbot.addWidget(part)
    part.resize(size)
    with qtbot.waitExposed(part):
        part.show()
    return part


@pytest.fixture
def card(qtbot: QtBot) -> MistakesCard:
    result = exposed(qtbot, MistakesCard(), QSize(480, 360))
    show(result, 4)
    return result


@pytest.fixture
def page(qtbot: QtBot) -> DataPage:
    return exposed(qtbot, DataPage(), QSize(700, 600))


@pytest.fixture
def plane(qtbot: QtBot) -> PlanePage:
    return exposed(qtbot, PlanePage(), QSize(500, 400))


def show(card: MistakesCard, count: int, *, is_cell: bool = False) -> None:
    entries = [(f"dog {at} %", f"cat {at} %") for at in range(count)]
    card.show_pictures("cat, called dog", "Most confident first.", entries, is_cell=is_cell)


def button(part: QWidget, text: str) -> QPushButton:
    (found,) = (one for one in part.findChildren(QPushButton) if one.text().strip() == text)
    return found


def doers(card: MistakesCard) -> tuple[QPushButton, QPushButton]:
    return button(card, "Why? (heat map)"), button(card, "Open in Predict")


def choose(card: MistakesCard, number: int) -> None:
    card.grid.list.setCurrentIndex(card.grid.list.model().index(number, 0))


# What it mixes up


def test_pictures_have_a_title_and_a_line(card: MistakesCard) -> None:
    assert card.texts()[:2] == ("cat, called dog", "Most confident first.")


def test_chosen_picture_can_be_asked_about(qtbot: QtBot, card: MistakesCard) -> None:
    assert [(one.isEnabled(), one.toolTip()) for one in doers(card)] == [(False, NO_CHOICE)] * 2
    choose(card, 2)
    assert [(one.isEnabled(), one.toolTip()) for one in doers(card)] == [(True, "")] * 2
    for one, signal in zip(doers(card), (card.explained, card.predicted), strict=True):
        with qtbot.waitSignal(signal, timeout=0) as told:
            one.click()
        assert told.args == [2]


def test_other_pictures_are_to_be_chosen_anew(card: MistakesCard) -> None:
    choose(card, 2)
    show(card, 3)
    assert [one.isEnabled() for one in doers(card)] == [False] * 2


def test_double_click_opens_a_picture(qtbot: QtBot, card: MistakesCard) -> None:
    at = card.grid.list.visualRect(card.grid.list.model().index(1, 0)).center()
    QTest.mouseClick(card.grid.list.viewport(), LEFT, pos=at)
    with qtbot.waitSignal(card.predicted, timeout=0) as told:
        QTest.mouseDClick(card.grid.list.viewport(), LEFT, pos=at)
    assert told.args == [1]


def test_nothing_is_offered_for_no_picture(card: MistakesCard) -> None:
    show(card, 0)
    assert not any(one.isVisible() for one in doers(card))
    show(card, 1)
    assert all(one.isVisible() for one in doers(card))


def test_cell_leads_back_to_all_mistakes(qtbot: QtBot, card: MistakesCard) -> None:
    back = button(card, "All mistakes")
    assert not back.isVisible()
    show(card, 1, is_cell=True)
    assert back.isVisible()
    with qtbot.waitSignal(card.all_asked, timeout=0):
        back.click()
    show(card, 4)
    assert not back.isVisible()


def test_pictures_stay_in_place_when_there_is_a_way_back(card: MistakesCard) -> None:
    settle()
    before = card.grid.mapTo(card, QPoint())
    show(card, 4, is_cell=True)
    settle()
    assert card.grid.mapTo(card, QPoint()) == before


def test_opened_cell_turns_to_its_pictures(card: MistakesCard) -> None:
    card.pages.choose(CLASSES)
    show(card, 4)
    assert card.pages.current == CLASSES
    show(card, 1, is_cell=True)
    assert card.pages.current == PICTURES
    assert card.grid.isVisible()


def test_each_page_shows_its_own(card: MistakesCard) -> None:
    card.show_classes(("cat, 80 %", "dog, 100 %"), (4, 5))
    card.show_sureness([(0.9, 0.8, 10)], "It is too sure.")
    parts = card.grid, card.classes, card.reliability
    for page in (PICTURES, CLASSES, SURENESS):
        card.pages.choose(page)
        assert [part.isVisible() for part in parts] == [page == at for at in range(3)]
    assert card.texts()[2] == "It is too sure."
    assert card.classes.model().rowCount() == 2


def test_result_is_waited_for(qtbot: QtBot) -> None:
    page = exposed(qtbot, ResultPage(MistakesCard()), QSize(960, 600))
    waiting = "What it mixes up stands here when it has learned."
    labels = {one.text(): one for one in page.findChildren(QLabel)}
    assert labels[waiting].isVisible()
    assert (page.has_result, page.matrix.isVisible(), page.loss.isVisible()) == (False, False, True)
    page.show_result()
    assert (page.has_result, page.matrix.isVisible(), page.mistakes.isVisible()) == (True,) * 3
    page.show_waiting("It learns.")
    assert not page.has_result
    assert not page.matrix.isVisible()


def test_cell_is_told(qtbot: QtBot) -> None:
    page = exposed(qtbot, ResultPage(MistakesCard()), QSize(960, 600))
    page.matrix.show_counts(("cat", "dog"), ((4, 1), (0, 5)))
    page.show_result()
    settle()
    at = page.matrix.cell_rect(0, 1).center()
    with qtbot.waitSignal(page.opened, timeout=0) as told:
        QTest.mouseClick(page.matrix.viewport(), LEFT, pos=at)
    assert told.args == [0, 1]


# The data


def test_pictures_of_a_class_are_shown(qtbot: QtBot, page: DataPage) -> None:
    page.show_pictures("cat", "2 pictures", [("1.jpg", "train"), ("2.jpg", "check")])
    assert page.texts() == ("cat", "2 pictures")
    assert page.grid.list.model().rowCount() == 2
    assert not button(page, BACK).isVisible()
    with qtbot.waitSignal(page.opened, timeout=0) as told:
        page.grid.list.setCurrentIndex(page.grid.list.model().index(1, 0))
        QTest.keyClick(page.grid.list, Qt.Key.Key_Return)
    assert told.args == [1]


def test_problems_take_their_place_and_lead_back(qtbot: QtBot, page: DataPage) -> None:
    page.show_problems("1 thing", "1 broken.", [("1.jpg", "Left out")])
    assert page.texts() == ("1 thing", "1 broken.")
    assert not page.variations.isVisible()
    with qtbot.waitSignal(page.left, timeout=0):
        button(page, BACK).click()
    page.show_pictures("cat", "", [("1.jpg", "train")])
    assert page.variations.isVisible()
    assert not button(page, BACK).isVisible()


@pytest.mark.parametrize("ratio", [1, 2])
def test_variations_are_as_many_as_there_are(page: DataPage, ratio: int) -> None:
    seen = [noise(24 * ratio, 24 * ratio, at) for at in range(6)]
    for count in (6, 1, 3):
        page.variations.show_seen("Another view in each epoch.", seen[:count])
        assert page.variations.count == count
    texts = [one.text() for one in page.variations.findChildren(QLabel)]
    assert "Another view in each epoch." in texts


# The map


def test_other_places_are_asked_for(qtbot: QtBot, plane: PlanePage) -> None:
    assert not plane.methods.isVisible()
    with qtbot.waitSignal(plane.asked, timeout=0):
        plane.sides.choose(AFTER)
    plane.offer_methods(several=True)
    assert plane.methods.isVisible()
    with qtbot.waitSignal(plane.asked, timeout=0):
        plane.methods.choose(UMAP)


def test_places_are_shown_and_a_picture_is_told(qtbot: QtBot, plane: PlanePage) -> None:
    places = [(0.0, 0.0), (1.0, 0.0), (0.5, 1.0)]
    plane.show_places(places, (0, 1, 1), ("cat", "dog"), "What it takes for alike.")
    assert plane.texts() == "What it takes for alike."
    assert plane.map.legend.texts() == ["cat", "dog"]
    with qtbot.waitSignal(plane.chosen, timeout=0) as told:
        plane.map.chosen.emit(2)
    assert told.args == [2]
