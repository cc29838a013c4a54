"""The picture on screen, and the network that looks at it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop_app import settings
from desktop_app.engine.errors import OutOfMemoryError, TruncatedError, WeightsError
from desktop_app.settings import Settings
from tests.presenters import stand_in

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from tests.presenters.stand_in import Desk

OTHER = "efficientnet_lite1"


def change_network(desk: Desk, name: str = OTHER) -> None:
    """Choose another network and wait until it is there."""
    desk.pick("networks", name)
    desk.qtbot.waitUntil(lambda: desk.is_using(name))


# One picture


def test_chosen_picture_is_shown_with_its_answer(desk: Desk) -> None:
    desk.work.says["b"] = "dog"
    first, second = desk.open_sources("a", "b")
    desk.wait_for_shown("a")
    assert desk.tab.answer.texts()[0] == "cat"
    desk.choose(second)
    desk.wait_for_shown("b")
    assert desk.pictures.current is second
    assert desk.tab.answer.texts()[0] == "dog"
    assert desk.session.answer is second.answer
    assert first.answer is not None


def test_arrow_keys_and_menu_go_through_the_pictures(desk: Desk) -> None:
    desk.open_sources("a", "b", "c")
    desk.wait_for_shown("a")
    desk.act("next")
    desk.wait_for_shown("b")
    QTest.keyClick(desk.tab, Qt.Key.Key_Right)
    desk.wait_for_shown("c")
    desk.act("next")
    desk.act("previous")
    desk.wait_for_shown("b")
    QTest.keyClick(desk.tab, Qt.Key.Key_Left)
    desk.wait_for_shown("a")


def test_answers_that_come_too_late_are_ignored(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stand_in, "NO_HURRY", 1)  # the worker is busy while two are chosen
    first, second, third = desk.open_sources("a", "b", "c")
    desk.wait_for_answers()
    desk.work.looked.clear()
    shown: list[str] = []
    desk.session.picture_changed.connect(lambda picture: shown.append(picture.name))
    desk.work.looking.shut()
    desk.choose(second)
    desk.qtbot.waitUntil(lambda: desk.work.looking.reached)
    desk.choose(first)
    desk.choose(third)
    desk.work.looking.open()
    desk.wait_for_shown("c")
    desk.settle()
    assert shown == ["c"]
    assert desk.work.looked == ["b", "c"]


def test_last_picture_stays_dimmed_until_the_next_is_there(desk: Desk) -> None:
    _, second = desk.open_sources("a", "b")
    desk.wait_for_shown("a")
    assert not desk.tab.image.dimmed
    desk.work.looking.shut()
    desk.choose(second)
    assert desk.tab.image.dimmed
    assert desk.shown() == "a"
    desk.work.looking.open()
    desk.wait_for_shown("b")
    assert not desk.tab.image.dimmed


def test_bad_picture_says_why_and_can_be_tried_again(desk: Desk) -> None:
    desk.work.failures["bad"] = TruncatedError()
    good, bad = desk.open_sources("good", "bad")
    desk.wait_for_shown("good")
    desk.choose(bad)
    desk.qtbot.waitUntil(lambda: desk.session.picture is None)
    assert desk.tab.problem.texts() == ("bad cannot be shown.", str(TruncatedError()))
    assert desk.session.answer is None
    assert desk.tab.answer.texts()[0] == ""
    assert isinstance(bad.error, TruncatedError)
    desk.work.failures.clear()
    desk.tab.problem.acted.emit()
    desk.wait_for_shown("bad")
    assert bad.error is None
    assert good.answer is not None


def test_fault_in_the_program_is_told_like_any_other(
    desk: Desk, allowed_logs: pytest.LogCaptureFixture
) -> None:
    desk.work.failures["odd"] = KeyError("inside")
    desk.open_sources("odd")
    desk.qtbot.waitUntil(lambda: "odd" in desk.tab.problem.texts()[0])
    assert "inside the program" in desk.tab.problem.texts()[1]
    assert "KeyError" in allowed_logs.text


def test_strip_and_list_tell_which_one(desk: Desk) -> None:
    _, second, _ = desk.open_sources("a", "b", "c")
    desk.choose(second)
    desk.wait_for_shown("b")
    strip = desk.window.strip
    assert strip.picture.title.text() == "b"
    assert "64 × 48" in strip.picture.caption.text()
    assert "2 of 3" in strip.picture.caption.text()
    assert strip.answer.title.text() == "cat"
    assert "80" in strip.answer.caption.text()


# How many classes


def test_number_of_classes_is_remembered(desk: Desk) -> None:
    desk.open_sources("a")
    desk.wait_for_shown("a")
    assert len(desk.tab.answer.bars.rows()) == settings.TOP.default
    desk.tab.answer.set_top(3)
    assert len(desk.tab.answer.bars.rows()) == 3
    assert desk.program.remembered.get(settings.TOP) == 3


def test_copied_answer_is_text_in_columns(desk: Desk) -> None:
    desk.open_sources("a")
    desk.wait_for_shown("a")
    desk.act("copy_answer")
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines == desk.tab.answer.bars.rows()
    name, wnid, share = lines[0].split("\t")
    assert (name, wnid) == ("cat", "n00000000")
    assert share.startswith("80.0")


def test_one_row_can_be_copied(desk: Desk) -> None:
    desk.open_sources("a")
    desk.wait_for_shown("a")
    bars = desk.tab.answer.bars
    bars.setCurrentIndex(bars.model().index(1, 0))
    desk.act("copy_answer")
    assert QGuiApplication.clipboard().text() == bars.rows()[1]


def test_copied_picture_is_the_one_in_sight(desk: Desk) -> None:
    desk.open_sources("a")
    desk.wait_for_shown("a")
    clipboard = QGuiApplication.clipboard()
    desk.act("copy_picture")
    assert (clipboard.image().width(), clipboard.image().height()) == (64, 48)
    desk.act("crop")
    desk.act("copy_picture")
    assert (clipboard.image().width(), clipboard.image().height()) == (16, 16)


# Networks


def test_what_is_opened_while_the_network_loads_is_answered_then(fresh: Desk) -> None:
    fresh.work.loading.shut()
    fresh.window.painted.emit()
    fresh.qtbot.waitUntil(lambda: fresh.work.loading.reached)
    fresh.open_sources("a", "b")
    fresh.open_sources("c")
    fresh.pick("samples", "coffee.png")
    assert len(fresh.pictures.waiting()) == 4
    assert fresh.work.looked == []
    fresh.work.loading.open()
    fresh.wait_for_answers()
    assert fresh.shown() == "Cup of coffee"
    assert fresh.work.looked == ["Cup of coffee"]
    assert fresh.work.predicted == ["a", "b", "c"]


def test_another_network_looks_only_at_the_picture_on_screen(desk: Desk) -> None:
    first, second = desk.open_sources("a", "b")
    desk.wait_for_answers()
    old = desk.session.network
    desk.work.says["a"] = "dog"
    change_network(desk)
    desk.qtbot.waitUntil(lambda: first.class_name == "dog")
    desk.wait_for_answers()
    assert old is not None
    assert first.answer is not None
    assert first.answer.network == OTHER
    assert second.answer is not None
    assert second.answer.network == old.name
    assert desk.strip.delegate.network == OTHER
    assert desk.work.predicted == ["b"]


def test_new_network_is_remembered(desk: Desk) -> None:
    change_network(desk)
    assert desk.program.remembered.get(settings.BACKBONE) == OTHER
    assert desk.window.strip.network.title.text() == OTHER.title()


def test_network_that_cannot_be_loaded_leaves_the_old_one(desk: Desk) -> None:
    desk.work.failures[OTHER] = WeightsError(name="Lite1", reason="they are not installed")
    old = desk.session.network
    (entry,) = desk.open_sources("a")
    desk.wait_for_shown("a")
    answer = entry.answer
    desk.pick("networks", OTHER)
    what, why = desk.wait_for_notice()
    assert what.endswith("cannot be loaded.")
    assert "not installed" in why
    assert desk.session.network is old
    assert entry.answer is answer
    assert desk.bar.state == "failed"
    assert old is not None
    assert desk.window.strip.network.title.text() == old.title
    assert desk.program.remembered.get(settings.BACKBONE) == old.name


def test_first_network_that_cannot_be_loaded_gives_way_to_the_default(fresh: Desk) -> None:
    fresh.work.failures[OTHER] = OutOfMemoryError()
    fresh.pick("networks", OTHER)
    fresh.wait_for_notice()
    fresh.qtbot.waitUntil(lambda: fresh.session.network is not None)
    assert [name for name, _ in fresh.work.loaded] == [OTHER, settings.BACKBONE.default]


def test_no_network_at_all_is_told(fresh: Desk) -> None:
    name = str(settings.BACKBONE.default)
    fresh.work.failures[name] = WeightsError(name="Lite0", reason="they are not installed")
    fresh.window.painted.emit()
    what, _ = fresh.wait_for_notice()
    assert "cannot be loaded" in what
    fresh.open_sources("a")
    fresh.settle()
    assert fresh.session.network is None
    assert fresh.work.looked == []


def test_network_chosen_while_another_loads(fresh: Desk) -> None:
    fresh.work.loading.shut()
    fresh.window.painted.emit()
    fresh.qtbot.waitUntil(lambda: fresh.work.loading.reached)
    fresh.pick("networks", OTHER)
    fresh.work.loading.open()
    fresh.qtbot.waitUntil(lambda: fresh.is_using(OTHER))
    fresh.settle()
    assert fresh.is_using(OTHER)


# Devices


def test_device_is_named_and_can_be_chosen(desk: Desk) -> None:
    assert desk.window.strip.device.title.text() == "CPU"
    assert "2 thread" in desk.window.strip.device.caption.text()
    assert desk.offered("devices") == ["auto", "cpu", "cuda:0"]
    desk.pick("devices", "cpu")
    desk.qtbot.waitUntil(lambda: desk.work.loaded[1:] != [])
    desk.settle()
    assert desk.work.loaded[-1] == (settings.BACKBONE.default, "cpu")
    assert desk.program.remembered.get(settings.DEVICE) == "cpu"


def test_reason_for_the_cpu_stands_in_the_menu(fresh: Desk) -> None:
    fresh.work.reason = "it computes wrong results"
    fresh.begin()
    actions = fresh.window.actions_table.submenus["devices"].actions()
    (note,) = [action for action in actions if not action.isEnabled()]
    assert fresh.work.reason in note.text()
    assert fresh.work.reason in fresh.window.strip.device.toolTip()
    chosen = [action.property("value") for action in actions if action.isChecked()]
    assert chosen == ["auto"]


@pytest.mark.parametrize("name", ["efficientnet_lite1", "efficientnet_lite2"])
def test_last_network_is_loaded_first(fresh: Desk, name: str) -> None:
    fresh.begin()
    change_network(fresh, name)
    fresh.program.remembered.save()
    again = Settings(fresh.settings_file())
    assert again.get(settings.BACKBONE) == name


def _is_text(label: QLabel, text: str) -> bool:
    return label.text() == text


def test_strip_names_each_picture_that_cannot_be_shown(desk: Desk) -> None:
    chip = desk.window.strip.picture
    for name in ("bad one", "bad two"):
        desk.work.failures[name] = TruncatedError()
        (entry,) = desk.open_sources(name)
        desk.choose(entry)
        desk.qtbot.waitUntil(partial(_is_text, chip.title, name))
    desk.act("clear")
    assert chip.title.text() == "No picture"
