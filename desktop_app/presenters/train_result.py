"""What a trained network gets right and wrong, with the pictures of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from desktop_app.engine.assessment import calibration, calibration_error, mistakes
from desktop_app.engine.examples import TRAIN
from desktop_app.presenters.base import Presenter
from desktop_app.presenters.grid_pictures import GridPictures
from desktop_app.views import wording
from desktop_app.views.widgets.mistakes import PICTURE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.engine.assessment import Assessment
    from desktop_app.engine.examples import Verdict
    from desktop_app.engine.learned import Learned
    from desktop_app.presenters.train import TrainPresenter


class TrainResultPresenter(Presenter):
    """`explained` and `predicted` carry the path of a picture to be looked at elsewhere."""

    explained = Signal(str)
    predicted = Signal(str)

    def __init__(self, train: TrainPresenter) -> None:
        """Follow what comes of trainings."""
        super().__init__(train.session, train.runner)
        self.train = train
        self.stage = train.tab.stage
        self.page, self.card = self.stage.result, self.stage.mistakes
        self.pictures = GridPictures(
            train.session, train.runner, self.card.grid, (PICTURE.width(), PICTURE.height())
        )
        train.ended.connect(self._show)
        self.page.opened.connect(self._show_cell)
        self.card.all_asked.connect(self._show_mistakes)
        self.card.explained.connect(self._on_explained)
        self.card.predicted.connect(self._on_predicted)

    def _show(self) -> None:
        learned = self.train.learned
        if learned is None:
            return
        found = learned.assessment
        self.stage.show_verdict(
            wording.percent(found.accuracy, 1), self._says(learned), self._doubt(found)
        )
        self.page.matrix.show_counts(found.classes, found.confusion)
        self._show_classes(found)
        self._show_sureness(learned)
        self._show_mistakes()
        self.page.show_result()
        self._tell_left_out(learned)

    def _says(self, learned: Learned) -> str:
        if learned.part == TRAIN:
            return self.tr("right, on the pictures it learned from: there were no others")
        return self.tr("right, on pictures it never trained on")

    def _doubt(self, found: Assessment) -> str:
        low, high = (wording.percent(one, 1) for one in found.interval)
        told = self.tr("95 % sure that it lies between {low} and {high}.")
        told = told.format(low=low, high=high)
        if found.right == found.count:
            return told
        seen = [at for at in range(len(found.classes)) if sum(found.confusion[at])]
        weakest = min(seen, key=found.of_class)
        text = self.tr("{told} Weakest class: {name}.")
        return text.format(told=told, name=found.classes[weakest])

    def _show_classes(self, found: Assessment) -> None:
        seen = (at for at in range(len(found.classes)) if sum(found.confusion[at]))
        order = sorted(seen, key=found.of_class)
        text = self.tr("{name}, {share}")
        names = [
            text.format(name=found.classes[at], share=wording.percent(found.of_class(at)))
            for at in order
        ]
        self.card.show_classes(names, [found.confusion[at][at] for at in order])

    def _show_sureness(self, learned: Learned) -> None:
        bins = calibration(learned.verdicts)
        off = wording.percent(calibration_error(bins), 1)
        text = self.tr("Its sureness and its share of right answers differ by {off} on average.")
        rows = [(one.sureness, one.accuracy, one.count) for one in bins]
        self.card.show_sureness(rows, text.format(off=off))

    def _tell_left_out(self, learned: Learned) -> None:
        if learned.left_out:
            count = len(learned.left_out)
            what = self.tr("%Ln picture(s) could not be read and were left out.", "", count)
            names = ", ".join(os.path.basename(one.path) for one in learned.left_out)
            self.stage.message.show_message("warn", what, wording.shortened(names))

    # Pictures

    def _show_mistakes(self) -> None:
        learned = self.train.learned
        if learned is None:
            return
        wrong = mistakes(learned.verdicts)
        title = self.tr("%Ln mistake(s)", "", len(wrong))
        line = self.tr("Most confident first.") if wrong else self.tr("It made none here.")
        self._show_pictures(learned, title, line, wrong, is_cell=False)

    def _show_cell(self, row: int, column: int) -> None:
        learned = self.train.learned
        if learned is None:
            return
        one, other = learned.dataset.classes[row], learned.dataset.classes[column]
        of_row = [each for each in learned.verdicts if each.example.label == row]
        found = [each for each in of_row if each.seen == column]
        found.sort(key=lambda each: -each.probability)
        title = self.tr("{truth}, called {answer}") if row != column else self.tr("{truth}, right")
        line = self.tr("{count} of {all}. Most confident first.")
        line = line.format(count=wording.number(len(found)), all=wording.number(len(of_row)))
        self._show_pictures(
            learned, title.format(truth=one, answer=other), line, found, is_cell=True
        )

    def _show_pictures(
        self,
        learned: Learned,
        title: str,
        line: str,
        verdicts: Sequence[Verdict],
        *,
        is_cell: bool,
    ) -> None:
        names = learned.dataset.classes
        text = self.tr("{name} {share}")
        entries = [
            (
                text.format(name=names[one.seen], share=wording.percent(one.probability)),
                text.format(name=names[one.example.label], share=wording.percent(one.truth)),
            )
            for one in verdicts
        ]
        self.pictures.show([one.example.path for one in verdicts])
        self.card.show_pictures(title, line, entries, is_cell=is_cell)

    def _on_explained(self, place: int) -> None:
        self.explained.emit(self.pictures.paths[place])

    def _on_predicted(self, place: int) -> None:
        self.predicted.emit(self.pictures.paths[place])
