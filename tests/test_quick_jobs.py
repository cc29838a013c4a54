"""The one long job and the quick ones beside it."""

from __future__ import annotations

import threading
import weakref
from functools import partial
from typing import TYPE_CHECKING

import pytest

from desktop_app.engine.contract import Step
from desktop_app.jobs import BusyError, Job, JobRunner, State
from tests.operations import (
    SECONDS,
    Gate,
    Lamp,
    Watch,
    assert_usable,
    count,
    finish,
    shut,
    wait_for_step,
)

if TYPE_CHECKING:
    from collections.abc import Generator

    from pytestqt.qtbot import QtBot


def test_only_one_long_job(qtbot: QtBot, runner: JobRunner) -> None:
    lamp = Lamp()
    watch = Watch(runner.start(lamp, "Light"))
    with pytest.raises(BusyError) as busy:
        runner.start(partial(count, 1), "Counting")
    assert busy.value.title == "Light"
    lamp.lit = False
    finish(qtbot, watch)
    assert_usable(qtbot, runner)


def test_long_job_is_announced(qtbot: QtBot, runner: JobRunner) -> None:
    announced: list[Job | None] = []
    runner.long_changed.connect(lambda job: announced.append(job))
    watch = Watch(runner.start(partial(count, 1), "Counting"))
    finish(qtbot, watch, Watch(runner.quick("quick", partial(count, 1))))
    assert announced == [watch.job, None]


def test_long_job_started_when_another_succeeds(qtbot: QtBot, runner: JobRunner) -> None:
    announced: list[Job | None] = []
    later: list[Watch] = []
    runner.long_changed.connect(lambda job: announced.append(job))
    job = runner.start(partial(count, 1), "First")
    lamp = Lamp()
    job.succeeded.connect(lambda _: later.append(Watch(runner.start(lamp, "Second"))))
    finish(qtbot, Watch(job))
    assert runner.long is later[0].job
    assert announced[-1] is later[0].job
    lamp.lit = False
    finish(qtbot, *later)
    assert announced[-1] is None


@pytest.mark.parametrize("paused", [False, True])
def test_quick_jobs_run_beside_a_long_one(qtbot: QtBot, runner: JobRunner, paused: bool) -> None:
    lamp = Lamp()
    long = Watch(runner.start(lamp, "Light"))
    wait_for_step(qtbot, long, 1)
    if paused:
        long.job.pause()
    quick = [Watch(runner.quick(str(total), partial(count, total))) for total in (1, 2, 3)]
    finish(qtbot, *quick)
    assert [watch.result for watch in quick] == [1, 2, 3]
    assert long.job.state is (State.PAUSED if paused else State.RUNNING)


def test_newest_quick_job_of_a_key_replaces_the_waiting_one(
    qtbot: QtBot, runner: JobRunner
) -> None:
    gate = shut(runner)
    asked = [("a", 1), ("b", 2), ("a", 3), ("a", 4), ("c", 5)]
    watches = [Watch(runner.quick(key, partial(count, total))) for key, total in asked]
    gate.opened.set()
    finish(qtbot, *watches)
    assert [watch.result for watch in watches] == [None, 2, None, 4, 5]
    assert [watch.said[0] for watch in watches].count("cancelled") == 2
    assert watches[0].items == watches[2].items == []


def test_quick_job_that_has_begun_is_not_replaced(qtbot: QtBot, runner: JobRunner) -> None:
    gate = Gate()
    begun = Watch(runner.quick("a", gate))
    assert gate.entered.wait(SECONDS)
    newer = Watch(runner.quick("a", partial(count, 1)))
    gate.opened.set()
    finish(qtbot, begun, newer)
    assert begun.said == newer.said == ["succeeded", "finished"]


def test_handles_are_destroyed_in_the_windows_thread(qtbot: QtBot, runner: JobRunner) -> None:
    threads: list[int] = []
    refs = []
    for number in range(2_000):
        job = runner.quick(str(number), partial(count, 2))
        refs.append(weakref.ref(job, lambda _: threads.append(threading.get_ident())))
    del job
    qtbot.waitUntil(lambda: len(threads) == 2_000, timeout=60_000)
    assert set(threads) == {threading.get_ident()}


def test_a_job_that_rests_does_not_hold_up_the_end(qtbot: QtBot, runner: JobRunner) -> None:
    rests = Watch(runner.quick("rests", partial(resting, 30)))
    qtbot.waitUntil(lambda: rests.job.state is State.RUNNING)
    runner.close()
    qtbot.waitUntil(lambda: runner.wait(0))
    assert not runner._lane._alarm.isActive()  # no timer can be stopped once its thread is gone


def resting(seconds: float) -> Generator[Step, None, None]:
    yield Step(1, 2, rest=seconds)
    yield Step(2, 2)
