"""A file is there whole, or as it was before."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from desktop_app.engine.whole import whole

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file.txt"


def test_it_appears_once_the_block_is_done(file: Path) -> None:
    with whole(file) as part:
        part.write_text("new")
        assert not file.exists()
    assert file.read_text() == "new"
    assert list(file.parent.iterdir()) == [file]


def test_an_older_one_is_replaced_at_once(file: Path) -> None:
    file.write_text("old")
    with whole(file) as part:
        part.write_text("new")
        assert file.read_text() == "old"
    assert file.read_text() == "new"


@pytest.mark.parametrize("error", [OSError("full"), ValueError("wrong"), GeneratorExit()])
def test_what_fails_leaves_the_old_one_and_nothing_else(file: Path, error: BaseException) -> None:
    file.write_text("old")

    def fail() -> None:
        with whole(file) as part:
            part.write_text("half")
            raise error

    with pytest.raises(type(error)):
        fail()
    assert file.read_text() == "old"
    assert list(file.parent.iterdir()) == [file]


def test_what_cannot_take_the_place_is_thrown_away(file: Path) -> None:
    file.mkdir()
    with pytest.raises(OSError, match="directory"), whole(file) as part:
        part.write_text("new")
    assert list(file.parent.iterdir()) == [file]


def test_it_waits_for_the_disk(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settled: list[int] = []
    fsync = os.fsync

    def noting(stream: int) -> None:
        settled.append(stream)
        fsync(stream)

    monkeypatch.setattr(os, "fsync", noting)
    with whole(file) as part:
        part.write_text("new")
        assert settled == []
    assert len(settled) == 1


def test_two_at_once_are_not_in_each_other_s_way(file: Path) -> None:
    with whole(file) as one, whole(file) as other:
        assert one != other
        one.write_text("one")
        other.write_text("other")
    assert file.read_text() == "one"
    assert list(file.parent.iterdir()) == [file]
