"""How pictures get in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QImage

from desktop_app import settings
from desktop_app.engine.contract import Bitmap, Dropped, Pasted, Sample
from desktop_app.engine.errors import FetchError, NotAPictureError, PermissionDeniedError
from desktop_app.views import dialogs, intake
from tests.helpers import awkward_folder, encoded, forbid, noise, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.presenters.stand_in import Desk

ADDRESS = "https://example.org/pictures/cat%20one.png?size=large"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten pictures and a text."""
    result = awkward_folder(tmp_path)
    content = encoded(noise(8, 8))
    for number in range(10):
        write(result, f"cat {number}.png", content)
    write(result, "notes.txt", b"not a picture")
    return result


def image() -> QImage:
    result = QImage(7, 5, QImage.Format.Format_RGB32)
    result.fill(QColor(200, 100, 50))
    return result


def web(address: str = ADDRESS, *, picture: bool) -> QMimeData:
    """What a browser gives."""
    data = QMimeData()
    data.setUrls([QUrl(address)])
    if picture:
        data.setImageData(image())
    return data


# Files and folders


def test_dropped_file_is_shown(desk: Desk, folder: Path) -> None:
    desk.open(folder / "cat 3.png")
    desk.wait_for_shown("cat 3.png")
    assert desk.names() == ["cat 3.png"]
    assert desk.entry("cat 3.png").source.path == str(folder / "cat 3.png")
    assert desk.notice.isHidden()


def test_first_of_a_folder_is_shown_and_all_are_answered(desk: Desk, folder: Path) -> None:
    desk.open(folder)
    desk.wait_for_count(10)
    desk.wait_for_answers()
    assert desk.shown() == "cat 0.png"
    assert desk.names() == [f"cat {number}.png" for number in range(10)]
    assert desk.work.looked == ["cat 0.png"]
    assert desk.work.predicted == desk.names()[1:]


def test_what_a_folder_holds_besides_is_told(desk: Desk, folder: Path) -> None:
    write(folder, ".hidden.png")
    desk.open(folder)
    what, why = desk.wait_for_notice()
    assert what == folder.name
    assert "1 other file" in why
    assert "1 hidden" in why


def test_folder_without_pictures(desk: Desk, tmp_path: Path) -> None:
    desk.open(tmp_path)
    what, _ = desk.wait_for_notice()
    assert tmp_path.name in what
    assert len(desk.pictures) == 0


def test_files_and_folders_together(desk: Desk, folder: Path, tmp_path: Path) -> None:
    single = write(tmp_path, "single.png", encoded(noise(8, 8)))
    desk.open(single, folder)
    desk.wait_for_count(11)
    desk.wait_for_answers()
    assert desk.shown() == "single.png"
    assert desk.names()[0] == "single.png"


def test_first_of_a_later_drop_is_shown(desk: Desk, folder: Path, tmp_path: Path) -> None:
    desk.open(folder)
    desk.wait_for_count(10)
    desk.open(write(tmp_path, "later.png", encoded(noise(8, 8))))
    desk.wait_for_shown("later.png")
    assert len(desk.pictures) == 11


def test_it_is_shown_though_a_filter_hides_it(desk: Desk, folder: Path) -> None:
    desk.open_sources("dog", "other")
    desk.wait_for_answers()
    desk.tab.list.search.field.setText("dog")
    desk.qtbot.waitUntil(lambda: desk.names() == ["dog"])
    desk.open(folder / "cat 1.png")
    desk.wait_for_shown("cat 1.png")
    assert "cat 1.png" in desk.names()
    assert desk.tab.list.search.field.text() == ""


def test_text_file_gets_its_place_with_the_reason(desk: Desk, folder: Path) -> None:
    desk.work.failures["notes.txt"] = NotAPictureError()
    desk.open(folder / "cat 0.png", folder / "notes.txt")
    desk.wait_for_count(2)
    desk.wait_for_answers()
    assert isinstance(desk.entry("notes.txt").error, NotAPictureError)
    desk.choose(desk.entry("notes.txt"))
    desk.qtbot.waitUntil(lambda: desk.session.picture is None)
    what, why = desk.tab.problem.texts()
    assert "notes.txt" in what
    assert why == str(NotAPictureError())


def test_file_that_is_not_there(desk: Desk, tmp_path: Path) -> None:
    desk.work.failures["gone.png"] = NotAPictureError()
    desk.open(tmp_path / "gone.png")
    desk.wait_for_count(1)
    desk.wait_for_answers()
    assert desk.entry("gone.png").error is not None


