"""The line on which one goes through the moments of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop_app.views.widgets.scrubber import Scrubber

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

Key = Qt.Key
STEPS = (0, 1, 5, 20, 21)


@pytest.fixture
def scrubber(qtbot: QtBot) -> Scrubber:
    result = Scrubber()
    qtbot.addWidget(result)
    result.resize(200, 30)
    result.show_moments(STEPS)
    with qtbot.waitExposed(result):
        result.show()
    return result


@pytest.fixture
def told(scrubber: Scrubber) -> list[int]:
    """The steps that a person has chosen."""
    result: list[int] = []
    scrubber.scrubbed.connect(result.append)
    return result


def test_without_moments_there_is_nothing_to_scrub(qtbot: QtBot) -> None:
    scrubber = Scrubber()
    qtbot.addWidget(scrubber)
    assert (scrubber.step, scrubber.isEnabled()) == (0, False)
    scrubber.show_step(7)
    assert scrubber.step == 0
    scrubber.show_moments([3])
    assert (scrubber.step, scrubber.isEnabled()) == (3, False)
    scrubber.show_moments([3, 4])
    assert scrubber.isEnabled()


def test_keys_go_from_moment_to_moment(scrubber: Scrubber, told: list[int]) -> None:
    for key in (Key.Key_End, Key.Key_Left, Key.Key_PageUp, Key.Key_PageDown, Key.Key_Home):
        QTest.keyClick(scrubber, key)
    assert told[0] == 21
    assert told[1] == 20
    assert told[-1] == 0
    assert set(told) <= set(STEPS)


def test_moments_are_evenly_apart_whatever_their_steps(scrubber: Scrubber, told: list[int]) -> None:
    for _ in STEPS[1:]:
        QTest.keyClick(scrubber, Key.Key_Right)
    assert told == list(STEPS[1:])


def test_dragging_tells_each_moment(scrubber: Scrubber, told: list[int]) -> None:
    middle = scrubber.height() // 2
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(scrubber, left, pos=QPoint(6, middle))
    for x in range(6, scrubber.width(), 10):
        QTest.mouseMove(scrubber, QPoint(x, middle))
    QTest.mouseRelease(scrubber, left, pos=QPoint(scrubber.width() - 2, middle))
    assert told == list(STEPS[1:])


@pytest.mark.parametrize(("step", "shown"), [(0, 0), (4, 5), (13, 20), (99, 21), (-5, 0)])
def test_handle_goes_to_the_nearest_moment_in_silence(
    scrubber: Scrubber, told: list[int], step: int, shown: int
) -> None:
    scrubber.show_step(step)
    assert scrubber.step == shown
    assert told == []


def test_more_moments_leave_the_handle_where_it_is(scrubber: Scrubber, told: list[int]) -> None:
    scrubber.show_step(5)
    scrubber.show_moments((0, 1, 2, 3, 4, 5, 6))
    assert scrubber.step == 5
    scrubber.show_moments((0, 6))
    assert scrubber.step == 6
    assert told == []


def test_clear_forgets_all(scrubber: Scrubber, told: list[int]) -> None:
    scrubber.show_step(20)
    scrubber.clear()
    assert (scrubber.step, scrubber.value(), scrubber.isEnabled()) == (0, 0, False)
    scrubber.show_moments(STEPS)
    assert scrubber.step == 0
    assert told == []


def test_step_is_told_to_a_screen_reader(scrubber: Scrubber) -> None:
    assert scrubber.accessibleName() == "Moments of the run"
    scrubber.show_step(20)
    assert scrubber.accessibleDescription() == scrubber.toolTip() == "Step 20"
    QTest.keyClick(scrubber, Key.Key_Right)
    assert scrubber.accessibleDescription() == "Step 21"


def test_nothing_is_told_of_no_moment(scrubber: Scrubber) -> None:
    scrubber.show_step(20)
    scrubber.clear()
    assert scrubber.toolTip() == ""
    assert scrubber.accessibleDescription() == ""


@pytest.mark.usefixtures("mirrored")
def test_it_runs_left_to_right_as_the_plot_above_it(qtbot: QtBot) -> None:
    scrubber = Scrubber()
    qtbot.addWidget(scrubber)
    scrubber.show_moments(STEPS)
    QTest.keyClick(scrubber, Key.Key_Right)
    assert scrubber.step == 1
    QTest.keyClick(scrubber, Key.Key_Left)
    assert scrubber.step == 0
