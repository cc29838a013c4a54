"""The page that asks why a class: choices, marks, and whether they can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QComboBox, QPushButton

from desktop_app.engine.seen import (
    BLANK,
    GRADCAM,
    GRADIENT_INPUT,
    OCCLUSION,
    REASONS,
    Trust,
)
from desktop_app.views.class_page import METHODS, WIDEST, ClassPage, trusted
from desktop_app.views.widgets.colour_bar import ColourBar
from tests.views.specimens import reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

CLASSES = ((3, "tiger cat", 0.393), (7, "Egyptian cat", 0.21), (0, "tabby", 0.0004))
MARKS_MATTER = Trust(share=0.2, whole=0.393, marked=0.05, chance=0.25)
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def page(qtbot: QtBot) -> ClassPage:
    result = ClassPage()
    qtbot.addWidget(result)
    result.resize(380, 560)
    with qtbot.waitExposed(result):
        result.show()
    result.offer_classes(CLASSES)
    return result


def choice(page: ClassPage, name: str) -> QComboBox:
    found = [one for one in page.findChildren(QComboBox) if one.accessibleName() == name]
    assert len(found) == 1
    return found[0]


def ask_by(page: ClassPage, method: str) -> None:
    field = choice(page, "Asked by")
    field.setCurrentIndex(field.findData(method))


def asked(page: ClassPage) -> list[int | None]:
    """The classes that have been asked about so far, in a list that grows."""
    told: list[int | None] = []
    page.asked.connect(lambda: told.append(page.target))
    return told


def bar(page: ClassPage) -> ColourBar:
    found = page.findChild(ColourBar)
    assert isinstance(found, ColourBar)
    return found


# What is asked


def test_classes_come_with_their_shares_and_ask_for_nothing(page: ClassPage) -> None:
    told = asked(page)
    page.offer_classes(CLASSES)
    field = choice(page, "Class")
    assert [field.itemText(at).replace(NBSP, " ") for at in range(field.count())] == [
        "tiger cat, 39.3 %",
        "Egyptian cat, 21.0 %",
        "tabby, < 0.1 %",
    ]
    assert page.target == 3
    assert told == []


def test_any_class_can_be_asked_about(page: ClassPage) -> None:
    told = asked(page)
    choice(page, "Class").setCurrentIndex(2)
    choice(page, "Class").setCurrentIndex(1)
    assert told == [0, 7]


def test_without_an_answer_there_is_no_class(page: ClassPage) -> None:
    page.offer_classes(())
    assert page.target is None


def test_every_way_to_ask_is_offered(page: ClassPage) -> None:
    assert list(METHODS) == list(REASONS)
    told = asked(page)
    for method in (*REASONS[1:], REASONS[0]):
        ask_by(page, method)
        assert page.method == method
    assert len(told) == len(REASONS)


def test_only_grad_cam_looks_at_a_layer(page: ClassPage) -> None:
    told, layer = asked(page), choice(page, "Layer")
    assert not page.follows_layer
    layer.setCurrentIndex(1)
    assert page.follows_layer
    assert told == [3]
    for method in (OCCLUSION, GRADIENT_INPUT):
        ask_by(page, method)
        assert not page.follows_layer
        assert not layer.isEnabled()
    ask_by(page, GRADCAM)
    assert page.follows_layer
    assert layer.isEnabled()


# What is answered


def test_reason_names_class_method_and_layer(page: ClassPage) -> None:
    page.show_reason(reason(trust=MARKS_MATTER), "tiger cat")
    assert page.texts()[0] == "Why tiger cat?"
    assert page.picture.texts() == ("tiger cat", "Grad-CAM at conv_head")
    page.show_reason(reason(OCCLUSION, layer=""), "tabby")
    assert page.picture.texts() == ("tabby", "Occlusion")
    assert page.texts() == ("Why tabby?", "")


def test_trust_compares_with_chance(page: ClassPage) -> None:
    page.show_reason(reason(trust=MARKS_MATTER), "tiger cat")
    said = page.texts()[1].replace(NBSP, " ")
    assert said == (
        "Hide the 20 % marked most, and the probability goes from 39.3 % to 5.0 %; hide the "
        "same shape elsewhere, to 25.0 %. So the marks matter."
    )


@pytest.mark.parametrize(("marked", "matters"), [(0.1, True), (0.3, False), (0.2, False)])
def test_marks_must_beat_chance(marked: float, matters: bool) -> None:
    told = trusted(Trust(share=0.2, whole=0.4, marked=marked, chance=0.2))
    assert told.endswith("So the marks matter.") is matters
    assert told.endswith("tell no more than chance.") is not matters


def test_marks_lie_over_the_picture_as_the_slider_says(page: ClassPage) -> None:
    page.show_reason(reason(), "tiger cat")
    half = page.picture.image()
    page.over.slider.setValue(0)
    bare = page.picture.image()
    assert half != bare
    page.show_reason(reason(), "tiger cat")
    assert page.picture.image() == bare


@pytest.mark.parametrize(
    ("signed", "words"),
    [(False, ("neutral", "speaks for it")), (True, ("against it", "speaks for it"))],
)
def test_colours_are_explained(page: ClassPage, signed: bool, words: tuple[str, str]) -> None:
    page.show_reason(reason(signed=signed), "tiger cat")
    assert bar(page).isVisible()
    assert bar(page).texts() == words


def test_other_colours_are_for_marks_without_signs(page: ClassPage) -> None:
    def shown(signed: bool) -> object:
        page.show_reason(reason(signed=signed), "tiger cat")
        return page.picture.image()

    before = [shown(signed) for signed in (False, True)]
    page.set_ramp("viridis")
    assert shown(signed=False) != before[0]
    assert shown(signed=True) == before[1]


def test_remark_is_said_and_goes_with_the_next_reason(page: ClassPage) -> None:
    page.show_reason(reason(remark=BLANK), "tiger cat")
    assert page.message.isVisible()
    assert BLANK in page.message.texts()
    page.show_reason(reason(), "tiger cat")
    assert not page.message.isVisible()


@pytest.mark.parametrize(
    "change", [lambda page: page.show_empty("Drop a picture to ask why."), ClassPage.show_waiting]
)
def test_marks_change_while_there_are_no_new_ones(
    page: ClassPage, change: Callable[[ClassPage], None]
) -> None:
    page.show_reason(reason(), "tiger cat")
    before = page.picture.grab().toImage()
    change(page)
    assert page.picture.grab().toImage() != before


def test_without_a_reason_nothing_is_left_of_it(page: ClassPage) -> None:
    page.show_reason(reason(trust=MARKS_MATTER, remark=BLANK), "tiger cat")
    assert all(one.isEnabled() for one in page.head.findChildren(QPushButton))
    page.show_empty("Drop a picture to ask why.")
    assert page.texts() == ("Why this class?", "")
    assert page.picture.image().isNull()
    assert page.picture.accessibleName() == "The picture"
    assert page.picture.accessibleDescription() == "Drop a picture to ask why."
    assert not bar(page).isVisible()
    assert not page.message.isVisible()
    assert not any(one.isEnabled() for one in page.head.findChildren(QPushButton))


# Room


def test_page_is_as_high_as_what_is_on_it(qtbot: QtBot, page: ClassPage) -> None:
    page.show_reason(reason(trust=MARKS_MATTER), "tiger cat")
    page.grab()
    lowest = page.over.mapTo(page, page.over.rect().bottomLeft()).y()
    qtbot.waitUntil(lambda: page.heightForWidth(380) <= lowest + 20)
    assert page.picture.width() == WIDEST
    assert page.picture.mapTo(page, QPoint()).x() == 0


def test_marks_stand_beside_the_words_where_there_is_room(qtbot: QtBot, page: ClassPage) -> None:
    page.show_reason(reason(trust=MARKS_MATTER), "tiger cat")
    field = choice(page, "Class")
    assert page.picture.mapTo(page, page.picture.rect().topLeft()).y() > field.y() + field.height()
    page.resize(560, 360)

    def beside() -> bool:
        left = field.mapTo(page, field.rect().topLeft())
        mine = page.picture.mapTo(page, page.picture.rect().topLeft())
        return mine.y() == left.y() and left.x() > mine.x() + page.picture.width()

    qtbot.waitUntil(beside)
