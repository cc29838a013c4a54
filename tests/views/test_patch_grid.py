"""The nine patches: where they stand, how one goes through them, and what is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QHelpEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.engine.seen import Patch, Patches
from desktop_app.views.theme import theme
from desktop_app.views.widgets import patch_grid
from desktop_app.views.widgets.patch_grid import BETWEEN, GAP, NARROW, PatchGrid, cell_rect

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop_app.engine.contract import Pixels

Colour = tuple[int, int, int]


def colour(place: int) -> Colour:
    return 20 * place + 40, 200 - 20 * place, 90


def around_grey(place: int) -> Colour:
    return 128 + 10 * place, 128, 128 - 10 * place


def plain(width: int, height: int, of: Colour) -> Pixels:
    return np.full((height, width, 3), of, np.uint8)


def patch(place: int, *, projected: bool = True, width: int = 12, height: int = 12) -> Patch:
    back = plain(width, height, around_grey(place)) if projected else None
    return Patch(f"cat {place}.jpg", 5.25 - place, plain(width, height, colour(place)), back)


def patches(*some: Patch) -> Patches:
    return Patches("blocks.1", 107, some, seen=24, bad=0)


def nine(*, projected: bool = True) -> Patches:
    return patches(*(patch(place, projected=projected) for place in range(9)))


@pytest.fixture
def grid(qtbot: QtBot) -> PatchGrid:
    result = PatchGrid()
    qtbot.addWidget(result)
    result.resize(372, result.heightForWidth(372))
    with qtbot.waitExposed(result):
        result.show()
    result.clearFocus()
    return result


def rgb(value: QColor) -> Colour:
    return value.red(), value.green(), value.blue()


def role(name: str) -> Colour:
    return rgb(theme.colour(name))


def cell(grid: PatchGrid, place: int, number: int = 0) -> QRectF:
    """Where a cell of the first or the second grid lies."""
    return cell_rect(grid._places()[number], place)


def middle(grid: PatchGrid, place: int, number: int = 0) -> QPoint:
    return cell(grid, place, number).center().toPoint()


def at(image: QImage, point: QPointF | QPoint) -> Colour:
    return rgb(image.pixelColor(int(point.x()), int(point.y())))


def shown(grid: PatchGrid, number: int = 0) -> list[Colour]:
    """The colours in the middle of nine cells."""
    image = grid.grab().toImage()
    return [at(image, middle(grid, place, number)) for place in range(9)]


def is_ringed(grid: PatchGrid, place: int, number: int = 0) -> bool:
    image = grid.grab().toImage()
    return at(image, cell(grid, place, number).topLeft() + QPointF(3, 20)) == (255, 255, 255)


def ringed(grid: PatchGrid) -> list[int]:
    return [place for place in range(9) if is_ringed(grid, place)]


def chosen(grid: PatchGrid) -> list[int]:
    told: list[int] = []
    grid.chosen.connect(told.append)
    return told


# Where they stand


def test_projections_stand_beside_their_patches_in_one_order(grid: PatchGrid) -> None:
    grid.show_patches(nine())
    assert shown(grid) == [colour(place) for place in range(9)]
    assert shown(grid, 1) == [around_grey(place) for place in range(9)]
    for place in range(9):
        across = cell(grid, place, 1).center() - cell(grid, place).center()
        assert across == QPointF(3 * 60 - GAP + BETWEEN, 0)


def test_places_run_row_by_row_without_other_gaps(grid: PatchGrid) -> None:
    first, second, fourth = (cell(grid, place) for place in (0, 1, 3))
    assert (second.left() - first.right(), second.top()) == (GAP, first.top())
    assert (fourth.top() - first.bottom(), fourth.left()) == (GAP, first.left())
    assert first.width() == first.height()


def test_grids_stand_one_below_the_other_in_a_narrow_place(grid: PatchGrid) -> None:
    grid.show_patches(nine())
    grid.setMinimumHeight(0)
    grid.resize(NARROW - 1, grid.heightForWidth(NARROW - 1))
    assert cell(grid, 0, 1).left() == cell(grid, 0).left()
    assert cell(grid, 0, 1).top() > cell(grid, 8).bottom()
    assert cell(grid, 8, 1).bottom() <= grid.height()
    assert shown(grid, 1) == [around_grey(place) for place in range(9)]
    grid.resize(NARROW, grid.heightForWidth(NARROW))
    assert cell(grid, 0, 1).top() == cell(grid, 0).top()


@pytest.mark.parametrize("width", [120, 200, 299, 300, 412, 600])
@pytest.mark.parametrize("projected", [True, False])
def test_grids_fill_the_width_and_the_height_they_ask_for(
    grid: PatchGrid, width: int, projected: bool
) -> None:
    grid.show_patches(nine(projected=projected))
    grid.resize(width, grid.heightForWidth(width))
    last = cell(grid, 8, len(grid._places()) - 1)
    assert grid.height() - last.bottom() in (0, 1, 2)
    if projected or width < NARROW:
        assert 0 <= width - last.right() < 6


def test_cells_shrink_in_a_low_place(grid: PatchGrid) -> None:
    grid.show_patches(nine())
    grid.resize(372, 150)
    assert cell(grid, 8).bottom() <= 150
    assert cell(grid, 0, 1).left() == cell(grid, 2).right() + BETWEEN
    assert min(grid.minimumSizeHint().toTuple()) >= 120


def test_patches_keep_their_size_without_projections(grid: PatchGrid) -> None:
    grid.resize(372, 500)
    grid.show_patches(nine())
    before = cell(grid, 8)
    grid.show_patches(nine(projected=False))
    assert len(grid._places()) == 1
    assert cell(grid, 8) == before
    right = grid.grab(grid.rect().adjusted(190, 0, 0, 0)).toImage()
    assert {at(right, QPoint(x, 90)) for x in range(right.width())} == {role("window")}


def test_missing_patches_and_projections_leave_empty_cells(grid: PatchGrid) -> None:
    grid.show_patches(patches(patch(0), patch(1, projected=False), patch(2)))
    assert shown(grid) == [colour(0), colour(1), colour(2), *[role("sunken")] * 6]
    assert shown(grid, 1) == [
        around_grey(0),
        role("sunken"),
        around_grey(2),
        *[role("sunken")] * 6,
    ]


def test_only_nine_are_shown(grid: PatchGrid) -> None:
    told = chosen(grid)
    grid.show_patches(patches(*(patch(place % 9) for place in range(12))))
    assert shown(grid) == [colour(place) for place in range(9)]
    QTest.keyClick(grid, Qt.Key.Key_End)
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert told == [8]


def test_patch_keeps_its_shape_on_the_mat(grid: PatchGrid) -> None:
    grid.show_patches(patches(patch(0, width=12, height=6)))
    image, area = grid.grab().toImage(), cell(grid, 0)
    assert at(image, area.center()) == colour(0)
    assert at(image, area.center() + QPointF(0, area.height() * 0.3)) == role("mat")
    assert at(image, area.topLeft() + QPointF(0, area.height() / 2)) == colour(0)


def test_patches_cut_out_of_pictures_are_shown(grid: PatchGrid) -> None:
    whole = np.zeros((40, 40, 3), np.uint8)
    whole[10:20, 10:20] = colour(3)
    part = whole[10:20, 10:20]
    grid.show_patches(patches(Patch("a", 1.0, part, part)))
    assert shown(grid)[0] == shown(grid, 1)[0] == colour(3)


def test_order_of_cells_is_the_same_from_right_to_left(
    mirrored: QApplication, grid: PatchGrid
) -> None:
    assert mirrored.isRightToLeft()
    grid.show_patches(nine())
    assert shown(grid) == [colour(place) for place in range(9)]
    assert cell(grid, 0).left() < cell(grid, 1).left()
    assert cell(grid, 0).left() > cell(grid, 2, 1).right()
    assert cell(grid, 2).right() == grid.width()
    QTest.keyClick(grid, Qt.Key.Key_Right)
    assert "cat 1" in grid.accessibleDescription()


def test_waiting_patches_are_paler_until_the_next_ones(grid: PatchGrid) -> None:
    grid.show_patches(nine())
    grid.show_waiting()
    paler = [
        0.45 * one + 0.55 * other for one, other in zip(colour(8), role("window"), strict=True)
    ]
    assert shown(grid)[8] == pytest.approx(paler, abs=3)
    grid.show_patches(nine())
    assert shown(grid)[8] == colour(8)


def test_cleared_grid_is_empty(grid: PatchGrid) -> None:
    grid.show_patches(nine())
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=middle(grid, 4))
    grid.show_waiting()
    grid.clear()
    assert shown(grid) == shown(grid, 1) == [role("sunken")] * 9
    assert grid.accessibleDescription() == ""
    assert ringed(grid) == []
    assert grid.image().isNull()


def test_grounds_change_with_the_theme(grid: PatchGrid) -> None:
    light = shown(grid)
    theme.set_mode("dark")
    assert shown(grid) == [role("sunken")] * 9 != light


# How one goes through them


@pytest.mark.parametrize("number", [0, 1])
def test_click_chooses_in_either_grid(grid: PatchGrid, number: int) -> None:
    told = chosen(grid)
    grid.show_patches(nine())
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=middle(grid, 5, number))
    assert told == [5]
    assert ringed(grid) == [5]
    assert is_ringed(grid, 5, 1)
    assert not grid.hasFocus()


def test_other_clicks_choose_nothing(grid: PatchGrid) -> None:
    told = chosen(grid)
    grid.show_patches(patches(patch(0), patch(1)))
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=middle(grid, 2))
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=QPoint(20, 3))
    QTest.mouseClick(grid, Qt.MouseButton.RightButton, pos=middle(grid, 0))
    assert told == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_keys_lead_from_patch_to_patch(qtbot: QtBot, grid: PatchGrid, key: Qt.Key) -> None:
    told = chosen(grid)
    grid.show_patches(nine())
    assert ringed(grid) == []
    grid.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(grid.hasFocus)
    assert ringed(grid) == [0]
    for step, place in (("Right", 1), ("Down", 4), ("Left", 3), ("Left", 3), ("Up", 0), ("End", 8)):
        QTest.keyClick(grid, Qt.Key[f"Key_{step}"])
        assert ringed(grid) == [place]
        assert f"cat {place}" in grid.accessibleDescription()
    assert told == []
    QTest.keyClick(grid, key)
    assert told == [8]
    grid.clearFocus()
    assert ringed(grid) == [8]


def test_keys_stay_with_the_patches_that_there_are(grid: PatchGrid) -> None:
    told = chosen(grid)
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert told == []
    grid.show_patches(patches(*(patch(place) for place in range(4))))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(grid, key)
    assert told == [1]


def test_next_patches_begin_with_the_strongest(grid: PatchGrid) -> None:
    grid.show_patches(nine())
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=middle(grid, 5))
    grid.show_patches(nine())
    assert ringed(grid) == []
    assert grid.accessibleDescription() == "cat 0.jpg: 5.25"


def test_pointer_is_told_the_picture_and_the_value(
    grid: PatchGrid, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    class Tips:
        @staticmethod
        def showText(where: QPoint, text: str, *rest: object) -> None:
            told.append(text)

    monkeypatch.setattr(patch_grid, "QToolTip", Tips)
    grid.show_patches(patches(patch(0), patch(1)))
    for place, number in ((1, 0), (0, 1), (7, 0)):
        where = middle(grid, place, number)
        event = QHelpEvent(QEvent.Type.ToolTip, where, grid.mapToGlobal(where))
        QApplication.sendEvent(grid, event)
    assert told == ["cat 1.jpg: 4.25", "cat 0.jpg: 5.25", ""]


def test_screen_reader_hears_what_it_is(grid: PatchGrid) -> None:
    grid.show_patches(nine())
    heard = QAccessible.queryAccessibleInterface(grid)
    assert heard is not None
    assert heard.text(QAccessible.Text.Name) == "Nine strongest patches"
    assert heard.text(QAccessible.Text.Description) == "cat 0.jpg: 5.25"


# What is saved


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_saved_figure_has_both_grids(grid: PatchGrid, mode: str) -> None:
    theme.set_mode(mode)
    grid.show_patches(patches(*(patch(place, height=6) for place in range(8))))
    grid.show_waiting()
    image = grid.image()
    side = 3 * 160 + 2 * GAP
    assert image.size() == QSize(2 * side + BETWEEN, side)
    for place in range(8):
        row, column = divmod(place, 3)
        point = QPoint(column * (160 + GAP) + 80, row * (160 + GAP) + 80)
        assert at(image, point) == colour(place)
        assert at(image, point + QPoint(side + BETWEEN, 0)) == around_grey(place)
    assert at(image, QPoint(5, 5)) == at(image, QPoint(side - 5, side - 5)) == (13, 13, 13)


def test_saved_figure_without_projections_has_one_grid(grid: PatchGrid) -> None:
    grid.show_patches(nine(projected=False))
    assert grid.image().width() == grid.image().height() == 484
