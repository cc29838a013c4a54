"""What other networks see in a picture that one of them made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from desktop_app.engine import backbone as backbones
from desktop_app.engine.device import memory_errors
from desktop_app.engine.errors import NotANumberError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.engine.contract import ClassName, Network, Picture


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one network says.

    Attributes:
        backbone: Its name.
        title: What it is called on screen.
        rank: Place of the class among all, 1 being the most probable; 0 if it has no such class.
        probability: Of the class.
        logit: Of the class.
        best: The most probable class.
    """

    backbone: str
    title: str
    rank: int
    probability: float
    logit: float
    best: ClassName


def judge(network: Network, picture: Picture, wanted: ClassName) -> Verdict:
    """Ask `network` how much of `wanted` it sees in a picture.

    Raises `OutOfMemoryError`, and `NotANumberError` when there is no answer.
    """
    backbone = backbones.of(network)
    with memory_errors():
        logits = backbone.fast_logits(backbone.prepare(picture))[0]
    if not logits.isfinite().all():
        raise NotANumberError
    best = network.classes[int(logits.argmax())]
    index = same_class(network.classes, wanted)
    if index is None:
        return Verdict(network.name, network.title, 0, 0.0, 0.0, best)
    rank = int((logits > logits[index]).sum()) + 1
    probability = float(torch.softmax(logits, dim=0)[index])
    return Verdict(network.name, network.title, rank, probability, float(logits[index]), best)


def same_class(classes: Sequence[ClassName], wanted: ClassName) -> int | None:
    """Return which of `classes` is the same: by WordNet id, else by name; None if none is."""
    for index, one in enumerate(classes):
        if wanted.wnid and one.wnid == wanted.wnid:
            return index
    names = [one.name.casefold() for one in classes]
    name = wanted.name.casefold()
    return names.index(name) if name in names else None
