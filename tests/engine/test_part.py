"""What has come of a file lies safe on the disk, belongs to one window, and is never half right."""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import replace
from hashlib import md5, sha256
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app.engine import part as parts
from desktop_app.engine.errors import DiskFullError, DownloadError, FolderError
from desktop_app.engine.part import SPARE, TAKEN, Parcel, opened

if TYPE_CHECKING:
    from desktop_app.engine.part import Part

CONTENT = bytes(range(256)) * 4000
HALF = 500_000


@pytest.fixture
def parcel(tmp_path: Path) -> Parcel:
    folder = tmp_path / "deep" / "down"
    beginning = sha256(CONTENT).hexdigest()[:8]
    return Parcel("net", "", folder / "net.pth", folder / "net.pth.part", beginning, len(CONTENT))


def left(parcel: Parcel, content: bytes = CONTENT[:HALF]) -> None:
    """Leave what an earlier download would have left."""
    parcel.part.parent.mkdir(parents=True)
    parcel.part.write_bytes(content)


def recalled(part: Part) -> list[int]:
    return [step.done for step in part.recall()]


def turned_away(parcel: Parcel) -> None:
    with pytest.raises(DownloadError) as caught, opened(parcel):
        pytest.fail("it was let in")
    assert caught.value.fields["reason"] == TAKEN


# What has come


def test_pieces_become_a_file(parcel: Parcel) -> None:
    with opened(parcel) as part:
        part.add(CONTENT[:HALF])
        assert not part.right
        part.add(CONTENT[HALF:])
        assert part.right
        assert part.digest == sha256(CONTENT).hexdigest()
        part.settle()
    assert parcel.file.read_bytes() == CONTENT
    assert not parcel.part.exists()


def test_every_piece_is_on_the_disk_at_once(parcel: Parcel) -> None:
    with opened(parcel) as part:
        part.add(b"cat")
        assert parcel.part.read_bytes() == b"cat"


def test_what_came_earlier_is_looked_at_in_short_steps(
    parcel: Parcel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "PIECE", 200_000)
    left(parcel)
    with opened(parcel) as part:
        assert recalled(part) == [200_000, 400_000, 500_000]
        part.add(CONTENT[HALF:])
        assert part.right
    assert parcel.part.read_bytes() == CONTENT


def test_it_can_begin_anew(parcel: Parcel) -> None:
    left(parcel, b"nonsense")
    with opened(parcel) as part:
        recalled(part)
        part.clear()
        assert (part.size, parcel.part.read_bytes()) == (0, b"")
        part.add(CONTENT)
        assert part.right
    assert parcel.part.read_bytes() == CONTENT


def test_a_digest_may_be_of_another_kind(parcel: Parcel) -> None:
    digest = md5(CONTENT).hexdigest()
    with opened(replace(parcel, digest=digest, algorithm="md5")) as part:
        part.add(CONTENT[:HALF])
        assert not part.right
        part.add(CONTENT[HALF:])
        assert part.right
        assert part.digest == digest


@pytest.mark.parametrize("known", [len(CONTENT), 0])
def test_without_a_digest_the_size_must_be_right(parcel: Parcel, known: int) -> None:
    with opened(replace(parcel, digest="", size=known)) as part:
        part.total = len(CONTENT)  # the server's word
        assert not part.right
        part.add(CONTENT[:-1])
        assert not part.right
        part.add(CONTENT[-1:])
        assert part.right
        part.add(b"x")
        assert not part.right


def test_a_known_size_goes_before_the_server_s_word(parcel: Parcel) -> None:
    with opened(replace(parcel, digest="", size=HALF + 1)) as part:
        part.total = HALF
        part.add(CONTENT[:HALF])
        assert not part.right


def test_what_has_come_can_be_read_and_added_to(parcel: Parcel) -> None:
    with opened(parcel) as part:
        part.add(CONTENT[:HALF])
        with part.reading() as stream:
            assert stream.read(9) == CONTENT[:9]
        part.add(CONTENT[HALF:])
        with part.reading() as stream:
            assert stream.read() == CONTENT


def test_a_part_of_nothing_does_not_stay(parcel: Parcel) -> None:
    with opened(parcel):
        assert parcel.part.exists()
    assert not parcel.part.exists()


