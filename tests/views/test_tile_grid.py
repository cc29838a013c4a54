"""Tiles in rows: how large they are, where they lie, and where keys lead."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF, QSize, Qt

from desktop_app.views.widgets.tile_grid import KEYS, NOWHERE, TileGrid

ROOM = QSize(400, 300)
SHAPES = [
    (7, 3, (4, 4)),
    (144, 12, (56, 56)),
    (2048, 46, (7, 7)),
    (5, 2, (3, 8)),
    (5, 2, (8, 3)),
    (5, 1, (8, 30)),
    (1, 1, (1, 197)),
]


def fitted(
    count: int, columns: int, side: tuple[int, int] = (4, 4), room: QSize = ROOM
) -> TileGrid:
    return TileGrid.fitted(count, columns, side=side, room=room)


def goes(grid: TileGrid, start: int, *keys: Qt.Key) -> int:
    for key in keys:
        start = grid.neighbour(start, key)
    return start


@pytest.mark.parametrize(("count", "columns", "side"), SHAPES)
def test_cells_are_as_large_as_there_is_room(
    count: int, columns: int, side: tuple[int, int]
) -> None:
    grid = fitted(count, columns, side)
    high, wide = side
    fit = [
        width
        for width in range(1, ROOM.width() + 1)
        if width * columns <= ROOM.width()
        and max(1, width * high // wide) * grid.rows <= ROOM.height()
    ]
    assert grid.wide == fit[-1]
    assert grid.high == max(1, grid.wide * high // wide)


@pytest.mark.parametrize(("count", "columns", "side"), SHAPES)
def test_cells_lie_in_the_middle(count: int, columns: int, side: tuple[int, int]) -> None:
    area = fitted(count, columns, side).area
    right, bottom = ROOM.width() - area.right() - 1, ROOM.height() - area.bottom() - 1
    assert 0 <= right - area.left() <= 1
    assert 0 <= bottom - area.top() <= 1


def test_cells_have_a_pixel_even_without_room() -> None:
    grid = fitted(4000, 2000, room=QSize(160, 120))
    assert (grid.wide, grid.high) == (1, 1)
    assert grid.area.width() == 2000
    assert abs(grid.area.center().x() - 80) <= 1


@pytest.mark.parametrize(("count", "columns", "side"), SHAPES)
def test_every_pixel_of_a_cell_belongs_to_its_tile(
    count: int, columns: int, side: tuple[int, int]
) -> None:
    grid = fitted(count, columns, side)
    for place in range(count):
        cell = QRectF(grid.cell(place))
        inside = cell.adjusted(0.01, 0.01, -0.01, -0.01)
        corners = (inside.topLeft(), inside.topRight(), inside.bottomLeft(), inside.bottomRight())
        assert {grid.place_at(corner) for corner in corners} == {place}


def test_no_tile_lies_outside_or_in_an_empty_place() -> None:
    grid = fitted(7, 3)
    area = QRectF(grid.area)
    outside = [
        area.topLeft() - QPointF(1, -5),
        area.topLeft() - QPointF(-5, 1),
        area.topRight() + QPointF(1, 5),
        area.bottomLeft() + QPointF(5, 1),
        QPointF(grid.cell(7).center()),
        QPointF(grid.cell(8).center()),
    ]
    assert {grid.place_at(point) for point in outside} == {NOWHERE}


def test_arrows_lead_to_the_neighbour() -> None:
    grid = fitted(9, 3)
    there = [grid.neighbour(4, key) for key in KEYS]
    assert there == [3, 5, 1, 7, 0, 8]


@pytest.mark.parametrize(
    ("start", "key"),
    [
        (3, Qt.Key.Key_Left),
        (2, Qt.Key.Key_Right),
        (1, Qt.Key.Key_Up),
        (6, Qt.Key.Key_Down),
        (6, Qt.Key.Key_Right),
        (4, Qt.Key.Key_Down),  # below it the last row is empty
    ],
)
def test_arrows_stop_at_the_edges(start: int, key: Qt.Key) -> None:
    assert fitted(7, 3).neighbour(start, key) == start


def test_the_column_is_kept_on_the_way_up_and_down() -> None:
    down, up = Qt.Key.Key_Down, Qt.Key.Key_Up
    assert goes(fitted(12, 4), 2, down, down, down) == 10
    assert goes(fitted(12, 4), 10, up, up, up) == 2
