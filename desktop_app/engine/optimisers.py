"""What makes steps of gradients while a network learns, and how the rate changes on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch.optim import lr_scheduler

from desktop_app.engine.train_recipe import ADAMW, COSINE, STAIRS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from torch import Tensor
    from torch.optim import Optimizer

    from desktop_app.engine.train_recipe import TrainRecipe

MOMENTUM = 0.9

FLIGHTS = (0.5, 0.75)
"""Where on the way the rate falls to a tenth."""


def optimiser(tensors: Iterable[Tensor], recipe: TrainRecipe) -> Optimizer:
    """Return the optimiser of `tensors`; only matrices and filters shrink with the decay."""
    tensors = list(tensors)
    groups = [
        {"params": [one for one in tensors if one.ndim > 1], "weight_decay": recipe.decay},
        {"params": [one for one in tensors if one.ndim <= 1], "weight_decay": 0.0},
    ]
    groups = [group for group in groups if group["params"]]
    if recipe.optimiser == ADAMW:
        # A CPU takes longer to ask for the parts of a step than to compute them.
        fused = tensors[0].is_cpu or None
        return torch.optim.AdamW(groups, lr=recipe.rate, fused=fused)
    return torch.optim.SGD(groups, lr=recipe.rate, momentum=MOMENTUM, nesterov=True)


def schedule(optimiser: Optimizer, recipe: TrainRecipe, steps: int) -> lr_scheduler.LRScheduler:
    """Return what changes the rate over so many steps."""
    if recipe.schedule == COSINE:
        return lr_scheduler.CosineAnnealingLR(optimiser, max(steps, 1))
    flights = [max(1, round(steps * share)) for share in FLIGHTS]
    falls = flights if recipe.schedule == STAIRS else []
    return lr_scheduler.MultiStepLR(optimiser, falls, 0.1)
