"""One mosaic or two side by side, in which the same map is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop_app.views.mosaics import Mosaics
from tests.views.sheets import filters, noisy_maps, sheet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from desktop_app.views.widgets.mosaic_view import MosaicView


@pytest.fixture
def mosaics(qtbot: QtBot) -> Mosaics:
    result = Mosaics()
    qtbot.addWidget(result)
    result.resize(600, 400)
    with qtbot.waitExposed(result):
        result.show()
    return result


def pair(mosaics: Mosaics) -> None:
    mosaics.show_pair(
        ("chelsea.png", sheet(noisy_maps(9))), ("coffee.png", sheet(noisy_maps(9, seed=1))), "magma"
    )
    mosaics.grab()


def click(view: MosaicView, unit: int) -> None:
    place = view.cell_rect(unit).center().toPoint()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)


def test_one_mosaic_has_all_room_and_no_name(mosaics: Mosaics) -> None:
    mosaics.show_sheet(sheet(noisy_maps(9)), "magma")
    mosaics.grab()
    assert mosaics.first.size() == mosaics.size()
    assert not mosaics.second.isVisible()
    assert not any(label.isVisible() for label in mosaics.findChildren(QLabel))


def test_two_stand_side_by_side_under_their_names(mosaics: Mosaics) -> None:
    pair(mosaics)
    assert mosaics.first.isVisible()
    assert mosaics.second.isVisible()
    assert mosaics.first.size() == mosaics.second.size()
    assert mosaics.texts() == ("chelsea.png", "coffee.png")
    assert all(label.isVisible() for label in mosaics.findChildren(QLabel))
    assert mosaics.first.accessibleName() == "chelsea.png: All maps of layer"
    assert mosaics.second.accessibleName() == "coffee.png: All maps of layer"


def test_the_first_leads_in_any_script(mirrored: QApplication, mosaics: Mosaics) -> None:
    assert mirrored.isRightToLeft()
    pair(mosaics)
    views = mosaics.first, mosaics.second
    first, second = (view.mapTo(mosaics, QPoint()).x() for view in views)
    assert first > second


@pytest.mark.parametrize("chosen_in", ["first", "second"])
def test_choice_in_one_is_ringed_in_both_and_told_once(mosaics: Mosaics, chosen_in: str) -> None:
    pair(mosaics)
    told: list[int] = []
    mosaics.chosen.connect(told.append)
    click(getattr(mosaics, chosen_in), 4)
    assert told == [4]
    assert (mosaics.current, mosaics.second.current) == (4, 4)


def test_choice_from_outside_is_not_told(qtbot: QtBot, mosaics: Mosaics) -> None:
    pair(mosaics)
    with qtbot.assertNotEmitted(mosaics.chosen):
        mosaics.choose(5)
    assert (mosaics.current, mosaics.second.current) == (5, 5)


@pytest.mark.parametrize("opened_in", ["first", "second"])
def test_double_click_opens_from_either(mosaics: Mosaics, opened_in: str) -> None:
    pair(mosaics)
    told: list[int] = []
    mosaics.opened.connect(told.append)
    view = getattr(mosaics, opened_in)
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=view.cell_rect(2).center().toPoint())
    assert told == [2]


def test_filters_of_one_have_a_name_above_them(mosaics: Mosaics) -> None:
    mosaics.show_filters(("AlexNet, 64 filters of 11 × 11", filters()), None)
    mosaics.grab()
    assert mosaics.texts() == ("AlexNet, 64 filters of 11 × 11", "")
    assert [label.isVisible() for label in mosaics.findChildren(QLabel)] == [True, False]
    assert mosaics.first.width() == mosaics.width()


def test_filters_of_two_stand_side_by_side(mosaics: Mosaics) -> None:
    mosaics.show_filters(("AlexNet", filters()), ("ZF Net", filters(7)))
    assert mosaics.second.isVisible()
    assert mosaics.texts() == ("AlexNet", "ZF Net")
    assert not mosaics.second.cell_rect(6).isNull()


def test_one_mosaic_after_two_is_alone_again(mosaics: Mosaics) -> None:
    pair(mosaics)
    mosaics.show_sheet(sheet(noisy_maps(4)), "magma")
    assert not mosaics.second.isVisible()
    assert mosaics.texts() == ("", "")
    mosaics.show_filters(("AlexNet", filters()), ("ZF Net", filters(7)))
    mosaics.show_filters(("AlexNet", filters()), None)
    assert not mosaics.second.isVisible()


def test_other_colours_are_for_both(mosaics: Mosaics) -> None:
    pair(mosaics)
    before = [view.grab().toImage() for view in (mosaics.first, mosaics.second)]
    mosaics.set_ramp("viridis")
    after = [view.grab().toImage() for view in (mosaics.first, mosaics.second)]
    assert all(old != new for old, new in zip(before, after, strict=True))


def test_cleared_mosaics_are_empty(mosaics: Mosaics) -> None:
    pair(mosaics)
    mosaics.choose(3)
    mosaics.clear()
    assert mosaics.current == -1
    assert mosaics.first.cell_rect(0).isNull()
    assert mosaics.second.cell_rect(0).isNull()


def test_shape_of_the_room_is_that_for_one_mosaic(mosaics: Mosaics) -> None:
    mosaics.show_sheet(sheet(noisy_maps(9)), "magma")
    mosaics.grab()
    alone = mosaics.ratio
    assert alone == pytest.approx(600 / 400)
    pair(mosaics)
    assert mosaics.ratio < 0.6 * alone


def test_another_shape_is_told_once(qtbot: QtBot, mosaics: Mosaics) -> None:
    pair(mosaics)
    told: list[str] = []
    mosaics.reshaped.connect(lambda: told.append("reshaped"))
    with qtbot.waitSignal(mosaics.reshaped):
        mosaics.resize(1400, 200)
    assert told == ["reshaped"]


def test_focus_is_the_first_mosaic_s(qtbot: QtBot, mosaics: Mosaics) -> None:
    pair(mosaics)
    mosaics.setFocus()
    qtbot.waitUntil(mosaics.first.hasFocus)
    told: list[int] = []
    mosaics.choose(0)
    mosaics.chosen.connect(told.append)
    QTest.keyClick(mosaics.first, Qt.Key.Key_Right)
    assert told == [1]
