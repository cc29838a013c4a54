"""A network whose smallest attack is known exactly: each logit is a sum of weighted pixels."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from desktop_app.engine.attempts import Aim
from desktop_app.engine.backbone import Backbone
from desktop_app.engine.contract import ClassName, InputRule, Network, Pasted, Picture
from desktop_app.engine.spot import Board
from desktop_app.engine.striking import Strike
from tests.engine.small_networks import NAMES, convolutional

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch import Tensor

    from desktop_app.engine.attack_recipe import AttackRecipe

SIDE, EDGE = 8, 2
RULE = InputRule(SIDE, SIDE + 2 * EDGE, "bilinear", (0.5, 0.4, 0.6), (0.5, 0.25, 0.2))
"""With a mean and a spread, so that a mix-up of pixels and what a network is given shows."""

DOG, CAT = 0, 1


@contextmanager
def one_thread() -> Iterator[None]:
    """Networks as small as these lose most of their time to a second thread."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def network_with(module: nn.Module, classes: int, rule: InputRule = RULE) -> Network:
    """A trained network of `module`, which is given pixels as `rule` says."""
    handle = Backbone(module.eval().requires_grad_(requires_grad=False), rule, "cpu")
    return Network(
        name="small",
        title="Small",
        source="cached",
        sha256="",
        trained=True,
        classes=tuple(ClassName(f"n{at:08}", name) for at, name in enumerate(NAMES[:classes])),
        input=rule,
        supports=frozenset({"predict"}),
        handle=handle,
    )


def linear_network(weights: Tensor, bias: Sequence[float]) -> Network:
    """A network with logits `weights` · pixels + `bias`; `weights` are K x 3 x `SIDE` x `SIDE`."""
    mean, spread = (torch.tensor(one).view(1, 3, 1, 1) for one in (RULE.mean, RULE.std))
    decide = nn.Linear(3 * SIDE * SIDE, len(weights))
    with torch.no_grad():
        decide.weight.copy_((weights * spread).flatten(1))
        decide.bias.copy_(torch.tensor(bias) + (weights * mean).flatten(1).sum(dim=1))
    return network_with(nn.Sequential(nn.Flatten(), decide), len(weights))


def steep_network(seed: int, side: int = 12) -> Network:
    """Two random convolutions with five classes, sure enough of themselves to be turned."""
    module = convolutional(seed)
    with torch.no_grad():
        module.get_parameter("7.weight").mul_(60)
        module.get_parameter("7.bias").zero_()
    return network_with(module, 5, InputRule(side, side + 2, "bicubic", RULE.mean, RULE.std))


def grey_noise(width: int, height: int, *, seed: int = 0, spread: int = 50) -> Picture:
    """A picture of random values at most `spread` levels from grey, all of them far from ends."""
    random = np.random.default_rng(seed)
    pixels = random.integers(128 - spread, 128 + spread, (height, width, 3), dtype=np.uint8)
    return Picture(pixels, "noise", Pasted())


@dataclass(frozen=True)
class Case:
    """A picture that a linear network sees as a dog, and how far off the cat is.

    Attributes:
        slope: How the lead of the cat changes with each pixel, 1 x 3 x S x S.
        gap: By how much the dog leads.
    """

    slope: Tensor
    gap: float
    picture: Picture

    @cached_property
    def network(self) -> Network:
        """The lead of the cat is `-gap` for the picture."""
        nought = torch.zeros_like(self.slope)
        at_start = float((self.slope.double() * self.start.double()).sum())
        return linear_network(torch.cat((nought, self.slope)), (0.0, -at_start - self.gap))

    @cached_property
    def start(self) -> Tensor:
        """The crop, 1 x 3 x S x S in 0..1."""
        return as_tensor(Board.of(self.picture, RULE).crop / 255).float()

    @property
    def l2(self) -> float:
        """Length of the smallest change that makes it a cat."""
        return self.gap / float(self.slope.norm())

    @property
    def linf(self) -> float:
        """Largest value of the smallest change that makes it a cat."""
        return self.gap / float(self.slope.abs().sum())


def case(
    *, seed: int = 0, l2: float = 0.0, levels: float = 0.0, slope: float = 0.3, spread: int = 50
) -> Case:
    """A linear network and a picture at `l2`, or at `levels` of 1/255, from being a cat."""
    generator = torch.Generator().manual_seed(seed)
    weights = torch.randn((1, 3, SIDE, SIDE), generator=generator) * slope
    gap = l2 * float(weights.norm()) + levels / 255 * float(weights.abs().sum())
    return Case(weights, gap, grey_noise(15, RULE.resize, seed=seed, spread=spread))


def strike_of(case: Case, recipe: AttackRecipe, target: int = CAT) -> Strike:
    """An attack on its way, before its first step."""
    board = Board.of(case.picture, case.network.input)
    handle = case.network.handle
    assert isinstance(handle, Backbone)
    return Strike(handle, board, Aim(DOG, target), recipe)


def as_tensor(pixels: np.ndarray) -> Tensor:
    """H x W x 3 as 1 x 3 x H x W."""
    return torch.from_numpy(np.ascontiguousarray(pixels)).permute(2, 0, 1)[None]
