"""How the rows of the catalogue are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.views.catalogue_list import CatalogueList
from desktop_app.views.catalogue_row import Column
from desktop_app.views.theme import theme
from tests.views.shelves import shelves

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex
    from pytestqt.qtbot import QtBot


@pytest.fixture
def table(qtbot: QtBot) -> CatalogueList:
    result = CatalogueList()
    qtbot.addWidget(result)
    result.resize(840, 600)
    result.rows.set_shelves(shelves())
    with qtbot.waitExposed(result):
        result.show()
    return result


def find(table: CatalogueList, name: str, column: Column) -> QModelIndex:
    return table.shown.mapFromSource(table.rows.place(name)).siblingAtColumn(column)


def has(table: CatalogueList, role: str, name: str, column: Column) -> list[int]:
    """Where in a cell the colour of a role is, from its left edge."""
    place = table.visualRect(find(table, name, column))
    image, colour = table.viewport().grab(place).toImage(), theme.colour(role)
    return [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y) == colour for y in range(image.height()))
    ]


def test_bars_are_as_long_as_the_share(table: CatalogueList) -> None:
    filled = has(table, "barRest", "alexnet", Column.RIGHT)
    rest = has(table, "track", "alexnet", Column.RIGHT)
    share = len(filled) / (len(filled) + len(rest))
    assert share == pytest.approx(0.565, abs=0.04)
    assert max(filled) <= min(rest)
    table.choose("alexnet")
    assert has(table, "accent", "alexnet", Column.RIGHT) != []


def test_bars_grow_from_the_right(mirrored: QApplication, table: CatalogueList) -> None:
    assert mirrored.layoutDirection() is Qt.LayoutDirection.RightToLeft
    filled = has(table, "barRest", "alexnet", Column.RIGHT)
    rest = has(table, "track", "alexnet", Column.RIGHT)
    assert max(rest) <= min(filled)


@pytest.mark.parametrize(
    ("name", "ground"), [("resnet50", "okSoft"), ("resnet18", "warnSoft"), ("zfnet", "warnSoft")]
)
def test_states_are_badges(table: CatalogueList, name: str, ground: str) -> None:
    assert has(table, ground, name, Column.WEIGHTS) != []


def test_badges_and_actions_change_sides(mirrored: QApplication, table: CatalogueList) -> None:
    assert mirrored.layoutDirection() is Qt.LayoutDirection.RightToLeft
    width = table.columnWidth(Column.WEIGHTS)
    assert min(has(table, "okSoft", "resnet50", Column.WEIGHTS)) > width / 4
    assert max(has(table, "okSoft", "resnet50", Column.WEIGHTS)) > width - 14
    table.entered.emit(find(table, "vgg16", Column.ACTION))
    assert min(has(table, "softEdge", "vgg16", Column.ACTION)) < 8


def test_badge_in_use_stands_out_on_the_chosen_row(table: CatalogueList) -> None:
    table.rows.set_in_use("resnet50", "")
    assert has(table, "accentSoft", "resnet50", Column.WEIGHTS) != []
    table.choose("resnet50")
    assert has(table, "surface", "resnet50", Column.WEIGHTS) != []


def test_row_under_the_mouse_is_lit_and_its_action_raised(table: CatalogueList) -> None:
    assert has(table, "hover", "vgg16", Column.YEAR) == []
    table.entered.emit(find(table, "vgg16", Column.ACTION))
    assert has(table, "hover", "vgg16", Column.YEAR) != []
    assert has(table, "softEdge", "vgg16", Column.ACTION) != []
    QApplication.sendEvent(table, QEvent(QEvent.Type.Leave))
    assert has(table, "hover", "vgg16", Column.YEAR) == []


def test_ring_is_for_the_keyboard(table: CatalogueList) -> None:
    table.choose("vgg16")
    table.setFocus(Qt.FocusReason.TabFocusReason)
    assert has(table, "accent", "vgg16", Column.YEAR) != []
    where = table.visualRect(find(table, "resnet50", Column.YEAR)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert has(table, "accent", "resnet50", Column.YEAR) == []
