"""The lessons' sets in small, packed as their publishers pack them."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from dataclasses import replace
from functools import cache
from hashlib import md5
from typing import TYPE_CHECKING

from desktop_app.engine.lessons import Archive
from tests.helpers import encoded, noise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop_app.engine.lessons import Lesson

    Files = Mapping[str, bytes]

TRAIN = ("Egyptian_Mau_1", "Egyptian_Mau_20", "american_pit_bull_terrier_3")
TEST = ("Egyptian_Mau_4", "american_pit_bull_terrier_5")


@cache
def picture(seed: int) -> bytes:
    """A picture of one kilobyte or so; noise, which does not pack."""
    return encoded(noise(40, 40, seed), "JPEG")


def cats_and_dogs(pictures: int = 3) -> dict[str, bytes]:
    """Pictures of both, one that is broken, and what else lies in the archive."""
    files = {"PetImages/": b"", "PetImages/Cat/": b"", "PetImages/Dog/": b""}
    for number in range(pictures):
        files[f"PetImages/Cat/{number}.jpg"] = picture(number)
        files[f"PetImages/Dog/{number}.jpg"] = picture(100 + number)
    broken = {"PetImages/Cat/666.jpg": b"", "PetImages/Cat/Thumbs.db": b"thumbs"}
    return files | broken | {"readme[1].txt": b"read me", "CDLA-Permissive-2.0.pdf": b"%PDF"}


def pet_lists(train: Iterable[str] = TRAIN, test: Iterable[str] = TEST) -> dict[str, bytes]:
    """The annotations: lists of names with numbers, and other things."""
    lists = {"trainval": train, "test": test}
    files = {
        f"annotations/{name}.txt": "".join(f"{one} 1 1 1\n" for one in names).encode()
        for name, names in lists.items()
    }
    return {"annotations/README": b"about"} | files | {"annotations/trimaps/a.png": b"map"}


def pet_images(names: Iterable[str] = (*TRAIN, *TEST)) -> dict[str, bytes]:
    """The pictures, one more than is listed, and what else lies beside them."""
    files = {f"images/{name}.jpg": picture(at) for at, name in enumerate(names)}
    return files | {"images/Egyptian_Mau_999.jpg": picture(99), "images/Egyptian_Mau_1.mat": b"m"}


def zipped(files: Files) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def tarred(files: Files, links: Iterable[tarfile.TarInfo] = ()) -> bytes:
    """A packed tar file; `links` are members without content."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for link in links:
            archive.addfile(link)
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return gzip.compress(buffer.getvalue(), mtime=0)


def lesson_of(model: Lesson, *archives: tuple[str, bytes], known: bool = True) -> Lesson:
    """A lesson whose archives are handed out at other addresses; sums and sizes may be unknown."""
    return replace(
        model,
        archives=tuple(
            Archive(
                address,
                old.file,
                len(content) if known else 0,
                md5(content).hexdigest() if known and old.md5 else "",
            )
            for old, (address, content) in zip(model.archives, archives, strict=True)
        ),
    )
