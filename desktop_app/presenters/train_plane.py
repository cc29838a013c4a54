"""Where pictures lie beside each other, before a training and after it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal

from desktop_app.presenters import work_train as work
from desktop_app.presenters.base import Presenter
from desktop_app.presenters.grid_pictures import GridPictures
from desktop_app.views import plane_page, train_stage, wording

if TYPE_CHECKING:
    from desktop_app.engine.learned import Learned
    from desktop_app.jobs import Failure
    from desktop_app.presenters.train import TrainPresenter
    from desktop_app.presenters.work_train import Floats

SIDE = 40
METHODS = ("pca", "umap")


class TrainPlanePresenter(Presenter):
    """`opened` carries the path of a picture that is looked at."""

    opened = Signal(str)

    def __init__(self, train: TrainPresenter) -> None:
        """Follow the page."""
        super().__init__(train.session, train.runner)
        self.train = train
        self.stage = train.tab.stage
        self.page = train.tab.stage.plane
        self.pictures = GridPictures(train.session, train.runner, self.page.map, (SIDE, SIDE))
        self._shown: tuple[object, ...] = ()
        self.page.asked.connect(self._ask)
        self.page.chosen.connect(self._on_chosen)
        self.stage.turned.connect(self._ask)
        train.ended.connect(self._ask)
        self.quick("methods", work.plane_methods, self._on_methods, self._on_failed)

    def _on_methods(self, result: object) -> None:
        self.page.offer_methods(several=len(cast("tuple[str, ...]", result)) > 1)

    def _ask(self) -> None:
        learned = self.train.learned
        if learned is None or self.stage.page != train_stage.PLANE:
            return
        side, method = self.page.sides.current, METHODS[self.page.methods.current]
        if self._shown == (learned, side, method):
            return
        self._shown = learned, side, method
        features = learned.before
        if side == plane_page.AFTER:
            features = learned.after[: len(features)] if len(features) else learned.after
        if not len(features):
            self._show_none()
            return
        done = partial(self._on_placed, learned, side)
        make = partial(work.flat, features, method, learned.before)
        self.quick("plane", make, done, self._on_failed)

    def _on_placed(self, learned: Learned, side: int, result: object) -> None:
        places = cast("Floats", result)
        verdicts = learned.verdicts[: len(places)]
        self.pictures.show([one.example.path for one in verdicts])
        labels = [one.example.label for one in verdicts]
        points = [(float(across), float(down)) for across, down in places]
        self.page.show_places(points, labels, learned.dataset.classes, self._sentence(side))

    def _sentence(self, side: int) -> str:
        if side == plane_page.BEFORE:
            return self.tr("What the network took for alike before it knew your classes.")
        return self.tr("By the scores of your classes: what it takes for alike now.")

    def _show_none(self) -> None:
        self.pictures.show([])
        sentence = self.tr("It had learned nothing before.")
        self.page.show_places([], [], (), sentence)

    def _on_chosen(self, number: int) -> None:
        self.opened.emit(self.pictures.paths[number])

    def _on_failed(self, failure: Failure) -> None:
        what, why = wording.explain(failure.error)
        self._shown = ()
        self.stage.message.show_message("error", what, why)
