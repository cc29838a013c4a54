"""The sets of pictures that the lessons train on: what is in them and who publishes them.

No digest and no size stands here that was not published or seen by others; what nobody has told is
left out, and said so on screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.engine.places import PART

if TYPE_CHECKING:
    from pathlib import Path

UNPACKING = "unpacking"
"""Item of the step from which on bytes are counted as they are unpacked, no longer as they come."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A file of a set, as its publisher hands it out.

    Attributes:
        address: Where.
        file: What it is called.
        bytes: Its size; 0 if unknown.
        md5: Its MD5 in hexadecimal; "" if nobody has published one.
    """

    address: str
    file: str
    bytes: int = 0
    md5: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A set of pictures to learn from.

    Attributes:
        key: Its name for the program, and of its folder.
        title: As on screen, marked for translation.
        about: One or two sentences, marked for translation.
        licence: Its short name.
        page: The publisher's page about it.
        archives: What is fetched, in this order.
        classes: How many.
        pictures: How many, in all parts.
    """

    key: str
    title: str
    about: str
    licence: str
    page: str
    archives: tuple[Archive, ...]
    classes: int
    pictures: int

    @property
    def bytes(self) -> int:
        """The size of all archives; 0 if one is unknown."""
        sizes = [archive.bytes for archive in self.archives]
        return sum(sizes) if all(sizes) else 0

    @property
    def has_digests(self) -> bool:
        """Whether each archive can be checked before it is unpacked."""
        return all(archive.md5 for archive in self.archives)


@dataclass(frozen=True, slots=True)
class Held:
    """What of a lesson's set is on this computer.

    Attributes:
        folder: Where the set lies; "" if it is not here.
        come: Bytes of its archives that have come so far.
    """

    folder: str = ""
    come: int = 0


def place(lesson: Lesson, folder: Path) -> Path:
    """Return where a lesson's set lies in `folder`, or will."""
    return folder / lesson.key


def part(lesson: Lesson, archive: Archive, folder: Path) -> Path:
    """Return where as much of an archive lies as has come."""
    return folder / f"{lesson.key} {archive.file}{PART}"


def held(lesson: Lesson, folder: Path) -> Held:
    """Look at what of a lesson's set is in `folder`."""
    whole = place(lesson, folder)
    parts = [part(lesson, archive, folder) for archive in lesson.archives]
    come = sum(one.stat().st_size for one in parts if one.is_file())
    return Held(str(whole) if whole.is_dir() else "", come)


CATS_AND_DOGS = Lesson(
    "cats-and-dogs",
    QT_TRANSLATE_NOOP("lessons", "Cats and Dogs"),
    QT_TRANSLATE_NOOP(
        "lessons",
        "The lesson’s first classifier: is it a cat or a dog? The pictures come from animal "
        "shelters, and a few of the files are broken.",
    ),
    "CDLA-Permissive-2.0",
    "https://www.microsoft.com/download/details.aspx?id=54765",
    (
        Archive(
            "https://download.microsoft.com/download/3/E/1/"
            "3E1C3F21-ECDB-4869-8368-6DEBA77B919F/kagglecatsanddogs_5340.zip",
            "kagglecatsanddogs_5340.zip",
            824_887_076,
        ),
    ),
    classes=2,
    pictures=25_000,
)
"""Microsoft and Kaggle's share of Asirra (Elson et al., 2007). The licence lies in the archive."""

PETS = Lesson(
    "oxford-iiit-pet",
    QT_TRANSLATE_NOOP("lessons", "Oxford-IIIT Pet"),
    QT_TRANSLATE_NOOP(
        "lessons",
        "The lesson’s exercise: 25 breeds of dogs and 12 of cats, many of them hard to tell "
        "apart. Half of the pictures are for the test.",
    ),
    "CC BY-SA 4.0",
    "https://www.robots.ox.ac.uk/~vgg/data/pets/",
    (
        Archive(
            "https://www.robots.ox.ac.uk/~vgg/data/pets/data/annotations.tar.gz",
            "annotations.tar.gz",
            19_173_078,
            "95a8c909bbe2e81eed6a22bccdf3f68f",
        ),
        Archive(
            "https://www.robots.ox.ac.uk/~vgg/data/pets/data/images.tar.gz",
            "images.tar.gz",
            791_918_971,
            "5c4f3ee8e5d25df40f4fd59a7f44e54c",
        ),
    ),
    classes=37,
    pictures=7_349,
)
"""Parkhi et al., "Cats and Dogs", CVPR 2012; the digests are those that torchvision has."""

LESSONS = (CATS_AND_DOGS, PETS)
"""In the order of the lessons."""
