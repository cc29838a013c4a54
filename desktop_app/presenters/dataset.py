"""The folder that is learned from: found, looked through, and shown."""

from __future__ import annotations

import os
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal

from desktop_app import settings
from desktop_app.engine.errors import EngineError
from desktop_app.engine.examples import (
    EMPTY_CLASS,
    HIDDEN,
    LOOSE,
    TEST,
    TRAIN,
    UNEVEN,
    VALIDATION,
)
from desktop_app.engine.train_recipe import HEAD, TrainRecipe, train_recipe
from desktop_app.presenters import work_train as work
from desktop_app.presenters.base import Presenter
from desktop_app.presenters.grid_pictures import GridPictures
from desktop_app.views import dialogs, measures, wording
from desktop_app.views.problem_words import ProblemWords
from desktop_app.views.widgets.mistakes import PICTURE

if TYPE_CHECKING:
    from desktop_app.engine.contract import Pixels
    from desktop_app.engine.examples import Dataset, Example
    from desktop_app.jobs import Failure, Job, JobRunner, Report
    from desktop_app.presenters.job_bar import JobBarPresenter
    from desktop_app.session import Session
    from desktop_app.views.train_tab import TrainTab
    from desktop_app.views.widgets.message import Message

OF_FOLDERS = (EMPTY_CLASS, HIDDEN, LOOSE, UNEVEN)
"""Problems that there is no picture of."""

VARIED = 6
"""How many variations of a picture are shown."""


