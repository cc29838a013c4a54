"""The Adversarial tab: its keyboard, what folds away when, and what is shown of an attack."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget

from desktop_app.engine.contract import ClassName
from desktop_app.views import attack_stage
from desktop_app.views.attack_tab import SETTINGS, AttackTab
from desktop_app.views.main_window import LEAST
from desktop_app.views.run_state import IDLE, PAUSED, RUNNING
from tests.helpers import noise
from tests.views.makers import NAMES, answer, window
from tests.views.specimens import settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from desktop_app.views.main_window import MainWindow
    from desktop_app.views.widgets.buttons import Segments

Key = Qt.Key
ROOMY, LARGE = QSize(1280, 800), QSize(1700, 1100)
CLASSES = tuple(ClassName(f"n{at:08}", one) for at, one in enumerate(NAMES))
NO_RESULT = "There is no result yet."
TABS = [("predict", "Predict"), ("features", "Feature maps")]


@pytest.fixture
def tab(qtbot: QtBot) -> AttackTab:
    result = AttackTab()
    qtbot.addWidget(result)
    return result


def fill(tab: AttackTab) -> None:
    """Show the end of an attack."""
    tab.settings.offer_classes(CLASSES)
    tab.settings.show_state(IDLE)
    stage = tab.stage
    stage.before.show_answer(answer("dog"), 5)
    stage.after.show_answer(answer("cat"), 5, 0)
    stage.change.show_pictures(noise(16, 16), noise(16, 16, 1))
    stage.lines.set_names(("cat", "dog"))
    for place in range(2):
        stage.lines.show_points(place, [(0, 0.1), (20, 0.9)])
    stage.scrubber.show_moments(range(21))
    stage.say_step(20, 20, "L∞ 2 of 255")
    stage.allow(on=True)
    stage.survival.show_opinions([("PNG", answer(), True)])
    stage.others.show_opinions([("Lite1", answer(), False)])
    stage.undo.show_answer(answer(), undone=True)


@pytest.fixture
def shown(qtbot: QtBot, tab: AttackTab) -> Iterator[MainWindow]:
    """The window in which the tab is shown, all of its places filled."""
    result = window()
    qtbot.addWidget(result)
    result.add_tab(tab, "venetian-mask", "Adversarial")
    result.tabs.setCurrentWidget(tab)
    fill(tab)
    result.resize(ROOMY)
    with qtbot.waitExposed(result):
        result.show()
    result.activateWindow()
    settle()
    yield result
    result.close()


def resize(shown: MainWindow, size: QSize) -> None:
    shown.resize(size)
    settle()


def cards(tab: AttackTab) -> tuple[QWidget, ...]:
    return tab.stage.survival, tab.stage.others, tab.stage.undo


def seen(*parts: QWidget) -> list[bool]:
    return [part.isVisible() for part in parts]


def fold(tab: AttackTab) -> Segments:
    """What leads from one to the other where it is narrow or low."""
    return tab.stage._fold


def choose(tab: AttackTab, text: str) -> None:
    (found,) = (one for one in fold(tab).findChildren(QPushButton) if one.text() == text)
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)
    settle()


def place(part: QWidget, tab: AttackTab) -> tuple[int, int, int, int]:
    corner = part.mapTo(tab, QPoint())
    return corner.x(), corner.y(), part.width(), part.height()


def button(tab: AttackTab, text: str) -> QPushButton:
    buttons = tab.stage.findChildren(QPushButton)
    (found,) = (one for one in buttons if one.text().strip() == text)
    return found


# Folding


def test_three_questions_stand_side_by_side(shown: MainWindow, tab: AttackTab) -> None:
    del shown
    assert seen(*cards(tab)) == [True] * 3
    assert not fold(tab).isVisible()
    assert seen(tab.stage.change, tab.stage.lines, tab.stage.scrubber) == [True] * 3
    tops = {place(card, tab)[1] for card in cards(tab)}
    assert len(tops) == 1


def test_narrow_window_shows_one_question_at_a_time(shown: MainWindow, tab: AttackTab) -> None:
    resize(shown, QSize(LEAST.width(), ROOMY.height()))
    assert fold(tab).isVisible()
    assert tab.stage.change.isVisible()
    for number, text in enumerate(("Saving", "Others", "Undoing")):
        choose(tab, text)
        assert seen(*cards(tab)) == [number == at for at in range(3)]
        assert tab.stage.change.isVisible()


def test_low_window_shows_one_thing_at_a_time(shown: MainWindow, tab: AttackTab) -> None:
    resize(shown, LEAST)
    for number, text in enumerate(("Picture", "Saving", "Others", "Undoing")):
        choose(tab, text)
        parts = tab.stage.change, *cards(tab)
        assert seen(*parts) == [number == at for at in range(4)]


def test_all_is_back_in_a_wide_window(shown: MainWindow, tab: AttackTab) -> None:
    parts = (tab.settings, tab.stage, tab.stage.change, *cards(tab))
    before = [place(part, tab) for part in parts]
    for text in ("Picture", "Undoing"):
        resize(shown, LEAST)
        choose(tab, text)
        resize(shown, ROOMY)
        assert [place(part, tab) for part in parts] == before
        assert not fold(tab).isVisible()


def test_folding_depends_on_the_size_alone(shown: MainWindow, tab: AttackTab) -> None:
    sizes = [QSize(width, height) for width in (900, 1100, 1280) for height in (600, 700, 800)]
    answers: dict[tuple[int, int], set[tuple[bool, ...]]] = {}
    for size in [*sizes, *reversed(sizes)]:
        resize(shown, size)
        found = tuple(seen(fold(tab), tab.stage.lines))
        answers.setdefault((size.width(), size.height()), set()).add(found)
    assert {len(found) for found in answers.values()} == {1}
    assert answers[900, 600] == {(True, False)}
    assert answers[1280, 800] == {(False, True)}


def test_more_classes_are_seen_where_it_is_high(shown: MainWindow, tab: AttackTab) -> None:
    heights = []
    for size in (LEAST, ROOMY, LARGE):
        resize(shown, size)
        choose(tab, "Picture") if fold(tab).isVisible() else None
        heights.append(tab.stage.after.height())
    row = heights[2] / attack_stage.SEEN
    counts = [round(height / row) for height in heights]
    assert counts == [attack_stage.FEWEST, attack_stage.FEW, attack_stage.SEEN]


def test_settings_keep_their_width(shown: MainWindow, tab: AttackTab) -> None:
    for size in (LEAST, ROOMY, LARGE):
        resize(shown, size)
        assert tab.settings.width() >= SETTINGS
        assert tab.stage.width() >= attack_stage.LEAST


@pytest.mark.usefixtures("mirrored")
def test_settings_lead_from_right_to_left_too(shown: MainWindow, tab: AttackTab) -> None:
    del shown
    assert place(tab.settings, tab)[0] > place(tab.stage, tab)[0]
    assert place(tab.stage.survival, tab)[0] > place(tab.stage.undo, tab)[0]


def test_what_is_said_moves_nothing(shown: MainWindow, tab: AttackTab) -> None:
    del shown
    parts = tab.stage.change, *cards(tab), button(tab, "Save"), button(tab, "Send to")
    before = [place(part, tab) for part in parts]
    for words in ((1000, 1000, "similarity " * 40), (0, 0, "")):
        tab.stage.say_step(*words)
        settle()
        assert [place(part, tab) for part in parts] == before


def test_answers_move_nothing(shown: MainWindow, tab: AttackTab) -> None:
    del shown
    parts = tab.stage.change, *cards(tab), tab.stage.scrubber
    before = [place(part, tab) for part in parts]
    for card in (tab.stage.survival, tab.stage.others, tab.stage.undo):
        card.show_none("This is asked when the attack is done.")
    tab.stage.before.show_answer(None, 5)
    tab.stage.after.show_answer(None, 5)
    tab.stage.lines.clear()
    tab.stage.scrubber.clear()
    settle()
    assert [place(part, tab) for part in parts] == before


# What is said, and what can be done


def test_step_is_said(tab: AttackTab) -> None:
    tab.stage.say_step(3, 20, "L∞ 2 of 255")
    assert tab.stage.texts() == ("Step 3 of 20", "L∞ 2 of 255")
    tab.stage.say_step(0, 0, "")
    assert tab.stage.texts() == ("", "")


def test_steps_are_written_below_the_lines(tab: AttackTab) -> None:
    form = tab.stage.lines._form
    assert (form(0), form(19.6)) == ("step 0", "20")


def test_without_a_result_there_is_nothing_to_keep(tab: AttackTab) -> None:
    for on in (False, True, False):
        tab.stage.allow(on=on)
        for text in ("Save", "Send to"):
            part = button(tab, text)
            assert (part.isEnabled(), part.toolTip()) == (on, "" if on else NO_RESULT)


def test_menus_tell_what_is_to_be_kept_and_where_it_is_sent(tab: AttackTab) -> None:
    told: list[str] = []
    tab.stage.offer_tabs(TABS)
    tab.stage.saved.connect(told.append)
    tab.stage.sent.connect(told.append)
    for menu in tab.stage.findChildren(QMenu):
        for action in menu.actions():
            action.trigger()
    stage = attack_stage
    files = [stage.PICTURE, stage.NUMBERS, stage.SHEET, stage.FILM, stage.RUN, stage.JPEG]
    assert told == [*files, "predict", "features"]


def test_jpeg_warns_before_it_is_chosen(tab: AttackTab) -> None:
    (text,) = (
        action.text()
        for menu in tab.stage.findChildren(QMenu)
        for action in menu.actions()
        if action.data() == attack_stage.JPEG
    )
    assert text == "As JPEG, which changes it again…"


def test_many_pictures_take_the_place_of_one(shown: MainWindow, tab: AttackTab) -> None:
    del shown
    tab.show_folder(on=True)
    assert seen(tab.folder, tab.stage, tab.settings) == [True, False, True]
    tab.show_folder(on=False)
    assert seen(tab.folder, tab.stage, tab.settings) == [False, True, True]


# Keyboard


@pytest.fixture
def told(tab: AttackTab) -> list[str]:
    """What is asked for, as it comes."""
    result: list[str] = []
    for name in ("started", "paused", "resumed"):
        getattr(tab.settings, name).connect(lambda name=name: result.append(name))
    tab.stopped.connect(lambda: result.append("stopped"))
    return result


def test_space_starts_pauses_and_goes_on(tab: AttackTab, told: list[str]) -> None:
    tab.settings.offer_classes(CLASSES)
    for state in (IDLE, RUNNING, PAUSED):
        tab.settings.show_state(state)
        QTest.keyClick(tab, Key.Key_Space)
    assert told == ["started", "paused", "resumed"]


def test_space_does_nothing_where_nothing_is_possible(tab: AttackTab, told: list[str]) -> None:
    tab.settings.show_state(IDLE, possible=False)
    QTest.keyClick(tab, Key.Key_Space)
    assert told == []


def test_space_that_is_held_down_counts_once(tab: AttackTab, told: list[str]) -> None:
    tab.settings.offer_classes(CLASSES)
    none = Qt.KeyboardModifier.NoModifier
    for repeated in (False, True, True):
        pressed = QKeyEvent(QKeyEvent.Type.KeyPress, Key.Key_Space, none, " ", repeated)
        QApplication.sendEvent(tab, pressed)
    assert told == ["started"]


def test_escape_stops(tab: AttackTab, told: list[str]) -> None:
    QTest.keyClick(tab, Key.Key_Escape)
    assert told == ["stopped"]


def test_other_keys_are_left_to_the_window(tab: AttackTab, told: list[str]) -> None:
    pressed = QKeyEvent(QKeyEvent.Type.KeyPress, Key.Key_F5, Qt.KeyboardModifier.NoModifier)
    tab.keyPressEvent(pressed)
    assert not pressed.isAccepted()
    assert told == []


def test_keyboard_is_the_tab_s_once_it_is_shown(shown: MainWindow, tab: AttackTab) -> None:
    shown.tabs.setCurrentIndex(0)
    shown.setFocus()
    shown.tabs.setCurrentWidget(tab)
    assert tab.hasFocus()


def test_keyboard_stays_at_the_tab_bar(shown: MainWindow, tab: AttackTab) -> None:
    bar = shown.tabs.tabBar()
    shown.tabs.setCurrentIndex(0)
    bar.setFocus()
    shown.tabs.setCurrentWidget(tab)
    assert bar.hasFocus()


def test_appearing_is_told_each_time(qtbot: QtBot, shown: MainWindow, tab: AttackTab) -> None:
    for _ in range(2):
        shown.tabs.setCurrentIndex(0)
        with qtbot.waitSignal(tab.appeared, timeout=0):
            shown.tabs.setCurrentWidget(tab)
