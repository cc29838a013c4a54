"""Which pictures lie at the paths that a person named: files as they are, folders searched."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.engine.findings import FoundFiles, Searched, Unreadable, natural
from desktop_app.engine.formats import SUFFIXES, file_error

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from desktop_app.engine.findings import Finding

BATCH = 256
"""So many entries are looked at, at most, between two things that `walk` yields."""

_HAS_HIDDEN_FLAG = sys.platform in {"win32", "darwin"}


def walk(paths: Sequence[str]) -> Iterator[Finding]:
    """Find pictures at `paths`, in the given order and in short steps.

    A file is answered whatever it is: a text, hidden, or missing. A folder is searched with all
    that is below it, sorted by name as a person would (img2 before img10, small and capital
    letters alike), files and folders mixed. Links are followed; each folder is searched once, so
    that loops end and a folder named twice, or within another, gives its files once.
    """
    seen: set[object] = set()
    for path in paths:
        if not os.path.isdir(path):
            yield FoundFiles((path,))
        elif is_new(path, seen):
            yield from search(path, seen)


@dataclass(slots=True)
class Tally:
    """What was counted in a folder."""

    pictures: int = 0
    hidden: int = 0
    others: int = 0


def search(top: str, seen: set[object]) -> Iterator[Finding]:
    """Search `top`; a stack, because folders can lie deeper than Python recurses."""
    tally = Tally()
    ahead = yield from _list(top, tally)
    found: list[str] = []
    while ahead:
        path, is_folder = ahead.pop()
        if not is_folder:
            found.append(path)
        if found and (is_folder or len(found) == BATCH):
            yield FoundFiles(tuple(found))
            found.clear()
        if is_folder and is_new(path, seen):
            ahead += yield from _list(path, tally)
    if found:
        yield FoundFiles(tuple(found))
    yield Searched(top, tally.pictures, tally.hidden, tally.others)


def _list(folder: str, tally: Tally) -> Generator[Finding, None, list[tuple[str, bool]]]:
    """The paths of pictures and folders in `folder`, last first, and whether each is a folder."""
    entries: list[tuple[str, bool]] = []
    try:
        with os.scandir(folder) as listing:
            for number, entry in enumerate(listing, 1):
                if counts(entry, tally):
                    entries.append((entry.path, is_directory(entry)))
                if not number % BATCH:
                    yield FoundFiles(())
    except OSError as error:
        yield Unreadable(folder, file_error(error, folder))
    return sorted(entries, key=lambda entry: natural(os.path.basename(entry[0])), reverse=True)


def counts(entry: os.DirEntry[str], tally: Tally) -> bool:
    """Whether `entry` is a folder to search or a picture; keeps `tally`."""
    if _is_hidden(entry):
        tally.hidden += 1
        return False
    if is_directory(entry):
        return True
    is_picture = os.path.splitext(entry.name)[1].lower() in SUFFIXES
    tally.pictures += is_picture
    tally.others += not is_picture
    return is_picture


def is_directory(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder, or a link to one."""
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _is_hidden(entry: os.DirEntry[str]) -> bool:
    """By the dot in front, or as Windows and macOS mark it."""
    if entry.name.startswith("."):
        return True
    if _HAS_HIDDEN_FLAG:
        with suppress(OSError):
            return _has_hidden_flag(entry.stat(follow_symlinks=False))
    return False


def _has_hidden_flag(status: os.stat_result) -> bool:
    windows = getattr(status, "st_file_attributes", 0) & stat.FILE_ATTRIBUTE_HIDDEN
    return bool(windows or getattr(status, "st_flags", 0) & stat.UF_HIDDEN)


def is_new(folder: str, seen: set[object]) -> bool:
    """Whether the real folder behind `folder` was not seen before; remembers it."""
    try:
        status = os.stat(folder)
    except OSError:
        return True  # listing it will say why
    # Some file systems of Windows number no files.
    identity = (status.st_dev, status.st_ino) if status.st_ino else os.path.realpath(folder)
    is_new = identity not in seen
    seen.add(identity)
    return is_new
