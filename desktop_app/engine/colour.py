"""From any of Pillow's modes and any colour profile to sRGB on white."""

from __future__ import annotations

import io
from functools import lru_cache
from itertools import product

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops, ImageCms

_GREY = frozenset({"1", "L", "LA", "La"})
_DEEP = frozenset({"I", "F"})
_MODE_OF_SPACE = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}

_SIXTEEN_TO_EIGHT = np.rint(np.arange(65536) / 257).astype(np.uint8)

# The corners, edges and greys of the colour cube tell whether a profile changes anything.
_PROBE = Image.frombytes("RGB", (6**3, 1), bytes(sum(product(range(0, 256, 51), repeat=3), ())))


def to_srgb(image: Image.Image) -> tuple[Image.Image, bool]:
    """Convert a loaded picture of any mode to mode RGB, in sRGB, transparency over white.

    16-bit greys are scaled by 257. Other integers and floats count as 0..65535 and as 0..1 or
    0..255 when they lie in these; otherwise their least value becomes black and their greatest
    white.

    Args:
        image: Its `info` may hold `icc_profile` and `transparency`.

    Returns:
        The picture, and whether its colours are as its own profile says: False when there is none
        and when the profile is damaged or does not fit, in which case the numbers are kept.
    """
    colours, alpha = _split(image)
    colours, applied = _apply_profile(colours, image.info.get("icc_profile"))
    return (colours if alpha is None else _over_white(colours, alpha)), applied


def is_plain(image: Image.Image) -> bool:
    """Whether `image` may be resized as it is: full 8-bit channels and no transparency."""
    return image.mode in {"L", "RGB", "CMYK"} and "transparency" not in image.info


def _split(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """Part the colours, in mode L, RGB, CMYK or one that converts to RGB, from the opacity."""
    if image.mode in _DEEP or image.mode.startswith("I;16"):
        return _eight_bits(image), None
    if image.mode == "1" and not image.has_transparency_data:
        return image.convert("L"), None
    if image.mode == "P" and not image.has_transparency_data:
        return image.convert("RGB"), None
    if not image.has_transparency_data:
        return image, None
    colours = "L" if image.mode in _GREY else "RGB"
    whole = image.convert("LA" if colours == "L" else "RGBA")
    return whole.convert(colours), whole.getchannel("A")


def _over_white(colours: Image.Image, alpha: Image.Image) -> Image.Image:
    white = Image.new("RGB", colours.size, "white")
    white.paste(colours, mask=alpha)
    return white


def _eight_bits(image: Image.Image) -> Image.Image:
    values = np.asarray(image)
    if image.mode == "F":
        return Image.fromarray(_levels(values))
    if image.mode == "I" and (values.min() < 0 or values.max() > 65535):
        return Image.fromarray(_levels(values.astype(np.float32)))
    return Image.fromarray(_SIXTEEN_TO_EIGHT[values])


def _levels(values: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """Scale floats to 0..255 as `to_srgb` says; what is no number becomes black."""
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if low >= 0 and high <= 255:
        low, high = 0.0, 1.0 if high <= 1 else 255.0
    with np.errstate(all="ignore"):
        scaled = np.nan_to_num((values - low) * (255 / ((high - low) or 1)), copy=False)
    return np.asarray(np.rint(np.clip(scaled, 0, 255)), np.uint8)


def _apply_profile(image: Image.Image, profile: object) -> tuple[Image.Image, bool]:
    if isinstance(profile, bytes) and profile:
        try:
            return _transformed(image, profile), True
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return _as_rgb(image), False


def _as_rgb(image: Image.Image) -> Image.Image:
    return image if image.mode == "RGB" else image.convert("RGB")


def _transformed(image: Image.Image, profile: bytes) -> Image.Image:
    """`image` in sRGB.

    Raises:
        PyCMSError, OSError, ValueError: The profile is damaged, or is for other channels.
    """
    if image.mode in {"RGB", "L"} and _is_srgb(profile):
        return _as_rgb(image)
    transform, mode = _transform(profile)
    if image.mode not in {mode, "L"}:
        raise ValueError(f"a profile for {mode or 'other channels'}, pixels in {image.mode}")
    return transform.apply(image if image.mode == mode else image.convert(mode))


def _transform(profile: bytes) -> tuple[ImageCms.ImageCmsTransform, str]:
    """The way to sRGB, and the mode that it starts from."""
    own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    mode = _MODE_OF_SPACE.get(own.profile.xcolor_space.strip(), "")
    if not mode:
        raise ValueError(f"a profile for {own.profile.xcolor_space}")
    return ImageCms.buildTransform(own, ImageCms.createProfile("sRGB"), mode, "RGB"), mode


@lru_cache(maxsize=32)
def _is_srgb(profile: bytes) -> bool:
    """Whether the profile is sRGB, whatever it is called, so that the transform can be skipped.

    Remembered, since the pictures of a folder mostly share one; the transform itself is not, since
    two threads may not use the same.
    """
    transform, mode = _transform(profile)
    if mode != "RGB":
        return False
    difference = ImageChops.difference(transform.apply(_PROBE), _PROBE)
    return max(difference.tobytes()) <= 1
