"""Projections are right in networks of every kind, and refused where they mean nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch
from torch import nn
from torch.nn import functional

from desktop_app.engine import backbone, deconvnet
from desktop_app.engine.capture import as_maps, captured
from desktop_app.engine.deconvnet import NoReLUError, project
from desktop_app.engine.seen import DECONVNET, GRADIENT, GUIDED
from tests.backbones import loaded
from tests.engine.small_networks import (
    SIDE,
    backbone_of,
    close,
    convolutional,
    nothing_left,
    random_pixels,
)

if TYPE_CHECKING:
    from torch import Tensor

    from desktop_app.engine.backbone import Backbone

BOTH = (DECONVNET, GUIDED)


# Networks of other kinds


class ByHand(torch.autograd.Function):
    """The rules once more, out of place."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, ceiling: float, method: str) -> Tensor:  # noqa: ANN401
        ctx.passes = ((x > 0) & (x < ceiling)).to(x.dtype)
        ctx.method = method
        return torch.minimum(torch.maximum(x, torch.zeros(())), torch.tensor(ceiling))

    @staticmethod
    def backward(ctx: Any, *signals: Tensor) -> tuple[Tensor, None, None]:  # noqa: ANN401
        (signal,) = signals
        if ctx.method != GRADIENT:
            signal = torch.maximum(signal, torch.zeros(()))
        return (signal if ctx.method == DECONVNET else signal * ctx.passes), None, None


def by_hand(user: Backbone, pixels: Tensor, layer: str, unit: int, method: str) -> Tensor:
    """What `project` gives for a whole map, with the activations replaced and nothing in place."""
    mine, kept = user.private(), list[torch.Tensor]()
    part = mine.module.get_submodule(layer)
    part.register_forward_hook(lambda _module, _given, output: kept.append(output * 1))
    part.register_forward_hook(lambda _module, _given, output: output.clone())
    start = pixels.clone().requires_grad_()

    def relu(x: Tensor, inplace: bool = False) -> Tensor:
        return ByHand.apply(x, torch.inf, method)  # type: ignore[no-any-return]

    def relu6(x: Tensor, *_: object) -> Tensor:
        return ByHand.apply(x, 6.0, method)  # type: ignore[no-any-return]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(functional, "relu", relu)
        patch.setattr(functional, "relu6", relu6)
        patch.setattr(functional, "hardtanh", relu6)
        mine.logits(start)
    chosen = as_maps(kept[-1])[:, unit]
    (gradient,) = torch.autograd.grad(chosen, start, chosen.detach())
    return gradient


def liveliest(user: Backbone, pixels: Tensor, layer: str) -> int:
    """The map with the greatest mean."""
    with torch.no_grad(), captured(user, [layer]) as (mine, outputs):
        mine.logits(pixels)
    return int(as_maps(outputs[layer])[0].mean(dim=(1, 2)).argmax())


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("resnet18:untrained", "layer2.1.bn2"),
        ("resnet18:untrained", "layer3.0"),
        ("googlenet:untrained", "inception4a.branch2.1.bn"),
        ("googlenet:untrained", "inception4b"),
        ("efficientnet_lite0", "blocks.3.2.bn3"),
        ("efficientnet_lite0", "act2"),
        ("mobilenet_v2:untrained", "features.7.conv.1.0"),
        ("mobilenet_v2:untrained", "features.10"),
    ],
)
def test_in_place_and_reused_activations_give_the_right_answer(name: str, layer: str) -> None:
    user = backbone.of(loaded(name))
    pixels = random_pixels(user.rule.size)
    with nothing_left(user):
        unit = liveliest(user, pixels, layer)
        for method in deconvnet.METHODS:
            ours = project(user, pixels, layer, unit, method=method, whole=True)
            assert close(ours, by_hand(user, pixels, layer, unit, method))


class Reused(nn.Module):
    """One ReLU for all, in place, and sums in place, as networks have them."""

    def __init__(self, careful: bool) -> None:
        super().__init__()
        self.careful = careful
        torch.manual_seed(5)
        self.one = nn.Conv2d(3, 6, 3, padding=1)
        self.two = nn.Conv2d(6, 6, 3, padding=1)
        self.relu = nn.ReLU(inplace=not careful)
        self.last = nn.Conv2d(6, 5, SIDE)

    def forward(self, x: Tensor) -> Tensor:
        y = self.relu(self.one(x))
        z = self.two(y)
        if self.careful:
            z = torch.add(z, y)
        else:
            z += y
        z = self.relu(z)
        return self.last(self.relu(self.two(z))).flatten(1)  # type: ignore[no-any-return]


