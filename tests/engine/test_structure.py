"""What an output's shape stands for, and which layer of another network stands for one."""

from __future__ import annotations

import pytest

from desktop_app.engine.structure import LayerInfo, Structure, counterpart, maps_shape
from tests.helpers import RULE


def layer(name: str, kind: str, shape: tuple[int, ...]) -> LayerInfo:
    return LayerInfo(name, kind, "", shape, None, 0, 0)


def network(*layers: LayerInfo) -> Structure:
    return Structure("net", layers, 0, 0, 0, 0, RULE)


@pytest.mark.parametrize(
    ("shape", "maps"),
    [
        ((64, 56, 56), (64, 56, 56)),
        ((56, 56, 96), (96, 56, 56)),
        ((197, 768), (768, 14, 14)),
        ((49, 512), (512, 7, 7)),
        ((512, 196), None),
        ((1000,), (1000, 1, 1)),
        ((), None),
        ((2, 4, 3, 3), None),
    ],
)
def test_shapes_of_maps(shape: tuple[int, ...], maps: tuple[int, int, int] | None) -> None:
    assert maps_shape(shape) == layer("one", "Any", shape).maps == maps


def test_shapes_as_they_are_told() -> None:
    assert layer("one", "Any", (197, 768)).shown == (768, 14, 14)
    assert layer("one", "Any", (1000,)).shown == (1000,)
    assert layer("one", "Any", (512, 196)).shown == (512, 196)
    assert layer("one", "Any", (1000,)).is_vector
    assert not layer("one", "Any", (64, 1, 2)).is_vector


def test_counterpart_has_the_same_name_if_it_can() -> None:
    here = network(layer("a", "Conv2d", (8, 8, 8)), layer("b", "Conv2d", (8, 4, 4)))
    assert counterpart("b", here, network(layer("b", "Linear", (5,)))) == "b"


def test_counterpart_is_alike_in_size_and_then_in_depth() -> None:
    here = network(
        layer("x", "Conv2d", (8, 16, 16)), layer("y", "Conv2d", (8, 8, 8)), layer("z", "ReLU", (5,))
    )
    there = network(
        layer("a", "Conv2d", (9, 16, 16)),
        layer("b", "Conv2d", (9, 8, 8)),
        layer("c", "Conv2d", (9, 8, 8)),
        layer("d", "ReLU", (9, 8, 8)),
    )
    assert counterpart("x", here, there) == "a"
    assert counterpart("y", here, there) == "b"


@pytest.mark.parametrize(
    ("mine", "theirs"), [("SameConv2d", "Conv2d"), ("ReLU6", "ReLU"), ("ReLU", "ReLU6")]
)
def test_kinds_that_do_the_same_stand_for_each_other(mine: str, theirs: str) -> None:
    here = network(layer("x", mine, (8, 16, 16)))
    assert counterpart("x", here, network(layer("a", theirs, (9, 16, 16)))) == "a"


def test_nothing_stands_for_what_the_other_network_lacks() -> None:
    here = network(layer("x", "Conv2d", (8, 16, 16)))
    assert counterpart("x", here, network(layer("a", "Linear", (9,)))) == ""
    assert counterpart("x", here, network(layer("a", "Conv2d", ()))) == ""
    assert counterpart("nowhere", here, here) == ""
