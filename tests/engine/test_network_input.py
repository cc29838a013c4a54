"""Networks get, of every shape of picture, what timm would give them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from desktop_app.engine.contract import Bitmap, Box, InputRule, Source
from desktop_app.engine.images import crop_box, decode, decode_input, network_input
from tests.helpers import (
    RULE,
    SWAPPED,
    decoded,
    encoded,
    noise,
    oriented,
    source,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.engine.contract import Pixels

SHAPES = [(1, 1), (2, 1), (1, 8), (224, 224), (256, 256), (257, 256), (1024, 771), (400, 3200)]
STRIPS = [(10, 9000), (9000, 10), (263, 5000), (5000, 263), (1402, 68), (2, 78), (1, 999)]


def random_sizes(count: int) -> list[tuple[int, int]]:
    sides = np.exp(np.random.default_rng(7).uniform(0, 7, (count, 2))).astype(int) + 1
    return [(width, height) for width, height in sides.tolist()]


@pytest.fixture(scope="session")
def timm_input() -> Callable[[Image.Image, float, InputRule], Pixels]:
    """The evaluation transform of timm, up to where bytes become floats."""
    from timm.data.transforms_factory import create_transform

    def transformed(image: Image.Image, fraction: float, rule: InputRule) -> Pixels:
        transform = create_transform(
            (3, rule.size, rule.size),
            interpolation=rule.interpolation,
            crop_pct=fraction,
            use_prefetcher=True,
        )
        return np.asarray(transform(image)).transpose(1, 2, 0)

    return transformed


@pytest.mark.parametrize(
    ("size", "fraction", "resize", "interpolation"),
    [(224, 0.875, 256, "bicubic"), (260, 0.89, 292, "bicubic"), (32, 1.0, 32, "bilinear")],
)
def test_the_input_is_what_timm_gives(
    timm_input: Callable[[Image.Image, float, InputRule], Pixels],
    size: int,
    fraction: float,
    resize: int,
    interpolation: str,
) -> None:
    rule = InputRule(size, resize, interpolation, RULE.mean, RULE.std)
    for width, height in SHAPES + STRIPS + random_sizes(25):
        image = Image.fromarray(noise(width, height))
        given, ours = timm_input(image, fraction, rule), network_input(image, rule)
        apart = np.abs(ours.astype(int) - given)
        if max(width, height) <= 8 * min(width, height):
            assert not apart.any(), (width, height)
        assert apart.max() <= 2, (width, height)
        assert (apart > 0).mean() < 0.02, (width, height)


def test_pixels_and_image_give_the_same_input() -> None:
    for width, height in SHAPES + STRIPS:
        pixels = noise(width, height)
        expected = network_input(Image.fromarray(pixels), RULE)
        assert np.array_equal(network_input(pixels, RULE), expected)
        assert expected.shape == (224, 224, 3)
        assert not expected.flags.writeable


@pytest.mark.parametrize("size", [(30_000, 10), (10, 30_000), (1, 83_886_338)])
def test_a_long_strip_costs_little(size: tuple[int, int]) -> None:
    pixels = np.broadcast_to(np.array((1, 2, 3), np.uint8), (size[1], size[0], 3))
    assert (network_input(pixels, RULE) == (1, 2, 3)).all()


@pytest.mark.parametrize(
    "content",
    [
        encoded(noise(300, 200), "JPEG", exif=oriented(8)),
        encoded(noise(300, 200), icc_profile=SWAPPED),
        encoded(Image.new("RGBA", (50, 900), (9, 99, 199, 99))),
        encoded(noise(3000, 9), "WEBP"),
    ],
)
def test_the_quick_way_to_the_input_gives_the_same(content: bytes) -> None:
    expected = network_input(decoded(content), RULE)
    assert np.array_equal(decode_input(source(content), RULE), expected)


def test_the_crop_lies_in_the_middle() -> None:
    assert crop_box((256, 256), RULE) == Box(left=16, top=16, right=240, bottom=240)
    assert crop_box((1024, 512), RULE) == Box(left=288, top=32, right=736, bottom=480)
    box = crop_box((10, 30_000), RULE)
    assert (box.left, box.right) == (0.625, 9.375)
    assert (box.top + box.bottom) / 2 == pytest.approx(15_000)
    assert box.bottom - box.top == pytest.approx(8.75)


def test_a_rule_that_would_need_padding_is_refused() -> None:
    rule = InputRule(256, 224, "bicubic", RULE.mean, RULE.std)
    with pytest.raises(ValueError, match="less than size"):
        network_input(noise(4, 4), rule)


def test_a_bitmap_with_too_few_bytes_is_a_programmer_s_mistake() -> None:
    with pytest.raises(ValueError, match="not enough image data"):
        decode(Source(name="x", content=Bitmap(width=9, height=9, data=b"1234")))
