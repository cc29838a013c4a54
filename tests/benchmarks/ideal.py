"""Ideal pictures, against the least that torch needs for a step, and against lucent."""

from __future__ import annotations

import sys
from functools import partial
from importlib import import_module
from itertools import islice
from types import ModuleType
from typing import TYPE_CHECKING

import torch
from torch import nn

from desktop_app.cli.common import drained
from desktop_app.engine import backbone
from desktop_app.engine.history import LIMIT
from desktop_app.engine.ideal_image import LOOK, idealise
from desktop_app.engine.recipe import ADAM, FOURIER, LESSON, NATURAL, recipe
from desktop_app.engine.targets import CLASS, Target
from desktop_app.lane import Drive
from tests.backbones import loaded
from tests.benchmarks.features import PEERS
from tests.benchmarks.table import Result
from tests.benchmarks.timing import paired

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from torch import Tensor

    from desktop_app.engine.backbone import Backbone
    from desktop_app.engine.contract import Network, Step
    from desktop_app.engine.recipe import Recipe
    from tests.benchmarks.cases import Bench

SIDE = 224
SIAMESE = Target(CLASS, 284)
ENOUGH = 5_000
"""Steps of a run that no timing comes to the end of."""

STRETCH = LOOK
"""Steps timed at once: with random ones there is one look at the picture itself among them."""

ROUNDS = LIMIT // STRETCH
"""The timings begin when the history is full and end when it is full again: in between it keeps
every second step, which is what it does on average in a run of 256."""

RUN, RUNS = 24, 7
"""Steps of a run beside lucent's, and how many of those."""

FASTER = 1.3
"""How many times as fast as lucent it has to be."""


def ascent(bench: Bench) -> Iterator[Result]:
    """A step with all that belongs to it, against the network there and back, unoptimised."""
    del bench
    network = loaded()
    start = torch.rand(1, 3, SIDE, SIDE).contiguous(memory_format=torch.channels_last)
    bare = partial(_there_and_back, backbone.of(network), start.requires_grad_())
    for preset, limit in ((NATURAL, 1.35), (LESSON, 1.1)):
        steps = _later(network, recipe(preset, steps=ENOUGH, size=SIDE))
        times = paired(partial(_take, steps), partial(_repeat, bare), rounds=ROUNDS)
        what = f"step of preset {preset}, against a bare forward and backward"
        yield Result(what, times.ratio, limit, how=f"{STRETCH} steps: {times}")


def preview(bench: Bench) -> Iterator[Result]:
    """The frames for the window, as often as the worker makes them."""
    del bench
    network, settings = loaded(), recipe(steps=ENOUGH, size=SIDE)
    shown = Drive(lambda: _later(network, settings), quick=False)
    times = paired(partial(_drive, shown), partial(_take, _later(network, settings)), rounds=ROUNDS)
    how = f"{STRETCH} steps: {times}"
    yield Result("steps with live preview, against without", times.ratio, 1.05, how=how)


def lucent(bench: Bench) -> Iterator[Result]:
    """Short whole runs. Lucent's transforms leave margins: its network sees 1.3 times the pixels.

    So there is a second row, for which it is told to resize.
    """
    del bench
    network, settings = loaded(), _as_lucent()
    sys.path.append(str(PEERS))
    render = _render_vis()
    for side in (None, SIDE):
        plain = [_Plain(backbone.of(network)) for _ in range(RUNS + 1)]
        times = paired(
            lambda: drained(idealise(network=network, target=SIAMESE, recipe=settings)),
            partial(_render, render, plain, side),
            rounds=RUNS,
        )
        told = f" when it is told to show {SIDE} pixels" if side else ""
        what = f"{RUN} steps with the same parametrisation and transforms, against lucent{told}"
        how = f"{1 / times.ratio:.2f} times as fast: {times}"
        yield Result(what, times.ratio, 1 / FASTER, how=how)


def _later(network: Network, settings: Recipe) -> Generator[Step, None, None]:
    """Begin a run, and yield the steps after those that fill the history."""
    steps = idealise(network=network, target=SIAMESE, recipe=settings)
    yield from islice(steps, LIMIT, None)


def _take(steps: Iterator[Step]) -> None:
    for _ in range(STRETCH):
        next(steps)


def _drive(run: Drive) -> None:
    """Do as the worker does, and as the window, which takes what there is to show."""
    for _ in range(STRETCH):
        if run.advance() is not None:
            raise RuntimeError("the run is over")
        run.take()


def _there_and_back(user: Backbone, pixels: Tensor) -> None:
    torch.autograd.grad(user.logits(pixels)[:, SIAMESE.index].sum(), pixels)


def _repeat(bare: partial[None]) -> None:
    for _ in range(STRETCH):
        bare()


def _as_lucent() -> Recipe:
    """Return what comes nearest to lucent's parametrisation, optimiser and transforms."""
    return recipe(
        steps=RUN,
        size=SIDE,
        parametrisation=FOURIER,
        optimiser=ADAM,
        rate=0.05,
        variation=0,
        weight=0,
        rotation=10,
        scale=1.1,
        jitter=4,
        mirror=False,
        blur=0,
        views=1,
    )


def _render_vis() -> Callable[..., object]:
    """Import lucent, which shows pictures in notebooks and knows kornia's functions as of old."""
    kornia, new = map(import_module, ("kornia", "kornia.geometry.transform"))
    kornia.get_rotation_matrix2d = new.get_rotation_matrix2d  # type: ignore[attr-defined]
    kornia.warp_affine = new.warp_affine  # type: ignore[attr-defined]
    notebooks = {name: ModuleType(name) for name in ("IPython", "IPython.display")}
    sys.modules.update(notebooks)
    render: Callable[..., object] = import_module("lucent.optvis.render").render_vis
    for name in notebooks:
        del sys.modules[name]  # others would take them for the real ones
    return render


class _Plain(nn.Module):
    """The network as lucent takes it: pixels in 0..1 in, logits out."""

    def __init__(self, user: Backbone) -> None:
        super().__init__()
        mine = user.private()
        self.network, self._normalised = mine.module, mine._normalised

    def forward(self, pixels: Tensor) -> Tensor:
        logits: Tensor = self.network(self._normalised(pixels))
        return logits


def _render(render: Callable[..., object], fresh: list[_Plain], side: int | None) -> None:
    """Run lucent on a network of its own: it leaves its hooks behind."""
    parameters = partial(import_module("lucent.optvis.param").image, SIDE)
    render(
        fresh.pop(),
        f"network:{SIAMESE.index}",
        parameters,
        thresholds=(RUN,),
        preprocess=False,
        progress=False,
        show_image=False,
        fixed_image_size=side,
    )
