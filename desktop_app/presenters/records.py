"""Pictures that were made here say how: a dropped one is asked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from desktop_app.presenters import work_ideal as work
from desktop_app.presenters.base import Presenter

if TYPE_CHECKING:
    from desktop_app.jobs import JobRunner
    from desktop_app.presenters.opening import OpeningPresenter
    from desktop_app.session import Session

PNG = ".png"


class RecordsPresenter(Presenter):
    """`found` carries the `RunRecord` of the picture that was opened, if it has one."""

    found = Signal(object)

    def __init__(self, session: Session, runner: JobRunner, opening: OpeningPresenter) -> None:
        """Look at what is opened."""
        super().__init__(session, runner)
        opening.opened.connect(self._on_opened)

    def _on_opened(self, path: str) -> None:
        if path.lower().endswith(PNG):
            self.quick("record", partial(work.read_record, path), self._on_read, _ignore)

    def _on_read(self, result: object) -> None:
        if result is not None:
            self.found.emit(result)


def _ignore(failure: object) -> None:
    """Leave it a picture like any other."""
