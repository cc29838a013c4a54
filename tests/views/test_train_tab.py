"""The Transfer learning tab: its keyboard, its beginning, and how it folds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPushButton, QRadioButton, QWidget

from desktop_app.views.main_window import LEAST
from desktop_app.views.run_state import IDLE, PAUSED, RUNNING
from desktop_app.views.train_stage import DATA, PLANE, RESULT
from desktop_app.views.train_tab import SETTINGS, TrainTab
from tests.views.makers import window
from tests.views.seen import places
from tests.views.specimens import settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from desktop_app.views.main_window import MainWindow

Key = Qt.Key
ROOMY, LARGE = QSize(1280, 800), QSize(1700, 1100)
VERDICT = "94.1 %", "right, on pictures it never trained on", "95 % sure that it lies near."


@pytest.fixture
def tab(qtbot: QtBot) -> TrainTab:
    result = TrainTab()
    qtbot.addWidget(result)
    return result


def fill(tab: TrainTab) -> None:
    """Show the end of a training of three classes."""
    names = ("cat", "dog", "bird")
    tab.settings.data.show_folder("pets", "/pets", 3, 60)
    tab.settings.data.show_classes(names, (20, 20, 20), {})
    tab.settings.data.show_parts(50, 10, 0)
    stage = tab.stage
    stage.data.show_pictures("cat", "20", [(f"{at}.jpg", "train") for at in range(20)])
    for curves in (stage.result.loss, stage.result.accuracy):
        curves.show_length(3)
        curves.show_points((0.9, 0.5, 0.4), (0.9, 0.6, 0.5), 3)
    stage.result.matrix.show_counts(names, ((4, 1, 0), (0, 5, 0), (0, 0, 5)))
    stage.mistakes.show_pictures("1 mistake", "", [("dog 60 %", "cat 30 %")], is_cell=False)
    stage.result.show_result()
    stage.show_verdict(*VERDICT)
    stage.allow(on=True)
    tab.show_work(on=True)


@pytest.fixture
def shown(qtbot: QtBot, tab: TrainTab) -> Iterator[MainWindow]:
    """The window in which the tab is shown, without a folder."""
    result = window()
    qtbot.addWidget(result)
    result.add_tab(tab, "graduation-cap", "Transfer learning")
    result.tabs.setCurrentWidget(tab)
    result.resize(ROOMY)
    with qtbot.waitExposed(result):
        result.show()
    result.activateWindow()
    settle()
    yield result
    result.close()


@pytest.fixture
def filled(shown: MainWindow, tab: TrainTab) -> MainWindow:
    fill(tab)
    settle()
    return shown


def resize(shown: MainWindow, size: QSize) -> None:
    shown.resize(size)
    settle()


def place(part: QWidget, tab: TrainTab) -> tuple[int, int]:
    corner = part.mapTo(tab, QPoint())
    return corner.x(), corner.y()


def button(part: QWidget, text: str) -> QPushButton:
    (found,) = (one for one in part.findChildren(QPushButton) if one.text().strip() == text)
    return found


# The beginning


def test_folder_is_asked_for_first(qtbot: QtBot, shown: MainWindow, tab: TrainTab) -> None:
    del shown
    assert not tab.is_at_work
    assert tab.start.isVisible()
    assert tab.start.texts()[0] == "Drop a folder here"
    with qtbot.waitSignal(tab.start.folder_requested, timeout=0):
        button(tab.start, "Choose folder…").click()


def test_folder_takes_the_place_of_the_beginning(shown: MainWindow, tab: TrainTab) -> None:
    del shown
    tab.show_work(on=True)
    assert tab.is_at_work
    assert (tab.start.isVisible(), tab.stage.isVisible()) == (False, True)
    tab.show_work(on=False)
    assert not tab.is_at_work
    assert tab.start.isVisible()


def test_search_says_what_was_found_and_rests_again(tab: TrainTab) -> None:
    tab.start.show_search("12 pictures in cat")
    chooser = button(tab.start, "Choose folder…")
    assert tab.start.texts() == ("Looking through the folder…", "12 pictures in cat")
    assert not chooser.isEnabled()
    tab.start.show_rest()
    assert tab.start.texts()[0] == "Drop a folder here"
    assert chooser.isEnabled()


def test_search_is_told_from_rest_at_a_glance(shown: MainWindow, tab: TrainTab) -> None:
    del shown
    assert places(tab.start, "accentSoft", 2) == []
    tab.start.show_search("")
    assert len(places(tab.start, "accentSoft", 2)) > 10_000


# Keys


def test_space_does_what_the_button_says(qtbot: QtBot, tab: TrainTab) -> None:
    settings = tab.settings
    signals = {IDLE: settings.started, RUNNING: settings.paused, PAUSED: settings.resumed}
    for state, signal in signals.items():
        settings.show_state(state)
        with qtbot.waitSignal(signal, timeout=0):
            QTest.keyClick(tab, Key.Key_Space)
    settings.show_state(IDLE, possible=False, why="No folder")
    with qtbot.assertNotEmitted(settings.started):
        QTest.keyClick(tab, Key.Key_Space)


def test_escape_stops_wherever_the_keyboard_is(
    qtbot: QtBot, filled: MainWindow, tab: TrainTab
) -> None:
    del filled
    for part in (tab, tab.settings.data.counts, tab.stage.pages, tab.stage.result.matrix):
        with qtbot.waitSignal(tab.stopped, timeout=0):
            QTest.keyClick(part, Key.Key_Escape)


def test_appearing_is_told_each_time(qtbot: QtBot, shown: MainWindow, tab: TrainTab) -> None:
    for _ in range(2):
        shown.tabs.setCurrentIndex(0)
        with qtbot.waitSignal(tab.appeared, timeout=0):
            shown.tabs.setCurrentWidget(tab)


# The pages


def offered(tab: TrainTab) -> list[str]:
    parts = tab.stage.pages.findChildren(QPushButton)
    return [one.text() for one in parts if not one.isHidden()]


def test_map_is_offered_with_a_result(filled: MainWindow, tab: TrainTab) -> None:
    del filled
    assert offered(tab) == ["Data", "Training", "Map"]
    tab.stage.pages.choose(PLANE)
    tab.stage.show_nothing()
    assert offered(tab) == ["Data", "Training"]
    assert tab.stage.page == DATA
    assert tab.stage.data.isVisible()


def test_page_is_turned_and_told(qtbot: QtBot, filled: MainWindow, tab: TrainTab) -> None:
    del filled
    pages = tab.stage.data, tab.stage.result, tab.stage.plane
    for page in (RESULT, PLANE, DATA):
        with qtbot.waitSignal(tab.stage.turned, timeout=0):
            tab.stage.pages.choose(page)
        assert [one.isVisible() for one in pages] == [at == page for at in range(3)]


def test_verdict_stands_above_all_pages(filled: MainWindow, tab: TrainTab) -> None:
    del filled
    assert tab.stage.texts() == VERDICT
    use = button(tab.stage, "Use in all tabs")
    for page in (DATA, RESULT, PLANE):
        tab.stage.pages.choose(page)
        assert use.isVisible()
    tab.stage.show_nothing()
    assert not use.isVisible()


def test_result_can_be_used_and_kept(qtbot: QtBot, tab: TrainTab) -> None:
    stage = tab.stage
    signals = {"Use in all tabs": stage.used, "Save": stage.saved, "Export ONNX": stage.exported}
    for text, signal in signals.items():
        part = button(stage, text)
        stage.allow(on=False, why="It is learning.")
        assert (part.isEnabled(), part.toolTip()) == (False, "It is learning.")
        stage.allow(on=True)
        assert (part.isEnabled(), part.toolTip()) == (True, "")
        with qtbot.waitSignal(signal, timeout=0):
            part.click()


def test_what_matters_most_is_to_train_and_then_to_use_it(tab: TrainTab) -> None:
    train, use = button(tab.settings, "Train"), button(tab.stage, "Use in all tabs")
    assert train.property("kind") == use.property("kind") == "primary"
    assert use.isHidden() or not use.isVisibleTo(tab)
    tab.stage.show_verdict(*VERDICT)
    assert train.property("kind") == ""
    tab.stage.show_nothing()
    assert train.property("kind") == "primary"


# Folding


def test_curves_and_cards_stand_side_by_side(filled: MainWindow, tab: TrainTab) -> None:
    del filled
    tab.stage.pages.choose(RESULT)
    settle()
    page = tab.stage.result
    assert place(page.loss, tab)[1] == place(page.accuracy, tab)[1]
    assert place(page.mistakes, tab)[0] > place(page.matrix, tab)[0] + page.matrix.width()
    assert page.verticalScrollBar().maximum() == 0


def test_cards_stand_below_each_other_where_it_is_narrow(filled: MainWindow, tab: TrainTab) -> None:
    tab.stage.pages.choose(RESULT)
    resize(filled, LEAST)
    page = tab.stage.result
    assert place(page.loss, tab)[1] == place(page.accuracy, tab)[1]
    assert place(page.mistakes, tab)[1] > place(page.matrix, tab)[1] + page.matrix.height()
    assert min(page.matrix.height(), page.mistakes.height()) > 240  # neither squeezes the other
    assert page.verticalScrollBar().maximum() > 0
    assert page.horizontalScrollBar().maximum() == 0


def is_beside(tab: TrainTab) -> bool:
    """Whether the buttons stand beside the verdict."""
    use, number = button(tab.stage, "Use in all tabs"), tab.stage._number
    return place(use, tab)[1] < place(number, tab)[1] + number.height()


def has_cards(tab: TrainTab) -> bool:
    cards = tab.settings.presets.findChildren(QRadioButton)
    field = tab.settings.presets.findChild(QComboBox)
    assert field is not None
    assert all(one.isVisible() is not field.isVisible() for one in cards)
    return not field.isVisible()


def test_each_size_shows_what_it_has_room_for(filled: MainWindow, tab: TrainTab) -> None:
    data, seen = tab.stage.data, {}
    for size in (LEAST, ROOMY, LARGE):
        resize(filled, size)
        seen[size.height()] = is_beside(tab), data.variations.isVisible(), has_cards(tab)
        assert data.grid.isVisible()
        assert SETTINGS <= tab.settings.width() < tab.stage.width()
    low, usual, high = (False, False, False), (True, True, False), (True, True, True)
    assert seen == {600: low, 800: usual, 1100: high}


def test_settings_stand_at_the_other_side_for_those_who_read_from_there(
    mirrored: object, filled: MainWindow, tab: TrainTab
) -> None:
    del mirrored, filled
    assert place(tab.settings, tab)[0] > place(tab.stage, tab)[0]
