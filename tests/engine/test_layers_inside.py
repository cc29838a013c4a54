"""What is inside a network is found without numbers, and agrees with what is published."""

from __future__ import annotations

import copy
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

import pytest
import torch
from torch import nn
from torch.utils._python_dispatch import _get_current_dispatch_mode
from torch.utils.flop_counter import FlopCounterMode

from desktop_app.engine import architectures, catalogue, layers
from desktop_app.engine.contract import Box, InputRule
from desktop_app.engine.errors import WrongInputError
from desktop_app.engine.structure import WHOLE

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from torch import Tensor

    from desktop_app.engine.contract import Step
    from desktop_app.engine.structure import LayerInfo, Structure

PUBLISHED = (
    "alexnet",
    "convnext_tiny",
    "densenet121",
    "efficientnet_v2_s",
    "googlenet",
    "inception_v3",
    "maxvit_t",
    "mobilenet_v3_small",
    "regnet_y_400mf",
    "resnet50",
    "shufflenet_v2_x1_0",
    "squeezenet1_0",
    "swin_t",
    "swin_v2_t",
    "vgg16_bn",
    "vit_b_16",
)
TIMM = ("timm:resnet18d", "timm:deit_tiny_patch16_224", "timm:cait_xxs24_224", "timm:mixer_s32_224")


def rule(size: int) -> InputRule:
    return InputRule(size, size, "bilinear", (0, 0, 0), (1, 1, 1))


def drive(operation: Generator[Step, None, Structure]) -> Structure:
    steps = []
    while True:
        try:
            steps.append(next(operation))
        except StopIteration as end:
            assert [step.done for step in steps] == list(range(1, steps[0].total + 1))
            return end.value  # type: ignore[no-any-return]


def look_into(module: nn.Module, size: int) -> Structure:
    return drive(layers.structure(module=module, title="net", rule=rule(size)))


def by_name(structure: Structure) -> dict[str, LayerInfo]:
    return {layer.name: layer for layer in structure.layers}


def bare(name: str, classes: int = 1000) -> nn.Module:
    with architectures.no_numbers():
        return architectures.build(catalogue.parse(name), classes)


# Whole networks


@pytest.mark.parametrize("name", PUBLISHED)
def test_torchvision_s_networks_cost_what_it_publishes(name: str) -> None:
    from torchvision import models

    weights = models.get_model_weights(name).DEFAULT
    found = look_into(bare(name), weights.transforms().crop_size[0])
    assert found.macs == pytest.approx(weights.meta["_ops"] * 1e9, rel=0.01)
    if name not in ("googlenet", "inception_v3"):  # published with the heads for training
        assert found.parameters == weights.meta["num_params"]


@pytest.mark.parametrize("entry", catalogue.ALWAYS, ids=lambda entry: entry.name)
def test_our_own_networks_cost_what_the_catalogue_says(entry: catalogue.Entry) -> None:
    assert entry.input
    found = look_into(bare(entry.name), entry.input.size)
    assert found.parameters == entry.parameters
    assert found.macs == pytest.approx(entry.gmacs * 1e9, rel=0.02)


@pytest.mark.parametrize("name", TIMM)
def test_timm_s_networks_cost_what_torch_counts(name: str) -> None:
    module = bare(name)
    found = look_into(module, 224)
    with FlopCounterMode(display=False) as counter:
        module.to("meta")(torch.empty(1, 3, 224, 224, device="meta"))
    assert found.macs == counter.get_total_flops() // 2
    assert [layer.name for layer in found.layers] == [name for name, _ in module.named_modules()]


def test_a_trained_network_is_the_same_inside_as_one_without_numbers() -> None:
    name = catalogue.parse("squeezenet1_1")
    assert look_into(architectures.build(name, 7), 224) == look_into(bare(name.text, 7), 224)


def test_what_reaches_into_the_head_is_whole() -> None:
    found = by_name(look_into(bare("convnext_tiny"), 224))
    pointwise = "features.1.0.block.3"
    assert (found[pointwise].kind, found[pointwise].field) == ("Linear", 28)
    assert found["avgpool"].field == found[""].field == WHOLE


