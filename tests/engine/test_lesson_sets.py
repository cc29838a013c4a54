"""A lesson's set comes whole, or not at all, and nothing of it lands anywhere else."""

from __future__ import annotations

import os
import shutil
import tarfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app import paths
from desktop_app.engine import datasets, lesson_sets, lessons
from desktop_app.engine.errors import DiskFullError, DownloadError, FolderError, WrongBytesError
from desktop_app.engine.examples import CORRUPT, TEST, TRAIN
from desktop_app.engine.lesson_sets import fetch
from desktop_app.engine.lessons import CATS_AND_DOGS, LESSONS, PETS, UNPACKING
from desktop_app.engine.part import TAKEN
from tests.engine import lesson_archives as made
from tests.engine.servers import file, finish, run, run_to, serving, status

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from desktop_app.engine.contract import Step
    from desktop_app.engine.lessons import Lesson
    from tests.engine.servers import Page, Server

CATS = made.zipped(made.cats_and_dogs())
LISTS = made.tarred(made.pet_lists())
IMAGES = made.tarred(made.pet_images())
HALF = 2000


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "*")
    with serving() as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "lessons"


def cats(server: Server, *pages: Page, content: bytes = CATS, known: bool = True) -> Lesson:
    address = server.put("/cats.zip", *(pages or (file(content),)))
    return made.lesson_of(CATS_AND_DOGS, (address, content), known=known)


def pets(
    server: Server, *pages: Page, lists: bytes = LISTS, images: bytes = IMAGES, known: bool = True
) -> Lesson:
    first = server.put("/lists.tar.gz", file(lists)), lists
    second = server.put("/images.tar.gz", *(pages or (file(images),))), images
    return made.lesson_of(PETS, first, second, known=known)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, with slashes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if not path.is_dir()
    }


def wrong(operation: Generator[Step, None, str], folder: Path) -> None:
    """It is refused, and nothing of it stays."""
    with pytest.raises(WrongBytesError):
        finish(operation)
    assert os.listdir(folder) == []


def to_unpacking(operation: Generator[Step, None, str]) -> Step:
    return next(step for step in operation if step.item == UNPACKING)


# The table


def test_what_is_known_is_known_of_both() -> None:
    assert [(one.classes, one.pictures, one.has_digests) for one in LESSONS] == [
        (2, 25_000, False),
        (37, 7_349, True),
    ]
    assert [one.bytes for one in LESSONS] == [824_887_076, 811_092_049]
    assert {one.key for one in LESSONS} == set(lesson_sets._LAYOUTS)


def test_a_size_that_is_unknown_makes_the_sum_unknown(server: Server) -> None:
    assert pets(server, known=False).bytes == 0


def test_they_are_kept_with_a_person_s_files(home: Path) -> None:
    assert paths.lessons_folder() == home / "data" / "lessons"


# What comes


def test_cats_and_dogs_are_two_classes(server: Server, folder: Path) -> None:
    path = finish(fetch(lesson=cats(server), folder=folder))
    assert path == str(folder / CATS_AND_DOGS.key)
    expected = {f"Cat/{at}.jpg": made.picture(at) for at in range(3)}
    expected |= {f"Dog/{at}.jpg": made.picture(100 + at) for at in range(3)}
    assert tree(Path(path)) == expected | {"Cat/666.jpg": b""}
    assert os.listdir(folder) == [CATS_AND_DOGS.key]
    found = finish(datasets.scan(path))
    assert found.classes == ("Cat", "Dog")
    assert [(one.kind, Path(one.path).name) for one in found.problems] == [(CORRUPT, "666.jpg")]


def test_pets_are_breeds_in_the_publisher_s_parts(server: Server, folder: Path) -> None:
    path = finish(fetch(lesson=pets(server), folder=folder))
    assert list(tree(Path(path))) == [
        "test/Egyptian Mau/Egyptian_Mau_4.jpg",
        "test/american pit bull terrier/american_pit_bull_terrier_5.jpg",
        "train/Egyptian Mau/Egyptian_Mau_1.jpg",
        "train/Egyptian Mau/Egyptian_Mau_20.jpg",
        "train/american pit bull terrier/american_pit_bull_terrier_3.jpg",
    ]
    assert os.listdir(folder) == [PETS.key]
    found = finish(datasets.scan(path))
    assert found.classes == ("american pit bull terrier", "Egyptian Mau")
    assert {part: len(examples) for part, examples in found.parts.items()} == {TRAIN: 3, TEST: 2}
    assert found.problems == ()


