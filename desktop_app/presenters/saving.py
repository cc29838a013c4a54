"""What presenters share that save: the question where to, and what is said afterwards."""

from __future__ import annotations

import os
import re
from functools import partial
from typing import TYPE_CHECKING

from desktop_app import settings
from desktop_app.presenters import work_features as work
from desktop_app.presenters.base import Presenter
from desktop_app.views import dialogs, intake, wording

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from desktop_app.jobs import Failure, JobRunner, Make
    from desktop_app.session import Session
    from desktop_app.views.main_window import MainWindow

PNG = "png"
FILMS = ("gif", "webp", "apng")
UNSAFE = re.compile(r'[\\/:*?"<>|]')
"""What some system does not allow in a file's name; layers and classes may have it in theirs."""


class SavingPresenter(Presenter):
    """Asks where, has it written on the worker, and tells."""

    def __init__(
        self, session: Session, runner: JobRunner, window: MainWindow, remembered: settings.Settings
    ) -> None:
        """Save for `window`, in the folder that was used last."""
        super().__init__(session, runner)
        self.window = window
        self.remembered = remembered

    def ask(self, name: str, *suffixes: str) -> str:
        """Ask for a file that is to be called `name`; "" if none is chosen."""
        name = f"{UNSAFE.sub('_', name)}.{suffixes[0]}"
        start = os.path.join(self.remembered.get(settings.FOLDER), name)
        file = dialogs.save_file(self.window, self.tr("Save"), start, *suffixes)
        if file:
            self.remembered.set(settings.FOLDER, os.path.dirname(file))
        return file

    def save(self, make: Make, file: str) -> None:
        """Write `file` by a job that ends even if the window is closed meanwhile."""
        self.quick("save", make, partial(self._on_saved, file), self.on_failed, finishes=True)

    def save_image(self, image: QImage, name: str) -> None:
        """Ask where, and write `image` there as PNG."""
        file = self.ask(name, PNG)
        if file:
            self.save(partial(work.write, intake.bitmap(image), file), file)

    def on_failed(self, failure: Failure) -> None:
        """Say why something was not done."""
        self.window.notice.show_message("error", *wording.explain(failure.error))

    def _on_saved(self, file: str, result: object) -> None:
        del result
        self.window.notice.show_message("ok", self.tr("Saved."), wording.breakable(file))
