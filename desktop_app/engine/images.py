"""The one decoder: from files, bytes and bitmaps to pictures, thumbnails and networks' inputs.

Everything that leaves is read-only uint8 H x W x 3, upright, sRGB, transparency over white.
Safe on several threads at once.
"""

from __future__ import annotations

import hashlib
import math
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from desktop_app.engine.colour import is_plain, to_srgb
from desktop_app.engine.contract import (
    Bitmap,
    Box,
    File,
    InputRule,
    Origin,
    Pasted,
    Picture,
    Source,
)
from desktop_app.engine.errors import EmptyFileError, OutOfMemoryError
from desktop_app.engine.formats import check_size, file_error, load, open_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.engine.contract import Pixels
    from desktop_app.engine.formats import Encoded

FILTERS = {"bicubic": Image.Resampling.BICUBIC, "bilinear": Image.Resampling.BILINEAR}
_REACH = 2
"""Source pixels on each side that the widest of these filters looks at when enlarging."""

STRIP = 8
"""Pictures longer than this many times their width are shortened before they are resized."""


def decode(source: Source) -> Picture:
    """Read a whole picture: the first frame, upright, in sRGB, transparency over white.

    Args:
        source: Without an origin, a file's picture says `File`, and any other `Pasted`.

    Raises:
        PictureError: One of its kinds, see `engine.formats.load`.
        OutOfMemoryError: It does not fit.
    """
    with _opened(source) as (image, file):
        rgb, applied = to_srgb(image)
        pixels = _pixels(rgb)
        origin = source.origin or _origin(source, file)
    return Picture(pixels=pixels, name=source.name, origin=origin, icc_applied=applied)


def decode_input(source: Source, rule: InputRule) -> Pixels:
    """Read a picture for a network only: `network_input(decode(source).pixels, rule)`, in short.

    The file is not hashed and the picture not kept.

    Raises:
        PictureError: One of its kinds, see `engine.formats.load`.
        OutOfMemoryError: It does not fit.
    """
    with _opened(source) as (image, _):
        return network_input(to_srgb(image)[0], rule)


def decode_resized(source: Source, rule: InputRule) -> Pixels:
    """Read a picture as `decode_input` does, but with what lies around the crop.

    Its shorter side has `rule.resize` pixels; of strips longer than 8 times that the middle is
    left. Raises as `decode_input` does.
    """
    with _opened(source) as (image, _):
        return _pixels(_resized(to_srgb(image)[0], rule)[0])


def thumbnail(source: Source, width: int, height: int) -> Pixels:
    """Read a small copy that fills `width` x `height`, cut in the middle of what is too long.

    Colours are those of `decode`; details differ a little where a JPEG is unpacked small.

    Raises:
        PictureError: One of its kinds, see `engine.formats.load`.
        OutOfMemoryError: It does not fit.
    """
    with _opened(source, least=2 * max(width, height)) as (image, _):
        if not is_plain(image):
            return _pixels(_covering(to_srgb(image)[0], width, height))
        return _pixels(to_srgb(_covering(image, width, height))[0])


