"""Which picture files are read, and what it means when one cannot be.

Pillow does the reading; this module chooses the formats, looks at a file before it is opened,
checks the declared size before anything is unpacked, and turns what goes wrong into the errors of
`engine.errors`. Safe on several threads at once.
"""

from __future__ import annotations

import errno
import io
import logging
import os
import re
import stat
import struct
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import TYPE_CHECKING, TypeAlias

from PIL import (
    ExifTags,
    IcoImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
)

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

if TYPE_CHECKING:
    from collections.abc import Iterator

Encoded: TypeAlias = io.BufferedReader | io.BytesIO
"""A picture file that is open, or its bytes."""

MEGAPIXEL = 1_000_000

MAX_PIXELS = 120 * MEGAPIXEL
"""More than any camera gives: half a gigabyte unpacked. Pillow itself refuses 179 megapixels."""

# Not EPS, WMF, PDF and the stubs (they run other programs), and not TGA, which has no signature,
# so that anything can pass for it. MPO, the pair of a stereo camera, is read as the JPEG it is.
FORMATS = (
    *("JPEG", "PNG", "GIF", "WEBP", "AVIF", "TIFF", "BMP"),
    *("JPEG2000", "ICO", "ICNS", "PPM", "PCX", "SGI", "QOI", "DDS"),
)

# Two bytes or so that a text can begin with as well.
_WEAK_SIGNATURES = frozenset({"BMP", "ICO", "PPM", "PCX", "SGI"})

_ENDS_EARLY = re.compile(
    r"truncat|EOF|incomplete|not enough|only got|buffer of|out of range|no more images", re.I
)

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _quieten_pillow() -> None:
    """Keep Pillow's remarks on odd files from becoming output, or errors under `-W error`.

    Every filter of the `warnings` module is shared by all threads until Python 3.14, so Pillow's
    readers are given a silent stand-in for that module, once and for good.
    """
    silent = SimpleNamespace(warn=lambda *_args, **_kwargs: None)
    for reader in (Image, IcoImagePlugin, JpegImagePlugin, PngImagePlugin, TiffImagePlugin):
        vars(reader)["warnings"] = silent
    logging.getLogger("PIL").setLevel(logging.CRITICAL)


_quieten_pillow()
Image.init()

SUFFIXES = frozenset({".mpo"}).union(
    suffix for suffix, name in Image.registered_extensions().items() if name in FORMATS
)
"""Endings, in small letters, that files of these formats go by."""


@contextmanager
def open_source(source: Source) -> Iterator[Encoded]:
    """Open the file or the bytes of `source`, which is no `Bitmap`, for reading.

    Raises:
        PictureError: One of its kinds, when there is nothing that could be read. Pipes and devices
            are never opened.
    """
    if isinstance(source.content, Bitmap):
        raise ValueError("a bitmap is not encoded")
    if isinstance(source.content, bytes):
        if not source.content:
            raise EmptyFileError
        yield io.BytesIO(source.content)
    else:
        with _open_file(source.content) as file:
            yield file


def load(file: Encoded, *, least: int = 0) -> Image.Image:
    """Unpack the first frame of the picture in `file`, upright, in its own mode and colours.

    What is returned may need `file` to stay open.

    Args:
        file: Positioned anywhere.
        least: When above 0, a JPEG may be unpacked smaller, as long as both its sides keep this
            many pixels: much faster, not quite the same pixels.

    Raises:
        NotAPictureError: For formats that are not in `FORMATS`, too.
        TooLargeError: More than `MAX_PIXELS`, before anything is unpacked.
        TruncatedError: The data stop early.
        DamagedError: The data make no sense.
        OutOfMemoryError: It does not fit.
        PictureError: The system cannot read the file.
    """
    image = identify(file)
    check_size(image.size)
    with _failures_explained(file):
        if least:
            image.draft(None, (least, least))
        image.load()
    turn = _TURNS.get(_orientation(image, file))
    return image if turn is None else image.transpose(turn)


def check_size(size: tuple[int, int]) -> None:
    """Raise TooLargeError when a picture of `size`, width and height, is not to be unpacked."""
    width, height = size
    if width * height > MAX_PIXELS:
        raise TooLargeError(width=width, height=height, limit=MAX_PIXELS // MEGAPIXEL)


def _open_file(path: str) -> Encoded:
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise NotAFileError
        if not status.st_size:
            raise EmptyFileError
        return open(path, "rb")
    except OSError as error:
        raise file_error(error, path) from error
    except ValueError as error:  # a path with a null character
        raise MissingFileError from error


def file_error(error: OSError, path: str) -> PictureError:
    """Say what the system's `error` on `path` means for a person."""
    if error.errno == errno.ELOOP:
        return BrokenLinkError()
    if isinstance(error, FileNotFoundError):
        return BrokenLinkError() if os.path.islink(path) else MissingFileError()
    if isinstance(error, NotADirectoryError) or error.errno == errno.ENAMETOOLONG:
        return MissingFileError()
    if isinstance(error, PermissionError):
        return PermissionDeniedError()
    return PictureError(reason=error.strerror or str(error))


def identify(file: Encoded) -> ImageFile.ImageFile:
    """Find the reader for `file` and let it read the header.

    `Image.open` would do, but for its own check of the size, which comes first and names none, and
    for giving up on a broken header as on a text.
    """
    file.seek(0)
    name = _format_of(file.read(16))
    file.seek(0)
    try:
        with _failures_explained(file):
            return Image.OPEN[name][0](file, "")
    except (DamagedError, TruncatedError) as error:
        if name in _WEAK_SIGNATURES:
            raise NotAPictureError from error
        raise


def _format_of(start: bytes) -> str:
    for name in FORMATS:
        accept = Image.OPEN[name][1] if name in Image.OPEN else None
        with suppress(IndexError, struct.error):
            # A string says that this Pillow was built without the format.
            if accept and accept(start) is True:
                return name
    raise NotAPictureError


@contextmanager
def _failures_explained(file: Encoded) -> Iterator[None]:
    """Turn whatever a reader of Pillow raises on odd data into an EngineError."""
    try:
        yield
    except EngineError:
        raise
    except MemoryError as error:
        raise OutOfMemoryError from error
    except Exception as error:
        raise _explanation(error, file) from error


def _explanation(error: Exception, file: Encoded) -> PictureError:
    if isinstance(error, OSError) and error.errno:
        return PictureError(reason=error.strerror or str(error))
    early = isinstance(error.__cause__ or error, EOFError | IndexError | struct.error)
    if early or _ENDS_EARLY.search(str(error)) or _is_cut_riff(file):
        return TruncatedError()
    return DamagedError()


def _is_cut_riff(file: Encoded) -> bool:
    """Whether this is a RIFF file, such as WebP, shorter than it says; its reader does not tell."""
    file.seek(0)
    head = file.read(8)
    size = file.seek(0, os.SEEK_END)
    return head[:4] == b"RIFF" and int.from_bytes(head[4:8], "little") + 8 > size


def _orientation(image: Image.Image, file: Encoded) -> int:
    """The EXIF orientation, 1 to 8; 1 where there is none or the EXIF data are damaged."""
    with suppress(PictureError), _failures_explained(file):
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    return 1
