"""What is kept for trainings: measured when it is looked at, and emptied when that is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal

from desktop_app.engine.lessons import LESSONS
from desktop_app.presenters import work_kept as work
from desktop_app.presenters.base import Presenter
from desktop_app.views import wording
from desktop_app.views.kept_rows import FEATURES, TRAININGS

if TYPE_CHECKING:
    from desktop_app.jobs import Failure, Job, JobRunner, Make
    from desktop_app.session import Session
    from desktop_app.views.kept_rows import KeptRows


@dataclass(frozen=True, slots=True)
class _Kept:
    """How one of them is measured and emptied."""

    measure: Make
    empty: Make


class KeptPresenter(Presenter):
    """`emptied` carries the name of the row whose files are gone."""

    emptied = Signal(str)

    def __init__(self, session: Session, runner: JobRunner, rows: KeptRows) -> None:
        """Join them. Nothing is measured before `refresh`."""
        super().__init__(session, runner)
        self.rows = rows
        self._kept = {
            FEATURES: _Kept(work.features, work.clear_features),
            TRAININGS: _Kept(work.trainings, work.clear_trainings),
        }
        for one in LESSONS:
            self._kept[one.key] = _Kept(partial(work.lesson, one), partial(work.remove_lesson, one))
        self._sizes: dict[str, int] = {}
        rows.emptied.connect(self._empty)
        runner.long_changed.connect(self._on_long_changed)
        self._on_long_changed(runner.long)

    def refresh(self) -> None:
        """Measure all of them."""
        self.rows.show_rest()
        for key in self._kept:
            self._measure(key)

    def _measure(self, key: str) -> None:
        done, failed = partial(self._on_measured, key), partial(self._on_failed, key)
        self.quick(f"size {key}", self._kept[key].measure, done, failed)

    def _on_measured(self, key: str, result: object) -> None:
        self._sizes[key], limit = cast("tuple[int, int]", result)
        self.rows.show_size(key, self._sizes[key], limit)

    def _on_long_changed(self, job: Job | None) -> None:
        """Leave alone what a run may be reading."""
        text = self.tr("{job} is still going on. Stop it below, or wait.")
        self.rows.allow(text.format(job=job.title) if job is not None else "")

    def _empty(self, key: str) -> None:
        if self.runner.long is not None:
            return
        self.rows.show_emptying(key)
        done, failed = partial(self._on_emptied, key), partial(self._on_failed, key)
        self.quick(f"empty {key}", self._kept[key].empty, done, failed)

    def _on_emptied(self, key: str, result: object) -> None:
        del result
        self.rows.show_emptied(key, self._sizes.get(key, 0))
        self._measure(key)
        self.emptied.emit(key)

    def _on_failed(self, key: str, failure: Failure) -> None:
        self.rows.show_problem(key, wording.explain(failure.error)[1])