def preview(pixels: Pixels, longest: int = 2048) -> Pixels:
    """Shrink `pixels` until no side exceeds `longest`; the same array when none does."""
    if max(pixels.shape) <= longest:
        return pixels
    image = Image.fromarray(pixels)
    image.thumbnail((longest, longest), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return _pixels(image)


def crop_box(size: tuple[int, int], rule: InputRule) -> Box:
    """Where the network's input lies in a picture of `size`, width and height."""
    across, down = _axes(size, rule)
    return Box(
        left=across.first * across.step,
        top=down.first * down.step,
        right=(across.first + rule.size) * across.step,
        bottom=(down.first + rule.size) * down.step,
    )


def network_input(picture: Pixels | Image.Image, rule: InputRule) -> Pixels:
    """Cut the network's input out of a picture: uint8 S x S x 3.

    Equal to timm's evaluation transform, `Resize(rule.resize)` then `CenterCrop(rule.size)`, bit
    for bit where no side is more than 8 times the other. Of longer strips only the middle is
    resized (30,000 x 10 in 3 ms and 2 MB, not 3 s and 855 MB). Pillow takes the middle's edges as
    32-bit floats, so a value near a half may round the other way: on noise, the worst case, 5 of
    10,000 values differ by one level and hardly any by two. Eight widths are worked out, not only
    the crop, because Pillow 13 chooses by the shape whether to resize across or down first, and
    the order shows.

    Args:
        picture: uint8 H x W x 3, or an image of mode RGB.
        rule: Its `resize` is at least its `size`, so the resized picture is never smaller than the
            crop, and nothing ever needs to be padded.

    Raises:
        ValueError: When `rule` says otherwise.
    """
    part, (left, top) = _resized(picture, rule)
    return _pixels(part.crop((left, top, left + rule.size, top + rule.size)))


def _resized(picture: Pixels | Image.Image, rule: InputRule) -> tuple[Image.Image, tuple[int, int]]:
    """Resize as `rule` says, of long strips the middle; return also where the crop begins."""
    size = picture.size if isinstance(picture, Image.Image) else picture.shape[1::-1]
    across, down = _axes(size, rule)
    (left, right), (top, bottom) = across.box, down.box
    part = _part(picture, across.source, down.source).resize(
        (across.stop - across.start, down.stop - down.start),
        FILTERS[rule.interpolation],
        box=(left, top, right, bottom),
    )
    return part, (across.first - across.start, down.first - down.start)


@dataclass(frozen=True, slots=True)
class _Axis:
    """One direction of the resize: `whole` pixels become `resized`.

    Of these the ones from `start` to `stop` are worked out; the crop begins at `first`.
    """

    whole: int
    resized: int
    first: int
    start: int
    stop: int

    @property
    def step(self) -> float:
        """Source pixels per resized pixel."""
        return self.whole / self.resized

    @property
    def source(self) -> tuple[int, int]:
        """First and last edge of the source pixels that have a say."""
        margin = math.ceil(_REACH * max(self.step, 1)) + 1
        first = math.floor(self.start * self.step) - margin
        last = math.ceil(self.stop * self.step) + margin
        return max(first, 0), min(last, self.whole)

    @property
    def box(self) -> tuple[float, float]:
        """The edges of `start` and `stop`, counted from the first of `source`."""
        first, last = self.source
        return self.start * self.step - first, min(self.stop * self.step, last) - first


def _axes(size: tuple[int, int], rule: InputRule) -> tuple[_Axis, _Axis]:
    """Across and down, with torchvision's rounding."""
    if rule.resize < rule.size:
        raise ValueError(f"resize {rule.resize} is less than size {rule.size}")
    width, height = (int(rule.resize * length / min(size)) for length in size)
    return _axis(size[0], width, rule), _axis(size[1], height, rule)


def _axis(whole: int, resized: int, rule: InputRule) -> _Axis:
    first = round((resized - rule.size) / 2)
    start, stop = 0, resized
    if resized > STRIP * rule.resize:
        start = first - (STRIP * rule.resize - rule.size) // 2
        stop = start + STRIP * rule.resize
    return _Axis(whole=whole, resized=resized, first=first, start=start, stop=stop)


def _part(
    picture: Pixels | Image.Image, across: tuple[int, int], down: tuple[int, int]
) -> Image.Image:
    (left, right), (top, bottom) = across, down
    if not isinstance(picture, Image.Image):
        return Image.fromarray(picture[top:bottom, left:right])
    box = (left, top, right, bottom)
    return picture if box == (0, 0, *picture.size) else picture.crop(box)


def _covering(image: Image.Image, width: int, height: int) -> Image.Image:
    """Resize the middle of `image` to `width` x `height`."""
    scale = min(image.width / width, image.height / height)
    # Rounding can lead just outside of the picture.
    left = max(0.0, (image.width - width * scale) / 2)
    top = max(0.0, (image.height - height * scale) / 2)
    box = (left, top, image.width - left, image.height - top)
    return image.resize((width, height), Image.Resampling.BICUBIC, box=box, reducing_gap=2.0)


@contextmanager
def _opened(source: Source, *, least: int = 0) -> Iterator[tuple[Image.Image, Encoded | None]]:
    """The picture as it was saved, but upright, and the open file that it came from."""
    try:
        if isinstance(source.content, Bitmap):
            yield _from_bitmap(source.content), None
        else:
            with open_source(source) as file:
                yield load(file, least=least), file
    except MemoryError as error:
        raise OutOfMemoryError from error
    except OSError as error:
        raise file_error(error, source.path) from error


def _from_bitmap(bitmap: Bitmap) -> Image.Image:
    size = (bitmap.width, bitmap.height)
    if not min(size):
        raise EmptyFileError
    check_size(size)
    return Image.frombytes("RGBA", size, bitmap.data)


def _origin(source: Source, file: Encoded | None) -> Origin:
    if not source.path or file is None:
        return Pasted()
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    return File(path=os.path.abspath(source.path), sha256=digest)


def _pixels(image: Image.Image) -> Pixels:
    """The pixels of an image of mode RGB; numpy makes them read-only."""
    return np.asarray(image)
