"""The card of layers: the figures of what one gave, and the room they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel

from desktop_app.views.layer_card import LEAST_WIDTH, NAMED, LayerCard
from tests.views.sheets import plain_maps, sheet
from tests.views.test_layer_tree import NETWORK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytestqt.qtbot import QtBot

    from desktop_app.engine.seen import Sheet


@pytest.fixture
def card(qtbot: QtBot) -> LayerCard:
    result = LayerCard()
    qtbot.addWidget(result)
    result.resize(280, 600)
    result.tree.show_layers(NETWORK)
    with qtbot.waitExposed(result):
        result.show()
    return result


def with_dead(count: int, dead: Sequence[int]) -> Sheet:
    values = plain_maps(count)
    values[list(dead)] = 0
    return sheet(values)


def settle() -> None:
    """Let layouts take effect."""
    for _ in range(3):  # a text that wraps asks for its height once it knows its width
        QApplication.sendPostedEvents()


def test_figures_are_those_of_the_maps(card: LayerCard) -> None:
    values = np.array([[[0, 0], [0, 2]], [[0, -1.5], [6, 1]]], np.float32)
    card.show_figures(sheet(values))
    assert card.texts() == {
        "shape": "2 × 2 × 2",
        "range": "-1.5 … 6",
        "mean": "0.9375",
        "zeros": "50\N{NO-BREAK SPACE}%",
        "dead": "0 of 2",
    }


@pytest.mark.parametrize(
    ("dead", "text"),
    [
        ((7,), "1 of 20: 7"),
        ((19, 2, 11), "3 of 20: 2, 11, 19"),
        (range(NAMED), "6 of 20: 0, 1, 2, 3, 4, 5"),
        (range(NAMED + 1), "7 of 20"),
    ],
)
def test_a_few_silent_maps_are_named(card: LayerCard, dead: Sequence[int], text: str) -> None:
    card.show_figures(with_dead(20, dead))
    assert card.texts()["dead"] == text


def test_all_silent_maps_are_named_in_a_tooltip(card: LayerCard) -> None:
    card.show_figures(with_dead(20, range(0, 20, 2)))
    tooltips = [figure.toolTip() for figure in card._figures.values()]
    assert tooltips == ["", "", "", "", "0, 2, 4, 6, 8, 10, 12, 14, 16, 18"]
    card.show_figures(with_dead(20, ()))
    assert card._figures["dead"].toolTip() == ""


def test_histogram_has_the_same_maps(card: LayerCard) -> None:
    card.show_figures(sheet(plain_maps(4)))
    filled = card.histogram.grab().toImage()
    card.clear()
    assert card.histogram.grab().toImage() != filled


def test_cleared_card_says_nothing_more(card: LayerCard) -> None:
    card.show_figures(with_dead(20, (3,)))
    card.clear()
    assert set(card.texts().values()) == {""}
    assert {figure.toolTip() for figure in list(card._figures.values())} == {""}


def test_tree_keeps_its_height_when_the_figures_come(card: LayerCard) -> None:
    before = card.tree.height()
    card.show_figures(with_dead(20, (3,)))
    settle()
    assert card.tree.height() == before


def test_rows_of_figures_lie_evenly(card: LayerCard) -> None:
    card.show_figures(with_dead(20, (3,)))
    settle()
    tops = [figure.y() for figure in list(card._figures.values())]
    assert len(set(np.diff(tops).tolist())) == 1


def test_long_figures_wrap_and_are_whole(card: LayerCard) -> None:
    card.resize(LEAST_WIDTH, 600)
    values = plain_maps(2048, 1, 1)
    values[-NAMED:] = 0
    card.show_figures(sheet(values, columns=64))
    settle()
    silent = list(card._figures.values())[-1]
    assert silent.height() >= silent.heightForWidth(silent.width())
    assert silent.height() > 1.5 * next(iter(card._figures.values())).height()


@pytest.mark.parametrize("is_mirrored", [False, True])
def test_figures_end_where_the_card_does(
    styled: QApplication, card: LayerCard, is_mirrored: bool
) -> None:
    if is_mirrored:
        styled.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    card.show_figures(sheet(plain_maps(4)))
    settle()
    for figure in list(card._figures.values()):
        wide = figure.fontMetrics().horizontalAdvance(figure.text())
        drawn = QRect(figure.mapTo(card, QPoint()), figure.size())
        shown = figure.grab().toImage()
        ground = shown.pixel(shown.width() // 2 if wide < 60 else 0, 0)
        inked = [
            x
            for x in range(shown.width())
            if any(shown.pixel(x, y) != ground for y in range(shown.height()))
        ]
        if is_mirrored:
            assert drawn.left() + inked[0] <= 15
        else:
            assert drawn.left() + inked[-1] >= card.width() - 16


def test_little_height_is_the_tree_s(card: LayerCard) -> None:
    card.show_figures(sheet(plain_maps(4)))
    roomy = card.tree.height()
    card.set_low(low=True)
    settle()
    assert card.tree.height() > roomy + 150
    assert not any(figure.isVisible() for figure in list(card._figures.values()))
    card.set_low(low=False)
    settle()
    assert card.tree.height() == roomy


def test_every_figure_has_its_name_beside_it(card: LayerCard) -> None:
    card.show_figures(sheet(plain_maps(4)))
    settle()
    names = [one for one in card.findChildren(QLabel) if one.text() in ("Shape", "Silent maps")]
    assert len(names) == 2
    figures = list(card._figures.values())
    assert names[0].y() == figures[0].y()
    assert names[1].y() == figures[-1].y()
