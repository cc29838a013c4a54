"""The page of the nine strongest patches: what it offers, and what is there while it looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop_app.views.patch_page import PatchPage
from tests.views.specimens import patches

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

OFFER = "Look through 24 open pictures for what excites a map most."


@pytest.fixture
def page(qtbot: QtBot) -> PatchPage:
    result = PatchPage()
    qtbot.addWidget(result)
    result.resize(380, 600)
    with qtbot.waitExposed(result):
        result.show()
    result.activateWindow()
    result.show_title("Map 7")
    result.show_offer(OFFER, possible=True)
    return result


def can_be_saved(page: PatchPage) -> bool:
    return all(one.isEnabled() for one in page.head.findChildren(QPushButton))


def test_offer_says_what_will_be_done(qtbot: QtBot, page: PatchPage) -> None:
    assert page.texts() == OFFER
    assert page.head.texts()[0] == "Map 7"
    assert page.search.isVisible()
    assert not page.grid.isVisible()
    assert not can_be_saved(page)
    with qtbot.waitSignal(page.search_requested, timeout=0):
        QTest.mouseClick(page.search, Qt.MouseButton.LeftButton)


def test_nothing_is_offered_without_pictures(page: PatchPage) -> None:
    page.show_offer("Open pictures.", possible=False)
    assert page.texts() == "Open pictures."
    assert not page.search.isVisible()


def test_places_are_there_before_the_patches(page: PatchPage) -> None:
    page.show_busy("Looking through 24 pictures.")
    assert page.texts() == "Looking through 24 pictures."
    assert page.grid.isVisible()
    assert page.grid.image().isNull()
    assert not page.search.isVisible()
    place = page.grid.geometry()
    page.show_patches(patches(), "The strongest in 24 pictures.", again=False)
    assert page.grid.geometry() == place


def test_patches_can_be_saved(page: PatchPage) -> None:
    page.show_patches(patches(), "The strongest in 24 pictures.", again=False)
    assert page.texts() == "The strongest in 24 pictures."
    assert not page.grid.image().isNull()
    assert not page.search.isVisible()
    assert can_be_saved(page)


def test_patches_stay_while_others_are_sought(page: PatchPage) -> None:
    page.show_patches(patches(), "The strongest in 24 pictures.", again=False)
    clear = page.grid.grab().toImage()
    page.show_busy("Opening the pictures.")
    assert not page.grid.image().isNull()
    assert page.grid.grab().toImage() != clear


def test_no_patches_are_no_figure(page: PatchPage) -> None:
    page.show_patches(patches(0), "Nothing excites this map.", again=False)
    assert not can_be_saved(page)


def test_other_pictures_can_be_looked_through_again(page: PatchPage) -> None:
    page.show_patches(patches(), "The strongest in 24 pictures.", again=True)
    assert page.search.isVisible()
    assert page.grid.isVisible()


def test_offer_takes_patches_away_but_not_what_went_wrong(page: PatchPage) -> None:
    page.show_patches(patches(), "", again=False)
    page.message.show_message("error", "Failed", "Why")
    page.show_offer(OFFER, possible=True)
    assert page.message.isVisible()
    assert page.grid.image().isNull()
    assert not can_be_saved(page)


def test_keyboard_stays_on_the_page(qtbot: QtBot, page: PatchPage) -> None:
    page.search.setFocus()
    qtbot.waitUntil(page.search.hasFocus)
    page.show_busy("Looking through 24 pictures.")
    assert page.grid.hasFocus()
    page.show_offer(OFFER, possible=True)
    assert page.search.hasFocus()


def test_keyboard_elsewhere_is_left_there(qtbot: QtBot, page: PatchPage) -> None:
    page.show_patches(patches(), "", again=True)
    save = page.head.findChildren(QPushButton)[1]
    save.setFocus()
    qtbot.waitUntil(save.hasFocus)
    page.show_busy("Opening the pictures.")
    assert save.hasFocus()
