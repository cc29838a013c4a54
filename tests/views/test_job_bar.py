"""The job bar's states."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QProgressBar, QPushButton

from desktop_app.views.widgets.job_bar import LOOKS, THOUSANDTHS, JobBar

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

ACTIVE = ("running", "paused")


@pytest.fixture
def bar(qtbot: QtBot) -> JobBar:
    result = JobBar()
    qtbot.addWidget(result)
    result.resize(900, 44)
    result.show()
    return result


def progress(bar: JobBar) -> QProgressBar:
    return bar.findChildren(QProgressBar)[0]


def buttons(bar: JobBar) -> list[QPushButton]:
    return [button for button in bar.findChildren(QPushButton) if button.isVisible()]


@pytest.mark.parametrize("state", LOOKS)
def test_states(bar: JobBar, state: str) -> None:
    bar.show_state(state, "Name", "detail")
    assert bar.state == state
    assert bar.texts()[:2] == ("Name", "detail")
    assert bar.accessibleName() == "Name detail"
    assert progress(bar).isVisible() is (state in ACTIVE)
    assert len(buttons(bar)) == (2 if state in ACTIVE else 0)


def test_pause_becomes_go_on(bar: JobBar) -> None:
    bar.show_state("running", "Name")
    assert [one.text().strip() for one in buttons(bar)] == ["Pause", "Stop"]
    bar.show_state("paused", "Name")
    assert [one.text().strip() for one in buttons(bar)] == ["Go on", "Stop"]


@pytest.mark.parametrize(("state", "place", "told"), [("running", 0, 0), ("paused", 0, 1)])
def test_clicks_are_passed_on(qtbot: QtBot, bar: JobBar, state: str, place: int, told: int) -> None:
    bar.show_state(state, "Name")
    wanted = (bar.pause_requested, bar.resume_requested)[told]
    with qtbot.waitSignal(wanted), qtbot.assertNotEmitted(bar.stop_requested):
        QTest.mouseClick(buttons(bar)[place], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(bar.stop_requested):
        QTest.mouseClick(buttons(bar)[1], Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("done", "total", "value"),
    [
        (0, 10, 0),
        (5, 10, 500),
        (10, 10, THOUSANDTHS),
        (1_230_782_000, 2_461_564_000, 500),
        (10**18, 3 * 10**18, 333),
    ],
)
def test_progress_counts_thousandths(bar: JobBar, done: int, total: int, value: int) -> None:
    bar.show_state("running", "Name")
    bar.show_progress(done, total, "detail", "2 min left")
    assert (progress(bar).value(), progress(bar).maximum()) == (value, THOUSANDTHS)
    assert bar.texts() == ("Name", "detail", "2 min left")


def test_unknown_length_is_a_moving_third(bar: JobBar) -> None:
    bar.show_state("running", "Name")
    bar.show_progress(3, 10, "", "")
    bar.show_progress(4, 0, "", "")
    assert (progress(bar).minimum(), progress(bar).maximum()) == (0, 0)
    bar.show_progress(5, 10, "", "")
    assert progress(bar).value() == 500


def test_what_can_only_be_waited_for_has_no_buttons(bar: JobBar) -> None:
    bar.show_waiting("Loading", "detail")
    assert progress(bar).isVisible()
    assert progress(bar).maximum() == 0
    assert buttons(bar) == []
    bar.show_state("running", "Name")
    assert len(buttons(bar)) == 2
