"""Names of two or three letters for columns that have no room for more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST = 3


def short_names(names: Sequence[str]) -> list[str]:
    """Return a name of three letters at most for each of `names`; no two are alike.

    Initials of several words, the first letters of one; where those are taken other letters, and
    in the end a number, which may be longer.
    """
    taken: set[str] = set()
    result = []
    for place, name in enumerate(names):
        found = next(one for one in _choices(name, place) if one.casefold() not in taken)
        taken.add(found.casefold())
        result.append(found)
    return result


def _choices(name: str, place: int) -> Iterator[str]:
    """Return short names, best first, and never run out of them."""
    words = re.findall(r"[^\W_]+", name) or [name.strip()]
    whole = "".join(words)
    if len(words) > 1:
        yield "".join(word[0].upper() for word in words)[:LONGEST]
    if 0 < len(whole) <= LONGEST:
        yield whole
    if whole:
        head = whole[0].upper()
        yield head + whole[1:2]
        yield from (head + letter for letter in whole[2:])
        yield from (head + whole[1] + letter for letter in whole[2:])
    while True:
        place += 1
        yield str(place)
