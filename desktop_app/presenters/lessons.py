"""The lessons' sets of pictures: what of them is here, and fetching them beside everything else."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal

from desktop_app import paths
from desktop_app.engine.lessons import UNPACKING
from desktop_app.presenters import work_lessons
from desktop_app.presenters.base import Presenter
from desktop_app.presenters.downloads import speed
from desktop_app.views import measures, wording

if TYPE_CHECKING:
    from desktop_app.engine.lessons import Held
    from desktop_app.jobs import Failure, JobRunner, Report
    from desktop_app.presenters.job_bar import JobBarPresenter
    from desktop_app.session import Session
    from desktop_app.views.lesson_cards import LessonCards


@dataclass(slots=True)
class _Fetching:
    """A set on its way: when how much had come, and whether it is being unpacked."""

    marks: deque[tuple[float, int]] = field(default_factory=deque)
    unpacking: bool = False


class LessonsPresenter(Presenter):
    """Quick jobs: they mostly wait, so everything else goes on meanwhile.

    `ready` carries the folder of a set that a person wants to use.
    """

    ready = Signal(str)

    def __init__(
        self,
        session: Session,
        runner: JobRunner,
        cards: LessonCards,
        progress: JobBarPresenter,
    ) -> None:
        """Join them. What is here is not looked for before `refresh`."""
        super().__init__(session, runner)
        self.cards = cards
        self.progress = progress
        self.lessons = {key: card.lesson for key, card in cards.cards.items()}
        self._under_way: dict[str, _Fetching] = {}
        self._folders: dict[str, str] = {}
        cards.fetch_asked.connect(self._fetch)
        cards.cancelled.connect(self._cancel)
        cards.used.connect(self._use)

    def refresh(self) -> None:
        """Look which sets are here."""
        for key in self.lessons:
            self._look(key)

    def _look(self, key: str) -> None:
        make = partial(work_lessons.look, self.lessons[key], paths.lessons_folder())
        self.quick(f"look {key}", make, partial(self._on_looked, key), self._on_unseen)

    def _on_looked(self, key: str, result: object) -> None:
        if key in self._under_way:
            return
        held = cast("Held", result)
        self._folders[key] = held.folder
        if held.folder:
            self.cards.show_ready(key)
        else:
            self.cards.show_offer(key, held.come)

    def _on_unseen(self, failure: Failure) -> None:
        """Leave the offer: fetching tells what is wrong with the folder."""

    def _fetch(self, key: str) -> None:
        if key in self._under_way:
            return
        self._under_way[key] = _Fetching()
        lesson = self.lessons[key]
        job = self.quick(
            f"lesson {key}",
            partial(work_lessons.fetch, lesson, paths.lessons_folder()),
            partial(self._on_fetched, key),
            partial(self._on_failed, key),
            partial(self._on_reported, key),
            stopped=partial(self._on_stopped, key),
        )
        self.cards.show_progress(key, 0, 0)
        title = self.tr("Fetching {name}").format(name=self._name(key))
        self.progress.watch(job, title, measures.size)

    def _cancel(self, key: str) -> None:
        self.forget(f"lesson {key}")
        self._on_stopped(key)

    def _use(self, key: str) -> None:
        self.ready.emit(self._folders[key])

    def _on_reported(self, key: str, report: Report) -> None:
        fetching = self._under_way[key]
        fetching.unpacking = fetching.unpacking or UNPACKING in report.items
        if fetching.unpacking:
            self.cards.show_unpacking(key, report.done, report.total)
        else:
            words = speed(fetching.marks, report)
            self.cards.show_progress(key, report.done, report.total, words)

    def _on_fetched(self, key: str, result: object) -> None:
        del self._under_way[key]
        self._folders[key] = cast("str", result)
        self.cards.show_ready(key)
        what = self.tr("{name} is ready.").format(name=self._name(key))
        self.progress.tell("done", what)

    def _on_failed(self, key: str, failure: Failure) -> None:
        del self._under_way[key]
        self.cards.show_problem(key, *wording.explain(failure.error))

    def _on_stopped(self, key: str) -> None:
        self._under_way.pop(key, None)
        self.cards.show_offer(key)
        self._look(key)  # how much has come is told by the disk

    def _name(self, key: str) -> str:
        return wording.translate("lessons", self.lessons[key].title)
