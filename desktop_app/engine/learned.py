"""What came of a training, and how it is kept: one file that is a backbone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from desktop_app.engine import catalogue, modelfile
from desktop_app.engine.assessment import assess
from desktop_app.engine.contract import ClassName
from desktop_app.engine.examples import TRAIN, Verdict
from desktop_app.engine.modelfile import Description

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt
    from torch import Tensor, nn

    from desktop_app.engine.assessment import Assessment
    from desktop_app.engine.contract import Network
    from desktop_app.engine.epochs import Course
    from desktop_app.engine.examples import Dataset, Example, Problem
    from desktop_app.engine.novelty import Novelty
    from desktop_app.engine.train_recipe import TrainRecipe

    Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """What came of a training.

    Attributes:
        network: What it began with.
        dataset: With the parts as they were divided.
        recipe: The settings.
        course: Its epochs.
        module: The network with its new last layer, on the CPU, with the weights of the best epoch.
        verdicts: On the pictures that are farthest from what it learned from: those of the test
            part, else of the validation part, else of the training part.
        part: Which of them.
        before: Features of those pictures as the network gave them before, N x D; none from one
            that had learned nothing.
        after: Their logits, N x K.
        left_out: Pictures that could not be read.
        novelty: What tells what is unlike anything it learned from.
    """

    network: Network
    dataset: Dataset
    recipe: TrainRecipe
    course: Course
    module: nn.Module
    verdicts: tuple[Verdict, ...]
    part: str
    before: Floats
    after: Floats
    left_out: tuple[Problem, ...]
    novelty: Novelty

    @property
    def is_whole(self) -> bool:
        """Whether all epochs that were wished have passed."""
        return self.course.epochs[-1].number >= self.recipe.epochs

    @property
    def assessment(self) -> Assessment:
        """How often it was right."""
        pairs = [(one.example.label, one.seen) for one in self.verdicts]
        return assess(self.dataset.classes, pairs)


def verdicts(examples: Sequence[Example], logits: Tensor) -> tuple[Verdict, ...]:
    """Return what N x K logits say of N pictures."""
    shares = logits.double().softmax(dim=1)
    best, seen = shares.max(dim=1)
    labels = torch.tensor([one.label for one in examples])
    truths = shares[torch.arange(len(labels)), labels]
    rows = zip(examples, seen.tolist(), best.tolist(), truths.tolist(), strict=True)
    return tuple(Verdict(*row) for row in rows)


def save(learned: Learned, file: str, title: str) -> None:
    """Write the whole network with its new head as one .safetensors; it is a backbone then.

    An older file is replaced at once or not at all. Raises `ExportError`.
    """
    tensors = {**learned.module.state_dict(), **learned.novelty.tensors()}
    modelfile.write(file, tensors, describe(learned, title))


def describe(learned: Learned, title: str) -> Description:
    """Return what is written down with the weights: classes, base network, settings, parts."""
    network = learned.network
    counts = {part: len(examples) for part, examples in learned.dataset.parts.items()}
    facts = {
        modelfile.BASE: network.title,
        "base_sha256": network.sha256,
        "settings": json.dumps(learned.recipe.values()),
        "parts": json.dumps(counts),
        "split": json.dumps(_split(learned.dataset)),
        "accuracy": f"{learned.assessment.accuracy:.4f}",
        "best_epoch": str(learned.course.best),
    }
    return Description(
        title=title,
        architecture=architecture(network),
        classes=tuple(ClassName("", name) for name in learned.dataset.classes),
        input=network.input,
        origin=tuple(facts.items()),
        novelty=learned.novelty.layer,
    )


def _split(dataset: Dataset) -> dict[str, list[str]]:
    """Return which pictures were not learned from, by the beginnings of their hashes."""
    return {
        part: sorted(one.sha256[:16] for one in examples)
        for part, examples in dataset.parts.items()
        if part != TRAIN
    }


def architecture(network: Network) -> str:
    """Return what kind of network it is, as in `catalogue.Name.architecture`."""
    if Path(network.name).suffix and Path(network.name).is_file():
        about = modelfile.describe(network.name)
        if about is not None:
            return about.architecture
    return catalogue.parse(network.name).architecture
