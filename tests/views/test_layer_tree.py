"""The tree of layers: rows and their nesting, search, choice, copying, and what fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt
from PySide6.QtGui import QAccessible, QFontMetrics, QGuiApplication
from PySide6.QtTest import QTest

from desktop_app.engine.structure import WHOLE, LayerInfo
from desktop_app.views.theme import theme
from desktop_app.views.widgets.layer_tree import LayerTree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

NETWORK = (
    LayerInfo("", "ResNet", "", (1000,), WHOLE, 11_689_512, 1_814_073_344),
    LayerInfo("conv1", "Conv2d", "7×7, stride 2", (64, 112, 112), 7, 9_408, 118_013_952),
    LayerInfo("layer1", "Sequential", "", (64, 56, 56), 43, 147_968, 462_422_016),
    LayerInfo("layer1.0", "BasicBlock", "", (64, 56, 56), 27, 73_984, 231_211_008),
    LayerInfo("layer1.0.conv2", "Conv2d", "3×3", (64, 56, 56), 27, 36_864, 115_605_504),
    LayerInfo("layer1.1", "BasicBlock", "", (64, 56, 56), 43, 73_984, 231_211_008),
    LayerInfo("layer1.1.drop.path", "Identity", "", (), None, 0, 0),
    LayerInfo("fc", "Linear", "", (1000,), WHOLE, 513_000, 512_000),
)
WIDE, NARROW = QSize(900, 400), QSize(240, 400)


@pytest.fixture
def tree(qtbot: QtBot) -> LayerTree:
    result = LayerTree()
    qtbot.addWidget(result)
    result.resize(WIDE)
    result.show_layers(NETWORK)
    with qtbot.waitExposed(result):
        result.show()
    return result


def shown(tree: LayerTree, parent: QModelIndex | None = None) -> dict[str, object]:
    """What the rows are called and what is below them, opened or not."""
    model, above = tree.view.model(), parent or QModelIndex()
    rows = (model.index(row, 0, above) for row in range(model.rowCount(above)))
    return {str(row.data()): shown(tree, row) for row in rows}


def cells(tree: LayerTree) -> list[str]:
    """The texts of the chosen row."""
    index = tree.view.currentIndex()
    return [str(index.siblingAtColumn(column).data()) for column in range(5)]


def visible(tree: LayerTree) -> list[str]:
    """The rows that a person could scroll to."""
    found, index = [], tree.view.model().index(0, 0)
    while index.isValid():
        found.append(str(index.data()))
        index = tree.view.indexBelow(index)
    return found


def columns(tree: LayerTree) -> list[int]:
    return [column for column in range(5) if not tree.view.isColumnHidden(column)]


# Rows


def test_dots_nest_and_the_network_has_no_row(tree: LayerTree) -> None:
    assert shown(tree) == {
        "conv1": {},
        "layer1": {"0": {"conv2": {}}, "1": {"drop.path": {}}},
        "fc": {},
    }


def test_first_level_is_open(tree: LayerTree) -> None:
    assert visible(tree) == ["conv1", "layer1", "0", "1", "fc"]


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("conv1", ["conv1", "64 × 112 × 112", "9408", "7 × 7", "118.0 M"]),
        ("fc", ["fc", "1000", "513000", "whole picture", "0.5 M"]),
        ("layer1.1.drop.path", ["drop.path", "", "0", "", "0"]),
    ],
)
def test_rows_say_shape_parameters_field_and_macs(
    tree: LayerTree, name: str, row: list[str]
) -> None:
    tree.select(name)
    assert [text.replace(",", "") for text in cells(tree)] == row


def test_another_network_takes_the_place(tree: LayerTree) -> None:
    tree.select("conv1")
    tree.show_layers((LayerInfo("head", "Linear", "", (10,), WHOLE, 1, 1),))
    assert shown(tree) == {"head": {}}
    assert tree.current == ""
    tree.show_layers(())
    assert shown(tree) == {}


def test_screen_reader_hears_name_and_class(tree: LayerTree) -> None:
    first = tree.view.model().index(0, 0)
    assert first.data(Qt.ItemDataRole.AccessibleTextRole) == "conv1, Conv2d 7×7, stride 2"
    listed = QAccessible.queryAccessibleInterface(tree.view)
    assert listed is not None
    assert listed.text(QAccessible.Text.Name) == "Layers"


# Choice


def test_choice_tells_the_whole_name_once(qtbot: QtBot, tree: LayerTree) -> None:
    told: list[str] = []
    tree.chosen.connect(told.append)
    tree.select("layer1.0.conv2")
    tree.select("layer1.0.conv2")
    tree.select("nothing of the kind")
    assert told == ["layer1.0.conv2"]
    assert "conv2" in visible(tree)


def test_arrow_keys_go_through_the_rows(tree: LayerTree) -> None:
    told: list[str] = []
    tree.chosen.connect(told.append)
    tree.select("conv1")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(tree.view, key)
    assert told == ["conv1", "layer1", "layer1.0", "layer1.0.conv2"]


def test_row_is_copied_with_tabs(tree: LayerTree) -> None:
    tree.select("layer1.0.conv2")
    QTest.keyClick(tree.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text().replace(",", "").split("\t")
    assert copied == ["layer1.0.conv2 Conv2d 3×3", "64 × 56 × 56", "36864", "27 × 27", "115.6 M"]


# Search


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("conv", ["conv1", "layer1", "0", "conv2"]),
        ("LINEAR", ["fc"]),
        ("3x3", ["layer1", "0", "conv2"]),
        ("stride 7×7", ["conv1"]),
        ("layer1.1", ["layer1", "1", "drop.path"]),
        ("(", []),
        ("  ", ["conv1", "layer1", "0", "1", "fc"]),
    ],
)
def test_search_shows_what_fits_and_what_it_is_in(
    tree: LayerTree, text: str, rows: list[str]
) -> None:
    tree.search.field.setText(text)
    assert visible(tree) == rows


def test_nothing_found_is_said(tree: LayerTree) -> None:
    tree.search.field.setText("grumpy")
    assert tree._none.isVisible()
    assert "‘grumpy’" in tree._none.text()
    tree.search.field.clear()
    assert tree.view.isVisible()


def test_search_keeps_the_choice(tree: LayerTree) -> None:
    told: list[str] = []
    tree.select("layer1.0.conv2")
    tree.chosen.connect(told.append)
    for text in ("fc", "fc 1", ""):
        tree.search.field.setText(text)
    assert told == []
    assert tree.current == "layer1.0.conv2"
    assert cells(tree)[0] == "conv2"


def test_choice_from_outside_ends_a_search_that_hides_it(tree: LayerTree) -> None:
    tree.search.field.setText("fc")
    tree.select("layer1.0")
    assert tree.search.field.text() == ""
    assert tree.current == "layer1.0"


# Room


def test_columns_go_where_there_is_no_room(tree: LayerTree) -> None:
    assert columns(tree) == [0, 1, 2, 3, 4]
    tree.resize(NARROW)
    assert columns(tree) == [0, 1]
    tree.resize(WIDE)
    assert columns(tree) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("rows", [NETWORK, NETWORK[-1:]])
def test_numbers_and_headings_are_whole(tree: LayerTree, rows: Sequence[LayerInfo]) -> None:
    tree.show_layers(rows)
    model, header = tree.view.model(), tree.view.header()
    metrics = QFontMetrics(theme.font("body"))
    for column in range(1, 5):
        assert header.sectionSize(column) >= header.sectionSizeHint(column)
        for row in range(model.rowCount()):
            text = str(model.index(row, column).data())
            assert header.sectionSize(column) > metrics.horizontalAdvance(text) + 10


def test_tree_is_mirrored(mirrored: QApplication, tree: LayerTree) -> None:
    header = tree.view.header()
    assert header.sectionViewportPosition(0) > header.sectionViewportPosition(1)
    assert mirrored.layoutDirection() is Qt.LayoutDirection.RightToLeft
    tree.grab()


# In a narrow place


@pytest.fixture
def brief(qtbot: QtBot) -> LayerTree:
    result = LayerTree(brief=True)
    qtbot.addWidget(result)
    result.resize(NARROW)
    result.show_layers(NETWORK)
    with qtbot.waitExposed(result):
        result.show()
    return result


def test_brief_tree_has_names_and_outputs_alone(brief: LayerTree) -> None:
    assert brief.view.model().columnCount() == 2
    assert brief.view.header().isHidden()
    rows = {}
    for layer in NETWORK[1:]:
        brief.select(layer.name)
        index = brief.view.currentIndex()
        rows[layer.name] = str(index.siblingAtColumn(1).data())
    assert rows == {
        "conv1": "64 × 112²",
        "layer1": "64 × 56²",
        "layer1.0": "64 × 56²",
        "layer1.0.conv2": "64 × 56²",
        "layer1.1": "64 × 56²",
        "layer1.1.drop.path": "",
        "fc": "1000",
    }


def test_brief_tree_keeps_outputs_however_narrow(brief: LayerTree) -> None:
    for width in (900, 240, 120):
        brief.resize(width, 400)
        assert not brief.view.isColumnHidden(1)
        assert brief.view.columnWidth(1) >= QFontMetrics(theme.font("body")).horizontalAdvance(
            "64 × 112²"
        )


def test_brief_tree_nests_closer(tree: LayerTree, brief: LayerTree) -> None:
    assert brief.view.indentation() < tree.view.indentation()


def test_brief_tree_is_searched_by_class_too(brief: LayerTree) -> None:
    brief.search.field.setText("conv2d")
    assert shown(brief) == {"conv1": {}, "layer1": {"0": {"conv2": {}}}}


def test_copied_brief_row_still_says_all(brief: LayerTree) -> None:
    brief.select("conv1")
    QTest.keyClick(brief.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text().split("\t")
    assert copied[:3] == ["conv1 Conv2d 7×7, stride 2", "64 × 112 × 112", "9408"]


@pytest.mark.parametrize("text", ["layer1", "nothing like it", "Conv2d"])
def test_search_chooses_nothing(tree: LayerTree, text: str) -> None:
    tree.select("layer1.0.conv2")
    told: list[str] = []
    tree.chosen.connect(told.append)
    for so_far in range(1, len(text) + 1):
        tree.search.field.setText(text[:so_far])
    tree.search.field.clear()
    assert told == []
    assert tree.current == "layer1.0.conv2"
    assert tree.view.currentIndex().data() == "conv2"


def test_ring_is_for_the_keyboard(tree: LayerTree, qtbot: QtBot) -> None:
    tree.select("conv1")
    tree.activateWindow()
    tree.view.setFocus(Qt.FocusReason.MouseFocusReason)
    qtbot.waitUntil(tree.view.hasFocus)
    plain = tree.view.grab().toImage()
    tree.search.field.setFocus()
    tree.view.setFocus(Qt.FocusReason.TabFocusReason)
    assert tree.view.hasFocus()
    assert tree.view.grab().toImage() != plain
    QTest.mouseClick(tree.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 8))
    tree.select("conv1")
    assert tree.view.grab().toImage() == plain
