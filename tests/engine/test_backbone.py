"""A network is loaded whole or not at all, and using it one way does not disturb another."""

from __future__ import annotations

import hashlib
import io
import pickle
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

from desktop_app.engine import backbone, catalogue, weights
from desktop_app.engine.contract import Box, Pasted, Picture
from desktop_app.engine.errors import WeightsError
from desktop_app.engine.fold import folded
from desktop_app.engine.lite import FEATURES, EfficientNetLite, SameConv2d
from tests.backbones import loaded
from tests.helpers import noise, smooth, tiny_network

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from desktop_app.engine.backbone import Backbone
    from desktop_app.engine.contract import Network

ENTRY = catalogue.BUNDLED[0]


@pytest.fixture
def lite(network: Network) -> Backbone:
    return backbone.of(network)


def random_pixels(count: int = 1, side: int = 224) -> Tensor:
    return torch.rand(count, 3, side, side, generator=torch.Generator().manual_seed(0))


def picture(width: int, height: int) -> Picture:
    return Picture(pixels=smooth(width, height), name="picture", origin=Pasted())


# The network


def test_a_loaded_network_tells_what_it_is(network: Network) -> None:
    assert (network.name, network.title) == ("efficientnet_lite0", "EfficientNet-Lite0")
    assert (network.source, network.trained) == ("bundled", True)
    assert network.sha256 == ENTRY.sha256
    assert network.input == ENTRY.input
    assert len(network.classes) == 1000
    assert "handle" not in repr(network)


def test_nothing_in_it_is_trained_or_in_training(lite: Backbone) -> None:
    assert not any(module.training for module in lite.module.modules())
    assert not any(parameter.requires_grad for parameter in lite.module.parameters())
    assert not any(tensor.is_inference() for tensor in lite.module.state_dict().values())


def test_the_features_are_what_the_last_layer_decides_by(lite: Backbone) -> None:
    pixels = random_pixels(2)
    features = lite.features(pixels)
    assert features.shape == (2, FEATURES)
    assert isinstance(lite.module, EfficientNetLite)
    assert torch.equal(lite.module.classifier(features), lite.logits(pixels))


def test_the_logits_lead_back_to_the_pixels(lite: Backbone) -> None:
    lite.fast_logits(random_pixels())
    pixels = random_pixels().requires_grad_()
    (gradient,) = torch.autograd.grad(lite.logits(pixels)[0, 283], pixels)
    assert gradient.isfinite().all()
    assert gradient.abs().max() > 0


def test_the_gradient_is_the_slope(lite: Backbone) -> None:
    pixels = random_pixels().requires_grad_()
    logit = lite.logits(pixels)[0, 283]
    (gradient,) = torch.autograd.grad(logit, pixels)
    ahead = pixels.detach() + 1e-2 * gradient / gradient.norm()
    rise = float(lite.logits(ahead)[0, 283] - logit.detach())
    assert rise == pytest.approx(1e-2 * float(gradient.norm()), rel=0.05)


def test_the_quick_way_gives_no_gradients(lite: Backbone) -> None:
    logits = lite.fast_logits(random_pixels().requires_grad_())
    assert not logits.requires_grad


# From pictures to input


@pytest.mark.parametrize("size", [(224, 224), (1, 1), (640, 361), (97, 400)])
def test_a_picture_becomes_one_input(lite: Backbone, size: tuple[int, int]) -> None:
    pixels = lite.prepare(picture(*size))
    assert pixels.shape == (1, 3, 224, 224)
    assert pixels.dtype == torch.float32
    assert pixels.is_contiguous(memory_format=torch.channels_last)
    assert 0 <= float(pixels.min()) <= float(pixels.max()) <= 1


def test_crops_become_one_batch(lite: Backbone) -> None:
    crops = [noise(224, 224, seed) for seed in range(3)]
    crops[0].flags.writeable = False  # as decoded ones are
    batch = lite.stack(crops)
    assert batch.shape == (3, 3, 224, 224)
    assert batch.is_contiguous(memory_format=torch.channels_last)
    expected = np.stack(crops).transpose(0, 3, 1, 2).astype(np.float32) / 255
    assert np.array_equal(batch.numpy(), expected)
    batch.zero_()
    assert crops[1].any()


