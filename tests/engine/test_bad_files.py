"""Whatever is opened, the answer is a picture or an error that says what is wrong."""

from __future__ import annotations

import os
import random
import struct
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop_app.engine import images
from desktop_app.engine.contract import Bitmap, Source
from desktop_app.engine.errors import (
    BrokenLinkError,
    DamagedError,
    EmptyFileError,
    EngineError,
    MissingFileError,
    NotAFileError,
    NotAPictureError,
    OutOfMemoryError,
    PermissionDeniedError,
    PictureError,
    TooLargeError,
    TruncatedError,
)
from desktop_app.engine.findings import FoundFiles
from desktop_app.engine.folders import walk
from desktop_app.engine.images import decode, decode_input, thumbnail
from tests.helpers import (
    RULE,
    SWAPPED,
    awkward_folder,
    bombs,
    encoded,
    forbid,
    icon_bomb,
    noise,
    oriented,
    png_bomb,
    png_chunk,
    source,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return awkward_folder(tmp_path)


def problem(content: str | bytes) -> EngineError:
    """The error that all three ways to read a picture agree on."""
    errors = []
    for read in (decode, lambda s: decode_input(s, RULE), lambda s: thumbnail(s, 32, 24)):
        with pytest.raises(EngineError) as caught:
            read(source(content))
        errors.append(caught.value)
    assert len({type(error) for error in errors}) == 1
    assert str(errors[0])
    return errors[0]


# What is no file to read


def test_a_missing_file(folder: Path) -> None:
    there = write(folder, "cat.png", encoded(noise(2, 2)))
    for path in (str(folder / "dog.png"), there + "/inside.png", "", "a\0b", "x" * 5000):
        assert isinstance(problem(path), MissingFileError)


def test_an_empty_file(folder: Path) -> None:
    assert isinstance(problem(write(folder, "cat.png")), EmptyFileError)
    assert isinstance(problem(b""), EmptyFileError)


def test_an_empty_bitmap() -> None:
    with pytest.raises(EmptyFileError):
        decode(Source(name="Clipboard", content=Bitmap(width=0, height=5, data=b"")))


def test_a_folder_is_no_file(folder: Path) -> None:
    assert isinstance(problem(str(folder)), NotAFileError)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipes_and_devices_are_not_opened(folder: Path) -> None:
    pipe = str(folder / "pipe.jpg")
    os.mkfifo(pipe)
    for path in (pipe, os.devnull):
        assert isinstance(problem(path), NotAFileError)


@needs_links
def test_links_that_lead_nowhere(folder: Path) -> None:
    for name, target in (("broken.png", "nothing.png"), ("self.png", "self.png")):
        os.symlink(target, folder / name)
        assert isinstance(problem(str(folder / name)), BrokenLinkError)


@needs_links
def test_a_link_to_a_picture_is_followed(folder: Path) -> None:
    write(folder, "cat.png", encoded(noise(2, 2)))
    os.symlink("cat.png", folder / "link.png")
    assert np.array_equal(decode(source(str(folder / "link.png"))).pixels, noise(2, 2))


def test_a_file_without_permission(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(folder, "cat.png", encoded(noise(2, 2)))
    forbid(path, monkeypatch)
    assert isinstance(problem(path), PermissionDeniedError)


def test_a_file_that_vanishes_after_it_was_found(folder: Path) -> None:
    path = write(folder, "cat.png", encoded(noise(2, 2)))
    assert FoundFiles((path,)) in list(walk([str(folder)]))
    os.remove(path)
    assert isinstance(problem(path), MissingFileError)


def test_another_failure_of_the_system_is_quoted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(folder, "cat.png", encoded(noise(2, 2)))

    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "stat", fail)
    with pytest.raises(PictureError, match="Input/output error"):
        decode(source(path))


def test_too_little_memory_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    for name in ("to_srgb", "load"):
        monkeypatch.setattr(images, name, fail)
        assert isinstance(problem(encoded(noise(2, 2))), OutOfMemoryError)


# Names


@pytest.mark.parametrize(
    "name",
    ["my cat.png", "Straße ß.png", "صورة قطة.png", "🐱🐈.png", "a" * 196 + ".png", "-n", "%s {0}"],
)
def test_names_do_not_matter(folder: Path, name: str) -> None:
    path = write(folder, name, encoded(noise(2, 2)))
    assert np.array_equal(decode(source(path)).pixels, noise(2, 2))
    assert isinstance(problem(path + "?"), MissingFileError)


def test_a_name_that_is_not_utf_8(folder: Path) -> None:
    name = os.fsdecode(b"caf\xe9.png")
    try:
        path = write(folder, name, encoded(noise(2, 2)))
    except OSError:
        pytest.skip("this file system has only UTF-8 names")
    assert decode(source(path)).size == (2, 2)


# What is no picture


@pytest.mark.parametrize(
    "content",
    [
        b"just a text\n",
        b"BMW is a car",
        b"P1 is a prototype, P6 another",
        b"x",
        bytes(1000),
        b"%PDF-1.7\n",
        b"PK\3\4" + bytes(30),
        b"\0\0\2\0\1\0\x20\x20\0\0\0\0\0\0" + bytes(99),  # a cursor, which could pass for a TGA
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_what_is_no_picture(folder: Path, content: bytes) -> None:
    assert isinstance(problem(write(folder, "cat.jpg", content)), NotAPictureError)


def test_eps_is_refused_because_it_is_a_program(folder: Path) -> None:
    path = write(folder, "cat.eps", encoded(noise(9, 9), "EPS"))
    assert isinstance(problem(path), NotAPictureError)


def test_a_png_called_jpg_is_read(folder: Path) -> None:
    path = write(folder, "cat.jpg", encoded(noise(2, 2)))
    assert np.array_equal(decode(source(path)).pixels, noise(2, 2))


# What is cut short or damaged


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP"])
def test_a_file_that_ends_early(folder: Path, kind: str) -> None:
    content = encoded(noise(60, 40), kind)
    for share in (0.05, 0.3, 0.5, 0.9):
        path = write(folder, "cat.jpg", content[: int(len(content) * share)])
        assert isinstance(problem(path), TruncatedError), share


def test_a_jpeg_that_lacks_its_last_byte_has_ended_early() -> None:
    assert isinstance(problem(encoded(noise(60, 40), "JPEG")[:-1]), TruncatedError)


def test_a_png_with_a_wrong_checksum_is_damaged() -> None:
    content = bytearray(encoded(noise(60, 40)))
    content[18] ^= 1
    assert isinstance(problem(bytes(content)), DamagedError)


def test_a_png_whose_data_are_no_picture_is_damaged() -> None:
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 2, 0, 0, 0))
    filtered = png_chunk(b"IDAT", zlib.compress(bytes((77,)) * 9 * 28))
    content = b"\x89PNG\r\n\x1a\n" + header + filtered + png_chunk(b"IEND", b"")
    assert isinstance(problem(content), DamagedError)


def test_damaged_exif_and_warnings_are_passed_over_on_every_thread() -> None:
    exif = b"Exif\0\0II*\0\x08\0\0\0\x05\0" + bytes(range(9))
    many = [source(encoded(noise(40, 30), kind, exif=exif)) for kind in ("JPEG", "PNG")] * 40
    with ThreadPoolExecutor(4) as pool:
        sizes = {picture.size for picture in pool.map(decode, many)}
    assert sizes == {(40, 30)}


# What is too large


@pytest.mark.parametrize("kind", sorted(bombs()))
def test_a_bomb_is_refused_by_its_header(folder: Path, kind: str) -> None:
    error = problem(write(folder, f"bomb.{kind}", bombs()[kind]))
    assert isinstance(error, TooLargeError)
    assert error.fields["limit"] == 120
    assert int(str(error.fields["width"])) >= 60_000


def test_a_bomb_inside_an_icon_is_refused() -> None:
    assert isinstance(problem(icon_bomb()), PictureError)


def test_the_limit_is_120_megapixels() -> None:
    assert isinstance(problem(png_bomb(12_001, 10_000)), TooLargeError)
    assert isinstance(problem(png_bomb(10_000, 12_000)), TruncatedError | DamagedError)


def test_a_bitmap_can_be_too_large() -> None:
    with pytest.raises(TooLargeError):
        decode(Source(name="Clipboard", content=Bitmap(width=10**6, height=10**6, data=b"")))


# Anything else


def samples() -> list[bytes]:
    kinds = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "AVIF")
    plain = [encoded(noise(20, 15), kind) for kind in kinds]
    return [*plain, encoded(noise(20, 15), "JPEG", exif=oriented(6), icc_profile=SWAPPED)]


def garbled(content: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, most often in the header; sometimes the end cut off."""
    spoilt = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        spoilt[chance.randrange(min(len(spoilt), chance.choice((30, 200, 10**6))))] ^= 1 + (
            chance.randrange(255)
        )
    return bytes(spoilt[: chance.randrange(1, len(spoilt))] if chance.random() < 0.2 else spoilt)


def test_garbled_files_give_a_picture_or_an_error() -> None:
    chance = random.Random(1)
    outcomes: set[type] = set()
    for content in samples() * 40:
        spoilt = source(garbled(content, chance))
        try:
            outcomes.add(type(decode(spoilt)))
            thumbnail(spoilt, 16, 16)
        except EngineError as error:
            outcomes.add(type(error))
    assert len(outcomes) >= 5
