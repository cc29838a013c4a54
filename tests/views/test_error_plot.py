"""The plot of the challenge's errors: where dots and names are, and how one chooses a dot."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from desktop_app.views.theme import theme
from desktop_app.views.widgets.error_plot import ErrorPlot

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from desktop_app.views.widgets.error_plot import Dot

SIZES = [(348, 178), (360, 240), (480, 300), (294, 180)]


@pytest.fixture
def plot(qtbot: QtBot) -> ErrorPlot:
    result = ErrorPlot()
    qtbot.addWidget(result)
    result.resize(360, 240)
    with qtbot.waitExposed(result):
        result.show()
    return result


def dot(plot: ErrorPlot, key: str) -> Dot:
    return next(one for one in plot.dots if one.family.key == key)


def stops(plot: ErrorPlot) -> list[str]:
    """The families at which the Tab key stops."""
    return [one.family.key for one in plot.dots if one.focusPolicy() & Qt.FocusPolicy.TabFocus]


def round_dot(one: Dot) -> QRectF:
    middle = QRectF(one.geometry()).center()
    return QRectF(middle.x() - one.radius, middle.y() - one.radius, 2 * one.radius, 2 * one.radius)


def test_families_of_the_challenge_stand_from_left_to_right(plot: ErrorPlot) -> None:
    keys = [
        one.family.key for one in sorted(plot.dots, key=lambda one: one.geometry().center().x())
    ]
    assert keys == ["alexnet", "zfnet", "vgg", "googlenet", "resnet"]


def test_a_smaller_error_stands_lower(plot: ErrorPlot) -> None:
    heights = [one.geometry().center().y() for one in plot.dots]
    assert heights == sorted(heights)
    assert heights[-1] < plot.height()


def test_a_larger_network_has_a_larger_dot(plot: ErrorPlot) -> None:
    sizes = {one.family.key: one.radius for one in plot.dots}
    assert sizes["vgg"] > sizes["alexnet"] > sizes["googlenet"] >= 4
    assert (sizes["vgg"] / sizes["alexnet"]) ** 2 == pytest.approx(138.4 / 61, rel=0.01)


@pytest.mark.parametrize("one_size", SIZES)
def test_names_cover_neither_dots_nor_each_other(
    plot: ErrorPlot, one_size: tuple[int, int]
) -> None:
    plot.resize(*one_size)
    places = [place for place, _ in plot.names]
    for one, other in combinations(places, 2):
        assert not one.intersects(other)
    for place in places:
        assert QRectF(plot.rect()).contains(place)
        assert not any(place.intersects(round_dot(one)) for one in plot.dots)


def test_names_stand_beside_their_dots(plot: ErrorPlot) -> None:
    for (place, name), one in zip(plot.names[1:], plot.dots, strict=True):
        assert name == one.family.title
        grown = round_dot(one).adjusted(-10, -10, 10, 10)
        assert grown.intersects(place)


def test_dots_of_one_year_can_both_be_clicked(plot: ErrorPlot) -> None:
    chosen: list[str] = []
    plot.chosen.connect(chosen.append)
    for key in ("vgg", "googlenet", "resnet"):
        middle = dot(plot, key).geometry().center()
        hit = plot.childAt(middle)
        assert hit is dot(plot, key)
        QTest.mouseClick(hit, Qt.MouseButton.LeftButton)
    assert chosen == ["vgg16", "googlenet", "resnet152"]


def test_targets_are_large_enough(plot: ErrorPlot) -> None:
    assert min(min(one.size().toTuple()) for one in plot.dots) >= 24


def test_a_click_leaves_the_choice_to_others(plot: ErrorPlot) -> None:
    plot.show_family("vgg")
    QTest.mouseClick(dot(plot, "alexnet"), Qt.MouseButton.LeftButton)
    assert [one.family.key for one in plot.dots if one.isChecked()] == ["vgg"]


def test_a_family_outside_the_challenge_marks_no_dot(plot: ErrorPlot) -> None:
    plot.show_family("vgg")
    plot.show_family("mobilenet")
    assert not any(one.isChecked() for one in plot.dots)


def test_names_stay_when_a_dot_is_chosen(plot: ErrorPlot) -> None:
    before = list(plot.names)
    plot.show_family("resnet")
    assert plot.names == before


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_keyboard_goes_from_dot_to_dot(qtbot: QtBot, plot: ErrorPlot, key: Qt.Key) -> None:
    chosen: list[str] = []
    plot.chosen.connect(chosen.append)
    plot.show_family("zfnet")
    plot.activateWindow()
    first = dot(plot, "zfnet")
    first.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(first.hasFocus)
    for step in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(plot.focusWidget() or plot, step)
    QTest.keyClick(plot.focusWidget() or plot, Qt.Key.Key_Left)
    assert dot(plot, "googlenet").hasFocus()
    assert stops(plot) == ["googlenet"]
    QTest.keyClick(dot(plot, "googlenet"), key)
    assert chosen == ["googlenet"]


def test_tab_stops_at_one_dot_only(plot: ErrorPlot) -> None:
    for key, expected in (("vgg", "vgg"), ("", "alexnet")):
        plot.show_family(key)
        assert stops(plot) == [expected]


def test_screen_reader_hears_every_dot(plot: ErrorPlot) -> None:
    heard = QAccessible.queryAccessibleInterface(plot)
    assert heard is not None
    assert "ImageNet" in heard.text(QAccessible.Text.Name)
    assert heard.childCount() == 5
    child = heard.child(0)
    assert child is not None
    said = child.text(QAccessible.Text.Name).replace("\N{NO-BREAK SPACE}", " ")
    assert said == "AlexNet, 2012: 15.0 % wrong"
    assert said in heard.text(QAccessible.Text.Description).replace("\N{NO-BREAK SPACE}", " ")


def test_years_run_left_to_right_in_any_language(mirrored: QApplication, plot: ErrorPlot) -> None:
    assert mirrored.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert dot(plot, "alexnet").x() < dot(plot, "resnet").x()
    assert plot.layoutDirection() is Qt.LayoutDirection.LeftToRight


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_chosen_dot_has_the_accent(plot: ErrorPlot, mode: str) -> None:
    theme.set_mode(mode)
    plot.show_family("alexnet")
    image = plot.grab().toImage()
    colours = {
        key: image.pixelColor(dot(plot, key).geometry().center()).name()
        for key in ("alexnet", "vgg")
    }
    assert colours == {
        "alexnet": theme.colour("accent").name(),
        "vgg": theme.colour("barRest").name(),
    }


def test_the_tab_needs_neither_numpy_nor_pyqtgraph() -> None:
    code = (
        "import sys, desktop_app.views.backbone_tab;"
        "sys.exit(bool({'numpy', 'pyqtgraph', 'torch'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