def test_black_and_white_are_0_and_1(lite: Backbone) -> None:
    batch = lite.stack([np.full((224, 224, 3), value, np.uint8) for value in (0, 255)])
    assert (float(batch[0].max()), float(batch[1].min())) == (0, 1)


def test_the_crop_is_in_the_picture_s_own_pixels(lite: Backbone) -> None:
    assert lite.crop((1024, 512)) == Box(left=288, top=32, right=736, bottom=480)


# Folding


def test_folding_leaves_the_module_as_it_was(lite: Backbone) -> None:
    module = lite.private().module
    pixels = random_pixels(side=96)
    logits, modules = module(pixels), [repr(one) for one in module.modules()]
    tensors = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    fast = folded(module, 96)
    fast(pixels)
    assert [repr(one) for one in module.modules()] == modules
    assert all(torch.equal(tensors[name], now) for name, now in module.state_dict().items())
    assert torch.equal(module(pixels), logits)


def test_a_folded_network_has_no_normalisation_left(lite: Backbone) -> None:
    fast = folded(lite.module, 224)
    assert not any(isinstance(one, nn.BatchNorm2d) for one in fast.modules())
    assert not any(parameter.requires_grad for parameter in fast.parameters())


@pytest.mark.parametrize("side", [7, 8])
@pytest.mark.parametrize("kernel", [3, 5])
def test_folded_padding_is_the_same_padding(kernel: int, side: int) -> None:
    module = nn.Sequential(SameConv2d(3, 4, kernel, 2)).eval()
    pixels = random_pixels(side=side)
    assert not any(isinstance(one, SameConv2d) for one in folded(module, side).modules())
    with torch.no_grad():
        assert torch.allclose(folded(module, side)(pixels), module(pixels), atol=1e-6)


def test_folding_shares_no_tensor_with_the_original() -> None:
    module = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Conv2d(4, 1, 1))
    folded(module.eval(), 8).requires_grad_(requires_grad=False).apply(_wipe)
    assert all(parameter.requires_grad for parameter in module.parameters())
    assert all(parameter.abs().sum() > 0 for parameter in module[0].parameters())


def _wipe(module: nn.Module) -> None:
    for parameter in module.parameters():
        parameter.zero_()


# A lower precision


class Standardised(nn.Conv2d):
    """A convolution that computes with its weights before it uses them."""

    def forward(self, x: Tensor) -> Tensor:
        weight = self.weight - self.weight.mean()
        return nn.functional.conv2d(x, weight, self.bias)


def lower(module: nn.Module) -> Backbone:
    """`module` as a backbone that computes in 16 bits."""
    rule = replace(tiny_network().input, size=32, resize=32)
    return backbone.Backbone(
        module.eval().requires_grad_(requires_grad=False), rule, "cpu", "bfloat16"
    )


def various() -> nn.Module:
    layers = (nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), Standardised(8, 8, 3), nn.AdaptiveAvgPool2d(4))
    return nn.Sequential(*layers, nn.Flatten(1), nn.LayerNorm(128), nn.Linear(128, 5))


@pytest.mark.parametrize("make", [various, lambda: EfficientNetLite(0)], ids=["various", "Lite0"])
def test_in_fewer_bits_the_quick_way_gives_the_very_same(make: Callable[[], nn.Module]) -> None:
    user, pixels = lower(make()), random_pixels(2, 32)
    logits = user.fast_logits(pixels)
    assert logits.dtype == torch.float32
    assert torch.equal(logits, user.logits(pixels))


def test_only_plain_heavy_layers_are_kept_in_fewer_bits_and_only_for_the_quick_way() -> None:
    user = lower(various())
    kinds = {name: tensor.dtype for name, tensor in user._fast.state_dict().items()}
    heavy = {f"{at}.{kind}" for at in (0, 6) for kind in ("weight", "bias")}
    assert {name for name, kind in kinds.items() if kind == torch.bfloat16} == heavy
    assert all(one.dtype == torch.float32 for one in user.module.parameters())
    shared = user.module.get_parameter("2.weight")
    assert user._fast.get_parameter("2.weight") is shared


# A module tree of one's own


def test_a_private_backbone_shares_the_tensors_but_no_module(lite: Backbone) -> None:
    mine = lite.private()
    theirs, own = lite.module.state_dict(), mine.module.state_dict()
    assert theirs.keys() == own.keys()
    assert all(theirs[name].data_ptr() == own[name].data_ptr() for name in theirs)
    assert not set(lite.module.modules()) & set(mine.module.modules())


