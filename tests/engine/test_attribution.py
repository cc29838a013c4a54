"""What speaks for a class is found where it is known, and trusted only where hiding it hurts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
import torch
from torch import nn

from desktop_app.engine import attribution, backbone
from desktop_app.engine.attribution import GREY
from tests.backbones import drained, loaded
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


def linear(weight: Tensor) -> Backbone:
    """A network whose logits are sums of weighted pixels, K x 3 x S x S."""
    layer = nn.Linear(weight[0].numel(), len(weight), bias=False)
    layer.weight = nn.Parameter(weight.flatten(1))
    return backbone_of(nn.Sequential(nn.Flatten(), layer), weight.shape[-1])


# Grad-CAM


def test_grad_cam_by_hand() -> None:
    first, last = nn.Conv2d(3, 2, 1, bias=False), nn.Linear(2, 2, bias=False)
    first.weight = nn.Parameter(torch.tensor([[1.0, 0, 0], [0, 1, 0]])[:, :, None, None])
    last.weight = nn.Parameter(torch.tensor([[4.0, -8.0], [0, 4]]))
    user = backbone_of(nn.Sequential(first, nn.AdaptiveAvgPool2d(1), nn.Flatten(), last), 2)
    pixels = torch.zeros(1, 3, 2, 2)
    pixels[0, 0] = torch.tensor([[0.25, 0.5], [1, 0]])
    pixels[0, 1] = torch.tensor([[0.0, 0.5], [0.25, 1]])
    with nothing_left(user):
        assert attribution.gradcam(user, pixels, 0, "0").tolist() == [[[0.25, 0], [0.5, 0]]]
        assert attribution.gradcam(user, pixels, 1, "0").tolist() == [[[0, 0.5], [0.25, 1]]]


def test_grad_cam_takes_positions_for_a_grid() -> None:
    user = backbone.of(loaded("swin_t:untrained"))
    with nothing_left(user):
        marks = attribution.gradcam(user, random_pixels(224), 5, "features.7.1")
    assert marks.shape == (1, 7, 7)
    assert marks.min() >= 0
    assert marks.any()


def test_a_layer_that_fails_leaves_nothing_behind() -> None:
    user = backbone_of(convolutional())
    with nothing_left(user), pytest.raises(ValueError, match="no layer"):
        attribution.gradcam(user, random_pixels(), 0, "nonsense")
    with nothing_left(user), pytest.raises(IndexError):
        attribution.gradcam(user, random_pixels(), 5, "0")


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("efficientnet_lite0", "conv_head"),
        ("alexnet:untrained", "features.10"),
        ("resnet18:untrained", "layer4.1.conv2"),
        ("mobilenet_v3_small:untrained", "features.12.0"),
        ("vit_b_16:untrained", "encoder.layers.encoder_layer_11.ln_1"),
        ("swin_t:untrained", "features.7.1.norm1"),
        ("convnext_tiny:untrained", "features.7.2.block.0"),
        ("maxvit_t:untrained", "blocks.3.layers.1.layers.MBconv.layers.conv_c"),
        ("timm:deit_tiny_patch16_224:untrained", "blocks.11.norm1"),
        ("timm:mixer_s32_224:untrained", "norm"),
    ],
)
def test_the_layer_to_explain_with_is_found(name: str, layer: str) -> None:
    user = backbone.of(loaded(name))
    with nothing_left(user):
        assert attribution.explained_layer(user) == layer


def test_a_network_without_places_has_none() -> None:
    with pytest.raises(ValueError, match="without convolutions"):
        attribution.explained_layer(linear(torch.ones(2, 3, 4, 4)))


def test_a_convolution_that_never_runs_is_not_the_last() -> None:
    class Resting(nn.Conv2d):
        def __init__(self) -> None:
            super().__init__(3, 5, 1)
            self.spare = nn.Conv2d(3, 5, 1)

    user = backbone_of(nn.Sequential(Resting(), nn.AdaptiveAvgPool2d(1), nn.Conv2d(5, 5, 1)))
    assert attribution.explained_layer(user) == "0"


# Gradient × input


def test_gradient_times_input_sums_to_the_logit_of_a_linear_network() -> None:
    weight = torch.randn(4, 3, 6, 6, generator=torch.Generator().manual_seed(1))
    user, pixels = linear(weight), random_pixels(6, count=2)
    for target in range(4):
        with nothing_left(user):
            found = attribution.gradient_input(user, pixels, target)
        assert torch.equal(found, weight[target] * pixels)
        expected = user.logits(pixels)[:, target]
        torch.testing.assert_close(found.sum(dim=(1, 2, 3)), expected, rtol=0, atol=1e-5)


def test_gradient_times_input_leaves_the_network_alone() -> None:
    user = backbone_of(convolutional())
    with nothing_left(user):
        assert attribution.gradient_input(user, random_pixels(), 1).any()


# Occlusion


@pytest.mark.parametrize("side", [28, 56, 61])
def test_hiding_a_patch_of_a_linear_network_costs_what_it_held(side: int) -> None:
    weight = torch.randn(1, 3, side, side, generator=torch.Generator().manual_seed(2))
    user, pixels = linear(weight), random_pixels(side)
    steps = attribution.occlusion(
        backbone=user, pixels=pixels, score=lambda hidden: user.logits(hidden)[:, 0]
    )
    held = (weight[0] * (pixels[0] - GREY)).sum(dim=0).double()
    patch, stride = round(side / 7), round(side / 14)
    starts = sorted({*range(0, side - patch, stride), side - patch})
    total, count = torch.zeros(2, side, side, dtype=torch.float64)
    for top in starts:
        for left in starts:
            square = slice(top, top + patch), slice(left, left + patch)
            total[square] += held[square].sum()
            count[square] += 1
    with nothing_left(user):
        found = drained(steps)
    assert found.shape == (side, side)
    assert count.min() >= 1
    assert close(found.double(), total / count, 1e-4)
    assert float(found[0, 0]) == pytest.approx(float(held[:patch, :patch].sum()), rel=1e-4)


def test_only_what_hides_the_one_pixel_that_counts_is_marked() -> None:
    weight = torch.zeros(1, 3, 28, 28)
    weight[0, 1, 13, 17] = 8
    user, pixels = linear(weight), torch.ones(1, 3, 28, 28)
    steps = attribution.occlusion(
        backbone=user, pixels=pixels, score=lambda hidden: user.logits(hidden)[:, 0]
    )
    marks = drained(steps)
    assert marks[13, 17] == marks.max() == 8 * 0.5
    rows, columns = marks.nonzero().unbind(1)
    assert (int(rows.min()), int(rows.max())) == (10, 15)  # squares of 4 at even places
    assert (int(columns.min()), int(columns.max())) == (14, 19)


def test_a_picture_too_small_to_be_divided_is_hidden_pixel_by_pixel() -> None:
    user, pixels = linear(torch.ones(1, 3, 3, 3)), torch.ones(1, 3, 3, 3)
    steps = attribution.occlusion(
        backbone=user, pixels=pixels, score=lambda hidden: user.logits(hidden)[:, 0]
    )
    assert drained(steps).tolist() == [[1.5] * 3] * 3


def test_occlusion_tells_how_far_it_is_and_can_be_closed() -> None:
    user, pixels = backbone_of(convolutional()), random_pixels()
    asked: list[int] = []

    def score(hidden: Tensor) -> Tensor:
        asked.append(len(hidden))
        return user.logits(hidden)[:, 0]

    with nothing_left(user):
        steps = attribution.occlusion(backbone=user, pixels=pixels, score=score)
        first, second = next(steps), next(steps)
        steps.close()
    assert (first.done, second.done) == (0, 8)
    assert first.total == second.total > 16
    assert asked == [1, 8]
    before = pixels.clone()
    drained(attribution.occlusion(backbone=user, pixels=pixels, score=score))
    assert torch.equal(pixels, before)
    assert sum(asked[3:]) == first.total


# Enlarged


def test_maps_are_enlarged_smoothly() -> None:
    small = torch.tensor([[[0.0, 4.0], [0.0, 4.0]]])
    assert attribution.enlarged(small, 4)[0].tolist() == [[0, 1, 3, 4]] * 4


# Trust


class Corner(nn.Module):
    """Sees only the upper left quarter's mean; remembers what it was shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Tensor] = []

    def forward(self, x: Tensor) -> Tensor:
        self.shown.append(x)
        sure = 8 * x[:, :, : SIDE // 2, : SIDE // 2].mean(dim=(1, 2, 3))
        return torch.stack([sure, torch.full_like(sure, 4)], dim=1)


def corner_marks() -> Tensor:
    marks = torch.zeros(SIDE, SIDE)
    marks[: SIDE // 2, : SIDE // 2] = 1
    return marks


def test_hiding_what_counts_hurts_more_than_hiding_elsewhere() -> None:
    user = backbone_of(Corner())
    pixels = torch.ones(1, 3, SIDE, SIDE)
    kept, hidden, elsewhere = attribution.trust(user, pixels, 0, corner_marks(), share=0.25, seed=3)
    assert kept == pytest.approx(1 / (1 + math.exp(-4)))
    assert hidden == pytest.approx(0.5)
    assert hidden < elsewhere - 0.1 < kept - 0.1
    _, opposite, _ = attribution.trust(user, pixels, 0, 1 - corner_marks(), share=0.25, seed=3)
    assert opposite == pytest.approx(kept)


def test_the_same_shape_is_hidden_elsewhere() -> None:
    network = Corner()
    pixels = torch.ones(1, 3, SIDE, SIDE)
    attribution.trust(backbone_of(network), pixels, 0, corner_marks(), share=0.25, seed=0)
    (shown,) = network.shown
    marked, *others = (shown == GREY).all(dim=1)[1:]
    assert torch.equal(marked, corner_marks() > 0)
    for other in others:
        moved = [(down, across) for down in range(SIDE) for across in range(SIDE)]
        ways = [way for way in moved if torch.equal(marked.roll(way, (0, 1)), other)]
        assert len(ways) == 1
        assert all(SIDE // 4 <= length <= SIDE - SIDE // 4 for length in ways[0])


@pytest.mark.parametrize("share", [0.001, 0.1, 0.4, 1.0])
def test_as_much_is_hidden_each_time_even_where_many_marks_are_the_same(share: float) -> None:
    network = Corner()
    user = backbone_of(network)
    attribution.trust(user, torch.ones(1, 3, SIDE, SIDE), 0, corner_marks().T, share=share, seed=0)
    (shown,) = network.shown
    grey = (shown == GREY).all(dim=1).sum(dim=(1, 2)).tolist()
    assert grey == [0, *[max(1, round(share * SIDE * SIDE))] * 6]
    assert ((shown == 1) | (shown == GREY)).all()


def test_the_same_seed_hides_the_same() -> None:
    user, pixels = backbone_of(convolutional()), random_pixels()
    marks = random_pixels()[0, 0]
    found = [
        attribution.trust(user, pixels, 1, marks, share=0.2, seed=seed)[2] for seed in (1, 1, 2)
    ]
    assert found[0] == found[1] != found[2]
