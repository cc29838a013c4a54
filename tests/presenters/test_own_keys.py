"""Presenters that use the same word for a job do not stop each other's."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from desktop_app.engine.contract import Step
from desktop_app.jobs import JobRunner
from desktop_app.presenters.base import Presenter
from desktop_app.session import Session

if TYPE_CHECKING:
    from collections.abc import Generator

    from pytestqt.qtbot import QtBot


class First(Presenter):
    """One of two."""


class Second(Presenter):
    """The other."""


def answer(value: str) -> Generator[Step, None, str]:
    yield Step(0, 0)
    return value


def test_the_same_word_is_each_one_s_own(qtbot: QtBot) -> None:
    session, runner = Session(), JobRunner()
    told: list[object] = []
    pair = First(session, runner), Second(session, runner)
    for presenter, value in zip(pair, "ab", strict=True):
        presenter.quick("look", partial(answer, value), told.append, told.append)
    qtbot.waitUntil(lambda: not runner.busy)
    assert sorted(map(str, told)) == ["a", "b"]
    with qtbot.waitSignal(runner.closed):
        runner.close()
    assert runner.wait(5000)
