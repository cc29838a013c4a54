"""Folders are searched in a person's order, to the end, and each of them once."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from desktop_app.engine import folders
from desktop_app.engine.errors import PermissionDeniedError
from desktop_app.engine.findings import FoundFiles, Searched, Unreadable
from desktop_app.engine.folders import BATCH, walk
from tests.helpers import awkward_folder, forbid, write

if TYPE_CHECKING:
    from collections.abc import Iterator

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return awkward_folder(tmp_path)


def fill(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write(folder, name)


def found(*paths: str | Path) -> list[str]:
    """The found files in order, relative to the first path where they are in it."""
    findings = list(walk([str(path) for path in paths]))
    files = [path for one in findings if isinstance(one, FoundFiles) for path in one.paths]
    return [path.removeprefix(f"{paths[0]}{os.sep}").replace(os.sep, "/") for path in files]


def summaries(*paths: Path) -> list[Searched]:
    return [one for one in walk([str(path) for path in paths]) if isinstance(one, Searched)]


def test_named_files_are_answered_whatever_they_are(folder: Path) -> None:
    fill(folder, "z.txt", ".hidden.png", "a.png")
    paths = [folder / name for name in ("z.txt", "missing.png", ".hidden.png", "a.png", "z.txt")]
    assert found(*paths) == [str(path) for path in paths]
    assert found("", "a\0b") == ["", "a\0b"]


def test_names_are_sorted_as_a_person_would(folder: Path) -> None:
    names = ["1.png", "Img1.png", "img2.JPG", "img10.png", "img10a.png", "img010b.png", "Zoo.png"]
    fill(folder, *reversed(names))
    assert found(folder) == names


def test_files_and_folders_are_mixed(folder: Path) -> None:
    names = ["a.png", "b/2.png", "b/10.png", "b/c/d/e.png", "c.png", "d/1.png"]
    fill(folder, *reversed(names))
    assert found(folder) == names


def test_what_is_no_picture_is_left_out_and_counted(folder: Path) -> None:
    fill(folder, "a.jpg", "b.TIFF", "c.txt", "d", ".e.png", ".f/g.png", "h/i.png", "h/j.pdf")
    assert found(folder) == ["a.jpg", "b.TIFF", "h/i.png"]
    assert summaries(folder) == [Searched(str(folder), pictures=3, hidden=2, others=3)]


def test_a_folder_without_pictures_says_so(folder: Path) -> None:
    (folder / "inner").mkdir()
    assert list(walk([str(folder)])) == [Searched(str(folder), pictures=0, hidden=0, others=0)]


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_what_the_system_marks_as_hidden_is_left_out(
    folder: Path, monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    fill(folder, "a.png")
    monkeypatch.setattr(folders, "_HAS_HIDDEN_FLAG", True)
    assert summaries(folder) == [Searched(str(folder), pictures=1, hidden=0, others=0)]
    marks = {"win32": "FILE_ATTRIBUTE_HIDDEN", "darwin": "UF_HIDDEN"}
    field = {"win32": "st_file_attributes", "darwin": "st_flags"}[system]
    status = SimpleNamespace(**{field: getattr(stat, marks[system])})
    assert folders._has_hidden_flag(cast("os.stat_result", status))


def test_names_that_are_not_utf_8_survive(folder: Path) -> None:
    name = os.fsdecode(b"caf\xe9.png")
    try:
        fill(folder, name)
    except OSError:
        pytest.skip("this file system has only UTF-8 names")
    assert found(folder) == [name]


@needs_links
def test_links_are_followed(folder: Path) -> None:
    fill(folder, "pictures/a.png", "elsewhere/b.png")
    os.symlink(folder / "elsewhere", folder / "pictures" / "link")
    os.symlink(folder / "elsewhere" / "b.png", folder / "pictures" / "c.png")
    os.symlink("nowhere", folder / "pictures" / "broken.png")
    os.symlink("self.png", folder / "pictures" / "self.png")
    names = ["a.png", "broken.png", "c.png", "link/b.png", "self.png"]
    assert found(folder / "pictures") == names


@needs_links
def test_loops_end(folder: Path) -> None:
    fill(folder, "a.png", "inner/b.png")
    os.symlink(folder, folder / "inner" / "again")
    os.symlink("around", folder / "around")
    os.symlink(folder / "inner", folder / "link")
    assert found(folder) == ["a.png", "inner/b.png"]


def test_a_folder_named_twice_gives_its_files_once(folder: Path) -> None:
    fill(folder, "a.png", "inner/b.png")
    assert found(folder, folder / "inner", folder) == ["a.png", "inner/b.png"]
    assert len(summaries(folder, folder / "inner", folder)) == 1


def test_a_folder_without_permission_is_named_and_the_rest_found(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder, "a.png", "locked/b.png", "z.png")
    locked = str(folder / "locked")
    forbid(locked, monkeypatch)
    first, problem, rest, end = walk([str(folder)])
    assert first == FoundFiles((str(folder / "a.png"),))
    assert isinstance(problem, Unreadable)
    assert problem.path == locked
    assert isinstance(problem.error, PermissionDeniedError)
    assert rest == FoundFiles((str(folder / "z.png"),))
    assert end == Searched(str(folder), pictures=2, hidden=0, others=0)
    os.chmod(locked, 0o700)


def test_a_large_folder_comes_in_short_steps(folder: Path) -> None:
    fill(folder, *(f"{number}.png" for number in range(2 * BATCH + 10)))
    findings = list(walk([str(folder)]))
    sizes = [len(one.paths) for one in findings if isinstance(one, FoundFiles)]
    assert sizes == [0, 0, BATCH, BATCH, 10]
    assert found(folder) == [f"{number}.png" for number in range(2 * BATCH + 10)]


@pytest.fixture
def deepest(folder: Path) -> Iterator[Path]:
    """A folder deeper than Python recurses; taken away again, because pytest would recurse."""
    depths = range(1, sys.getrecursionlimit() + 100)
    chain = [Path(folder, *("d" * depth)) for depth in depths]
    for inner in chain:
        inner.mkdir()
    yield chain[-1]
    for inner in reversed(chain):
        inner.rmdir()


@pytest.mark.skipif(sys.platform != "linux", reason="paths cannot be that long elsewhere")
def test_folders_can_lie_deeper_than_python_recurses(folder: Path, deepest: Path) -> None:
    path = write(deepest, "a.png")
    searched = summaries(folder)
    os.remove(path)
    assert searched == [Searched(str(folder), pictures=1, hidden=0, others=0)]


def test_a_relative_path_stays_relative(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(folder, "inner/a.png")
    monkeypatch.chdir(folder)
    assert found("inner") == ["a.png"]
    assert next(walk(["inner"])) == FoundFiles((str(Path("inner", "a.png")),))
