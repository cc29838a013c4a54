"""The histogram: its bars, its numbers, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QHelpEvent
from PySide6.QtWidgets import QApplication

from desktop_app.views.theme import theme
from desktop_app.views.widgets import histogram
from desktop_app.views.widgets.histogram import HIGH, Bars, Histogram

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

COUNTS = (900, 225, 0, 100, 1)


@pytest.fixture
def shown(qtbot: QtBot) -> Histogram:
    result = Histogram()
    qtbot.addWidget(result)
    result.resize(200, result.sizeHint().height())
    result.show_counts(COUNTS, -1.5, 6)
    result.show()
    return result


def heights(bars: Bars) -> list[int]:
    """How high the bars are painted, each in its middle."""
    picture, colour = bars.grab().toImage(), theme.colour("barRest").name()
    step = bars.width() // len(COUNTS)
    return [
        sum(picture.pixelColor(x, y).name() == colour for y in range(bars.height()))
        for x in range(step // 2, bars.width(), step)
    ]


def numbers(shown: Histogram) -> list[str]:
    return [one.text() for one in shown.labels]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_heights_go_by_the_root_of_the_counts(shown: Histogram, mode: str) -> None:
    theme.set_mode(mode)
    whole = HIGH - 1
    assert heights(shown.bars) == pytest.approx([whole, whole / 2, 0, whole / 3, 2], abs=1.01)


def test_a_single_value_among_many_can_be_seen(shown: Histogram) -> None:
    shown.show_counts((10_000_000, 1, 0, 0, 0), 0, 1)
    assert heights(shown.bars)[1:] == [1, 0, 0, 0]


def test_bars_stand_apart_where_there_is_room(shown: Histogram) -> None:
    for count, gap in ((10, 1), (100, 0)):
        shown.show_counts((1,) * count, 0, 1)
        first, second = shown.bars.bar_rect(0), shown.bars.bar_rect(1)
        assert second.left() - first.right() == gap


@pytest.mark.parametrize("width", [83, 200, 331])
def test_bars_fill_the_width(shown: Histogram, width: int) -> None:
    shown.show_counts((1,) * 64, 0, 1)
    shown.resize(width, shown.height())
    shown.grab()
    rects = [shown.bars.bar_rect(place) for place in range(64)]
    assert rects[0].left() == 0
    assert shown.bars.width() - rects[-1].right() <= 1
    assert all(rect.width() >= 1 for rect in rects)
    assert [rect.left() for rect in rects] == sorted(rect.left() for rect in rects)


def test_the_axis_says_low_middle_and_high(shown: Histogram) -> None:
    assert numbers(shown) == ["-1.5", "2.25", "6"]
    left, middle, right = (one.geometry() for one in shown.labels)
    assert left.left() == 0
    assert middle.center().x() == pytest.approx(100, abs=1)
    assert right.right() == pytest.approx(199, abs=1)


def test_values_run_left_to_right_in_any_language(mirrored: QApplication, shown: Histogram) -> None:
    assert mirrored.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert heights(shown.bars)[0] > heights(shown.bars)[-1]
    assert shown.labels[0].x() == 0 < shown.labels[2].x()


def test_nothing_is_left_when_cleared(shown: Histogram) -> None:
    shown.clear()
    assert heights(shown.bars) == [0] * len(COUNTS)
    assert numbers(shown) == ["", "", ""]
    axis = shown.bars.grab().toImage().pixelColor(100, HIGH - 1)
    assert axis == theme.colour("line")


def test_its_height_stays_when_cleared(shown: Histogram) -> None:
    before = shown.sizeHint().height()
    shown.clear()
    assert shown.sizeHint().height() == before
    assert shown.bars.height() == HIGH


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        (0, "900 values from -1.5 to 0"),
        (60, "225 values from 0 to 1.5"),
        (199, "1 values from 4.5 to 6"),
    ],
)
def test_a_tooltip_says_what_a_bar_stands_for(
    shown: Histogram, monkeypatch: pytest.MonkeyPatch, x: int, expected: str
) -> None:
    assert said(shown.bars, x, monkeypatch) == expected


def test_without_bars_there_is_nothing_to_say(
    shown: Histogram, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown.clear()
    assert said(shown.bars, 60, monkeypatch) == ""


def test_screen_reader_hears_the_range(shown: Histogram) -> None:
    heard = QAccessible.queryAccessibleInterface(shown)
    assert heard is not None
    assert heard.text(QAccessible.Text.Name) == "Histogram of values"
    assert heard.text(QAccessible.Text.Description) == "From -1.5 to 6"
    shown.clear()
    assert heard.text(QAccessible.Text.Description) == ""


def said(bars: Bars, x: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the tooltip at a point says."""
    told: list[str] = []

    class ToolTip:
        @staticmethod
        def showText(at: QPoint, words: str, *rest: object) -> None:
            told.append(words)

    monkeypatch.setattr(histogram, "QToolTip", ToolTip)
    at = QPoint(x, 30)
    QApplication.sendEvent(bars, QHelpEvent(QEvent.Type.ToolTip, at, bars.mapToGlobal(at)))
    (found,) = told
    return found
