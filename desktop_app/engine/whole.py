"""Files that appear when they are whole, in place of an older one or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from desktop_app.engine.errors import ExportError, SuffixError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO


@contextmanager
def written(file: str, *suffixes: str) -> Iterator[IO[bytes]]:
    """Yield a stream; what is written to it becomes `file`, whose name ends in one of `suffixes`.

    Raises `ExportError`.
    """
    if not file.lower().endswith(suffixes):
        raise SuffixError(file=file, suffixes=", ".join(suffixes))
    try:
        with whole(file) as part, part.open("wb") as stream:
            yield stream
    except OSError as error:
        raise ExportError(file=file, reason=error.strerror or str(error)) from error


@contextmanager
def whole(file: Path | str) -> Iterator[Path]:
    """Yield a path beside `file` to write to; it takes the file's place once the block is done.

    What was written is thrown away if the block raises. Raises `OSError`.
    """
    target = Path(file)
    part = target.parent / f".{token_hex(8)}.part"
    try:
        yield part
        with part.open("rb+") as stream:
            os.fsync(stream.fileno())  # or a crash could leave an empty file in the old one's place
        os.replace(part, target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
