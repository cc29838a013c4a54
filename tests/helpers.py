"""Makers of pictures, colour profiles, bad files and a tiny network, for all tests."""

from __future__ import annotations

import errno
import io
import os
import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from desktop_app.engine import formats
from desktop_app.engine.contract import ClassName, InputRule, Network, Source
from desktop_app.engine.images import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pytest

    from desktop_app.engine.contract import Pixels

RULE = InputRule(
    size=224, resize=256, interpolation="bicubic", mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5)
)


# Pictures


def noise(width: int, height: int, seed: int = 0) -> Pixels:
    """Random pixels: the hardest case for anything that rounds."""
    generator = np.random.default_rng(seed)
    return generator.integers(0, 256, (height, width, 3), dtype=np.uint8)


def smooth(width: int, height: int) -> Pixels:
    """A colour gradient, which lossy formats keep well."""
    across = np.linspace(0, 255, width)[None, :]
    down = np.linspace(0, 255, height)[:, None]
    blue = np.full((height, width), 128.0)
    layers = np.broadcast_arrays(across, down, blue)
    return np.stack(layers, axis=-1).astype(np.uint8)


def encoded(picture: Pixels | Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """`picture` as a file of Pillow's format `kind`."""
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def oriented(orientation: int) -> Image.Exif:
    """EXIF data that say how a picture is to be turned, 1 to 8."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


# Files


def awkward_folder(parent: Path) -> Path:
    """A folder whose name trips what is careless with names."""
    folder = parent / "Käse 猫 🐱 صور"
    folder.mkdir()
    return folder


def write(folder: Path, name: str, content: bytes = b"") -> str:
    """Write a file; its path."""
    path = folder / name
    path.write_bytes(content)
    return str(path)


def source(content: str | bytes) -> Source:
    """Something to open, a path or bytes, called "picture"."""
    return Source(name="picture", content=content)


def forbid(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the permission to read a file or to list a folder.

    Root reads everything, and Windows has no such bits: there the system's answer is made up.
    """
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        os.chmod(path, 0)
        return

    def guarded(real: Callable[..., object]) -> Callable[..., object]:
        def refuse(asked: str, *rest: str) -> object:
            if asked == path:
                raise PermissionError(errno.EACCES, "Permission denied", path)
            return real(asked, *rest)

        return refuse

    monkeypatch.setattr(os, "scandir", guarded(os.scandir))
    monkeypatch.setattr(formats, "open", guarded(open), raising=False)


def decoded(content: str | bytes) -> Pixels:
    """The pixels of a file or of its bytes."""
    return decode(source(content)).pixels


# Bad files


def png_chunk(name: bytes, data: bytes) -> bytes:
    """A chunk of a PNG, with its checksum."""
    check = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + check


def png_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A few bytes of PNG that declare a huge picture."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (png_chunk(b"IHDR", header), png_chunk(b"IDAT", zlib.compress(bytes(9999))))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + png_chunk(b"IEND", b"")


def bombs() -> Mapping[str, bytes]:
    """Small files of several formats that declare 65,000 x 65,000 pixels or so, by ending."""
    side = 65_000
    jpeg = bytearray(encoded(noise(8, 8), "JPEG"))
    frame = jpeg.index(b"\xff\xc0")
    jpeg[frame + 5 : frame + 9] = struct.pack(">HH", side, side)
    bmp = bytearray(encoded(noise(8, 8), "BMP"))
    bmp[18:26] = struct.pack("<ii", side, side)
    gif = bytearray(encoded(noise(8, 8), "GIF"))
    gif[6:10] = struct.pack("<HH", side, side)
    return {
        "png": png_bomb(),
        "jpg": bytes(jpeg),
        "bmp": bytes(bmp),
        "gif": bytes(gif),
        "tif": _tiff_bomb(side),
        "ppm": b"P6 65000 65000 255\n" + bytes(64),
        "qoi": b"qoif" + struct.pack(">II", side, side) + b"\3\0" + bytes(64),
    }


def icon_bomb() -> bytes:
    """An icon that declares 16 x 16 pixels and holds a PNG of 60,000 x 60,000."""
    inner = png_bomb()
    entry = struct.pack("<BBBBHHII", 16, 16, 0, 0, 1, 32, len(inner), 22)
    return struct.pack("<HHH", 0, 1, 1) + entry + inner


def _tiff_bomb(side: int) -> bytes:
    values = ((256, side), (257, side), (258, 8), (259, 1), (262, 1), (273, 8), (278, side))
    tags = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in values)
    return b"II*\0" + struct.pack("<IH", 8, len(values)) + tags + bytes(4)


