"""What becomes of an ideal image: files, and other tabs."""

from __future__ import annotations

import os
import re
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal

from desktop_app import settings
from desktop_app.engine.contract import Source
from desktop_app.engine.targets import spelled
from desktop_app.presenters import work_ideal as work
from desktop_app.presenters.base import Presenter
from desktop_app.views import dialogs, ideal_stage, intake, wording
from desktop_app.views import pixels as qt_pixels

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.engine.contract import Picture
    from desktop_app.jobs import Failure
    from desktop_app.presenters.ideal import IdealPresenter
    from desktop_app.views.main_window import MainWindow

PNG = "png"
UNSAFE = re.compile(r'[\\/:*?"<>|]')
"""What some system does not allow in a file's name; layers and classes may have it in theirs."""

FILMS = ("gif", "webp", "apng")


class IdealKeepingPresenter(Presenter):
    """Saves the picture that is shown, the film, or the gallery; sends a picture to other tabs.

    `sent` carries the key of a tab once the picture is there.
    """

    sent = Signal(str)

    def __init__(
        self, ideal: IdealPresenter, window: MainWindow, remembered: settings.Settings
    ) -> None:
        """Join the buttons."""
        super().__init__(ideal.session, ideal.runner)
        self.film = ideal.film
        self.window = window
        self.remembered = remembered
        stage = ideal.tab.stage
        self.stage = stage
        stage.saved.connect(self._on_saved_as)
        stage.sent.connect(self._on_sent)

    def make(self, key: str, done: Callable[[Picture], None]) -> None:
        """Hand the picture that is shown on, with all that it takes to repeat it.

        Only another one of the same `key` comes in its place.
        """
        run, member, frame = self.film.run, self.film.member, self.film.frame
        if run is None or member is None or frame is None:
            return
        name = self.tr("Ideal {name}").format(name=member.name)
        make = partial(
            work.made,
            run.network,
            frame.picture,
            name,
            spelled(member.target),
            run.recipe,
            run.start,
            frame.step,
        )
        self.quick(key, make, partial(_pass_on, done), self._on_failed)

    def _on_saved_as(self, what: str, side: int) -> None:
        if what == ideal_stage.PICTURE:
            self.make("saved", partial(self._save_picture, side))
        elif what == ideal_stage.SHEET:
            self._save_sheet()
        else:
            self._save_film()

    def _save_picture(self, side: int, picture: Picture) -> None:
        file = self._ask(picture.name, PNG)
        if file:
            self._start(partial(work.save, picture, file, side), file)

    def _save_sheet(self) -> None:
        image = self.stage.easel.image()
        file = self._ask(self.tr("Ideal images"), PNG)
        if file:
            self._start(partial(work.write, qt_pixels.encoded(image), file), file)

    def _save_film(self) -> None:
        member = self.film.member
        if member is None:
            return
        frames = [moment.frame.picture for moment in member.moments]
        file = self._ask(self.tr("Ideal {name}").format(name=member.name), *FILMS)
        if file:
            self._start(partial(work.film, frames, file), file)

    def _on_sent(self, tab: str) -> None:
        self.make("sent", partial(self._send, tab))

    def _send(self, tab: str, picture: Picture) -> None:
        bitmap = intake.bitmap(qt_pixels.image(picture.pixels))
        self.session.pictures.open([Source(picture.name, bitmap, picture.origin)])
        self.sent.emit(tab)

    def _ask(self, name: str, *suffixes: str) -> str:
        """Ask for a file, named after what it shows and the seed."""
        run = self.film.run
        name = self.tr("{name}, seed {seed}").format(name=name, seed=run.recipe.seed if run else 0)
        name = UNSAFE.sub("_", name)
        start = os.path.join(self.remembered.get(settings.FOLDER), f"{name}.{suffixes[0]}")
        file = dialogs.save_file(self.window, self.tr("Save"), start, *suffixes)
        if file:
            self.remembered.set(settings.FOLDER, os.path.dirname(file))
        return file

    def _start(self, make: Callable[..., object], file: str) -> None:
        done = partial(self._on_saved, file)
        self.quick("save", make, done, self._on_failed, finishes=True)  # type: ignore[arg-type]

    def _on_saved(self, file: str, result: object) -> None:
        del result
        self.window.notice.show_message("ok", self.tr("Saved."), wording.breakable(file))

    def _on_failed(self, failure: Failure) -> None:
        self.window.notice.show_message("error", *wording.explain(failure.error))


def _pass_on(done: Callable[[Picture], None], result: object) -> None:
    done(cast("Picture", result))
