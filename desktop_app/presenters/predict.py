"""Predict: the picture on screen first, the others behind it, and the list of them all."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer

from desktop_app import settings
from desktop_app.engine.contract import Outcome
from desktop_app.jobs import BusyError
from desktop_app.pictures import arranged
from desktop_app.presenters import work
from desktop_app.presenters.base import Presenter
from desktop_app.views import pixels as qt_pixels
from desktop_app.views import wording
from desktop_app.views.widgets.thumbnail_delegate import PICTURE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.engine.contract import Look, Network, Pixels
    from desktop_app.jobs import Failure, Job, JobRunner, Report
    from desktop_app.pictures import Entry
    from desktop_app.presenters.job_bar import JobBarPresenter
    from desktop_app.session import Session
    from desktop_app.views.main_window import MainWindow
    from desktop_app.views.predict_tab import PredictTab

REARRANGE_MS = 500
PER_ENTRY = ("copy_answer", "copy_picture", "fit", "actual", "zoom_in", "zoom_out", "crop")
PER_LIST = ("export_csv", "export_json", "remove", "clear", "next", "previous", "reveal", "retry")


class PredictPresenter(Presenter):
    """Keeps list, picture and answer in step with the session."""

    def __init__(
        self,
        session: Session,
        runner: JobRunner,
        window: MainWindow,
        tab: PredictTab,
        bar: JobBarPresenter,
        remembered: settings.Settings,
    ) -> None:
        """Join them."""
        super().__init__(session, runner)
        self.window = window
        self.tab = tab
        self.bar = bar
        self.remembered = remembered
        self.pictures = session.pictures
        self.strip = tab.list.thumbnails
        self._job: Job | None = None
        self._stopped: set[int] = set()
        self._bad = 0
        self._rearrange = QTimer(self, singleShot=True, interval=REARRANGE_MS)
        self._rearrange.timeout.connect(self._arrange)
        tab.answer.set_top(remembered.get(settings.TOP))
        self._connect()
        self._enable()

    def _connect(self) -> None:
        self.session.network_changed.connect(self._on_network_changed)
        self.pictures.added.connect(self._on_pictures_added)
        self.pictures.asked_for.connect(self._on_asked_for)
        self.pictures.changed.connect(self._on_pictures_changed)
        self.pictures.rearranged.connect(self._on_pictures_rearranged)
        self.runner.long_changed.connect(self._on_long_changed)
        self.tab.list.arrangement_changed.connect(self._arrange)
        self.tab.answer.top_changed.connect(self._on_top_changed)
        self.tab.retry_requested.connect(self._on_retry_requested)
        self.strip.chosen.connect(self._on_strip_chosen)
        self.strip.wanted.connect(self._on_strip_wanted)
        self.window.actions_table["next"].triggered.connect(partial(self.strip.move, 1))
        self.window.actions_table["previous"].triggered.connect(partial(self.strip.move, -1))

    # The list

    def _on_pictures_added(self, entries: Sequence[Entry]) -> None:
        if self.tab.list.arrangement() == ("", "added"):
            self.strip.rows.append(entries)
            self._show_count()
        else:
            self._arrange()
        self._enable()
        self._predict_waiting()

    def _on_asked_for(self, entry: Entry) -> None:
        if not self.strip.rows.place(entry.key).isValid():
            self.tab.list.search.field.clear()  # it would stay hidden behind the filter
            self._arrange()
        self.strip.choose(entry.key)

    def _on_pictures_changed(self, keys: Sequence[int]) -> None:
        self.strip.rows.refresh(keys)
        if self.tab.list.arrangement() != ("", "added") and not self._rearrange.isActive():
            self._rearrange.start()

    def _on_pictures_rearranged(self) -> None:
        self._arrange()
        self._enable()
        if not len(self.pictures):
            self.forget("look")
            self.pictures.set_current(None)
            self.session.set_picture(None)
            self.session.set_answer(None)
            self.tab.show_empty()

    def _arrange(self) -> None:
        wanted, order = self.tab.list.arrangement()
        rows = arranged(self.pictures.entries(), wanted, order)
        self.strip.rows.set_rows(rows)
        self._show_count()
        current = self.pictures.current
        if current in rows:
            self.strip.choose(current.key)
        elif rows:
            self.strip.choose(rows[0].key)

    def _show_count(self) -> None:
        self.tab.list.show_count(self.strip.rows.rowCount(), len(self.pictures))

    def _enable(self) -> None:
        some = len(self.pictures) > 0
        self.window.actions_table.enable((*PER_ENTRY, *PER_LIST), on=some)

    def _on_strip_wanted(self, keys: Sequence[int]) -> None:
        entries = [entry for key in keys if (entry := self.pictures.get(key))]
        sources = [(entry.key, entry.source) for entry in entries]
        ratio = self.window.devicePixelRatioF()
        size = PICTURE * ratio
        make = partial(work.thumbnails, sources, size.width(), size.height())
        self.quick(
            "thumbnails", make, self._on_thumbnails_made, self._ignore, self._on_thumbnails_reported
        )

    def _on_thumbnails_reported(self, report: Report) -> None:
        for key, pixels in cast("Sequence[tuple[int, Pixels | None]]", report.items):
            self.strip.rows.set_pixmap(key, qt_pixels.pixmap_or_none(pixels))

    def _on_thumbnails_made(self, result: object) -> None:
        del result
        self.strip.ask_again()

    # The picture on screen

    def _on_strip_chosen(self, key: int) -> None:
        entry = self.pictures.get(key)
        if entry is not None and entry is not self.pictures.current:
            self.pictures.set_current(key)
            self._look(entry)

    def _look(self, entry: Entry) -> None:
        self.tab.show_waiting()
        if self.session.network is not None:
            make = partial(work.look, self.session.network, entry.source)
            key = entry.key
            self.quick("look", make, partial(self._on_looked, key), partial(self._on_blind, key))

    def _on_looked(self, key: int, result: object) -> None:
        look = cast("Look", result)
        self.session.set_picture(look.picture)
        self.session.set_answer(look.answer)
        self.tab.show_look(look)
        self.pictures.record([Outcome(key, look.answer, None)])

    def _on_blind(self, key: int, failure: Failure) -> None:
        entry = self.pictures.get(key)
        if entry is None or not isinstance(failure.error, Exception):
            return
        self.pictures.record([Outcome(key, None, failure.error)])
        what = self.tr("{name} cannot be shown.").format(name=entry.source.name)
        self.session.set_picture(None)
        self.session.set_answer(None)
        self.tab.show_problem(what, wording.explain(failure.error)[1])

    def _on_retry_requested(self) -> None:
        if self.pictures.current is not None:
            self.pictures.retry([self.pictures.current])
            self._look(self.pictures.current)

    def _on_network_changed(self, network: Network) -> None:
        self.strip.delegate.network = network.name
        self.strip.viewport().update()
        if self.pictures.current is not None:
            self._look(self.pictures.current)
        self._predict_waiting()

    def _on_top_changed(self, top: int) -> None:
        self.remembered.set(settings.TOP, top)

    # All the others

    def _predict_waiting(self) -> None:
        network = self.session.network
        if network is None or self.runner.long is not None:
            return
        waiting = [
            (entry.key, entry.source)
            for entry in self.pictures.waiting()
            if entry is not self.pictures.current and entry.key not in self._stopped
        ]
        if not waiting:
            return
        self._bad = 0
        try:
            self._job = self.runner.start(
                partial(work.predict_many, network, waiting), self.tr("Predicting")
            )
        except BusyError:
            return  # `long_changed` tells when it is free
        self._job.reported.connect(self._on_job_reported)
        self._job.succeeded.connect(partial(self._on_job_succeeded, len(waiting)))
        self._job.failed.connect(self._on_job_failed)
        self._job.cancelled.connect(self._on_job_cancelled)

    def _on_job_reported(self, report: Report) -> None:
        outcomes = cast("tuple[Outcome, ...]", report.items)
        self._bad += sum(outcome.error is not None for outcome in outcomes)
        self.pictures.record(outcomes)

    def _on_job_succeeded(self, count: int, answered: object) -> None:
        del answered
        what = self.tr("Predicted %n picture(s)", "", count)
        detail = self.tr("in {time}").format(time=wording.duration(self.bar.seconds))
        if self._bad:
            detail += self.tr(", %n could not be read", "", self._bad)
        self.window.job_bar.show_state("done", what, detail)

    def _on_job_failed(self, failure: Failure) -> None:
        self._stop_waiting()
        self.window.job_bar.show_state("failed", *wording.explain(failure.error))

    def _on_job_cancelled(self) -> None:
        self._stop_waiting()
        why = self.tr("F5 goes on with those that wait.")
        self.window.job_bar.show_state("stopped", self.tr("Stopped"), why)

    def _stop_waiting(self) -> None:
        self._stopped = {entry.key for entry in self.pictures.waiting()}

    def _on_long_changed(self, job: Job | None) -> None:
        if job is None:
            self._job = None
            self._predict_waiting()

    def _ignore(self, failure: Failure) -> None:
        del failure
