"""The sentence on top: picture, network, answer; then the device."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPixmap, QTransform
from PySide6.QtWidgets import QLabel, QMenu, QPushButton

from desktop_app.views.theme import theme
from desktop_app.views.widgets.strip import ROOM, Strip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

LONG = "a very long name of a picture that nobody would want to read in full.png"


@pytest.fixture
def strip(qtbot: QtBot) -> Strip:
    menus = [QMenu() for _ in range(3)]
    result = Strip(menus[0], menus[1], menus[2], QPushButton("Open…"))
    for menu in menus:
        menu.setParent(result, menu.windowFlags())
    qtbot.addWidget(result)
    result.resize(900, 56)
    result.show()
    return result


def red() -> QPixmap:
    result = QPixmap(40, 40)
    result.fill(QColor("red"))
    return result


def image(strip: Strip) -> QImage:
    return strip.grab().toImage()


def test_without_a_picture(strip: Strip) -> None:
    assert strip.picture.title.text() == "No picture"
    assert not strip.answer.isVisible()


def test_texts_are_there_for_eyes_and_screen_readers(strip: Strip) -> None:
    strip.show_picture(red(), "cat.png", "64 × 48")
    strip.show_answer("Siamese cat", "76 %, fairly sure")
    strip.show_device("CPU", "2 threads")
    assert strip.answer.isVisible()
    for chip, words in (
        (strip.picture, "cat.png, 64 × 48"),
        (strip.answer, "Siamese cat, 76 %, fairly sure"),
        (strip.device, "CPU, 2 threads"),
    ):
        assert chip.accessibleName() == words
    assert QColor("red") in [image(strip).pixelColor(x, 28) for x in range(80)]


def test_answer_goes_away(strip: Strip) -> None:
    strip.show_answer("Siamese cat", "76 %")
    strip.show_answer("", "")
    assert not strip.answer.isVisible()


def test_picture_goes_away(strip: Strip) -> None:
    before = image(strip)
    strip.show_picture(red(), "cat.png", "64 × 48")
    assert image(strip) != before
    strip.show_no_picture()
    assert image(strip) == before


def test_long_name_is_shortened_and_kept_in_the_tooltip(strip: Strip) -> None:
    strip.show_picture(red(), LONG, "64 × 48")
    strip.grab()
    assert strip.picture.sizeHint().width() <= ROOM
    assert strip.picture.title.toolTip() == LONG
    assert LONG in strip.picture.toolTip()
    strip.show_picture(red(), "short", "")
    strip.grab()
    assert strip.picture.title.toolTip() == ""


def test_device_that_is_not_the_wanted_one_has_a_warning(strip: Strip) -> None:
    strip.show_device("CPU", "2 threads")
    plain = image(strip)
    strip.show_device("CPU", "2 threads", "A GPU cannot be used.")
    warned = image(strip)
    assert warned != plain
    colours = {warned.pixelColor(x, y).name() for x in range(900) for y in range(56)}
    assert theme.colour("warn").name() in colours
    assert strip.device.toolTip().endswith("A GPU cannot be used.")


def test_strip_reads_from_the_right(mirrored: QApplication, strip: Strip) -> None:
    strip.show_answer("Siamese cat", "76 %")
    strip.grab()
    places = [chip.x() for chip in (strip.picture, strip.network, strip.answer, strip.device)]
    assert places == sorted(places, reverse=True)
    assert mirrored.layoutDirection() is Qt.LayoutDirection.RightToLeft


def test_chevrons_point_onwards(strip: Strip) -> None:
    chevrons = [label for label in strip.findChildren(QLabel) if label.parent() is strip]
    right = chevrons[0].pixmap().toImage()
    strip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    strip.restyle()
    left = chevrons[0].pixmap().toImage()
    assert left == right.transformed(QTransform.fromScale(-1, 1))
    assert left != right
