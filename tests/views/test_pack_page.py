"""What can be carried to another computer, and how much of it is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QTreeView

from desktop_app.engine.catalogue import Entry, Shelf
from desktop_app.views.pack_page import PackPage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LEFT = Qt.MouseButton.LeftButton


def shelf(name: str, size: int, licence: str = "", have: int = 0) -> Shelf:
    entry = Entry(name, name.title(), "", 2015, 1, 1, None, None, size, licence, None)
    return Shelf(entry, "cached", have, f"/{name}")


SHELVES = (
    shelf("alexnet", 244_000_000, "BSD-3-Clause"),
    shelf("resnet", 0, have=102_000_000),
    shelf("vgg", 528_000_000),
)


@pytest.fixture
def page(qtbot: QtBot) -> PackPage:
    result = PackPage()
    qtbot.addWidget(result)
    result.resize(560, 400)
    with qtbot.waitExposed(result):
        result.show()
    result.show_shelves(SHELVES)
    return result


@pytest.fixture
def listed(page: PackPage) -> QTreeView:
    return page.findChildren(QTreeView)[0]


@pytest.fixture
def write(page: PackPage) -> QPushButton:
    return page.findChildren(QPushButton)[0]


def click(listed: QTreeView, row: int, column: int = 0) -> None:
    """Click far from the check box, on the words."""
    place = listed.visualRect(listed.model().index(row, column))
    QTest.mouseClick(listed.viewport(), LEFT, pos=place.center() + QPoint(2, 0))


def words(page: PackPage) -> list[str]:
    return [one.text() for one in page.findChildren(QLabel) if one.isVisible()]


def requested(page: PackPage, write: QPushButton) -> list[object]:
    result: list[object] = []
    page.pack_requested.connect(result.append)
    QTest.mouseClick(write, LEFT)
    return result


def test_rows_are_title_size_and_licence(listed: QTreeView) -> None:
    model = listed.model()
    rows = [[model.index(row, column).data() for column in range(3)] for row in range(3)]
    assert rows == [
        ["Alexnet", "244 MB", "BSD-3-Clause"],
        ["Resnet", "102 MB", "licence not stated"],
        ["Vgg", "528 MB", "licence not stated"],
    ]


def test_nothing_can_be_written_before_something_is_checked(
    page: PackPage, listed: QTreeView, write: QPushButton
) -> None:
    assert not write.isEnabled()
    assert write.toolTip()
    assert requested(page, write) == []
    click(listed, 0)
    assert write.isEnabled()
    assert not write.toolTip()
    click(listed, 0)
    assert not write.isEnabled()


@pytest.mark.parametrize("column", [0, 1, 2])
def test_checked_ones_are_summed_and_told(
    page: PackPage, listed: QTreeView, write: QPushButton, column: int
) -> None:
    click(listed, 2, column)
    click(listed, 1, column)
    (total,) = [text for text in words(page) if text.startswith("2 ")]
    assert total.endswith("630 MB")
    assert requested(page, write) == [("resnet", "vgg")]


def test_space_bar_checks(page: PackPage, listed: QTreeView, write: QPushButton) -> None:
    listed.setCurrentIndex(listed.model().index(0, 1))
    QTest.keyClick(listed, Qt.Key.Key_Space)
    QTest.keyClick(listed, Qt.Key.Key_Down)
    QTest.keyClick(listed, Qt.Key.Key_Space)
    assert requested(page, write) == [("alexnet", "resnet")]


def test_checks_outlive_a_new_list(page: PackPage, listed: QTreeView, write: QPushButton) -> None:
    click(listed, 1)
    click(listed, 2)
    page.show_shelves((SHELVES[0], SHELVES[2]))
    assert requested(page, write) == [("vgg",)]


def test_without_networks_there_is_a_sentence(
    page: PackPage, listed: QTreeView, write: QPushButton
) -> None:
    page.show_shelves(())
    assert "No weights have been downloaded or imported yet." in words(page)
    assert not listed.isVisible()
    assert not write.isEnabled()


def test_page_says_how_a_pack_is_read(page: PackPage) -> None:
    assert any("Drop the file on the window there." in text for text in words(page))
    assert page.minimumSizeHint().width() <= 560
