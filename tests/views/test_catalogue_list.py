"""The catalogue's table: what stands in it, what is shown of it, and what it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.views.catalogue_list import CatalogueList
from desktop_app.views.catalogue_model import ALL, LESSONS, READY, Wanted
from desktop_app.views.catalogue_row import Column, Progress
from tests.views.shelves import own, shelf, shelves

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex
    from pytestqt.qtbot import QtBot

LITE = ["EfficientNet-Lite0", "EfficientNet-Lite1", "EfficientNet-Lite2"]
ROOMY, NARROW = 840, 660
MB = 1_000_000


@pytest.fixture
def table(qtbot: QtBot) -> CatalogueList:
    result = CatalogueList()
    qtbot.addWidget(result)
    result.resize(ROOMY, 600)
    result.rows.set_shelves(shelves())
    with qtbot.waitExposed(result):
        result.show()
    return result


def titles(table: CatalogueList) -> list[str]:
    return [cell(table, row, Column.NETWORK) for row in range(table.shown.rowCount())]


def cell(table: CatalogueList, row: int, column: Column) -> str:
    text = str(table.shown.index(row, column).data())
    return text.replace("\N{NO-BREAK SPACE}", " ")


def find(table: CatalogueList, name: str, column: Column = Column.NETWORK) -> QModelIndex:
    place = table.shown.mapFromSource(table.rows.place(name))
    return place.siblingAtColumn(column)


def words(table: CatalogueList, name: str) -> list[str]:
    return [cell(table, find(table, name).row(), column) for column in Column]


def point(table: CatalogueList, name: str, column: Column) -> QPoint:
    table.scrollTo(find(table, name))
    return table.visualRect(find(table, name, column)).center()


def click(table: CatalogueList, name: str, column: Column) -> None:
    where = point(table, name, column)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)


def told(table: CatalogueList) -> list[tuple[str, str]]:
    result: list[tuple[str, str]] = []
    table.acted.connect(lambda name, action: result.append((name, action)))
    return result


# What stands in it


def test_bundled_come_first_then_years_and_sizes(table: CatalogueList) -> None:
    rest = ["AlexNet", "ZF Net", "GoogLeNet", "VGG-16", "ResNet-18", "ResNet-50", "ResNet-152"]
    assert titles(table) == [*LITE, *rest, "ViT H/14", "Swin T"]


def test_what_a_person_brought_stands_behind_the_bundled(table: CatalogueList) -> None:
    table.rows.set_shelves([*shelves(), own(), shelf("timm:levit_128")])
    assert titles(table)[:4] == [*LITE, "Mine"]
    assert titles(table)[-1] == "levit_128"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("vgg16", "VGG-16|2014|138.4 M|15.47 G|71.6 %|553 MB|Download"),
        ("resnet50", "ResNet-50|2015|25.6 M|4.09 G|80.9 %|ready|Load"),
        ("resnet18", "ResNet-18|2015|11.7 M|1.81 G|69.8 %|broken off|Go on"),
        ("zfnet", "ZF Net|2013|62.4 M|1.17 G|not published|untrained|Load"),
        ("vit_h_14", "ViT H/14|2020|633.5 M|167.29 G|88.6 %|2.5 GB|Download"),
    ],
)
def test_cells_are_words(table: CatalogueList, name: str, expected: str) -> None:
    assert "|".join(words(table, name)) == expected


def test_unknown_figures_are_left_out(table: CatalogueList) -> None:
    table.rows.set_shelves([shelf("timm:levit_128")])
    assert words(table, "timm:levit_128")[1:4] == ["", "", ""]
    assert words(table, "timm:levit_128")[5] == "online"


def test_the_one_in_use_is_marked_and_offers_nothing(table: CatalogueList) -> None:
    table.rows.set_in_use("resnet50", "efficientnet_lite1")
    assert words(table, "resnet50")[5:] == ["in use", ""]
    assert words(table, "efficientnet_lite1")[5:] == ["compared", "Load"]
    table.rows.set_in_use("efficientnet_lite0", "")
    assert words(table, "resnet50")[5:] == ["ready", "Load"]


@pytest.mark.parametrize(
    ("progress", "expected"),
    [
        (Progress(145 * MB, 244 * MB), "145 of 244 MB"),
        (Progress(1_200 * MB, 2_500 * MB), "1.2 GB of 2.5 GB"),
        (Progress(3 * MB, 0), "3.0 MB"),
    ],
)
def test_a_download_shows_how_far_it_is(
    table: CatalogueList, progress: Progress, expected: str
) -> None:
    table.rows.set_progress("vgg16", progress)
    assert words(table, "vgg16")[5:] == [expected, "Cancel"]
    table.rows.set_progress("vgg16", None)
    assert words(table, "vgg16")[5:] == ["553 MB", "Download"]


def test_every_cell_can_be_heard(table: CatalogueList) -> None:
    table.rows.set_shelves([*shelves(), shelf("timm:levit_128")])
    heard = QAccessible.queryAccessibleInterface(table)
    assert heard is not None
    spoken = {
        table.shown.index(row, column).data(Qt.ItemDataRole.AccessibleTextRole)
        for row in range(table.shown.rowCount())
        for column in Column
    }
    assert "" not in spoken
    assert None not in spoken
    assert {"Download, VGG-16", "not on this computer, 553\N{NO-BREAK SPACE}MB"} <= {
        str(text).replace("553 MB", "553\N{NO-BREAK SPACE}MB") for text in spoken
    }


def test_changed_rows_keep_choice_and_place(table: CatalogueList) -> None:
    table.choose("vgg16")
    told_anew: list[object] = []
    table.rows.modelReset.connect(lambda: told_anew.append(0))
    table.rows.set_shelves(
        [shelf("vgg16", "cached") if one.entry.name == "vgg16" else one for one in shelves()]
    )
    assert told_anew == []
    assert words(table, "vgg16")[5] == "ready"
    assert table.currentIndex() == find(table, "vgg16")


# What is shown of it


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted("resnet"), ["ResNet-18", "ResNet-50", "ResNet-152"]),
        (Wanted(" RESNET-1 "), ["ResNet-18", "ResNet-152"]),
        (Wanted("vision trans"), ["ViT H/14"]),
        (Wanted("vit_h"), ["ViT H/14"]),
        (Wanted("vit h 14"), ["ViT H/14"]),
        (Wanted("ResNet 152"), ["ResNet-152"]),
        (Wanted("2012"), ["AlexNet"]),
        (Wanted("levit"), []),
        (Wanted("resnet", READY), ["ResNet-50"]),
        (Wanted("swin", LESSONS), []),
        (Wanted("swin", ALL), ["Swin T"]),
        (Wanted(family="vgg"), ["VGG-16"]),
        (Wanted(sizes=(200 * MB, float("inf"))), ["AlexNet", "VGG-16", "ResNet-152", "ViT H/14"]),
        (Wanted(segment=READY), [*LITE, "ZF Net", "ResNet-50"]),
    ],
)
def test_only_what_is_wanted_is_shown(
    table: CatalogueList, wanted: Wanted, expected: list[str]
) -> None:
    table.shown.look_for(wanted)
    assert titles(table) == expected


def test_a_row_goes_when_it_is_no_longer_wanted(table: CatalogueList) -> None:
    table.shown.look_for(Wanted(segment=READY))
    gone = [shelf("resnet50") if one.entry.name == "resnet50" else one for one in shelves()]
    table.rows.set_shelves(gone)
    assert "ResNet-50" not in titles(table)


def test_a_chosen_row_that_goes_hands_the_choice_to_no_neighbour(table: CatalogueList) -> None:
    table.shown.look_for(Wanted(segment=READY))
    table.choose("resnet50")
    chosen: list[str] = []
    table.chosen.connect(chosen.append)
    gone = [shelf("resnet50") if one.entry.name == "resnet50" else one for one in shelves()]
    table.rows.set_shelves(gone)
    assert chosen == []
    assert table.selectedIndexes() == []
    assert table.chosen_name == "resnet50"


@pytest.mark.parametrize("order", Qt.SortOrder)
def test_numbers_are_sorted_as_numbers_and_unknown_ones_come_last(
    table: CatalogueList, order: Qt.SortOrder
) -> None:
    table.sortByColumn(Column.RIGHT, order)
    shown = [cell(table, row, Column.RIGHT) for row in range(table.shown.rowCount())]
    assert shown[-1] == "not published"
    numbers = [float(text.removesuffix(" %")) for text in shown[:-1]]
    assert numbers == sorted(numbers, reverse=order is Qt.SortOrder.DescendingOrder)


def test_parameters_are_sorted_by_size_not_by_letters(table: CatalogueList) -> None:
    table.sortByColumn(Column.PARAMETERS, Qt.SortOrder.AscendingOrder)
    assert titles(table)[0] == "EfficientNet-Lite0"
    assert titles(table)[-1] == "ViT H/14"


# Choosing and acting


def test_a_click_chooses_and_tells_once(table: CatalogueList) -> None:
    chosen: list[str] = []
    acted = told(table)
    table.chosen.connect(chosen.append)
    click(table, "alexnet", Column.YEAR)
    click(table, "alexnet", Column.NETWORK)
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert chosen == ["alexnet", "zfnet"]
    assert acted == []


def test_choice_outlives_a_filter_that_hides_it(table: CatalogueList) -> None:
    table.choose("vgg16")
    chosen: list[str] = []
    table.chosen.connect(chosen.append)
    table.shown.look_for(Wanted("resnet"))
    assert not table.currentIndex().isValid()
    assert table.selectedIndexes() == []
    table.shown.look_for(Wanted())
    assert table.currentIndex() == find(table, "vgg16")
    assert chosen == []


def test_choice_outlives_new_rows(table: CatalogueList) -> None:
    table.choose("vgg16")
    table.rows.set_shelves([*shelves(), own()])
    assert table.currentIndex() == find(table, "vgg16")
    assert table.chosen_name == "vgg16"


@pytest.mark.parametrize(
    ("name", "action"), [("resnet50", "load"), ("vgg16", "download"), ("resnet18", "download")]
)
def test_action_can_be_clicked(table: CatalogueList, name: str, action: str) -> None:
    acted = told(table)
    click(table, name, Column.ACTION)
    assert acted == [(name, action)]


def test_double_click_acts(table: CatalogueList) -> None:
    acted = told(table)
    where = point(table, "resnet50", Column.YEAR)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert acted == [("resnet50", "load")]


def test_double_click_on_the_action_does_not_cancel_it(table: CatalogueList) -> None:
    acted = told(table)
    where = point(table, "vgg16", Column.ACTION)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    table.rows.set_progress("vgg16", Progress(0, 0))
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert acted == [("vgg16", "download")]


def test_enter_acts_once(table: CatalogueList) -> None:
    acted = told(table)
    table.choose("resnet50")
    QTest.keyClick(table, Qt.Key.Key_Return)
    held = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "", autorep=True
    )
    QApplication.sendEvent(table, held)
    assert acted == [("resnet50", "load")]


def test_nothing_is_done_to_the_one_in_use(table: CatalogueList) -> None:
    acted = told(table)
    table.rows.set_in_use("resnet50", "")
    table.choose("resnet50")
    QTest.keyClick(table, Qt.Key.Key_Return)
    click(table, "resnet50", Column.ACTION)
    assert acted == []


# Looks


@pytest.mark.parametrize("width", [ROOMY, NARROW, 560])
def test_work_and_year_fold_away_and_nothing_scrolls_sideways(
    table: CatalogueList, width: int
) -> None:
    table.resize(width, 600)
    hidden = {column for column in Column if table.isColumnHidden(column)}
    assert hidden == {ROOMY: set(), NARROW: {Column.WORK, Column.YEAR}}.get(width, hidden)
    assert hidden <= {Column.WORK, Column.YEAR}
    if width != 560:
        assert table.horizontalHeader().length() == table.viewport().width()


def test_columns_stay_while_rows_come_and_go(table: CatalogueList) -> None:
    table.resize(ROOMY, 300)
    before = [table.columnViewportPosition(column) for column in Column]
    table.shown.look_for(Wanted("resnet-50"))
    assert [table.columnViewportPosition(column) for column in Column] == before


def test_home_and_end_go_through_the_rows(table: CatalogueList) -> None:
    QTest.keyClick(table, Qt.Key.Key_End)
    last = table.chosen_name
    QTest.keyClick(table, Qt.Key.Key_Home)
    assert table.chosen_name != last
    assert table.currentIndex().row() == 0
