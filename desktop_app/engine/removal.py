"""Folders of many files: how large they are, and how they go, in short steps."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from desktop_app.engine.contract import QT_TRANSLATE_NOOP, Step
from desktop_app.engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

AT_ONCE = 256
"""Files looked at or removed in one step."""


class RemovalError(EngineError):
    """Files that the system does not let go."""

    kind = "removal"
    short = QT_TRANSLATE_NOOP("errors", "Not removed")
    why = QT_TRANSLATE_NOOP(
        "errors",
        "Something in {folder} cannot be removed: {reason}. See that you are allowed to change it.",
    )


@contextmanager
def refused(folder: Path) -> Iterator[None]:
    """Raise `RemovalError` for what the system refuses in `folder`."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise RemovalError(folder=str(folder), reason=reason) from error


def size(folder: Path) -> Generator[Step, None, int]:
    """Return the bytes of all files below a folder, 0 if there is none."""
    total = 0
    for inside, _, files in os.walk(folder):
        for number, file in enumerate(files, 1):
            with suppress(OSError):  # it may go meanwhile
                total += os.lstat(os.path.join(inside, file)).st_size
            if not number % AT_ONCE:
                yield Step(0, 0)
    return total


def remove(folder: Path) -> Generator[Step, None, None]:
    """Remove a folder's files in short steps; the rest is quick. Raises `OSError`."""
    for inside, _, files in os.walk(folder):
        for number, file in enumerate(files, 1):
            os.unlink(os.path.join(inside, file))
            if not number % AT_ONCE:
                yield Step(0, 0)
    shutil.rmtree(folder, ignore_errors=True)