def test_windows_that_do_not_shift_see_only_themselves() -> None:
    found = by_name(look_into(bare("swin_t"), 224))
    assert found["features.0"].field == 4
    assert found["features.1.0"].field == 4 * 7
    assert found["features.1.1"].field == WHOLE


def test_a_class_token_alone_sees_nothing() -> None:
    found = by_name(look_into(bare("timm:cait_xxs24_224"), 224))
    assert found["blocks.0.norm1"].field == 16
    query = found["blocks_token_only.0.attn.q"]
    assert (query.shape, query.field) == ((192,), None)
    assert found["blocks_token_only.0"].field == WHOLE


def test_squeeze_and_excitation_sees_everything() -> None:
    found = by_name(look_into(bare("efficientnet_b0"), 224))
    assert found["features.1.0.block.0"].field == 7
    assert found["features.1.0.block.1"].field == WHOLE
    assert found["features.8"].field == WHOLE


# A small one, by hand


class Small(nn.Module):
    """One layer that is used twice, one that is not used, and a tuple on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(4)
        self.again = nn.Conv2d(4, 4, 3, stride=2, padding=1)
        self.unused = nn.Linear(2, 2)
        self.both = Both()
        self.same = self.again
        self.head = nn.Linear(8 * 2 * 2, 5)

    def forward(self, x: Tensor) -> Tensor:
        pair = self.both(self.again(self.again(self.norm(self.stem(x)))))
        return self.head(torch.cat(pair, 1).flatten(1))  # type: ignore[no-any-return]


class Both(nn.Module):
    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        return x, x.relu()


def test_everything_about_a_small_network() -> None:
    found = look_into(Small(), 8)
    stem, again, head = 8 * 8 * 4 * 27, 4 * 4 * 4 * 36, 32 * 5
    rows = [
        ("", "Small", "", (5,), WHOLE, 108 + 8 + 148 + 6 + 165, stem + again + again // 4 + head),
        ("stem", "Conv2d", "3×3, padding 1", (4, 8, 8), 3, 108, stem),
        ("norm", "BatchNorm2d", "", (4, 8, 8), 3, 8, 0),
        ("again", "Conv2d", "3×3, stride 2, padding 1", (4, 2, 2), WHOLE, 148, again + again // 4),
        ("unused", "Linear", "2 → 2", (), None, 6, 0),
        ("both", "Both", "", (4, 2, 2), WHOLE, 0, 0),
        ("head", "Linear", "32 → 5", (5,), WHOLE, 165, head),
    ]
    told = ("name", "kind", "detail", "shape", "field", "parameters", "macs")
    assert [tuple(getattr(one, name) for name in told) for one in found.layers] == rows
    assert (found.parameters, found.macs) == (rows[0][5], rows[0][6])
    running = 4 * 4 * 2 + 8  # mean and variance, and how many batches there were
    assert found.weights_bytes == 4 * found.parameters + running
    assert found.maps_bytes == 4 * (2 * 256 + 16 + 16 + 5)
    assert (found.title, found.input) == ("net", rule(8))


def test_where_the_units_of_a_layer_look() -> None:
    layers = by_name(look_into(Small(), 8))
    stem = layers["stem"].fields
    assert stem is not None
    assert stem.box(0, 0) == Box(-1, -1, 2, 2)  # one pixel of padding
    assert stem.box(3, 5) == Box(4, 2, 7, 5)
    assert layers["unused"].fields is None
    head = layers["head"].fields
    assert head is not None
    assert head.box(0, 0) is None  # on no grid


def test_shared_weights_are_counted_once_and_run_twice() -> None:
    pair = nn.Sequential(nn.Conv2d(3, 3, 1, bias=False), nn.Conv2d(3, 3, 1, bias=False))
    pair[1].weight = pair[0].weight
    found = look_into(pair, 4)
    assert (found.parameters, found.weights_bytes, found.macs) == (9, 36, 2 * 9 * 16)


def test_half_precision_takes_half_the_memory() -> None:
    assert look_into(nn.Conv2d(3, 2, 1), 4).weights_bytes == 32
    assert look_into(nn.Conv2d(3, 2, 1).half(), 4).weights_bytes == 16


@pytest.mark.parametrize(
    ("part", "detail"),
    [
        (nn.Conv2d(3, 8, 7, 2, 3), "7×7, stride 2, padding 3"),
        (nn.Conv2d(3, 8, 1), "1×1"),
        (nn.Conv2d(3, 8, (1, 7), padding=(0, 3)), "1×7, padding 0×3"),
        (nn.Conv2d(3, 8, 3, padding="same"), "3×3, padding same"),
        (nn.Conv2d(8, 8, 3, dilation=2, groups=8), "3×3, dilation 2, depthwise"),
        (nn.Conv2d(8, 8, 3, groups=2), "3×3, 2 groups"),
        (nn.Linear(4096, 1000), "4096 → 1000"),
        (nn.MaxPool2d(3, 2), "3×3 pooling, stride 2"),
        (nn.AvgPool2d((2, 3), padding=1), "2×3 pooling, stride 2×3, padding 1"),
        (nn.AdaptiveAvgPool2d(6), "to 6×6"),
        (nn.AdaptiveAvgPool2d((1, 2)), "to 1×2"),
        (nn.ReLU(), ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_details_are_short(part: nn.Module, detail: str) -> None:
    assert layers._detail(part) == detail


# Nothing is touched or left behind


class Broken(nn.Module):
    """Runs a convolution, then fails."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 3, 1)

    def forward(self, x: Tensor) -> NoReturn:
        self.first(x)
        raise RuntimeError("shapes differ")


