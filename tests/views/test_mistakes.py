"""The grid of small pictures: what is drawn, asked for, chosen and opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QFontMetrics, QImage
from PySide6.QtTest import QTest

from desktop_app.views.pixels import cropped
from desktop_app.views.theme import theme
from desktop_app.views.widgets.mistakes import MOST, PICTURE, PictureGrid
from desktop_app.views.widgets.thumbnail_delegate import GAP, PAD
from desktop_app.views.widgets.thumbnails import KEPT, SCROLL_BAR
from tests.views.seen import places, seen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

LEFT = Qt.MouseButton.LeftButton


def lines(count: int) -> list[tuple[str, str]]:
    return [(f"Ragdoll {number}", f"Birman {number}") for number in range(count)]


@pytest.fixture
def grid(qtbot: QtBot) -> PictureGrid:
    result = PictureGrid()
    qtbot.addWidget(result)
    result.resize(result.sizeHint())
    with qtbot.waitExposed(result):
        result.show()
    with qtbot.waitSignal(result.list.settled):
        result.show_pictures(lines(6))
    return result


@pytest.fixture
def chosen(grid: PictureGrid) -> list[int]:
    result: list[int] = []
    grid.chosen.connect(result.append)
    return result


@pytest.fixture
def activated(grid: PictureGrid) -> list[int]:
    result: list[int] = []
    grid.activated.connect(result.append)
    return result


def place(grid: PictureGrid, number: int) -> QRect:
    return grid.list.visualRect(grid.list.model().index(number, 0))


def filled(colour: str, width: int = 60, height: int = 60) -> QImage:
    result = QImage(width, height, QImage.Format.Format_RGB32)
    result.fill(QColor(colour))
    return result


def rows_of(grid: PictureGrid, colour: str | QColor) -> QRect:
    """Around all that has a colour."""
    found = places(grid.list.viewport(), colour)
    xs, ys = [x for x, _ in found], [y for _, y in found]
    return QRect(min(xs), min(ys), max(xs) - min(xs) + 1, max(ys) - min(ys) + 1)


# What is drawn


def test_three_stand_in_a_row(grid: PictureGrid) -> None:
    assert place(grid, 2).top() == place(grid, 0).top()
    assert place(grid, 3).top() == place(grid, 0).bottom() + 1
    assert place(grid, 3).left() == place(grid, 0).left()
    assert grid.list.verticalScrollBar().maximum() == 0


def test_rows_are_broken_where_there_is_no_room(grid: PictureGrid, qtbot: QtBot) -> None:
    with qtbot.waitSignal(grid.list.settled):
        grid.resize(grid.minimumSizeHint())
    assert place(grid, 1).left() == place(grid, 0).left()
    assert grid.list.verticalScrollBar().maximum() > 0


@pytest.mark.parametrize(("width", "columns"), [(560, 3), (610, 4), (944, 6)])
def test_pictures_grow_until_their_rows_are_full(
    grid: PictureGrid, width: int, columns: int
) -> None:
    grid.resize(width, 400)
    grid.list.doItemsLayout()
    tops = [place(grid, number).top() for number in range(6)]
    assert tops.count(tops[0]) == columns
    last, room = place(grid, columns - 1), grid.list.width() - SCROLL_BAR
    assert room - columns < last.right() + 1 <= room
    assert last.width() - PAD - GAP <= MOST.width()


def test_few_pictures_are_not_too_large(grid: PictureGrid) -> None:
    grid.resize(290, 400)
    grid.list.doItemsLayout()
    assert place(grid, 0).width() == MOST.width() + PAD + GAP


def test_picture_fills_its_place(grid: PictureGrid) -> None:
    grid.show_thumbnail(1, filled("#FF00FF", 30, 90))
    expected = QRect(place(grid, 1).topLeft(), PICTURE).translated(PAD, PAD)
    assert rows_of(grid, QColor("#FF00FF")) == expected


@pytest.mark.parametrize("size", [QSize(400, 100), QSize(100, 400), QSize(10, 10)])
def test_pictures_are_cut_at_both_sides_alike(size: QSize) -> None:
    image = filled("red", size.width(), size.height())
    middle = QRect(0, 0, 4, 4)
    middle.moveCenter(image.rect().center())
    for x in range(middle.left(), middle.right() + 1):
        for y in range(middle.top(), middle.bottom() + 1):
            image.setPixelColor(x, y, QColor("blue"))
    result = cropped(image, PICTURE, 2.0)
    assert result.size() == PICTURE * 2
    assert result.deviceIndependentSize().toSize() == PICTURE
    assert result.toImage().pixelColor(PICTURE.width(), PICTURE.height()) == QColor("blue")


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_pictures_yet_to_come_keep_their_places(grid: PictureGrid, mode: str) -> None:
    theme.set_mode(mode)
    grid.show_pictures(lines(1))
    expected = QRect(place(grid, 0).topLeft(), PICTURE).translated(PAD, PAD)
    assert rows_of(grid, "sunken").intersected(expected) == expected
    grid.show_thumbnail(0, QImage())
    assert rows_of(grid, "errorSoft") == expected


def test_first_line_is_bold(grid: PictureGrid) -> None:
    grid.show_pictures([("the same", "the same")])
    picture, cell = seen(grid).astype(int), place(grid, 0)
    high, top = QFontMetrics(theme.font("caption")).height(), cell.top() + PICTURE.height()
    ground = picture[top + 3 * PAD, PICTURE.width()]
    first, second = (
        abs(picture[start : start + high, PAD : PICTURE.width()] - ground).sum()
        for start in (top + 2 * PAD - 1, top + 2 * PAD - 1 + high)
    )
    assert first > 1.3 * second > 0


def test_reason_takes_as_many_rows_as_it_needs(grid: PictureGrid) -> None:
    line = QFontMetrics(theme.font("caption")).height()
    reason = "There is no picture in it; it makes no class."
    grid.show_pictures([("empty", reason)])
    high, least = place(grid, 0).height(), len(places(grid.list.viewport(), "text2", 40))
    grid.show_pictures([("empty", reason)], 4)
    grid.list.doItemsLayout()
    assert place(grid, 0).height() == high + 3 * line
    assert len(places(grid.list.viewport(), "text2", 40)) > 1.5 * least > 0
    grid.show_pictures([("1.jpg", "train")])
    grid.list.doItemsLayout()
    assert place(grid, 0).height() == high


def test_rows_run_from_the_right(
    mirrored: QApplication, grid: PictureGrid, chosen: list[int]
) -> None:
    assert mirrored.isRightToLeft()
    assert place(grid, 0).left() > place(grid, 1).left()
    QTest.mouseClick(grid.list.viewport(), LEFT, pos=place(grid, 0).center())
    QTest.keyClick(grid.list, Qt.Key.Key_Left)
    assert chosen == [0, 1]


# What is asked for


def wanted(grid: PictureGrid, qtbot: QtBot, count: int) -> list[int]:
    """What is asked for when there are so many pictures."""
    with qtbot.waitSignal(grid.wanted) as asked:
        grid.show_pictures(lines(count))
    assert asked.args is not None
    return list(asked.args[0])


def test_pictures_in_sight_are_wanted(grid: PictureGrid, qtbot: QtBot) -> None:
    assert wanted(grid, qtbot, 1000) == list(range(6))


def test_pictures_that_come_into_sight_are_wanted(grid: PictureGrid, qtbot: QtBot) -> None:
    wanted(grid, qtbot, 1000)
    grid.show_thumbnail(997, filled("red"))
    grid.show_thumbnail(998, QImage())
    with qtbot.waitSignal(grid.wanted) as asked:
        grid.list.scrollToBottom()
    assert asked.args == [[996, 999]]


def test_other_pictures_are_wanted_anew(grid: PictureGrid, qtbot: QtBot) -> None:
    grid.show_thumbnail(0, filled("red"))
    assert wanted(grid, qtbot, 2) == [0, 1]


def test_nothing_is_wanted_of_nothing(grid: PictureGrid, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(grid.wanted), qtbot.waitSignal(grid.list.settled):
        grid.show_pictures([])
    assert len(list(grid.list.in_sight())) == 0


def test_few_hundred_pictures_are_kept(grid: PictureGrid) -> None:
    grid.show_pictures(lines(KEPT + 50))
    for number in range(KEPT + 50):
        grid.show_thumbnail(number, filled("red", 2, 2))
    assert grid.list.pictures.missing(range(KEPT + 50)) == list(range(50))


# How one goes through them


def test_click_and_keys_choose(grid: PictureGrid, chosen: list[int], activated: list[int]) -> None:
    assert grid.current == -1
    QTest.mouseClick(grid.list.viewport(), LEFT, pos=place(grid, 1).center())
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Home):
        QTest.keyClick(grid.list, key)
    assert chosen == [1, 2, 5, 0]
    assert grid.current == 0
    assert activated == []
    assert places(grid.list.viewport(), "accent")


def test_double_click_and_enter_activate(
    grid: PictureGrid, chosen: list[int], activated: list[int]
) -> None:
    QTest.keyClick(grid.list, Qt.Key.Key_Return)
    assert activated == []
    at = place(grid, 2).center()
    QTest.mouseClick(grid.list.viewport(), LEFT, pos=at)
    QTest.mouseDClick(grid.list.viewport(), LEFT, pos=at)
    assert (chosen, activated) == ([2], [2])
    QTest.keyClick(grid.list, Qt.Key.Key_Enter)
    assert activated == [2, 2]


def test_choice_goes_with_the_pictures(grid: PictureGrid, chosen: list[int]) -> None:
    QTest.mouseClick(grid.list.viewport(), LEFT, pos=place(grid, 1).center())
    grid.show_pictures(lines(6))
    assert grid.current == -1
    assert chosen == [1]


def test_screen_reader_hears_both_lines(grid: PictureGrid) -> None:
    heard = QAccessible.queryAccessibleInterface(grid.list)
    assert heard is not None
    assert heard.text(QAccessible.Text.Name) == "Pictures"
    assert heard.child(1).text(QAccessible.Text.Name) == "Ragdoll 1, Birman 1"
