"""What becomes of an ideal image: files, and other tabs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal

from desktop_app.engine.targets import spelled
from desktop_app.presenters import work_ideal as work
from desktop_app.presenters.saving import FILMS, PNG, SavingPresenter
from desktop_app.views import ideal_stage, intake

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app import settings
    from desktop_app.engine.contract import Picture
    from desktop_app.presenters.ideal import IdealPresenter
    from desktop_app.views.main_window import MainWindow


class IdealKeepingPresenter(SavingPresenter):
    """Saves the picture that is shown, the film, or the gallery; sends a picture to other tabs.

    `sent` carries the key of a tab once the picture is there.
    """

    sent = Signal(str)

    def __init__(
        self, ideal: IdealPresenter, window: MainWindow, remembered: settings.Settings
    ) -> None:
        """Join the buttons."""
        super().__init__(ideal.session, ideal.runner, window, remembered)
        self.film = ideal.film
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
        self.quick(key, make, partial(_pass_on, done), self.on_failed)

    def _on_saved_as(self, what: str, side: int) -> None:
        if what == ideal_stage.PICTURE:
            self.make("saved", partial(self._save_picture, side))
        elif what == ideal_stage.SHEET:
            self._save_sheet()
        else:
            self._save_film()

    def _save_picture(self, side: int, picture: Picture) -> None:
        file = self.ask(self._name(picture.name), PNG)
        if file:
            self.save(partial(work.save, picture, file, side), file)

    def _save_sheet(self) -> None:
        self.save_image(self.stage.easel.image(), self._name(self.tr("Ideal images")))

    def _save_film(self) -> None:
        member = self.film.member
        if member is None:
            return
        frames = [moment.frame.picture for moment in member.moments]
        name = self.tr("Ideal {name}").format(name=member.name)
        file = self.ask(self._name(name), *FILMS)
        if file:
            self.save(partial(work.film, frames, file), file)

    def _on_sent(self, tab: str) -> None:
        self.make("sent", partial(self._send, tab))

    def _send(self, tab: str, picture: Picture) -> None:
        self.session.pictures.open([intake.source(picture, picture.name)])
        self.sent.emit(tab)

    def _name(self, name: str) -> str:
        """Name a file after what it shows and the seed."""
        seed = self.film.run.recipe.seed if self.film.run else 0
        return self.tr("{name}, seed {seed}").format(name=name, seed=seed)


def _pass_on(done: Callable[[Picture], None], result: object) -> None:
    done(cast("Picture", result))
