"""The curves of a training: where the lines are, what stands at the axes, and what is said."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication

from desktop_app.views.theme import theme
from desktop_app.views.widgets import epoch_curves
from desktop_app.views.widgets.epoch_axes import FINEST, round_epochs, thinned, values_for
from desktop_app.views.widgets.epoch_curves import EpochCurves
from tests.views.seen import changed, places, seen

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LINE, LETTER = 8, 60
"""How far off a colour may be; letters are all edge."""

FALLING = [2 - epoch / 10 for epoch in range(1, 11)]
FLAT = [1.0] * 10


@pytest.fixture
def loss(qtbot: QtBot) -> EpochCurves:
    return curves(qtbot, "Loss", "loss")


@pytest.fixture
def accuracy(qtbot: QtBot) -> EpochCurves:
    return curves(qtbot, "Accuracy", "accuracy")


def curves(qtbot: QtBot, title: str, kind: epoch_curves.Kind) -> EpochCurves:
    result = EpochCurves(title, kind)
    qtbot.addWidget(result)
    result.resize(420, 180)
    with qtbot.waitExposed(result):
        result.show()
    return result


def shares(shown: EpochCurves, role: str) -> list[tuple[float, float]]:
    """Where a line is, as shares of the area, to the right and up; without its name."""
    area = shown.plot.axes().area
    return [
        ((x + 0.5 - area.left()) / area.width(), (area.bottom() - y - 0.5) / area.height())
        for x, y in places(shown.plot, role)
        if x <= area.right()
    ]


def at(shown: EpochCurves, role: str, share: float) -> float:
    """How high a line is at a share of the axis."""
    found = [y for x, y in shares(shown, role) if abs(x - share) < 0.01]
    return sum(found) / len(found)


# Lines


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_lines_are_where_their_values_are(loss: EpochCurves, mode: str) -> None:
    theme.set_mode(mode)
    loss.show_points(FALLING, FLAT, None)
    assert loss.plot.axes().values == (0, 1, 2)
    assert at(loss, "accent", 1 / 3) == pytest.approx(1.6 / 2, abs=0.03)
    assert at(loss, "accent", 2 / 3) == pytest.approx(1.3 / 2, abs=0.03)
    assert at(loss, "second", 1 / 3) == pytest.approx(1 / 2, abs=0.03)


def test_axis_spans_the_length_once_told(loss: EpochCurves) -> None:
    loss.show_points(FALLING, FLAT, None)
    assert max(x for x, _ in shares(loss, "second")) == pytest.approx(1, abs=0.02)
    loss.show_length(19)
    assert max(x for x, _ in shares(loss, "second")) == pytest.approx(0.5, abs=0.02)
    assert min(x for x, _ in shares(loss, "second")) == pytest.approx(0, abs=0.02)
    loss.show_length(5)  # shorter than the points are many
    assert loss.plot.axes().last == 10


@pytest.mark.usefixtures("mirrored")
def test_epochs_run_left_to_right_in_any_language(loss: EpochCurves) -> None:
    loss.show_points(FALLING, FLAT, None)
    assert at(loss, "accent", 1 / 3) == pytest.approx(1.6 / 2, abs=0.03)
    area = loss.plot.axes().area
    assert (
        min(x for x, _ in places(loss.plot, "accentText", LETTER) if x > area.right())
        > area.right()
    )


def test_single_epoch_is_a_dot(accuracy: EpochCurves) -> None:
    accuracy.show_length(20)
    accuracy.show_points([0.5], [], None)
    found = shares(accuracy, "accent")
    assert found
    assert all(abs(x) < 0.02 for x, _ in found)


def test_what_is_not_finite_is_left_out(loss: EpochCurves) -> None:
    loss.show_points([math.nan, 2.0, math.inf, 1.0], [math.nan], None)
    assert loss.plot.texts() == ["train 1"]
    assert at(loss, "accent", 2 / 3) == pytest.approx(1.5 / 2, abs=0.03)
    assert places(loss.plot, "second") == []


def test_many_epochs_are_thinned_to_their_ends() -> None:
    zigzag = [(epoch, float(epoch % 7)) for epoch in range(1, 1001)]
    zigzag[500] = (501, 99.0)
    found = list(thinned(zigzag))
    assert len(found) <= FINEST + 2
    assert (501, 99.0) in found
    assert found[-1] == zigzag[-1]
    assert found == sorted(found)
    assert list(thinned(zigzag[:100])) == zigzag[:100]


def test_names_stand_at_the_ends_of_their_lines(loss: EpochCurves) -> None:
    loss.show_length(20)
    loss.show_points(FALLING, [2.0] * 10, None)
    end = loss.plot.axes().x(10)
    for role, value in (("accentText", 1.0), ("secondText", 2.0)):
        found = [(x, y) for x, y in places(loss.plot, role, LETTER) if x > end + 4]
        height = loss.plot.axes().at((10, value)).y()
        assert min(x for x, _ in found) - end < 12
        assert sum(y for _, y in found) / len(found) == pytest.approx(height, abs=5)


@pytest.mark.parametrize("values", [(0.5, 0.5), (0.0, 0.0), (1.0, 1.0), (0.94, 0.95)])
def test_names_do_not_lie_over_one_another(
    accuracy: EpochCurves, values: tuple[float, float]
) -> None:
    accuracy.show_points([values[0]] * 3, [values[1]] * 3, None)
    right = accuracy.plot.axes().area.right() + 3
    rows = [
        {y for x, y in places(accuracy.plot, role, LETTER) if x > right}
        for role in ("accentText", "secondText")
    ]
    assert all(len(one) > 4 for one in rows)
    assert not rows[0] & rows[1]
    assert max(*rows[0], *rows[1]) < accuracy.plot.height()


# The best epoch


@pytest.mark.parametrize(("height", "upper"), [(0.95, False), (0.1, True)])
def test_best_is_named_where_no_line_is(accuracy: EpochCurves, height: float, upper: bool) -> None:
    accuracy.show_points([height, 0.05] + [height] * 8, [height] * 10, None)
    before = seen(accuracy.plot)
    accuracy.show_points([height, 0.05] + [height] * 8, [height] * 10, 5)
    axes, found = accuracy.plot.axes(), changed(before, seen(accuracy.plot))
    words = [y for x, y in found if x > axes.x(5) + 3]
    assert words
    assert all((y < axes.area.center().y()) is upper for y in words)


def test_best_is_a_dashed_upright_line(loss: EpochCurves) -> None:
    loss.show_points(FALLING, FLAT, None)
    before = seen(loss.plot)
    loss.show_points(FALLING, FLAT, 5)
    axes = loss.plot.axes()
    found = [y for x, y in changed(before, seen(loss.plot)) if abs(x - axes.x(5)) < 1]
    whole = range(round(axes.area.top()), round(axes.area.bottom()))
    assert min(found) - whole.start <= 1
    assert len(whole) / 2 < len(set(found)) < len(whole)


def test_name_of_a_late_best_goes_before_its_line(loss: EpochCurves) -> None:
    loss.show_points(FALLING, FLAT, None)
    before = seen(loss.plot)
    loss.show_points(FALLING, FLAT, 10)
    found = changed(before, seen(loss.plot))
    assert max(x for x, _ in found) <= loss.plot.axes().area.right() + 1
    assert min(x for x, _ in found) < loss.plot.axes().x(9)


# Axes and words


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((), (0, 0.5, 1)),
        ((0.05, 0.99), (0, 0.5, 1)),
        ((0.58,), (0.4, 0.7, 1)),
        ((0.91, 1.0), (0.9, 0.95, 1)),
    ],
)
def test_axis_of_shares_begins_below_them_and_ends_with_all(
    values: tuple[float, ...], expected: tuple[float, float, float]
) -> None:
    assert values_for(values, shares=True) == pytest.approx(expected)


def test_axis_of_losses_begins_with_nought() -> None:
    assert values_for([1.7, 0.2], shares=False) == (0, 1, 2)
    assert values_for([], shares=False)[0] == 0


@pytest.mark.parametrize(
    ("last", "expected"), [(1, [1]), (3, [1, 2, 3]), (24, [8, 16, 24]), (1000, [400, 800])]
)
def test_round_epochs(last: int, expected: list[int]) -> None:
    assert list(round_epochs(last)) == expected


@pytest.mark.parametrize("last", [1, 2, 10, 24, 999])
def test_numbers_of_epochs_stand_apart(loss: EpochCurves, last: int) -> None:
    loss.show_length(last)
    picture = seen(loss.plot)
    area = loss.plot.axes().area
    below = picture[round(area.bottom()) + 4 :]
    inked = (below != below[-1, 0]).any(axis=(0, 2)).tolist()
    assert inked[round(area.left()) : round(area.left()) + 30].count(True) > 10
    assert not inked[-1]


def test_bare_axes_say_nothing(loss: EpochCurves, accuracy: EpochCurves) -> None:
    bare = seen(loss.plot)
    loss.show_points(FALLING, FLAT, 3)
    assert changed(bare, seen(loss.plot))
    loss.clear()
    assert not changed(bare, seen(loss.plot))
    assert loss.accessibleName() == "Loss"
    assert accuracy.plot.texts() == []


def test_screen_reader_hears_the_newest_and_the_best(accuracy: EpochCurves) -> None:
    accuracy.show_points([0.5, 0.97], [0.5, 0.925], 2)
    text = "Accuracy: train 97.0\N{NO-BREAK SPACE}%, check 92.5\N{NO-BREAK SPACE}%"
    assert accuracy.accessibleName() == f"{text}, best kept: epoch 2"


@pytest.mark.parametrize(
    ("epoch", "expected"), [(1, "Epoch 1: train 1.9, check 1"), (7, "Epoch 7: train 1.3"), (9, "")]
)
def test_tooltip_tells_an_epoch(
    loss: EpochCurves, monkeypatch: pytest.MonkeyPatch, epoch: int, expected: str
) -> None:
    told: list[str] = []

    class ToolTip:
        @staticmethod
        def showText(at: QPoint, words: str, widget: object, where: QRect) -> None:
            told.append(words)

    monkeypatch.setattr(epoch_curves, "QToolTip", ToolTip)
    loss.show_length(9)
    loss.show_points(FALLING[:7], FLAT[:2], None)
    at = QPoint(round(loss.plot.axes().x(epoch)), 50)
    event = QHelpEvent(QEvent.Type.ToolTip, at, loss.plot.mapToGlobal(at))
    QApplication.sendEvent(loss.plot, event)
    assert told == [expected]
