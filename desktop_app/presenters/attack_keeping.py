"""What becomes of an adversarial picture: files, and other tabs."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal

from desktop_app.engine.contract import Made
from desktop_app.presenters import work_attack, work_ideal
from desktop_app.presenters.saving import FILMS, PNG, SavingPresenter
from desktop_app.views import attack_stage, intake, wording

if TYPE_CHECKING:
    from desktop_app.engine.attempts import AttackResult
    from desktop_app.engine.contract import Answer, Picture
    from desktop_app.pictures import Entry
    from desktop_app.presenters.attack import AttackPresenter
    from desktop_app.presenters.attack_run import AttackRun
    from desktop_app.settings import Settings
    from desktop_app.views.main_window import MainWindow


class AttackKeepingPresenter(SavingPresenter):
    """Saves the result, its numbers, its film; sends it to other tabs.

    `sent` carries the key of a tab once the result is in the list of pictures, and `compared` the
    key of the original there: the result is then the picture in use.
    """

    sent = Signal(str)
    compared = Signal(int)

    def __init__(self, attack: AttackPresenter, window: MainWindow, remembered: Settings) -> None:
        """Join the buttons."""
        super().__init__(attack.session, attack.runner, window, remembered)
        self.film = attack.film
        self.stage = attack.tab.stage
        self.stage.saved.connect(self._on_saved_as)
        self.stage.sent.connect(self._on_sent)
        self.film.compared.connect(self._on_compared)

    def _on_saved_as(self, what: str) -> None:
        run = self.film.run
        if run is None or run.result is None:
            return
        ways = {
            attack_stage.PICTURE: self._save_picture,
            attack_stage.NUMBERS: self._save_numbers,
            attack_stage.JPEG: self._save_jpeg,
            attack_stage.FILM: self._save_film,
            attack_stage.SHEET: self._save_sheet,
            attack_stage.RUN: self._save_run,
        }
        ways[what](run, run.result)

    def _save_picture(self, run: AttackRun, result: AttackResult) -> None:
        file = self.ask(self._name(run), PNG)
        if file:
            self.save(partial(work_ideal.save, result.result, file, 0), file)

    def _save_numbers(self, run: AttackRun, result: AttackResult) -> None:
        file = self.ask(self._name(run), "npz")
        if file:
            make = partial(work_attack.save_numbers, result.exact, result.start, file)
            self.save(make, file)

    def _save_jpeg(self, run: AttackRun, result: AttackResult) -> None:
        file = self.ask(self._name(run), "jpg")
        if file:
            make = partial(work_attack.save_jpeg, run.network, result.result, file)
            self.quick("jpeg", make, self._on_jpeg_saved, self.on_failed, finishes=True)

    def _on_jpeg_saved(self, result: object) -> None:
        best = cast("Answer", result).best.name
        why = self.tr("A JPEG changes the picture again: in the file the network sees {name}.")
        self.window.notice.show_message("warn", self.tr("Saved."), why.format(name=best))

    def _save_film(self, run: AttackRun, result: AttackResult) -> None:
        frames = [*(one.crop for one in run.tries), result.attempt.crop]
        file = self.ask(self._name(run), *FILMS)
        if file:
            self.save(partial(work_ideal.film, frames, file), file)

    def _save_sheet(self, run: AttackRun, result: AttackResult) -> None:
        answers = (_told(answer) for answer in (result.before, result.after))
        self.save_image(self.stage.change.sheet(*answers), self._name(run))

    def _save_run(self, run: AttackRun, result: AttackResult) -> None:
        if not isinstance(result.result.origin, Made):
            return
        file = self.ask(self._name(run), "json")
        if file:
            self.save(partial(work_attack.save_run, result.result.origin.run, file), file)

    def _on_sent(self, tab: str) -> None:
        run = self.film.run
        if run is not None and run.result is not None:
            self._open(run.result.result, self._name(run))
            self.sent.emit(tab)

    def _on_compared(self) -> None:
        """Open the original and the result; the latter becomes the picture in use."""
        run = self.film.run
        if run is None or run.result is None:
            return
        name = self.tr("original, {name}").format(name=run.picture.name)
        # It was made here, too: resized for the network.
        original = replace(run.result.original, origin=run.result.result.origin)
        entry = self._entry(original, name)
        self._open(run.result.result, self._name(run))
        self.compared.emit(entry.key)

    def _open(self, picture: Picture, name: str) -> None:
        self.session.pictures.asked_for.emit(self._entry(picture, name))

    def _entry(self, picture: Picture, name: str) -> Entry:
        """Return the picture's place in the list, where it may be already."""
        for entry in self.session.pictures.entries():
            if entry.source.name == name and entry.source.origin is picture.origin:
                return entry
        (entry,) = self.session.pictures.add([intake.source(picture, name)])
        return entry

    def _name(self, run: AttackRun) -> str:
        """Name a file after what was changed, and into what."""
        wished = run.wished.name if run.wished else self.tr("anything else")
        stem = run.picture.name.rpartition(".")[0] or run.picture.name
        return self.tr("{name} from {picture}").format(picture=stem, name=wished)


def _told(answer: Answer) -> str:
    return f"{answer.best.name}, {wording.percent(answer.probabilities[0], 1)}"
