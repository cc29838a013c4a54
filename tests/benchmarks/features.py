"""Looking inside networks, against the least that torch, numpy and captum need for the same."""

from __future__ import annotations

import copy
import sys
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from desktop_app.engine import attribution, backbone, catalogue
from desktop_app.engine.capture import captured
from desktop_app.engine.deconvnet import project, strongest
from desktop_app.engine.feature_maps import Maps
from desktop_app.engine.seen import DECONVNET
from tests.backbones import loaded
from tests.benchmarks.processes import ROOT
from tests.benchmarks.table import Result
from tests.benchmarks.timing import paired

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch import Tensor

    from desktop_app.engine.backbone import Backbone
    from desktop_app.engine.contract import Network
    from desktop_app.engine.seen import Grey, Values
    from tests.benchmarks.cases import Bench

LITE, ALEXNET = catalogue.DEFAULT, "alexnet:untrained"
MIDDLE = {LITE: "blocks.3.2", ALEXNET: "features.5"}
LAST = {LITE: "conv_head", ALEXNET: "features.10"}
UNIT = 3
ROUNDS = 60
LAYERS, PROJECTIONS = 30, 200
PEERS = ROOT / ".venv-peers"
"""Where make puts the libraries that are only measured against."""


def capture(bench: Bench) -> Iterator[Result]:
    """One forward that keeps outputs; to keep all takes memory, and so time, by itself."""
    del bench
    for name in (LITE, ALEXNET):
        network = loaded(name)
        user, pixels = _ready(backbone.of(network))
        layers = [layer for layer, _ in user.module.named_modules() if layer]
        few = layers[:: len(layers) // 5]
        for some, limit in (([MIDDLE[name]], 1.1), (few, 1.1), (layers, None)):
            times = paired(
                partial(_capture, user, some, pixels), partial(_run, user, pixels), rounds=ROUNDS
            )
            share = f"{len(some)} of {len(layers)} layers"
            what = f"capture {share} of {network.title}, against the bare forward"
            yield Result(what, times.ratio, limit, how=str(times))


def projection(bench: Bench) -> Iterator[Result]:
    """A unit of the last convolution, back to the pixels."""
    del bench
    for name in (LITE, ALEXNET):
        network = loaded(name)
        user, pixels = _ready(backbone.of(network))
        layer = LAST[name]
        ours = partial(project, user, pixels, layer, UNIT, method=DECONVNET, whole=False)
        times = paired(ours, partial(_back, *_hooked(user, layer), pixels), rounds=ROUNDS)
        what = f"project {network.title}’s {layer}, against a bare forward and backward to it"
        yield Result(what, times.ratio, 1.2, how=str(times))


def mosaic(bench: Bench) -> Iterator[Result]:
    """As many maps as ResNet-50 has at its end, as a capture gives them."""
    del bench
    inner = np.random.default_rng(0).random((7, 7, 2048), np.float32)
    maps = Maps("layer4", inner.transpose(2, 0, 1))
    times = paired(maps.mosaic, partial(_stretch, maps.values), rounds=300, warm_ups=20)
    what = "mosaic of 2,048 maps of 7 × 7, against numpy’s min, max and cast of the same array"
    yield Result(what, times.ratio, 3, how=str(times))


def gradcam(bench: Bench) -> Iterator[Result]:
    """Grad-CAM of the last convolution: the same work, so the limit is one and some noise."""
    from captum.attr import LayerGradCam  # type: ignore[import-untyped]

    del bench
    sys.path.append(str(PEERS))
    for name in (LITE, ALEXNET):
        network = loaded(name)
        user, pixels = _ready(backbone.of(network))
        module, layer = _careful(user.module), LAST[name]
        theirs = LayerGradCam(
            lambda given, module=module, user=user: module(user._normalised(given)),
            module.get_submodule(layer),
        )
        times = paired(
            partial(attribution.gradcam, user, pixels, UNIT, layer),
            partial(theirs.attribute, pixels, target=UNIT, relu_attributions=True),
            rounds=ROUNDS,
        )
        what = f"Grad-CAM of {network.title}’s {layer}, against captum’s LayerGradCam"
        yield Result(what, times.ratio, 1.02, how=str(times))
        yield _against_pytorch_grad_cam(network, user, pixels, layer)


def _against_pytorch_grad_cam(
    network: Network, user: Backbone, pixels: Tensor, layer: str
) -> Result:
    """Both as large as the picture, which that library always makes them."""
    peer, targets = map(import_module, ("pytorch_grad_cam", "pytorch_grad_cam.utils.model_targets"))
    module = _careful(user.module)
    for parameter in module.get_submodule(layer).parameters():
        parameter.requires_grad_()  # it needs a graph; from here on is the least there can be
    given = user._normalised(pixels)
    wanted = [targets.ClassifierOutputTarget(UNIT)]
    side = user.rule.size

    def ours() -> Tensor:
        return attribution.enlarged(attribution.gradcam(user, pixels, UNIT, layer), side)

    with peer.GradCAM(model=module, target_layers=[module.get_submodule(layer)]) as theirs:
        times = paired(ours, partial(theirs, input_tensor=given, targets=wanted), rounds=ROUNDS)
    what = f"Grad-CAM of {network.title}’s {layer}, against pytorch-grad-cam"
    return Result(what, times.ratio, 1, how=str(times))


def walking(bench: Bench) -> Iterator[Result]:
    """The real tab: an arrow key in the tree of layers, and 200 projections."""
    for name, title in ((LITE, "EfficientNet-Lite0"), ("vgg16:untrained", "VGG-16")):
        count = PROJECTIONS if name == LITE else 0
        found = bench.child("walking", name, bench.photographs[0], LAYERS, count)
        how = f"worst {found['worst']:.0f} ms; the window never late by more than "
        how += f"{found['longest']:.0f} ms"
        what = f"arrow key to the next layer’s mosaic, {title}, median of {LAYERS}"
        yield Result(what, found["press"], unit="ms", how=how)
        if count:
            how = f"{found['late'] / 1e6:.0f} MB against {found['early'] / 1e6:.0f} MB"
            what = f"memory after {count} projections, against after twenty"
            yield Result(what, found["late"] / found["early"], 1.05, how=how)


def _ready(user: Backbone) -> tuple[Backbone, Tensor]:
    """Make the copy that is watched, and a picture."""
    user.watched()
    side = user.rule.size
    pixels = torch.rand(1, 3, side, side).contiguous(memory_format=torch.channels_last)
    return user, pixels


def _run(user: Backbone, pixels: Tensor) -> None:
    with torch.no_grad():
        user.logits(pixels)


def _capture(user: Backbone, layers: Sequence[str], pixels: Tensor) -> None:
    with torch.no_grad(), captured(user, layers) as (mine, _):
        mine.logits(pixels)


def _hooked(user: Backbone, layer: str) -> tuple[Backbone, list[Tensor]]:
    """Return a copy of the network that lays the unit's map, and only that, into a list."""
    mine, kept = user.private(), list[torch.Tensor]()
    part = mine.module.get_submodule(layer)
    part.register_forward_hook(lambda _part, _given, output: kept.append(output[:, UNIT] * 1))
    return mine, kept


def _back(user: Backbone, kept: list[Tensor], pixels: Tensor) -> Tensor:
    """Do plainly what a projection does: run the network and send a unit's signal back."""
    start = pixels.clone().requires_grad_()
    user.logits(start)
    maps = kept.pop()
    return torch.autograd.grad(maps, start, strongest(maps.detach()))[0]


def _stretch(values: Values) -> Grey:
    low, high = values.min(axis=(1, 2), keepdims=True), values.max(axis=(1, 2), keepdims=True)
    grey: Grey = ((values - low) * (255 / (high - low))).astype(np.uint8)
    return grey


def _careful(module: nn.Module) -> nn.Module:
    """Return a copy in which no ReLU overwrites what captum looks at."""
    mine = copy.deepcopy(module)
    for part in mine.modules():
        if isinstance(part, nn.ReLU | nn.ReLU6):
            part.inplace = False
    return mine