def test_unreadable_folder_gets_its_place(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = folder / "inner"
    inner.mkdir()
    forbid(str(inner), monkeypatch)
    desk.work.failures["inner"] = PermissionDeniedError()
    desk.open(folder)
    desk.wait_for_count(11)
    desk.wait_for_answers()
    assert isinstance(desk.entry("inner").error, PermissionDeniedError)
    assert desk.shown() == "cat 0.png"


def test_unreadable_folder_alone(desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forbid(str(folder), monkeypatch)
    desk.work.failures[folder.name] = PermissionDeniedError()
    desk.open(folder)
    desk.wait_for_count(1)
    desk.qtbot.waitUntil(lambda: folder.name in desk.tab.problem.texts()[0])
    assert isinstance(desk.entry(folder.name).error, PermissionDeniedError)


# Dialogs, recent ones and samples


def test_dialogs_start_where_the_last_one_ended(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def choose(_: object, start: str) -> list[str]:
        asked.append(start)
        return [str(folder / "cat 1.png")]

    monkeypatch.setattr(dialogs, "open_pictures", choose)
    desk.act("open")
    desk.wait_for_shown("cat 1.png")
    desk.act("open")
    desk.wait_for_count(2)
    assert asked == ["", str(folder)]


def test_changed_mind_in_a_dialog(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialogs, "open_pictures", lambda *_: [])
    monkeypatch.setattr(dialogs, "open_folder", lambda *_: "")
    desk.act("open")
    desk.act("open_folder")
    desk.settle()
    assert len(desk.pictures) == 0
    assert desk.program.remembered.get(settings.RECENT) == ()
    assert desk.program.remembered.get(settings.FOLDER) == ""


def test_recent_ones_can_be_opened_again(desk: Desk, folder: Path) -> None:
    desk.open(folder / "cat 1.png")
    desk.open(folder)
    desk.wait_for_count(11)
    assert desk.offered("recent") == [str(folder), str(folder / "cat 1.png")]
    desk.pick("recent", str(folder / "cat 1.png"))
    desk.wait_for_count(12)
    assert desk.offered("recent")[0] == str(folder / "cat 1.png")


def test_ampersand_in_a_recent_name_is_no_menu_key(desk: Desk, tmp_path: Path) -> None:
    desk.open(write(tmp_path, "cats & dogs.png"))
    (action,) = desk.window.actions_table.submenus["recent"].actions()
    assert action.text().endswith("cats && dogs.png")
    assert action.property("value").endswith("cats & dogs.png")
    desk.wait_for_count(1)


def test_samples_say_where_they_are_from(desk: Desk) -> None:
    assert len(desk.offered("samples")) >= 4
    desk.pick("samples", "coffee.png")
    desk.wait_for_shown("Cup of coffee")
    origin = desk.entry("Cup of coffee").source.origin
    assert isinstance(origin, Sample)
    assert (origin.key, bool(origin.source), bool(origin.licence)) == ("coffee.png", True, True)


def test_samples_of_the_drop_zone(desk: Desk) -> None:
    desk.tab.drop_zone.sample_requested.emit("chelsea.png")
    desk.wait_for_shown("Chelsea the cat")


# Clipboard and image data


def test_pasted_picture(desk: Desk) -> None:
    data = QMimeData()
    data.setImageData(image())
    desk.paste(data)
    desk.wait_for_shown("Pasted picture")
    source = desk.entry("Pasted picture").source
    assert isinstance(source.origin, Pasted)
    assert isinstance(source.content, Bitmap)
    assert (source.content.width, source.content.height) == (7, 5)
    assert source.content.data[:4] == bytes((200, 100, 50, 255))


def test_pasted_files(desk: Desk, folder: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder / "cat 2.png"))])
    desk.paste(data)
    desk.wait_for_shown("cat 2.png")


@pytest.mark.parametrize("text", ["", "only words", "file:no", "https://"])
def test_pasting_nothing_of_use_says_so(desk: Desk, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    desk.paste(data)
    what, why = desk.wait_for_notice()
    assert what == "There is no picture on the clipboard."
    assert why
    assert len(desk.pictures) == 0


def test_dropped_image_data_keep_their_address(desk: Desk) -> None:
    desk.window.received.emit(intake.take(web(picture=True)))
    desk.wait_for_count(1)
    source = desk.pictures.entries()[0].source
    assert isinstance(source.origin, Dropped)
    assert "example.org" in source.origin.address
    assert desk.work.fetched == []


# Addresses


def test_address_is_only_offered(desk: Desk) -> None:
    desk.window.received.emit(intake.take(web(picture=False)))
    what, why = desk.wait_for_notice()
    assert "only an address" in what
    assert "example.org" in why
    desk.settle()
    assert desk.work.fetched == []
    assert len(desk.pictures) == 0


def test_address_is_fetched_when_asked_for(desk: Desk) -> None:
    desk.window.received.emit(intake.take(web(picture=False)))
    desk.answer_notice()
    desk.wait_for_count(1)
    (entry,) = desk.pictures.entries()
    assert len(desk.work.fetched) == 1
    assert entry.source.content == b"what lies there"
    assert entry.source.origin == Dropped(desk.work.fetched[0])
    assert "cat" in entry.source.name
    assert "?" not in entry.source.name
    assert desk.notice.isHidden()


def test_fetching_can_be_stopped_and_begun_again(desk: Desk) -> None:
    desk.work.fetching.shut()
    desk.window.received.emit(intake.take(web(picture=False)))
    desk.answer_notice()
    assert desk.notice.texts()[0] == "Fetching…"
    desk.qtbot.waitUntil(lambda: desk.work.fetching.reached)
    desk.answer_notice()
    assert "only an address" in desk.notice.texts()[0]
    desk.work.fetching.open()
    desk.settle()
    assert len(desk.pictures) == 0
    desk.answer_notice()
    desk.wait_for_count(1)


def test_another_message_does_not_change_what_was_fetched(desk: Desk) -> None:
    desk.window.received.emit(intake.take(web(picture=False)))
    desk.answer_notice()
    desk.notice.show_message("ok", "3 answers saved.", "/somewhere/else.csv")
    desk.wait_for_count(1)
    (entry,) = desk.pictures.entries()
    assert entry.source.origin == Dropped(desk.work.fetched[0])


def test_address_without_a_picture(desk: Desk) -> None:
    address = "http://example.org/nothing"
    error = FetchError(address=address, reason="the other side answered 404 Not Found")
    desk.work.failures[address] = error
    desk.window.received.emit(intake.take(web(address, picture=False)))
    desk.answer_notice()
    desk.qtbot.waitUntil(lambda: "404" in desk.notice.texts()[1])
    assert len(desk.pictures) == 0
