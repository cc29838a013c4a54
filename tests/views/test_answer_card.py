"""The answer card says calmly when a picture is unlike anything trained on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from desktop_app.engine.contract import UNLIKE
from desktop_app.views.actions import Actions
from desktop_app.views.answer_card import AnswerCard
from desktop_app.views.main_window import MainWindow
from desktop_app.views.widgets.labels import ElidedLabel
from tests.views.makers import answer

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def card(qtbot: QtBot) -> AnswerCard:
    window = MainWindow()
    window.may_close = True
    qtbot.addWidget(window)
    assert isinstance(window.actions_table, Actions)
    result = AnswerCard(window.actions_table)
    qtbot.addWidget(result)
    result.resize(340, 400)
    result.show()
    return result


def seen(card: AnswerCard) -> list[QLabel]:
    return [one for one in card.findChildren(QLabel) if one.isVisible() and one.text() == UNLIKE]


@pytest.mark.parametrize("unlike", [None, False])
def test_nothing_is_said_of_what_is_usual_or_not_known(
    card: AnswerCard, unlike: bool | None
) -> None:
    card.show_answer(replace(answer(), unlike=True))
    card.show_answer(replace(answer(), unlike=unlike))
    assert (card.warning(), seen(card)) == ("", [])
    card.show_answer(None)
    assert card.warning() == ""


def test_what_is_new_is_said_and_the_answer_stays(card: AnswerCard) -> None:
    card.show_answer(replace(answer("cat", 0.95), unlike=True))
    assert card.texts()[:2] == ("cat", "Very sure")
    assert card.warning() == UNLIKE
    (words,) = seen(card)
    assert words.height() >= words.heightForWidth(words.width())


def test_where_two_cards_share_the_room_it_takes_one_line(card: AnswerCard) -> None:
    card.show_answer(replace(answer(), unlike=True))
    card.set_brief(brief=True)
    (line,) = seen(card)
    assert isinstance(line, ElidedLabel)
    card.set_brief(brief=False)
    assert not isinstance(seen(card)[0], ElidedLabel)
