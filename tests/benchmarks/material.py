"""Pictures to measure with: made here, so that every machine measures the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from tests import helpers

PHOTOGRAPH = (500, 375)
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
SAMPLES = DATA / "imagenet-samples"
"""47 labelled photographs; only there while the project is being built."""

CATS_DOGS = DATA / "cats-dogs"
"""300 photographs to learn two classes from and 100 to be judged by; there as long as those."""


def photographs(folder: Path, count: int, size: tuple[int, int] = PHOTOGRAPH) -> list[str]:
    """Write JPEGs with as much detail as photographs have (about 100 KB each at 500 x 375)."""
    folder.mkdir()
    return [
        helpers.write(folder, f"{number}.jpg", _photograph(size, number)) for number in range(count)
    ]


def links(folder: Path, files: list[str], count: int) -> Path:
    """Fill `folder` with `count` files, hard links to `files` in turn."""
    folder.mkdir()
    for number in range(count):
        (folder / f"{number}.jpg").hardlink_to(files[number % len(files)])
    return folder


def classes(folder: Path, count: int) -> Path:
    """A folder of two classes: cats and dogs where they are, else `count` made photographs."""
    if CATS_DOGS.is_dir():
        return CATS_DOGS
    files = photographs(folder.with_name(f"{folder.name}-made"), count)
    folder.mkdir()
    for number, name in enumerate(("even", "odd")):
        half = files[number::2]
        links(folder / name, half, len(half))
    return folder


def samples() -> list[Path]:
    """The labelled photographs, whose names begin with a WordNet id; empty without them."""
    return sorted(SAMPLES.glob("*.JPEG"))


def has_profile(file: Path) -> bool:
    """Whether a picture says what its colours mean."""
    with Image.open(file) as image:
        return "icc_profile" in image.info


def _photograph(size: tuple[int, int], seed: int) -> bytes:
    """Blurred noise at three scales: large shapes, details and grain."""
    width, height = size
    layers = [
        Image.fromarray(
            helpers.noise(max(1, width // scale), max(1, height // scale), seed)
        ).resize(size, Image.Resampling.BICUBIC)
        for scale in (60, 8, 1)
    ]
    shares = zip(layers, (0.6, 0.3, 0.1), strict=True)
    mixed = sum(np.asarray(layer) * share for layer, share in shares)
    return helpers.encoded(np.asarray(mixed).astype(np.uint8), "JPEG", quality=90)
