"""Weights carried by hand: one file that takes networks to a computer without a connection.

A pack is a zip file without compression: the weights as they are, `networks.json` with name, size,
SHA-256, source and licence of each, and the licences once more as text for people.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import zipfile
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import IO, TYPE_CHECKING

from desktop_app.engine import catalogue, checked
from desktop_app.engine.contract import QT_TRANSLATE_NOOP, Step
from desktop_app.engine.errors import DiskFullError, ExportError, PackError
from desktop_app.engine.part import FULL, megabytes
from desktop_app.engine.places import free_file, promised
from desktop_app.engine.shelves import HUB_FILE, HUB_PREFIX
from desktop_app.engine.whole import whole

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from desktop_app.engine.catalogue import Shelf
    from desktop_app.engine.places import Places

LIST = "networks.json"
LICENCES = "LICENCES.txt"
FORMAT = 1
PIECE = 8 << 20
"""Bytes copied in one step."""

LARGEST_LIST = 1 << 20

UNKNOWN_LICENCE = "the licence of these weights is not known here; ask their publisher"

NO_PACK = QT_TRANSLATE_NOOP("errors", "it is no pack of weights")
NEWER = QT_TRANSLATE_NOOP("errors", "a newer version of this program wrote it")
DAMAGED = QT_TRANSLATE_NOOP("errors", "it is damaged; copy it once more")

_PLAIN_NAME = re.compile(r'[^\\/:*?"<>|\x00-\x1f. ][^\\/:*?"<>|\x00-\x1f]*')
"""A name that leads nowhere else, on any system; those of one's own files may be in any script."""

_REVISION = re.compile(r"[0-9a-f]{40}")

_NONSENSE = (
    zipfile.BadZipFile,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RuntimeError,
    EOFError,
)


@dataclass(frozen=True, slots=True)
class Item:
    """One network in a pack.

    Attributes:
        name: Of the backbone.
        title: As on screen.
        kind: Whose file it is: "torch", "hub" or "own".
        file: Its name, without folders.
        bytes: Its size.
        sha256: Of its bytes, in hexadecimal.
        licence: As its publisher states it; "" if nobody did.
        url: Where it was published.
        revision: Of the hub's repository, for "hub".
    """

    name: str
    title: str
    kind: str
    file: str
    bytes: int
    sha256: str
    licence: str = ""
    url: str = ""
    revision: str = ""

    @property
    def place(self) -> str:
        """Where in the pack it lies."""
        folder = self.name.partition(":")[2] if self.kind == "hub" else ""
        return "/".join(part for part in ("weights", folder, self.file) if part)


def write(*, shelves: Sequence[Shelf], file: str) -> Generator[Step, None, None]:
    """Write the networks of `shelves` that have a file into one pack; steps count bytes.

    The pack appears when it is whole. Raises `ExportError`, or `DiskFullError` before it begins.
    """
    held = [shelf for shelf in shelves if shelf.path and shelf.ready]
    try:
        total = sum(os.path.getsize(shelf.path) for shelf in held)
        with _room(Path(file).parent, total), whole(file) as part:
            yield from _write(held, part, total)
    except OSError as error:
        raise ExportError(file=file, reason=error.strerror or str(error)) from error


def read(*, file: str, places: Places) -> Generator[Step, None, tuple[str, ...]]:
    """Put the weights of a pack where they are looked for; returns the networks' names.

    What is there already is left as it is; each file appears only when its hash is right. Raises
    `PackError`, or `DiskFullError` before a file that there is no room for.
    """
    with _told(file), zipfile.ZipFile(file) as archive:
        items = contents(archive)
        total = sum(item.bytes for item in items)
        done, names = 0, []
        for item in items:
            target = yield from _target(item, places)
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                with _room(target.parent, item.bytes):
                    yield from _extract(archive, item, target, done, total)
                if item.kind == "hub":
                    _remember_revision(target, item.revision)
            done += item.bytes
            names.append(str(target) if item.kind == "own" else item.name)
            yield Step(done, total)
    return tuple(names)


def contents(archive: zipfile.ZipFile) -> tuple[Item, ...]:
    """Return what a pack says is in it, once that is found to be harmless and complete."""
    if LIST not in archive.namelist() or archive.getinfo(LIST).file_size > LARGEST_LIST:
        raise PackError(file=_name(archive), reason=NO_PACK)
    names, compressed = archive.namelist(), archive.getinfo(LIST).compress_type
    if compressed or len(set(names)) != len(names):
        raise PackError(file=_name(archive), reason=DAMAGED)
    listed = json.loads(archive.read(LIST))
    if not isinstance(listed, dict) or listed.get("format") != FORMAT:
        raise PackError(file=_name(archive), reason=NEWER)
    known = {field.name for field in fields(Item)}
    items = tuple(
        Item(**{key: value for key, value in one.items() if key in known})
        for one in listed["networks"]
    )
    for item in items:
        _check(archive, item)
    if len({item.place for item in items}) != len(items):
        raise PackError(file=_name(archive), reason=DAMAGED)
    return items


