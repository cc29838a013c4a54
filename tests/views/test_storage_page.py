"""Where weights are kept and come from: what is shown, what is asked for, what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from desktop_app.engine.lessons import CATS_AND_DOGS, PETS
from desktop_app.engine.places import Places, torch_folder
from desktop_app.views.kept_rows import FEATURES
from desktop_app.views.storage_page import HUB, PUBLISHER, AddressField, StoragePage
from desktop_app.views.widgets.form import Row

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

OWN = Path("/home/someone/networks")
USED, FREE = 5_200_000_000, 40_000_000_000


def places(weights: Path = Path("/weights"), mirror: str = "", hub_mirror: str = "") -> Places:
    return Places(weights, Path("/hub"), OWN, Path("/checked"), mirror, hub_mirror)


@pytest.fixture
def page(qtbot: QtBot) -> StoragePage:
    result = StoragePage()
    qtbot.addWidget(result)
    result.resize(560, 400)
    with qtbot.waitExposed(result):
        result.show()
    result.show_places(places(), USED, 5, FREE)
    return result


def words(page: StoragePage) -> str:
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())


def button(page: StoragePage, text: str) -> QPushButton:
    (found,) = [one for one in page.findChildren(QPushButton) if one.text() == text]
    return found


def click(page: StoragePage, text: str) -> None:
    QTest.mouseClick(button(page, text), Qt.MouseButton.LeftButton)


def field(page: StoragePage, publisher: str) -> AddressField:
    (found,) = [
        one for one in page.findChildren(AddressField) if one.placeholderText() == publisher
    ]
    return found


def enter(page: StoragePage, publisher: str, text: str) -> AddressField:
    """Type an address and go on."""
    result = field(page, publisher)
    result.setText(text)
    QTest.keyClick(result, Qt.Key.Key_Return)
    return result


def said(target: AddressField) -> tuple[str, bool]:
    row = target.parentWidget()
    assert isinstance(row, Row)
    return row.texts()


def told(signal: SignalInstance) -> list[str]:
    result: list[str] = []
    signal.connect(result.append)
    return result


def test_folders_and_sizes_are_shown(page: StoragePage) -> None:
    shown = words(page)
    for text in ("/weights", "/hub", str(OWN), "5.2 GB", "40 GB free"):
        assert text in shown


def test_buttons_ask(qtbot: QtBot, page: StoragePage) -> None:
    with qtbot.waitSignal(page.folder_requested):
        click(page, "Choose…")
    with qtbot.waitSignal(page.standard_requested):
        click(page, "Standard")
    with qtbot.waitSignal(page.reveal_requested) as revealed:
        click(page, "Show")
    assert revealed.args == [str(OWN)]


def test_standard_folder_needs_no_way_back(page: StoragePage) -> None:
    assert button(page, "Standard").isEnabled()
    page.show_places(places(torch_folder()), 0, 0, 0)
    assert not button(page, "Standard").isEnabled()


@pytest.mark.parametrize("address", ["https://mirror.example/models", "http://10.0.0.1:8080", ""])
def test_mirrors_are_told_once(page: StoragePage, address: str) -> None:
    page.show_places(places(mirror="https://old.example", hub_mirror="http://old"), 0, 0, 0)
    first, second = told(page.mirror_changed), told(page.hub_mirror_changed)
    for _ in range(2):
        enter(page, PUBLISHER, f" {address} ")
    assert (first, second) == ([address], [])
    enter(page, HUB, address)
    assert (first, second) == ([address], [address])


@pytest.mark.parametrize("address", ["ftp://mirror.example", "mirror.example", "https://", "x y"])
def test_what_is_no_address_is_refused_in_words(page: StoragePage, address: str) -> None:
    changed = told(page.mirror_changed)
    target = enter(page, PUBLISHER, address)
    assert changed == []
    assert said(target) == ("An address begins with http:// or https://.", True)
    assert target.property("wrong") is True
    enter(page, PUBLISHER, "https://mirror.example")
    assert said(target) == ("", False)
    assert changed == ["https://mirror.example"]


def test_showing_places_changes_nothing(page: StoragePage) -> None:
    changed = told(page.mirror_changed)
    page.show_places(places(mirror="https://mirror.example"), 0, 0, 0)
    enter(page, PUBLISHER, "https://mirror.example")
    assert changed == []
    assert field(page, PUBLISHER).text() == "https://mirror.example"


def test_rows_ask_to_be_emptied(page: StoragePage) -> None:
    asked = told(page.kept.emptied)
    page.kept.show_size(FEATURES, 48_000_000, 2_000_000_000)
    page.kept.show_size(PETS.key, 700_000_000)
    for row in (FEATURES, PETS.key, CATS_AND_DOGS.key):  # of the last there is nothing
        page.kept._rows[row][2].click()
    assert asked == [FEATURES, PETS.key]
    assert "48 MB of at most 2.0 GB" in words(page)


def test_buttons_of_rows_say_what_they_empty(page: StoragePage) -> None:
    names = [act.accessibleName() for _, _, act in page.kept._rows.values()]
    assert names == [
        "Empty, Features of your pictures",
        "Empty, Unfinished trainings",
        "Remove, Cats and Dogs",
        "Remove, Oxford-IIIT Pet",
    ]


@pytest.mark.parametrize("width", [300, 420, 560])
def test_sizes_are_not_cut_where_it_is_narrow(page: StoragePage, width: int) -> None:
    page.kept.show_size(FEATURES, 999_000_000, 2_000_000_000)
    page.resize(width, 900)
    _, field, act = page.kept._rows[FEATURES]
    QCoreApplication.processEvents()
    assert field.height() >= field.heightForWidth(field.width())
    assert act.width() >= act.sizeHint().width()


def test_fields_are_named(page: StoragePage) -> None:
    names = [field(page, publisher).accessibleName() for publisher in (PUBLISHER, HUB)]
    assert names == ["torchvision’s files", "Hugging Face’s files"]


def test_paths_keep_their_direction(mirrored: QApplication, page: StoragePage) -> None:
    assert mirrored.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert "\N{LEFT-TO-RIGHT ISOLATE}/hub\N{POP DIRECTIONAL ISOLATE}" in words(page)
