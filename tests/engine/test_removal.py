"""How large folders are, and that they go: of features, of trainings, of the lessons' sets."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from desktop_app.engine import checkpoints, lesson_sets, lessons, removal
from desktop_app.engine.errors import DownloadError
from desktop_app.engine.lessons import CATS_AND_DOGS
from desktop_app.engine.part import opened
from desktop_app.engine.removal import RemovalError
from tests.backbones import drained

if TYPE_CHECKING:
    from pathlib import Path

MANY = removal.AT_ONCE + 3


def fill(folder: Path, count: int = MANY) -> Path:
    (folder / "inside").mkdir(parents=True)
    for number in range(count):
        (folder / "inside" / f"{number}.jpg").write_bytes(b"ten bytes.")
    return folder


def here(folder: Path) -> Path:
    """A set of cats and dogs, with what has come of its archive."""
    fill(lessons.place(CATS_AND_DOGS, folder))
    lessons.part(CATS_AND_DOGS, CATS_AND_DOGS.archives[0], folder).write_bytes(b"came")
    return folder


def test_size_is_that_of_all_files(tmp_path: Path) -> None:
    steps = removal.size(fill(tmp_path / "set"))
    assert sum(1 for _ in steps) == 1  # it looks at so many files and rests
    assert drained(removal.size(tmp_path)) == MANY * 10
    assert drained(removal.size(tmp_path / "nothing")) == 0


def test_set_goes_with_what_has_come_of_it(tmp_path: Path) -> None:
    folder = here(tmp_path / "lessons")
    steps = lesson_sets.remove(lesson=CATS_AND_DOGS, folder=folder)
    next(steps)
    assert not lessons.place(CATS_AND_DOGS, folder).exists()  # before its files have gone
    drained(steps)
    assert os.listdir(folder) == []


def test_removal_that_was_cut_short_is_finished_by_the_next(tmp_path: Path) -> None:
    folder = here(tmp_path / "lessons")
    steps = lesson_sets.remove(lesson=CATS_AND_DOGS, folder=folder)
    next(steps)
    steps.close()
    assert os.listdir(folder) != []
    drained(lesson_sets.remove(lesson=CATS_AND_DOGS, folder=folder))
    assert os.listdir(folder) == []


def test_set_that_is_being_fetched_stays(tmp_path: Path) -> None:
    folder = here(tmp_path / "lessons")
    before = sorted(os.listdir(folder))
    with opened(lesson_sets._parcel(CATS_AND_DOGS, 0, folder)), pytest.raises(DownloadError):
        drained(lesson_sets.remove(lesson=CATS_AND_DOGS, folder=folder))
    assert sorted(os.listdir(folder)) == before


def test_trainings_go(tmp_path: Path) -> None:
    folder = tmp_path / "trainings"
    assert checkpoints.size(folder) == 0
    fill(folder, 0)
    (folder / "a.json").write_text("{}")
    (folder / "a.pt").write_bytes(b"state")
    assert checkpoints.size(folder) == 7
    checkpoints.clear(folder)
    assert checkpoints.size(folder) == 0
    assert checkpoints.newest(folder) is None


def test_what_the_system_refuses_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.pt").write_bytes(b"state")

    def unlink(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.unlink", unlink)
    with pytest.raises(RemovalError, match=r"Permission denied\. See that"):
        checkpoints.clear(tmp_path)
