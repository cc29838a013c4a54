"""A program without torch for each test."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from desktop_app import program
from desktop_app.presenters import one_map, work_train
from desktop_app.views.theme import Theme
from desktop_app.views.widgets import mosaic_view
from tests.engine.linear_network import one_thread
from tests.presenters.stand_in import Desk, StandIn
from tests.presenters.teacher import LearningNetworks, Lesson, Teacher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No style sheet, which every new widget would have to be matched with, and no patience."""
    monkeypatch.setattr(Theme, "style_sheet", lambda _: "")
    monkeypatch.setattr(one_map, "REST_MS", 1)
    monkeypatch.setattr(mosaic_view, "SETTLED_MS", 1)


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    return StandIn(monkeypatch)


@pytest.fixture
def start(
    qtbot: QtBot, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Desk]]:
    """Start the program; it is ended after the test."""
    monkeypatch.setattr(program, "_leave", lambda: None)  # or the tests would end with it
    started: list[Desk] = []

    def begin() -> Desk:
        started.append(Desk(program.Program(), stand_in, qtbot))
        return started[-1]

    yield begin
    stand_in.open()
    for desk in started:
        desk.program.runner.close()
        qtbot.waitUntil(partial(_may_close, desk))
        for part in (*desk.program.presenters, desk.window):
            part.deleteLater()


def _may_close(desk: Desk) -> bool:
    return desk.window.may_close


@pytest.fixture
def fresh(start: Callable[[], Desk]) -> Desk:
    """The program as it is before its window has been painted."""
    return start()


@pytest.fixture
def desk(fresh: Desk) -> Desk:
    """The program with its network."""
    fresh.begin()
    return fresh


@pytest.fixture
def teacher(
    fresh: Desk, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Teacher]:
    """Someone at the Transfer learning tab, without a folder."""
    lesson = Lesson()
    monkeypatch.setattr(work_train, "learn", lesson.learn)
    teacher = Teacher(fresh, LearningNetworks(stand_in, monkeypatch), tmp_path, lesson)
    with one_thread():
        yield teacher.begin()
        teacher.lesson.latch.open()
