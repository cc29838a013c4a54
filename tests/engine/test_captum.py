"""Guided backpropagation, deconvnet and Grad-CAM are captum's."""

from __future__ import annotations

import copy
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import torch
from captum.attr import (  # type: ignore[import-untyped]
    Deconvolution,
    GuidedBackprop,
    LayerGradCam,
    NeuronDeconvolution,
    NeuronGuidedBackprop,
)
from torch import nn

from desktop_app.engine import attribution, backbone
from desktop_app.engine.capture import captured
from desktop_app.engine.deconvnet import project
from desktop_app.engine.seen import DECONVNET, GUIDED
from tests.backbones import loaded
from tests.engine.small_networks import close, nothing_left, random_pixels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor

    from desktop_app.engine.backbone import Backbone

BOTH = (DECONVNET, GUIDED)
CAPTUM = {DECONVNET: Deconvolution, GUIDED: GuidedBackprop}
CAPTUM_NEURON = {DECONVNET: NeuronDeconvolution, GUIDED: NeuronGuidedBackprop}


class Normalise(nn.Module):
    """To the last bit: another rounding could choose another maximum in a pool."""

    def __init__(self, user: Backbone) -> None:
        super().__init__()
        mean, std = (torch.tensor(each).view(3, 1, 1) for each in (user.rule.mean, user.rule.std))
        self.mean, self.std = mean, std

    def forward(self, x: Tensor) -> Tensor:
        return (x - self.mean) / self.std


def with_normalisation(user: Backbone) -> nn.Sequential:
    """The network for captum: normalisation before it, and no ReLU in place."""
    module = copy.deepcopy(user.module)
    for part in module.modules():
        if isinstance(part, nn.ReLU):
            part.inplace = False
    return nn.Sequential(Normalise(user), module)


@contextmanager
def captum_s_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Setting (forward, )?backward hooks")
        warnings.filterwarnings("ignore", "Input Tensor 0 did not already require gradients")
        yield


@pytest.fixture(scope="module", params=["alexnet:untrained", "vgg11:untrained"])
def large(request: pytest.FixtureRequest) -> Backbone:
    return backbone.of(loaded(request.param))


@pytest.mark.parametrize("method", BOTH)
def test_for_a_class_it_is_captum_s(large: Backbone, method: str) -> None:
    pixels = random_pixels(224)
    logits = large.logits(pixels)[0]
    best = int(logits.argmax())
    head = "classifier.6"
    with nothing_left(large):
        ours = project(large, pixels, head, best, method=method, whole=False)
    with captum_s_warnings():
        theirs = CAPTUM[method](with_normalisation(large)).attribute(pixels, target=best)
    assert close(ours, logits[best] * theirs.detach())


@pytest.mark.parametrize("method", BOTH)
def test_for_a_unit_it_is_captum_s(large: Backbone, method: str) -> None:
    pixels, layer = random_pixels(224), "features.10"
    model = with_normalisation(large)
    neurons = model.get_submodule(f"1.{layer}")
    with torch.no_grad(), captured(large, [layer]) as (mine, outputs):
        mine.logits(pixels)
    maps = outputs[layer][0]
    unit = int(maps.amax(dim=(1, 2)).argmax())
    place = divmod(int(maps[unit].argmax()), maps.shape[-1])
    with nothing_left(large):
        ours = project(large, pixels, layer, unit, method=method, whole=False)
    with captum_s_warnings():
        neuron = CAPTUM_NEURON[method](model, neurons)
        theirs = neuron.attribute(pixels, (unit, *place))
    assert close(ours, maps[unit].max() * theirs.detach())


@pytest.mark.parametrize("layer", ["features.0", "features.3", "features.10"])
def test_grad_cam_is_captum_s(large: Backbone, layer: str) -> None:
    pixels, target = random_pixels(224, count=2), 7
    model = with_normalisation(large)
    with nothing_left(large):
        ours = attribution.gradcam(large, pixels, target, layer)
    theirs = LayerGradCam(model, model.get_submodule(f"1.{layer}"))
    expected = theirs.attribute(pixels, target=target, relu_attributions=True)
    assert close(ours, expected.detach()[:, 0])
