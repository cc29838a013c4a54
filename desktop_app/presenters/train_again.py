"""A training that was stopped, or that a crash ended, is offered to go on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

from desktop_app.engine.train_recipe import train_recipe
from desktop_app.presenters import work_train as work
from desktop_app.presenters.base import Presenter
from desktop_app.views import wording

if TYPE_CHECKING:
    from desktop_app.engine.checkpoints import About
    from desktop_app.presenters.dataset import DatasetPresenter
    from desktop_app.presenters.network import NetworkPresenter
    from desktop_app.presenters.train import TrainPresenter


class TrainAgainPresenter(Presenter):
    """Asks once, when the tab is first shown."""

    def __init__(
        self, train: TrainPresenter, data: DatasetPresenter, networks: NetworkPresenter
    ) -> None:
        """Look for one."""
        super().__init__(train.session, train.runner)
        self.train, self.data, self.networks = train, data, networks
        self._about: About | None = None
        self._waits = False
        data.changed.connect(self._start)
        data.given_up.connect(self._give_up)
        self.session.network_changed.connect(self._start)
        self.quick("newest", work.newest, self._on_found, _ignore)

    def _on_found(self, result: object) -> None:
        found = cast("tuple[About, int] | None", result)
        if found is None or not os.path.isdir(found[0].folder):
            return
        self._about, reached = found
        name = os.path.basename(self._about.folder)
        if reached < self._about.epochs:
            what = self.tr("A training with ‘{folder}’ stopped after epoch {last} of {all}.")
            act = self.tr("Go on with it")
        else:
            what = self.tr("A training with ‘{folder}’ is still here.")
            act = self.tr("Show it")
        last, every = wording.number(reached), wording.number(self._about.epochs)
        text = what.format(folder=name, last=last, all=every)
        self.train.tab.start.message.show_message("info", text, "", act, self._go_on)

    def _go_on(self) -> None:
        """Bring back folder, network and settings; then it starts, from where it stopped."""
        about = self._about
        if about is None:
            return
        self._waits = True
        base = self.train.base
        if base is None or base.name != about.network:
            self.networks.load(about.network)
        self.data.open(about.folder, about.validation)

    def _give_up(self) -> None:
        """Start nothing when the folder is opened another time."""
        self._waits = False

    def _start(self) -> None:
        about, dataset, base = self._about, self.data.dataset, self.train.base
        if not self._waits or about is None or dataset is None or base is None:
            return
        if dataset.folder == about.folder and base.name == about.network:
            self._waits = False
            self.train.tab.settings.show_values(train_recipe(**about.settings).values())
            self.train.start()


def _ignore(came: object) -> None:
    """Where nothing can be read there is nothing to go on with."""
