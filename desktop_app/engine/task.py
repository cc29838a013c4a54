"""What is to be learned: which network, from which pictures, and how."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.engine import architectures
from desktop_app.engine import backbone as backbones
from desktop_app.engine.checkpoints import About
from desktop_app.engine.examples import PARTS, TRAIN, VALIDATION

if TYPE_CHECKING:
    from desktop_app.engine.contract import Network
    from desktop_app.engine.examples import Dataset, Example
    from desktop_app.engine.train_recipe import TrainRecipe


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """A training that is about to be.

    Attributes:
        network: What it begins with; a copy of it learns.
        dataset: With the parts as they are divided.
        recipe: The settings.
    """

    network: Network
    dataset: Dataset
    recipe: TrainRecipe

    def part(self, name: str) -> tuple[Example, ...]:
        """Return the pictures of a part."""
        return self.dataset.parts.get(name, ())

    @property
    def judges(self) -> tuple[Example, ...]:
        """What each epoch is judged by."""
        return self.part(VALIDATION) or self.part(TRAIN)

    @property
    def layer(self) -> str:
        """Where the network's head is, and its own will be."""
        return architectures.head(backbones.of(self.network).module)

    @property
    def classes(self) -> int:
        """How many there are."""
        return len(self.dataset.classes)

    def about(self) -> About:
        """Return what a checkpoint is kept by."""
        network = self.network
        return About(
            folder=self.dataset.folder,
            validation=self.dataset.validation,
            network=network.name,
            settings=self.recipe.values(),
            pictures=_digest(self.dataset),
            weights=network.sha256 if network.trained else "",
        )


def _digest(dataset: Dataset) -> str:
    """Return a hash over all pictures with their parts and classes, wherever they lie."""
    digest = hashlib.sha256(repr(dataset.classes).encode())
    for part in PARTS:
        rows = sorted((one.sha256, one.label) for one in dataset.parts.get(part, ()))
        digest.update(repr((part, rows)).encode())
    return digest.hexdigest()
