"""The colour bar: which way it runs, and its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel

from desktop_app.views import ramps
from desktop_app.views.theme import theme
from desktop_app.views.widgets.colour_bar import Bar, ColourBar

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

WORDS = "Silent", "each map’s own peak"


@pytest.fixture
def bar(qtbot: QtBot) -> ColourBar:
    result = ColourBar()
    qtbot.addWidget(result)
    result.resize(400, result.sizeHint().height())
    result.show_ramp("magma", *WORDS)
    result.show()
    return result


def labels(bar: ColourBar) -> list[QLabel]:
    """The words, in the order in which they stand from the left."""
    return sorted(bar.findChildren(QLabel), key=lambda one: one.x())


def colours(bar: Bar) -> list[QColor]:
    picture = bar.grab().toImage()
    return [picture.pixelColor(x, bar.height() // 2) for x in range(bar.width())]


def is_near(one: QColor, other: QColor) -> bool:
    this, that = ((colour.red(), colour.green(), colour.blue()) for colour in (one, other))
    return this == pytest.approx(that, abs=20)


def table(name: str) -> list[QColor]:
    return [QColor.fromRgb(colour) for colour in ramps.table(name)]


@pytest.mark.parametrize("ramp", [*ramps.RAMPS, ramps.CHANGE])
def test_all_colours_are_there_in_their_order(bar: ColourBar, ramp: str) -> None:
    bar.show_ramp(ramp, *WORDS)
    shown, expected = colours(bar.bar), table(ramp)
    for x in (1, 30, 60, 90, 118):
        assert is_near(shown[x], expected[x * 255 // 119])


def test_words_stand_at_their_ends(bar: ColourBar) -> None:
    first, last = labels(bar)
    assert (first.text(), last.text()) == bar.texts() == WORDS
    assert first.geometry().right() < bar.bar.x()
    assert bar.bar.geometry().right() < last.x()


def test_all_is_mirrored_together(mirrored: QApplication, bar: ColourBar) -> None:
    assert mirrored.layoutDirection() is Qt.LayoutDirection.RightToLeft
    first, last = labels(bar)
    assert (last.text(), first.text()) == WORDS
    assert first.geometry().right() < bar.bar.x() < last.x()
    shown, expected = colours(bar.bar), table("magma")
    assert is_near(shown[1], expected[-3])
    assert is_near(shown[-2], expected[2])


def test_words_stay_beside_the_bar_in_a_wide_place(bar: ColourBar) -> None:
    bar.resize(900, bar.height())
    bar.grab()
    first, last = labels(bar)
    assert first.width() == first.sizeHint().width() == bar.bar.x() - 8
    assert last.x() == bar.bar.x() + bar.bar.width() + 8
    assert bar.bar.size().toTuple() == (120, 8)


def test_long_words_are_cut_and_told_whole(bar: ColourBar) -> None:
    assert not any(one.toolTip() for one in labels(bar))
    bar.resize(bar.minimumSizeHint().width(), bar.height())
    bar.grab()
    assert labels(bar)[1].toolTip() == WORDS[1]
    assert bar.bar.width() == 120
    assert labels(bar)[1].geometry().right() < bar.width()


def test_ends_are_round(bar: ColourBar) -> None:
    theme.set_mode("dark")
    bar.show_ramp("grey", *WORDS)
    picture = bar.bar.grab().toImage()
    assert (
        picture.pixelColor(119, 0).lightness() < 60 < 200 < picture.pixelColor(119, 4).lightness()
    )
