"""A new head on frozen features: one linear layer, trained in seconds.

Razavian et al., "CNN Features off-the-shelf: an Astounding Baseline for Recognition" (2014).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from desktop_app.engine.contract import Step

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    import numpy.typing as npt
    from torch import Tensor

    from desktop_app.engine.train_recipe import TrainRecipe

    Floats = npt.NDArray[np.float32]
    Places = npt.NDArray[np.int64]

CHUNK = 2048
"""Rows that are held at once where all have to be gone through."""

LEAST_SPREAD = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """Features of pictures with their classes, of which only what is needed is read.

    Attributes:
        rows: Float32, many x D, perhaps on disk.
        places: Which of them are meant, N row numbers.
        labels: Their classes, N numbers.
    """

    rows: Floats
    places: Places
    labels: Places

    def __len__(self) -> int:
        """How many pictures there are."""
        return len(self.places)

    def take(self, numbers: Places) -> tuple[Tensor, Tensor]:
        """Return the features, n x D, and classes of some."""
        features = np.asarray(self.rows[self.places[numbers]], dtype=np.float32)
        return torch.from_numpy(features), torch.from_numpy(self.labels[numbers])

    def chunks(self) -> Iterator[tuple[Tensor, Tensor]]:
        """Go through all, some at a time."""
        for first in range(0, len(self), CHUNK):
            yield self.take(np.arange(first, min(first + CHUNK, len(self))))


@dataclass(frozen=True, slots=True)
class Epoch:
    """How well it goes after an epoch.

    Attributes:
        number: Counted from 1.
        train_loss: Mean cross-entropy over the training part, in nats, as the head was on its way.
        train_accuracy: Share of it that was right.
        loss: Of the validation part; of the training part where there is none.
        accuracy: Of the same.
    """

    number: int
    train_loss: float
    train_accuracy: float
    loss: float
    accuracy: float


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """What was learned: logits are `weight` · features + `bias`.

    Attributes:
        weight: K x D, for features as they come out of the network.
        bias: K.
        epochs: All epochs up to the last.
        best: Number of the one that the weights are of.
    """

    weight: Tensor
    bias: Tensor
    epochs: tuple[Epoch, ...]
    best: int


def train(
    *, material: Material, held: Material, classes: int, recipe: TrainRecipe
) -> Generator[Step, None, Head]:
    """Train a head on `material`, judged by `held` after each epoch; the best epoch is kept.

    An item is an `Epoch`, its snapshot the `Head` of the best up to then. The same seed gives the
    same head. `held` may be empty. Raises `ValueError` without anything to learn from.
    """
    if not len(material):
        raise ValueError("nothing to learn from")
    learner = _Learner(material, classes, recipe)
    judges = held if len(held) else material
    for number in range(1, recipe.epochs + 1):
        loss, right = 0.0, 0
        for batch_loss, batch_right in learner.epoch():
            loss, right = loss + batch_loss, right + batch_right
            yield Step(number - 1, recipe.epochs)
        passed = Epoch(number, loss / len(material), right / len(material), *learner.judge(judges))
        learner.keep(passed)
        metrics = {"train_loss": passed.train_loss, "train_accuracy": passed.train_accuracy}
        metrics |= {"loss": passed.loss, "accuracy": passed.accuracy}
        yield Step(number, recipe.epochs, metrics=metrics, item=passed, snapshot=learner.head)
    return learner.head()


class _Learner:
    """A head on its way. Features are standardised for it; what it gives away is not."""

    def __init__(self, material: Material, classes: int, recipe: TrainRecipe) -> None:
        self._material, self._recipe = material, recipe
        self._mean, self._spread = _statistics(material)
        self._weight = torch.zeros(classes, len(self._mean), requires_grad=True)
        self._bias = torch.zeros(classes, requires_grad=True)
        groups = [
            {"params": [self._weight], "weight_decay": recipe.decay},
            {"params": [self._bias], "weight_decay": 0.0},
        ]
        self._optimiser = torch.optim.AdamW(groups, lr=recipe.rate)
        steps = recipe.epochs * -(-len(material) // recipe.batch)
        self._schedule = torch.optim.lr_scheduler.CosineAnnealingLR(self._optimiser, steps)
        self._generator = torch.Generator().manual_seed(recipe.seed)
        self._epochs: list[Epoch] = []
        self._best: tuple[tuple[float, float], int, Tensor, Tensor] | None = None

    def epoch(self) -> Iterator[tuple[float, int]]:
        """Learn from each picture once; yield the loss, summed, and how many were right."""
        order = torch.randperm(len(self._material), generator=self._generator).numpy()
        for first in range(0, len(order), self._recipe.batch):
            features, labels = self._material.take(order[first : first + self._recipe.batch])
            with torch.enable_grad():
                logits = self._logits(features)
                smoothing = self._recipe.smoothing
                loss = functional.cross_entropy(logits, labels, label_smoothing=smoothing)
                self._optimiser.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
            self._optimiser.step()
            self._schedule.step()
            yield float(loss.detach()) * len(labels), int((logits.argmax(1) == labels).sum())

    def judge(self, material: Material) -> tuple[float, float]:
        """Return mean loss and accuracy."""
        loss, right = 0.0, 0
        with torch.no_grad():
            for features, labels in material.chunks():
                logits = self._logits(features)
                loss += float(functional.cross_entropy(logits, labels, reduction="sum"))
                right += int((logits.argmax(1) == labels).sum())
        return loss / len(material), right / len(material)

    def keep(self, passed: Epoch) -> None:
        """Keep the weights if none were better, by accuracy and then by loss."""
        self._epochs.append(passed)
        rank = passed.accuracy, -passed.loss
        if self._best is None or rank > self._best[0]:
            copies = self._weight.detach().clone(), self._bias.detach().clone()
            self._best = rank, passed.number, *copies

    def head(self) -> Head:
        """Return the best so far, for features that are not standardised."""
        if self._best is None:
            raise ValueError("no epoch has passed")
        _, number, weight, bias = self._best
        plain = weight / self._spread
        return Head(plain, bias - plain @ self._mean, tuple(self._epochs), number)

    def _logits(self, features: Tensor) -> Tensor:
        return functional.linear((features - self._mean) / self._spread, self._weight, self._bias)


def _statistics(material: Material) -> tuple[Tensor, Tensor]:
    """Return mean and standard deviation of each feature, without holding all of them."""
    width = material.rows.shape[1]
    total, squares = torch.zeros(2, width, dtype=torch.float64)
    for features, _ in material.chunks():
        total += features.double().sum(dim=0)
        squares += features.double().square().sum(dim=0)
    mean = total / len(material)
    spread = (squares / len(material) - mean.square()).clamp(min=0).sqrt()
    return mean.float(), spread.clamp(min=LEAST_SPREAD).float()
