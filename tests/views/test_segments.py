"""The switch between ways of seeing the same thing, and buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop_app.views.widgets.buttons import Segments, button, icon_button
from desktop_app.views.widgets.search_field import SearchField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

LEFT, RIGHT = Qt.Key.Key_Left, Qt.Key.Key_Right


@pytest.fixture
def segments(qtbot: QtBot) -> Segments:
    result = Segments(("Whole", "Crop", "Both"))
    qtbot.addWidget(result)
    return result


def after(qtbot: QtBot, segments: Segments, *keys: Qt.Key) -> int:
    for key in keys:
        QTest.keyClick(segments, key)
    return segments.current


@pytest.mark.parametrize(
    ("keys", "place"),
    [((RIGHT,), 1), ((RIGHT, RIGHT), 2), ((RIGHT,) * 3, 0), ((LEFT,), 2), ((RIGHT, LEFT), 0)],
)
def test_arrow_keys_move_round(
    qtbot: QtBot, segments: Segments, keys: tuple[Qt.Key, ...], place: int
) -> None:
    assert after(qtbot, segments, *keys) == place


def test_arrow_keys_follow_the_eye(
    qtbot: QtBot, mirrored: QApplication, segments: Segments
) -> None:
    assert after(qtbot, segments, LEFT) == 1
    assert after(qtbot, segments, RIGHT) == 0
    assert mirrored.layoutDirection() is Qt.LayoutDirection.RightToLeft


def test_choice_is_told_once(qtbot: QtBot, segments: Segments) -> None:
    told: list[int] = []
    segments.chosen.connect(told.append)
    segments.choose(2)
    segments.choose(2)
    QTest.keyClick(segments, LEFT)
    assert told == [2, 1]


def test_click_chooses_one_of_them(qtbot: QtBot, segments: Segments) -> None:
    parts = segments.findChildren(QPushButton)
    QTest.mouseClick(parts[1], Qt.MouseButton.LeftButton)
    assert segments.current == 1
    assert [part.isChecked() for part in parts] == [False, True, False]


def test_other_keys_are_left_to_others(qtbot: QtBot, segments: Segments) -> None:
    assert after(qtbot, segments, Qt.Key.Key_Up, Qt.Key.Key_A) == 0


def test_icon_button_does_what_its_action_does(qtbot: QtBot) -> None:
    action = QAction("&Open pictures…")
    made = icon_button(action, "image-plus")
    qtbot.addWidget(made)
    assert made.toolTip() == made.accessibleName() == "Open pictures"
    with qtbot.waitSignal(action.triggered):
        QTest.mouseClick(made, Qt.MouseButton.LeftButton)
    action.setEnabled(False)
    assert not made.isEnabled()
    with qtbot.assertNotEmitted(action.triggered):
        QTest.mouseClick(made, Qt.MouseButton.LeftButton)


def test_button_of_a_disabled_action_is_disabled(qtbot: QtBot) -> None:
    action = QAction("&Copy answer")
    action.setEnabled(False)
    made = icon_button(action, "copy")
    qtbot.addWidget(made)
    assert not made.isEnabled()


@pytest.mark.parametrize("kind", ["", "primary", "quiet"])
def test_focus_does_not_change_a_button_s_size(qtbot: QtBot, kind: str) -> None:
    made = button("Open", "image-plus", kind)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.clearFocus()
    before = made.sizeHint()
    made.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(made.hasFocus)
    made.ensurePolished()
    assert made.sizeHint() == before


def test_ring_of_the_search_field_is_around_its_icon(qtbot: QtBot) -> None:
    search = SearchField("Filter by class")
    qtbot.addWidget(search)
    with qtbot.waitExposed(search):
        search.show()
    search.field.clearFocus()
    before = search.sizeHint(), search.field.x()
    search.field.setFocus()
    qtbot.waitUntil(lambda: search.property("focused") is True)
    qtbot.waitUntil(lambda: (search.sizeHint(), search.field.x()) == before)
    search.field.clearFocus()
    assert search.property("focused") is False


# Segments that come and go


def offered(segments: Segments) -> list[bool]:
    return [not part.isHidden() for part in segments.findChildren(QPushButton)]


def test_only_what_is_offered_is_shown(segments: Segments) -> None:
    segments.offer([0, 2])
    assert offered(segments) == [True, False, True]
    segments.offer([0, 1, 2])
    assert offered(segments) == [True, True, True]


def test_choice_that_is_still_offered_stays(qtbot: QtBot, segments: Segments) -> None:
    segments.choose(2)
    with qtbot.assertNotEmitted(segments.chosen):
        segments.offer([1, 2])
    assert segments.current == 2


def test_choice_that_goes_is_the_first_offered(segments: Segments) -> None:
    segments.choose(2)
    told: list[int] = []
    segments.chosen.connect(told.append)
    segments.offer([1, 0])
    assert segments.current == 1
    assert told == [1]


@pytest.mark.parametrize("hidden", [0, 1, 2])
def test_arrow_keys_skip_what_is_not_offered(qtbot: QtBot, segments: Segments, hidden: int) -> None:
    rest = [number for number in range(3) if number != hidden]
    segments.offer(rest)
    segments.choose(rest[0])
    assert after(qtbot, segments, RIGHT) == rest[1]
    assert after(qtbot, segments, RIGHT) == rest[0]
    assert after(qtbot, segments, LEFT) == rest[1]


def test_arrow_keys_stay_where_nothing_else_is_offered(qtbot: QtBot, segments: Segments) -> None:
    segments.offer([1])
    assert after(qtbot, segments, RIGHT, LEFT, LEFT) == 1


def test_segment_can_be_called_otherwise(qtbot: QtBot, segments: Segments) -> None:
    segments.choose(1)
    with qtbot.assertNotEmitted(segments.chosen):
        segments.set_text(1, "Map 2,047")
    assert [part.text() for part in segments.findChildren(QPushButton)] == [
        "Whole",
        "Map 2,047",
        "Both",
    ]
    assert segments.current == 1
    assert segments.sizeHint().width() >= segments.fontMetrics().horizontalAdvance("Map 2,047")
