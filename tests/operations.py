"""Operations to run as jobs, and a watch that notes what a job says."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

from desktop_app.engine.contract import Step
from desktop_app.jobs import Failure, Job, JobRunner, Report, State

if TYPE_CHECKING:
    from collections.abc import Generator

    from pytestqt.qtbot import QtBot

    Steps = Generator[Step, None, None]
    Counting = Generator[Step, None, int]

SECONDS = 5
"""How long the worker may take; far longer than it does."""


# Operations


class Lamp:
    """An operation that goes on until its light is put out."""

    def __init__(self) -> None:
        self.lit = True
        self.at = 0
        self.left = False

    def __call__(self) -> Counting:
        try:
            while self.lit:
                self.at += 1
                yield Step(self.at, 0, item=self.at, snapshot=lambda: f"frame {self.at}")
            return self.at
        finally:
            self.left = True


class Gate:
    """An operation that keeps the worker busy from `entered` until `opened`."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.opened = threading.Event()
        self.ended = threading.Event()

    def __call__(self) -> Steps:
        self.entered.set()
        assert self.opened.wait(SECONDS)
        yield Step(1, 1)
        self.ended.set()


def count(total: int) -> Counting:
    for at in range(1, total + 1):
        yield Step(at, total, {"at": at}, at)
    return total


# Operations that fail


def fail_with(error: BaseException) -> Steps:
    yield Step(1, 2)
    raise error


def fail_to_be_made(error: BaseException) -> Steps:
    raise error  # without a yield this is no generator: the call itself raises


def fail_in_snapshot(error: BaseException) -> Steps:
    def snapshot() -> object:
        raise error

    yield Step(1, 2, snapshot=snapshot)


def fail_in_cleanup(error: BaseException) -> Steps:
    try:
        while True:
            yield Step(1, 0)
    finally:
        raise error


def go_on_when_closed() -> Steps:
    try:
        while True:
            yield Step(1, 0)
    except GeneratorExit:
        yield Step(2, 0)


# Watching


class Watch:
    """Notes what a job says, in order."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.said: list[str] = []
        self.reports: list[Report] = []
        self.result: object = None
        self.failure: Failure | None = None
        job.reported.connect(self._on_reported)
        job.succeeded.connect(self._on_succeeded)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)
        job.finished.connect(self._on_finished)

    @property
    def items(self) -> list[object]:
        return [item for report in self.reports for item in report.items]

    @property
    def done(self) -> int:
        return self.reports[-1].done if self.reports else 0

    @property
    def frame(self) -> object:
        return self.reports[-1].frame if self.reports else None

    def _on_reported(self, report: Report) -> None:
        assert not self.said
        self.reports.append(report)

    def _on_succeeded(self, result: object) -> None:
        self.said.append("succeeded")
        self.result = result

    def _on_failed(self, failure: Failure) -> None:
        self.said.append("failed")
        self.failure = failure

    def _on_cancelled(self) -> None:
        self.said.append("cancelled")

    def _on_finished(self) -> None:
        assert self.job.state is State.ENDED
        self.said.append("finished")


def finish(qtbot: QtBot, *watches: Watch) -> None:
    qtbot.waitUntil(lambda: all(watch.said[-1:] == ["finished"] for watch in watches))


def wait_for_step(qtbot: QtBot, watch: Watch, number: int) -> None:
    qtbot.waitUntil(lambda: watch.done >= number)


def shut(runner: JobRunner) -> Gate:
    """Return a gate at which the worker now waits."""
    gate = Gate()
    runner.quick("gate", gate)
    assert gate.entered.wait(SECONDS)
    return gate


def assert_usable(qtbot: QtBot, runner: JobRunner) -> None:
    """Whatever came before, the runner takes and does long and quick jobs."""
    long = Watch(runner.start(partial(count, 2), "Long"))
    quick = Watch(runner.quick("quick", partial(count, 1)))
    finish(qtbot, long, quick)
    assert (long.result, quick.result) == (2, 1)
    assert runner.long is None
