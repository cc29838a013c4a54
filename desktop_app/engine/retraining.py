"""A network learns from the pictures themselves: its last blocks, or all of it.

That a new last layer is trained before the rest moves keeps what the network knows from being
spoilt by the first steps: Kumar et al., "Fine-Tuning can Distort Pretrained Features and
Underperform Out-of-Distribution" (ICLR 2022).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias, cast

import numpy as np
import torch
from torch import nn

from desktop_app.engine import architectures, catalogue, epochs, evaluation, novelty, own_head
from desktop_app.engine import backbone as backbones
from desktop_app.engine.augmentation import seeded
from desktop_app.engine.backbone import Backbone
from desktop_app.engine.checkpoints import NoCheckpoint
from desktop_app.engine.contract import Step
from desktop_app.engine.examples import LOOK, NETWORK, TRAIN, VALIDATION
from desktop_app.engine.frozen import (
    check,
    copied,
    features,
    material_of,
    on_top,
    rows_of,
    train_head,
)
from desktop_app.engine.learned import Learned, architecture, verdicts
from desktop_app.engine.train_recipe import QUICK, train_recipe
from desktop_app.engine.tuning import Tuner

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from torch import Tensor

    from desktop_app.engine.checkpoints import Checkpoint
    from desktop_app.engine.examples import Example, Problem
    from desktop_app.engine.feature_store import FeatureStore
    from desktop_app.engine.frozen import Floats
    from desktop_app.engine.heads import Head
    from desktop_app.engine.novelty import Novelty
    from desktop_app.engine.task import Task

    Steps: TypeAlias = Generator[Step, None, Learned]

USUAL = 1000
"""Pictures that are enough to know what is usual."""


def learn_network(task: Task, store: FeatureStore, checkpoint: Checkpoint, *, ends: bool) -> Steps:
    """Do as `transfer.learn` for more than the last layer."""
    part, chosen = evaluation.chosen(task.dataset)
    module, before, left_out = yield from _beginning(task, store, chosen)
    yield Step(0, 0, item=NETWORK)
    device = backbones.of(task.network).device
    backbone = Backbone(module, task.network.input, str(device))
    tuner = Tuner(backbone, task.part(TRAIN), task.judges, task.recipe, task.layer)
    knows = task.network.trained
    course = yield from epochs.run(tuner, task.recipe.epochs, checkpoint, knows=knows, ends=ends)
    tuner.put(course.weights)
    yield Step(0, 0, item=LOOK)
    examples, after, given = yield from _looked(tuner, task, chosen)
    labels = torch.tensor([one.label for one in examples])
    held = [(given, labels)] if part == VALIDATION else []
    usual = yield from _usual(tuner, task, held)
    return Learned(
        network=task.network,
        dataset=task.dataset,
        recipe=task.recipe,
        course=course,
        module=tuner.end(),
        verdicts=verdicts(examples, after),
        part=part,
        before=before,
        after=after.numpy(),
        left_out=(*left_out, *tuner.problems.values()),
        novelty=usual,
    )


def _looked(
    tuner: Tuner, task: Task, chosen: Sequence[Example]
) -> Generator[Step, None, tuple[list[Example], Tensor, Tensor]]:
    """Return the pictures that could be read, their logits and their features."""
    examples: list[Example] = []
    logits: list[Tensor] = []
    given: list[Tensor] = []
    for seen, said, values in tuner.look(chosen):
        examples += seen
        logits.append(said)
        given.append(values)
        yield Step(len(examples), len(chosen))
    check(len(examples), task)
    return examples, torch.cat(logits), torch.cat(given)


def _usual(
    tuner: Tuner, task: Task, held: Sequence[tuple[Tensor, Tensor]]
) -> Generator[Step, None, Novelty]:
    """Return what is usual now that the features are others; many pictures are not needed."""
    taught = task.part(TRAIN)
    chance = seeded(task.recipe.seed, len(taught))
    order = torch.randperm(len(taught), generator=chance)[:USUAL].tolist()
    examples, _, given = yield from _looked(tuner, task, [taught[at] for at in sorted(order)])
    labels = torch.tensor([one.label for one in examples])
    return novelty.fit([(given, labels)], held, layer=task.layer)


def _beginning(
    task: Task, store: FeatureStore, chosen: Sequence[Example]
) -> Generator[Step, None, tuple[nn.Module, Floats, tuple[Problem, ...]]]:
    """Return a network with its new last layer, features of `chosen`, and what is left out."""
    recipe = task.recipe
    if not task.network.trained:
        return _new(task), np.zeros((0, 1), np.float32), ()
    every = dict.fromkeys((*task.part(TRAIN), *task.part(VALIDATION), *chosen))
    both = yield from features(task, store, list(every))
    quick = train_recipe(
        QUICK, hidden=recipe.hidden, dropout=recipe.dropout, share=recipe.share, seed=recipe.seed
    )
    head = yield from _silently(train_head(task, both, quick, NoCheckpoint()))
    module = on_top(copied(task.network), task.classes, head)
    return module, rows_of(material_of(both, chosen)[0]), both.left_out


def _silently(steps: Generator[Step, None, Head]) -> Generator[Step, None, Head]:
    """Leave out what is told of epochs, since those of the network are meant."""
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            return cast("Head", end.value)
        is_epoch = isinstance(step.item, epochs.Epoch)
        yield replace(step, item=None if is_epoch else step.item, metrics={})


def _new(task: Task) -> nn.Module:
    """Return the architecture with numbers of which the seed is the only source."""
    chance = seeded(task.recipe.seed, 0)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(chance.initial_seed())
        name = catalogue.parse(architecture(task.network))
        module = architectures.build(name, task.classes)
    return own_head.put(module, task.classes, hidden=task.recipe.hidden, generator=chance)
