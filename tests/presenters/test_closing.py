"""Closing the window: at once, or after a question when something would be lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app import __version__, settings
from desktop_app.settings import Settings
from desktop_app.views import dialogs
from tests.operations import Lamp, Watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.presenters.stand_in import Desk


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked before closing; the answer is to stay."""
    return answer_with(monkeypatch, close=False)


def answer_with(monkeypatch: pytest.MonkeyPatch, *, close: bool) -> list[str]:
    questions: list[str] = []

    def confirm(parent: object, what: str, why: str, go_on: str, back: str) -> bool:
        del parent
        assert what
        assert go_on != back
        questions.append(why)
        return close

    monkeypatch.setattr(dialogs, "confirm", confirm)
    return questions


@pytest.fixture
def shine(desk: Desk) -> Watch:
    """A long job that goes on for ever."""
    return Watch(desk.program.runner.start(Lamp(), "Light"))


def is_over(desk: Desk) -> Callable[[], bool]:
    return lambda: desk.window.may_close


def test_idle_program_closes_at_once(desk: Desk, asked: list[str]) -> None:
    desk.window.show()
    assert not desk.window.close()
    assert desk.window.isHidden()
    desk.qtbot.waitUntil(is_over(desk))
    assert desk.program.runner.wait(0)
    assert asked == []


def test_loading_network_is_no_reason_to_ask(fresh: Desk, asked: list[str]) -> None:
    fresh.work.loading.shut()
    fresh.window.show()
    fresh.qtbot.waitUntil(lambda: fresh.work.loading.reached)
    fresh.window.close()
    assert fresh.window.isHidden()
    fresh.qtbot.waitUntil(is_over(fresh))
    assert asked == []
    assert fresh.session.network is None


def test_staying_leaves_the_job_alone(desk: Desk, shine: Watch, asked: list[str]) -> None:
    desk.window.show()
    desk.window.close()
    assert desk.window.isVisible()
    assert len(asked) == 1
    assert asked[0].startswith("Light")
    assert desk.program.runner.long is shine.job
    at = shine.done
    desk.qtbot.waitUntil(lambda: shine.done > at)


def test_stop_and_close(desk: Desk, shine: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    questions = answer_with(monkeypatch, close=True)
    desk.window.show()
    desk.window.close()
    assert desk.window.isHidden()
    desk.qtbot.waitUntil(is_over(desk))
    assert shine.said == ["cancelled", "finished"]
    assert len(questions) == 1


def test_closing_twice_asks_once(desk: Desk, shine: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    questions = answer_with(monkeypatch, close=True)
    desk.window.show()
    desk.window.close()
    desk.window.close()
    desk.qtbot.waitUntil(is_over(desk))
    assert len(questions) == 1
    assert shine.said == ["cancelled", "finished"]


def test_predicting_a_folder_is_a_job_too(desk: Desk, asked: list[str]) -> None:
    desk.work.predicting.shut()
    desk.open_sources("a", "b", "c")
    desk.qtbot.waitUntil(lambda: desk.work.predicting.reached)
    desk.window.show()
    desk.window.close()
    assert len(asked) == 1


def test_what_was_set_is_written(desk: Desk) -> None:
    desk.tab.answer.set_top(7)
    desk.pick("theme", "dark")
    desk.window.show()
    desk.window.resize(1000, 700)
    desk.window.close()
    stored = Settings(desk.settings_file())
    assert (stored.get(settings.TOP), stored.get(settings.THEME)) == (7, "dark")
    assert stored.get(settings.GEOMETRY) == desk.window.saveGeometry().data()


def test_answers_after_closing_disturb_nobody(desk: Desk) -> None:
    desk.window.show()
    desk.work.looking.shut()
    desk.open_sources("a")
    desk.qtbot.waitUntil(lambda: desk.work.looking.reached)
    desk.window.close()
    desk.open_sources("b")
    desk.qtbot.waitUntil(is_over(desk))
    assert desk.shown() == ""


def test_about_names_version_and_places(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def about(parent: object, version: str, facts: list[str]) -> None:
        assert parent is desk.window
        told.extend([version, *facts])

    monkeypatch.setattr(dialogs, "about", about)
    desk.act("about")
    assert told[0] == __version__
    assert any(str(desk.settings_file()) in fact for fact in told)
