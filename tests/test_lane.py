"""One job's generator, driven by hand: no thread, no event loop."""

from __future__ import annotations

import weakref
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from desktop_app.engine.contract import Step
from desktop_app.lane import FRAME_SECONDS, Drive, Ending, News
from tests.operations import (
    fail_in_cleanup,
    fail_in_snapshot,
    fail_to_be_made,
    fail_with,
    go_on_when_closed,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from tests.operations import Steps


class Clock:
    """Stands for `monotonic`: time passes only when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("desktop_app.lane.monotonic", clock)
    return clock


class Operation:
    """Counts to `total`, and notes what is done to it."""

    def __init__(self, total: int = 3) -> None:
        self.total = total
        self.at = 0
        self.running = self.entered = self.left = False
        self.frames: list[int] = []
        self.snapshot: Callable[[], str] = self.show

    def __call__(self) -> Generator[Step, None, str]:
        self.entered = True
        try:
            while self.at < self.total:
                self.at += 1
                self.running = False
                yield Step(self.at, self.total, {"at": self.at}, self.at, self.snapshot)
                self.running = True
            return "result"
        finally:
            self.left = True

    def show(self) -> str:
        assert not self.running
        self.frames.append(self.at)
        return f"frame {self.at}"


def finish(drive: Drive) -> Ending:
    while True:
        ending = drive.advance()
        if ending is not None:
            return ending


def taken(drive: Drive) -> News:
    news = drive.take()
    assert news is not None
    return news


def test_result_is_the_generators() -> None:
    operation = Operation()
    assert finish(Drive(operation, quick=False)) == Ending(result="result")
    assert operation.left


def test_one_step_a_turn() -> None:
    operation = Operation()
    drive = Drive(operation, quick=False)
    assert not operation.entered
    for expected in (1, 2, 3):
        assert drive.advance() is None
        assert operation.at == expected
    assert drive.advance() == Ending(result="result")


# What goes wrong


ERRORS = [ValueError("no"), SystemExit(1), KeyboardInterrupt(), GeneratorExit()]


@pytest.mark.parametrize("fail", [fail_with, fail_to_be_made, fail_in_snapshot])
@pytest.mark.parametrize("error", ERRORS, ids=repr)
def test_whatever_is_raised_is_a_failure(
    fail: Callable[[BaseException], Steps], error: BaseException
) -> None:
    ending = finish(Drive(partial(fail, error), quick=False))
    assert ending == Ending(error=error, text=ending.text)


@pytest.mark.parametrize("fail", [fail_to_be_made, fail_in_snapshot])
def test_stop_iteration_is_no_result(fail: Callable[[BaseException], Steps]) -> None:
    error = StopIteration("no result")
    assert finish(Drive(partial(fail, error), quick=False)).error is error


@pytest.mark.parametrize("error", ERRORS[:3], ids=repr)
def test_failing_cleanup_is_a_failure_when_cancelled(error: BaseException) -> None:
    drive = Drive(partial(fail_in_cleanup, error), quick=False)
    drive.advance()
    drive.cancel()
    assert finish(drive).error is error


def test_going_on_when_closed_is_a_failure() -> None:
    drive = Drive(go_on_when_closed, quick=False)
    drive.advance()
    drive.cancel()
    assert isinstance(finish(drive).error, RuntimeError)


def test_first_error_counts_when_the_cleanup_fails_too() -> None:
    def snapshot() -> object:
        raise ValueError("first")

    def make() -> Steps:
        try:
            yield Step(1, 1, snapshot=snapshot)
        finally:
            raise KeyError("second")

    assert isinstance(finish(Drive(make, quick=False)).error, ValueError)


def test_failing_operation_is_closed() -> None:
    operation = Operation()

    def snapshot() -> str:
        raise ValueError("no")

    operation.snapshot = snapshot
    assert finish(Drive(operation, quick=False)).error is not None
    assert operation.left


class Large:
    """Stands for a tensor."""


def test_failure_is_text_and_keeps_nothing_alive() -> None:
    held: list[weakref.ref[Large]] = []

    def inner() -> None:
        large = Large()
        held.append(weakref.ref(large))
        raise KeyError("inner")

    def make() -> Steps:
        large = Large()
        held.append(weakref.ref(large))
        yield Step(1, 1)
        try:
            inner()
        except KeyError as error:
            raise ValueError("outer") from error

    drive = Drive(make, quick=False)
    ending = finish(drive)
    assert ending.error is not None
    assert ending.error.__traceback__ is None
    assert ending.error.__cause__ is None
    assert ending.error.__context__ is None
    assert "KeyError: 'inner'" in ending.text
    assert "ValueError: outer" in ending.text
    assert "in inner" in ending.text
    assert [large() for large in held] == [None, None]  # without the garbage collector


@pytest.mark.parametrize("cancel", [False, True])
def test_ended_generator_is_let_go(cancel: bool) -> None:
    held: list[weakref.ref[Large]] = []

    def make() -> Steps:
        large = Large()
        held.append(weakref.ref(large))
        yield Step(1, 1, snapshot=lambda: large)

    drive = Drive(make, quick=False)
    drive.advance()
    drive.take()
    if cancel:
        drive.cancel()
    finish(drive)
    assert held[0]() is None


# Cancelling


def test_cancelled_before_the_start_is_never_made() -> None:
    operation = Operation()
    drive = Drive(operation, quick=False)
    drive.cancel()
    assert drive.advance() == Ending(cancelled=True)
    assert not operation.entered


@pytest.mark.parametrize("steps", [1, 2, 3])
@pytest.mark.parametrize("paused", [False, True])
def test_cancelled_after_any_step(steps: int, paused: bool) -> None:
    operation = Operation()
    drive = Drive(operation, quick=False)
    for _ in range(steps):
        drive.advance()
    if paused:
        drive.pause()
    drive.cancel()
    drive.cancel()
    assert drive.delay() == 0
    assert drive.advance() == Ending(cancelled=True)
    assert operation.at == steps
    assert operation.left


# News


def test_items_and_metrics_add_up_and_frames_replace(clock: Clock) -> None:
    operation = Operation(20_000)
    drive = Drive(operation, quick=False)
    for _ in range(20_000):
        assert drive.advance() is None
        clock.now += FRAME_SECONDS / 4
    news = taken(drive)
    assert news.step.done == 20_000
    assert news.items == list(range(1, 20_001))
    assert news.metrics == [(at, {"at": at}) for at in range(1, 20_001)]
    assert news.frame == f"frame {operation.frames[-1]}"
    assert drive.take() is None


def test_items_that_are_false_are_delivered() -> None:
    def make() -> Steps:
        for item in (0, "", False, None):
            yield Step(0, 0, item=item)

    drive = Drive(make, quick=False)
    finish(drive)
    assert taken(drive).items == [0, "", False]


def test_snapshots_are_some_time_apart(clock: Clock) -> None:
    operation = Operation(100)
    drive = Drive(operation, quick=False)
    moments: list[float] = []
    for _ in range(100):
        before = len(operation.frames)
        drive.advance()
        moments += [clock.now] * (len(operation.frames) - before)
        clock.now += 0.01
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert operation.frames[0] == 1
    assert len(moments) == 15
    assert min(gaps) >= FRAME_SECONDS - 1e-6


def test_slow_snapshot_leaves_time_for_steps(clock: Clock) -> None:
    operation = Operation(100)

    def slow() -> str:
        clock.now += 1.0
        operation.frames.append(operation.at)
        return "frame"

    operation.snapshot = slow
    drive = Drive(operation, quick=False)
    for _ in range(50):
        drive.advance()
        clock.now += 0.01
    assert len(operation.frames) == 8  # each seventh step


def test_news_are_told_once_until_taken() -> None:
    drive = Drive(Operation(), quick=False)
    assert not drive.has_news()
    drive.advance()
    assert drive.has_news()
    drive.advance()
    assert not drive.has_news()
    drive.take()
    assert not drive.has_news()
    drive.advance()
    assert drive.has_news()


# Pausing


def test_pause_shows_the_step_it_stands_on_once(clock: Clock) -> None:
    operation = Operation()
    drive = Drive(operation, quick=False)
    for _ in range(2):
        drive.advance()
    assert operation.frames == [1]  # the clock stands still
    drive.take()
    drive.pause()
    assert drive.delay() == 0
    assert drive.advance() is None
    assert operation.at == 2
    assert drive.has_news()
    assert taken(drive) == News(Step(2, 3, {"at": 2}, 2, operation.snapshot), "frame 2")
    assert drive.delay() is None
    drive.advance()
    assert operation.frames == [1, 2]


def test_paused_before_the_start_begins_nothing() -> None:
    operation = Operation()
    drive = Drive(operation, quick=False)
    drive.pause()
    assert drive.delay() is None
    assert drive.advance() is None
    assert not operation.entered
    drive.resume()
    assert drive.delay() == 0
    assert finish(drive).result == "result"


def test_single_step_is_exactly_one_and_is_shown(clock: Clock) -> None:
    operation = Operation()
    drive = Drive(operation, quick=False)
    drive.pause()
    for at in (1, 2, 3):
        drive.step()
        assert drive.delay() == 0
        drive.advance()
        assert operation.at == at
        assert taken(drive).frame == f"frame {at}"
        assert drive.delay() is None
    drive.step()
    assert drive.advance() == Ending(result="result")


def test_steps_asked_for_before_a_resume_do_not_outlast_it() -> None:
    operation = Operation()
    drive = Drive(operation, quick=False)
    drive.pause()
    drive.step()
    drive.step()
    drive.resume()
    drive.advance()
    drive.pause()
    drive.advance()
    assert operation.at == 1
    assert drive.delay() is None