def run_through(operation: Generator[Step, None, Structure]) -> None:
    with suppress(RuntimeError):
        drive(operation)


def stop_after(steps: int) -> Callable[[Generator[Step, None, Structure]], None]:
    def stop(operation: Generator[Step, None, Structure]) -> None:
        for _ in range(steps):
            next(operation)
        operation.close()

    return stop


@pytest.mark.parametrize(
    ("module", "run"),
    [
        (Small(), run_through),
        (Small(), stop_after(0)),
        (Small(), stop_after(1)),
        (Small(), stop_after(2)),
        (Broken(), run_through),
    ],
    ids=["to the end", "at once", "after the copy", "after the run", "with an error"],
)
def test_the_module_stays_as_it_was(
    module: nn.Module, run: Callable[[Generator[Step, None, Structure]], None]
) -> None:
    module.train()
    before, tensors = copy.deepcopy(module.state_dict()), list(module.state_dict().values())
    run(layers.structure(module=module, title="", rule=rule(8)))
    after = module.state_dict()
    assert all(torch.equal(after[name], before[name]) for name in before)
    assert [one.data_ptr() for one in after.values()] == [one.data_ptr() for one in tensors]
    for part in module.modules():
        assert part.training
        assert not part._forward_hooks
        assert not part._forward_pre_hooks
    assert _get_current_dispatch_mode() is None
    assert torch.is_grad_enabled()


@pytest.mark.parametrize("name", ["alexnet", "vit_b_32", "swin_t", "efficientnet_lite0"])
def test_an_input_that_a_network_takes_is_let_through(name: str) -> None:
    layers.check_input(bare(name), 224, "Mine")


@pytest.mark.parametrize(
    ("name", "size"), [("alexnet", 32), ("vit_b_32", 256), ("squeezenet1_1", 8)]
)
def test_an_input_that_a_network_cannot_take_is_told(name: str, size: int) -> None:
    with pytest.raises(WrongInputError) as caught:
        layers.check_input(bare(name), size, "Mine")
    assert str(caught.value) == f"Mine takes no pictures of {size} × {size} pixels."


def test_an_error_of_the_network_is_told() -> None:
    with pytest.raises(RuntimeError, match="shapes differ"):
        look_into(Broken(), 8)