def _check(archive: zipfile.ZipFile, item: Item) -> None:
    """Refuse what could land elsewhere, become larger than it says, or pass for another file."""
    info = archive.getinfo(item.place)
    stored = info.compress_type == zipfile.ZIP_STORED and info.file_size == item.bytes
    plain = _PLAIN_NAME.fullmatch(item.file) and item.file.endswith(catalogue.WEIGHT_FILES)
    if not (stored and plain and _is_named_rightly(item)):
        raise PackError(file=_name(archive), reason=DAMAGED)


def _is_named_rightly(item: Item) -> bool:
    if item.kind == "hub":
        plain = _PLAIN_NAME.fullmatch(item.name.partition(":")[2])
        return item.file == HUB_FILE and bool(plain and _REVISION.fullmatch(item.revision))
    if item.kind == "torch":
        beginning = promised(item.file)
        return bool(beginning) and item.sha256.startswith(beginning)
    return item.kind == "own"


def _write(shelves: Sequence[Shelf], part: Path, total: int) -> Generator[Step, None, None]:
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
        items, done = [], 0
        for shelf in shelves:
            item = yield from _add(archive, shelf, done, total)
            done += item.bytes
            items.append(item)
        content = {"format": FORMAT, "networks": [asdict(item) for item in items]}
        archive.writestr(LIST, json.dumps(content, indent=1, ensure_ascii=False))
        archive.writestr(LICENCES, _licences(items))


def _add(
    archive: zipfile.ZipFile, shelf: Shelf, done: int, total: int
) -> Generator[Step, None, Item]:
    path, digest = Path(shelf.path), hashlib.sha256()
    entry = shelf.entry
    kind = "own" if shelf.state == "imported" else "torch" if entry.url else "hub"
    item = Item(
        name=path.name if kind == "own" else entry.name,  # its folder is nobody's business
        title=entry.title,
        kind=kind,
        file=path.name,
        bytes=path.stat().st_size,
        sha256="",
        licence=entry.licence,
        url=entry.url,
        revision=path.parent.name if kind == "hub" else "",
    )
    info = zipfile.ZipInfo(item.place)
    with path.open("rb") as source, archive.open(info, "w", force_zip64=True) as target:
        yield from _copy(source, target, digest, done, total)
    return Item(**{**asdict(item), "sha256": digest.hexdigest()})


def _extract(
    archive: zipfile.ZipFile, item: Item, target: Path, done: int, total: int
) -> Generator[Step, None, None]:
    digest = hashlib.sha256()
    with whole(target) as part:
        with archive.open(item.place) as source, part.open("wb") as stream:
            yield from _copy(source, stream, digest, done, total)
        if digest.hexdigest() != item.sha256:
            raise PackError(file=_name(archive), reason=DAMAGED)


def _copy(
    source: IO[bytes], target: IO[bytes], digest: hashlib._Hash, done: int, total: int
) -> Generator[Step, None, None]:
    while piece := source.read(PIECE):
        target.write(piece)
        digest.update(piece)
        done += len(piece)
        yield Step(done, total)


def _target(item: Item, places: Places) -> Generator[Step, None, Path]:
    """Return where a network is to be, or is already."""
    if item.kind == "own":
        target = places.own / item.file
        if not target.exists():
            return target
        digest = yield from checked.sha256(file=target, memory=places.checked)
        same = digest == item.sha256  # another one can have the same name, and the same size too
        return target if same else free_file(places.own, target.stem, target.suffix)
    if item.kind == "torch":
        return places.file(item.file)
    folder = places.hub / f"{HUB_PREFIX}{item.name.partition(':')[2]}"
    return folder / "snapshots" / item.revision / item.file


def _remember_revision(target: Path, revision: str) -> None:
    """Tell the hub's library which snapshot is the present one, unless it knows of one."""
    reference = target.parents[2] / "refs" / "main"
    if not reference.exists():
        reference.parent.mkdir(parents=True, exist_ok=True)
        reference.write_text(revision, encoding="utf-8")


def _licences(items: Sequence[Item]) -> str:
    lines = [
        f"{item.title}: {item.licence or UNKNOWN_LICENCE}\n"
        f"  {item.file}, SHA-256 {item.sha256}\n  {item.url or item.name}\n"
        for item in items
    ]
    return "\n".join(lines)


@contextmanager
def _room(folder: Path, need: int) -> Iterator[None]:
    """Raise `DiskFullError` if `need` bytes do not fit into `folder`, before or while they come."""
    try:
        if shutil.disk_usage(folder).free < need:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        free = megabytes(shutil.disk_usage(folder).free)  # now that what came is deleted
        raise DiskFullError(need=megabytes(need), free=free, folder=str(folder)) from error


@contextmanager
def _told(file: str) -> Iterator[None]:
    """Turn what zip files, JSON and the system raise into sentences."""
    name = os.path.basename(file)
    try:
        yield
    except OSError as error:
        raise PackError(file=name, reason=error.strerror or str(error)) from error
    except _NONSENSE as error:
        reason = DAMAGED if zipfile.is_zipfile(file) else NO_PACK
        raise PackError(file=name, reason=reason) from error


def _name(archive: zipfile.ZipFile) -> str:
    return os.path.basename(archive.filename or "")
