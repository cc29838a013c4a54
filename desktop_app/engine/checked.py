"""Remembers which weights files have been checked, since hashing half a gigabyte takes a second."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from desktop_app.engine.contract import Step
from desktop_app.engine.whole import whole

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

PIECE = 4 << 20
"""Bytes hashed in one step."""


def sha256(*, file: Path, memory: Path) -> Generator[Step, None, str]:
    """Return the SHA-256 of a file in hexadecimal; remembered until its size or time changes.

    `memory` is where that is kept; when it cannot be written, nothing is remembered. Raises
    `OSError` if `file` cannot be read.
    """
    stamp = _stamp(file)
    match _read(memory).get(str(file)):
        case [*known, str(digest)] if known == stamp:
            return digest
    sha, done = hashlib.sha256(), 0
    with file.open("rb") as stream:
        while piece := stream.read(PIECE):
            sha.update(piece)
            done += len(piece)
            yield Step(done, stamp[0])
    if _stamp(file) == stamp:  # it may still have been coming
        remember(file, sha.hexdigest(), memory)
    return sha.hexdigest()


def remember(file: Path, digest: str, memory: Path) -> None:
    """Note that `file` as it is now has this SHA-256."""
    entries = {path: entry for path, entry in _read(memory).items() if os.path.exists(path)}
    entries[str(file)] = [*_stamp(file), digest]
    with suppress(OSError):  # a home that cannot be written costs only time
        memory.parent.mkdir(parents=True, exist_ok=True)
        with whole(memory) as part:
            part.write_text(json.dumps(entries, indent=1), encoding="utf-8")


def _stamp(file: Path) -> list[int]:
    status = file.stat()
    return [status.st_size, status.st_mtime_ns]


def _read(memory: Path) -> dict[str, object]:
    try:
        entries = json.loads(memory.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return entries if isinstance(entries, dict) else {}