@pytest.mark.parametrize("layer", ["one", "two", "relu", "last"])
@pytest.mark.parametrize("method", deconvnet.METHODS)
def test_a_careless_network_is_as_a_careful_one(layer: str, method: str) -> None:
    pixels = random_pixels()
    careless, careful = (backbone_of(Reused(careful)) for careful in (False, True))
    ours = project(careless, pixels, layer, 1, method=method, whole=True)
    assert torch.equal(ours, project(careful, pixels, layer, 1, method=method, whole=True))
    assert close(ours, by_hand(careful, pixels, layer, 1, method))


# From one place


@pytest.mark.parametrize("method", deconvnet.METHODS)
@pytest.mark.parametrize("place", [(0, 0), (3, 11), (15, 15)])
def test_one_place_is_what_is_left_when_the_others_are_taken_away(
    method: str, place: tuple[int, int]
) -> None:
    class Only(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            mask = torch.zeros(x.shape[-2:])
            mask[place] = 1
            return x * mask

    module, pixels = convolutional(), random_pixels(count=2)
    alone = backbone_of(nn.Sequential(*module[:4], Only(), nn.Flatten()))
    expected = project(alone, pixels, "4", 2, method=method, whole=True)
    user = backbone_of(module)
    with nothing_left(user):
        found = project(user, pixels, "3", 2, method=method, whole=False, place=place)
    assert close(found, expected)


def test_the_strongest_unit_may_be_named_by_its_place() -> None:
    user, pixels = backbone_of(convolutional()), random_pixels()
    with torch.no_grad(), captured(user, ["4"]) as (mine, outputs):
        mine.logits(pixels)
    row, column = divmod(int(outputs["4"][0, 1].argmax()), 16)
    named = project(user, pixels, "4", 1, method=GUIDED, whole=False, place=(row, column))
    assert torch.equal(named, project(user, pixels, "4", 1, method=GUIDED, whole=False))
    assert named.any()


@pytest.mark.parametrize("place", [(16, 0), (0, 16), (-1, 0), (0, -1)])
def test_a_place_that_is_not_there(place: tuple[int, int]) -> None:
    user = backbone_of(convolutional())
    with nothing_left(user), pytest.raises(ValueError, match="no place"):
        project(user, random_pixels(), "4", 0, method=GUIDED, whole=False, place=place)


# Where there is no ReLU


@pytest.mark.parametrize(
    ("name", "layer", "activation"),
    [
        ("efficientnet_b0:untrained", "features.2", "SiLU"),
        ("vit_b_16:untrained", "encoder.layers.encoder_layer_1", "GELU"),
        ("vit_b_16:untrained", "encoder.layers.encoder_layer_0.self_attention", "attention"),
        ("swin_t:untrained", "features.1", "GELU"),
        ("mobilenet_v3_small:untrained", "features.0", "Hardswish"),
    ],
)
def test_a_method_that_has_no_relu_is_refused(name: str, layer: str, activation: str) -> None:
    user = backbone.of(loaded(name))
    pixels = random_pixels(user.rule.size)
    with nothing_left(user):
        for method in BOTH:
            with pytest.raises(NoReLUError, match=f"^{activation}$"):
                project(user, pixels, layer, 0, method=method, whole=True)
    assert project(user, pixels, layer, 0, method=GRADIENT, whole=True).any()


@pytest.mark.parametrize("method", BOTH)
def test_before_the_first_activation_there_is_nothing_to_refuse(method: str) -> None:
    for module in (convolutional(), nn.Sequential(nn.Conv2d(3, 5, 1), nn.SiLU())):
        user, pixels = backbone_of(module), random_pixels()
        gradient = project(user, pixels, "0", 2, method=GRADIENT, whole=True)
        assert torch.equal(project(user, pixels, "0", 2, method=method, whole=True), gradient)
        assert gradient.any()
