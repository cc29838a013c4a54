"""The page that compares: what can be compared, and what there is to see of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop_app.views.compare_page import NETWORK, PICTURE, ComparePage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop_app.views.widgets.map_picture import MapPicture

GREY = np.full((4, 4), 200, np.uint8)
ENTRIES = [("1", "chelsea.png"), ("2", "coffee.png")]


@pytest.fixture
def page(qtbot: QtBot) -> ComparePage:
    result = ComparePage()
    qtbot.addWidget(result)
    result.resize(380, 700)
    with qtbot.waitExposed(result):
        result.show()
    result.activateWindow()
    return result


def pictures(page: ComparePage) -> tuple[MapPicture, ...]:
    return page.first, page.second, page.change, page.photo


def compare(page: ComparePage, *, with_change: bool = True) -> None:
    for picture in pictures(page):
        picture.show_map(GREY, "grey")
    page.show_pictures(with_change=with_change)


def test_starts_without_a_comparison(page: ComparePage) -> None:
    assert page.texts() == "Choose what to compare with."
    assert page.head.texts() == ("Compare", "")
    assert not any(one.isVisible() for one in (*pictures(page), page.end, page.message))


def test_nothing_is_offered_first(page: ComparePage) -> None:
    page.offer(ENTRIES, "2")
    texts = [page.other.itemText(at) for at in range(page.other.count())]
    assert texts == ["Nothing", "chelsea.png", "coffee.png"]
    assert page.other.currentData() == "2"
    for current in ("", "gone"):
        page.offer(ENTRIES, current)
        assert page.other.currentText() == "Nothing"


def test_offers_are_not_taken_for_choices(qtbot: QtBot, page: ComparePage) -> None:
    with qtbot.assertNotEmitted(page.picked):
        page.offer(ENTRIES, "1")


def test_choice_is_told_by_its_name(page: ComparePage) -> None:
    told: list[str] = []
    page.picked.connect(told.append)
    page.offer(ENTRIES, "")
    QTest.keyClick(page.other, Qt.Key.Key_Down)
    QTest.keyClick(page.other, Qt.Key.Key_Up)
    assert told == ["1", ""]


def test_pictures_or_networks(qtbot: QtBot, page: ComparePage) -> None:
    assert page.kind.current == PICTURE
    with qtbot.waitSignal(page.kind_changed, timeout=0):
        QTest.keyClick(page.kind, Qt.Key.Key_Right)
    assert page.kind.current == NETWORK


def test_comparison_shows_both_the_change_and_what_was_seen(page: ComparePage) -> None:
    compare(page)
    assert all(one.isVisible() for one in (*pictures(page), page.end))
    assert all(one.isEnabled() for one in page.head.findChildren(QPushButton))


def test_without_a_difference_there_is_no_place_for_it(page: ComparePage) -> None:
    compare(page, with_change=False)
    assert [one.isVisible() for one in pictures(page)] == [True, True, False, True]


def test_comparison_can_be_ended(qtbot: QtBot, page: ComparePage) -> None:
    compare(page)
    with qtbot.waitSignal(page.ended, timeout=0):
        QTest.mouseClick(page.end, Qt.MouseButton.LeftButton)


def test_ended_comparison_leaves_nothing(page: ComparePage) -> None:
    compare(page)
    page.message.show_message("error", "Failed", "Why")
    page.show_empty("Nothing to compare.")
    assert page.texts() == "Nothing to compare."
    assert all(one.image().isNull() for one in pictures(page))
    assert not any(one.isVisible() for one in (*pictures(page), page.end, page.message))
    assert not any(one.isEnabled() for one in page.head.findChildren(QPushButton))


def test_keyboard_stays_on_the_page_when_it_ends(qtbot: QtBot, page: ComparePage) -> None:
    compare(page)
    page.end.setFocus()
    qtbot.waitUntil(page.end.hasFocus)
    page.show_empty("Nothing to compare.")
    assert page.other.hasFocus()


def test_four_pictures_are_two_by_two_or_in_one_row(qtbot: QtBot, page: ComparePage) -> None:
    compare(page)

    def arranged() -> tuple[int, int]:
        """Columns and rows."""
        places = [one.pos().toTuple() for one in pictures(page)]
        return len({x for x, _ in places}), len({y for _, y in places})

    qtbot.waitUntil(lambda: arranged() == (2, 2))
    page.resize(560, 500)
    qtbot.waitUntil(lambda: arranged() == (4, 1))


def test_fields_are_named_for_a_screen_reader(page: ComparePage) -> None:
    assert page.kind.accessibleName() == "What is compared"
    assert page.other.accessibleName() == "Compare with"
