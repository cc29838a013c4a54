"""Garbage collection in the window's thread only."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from typing import TYPE_CHECKING

import pytest

from desktop_app.collector import Collector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def collector(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    monkeypatch.setattr("desktop_app.collector.YOUNG_MS", 5)
    monkeypatch.setattr("desktop_app.collector.IDLE_MS", 20)
    gc.enable()
    yield Collector()
    gc.disable()


class Knot:
    """Something that only the garbage collector frees."""

    def __init__(self) -> None:
        self.itself = self


def allocate() -> list[list[int]]:
    """Enough to make a young collection due, as long as it is kept."""
    return [[number] for number in range(2 * gc.get_threshold()[0])]


def test_automatic_collector_is_off(collector: Collector) -> None:
    assert not gc.isenabled()


def test_young_garbage_goes_when_there_is_enough(qtbot: QtBot, collector: Collector) -> None:
    gc.collect()
    knot = weakref.ref(Knot())
    collector.collect_young()
    assert knot() is not None
    kept = allocate()
    qtbot.waitUntil(lambda: knot() is None)
    assert kept


def test_old_garbage_goes_when_the_program_is_idle(qtbot: QtBot, collector: Collector) -> None:
    knot = Knot()
    gone = weakref.ref(knot)
    gc.collect()  # it survives, so it is old now
    del knot
    kept = allocate()
    qtbot.waitUntil(lambda: gone() is None)
    assert kept


def test_everything_goes_when_asked(collector: Collector) -> None:
    knot = weakref.ref(Knot())
    collector.collect_all()
    assert knot() is None


# Widgets in reference cycles are dropped while the worker allocates enough for collections of
# every generation. With Python's own collector this ends in a segmentation fault.
WIDGETS_AND_A_BUSY_WORKER = """
import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop_app.collector import Collector
from desktop_app.engine.contract import Step
from desktop_app.jobs import JobRunner

sys.setswitchinterval(0.0002)  # the threads take turns more often
dropped = 0


def allocate():
    while dropped < 500:
        kept = [[number] for number in range(20_000)]
        yield Step(dropped, 500)


def drop_widgets():
    global dropped
    for _ in range(10):
        widget = QWidget()
        widget.knot = QLabel("text", widget), widget
        widget.show()
        dropped += 1


app = QApplication([])
app.setQuitOnLastWindowClosed(False)
collector = Collector()
timer = QTimer(interval=0)
timer.timeout.connect(drop_widgets)
timer.start()
runner = JobRunner()
runner.closed.connect(app.quit)
job = runner.start(allocate, "Allocating")
job.finished.connect(timer.stop)
job.finished.connect(collector.collect_all)
job.finished.connect(runner.close)
app.exec()
assert not app.topLevelWidgets()
"""


def test_busy_worker_destroys_no_widgets() -> None:
    child = subprocess.run(
        [sys.executable, "-c", WIDGETS_AND_A_BUSY_WORKER],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (child.returncode, child.stdout, child.stderr) == (0, "", "")