class DatasetPresenter(Presenter):
    """`changed` follows another folder, `given_up` a search that led to none.

    `opened` carries the path of a picture to look at.
    """

    changed = Signal()
    given_up = Signal()
    opened = Signal(str)

    def __init__(
        self,
        session: Session,
        runner: JobRunner,
        tab: TrainTab,
        remembered: settings.Settings,
        progress: JobBarPresenter,
    ) -> None:
        """Join them."""
        super().__init__(session, runner)
        self.tab, self.remembered, self.progress = tab, remembered, progress
        self.dataset: Dataset | None = None
        self.page = tab.stage.data
        self.pictures = GridPictures(
            session, runner, self.page.grid, (PICTURE.width(), PICTURE.height())
        )
        self._words = ProblemWords()
        self._divided: Dataset | None = None
        self._class = 0
        self._shows_problems = False
        self._connect()

    def _connect(self) -> None:
        tab = self.tab
        tab.start.folder_requested.connect(self.ask)
        tab.settings.data.changed.connect(self.ask)
        tab.settings.data.class_chosen.connect(self._show_class)
        tab.settings.aimed.connect(self._renew)
        self.page.left.connect(self._show_pictures)
        self.page.opened.connect(self._on_opened)
        self.page.grid.chosen.connect(self._vary)
        self.session.network_changed.connect(self._on_network_changed)

    def ask(self) -> None:
        """Ask for a folder."""
        folder = dialogs.open_folder(self.tab.window(), self.remembered.get(settings.FOLDER))
        if folder:
            self.open(folder)

    def open(self, folder: str, validation: str = "") -> None:
        """Look through a folder; the one before stays until this one is known to be of use."""
        make, title = partial(work.scan, folder, validation), self.tr("Looking through the folder")
        job = self.long(make, title, self._message)
        if job is None:
            self.given_up.emit()
            return
        self.remembered.set(settings.FOLDER, os.path.dirname(os.path.abspath(folder)))
        self._follow(job)

    def _follow(self, job: Job) -> None:
        self.tab.start.message.hide()
        self.tab.settings.message.hide()
        self.tab.start.show_search("")
        self.tab.show_work(on=False)
        job.reported.connect(self._on_reported)
        job.succeeded.connect(self._on_scanned)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)

    def _on_reported(self, report: Report) -> None:
        counts = [item for item in report.items if isinstance(item, dict)]
        if counts:
            found = Counter(cast("dict[str, int]", counts[-1]))
            told = self.tr("%Ln picture(s) in {classes}", "", found.total())
            names = ", ".join(f"{name} {wording.number(count)}" for name, count in found.items())
            self.tab.start.show_search(told.format(classes=wording.shortened(names)))

    def _on_scanned(self, result: object) -> None:
        self.dataset = self._divided = cast("Dataset", result)
        self._class, self._shows_problems = 0, False
        self.tab.start.show_rest()
        self.tab.show_work(on=True)
        self._show_folder(self.dataset)
        self._renew()
        found = measures.isolated(self.dataset.folder)
        self.progress.tell("done", self.tr("Looked through the folder"), found)
        self.changed.emit()

    def _on_failed(self, failure: Failure) -> None:
        what, why = wording.explain(failure.error)
        self.progress.tell("failed", what)
        self._go_back()
        self._message.show_message("error", what, why)

    def _on_cancelled(self) -> None:
        self.progress.tell("stopped", self.tr("Stopped"))
        self._go_back()

    def _go_back(self) -> None:
        self.tab.start.show_rest()
        self.tab.show_work(on=self.dataset is not None)
        self.given_up.emit()

    @property
    def _message(self) -> Message:
        """Where something can be said that is seen now."""
        return (self.tab.settings if self.tab.is_at_work else self.tab.start).message

    # What is shown

    def _show_folder(self, dataset: Dataset) -> None:
        card = self.tab.settings.data
        counts = self._counts(dataset)
        name = os.path.basename(dataset.folder.rstrip("/\\")) or dataset.folder
        card.show_folder(name, dataset.folder, len(dataset.classes), counts.total())
        marks = {
            dataset.classes.index(os.path.basename(one.path)): self._words.line(one, "")[1]
            for one in dataset.problems
            if one.kind == UNEVEN and os.path.basename(one.path) in dataset.classes
        }
        every = [counts[label] for label in range(len(dataset.classes))]
        card.show_classes(dataset.classes, every, marks)
        card.show_problems(self._words.summary(dataset.problems), self._show_problems)

    @staticmethod
    def _counts(dataset: Dataset) -> Counter[int]:
        return Counter(one.label for examples in dataset.parts.values() for one in examples)

    def _renew(self) -> None:
        """Divide as is wished, and vary a picture as is wished."""
        recipe = self._recipe()
        if self.dataset is not None and recipe is not None:
            make = partial(work.split, self.dataset, recipe.share, recipe.seed)
            self.quick("split", make, self._on_divided, self._on_trouble)

    def _on_divided(self, result: object) -> None:
        self._divided = divided = cast("Dataset", result)
        sizes = (len(divided.parts.get(part, ())) for part in (TRAIN, VALIDATION, TEST))
        self.tab.settings.data.show_parts(*sizes)
        if not self._shows_problems:
            self._show_pictures()

    def _show_class(self, label: int) -> None:
        self._class = label
        self._show_pictures()

    def _show_pictures(self) -> None:
        """Show the pictures of the chosen class."""
        self._shows_problems = False
        shown = self._examples()
        names = {TRAIN: self.tr("train"), VALIDATION: self.tr("check"), TEST: self.tr("test")}
        entries = [(os.path.basename(one.path), names[part]) for part, one in shown]
        self.pictures.show([one.path for _, one in shown])
        title = self._divided.classes[self._class] if self._divided else ""
        self.page.show_pictures(title, self.tr("%Ln picture(s)", "", len(entries)), entries)
        self._vary()

    def _examples(self) -> list[tuple[str, Example]]:
        """Return the pictures of the chosen class with their parts."""
        parts = self._divided.parts if self._divided else {}
        return [
            (part, one)
            for part, found in parts.items()
            for one in found
            if one.label == self._class
        ]

    def _show_problems(self) -> None:
        if self.dataset is None:
            return
        self._shows_problems = True
        self.tab.stage.pages.choose(0)
        folder, problems = self.dataset.folder, self.dataset.problems
        self.pictures.show(["" if one.kind in OF_FOLDERS else one.path for one in problems])
        told = self._words.summary(problems)
        entries = [self._words.line(one, folder) for one in problems]
        line = self.tr("{found} Nothing in the folder is changed.").format(found=told.why)
        self.page.show_problems(told.what, line, entries)

    def _on_opened(self, place: int) -> None:
        path = self.pictures.paths[place]
        if path:  # there is none of a class without pictures
            self.opened.emit(path)

    # Variations

    def _vary(self, place: int = 0) -> None:
        """Show how a picture is seen while it is learned from."""
        network, recipe = self.session.network, self._recipe()
        if network is None or recipe is None or not self.pictures.paths or self._shows_problems:
            return
        count = VARIED if _varies(recipe) else 1
        make = partial(work.variations, self.pictures.paths[place], network, recipe, count)
        done = partial(self._on_varied, recipe)
        self.quick("variations", make, done, self._on_trouble)

    def _on_network_changed(self) -> None:
        self._vary()

    def _on_varied(self, recipe: TrainRecipe, result: object) -> None:
        sentence = self.tr("Always this part, since the features of each are computed only once.")
        if recipe.mode != HEAD:
            sentence = self.tr("The same part in each epoch.")
        if _varies(recipe):
            sentence = self.tr("Another view in each epoch, so that it learns none by heart.")
        self.page.variations.show_seen(sentence, cast("tuple[Pixels, ...]", result))

    def _recipe(self) -> TrainRecipe | None:
        """Return what is wished, None while that is out of bounds."""
        try:
            return train_recipe(**self.tab.settings.values())
        except EngineError:
            return None

    def _on_trouble(self, failure: Failure) -> None:
        """Leave what is shown: a picture that cannot be read is told when it is learned from."""
        del failure


def _varies(recipe: TrainRecipe) -> bool:
    chances = recipe.flip, recipe.zoom, recipe.tilt, recipe.colours
    return recipe.mode != HEAD and any(chances)
