"""Published weights from their publisher or a mirror: resumable, and checked by their hash.

The name of a file tells its content, so a part needs no other mark than the hash at the end.
"""

from __future__ import annotations

import math
import re
from contextlib import closing
from http.client import HTTPException, IncompleteRead
from typing import TYPE_CHECKING, TypeVar
from urllib.error import HTTPError

from desktop_app.engine import checked
from desktop_app.engine.errors import DownloadError, NotBegunError, WrongBytesError
from desktop_app.engine.line import WAIT, Head, Line, passes, reason
from desktop_app.engine.part import Parcel, megabytes, opened
from desktop_app.engine.places import promised

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from desktop_app.engine.catalogue import Entry
    from desktop_app.engine.contract import Step
    from desktop_app.engine.part import Part
    from desktop_app.engine.places import Places

    Steps = Generator[Step, None, None]

RESTS = (0.5, 1.0, 2.0)
"""Seconds before each further attempt; once more has come than ever, they begin anew."""

_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)$")

T = TypeVar("T")


def download(*, entry: Entry, places: Places) -> Generator[Step, None, str]:
    """Fetch an entry's weights file and return its path; steps count bytes.

    What has come stays when it is closed or fails, and the next download goes on from there.
    Raises `DownloadError` if the server cannot be reached, refuses, or breaks off again and again;
    `WrongBytesError` if the file is not the one that its name promises; `DiskFullError` and
    `FolderError` if it cannot be kept.
    """
    file = places.file(entry.file)
    if file.is_file():
        return str(file)
    sha256 = entry.sha256 or promised(entry.file)
    if not sha256:
        raise ValueError(f"{entry.file} does not name its hash")
    parcel = Parcel(
        name=entry.file,
        address=f"{places.mirror.rstrip('/')}/{entry.file}" if places.mirror else entry.url,
        file=file,
        part=places.part(entry.file),
        digest=sha256,
        size=entry.bytes,
    )
    digest = yield from bring(parcel)
    checked.remember(file, digest, places.checked)
    return str(file)


def bring(parcel: Parcel) -> Generator[Step, None, str]:
    """Fetch a parcel and return its digest in hexadecimal; raises as `download` does."""
    with opened(parcel) as part:
        yield from fill(parcel, part)
        part.settle()
    return part.digest


def fill(parcel: Parcel, part: Part) -> Steps:
    """Fetch what is missing of a part until it is the right file; raises as `download` does."""
    yield from part.recall()
    yield from insist(lambda: _attempt(parcel, part), part.step)
    if not part.right:
        part.discard()
        raise WrongBytesError(name=parcel.name)


def insist(
    attempt: Callable[[], Generator[Step, None, T]], step: Callable[[float], Step]
) -> Generator[Step, None, T]:
    """Make an attempt, and others when it fails for a reason that may pass.

    `step` says how far things have come, with the rest it is given. Raises `DownloadError`.
    """
    furthest, rests = step(0).done, iter(RESTS)
    while True:
        try:
            return (yield from attempt())
        except (OSError, HTTPException) as error:
            now = step(0)
            if now.done > furthest:
                furthest, rests = now.done, iter(RESTS)
            rest = next(rests, None) if passes(error) else None
            if rest is None:
                raise _stopped(now, error) from error
        yield step(rest)


def _stopped(now: Step, error: Exception) -> DownloadError:
    if not now.done:
        return NotBegunError(reason=reason(error))
    size = megabytes(now.total)
    return DownloadError(have=megabytes(now.done), size=size, reason=reason(error))


def _attempt(parcel: Parcel, part: Part) -> Steps:
    """Ask for what is missing and write down what comes; a part that is right wants nothing."""
    if part.right:
        return
    announced, limit = 0, math.inf
    with closing(Line(parcel.address, start=part.size)) as line:
        while (item := _taken(line, part)) != b"":
            if isinstance(item, Head):
                announced = _begin(item, part)
                limit = announced or 2 * parcel.size or math.inf
            elif item:
                part.add(item)
                if part.size > limit:
                    return
            yield part.step(0 if item else WAIT)
    if part.size < announced:
        raise IncompleteRead(b"", announced - part.size)
    part.total = part.total or part.size


def _taken(line: Line, part: Part) -> Head | bytes | None:
    try:
        return line.take()
    except HTTPError as error:
        if error.code == 416:  # by the server's count nothing is missing, yet it is not right
            part.clear()
        raise


def _begin(head: Head, part: Part) -> int:
    """Make the part ready for an answer; return the whole file's bytes, 0 if unknown."""
    start, total = 0, head.length or 0
    if head.status == 206:
        found = _RANGE.match(head.headers.get("Content-Range", ""))
        start, total = (int(found[1]), _number(found[2])) if found else (-1, 0)
    if start != part.size:
        part.clear()
    if start not in (0, part.size):
        raise IncompleteRead(b"")
    part.total = total or part.total
    part.check_room()
    return total


def _number(text: str) -> int:
    return 0 if text == "*" else int(text)
