"""What is left of a picture when it has been saved, from real bytes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from desktop_app.engine.contract import Pixels

PNG, HALF = "png", "half"
JPEGS = {"jpeg95": 95, "jpeg75": 75, "jpeg50": 50}
WAYS = (PNG, *JPEGS, HALF)


def saved(pixels: Pixels, way: str) -> Pixels:
    """Return a picture, uint8 H x W x 3, as it is read back after it was saved in one of `WAYS`.

    `HALF` is a PNG of half the size; what reads it resizes it again.
    """
    if way in JPEGS:
        return as_jpeg(pixels, JPEGS[way])
    image = Image.fromarray(pixels)
    if way == HALF:
        half = (max(1, image.width // 2), max(1, image.height // 2))
        image = image.resize(half, Image.Resampling.BICUBIC)
    return _read_back(image, "PNG", compress_level=1)


def as_jpeg(pixels: Pixels, quality: int) -> Pixels:
    """Return a picture as it is read back from a JPEG of a quality from 1 to 95."""
    return _read_back(Image.fromarray(pixels), "JPEG", quality=quality)


def _read_back(image: Image.Image, kind: str, **options: int) -> Pixels:
    file = io.BytesIO()
    image.save(file, kind, **options)
    file.seek(0)
    with Image.open(file, formats=(kind,)) as again:
        return np.asarray(again.convert("RGB"))
