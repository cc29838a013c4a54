"""The Transfer learning tab's settings: the folder, the presets, and what can be done when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QRadioButton, QSpinBox

from desktop_app.engine.train_recipe import (
    CAREFUL,
    EVERYTHING,
    FULL,
    PRESETS,
    QUICK,
    train_recipe,
)
from desktop_app.views.problem_words import Told
from desktop_app.views.run_state import IDLE, PAUSED, RUNNING
from desktop_app.views.train_settings import TrainSettings
from desktop_app.views.widgets.form import Pane
from tests.views.specimens import settle

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

COLUMN = 288
ONE_PART, OTHER = "1 thing(s)", "Other folder…"


@pytest.fixture
def settings(qtbot: QtBot) -> TrainSettings:
    result = TrainSettings()
    qtbot.addWidget(result)
    result.resize(COLUMN, 900)
    with qtbot.waitExposed(result):
        result.show()
    return result


def button(settings: TrainSettings, *texts: str) -> QPushButton:
    found = settings.findChildren(QPushButton)
    (one,) = (one for one in found if one.text().strip() in texts and one.isVisible())
    return one


def go(settings: TrainSettings) -> QPushButton:
    return button(settings, "Train", "Go on training", "Pause", "Go on")


def card(settings: TrainSettings, preset: str) -> QRadioButton:
    """A preset's card; they stand in the order of the presets."""
    return settings.presets.findChildren(QRadioButton)[list(PRESETS).index(preset)]


def click(settings: TrainSettings, preset: str) -> None:
    QTest.mouseClick(card(settings, preset), Qt.MouseButton.LeftButton)


def is_changed(settings: TrainSettings) -> bool:
    return card(settings, settings.presets.current).accessibleName().endswith(", changed")


# How


@pytest.mark.parametrize("preset", PRESETS)
def test_preset_brings_its_settings_but_no_seed(
    qtbot: QtBot, settings: TrainSettings, preset: str
) -> None:
    click(settings, CAREFUL if preset == QUICK else QUICK)
    settings.form.change({"seed": 7, "epochs": 3})
    with qtbot.waitSignal(settings.aimed, timeout=0):
        click(settings, preset)
    assert settings.values() == train_recipe(preset, seed=7).values()
    assert is_changed(settings) is False


def test_quick_is_the_beginning(settings: TrainSettings) -> None:
    assert settings.presets.current == QUICK
    assert settings.values() == train_recipe(QUICK).values()


@pytest.mark.parametrize("preset", PRESETS)
def test_training_of_a_preset_is_shown_as_that(settings: TrainSettings, preset: str) -> None:
    values = train_recipe(preset, seed=7).values()
    settings.show_values(values)
    assert (settings.presets.current, settings.values()) == (preset, values)
    assert is_changed(settings) is False


def test_another_training_is_shown_as_its_mode_s_preset_changed(settings: TrainSettings) -> None:
    values = train_recipe(EVERYTHING, epochs=3, seed=1).values()
    settings.show_values(values)
    assert (settings.presets.current, settings.values()) == (EVERYTHING, values)
    assert is_changed(settings) is True
    assert values["mode"] == FULL


def test_other_settings_are_told_and_marked_but_not_another_seed(
    qtbot: QtBot, settings: TrainSettings
) -> None:
    settings.form.change({"seed": 5})
    assert is_changed(settings) is False
    epochs = settings.form.findChildren(QSpinBox)[0]
    with qtbot.waitSignal(settings.aimed, timeout=0):
        epochs.stepUp()
    assert settings.values()["epochs"] == 70
    assert is_changed(settings) is True
    epochs.stepDown()
    assert is_changed(settings) is False


def test_what_a_copy_is_made_of_is_said(settings: TrainSettings) -> None:
    settings.show_base("ResNet-50")
    texts = [one.text() for one in settings.findChildren(QLabel) if one.isVisible()]
    assert "A copy of ResNet-50 learns." in texts


# States


@pytest.mark.parametrize(
    ("state", "text", "signal"),
    [(IDLE, "Train", "started"), (RUNNING, "Pause", "paused"), (PAUSED, "Go on", "resumed")],
)
def test_button_does_what_it_says(
    qtbot: QtBot, settings: TrainSettings, state: str, text: str, signal: str
) -> None:
    settings.show_state(state)
    with qtbot.waitSignal(getattr(settings, signal), timeout=0):
        button(settings, text).click()


def test_training_that_was_stopped_goes_on(settings: TrainSettings) -> None:
    settings.show_going_on(on=True)
    assert go(settings).text().strip() == "Go on training"
    settings.show_state(RUNNING)
    assert go(settings).text().strip() == "Pause"
    settings.show_state(PAUSED)
    assert go(settings).text().strip() == "Go on"
    settings.show_state(IDLE)
    settings.show_going_on(on=False)
    assert go(settings).text().strip() == "Train"


