"""Transfer learning: classes of one's own on top of what a network has learned already.

That a new last layer is trained before the rest moves keeps what the network knows from being
spoilt by the first steps: Kumar et al., "Fine-Tuning can Distort Pretrained Features and
Underperform Out-of-Distribution" (ICLR 2022).
"""

from __future__ import annotations

import copy
import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias, cast

import numpy as np
import torch
from torch import nn

from desktop_app.engine import (
    architectures,
    catalogue,
    epochs,
    evaluation,
    extraction,
    heads,
    own_head,
    splitting,
)
from desktop_app.engine import backbone as backbones
from desktop_app.engine.augmentation import seeded
from desktop_app.engine.backbone import Backbone
from desktop_app.engine.checkpoints import About, Checkpoint, NoCheckpoint
from desktop_app.engine.contract import Step
from desktop_app.engine.examples import (
    FEATURES,
    HEAD,
    LOOK,
    NETWORK,
    PARTS,
    TRAIN,
    VALIDATION,
    NoTransferError,
    Verdict,
)
from desktop_app.engine.heads import Material
from desktop_app.engine.learned import Learned, architecture
from desktop_app.engine.train_recipe import FULL, QUICK, train_recipe
from desktop_app.engine.train_recipe import HEAD as HEAD_ONLY
from desktop_app.engine.tuning import Tuner

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from pathlib import Path

    import numpy.typing as npt
    from torch import Tensor

    from desktop_app.engine.contract import Network
    from desktop_app.engine.examples import Dataset, Example, Problem
    from desktop_app.engine.extraction import Extracted
    from desktop_app.engine.feature_store import FeatureStore
    from desktop_app.engine.heads import Head
    from desktop_app.engine.train_recipe import TrainRecipe

    Floats = npt.NDArray[np.float32]
    Steps: TypeAlias = Generator[Step, None, Learned]


MAPPED = 2000
"""Pictures whose features are kept for a map, at most."""


def learn(
    *,
    network: Network,
    dataset: Dataset,
    recipe: TrainRecipe,
    store: FeatureStore,
    folder: Path | None = None,
    ends: bool = False,
) -> Steps:
    """Teach a copy of `network` the classes of `dataset`, as far as the recipe's mode says.

    Without a validation part a share of the training part becomes one. Items are `FEATURES`,
    `HEAD`, `NETWORK` and `LOOK` before it gets busy with them, `Epoch`s, and what
    `extraction.extract` and `epochs.run` tell. Checkpoints are kept in `folder`, and the same
    training goes on from there; one that `ends` only finishes what it has.

    Raises:
        NoTransferError: The network cannot be built on.
        ValueError: The training part is empty.
        EngineError: As `extraction.extract` and `epochs.run` raise.
    """
    _check(network, recipe)
    task = _Task(network, splitting.split(dataset, share=recipe.share, seed=recipe.seed), recipe)
    checkpoint = Checkpoint(folder, task.about()) if folder else NoCheckpoint()
    if recipe.mode == HEAD_ONLY:
        return (yield from _learn_head(task, store, checkpoint, ends=ends))
    return (yield from _learn_network(task, store, checkpoint, ends=ends))


def _check(network: Network, recipe: TrainRecipe) -> None:
    module = backbones.of(network).module
    if not (network.trained or recipe.mode == FULL):
        raise NoTransferError(title=network.title, reason=NoTransferError.UNTRAINED)
    if not isinstance(module.get_submodule(architectures.head(module)), nn.Linear):
        raise NoTransferError(title=network.title, reason=NoTransferError.NO_HEAD)


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """What is to be learned, by what, and how."""

    network: Network
    dataset: Dataset
    recipe: TrainRecipe

    def part(self, name: str) -> tuple[Example, ...]:
        return self.dataset.parts.get(name, ())

    @property
    def judges(self) -> tuple[Example, ...]:
        return self.part(VALIDATION) or self.part(TRAIN)

    @property
    def classes(self) -> int:
        return len(self.dataset.classes)

    def about(self) -> About:
        network = self.network
        return About(
            folder=self.dataset.folder,
            validation=self.dataset.validation,
            network=network.name,
            settings=self.recipe.values(),
            pictures=_digest(self.dataset),
            weights=network.sha256 if network.trained else "",
            epochs=self.recipe.epochs,
        )


def _digest(dataset: Dataset) -> str:
    """Return a hash over all pictures with their parts and classes, wherever they lie."""
    digest = hashlib.sha256(repr(dataset.classes).encode())
    for part in PARTS:
        rows = sorted((one.sha256, one.label) for one in dataset.parts.get(part, ()))
        digest.update(repr((part, rows)).encode())
    return digest.hexdigest()


# A new last layer


def _learn_head(task: _Task, store: FeatureStore, checkpoint: Checkpoint, *, ends: bool) -> Steps:
    every = [one for part in PARTS for one in task.part(part)]
    both = yield from _features(task, store, every)
    head = yield from _head(task, both, task.recipe, checkpoint, ends=ends)
    yield Step(0, 0, item=LOOK)
    part, chosen = evaluation.chosen(task.dataset)
    material, seen = _material(both, chosen)
    logits = torch.cat([head.logits(features) for features, _ in material.chunks()])
    return Learned(
        network=task.network,
        dataset=task.dataset,
        recipe=task.recipe,
        course=head.course,
        module=_with_head(_copied(task.network), task.classes, head),
        verdicts=_verdicts(seen, logits),
        part=part,
        before=_rows(material),
        after=logits.numpy(),
        left_out=both.left_out,
    )


