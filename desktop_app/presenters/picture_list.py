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
    from desktop_app.jobs import Failure, JobRunner, Report
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
        self.tab.list.arrangement_changed.connect(self._arrange)
        self.strip.chosen.connect(self._on_strip_chosen)
        self.strip.wanted.connect(self._on_strip_wanted)
        self.window.actions_table["next"].triggered.connect(partial(self.strip.move, 1))
        self.window.actions_table["previous"].triggered.connect(partial(self.strip.move, -1))

    def _on_network_changed(self, network: Network) -> None:
        self.strip.delegate.network = network.name
        self.strip.viewport().update()

    def _on_strip_chosen(self, key: int) -> None:
        self.pictures.set_current(key)

    def _on_pictures_added(self, entries: Sequence[Entry]) -> None:
        if self.tab.list.arrangement() == ("", "added"):
            self.strip.rows.append(entries)
            self._show_count()
        else:
            self._arrange()
        self._enable()

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
        if len(self.pictures) == 0:
            self.pictures.set_current(None)

    def _arrange(self) -> None:
        """Arrange the rows anew; the current one stays chosen, and what is in sight in sight."""
        place, scrolled = self.strip.currentIndex().row(), self.strip.horizontalScrollBar().value()
        rows = arranged(self.pictures.entries(), *self.tab.list.arrangement())
        self.strip.rows.set_rows(rows)
        self._show_count()
        current = self.pictures.current
        if current is not None and self.strip.rows.place(current.key).isValid():
            self.strip.choose(current.key)
            self.strip.horizontalScrollBar().setValue(scrolled)
        elif rows:
            self.strip.choose(rows[min(max(0, place), len(rows) - 1)].key)

    def _show_count(self) -> None:
        self.tab.list.show_count(self.strip.rows.rowCount(), len(self.pictures))

    def _enable(self) -> None:
        some = len(self.pictures) > 0
        self.window.actions_table.enable(NEED_PICTURES, on=some)

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

    def _ignore(self, failure: Failure) -> None:
        del failure
