"""A program without torch for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app import app
from tests.presenters.stand_in import Desk, StandIn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    return StandIn(monkeypatch)


@pytest.fixture
def fresh(qtbot: QtBot, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The program as it is before its window has been painted."""
    monkeypatch.setattr(app, "_leave", lambda: None)  # or the tests would end with it
    program = app.Program()
    yield Desk(program, stand_in, qtbot)
    stand_in.open()
    program.runner.close()
    qtbot.waitUntil(lambda: program.window.may_close)
    for part in (*program.presenters, program.window):
        part.deleteLater()


@pytest.fixture
def desk(fresh: Desk) -> Desk:
    """The program with its network."""
    fresh.begin()
    return fresh