def test_steps_count_what_comes_and_then_what_is_unpacked(server: Server, folder: Path) -> None:
    steps, _ = run(fetch(lesson=pets(server), folder=folder))
    (turn,) = [at for at, step in enumerate(steps) if step.item == UNPACKING]
    total = len(LISTS) + len(IMAGES)
    for phase, size in ((steps[:turn], total), (steps[turn:], len(IMAGES))):
        counts = [step.done for step in phase]
        assert counts == sorted(counts)
        assert {step.total for step in phase} == {size}
    assert steps[0].done == 0
    assert max(step.done for step in steps[:turn]) == total
    assert steps[-1].done > len(IMAGES) / 2


def test_a_set_that_is_there_is_not_asked_for(server: Server, folder: Path) -> None:
    (folder / CATS_AND_DOGS.key).mkdir(parents=True)
    steps, path = run(fetch(lesson=cats(server), folder=folder))
    assert (steps, path) == ([], str(folder / CATS_AND_DOGS.key))
    assert server.asked == []


@pytest.mark.parametrize("lesson", [cats, pets])
def test_without_known_sizes_and_sums_it_comes_too(
    server: Server, folder: Path, lesson: Callable[..., Lesson]
) -> None:
    unknown = lesson(server, known=False)
    assert unknown.bytes == 0
    assert tree(Path(finish(fetch(lesson=unknown, folder=folder))))


# Going on


def test_it_goes_on_where_it_stopped(server: Server, folder: Path) -> None:
    lesson = cats(server, file(CATS, slow=HALF), file(CATS))
    operation = fetch(lesson=lesson, folder=folder)
    run_to(operation, HALF)
    operation.close()
    assert lessons.held(lesson, folder) == lessons.Held("", HALF)
    steps, path = run(fetch(lesson=lesson, folder=folder))
    assert server.ranges == [None, f"bytes={HALF}-"]
    assert steps[0].done == HALF
    assert lessons.held(lesson, folder) == lessons.Held(path, 0)


def test_a_break_is_mended_and_counted_on(server: Server, folder: Path) -> None:
    lesson = pets(server, file(IMAGES, upto=HALF), file(IMAGES))
    steps, _ = run(fetch(lesson=lesson, folder=folder))
    assert server.ranges == [None, None, f"bytes={HALF}-"]
    assert len(LISTS) + HALF in [step.done for step in steps]


