"""The curve of one number: its line, its axes, its value, and the mark."""

from __future__ import annotations

import math
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea

from desktop_app.views import wording
from desktop_app.views.theme import theme
from desktop_app.views.widgets.curve import Curve, ticks

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QColor, QImage
    from pytestqt.qtbot import QtBot

NBSP = "\N{NO-BREAK SPACE}"
TOTAL = 100
RISING = [(step, step / 100) for step in range(0, 51, 5)]


@pytest.fixture
def make(qtbot: QtBot) -> Callable[..., Curve]:
    def shown(*args: object, **rest: object) -> Curve:
        result = Curve("Probability", *args, **rest)  # type: ignore[arg-type]
        qtbot.addWidget(result)
        result.resize(300, 140)
        result.set_total(TOTAL)
        result.show()
        return result

    return shown


@pytest.fixture
def curve(make: Callable[..., Curve]) -> Curve:
    return make("accent", wording.percent, (0, 1), steps=True)


def labels(curve: Curve) -> list[QLabel]:
    return curve.findChildren(QLabel)


def plotted(curve: Curve) -> QImage:
    image: QImage = curve._plot.widget.grab().toImage()
    return image


def near(one: QColor, other: QColor) -> bool:
    parts = one.red() - other.red(), one.green() - other.green(), one.blue() - other.blue()
    return max(map(abs, parts)) < 40


def columns(curve: Curve, role: str) -> list[int]:
    """The columns of the plot in which there is something of a colour."""
    image, colour = plotted(curve), theme.colour(role)
    rows, found = range(image.height()), range(image.width())
    return [x for x in found if any(near(image.pixelColor(x, y), colour) for y in rows)]


def height(curve: Curve, share: float) -> float:
    """How high the curve is at a share of its length, 0 below and 1 on top."""
    image, colour = plotted(curve), theme.colour("accent")
    found = columns(curve, "accent")
    x = round(found[0] + share * (found[-1] - found[0]))
    rows = [y for y in range(image.height()) if near(image.pixelColor(x, y), colour)]
    return 1 - sum(rows) / len(rows) / image.height()


def captions(curve: Curve) -> list[str]:
    return list(curve._plot._words)


def test_the_newest_value_is_the_heading(curve: Curve) -> None:
    curve.add(RISING)
    assert curve.value == f"50{NBSP}%"
    curve.add([(55, 0.9)])
    assert curve.value == f"90{NBSP}%"


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_line_rises_with_the_values_to_half_of_the_axis(curve: Curve, mode: str) -> None:
    theme.set_mode(mode)
    curve.add(RISING)
    assert height(curve, 0.05) < height(curve, 0.5) < height(curve, 0.9) < 0.6
    found = columns(curve, "accent")
    width, left = plotted(curve).width(), curve._plot.left
    assert found[0] == pytest.approx(left, abs=8)
    assert (found[-1] - left) / (width - left) == pytest.approx(0.5, abs=0.05)


def test_the_room_under_the_line_is_filled_lightly(curve: Curve) -> None:
    before = plotted(curve)
    curve.add([(0, 0.9), (100, 0.9)])
    after, middle = plotted(curve), before.width() * 2 // 3
    low, high = int(before.height() * 0.6), 2
    assert after.pixelColor(middle, low) != before.pixelColor(middle, low)
    assert not near(after.pixelColor(middle, low), theme.colour("accent"))
    assert after.pixelColor(middle, high) == before.pixelColor(middle, high)


def test_a_dot_marks_the_newest_point(curve: Curve) -> None:
    curve.add([(0, 0.5), (50, 0.5)])
    image, colour = plotted(curve), theme.colour("accent")
    found = columns(curve, "accent")

    def thick(x: int) -> int:
        return sum(near(image.pixelColor(x, y), colour) for y in range(image.height()))

    assert thick(found[-1] - 2) > thick(found[0] + 20) >= 1


