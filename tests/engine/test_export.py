"""What is saved can be read again, whatever the names, and a failed save costs nothing."""

from __future__ import annotations

import csv
import errno
import json
import os
import stat
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app.engine import export
from desktop_app.engine.contract import Answer, ClassName
from desktop_app.engine.errors import ExportError, MissingFileError, TooLargeError
from desktop_app.engine.export import CHUNK, Row, record
from tests.helpers import awkward_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import IO, TypeAlias

    Opener: TypeAlias = Callable[..., IO[str]]

CLASSES = (
    ClassName("n1", "tabby"),
    ClassName("n2", 'sports car, "fast"'),
    ClassName("", "Käse 猫"),
)
ANSWER = Answer("tiny", CLASSES, (2, 0, 1), (0.625, 0.25, 0.125), flatness=0.5, seconds=0.1)
CAT = Row("cat.png", "other", ANSWER, None)
MISSING = Row("gone.png", "tiny", None, MissingFileError())
AWKWARD = ['a, "b".png', "two\nlines.png", "Käse 猫 🐱.png", "=1+1.png", " tab\t.png", "c:\\d.png"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return awkward_folder(tmp_path)


def save(file: Path, rows: Sequence[Row], top: int = 5) -> Path:
    for step in export.write(file=str(file), rows=rows, top=top):
        assert 0 <= step.done <= step.total == len(rows)
    return file


def table(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


# One row


def test_an_answer_has_these_keys() -> None:
    assert json.dumps(record(CAT, 2), ensure_ascii=False) == (
        '{"file": "cat.png", "backbone": "tiny", "predictions": ['
        '{"index": 2, "wnid": "", "label": "Käse 猫", "probability": 0.625}, '
        '{"index": 0, "wnid": "n1", "label": "tabby", "probability": 0.25}], '
        '"error": null}'
    )


@pytest.mark.parametrize("unlike", [False, True])
def test_whether_all_is_new_is_told_only_by_who_can_tell(unlike: bool) -> None:
    told = record(replace(CAT, answer=replace(ANSWER, unlike=unlike)), 1)
    assert list(told) == ["file", "backbone", "predictions", "unlike", "error"]
    assert told["unlike"] is unlike


def test_an_error_has_these_keys() -> None:
    assert record(MISSING, 5) == {
        "file": "gone.png",
        "backbone": "tiny",
        "predictions": [],
        "error": {
            "kind": "missing",
            "message": "There is no such file. It may have been moved or renamed.",
        },
    }


def test_an_error_that_nobody_foresaw_is_told_too() -> None:
    row = Row("cat.png", "tiny", None, RuntimeError("shapes differ"))
    assert record(row, 5)["error"] == {"kind": "error", "message": "shapes differ"}


@pytest.mark.parametrize(("top", "count"), [(1, 1), (2, 2), (3, 3), (20, 3)])
def test_as_many_predictions_as_there_are(top: int, count: int) -> None:
    predictions = record(CAT, top)["predictions"]
    assert isinstance(predictions, list)
    assert len(predictions) == count


# JSON


def test_json_is_an_array_of_such_rows(folder: Path) -> None:
    rows = [CAT, MISSING, *(Row(name, "tiny", ANSWER, None) for name in AWKWARD)]
    file = save(folder / "answers.json", rows)
    assert json.loads(file.read_text(encoding="utf-8")) == [record(row, 5) for row in rows]
    assert "Käse 猫" in file.read_text(encoding="utf-8")


def test_json_of_nothing_is_an_empty_array(folder: Path) -> None:
    assert json.loads(save(folder / "none.JSON", []).read_bytes()) == []


def test_names_that_are_not_utf_8_come_back_from_json(folder: Path) -> None:
    name = "caf\udce9.png"
    file = save(folder / "answers.json", [Row(name, "tiny", ANSWER, None)])
    assert json.loads(file.read_text(encoding="utf-8"))[0]["file"] == name


# CSV


def test_csv_has_one_line_a_picture(folder: Path) -> None:
    error = TooLargeError(width=60000, height=60000, limit=120)
    rows = [CAT, MISSING, Row("bomb.png", "tiny", None, error)]
    titles = ["label_1", "wnid_1", "probability_1", "label_2", "wnid_2", "probability_2"]
    assert table(save(folder / "answers.csv", rows, top=2)) == [
        ["file", "backbone", *titles, "error"],
        ["cat.png", "tiny", "Käse 猫", "", "0.625", "tabby", "n1", "0.25", ""],
        ["gone.png", "tiny", *[""] * 6, str(MISSING.error)],
        ["bomb.png", "tiny", *[""] * 6, str(error)],
    ]


def test_csv_keeps_awkward_names(folder: Path) -> None:
    rows = [Row(name, "tiny", ANSWER, None) for name in AWKWARD]
    lines = table(save(folder / "answers.csv", rows, top=3))
    assert [line[0] for line in lines[1:]] == AWKWARD
    assert {line[8] for line in lines[1:]} == {'sports car, "fast"'}
    assert {len(line) for line in lines} == {12}


def test_csv_begins_with_the_mark_of_utf_8(folder: Path) -> None:
    content = save(folder / "answers.csv", [CAT]).read_bytes()
    assert content.startswith(b"\xef\xbb\xbffile,backbone,")
    assert content.count(b"\xef\xbb\xbf") == 1
    assert content.count(b"\n") == content.count(b"\r\n") == 2


def test_csv_shows_names_that_are_not_utf_8(folder: Path) -> None:
    file = save(folder / "answers.csv", [Row("caf\udce9.png", "tiny", ANSWER, None)])
    assert table(file)[1][0] == r"caf\udce9.png"


def test_csv_has_room_for_more_classes_than_there_are(folder: Path) -> None:
    head, line = table(save(folder / "answers.csv", [CAT], top=20))
    assert len(head) == len(line) == 2 + 3 * 20 + 1
    assert line[11:] == [""] * 52


# Whole or not at all


def begin(file: Path, rows: Sequence[Row]) -> Callable[[], None]:
    """Write the first rows, and return what stops it there."""
    operation = export.write(file=str(file), rows=rows, top=5)
    next(operation)
    next(operation)
    return operation.close


def assert_untouched(file: Path) -> None:
    assert file.read_text() == "old"
    assert os.listdir(file.parent) == [file.name]


@pytest.fixture(params=["answers.json", "answers.csv"])
def old(request: pytest.FixtureRequest, folder: Path) -> Path:
    file = folder / str(request.param)
    file.write_text("old")
    return file


def test_an_older_file_is_replaced(old: Path) -> None:
    save(old, [CAT])
    assert "cat.png" in old.read_text(encoding="utf-8")
    assert os.listdir(old.parent) == [old.name]


def test_a_long_list_is_written_in_short_steps(old: Path) -> None:
    steps = list(export.write(file=str(old), rows=[CAT] * (2 * CHUNK + 1), top=1))
    assert [step.done for step in steps] == [0, CHUNK, 2 * CHUNK]


def test_a_stop_midway_leaves_the_older_file(old: Path) -> None:
    begin(old, [CAT] * (3 * CHUNK))()
    assert_untouched(old)


def test_the_file_is_closed_before_it_is_taken_away(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows takes away no open file."""
    opened: list[IO[str]] = []
    real_open: Opener = Path.open

    def watched_open(self: Path, mode: str, **options: str) -> IO[str]:
        opened.append(real_open(self, mode, **options))
        return opened[-1]

    def watched_unlink(self: Path, *, missing_ok: bool) -> None:
        del missing_ok
        assert opened[0].closed
        os.remove(self)

    monkeypatch.setattr(Path, "open", watched_open)
    monkeypatch.setattr(Path, "unlink", watched_unlink)
    begin(old, [CAT] * (3 * CHUNK))()
    assert len(opened) == 1
    monkeypatch.undo()
    assert_untouched(old)


def test_a_full_disk_leaves_the_older_file(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> object:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(export, "record", full)
    with pytest.raises(ExportError) as caught:
        save(old, [CAT])
    assert str(caught.value) == f"{old} could not be written: No space left on device."
    assert_untouched(old)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_disk_that_is_full_only_at_the_end(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real_open: Opener = Path.open

    def full(self: Path, _: str, **options: str) -> IO[str]:
        self.touch()
        return real_open(Path("/dev/full"), "w", **options)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(ExportError, match="No space left on device"):
        save(old, [CAT])
    monkeypatch.undo()
    assert_untouched(old)


def test_a_file_that_cannot_be_replaced(folder: Path) -> None:
    (folder / "answers.csv").mkdir()
    with pytest.raises(ExportError, match=r"answers\.csv could not be written: "):
        save(folder / "answers.csv", [CAT])
    assert os.listdir(folder) == ["answers.csv"]


def test_a_folder_that_is_not_there(folder: Path) -> None:
    with pytest.raises(ExportError, match="No such file or directory"):
        save(folder / "nowhere" / "answers.csv", [CAT])


def test_a_folder_without_permission(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")  # root would be let in

    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(ExportError, match="Permission denied"):
        save(old, [CAT])
    monkeypatch.undo()
    assert_untouched(old)


def test_a_name_as_long_as_the_system_takes(folder: Path) -> None:
    file = save(folder / f"{'x' * 251}.csv", [CAT])
    assert os.listdir(folder) == [file.name]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such bits")
def test_others_may_read_it_as_they_may_any_new_file(folder: Path) -> None:
    (folder / "plain").touch()
    saved = save(folder / "answers.csv", [CAT])
    assert stat.S_IMODE(saved.stat().st_mode) == stat.S_IMODE((folder / "plain").stat().st_mode)
