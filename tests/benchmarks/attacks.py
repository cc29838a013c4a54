"""Attacks, against the least that torch needs for a step, and against torchattacks and foolbox."""

from __future__ import annotations

import sys
import warnings
from functools import partial
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING

import torch
from torch import nn

from desktop_app import paths
from desktop_app.cli.common import drained
from desktop_app.engine import backbone, images
from desktop_app.engine.adversarial import attack
from desktop_app.engine.attack_recipe import LEVELS, AttackRecipe, attack_recipe
from desktop_app.engine.contract import Source
from tests.backbones import loaded
from tests.benchmarks.features import PEERS
from tests.benchmarks.table import Result
from tests.benchmarks.timing import paired

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from torch import Tensor

    from desktop_app.engine.backbone import Backbone
    from desktop_app.engine.contract import Network, Picture, Step
    from tests.benchmarks.cases import Bench

ESPRESSO = 967
EPSILON, STEPS, STRIDE = 2 / LEVELS, 20, 0.25
"""Of the runs side by side: budget, steps, and a step as a share of the budget."""

STRETCH, ROUNDS = 4, 12
"""Steps timed at once, and how often."""

RUNS = 7


def strike(bench: Bench) -> Iterator[Result]:
    """A step with all that belongs to it, against the network there and back, unoptimised."""
    del bench
    network, picture = loaded(), _cat()
    user = backbone.of(network)
    start = user.prepare(picture).requires_grad_()
    bare = partial(_there_and_back, user, start)
    recipe = attack_recipe(epsilon=EPSILON, steps=1000)
    steps = islice(_attack(network, picture, recipe), STRETCH, None)
    times = paired(partial(_take, steps), partial(_repeat, bare), rounds=ROUNDS)
    what = "step of PGD, against a bare forward and backward"
    yield Result(what, times.ratio, 1.1, how=f"{STRETCH} steps: {times}")


def peers(bench: Bench) -> Iterator[Result]:
    """Whole runs of PGD; each library is given the same network, made as fast as ours."""
    del bench
    network, picture = loaded(), _cat()
    recipe = attack_recipe(epsilon=EPSILON, steps=STEPS, stride=100 * STRIDE)
    ours = partial(_run, network, picture, recipe)
    same, pixels = Same(backbone.of(network)), backbone.of(network).prepare(picture)
    for name, make in PEERS_BY_NAME.items():
        theirs = partial(make(same), pixels, torch.tensor([ESPRESSO]))
        times = paired(ours, theirs, rounds=RUNS)
        what = f"PGD, {STEPS} steps, the judging included, against {name}"
        yield Result(what, times.ratio, 1.1, how=str(times))


class Same(nn.Module):
    """The network that our own attacks use: pixels in 0..1 in, logits out."""

    def __init__(self, user: Backbone) -> None:
        """Take the faster one."""
        super().__init__()
        self.network, self._user = user.module, user
        self.eval()

    def forward(self, pixels: Tensor) -> Tensor:
        """Return N x K logits."""
        return self._user.quick_logits(pixels)


def torchattacks(model: nn.Module, epsilon: float = EPSILON) -> Callable[[Tensor, Tensor], Tensor]:
    """Return targeted PGD as torchattacks does it: pixels and targets to pixels."""
    sys.path.append(str(PEERS))
    kind = import_module("torchattacks").PGD
    made = kind(model, eps=epsilon, alpha=epsilon * STRIDE, steps=STEPS, random_start=True)
    made.set_mode_targeted_by_label(quiet=True)
    call: Callable[[Tensor, Tensor], Tensor] = made
    return call


def foolbox(model: nn.Module, epsilon: float = EPSILON) -> Callable[[Tensor, Tensor], Tensor]:
    """Return the same as foolbox does it."""
    sys.path.append(str(PEERS))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it imports what scipy calls old
        library = import_module("foolbox")
    wrapped = library.PyTorchModel(model, bounds=(0, 1))
    method = library.attacks.LinfPGD(rel_stepsize=STRIDE, steps=STEPS, random_start=True)

    def run(pixels: Tensor, targets: Tensor) -> Tensor:
        wish = library.criteria.TargetedMisclassification(targets)
        found: Tensor = method(wrapped, pixels, wish, epsilons=epsilon)[1]
        return found

    return run


PEERS_BY_NAME = {"torchattacks": torchattacks, "foolbox": foolbox}


def _cat() -> Picture:
    file = paths.resource("samples/chelsea.png")
    return images.decode(Source(file.name, str(file)))


def _attack(
    network: Network, picture: Picture, recipe: AttackRecipe
) -> Generator[Step, None, object]:
    return attack(network=network, picture=picture, target=ESPRESSO, recipe=recipe)


def _run(network: Network, picture: Picture, recipe: AttackRecipe) -> None:
    drained(_attack(network, picture, recipe))


def _take(steps: Iterator[Step]) -> None:
    for _ in range(STRETCH):
        next(steps)


def _there_and_back(user: Backbone, pixels: Tensor) -> None:
    torch.autograd.grad(user.logits(pixels)[:, ESPRESSO].sum(), pixels)


def _repeat(bare: partial[None]) -> None:
    for _ in range(STRETCH):
        bare()
