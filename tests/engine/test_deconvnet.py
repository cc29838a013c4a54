"""What comes back from a unit is what the papers define, at each activation and pool."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import psutil
import pytest
import torch
from torch import nn
from torch.nn import functional

from desktop_app.engine import deconvnet
from desktop_app.engine.deconvnet import best_for, project, rule, strongest
from desktop_app.engine.errors import UnitError
from desktop_app.engine.seen import DECONVNET, GRADIENT, GUIDED
from tests.engine.small_networks import (
    SIDE,
    backbone_of,
    convolutional,
    nothing_left,
    random_pixels,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor


BOTH = (DECONVNET, GUIDED)

RELUS = {
    "module": nn.ReLU(),
    "module in place": nn.ReLU(inplace=True),
    "functional": functional.relu,
    "functional in place": lambda x: functional.relu(x * 1, inplace=True),
    "torch": torch.relu,
    "torch in place": lambda x: torch.relu_(x * 1),
    "method": lambda x: x.relu(),
    "method in place": lambda x: (x * 1).relu_(),
    "by name": lambda x: functional.relu(input=x),
}
RELU6S = {
    "module": nn.ReLU6(),
    "module in place": nn.ReLU6(inplace=True),
    "functional": functional.relu6,
    "hardtanh": lambda x: functional.hardtanh(x, 0, 6),
    "hardtanh module": nn.Hardtanh(0.0, 6.0),
    "hardtanh by name": lambda x: functional.hardtanh(x, min_val=0, max_val=6),
}


# The rules, by hand

GIVEN = (-1.0, 0.0, 0.5, 5.5, 6.0, 7.0)


def back(activation: Callable[[Tensor], Tensor], method: str, sign: float) -> list[float]:
    """What comes back of signals 1, 2, … times `sign` from an activation of `GIVEN`."""
    x = torch.tensor(GIVEN, requires_grad=True)
    with rule(method):
        y = activation(x * 1)
    signal = sign * torch.arange(1.0, 7)
    (gradient,) = torch.autograd.grad(y, x, signal)
    return gradient.tolist()


@pytest.mark.parametrize("activation", RELUS.values(), ids=RELUS)
def test_at_a_relu(activation: Callable[[Tensor], Tensor]) -> None:
    assert back(activation, GUIDED, 1) == [0, 0, 3, 4, 5, 6]
    assert back(activation, DECONVNET, 1) == [1, 2, 3, 4, 5, 6]
    assert back(activation, GRADIENT, -1) == [0, 0, -3, -4, -5, -6]
    assert back(activation, GUIDED, -1) == back(activation, DECONVNET, -1) == [0] * 6


@pytest.mark.parametrize("activation", RELU6S.values(), ids=RELU6S)
def test_at_a_relu6(activation: Callable[[Tensor], Tensor]) -> None:
    assert back(activation, GUIDED, 1) == [0, 0, 3, 4, 0, 0]
    assert back(activation, DECONVNET, 1) == [1, 2, 3, 4, 5, 6]
    assert back(activation, GRADIENT, -1) == [0, 0, -3, -4, 0, 0]
    assert back(activation, GUIDED, -1) == back(activation, DECONVNET, -1) == [0] * 6


@pytest.mark.parametrize("method", BOTH)
@pytest.mark.parametrize("activation", [functional.hardtanh, functional.silu, torch.sigmoid])
def test_other_activations_keep_their_gradient(
    activation: Callable[[Tensor], Tensor], method: str
) -> None:
    assert back(activation, method, -1) == back(activation, GRADIENT, -1)


@pytest.mark.parametrize("method", BOTH)
@pytest.mark.parametrize("activation", [*RELUS.values(), *RELU6S.values()])
def test_forwards_nothing_changes(activation: Callable[[Tensor], Tensor], method: str) -> None:
    x = torch.tensor(GIVEN)
    with rule(method):
        found = activation(x)
    assert x.tolist() == list(GIVEN)
    assert torch.equal(found, activation(x.clone()))


def test_the_strongest_unit_of_each_map_is_left() -> None:
    maps = torch.tensor([[[1.0, 5.0], [2.0, -7.0]], [[-3.0, -1.0], [-2.0, -4.0]]])
    assert strongest(maps).tolist() == [[[0, 5], [0, 0]], [[0, -1], [0, 0]]]


# Against the paper's switches


def unpooled(net: nn.Sequential, pixels: Tensor, layer: int, unit: int, whole: bool) -> Tensor:
    """The projection from layer 3 or 4 of `convolutional`, by switches and transposed filters."""
    first, second = net[0], net[3]
    assert isinstance(first, nn.Conv2d)
    assert isinstance(second, nn.Conv2d)
    lower = functional.conv2d(pixels, first.weight, first.bias, padding=1).clamp(min=0)
    pooled, switches = functional.max_pool2d(lower, 2, return_indices=True)
    maps = functional.conv2d(pooled, second.weight, second.bias, padding=1)
    if layer == 4:
        maps = maps.clamp(min=0)
    signal = torch.zeros_like(maps)
    if whole:
        signal[:, unit] = maps[:, unit]
    else:
        at = divmod(int(maps[0, unit].argmax()), maps.shape[-1])
        signal[0, unit][at] = maps[0, unit].max()
    if layer == 4:
        signal = signal.clamp(min=0)
    signal = functional.conv_transpose2d(signal, second.weight, padding=1)
    signal = functional.max_unpool2d(signal, switches, [2, 2]).clamp(min=0)
    return functional.conv_transpose2d(signal, first.weight, padding=1)


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("layer", [3, 4])
@pytest.mark.parametrize("unit", range(5))
def test_deconvnet_goes_back_by_the_switches(layer: int, unit: int, whole: bool) -> None:
    net = convolutional(3).double()
    nn.init.ones_(net.get_parameter("3.bias"))  # so that no map is dead
    pixels = random_pixels().double()
    user = backbone_of(net)
    expected = unpooled(net, pixels, layer, unit, whole)
    found = project(user, pixels, str(layer), unit, method=DECONVNET, whole=whole)
    assert found.dtype == torch.float64
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-6 * float(expected.abs().max()))
    assert expected.any() or not whole  # one unit's signal may end at the ReLU below


# What cannot be projected


@pytest.mark.parametrize(
    ("layer", "unit", "method"),
    [
        ("nonsense", 0, GUIDED),
        ("3", 0, "nonsense"),
    ],
)
def test_what_is_not_there(layer: str, unit: int, method: str) -> None:
    user = backbone_of(convolutional())
    with nothing_left(user), pytest.raises(ValueError, match=r"no (layer|method)"):
        project(user, random_pixels(), layer, unit, method=method, whole=True)


@pytest.mark.parametrize(("unit", "method"), [(5, GUIDED), (-1, DECONVNET)])
def test_a_map_that_is_not_there_is_named(unit: int, method: str) -> None:
    user = backbone_of(convolutional())
    with nothing_left(user), pytest.raises(UnitError, match=f"maps 0 to 4, not {unit}"):
        project(user, random_pixels(), "3", unit, method=method, whole=True)


def test_deconvnet_is_best_where_it_has_switches() -> None:
    one = convolutional()
    two = nn.Sequential(*one[:5], nn.MaxPool2d(2), *one[5:])
    assert best_for(backbone_of(one)) == GUIDED
    assert best_for(backbone_of(two)) == DECONVNET


def test_a_map_that_hangs_on_no_pixel_gives_nothing() -> None:
    class Constant(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return torch.ones_like(x, requires_grad=True) * 2

    user = backbone_of(nn.Sequential(Constant()))
    found = project(user, random_pixels(), "0", 0, method=GRADIENT, whole=True)
    assert torch.equal(found, torch.zeros(1, 3, SIDE, SIDE))


def test_pictures_of_a_batch_do_not_mix() -> None:
    user, pixels = backbone_of(convolutional()), random_pixels(count=3)
    together = project(user, pixels, "4", 1, method=GUIDED, whole=False)
    alone = [project(user, one[None], "4", 1, method=GUIDED, whole=False) for one in pixels]
    torch.testing.assert_close(together, torch.cat(alone))


# What is left


@pytest.mark.parametrize("method", deconvnet.METHODS)
def test_a_network_that_fails_on_the_way_is_left_as_it_was(method: str) -> None:
    class Failing(nn.Module):
        broken = False

        def forward(self, x: Tensor) -> Tensor:
            if self.broken:
                raise RuntimeError("broken")
            return x

    user, pixels = backbone_of(nn.Sequential(nn.ReLU(inplace=True), Failing())), random_pixels()
    with nothing_left(user):
        Failing.broken = True
        with pytest.raises(RuntimeError, match="broken"):
            project(user, pixels, "0", 0, method=method, whole=True)
        Failing.broken = False


def test_two_hundred_projections_leave_memory_where_it_was() -> None:
    def tensors() -> int:
        gc.collect()
        return sum(isinstance(one, torch.Tensor) for one in gc.get_objects())

    def once(number: int) -> None:
        method = deconvnet.METHODS[number % 3]
        project(user, pixels, "4", number % 5, method=method, whole=bool(number % 2))

    user, pixels = backbone_of(convolutional(), 192), random_pixels(192)
    process = psutil.Process()
    for number in range(10):
        once(number)
    count, size = tensors(), process.memory_info().rss
    for number in range(200):  # each holds some 3 MB for its gradients
        once(number)
    assert tensors() == count
    assert process.memory_info().rss - size < 60e6
