"""One map: what its unit sees, the map, and the way back to pixels."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer

from desktop_app.engine.errors import MethodError
from desktop_app.engine.seen import GRADIENT, GUIDED, NO_SWITCHES, OCCLUSION
from desktop_app.presenters import work_features as work
from desktop_app.presenters.base import Presenter
from desktop_app.views import features_tab, measures, wording
from desktop_app.views.widgets.badge import Badge

if TYPE_CHECKING:
    from desktop_app.engine.seen import Seen
    from desktop_app.jobs import Failure
    from desktop_app.presenters.features import FeaturesPresenter
    from desktop_app.presenters.job_bar import JobBarPresenter

STRONG = 20
"""Up to this rank a map counts as strong."""

REST_MS = 120
"""Projections wait as long: whoever walks through layers is not to wait for them."""


class OneMapPresenter(Presenter):
    """Shows the chosen map, and projects it while its page is in sight."""

    def __init__(self, features: FeaturesPresenter, progress: JobBarPresenter) -> None:
        """Follow what is chosen."""
        super().__init__(features.session, features.runner)
        self.features = features
        self.progress = progress
        self.tab = features.tab
        self.page = page = features.tab.map
        self._projected: tuple[object, ...] = ()
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._project)
        features.laid_out.connect(self._show)
        features.unit_changed.connect(self._show)
        features.emptied.connect(self._show)
        self.tab.layers.tree.chosen.connect(self._wait)
        self.tab.stage.painted.connect(self._show)
        self.tab.turned.connect(self._project)
        page.asked.connect(self._project)
        for picture in (page.picture, page.map):
            picture.pointed.connect(self._on_pointed)
        self._show()

    @property
    def waits(self) -> bool:
        """Whether a projection is about to be asked for."""
        return self._rest.isActive()

    def _show(self) -> None:
        features, page = self.features, self.page
        sheet, unit = features.sheet, features.unit
        if sheet is None or features.photo is None:
            self.forget("project")
            self._projected = ()
            page.show_empty(self.tr("Choose a map."))
            return
        tile, ramp = sheet.tile(unit), self.tab.stage.ramp
        page.picture.show_photo(features.photo)
        page.picture.set_overlay(tile if tile.size > 1 else None, ramp, page.over.share)
        page.map.show_map(tile, ramp)
        page.head.show_title(self._title(), self._badge())
        page.head.allow(on=True)
        self._point_at(*self._strongest())
        self._rest.start()

    def _title(self) -> str:
        return self.tr("Map {number}").format(number=wording.number(self.features.unit))

    def _badge(self) -> Badge | None:
        sheet, unit = self.features.sheet, self.features.unit
        if sheet is None:
            return None
        if unit in sheet.dead:
            return Badge(self.tr("silent"), "warn")
        rank = sheet.rank(unit) + 1
        if rank == 1:
            return Badge(self.tr("strongest"), "info")
        text = self.tr("no. {rank} by mean").format(rank=wording.number(rank))
        return Badge(text, "info" if rank <= STRONG else "plain")

    # Where it is strongest, and what is under the pointer

    def _strongest(self) -> tuple[int, int]:
        sheet = self.features.sheet
        if sheet is None:
            return -1, -1
        return divmod(int(sheet.values[self.features.unit].argmax()), sheet.shape[2])

    def _on_pointed(self, row: int, column: int) -> None:
        if self.features.sheet is None:
            return
        self._point_at(*((row, column) if row >= 0 else self._strongest()))

    def _point_at(self, row: int, column: int) -> None:
        sheet, info = self.features.sheet, self.features.info
        if sheet is None:
            return
        _, high, wide = sheet.shape
        row, column = min(row, high - 1), min(column, wide - 1)
        where = measures.plain(float(sheet.values[self.features.unit, row, column]))
        if high * wide > 1:
            self.page.map.set_mark(row, column)
            where = self.tr("{value} at column {column}, row {row}").format(
                value=where, column=wording.number(column), row=wording.number(row)
            )
        else:
            self.page.map.clear_mark()
        box = info.fields.box(row, column) if info and info.fields else None
        seen = self.tr("framed: what it sees")
        if box is None:
            seen = self.tr("each unit sees all of it")
        self.page.map.set_texts(self._title(), where)
        self.page.picture.set_box(box)
        self.page.picture.set_texts(self.tr("The picture"), seen)

    # Back to pixels

    def _wait(self) -> None:
        """Leave the worker to the layer that comes next."""
        self._rest.stop()
        self.forget("project")
        self._projected = ()

    def _project(self) -> None:
        features, page = self.features, self.page
        network, picture = self.session.network, self.session.picture
        if features.sheet is None or network is None or picture is None:
            return
        if self.tab.page != features_tab.MAP:
            return
        ramp = self.tab.stage.ramp if page.method == OCCLUSION else "magma"
        layer = features.sheet.layer
        asked = (network, picture, layer, features.unit, page.method, page.whole, ramp)
        if asked == self._projected:
            return
        self._projected = asked
        page.projection.show_waiting()
        make = partial(work.project, *asked)
        done, failed = self._on_projected, self._on_unsuited
        job = self.quick("project", make, done, failed, stopped=self._on_stopped)
        if page.method == OCCLUSION:  # the other ways take no time worth showing
            self.progress.watch(job, self.tr("Hiding parts of the picture"))

    def _on_projected(self, result: object) -> None:
        seen = cast("Seen", result)
        self.page.projection.show_photo(seen.picture)
        told = self.tr("grey is 0")
        if seen.method == OCCLUSION:
            told = self.tr("bright where it counts")
        elif seen.magnification:
            times = measures.plain(float(f"{seen.magnification:.2g}"))
            told = self.tr("grey is 0, contrast × {times}").format(times=times)
        self.page.projection.set_texts(self.tr("Back to pixels"), told)
        remark = wording.translate("features", seen.remark) if seen.remark else ""
        self.page.show_remark(remark, GUIDED if seen.remark == NO_SWITCHES else "")

    def _on_stopped(self) -> None:
        self._projected = ()
        self.page.projection.clear(self.tr("Stopped"))
        self.page.projection.set_texts(self.tr("Back to pixels"), "")

    def _on_unsuited(self, failure: Failure) -> None:
        """Say why there is no projection; where another way works, offer it."""
        self._projected = ()
        what, why = wording.explain(failure.error)
        self.page.projection.clear(what)
        self.page.projection.set_texts(self.tr("Back to pixels"), "")
        if isinstance(failure.error, MethodError):
            self.page.show_remark(why, GRADIENT)
        else:
            self.page.message.show_message("error", what, why)
