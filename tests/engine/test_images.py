"""Pictures come out upright, in sRGB, on white; whole, or small for a list."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from desktop_app.engine.contract import Bitmap, Dropped, File, Pasted, Source
from desktop_app.engine.images import decode, decode_input, preview, thumbnail
from tests.helpers import (
    RULE,
    SWAPPED,
    awkward_folder,
    decoded,
    encoded,
    noise,
    oriented,
    smooth,
    source,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop_app.engine.contract import Pixels


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return awkward_folder(tmp_path)


# Files


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "PPM", "QOI", "SGI", "PCX", "DDS", "GIF"])
def test_a_lossless_file_gives_its_very_pixels(folder: Path, kind: str) -> None:
    pixels = noise(7, 5)
    if kind == "GIF":  # 35 colours fit its palette
        pixels = np.array(Image.fromarray(pixels).quantize(35).convert("RGB"))
    assert np.array_equal(decoded(write(folder, "picture.bin", encoded(pixels, kind))), pixels)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "AVIF", "JPEG2000", "MPO"])
def test_a_lossy_file_gives_about_its_pixels(folder: Path, kind: str) -> None:
    pixels = smooth(64, 48)
    read = decoded(write(folder, "picture.bin", encoded(pixels, kind, quality=95)))
    assert read.shape == pixels.shape
    assert np.abs(read.astype(int) - pixels).mean() < 3


@pytest.mark.parametrize("kind", ["ICO", "ICNS"])
def test_an_icon_is_read(kind: str) -> None:
    assert decoded(encoded(noise(16, 16), kind)).shape[2] == 3


def test_a_picture_says_which_file_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = encoded(noise(3, 2))
    path = write(folder, "a b.png", content)
    monkeypatch.chdir(folder)
    picture = decode(Source(name="My cat", content="a b.png"))
    assert picture.name == "My cat"
    assert picture.origin == File(path=path, sha256=hashlib.sha256(content).hexdigest())
    assert picture.size == (3, 2)


def test_a_given_origin_is_kept(folder: Path) -> None:
    origin = Dropped(address="https://example.org/cat.png")
    path = write(folder, "cat.png", encoded(noise(2, 2)))
    assert decode(Source(name="cat", content=path, origin=origin)).origin == origin


def test_pixels_are_read_only_and_contiguous() -> None:
    pixels = decoded(encoded(noise(5, 4), exif=oriented(6)))
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous
    assert not pixels.flags.writeable


def test_a_file_is_left_as_it_was(folder: Path) -> None:
    content = encoded(noise(20, 20), "TIFF", compression="tiff_lzw")
    path = write(folder, "picture.tif", content)
    os.utime(path, ns=(10**18, 10**18))
    decode(source(path))
    decode_input(source(path), RULE)
    thumbnail(source(path), 8, 8)
    with open(path, "rb") as file:
        assert file.read() == content
    assert os.stat(path).st_mtime_ns == 10**18
    assert os.listdir(folder) == ["picture.tif"]


def test_a_bitmap_lies_on_white() -> None:
    bitmap = Bitmap(width=2, height=1, data=bytes((10, 20, 30, 255, 9, 9, 9, 0)))
    picture = decode(Source(name="Clipboard", content=bitmap))
    assert picture.pixels.tolist() == [[[10, 20, 30], [255, 255, 255]]]
    assert picture.origin == Pasted()


def test_40_megapixels_are_read(folder: Path) -> None:
    path = write(folder, "large.jpg", encoded(Image.new("L", (8000, 5000), 77), "JPEG"))
    assert decoded(path).shape == (5000, 8000, 3)
    assert thumbnail(source(path), 96, 96).shape == (96, 96, 3)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_an_animation_shows_its_first_frame(kind: str) -> None:
    first, second = (Image.new("RGB", (4, 4), colour) for colour in ("red", "blue"))
    options = {"save_all": True, "append_images": [second]}
    if kind == "WEBP":
        options["lossless"] = True
    assert (decoded(encoded(first, kind, **options)) == (255, 0, 0)).all()


# Orientation


def as_shot(upright: Pixels, orientation: int) -> Pixels:
    """What a camera saves when it writes `orientation`, by EXIF's definition of row and column."""
    turned: Callable[[Pixels], Pixels] = {
        1: lambda a: a,
        2: lambda a: a[:, ::-1],
        3: lambda a: a[::-1, ::-1],
        4: lambda a: a[::-1],
        5: lambda a: a.swapaxes(0, 1),
        6: lambda a: a.swapaxes(0, 1)[::-1],
        7: lambda a: a.swapaxes(0, 1)[::-1, ::-1],
        8: lambda a: a.swapaxes(0, 1)[:, ::-1],
    }[orientation]
    return turned(upright)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_all_eight_orientations_come_out_upright(kind: str) -> None:
    upright = np.arange(18, dtype=np.uint8).reshape(2, 3, 3)
    for orientation in range(1, 9):
        shot = np.ascontiguousarray(as_shot(upright, orientation))
        assert np.array_equal(decoded(encoded(shot, kind, exif=oriented(orientation))), upright)


def test_thumbnails_and_inputs_are_upright_too() -> None:
    shot = np.ascontiguousarray(as_shot(smooth(640, 480), 6))
    content = encoded(shot, "JPEG", quality=95, exif=oriented(6))
    red = thumbnail(source(content), 64, 48)[:, :, 0]
    assert red[:, -1].mean() - red[:, 0].mean() > 200
    red = decode_input(source(content), RULE)[:, :, 0]
    assert red[:, -1].mean() - red[:, 0].mean() > 150


# Thumbnails and previews


@pytest.mark.parametrize("size", [(400, 100), (100, 400), (3, 2), (1, 1), (3000, 20)])
def test_a_thumbnail_is_filled(size: tuple[int, int]) -> None:
    for kind in ("JPEG", "PNG"):
        content = encoded(Image.new("RGB", size, (10, 200, 30)), kind)
        pixels = thumbnail(source(content), 60, 40)
        assert pixels.shape == (40, 60, 3)
        assert np.abs(pixels.astype(int) - (10, 200, 30)).max() <= 3


def test_a_thumbnail_shows_the_middle() -> None:
    pixels = np.zeros((100, 300, 3), np.uint8)
    pixels[:, 100:200] = 255
    for kind in ("PNG", "JPEG"):
        assert thumbnail(source(encoded(pixels, kind)), 50, 50)[:, 2:-2].min() > 240


def test_a_thumbnail_has_the_colours_of_the_picture() -> None:
    red = Image.new("RGB", (500, 400), (255, 0, 0))
    blue = thumbnail(source(encoded(red, "JPEG", icc_profile=SWAPPED)), 32, 32)
    assert np.abs(blue.astype(int) - (0, 0, 255)).max() <= 3
    clear = Image.new("RGBA", (50, 40), (255, 0, 0, 0))
    assert thumbnail(source(encoded(clear)), 32, 32).min() == 255


def test_a_preview_is_small_and_a_small_picture_its_own() -> None:
    pixels = noise(300, 100)
    assert preview(pixels, 300) is pixels
    assert preview(pixels, 150).shape == (50, 150, 3)
    assert preview(noise(3000, 1)).shape == (1, 2048, 3)


@pytest.mark.parametrize("width", [29, 58, 81, 116, 162])
def test_thumbnail_of_a_width_whose_share_is_rounded_up(width: int) -> None:
    """The scaled width is a hair more than the picture has."""
    picture = Source("a.png", encoded(smooth(width, 400)))
    assert thumbnail(picture, 280, 160).shape == (160, 280, 3)
