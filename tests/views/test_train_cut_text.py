"""No text of the Transfer learning tab is cut, however long names are, in any look and state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from desktop_app.views.main_window import LEAST
from desktop_app.views.problem_words import Told
from desktop_app.views.run_state import IDLE, RUNNING
from desktop_app.views.train_stage import DATA, PLANE, RESULT
from desktop_app.views.train_tab import TrainTab
from desktop_app.views.widgets.form import Pane
from desktop_app.views.widgets.labels import ElidedLabel
from tests.helpers import noise
from tests.views.makers import window
from tests.views.specimens import settle
from tests.views.test_attack_cut_text import is_cut, looks, times
from tests.views.test_cut_text import is_told_otherwise, name, visible
from tests.views.test_features_cut_text import is_too_wide
from tests.views.test_ideal_cut_text import LEMUR, NETWORK, SENTENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from desktop_app.views.main_window import MainWindow

    State = Callable[[TrainTab], None]

__all__ = ["times"]
CLASSES = tuple(f"{LEMUR} {at}" for at in range(37))
FOLDER = "all the pictures of pets that were taken in the last ten years, sorted"
WHY = "Not enough memory: 12.3 GB are needed and 4.5 GB are free. " * 2


@pytest.fixture
def tab(times: int) -> TrainTab:
    del times
    return TrainTab()


@pytest.fixture
def shown(qtbot: QtBot, tab: TrainTab) -> Iterator[MainWindow]:
    result = window()
    qtbot.addWidget(result)
    result.add_tab(tab, "graduation-cap", "Transfer learning")
    result.tabs.setCurrentWidget(tab)
    with qtbot.waitExposed(result):
        result.show()
    yield result
    result.close()


# What there may be to see


def start(tab: TrainTab) -> None:
    tab.start.message.show_message("error", "Nothing to learn", SENTENCE)
    tab.start.show_search(f"12,345 pictures in {', '.join(CLASSES[:4])}")


def data(tab: TrainTab) -> None:
    tab.show_work(on=True)
    card = tab.settings.data
    card.show_folder(FOLDER, f"/photos/{FOLDER}", 37, 123_456)
    card.show_parts(86_420, 18_518, 18_518)
    card.show_classes(CLASSES, range(1_000, 38_000, 1_000), {3: "Only 3 pictures"})
    card.show_problems(Told("warn", "12,345 things to know about this folder", ""), tab.update)
    tab.settings.show_base(NETWORK)
    page = tab.stage.data
    page.show_pictures(CLASSES[0], "12,345 pictures", [(FOLDER, "train")] * 50)
    page.variations.show_seen(SENTENCE, [noise(24, 24)] * 6)


def problems(tab: TrainTab) -> None:
    data(tab)
    tab.stage.data.show_problems("12,345 things to know", SENTENCE, [(FOLDER, SENTENCE)] * 9)
    tab.settings.show_state(IDLE, possible=False, why=SENTENCE)
    tab.settings.message.show_message("error", "Not enough memory", WHY, "Half as many", tab.update)


def learning(tab: TrainTab) -> None:
    data(tab)
    tab.settings.show_state(RUNNING)
    tab.settings.presets.choose("everything")
    every = tab.settings.form.findChildren(QAbstractButton)
    next(one for one in every if "All settings" in one.text()).click()
    tab.stage.pages.choose(RESULT)
    for curves in (tab.stage.result.loss, tab.stage.result.accuracy):
        curves.show_length(1000)
        curves.show_points([0.5] * 900, [0.6] * 900, 500)


def result(tab: TrainTab) -> None:
    learning(tab)
    tab.settings.show_state(IDLE)
    stage = tab.stage
    says = "right, on pictures that were set aside for the test and that it never trained on"
    stage.show_verdict("94.1 %", says, f"95 % sure that it lies near. Weakest class: {LEMUR}.")
    stage.allow(on=True)
    stage.message.show_message("info", "It goes on where it was stopped.", SENTENCE, "Show")
    counts = [[5 if row == column else 1 for column in range(37)] for row in range(37)]
    stage.result.matrix.show_counts(CLASSES, counts)
    entries = [(f"{LEMUR} 91 %", f"{LEMUR} 7 %")] * 9
    stage.mistakes.show_pictures(
        f"{LEMUR}, called {LEMUR}", "7 of 50. Most confident first.", entries, is_cell=True
    )
    stage.result.show_result()


def sureness(tab: TrainTab) -> None:
    result(tab)
    tab.stage.mistakes.show_sureness([(0.9, 0.8, 10), (0.2, 0.1, 3)], SENTENCE)
    tab.stage.mistakes.pages.choose(2)


def plane(tab: TrainTab) -> None:
    result(tab)
    tab.stage.pages.choose(PLANE)
    tab.stage.plane.offer_methods(several=True)
    places = [(at % 7, at // 7) for at in range(37)]
    tab.stage.plane.show_places(places, range(37), CLASSES, SENTENCE)


STATES: tuple[State, ...] = start, data, problems, learning, result, sureness, plane
LARGE: tuple[State, ...] = (result,)
"""States that are looked at with larger text, too."""


@pytest.mark.parametrize("times", [1], indirect=True)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_no_text_is_cut(
    styled: QApplication, shown: MainWindow, tab: TrainTab, times: int, state: State
) -> None:
    assert_whole(styled, shown, tab, times, state)


@pytest.mark.parametrize("times", [2], indirect=True)
@pytest.mark.parametrize("state", LARGE, ids=lambda state: state.__name__)
def test_no_larger_text_is_cut(
    styled: QApplication, shown: MainWindow, tab: TrainTab, times: int, state: State
) -> None:
    assert_whole(styled, shown, tab, times, state)


def assert_whole(
    styled: QApplication, shown: MainWindow, tab: TrainTab, times: int, state: State
) -> None:
    shown.resize(LEAST * times)
    settle()
    state(tab)
    for look in looks(styled, shown, times):
        mine = [one for one in visible(shown, QWidget) if tab.isAncestorOf(one)]
        assert len(mine) > 20
        assert [name(part) for part in mine if is_cut(part)] == [], look
        assert [name(part) for part in mine if is_too_wide(part)] == [], look
        for pane in tab.settings.findChildren(Pane):
            assert not pane.horizontalScrollBar().maximum(), look


@pytest.mark.parametrize("times", [1], indirect=True)
def test_what_is_shortened_is_told_whole(shown: MainWindow, tab: TrainTab, times: int) -> None:
    del times
    shown.resize(LEAST)
    result(tab)
    for page in (DATA, RESULT):
        tab.stage.pages.choose(page)
        settle()
        labels = [one for one in visible(shown, QLabel) if isinstance(one, ElidedLabel)]
        mine = [one for one in labels if tab.isAncestorOf(one)]
        assert len(mine) > 1
        assert all(is_told_otherwise(one) for one in mine)