def test_what_is_not_possible_says_why(qtbot: QtBot, settings: TrainSettings) -> None:
    settings.show_state(IDLE, possible=False, why="There is no folder.")
    settings.show_going_on(on=True)
    assert (go(settings).isEnabled(), go(settings).toolTip()) == (False, "There is no folder.")
    with qtbot.assertNotEmitted(settings.started):
        settings.go()
    settings.show_state(IDLE)
    assert (go(settings).isEnabled(), go(settings).toolTip()) == (True, "")


def test_nothing_can_be_changed_during_a_training(settings: TrainSettings) -> None:
    settings.show_state(RUNNING)
    other = button(settings, OTHER)
    parts = settings.presets, settings.form, other
    assert [part.isEnabled() for part in parts] == [False] * 3
    assert other.toolTip() == "Not during a training."
    assert settings.data.counts.isEnabled()
    settings.show_state(IDLE)
    assert [part.isEnabled() for part in parts] == [True] * 3
    assert other.toolTip() == ""


def test_single_steps_are_not_offered(settings: TrainSettings) -> None:
    for state in (IDLE, RUNNING, PAUSED):
        settings.show_state(state)
        words = [
            one.text().strip() for one in settings.findChildren(QPushButton) if one.isVisible()
        ]
        assert "One step" not in words


# The folder


def show(settings: TrainSettings, classes: int) -> None:
    names = [f"Class {number}" for number in range(classes)]
    settings.data.show_folder("cats", "/photos/cats", classes, 20 * classes)
    settings.data.show_parts(14, 3, 3)
    settings.data.show_classes(names, [20] * classes, {1: "Only 1 picture"})
    settings.data.show_problems(Told("warn", ONE_PART, "1 broken."), settings.update)


def test_folder_is_told_in_two_lines(settings: TrainSettings) -> None:
    show(settings, 12)
    name, line = settings.data.texts()
    assert name == "cats"
    assert "12 " in line
    assert "240 " in line
    settle()
    at = next(one for one in settings.data.findChildren(QLabel) if one.text() == "cats")
    under = settings.childAt(at.mapTo(settings, at.rect().center()))
    assert under is not None
    assert under.toolTip() == "cats\n/photos/cats"


@pytest.mark.parametrize(("height", "low"), [(600, False), (440, True)])
def test_presets_stay_in_sight_however_many_classes_there_are(
    settings: TrainSettings, height: int, low: bool
) -> None:
    settings.presets.set_compact(on=True)
    settings.data.set_low(on=low)
    show(settings, 120)
    settings.resize(COLUMN, height)
    settle()
    (pane,) = settings.findChildren(Pane)
    bottom = settings.presets.mapTo(pane.viewport(), QPoint(0, 30)).y()
    assert bottom <= pane.viewport().height()
    assert settings.data.counts.verticalScrollBar().maximum() > 0


def test_few_classes_leave_no_gap(settings: TrainSettings) -> None:
    for count in (2, 120, 2):
        show(settings, count)
        settle()
    assert settings.data.counts.height() == settings.data.counts.height_of(2)
    assert settings.data.counts.verticalScrollBar().maximum() == 0


def test_chosen_class_and_another_folder_are_told(qtbot: QtBot, settings: TrainSettings) -> None:
    show(settings, 3)
    with qtbot.waitSignal(settings.data.class_chosen, timeout=0) as chosen:
        settings.data.counts.setCurrentIndex(settings.data.counts.model().index(2, 0))
    assert chosen.args == [2]
    with qtbot.waitSignal(settings.data.changed, timeout=0):
        button(settings, OTHER).click()


def test_mark_says_why(settings: TrainSettings) -> None:
    show(settings, 3)
    rows = settings.data.counts.model()
    tips = [rows.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) for row in range(3)]
    assert ["Only 1 picture" in tip for tip in tips] == [False, True, False]


def test_problems_can_be_shown_again(settings: TrainSettings) -> None:
    shown: list[bool] = []
    settings.data.show_problems(Told("warn", ONE_PART, ""), lambda: shown.append(True))
    for _ in range(2):
        button(settings, "Show").click()
    assert shown == [True] * 2
    assert settings.data.problems.texts()[0] == ONE_PART


def test_nothing_is_told_of_a_folder_without_problems(settings: TrainSettings) -> None:
    show(settings, 3)
    settings.data.show_problems(Told("info", "", ""), settings.update)
    assert not settings.data.problems.isVisible()
