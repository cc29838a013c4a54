"""Filters of the picture are seen as they are, and there are none of other layers."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn
from torchvision.models import VisionTransformer

from desktop_app.engine import backbone
from desktop_app.engine.filters import filters, first
from desktop_app.engine.lite import SameConv2d
from desktop_app.engine.seen import Filters, columns_for
from tests.engine.small_networks import convolutional, network_of, nothing_left

if TYPE_CHECKING:
    from torch import Tensor

    from desktop_app.engine.contract import Network, Pixels


def found(network: Network, layer: str, ratio: float = 1.0) -> Filters:
    seen = filters(network=network, layer=layer, ratio=ratio)
    assert isinstance(seen, Filters)
    return seen


def tile(seen: Filters, number: int) -> Pixels:
    high, wide = seen.side
    row, column = divmod(number, seen.columns)
    return seen.pixels[row * high : (row + 1) * high, column * wide : (column + 1) * wide]


def by_hand(weight: Tensor) -> list[list[list[int]]]:
    """One filter, 3 x H x W, as rows of pixels."""
    greatest = max(abs(value) for value in weight.flatten().tolist())
    return [
        [
            [int(128 + 127 * (float(weight[colour, y, x]) / greatest)) for colour in range(3)]
            for x in range(weight.shape[2])
        ]
        for y in range(weight.shape[1])
    ]


# As pictures


def test_each_filter_is_a_picture_around_mid_grey() -> None:
    conv = nn.Conv2d(3, 2, (1, 2))
    conv.weight = nn.Parameter(
        torch.tensor([[[[0.0, 4.0]], [[-4.0, 2.0]], [[-2.0, 1.0]]], [[[9.0, 0.0]]] * 3])
    )
    seen = found(network_of(nn.Sequential(conv)), "0", ratio=2)
    assert seen.pixels.tolist() == [
        [[128, 1, 64], [255, 192, 160], [255, 255, 255], [128, 128, 128]]
    ]
    assert (seen.columns, seen.count, seen.side) == (2, 2, (1, 2))


@pytest.mark.parametrize("ratio", [0.1, 1, 8])
def test_filters_lie_in_rows_without_gaps(ratio: float) -> None:
    network = network_of(nn.Sequential(nn.Conv2d(3, 5, (4, 3))))
    seen = found(network, "0", ratio)
    columns = columns_for(5, ratio)
    assert seen.columns == columns
    assert seen.pixels.shape == (4 * -(-5 // columns), 3 * columns, 3)
    assert seen.pixels.dtype == np.uint8
    assert seen.pixels.flags.c_contiguous
    for number, weight in enumerate(backbone.of(network).module.get_parameter("0.weight")):
        assert np.abs(tile(seen, number) - np.array(by_hand(weight))).max() <= 1
    taken = sum(int(tile(seen, number).sum()) for number in range(5))
    assert seen.pixels.sum() == taken  # all else is black


def test_a_filter_of_nothing_is_mid_grey() -> None:
    conv = nn.Conv2d(3, 3, 2)
    nn.init.zeros_(conv.weight[1])
    seen = found(network_of(nn.Sequential(conv)), "0")
    assert (tile(seen, 1) == 128).all()
    assert {tile(seen, 0).max(), tile(seen, 0).min()} & {1, 255}


def test_it_says_whose_they_are() -> None:
    seen = found(network_of(convolutional()), "0")
    assert (seen.title, seen.layer, seen.trained) == ("Small", "0", True)
    untrained = dataclasses.replace(network_of(convolutional()), trained=False, title="Other")
    assert (found(untrained, "0").title, found(untrained, "0").trained) == ("Other", False)


def test_looking_leaves_nothing_behind() -> None:
    network = network_of(convolutional())
    with nothing_left(backbone.of(network)):
        found(network, first(network))


# Which layers


@pytest.mark.parametrize("layer", ["1", "3", "7", "nonsense", ""])
def test_other_layers_have_no_such_filters(layer: str) -> None:
    assert filters(network=network_of(convolutional()), layer=layer) is None


def test_a_filter_for_each_colour_alone_is_no_picture() -> None:
    network = network_of(nn.Sequential(nn.Conv2d(3, 6, 3, groups=3)))
    assert filters(network=network, layer="0") is None
    assert first(network) == ""


def test_the_first_layer_with_filters_is_found_wherever_it_is() -> None:
    stem = nn.Sequential(nn.ReLU(), nn.Sequential(SameConv2d(3, 4, 3, 2), nn.Conv2d(4, 4, 3)))
    network = network_of(nn.Sequential(stem, nn.Conv2d(3, 4, 3)))
    assert first(network) == "0.1.0"
    assert found(network, "0.1.0").count == 4
    assert first(network_of(nn.Sequential(nn.Flatten(), nn.Linear(3, 5)))) == ""


def test_the_patches_of_a_transformer_count() -> None:
    module = VisionTransformer(
        image_size=32, patch_size=8, num_layers=1, num_heads=1, hidden_dim=12, mlp_dim=4
    )
    network = network_of(module)
    assert first(network) == "conv_proj"
    seen = found(network, "conv_proj")
    assert (seen.count, seen.side) == (12, (8, 8))


def test_the_bundled_network_has_its_own(network: Network) -> None:
    assert first(network) == "conv_stem"
    seen = found(network, "conv_stem")
    assert (seen.count, seen.side, seen.pixels.shape) == (32, (3, 3), (18, 18, 3))
    weights = backbone.of(network).module.get_parameter("conv_stem.weight")
    assert np.abs(tile(seen, 7) - np.array(by_hand(weights[7]))).max() <= 1
