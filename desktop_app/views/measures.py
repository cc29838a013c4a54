"""Amounts as a person would say them: millions, megabytes, and lengths of tensors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

from desktop_app.views import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MILLION = 1_000_000
BILLION = 1_000_000_000


def amount(count: int) -> str:
    """Write a count, from a million on in words such as "25.6 million"."""
    # What would be rounded to 1,000.0 million is a billion.
    if count >= BILLION - MILLION // 20:
        return wording.translate("measures", "{n} billion").format(n=_short(count / BILLION))
    if count >= MILLION:
        return wording.translate("measures", "{n} million").format(n=_short(count / MILLION))
    return wording.number(count)


def size(count: int) -> str:
    """Write a number of bytes, such as "1.2 GB" or "102 MB"."""
    lead = float(count)
    while lead >= 1000:
        lead /= 1000
    decimals = 1 if lead < 9.95 and count >= 1000 else 0
    return QLocale().formattedDataSize(count, decimals, QLocale.DataSizeFormat.DataSizeSIFormat)


def extent(lengths: Iterable[int]) -> str:
    """Write the lengths of a tensor's axes, "64 × 56 × 56"."""
    return " × ".join(wording.number(length) for length in lengths)


def brief_extent(lengths: Sequence[int]) -> str:
    """Write the same with a square for a square, "64 × 56²"."""
    if len(lengths) < 3 or lengths[-2] != lengths[-1]:
        return extent(lengths)
    return f"{extent(lengths[:-2])} × {wording.number(lengths[-1])}²"


def plain(value: float) -> str:
    """Write a number with as many decimals as it has, four at most."""
    return QLocale().toString(float(value), "g", 4)


def isolated(text: str) -> str:
    """Keep paths, names and products of numbers from left to right in any language."""
    return f"\N{LEFT-TO-RIGHT ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


def natural(text: str) -> str:
    """Let a text run as its first letter does, so that "0.jpg" is not turned in Persian."""
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


def _short(value: float) -> str:
    return wording.number(value, 1)
