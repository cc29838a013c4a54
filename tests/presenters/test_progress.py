"""The job bar follows whichever long job runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.engine.contract import Step
from desktop_app.presenters.job_bar import JobBarPresenter
from desktop_app.views.widgets.job_bar import JobBar
from tests.operations import Lamp, Watch, finish, wait_for_step

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from pytestqt.qtbot import QtBot

    from desktop_app.jobs import JobRunner


@pytest.fixture
def bar(qtbot: QtBot, runner: JobRunner) -> Iterator[JobBar]:
    result = JobBar()
    qtbot.addWidget(result)
    presenter = JobBarPresenter(result, runner)
    yield result
    runner.close()
    qtbot.waitUntil(lambda: runner.wait(0))
    presenter.deleteLater()


def test_running_and_done(qtbot: QtBot, runner: JobRunner, bar: JobBar) -> None:
    lamp = Lamp()
    watch = Watch(runner.start(lamp, "Light"))
    assert (bar.state, bar.texts()[0]) == ("running", "Light")
    wait_for_step(qtbot, watch, 1)
    lamp.lit = False
    finish(qtbot, watch)
    assert (bar.state, bar.texts()[0]) == ("idle", "Ready")


@pytest.mark.parametrize(
    ("done", "total", "words"),
    [(500, 2000, "500 of 2000"), (3, 2461564000, "3 of 2461564000"), (7, 0, "7")],
)
def test_how_far_it_is(
    qtbot: QtBot, runner: JobRunner, bar: JobBar, done: int, total: int, words: str
) -> None:
    lamp = Lamp()

    def operation() -> Generator[Step, None, None]:
        for _ in lamp():
            yield Step(done, total)

    watch = Watch(runner.start(operation, "Light"))
    wait_for_step(qtbot, watch, 1)
    assert bar.texts()[1] == words
    assert bool(bar.texts()[2]) == bool(total)
    lamp.lit = False
    finish(qtbot, watch)


def test_pause_and_go_on(qtbot: QtBot, runner: JobRunner, bar: JobBar) -> None:
    lamp = Lamp()
    watch = Watch(runner.start(lamp, "Light"))
    wait_for_step(qtbot, watch, 1)
    bar.pause_requested.emit()
    assert (bar.state, bar.texts()[0]) == ("paused", "Light, paused")
    bar.resume_requested.emit()
    assert (bar.state, bar.texts()[0]) == ("running", "Light")
    at = watch.done
    wait_for_step(qtbot, watch, at + 1)
    lamp.lit = False
    finish(qtbot, watch)


def test_pauses_do_not_count(
    qtbot: QtBot, runner: JobRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr("desktop_app.presenters.job_bar.monotonic", lambda: now)
    bar = JobBar()
    qtbot.addWidget(bar)
    presenter = JobBarPresenter(bar, runner)
    lamp = Lamp()
    watch = Watch(runner.start(lamp, "Light"))
    now += 3
    bar.pause_requested.emit()
    now += 1000
    assert presenter.seconds == 3
    bar.resume_requested.emit()
    now += 4
    assert presenter.seconds == 7
    lamp.lit = False
    finish(qtbot, watch)


@pytest.mark.parametrize("paused", [False, True])
def test_stop(qtbot: QtBot, runner: JobRunner, bar: JobBar, paused: bool) -> None:
    watch = Watch(runner.start(Lamp(), "Light"))
    if paused:
        bar.pause_requested.emit()
    bar.stop_requested.emit()
    finish(qtbot, watch)
    assert watch.said == ["cancelled", "finished"]
    assert bar.state == "idle"


def test_clicks_without_a_job_do_nothing(qtbot: QtBot, runner: JobRunner, bar: JobBar) -> None:
    finish(qtbot, Watch(runner.start(_dark(), "Light")))
    bar.pause_requested.emit()
    bar.resume_requested.emit()
    bar.stop_requested.emit()
    assert bar.state == "idle"


def _dark() -> Lamp:
    lamp = Lamp()
    lamp.lit = False
    return lamp


def test_what_was_told_of_the_end_stays(qtbot: QtBot, runner: JobRunner, bar: JobBar) -> None:
    lamp = _dark()
    job = runner.start(lamp, "Light")
    job.succeeded.connect(lambda _: bar.show_state("done", "It shone", "in 2 s"))
    finish(qtbot, Watch(job))
    assert (bar.state, bar.texts()[0]) == ("done", "It shone")