def _features(
    task: _Task, store: FeatureStore, examples: Sequence[Example]
) -> Generator[Step, None, Extracted]:
    yield Step(0, 0, item=FEATURES)
    return (yield from extraction.extract(network=task.network, examples=examples, store=store))


def _head(
    task: _Task, both: Extracted, recipe: TrainRecipe, checkpoint: Checkpoint, *, ends: bool = False
) -> Generator[Step, None, Head]:
    yield Step(0, 0, item=HEAD)
    material, _ = _material(both, task.part(TRAIN))
    held, _ = _material(both, task.part(VALIDATION))
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


def _material(both: Extracted, examples: Sequence[Example]) -> tuple[Material, list[Example]]:
    """Return the features of those `examples` that have some, and which these are."""
    wanted = set(examples)
    numbers = [at for at, one in enumerate(both.examples) if one in wanted]
    places = np.array(numbers, dtype=np.int64)
    material = Material(both.rows, both.places[places], both.labels[places])
    return material, [both.examples[at] for at in numbers]


def _rows(material: Material) -> Floats:
    """Return features for a map, of not too many pictures."""
    count = min(len(material), MAPPED)
    return material.take(np.arange(count))[0].numpy()


# Blocks, or everything


def _learn_network(
    task: _Task, store: FeatureStore, checkpoint: Checkpoint, *, ends: bool
) -> Steps:
    part, chosen = evaluation.chosen(task.dataset)
    module, before, left_out = yield from _beginning(task, store, chosen)
    yield Step(0, 0, item=NETWORK)
    device = backbones.of(task.network).device
    backbone = Backbone(module, task.network.input, str(device))
    tuner = Tuner(backbone, task.part(TRAIN), task.judges, task.recipe)
    knows = task.network.trained
    course = yield from epochs.run(tuner, task.recipe.epochs, checkpoint, knows=knows, ends=ends)
    tuner.put(course.weights)
    yield Step(0, 0, item=LOOK)
    examples: list[Example] = []
    logits: list[Tensor] = []
    for seen, said in tuner.look(chosen):
        examples += seen
        logits.append(said)
        yield Step(len(examples), len(chosen))
    after = torch.cat(logits)
    return Learned(
        network=task.network,
        dataset=task.dataset,
        recipe=task.recipe,
        course=course,
        module=tuner.end(),
        verdicts=_verdicts(examples, after),
        part=part,
        before=before,
        after=after.numpy(),
        left_out=(*left_out, *tuner.problems.values()),
    )


def _beginning(
    task: _Task, store: FeatureStore, chosen: Sequence[Example]
) -> Generator[Step, None, tuple[nn.Module, Floats, tuple[Problem, ...]]]:
    """Return a network with its new last layer, features of `chosen`, and what is left out."""
    recipe = task.recipe
    if not task.network.trained:
        return _new(task), np.zeros((0, 1), np.float32), ()
    every = dict.fromkeys((*task.part(TRAIN), *task.part(VALIDATION), *chosen))
    both = yield from _features(task, store, list(every))
    quick = train_recipe(
        QUICK, hidden=recipe.hidden, dropout=recipe.dropout, share=recipe.share, seed=recipe.seed
    )
    head = yield from _silently(_head(task, both, quick, NoCheckpoint()))
    module = _with_head(_copied(task.network), task.classes, head)
    return module, _rows(_material(both, chosen)[0]), both.left_out


def _silently(steps: Generator[Step, None, Head]) -> Generator[Step, None, Head]:
    """Leave out what is told of epochs, since those of the network are meant."""
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            return cast("Head", end.value)
        is_epoch = isinstance(step.item, epochs.Epoch)
        yield replace(step, item=None if is_epoch else step.item, metrics={})


def _new(task: _Task) -> nn.Module:
    """Return the architecture with numbers of which the seed is the only source."""
    chance = seeded(task.recipe.seed, 0)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(chance.initial_seed())
        name = catalogue.parse(architecture(task.network))
        module = architectures.build(name, task.classes)
    return own_head.put(module, task.classes, hidden=task.recipe.hidden, generator=chance)


def _copied(network: Network) -> nn.Module:
    return copy.deepcopy(backbones.of(network).module).cpu()


def _with_head(module: nn.Module, classes: int, head: Head) -> nn.Module:
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


def _verdicts(examples: Sequence[Example], logits: Tensor) -> tuple[Verdict, ...]:
    shares = logits.double().softmax(dim=1)
    best, seen = shares.max(dim=1)
    labels = torch.tensor([one.label for one in examples])
    truths = shares[torch.arange(len(labels)), labels]
    rows = zip(examples, seen.tolist(), best.tolist(), truths.tolist(), strict=True)
    return tuple(Verdict(*row) for row in rows)
