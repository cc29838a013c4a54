"""Small pictures for whatever shows many: made on the worker as they come into sight."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtGui import QImage

from desktop_app.engine.contract import Source
from desktop_app.presenters import work
from desktop_app.presenters.base import Presenter
from desktop_app.views import pixels as qt_pixels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import SignalInstance

    from desktop_app.engine.contract import Pixels
    from desktop_app.jobs import JobRunner, Report
    from desktop_app.session import Session

SCALE = 2
"""Pixels for each point, so that they are sharp on a fine screen too."""


class Grid(Protocol):
    """Something that shows pictures by their places and says which it lacks."""

    @property
    def wanted(self) -> SignalInstance:
        """Carries the places in sight that have no picture yet."""

    def show_thumbnail(self, place: int, image: QImage) -> None:
        """Show a picture; a null one stands for one that cannot be made."""


class GridPictures(Presenter):
    """Keeps the paths of what `grid` shows."""

    def __init__(
        self, session: Session, runner: JobRunner, grid: Grid, size: tuple[int, int]
    ) -> None:
        """Make pictures of `size`, width and height in points."""
        super().__init__(session, runner)
        self.grid = grid
        self.paths: Sequence[str] = ()
        self._size = size[0] * SCALE, size[1] * SCALE
        grid.wanted.connect(self._on_wanted)

    def show(self, paths: Sequence[str]) -> None:
        """Take the paths of what is about to be shown; "" where there is no picture of it."""
        self.forget("thumbnails")
        self.paths = paths

    def _on_wanted(self, places: object) -> None:
        sources = [
            (place, Source(self.paths[place], self.paths[place]))
            for place in cast("Sequence[int]", places)
            if place < len(self.paths) and self.paths[place]
        ]
        make = partial(work.thumbnails, sources, *self._size)
        self.quick("thumbnails", make, _ignore, _ignore, self._on_reported)

    def _on_reported(self, report: Report) -> None:
        for place, pixels in cast("tuple[tuple[int, Pixels | None], ...]", report.items):
            image = QImage() if pixels is None else qt_pixels.image(pixels).copy()
            self.grid.show_thumbnail(place, image)


def _ignore(came: object) -> None:
    """Nothing is to be done when all have come; what cannot be made has come as a null one."""
