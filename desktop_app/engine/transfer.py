"""Transfer learning: classes of one's own on top of what a network has learned already."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import torch
from torch import nn

from desktop_app.engine import architectures, checkpoints, evaluation, novelty, splitting
from desktop_app.engine import backbone as backbones
from desktop_app.engine.checkpoints import Checkpoint, NoCheckpoint
from desktop_app.engine.contract import Step
from desktop_app.engine.examples import LOOK, PARTS, TRAIN, VALIDATION, NoTransferError
from desktop_app.engine.frozen import (
    check,
    features,
    lent,
    material_of,
    on_top,
    rows_of,
    train_head,
)
from desktop_app.engine.learned import Learned, verdicts
from desktop_app.engine.retraining import learn_network
from desktop_app.engine.task import Task
from desktop_app.engine.train_recipe import FULL, HEAD

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from desktop_app.engine.contract import Network
    from desktop_app.engine.examples import Dataset
    from desktop_app.engine.feature_store import FeatureStore
    from desktop_app.engine.train_recipe import TrainRecipe

    Steps: TypeAlias = Generator[Step, None, Learned]


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
        DatasetError: None of the pictures of a part can be read.
        EngineError: As `extraction.extract` and `epochs.run` raise.
    """
    _check(network, recipe)
    task = Task(network, splitting.split(dataset, share=recipe.share, seed=recipe.seed), recipe)
    checkpoint = Checkpoint(folder, task.about()) if folder else NoCheckpoint()
    if recipe.mode == HEAD:
        return (yield from _learn_head(task, store, checkpoint, ends=ends))
    return (yield from learn_network(task, store, checkpoint, ends=ends))


def forget(learned: Learned, folder: Path) -> None:
    """Remove the checkpoint of a training whose result is kept; one that can go on stays."""
    if learned.is_whole:
        about = Task(learned.network, learned.dataset, learned.recipe).about()
        checkpoints.forget(folder, about)


def _check(network: Network, recipe: TrainRecipe) -> None:
    module = backbones.of(network).module
    if not (network.trained or recipe.mode == FULL):
        raise NoTransferError(title=network.title, reason=NoTransferError.UNTRAINED)
    if not isinstance(module.get_submodule(architectures.head(module)), nn.Linear):
        raise NoTransferError(title=network.title, reason=NoTransferError.NO_HEAD)


def _learn_head(task: Task, store: FeatureStore, checkpoint: Checkpoint, *, ends: bool) -> Steps:
    every = [one for part in PARTS for one in task.part(part)]
    both = yield from features(task, store, every)
    head = yield from train_head(task, both, task.recipe, checkpoint, ends=ends)
    yield Step(0, 0, item=LOOK)
    part, chosen = evaluation.chosen(task.dataset)
    material, seen = material_of(both, chosen)
    check(len(material), task)
    taught, held = (material_of(both, task.part(name))[0] for name in (TRAIN, VALIDATION))
    usual = novelty.fit(taught.chunks(), held.chunks(), layer=task.layer)
    logits = torch.cat([head.logits(given) for given, _ in material.chunks()])
    return Learned(
        network=task.network,
        dataset=task.dataset,
        recipe=task.recipe,
        course=head.course,
        module=on_top(lent(task.network), task.classes, head),
        verdicts=verdicts(seen, logits),
        part=part,
        before=rows_of(material),
        after=logits.numpy(),
        left_out=both.left_out,
        novelty=usual,
    )
