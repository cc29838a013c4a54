"""The reliability diagram: dots, axes, and what is said of a dot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.views.theme import theme
from desktop_app.views.widgets import reliability
from desktop_app.views.widgets.reliability import LARGEST, SMALLEST, Reliability
from tests.views.seen import changed, places, seen

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

BINS = ((0.95, 0.9, 400), (0.25, 0.1, 0), (0.55, 0.4, 100), (0.35, 0.6, 1))
SPACE = "\N{NO-BREAK SPACE}"
SAID = [
    f"35{SPACE}% sure, 60{SPACE}% right: 1 picture(s)",
    f"55{SPACE}% sure, 40{SPACE}% right: 100 picture(s)",
    f"95{SPACE}% sure, 90{SPACE}% right: 400 picture(s)",
]


@pytest.fixture
def plot(qtbot: QtBot) -> Reliability:
    result = Reliability()
    qtbot.addWidget(result)
    result.resize(340, 300)
    result.show_bins(BINS)
    with qtbot.waitExposed(result):
        result.show()
    return result


def around(plot: Reliability, sure: float, right: float) -> list[tuple[int, int]]:
    """Where there is something of a dot near a place."""
    area = plot.area()
    x, y = area.left() + sure * area.width(), area.bottom() - right * area.height()
    found = places(plot, "accent")
    return [one for one in found if max(abs(one[0] - x), abs(one[1] - y)) < LARGEST + 2]


def is_middle(plot: Reliability, sure: float, right: float) -> bool:
    area, found = plot.area(), around(plot, sure, right)
    middle = [sum(one) / len(found) + 0.5 for one in zip(*found, strict=True)]
    share = (
        (middle[0] - area.left()) / area.width(),
        (area.bottom() - middle[1]) / area.height(),
    )
    return share == pytest.approx((sure, right), abs=0.01)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_dots_lie_at_confidence_and_accuracy(plot: Reliability, mode: str) -> None:
    theme.set_mode(mode)
    for sure, right, count in BINS:
        if count:
            assert is_middle(plot, sure, right)


def test_empty_bins_are_left_out(plot: Reliability) -> None:
    assert around(plot, 0.25, 0.1) == []
    assert plot.texts() == SAID


def test_areas_follow_the_counts(plot: Reliability) -> None:
    widths = [plot.dot_rect(place).width() for place in range(3)]
    assert widths == [2 * SMALLEST, LARGEST, 2 * LARGEST]
    areas = len(around(plot, 0.95, 0.9)), len(around(plot, 0.55, 0.4))
    assert areas[0] / areas[1] == pytest.approx(4, rel=0.2)


def test_plot_is_a_square_within_the_widget(plot: Reliability) -> None:
    for size in ((340, 300), (700, 200), (200, 700), (160, 160)):
        plot.resize(*size)
        area = plot.area()
        assert area.width() == area.height() > 60
        assert plot.rect().toRectF().contains(area)


def test_diagonal_leads_from_corner_to_corner(plot: Reliability) -> None:
    area, found = plot.area(), set(places(plot, "edge", 40))
    dashes = [
        share
        for share in range(100)
        for step in (-1, 0, 1)
        if (
            int(area.left() + area.width() * share / 100) + step,
            int(area.bottom() - area.height() * share / 100),
        )
        in found
    ]
    assert min(dashes) < 10
    assert max(dashes) > 85


@pytest.mark.usefixtures("mirrored")
def test_axes_are_the_same_in_any_language(plot: Reliability) -> None:
    assert is_middle(plot, 0.95, 0.9)
    before = seen(plot)
    plot.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert not changed(before, seen(plot))


def test_without_bins_a_sentence_stands_in_the_middle(plot: Reliability) -> None:
    plot.show_bins([(0.5, 0.5, 0)])
    assert places(plot, "accent") == []
    middle = plot.area().center()
    words = [one for one in places(plot, "text2", 40) if abs(one[1] - middle.y()) < 20]
    assert min(x for x, _ in words if x > plot.area().left()) < middle.x()
    assert max(x for x, _ in words) > middle.x()
    assert plot.accessibleDescription() == ""
    QTest.keyClick(plot, Qt.Key.Key_Right)
    assert plot.accessibleDescription() == ""


def test_bins_replace_those_before(plot: Reliability) -> None:
    plot.show_bins([(0.7, 0.7, 3)])
    assert around(plot, 0.95, 0.9) == []
    assert len(plot.texts()) == 1


# What is said


def test_keys_lead_from_dot_to_dot(plot: Reliability, qtbot: QtBot) -> None:
    plot.activateWindow()
    plot.clearFocus()
    plot.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(plot.hasFocus)
    ringed = seen(plot)
    for key, place in (
        (Qt.Key.Key_Left, 0),
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Up, 2),
        (Qt.Key.Key_Right, 2),
        (Qt.Key.Key_Down, 1),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, 2),
    ):
        QTest.keyClick(plot, key)
        assert plot.accessibleDescription() == SAID[place]
    assert changed(ringed, seen(plot))


def test_screen_reader_hears_the_first_dot(plot: Reliability) -> None:
    heard = QAccessible.queryAccessibleInterface(plot)
    assert heard is not None
    assert heard.text(QAccessible.Text.Name) == "How often it was right, by how sure it was"
    assert heard.text(QAccessible.Text.Description) == SAID[0]


def test_tooltips_tell_the_nearest_dot(plot: Reliability, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    class ToolTip:
        @staticmethod
        def showText(at: QPoint, words: str, *rest: object) -> None:
            told.append(words)

    monkeypatch.setattr(reliability, "QToolTip", ToolTip)
    for at in (
        plot.dot_rect(2).center(),
        plot.dot_rect(0).center() + QPointF(SMALLEST + 2, 0),
        plot.area().topLeft(),
    ):
        point = at.toPoint()
        event = QHelpEvent(QEvent.Type.ToolTip, point, plot.mapToGlobal(point))
        QApplication.sendEvent(plot, event)
    assert told == [SAID[2], SAID[0], ""]
