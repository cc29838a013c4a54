"""What becomes of a trained network: a backbone in all tabs, a file, an ONNX file."""

from __future__ import annotations

import os
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal

from desktop_app import settings
from desktop_app.engine.catalogue import WEIGHT_FILES
from desktop_app.presenters import work_train as work
from desktop_app.presenters.saving import UNSAFE, SavingPresenter
from desktop_app.views import wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.engine.learned import Learned
    from desktop_app.engine.onnx_task import Exported
    from desktop_app.jobs import Failure
    from desktop_app.presenters.job_bar import JobBarPresenter
    from desktop_app.presenters.network import NetworkPresenter
    from desktop_app.presenters.train import TrainPresenter
    from desktop_app.settings import Settings
    from desktop_app.views.main_window import MainWindow

SUFFIX = WEIGHT_FILES[0]
COMPARED = 8
"""Pictures that an exported file is compared on."""


class TrainKeepingPresenter(SavingPresenter):
    """`kept` carries the name of a network that is among the others from now on."""

    kept = Signal(str)

    def __init__(
        self,
        train: TrainPresenter,
        networks: NetworkPresenter,
        window: MainWindow,
        remembered: Settings,
        progress: JobBarPresenter,
    ) -> None:
        """Join the buttons."""
        super().__init__(train.session, train.runner, window, remembered)
        self.train, self.networks, self.progress = train, networks, progress
        self._of: Learned | None = None
        self._file = ""
        stage = train.tab.stage
        stage.used.connect(self.use)
        stage.saved.connect(self._on_save_asked)
        stage.exported.connect(self._on_export_asked)

    def use(self) -> None:
        """Have the trained network answer in all tabs."""
        self._keep(self._load)

    def _load(self, file: str) -> None:
        network = self.session.network
        if network is None or network.name != file:
            self.networks.load(file)

    def _keep(self, then: Callable[[str], None]) -> None:
        """Write the network to where the others are, unless it is there, and go on."""
        learned = self.train.learned
        if learned is None:
            return
        if learned is self._of and os.path.exists(self._file):
            then(self._file)
            return
        file = self._free_name(learned)
        done = partial(self._on_kept, learned, then)
        make = partial(work.save, learned, file, Path(file).stem)
        self.quick("keep", make, done, self._on_keep_failed, finishes=True)

    def _free_name(self, learned: Learned) -> str:
        """Name it after the folder; what was trained before stays."""
        folder = Path(settings.places(self.remembered).own)
        stem = UNSAFE.sub("_", Path(learned.dataset.folder).name) or "network"
        names = (stem if number == 1 else f"{stem} {number}" for number in count(1))
        files = (str(folder / f"{name}{SUFFIX}") for name in names)
        return next(file for file in files if not os.path.exists(file))

    def _on_kept(self, learned: Learned, then: Callable[[str], None], file: object) -> None:
        self._of, self._file = learned, cast("str", file)
        self.train.belongs(self._file)
        self.kept.emit(self._file)
        then(self._file)

    def _on_keep_failed(self, failure: Failure) -> None:
        self.train.tab.stage.message.show_message("error", *wording.explain(failure.error))

    # Files

    def _on_save_asked(self) -> None:
        learned = self.train.learned
        if learned is None:
            return
        file = self.ask(Path(learned.dataset.folder).name, SUFFIX.lstrip("."))
        if file:
            self.train.belongs(file)
            self.save(partial(work.save, learned, file, Path(file).stem), file)

    def _on_export_asked(self) -> None:
        learned = self.train.learned
        if learned is None:
            return
        file = self.ask(Path(learned.dataset.folder).name, "onnx")
        if file:
            self._keep(partial(self._export, learned, file))

    def _export(self, learned: Learned, file: str, name: str) -> None:
        pictures = tuple(one.example.path for one in learned.verdicts[:COMPARED])
        places = settings.places(self.remembered)
        make = partial(work.export, name, file, places, pictures)
        title = self.tr("Exporting to ONNX and comparing")
        job = self.long(make, title, self.train.tab.stage.message)
        if job is None:
            return
        job.succeeded.connect(self._on_exported)
        job.failed.connect(self._on_export_failed)
        job.cancelled.connect(self._on_export_stopped)

    def _on_exported(self, result: object) -> None:
        done = cast("Exported", result)
        text = self.tr(
            "The same answers on %Ln picture(s). Beside it: {example}", "", done.pictures
        )
        why = text.format(example=os.path.basename(done.example))
        self.progress.tell("done", self.tr("Exported"), os.path.basename(done.file))
        self._say("ok", self.tr("Exported."), why)

    def _on_export_failed(self, failure: Failure) -> None:
        what, why = wording.explain(failure.error)
        self.progress.tell("failed", what)
        self._say("error", what, why)

    def _on_export_stopped(self) -> None:
        self.progress.tell("stopped", self.tr("Export"), self.tr("Nothing was written."))

    def _say(self, kind: str, what: str, why: str) -> None:
        self.train.tab.stage.message.show_message(kind, what, why)
