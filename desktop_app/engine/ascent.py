"""The one gradient loop: a picture is changed, step by step, until a network responds as wished.

Activation maximisation (Erhan et al., "Visualizing Higher-Layer Features of a Deep Network", 2009;
Simonyan et al., "Deep Inside Convolutional Networks", ICLR workshop 2014) and adversarial attacks
both are this loop. They differ in what the picture is made from, in what is wished, and in how a
gradient becomes a change.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import torch

from desktop_app.engine.contract import Step
from desktop_app.engine.device import memory_errors
from desktop_app.engine.errors import DivergedError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

    from torch import Tensor


class Canvas(Protocol):
    """What a picture is made from."""

    @property
    def tensors(self) -> Sequence[Tensor]:
        """The leaves that are changed; they require gradients."""

    def pixels(self) -> Tensor:
        """Return the picture, 1 x 3 x S x S in 0..1, as part of a graph that begins at them."""

    def settle(self) -> None:
        """Bring the leaves back to where they may be, after a change."""


class Rule(Protocol):
    """How gradients become a change."""

    def change(self, tensors: Sequence[Tensor], gradients: Sequence[Tensor]) -> None:
        """Change the leaves in place so that the score rises."""


@dataclass(frozen=True, slots=True)
class Score:
    """How near a picture comes to what is wished.

    Attributes:
        value: To be made greater: a single number, part of a graph.
        metrics: What a person may read of it.
    """

    value: Tensor
    metrics: Mapping[str, float] = field(default_factory=dict)


def ascend(
    *,
    canvas: Canvas,
    goal: Callable[[Tensor], Score],
    rule: Rule,
    steps: int,
    begin: int = 0,
    snapshot: Callable[[], object] | None = None,
) -> Generator[Step, None, None]:
    """Change `canvas` from step `begin` to `steps` so that what `goal` makes of it rises.

    `goal` gets the picture, 1 x 3 x S x S in 0..1. Each step's metrics are of the picture before
    its change. Raises `OutOfMemoryError`, and `DivergedError` where score, gradients or leaves are
    no finite numbers any more: the canvas is then as it was after the last good step.
    """
    for step in range(begin, steps):
        with torch.enable_grad(), memory_errors():
            score = goal(canvas.pixels())
            gradients = torch.autograd.grad(score.value, list(canvas.tensors))
        _advance(canvas, rule, (score.value.detach(), *gradients), step)
        yield Step(step + 1, steps, metrics=score.metrics, snapshot=snapshot)


def _advance(canvas: Canvas, rule: Rule, found: Sequence[Tensor], step: int) -> None:
    """Change the canvas, or leave it as it is and raise `DivergedError`."""
    before = [tensor.detach().clone() for tensor in canvas.tensors]
    with torch.no_grad():
        if _finite(found):
            rule.change(canvas.tensors, found[1:])
            canvas.settle()
            if _finite(canvas.tensors):
                return
            for tensor, old in zip(canvas.tensors, before, strict=True):
                tensor.copy_(old)
    raise DivergedError(step=step)


def _finite(tensors: Sequence[Tensor]) -> bool:
    # What is no number makes no sum, and a sum takes a tenth of the time of looking at each.
    return all(math.isfinite(float(tensor.sum())) for tensor in tensors)
