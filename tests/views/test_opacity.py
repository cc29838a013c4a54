"""How strongly one picture lies over another: the slider and its value in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop_app.views.theme import theme
from desktop_app.views.widgets.opacity import Opacity
from desktop_app.views.widgets.slider import Slider

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

NBSP = "\N{NO-BREAK SPACE}"
Key = Qt.Key


@pytest.fixture
def opacity(qtbot: QtBot) -> Opacity:
    result = Opacity("Map over picture", 0.5)
    qtbot.addWidget(result)
    result.resize(360, 30)
    with qtbot.waitExposed(result):
        result.show()
    result.slider.clearFocus()
    return result


def value(opacity: Opacity) -> QLabel:
    return opacity.findChildren(QLabel)[-1]


def test_starts_where_it_is_told(opacity: Opacity) -> None:
    assert isinstance(opacity.slider, Slider)
    assert opacity.share == 0.5
    assert value(opacity).text() == f"50{NBSP}%"


@pytest.mark.parametrize(
    ("key", "share"),
    [
        (Key.Key_Right, 0.55),
        (Key.Key_Left, 0.45),
        (Key.Key_PageUp, 0.7),
        (Key.Key_Home, 0),
        (Key.Key_End, 1),
    ],
)
def test_keys_move_it_and_tell(opacity: Opacity, key: Qt.Key, share: float) -> None:
    told: list[float] = []
    opacity.changed.connect(told.append)
    QTest.keyClick(opacity.slider, key)
    assert told == [opacity.share] == [share]
    assert value(opacity).text() == f"{share * 100:.0f}{NBSP}%"


def test_arrow_keys_follow_the_eye(mirrored: QApplication, opacity: Opacity) -> None:
    assert mirrored.isRightToLeft()
    QTest.keyClick(opacity.slider, Key.Key_Left)
    assert opacity.share == 0.55


def test_slider_keeps_its_length(opacity: Opacity) -> None:
    lengths = set()
    for percent in (0, 5, 50, 100):
        opacity.slider.setValue(percent)
        opacity.grab()
        lengths.add(opacity.slider.width())
    assert len(lengths) == 1


@pytest.mark.parametrize("is_mirrored", [False, True])
def test_value_stands_at_the_trailing_edge(
    styled: QApplication, opacity: Opacity, is_mirrored: bool
) -> None:
    if is_mirrored:
        styled.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    opacity.slider.setValue(5)
    opacity.grab()
    image = value(opacity).grab().toImage()
    ground = image.pixel(image.width() // 2, 0)
    columns = [
        x
        for x in range(image.width())
        if any(image.pixel(x, y) != ground for y in range(image.height()))
    ]
    beside = columns[0] if is_mirrored else image.width() - 1 - columns[-1]
    assert beside <= 2
    assert columns[-1] - columns[0] < image.width() - 6


def test_screen_reader_hears_name_and_value(opacity: Opacity) -> None:
    heard = QAccessible.queryAccessibleInterface(opacity.slider)
    assert heard is not None
    assert heard.text(QAccessible.Text.Name) == "Map over picture"
    assert heard.text(QAccessible.Text.Value) == "50"


def test_handle_is_ringed_for_the_keyboard_alone(qtbot: QtBot, opacity: Opacity) -> None:
    slider = opacity.slider
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(3, slider.height() // 2))
    assert not slider.hasFocus()
    opacity.slider.setValue(50)
    before = opacity.grab().toImage()
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(slider.hasFocus)
    assert opacity.grab().toImage() != before


def test_slider_has_the_theme_s_colours(opacity: Opacity) -> None:
    for mode in ("light", "dark"):
        theme.set_mode(mode)
        image = opacity.slider.grab().toImage()
        row = opacity.slider.height() // 2
        left, right = (image.pixelColor(x, row) for x in (6, image.width() - 6))
        assert left == theme.colour("accent")
        assert right == theme.colour("track")
    assert image.pixelColor(image.width() // 2, row) == theme.colour("surface")
