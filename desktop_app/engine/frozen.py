"""A new last layer on features that stay as they are, and how it gets onto a network."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from desktop_app.engine import architectures, extraction, heads, own_head
from desktop_app.engine import backbone as backbones
from desktop_app.engine.augmentation import seeded
from desktop_app.engine.contract import Step
from desktop_app.engine.examples import FEATURES, HEAD, TRAIN, VALIDATION, DatasetError
from desktop_app.engine.heads import Material

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    import numpy.typing as npt

    from desktop_app.engine.checkpoints import Checkpoint
    from desktop_app.engine.contract import Network
    from desktop_app.engine.examples import Example
    from desktop_app.engine.extraction import Extracted
    from desktop_app.engine.feature_store import FeatureStore
    from desktop_app.engine.heads import Head
    from desktop_app.engine.task import Task
    from desktop_app.engine.train_recipe import TrainRecipe

    Floats = npt.NDArray[np.float32]

MAPPED = 2000
"""Pictures whose features are kept for a map, at most."""


def features(
    task: Task, store: FeatureStore, examples: Sequence[Example]
) -> Generator[Step, None, Extracted]:
    """Return the network's features of `examples`; raises as `extraction.extract` does."""
    yield Step(0, 0, item=FEATURES)
    return (yield from extraction.extract(network=task.network, examples=examples, store=store))


def train_head(
    task: Task, both: Extracted, recipe: TrainRecipe, checkpoint: Checkpoint, *, ends: bool = False
) -> Generator[Step, None, Head]:
    """Train a last layer on the features of the task's parts; raises as `heads.train` does."""
    yield Step(0, 0, item=HEAD)
    material, _ = material_of(both, task.part(TRAIN))
    check(len(material), task)
    held, _ = material_of(both, task.part(VALIDATION))
    return (
        yield from heads.train(
            material=material,
            held=held,
            classes=task.classes,
            recipe=recipe,
            checkpoint=checkpoint,
            ends=ends,
        )
    )


def material_of(both: Extracted, examples: Sequence[Example]) -> tuple[Material, list[Example]]:
    """Return the features of those `examples` that have some, and which these are."""
    wanted = set(examples)
    numbers = [at for at, one in enumerate(both.examples) if one in wanted]
    places = np.array(numbers, dtype=np.int64)
    material = Material(both.rows, both.places[places], both.labels[places])
    return material, [both.examples[at] for at in numbers]


def check(count: int, task: Task) -> None:
    """Raise `DatasetError` where no picture could be read, as from a drive that is gone."""
    if not count:
        raise DatasetError(folder=task.dataset.folder, reason=DatasetError.NO_PICTURES)


def rows_of(material: Material) -> Floats:
    """Return features for a map, of not too many pictures."""
    count = min(len(material), MAPPED)
    return material.take(np.arange(count))[0].numpy()


def copied(network: Network) -> nn.Module:
    """Return a copy of a network's module, on the CPU."""
    return copy.deepcopy(backbones.of(network).module).cpu()


def lent(network: Network) -> nn.Module:
    """Return a module of a network's own tensors, on the CPU: its head may be replaced, no more.

    Unlike `copied` it takes neither time nor memory for large networks.
    """
    module = backbones.of(network).module
    memo: dict[int, object] = {id(one): one.detach().cpu() for one in module.buffers()}
    for one in module.parameters():
        memo[id(one)] = nn.Parameter(one.detach().cpu(), requires_grad=False)
    return copy.deepcopy(module, memo)


def on_top(module: nn.Module, classes: int, head: Head) -> nn.Module:
    """Put what was learned on top of a network; returns `module`."""
    name = architectures.head(module)
    hidden = len(head.layers[0][1]) if len(head.layers) > 1 else 0
    own_head.put(module, classes, hidden=hidden, generator=seeded(0))
    layers = [one for one in module.get_submodule(name).modules() if isinstance(one, nn.Linear)]
    with torch.no_grad():
        for layer, (weight, bias) in zip(layers, head.layers, strict=True):
            layer.weight.copy_(weight)
            layer.bias.copy_(bias)
    return module.eval()