def test_one_point_is_a_dot(curve: Curve) -> None:
    curve.add([(0, 0.5)])
    assert 3 <= len(columns(curve, "accent")) <= 9
    assert curve.value == f"50{NBSP}%"


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_three_lines_stand_behind(curve: Curve, mode: str) -> None:
    theme.set_mode(mode)
    image = plotted(curve)
    column = [image.pixelColor(200, y).name() for y in range(image.height())]
    assert column.count(theme.colour("line").name()) == 3
    assert len(set(column)) == 2


def test_fixed_ends_stay(curve: Curve) -> None:
    written = [f"0{NBSP}%", f"50{NBSP}%", f"100{NBSP}%"]
    assert captions(curve) == written
    curve.add(RISING)
    assert captions(curve) == written


def test_free_ends_follow_the_values(make: Callable[..., Curve]) -> None:
    curve = make()
    assert captions(curve) == ["", "", ""]
    curve.add([(0, -2), (1, 9)])
    assert captions(curve) == ["0", "5", "10"]
    curve.add([(2, 33.4)])
    assert captions(curve) == ["0", "20", "40"]
    assert curve.value == "33.4"


def test_what_lies_below_the_lowest_line_is_seen(make: Callable[..., Curve]) -> None:
    curve = make()
    curve.add([(0, 33.0), (50, -8.0), (100, 33.0)])
    low = height(curve, 0.5)
    assert captions(curve)[0] == "0"
    assert 0.02 < low < 0.15


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 1, (0, 0.5, 1)),
        (0, 0.08, (0, 0.04, 0.08)),
        (0.02, 0.07, (0, 0.04, 0.08)),
        (-2, 33.4, (0, 20, 40)),
        (-30, 33, (-40, 0, 40)),
        (-5, -1, (-4, -2, 0)),
        (0, 0, (0, 0.5, 1)),
        (0, 3.4e38, (0, 2e38, 4e38)),
        (0, 1e-30, (0, 5e-31, 1e-30)),
    ],
)
def test_ticks_are_round(low: float, high: float, expected: tuple[float, ...]) -> None:
    assert ticks(low, high) == pytest.approx(expected, rel=1e-9)


def test_captions_can_be_shorter_than_the_value(make: Callable[..., Curve]) -> None:
    def fine(value: float) -> str:
        return wording.percent(value, 1)

    curve = make("accent", fine, (0, 1), captions=wording.percent)
    curve.add([(0, 0.5)])
    assert curve.value == f"50.0{NBSP}%"
    assert captions(curve)[1] == f"50{NBSP}%"


def test_captions_are_drawn_whole(make: Callable[..., Curve]) -> None:
    for form in (wording.percent, lambda value: f"{value:.7f}"):
        curve = make("accent", form, (0, 1))
        image, ground = plotted(curve), theme.colour("window")
        left = curve._plot.left
        for row in (0.1, 0.5, 0.9):
            y = round(row * image.height())
            inked = [
                x
                for x in range(left - 4)
                for at in range(y - 8, y + 8)
                if 0 <= at < image.height() and not near(image.pixelColor(x, at), ground)
            ]
            assert inked
            assert min(inked) >= 1


def test_plots_below_each_other_begin_alike(make: Callable[..., Curve]) -> None:
    curves = [make("accent", wording.percent, (0, 1)), make(), make("second")]
    curves[1].add([(0, 33)])
    assert len({curve._plot.left for curve in curves}) == 1


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_left_out(make: Callable[..., Curve], bad: float) -> None:
    curve = make()
    curve.add([(0, bad)])
    assert curve.value == ""
    curve.add([(1, 3), (2, bad)])
    assert curve.value == "3"
    assert captions(curve) == ["0", "2", "4"]


