"""The bundled networks compute what timm's do, from the file to the answer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
import torch
from PIL import Image

from desktop_app.engine import backbone, catalogue
from desktop_app.engine.contract import Pasted, Picture, Source
from desktop_app.engine.images import decode
from desktop_app.engine.lite import SameConv2d
from tests.backbones import loaded
from tests.helpers import encoded, noise, smooth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from torch import Tensor, nn

    from desktop_app.engine.backbone import Backbone
    from desktop_app.engine.contract import Network

PHOTOGRAPHS = Path(__file__).parents[3] / "shared" / "data" / "imagenet-samples"
SIZES = [(224, 224), (256, 256), (1, 1), (3, 2), (333, 251), (251, 333), (640, 361), (97, 400)]


@dataclass(frozen=True)
class Pair:
    """A bundled network, and timm's with the same weights and with its own way to the input."""

    network: Network
    timm: nn.Module
    transform: Callable[[Image.Image], Tensor]

    @property
    def backbone(self) -> Backbone:
        return backbone.of(self.network)

    def inputs(self, pictures: Iterator[Picture]) -> Iterator[tuple[Tensor, Tensor]]:
        """What timm's network and ours are given, four pictures at a time."""
        while batch := list(islice(pictures, 4)):
            images = [Image.fromarray(picture.pixels) for picture in batch]
            theirs = torch.stack([self.transform(image) for image in images])
            yield theirs, torch.cat([self.backbone.prepare(picture) for picture in batch])


@pytest.fixture(scope="module", params=catalogue.BUNDLED, ids=lambda entry: entry.name)
def pair(request: pytest.FixtureRequest) -> Pair:
    import timm  # takes seconds
    from timm.data.transforms_factory import create_transform

    network = loaded(request.param.name)
    theirs = timm.create_model(f"tf_{network.name}").eval().requires_grad_(requires_grad=False)
    theirs.to(memory_format=torch.channels_last)
    theirs.load_state_dict(backbone.of(network).module.state_dict(), strict=True)
    config = cast("dict[str, Any]", theirs.pretrained_cfg)
    wanted = ("input_size", "interpolation", "mean", "std", "crop_pct")
    transform = create_transform(**{name: config[name] for name in wanted})
    return Pair(network, theirs, cast("Callable[[Image.Image], Tensor]", transform))


def made_pictures() -> Iterator[Picture]:
    for size in SIZES:
        yield Picture(noise(*size), "noise", Pasted())
        yield Picture(smooth(*size), "gradient", Pasted())
    grey = Image.fromarray(smooth(300, 200)).convert("L")
    for file in (encoded(grey), encoded(grey, "JPEG"), encoded(noise(500, 300), "JPEG")):
        yield decode(Source("picture", file))


def photographs() -> list[Path]:
    files = sorted(PHOTOGRAPHS.glob("*.JPEG"))
    if not files:
        pytest.skip(f"the photographs are not in {PHOTOGRAPHS}")
    return files


def assert_same(given: Tensor, ours: Tensor, within: float) -> None:
    assert torch.equal(given.argmax(dim=1), ours.argmax(dim=1))
    assert torch.allclose(given, ours, rtol=0, atol=within), (given - ours).abs().max()


# The whole networks


def test_random_input_gives_timm_s_logits(pair: Pair) -> None:
    side = pair.network.input.size
    pixels = torch.rand(2, 3, side, side, generator=torch.Generator().manual_seed(1))
    given = pair.timm((pixels - 0.5) / 0.5)
    assert_same(given, pair.backbone.logits(pixels), 1e-4)
    assert_same(given, pair.backbone.fast_logits(pixels), 1e-4)


def test_made_pictures_are_answered_as_by_timm(pair: Pair) -> None:
    for theirs, ours in pair.inputs(made_pictures()):
        assert_same(pair.timm(theirs), pair.backbone.logits(ours), 1e-3)


def test_photographs_are_answered_as_by_timm_and_rightly(pair: Pair) -> None:
    files = photographs()
    best: list[int] = []
    for theirs, ours in pair.inputs(decode(Source(file.name, str(file))) for file in files):
        quick = pair.backbone.fast_logits(ours)
        assert_same(pair.timm(theirs), quick, 1e-3)
        best += quick.argmax(dim=1).tolist()
    wnids = [pair.network.classes[index].wnid for index in best]
    right = [file.name.startswith(wnid) for file, wnid in zip(files, wnids, strict=True)]
    assert sum(right) / len(right) > 0.9  # with ImageNet's mean and std it is less


def test_the_catalogue_knows_the_networks_input_as_timm_does(pair: Pair) -> None:
    rule, theirs = pair.network.input, pair.timm.pretrained_cfg
    assert isinstance(theirs, dict)
    assert theirs["input_size"] == (3, rule.size, rule.size)
    assert int(rule.size / theirs["crop_pct"]) == rule.resize
    assert (theirs["interpolation"], theirs["mean"], theirs["std"]) == (
        rule.interpolation,
        rule.mean,
        rule.std,
    )


# Padding


def same(kernel: int, stride: int) -> SameConv2d:
    """A convolution that adds up what lies under it."""
    layer = SameConv2d(1, 1, kernel, stride, bias=False).requires_grad_(requires_grad=False)
    layer.weight.fill_(1)
    return layer


def test_an_even_side_is_padded_at_the_far_end() -> None:
    x = torch.arange(16.0).view(1, 1, 4, 4)
    assert same(3, 2)(x).tolist() == [[[[45, 39], [66, 50]]]]


def test_an_odd_side_is_padded_at_both_ends() -> None:
    x = torch.arange(9.0).view(1, 1, 3, 3)
    assert same(3, 2)(x).tolist() == [[[[8, 12], [20, 24]]]]


def test_the_two_sides_are_padded_each_for_itself() -> None:
    x = torch.arange(12.0).view(1, 1, 3, 4)
    assert same(3, 2)(x).tolist() == [[[[18, 18], [42, 34]]]]


def test_padding_is_timm_s_for_every_side() -> None:
    from timm.layers.conv2d_same import Conv2dSame

    x = torch.rand(1, 1, 17, 17, generator=torch.Generator().manual_seed(2))
    for kernel, stride in ((1, 1), (1, 2), (3, 1), (3, 2), (5, 1), (5, 2)):
        ours, theirs = same(kernel, stride), Conv2dSame(1, 1, kernel, stride, bias=False)
        theirs.load_state_dict(ours.state_dict())
        for height, width in ((1, 1), (1, 2), (2, 5), (6, 6), (7, 8), (9, 7), (17, 17)):
            part = x[..., :height, :width]
            assert torch.equal(ours(part), theirs(part)), (kernel, stride, height, width)
