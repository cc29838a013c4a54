"""A long list: what is typed finds its entries, by any of their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from desktop_app.views.widgets.long_combo import LongCombo

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyledItemDelegate
    from pytestqt.qtbot import QtBot

ENTRIES = [("a", "AlexNet"), ("r18", "ResNet-18"), ("r34", "ResNet-34")]


@pytest.fixture
def long(qtbot: QtBot) -> LongCombo:
    result = LongCombo()
    qtbot.addWidget(result)
    result.fill(ENTRIES)
    with qtbot.waitExposed(result):
        result.show()
    return result


def write(long: LongCombo, text: str) -> None:
    """Type what QTest has no keys for."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    long.typed.selectAll()
    QApplication.sendEvent(long.typed, event)


def test_any_part_of_a_name_finds_it(qtbot: QtBot, long: LongCombo) -> None:
    long.typed.selectAll()
    QTest.keyClicks(long.typed, "34")
    QTest.keyClick(long.offers, Qt.Key.Key_Down)
    with qtbot.waitSignal(long.picked) as picked:
        QTest.keyClick(long.offers, Qt.Key.Key_Return)
    assert picked.args == ["r34"]
    assert long.currentData() == "r34"


def test_what_is_in_no_list_is_taken_back(qtbot: QtBot, long: LongCombo) -> None:
    long.typed.selectAll()
    QTest.keyClicks(long.typed, "grumpy")
    with qtbot.assertNotEmitted(long.picked):
        QTest.keyClick(long.typed, Qt.Key.Key_Return)
    assert long.currentText() == "AlexNet"
    assert long.count() == len(ENTRIES)


def test_a_name_in_another_language_finds_it_and_is_shown_beside(qtbot: QtBot) -> None:
    long = LongCombo()
    qtbot.addWidget(long)
    long.fill([("0", "dog, 0", "dog", "كلب", "سگ"), ("1", "lion, 1", "lion", "أسد", "شیر")])
    long.show()
    write(long, "خر")
    assert not long.offers.isVisible()
    write(long, "شي")  # with the ya of an Arabic keyboard
    option, model = QStyleOptionViewItem(), long.offers.model()
    assert model.rowCount() == 1
    delegate = cast("QStyledItemDelegate", long.offers.itemDelegate())
    delegate.initStyleOption(option, model.index(0, 0))
    assert option.text == "lion, 1 · \u2068شیر\u2069"
    QTest.keyClick(long.typed, Qt.Key.Key_Return)
    assert long.currentData() == "1"
    assert long.currentText() == "lion, 1"


@pytest.mark.parametrize(
    "direction", [Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight]
)
def test_a_long_list_s_text_begins_at_the_leading_edge(
    long: LongCombo, direction: Qt.LayoutDirection
) -> None:
    long.setLayoutDirection(direction)
    mirrored = direction is Qt.LayoutDirection.RightToLeft
    side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    assert long.typed.alignment() & side
    assert long.typed.alignment() & Qt.AlignmentFlag.AlignAbsolute