def test_a_mark_shows_the_value_there(curve: Curve) -> None:
    curve.add(RISING)
    before = columns(curve, "edge")
    values = []
    for step in (10, 14, 15, 99):
        curve.mark(step)
        values.append(curve.value)
    assert values == [f"{share}{NBSP}%" for share in (10, 10, 15, 50)]
    curve.mark(80)
    marked = [x for x in columns(curve, "edge") if x not in before]
    left, width = curve._plot.left, plotted(curve).width()
    assert len(marked) <= 2
    assert (marked[0] - left) / (width - left) == pytest.approx(0.8, abs=0.05)
    curve.mark(None)
    assert columns(curve, "edge") == before
    assert curve.value == f"50{NBSP}%"


def test_a_mark_stays_while_points_come(curve: Curve) -> None:
    curve.add(RISING)
    curve.mark(10)
    curve.add([(55, 0.9)])
    assert curve.value == f"10{NBSP}%"


def test_before_the_first_point_there_is_no_value(curve: Curve) -> None:
    curve.add([(5, 0.5)])
    curve.mark(4)
    assert curve.value == ""
    assert curve.accessibleName() == "Probability"


def test_points_can_be_replaced(curve: Curve) -> None:
    curve.add(RISING)
    curve.show_points(RISING[:3])
    assert curve.value == f"10{NBSP}%"
    assert columns(curve, "accent")[-1] < 120


def test_nothing_is_left_when_cleared(curve: Curve) -> None:
    bare = plotted(curve)
    curve.add(RISING)
    curve.mark(10)
    curve.clear()
    assert plotted(curve) == bare
    assert curve.value == ""


def test_steps_stand_under_the_lowest_plot(curve: Curve, make: Callable[..., Curve]) -> None:
    first, middle, last = labels(curve)[-3:]
    assert [one.text() for one in (first, middle, last)] == ["step 0", "50", "100"]
    curve.grab()
    plot, left = curve._plot.widget, curve._plot.left
    assert first.mapTo(curve, first.rect().topLeft()).x() == pytest.approx(left, abs=3)
    assert last.mapTo(curve, last.rect().topRight()).x() == pytest.approx(plot.width(), abs=3)
    assert len(labels(make())) == 2


def test_the_axis_reaches_to_the_last_point(curve: Curve) -> None:
    curve.add([(0, 0.5), (256, 0.5)])
    assert labels(curve)[-1].text() == "256"
    assert columns(curve, "accent")[-1] <= plotted(curve).width()
    curve.clear()
    assert labels(curve)[-1].text() == "100"


def test_title_and_value_mirror_but_steps_do_not(mirrored: QApplication, curve: Curve) -> None:
    assert mirrored.isRightToLeft()
    curve.add(RISING)
    curve.grab()
    title, value, first, _, last = labels(curve)
    assert value.x() < title.x()
    assert first.x() < last.x()
    found, left = columns(curve, "accent"), curve._plot.left
    assert found[0] == pytest.approx(left, abs=8)
    assert height(curve, 0.1) < height(curve, 0.9)


def test_many_points_keep_their_peaks(curve: Curve) -> None:
    points = [(step, 0.05 + 0.9 * (step == 2500)) for step in range(5001)]
    curve.set_total(5000)
    curve.show_points(points)
    image, colour = plotted(curve), theme.colour("accent")
    top = range(int(image.height() * 0.2), int(image.height() * 0.4))
    assert any(near(image.pixelColor(x, y), colour) for x in range(image.width()) for y in top)


def test_a_column_of_curves_scrolls_with_the_wheel(qtbot: QtBot, curve: Curve) -> None:
    area = QScrollArea()
    qtbot.addWidget(area)
    area.setWidget(curve)
    hit = curve.childAt(curve._plot.widget.geometry().center())
    assert hit is None
    area.takeWidget()


def test_a_screen_reader_hears_title_and_value(curve: Curve) -> None:
    curve.add(RISING)
    assert curve.accessibleName() == f"Probability: 50{NBSP}%"


def test_importing_it_does_not_import_pyqtgraph() -> None:
    code = (
        "import sys, desktop_app.views.main_window, desktop_app.views.widgets.curve;"
        "sys.exit(bool({'numpy', 'pyqtgraph', 'torch'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
