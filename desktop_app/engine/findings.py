"""What a search for pictures finds; without Pillow, so that the window can know it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from desktop_app.engine.errors import PictureError


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """The next files, in order; none when a search has only come a little further."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A folder that could not be searched, or not to its end; the search goes on behind it."""

    path: str
    error: PictureError


@dataclass(frozen=True, slots=True)
class Searched:
    """A named folder is done.

    Attributes:
        path: As it was named.
        pictures: Files found in it and below.
        hidden: Hidden files and folders left out; what is in such a folder is not counted.
        others: Files left out because their names do not end like a picture's.
    """

    path: str
    pictures: int
    hidden: int
    others: int


Finding: TypeAlias = FoundFiles | Unreadable | Searched

_DIGITS = re.compile(r"(\d+)")


def natural(name: str) -> tuple[list[str | int], str]:
    """Return a key that sorts "cat 2" before "cat 10", small and capital letters alike."""
    parts = _DIGITS.split(name.casefold())
    return [int(part) if place % 2 else part for place, part in enumerate(parts)], name