def test_it_can_be_thrown_away(parcel: Parcel) -> None:
    left(parcel)
    with opened(parcel) as part:
        part.discard()
    assert os.listdir(parcel.part.parent) == []


def test_no_more_is_done_than_there_is(parcel: Parcel) -> None:
    with opened(parcel) as part:
        part.total = 2
        part.add(b"cat")
        assert (part.step().done, part.step().total) == (3, 3)
        part.total = 0
        assert part.step(0.5).total == 0
        assert part.step(0.5).rest == 0.5


# The disk


def test_room_is_needed_for_what_is_still_to_come(
    parcel: Parcel, monkeypatch: pytest.MonkeyPatch
) -> None:
    left(parcel)
    free = [len(CONTENT) - HALF + SPARE]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(0, 0, free[0]))
    with opened(parcel) as part:
        recalled(part)
        part.check_room()
        free[0] -= 1
        with pytest.raises(DiskFullError) as caught:
            part.check_room()
    assert caught.value.fields == {"need": 68, "free": 68, "folder": str(parcel.part.parent)}


def disk_that_takes_half(monkeypatch: pytest.MonkeyPatch, error: OSError) -> None:
    class Disk(FileIO):
        def write(self, piece: memoryview) -> int:  # type: ignore[override]
            room = HALF - os.fstat(self.fileno()).st_size
            if not room:
                raise error
            return super().write(piece[:room])

    monkeypatch.setattr(Path, "open", lambda path, mode, buffering: Disk(str(path), mode))


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_becomes_full_keeps_what_fitted(
    parcel: Parcel, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    disk_that_takes_half(monkeypatch, OSError(code, "full"))
    with opened(parcel) as part, pytest.raises(DiskFullError) as caught:
        part.add(CONTENT)
    assert caught.value.fields == {"need": 68, "free": 0, "folder": str(parcel.part.parent)}
    monkeypatch.undo()
    assert parcel.part.read_bytes() == CONTENT[:HALF]


def test_a_disk_that_fails_is_no_full_disk(parcel: Parcel, monkeypatch: pytest.MonkeyPatch) -> None:
    disk_that_takes_half(monkeypatch, OSError(errno.EIO, "Input/output error"))
    with opened(parcel) as part, pytest.raises(FolderError, match="Input/output error"):
        part.add(CONTENT)


def test_a_file_in_the_folder_s_place(parcel: Parcel) -> None:
    folder = parcel.part.parent
    folder.parent.mkdir()
    folder.write_bytes(b"")
    with pytest.raises(FolderError) as caught, opened(parcel):
        pytest.fail("it was opened")
    assert caught.value.fields == {"folder": str(folder), "reason": "File exists"}


def test_a_folder_that_cannot_be_written(parcel: Parcel, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FolderError, match="Permission denied"), opened(parcel):
        pytest.fail("it was opened")


def test_a_place_that_is_taken(parcel: Parcel) -> None:
    parcel.file.mkdir(parents=True)
    with opened(parcel) as part:
        part.add(CONTENT)
        with pytest.raises(FolderError):
            part.settle()
    assert parcel.part.read_bytes() == CONTENT


# Two windows


def test_a_second_window_is_turned_away(parcel: Parcel) -> None:
    with opened(parcel):
        turned_away(parcel)
    with opened(parcel) as part:
        part.add(b"cat")
        turned_away(parcel)
    assert parcel.part.read_bytes() == b"cat"


@pytest.mark.parametrize("fate", ["settle", "discard"])
def test_a_window_that_comes_just_too_late(
    parcel: Parcel, monkeypatch: pytest.MonkeyPatch, fate: str
) -> None:
    lock = parts._lock

    def late(stream: FileIO) -> None:
        getattr(first, fate)()  # between opening and locking
        first_stream.close()
        lock(stream)

    with opened(parcel) as first:
        first_stream = first._stream
        first.add(CONTENT)
        monkeypatch.setattr(parts, "_lock", late)
        turned_away(parcel)
    assert os.listdir(parcel.part.parent) == ([parcel.file.name] if fate == "settle" else [])


def test_a_drive_without_locks_can_be_used(parcel: Parcel, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: FileIO) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(parts, "_lock", refuse)
    with opened(parcel) as part:
        part.add(CONTENT)
        part.settle()
    assert parcel.file.read_bytes() == CONTENT
