"""The list of pictures: what is shown of it, in which order, and its small pictures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer

from desktop_app.pictures import arranged
from desktop_app.presenters import work
from desktop_app.presenters.base import Presenter
from desktop_app.views import pixels as qt_pixels
from desktop_app.views.widgets.thumbnail_delegate import PICTURE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.engine.contract import Network, Pixels
    from desktop_app.jobs import JobRunner, Report
    from desktop_app.pictures import Entry
    from desktop_app.session import Session
    from desktop_app.views.main_window import MainWindow
    from desktop_app.views.predict_tab import PredictTab

REARRANGE_MS = 500
"""How long answers may come in before a sorted or filtered list is arranged anew."""

NEED_PICTURES = (
    *("copy_answer", "copy_picture", "fit", "actual", "zoom_in", "zoom_out", "crop"),
    *("export_csv", "export_json", "remove", "clear", "next", "previous", "reveal", "retry"),
)


class PictureListPresenter(Presenter):
    """Keeps the strip in step with the session's pictures."""

    def __init__(
        self, session: Session, runner: JobRunner, window: MainWindow, tab: PredictTab
    ) -> None:
        """Join them."""
        super().__init__(session, runner)
        self.window = window
        self.tab = tab
        self.pictures = session.pictures
        self.strip = tab.list.thumbnails
        self._place = 0
        self._rearrange = QTimer(self, singleShot=True, interval=REARRANGE_MS)
        self._rearrange.timeout.connect(self._arrange)
        self._connect()
        self._enable()

    def _connect(self) -> None:
        self.session.network_changed.connect(self._on_network_changed)
        self.pictures.added.connect(self._on_pictures_added)
        self.pictures.asked_for.connect(self._on_asked_for)
        self.pictures.changed.connect(self._on_pictures_changed)
        self.pictures.rearranged.connect(self._on_pictures_rearranged)
        self.pictures.retried.connect(self._on_pictures_retried)
        self.tab.list.arrangement_changed.connect(self._on_arrangement_changed)
        self.strip.chosen.connect(self._on_strip_chosen)
        self.strip.wanted.connect(self._on_strip_wanted)
        self.window.actions_table["next"].triggered.connect(partial(self.strip.go, 1))
        self.window.actions_table["previous"].triggered.connect(partial(self.strip.go, -1))

    def _on_network_changed(self, network: Network) -> None:
        self.strip.delegate.network = network.name
        self.strip.viewport().update()

    def _on_strip_chosen(self, key: int) -> None:
        self.pictures.set_current(key)

    def _on_pictures_added(self, entries: Sequence[Entry]) -> None:
        if self._is_plain():
            self.strip.rows.append(entries)
            self._show_count()
        else:
            self._rearrange.start()
        self._enable()

    def _on_asked_for(self, entry: Entry) -> None:
        if not self._is_plain():
            self._arrange()
        if not self.strip.rows.place(entry.key).isValid():
            self.tab.list.search.field.clear()  # it would stay hidden behind the filter
            self._arrange()
        self.strip.choose(entry.key)

    def _on_pictures_changed(self, keys: Sequence[int]) -> None:
        self.strip.refresh(keys)
        if not self._is_plain() and not self._rearrange.isActive():
            self._rearrange.start()

    def _on_pictures_retried(self, keys: Sequence[int]) -> None:
        self.strip.rows.forget_failed(keys)
        self.strip.ask_again()

    def _on_pictures_rearranged(self) -> None:
        self._arrange()
        self._choose_some()
        self._enable()

    def _on_arrangement_changed(self) -> None:
        self._arrange()
        self._choose_some()

    def _is_plain(self) -> bool:
        return self.tab.list.arrangement() == ("", "added")

    def _arrange(self) -> None:
        """Arrange the rows anew; what was chosen stays chosen, and what is in sight in sight."""
        chosen, scrolled = self.strip.selected_keys(), self.strip.horizontalScrollBar().value()
        rows = arranged(self.pictures.entries(), *self.tab.list.arrangement())
        self._place = max(0, self.strip.currentIndex().row())
        self.strip.rows.set_rows(rows)
        self._show_count()
        if self.pictures.current is not None:
            self.strip.choose(self.pictures.current.key)
        self.strip.select(chosen)
        self.strip.horizontalScrollBar().setValue(scrolled)

    def _choose_some(self) -> None:
        """Choose a neighbour when the current picture was removed or does not fit the filter."""
        rows, current = self.strip.rows.rows, self.pictures.current
        if current is not None and self.strip.rows.place(current.key).isValid():
            return
        if rows:
            self.strip.choose(rows[min(self._place, len(rows) - 1)].key)
        elif current is None:
            self.pictures.set_current(None)

    def _show_count(self) -> None:
        self.tab.list.show_count(self.strip.rows.rowCount(), len(self.pictures))

    def _enable(self) -> None:
        some = len(self.pictures) > 0
        self.window.actions_table.enable(NEED_PICTURES, on=some)

    def _on_strip_wanted(self, keys: Sequence[int]) -> None:
        entries = [entry for key in keys if (entry := self.pictures.get(key))]
        sources = [(entry.key, entry.source) for entry in entries]
        size = PICTURE * self.window.devicePixelRatioF()
        make = partial(work.thumbnails, sources, size.width(), size.height())
        # Those of an older job are welcome too: each says whose it is.
        job = self.runner.quick("thumbnails", make)
        job.reported.connect(self._on_thumbnails_reported)
        job.succeeded.connect(self.strip.ask_again)

    def _on_thumbnails_reported(self, report: Report) -> None:
        for key, pixels in cast("Sequence[tuple[int, Pixels | None]]", report.items):
            self.strip.set_pixmap(key, qt_pixels.pixmap_or_none(pixels))
