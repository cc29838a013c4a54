"""One picture large: it follows the small one in what is shown, and leads it with the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAccessible, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from desktop_app.engine.contract import Box
from desktop_app.views.widgets.large_view import LargeView
from desktop_app.views.widgets.map_picture import MapPicture
from tests.helpers import noise

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

GREY = np.arange(16, dtype=np.uint8).reshape(4, 4) * 16


@pytest.fixture
def source(qtbot: QtBot) -> MapPicture:
    result = MapPicture()
    qtbot.addWidget(result)
    result.resize(200, 250)
    result.show_photo(noise(64, 64))
    result.set_texts("The picture", "framed: what it sees")
    with qtbot.waitExposed(result):
        result.show()
    return result


@pytest.fixture
def large(qtbot: QtBot, source: MapPicture) -> LargeView:
    result = LargeView()
    qtbot.addWidget(result)
    result.resize(600, 500)
    with qtbot.waitExposed(result):
        result.show()
    result.activateWindow()
    result.follow(source)
    result.grab()
    return result


def point_at(picture: MapPicture, across: float, down: float) -> None:
    """Move the pointer to a place in the picture, in shares of it."""
    place = picture.canvas.picture_rect()
    spot = place.topLeft() + QPointF(across * place.width(), down * place.height())
    spot += QPointF(picture.canvas.pos())
    move = QMouseEvent(
        QEvent.Type.MouseMove,
        spot,
        picture.mapToGlobal(spot),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(picture, move)


def test_shows_and_says_what_the_small_one_does(large: LargeView, source: MapPicture) -> None:
    assert large.texts() == ("The picture", "framed: what it sees")
    assert large.picture.image() == source.image()
    place = large.picture.canvas.picture_rect()
    assert place.height() > 400
    assert place.height() == pytest.approx(large.picture.height(), abs=4)


@pytest.mark.parametrize(
    "change",
    [
        lambda source: source.show_map(GREY, "magma"),
        lambda source: source.set_overlay(GREY, "magma", 0.5),
        lambda source: source.set_box(Box(4, 4, 20, 20)),
        lambda source: source.set_mark(2, 2),
        lambda source: source.show_photo(noise(32, 16)),
    ],
)
def test_follows_each_change(
    large: LargeView, source: MapPicture, change: Callable[[MapPicture], None]
) -> None:
    before = source.image()
    change(source)
    assert large.picture.image() == source.image() != before


def test_follows_words_and_what_is_missing(large: LargeView, source: MapPicture) -> None:
    source.set_texts("Map 7", "5.3 at column 2, row 3")
    assert large.texts() == ("Map 7", "5.3 at column 2, row 3")
    assert large.accessibleName() == large.picture.accessibleName() == "Map 7"
    source.clear("Deconvnet needs ReLU.")
    assert large.picture.image().isNull()
    assert large.picture.accessibleDescription() == "Deconvnet needs ReLU."


def test_pointer_here_points_there(large: LargeView, source: MapPicture) -> None:
    told: list[tuple[int, int]] = []
    source.pointed.connect(lambda *place: told.append(place))
    point_at(large.picture, 0.99, 0.01)
    QApplication.sendEvent(large.picture, QEvent(QEvent.Type.Leave))
    assert told == [(0, 63), (-1, -1)]


def test_follows_one_at_a_time(qtbot: QtBot, large: LargeView, source: MapPicture) -> None:
    other = MapPicture()
    qtbot.addWidget(other)
    other.show_map(GREY, "grey")
    other.set_texts("Map 7", "")
    large.follow(other)
    large.grab()
    assert large.texts() == ("Map 7", "")
    source.set_texts("The picture", "another")
    assert large.texts() == ("Map 7", "")
    with qtbot.assertNotEmitted(source.pointed), qtbot.waitSignal(other.pointed, timeout=0):
        point_at(large.picture, 0.5, 0.5)


def test_following_the_same_again_tells_once(large: LargeView, source: MapPicture) -> None:
    large.follow(source)
    told: list[tuple[int, int]] = []
    source.pointed.connect(lambda *place: told.append(place))
    point_at(large.picture, 0.5, 0.5)
    assert len(told) == 1


def press_back(large: LargeView) -> None:
    QTest.mouseClick(large.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)


def press_escape(large: LargeView) -> None:
    QTest.keyClick(QApplication.focusWidget() or large, Qt.Key.Key_Escape)


def click_picture(large: LargeView) -> None:
    QTest.mouseClick(large.picture, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("leave", [press_back, press_escape, click_picture])
def test_there_are_three_ways_back(
    qtbot: QtBot, large: LargeView, leave: Callable[[LargeView], None]
) -> None:
    qtbot.waitUntil(large.hasFocus)
    left: list[str] = []
    large.left.connect(lambda: left.append("left"))
    leave(large)
    assert left == ["left"]


def test_escape_is_heard_from_the_picture_too(qtbot: QtBot, large: LargeView) -> None:
    large.picture.setFocus()
    qtbot.waitUntil(large.picture.hasFocus)
    with qtbot.waitSignal(large.left, timeout=0):
        QTest.keyClick(large.picture, Qt.Key.Key_Escape)


def test_other_keys_are_left_to_others(qtbot: QtBot, large: LargeView) -> None:
    with qtbot.assertNotEmitted(large.left):
        QTest.keyClick(large, Qt.Key.Key_A)


def test_way_back_is_named(large: LargeView) -> None:
    heard = QAccessible.queryAccessibleInterface(large.findChildren(QPushButton)[0])
    assert heard is not None
    assert heard.text(QAccessible.Text.Name).strip() == "Back"
