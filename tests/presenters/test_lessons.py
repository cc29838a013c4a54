"""Fetching the lessons' sets from a server, on the worker, with the cards that show it."""

from __future__ import annotations

import os
from threading import Event
from typing import TYPE_CHECKING

import pytest

from desktop_app import paths
from desktop_app.engine import lesson_sets, lessons
from desktop_app.engine.lessons import CATS_AND_DOGS, PETS
from desktop_app.presenters.job_bar import JobBarPresenter
from desktop_app.presenters.lessons import LessonsPresenter
from desktop_app.session import Session
from desktop_app.views.lesson_card import CANCEL, FETCH, USE
from desktop_app.views.lesson_cards import LessonCards
from desktop_app.views.widgets.job_bar import JobBar
from tests.engine import lesson_archives as made
from tests.engine.servers import SECONDS, file, serving, status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop_app.jobs import JobRunner
    from desktop_app.views.lesson_card import LessonCard
    from tests.engine.servers import Page, Server

CONTENT = made.zipped(made.cats_and_dogs(40))
LISTS, IMAGES = made.tarred(made.pet_lists()), made.tarred(made.pet_images())
HALF = 20_000
KEY = CATS_AND_DOGS.key


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "*")
    with serving() as server:
        yield server


class Learner:
    """A person in front of the cards."""

    def __init__(self, qtbot: QtBot, runner: JobRunner, server: Server) -> None:
        self.qtbot, self.server = qtbot, server
        archive = server.put("/cats.zip", file(CONTENT)), CONTENT
        lists = server.put("/lists.tar.gz", file(LISTS)), LISTS
        images = server.put("/images.tar.gz", file(IMAGES)), IMAGES
        self.lesson = made.lesson_of(CATS_AND_DOGS, archive)
        self.cards = LessonCards((self.lesson, made.lesson_of(PETS, lists, images)))
        self.bar = JobBar()
        for widget in (self.cards, self.bar):
            qtbot.addWidget(widget)
        self.progress = JobBarPresenter(self.bar, runner)
        self.presenter = LessonsPresenter(Session(), runner, self.cards, self.progress)
        self.used: list[str] = []
        self.presenter.ready.connect(self.used.append)

    def hands_out(self, *pages: Page) -> None:
        """The server's next answers for cats and dogs."""
        self.server.put("/cats.zip", *pages)

    def card(self, key: str = KEY) -> LessonCard:
        return self.cards.cards[key]

    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true)

    def offers(self, action: str, key: str = KEY) -> bool:
        """Whether the card's button would do that now."""
        return self.card(key)._action == action

    def has_half(self) -> bool:
        """Whether the card shows what a slow server has handed out."""
        return self.card().bar.value() == HALF * 1000 // len(CONTENT)

    def click(self, action: str, key: str = KEY) -> None:
        assert self.offers(action, key)
        self.card(key).button.click()


@pytest.fixture
def learner(qtbot: QtBot, runner: JobRunner, server: Server) -> Iterator[Learner]:
    result = Learner(qtbot, runner, server)
    yield result
    server.opened.set()
    runner.close()
    qtbot.waitUntil(lambda: runner.wait(0))
    for part in (result.presenter, result.progress):
        part.deleteLater()


def test_a_set_is_fetched_and_used(learner: Learner) -> None:
    learner.click(FETCH)
    assert learner.offers(CANCEL)
    assert learner.bar.texts()[0] == "Fetching Cats and Dogs"
    learner.until(lambda: learner.offers(USE))
    assert learner.bar.texts()[0] == "Cats and Dogs is ready."
    assert learner.used == []  # it waits until it is wanted
    learner.click(USE)
    assert learner.used == [str(paths.lessons_folder() / KEY)]
    assert sorted(os.listdir(learner.used[0])) == ["Cat", "Dog"]


def test_both_come_at_once(learner: Learner) -> None:
    for key in (KEY, PETS.key):
        learner.click(FETCH, key)
    learner.until(lambda: all(learner.offers(USE, key) for key in (KEY, PETS.key)))
    learner.click(USE, PETS.key)
    assert learner.used == [str(paths.lessons_folder() / PETS.key)]


def test_the_card_tells_how_far_it_is(learner: Learner) -> None:
    learner.hands_out(file(CONTENT, slow=HALF))
    learner.click(FETCH)
    learner.until(learner.has_half)
    assert "of" in learner.card().detail.text()
    learner.server.opened.set()
    learner.until(lambda: learner.offers(USE))


