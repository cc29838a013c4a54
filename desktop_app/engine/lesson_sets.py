"""The lessons' sets of pictures, fetched from their publishers and laid out as folders of classes.

Nothing in an archive says where it lands: only members that are named as that set's pictures are
taken, and the file names are made here from parts without a separator.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import tarfile
import zipfile
import zlib
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.engine import lessons, removal
from desktop_app.engine.contract import Step
from desktop_app.engine.download import fill
from desktop_app.engine.errors import DownloadError, FolderError, NotBegunError, WrongBytesError
from desktop_app.engine.lessons import CATS_AND_DOGS, PETS, UNPACKING
from desktop_app.engine.part import SPARE, Parcel, check_room, megabytes, opened, told
from desktop_app.engine.places import PART, RESERVED

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from pathlib import Path
    from typing import IO

    from desktop_app.engine.lessons import Lesson
    from desktop_app.engine.part import Part

    Steps: TypeAlias = Generator[Step, None, None]
    Members: TypeAlias = Callable[[IO[bytes]], Generator["_Member", None, None]]
    Place: TypeAlias = Callable[[str], str]

LARGEST = 64 << 20
"""Bytes of a picture; the largest of these sets' are far smaller."""

FOLDS = 4
"""Times its archive's size that a set may take: pictures hardly become smaller when packed."""

TAIL = 1 << 20
"""Bytes that may follow the last member of a tar file."""

_NONSENSE = (
    zipfile.BadZipFile,
    gzip.BadGzipFile,
    tarfile.TarError,
    zlib.error,
    EOFError,
    ValueError,
    RuntimeError,  # among them what zipfile says of ciphers and methods that it does not know
)

_CAT_OR_DOG = re.compile(r"PetImages/((?:Cat|Dog)/[0-9]{1,9}\.jpg)")
_PET = re.compile(r"([A-Za-z]+(?:_[A-Za-z]+)*)_[0-9]{1,9}")
_LISTS = {"annotations/trainval.txt": "train", "annotations/test.txt": "test"}


def fetch(*, lesson: Lesson, folder: Path) -> Generator[Step, None, str]:
    """Fetch a lesson's set into `folder` and return where it lies; steps count bytes.

    They count those that come, and from the step with the item `UNPACKING` on those that are
    unpacked. What has come stays when it is closed or fails, and the next call goes on from there;
    what is unpacked goes, and the set appears when it is whole. A set that is there is left alone.

    Raises as `download.download`; archives whose digest or own sums are wrong, or that hold no
    pictures of that set, are a `WrongBytesError` and thrown away.
    """
    whole = lessons.place(lesson, folder)
    if whole.is_dir():
        return str(whole)
    parcels = [_parcel(lesson, number, folder) for number in range(len(lesson.archives))]
    with ExitStack() as stack:
        come = lessons.held(lesson, folder).come
        parts = [stack.enter_context(opened(parcel)) for parcel in parcels]
        check_room(folder, max(0, lesson.bytes - come) + lesson.bytes + SPARE)
        yield from _fill(lesson, parcels, parts)
        yield from _unpack(lesson, parcels, parts, folder)
        for part in parts:
            with suppress(FolderError):  # the set is whole all the same
                part.discard()
    return str(whole)


def remove(*, lesson: Lesson, folder: Path) -> Steps:
    """Remove a lesson's set, which is gone at once, and what has come of its archives.

    Raises `DownloadError` while it is being fetched, `RemovalError` and `FolderError` for what the
    system refuses.
    """
    half, whole = _half(lesson, folder), lessons.place(lesson, folder)
    parcels = [_parcel(lesson, number, folder) for number in range(len(lesson.archives))]
    with ExitStack() as stack:
        parts = [stack.enter_context(opened(parcel)) for parcel in parcels]
        with removal.refused(folder):
            yield from removal.remove(half)
            if whole.is_dir():
                os.rename(whole, half)
            yield from removal.remove(half)
        for part in parts:
            part.discard()


def _half(lesson: Lesson, folder: Path) -> Path:
    """Return where a set lies while it is not whole."""
    return folder / f".{lesson.key}{PART}"


def _parcel(lesson: Lesson, number: int, folder: Path) -> Parcel:
    archive = lesson.archives[number]
    part = lessons.part(lesson, archive, folder)
    file = part.with_name(part.name.removesuffix(PART))
    return Parcel(
        archive.file, archive.address, file, part, archive.md5, archive.bytes, algorithm="md5"
    )


# Coming


def _fill(lesson: Lesson, parcels: Sequence[Parcel], parts: Sequence[Part]) -> Steps:
    """Fetch one archive after the other, and count them as one."""
    before = 0
    for parcel, part in zip(parcels, parts, strict=True):
        with _counted(before, lesson.bytes):
            for step in fill(parcel, part):
                total = lesson.bytes or (before + step.total if step.total else 0)
                yield Step(before + step.done, total, rest=step.rest)
        before += part.size


@contextmanager
def _counted(before: int, total: int) -> Iterator[None]:
    """Let an archive that stops early tell what has come of all of them."""
    try:
        yield
    except DownloadError as error:
        have = megabytes(before) + int(str(error.fields.get("have", 0)))
        if not (have and total and type(error) in (DownloadError, NotBegunError)):
            raise
        reason = error.fields["reason"]
        raise DownloadError(have=have, size=megabytes(total), reason=reason) from error


