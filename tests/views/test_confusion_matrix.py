"""The confusion matrix: its shades, how one goes through it, and what is said of a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QHelpEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.views.theme import theme
from desktop_app.views.widgets import confusion_matrix
from desktop_app.views.widgets.confusion_matrix import ConfusionMatrix
from desktop_app.views.widgets.matrix_painter import ink, tone
from tests.views.test_theme import contrast

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

NAMES = ("Birman", "Maine Coon", "Ragdoll", "Sphynx")
COUNTS = ((42, 1, 7, 0), (0, 50, 0, 0), (0, 25, 25, 0), (0, 0, 0, 0))
LEFT, RIGHT = Qt.Key.Key_Left, Qt.Key.Key_Right
UP, DOWN = Qt.Key.Key_Up, Qt.Key.Key_Down


@pytest.fixture
def matrix(qtbot: QtBot) -> ConfusionMatrix:
    result = ConfusionMatrix()
    qtbot.addWidget(result)
    result.resize(440, 340)
    result.show_counts(NAMES, COUNTS)
    with qtbot.waitExposed(result):
        result.show()
    return result


@pytest.fixture
def told(matrix: ConfusionMatrix) -> list[tuple[int, int]]:
    result: list[tuple[int, int]] = []
    matrix.opened.connect(lambda *cell: result.append(cell))
    return result


def many(matrix: ConfusionMatrix, count: int, each: int = 9) -> None:
    names = [f"class {number}" for number in range(count)]
    rows = [[each * (row == column) for column in range(count)] for row in range(count)]
    matrix.show_counts(names, rows)
    QApplication.processEvents()


def image(matrix: ConfusionMatrix) -> QImage:
    return matrix.viewport().grab().toImage()


def ground(matrix: ConfusionMatrix, row: int, column: int) -> str:
    """The colour in a corner of a cell, where there is neither number nor ring."""
    return image(matrix).pixelColor(matrix.cell_rect(row, column).topLeft() + QPoint(4, 4)).name()


def colours(matrix: ConfusionMatrix, where: QRect) -> set[str]:
    picture = image(matrix).copy(where)
    return {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
    }


def role(name: str) -> str:
    return theme.colour(name).name()


def middle(matrix: ConfusionMatrix, row: int, column: int) -> QPoint:
    return matrix.cell_rect(row, column).center()


def click(matrix: ConfusionMatrix, at: QPoint) -> None:
    QTest.mouseClick(matrix.viewport(), Qt.MouseButton.LeftButton, pos=at)


def darkness(matrix: ConfusionMatrix, where: QRect) -> int:
    """How dark the darkest point is: bold words are darker."""
    picture = image(matrix).copy(where).convertToFormat(QImage.Format.Format_Grayscale8)
    return sum(
        255 - picture.pixelColor(x, y).lightness()
        for x in range(picture.width())
        for y in range(picture.height())
    )


# What is drawn


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_shades_go_by_the_share_of_the_row(matrix: ConfusionMatrix, mode: str) -> None:
    theme.set_mode(mode)
    assert ground(matrix, 1, 1) == role("accent")
    assert ground(matrix, 2, 2) == tone(0.5, right=True).name()
    assert ground(matrix, 2, 1) == tone(0.5, right=False).name()
    assert ground(matrix, 0, 2) == tone(7 / 50, right=False).name()
    assert {ground(matrix, 3, column) for column in range(4)} == {role("sunken")}


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("right", [True, False])
def test_tones_lead_from_empty_to_full_and_numbers_can_be_read(mode: str, right: bool) -> None:
    theme.set_mode(mode)
    assert tone(0, right=right).name() == role("sunken")
    assert tone(1, right=right).name() == role("accent" if right else "second")
    for share in range(0, 101):
        shade = tone(share / 100, right=right)
        assert contrast(shade.name(), ink(shade).name()) >= 4.5


def test_only_cells_with_a_count_have_a_number(matrix: ConfusionMatrix) -> None:
    for row in range(4):
        for column in range(4):
            inside = matrix.cell_rect(row, column).adjusted(4, 4, -4, -4)
            assert (len(colours(matrix, inside)) > 1) == bool(COUNTS[row][column])


@pytest.mark.parametrize(("count", "numbered"), [(15, True), (22, False)])
def test_numbers_vanish_in_small_cells(matrix: ConfusionMatrix, count: int, numbered: bool) -> None:
    many(matrix, count)
    assert (matrix.cell_rect(0, 0).width() >= 18) is numbered
    inside = matrix.cell_rect(1, 1).adjusted(2, 2, -2, -2)
    assert (len(colours(matrix, inside)) > 1) is numbered


def test_numbers_that_do_not_fit_are_left_out(matrix: ConfusionMatrix) -> None:
    many(matrix, 12, each=1_234_567)
    assert len(colours(matrix, matrix.cell_rect(1, 1).adjusted(2, 2, -2, -2))) == 1


@pytest.mark.parametrize(("count", "side"), [(2, 64), (9, 30), (120, 12)])
def test_cells_are_neither_lost_nor_too_small(
    matrix: ConfusionMatrix, count: int, side: int
) -> None:
    many(matrix, count)
    assert matrix.cell_rect(0, 0).size().toTuple() == (side, side)


def test_cells_shrink_with_the_room(matrix: ConfusionMatrix) -> None:
    many(matrix, 10)
    matrix.resize(300, 240)
    QApplication.processEvents()
    assert 12 < matrix.cell_rect(0, 0).width() < 30
    assert matrix.viewport().rect().contains(matrix.cell_rect(9, 9))
    assert matrix.horizontalScrollBar().maximum() == matrix.verticalScrollBar().maximum() == 0


def test_few_classes_stand_in_the_middle(matrix: ConfusionMatrix) -> None:
    many(matrix, 2)
    right = matrix.viewport().width() - matrix.cell_rect(0, 1).right()
    assert right > 100
    assert matrix.cell_rect(0, 0).left() > right


def test_open_cell_is_ringed_and_its_names_are_bold(matrix: ConfusionMatrix) -> None:
    cell, names, foot = matrix.cell_rect(0, 2), matrix._place.names, matrix._place.foot
    row = QRect(names.left(), cell.top(), names.width(), cell.height())
    column = QRect(cell.left(), foot.top(), cell.width(), foot.height())
    before = darkness(matrix, row), darkness(matrix, column)
    edge = QRect(cell.topLeft(), cell.topRight())
    assert role("text") not in colours(matrix, edge)
    matrix.open_cell(0, 2)
    assert role("text") in colours(matrix, edge)
    assert darkness(matrix, row) > before[0]
    assert darkness(matrix, column) > before[1]
    matrix.open_cell(0, 4)
    assert role("text") not in colours(matrix, edge)


def test_cells_are_not_mirrored_but_names_lead(
    mirrored: QApplication, matrix: ConfusionMatrix
) -> None:
    assert mirrored.isRightToLeft()
    assert matrix.cell_rect(0, 0).left() < matrix.cell_rect(0, 1).left()
    assert matrix._place.names.left() > matrix.cell_rect(0, 3).right()
    assert len(colours(matrix, matrix._place.names)) > 2
    matrix.open_cell(0, 0)
    QTest.keyClick(matrix, RIGHT)
    assert matrix.opened_cell == (0, 1)
    many(matrix, 120)
    assert matrix.cell_rect(0, 0).left() == matrix._place.area.left()


def test_names_change_sides_with_the_layout(matrix: ConfusionMatrix) -> None:
    before = matrix._place.names.left()
    matrix.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert matrix._place.names.left() > before


def test_nothing_is_drawn_without_classes(matrix: ConfusionMatrix, told: list[object]) -> None:
    matrix.show_counts((), ())
    assert len(colours(matrix, matrix.viewport().rect())) == 1
    QTest.keyClick(matrix, DOWN)
    click(matrix, QPoint(60, 60))
    assert told == []
    assert matrix.sizeHint().isValid()


def test_counts_fit_the_names(matrix: ConfusionMatrix) -> None:
    with pytest.raises(ValueError, match="a row and a column"):
        matrix.show_counts(("a", "b"), ((1, 2, 3), (4, 5, 6)))
    with pytest.raises(ValueError, match="a row and a column"):
        matrix.show_counts(("a", "b"), ((1, 2),))


# How one goes through it


def test_click_opens_a_cell(matrix: ConfusionMatrix, told: list[tuple[int, int]]) -> None:
    click(matrix, middle(matrix, 0, 2))
    assert told == [(0, 2)]
    assert matrix.opened_cell == (0, 2)
    click(matrix, matrix._place.names.center())
    QTest.mouseClick(matrix.viewport(), Qt.MouseButton.RightButton, pos=middle(matrix, 1, 1))
    assert told == [(0, 2)]


def test_keys_move_the_ring(matrix: ConfusionMatrix, told: list[tuple[int, int]]) -> None:
    for key in (RIGHT, RIGHT, DOWN, LEFT, UP, UP, Qt.Key.Key_End, Qt.Key.Key_Home):
        QTest.keyClick(matrix, key)
    assert told == [(0, 0), (0, 1), (1, 1), (1, 0), (0, 0), (3, 3), (0, 0)]


def test_opening_from_outside_tells_nothing(
    matrix: ConfusionMatrix, told: list[tuple[int, int]]
) -> None:
    matrix.open_cell(2, 1)
    assert matrix.opened_cell == (2, 1)
    assert told == []


def test_open_cell_stays_with_the_same_classes(matrix: ConfusionMatrix) -> None:
    matrix.open_cell(2, 1)
    matrix.show_counts(NAMES, [[1] * 4] * 4)
    assert matrix.opened_cell == (2, 1)
    assert matrix.accessibleDescription() == "Ragdoll seen as Maine Coon: 1 of 4"
    many(matrix, 5)
    assert matrix.opened_cell == (-1, -1)
    assert matrix.accessibleDescription() == ""


def test_many_classes_scroll_to_the_open_cell(matrix: ConfusionMatrix) -> None:
    many(matrix, 120)
    area = matrix._place.area
    QTest.keyClick(matrix, Qt.Key.Key_Home)
    assert area.contains(matrix.cell_rect(0, 0))
    QTest.keyClick(matrix, Qt.Key.Key_End)
    assert area.contains(matrix.cell_rect(119, 119))
    assert not area.contains(matrix.cell_rect(0, 0))
    assert tone(1, right=True).name() in colours(matrix, matrix.cell_rect(119, 119))
    matrix.open_cell(0, 119)
    assert area.contains(matrix.cell_rect(0, 119))
    matrix.resize(300, 200)
    QApplication.processEvents()
    assert matrix._place.area.contains(matrix.cell_rect(0, 119))


def test_bars_go_when_there_is_room_again(matrix: ConfusionMatrix) -> None:
    many(matrix, 24)
    matrix.resize(300, 240)
    QApplication.processEvents()
    assert matrix.verticalScrollBar().isVisible()
    matrix.resize(700, 700)
    QApplication.processEvents()
    assert not matrix.verticalScrollBar().isVisible()
    assert not matrix.horizontalScrollBar().isVisible()
    assert matrix._place.area.contains(matrix.cell_rect(23, 23))


def test_ring_around_all_is_for_the_keyboard(matrix: ConfusionMatrix, qtbot: QtBot) -> None:
    matrix.activateWindow()
    matrix.clearFocus()
    edge = QRect(0, 0, matrix.viewport().width(), 1)
    matrix.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(matrix.hasFocus)
    assert role("accent") in colours(matrix, edge)
    click(matrix, middle(matrix, 1, 1))
    assert role("accent") not in colours(matrix, edge)


# What is said


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    result: list[str] = []

    class ToolTip:
        @staticmethod
        def showText(at: QPoint, words: str, *rest: object) -> None:
            result.append(words)

    monkeypatch.setattr(confusion_matrix, "QToolTip", ToolTip)
    return result


def point_at(matrix: ConfusionMatrix, at: QPoint) -> None:
    event = QHelpEvent(QEvent.Type.ToolTip, at, matrix.viewport().mapToGlobal(at))
    QApplication.sendEvent(matrix.viewport(), event)


def test_tooltips_tell_cells_and_whole_names(matrix: ConfusionMatrix, said: list[str]) -> None:
    place = matrix._place
    down, across = middle(matrix, 1, 0).y(), middle(matrix, 0, 2).x()
    for at in (
        middle(matrix, 0, 2),
        middle(matrix, 1, 1),
        QPoint(place.names.center().x(), down),
        QPoint(across, place.foot.center().y()),
        QPoint(matrix.viewport().width() - 1, 0),
    ):
        point_at(matrix, at)
    assert said == [
        "Birman seen as Ragdoll: 7 of 50",
        "Maine Coon seen as Maine Coon: 50 of 50",
        "Maine Coon",
        "Ragdoll",
        "",
    ]


def test_screen_reader_hears_the_open_cell(matrix: ConfusionMatrix) -> None:
    heard = QAccessible.queryAccessibleInterface(matrix)
    assert heard is not None
    assert "truth" in heard.text(QAccessible.Text.Name)
    matrix.open_cell(0, 2)
    assert heard.text(QAccessible.Text.Description) == "Birman seen as Ragdoll: 7 of 50"


def test_ink_is_black_or_white() -> None:
    assert ink(QColor("yellow")) == QColor("black")
    assert ink(QColor("navy")) == QColor("white")
