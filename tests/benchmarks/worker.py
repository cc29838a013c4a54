"""The program's runner, driven from a script: start a job and wait for its last signal."""

from __future__ import annotations

import tempfile
from functools import partial
from typing import TYPE_CHECKING, cast

import torch
from PySide6.QtCore import QCoreApplication, QEventLoop

from desktop_app import settings
from desktop_app.engine.contract import DeviceWish, Source
from desktop_app.engine.device import THREADS
from desktop_app.jobs import JobRunner
from desktop_app.presenters import work
from tests.backbones import places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.engine.contract import DeviceInfo, Look, Network, Outcome
    from desktop_app.jobs import Failure, Job, Report


class Worker:
    """A runner with a loaded network; this thread computes with as many threads as it does."""

    def __init__(self) -> None:
        """Start the thread and load the default network on the CPU."""
        self._application = QCoreApplication.instance() or QCoreApplication([])
        self.runner = JobRunner()
        self._folder = tempfile.TemporaryDirectory()
        wish, where = DeviceWish("cpu"), places(self._folder.name)
        make = partial(work.load_network, settings.BACKBONE.default, wish, where)
        loaded = _result(self.runner.quick("network", make))
        self.network: Network = cast("tuple[DeviceInfo, Network]", loaded)[1]
        torch.set_num_threads(THREADS)

    def look(self, file: str) -> Look:
        """Open a picture as the window does when it is chosen."""
        make = partial(work.look, self.network, Source(file, file))
        return cast("Look", _result(self.runner.quick("look", make)))

    def predict_many(self, files: Sequence[str]) -> list[Outcome]:
        """Ask about many as the window does with a folder; all that was delivered."""
        sources = [(key, Source(file, file)) for key, file in enumerate(files)]
        outcomes: list[Outcome] = []

        def keep(report: Report) -> None:
            outcomes.extend(cast("tuple[Outcome, ...]", report.items))

        job = self.runner.start(partial(work.predict_many, self.network, sources), "")
        job.reported.connect(keep)
        answered = _result(job)
        if not answered == len(outcomes) == len(files):
            raise RuntimeError(f"{answered} answers and {len(outcomes)} outcomes of {len(files)}")
        return outcomes

    def close(self) -> None:
        """End the thread."""
        self.runner.close()
        self.runner.wait(10_000)
        self._folder.cleanup()


def _result(job: Job) -> object:
    loop = QEventLoop()
    results: list[object] = []
    failures: list[Failure] = []
    job.succeeded.connect(results.append)
    job.failed.connect(failures.append)
    job.finished.connect(loop.quit)
    loop.exec()
    for failure in failures:
        raise RuntimeError(failure.text)
    return results[0]
