"""Small networks to look into, and whether a look left anything behind."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from desktop_app.engine.backbone import Backbone
from desktop_app.engine.contract import ClassName, InputRule, Network, Pasted, Picture
from tests.helpers import smooth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor

SIDE = 32
NAMES = ("tench", "Siamese cat", "Egyptian cat", "fox", "crane")
TABLE = np.stack([np.arange(256)] * 3, axis=1).astype(np.uint8)
"""Colours that leave a grey picture as it is."""


def convolutional(seed: int = 0) -> nn.Sequential:
    """Two convolutions with ReLU, a max-pool between them, and five classes."""
    torch.manual_seed(seed)
    return nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(2),
        nn.Conv2d(4, 5, 3, padding=1),
        nn.ReLU(inplace=True),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(5, 5),
    )


def backbone_of(module: nn.Module, side: int = SIDE) -> Backbone:
    """`module` for pixels as they are."""
    rule = InputRule(side, side, "bilinear", (0, 0, 0), (1, 1, 1))
    return Backbone(module.eval().requires_grad_(requires_grad=False), rule, "cpu")


def network_of(module: nn.Module, side: int = SIDE) -> Network:
    handle = backbone_of(module, side)
    return Network(
        name="small",
        title="Small",
        source="untrained",
        sha256="",
        trained=True,
        classes=tuple(ClassName(f"n{at:08}", name) for at, name in enumerate(NAMES)),
        input=handle.rule,
        supports=frozenset({"predict"}),
        handle=handle,
    )


def random_pixels(side: int = SIDE, count: int = 1) -> Tensor:
    return torch.rand(count, 3, side, side, generator=torch.Generator().manual_seed(0))


def picture() -> Picture:
    return Picture(pixels=smooth(48, 40), name="picture", origin=Pasted())


def hooks_on(backbone: Backbone) -> int:
    """How many hooks there are on the network and on the copy kept for looking inside."""
    parts = [*backbone.module.modules(), *backbone.watched().module.modules()]
    kinds = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
    return sum(len(getattr(part, kind)) for part in parts for kind in kinds)


@contextmanager
def nothing_left(backbone: Backbone) -> Iterator[None]:
    """Fail if anything is different afterwards: hooks, modes, gradients, predictions."""
    pixels = random_pixels(backbone.rule.size)
    before = backbone.logits(pixels), backbone.fast_logits(pixels)
    yield
    assert hooks_on(backbone) == 0
    assert torch._C._len_torch_function_stack() == 0
    assert torch.is_grad_enabled()
    after = backbone.logits(pixels), backbone.fast_logits(pixels)
    assert all(torch.equal(one, other) for one, other in zip(before, after, strict=True))
    assert not any(one.requires_grad for one in backbone.module.parameters())
    assert all(one.grad is None for one in backbone.module.parameters())


def close(ours: Tensor, theirs: Tensor, tolerance: float = 1e-5) -> bool:
    """Whether two are the same, relative to the greatest value, and not just nothing."""
    greatest = theirs.abs().max()
    return bool(greatest > 0 and (ours - theirs).abs().max() <= tolerance * greatest)
