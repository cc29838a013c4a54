"""Files that appear when they are whole, in place of an older one or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


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
