"""A picture from an address, only ever when a person has asked for it."""

from __future__ import annotations

from contextlib import closing
from http.client import HTTPException, IncompleteRead
from typing import TYPE_CHECKING

from desktop_app.engine.contract import QT_TRANSLATE_NOOP, Step
from desktop_app.engine.errors import FetchError
from desktop_app.engine.line import WAIT, Head, Line, reason

if TYPE_CHECKING:
    from collections.abc import Generator

LARGEST = 64 << 20
"""Bytes read at most."""

TOO_LARGE = QT_TRANSLATE_NOOP("errors", "it is larger than 64 MB")


def fetch(*, address: str) -> Generator[Step, None, bytes]:
    """Read the bytes behind an http or https `address`; each step tells how many there are.

    Raises `FetchError`: a wrong address, an answer other than success, more than `LARGEST` bytes,
    or a connection that breaks or falls silent.
    """
    try:
        return (yield from _read(address))
    except (OSError, HTTPException) as error:
        raise FetchError(address=address, reason=reason(error)) from error


def _read(address: str) -> Generator[Step, None, bytes]:
    data, announced = bytearray(), 0
    yield Step(0, 0)
    with closing(Line(address)) as line:
        while (item := line.take()) != b"":
            if isinstance(item, Head):
                announced = item.length or 0
            elif item:
                data += item
                if len(data) > LARGEST:
                    raise FetchError(address=address, reason=TOO_LARGE)
            yield Step(len(data), 0, rest=0 if item else WAIT)
    if len(data) < announced:
        raise IncompleteRead(b"", announced - len(data))
    return bytes(data)
