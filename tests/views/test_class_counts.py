"""The classes and their counts: bars, marks, and how one of them is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.views.theme import theme
from desktop_app.views.widgets.class_counts import ClassCounts
from tests.views.seen import places

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

NAMES = ("Abyssinian", "Bengal", "Birman", "British Shorthair with a very long name")


@pytest.fixture
def rows(qtbot: QtBot) -> ClassCounts:
    result = ClassCounts()
    qtbot.addWidget(result)
    result.show_counts(NAMES, (200, 100, 0, 1))
    result.resize(250, result.sizeHint().height())
    with qtbot.waitExposed(result):
        result.show()
    return result


@pytest.fixture
def told(rows: ClassCounts) -> list[int]:
    result: list[int] = []
    rows.chosen.connect(result.append)
    return result


def place(rows: ClassCounts, row: int) -> QRect:
    return rows.visualRect(rows.model().index(row, 0))


def within(rows: ClassCounts, role: str, row: int) -> list[int]:
    """At which x there is something of a colour in a row."""
    where = place(rows, row)
    return [x for x, y in places(rows.viewport(), role) if where.top() <= y <= where.bottom()]


def length(rows: ClassCounts, row: int) -> int:
    found = within(rows, "barRest", row)
    return max(found) - min(found) + 1 if found else 0


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_bars_go_by_the_greatest_count(rows: ClassCounts, mode: str) -> None:
    theme.set_mode(mode)
    whole = length(rows, 0)
    assert whole > 50
    assert length(rows, 1) == pytest.approx(whole / 2, abs=2)
    assert length(rows, 2) == 0
    assert 0 < length(rows, 3) < 6


def test_bars_begin_alike_before_the_numbers(rows: ClassCounts) -> None:
    starts = {min(within(rows, "barRest", row)) for row in (0, 1)}
    assert len(starts) == 1
    assert max(within(rows, "barRest", 0)) < 250 - 24


def test_bars_grow_from_the_right(mirrored: QApplication, rows: ClassCounts) -> None:
    assert mirrored.isRightToLeft()
    ends = {max(within(rows, "barRest", row)) for row in (0, 1)}
    assert len(ends) == 1
    assert min(within(rows, "barRest", 0)) > 24


def test_mark_is_a_sign_with_its_reason(rows: ClassCounts) -> None:
    assert within(rows, "warn", 3) == []
    rows.mark(3, "Only 1 picture.")
    assert len(within(rows, "warn", 3)) > 10
    assert max(within(rows, "warn", 3)) < min(within(rows, "track", 3))
    assert within(rows, "warn", 1) == []
    tip = rows.model().index(3, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == f"{NAMES[3]}: 1 picture(s)\nOnly 1 picture."
    rows.mark(3, "")
    assert within(rows, "warn", 3) == []


def test_marks_go_with_the_classes(rows: ClassCounts) -> None:
    rows.mark(0, "odd")
    rows.show_counts(NAMES[:2], (1, 2))
    assert within(rows, "warn", 0) == []


def test_click_and_keys_choose(rows: ClassCounts, told: list[int]) -> None:
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(rows.viewport(), left, pos=place(rows, 1).center())
    QTest.keyClick(rows, Qt.Key.Key_Down)
    QTest.keyClick(rows, Qt.Key.Key_Home)
    assert told == [1, 2, 0]
    assert within(rows, "accentSoft", 0)


def test_focus_alone_chooses_nothing(rows: ClassCounts, told: list[int], qtbot: QtBot) -> None:
    rows.clearFocus()
    rows.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(rows.hasFocus)
    assert told == []


def test_many_classes_scroll_within(rows: ClassCounts, told: list[int]) -> None:
    rows.show_counts([f"class {number}" for number in range(120)], range(120))
    assert rows.sizeHint().height() == 30 * 4 * place(rows, 0).height()
    assert rows.minimumSizeHint().height() < 6 * place(rows, 0).height()
    QApplication.processEvents()
    assert rows.verticalScrollBar().maximum() > 0
    assert rows.horizontalScrollBar().maximum() == 0
    rows.setCurrentIndex(rows.model().index(0, 0))
    QTest.keyClick(rows, Qt.Key.Key_End)
    assert told[-1] == 119
    assert rows.viewport().rect().contains(place(rows, 119).center())


def test_all_rows_fit_in_what_is_asked_for(rows: ClassCounts) -> None:
    assert rows.verticalScrollBar().maximum() == 0
    assert place(rows, 3).bottom() == rows.viewport().height() - 1


def test_without_classes_there_is_nothing(rows: ClassCounts, told: list[int]) -> None:
    rows.show_counts((), ())
    assert places(rows.viewport(), "track") == []
    assert rows.sizeHint().height() == rows.minimumSizeHint().height() == 0
    QTest.keyClick(rows, Qt.Key.Key_Down)
    assert told == []


def test_screen_reader_hears_rows(rows: ClassCounts) -> None:
    heard = QAccessible.queryAccessibleInterface(rows)
    assert heard is not None
    assert heard.text(QAccessible.Text.Name) == "Classes and their pictures"
    assert heard.child(1).text(QAccessible.Text.Name) == "Bengal: 100 picture(s)"
