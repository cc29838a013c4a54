"""The worker's half of the program without torch, and a program that uses it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QPushButton

from desktop_app import paths
from desktop_app.engine.contract import DeviceInfo, Look, Network, Outcome, Source, Step
from desktop_app.engine.errors import OutOfMemoryError
from desktop_app.presenters import work
from desktop_app.views import intake
from desktop_app.views.widgets.thumbnail_delegate import PIXMAP
from tests.helpers import noise
from tests.views import makers

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from desktop_app.app import Program
    from desktop_app.engine.contract import DeviceWish, Picture
    from desktop_app.engine.places import Places
    from desktop_app.pictures import Entry
    from desktop_app.views.widgets.thumbnail_delegate import Row

BREAK = "\N{ZERO WIDTH SPACE}"
"""Where a long name may be broken into lines."""

OPERATIONS = (
    "load_network",
    "give_back",
    "read_ready",
    "look",
    "predict_many",
    "thumbnails",
    "fetch",
)
NO_HURRY = 0.001
"""Seconds that a step takes while a test lets a job wait."""


class Latch:
    """What a job goes through; it takes steps without getting on while the latch is shut."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self._open.set()
        self.reached = False

    def shut(self) -> None:
        self._open.clear()
        self.reached = False

    def open(self) -> None:
        self._open.set()

    def steps(self) -> Iterator[Step]:
        self.reached = True
        while not self._open.wait(NO_HURRY):
            yield Step(0, 0)


