"""Receptive fields are those known by hand, and those that gradients show."""

from __future__ import annotations

import copy
import random
from functools import partial
from typing import TYPE_CHECKING

import pytest
import torch
from torch import nn
from torch.nn import functional

from desktop_app.engine import architectures, catalogue
from desktop_app.engine.layers import receptive_fields
from desktop_app.engine.lite import SameConv2d
from desktop_app.engine.receptive import Reach
from desktop_app.engine.structure import Field, Fields

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from torch import Tensor

    Function: TypeAlias = Callable[[Tensor], Tensor]


def sides(name: str, size: int, kinds: type | tuple[type, ...]) -> list[int]:
    with architectures.no_numbers():
        module = architectures.build(catalogue.parse(name), 10)
    found = receptive_fields(module, size)
    return [found[key].side for key, part in module.named_modules() if isinstance(part, kinds)]


# By hand


def test_vgg_16() -> None:
    convolutions_and_pools = sides("vgg16", 224, (nn.Conv2d, nn.MaxPool2d))
    known = "3 5 6 10 14 16 24 32 40 44 60 76 92 100 132 164 196 212"
    assert convolutions_and_pools == [int(side) for side in known.split()]


def test_alexnet() -> None:
    convolutions_and_pools = sides("alexnet", 224, (nn.Conv2d, nn.MaxPool2d))
    assert convolutions_and_pools == [11, 19, 51, 67, 99, 131, 163, 195]


def test_resnet_50() -> None:
    with architectures.no_numbers():
        found = receptive_fields(architectures.build(catalogue.parse("resnet50"), 10), 224)
    names = ("conv1", "maxpool", "layer1", "layer2", "layer3", "layer4")
    assert [found[name].side for name in names] == [7, 11, 35, 91, 267, 427]
    assert found["layer4"].down == Field(427, 32, 0)


def test_inception_s_kernels_are_no_squares() -> None:
    with architectures.no_numbers():
        found = receptive_fields(architectures.build(catalogue.parse("inception_v3"), 10), 299)
    before, wide = found["Mixed_6b.branch7x7_1"], found["Mixed_6b.branch7x7_2"]
    assert wide.down == before.down
    assert wide.across.side == before.across.side + 6 * 16


def test_fields_grow_by_jumps() -> None:
    net = nn.Sequential(
        nn.Conv2d(3, 2, 5, stride=2, padding=1),
        nn.MaxPool2d(3, 2, ceil_mode=True),
        nn.Conv2d(2, 2, 3, dilation=2, padding=2),
        nn.ReLU(inplace=True),
        nn.Conv2d(2, 4, (1, 3)),
    )
    found = receptive_fields(net, 40)
    assert [found[name].down for name in "0124"] == [
        Field(5, 2, 1),
        Field(9, 4, 3),
        Field(25, 4, 3),
        Field(25, 4, 3),
    ]
    assert found["3"] == found["2"]
    assert found["4"].across == Field(33, 4, 7)
    assert found[""].side == 33


# By gradients


class Skip(nn.Module):
    """Two branches, one with and one without what went in, side by side."""

    def __init__(self, one: nn.Module, other: nn.Module) -> None:
        super().__init__()
        self.one, self.other = one, other

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([x + self.one(x), self.other(x)], 1).sum(1, keepdim=True)


def positive(module: nn.Module) -> nn.Module:
    """The same with weights that cannot cancel each other out."""
    for weight in module.parameters():
        weight.data = torch.rand_like(weight) + 0.5
    return module.double().eval()


def reached(function: Function, picture: Tensor) -> Tensor:
    """Which pixels each output depends on: outputs x H x W."""
    jacobian: Tensor = torch.autograd.functional.jacobian(function, picture)  # type: ignore[no-untyped-call]
    return jacobian.abs().sum(-3).flatten(0, -3) > 0


def ends(reached: Tensor) -> list[tuple[int, int]]:
    """The first and last place that each output depends on, from outputs x places."""
    places = [row.nonzero().flatten().tolist() for row in reached]
    return [(row[0], row[-1]) for row in places if row]


def told(field: Field, unit: int) -> tuple[float, float]:
    centre, reach = field.start + unit * field.jump, (field.side - 1) / 2
    return centre - reach, centre + reach


def assert_grid(module: nn.Module, size: int) -> None:
    """Each unit away from the border sees from where to where its field says."""
    fields = receptive_fields(module, size)[""]
    picture = torch.rand(1, 3, size, size, dtype=torch.float64)
    pixels = reached(positive(module), picture)
    height, width = module(picture).shape[2:]
    units = [(row, column) for row in range(height) for column in range(width)]
    for axis, field in enumerate(fields):
        expected = [told(field, unit[axis]) for unit in units]
        pairs = zip(expected, ends(pixels.any(2 - axis)), strict=True)
        inside = [pair for pair in pairs if pair[0][0] >= 0 and pair[0][1] < size]
        assert inside
        assert [pair[0] for pair in inside] == [pair[1] for pair in inside]