# Colour profiles

SRGB_COLORANTS = (
    (0.43607, 0.22249, 0.01392),
    (0.38515, 0.71687, 0.09708),
    (0.14307, 0.06061, 0.71410),
)
"""XYZ of red, green and blue under D50, as in an ICC profile."""

P3_COLORANTS = (
    (0.51512, 0.24120, -0.00105),
    (0.29198, 0.69225, 0.04189),
    (0.15710, 0.06657, 0.78407),
)


def rgb_profile(colorants: tuple[tuple[float, float, float], ...], gamma: float = 2.2) -> bytes:
    """An ICC profile of three colorants and a power curve."""
    tags = {
        f"{channel}XYZ": b"XYZ \0\0\0\0" + b"".join(map(_fixed, xyz))
        for channel, xyz in zip("rgb", colorants, strict=True)
    }
    curves = {f"{channel}TRC": _curve(gamma) for channel in "rgb"}
    return _profile(b"mntr", b"RGB ", b"XYZ ", tags | curves)


def grey_profile(gamma: float) -> bytes:
    """An ICC profile of one channel and a power curve."""
    return _profile(b"mntr", b"GRAY", b"XYZ ", {"kTRC": _curve(gamma)})


def ink_profile() -> bytes:
    """An ICC profile for CMYK in which black ink counts and the others cannot be seen."""
    identity = b"".join(map(_fixed, (1, 0, 0, 0, 1, 0, 0, 0, 1)))
    ramp = bytes(range(256))
    grid = bytes((255, 128, 128, 0, 128, 128)) * 2**3
    table = b"mft1\0\0\0\0" + bytes((4, 3, 2, 0)) + identity + ramp * 4 + grid + ramp * 3
    return _profile(b"prtr", b"CMYK", b"Lab ", {"A2B0": table})


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _curve(gamma: float) -> bytes:
    return b"curv" + struct.pack(">IIHH", 0, 1, round(gamma * 256), 0)


def _profile(kind: bytes, space: bytes, connection: bytes, tags: Mapping[str, bytes]) -> bytes:
    white = b"XYZ \0\0\0\0" + b"".join(map(_fixed, (0.9642, 1.0, 0.8249)))
    named = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"test\0" + bytes(79)
    entries = {"desc": named, "wtpt": white, **tags}
    start = 128 + 4 + 12 * len(entries)
    table, body = struct.pack(">I", len(entries)), b""
    for name, data in entries.items():
        table += struct.pack(">4sII", name.encode(), start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(
        ">I4sI4s4s4s", start + len(body), bytes(4), 0x02400000, kind, space, connection
    )
    head += bytes(12) + b"acsp" + bytes(28) + b"".join(map(_fixed, (0.9642, 1.0, 0.8249)))
    return head.ljust(128, b"\0") + table + body


SWAPPED = rgb_profile(SRGB_COLORANTS[::-1])
"""A profile in which red and blue have changed places."""


# Networks


def tiny_network(classes: int = 5) -> Network:
    """A network for lists of thousands: the more of a colour, the greater that class's logit.

    Class 0 stands for red, 1 for green and 2 for blue, each with logits 0 to 8; those of the
    others are 0.
    """
    import torch
    from torch import nn

    from desktop_app.engine.backbone import Backbone

    rule = InputRule(size=8, resize=8, interpolation="bilinear", mean=(0, 0, 0), std=(1, 1, 1))
    with torch.no_grad():
        decide = nn.Linear(3, classes, bias=False)
        decide.weight.copy_(8 * torch.eye(classes, 3))
        module = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), decide)
        backbone = Backbone(module.eval().requires_grad_(requires_grad=False), rule, "cpu")
    names = ["red", "green", "blue", *(f"class {number}" for number in range(3, classes))]
    return Network(
        name="tiny",
        title="Tiny",
        source="untrained",
        sha256="",
        trained=True,
        classes=tuple(ClassName(f"n{at:08}", name) for at, name in enumerate(names[:classes])),
        input=rule,
        supports=frozenset({"predict"}),
        handle=backbone,
    )