# Unpacking


def _unpack(
    lesson: Lesson, parcels: Sequence[Parcel], parts: Sequence[Part], folder: Path
) -> Steps:
    """Lay the pictures out beside the place of the set, and put them there at the end."""
    half = _half(lesson, folder)
    with told(folder, need=parts[-1].size):
        check_room(folder, parts[-1].size + SPARE)
        yield Step(0, parts[-1].size, item=UNPACKING)
        yield from removal.remove(half)  # what was left if the program has died
        try:
            half.mkdir()
            yield from _LAYOUTS[lesson.key](parcels, parts, half)
            os.rename(half, lessons.place(lesson, folder))
        finally:
            shutil.rmtree(half, ignore_errors=True)


def _lay_out_cats_and_dogs(parcels: Sequence[Parcel], parts: Sequence[Part], target: Path) -> Steps:
    """Keep both folders as they are; broken pictures are told of when they are looked through."""

    def place(name: str) -> str:
        found = _CAT_OR_DOG.fullmatch(name)
        return found[1] if found else ""

    yield from _extract(parcels[0], parts[0], _zipped, place, target)


def _lay_out_pets(parcels: Sequence[Parcel], parts: Sequence[Part], target: Path) -> Steps:
    """Make a folder for each breed, in both parts that the publisher's lists name."""
    with _sound(parcels[0], parts[0]), parts[0].reading() as stream:
        names = yield from _read_lists(stream, parts[-1].size)

    def place(name: str) -> str:
        return names.get(name, "")

    yield from _extract(parcels[1], parts[1], _tarred, place, target)


_LAYOUTS = {CATS_AND_DOGS.key: _lay_out_cats_and_dogs, PETS.key: _lay_out_pets}


def _read_lists(stream: IO[bytes], total: int) -> Generator[Step, None, dict[str, str]]:
    """Return where each picture that the publisher's lists name is to lie, by its member's name."""
    places: dict[str, str] = {}
    left = set(_LISTS)
    with closing(_tarred(stream)) as members:
        for member in members:
            if member.name in left:
                left.remove(member.name)
                lines = _content(member).decode("ascii").splitlines()
                places |= dict(_listed(lines, _LISTS[member.name]))
            yield Step(0, total)
            if not left:
                return places
    raise ValueError("a list of pictures is missing")


def _listed(lines: Sequence[str], part: str) -> Iterator[tuple[str, str]]:
    for line in lines:
        name = line.partition(" ")[0]
        found = _PET.fullmatch(name)
        if found and not RESERVED.fullmatch(found[1]):
            breed = found[1].replace("_", " ")
            yield f"images/{name}.jpg", f"{part}/{breed}/{name}.jpg"


def _extract(parcel: Parcel, part: Part, members: Members, place: Place, target: Path) -> Steps:
    """Write the members that have a place; steps count the archive's bytes."""
    room = FOLDS * part.size + SPARE
    written = 0
    with (
        _sound(parcel, part),
        part.reading() as stream,
        closing(members(stream)) as found,
    ):
        for member in found:
            where = place(member.name)
            if where:
                room -= member.size
                if room < 0:
                    raise ValueError("it becomes far larger than pictures do")
                _write(target / where, _content(member))
                written += 1
            yield Step(min(member.end, part.size), part.size)
        if not written:
            raise ValueError("there are no pictures in it")


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


# Archives


@dataclass(frozen=True, slots=True)
class _Member:
    """A plain file in an archive: its size in bytes, and where in the archive it ends, about."""

    name: str
    size: int
    end: int
    open: Callable[[], IO[bytes] | None]


def _content(member: _Member) -> bytes:
    """Read a member, and never more of it than it says."""
    stream = member.open() if member.size <= LARGEST else None
    if stream is None:
        raise ValueError("it is larger than pictures are")
    with stream:
        return stream.read()


def _zipped(stream: IO[bytes]) -> Generator[_Member, None, None]:
    """Go through a zip file; each member's sum is checked as it is read."""
    with zipfile.ZipFile(stream) as archive:
        for info in archive.infolist():
            end = info.header_offset + info.compress_size
            yield _Member(info.filename, info.file_size, end, partial(archive.open, info))


def _tarred(stream: IO[bytes]) -> Generator[_Member, None, None]:
    """Go through a packed tar file, once and in its order; at its end its sum is checked."""
    with gzip.open(stream) as unpacked:
        with tarfile.open(fileobj=unpacked, mode="r|") as archive:
            for info in archive:
                if info.isreg():  # neither a link nor a device
                    content = partial(archive.extractfile, info)
                    name = info.name.removeprefix("./")
                    yield _Member(name, info.size, stream.tell(), content)
        unpacked.read(TAIL)


@contextmanager
def _sound(parcel: Parcel, part: Part) -> Iterator[None]:
    """Throw an archive away that makes no sense, and say so."""
    try:
        yield
    except _NONSENSE as error:
        part.discard()
        raise WrongBytesError(name=parcel.name) from error
