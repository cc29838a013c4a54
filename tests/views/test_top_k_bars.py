"""The most probable classes, for eyes, for screen readers and for the clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication

from desktop_app.views.theme import theme
from desktop_app.views.widgets.top_k_bars import TopKBars
from tests.views.makers import NAMES, answer

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

WIDTH = 300


@pytest.fixture
def bars(qtbot: QtBot) -> TopKBars:
    result = TopKBars()
    qtbot.addWidget(result)
    result.resize(WIDTH, 300)
    return result


def columns(bars: TopKBars, role: str) -> tuple[int, int]:
    """The first and the last column in which a pixel has a colour of the theme."""
    image, colour = bars.grab().toImage(), theme.colour(role)
    found = [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y) == colour for y in range(image.height()))
    ]
    return (found[0], found[-1]) if found else (-1, -1)


def test_rows_are_name_id_and_share(bars: TopKBars) -> None:
    bars.show_answer(answer("cat", 0.8), 3)
    first, second, third = (row.split("\t") for row in bars.rows())
    assert first[:2] == ["cat", "n00000000"]
    assert [row[2].replace("\N{NO-BREAK SPACE}", " ") for row in (first, second, third)] == [
        "80.0 %",
        "10.0 %",
        "5.0 %",
    ]


@pytest.mark.parametrize("top", [1, 3, 20])
def test_as_many_rows_as_are_wanted_and_there(bars: TopKBars, top: int) -> None:
    bars.show_answer(answer(), top)
    assert len(bars.rows()) == min(top, len(NAMES))


def test_nothing_without_an_answer(bars: TopKBars) -> None:
    bars.show_answer(answer(), 5)
    bars.show_answer(None, 5)
    assert bars.rows() == []
    bars.grab()


def test_tiny_shares_are_not_nothing(bars: TopKBars) -> None:
    bars.show_answer(answer(share=0.99999), 2)
    assert bars.rows()[1].split("\t")[2].startswith("<")


@pytest.mark.parametrize("share", [0.2, 0.5, 1.0])
def test_bars_are_as_long_as_the_share(bars: TopKBars, share: float) -> None:
    bars.show_answer(answer(share=share), 1)
    first, last = columns(bars, "accent")
    width = bars.viewport().width()
    assert first <= 2
    assert last == pytest.approx(width * share, abs=4)


def test_bars_grow_from_the_right(mirrored: QApplication, bars: TopKBars) -> None:
    bars.show_answer(answer(share=0.5), 1)
    first, last = columns(bars, "accent")
    width = bars.viewport().width()
    assert last >= width - 3
    assert first == pytest.approx(width * 0.5, abs=4)
    assert mirrored.layoutDirection() is Qt.LayoutDirection.RightToLeft


def test_only_the_first_has_the_accent(bars: TopKBars) -> None:
    bars.show_answer(answer(share=0.5), 3)
    assert columns(bars, "barRest") != (-1, -1)
    assert columns(bars, "accent") != (-1, -1)


def test_untrained_network_has_grey_bars(bars: TopKBars) -> None:
    bars.show_answer(answer(trained=False), 3)
    assert columns(bars, "accent") == columns(bars, "barRest") == (-1, -1)
    assert columns(bars, "edge") != (-1, -1)


def test_compact_rows_are_lower(bars: TopKBars) -> None:
    bars.show_answer(answer(), 3)
    roomy = bars.sizeHintForRow(0)
    bars.set_compact(compact=True)
    assert bars.sizeHintForRow(0) < roomy


@pytest.mark.parametrize("width", [60, 130, 290])
def test_long_names_fit_into_any_width(bars: TopKBars, width: int) -> None:
    bars.resize(width, 200)
    bars.show_answer(answer("a class with a name that is longer than any list is wide"), 5)
    bars.grab()
    assert not bars.horizontalScrollBar().isVisible()


def test_screen_reader_finds_the_rows(qtbot: QtBot, bars: TopKBars) -> None:
    bars.show_answer(answer("espresso", 0.8), 4)
    with qtbot.waitExposed(bars):
        bars.show()
    listed = QAccessible.queryAccessibleInterface(bars)
    assert listed is not None
    assert listed.text(QAccessible.Text.Name) == bars.accessibleName()
    assert listed.childCount() == 4
    first = listed.child(0)
    assert first is not None
    assert "espresso" in first.text(QAccessible.Text.Name)
    assert "80.0" in first.text(QAccessible.Text.Name)


def test_chosen_rows_are_copied_in_order(bars: TopKBars) -> None:
    bars.show_answer(answer(), 4)
    model, selection = bars.model(), bars.selectionModel()
    for row in (3, 1):
        selection.select(model.index(row, 0), selection.SelectionFlag.Select)
    bars.copy()
    assert QGuiApplication.clipboard().text() == f"{bars.rows()[1]}\n{bars.rows()[3]}"


def test_all_rows_are_copied_when_none_is_chosen(bars: TopKBars) -> None:
    bars.show_answer(answer(), 4)
    bars.copy()
    assert QGuiApplication.clipboard().text().splitlines() == bars.rows()
