"""A weights file is hashed once, again when it changes, and never because of a broken memory."""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING

import pytest

from desktop_app.engine import checked
from tests.backbones import drained

if TYPE_CHECKING:
    from pathlib import Path

CONTENT = bytes(range(250)) * 4
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "Käse 猫.pth"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    return tmp_path / "not" / "yet" / "checked.json"


def asked(file: Path, memory: Path) -> tuple[str, int]:
    """What is said of a file, and how many pieces of it were read for that."""
    steps = checked.sha256(file=file, memory=memory)
    pieces = 0
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value, pieces
        pieces += 1


def test_the_hash_is_of_the_bytes(file: Path, memory: Path) -> None:
    assert asked(file, memory) == (DIGEST, 1)


def test_large_files_are_hashed_in_pieces(
    file: Path, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checked, "PIECE", 300)
    steps = [(step.done, step.total) for step in checked.sha256(file=file, memory=memory)]
    assert steps == [(300, 1000), (600, 1000), (900, 1000), (1000, 1000)]
    assert asked(file, memory) == (DIGEST, 0)


def test_a_file_without_bytes_has_a_hash(tmp_path: Path, memory: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    assert asked(empty, memory) == (hashlib.sha256(b"").hexdigest(), 0)


def test_what_was_hashed_once_is_remembered(file: Path, memory: Path) -> None:
    asked(file, memory)
    other = file.with_name("other")
    other.write_bytes(b"abc")
    asked(other, memory)
    assert asked(file, memory) == (DIGEST, 0)
    assert asked(other, memory) == (hashlib.sha256(b"abc").hexdigest(), 0)
    assert os.listdir(memory.parent) == ["checked.json"]


@pytest.mark.parametrize("change", ["size", "time"])
def test_a_file_that_changed_is_hashed_again(file: Path, memory: Path, change: str) -> None:
    asked(file, memory)
    status = file.stat()
    changed = CONTENT + b"!" if change == "size" else CONTENT[::-1]
    file.write_bytes(changed)
    later = status.st_mtime_ns + (change == "time")
    os.utime(file, ns=(status.st_atime_ns, later))
    assert asked(file, memory) == (hashlib.sha256(changed).hexdigest(), 1)
    assert asked(file, memory)[1] == 0


def test_a_file_that_changes_meanwhile_is_not_remembered(
    file: Path, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checked, "PIECE", 600)
    steps = checked.sha256(file=file, memory=memory)
    next(steps)
    with file.open("ab") as more:
        more.write(b"and more")
    drained(steps)
    assert not memory.exists()


def test_what_was_broken_off_is_not_remembered(
    file: Path, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checked, "PIECE", 300)
    steps = checked.sha256(file=file, memory=memory)
    next(steps)
    steps.close()
    assert asked(file, memory) == (DIGEST, 4)


def test_a_downloaded_file_is_known_without_reading_it(file: Path, memory: Path) -> None:
    checked.remember(file, "of the download", memory)
    assert asked(file, memory) == ("of the download", 0)


def test_files_that_are_gone_are_forgotten(file: Path, memory: Path) -> None:
    gone = file.with_name("gone")
    gone.touch()
    asked(gone, memory)
    gone.unlink()
    asked(file, memory)
    assert list(json.loads(memory.read_text("utf-8"))) == [str(file)]


def test_a_file_that_cannot_be_read_is_an_error_of_the_system(tmp_path: Path, memory: Path) -> None:
    with pytest.raises(FileNotFoundError):
        asked(tmp_path / "missing", memory)


# Damage


@pytest.mark.parametrize(
    "content",
    [b"", b"text", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"a": 1, "b": [], "\\u0000": 2}'],
    ids=["empty", "text", "list", "null", "bytes", "deep", "other things"],
)
def test_a_damaged_memory_costs_only_time(file: Path, memory: Path, content: bytes) -> None:
    memory.parent.mkdir(parents=True)
    memory.write_bytes(content)
    assert asked(file, memory) == (DIGEST, 1)
    assert asked(file, memory) == (DIGEST, 0)


@pytest.mark.parametrize("tail", [[], [None], [1], [[DIGEST]], [DIGEST, DIGEST]])
def test_an_entry_that_makes_no_sense_is_no_entry(
    file: Path, memory: Path, tail: list[object]
) -> None:
    status = file.stat()
    memory.parent.mkdir(parents=True)
    memory.write_text(json.dumps({str(file): [status.st_size, status.st_mtime_ns, *tail]}))
    assert asked(file, memory) == (DIGEST, 1)


def test_a_memory_that_cannot_be_written_costs_only_time(file: Path, tmp_path: Path) -> None:
    (tmp_path / "in the way").touch()
    memory = tmp_path / "in the way" / "checked.json"
    assert asked(file, memory) == (DIGEST, 1)
    assert asked(file, memory) == (DIGEST, 1)
