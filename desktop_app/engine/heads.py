"""A new head on frozen features: one or two layers, trained in seconds.

Razavian et al., "CNN Features off-the-shelf: an Astounding Baseline for Recognition" (2014).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import torch
from torch.nn import functional

from desktop_app.engine import epochs, optimisers
from desktop_app.engine.checkpoints import NoCheckpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping

    import numpy.typing as npt
    from torch import Tensor

    from desktop_app.engine.checkpoints import Checkpoint
    from desktop_app.engine.contract import Step
    from desktop_app.engine.epochs import Course, Passed
    from desktop_app.engine.train_recipe import TrainRecipe

    Floats = npt.NDArray[np.float32]
    Places = npt.NDArray[np.int64]
    Layers: TypeAlias = tuple[tuple[Tensor, Tensor], ...]

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


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """What was learned.

    Attributes:
        layers: Weight and bias of each: K x D and K, or with a hidden layer, behind which negative
            values become 0, H x D and H, then K x H and K. For features as the network gives them.
        course: How it went.
    """

    layers: tuple[tuple[Tensor, Tensor], ...]
    course: Course

    def logits(self, features: Tensor) -> Tensor:
        """Map N x D features to N x K logits."""
        return _through(self.layers, features)


def train(
    *,
    material: Material,
    held: Material,
    classes: int,
    recipe: TrainRecipe,
    checkpoint: Checkpoint | None = None,
    ends: bool = False,
) -> Generator[Step, None, Head]:
    """Train a head on `material`, judged by `held` after each epoch; the best epoch is kept.

    Steps are those of `epochs.run`, which also knows what `ends` means. The same seed gives the
    same head. `held` may be empty. Raises as `epochs.run` does, and `ValueError` without anything
    to learn from.
    """
    if not len(material):
        raise ValueError("nothing to learn from")
    learner = _Learner(material, held if len(held) else material, classes, recipe)
    kept = checkpoint or NoCheckpoint()
    course = yield from epochs.run(learner, recipe.epochs, kept, ends=ends)
    return Head(learner.plain(course.weights), course)


def _same(values: Tensor) -> Tensor:
    return values


def _through(layers: Layers, features: Tensor, drop: Callable[[Tensor], Tensor] = _same) -> Tensor:
    *hidden, last = layers
    for weight, bias in hidden:
        features = functional.linear(features, weight, bias).relu()
    return functional.linear(drop(features), *last)


class _Standardised:
    """Material as a head on its way is given it; if there is little, it is computed only once."""

    def __init__(self, material: Material, mean: Tensor, spread: Tensor) -> None:
        self._material, self._mean, self._spread = material, mean, spread
        few = len(material) <= CHUNK
        self._held = self._computed(*material.take(np.arange(len(material)))) if few else None

    def __len__(self) -> int:
        return len(self._material)

    def take(self, numbers: Tensor) -> tuple[Tensor, Tensor]:
        if self._held is None:
            return self._computed(*self._material.take(numbers.numpy()))
        features, labels = self._held
        return features.index_select(0, numbers), labels.index_select(0, numbers)

    def chunks(self) -> Iterator[tuple[Tensor, Tensor]]:
        if self._held is None:
            yield from (self._computed(*chunk) for chunk in self._material.chunks())
        else:
            yield self._held

    def _computed(self, features: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        return (features - self._mean) / self._spread, labels


class _Learner:
    """A head on its way. Features are standardised for it; what it gives away is not."""

    def __init__(
        self, material: Material, judges: Material, classes: int, recipe: TrainRecipe
    ) -> None:
        self._recipe = recipe
        self._mean, self._spread = _statistics(material)
        self._material = _Standardised(material, self._mean, self._spread)
        same = judges is material
        self._judges = self._material if same else _Standardised(judges, self._mean, self._spread)
        self._generator = torch.Generator().manual_seed(recipe.seed)
        self._layers = self._new(len(self._mean), classes)
        self._tensors = [one for layer in self._layers for one in layer]
        self._optimiser = optimisers.optimiser(self._tensors, recipe)
        steps = recipe.epochs * -(-len(material) // recipe.batch)
        self._schedule = optimisers.schedule(self._optimiser, recipe, steps)

    @property
    def count(self) -> int:
        return len(self._material)

    def _new(self, width: int, classes: int) -> Layers:
        """Begin with a last layer that knows nothing, and a hidden one of random directions."""
        if not self._recipe.hidden:
            return (_layer(torch.zeros(classes, width)),)
        hidden = self._recipe.hidden
        numbers = torch.randn(hidden, width, generator=self._generator) * math.sqrt(2 / width)
        return _layer(numbers), _layer(torch.zeros(classes, hidden))

    def epoch(self, number: int) -> Iterator[Passed]:
        del number  # the generator knows
        order = torch.randperm(self.count, generator=self._generator)
        for first in range(0, len(order), self._recipe.batch):
            features, labels = self._material.take(order[first : first + self._recipe.batch])
            with torch.enable_grad():
                logits = _through(self._layers, features, self._dropped)
                smoothing = self._recipe.smoothing
                loss = functional.cross_entropy(logits, labels, label_smoothing=smoothing)
            gradients = torch.autograd.grad(loss, self._tensors)
            for tensor, gradient in zip(self._tensors, gradients, strict=True):
                tensor.grad = gradient
            self._optimiser.step()
            self._schedule.step()
            right = int((logits.argmax(1) == labels).sum())
            yield float(loss.detach()) * len(labels), right, len(labels)

    def judge(self) -> Iterator[Passed]:
        for features, labels in self._judges.chunks():
            with torch.no_grad():
                logits = _through(self._layers, features)
            loss = float(functional.cross_entropy(logits, labels, reduction="sum"))
            yield loss, int((logits.argmax(1) == labels).sum()), len(labels)

    def weights(self) -> dict[str, Tensor]:
        return {name: one.detach().clone() for name, one in self._named()}

    def state(self) -> dict[str, Any]:
        return {
            "weights": self.weights(),
            "optimiser": self._optimiser.state_dict(),
            "schedule": self._schedule.state_dict(),
            "generator": self._generator.get_state(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        with torch.no_grad():
            for name, one in self._named():
                one.copy_(state["weights"][name])
        self._optimiser.load_state_dict(state["optimiser"])
        self._schedule.load_state_dict(state["schedule"])
        self._generator.set_state(state["generator"])

    def plain(self, weights: Mapping[str, Tensor]) -> Layers:
        """Return layers for features that are not standardised."""
        kept = [(weights[f"{at}.weight"], weights[f"{at}.bias"]) for at in range(len(self._layers))]
        (weight, bias), *others = kept
        weight = weight / self._spread
        return (weight, bias - weight @ self._mean), *others

    def _named(self) -> Iterator[tuple[str, Tensor]]:
        for at, (weight, bias) in enumerate(self._layers):
            yield f"{at}.weight", weight
            yield f"{at}.bias", bias

    def _dropped(self, values: Tensor) -> Tensor:
        """Hide a share of the values, and make the others so much greater."""
        share = self._recipe.dropout
        if not share:
            return values
        kept = torch.rand(values.shape, generator=self._generator) >= share
        return values * kept / (1 - share)


def _layer(weight: Tensor) -> tuple[Tensor, Tensor]:
    return weight.requires_grad_(), torch.zeros(len(weight), requires_grad=True)


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
