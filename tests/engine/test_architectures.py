"""Every architecture of the lessons is built and runs, and building one costs nobody anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from desktop_app.engine import architectures, backbone, catalogue
from desktop_app.engine.errors import UnknownBackboneError
from desktop_app.engine.families import family_of
from tests.backbones import loaded

if TYPE_CHECKING:
    from torch import Tensor

    from desktop_app.engine.catalogue import Entry

ALWAYS = [entry.name for entry in catalogue.ALWAYS]
LESSONS = [name for name in (*ALWAYS, *architectures.known_models()) if family_of(name).in_lessons]
SMALL = ["efficientnet_lite1", "squeezenet1_1", "googlenet", "mobilenet_v2", "timm:test_resnet"]
"""One of each way to build and to end, all of them quick."""


def build(name: str, classes: int = 1000) -> nn.Module:
    return architectures.build(catalogue.parse(name), classes)


def random_pixels(side: int) -> Tensor:
    return torch.rand(1, 3, side, side, generator=torch.Generator().manual_seed(0))


def problem(name: str) -> list[str]:
    """The names that are brought for one that is no network's."""
    with pytest.raises(
        UnknownBackboneError, match=f"There is no network called ‘{name}’"
    ) as caught:
        build(name)
    return str(caught.value.fields["known"]).split(", ")


# Every one of the lessons


def test_the_lessons_name_22_architectures() -> None:
    assert len(LESSONS) == 22
    assert {"alexnet", "zfnet", "vgg11", "vgg19_bn", "googlenet", "resnet152"} < set(LESSONS)
    assert {"mobilenet_v2", "mobilenet_v3_small", "efficientnet_lite2"} < set(LESSONS)


@pytest.mark.parametrize("name", LESSONS)
def test_an_architecture_is_built_and_runs(name: str) -> None:
    network = loaded(f"{name}:untrained")
    assert (network.source, network.trained) == ("untrained", False)
    user = backbone.of(network)
    pixels = random_pixels(network.input.size)
    logits, features = user.fast_logits(pixels), user.features(pixels)
    last = user.module.get_submodule(architectures.head(user.module))
    assert isinstance(last, nn.Linear)
    assert features.shape == (1, last.in_features)
    assert logits.shape == (1, 1000)
    assert logits.isfinite().all()
    scale = float(logits.abs().max())
    assert torch.allclose(last(features), logits, rtol=0, atol=1e-5 * scale)


# Building


@pytest.mark.parametrize("name", SMALL)
def test_any_number_of_classes(name: str) -> None:
    module = build(name, 7)
    assert not module.training
    with torch.no_grad():
        assert module(random_pixels(224)).shape == (1, 7)


def test_networks_leave_out_what_only_training_needs() -> None:
    for name in architectures.OWN_INPUT:
        with architectures.no_numbers():
            module = build(name)
        assert not [key for key in module.state_dict() if key.lower().startswith("aux")]
        assert vars(module)["transform_input"] is False


@pytest.mark.parametrize(
    ("name", "side"),
    [("vit_b_16", 224), ("vit_b_16:IMAGENET1K_SWAG_E2E_V1", 384), ("vit_h_14", 518)],
)
def test_positions_are_as_many_as_the_input_of_the_weights_needs(name: str, side: int) -> None:
    with architectures.no_numbers():
        module = build(name)
    assert module.image_size == side
    assert module.image_size == catalogue_side(name)


def catalogue_side(name: str) -> int:
    from desktop_app.engine import published

    rule = published.entry(catalogue.parse(name)).input
    return rule.size if rule else 0


@pytest.mark.parametrize("name", [*SMALL, "swin_t", "swin_v2_t", "maxvit_t", "zfnet", "vgg19"])
def test_without_numbers_parameters_take_no_memory(name: str) -> None:
    state = torch.get_rng_state()
    with architectures.no_numbers():
        module = build(name)
    assert torch.equal(torch.get_rng_state(), state)
    sizes = {True: 0, False: 0}
    for parameter in module.parameters():
        sizes[parameter.is_meta] += parameter.numel()
    assert sizes[False] < 0.01 * sizes[True]
    assert not any(buffer.is_meta for buffer in module.buffers())
    assert not torch.empty(1).is_meta


@pytest.mark.parametrize("entry", catalogue.ALWAYS, ids=lambda entry: entry.name)
def test_the_figures_of_what_is_always_there_are_counted(entry: Entry) -> None:
    module = build(entry.name)
    assert entry.input is not None
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        module(random_pixels(entry.input.size))
    assert sum(parameter.numel() for parameter in module.parameters()) == entry.parameters
    assert counter.get_total_flops() / 2e9 == pytest.approx(entry.gmacs, abs=5e-4)


# The last layer


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("efficientnet_lite1", "classifier"),
        ("zfnet", "classifier.6"),
        ("vgg16_bn", "classifier.6"),
        ("squeezenet1_1", "classifier.1"),
        ("googlenet", "fc"),
        ("densenet121", "classifier"),
        ("vit_b_16", "heads.head"),
        ("swin_v2_t", "head"),
        ("maxvit_t", "classifier.5"),
        ("timm:test_resnet", "fc"),
        ("timm:test_vit", "head"),
    ],
)
def test_the_last_layer_is_the_one_that_decides(name: str, head: str) -> None:
    with architectures.no_numbers():
        module = build(name, 5)
    assert architectures.head(module) == head
    assert architectures.classes_of(module) == 5


def test_a_network_without_layers_has_no_last_one() -> None:
    with pytest.raises(ValueError, match="without a linear or convolutional layer"):
        architectures.head(nn.Sequential(nn.ReLU()))


# Names


def test_torchvision_s_networks_for_other_tasks_are_not_there() -> None:
    known = architectures.known_models()
    assert len(known) == 80
    assert not {"raft_large", "deeplabv3_resnet50", "r3d_18", "fcn_resnet50"} & set(known)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("resnet5", "resnet50"),
        ("VGG 16", "vgg16"),
        ("猫", "alexnet"),
        ("efficientnet_lite3", "efficientnet_lite0"),
        ("timm:resnet50x", "timm:resnet50"),
        ("timm:nonsense_net.in1k", "timm:"),
        ("timm:test_resnet.nonsense", "timm:test_resnet.r160_in1k"),
        ("timm:", "timm:"),
    ],
)
def test_an_unknown_name_brings_the_nearest(name: str, near: str) -> None:
    known = problem(name)
    assert 1 <= len(known) <= architectures.NEAR
    assert [one for one in known if one.startswith(near)]
