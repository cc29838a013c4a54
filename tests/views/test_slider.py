"""The horizontal slider: its filled part begins where its value does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop_app.views.theme import theme
from desktop_app.views.widgets.slider import Slider

if TYPE_CHECKING:
    from PySide6.QtGui import QColor
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

EDGE = 4
"""Pixels at an end that are left out: the groove is round there."""

LEFT, RIGHT = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft


@pytest.fixture
def slider(qtbot: QtBot) -> Slider:
    """One at a quarter of its way."""
    result = Slider()
    qtbot.addWidget(result)
    result.setRange(0, 100)
    result.setValue(25)
    result.resize(220, 24)
    with qtbot.waitExposed(result):
        result.show()
    result.clearFocus()
    return result


def colours(slider: Slider) -> tuple[QColor, QColor]:
    """What the groove looks like near its left and near its right end."""
    image = slider.grab().toImage()
    middle = image.height() // 2
    return image.pixelColor(EDGE, middle), image.pixelColor(image.width() - 1 - EDGE, middle)


def filled(slider: Slider) -> int:
    """How many pixels across the middle of the groove have the accent."""
    image = slider.grab().toImage()
    row = [image.pixelColor(x, image.height() // 2) for x in range(image.width())]
    return row.count(theme.colour("accent"))


def test_it_lies(slider: Slider) -> None:
    assert slider.orientation() is Qt.Orientation.Horizontal


def test_it_begins_in_the_direction_of_the_program(mirrored: QApplication, qtbot: QtBot) -> None:
    assert mirrored.isRightToLeft()
    slider = Slider()
    qtbot.addWidget(slider)
    assert slider.property("mirrored") is True


def test_property_follows_the_direction(styled: QApplication, slider: Slider) -> None:
    assert slider.property("mirrored") is False
    for direction, expected in ((RIGHT, True), (LEFT, False)):
        styled.setLayoutDirection(direction)
        assert slider.property("mirrored") is expected
    slider.setLayoutDirection(RIGHT)
    assert slider.property("mirrored") is True


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("direction", [LEFT, RIGHT], ids=["left", "right"])
def test_accent_is_on_the_side_of_the_value(
    slider: Slider, direction: Qt.LayoutDirection, mode: str
) -> None:
    theme.set_mode(mode)
    slider.setLayoutDirection(direction)
    accent, track = theme.colour("accent"), theme.colour("track")
    expected = (accent, track) if direction is LEFT else (track, accent)
    assert colours(slider) == expected


@pytest.mark.parametrize("direction", [LEFT, RIGHT], ids=["left", "right"])
def test_more_is_filled_the_greater_the_value(
    slider: Slider, direction: Qt.LayoutDirection
) -> None:
    slider.setLayoutDirection(direction)
    lengths = []
    for value in (10, 50, 90):
        slider.setValue(value)
        lengths.append(filled(slider))
    assert lengths == sorted(set(lengths))
    assert lengths[0] < slider.width() / 3
    assert lengths[2] > slider.width() * 2 / 3


@pytest.mark.parametrize("direction", [LEFT, RIGHT], ids=["left", "right"])
def test_it_is_quiet_while_it_cannot_be_moved(
    slider: Slider, direction: Qt.LayoutDirection
) -> None:
    slider.setLayoutDirection(direction)
    slider.setEnabled(False)
    track = theme.colour("track")
    assert colours(slider) == (track, track)
