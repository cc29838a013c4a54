"""Features of pictures, kept on disk so that each is computed once. Knows no torch.

Each network has a file of float32 rows; an index says which row is which picture's. A row is
indexed only once its bytes are on disk, by whoever holds the index's lock, and a file's name is
never used a second time. So neither a crash nor a second program leads to wrong numbers.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import weakref
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from desktop_app.engine.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Places = npt.NDArray[np.int64]

T = TypeVar("T")

LIMIT = 2_000_000_000
"""Bytes of features."""

PATIENCE = 10
"""Seconds to wait for another program that is writing, which takes it milliseconds."""

LAYOUT = "1"
"""Folder of what is laid out as here; to be changed with the tables."""

INDEX = "index.sqlite3"
SUFFIX = ".f32"
NUMBER = np.dtype("<f4")

TABLES = (
    "CREATE TABLE IF NOT EXISTS networks (id INTEGER PRIMARY KEY, key TEXT UNIQUE NOT NULL, "
    "file TEXT NOT NULL, width INTEGER NOT NULL, length INTEGER NOT NULL, used INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS rows (network INTEGER, sha TEXT, place INTEGER NOT NULL, "
    "PRIMARY KEY (network, sha)) WITHOUT ROWID",
)
USED = "UPDATE networks SET used = (SELECT max(used) + 1 FROM networks) WHERE id = ?"

DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}
"""What SQLite says of a file that is no index, or no longer; the last is of other tables."""


class FeatureStore:
    """Rows of numbers by network and picture; any thread or program may use it at any time.

    A folder that is damaged is thrown away, since all of it can be computed again; one that cannot
    be used is replaced by a temporary one. Whoever puts something in must not rely on finding it:
    another program may need the space. All methods raise `ExportError` when there is nowhere to
    keep anything.
    """

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        """Keep features below `folder`, which need not exist.

        When there are more bytes of them than `limit`, those of the networks go that were used
        longest ago. The network that is put to is in use, so its own stay even if they alone are
        more, until another network is put to.
        """
        self._folder = _Folder(folder / LAYOUT)
        self._limit = limit

    @property
    def folder(self) -> Path:
        """Where features are kept at present."""
        return self._folder.path

    def rows(self, key: str, shas: Sequence[str]) -> tuple[Floats, Places]:
        """Return all rows of the network `key`, R x D on disk, and the places of `shas` in them.

        The place of what is not there is -1. The rows stay what they are as long as they are held,
        whatever is done to the store.
        """
        return self._do(lambda folder: folder.rows(key, shas))

    def missing(self, key: str, shas: Sequence[str]) -> list[str]:
        """Return which of `shas` the network `key` has no features of, each once, in order."""
        once = list(dict.fromkeys(shas))
        _, places = self.rows(key, once)
        return [sha for sha, place in zip(once, places, strict=True) if place < 0]

    def put(self, key: str, shas: Sequence[str], features: Floats) -> None:
        """Keep `features`, N x D, of the N pictures `shas`; those that are there stay.

        Raises `ValueError` for another D than the network had before.
        """
        if len(shas):
            self._do(lambda folder: folder.put(key, shas, features, limit=self._limit))

    def size(self) -> int:
        """Return how many bytes of features there are; the index needs a fiftieth of it or so."""
        return self._do(_Folder.size)

    def clear(self) -> None:
        """Throw everything away."""
        self._do(_Folder.clear)

    def _do(self, work: Callable[[_Folder], T]) -> T:
        for remedy in (self._begin_anew, self._move_out):
            try:
                return work(self._folder)
            except (OSError, sqlite3.Error) as error:
                remedy(error)
        try:
            return work(self._folder)
        except (OSError, sqlite3.Error) as error:
            raise ExportError(file=str(self.folder), reason=str(error)) from error

    def _begin_anew(self, error: Exception) -> None:
        # Its lowest byte is the kind; errors that are not SQLite's own have none.
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGE:
            self._folder.throw_away()
        else:
            self._move_out(error)

    def _move_out(self, _error: Exception) -> None:
        """Go on in a temporary folder, which lasts as long as this does."""
        with suppress(OSError):  # then the next attempt says so
            path = tempfile.mkdtemp(prefix="ideal-cat-")
            weakref.finalize(self, shutil.rmtree, path, ignore_errors=True)
            self._folder = _Folder(Path(path))


class _Network(NamedTuple):
    """A line of the index; the file must hold `length` rows of `width` numbers, or lost some."""

    id: int
    key: str
    file: str
    width: int
    length: int


class _Folder:
    """An index and the files that belong to it. Methods raise `OSError` and `sqlite3.Error`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def rows(self, key: str, shas: Sequence[str]) -> tuple[Floats, Places]:
        places = np.full(len(shas), -1, np.int64)
        with self._index() as index:
            network = _find(index, key)
            if network is None:
                return np.empty((0, 0), NUMBER), places
            index.execute(USED, (network.id,))
            for at, sha in enumerate(shas):
                asked = "SELECT place FROM rows WHERE network = ? AND sha = ?"
                for (place,) in index.execute(asked, (network.id, sha)):
                    places[at] = place
            rows = self._mapped(network)  # the lock keeps others from removing the file just now
        places[places >= len(rows)] = -1
        return rows, places

    def put(self, key: str, shas: Sequence[str], features: Floats, *, limit: int) -> None:
        self._give_up_lost(key)
        with self._index() as index:
            network = _find(index, key) or _added(index, key, features.shape[1])
            if features.shape != (len(shas), network.width):
                raise ValueError(f"{features.shape} for {len(shas)} rows of {network.width}")
            first = self._append(network, features)
            lines = ((network.id, sha, first + at) for at, sha in enumerate(shas))
            index.executemany("INSERT OR IGNORE INTO rows VALUES (?, ?, ?)", lines)
            length = first + len(shas)
            index.execute("UPDATE networks SET length = ? WHERE id = ?", (length, network.id))
            index.execute(USED, (network.id,))
            self._drop_oldest(index, limit, network)
            unwanted = self._unwanted(index)
        _remove(unwanted)

    def size(self) -> int:
        return sum(map(_bytes, self._files()))

    def clear(self) -> None:
        with self._index() as index:
            index.execute("DELETE FROM rows")
            index.execute("DELETE FROM networks")
            unwanted = self._unwanted(index)
        _remove(unwanted)

    def throw_away(self) -> None:
        """Make room for a new index; whatever is open goes on with the old files."""
        with suppress(OSError):  # another program may have been quicker
            self.path.rename(self.path.with_name(f"{self.path.name}-{token_hex(8)}"))
        for aside in self.path.parent.glob(f"{self.path.name}-*"):
            shutil.rmtree(aside, ignore_errors=True)

    @contextmanager
    def _index(self) -> Iterator[sqlite3.Connection]:
        """Lend the index, locked for all others; what is done to it counts if the block ends."""
        self.path.mkdir(parents=True, exist_ok=True)
        opened = sqlite3.connect(self.path / INDEX, timeout=PATIENCE, isolation_level=None)
        with closing(opened) as index:
            for table in TABLES:
                index.execute(table)
            index.execute("BEGIN IMMEDIATE")
            yield index
            index.execute("COMMIT")

    def _give_up_lost(self, key: str) -> None:
        """Strike out rows that a file does not hold any more, before others take their places."""
        with self._index() as index:
            network = _find(index, key)
            if network is not None and (held := self._held(network)) < network.length:
                lost = "DELETE FROM rows WHERE network = ? AND place >= ?"
                index.execute(lost, (network.id, held))
                index.execute("UPDATE networks SET length = ? WHERE id = ?", (held, network.id))

    def _append(self, network: _Network, features: Floats) -> int:
        """Add rows to the file and wait until they are on disk; return the place of the first."""
        wide = network.width * NUMBER.itemsize
        with (self.path / network.file).open("ab") as stream:
            first = -(-stream.tell() // wide)  # behind the half row of a writer that was killed
            stream.write(bytes(first * wide - stream.tell()))
            stream.write(np.ascontiguousarray(features, NUMBER).tobytes())
            stream.flush()
            os.fsync(stream.fileno())
        return first

    def _mapped(self, network: _Network) -> Floats:
        held = self._held(network)
        shape = held, network.width
        if not held:
            return np.empty(shape, NUMBER)
        return np.memmap(self.path / network.file, NUMBER, "r", shape=shape)

    def _held(self, network: _Network) -> int:
        """Return how many of its rows a network's file holds."""
        wide = network.width * NUMBER.itemsize
        return min(network.length, _bytes(self.path / network.file) // wide)

    def _drop_oldest(self, index: sqlite3.Connection, limit: int, keep: _Network) -> None:
        networks = [_Network(*line) for line in index.execute(f"{NETWORKS} ORDER BY used")]
        sizes = {one.id: _bytes(self.path / one.file) for one in networks}
        excess = sum(sizes.values()) - limit
        for one in networks:
            if excess > 0 and one.id != keep.id:
                index.execute("DELETE FROM rows WHERE network = ?", (one.id,))
                index.execute("DELETE FROM networks WHERE id = ?", (one.id,))
                excess -= sizes[one.id]

    def _unwanted(self, index: sqlite3.Connection) -> list[Path]:
        """Return the files of no network, such as a killed program leaves behind."""
        wanted = {name for (name,) in index.execute("SELECT file FROM networks")}
        return [file for file in self._files() if file.name not in wanted]

    def _files(self) -> list[Path]:
        return list(self.path.glob(f"*{SUFFIX}"))


NETWORKS = f"SELECT {', '.join(_Network._fields)} FROM networks"


def _find(index: sqlite3.Connection, key: str) -> _Network | None:
    line = index.execute(f"{NETWORKS} WHERE key = ?", (key,)).fetchone()
    return None if line is None else _Network(*line)


def _added(index: sqlite3.Connection, key: str, width: int) -> _Network:
    asked = "INSERT INTO networks (key, file, width, length, used) VALUES (?, ?, ?, 0, 0)"
    file = f"{token_hex(16)}{SUFFIX}"
    number = index.execute(asked, (key, file, width)).lastrowid
    return _Network(number or 0, key, file, width, 0)


def _bytes(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def _remove(files: Sequence[Path]) -> None:
    for file in files:
        with suppress(OSError):  # Windows keeps a file that is in use; it goes another time
            file.unlink()
