"""What of the catalogue is on this computer. Knows no torch: only names, sizes and headers."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.engine import catalogue, modelfile
from desktop_app.engine.catalogue import Entry, Shelf
from desktop_app.engine.errors import FileError
from desktop_app.engine.families import OWN, TIMM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop_app.engine.places import Places

HUB_FILE = "model.safetensors"
"""What a repository's weights file is called, unless timm says otherwise."""

HUB_PREFIX = "models--timm--"
"""How the hub's cache calls the folders of timm's repositories."""

HUB_COMING = ".incomplete"
"""Added to the hash that names a file which is still coming; the hub's tools clear these away."""

DELETABLE = ("cached", "imported", "partial")
"""States of what can be deleted."""


def shelves(entries: Iterable[Entry], places: Places) -> tuple[Shelf, ...]:
    """Return `entries` with their states, then the networks of one's own and timm's that are here.

    Of entries that are named and also found on the computer, the found ones win.
    """
    found = {shelf.entry.name: shelf for shelf in (*own(places), *timm(places))}
    named = [found.pop(one.name) if one.name in found else shelf(one, places) for one in entries]
    return (*named, *found.values())


def shelf(entry: Entry, places: Places) -> Shelf:
    """Return `entry` with its state."""
    if entry.package:
        return Shelf(entry, "bundled" if find_spec(entry.package) else "online", entry.bytes)
    if not entry.url:  # what lies in torch's folder under its file's name is something else
        return Shelf(entry, "untrained" if entry.name == catalogue.ZFNET.name else "online")
    file, part = places.file(entry.file), places.part(entry.file)
    if (have := _size(file)) is not None:
        return Shelf(entry, "cached", have, str(file))
    have = _size(part)
    return Shelf(entry, "online" if have is None else "partial", have or 0)


def own(places: Places) -> Iterator[Shelf]:
    """Yield the networks that were imported or trained here; files that say nothing are skipped."""
    for file in _listed(places.own):
        if file.suffix == ".safetensors":
            try:
                yield described(file)
            except FileError:
                continue


def described(file: Path) -> Shelf:
    """Return a file of our own format as a shelf; `FileError` if it is none."""
    about = modelfile.describe(str(file))
    if about is None:
        raise FileError(file=file.name, reason=modelfile.NOT_OURS)
    parameters, size = modelfile.size(str(file))
    entry = Entry(
        name=str(file),
        title=about.title,
        family=OWN.key,
        year=0,
        parameters=parameters,
        gmacs=0,
        top1=None,
        top5=None,
        bytes=size,
        licence=about.licence,
        input=about.input,
        file=file.name,
    )
    return Shelf(entry, "imported", size, str(file))


def timm(places: Places) -> Iterator[Shelf]:
    """Yield timm's networks that some program on this computer has downloaded, or begun to."""
    for folder in _listed(places.hub):
        if folder.name.startswith(HUB_PREFIX):
            model = folder.name.removeprefix(HUB_PREFIX)
            whole = _newest(folder.glob(f"snapshots/*/{HUB_FILE}"))
            begun = _newest(folder.glob(f"blobs/*{HUB_COMING}"))
            if whole is not None:
                size = whole.stat().st_size
                yield Shelf(timm_entry(model, size), "cached", size, str(whole))
            elif begun is not None:
                yield Shelf(timm_entry(model), "partial", begun.stat().st_size, str(begun))


def _newest(files: Iterable[Path]) -> Path | None:
    """Return the file that was written last, if there is one that can be read."""
    dated = [(os.stat(file).st_mtime, file) for file in files if _size(file) is not None]
    return max(dated, default=(0, None))[1]


def timm_entry(model: str, size: int = 0, *, licence: str = "") -> Entry:
    """Return an entry for one of timm's networks, of which little is known before it is loaded."""
    return Entry(
        name=f"timm:{model}",
        title=model,
        family=TIMM.key,
        year=0,
        parameters=size // 4,  # they are published as 32-bit numbers
        gmacs=0,
        top1=None,
        top5=None,
        bytes=size,
        licence=licence,
        input=None,
        file=HUB_FILE,
    )


def usage(places: Places) -> tuple[int, int, int]:
    """Return the bytes and files in the folder of weights, and the bytes that are free there."""
    sizes = [size for file in _listed(places.weights) if (size := _size(file)) is not None]
    parents = (places.weights, *places.weights.parents)
    above = next((one for one in parents if one.exists()), None)  # a drive may be unplugged
    return sum(sizes), len(sizes), shutil.disk_usage(above).free if above else 0


def delete(shelf: Shelf, places: Places) -> None:
    """Delete what was downloaded or imported; `FileError` if the system does not allow it."""
    file = Path(shelf.path) if shelf.path else places.part(shelf.entry.file)
    if shelf.state not in DELETABLE or not _within(file, places):
        raise ValueError(f"{file} was neither downloaded nor imported")
    try:
        blob = file.resolve()
        if blob.is_relative_to(places.hub.resolve()):  # where files are links to the bytes
            blob.unlink(missing_ok=True)
        file.unlink(missing_ok=True)
    except OSError as error:
        raise FileError(file=file.name, reason=error.strerror or str(error)) from error


def _within(file: Path, places: Places) -> bool:
    """Whether a file lies in one of the folders of weights, wherever links then lead."""
    parents = Path(os.path.abspath(file)).parents
    folders = (places.weights, places.hub, places.own)
    return any(Path(os.path.abspath(folder)) in parents for folder in folders)


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _size(file: Path) -> int | None:
    try:
        return os.stat(file).st_size
    except OSError:
        return None
