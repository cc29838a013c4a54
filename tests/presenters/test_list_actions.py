"""What the menus do with the list of pictures."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from desktop_app import settings
from desktop_app.engine.errors import TruncatedError
from desktop_app.presenters import list_actions
from desktop_app.views import dialogs

if TYPE_CHECKING:
    from tests.presenters.stand_in import Desk

NEED_PICTURES = ("copy_answer", "export_csv", "remove", "clear", "next", "reveal", "fit", "retry")


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """A list of four with answers; the first is shown."""
    desk.open_sources(*"abcd")
    desk.wait_for_answers()
    return desk


def save_as(monkeypatch: pytest.MonkeyPatch, file: Path | str) -> list[str]:
    """Answer the file dialog; what it would have proposed is in the list that is returned."""
    proposed: list[str] = []

    def choose(parent: object, title: str, path: str, kinds: str) -> str:
        del parent, title, kinds
        proposed.append(path)
        return str(file)

    monkeypatch.setattr(dialogs, "save_file", choose)
    return proposed


# Remove, clear, undo


def test_actions_are_there_when_pictures_are(desk: Desk) -> None:
    table = desk.window.actions_table
    assert not any(table[key].isEnabled() for key in (*NEED_PICTURES, "undo"))
    desk.open_sources("a")
    assert all(table[key].isEnabled() for key in NEED_PICTURES)
    assert not table["undo"].isEnabled()
    desk.act("clear")
    assert not any(table[key].isEnabled() for key in NEED_PICTURES)
    assert table["undo"].isEnabled()


def test_current_picture_is_removed_and_its_neighbour_shown(filled: Desk) -> None:
    filled.choose(filled.entry("b"))
    filled.wait_for_shown("b")
    filled.act("remove")
    filled.wait_for_shown("c")
    assert filled.names() == ["a", "c", "d"]


def test_last_picture_is_removed(filled: Desk) -> None:
    filled.choose(filled.entry("d"))
    filled.wait_for_shown("d")
    filled.act("remove")
    filled.wait_for_shown("c")


def test_all_chosen_ones_are_removed(filled: Desk) -> None:
    filled.select(filled.entry("b"), filled.entry("d"))
    filled.act("remove")
    assert filled.names() == ["a", "c"]
    assert filled.shown() == "a"


def test_removals_are_undone_one_by_one(filled: Desk) -> None:
    answers = [entry.answer for entry in filled.pictures.entries()]
    filled.select(filled.entry("c"))
    filled.act("remove")
    filled.select(filled.entry("a"))
    filled.act("remove")
    assert filled.names() == ["b", "d"]
    filled.act("undo")
    assert filled.names() == ["a", "b", "d"]
    filled.act("undo")
    assert filled.names() == list("abcd")
    assert [entry.answer for entry in filled.pictures.entries()] == answers
    assert not filled.window.actions_table["undo"].isEnabled()


def test_cleared_list_is_the_empty_tab(filled: Desk) -> None:
    filled.act("clear")
    assert len(filled.pictures) == 0
    assert filled.names() == []
    assert filled.session.picture is None
    assert filled.session.answer is None
    assert filled.tab.currentIndex() == 0
    assert filled.window.strip.picture.title.text() == "No picture"


def test_cleared_list_comes_back(filled: Desk) -> None:
    filled.act("clear")
    filled.act("undo")
    filled.wait_for_shown("a")
    assert filled.names() == list("abcd")
    assert filled.work.predicted == list("bcd")


def test_removing_when_nothing_is_chosen_changes_nothing(filled: Desk) -> None:
    filled.strip.clearSelection()
    filled.act("remove")
    assert filled.names() == list("abcd")
    assert not filled.window.actions_table["undo"].isEnabled()


# Order and filter


def test_filter_and_order(filled: Desk) -> None:
    filled.work.says["y"] = "dog"
    filled.open_sources("x", "y")
    filled.wait_for_answers()
    filled.tab.list.search.field.setText("dog")
    filled.qtbot.waitUntil(lambda: filled.names() == ["y"])
    filled.wait_for_shown("y")
    filled.tab.list.search.field.clear()
    filled.qtbot.waitUntil(lambda: len(filled.names()) == 6)
    order = filled.tab.list.order
    order.setCurrentIndex(order.findData("class"))
    assert filled.names()[-1] == "y"
    assert filled.shown() == "y"


def test_answers_arrange_a_sorted_list_anew(desk: Desk) -> None:
    desk.work.says = {"b": "zebra", "c": "ant"}
    order = desk.tab.list.order
    order.setCurrentIndex(order.findData("class"))
    desk.work.predicting.shut()
    desk.open_sources("b", "c", "a")
    desk.work.predicting.open()
    desk.wait_for_answers()
    desk.qtbot.waitUntil(lambda: desk.names() == ["c", "a", "b"])


# Show in folder


def test_show_in_folder(filled: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(list_actions, "reveal", shown.append)
    filled.act("reveal")
    assert shown == [filled.entry("a").source.path]


def test_pasted_picture_is_in_no_folder(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(list_actions, "reveal", shown.append)
    data = QMimeData()
    data.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    desk.paste(data)
    desk.wait_for_shown("Pasted picture")
    desk.act("reveal")
    assert shown == []


# Export


def test_answers_as_csv(filled: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    proposed = save_as(monkeypatch, tmp_path / "answers.csv")
    filled.tab.answer.set_top(2)
    filled.act("export_csv")
    what, why = filled.wait_for_notice()
    assert what.startswith("4 answer")
    assert why == str(tmp_path / "answers.csv")
    assert proposed[0].endswith(".csv")
    with (tmp_path / "answers.csv").open(encoding="utf-8-sig", newline="") as stream:
        head, *rows = csv.reader(stream)
    assert [row[head.index("file")] for row in rows] == [f"/nowhere/{name}" for name in "abcd"]
    assert rows[0][head.index("label_1")] == "cat"
    assert "label_2" in head
    assert "label_3" not in head


def test_answers_as_json(filled: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled.work.failures["bad"] = TruncatedError()
    filled.open_sources("x", "bad")
    filled.wait_for_answers()
    save_as(monkeypatch, tmp_path / "answers.json")
    filled.act("export_json")
    filled.wait_for_notice()
    rows = json.loads((tmp_path / "answers.json").read_text("utf-8"))
    assert len(rows) == 6
    assert rows[0]["predictions"][0]["label"] == "cat"
    assert rows[-1]["error"]["kind"] == "truncated"


def test_answers_keep_the_network_that_gave_them(
    filled: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.pick("networks", "efficientnet_lite1")
    filled.qtbot.waitUntil(lambda: filled.is_using("efficientnet_lite1"))
    filled.settle()
    save_as(monkeypatch, tmp_path / "answers.json")
    filled.act("export_json")
    filled.wait_for_notice()
    rows = json.loads((tmp_path / "answers.json").read_text("utf-8"))
    used = [row["backbone"] for row in rows]
    assert used == ["efficientnet_lite1", *["efficientnet_lite0"] * 3]


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_unwritable_place_is_told(
    filled: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    file = tmp_path / "not there" / f"answers.{suffix}"
    save_as(monkeypatch, file)
    filled.act(f"export_{suffix}")
    what, why = filled.wait_for_notice()
    assert what == "Not saved"
    assert str(file) in why


def test_changed_mind_about_saving(filled: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    save_as(monkeypatch, "")
    filled.act("export_csv")
    filled.settle()
    assert filled.notice.isHidden()


def test_saving_is_proposed_in_the_last_folder(
    filled: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.program.remembered.set(settings.FOLDER, str(tmp_path))
    proposed = save_as(monkeypatch, "")
    filled.act("export_json")
    assert Path(proposed[0]).parent == tmp_path