def test_what_a_private_backbone_is_hooked_for_disturbs_nobody(lite: Backbone) -> None:
    pixels = random_pixels()
    before = lite.logits(pixels)
    fired: list[nn.Module] = []
    mine = lite.private()
    for module in mine.module.modules():
        module.register_forward_hook(lambda module, *_: fired.append(module))
    mine.module.classifier = nn.Identity()
    mine.module.train()
    assert torch.equal(lite.logits(pixels), before)
    assert not fired
    mine.module.eval()
    assert mine.logits(pixels).shape == (1, FEATURES)
    assert fired
    assert torch.equal(lite.logits(pixels), before)


def test_a_private_backbone_answers_the_same(lite: Backbone) -> None:
    pixels = random_pixels()
    assert torch.equal(lite.private().logits(pixels), lite.logits(pixels))
    assert torch.equal(lite.private().private().fast_logits(pixels), lite.fast_logits(pixels))


def test_any_module_can_be_a_backbone() -> None:
    tiny = backbone.of(tiny_network(4))
    red = Picture(np.full((9, 30, 3), (255, 0, 51), np.uint8), "red", Pasted())
    logits = tiny.logits(tiny.prepare(red))
    assert logits.tolist()[0] == pytest.approx([8, 0, 1.6, 0], abs=1e-5)


# Bundled weights that cannot be used


def problem(content: bytes | Path, monkeypatch: pytest.MonkeyPatch, folder: Path) -> str:
    """What is said of a weights file whose hash is the one expected."""
    file = content if isinstance(content, Path) else folder / "weights.pth"
    if isinstance(content, bytes):
        file.write_bytes(content)
    entry = replace(ENTRY, sha256=hashlib.sha256(file.read_bytes()).hexdigest())
    monkeypatch.setattr(weights, "bundled_file", lambda _: file)
    monkeypatch.setattr(catalogue, "find", lambda _: entry)
    with pytest.raises(WeightsError) as caught:
        loaded(entry.name)
    return str(caught.value)


def saved(value: object) -> bytes:
    buffer = io.BytesIO()
    torch.save(value, buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("package", "reason"),
    [("no_such_package", "not installed"), ("json", "they are not installed")],
)
def test_weights_that_are_not_there(package: str, reason: str) -> None:
    with pytest.raises(WeightsError, match=f"EfficientNet-Lite0 cannot be used: .*{reason}"):
        weights.bundled_file(replace(ENTRY, package=package))


def test_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "bundled_file", lambda _: tmp_path)
    with pytest.raises(WeightsError, match="EfficientNet-Lite0"):
        weights.load_bundled(ENTRY, {})


def test_the_reason_is_no_sentence_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for content in (b"", b"no weights"):
        sentence = problem(content, monkeypatch, tmp_path)
        assert sentence.endswith(f" cannot be used: {weights.DAMAGED}. Install the program again.")


def test_weights_of_another_architecture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = weights.bundled_file(catalogue.BUNDLED[2])
    assert "holds another architecture" in problem(other, monkeypatch, tmp_path)
    few = saved({"conv_stem.weight": torch.zeros(32, 3, 3, 3)})
    assert "holds another architecture" in problem(few, monkeypatch, tmp_path)


@pytest.mark.parametrize(
    "content",
    [b"", b"no weights", b"PK\3\4" + bytes(99), b"\x80\2X\2\0\0\0\xff\xff.", saved({})[:-5]],
    ids=["empty", "text", "broken zip", "broken pickle", "cut"],
)
def test_what_is_no_weights_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    assert "EfficientNet-Lite0 cannot be used: " in problem(content, monkeypatch, tmp_path)


class Harmful:
    """An object whose pickle makes a file when it is read carelessly."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.mark,)


@pytest.mark.parametrize("pack", [saved, partial(pickle.dumps, protocol=2)], ids=["zip", "bare"])
def test_nothing_in_a_weights_file_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Callable[[object], bytes]
) -> None:
    mark = tmp_path / "mark"
    problem(pack({"weight": Harmful(mark)}), monkeypatch, tmp_path)
    assert not mark.exists()
    pickle.loads(pickle.dumps(Harmful(mark)))
    assert mark.exists()
