"""The pictures behind the one on screen: one long job, and what may happen meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.engine.errors import NotAPictureError, OutOfMemoryError
from tests.operations import Lamp, Watch, finish

if TYPE_CHECKING:
    from tests.presenters.stand_in import Desk


@pytest.fixture
def held(desk: Desk) -> Desk:
    """A list of six whose long job stands before its first picture; the first is shown."""
    desk.work.predicting.shut()
    desk.open_sources(*"abcdef")
    desk.qtbot.waitUntil(lambda: desk.work.predicting.reached)
    desk.wait_for_shown("a")
    return desk


def test_all_are_answered_in_order(desk: Desk) -> None:
    desk.open_sources(*"abcdef")
    desk.wait_for_answers()
    assert (desk.work.looked, desk.work.predicted) == (["a"], list("bcdef"))
    assert desk.bar.state == "done"
    assert desk.bar.texts()[0].startswith("Predicted ")


def test_bad_ones_are_counted_and_stop_nothing(desk: Desk) -> None:
    desk.work.failures = {"c": NotAPictureError(), "e": NotAPictureError()}
    desk.open_sources(*"abcdef")
    desk.wait_for_answers()
    assert desk.entry("c").error is not None
    assert desk.entry("d").answer is not None
    assert "2 could not be read" in desk.bar.texts()[1]


def test_a_single_picture_needs_no_long_job(desk: Desk) -> None:
    desk.open_sources("a")
    desk.wait_for_answers()
    desk.settle()
    assert desk.work.predicted == []
    assert desk.bar.state == "idle"


def test_other_pictures_can_be_looked_at_meanwhile(held: Desk) -> None:
    for name in "bcd":
        held.choose(held.entry(name))
        held.wait_for_shown(name)
    assert held.bar.state == "running"
    assert held.work.predicted == []
    held.work.predicting.open()
    held.wait_for_answers()
    assert held.shown() == "d"


def test_what_is_opened_meanwhile_comes_after(held: Desk) -> None:
    held.open_sources("g", "h")
    held.wait_for_shown("g")
    held.work.predicting.open()
    held.wait_for_answers()
    assert held.work.predicted[:5] == list("bcdef")
    assert held.entry("h").answer is not None


def test_waits_for_a_long_job_of_another_tab(desk: Desk) -> None:
    lamp = Lamp()
    watch = Watch(desk.program.runner.start(lamp, "Ideal image"))
    desk.open_sources("a", "b", "c")
    desk.wait_for_shown("a")
    assert desk.bar.texts()[0] == "Ideal image"
    assert desk.work.predicted == []
    lamp.lit = False
    finish(desk.qtbot, watch)
    desk.wait_for_answers()
    assert desk.work.predicted == ["b", "c"]


# Stop


def stop(desk: Desk) -> None:
    desk.bar.stop_requested.emit()
    desk.qtbot.waitUntil(lambda: desk.program.runner.long is None)
    desk.work.predicting.open()


def test_stop_leaves_the_rest_waiting(held: Desk) -> None:
    stop(held)
    assert held.bar.state == "stopped"
    assert "F5" in held.bar.texts()[1]
    held.settle()
    assert [one.source.name for one in held.pictures.waiting()] == list("bcdef")
    assert held.work.predicted == []


def test_after_a_stop_only_new_ones_are_predicted(held: Desk) -> None:
    stop(held)
    held.open_sources("g", "h")
    held.qtbot.waitUntil(lambda: held.entry("h").answer is not None)
    held.wait_for_shown("g")
    assert held.work.predicted == ["h"]
    assert held.entry("b").waiting


def test_after_a_stop_one_that_waits_can_still_be_looked_at(held: Desk) -> None:
    stop(held)
    held.choose(held.entry("e"))
    held.wait_for_shown("e")
    assert held.entry("e").answer is not None
    assert held.entry("f").waiting


def test_f5_goes_on_with_those_that_wait(held: Desk) -> None:
    stop(held)
    held.act("retry")
    held.wait_for_answers()
    assert held.work.predicted == list("bcdef")


def test_f5_tries_only_failed_ones_again(desk: Desk) -> None:
    desk.work.failures = {"c": NotAPictureError(), "e": NotAPictureError()}
    desk.open_sources(*"abcdef")
    desk.wait_for_answers()
    desk.work.predicted.clear()
    del desk.work.failures["c"]
    desk.act("retry")
    desk.wait_for_answers()
    assert desk.work.predicted == ["c", "e"]
    assert desk.entry("c").answer is not None
    assert desk.entry("e").error is not None


def test_f5_tries_the_one_on_screen_again_too(desk: Desk) -> None:
    desk.work.failures["a"] = NotAPictureError()
    desk.open_sources("a", "b")
    desk.wait_for_answers()
    desk.work.failures.clear()
    desk.act("retry")
    desk.wait_for_shown("a")


def test_f5_makes_the_missing_thumbnail(desk: Desk) -> None:
    desk.window.show()
    desk.work.failures["b"] = NotAPictureError()
    desk.open_sources("a", "b")
    desk.wait_for_answers()
    desk.work.failures.clear()
    desk.act("retry")
    desk.wait_for_answers()
    desk.qtbot.waitUntil(lambda: desk.has_thumbnail("b"))


def test_failure_of_the_job_is_told_and_not_repeated(desk: Desk) -> None:
    desk.work.failures["c"] = OutOfMemoryError()
    desk.open_sources("a", "b", "c", "d")
    desk.qtbot.waitUntil(lambda: desk.bar.state == "failed")
    desk.settle()
    assert desk.bar.texts()[0] == OutOfMemoryError.short
    assert desk.work.predicted == ["b", "c"]
    assert desk.entry("d").waiting


# Removing meanwhile


def test_removed_ones_are_forgotten_by_the_job(held: Desk) -> None:
    held.select(held.entry("c"), held.entry("d"))
    held.act("remove")
    held.work.predicting.open()
    held.wait_for_answers()
    assert held.names() == ["a", "b", "e", "f"]


def test_cleared_list_while_the_job_runs(held: Desk) -> None:
    held.act("clear")
    held.work.predicting.open()
    held.qtbot.waitUntil(lambda: held.program.runner.long is None)
    assert len(held.pictures) == 0
    assert held.session.picture is None
    assert held.tab.currentIndex() == 0


def test_put_back_while_the_job_runs(held: Desk) -> None:
    held.act("clear")
    held.act("undo")
    held.work.predicting.open()
    held.wait_for_answers()
    assert held.names() == list("abcdef")
    assert held.shown() == "a"


def test_put_back_after_the_job_they_are_predicted(held: Desk) -> None:
    held.select(held.entry("c"), held.entry("d"))
    held.act("remove")
    held.work.predicting.open()
    held.wait_for_answers()
    held.settle()
    held.act("undo")
    held.wait_for_answers()
    assert held.entry("c").answer is not None
