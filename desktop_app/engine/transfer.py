"""Transfer learning: classes of one's own on top of what a network has learned already."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import torch
from torch import nn

from desktop_app.engine import architectures, catalogue, extraction, heads, modelfile, splitting
from desktop_app.engine import backbone as backbones
from desktop_app.engine.assessment import assess
from desktop_app.engine.contract import ClassName, Step
from desktop_app.engine.examples import TRAIN, VALIDATION, NoTransferError
from desktop_app.engine.heads import Material
from desktop_app.engine.modelfile import Description

if TYPE_CHECKING:
    from collections.abc import Generator

    from desktop_app.engine.assessment import Assessment
    from desktop_app.engine.contract import Network
    from desktop_app.engine.examples import Dataset, Problem
    from desktop_app.engine.extraction import Extracted
    from desktop_app.engine.feature_store import FeatureStore
    from desktop_app.engine.heads import Head
    from desktop_app.engine.train_recipe import TrainRecipe

    Steps: TypeAlias = Generator[Step, None, "Learned"]


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """What came of a training.

    Attributes:
        network: On whose features.
        dataset: With the parts as they were divided.
        head: Weights of the best epoch.
        recipe: The settings.
        assessment: Of the validation part.
        left_out: Pictures that could not be read.
    """

    network: Network
    dataset: Dataset
    head: Head
    recipe: TrainRecipe
    assessment: Assessment
    left_out: tuple[Problem, ...]


def learn(*, network: Network, dataset: Dataset, recipe: TrainRecipe, store: FeatureStore) -> Steps:
    """Train a new head for the classes of `dataset` on the frozen features of `network`.

    Without a validation part a share of the training part becomes one. Items are `Epoch`s, and
    what `extraction.extract` tells before the first. Raises `NoTransferError`, `ValueError` where
    the training part is empty, and what `extraction.extract` raises.
    """
    _check(network)
    divided = splitting.split(dataset, share=recipe.share, seed=recipe.seed)
    taught, kept = (divided.parts.get(part, ()) for part in (TRAIN, VALIDATION))
    both = yield from extraction.extract(network=network, examples=[*taught, *kept], store=store)
    held = set(kept)
    material = _part(both, [place for place, one in enumerate(both.examples) if one not in held])
    judges = _part(both, [place for place, one in enumerate(both.examples) if one in held])
    head = yield from heads.train(
        material=material, held=judges, classes=len(dataset.classes), recipe=recipe
    )
    pairs = _pairs(head, judges if len(judges) else material)
    return Learned(network, divided, head, recipe, assess(dataset.classes, pairs), both.left_out)


def _part(both: Extracted, numbers: list[int]) -> Material:
    places = np.array(numbers, dtype=np.int64)
    return Material(both.rows, both.places[places], both.labels[places])


def _check(network: Network) -> None:
    module = backbones.of(network).module
    if not network.trained:
        raise NoTransferError(title=network.title, reason=NoTransferError.UNTRAINED)
    if not isinstance(module.get_submodule(architectures.head(module)), nn.Linear):
        raise NoTransferError(title=network.title, reason=NoTransferError.NO_HEAD)


def _pairs(head: Head, material: Material) -> list[tuple[int, int]]:
    """Return the true class and the one that is seen, for each picture."""
    pairs: list[tuple[int, int]] = []
    for features, labels in material.chunks():
        seen = (features @ head.weight.T + head.bias).argmax(dim=1)
        pairs += zip(labels.tolist(), seen.tolist(), strict=True)
    return pairs


# What is kept


def save(learned: Learned, file: str, title: str) -> None:
    """Write the whole network with its new head as one .safetensors; it is a backbone then.

    An older file is replaced at once or not at all. Raises `ExportError`.
    """
    modelfile.write(file, module_of(learned).state_dict(), describe(learned, title))


def module_of(learned: Learned) -> nn.Module:
    """Return the network with its new head; the old one stays as it is."""
    module = copy.deepcopy(backbones.of(learned.network).module).cpu()
    name = architectures.head(module)
    classes, width = learned.head.weight.shape
    last = nn.Linear(width, classes)
    with torch.no_grad():
        last.weight.copy_(learned.head.weight)
        last.bias.copy_(learned.head.bias)
    module.set_submodule(name, last.requires_grad_(requires_grad=False))
    return module.eval()


def describe(learned: Learned, title: str) -> Description:
    """Return what is written down with the weights: classes, base network, settings, parts."""
    network = learned.network
    counts = {part: len(examples) for part, examples in learned.dataset.parts.items()}
    facts = {
        "base": network.title,
        "base_sha256": network.sha256,
        "settings": json.dumps(learned.recipe.values()),
        "parts": json.dumps(counts),
        "split": json.dumps(_split(learned.dataset)),
        "accuracy": f"{learned.assessment.accuracy:.4f}",
        "best_epoch": str(learned.head.best),
    }
    return Description(
        title=title,
        architecture=_architecture(network),
        classes=tuple(ClassName("", name) for name in learned.dataset.classes),
        input=network.input,
        origin=tuple(facts.items()),
    )


def _split(dataset: Dataset) -> dict[str, list[str]]:
    """Return which pictures were not learned from, by the beginnings of their hashes."""
    return {
        part: sorted(one.sha256[:16] for one in examples)
        for part, examples in dataset.parts.items()
        if part != TRAIN
    }


def _architecture(network: Network) -> str:
    if Path(network.name).suffix and Path(network.name).is_file():
        about = modelfile.describe(network.name)
        if about is not None:
            return about.architecture
    return catalogue.parse(network.name).architecture
