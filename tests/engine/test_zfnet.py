"""ZF Net has the sides and parameters of the paper's figure, and learns."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from desktop_app.engine.zfnet import ZFNet

SIDES = [110, 110, 55, 55, 26, 26, 13, 13, 13, 13, 13, 13, 13, 13, 6]
"""After each layer of the convolutional part; figure 3 has 110, 55, 26, 13, 13, 13, 13 and 6."""

CHANNELS = [96] * 4 + [256] * 4 + [384] * 4 + [256] * 3


@pytest.fixture(scope="module")
def network() -> ZFNet:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return ZFNet().eval()


def pixels(count: int = 1) -> Tensor:
    return torch.randn(count, 3, 224, 224, generator=torch.Generator().manual_seed(0))


def test_sides_are_those_of_the_figure(network: ZFNet) -> None:
    shapes = []
    with torch.no_grad():
        x = pixels()
        for layer in network.features:
            x = layer(x)
            shapes.append((x.shape[1], x.shape[2], x.shape[3]))
    assert shapes == list(zip(CHANNELS, SIDES, SIDES, strict=True))


def test_it_has_as_many_parameters_as_the_architecture_needs(network: ZFNet) -> None:
    assert sum(parameter.numel() for parameter in network.parameters()) == 62_357_608


def test_convolutions_are_those_of_the_figure(network: ZFNet) -> None:
    layers = [one for one in network.modules() if isinstance(one, nn.Conv2d)]
    assert [(one.kernel_size[0], one.stride[0]) for one in layers] == [
        (7, 2),
        (5, 2),
        (3, 1),
        (3, 1),
        (3, 1),
    ]


def test_the_first_two_are_normalised_across_channels_after_pooling(network: ZFNet) -> None:
    kinds = [type(layer).__name__ for layer in network.features]
    assert kinds[:8] == ["Conv2d", "ReLU", "MaxPool2d", "LocalResponseNorm"] * 2
    assert "LocalResponseNorm" not in kinds[8:]


@pytest.mark.parametrize("classes", [1, 7])
def test_it_can_have_any_number_of_classes(classes: int) -> None:
    with torch.no_grad():
        logits = ZFNet(classes).eval()(pixels(2))
    assert logits.shape == (2, classes)


def test_it_starts_at_the_size_of_its_input(network: ZFNet) -> None:
    """Neither do values die out over eight layers nor do they explode."""
    with torch.no_grad():
        logits = network(pixels(2))
        features = network.features(pixels(2))
    assert 0.1 < float(features.std()) < 10
    assert 0.1 < float(logits.std()) < 10


def test_a_few_steps_teach_it_a_few_pictures() -> None:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        network, labels = ZFNet(classes=3), torch.arange(3)
        images = pixels(3) + (labels - 1).view(-1, 1, 1, 1)  # each class has a brightness
        first = loss(network.eval(), images, labels).item()
        before = [parameter.detach().clone() for parameter in network.features.parameters()]
        teach(network.train(), images, labels, steps=5)
        last = loss(network.eval(), images, labels).item()
    after = network.features.parameters()
    assert last < first / 2
    assert not any(torch.equal(old, new) for old, new in zip(before, after, strict=True))


def teach(network: ZFNet, images: Tensor, labels: Tensor, steps: int) -> None:
    optimiser = torch.optim.SGD(network.parameters(), lr=1e-4)
    for _ in range(steps):
        optimiser.zero_grad()
        torch.autograd.backward(loss(network, images, labels))
        optimiser.step()


def loss(network: ZFNet, images: Tensor, labels: Tensor) -> Tensor:
    return functional.cross_entropy(network(images), labels)