class StandIn:
    """Stands in for `presenters.work`: notes what is asked and answers by the names of things.

    `says` tells the class for a picture's name; all others are cats. `failures` tells what goes
    wrong with a picture, a network or an address; `OutOfMemoryError` ends the whole long job.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.loaded: list[tuple[str, str]] = []
        self.looked: list[str] = []
        self.predicted: list[str] = []
        self.fetched: list[str] = []
        self.says: dict[str, str] = {}
        self.failures: dict[str, Exception] = {}
        self.reason = ""
        self.given_back = 0
        self.ready: tuple[tuple[str, str], ...] = ()
        self.loading, self.looking, self.predicting = Latch(), Latch(), Latch()
        self.fetching = Latch()
        for name in OPERATIONS:
            monkeypatch.setattr(work, name, getattr(self, name))

    def open(self) -> None:
        for latch in (self.loading, self.looking, self.predicting, self.fetching):
            latch.open()

    def load_network(
        self, name: str, wish: DeviceWish, places: Places
    ) -> Generator[Step, None, tuple[DeviceInfo, Network]]:
        self.loaded.append((name, wish.device))
        yield from self.loading.steps()
        self._fail(name)
        offered = (("cpu", "CPU"), ("cuda:0", "A GPU"))
        failed = "A GPU" if self.reason else ""
        info = DeviceInfo(wish.device, "cpu", "CPU", 2, failed, self.reason, offered)
        return info, makers.network(name, name.title())

    def give_back(self) -> Generator[Step, None, None]:
        yield Step(0, 0)
        self.given_back += 1

    def read_ready(self, places: Places) -> Generator[Step, None, tuple[tuple[str, str], ...]]:
        yield Step(0, 0)
        return self.ready

    def look(
        self, network: Network, source: Source | Picture, other: Network | None = None
    ) -> Generator[Step, None, Look]:
        self.looked.append(source.name)
        yield from self.looking.steps()
        self._fail(source.name)
        best = self.says.get(source.name, "cat")
        second = makers.answer(best, network=other.name) if other else None
        return makers.look(source.name, makers.answer(best, network=network.name), second)

    def predict_many(
        self, network: Network, sources: Sequence[tuple[int, Source]]
    ) -> Generator[Step, None, int]:
        for done, (key, source) in enumerate(sources, 1):
            yield from self.predicting.steps()
            self.predicted.append(source.name)
            problem = self.failures.get(source.name)
            if isinstance(problem, OutOfMemoryError):
                raise problem
            best = self.says.get(source.name, "cat")
            answer = None if problem else makers.answer(best, network=network.name)
            yield Step(done, len(sources), item=Outcome(key, answer, problem))
        return len(sources)

    def thumbnails(
        self, sources: Sequence[tuple[int, Source]], width: int, height: int
    ) -> Generator[Step, None, None]:
        for done, (key, source) in enumerate(sources, 1):
            bad = source.name in self.failures
            yield Step(done, 0, item=(key, None if bad else noise(width, height)))

    def fetch(self, address: str) -> Generator[Step, None, bytes]:
        self.fetched.append(address)
        yield from self.fetching.steps()
        yield Step(0, 0)
        self._fail(address)
        return b"what lies there"

    def _fail(self, name: str) -> None:
        if name in self.failures:
            raise self.failures[name]


class Desk:
    """A program with the stand-in at work, and a person in front of it."""

    def __init__(self, program: Program, work: StandIn, qtbot: QtBot) -> None:
        self.program = program
        self.work = work
        self.qtbot = qtbot
        self.window, self.tab, self.session = program.window, program.tab, program.session
        self.pictures = program.session.pictures
        self.strip = program.tab.list.thumbnails
        self.bar = program.window.job_bar
        self.notice = program.window.notice

    # What the person does

    def begin(self) -> None:
        """Have the network loaded, as when the window has been painted."""
        self.window.painted.emit()
        self.qtbot.waitUntil(lambda: self.session.network is not None)

    def open(self, *paths: Path | str) -> None:
        """Drop files or folders."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        self.window.received.emit(intake.take(data))

    def open_sources(self, *names: str) -> list[Entry]:
        """Have pictures in the list, without files; the first is shown."""
        self.pictures.open(makers.sources(*names))
        return self.pictures.entries()[-len(names) :]

    def paste(self, data: QMimeData) -> None:
        clipboard = QGuiApplication.clipboard()
        clipboard.setMimeData(data)
        self.act("paste")
        clipboard.clear()  # data made in Python must not be there when the process ends

    def choose(self, entry: Entry) -> None:
        """Click a picture of the strip."""
        self.strip.choose(entry.key)

    def select(self, *entries: Entry) -> None:
        """Click several pictures of the strip with Ctrl held down."""
        self.strip.clearSelection()
        model = self.strip.selectionModel()
        for entry in entries:
            model.select(self.strip.rows.place(entry.key), model.SelectionFlag.Select)

    def answer_notice(self) -> None:
        """Click the button of the notice."""
        (button,) = (one for one in self.notice.findChildren(QPushButton) if one.text())
        assert not button.isHidden()
        button.click()

    def act(self, key: str) -> None:
        """Choose something from a menu."""
        action = self.window.actions_table[key]
        assert action.isEnabled()
        action.trigger()

    def pick(self, menu: str, value: str) -> None:
        """Choose an entry of a submenu."""
        self.window.chosen.emit(menu, value)

    # What the person sees

    def names(self) -> list[str]:
        """What the pictures of the strip are called."""
        rows: list[Row] = self.strip.rows.rows
        return [row.source.name for row in rows]

    def shown(self) -> str:
        """The name of the picture on screen; empty while there is none."""
        return self.session.picture.name if self.session.picture else ""

    def entry(self, name: str) -> Entry:
        return next(one for one in self.pictures.entries() if one.source.name == name)

    def is_using(self, name: str) -> bool:
        """Whether the network called `name` is in use."""
        return self.session.network is not None and self.session.network.name == name

    def has_thumbnail(self, name: str) -> bool:
        pixmap = self.strip.rows.place(self.entry(name).key).data(PIXMAP)
        return isinstance(pixmap, QPixmap) and not pixmap.isNull()

    def settings_file(self) -> Path:
        """Where the program keeps its settings during the test."""
        return paths.settings_file()

    def offered(self, menu: str) -> list[str]:
        """The values of a submenu's entries."""
        actions = self.window.actions_table.submenus[menu].actions()
        return [str(action.property("value")) for action in actions if action.isEnabled()]

    # Waiting

    def wait_for_shown(self, name: str) -> None:
        self.qtbot.waitUntil(lambda: self.shown() == name)

    def wait_for_answers(self) -> None:
        """Wait until nothing waits and no long job runs."""
        self.qtbot.waitUntil(
            lambda: not self.pictures.waiting() and self.program.runner.long is None
        )

    def wait_for_count(self, count: int) -> None:
        self.qtbot.waitUntil(lambda: len(self.pictures) == count)

    def wait_for_notice(self) -> tuple[str, str]:
        self.qtbot.waitUntil(lambda: not self.notice.isHidden())
        what, why = self.notice.texts()
        return what, why.replace(BREAK, "")

    def settle(self) -> None:
        """Wait until the worker has done all that it was given so far."""
        job = self.program.runner.quick("last", _nothing)
        with self.qtbot.waitSignal(job.finished):
            pass


def _nothing() -> Generator[Step, None, None]:
    yield Step(1, 1)
