"""Fetches weights, several at a time, while everything else goes on."""

from __future__ import annotations

from collections import deque
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from desktop_app import settings
from desktop_app.presenters import work
from desktop_app.presenters.base import Presenter
from desktop_app.views import measures, wording

if TYPE_CHECKING:
    from desktop_app.engine.catalogue import Entry
    from desktop_app.jobs import Failure, JobRunner, Report
    from desktop_app.presenters.job_bar import JobBarPresenter
    from desktop_app.session import Session

SPAN = 5.0
"""Seconds over which the speed is measured: long enough to be calm, short enough to be true."""


class DownloadPresenter(Presenter):
    """Quick jobs: they only wait, so pictures are predicted meanwhile.

    `progressed` carries name, bytes that came, bytes in all and speed with time left in words;
    `ended` the name and the error's sentence, "" for a stop; `succeeded` the name.
    """

    progressed = Signal(str, object, object, str)
    ended = Signal(str, str)
    succeeded = Signal(str)

    def __init__(
        self,
        session: Session,
        runner: JobRunner,
        remembered: settings.Settings,
        progress: JobBarPresenter,
    ) -> None:
        """Join them."""
        super().__init__(session, runner)
        self.remembered = remembered
        self.progress = progress
        self._marks: dict[str, deque[tuple[float, int]]] = {}

    def start(self, entry: Entry) -> None:
        """Fetch the weights of `entry`, or go on with them; nothing if that is under way."""
        if entry.name in self._marks:
            return
        self._marks[entry.name] = deque()
        places = settings.places(self.remembered)
        name = entry.name
        job = self.quick(
            f"download {name}",
            partial(work.download, entry, places),
            partial(self._on_done, name),
            partial(self._on_failed, name),
            partial(self._on_reported, name),
            stopped=partial(self._on_stopped, name),
        )
        title = self.tr("Downloading {name}").format(name=entry.title)
        self.progress.watch(job, title, measures.size)
        self.progressed.emit(name, 0, 0, "")

    def stop(self, name: str) -> bool:
        """Stop a download, keeping what has come; False if there is none of that name."""
        if name not in self._marks:
            return False
        self.forget(f"download {name}")
        self._on_stopped(name)
        return True

    def _on_reported(self, name: str, report: Report) -> None:
        words = speed(self._marks[name], report)
        self.progressed.emit(name, report.done, report.total, words)

    def _on_done(self, name: str, path: object) -> None:
        del path
        self._marks.pop(name, None)
        self.succeeded.emit(name)

    def _on_failed(self, name: str, failure: Failure) -> None:
        self._marks.pop(name, None)
        self.ended.emit(name, wording.explain(failure.error)[1])

    def _on_stopped(self, name: str) -> None:
        self._marks.pop(name, None)
        self.ended.emit(name, "")


def speed(marks: deque[tuple[float, int]], report: Report) -> str:
    """Say how fast something comes and how long it will take, from the last seconds.

    `marks` are times and counts of the reports before, to which this one is added.
    """
    now = monotonic()
    marks.append((now, report.done))
    while now - marks[0][0] > SPAN:
        marks.popleft()
    seconds, came = now - marks[0][0], report.done - marks[0][1]
    if seconds < 1 or came <= 0:
        return ""
    rate = wording.translate("DownloadPresenter", "{size}/s")
    rate = rate.format(size=measures.size(round(came / seconds)))
    if not report.total:
        return rate
    left = wording.duration(max(1, (report.total - report.done) * seconds / came))
    text = wording.translate("DownloadPresenter", "{time} left, {speed}")
    return text.format(time=left, speed=rate)
