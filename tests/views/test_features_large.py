"""The Feature maps tab with one picture large: how it opens, and where one comes back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.views.features_tab import CLASS, COMPARE, MAP, FeaturesTab
from tests.views.makers import window
from tests.views.specimens import compared, fill, settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from desktop_app.views.main_window import MainWindow
    from desktop_app.views.widgets.map_picture import MapPicture

ROOMY = QSize(1280, 800)


@pytest.fixture
def tab() -> FeaturesTab:
    return FeaturesTab()


@pytest.fixture
def shown(qtbot: QtBot, tab: FeaturesTab) -> Iterator[MainWindow]:
    """The window in which the tab is shown, all of its places filled."""
    result = window()
    qtbot.addWidget(result)
    result.add_tab(tab, "grid-3x3", "Feature maps")
    result.tabs.setCurrentWidget(tab)
    fill(tab)
    result.resize(ROOMY)
    with qtbot.waitExposed(result):
        result.show()
    result.activateWindow()
    settle()
    yield result
    result.close()


def resize(shown: MainWindow, *size: int) -> None:
    shown.resize(*size)
    settle()


def columns(tab: FeaturesTab) -> list[bool]:
    """Whether layers, maps and readings are to be seen."""
    return [part.isVisible() for part in (tab.layers, tab.stage, tab.pages)]


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def enter(widget: QWidget) -> None:
    """Come by keyboard, and press Enter."""
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(widget, Qt.Key.Key_Return)


def escape() -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Escape)


def small_pictures(tab: FeaturesTab) -> Iterator[MapPicture]:
    """Every small picture, its page turned to."""
    own = {
        MAP: (tab.map.picture, tab.map.map, tab.map.projection),
        CLASS: (tab.reason.picture,),
        COMPARE: compared(tab),
    }
    for page, pictures in own.items():
        for picture in pictures:
            tab.pages.choose(page)
            settle()
            yield picture


@pytest.mark.usefixtures("shown")
def test_every_small_picture_opens_large(tab: FeaturesTab) -> None:
    for picture in small_pictures(tab):
        click(picture)
        assert tab.stage.large.isVisible()
        assert tab.stage.large.texts() == picture.texts()
        assert tab.stage.large.picture.image() == picture.image()
        escape()
        assert not tab.stage.large.isVisible()
        assert tab.stage.mosaics.isVisible()


@pytest.mark.usefixtures("shown")
def test_another_picture_takes_the_place_of_the_large_one(tab: FeaturesTab) -> None:
    click(tab.map.picture)
    click(tab.map.map)
    assert tab.stage.large.texts()[0] == "Map 7"
    escape()
    assert tab.stage.mosaics.isVisible()


@pytest.mark.usefixtures("shown")
def test_map_opens_from_the_mosaic(tab: FeaturesTab) -> None:
    mosaic = tab.stage.mosaics.first
    QTest.mouseDClick(mosaic, Qt.MouseButton.LeftButton, pos=mosaic.cell_rect(7).center().toPoint())
    assert tab.stage.large.texts()[0] == "Map 7"
    escape()
    assert mosaic.hasFocus()
    QTest.keyClick(mosaic, Qt.Key.Key_Return)
    assert tab.stage.large.isVisible()


@pytest.mark.usefixtures("shown")
def test_focus_ring_of_the_large_picture_is_for_the_keyboard(tab: FeaturesTab) -> None:
    click(tab.map.picture)
    assert not tab.stage.large.picture.hasFocus()
    escape()
    assert tab.stage.mosaics.first.hasFocus()
    enter(tab.map.picture)
    assert tab.stage.large.picture.hasFocus()
    escape()
    assert tab.map.picture.hasFocus()


@pytest.mark.parametrize("opened", [click, enter])
def test_in_a_narrow_window_one_comes_back_to_the_readings(
    shown: MainWindow, tab: FeaturesTab, opened: object
) -> None:
    resize(shown, 900, 600)
    tab.fold.choose(1)
    settle()
    assert callable(opened)
    opened(tab.map.projection)
    assert columns(tab) == [True, True, False]
    assert tab.stage.large.texts()[0] == "Back to pixels"
    assert tab.stage.large.picture.hasFocus() is (opened is enter)
    escape()
    assert columns(tab) == [True, False, True]
    assert tab.map.projection.hasFocus() is (opened is enter)
    tab.fold.choose(0)
    assert tab.stage.mosaics.isVisible()


def test_in_a_narrow_window_one_comes_back_to_the_maps_too(
    shown: MainWindow, tab: FeaturesTab
) -> None:
    resize(shown, 900, 600)
    tab.fold.choose(1)
    click(tab.map.picture)
    escape()
    tab.fold.choose(0)
    settle()
    mosaic = tab.stage.mosaics.first
    mosaic.setFocus()
    QTest.keyClick(mosaic, Qt.Key.Key_Return)
    assert tab.stage.large.isVisible()
    escape()
    assert columns(tab) == [True, True, False]
    assert mosaic.hasFocus()


def test_a_large_picture_does_not_unfold_the_tab(shown: MainWindow, tab: FeaturesTab) -> None:
    resize(shown, 900, 600)
    tab.fold.choose(1)
    settle()
    click(tab.map.picture)
    settle()
    assert tab.fold.isVisible()
    assert tab.stage.large.width() > 500
