"""The Feature maps tab: three columns or two, one picture large, and where the keyboard is."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPushButton,
    QSlider,
    QWidget,
)

from desktop_app.views import features_tab
from desktop_app.views.features_tab import CLASS, COMPARE, MAP, PATCHES, FeaturesTab
from desktop_app.views.main_window import LEAST
from desktop_app.views.widgets.mosaic_view import MosaicView
from tests.views.makers import window
from tests.views.specimens import fill, settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from desktop_app.views.main_window import MainWindow

ROOMY = QSize(1280, 800)
GREY = np.full((4, 4), 200, np.uint8)


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


def fold_says(tab: FeaturesTab) -> str:
    return tab.fold.findChildren(QPushButton)[1].text()


def columns(tab: FeaturesTab) -> list[bool]:
    """Whether layers, maps and readings are to be seen."""
    return [part.isVisible() for part in (tab.layers, tab.stage, tab.pages)]


def left_of(part: QWidget, tab: FeaturesTab) -> tuple[int, int]:
    """Where a part begins, and how wide it is."""
    return part.mapTo(tab, QPoint()).x(), part.width()


# Pages


@pytest.mark.usefixtures("shown")
def test_each_page_is_shown_when_it_is_turned_to(tab: FeaturesTab) -> None:
    turned: list[int] = []
    tab.turned.connect(lambda: turned.append(tab.page))
    pages = {MAP: tab.map, PATCHES: tab.patches, CLASS: tab.reason, COMPARE: tab.compare}
    for number in (PATCHES, CLASS, COMPARE, MAP):
        tab.pages.choose(number)
        assert tab.page == number
        assert [page.isVisible() for page in pages.values()] == [at == number for at in pages]
    assert turned == [PATCHES, CLASS, COMPARE, MAP]


def test_appearing_is_told_each_time(qtbot: QtBot, shown: MainWindow, tab: FeaturesTab) -> None:
    other = QWidget()
    shown.add_tab(other, "cat", "Other")
    for _ in range(2):
        shown.tabs.setCurrentWidget(other)
        with qtbot.waitSignal(tab.appeared, timeout=0):
            shown.tabs.setCurrentWidget(tab)


def test_layers_have_the_keyboard_first(shown: MainWindow, tab: FeaturesTab) -> None:
    other = QLineEdit()
    shown.add_tab(other, "cat", "Other")
    shown.tabs.setCurrentWidget(other)
    other.setFocus()
    shown.tabs.setCurrentWidget(tab)
    assert tab.layers.tree.view.hasFocus()


def test_who_goes_through_the_tabs_stays_there(shown: MainWindow, tab: FeaturesTab) -> None:
    other = QWidget()
    shown.add_tab(other, "cat", "Other")
    shown.tabs.setCurrentWidget(other)
    shown.tabs.tabBar().setFocus()
    shown.tabs.setCurrentWidget(tab)
    assert shown.tabs.tabBar().hasFocus()


# Folding


def test_three_columns_fit_in_the_usual_window(shown: MainWindow, tab: FeaturesTab) -> None:
    del shown
    assert columns(tab) == [True, True, True]
    assert not tab.fold.isVisible()


def test_narrow_window_shows_maps_or_readings(shown: MainWindow, tab: FeaturesTab) -> None:
    resize(shown, 900, 800)
    assert tab.fold.isVisible()
    assert columns(tab) == [True, True, False]
    QTest.keyClick(tab.fold, Qt.Key.Key_Right)
    assert columns(tab) == [True, False, True]
    resize(shown, 1280, 800)
    assert columns(tab) == [True, True, True]
    assert not tab.fold.isVisible()


@pytest.mark.parametrize("page", [MAP, CLASS, COMPARE])
def test_folding_depends_on_the_width_alone(shown: MainWindow, tab: FeaturesTab, page: int) -> None:
    tab.pages.choose(page)
    widths = [*range(900, 1281, 38)]
    seen: dict[int, set[bool]] = {width: set() for width in widths}
    for width in [*widths, *reversed(widths)]:
        for chosen in (0, 1):
            tab.fold.choose(chosen)
            resize(shown, width, 800)
            seen[width].add(tab.fold.isVisible())
    assert all(len(answers) == 1 for answers in seen.values())
    folded = [answers == {True} for answers in seen.values()]
    assert folded == sorted(folded, reverse=True)
    assert (folded[0], folded[-1]) == (True, False)


def test_no_column_is_narrower_than_it_can_be(shown: MainWindow, tab: FeaturesTab) -> None:
    readings = [one for one in (tab.pages.parentWidget(),) if one is not None]
    tab.layers.clear()
    for width in range(900, 1281, 38):
        resize(shown, width, 800)
        ends = []
        for part in (tab.layers, tab.stage, *readings):
            if part.isVisible():
                least = max(part.minimumSizeHint().width(), part.minimumWidth())
                assert part.width() >= least, f"{type(part).__name__} at {width}"
                ends.append(left_of(part, tab))
        assert all(before[0] + before[1] < after[0] for before, after in pairwise(ends))
        assert ends[-1][0] + ends[-1][1] == tab.width() - features_tab.MARGIN


def test_layers_stay_in_place_while_the_rest_is_switched(
    shown: MainWindow, tab: FeaturesTab
) -> None:
    resize(shown, 900, 600)
    before = left_of(tab.layers, tab), left_of(tab.fold, tab)
    tab.fold.choose(1)
    settle()
    assert (left_of(tab.layers, tab), left_of(tab.fold, tab)) == before
    tab.pages.choose(COMPARE)
    settle()
    assert (left_of(tab.layers, tab), left_of(tab.fold, tab)) == before


@pytest.mark.usefixtures("shown")
def test_switch_says_what_the_readings_are_about(tab: FeaturesTab) -> None:
    assert fold_says(tab) == "Map 7"
    tab.map.head.show_title("Map 107")
    assert fold_says(tab) == "Map 107"
    said = []
    for page in (PATCHES, CLASS, COMPARE):
        tab.pages.choose(page)
        said.append(fold_says(tab))
    assert said == ["Map 107", "Why?", "Compare"]


def test_keyboard_goes_to_the_layers_from_what_is_folded_away(
    shown: MainWindow, tab: FeaturesTab
) -> None:
    resize(shown, 900, 600)
    tab.stage.mosaics.first.setFocus()
    tab.fold.choose(1)
    assert tab.layers.tree.view.hasFocus()
    tab.reason.over.slider.setFocus()
    tab.pages.setFocus()
    tab.map.over.slider.setFocus()
    assert tab.map.over.slider.hasFocus()
    tab.fold.choose(0)
    assert tab.layers.tree.view.hasFocus()


def test_keyboard_elsewhere_is_left_there(shown: MainWindow, tab: FeaturesTab) -> None:
    resize(shown, 900, 600)
    tab.layers.tree.search.field.setFocus()
    tab.fold.choose(1)
    assert tab.layers.tree.search.field.hasFocus()


def test_low_window_leaves_the_figures_out(shown: MainWindow, tab: FeaturesTab) -> None:
    assert tab.layers.histogram.isVisible()
    shown.resize(LEAST)
    settle()
    assert not tab.layers.histogram.isVisible()
    resize(shown, 1280, 800)
    assert tab.layers.histogram.isVisible()


# Keyboard and screen reader


def walk(shown: MainWindow, tab: FeaturesTab) -> list[QWidget]:
    """What Tab leads to, from the search field on."""
    tab.layers.tree.search.field.setFocus()
    found: list[QWidget] = []
    while (focused := QApplication.focusWidget()) is not None and tab.isAncestorOf(focused):
        assert focused not in found
        found.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert focused is not None
    assert shown.isAncestorOf(focused)
    return found


def test_tab_leads_from_layers_to_maps_to_readings(shown: MainWindow, tab: FeaturesTab) -> None:
    steps = walk(shown, tab)
    parts = tab.layers, tab.stage.mosaics, tab.stage, tab.pages, tab.map
    order = [next(at for at, one in enumerate(parts) if one.isAncestorOf(step)) for step in steps]
    assert order == sorted(order)
    assert set(order) == set(range(len(parts)))
    assert steps[-1] is tab.map.over.slider


@pytest.mark.parametrize("page", [MAP, PATCHES, CLASS, COMPARE])
def test_every_control_has_a_name(shown: MainWindow, tab: FeaturesTab, page: int) -> None:
    tab.pages.choose(page)
    settle()
    kinds = QAbstractButton, QComboBox, QSlider, MosaicView
    steps = walk(shown, tab)
    for step in steps:
        words = step.text().strip() if isinstance(step, QAbstractButton) else ""
        assert step.accessibleName() or words or isinstance(step, QLineEdit), type(step)
    assert sum(isinstance(step, kinds) for step in steps) > 8