def test_a_stop_says_how_much_of_all_has_come(
    server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("download", "part", "lesson_sets"):  # so that thousands are told
        name = f"desktop_app.engine.{module}.megabytes"
        monkeypatch.setattr(name, lambda size: size, raising=module != "download")
    lesson = pets(server, file(IMAGES, upto=HALF))
    with pytest.raises(DownloadError) as caught:
        finish(fetch(lesson=lesson, folder=folder))
    fields = caught.value.fields
    assert (fields["have"], fields["size"]) == (len(LISTS) + HALF, len(LISTS) + len(IMAGES))
    assert "It goes on from there." in str(caught.value)
    assert lessons.held(lesson, folder).come == len(LISTS) + HALF


def test_a_server_without_the_file_is_told(server: Server, folder: Path) -> None:
    lesson = cats(server, status(404))
    with pytest.raises(DownloadError, match=r"Nothing came: the server has no such file\."):
        finish(fetch(lesson=lesson, folder=folder))
    assert os.listdir(folder) == []


def test_a_stop_while_it_unpacks_keeps_the_archive(server: Server, folder: Path) -> None:
    lesson = cats(server)
    operation = fetch(lesson=lesson, folder=folder)
    to_unpacking(operation)
    half = folder / f".{lesson.key}.part"
    while not (half.is_dir() and tree(half)):
        next(operation)
    assert not lessons.held(lesson, folder).folder
    operation.close()
    assert os.listdir(folder) == [lessons.part(lesson, lesson.archives[0], folder).name]
    assert len(tree(Path(finish(fetch(lesson=lesson, folder=folder))))) == 7
    assert len(server.asked) == 1


def test_what_a_program_left_that_died_is_no_part_of_the_set(server: Server, folder: Path) -> None:
    stale = folder / f".{CATS_AND_DOGS.key}.part" / "Cat" / "old.jpg"
    stale.parent.mkdir(parents=True)
    stale.write_bytes(b"old")
    path = finish(fetch(lesson=cats(server), folder=folder))
    assert "Cat/old.jpg" not in tree(Path(path))
    assert os.listdir(folder) == [CATS_AND_DOGS.key]


@pytest.mark.parametrize("unpacking", [False, True])
def test_a_second_window_is_turned_away(server: Server, folder: Path, unpacking: bool) -> None:
    lesson = cats(server)
    operation = fetch(lesson=lesson, folder=folder)
    to_unpacking(operation) if unpacking else next(operation)
    with pytest.raises(DownloadError) as caught:
        finish(fetch(lesson=lesson, folder=folder))
    assert caught.value.fields["reason"] == TAKEN
    finish(operation)


# Wrong bytes


@pytest.mark.parametrize("place", [20, len(IMAGES) // 2, len(IMAGES) - 6])
def test_a_wrong_digest_is_refused(server: Server, folder: Path, place: int) -> None:
    other = bytearray(IMAGES)
    other[place] ^= 1
    with pytest.raises(WrongBytesError, match=r"images\.tar\.gz came, but"):
        finish(fetch(lesson=pets(server, file(bytes(other))), folder=folder))
    assert [name.split()[1] for name in os.listdir(folder)] == ["annotations.tar.gz.part"]


@pytest.mark.parametrize("content", [CATS[:-1], CATS + b"x", b"<html>Please log in</html>"])
def test_another_size_is_refused_where_no_digest_is_known(
    server: Server, folder: Path, content: bytes
) -> None:
    wrong(fetch(lesson=cats(server, file(content)), folder=folder), folder)


def altered(content: bytes) -> bytes:
    """Change a byte in the middle of the first picture."""
    at = content.index(b"PetImages/Cat/0.jpg") + 500
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@pytest.mark.parametrize(
    "content",
    [
        CATS[: len(CATS) // 2],
        CATS[:-30],
        altered(CATS),
        b"<html>Please log in</html>",
        made.zipped({"PetImages/Bird/1.jpg": b"tweet"}),
        made.zipped({"PetImages/Cat/1.jpg": bytes((64 << 20) + 1)}),
        made.zipped({f"PetImages/Cat/{at}.jpg": bytes(40 << 20) for at in range(2)}),
    ],
    ids=["half", "no end", "altered", "page", "others", "too large", "too much"],
)
def test_a_bad_zip_file_is_thrown_away(server: Server, folder: Path, content: bytes) -> None:
    lesson = cats(server, content=content, known=False)
    wrong(fetch(lesson=lesson, folder=folder), folder)


@pytest.mark.parametrize(
    ("lists", "images"),
    [
        (LISTS[:-40], IMAGES),
        (made.tarred({"annotations/test.txt": b"Egyptian_Mau_1 1 1 1"}), IMAGES),
        (made.tarred(made.pet_lists(test=["Ägyptische_Mau_1"])), IMAGES),
        (LISTS, IMAGES[: len(IMAGES) // 2]),
        (LISTS, IMAGES[:-8] + bytes(8)),
        (LISTS, made.tarred({"images/Egyptian_Mau_999.jpg": b"not listed"})),
        (LISTS, CATS),
    ],
    ids=["half lists", "one list", "letters", "half", "wrong sum", "others", "no tar"],
)
def test_a_bad_tar_file_is_thrown_away(
    server: Server, folder: Path, lists: bytes, images: bytes
) -> None:
    lesson = pets(server, lists=lists, images=images, known=False)
    with pytest.raises(WrongBytesError):
        finish(fetch(lesson=lesson, folder=folder))
    assert len(os.listdir(folder)) == 1  # the archive that is right
    assert not lessons.held(lesson, folder).folder


# Nothing lands elsewhere

STRANGE = (
    "../outside.jpg",
    "/tmp/outside.jpg",
    "C:\\outside.jpg",
    "PetImages/Cat/../../../outside.jpg",
    "PetImages/Cat/../outside.jpg",
    "PetImages\\Cat\\..\\..\\1.jpg",
    "PetImages/Cat/1.jpg/../../../1.jpg",
    "PetImages/Cat/1.jpg:stream",
    "PetImages/Cat/con.jpg",
    "PetImages/Bird/1.jpg",
    "images/../../outside.jpg",
    "images/../Egyptian_Mau_1.jpg",
    "images/con_1.jpg",
)


def test_no_name_in_a_zip_file_leads_outside(server: Server, tmp_path: Path, folder: Path) -> None:
    content = made.zipped(dict.fromkeys(STRANGE, b"outside") | made.cats_and_dogs(1))
    path = finish(fetch(lesson=cats(server, content=content), folder=folder))
    assert list(tree(Path(path))) == ["Cat/0.jpg", "Cat/666.jpg", "Dog/0.jpg"]
    assert os.listdir(tmp_path) == ["lessons"]


def test_no_name_in_a_tar_file_leads_outside(server: Server, tmp_path: Path, folder: Path) -> None:
    lists = made.tarred(made.pet_lists(train=("Egyptian_Mau_1", "../../outside", "con_1", "aux")))
    images = made.tarred(dict.fromkeys(STRANGE, b"outside") | made.pet_images())
    path = finish(fetch(lesson=pets(server, lists=lists, images=images), folder=folder))
    assert {Path(name).name for name in tree(Path(path))} == {
        "Egyptian_Mau_1.jpg",
        "Egyptian_Mau_4.jpg",
        "american_pit_bull_terrier_5.jpg",
    }
    assert os.listdir(tmp_path) == ["lessons"]


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE]
)
def test_links_and_devices_are_left_out(server: Server, folder: Path, kind: bytes) -> None:
    link = tarfile.TarInfo("images/Egyptian_Mau_1.jpg")
    link.type = kind
    link.linkname = "/etc/passwd"
    images = made.tarred(made.pet_images(["Egyptian_Mau_4"]), [link])
    path = finish(fetch(lesson=pets(server, images=images), folder=folder))
    assert list(tree(Path(path))) == ["test/Egyptian Mau/Egyptian_Mau_4.jpg"]


def test_a_link_in_a_zip_file_is_only_a_broken_picture(server: Server, folder: Path) -> None:
    info = zipfile.ZipInfo("PetImages/Cat/7.jpg")
    info.external_attr = 0o120777 << 16
    files = folder.parent / "cats.zip"
    with zipfile.ZipFile(files, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    path = finish(fetch(lesson=cats(server, content=files.read_bytes()), folder=folder))
    assert not (Path(path) / "Cat" / "7.jpg").is_symlink()
    assert tree(Path(path)) == {"Cat/7.jpg": b"/etc/passwd"}


# The disk


def free(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(0, 0, size))


def test_room_for_archive_and_set_is_needed_before_it_begins(
    server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lesson_sets, "SPARE", 0)
    lesson = cats(server)
    free(monkeypatch, 2 * len(CATS) - 1)
    with pytest.raises(DiskFullError):
        finish(fetch(lesson=lesson, folder=folder))
    assert server.asked == []
    assert os.listdir(folder) == []
    part = lessons.part(lesson, lesson.archives[0], folder)
    part.write_bytes(CATS)
    free(monkeypatch, len(CATS))
    assert finish(fetch(lesson=lesson, folder=folder))


def test_a_disk_that_fills_up_keeps_the_archive(
    server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Path.write_bytes

    def refuse(path: Path, content: bytes) -> int:
        if path.name == "2.jpg":
            raise OSError(28, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", refuse)
    lesson = cats(server)
    with pytest.raises(DiskFullError):
        finish(fetch(lesson=lesson, folder=folder))
    assert os.listdir(folder) == [lessons.part(lesson, lesson.archives[0], folder).name]
    monkeypatch.undo()
    assert finish(fetch(lesson=lesson, folder=folder))


def test_a_folder_that_cannot_be_made_is_told(server: Server, folder: Path) -> None:
    folder.write_bytes(b"a file in its place")
    with pytest.raises(FolderError):
        finish(fetch(lesson=cats(server), folder=folder))