def test_unpacking_is_told(learner: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    show = learner.cards.show_unpacking

    def note(key: str, done: int, total: int) -> None:
        show(key, done, total)
        told.append(learner.card().detail.text())

    monkeypatch.setattr(learner.cards, "show_unpacking", note)
    learner.click(FETCH)
    learner.until(lambda: learner.offers(USE))
    assert told
    assert all(text.startswith("Unpacking…") for text in told)


@pytest.mark.parametrize("by", ["card", "bar"])
def test_a_stop_keeps_what_has_come_and_it_goes_on(learner: Learner, by: str) -> None:
    learner.hands_out(file(CONTENT, slow=HALF), file(CONTENT))
    learner.click(FETCH)
    learner.until(learner.has_half)
    if by == "card":
        learner.click(CANCEL)
    else:
        learner.bar.stop_requested.emit()
    learner.until(lambda: "have come" in learner.card().detail.text())
    assert learner.offers(FETCH)
    learner.click(FETCH)
    learner.until(lambda: learner.offers(USE))
    assert learner.server.ranges == [None, f"bytes={HALF}-"]


def test_one_who_changes_their_mind_at_once(learner: Learner) -> None:
    learner.hands_out(file(CONTENT, slow=HALF), file(CONTENT))
    learner.click(FETCH)
    learner.until(learner.has_half)
    learner.click(CANCEL)
    learner.click(FETCH)
    learner.until(lambda: learner.offers(USE))
    assert len(learner.server.asked) == 2


def test_a_stop_while_it_unpacks_leaves_the_archive_only(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, stopped = lesson_sets._write, Event()

    def write_late(file: Path, content: bytes) -> None:
        assert stopped.wait(SECONDS)
        write(file, content)

    monkeypatch.setattr(lesson_sets, "_write", write_late)
    learner.click(FETCH)
    learner.until(lambda: learner.card().detail.text().startswith("Unpacking…"))
    learner.click(CANCEL)
    stopped.set()
    learner.until(lambda: "have come" in learner.card().detail.text())
    folder = paths.lessons_folder()
    archive = lessons.part(learner.lesson, learner.lesson.archives[0], folder)
    learner.until(lambda: os.listdir(folder) == [archive.name])
    assert archive.read_bytes() == CONTENT


def test_what_went_wrong_stands_on_the_card_and_can_be_tried_again(learner: Learner) -> None:
    learner.hands_out(status(404))
    learner.click(FETCH)
    learner.until(lambda: not learner.card().message.isHidden())
    assert learner.card().message.texts()[1] == "Nothing came: the server has no such file."
    learner.hands_out(file(CONTENT))
    assert learner.card().button.text().strip() == "Try again"
    learner.click(FETCH)
    assert learner.card().message.isHidden()
    learner.until(lambda: learner.offers(USE))


def test_another_card_s_stop_leaves_the_problem_alone(learner: Learner) -> None:
    learner.hands_out(status(404))
    learner.click(FETCH)
    learner.until(lambda: not learner.card().message.isHidden())
    learner.server.put("/images.tar.gz", file(IMAGES, slow=1000))
    learner.click(FETCH, PETS.key)
    learner.until(lambda: learner.card(PETS.key).bar.value() > 0)
    learner.click(CANCEL, PETS.key)
    learner.until(lambda: "have come" in learner.card(PETS.key).detail.text())
    assert not learner.card().message.isHidden()


def test_what_is_here_is_found(learner: Learner) -> None:
    (paths.lessons_folder() / KEY).mkdir(parents=True)
    learner.presenter.refresh()
    learner.until(lambda: learner.offers(USE))
    learner.click(USE)
    assert learner.used == [str(paths.lessons_folder() / KEY)]
    assert learner.server.asked == []


def test_what_was_deleted_is_offered_again(learner: Learner) -> None:
    learner.click(FETCH)
    learner.until(lambda: learner.offers(USE))
    os.rename(paths.lessons_folder() / KEY, paths.lessons_folder() / "elsewhere")
    learner.presenter.refresh()
    learner.until(lambda: learner.offers(FETCH))


def test_looking_leaves_what_is_under_way_alone(learner: Learner) -> None:
    learner.hands_out(file(CONTENT, slow=HALF))
    learner.click(FETCH)
    learner.presenter.refresh()
    learner.until(learner.has_half)
    assert learner.offers(CANCEL)
    learner.server.opened.set()
    learner.until(lambda: learner.offers(USE))


def test_asking_twice_fetches_once(learner: Learner) -> None:
    learner.hands_out(file(CONTENT, slow=HALF))
    learner.click(FETCH)
    learner.cards.fetch_asked.emit(KEY)
    learner.server.opened.set()
    learner.until(lambda: learner.offers(USE))
    assert len(learner.server.asked) == 1
