"""A head of one's own in place of a network's last layer: linear, or with a hidden layer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch import nn

from desktop_app.engine import architectures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from desktop_app.engine.catalogue import Name

LARGEST = 1 << 16
"""Units that a hidden layer in a file may have at most."""

DEEPEST = 8
"""Hidden layers at most; one is added each time that such a network is trained on."""

FIRST, LAST = "0", "3"
"""What the two linear layers of a head with a hidden layer are called in it."""


def put(
    module: nn.Module,
    classes: int,
    *,
    hidden: int = 0,
    dropout: float = 0.0,
    generator: torch.Generator | None = None,
) -> nn.Module:
    """Replace the head of `module` by one with `classes` outputs; returns `module`.

    With `hidden` units in between it is linear, ReLU, dropout, linear, else one linear layer. The
    new layers ask for no gradients. Their numbers are drawn from `generator` as torch draws them
    for linear layers; without one they have shapes only. Raises `ValueError` if the old head, as
    `architectures.head` finds it, is not linear.
    """
    name = architectures.head(module)
    old = module.get_submodule(name)
    if not isinstance(old, nn.Linear):
        raise ValueError(f"{name} is not linear")
    with torch.device("meta"):
        new = _made(old.in_features, classes, hidden, dropout)
    if generator is not None:
        new.to_empty(device=old.weight.device)
        _draw(new, generator)
    module.set_submodule(name, new.requires_grad_(requires_grad=False).train(module.training))
    return module


def _made(width: int, classes: int, hidden: int, dropout: float) -> nn.Module:
    if not hidden:
        return nn.Linear(width, classes)
    last = nn.Linear(hidden, classes)
    return nn.Sequential(nn.Linear(width, hidden), nn.ReLU(), nn.Dropout(dropout), last)


def _draw(head: nn.Module, generator: torch.Generator) -> None:
    """Draw weights and biases evenly, within one over the root of the number of inputs."""
    for layer in head.modules():
        if isinstance(layer, nn.Linear):
            bound = 1 / math.sqrt(layer.in_features)
            with torch.no_grad():
                for tensor in (layer.weight, layer.bias):
                    drawn = torch.rand(tensor.shape, generator=generator)
                    tensor.copy_(drawn.mul_(2 * bound).sub_(bound))


# Reading


def empty(name: Name, classes: int, shapes: Mapping[str, Sequence[int]]) -> nn.Module:
    """Do as `architectures.empty`, with the hidden layers that tensors of `shapes` speak of."""
    module = architectures.empty(name, classes)
    return deepen(module, classes, widths(architectures.head(module), shapes))


def deepen(module: nn.Module, classes: int, hidden: Iterable[int]) -> nn.Module:
    """Put hidden layers without numbers into `module` and return it; only behind linear heads."""
    for width in hidden:
        if isinstance(module.get_submodule(architectures.head(module)), nn.Linear):
            put(module, classes, hidden=width)
    return module


def widths(head: str, shapes: Mapping[str, Sequence[int]]) -> tuple[int, ...]:
    """Return how many units the hidden layers have that are in place of the layer `head`.

    What trains on a network with a hidden layer puts its own in place of the last layer there. So
    they stand in each other, the outermost first.
    """
    return tuple(_widths(head, shapes))


def _widths(head: str, shapes: Mapping[str, Sequence[int]]) -> Iterator[int]:
    for _ in range(DEEPEST):
        shape = shapes.get(f"{head}.{FIRST}.weight", ())
        if f"{head}.weight" in shapes or len(shape) != 2 or not 0 < shape[0] <= LARGEST:
            return
        yield shape[0]
        head = f"{head}.{LAST}"