def layer(pick: Callable[[int], int]) -> nn.Module:
    """One of the layers that there are, for maps of any side."""
    kernel, stride = 2 + pick(3), 1 + pick(2)
    padding = pick(kernel // 2 + 1)
    wide = nn.Sequential(nn.ReLU(), nn.Conv2d(1, 1, 3, padding=2, dilation=2))
    return (
        nn.Conv2d(1, 1, kernel, stride, padding),
        nn.AvgPool2d(kernel, stride, padding, bool(pick(2)), bool(pick(2))),
        nn.Conv2d(1, 1, (3, 1), padding=(pick(3), 0), dilation=(2, 1)),
        Skip(nn.Conv2d(1, 1, 3, padding=1), wide),
        Skip(nn.Identity(), nn.Sequential(nn.ZeroPad2d((0, 2, 1, 1)), nn.Conv2d(1, 1, 3))),
    )[pick(5)]


@pytest.mark.parametrize("seed", range(16))
def test_a_random_net_sees_what_its_gradients_show(seed: int) -> None:
    pick = random.Random(seed).randrange
    assert_grid(nn.Sequential(nn.Conv2d(3, 1, 1), *(layer(pick) for _ in range(3))), 32)


def test_padding_at_one_end_moves_the_fields() -> None:
    net = nn.Sequential(SameConv2d(3, 1, 3, 2), SameConv2d(1, 1, 5, 2))
    assert_grid(net, 32)
    assert receptive_fields(net, 32)[""].down == Field(11, 4, 3)


# Other operations: on 4 channels of 8 x 8


class Last(nn.Module):
    """A layer for maps that have their channels in the last dimension."""

    def __init__(self, part: nn.Module) -> None:
        super().__init__()
        self.part = part

    def forward(self, x: Tensor) -> Tensor:
        return self.part(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)  # type: ignore[no-any-return]


NEAR = nn.AvgPool2d(3, 1)


def merged(x: Tensor) -> Tensor:
    """What Swin does between its stages: four neighbours become channels."""
    return torch.cat([x[..., row::2, column::2] for row in (0, 1) for column in (0, 1)], 1)


def uneven(x: Tensor) -> Tensor:
    """The later half of the channels sees more."""
    return torch.cat([x[:, :2, 1:-1, 1:-1], NEAR(x)[:, 2:]], 1)


def shuffled(x: Tensor) -> Tensor:
    """Channels that see little and channels that see more take turns."""
    return uneven(x).view(1, 2, 2, 6, 6).transpose(1, 2).reshape(1, 4, 6, 6)


def in_groups(x: Tensor) -> Tensor:
    return functional.conv2d(x, torch.ones(4, 2, 1, 1, device=x.device), groups=2)


def in_windows(x: Tensor) -> Tensor:
    """Attention inside windows of four pixels a side, without weights."""
    tokens = x.view(1, 4, 2, 4, 2, 4).permute(0, 2, 4, 3, 5, 1).reshape(4, 16, 4)
    return functional.scaled_dot_product_attention(tokens, tokens, tokens)


def gated(x: Tensor) -> Tensor:
    return x * x.mean((2, 3), keepdim=True).sigmoid()


FUNCTIONS: dict[str, tuple[Function, tuple[int, int]]] = {
    "a linear layer on channels": (
        nn.Sequential(nn.AvgPool2d(3, 1), Last(nn.Linear(4, 3))),
        (3, 3),
    ),
    "a norm of channels": (nn.Sequential(nn.AvgPool2d(3, 1), Last(nn.LayerNorm(4))), (3, 3)),
    "local contrast": (nn.Sequential(nn.AvgPool2d(3, 1), nn.LocalResponseNorm(3)), (3, 3)),
    "softmax of channels": (lambda x: NEAR(x).softmax(1), (3, 3)),
    "a linear layer on everything": (nn.Sequential(nn.Flatten(), nn.Linear(256, 3)), (8, 8)),
    "a mean of rows": (lambda x: NEAR(x).mean(2), (8, 3)),
    "a mean of both": (lambda x: NEAR(x).mean(2).mean(2), (8, 8)),
    "mixed rows": (lambda x: torch.ones(6, 6, device=x.device) @ NEAR(x), (8, 3)),
    "mixed columns": (lambda x: NEAR(x) @ torch.ones(6, 6, device=x.device), (3, 8)),
    "softmax across": (lambda x: NEAR(x).softmax(-1), (3, 8)),
    "a norm of groups": (nn.Sequential(NEAR, nn.GroupNorm(2, 4)), (8, 8)),
    "squeeze and excitation": (gated, (8, 8)),
    "neighbours as channels": (nn.Sequential(nn.PixelUnshuffle(2), nn.Conv2d(16, 2, 1)), (2, 2)),
    "neighbours put together": (lambda x: merged(NEAR(x)).sum(1), (4, 4)),
    "shuffled channels": (lambda x: shuffled(x)[:, :2], (3, 3)),
    "shuffled back": (lambda x: shuffled(x)[:, ::2], (1, 1)),
    "a narrow group": (lambda x: in_groups(uneven(x))[:, :2], (1, 1)),
    "a wide group": (lambda x: in_groups(uneven(x))[:, 2:], (3, 3)),
    "the same at both ends": (lambda x: torch.cat([uneven(x), uneven(x)[:, :2]], 1), (3, 3)),
    "pooling side by side": (
        lambda x: functional.avg_pool2d(functional.avg_pool2d(x, 2), 2),
        (4, 4),
    ),
    "windows": (in_windows, (4, 4)),
    "windows and a shift": (lambda x: in_windows(x.roll((2, 2), (2, 3))), (8, 8)),
    "a mirror": (lambda x: NEAR(x) + NEAR(x).flip(3), (3, 8)),
    "uneven cells": (nn.AdaptiveAvgPool2d((3, 5)), (4, 3)),
    "nearest neighbours": (lambda x: functional.interpolate(NEAR(x), scale_factor=2), (3, 3)),
    "a product of places": (lambda x: NEAR(x) @ NEAR(x).mT, (8, 8)),
    "places side by side": (lambda x: NEAR(x).unfold(3, 3, 1).sum(-1), (3, 5)),
    "activations": (lambda x: functional.hardswish(functional.gelu(NEAR(x))), (3, 3)),
    "in place": (lambda x: NEAR(x).mul_(2).add_(1), (3, 3)),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_operation_reaches_as_far_as_its_gradients(name: str) -> None:
    function, expected = FUNCTIONS[name]
    picture = torch.rand(1, 4, 8, 8, generator=torch.Generator().manual_seed(1))
    pixels = reached(function, picture)
    spans = [[last - first + 1 for first, last in ends(pixels.any(2 - axis))] for axis in (0, 1)]
    assert (max(spans[0]), max(spans[1])) == expected
    fields = followed(function, 4, 8)
    assert fields
    assert (fields.down.side, fields.across.side) == expected


def followed(function: Function, channels: int, size: int) -> Fields | None:
    function = copy.deepcopy(function)
    if isinstance(function, nn.Module):
        function.to("meta")
    picture = torch.empty(1, channels, size, size, device="meta")
    with torch.no_grad(), Reach(picture) as reach:
        result = function(picture)
    return reach.fields(result)  # type: ignore[no-any-return]


def test_an_operation_without_a_rule_mixes_everything() -> None:
    for function in (partial(torch.cumsum, dim=2), nn.ConvTranspose2d(4, 4, 3)):
        assert followed(function, 4, 8) == Fields(Field(8, 0, 3.5), Field(8, 0, 3.5))


def test_a_norm_that_is_being_trained_mixes_everything() -> None:
    norm = nn.BatchNorm2d(4)
    assert followed(norm, 4, 8) == Fields(Field(8, 0, 3.5), Field(8, 0, 3.5))
    assert followed(norm.eval(), 4, 8) == Fields(Field(1, 1, 0), Field(1, 1, 0))


def test_what_does_not_come_from_the_picture_sees_nothing() -> None:
    assert followed(torch.zeros_like, 4, 8) is None
    assert followed(lambda x: torch.ones(3, device="meta") * 2, 4, 8) is None
    token = torch.ones(1, 4, 1, 8, device="meta")
    assert followed(lambda x: torch.cat([token, x], 2)[:, :, :1], 4, 8) is None


def test_what_is_on_no_grid_has_no_jump() -> None:
    flat = followed(nn.Sequential(nn.Conv2d(4, 4, 3), nn.Flatten()), 4, 8)
    assert flat == Fields(Field(3, 0, 3.5), Field(3, 0, 3.5))
    last = followed(Last(nn.Identity()), 4, 8)
    assert last == Fields(Field(1, 1, 0), Field(1, 1, 0))
    doubled = followed(nn.Upsample(scale_factor=2), 4, 8)
    assert doubled == Fields(Field(1, 0, 3.5), Field(1, 0, 3.5))
    from_here_on = followed(lambda x: x + x[..., -1:], 4, 8)
    assert from_here_on == Fields(Field(1, 1, 0), Field(8, 0, 3.5))
    permuted = followed(lambda x: x.permute(0, 2, 3, 1), 4, 8)
    assert permuted == Fields(Field(1, 0, 3.5), Field(1, 0, 3.5))
