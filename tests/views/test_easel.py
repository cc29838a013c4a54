"""The easel: one picture or a gallery, which one is chosen, and what is saved of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.views.theme import theme
from desktop_app.views.widgets import easel as easels
from desktop_app.views.widgets.easel import GAP, MARGIN, Easel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop_app.engine.contract import Pixels

Colour = tuple[int, int, int]
NINE = ("Siamese cat", "zebra", "junco", "daisy", "castle", "pug", "tabby", "espresso", "bee")
LONG = "Madagascar cat, ring-tailed lemur, the one with the long tail, Lemur catta"


def colour(place: int) -> Colour:
    return 20 * place + 40, 200 - 20 * place, 90


def plain(of: Colour, side: int = 8) -> Pixels:
    return np.full((side, side, 3), of, np.uint8)


@pytest.fixture
def easel(qtbot: QtBot) -> Easel:
    result = Easel()
    qtbot.addWidget(result)
    result.resize(600, 420)
    with qtbot.waitExposed(result):
        result.show()
    result.clearFocus()
    return result


def fill(easel: Easel, *names: str) -> None:
    easel.set_names(names)
    for place in range(len(names)):
        easel.show_picture(place, plain(colour(place)))


def middle(easel: Easel, place: int) -> QPoint:
    return easel._tiles().cell(place).center()


def at(image: QImage, point: QPoint) -> Colour:
    value = image.pixelColor(point)
    return value.red(), value.green(), value.blue()


def role(name: str) -> Colour:
    value = theme.colour(name)
    return value.red(), value.green(), value.blue()


def grabbed(easel: Easel) -> QImage:
    return easel.grab().toImage()


def shown(easel: Easel) -> list[Colour]:
    image = grabbed(easel)
    return [at(image, middle(easel, place)) for place in range(easel.count)]


def ringed(easel: Easel) -> list[int]:
    """Which pictures have a white line along their upper edge."""
    image = grabbed(easel)
    found = []
    for place in range(easel.count):
        cell = easel._tiles().cell(place)
        across = range(cell.top(), cell.center().y())
        column = [at(image, QPoint(cell.center().x(), y)) for y in across]
        found += [place] * ((255, 255, 255) in column)
    return found


def has_focus_ring(easel: Easel) -> bool:
    return at(grabbed(easel), QPoint(1, easel.height() // 2)) == role("accent")


def inked(image: QImage, place: QRectF, ground: Colour) -> int:
    """How many columns of a place are not all of one colour."""
    area = place.toRect()
    columns = (
        {at(image, QPoint(x, y)) for y in range(area.top(), area.bottom())}
        for x in range(area.left(), area.right())
    )
    return sum(column != {ground} for column in columns)


# What is shown


def test_sentence_says_what_to_do_before_the_first_run(easel: Easel) -> None:
    words = QRectF(100, 120, 400, 180)
    assert inked(grabbed(easel), words, role("mat")) > 150
    assert easel.accessibleName() == "Choose what it should see, then Start."
    fill(easel, "zebra")
    assert shown(easel) == [colour(0)]
    easel.set_names([])
    assert inked(grabbed(easel), words, role("mat")) > 150


def test_sentence_wraps_in_a_narrow_place(easel: Easel) -> None:
    easel.resize(easel.minimumSize())
    image = grabbed(easel)
    for x in (4, easel.width() - 5):
        edge = QRectF(x - 2, 10, 4, easel.height() - 20)
        assert inked(image, edge, role("mat")) == 0


@pytest.mark.parametrize("size", [QSize(600, 420), QSize(300, 420), QSize(700, 200)])
def test_one_picture_is_as_large_as_there_is_room(easel: Easel, size: QSize) -> None:
    easel.resize(size)
    fill(easel, "zebra")
    image = grabbed(easel)
    side = min(size.toTuple()) - 2 * MARGIN - GAP
    centre = QPoint(size.width() // 2, size.height() // 2)
    inside, outside = side // 2 - 2, side // 2 + 3
    for way in (QPoint(1, 0), QPoint(-1, 0), QPoint(0, 1), QPoint(0, -1)):
        assert at(image, centre + way * inside) == colour(0)
        assert at(image, centre + way * outside) == role("mat")


def test_place_without_a_picture_is_empty_until_one_comes(easel: Easel) -> None:
    easel.set_names(["zebra", "daisy"])
    easel.show_picture(1, plain(colour(1)))
    assert shown(easel) == [role("sunken"), colour(1)]


def test_next_picture_replaces_the_last(easel: Easel) -> None:
    fill(easel, "zebra")
    easel.show_picture(0, plain(colour(5)))
    assert shown(easel) == [colour(5)]


def test_nine_pictures_stand_in_three_rows(easel: Easel) -> None:
    fill(easel, *NINE)
    assert shown(easel) == [colour(place) for place in range(9)]
    assert (easel._tiles().columns, easel._tiles().rows) == (3, 3)


def test_wide_place_has_longer_rows(easel: Easel) -> None:
    easel.resize(900, 220)
    fill(easel, *NINE)
    assert easel._tiles().columns > 3


@pytest.mark.parametrize("count", range(1, 10))
@pytest.mark.parametrize("size", [QSize(600, 420), QSize(300, 500), QSize(540, 262)])
def test_all_of_a_gallery_lies_on_the_mat(easel: Easel, count: int, size: QSize) -> None:
    easel.resize(size)
    easel.set_names(NINE[:count])
    area = easel._tiles().area
    assert easel.rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN).contains(area)
    off = easel.rect().center() - area.center()
    assert max(abs(off.x()), abs(off.y())) <= 1


def test_names_stand_below_the_pictures_of_a_gallery(easel: Easel) -> None:
    fill(easel, *NINE)
    image = grabbed(easel)
    for place in range(9):
        cell = QRectF(easel._tiles().cell(place))
        name = cell.adjusted(GAP, cell.height() - GAP / 2 - easel._line() + 4, -GAP, -GAP / 2)
        assert inked(image, name, role("mat")) > 10, NINE[place]


def test_long_name_stays_below_its_picture(easel: Easel) -> None:
    fill(easel, *NINE[:4], LONG, *NINE[5:])
    image, cell = grabbed(easel), QRectF(easel._tiles().cell(4))
    line = QRectF(cell.left(), cell.bottom() - GAP / 2 - 14, GAP / 2, 14)
    between = (line.translated(0, 0), line.translated(cell.width() - GAP / 2, 0))
    assert [inked(image, one, role("mat")) for one in between] == [0, 0]


def test_pointer_is_told_whole_names(easel: Easel, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    class Tips:
        @staticmethod
        def showText(where: QPoint, text: str, *rest: object) -> None:
            told.append(text)

    def point(where: QPoint) -> None:
        event = QHelpEvent(QEvent.Type.ToolTip, where, easel.mapToGlobal(where))
        QApplication.sendEvent(easel, event)

    monkeypatch.setattr(easels, "QToolTip", Tips)
    fill(easel, "zebra", LONG)
    for place in (1, 0):
        point(middle(easel, place))
    point(QPoint(2, 2))
    fill(easel, "zebra")
    point(middle(easel, 0))
    assert told == [LONG, "zebra", "", ""]


def test_mat_changes_with_the_theme(easel: Easel) -> None:
    light = at(grabbed(easel), QPoint(20, 20))
    theme.set_mode("dark")
    assert at(grabbed(easel), QPoint(20, 20)) == role("mat") != light


def test_order_is_the_same_from_right_to_left(mirrored: QApplication, easel: Easel) -> None:
    assert mirrored.isRightToLeft()
    fill(easel, *NINE)
    assert shown(easel) == [colour(place) for place in range(9)]
    assert middle(easel, 0).x() < middle(easel, 1).x()


# Which one is chosen


def chosen(easel: Easel) -> list[int]:
    told: list[int] = []
    easel.chosen.connect(told.append)
    return told


def test_first_of_a_gallery_is_chosen_and_ringed(easel: Easel) -> None:
    fill(easel, *NINE)
    easel.choose(4)
    assert ringed(easel) == [4]
    fill(easel, *NINE)
    assert (easel.current, ringed(easel)) == (0, [0])


def test_one_picture_has_no_ring_and_no_focus(easel: Easel) -> None:
    fill(easel, "zebra")
    assert ringed(easel) == []
    assert easel.focusPolicy() is Qt.FocusPolicy.NoFocus


def test_click_chooses(easel: Easel) -> None:
    told = chosen(easel)
    fill(easel, *NINE)
    QTest.mouseClick(easel, Qt.MouseButton.LeftButton, pos=middle(easel, 5))
    assert (told, easel.current, ringed(easel)) == ([5], 5, [5])


def test_other_clicks_choose_nothing(easel: Easel) -> None:
    told = chosen(easel)
    fill(easel, *NINE)
    QTest.mouseClick(easel, Qt.MouseButton.RightButton, pos=middle(easel, 5))
    QTest.mouseClick(easel, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    QTest.mouseClick(easel, Qt.MouseButton.LeftButton, pos=middle(easel, 0))
    assert told == []


def test_click_on_an_empty_easel_does_nothing(easel: Easel) -> None:
    told = chosen(easel)
    QTest.mouseClick(easel, Qt.MouseButton.LeftButton, pos=easel.rect().center())
    QTest.keyClick(easel, Qt.Key.Key_End)
    assert told == []


def test_keys_lead_from_picture_to_picture(easel: Easel) -> None:
    told = chosen(easel)
    fill(easel, *NINE)
    for step in ("Right", "Down", "Left", "Left", "Up", "End", "Home"):
        QTest.keyClick(easel, Qt.Key[f"Key_{step}"])
    assert told == [1, 4, 3, 0, 8, 0]


def test_ring_around_all_is_for_the_keyboard(qtbot: QtBot, easel: Easel) -> None:
    fill(easel, *NINE)
    easel.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(easel.hasFocus)
    assert has_focus_ring(easel)
    QTest.mouseClick(easel, Qt.MouseButton.LeftButton, pos=middle(easel, 5))
    assert not has_focus_ring(easel)
    easel.clearFocus()
    QTest.mouseClick(easel, Qt.MouseButton.LeftButton, pos=middle(easel, 4))
    assert easel.hasFocus()
    assert not has_focus_ring(easel)


def test_screen_reader_hears_which_one_is_chosen(easel: Easel) -> None:
    fill(easel, *NINE)
    easel.choose(1)
    assert easel.accessibleName() == "Ideal image: zebra"
    assert easel.accessibleDescription() == "2 of 9"
    fill(easel, "bee")
    assert easel.accessibleName() == "Ideal image: bee"
    assert easel.accessibleDescription() == ""


# What is saved


def test_one_picture_is_saved_as_it_is(easel: Easel) -> None:
    fill(easel, "zebra")
    image = easel.image()
    assert image.size() == QSize(8, 8)
    assert {at(image, QPoint(x, y)) for x in range(8) for y in range(8)} == {colour(0)}


def test_nothing_is_saved_without_pictures(easel: Easel) -> None:
    assert easel.image().isNull()
    easel.set_names(["zebra"])
    assert easel.image().isNull()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_gallery_is_saved_on_a_white_sheet_with_names(easel: Easel, mode: str) -> None:
    theme.set_mode(mode)
    easel.set_names(NINE)
    for place in range(9):
        easel.show_picture(place, plain(colour(place), 100))
    image, line = easel.image(), easel._line()
    assert image.size() == QSize(3 * 108 + GAP, 3 * (108 + line) + GAP)
    for place in range(9):
        row, column = divmod(place, 3)
        corner = QPoint(GAP + column * 108, GAP + row * (108 + line))
        assert at(image, corner) == at(image, corner + QPoint(99, 99)) == colour(place)
        assert at(image, corner - QPoint(1, 1)) == (255, 255, 255)
        name = QRectF(corner.x(), corner.y() + 100, 100, line)
        assert inked(image, name, (255, 255, 255)) > 10


def test_long_names_keep_to_their_pictures_on_the_sheet(easel: Easel) -> None:
    easel.set_names(["zebra", LONG])
    for place in range(2):
        easel.show_picture(place, plain(colour(place), 100))
    image = easel.image()
    edge = QRectF(GAP + 101, GAP + 100, GAP - 2, easel._line())
    assert inked(image, edge, (255, 255, 255)) == 0
    assert QColor(image.pixel(2, 2)) == QColor("white")
