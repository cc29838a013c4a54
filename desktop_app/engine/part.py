"""A published file on its way: what has come lies in a part until every byte is right."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedReader
from typing import TYPE_CHECKING

from desktop_app.engine.contract import QT_TRANSLATE_NOOP, Step
from desktop_app.engine.errors import DiskFullError, DownloadError, FolderError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import FileIO
    from pathlib import Path
    from typing import IO

PIECE = 4 << 20
"""Bytes hashed in one step."""

SPARE = 64 << 20
"""Bytes that are to stay free on the disk."""

TAKEN = QT_TRANSLATE_NOOP("errors", "it is being downloaded in another window")

FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A published file to fetch.

    Attributes:
        name: What it is called in messages.
        address: Where its publisher or a mirror keeps it.
        file: Where it is to lie.
        part: Where what has come of it lies until then.
        digest: How its digest in hexadecimal begins; "" if nobody has published one.
        size: Its bytes, about; 0 if unknown. Where there is no digest they must be right.
        algorithm: What the digest is made by, as `hashlib` calls it.
    """

    name: str
    address: str
    file: Path
    part: Path
    digest: str
    size: int
    algorithm: str = "sha256"


class Part:
    """The bytes of a parcel that are here, and their hash.

    Attributes:
        size: How many have been looked at or added.
        total: How many there are going to be, as far as anyone knows; 0 if nobody does.
    """

    def __init__(self, parcel: Parcel, stream: FileIO) -> None:
        """Use `stream`, opened for reading and appending; `recall` must come first."""
        self.size = 0
        self.total = parcel.size
        self._parcel = parcel
        self._stream = stream
        self._hash = self._new_hash()

    @property
    def digest(self) -> str:
        """The digest of the bytes in hexadecimal."""
        return self._hash.hexdigest()

    @property
    def right(self) -> bool:
        """Whether this is the whole file that its publisher named, as far as that can be told."""
        if self._parcel.digest:
            return self.digest.startswith(self._parcel.digest)
        return self.size == (self._parcel.size or self.total) > 0

    def step(self, rest: float = 0) -> Step:
        """Return how far it has come."""
        total = max(self.size, self.total) if self.total else 0
        return Step(self.size, total, rest=rest)

    def recall(self) -> Iterator[Step]:
        """Look at what came earlier."""
        with self._told():
            self._stream.seek(0)
            while piece := self._stream.read(PIECE):
                self._count(piece)
                yield self.step()

    def add(self, piece: bytes) -> None:
        """Write down what came next."""
        with self._told():
            rest = memoryview(piece)
            while rest:
                rest = rest[self._stream.write(rest) :]
        self._count(piece)

    def clear(self) -> None:
        """Forget everything that has come."""
        with self._told():
            self._stream.truncate(0)
        self.size = 0
        self._hash = self._new_hash()

    def check_room(self) -> None:
        """Raise `DiskFullError` if what is still to come would not fit."""
        check_room(self._parcel.part.parent, self._missing)

    @contextmanager
    def reading(self) -> Iterator[IO[bytes]]:
        """Yield the bytes from their beginning; by another handle Windows would not give them."""
        reader = BufferedReader(self._stream)
        try:
            reader.seek(0)
            yield reader
        finally:
            reader.detach()  # or it would close the stream, and unlock it

    def settle(self) -> None:
        """Put the file where it is to lie."""
        with self._told():
            os.fsync(self._stream.fileno())
            self._loosen()
            os.replace(self._parcel.part, self._parcel.file)

    def discard(self) -> None:
        """Throw it away."""
        with self._told():
            self._loosen()
            self._parcel.part.unlink()

    @property
    def _missing(self) -> int:
        return max(0, self.total - self.size) + SPARE

    def _new_hash(self) -> hashlib._Hash:
        return hashlib.new(self._parcel.algorithm, usedforsecurity=False)

    def _count(self, piece: bytes) -> None:
        self._hash.update(piece)
        self.size += len(piece)

    def _loosen(self) -> None:
        if sys.platform == "win32":  # which neither moves nor deletes an open file
            self._stream.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        with told(self._parcel.part.parent, need=self._missing):
            yield


@contextmanager
def opened(parcel: Parcel) -> Iterator[Part]:
    """Open what has come of a parcel, for nobody else until it is closed.

    Raises `DownloadError` if someone else has it open. Whatever is done with the part raises
    `FolderError` or `DiskFullError` when the system refuses.
    """
    folder = parcel.part.parent
    with told(folder, need=parcel.size):
        folder.mkdir(parents=True, exist_ok=True)
        stream = parcel.part.open("a+b", buffering=0)
    with stream:
        _claim(stream, parcel)
        part = Part(parcel, stream)
        try:
            yield part
        finally:
            with suppress(OSError, FolderError):
                if not parcel.part.stat().st_size:
                    part.discard()


@contextmanager
def told(folder: Path, *, need: int = 0) -> Iterator[None]:
    """Raise `FolderError` or `DiskFullError` for what the system refuses in `folder`."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise DiskFullError(need=megabytes(need), free=0, folder=str(folder)) from error
        reason = error.strerror or str(error)
        raise FolderError(folder=str(folder), reason=reason) from error


def check_room(folder: Path, need: int) -> None:
    """Raise `DiskFullError` if fewer than `need` bytes are free in `folder`."""
    free = shutil.disk_usage(folder).free
    if free < need:
        raise DiskFullError(need=megabytes(need), free=megabytes(free), folder=str(folder))


def megabytes(size: int) -> int:
    """Return `size` bytes in whole megabytes."""
    return round(size / 1e6)


def _claim(stream: FileIO, parcel: Parcel) -> None:
    """Lock the part; the system lets go of it even when the program dies, so no lock is stale."""
    try:
        _lock(stream)
        mine = os.path.samestat(os.fstat(stream.fileno()), parcel.part.stat())
    except (BlockingIOError, PermissionError, FileNotFoundError):
        mine = False  # they have it, or had it until just now and moved it
    except OSError:
        return  # a network drive without locks; the hash still lets nothing wrong through
    if not mine:
        have = megabytes(os.fstat(stream.fileno()).st_size)
        raise DownloadError(have=have, size=megabytes(parcel.size), reason=TAKEN)


if sys.platform == "win32":
    import msvcrt

    def _lock(stream: FileIO) -> None:
        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(stream: FileIO) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
