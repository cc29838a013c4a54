"""Every mode and colour profile comes out as a person works it out."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageCms

from desktop_app.engine.colour import to_srgb
from desktop_app.engine.images import decode
from tests.helpers import (
    P3_COLORANTS,
    SRGB_COLORANTS,
    SWAPPED,
    decoded,
    encoded,
    grey_profile,
    ink_profile,
    noise,
    rgb_profile,
    source,
)


def colour_of(image: Image.Image, kind: str = "PNG", **options: object) -> tuple[int, ...]:
    """The one colour of a picture that went through a file."""
    pixels = decoded(encoded(image, kind, **options))
    assert (pixels == pixels[0, 0]).all()
    return tuple(pixels[0, 0].tolist())


def grey_of(image: Image.Image) -> list[int]:
    """The first row of a loaded picture that turns out grey."""
    pixels = np.asarray(to_srgb(image)[0])
    assert (pixels == pixels[..., :1]).all()
    return [int(value) for value in pixels[0, :, 0]]


# Modes: each against what a person works out


@pytest.mark.parametrize(
    ("mode", "stored", "colour"),
    [
        ("RGB", (1, 2, 3), (1, 2, 3)),
        ("RGBA", (255, 0, 0, 0), (255, 255, 255)),
        ("RGBA", (200, 100, 0, 51), (244, 224, 204)),  # a fifth of it, four fifths of white
        ("L", 99, (99, 99, 99)),
        ("LA", (0, 51), (204, 204, 204)),
        ("1", 1, (255, 255, 255)),
        ("I;16", 257 * 100, (100, 100, 100)),
        ("I;16", 65535, (255, 255, 255)),
        ("I;16", 300, (1, 1, 1)),
    ],
)
def test_modes_of_png(mode: str, stored: int | tuple[int, ...], colour: tuple[int, ...]) -> None:
    assert colour_of(Image.new(mode, (3, 2), stored)) == colour


@pytest.mark.parametrize(
    ("mode", "stored", "colour"),
    [
        ("CMYK", (0, 0, 0, 0), (255, 255, 255)),
        ("CMYK", (255, 0, 0, 0), (0, 255, 255)),
        ("CMYK", (0, 51, 0, 51), (204, 163, 204)),
        ("I;16B", 257 * 7, (7, 7, 7)),
        ("I", 65535, (255, 255, 255)),
        ("F", 0.2, (51, 51, 51)),
    ],
)
def test_modes_of_tiff(mode: str, stored: float, colour: tuple[int, ...]) -> None:
    assert colour_of(Image.new(mode, (3, 2), stored), "TIFF") == colour


@pytest.mark.parametrize(
    ("mode", "stored", "colour"),
    [
        ("RGBa", (20, 10, 0, 51), (224, 214, 204)),
        ("La", (20, 51), (224, 224, 224)),
        ("RGBX", (1, 2, 3, 4), (1, 2, 3)),
        ("YCbCr", (128, 128, 128), (128, 128, 128)),
        ("HSV", (0, 255, 255), (255, 0, 0)),
        ("PA", (0, 0), (255, 255, 255)),
    ],
)
def test_modes_of_memory(mode: str, stored: tuple[int, ...], colour: tuple[int, ...]) -> None:
    converted, applied = to_srgb(Image.new(mode, (1, 1), stored))
    assert converted.getpixel((0, 0)) == colour
    assert not applied


def test_a_lab_tiff_is_read_as_such() -> None:
    light = colour_of(Image.new("LAB", (3, 2), (255, 128, 128)), "TIFF")
    assert min(light) >= 254


def test_a_cmyk_jpeg_of_adobe_is_not_a_negative() -> None:
    assert colour_of(Image.new("CMYK", (16, 16), (0, 0, 0, 0)), "JPEG") == (255, 255, 255)


@pytest.mark.parametrize("transparency", [1, bytes((255, 0))])
def test_a_transparent_palette_entry_is_white(transparency: int | bytes) -> None:
    image = Image.new("P", (2, 1))
    image.putpalette((10, 20, 30, 40, 50, 60))
    image.putpixel((1, 0), 1)
    pixels = decoded(encoded(image, "PNG", transparency=transparency))
    assert pixels.tolist() == [[[10, 20, 30], [255, 255, 255]]]


@pytest.mark.parametrize(("mode", "key"), [("RGB", (1, 2, 3)), ("L", 5), ("1", 0)])
def test_a_transparent_colour_is_white(mode: str, key: int | tuple[int, ...]) -> None:
    image = Image.new(mode, (2, 2), key)
    assert colour_of(image, "PNG", transparency=key) == (255, 255, 255)


@pytest.mark.parametrize(
    ("values", "greys"),
    [
        ((0, 0.2, 1), [0, 51, 255]),
        ((0, 100, 255), [0, 100, 255]),
        ((-10, 0, 10), [0, 128, 255]),
        ((0, float("nan"), float("inf")), [0, 0, 255]),
        ((7000, 7000, 7000), [0, 0, 0]),
        ((-3e38, 0, 3e38), [0, 128, 255]),
    ],
)
def test_floats_are_scaled_by_what_they_hold(values: tuple[float, ...], greys: list[int]) -> None:
    assert grey_of(Image.fromarray(np.array([values], np.float32))) == greys


@pytest.mark.parametrize(
    ("values", "greys"),
    [((0, 257, 65535), [0, 1, 255]), ((-100, 0, 100), [0, 128, 255]), ((0, 1, 2**30), [0, 0, 255])],
)
def test_wide_integers_are_scaled_by_what_they_hold(
    values: tuple[int, ...], greys: list[int]
) -> None:
    assert grey_of(Image.fromarray(np.array([values], np.int32))) == greys


# Colour profiles


def through(
    profile: bytes, mode: str, stored: int | tuple[int, ...], kind: str = "PNG"
) -> tuple[object, bool]:
    """The colour that a tagged picture comes out with, and whether the profile was used."""
    image = Image.new(mode, (2, 2), stored)
    picture = decode(source(encoded(image, kind, icc_profile=profile)))
    return picture.pixels[0, 0].tolist(), picture.icc_applied


def test_a_profile_with_red_and_blue_swapped_swaps_them() -> None:
    assert through(SWAPPED, "RGB", (255, 0, 0)) == ([0, 0, 255], True)
    assert through(SWAPPED, "RGBA", (0, 0, 255, 255)) == ([255, 0, 0], True)


def test_a_wider_gamut_becomes_more_saturated_numbers() -> None:
    linear = (np.array((200, 100, 100)) / 255) ** 2.2
    xyz = linear @ np.array(P3_COLORANTS)
    expected = np.linalg.solve(np.array(SRGB_COLORANTS).T, xyz)
    expected = 255 * (1.055 * expected ** (1 / 2.4) - 0.055)
    colour, applied = through(rgb_profile(P3_COLORANTS), "RGB", (200, 100, 100))
    assert applied
    assert np.abs(np.array(colour) - expected).max() < 1.5


def test_grey_profiles_count_with_and_without_opacity() -> None:
    # Half of the light is 188 in sRGB.
    assert through(grey_profile(1.0), "L", 128) == ([188, 188, 188], True)
    assert through(grey_profile(1.0), "LA", (128, 255)) == ([188, 188, 188], True)
    assert through(rgb_profile(SRGB_COLORANTS, gamma=1.0), "L", 128) == ([188, 188, 188], True)


def test_a_palette_has_a_profile_too() -> None:
    image = Image.new("RGB", (2, 2), (255, 0, 0)).quantize(2)
    assert colour_of(image, icc_profile=SWAPPED) == (0, 0, 255)


def test_ink_profiles_count() -> None:
    assert through(ink_profile(), "CMYK", (90, 200, 30, 0), "TIFF") == ([255, 255, 255], True)
    assert through(ink_profile(), "CMYK", (0, 0, 0, 255), "JPEG") == ([0, 0, 0], True)


@pytest.mark.parametrize(
    "profile", [b"not a profile", SWAPPED[:300], SWAPPED[:64], ink_profile(), grey_profile(1.0)]
)
def test_a_profile_that_is_damaged_or_does_not_fit_changes_nothing(profile: bytes) -> None:
    assert through(profile, "RGB", (10, 20, 30)) == ([10, 20, 30], False)


def test_srgb_itself_changes_nothing() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = decode(source(encoded(noise(64, 64), icc_profile=profile)))
    assert np.array_equal(picture.pixels, noise(64, 64))
    assert picture.icc_applied


def test_without_a_profile_none_is_applied() -> None:
    assert not decode(source(encoded(noise(2, 2)))).icc_applied
