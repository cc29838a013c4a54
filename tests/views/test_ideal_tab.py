"""The Ideal image tab: columns, keyboard, what can be done when, and what is shown of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPushButton,
    QWidget,
)

from desktop_app.engine.contract import ClassName
from desktop_app.engine.judging import Verdict
from desktop_app.engine.recipe import FAST, LESSON, NATURAL, PRESETS, recipe
from desktop_app.views import ideal_settings, ideal_stage, ideal_tab
from desktop_app.views.ideal_tab import IdealTab
from desktop_app.views.main_window import LEAST
from desktop_app.views.run_state import IDLE, PAUSED, RUNNING
from tests.helpers import noise
from tests.views.makers import NAMES, answer, window
from tests.views.specimens import settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from desktop_app.views.main_window import MainWindow

ROOMY = QSize(1280, 800)
SETTINGS, CURVES, JUDGES = range(3)
CLASSES = tuple(ClassName(f"n{at:08}", one) for at, one in enumerate(NAMES))


@pytest.fixture
def tab(qtbot: QtBot) -> IdealTab:
    result = IdealTab()
    qtbot.addWidget(result)
    return result


def fill(tab: IdealTab, *names: str) -> None:
    """Show the end of a run."""
    tab.settings.target.offer_classes(CLASSES)
    tab.settings.target.offer_layers([("blocks.1", 24)])
    tab.settings.show_state(IDLE)
    stage, readings = tab.stage, tab.readings
    stage.easel.set_names(names)
    for place in range(len(names)):
        stage.easel.show_picture(place, noise(16, 16, place))
    stage.film.show_moments([0, 128, 256], [noise(16, 16, step) for step in range(3)], 256)
    stage.film.show_step(256)
    stage.say_step(256, 256, "")
    stage.offer_tabs([("predict", "Predict"), ("features", "Feature maps")])
    stage.allow(on=True, branch=True)
    for curve in readings.curves:
        curve.set_total(256)
        curve.show_points([(0, 0.1), (128, 0.5), (255, 0.9)])
    readings.bars.show_answer(answer(), 5)
    readings.judges.show_verdicts([Verdict("a", "Lite1", 1, 0.9, 12.0, CLASSES[0])], "a")


@pytest.fixture
def shown(qtbot: QtBot, tab: IdealTab) -> Iterator[MainWindow]:
    """The window in which the tab is shown, all of its places filled."""
    result = window()
    qtbot.addWidget(result)
    result.add_tab(tab, "cat", "Ideal image")
    result.tabs.setCurrentWidget(tab)
    fill(tab, "cat", "dog")
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


def columns(tab: IdealTab) -> list[bool]:
    """Whether settings, picture and readings are to be seen."""
    return [part.isVisible() for part in (tab.settings, tab.stage, tab.readings)]


def left_of(part: QWidget, tab: IdealTab) -> tuple[int, int]:
    """Where a part begins, and how wide it is."""
    return part.mapTo(tab, QPoint()).x(), part.width()


def texts(tab: IdealTab) -> dict[str, QPushButton]:
    """The buttons that have words, by them."""
    found = (one for one in tab.findChildren(QPushButton) if one.text())
    return {one.text().strip(): one for one in found}


# Folding


def test_three_columns_fit_in_the_usual_window(shown: MainWindow, tab: IdealTab) -> None:
    del shown
    assert columns(tab) == [True, True, True]
    assert not tab.fold.isVisible()
    assert tab.stage.loop.isVisible()
    assert tab.readings.curves[0].isVisible()
    assert tab.readings.judges.isVisible()


def test_narrow_window_shows_one_of_the_outer_columns(shown: MainWindow, tab: IdealTab) -> None:
    shown.resize(LEAST)
    settle()
    assert tab.fold.isVisible()
    seen = []
    for part in (SETTINGS, CURVES, JUDGES):
        tab.fold.choose(part)
        settle()
        curves, judges = tab.readings.curves[0].isVisible(), tab.readings.judges.isVisible()
        seen.append((tab.settings.isVisible(), curves, judges))
    assert seen == [(True, False, False), (False, True, False), (False, False, True)]
    assert tab.stage.isVisible()


@pytest.mark.parametrize("part", [SETTINGS, CURVES, JUDGES])
def test_folded_readings_stand_before_the_picture(
    shown: MainWindow, tab: IdealTab, part: int
) -> None:
    shown.resize(LEAST)
    settle()
    before = left_of(tab.stage, tab), left_of(tab.fold, tab)
    tab.fold.choose(part)
    settle()
    assert (left_of(tab.stage, tab), left_of(tab.fold, tab)) == before
    leading = tab.readings if part else tab.settings
    assert left_of(leading, tab) == left_of(tab.fold, tab)
    assert leading.mapTo(tab, QPoint()).y() > tab.fold.mapTo(tab, QPoint()).y()


@pytest.mark.parametrize("part", [SETTINGS, CURVES, JUDGES])
def test_wide_window_has_all_columns_again(shown: MainWindow, tab: IdealTab, part: int) -> None:
    parts = (tab.settings, tab.stage, tab.readings)
    before = [left_of(one, tab) for one in parts]
    shown.resize(LEAST)
    settle()
    tab.fold.choose(part)
    settle()
    resize(shown, 1280, 800)
    assert columns(tab) == [True, True, True]
    assert tab.readings.curves[0].isVisible()
    assert tab.readings.judges.isVisible()
    assert [left_of(one, tab) for one in parts] == before


def test_columns_come_back_while_another_tab_is_shown(shown: MainWindow, tab: IdealTab) -> None:
    before = left_of(tab.readings, tab)
    shown.resize(LEAST)
    settle()
    tab.fold.choose(JUDGES)
    shown.tabs.setCurrentIndex(0)
    resize(shown, 1280, 800)
    shown.tabs.setCurrentWidget(tab)
    settle()
    assert columns(tab) == [True, True, True]
    assert left_of(tab.readings, tab) == before


def test_folding_depends_on_the_width_alone(shown: MainWindow, tab: IdealTab) -> None:
    widths = [*range(900, 1281, 38)]
    seen: dict[int, set[bool]] = {width: set() for width in widths}
    for width in [*widths, *reversed(widths)]:
        for part in (SETTINGS, CURVES, JUDGES):
            tab.fold.choose(part)
            resize(shown, width, 800)
            seen[width].add(tab.fold.isVisible())
    assert all(len(answers) == 1 for answers in seen.values())
    folded = [answers == {True} for answers in seen.values()]
    assert folded == sorted(folded, reverse=True)
    assert (folded[0], folded[-1]) == (True, False)


def test_no_column_is_narrower_than_it_can_be(shown: MainWindow, tab: IdealTab) -> None:
    for width in range(900, 1281, 38):
        resize(shown, width, 800)
        for part in (tab.settings, tab.stage, tab.readings):
            if part.isVisible():
                assert part.width() >= part.minimumSizeHint().width(), width
        assert left_of(tab.stage, tab)[1] >= ideal_stage.LEAST


def test_what_is_said_moves_nothing(shown: MainWindow, tab: IdealTab) -> None:
    del shown
    parts = (tab.settings, tab.stage, tab.readings, *texts(tab).values())
    before = [left_of(part, tab) for part in parts]
    tab.stage.say_step(5000, 5000, "live")
    tab.settings.show_state(IDLE)
    settle()
    assert [left_of(part, tab) for part in parts] == before
    tab.stage.say_step(0, 0, "")
    settle()
    assert [left_of(part, tab) for part in parts] == before


def test_what_is_said_needs_no_other_width(shown: MainWindow, tab: IdealTab) -> None:
    del shown
    stage = tab.stage
    stage.say_step(0, 0, "")
    before = stage.minimumSizeHint().width()
    stage.say_step(5000, 5000, "from the film")
    settle()
    assert stage.minimumSizeHint().width() == before


def test_wide_readings_keep_the_picture_in_place(shown: MainWindow, tab: IdealTab) -> None:
    tab.readings.judges.setMinimumWidth(330)
    shown.resize(LEAST)
    settle()
    seen = set()
    for part in (SETTINGS, CURVES, JUDGES):
        tab.fold.choose(part)
        settle()
        least = tab.readings.minimumSizeHint().width()
        seen.add((least, *left_of(tab.stage, tab)))
        assert left_of(tab.fold, tab)[1] >= least
    assert len(seen) == 1


def test_low_window_leaves_the_drawing_out(shown: MainWindow, tab: IdealTab) -> None:
    high = tab.stage.easel.height()
    shown.resize(LEAST)
    settle()
    assert not tab.stage.loop.isVisible()
    assert tab.stage.easel.height() > 250
    resize(shown, 1280, 800)
    assert tab.stage.loop.isVisible()
    assert tab.stage.easel.height() == high


def test_low_window_has_a_list_of_presets(shown: MainWindow, tab: IdealTab) -> None:
    combos = tab.settings.presets.findChildren(QComboBox)
    assert [one.isVisible() for one in combos] == [True]
    resize(shown, 1280, 1000)
    assert [one.isVisible() for one in combos] == [False]


def test_from_right_to_left_settings_are_on_the_right(
    mirrored: QApplication, shown: MainWindow, tab: IdealTab
) -> None:
    assert mirrored.isRightToLeft()
    lefts = [left_of(part, tab)[0] for part in (tab.settings, tab.stage, tab.readings)]
    assert lefts == sorted(lefts, reverse=True)
    shown.resize(LEAST)
    settle()
    assert left_of(tab.settings, tab)[0] > left_of(tab.stage, tab)[0]


# Keyboard and screen reader


def walk(shown: MainWindow, tab: IdealTab) -> list[QWidget]:
    """What Tab leads to, from the tab itself on."""
    tab.setFocus()
    found: list[QWidget] = []
    QTest.keyClick(tab, Qt.Key.Key_Tab)
    while (focused := QApplication.focusWidget()) is not None and tab.isAncestorOf(focused):
        assert focused not in found
        found.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert focused is not None
    assert shown.isAncestorOf(focused)
    return found


def test_tab_leads_from_what_to_how_to_the_picture(shown: MainWindow, tab: IdealTab) -> None:
    steps, words = walk(shown, tab), texts(tab)
    settings, stage, readings = tab.settings, tab.stage, tab.readings
    parts: tuple[tuple[QWidget, ...], ...] = (
        (settings.target,),
        (settings.presets,),
        (settings.form,),
        (settings.start,),
        (words["Start"], words["One step"]),
        (stage.easel,),
        (stage.film,),
        (words["Branch from here"], words["Save"], words["Send to"]),
        (readings,),
    )

    def place(step: QWidget) -> int:
        return next(
            at
            for at, some in enumerate(parts)
            if any(one is step or one.isAncestorOf(step) for one in some)
        )

    order = [place(step) for step in steps]
    assert order == sorted(order)
    assert set(order) == set(range(len(parts)))
    assert readings.bars in steps


def test_switch_comes_first_in_a_narrow_window(shown: MainWindow, tab: IdealTab) -> None:
    shown.resize(LEAST)
    settle()
    assert tab.fold.isAncestorOf(walk(shown, tab)[0])


@pytest.mark.parametrize("part", [SETTINGS, CURVES, JUDGES])
def test_every_control_has_a_name(shown: MainWindow, tab: IdealTab, part: int) -> None:
    shown.resize(LEAST)
    settle()
    tab.fold.choose(part)
    settle()
    steps = walk(shown, tab)
    for step in steps:
        words = step.text().strip() if isinstance(step, QAbstractButton) else ""
        assert step.accessibleName() or words or isinstance(step, QLineEdit), type(step)
    assert len(steps) > 6


def test_keyboard_begins_in_the_tab(shown: MainWindow, tab: IdealTab) -> None:
    other = QLineEdit()
    shown.add_tab(other, "cat", "Other")
    shown.tabs.setCurrentWidget(other)
    other.setFocus()
    shown.tabs.setCurrentWidget(tab)
    assert tab.hasFocus()
    shown.tabs.setCurrentWidget(other)
    shown.tabs.tabBar().setFocus()
    shown.tabs.setCurrentWidget(tab)
    assert shown.tabs.tabBar().hasFocus()


def test_keyboard_stays_in_the_tab_when_it_folds(shown: MainWindow, tab: IdealTab) -> None:
    shown.resize(LEAST)
    settle()
    tab.settings.start.setFocus()
    tab.fold.choose(JUDGES)
    assert tab.hasFocus()
    tab.readings.bars.setFocus()
    resize(shown, 1280, 800)
    assert tab.readings.bars.hasFocus()
    tab.stage.film.setFocus()
    shown.resize(LEAST)
    settle()
    assert tab.stage.film.hasFocus()


def asked(tab: IdealTab) -> list[str]:
    """What is asked for, as it comes."""
    told: list[str] = []
    for name in ("started", "paused", "resumed", "stepped"):
        getattr(tab.settings, name).connect(lambda name=name: told.append(name))
    tab.stopped.connect(lambda: told.append("stopped"))
    return told


def test_space_starts_pauses_and_goes_on(shown: MainWindow, tab: IdealTab) -> None:
    del shown
    told = asked(tab)
    for state in (IDLE, RUNNING, PAUSED):
        tab.settings.show_state(state)
        QTest.keyClick(tab, Qt.Key.Key_Space)
    QTest.keyClick(tab.stage.easel, Qt.Key.Key_Space)
    QTest.keyClick(tab.stage.film, Qt.Key.Key_Escape)
    assert told == ["started", "paused", "resumed", "resumed", "stopped"]


def test_held_space_counts_once(tab: IdealTab) -> None:
    told, kind = asked(tab), QKeyEvent.Type.KeyPress
    none = Qt.KeyboardModifier.NoModifier
    for again in (False, True, True):
        event = QKeyEvent(kind, Qt.Key.Key_Space, none, " ", again)
        QApplication.sendEvent(tab, event)
    assert told == ["started"]


def test_space_does_nothing_while_nothing_can_start(tab: IdealTab) -> None:
    told = asked(tab)
    tab.settings.show_state(IDLE, possible=False)
    QTest.keyClick(tab, Qt.Key.Key_Space)
    assert told == []


# What can be done when


def test_button_says_what_it_does_now(tab: IdealTab) -> None:
    told = asked(tab)
    for state, word in ((IDLE, "Start"), (RUNNING, "Pause"), (PAUSED, "Go on")):
        tab.settings.show_state(state)
        texts(tab)[word].click()
    texts(tab)["One step"].click()
    assert told == ["started", "paused", "resumed", "stepped"]


def test_settings_rest_during_a_run(tab: IdealTab) -> None:
    settings = tab.settings
    parts = (settings.target, settings.presets, settings.form, settings.start)
    for state in (IDLE, RUNNING, PAUSED):
        settings.show_state(state)
        assert [part.isEnabled() for part in parts] == [state == IDLE] * 4
        inside = settings.target.parentWidget()
        assert inside is not None
        why = "" if state == IDLE else "This cannot be changed during a run."
        assert inside.toolTip() == why


def test_disabled_start_says_why(tab: IdealTab) -> None:
    why = "It takes a network that has learned."
    tab.settings.show_state(IDLE, possible=False)
    found = texts(tab)
    for word in ("Start", "One step"):
        assert (found[word].isEnabled(), found[word].toolTip()) == (False, why)
    tab.settings.show_state(IDLE)
    assert all(found[word].isEnabled() and not found[word].toolTip() for word in ("Start",))
    tab.settings.show_state(RUNNING)
    assert (found["One step"].isEnabled(), found["One step"].toolTip()) == (False, "Pause first.")
    tab.settings.show_state(PAUSED)
    assert (found["One step"].isEnabled(), found["One step"].toolTip()) == (True, "")


def test_disabled_buttons_below_the_picture_say_why(tab: IdealTab) -> None:
    words = ("Branch from here", "Save", "Send to")
    buttons = {one.accessibleName() or one.text().strip(): one for one in texts(tab).values()}

    def told() -> list[tuple[bool, str]]:
        return [(buttons[word].isEnabled(), buttons[word].toolTip()) for word in words]

    assert told() == [(False, "There is no picture yet.")] * 3
    tab.stage.allow(on=True)
    assert told() == [(False, "Pause first."), (True, ""), (True, "")]
    tab.stage.allow(on=True, branch=True)
    assert told() == [(True, "")] * 3


def test_beginnings_that_there_are_not_say_why(tab: IdealTab) -> None:
    start = tab.settings.start

    def told() -> list[tuple[bool, str]]:
        items = (start.model().index(row, 0) for row in range(start.count()))
        enabled = Qt.ItemFlag.ItemIsEnabled
        tip = Qt.ItemDataRole.ToolTipRole
        return [(bool(item.flags() & enabled), item.data(tip) or "") for item in items]

    tab.settings.offer_starts(picture=False, result=False)
    nothing = [(False, "No picture is open."), (False, "There is no result yet.")]
    assert told() == [(True, ""), *nothing]
    tab.settings.offer_starts(picture=True, result=True)
    assert told() == [(True, "")] * 3
    start.setCurrentIndex(start.findData(ideal_settings.RESULT))
    tab.settings.offer_starts(picture=True, result=False)
    assert start.currentData() == ideal_settings.NOISE


# Settings


@pytest.mark.parametrize("preset", PRESETS)
def test_run_of_a_preset_is_shown_as_that(tab: IdealTab, preset: str) -> None:
    values = recipe(preset, seed=7).values()
    tab.settings.show_values(values)
    assert tab.settings.presets.current == preset
    assert tab.settings.values() == values
    assert is_changed(tab) is False
    marks = tab.settings.form.findChildren(QAbstractButton)
    assert not any(one.toolTip().startswith("Back") and not one.isHidden() for one in marks)


@pytest.mark.parametrize(
    ("preset", "changes"),
    [
        (NATURAL, {"rotation": 30.0}),
        (NATURAL, {"size": 320}),
        (LESSON, {"steps": 96, "size": 160, "variation": 3.0}),
        (FAST, {"blur": 1.0}),
        (FAST, {"views": 3.0}),
    ],
)
def test_other_runs_are_shown_as_the_nearest_preset(
    tab: IdealTab, preset: str, changes: dict[str, object]
) -> None:
    values = recipe(preset, **changes).values()
    tab.settings.show_values(values)
    assert tab.settings.presets.current == preset
    assert tab.settings.values() == values
    assert is_changed(tab) is True


def is_changed(tab: IdealTab) -> bool:
    field = tab.settings.presets.findChild(QComboBox)
    assert field is not None
    return field.currentText().endswith(", changed")


def test_preset_brings_its_settings_but_no_seed(tab: IdealTab) -> None:
    tab.settings.form.change({"seed": 7, "rate": 2.0})
    tab.settings.presets.choose(LESSON)
    tab.settings.presets.chosen.emit(LESSON)
    assert tab.settings.values() == recipe(LESSON, seed=7).values()
    assert is_changed(tab) is False


# What is shown of a run


def test_before_the_first_run_all_is_calm(tab: IdealTab) -> None:
    assert tab.stage.easel.count == 0
    assert tab.stage.texts() == ("", "")
    assert [curve.value for curve in tab.readings.curves] == ["", "", ""]
    assert tab.readings.bars.rows() == []


def test_step_is_said_in_words(tab: IdealTab) -> None:
    tab.stage.say_step(128, 256, "live")
    assert tab.stage.texts() == ("Step 128 of 256", "live")
    tab.stage.say_step(0, 0, "")
    assert tab.stage.texts() == ("", "")


@pytest.mark.usefixtures("shown")
def test_bars_have_room_for_all_they_show(tab: IdealTab) -> None:
    bars = tab.readings.bars
    assert len(bars.rows()) == 5
    assert not bars.verticalScrollBar().isVisible()
    last = bars.visualRect(bars.model().index(4, 0))
    assert last.bottom() <= bars.viewport().height() <= last.bottom() + 8


@pytest.mark.usefixtures("shown")
def test_nothing_scrolls_sideways(tab: IdealTab) -> None:
    assert not tab.readings._pane.horizontalScrollBar().isVisible()
    content = tab.readings._pane.widget()
    assert content is not None
    assert content.width() <= tab.readings._pane.viewport().width()


def actions(tab: IdealTab, number: int) -> dict[str, bool]:
    """What one of the two menus offers."""
    menu = tab.stage.findChildren(QMenu)[number]
    return {one.text(): one.isVisible() for one in menu.actions()}


def test_sheet_is_offered_for_a_gallery_only(tab: IdealTab) -> None:
    fill(tab, "cat")
    assert list(actions(tab, 0).values()) == [True] * 5 + [False]
    fill(tab, "cat", "dog")
    assert list(actions(tab, 0).values()) == [True] * 6


def test_menus_tell_what_is_to_be_kept_and_where_it_is_sent(tab: IdealTab) -> None:
    fill(tab, "cat", "dog")
    told: list[object] = []
    tab.stage.saved.connect(lambda *what: told.append(what))
    tab.stage.sent.connect(told.append)
    for menu in tab.stage.findChildren(QMenu):
        for action in menu.actions():
            action.trigger()
    pictures = [(ideal_stage.PICTURE, side) for side in (0, *ideal_stage.SIDES)]
    others = [(ideal_stage.FILM, 0), (ideal_stage.SHEET, 0)]
    assert told == [*pictures, *others, "predict", "features"]


def test_branching_is_told(qtbot: QtBot, tab: IdealTab) -> None:
    tab.stage.allow(on=True, branch=True)
    button = next(one for name, one in texts(tab).items() if name.startswith("Branch"))
    with qtbot.waitSignal(tab.stage.branched, timeout=0):
        button.click()


def test_appearing_is_told_each_time(qtbot: QtBot, shown: MainWindow, tab: IdealTab) -> None:
    for _ in range(2):
        shown.tabs.setCurrentIndex(0)
        with qtbot.waitSignal(tab.appeared, timeout=0):
            shown.tabs.setCurrentWidget(tab)
    assert LEAST.height() < ideal_tab.LOW
