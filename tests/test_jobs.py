"""Jobs as the window sees them: what they say, in which thread, and what runs when."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from desktop_app.engine.contract import Step
from desktop_app.engine.errors import EngineError
from desktop_app.jobs import INTERVAL_MS, JobRunner, State
from tests.operations import (
    SECONDS,
    Gate,
    Lamp,
    Watch,
    assert_usable,
    count,
    fail_in_cleanup,
    fail_in_snapshot,
    fail_to_be_made,
    fail_with,
    finish,
    go_on_when_closed,
    shut,
    wait_for_step,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from tests.operations import Steps


# Endings


def test_success(qtbot: QtBot, runner: JobRunner) -> None:
    watch = Watch(runner.start(partial(count, 3), "Counting"))
    assert watch.job.state is State.WAITING
    finish(qtbot, watch)
    assert watch.said == ["succeeded", "finished"]
    assert watch.result == 3
    assert watch.items == [1, 2, 3]
    assert_usable(qtbot, runner)


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (partial(fail_with, ValueError("no")), ValueError),
        (partial(fail_with, SystemExit(3)), SystemExit),
        (partial(fail_with, KeyboardInterrupt()), KeyboardInterrupt),
        (partial(fail_with, StopIteration()), RuntimeError),
        (partial(fail_to_be_made, ValueError("no")), ValueError),
        (partial(fail_in_snapshot, StopIteration()), StopIteration),
        (partial(fail_in_cleanup, ValueError("no")), ValueError),
        (go_on_when_closed, RuntimeError),
    ],
)
def test_failure(
    qtbot: QtBot,
    runner: JobRunner,
    allowed_logs: pytest.LogCaptureFixture,
    make: Callable[[], Steps],
    kind: type[BaseException],
) -> None:
    watch = Watch(runner.start(make, "Trying"))
    qtbot.waitUntil(lambda: bool(watch.reports or watch.said))
    watch.job.cancel()  # for those that fail only then
    finish(qtbot, watch)
    assert watch.said == ["failed", "finished"]
    assert watch.failure is not None
    assert type(watch.failure.error) is kind
    (record,) = allowed_logs.records
    assert record.levelno == logging.ERROR
    assert record.getMessage() == f"Trying failed\n{watch.failure.text}"
    assert_usable(qtbot, runner)


class Unlucky(EngineError):
    why = "No luck today."


def test_error_for_people_is_not_logged(qtbot: QtBot, runner: JobRunner) -> None:
    watch = Watch(runner.start(partial(fail_with, Unlucky()), "Trying"))
    finish(qtbot, watch)
    assert watch.said == ["failed", "finished"]
    assert watch.failure is not None
    assert str(watch.failure.error) == "No luck today."
    assert "in fail_with" in watch.failure.text


# Cancelling


def test_cancelled_before_the_start(qtbot: QtBot, runner: JobRunner) -> None:
    gate = shut(runner)
    lamp = Lamp()
    watch = Watch(runner.start(lamp, "Light"))
    watch.job.cancel()
    assert watch.said == []  # it has only been asked for
    gate.opened.set()
    finish(qtbot, watch)
    assert watch.said == ["cancelled", "finished"]
    assert lamp.at == 0
    assert_usable(qtbot, runner)


@pytest.mark.parametrize("steps", range(4))
def test_cancelled_while_paused(qtbot: QtBot, runner: JobRunner, steps: int) -> None:
    gate = shut(runner)  # so that the job is paused before it begins
    lamp = Lamp()
    watch = Watch(runner.start(lamp, "Light"))
    watch.job.pause()
    gate.opened.set()
    for number in range(1, steps + 1):
        watch.job.step()
        wait_for_step(qtbot, watch, number)
    watch.job.cancel()
    watch.job.cancel()
    finish(qtbot, watch)
    assert watch.said == ["cancelled", "finished"]
    assert watch.items == list(range(1, steps + 1))
    assert lamp.at == steps
    assert_usable(qtbot, runner)


def test_cancelled_while_running(qtbot: QtBot, runner: JobRunner) -> None:
    lamp = Lamp()
    watch = Watch(runner.start(lamp, "Light"))
    wait_for_step(qtbot, watch, 5)
    watch.job.cancel()
    finish(qtbot, watch)
    assert watch.said == ["cancelled", "finished"]
    assert watch.items == list(range(1, lamp.at + 1))
    assert lamp.left
    assert_usable(qtbot, runner)


def test_cancelled_after_the_last_step(qtbot: QtBot, runner: JobRunner) -> None:
    gate = Gate()
    watch = Watch(runner.start(gate, "Gate"))
    gate.opened.set()
    assert gate.ended.wait(SECONDS)  # the window has not heard of it yet
    watch.job.cancel()
    finish(qtbot, watch)
    assert watch.said == ["succeeded", "finished"]
    for ask in (watch.job.cancel, watch.job.pause, watch.job.step, watch.job.resume):
        ask()
    assert_usable(qtbot, runner)
    assert watch.said == ["succeeded", "finished"]
    assert watch.job.state is State.ENDED


def test_hooks_come_off_on_the_worker(qtbot: QtBot, runner: JobRunner) -> None:
    threads: list[int] = []

    @contextmanager
    def hook() -> Iterator[None]:
        threads.append(threading.get_ident())
        try:
            yield
        finally:
            threads.append(threading.get_ident())

    def make() -> Steps:
        with hook():
            while True:
                yield Step(1, 0)

    watch = Watch(runner.start(make, "Hooking"))
    wait_for_step(qtbot, watch, 1)
    watch.job.cancel()
    finish(qtbot, watch)
    assert len(threads) == 2
    assert len(set(threads)) == 1
    assert threading.get_ident() not in threads


# Reports


def test_everything_is_delivered_in_few_reports(qtbot: QtBot, runner: JobRunner) -> None:
    started = monotonic()
    watch = Watch(runner.start(partial(count, 20_000), "Counting"))
    qtbot.waitUntil(lambda: bool(watch.said), timeout=60_000)
    assert watch.items == list(range(1, 20_001))
    metrics = [metric for report in watch.reports for metric in report.metrics]
    assert metrics == [(at, {"at": at}) for at in range(1, 20_001)]
    assert (watch.reports[-1].done, watch.reports[-1].total) == (20_000, 20_000)
    assert len(watch.reports) <= (monotonic() - started) * 1000 / INTERVAL_MS + 2


class Receiver(QObject):
    def __init__(self, called: Callable[[], None]) -> None:
        super().__init__()
        self.called = called

    def receive(self, *_: object) -> None:
        self.called()


def test_every_kind_of_slot_runs_in_the_windows_thread(qtbot: QtBot, runner: JobRunner) -> None:
    threads: list[int] = []

    def called(*_: object) -> None:
        threads.append(threading.get_ident())

    job = runner.start(partial(count, 1), "Counting")
    watch, receiver = Watch(job), Receiver(called)
    for signal in (job.reported, job.succeeded, job.finished, job.state_changed):
        for slot in (called, lambda *_: called(), partial(called), receiver.receive):
            signal.connect(slot)
    finish(qtbot, watch)
    assert len(threads) == 4 * 5  # it becomes running, then ended
    assert set(threads) == {threading.get_ident()}


# Pausing


@pytest.fixture
def _frames_only_when_paused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.lane.monotonic", lambda: 1.0)


@pytest.mark.usefixtures("_frames_only_when_paused")
def test_pause_step_and_resume(qtbot: QtBot, runner: JobRunner) -> None:
    lamp = Lamp()
    job = runner.start(lamp, "Light")
    watch = Watch(job)
    states: list[State] = []
    job.state_changed.connect(lambda: states.append(job.state))
    wait_for_step(qtbot, watch, 2)
    job.pause()
    qtbot.waitUntil(lambda: watch.frame == f"frame {lamp.at}")
    stood = lamp.at
    job.step()
    qtbot.waitUntil(lambda: watch.frame == f"frame {stood + 1}")
    finish(qtbot, Watch(runner.quick("turn", partial(count, 3))))  # the worker turns, not the job
    assert lamp.at == stood + 1
    job.resume()
    wait_for_step(qtbot, watch, stood + 3)
    lamp.lit = False
    finish(qtbot, watch)
    assert watch.result == lamp.at
    assert states == [State.RUNNING, State.PAUSED, State.RUNNING, State.ENDED]


def test_job_that_starts_paused_waits_for_its_first_step(qtbot: QtBot, runner: JobRunner) -> None:
    job = runner.start(partial(count, 3), "Counting", paused=True)
    watch = Watch(job)
    finish(qtbot, Watch(runner.quick("turn", partial(count, 3))))
    assert (job.state, watch.items) == (State.PAUSED, [])
    job.step()
    job.step()
    qtbot.waitUntil(lambda: watch.items == [1, 2])
    job.resume()
    finish(qtbot, watch)
    assert watch.items == [1, 2, 3]


# Closing


@pytest.mark.parametrize("state", [State.WAITING, State.RUNNING, State.PAUSED])
def test_close(qtbot: QtBot, runner: JobRunner, state: State) -> None:
    gate = shut(runner)
    watch = Watch(runner.start(Lamp(), "Light"))
    if state is State.PAUSED:
        watch.job.pause()
    if state is not State.WAITING:
        gate.opened.set()
        qtbot.waitUntil(lambda: watch.job.state is state)
    with qtbot.waitSignal(runner.closed):
        runner.close()
        gate.opened.set()
    assert runner.wait(SECONDS * 1000)
    assert watch.said == ["cancelled", "finished"]


def test_close_waits_for_the_step_under_way(qtbot: QtBot, runner: JobRunner) -> None:
    gate = shut(runner)
    with qtbot.assertNotEmitted(runner.closed, wait=100):
        runner.close()
    assert not runner.wait(0)
    with qtbot.waitSignal(runner.closed):
        gate.opened.set()


def test_close_twice(qtbot: QtBot, runner: JobRunner) -> None:
    closed: list[None] = []
    runner.closed.connect(lambda: closed.append(None))
    runner.start(Lamp(), "Light")
    runner.close()
    runner.close()
    qtbot.waitUntil(lambda: bool(closed))
    runner.close()
    with qtbot.assertNotEmitted(runner.closed, wait=20):
        assert runner.wait(SECONDS * 1000)
    assert len(closed) == 1


def test_job_started_while_closing_is_cancelled(qtbot: QtBot, runner: JobRunner) -> None:
    later: list[Watch] = []
    job = runner.start(Lamp(), "First")
    job.finished.connect(lambda: later.append(Watch(runner.start(Lamp(), "Second"))))
    with qtbot.waitSignal(runner.closed):
        runner.close()
    assert later[0].said == ["cancelled", "finished"]
