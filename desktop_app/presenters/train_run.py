"""What is known of a training: its epochs, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.engine.contract import Network
    from desktop_app.engine.epochs import Epoch
    from desktop_app.engine.examples import Dataset
    from desktop_app.engine.learned import Learned
    from desktop_app.engine.train_recipe import TrainRecipe


@dataclass
class TrainRun:
    """One training of a copy of `network` on `dataset`."""

    network: Network
    dataset: Dataset
    recipe: TrainRecipe
    epochs: list[Epoch] = field(default_factory=list)
    result: Learned | None = None

    def take(self, epoch: Epoch) -> None:
        """Take in how well it goes."""
        self.epochs.append(epoch)

    @property
    def reached(self) -> int:
        """The number of the last epoch, 0 before the first."""
        return self.epochs[-1].number if self.epochs else 0

    @property
    def best(self) -> int | None:
        """The number of the epoch that is kept, None before there is one."""
        ranked = max(self.epochs, key=lambda one: (one.accuracy, -one.loss), default=None)
        return ranked.number if ranked else None

    @property
    def is_whole(self) -> bool:
        """Whether all epochs have passed."""
        return self.reached >= self.recipe.epochs

    @property
    def passed(self) -> list[Epoch]:
        """The epochs without what it began with."""
        return [one for one in self.epochs if one.number]
