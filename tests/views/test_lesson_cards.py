"""The lessons' cards: their words, states and buttons, in any direction and width."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel

from desktop_app.engine.lessons import CATS_AND_DOGS, LESSONS, PETS
from desktop_app.views.lesson_card import LessonCard
from desktop_app.views.lesson_cards import LessonCards
from desktop_app.views.theme import theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication, QWidget
    from pytestqt.qtbot import QtBot

MB = 1_000_000
KEY = CATS_AND_DOGS.key
WHY = "It stopped at 145 of 825 MB: the connection broke off. It goes on from there."

STATES: dict[str, Callable[[LessonCards], None]] = {
    "offer": lambda cards: cards.show_offer(KEY),
    "broken off": lambda cards: cards.show_offer(KEY, 145 * MB),
    "coming": lambda cards: cards.show_progress(KEY, 145 * MB, 825 * MB, "2 min left, 5.1 MB/s"),
    "unpacking": lambda cards: cards.show_unpacking(KEY, 400 * MB, 825 * MB),
    "ready": lambda cards: cards.show_ready(KEY),
    "problem": lambda cards: cards.show_problem(KEY, "Download stopped", WHY),
}


@pytest.fixture
def cards(qtbot: QtBot) -> LessonCards:
    result = LessonCards()
    qtbot.addWidget(result)
    result.resize(900, 300)
    with qtbot.waitExposed(result):
        result.show()
    return result


@pytest.fixture
def card(cards: LessonCards) -> LessonCard:
    return cards.cards[KEY]


def words(widget: QWidget) -> list[str]:
    labels, buttons = widget.findChildren(QLabel), widget.findChildren(QAbstractButton)
    shown = [one.text() for one in labels if one.isVisible()]
    shown += [one.text() for one in buttons if one.isVisible()]
    return [plain(text) for text in shown if text]


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").strip()


def seen(card: LessonCard) -> tuple[str, str, bool, bool]:
    """The button's and the detail's words, and whether there are a bar and a badge."""
    detail = card.detail.text() if card.detail.isVisible() else ""
    return plain(card.button.text()), plain(detail), card.bar.isVisible(), card.badge.isVisible()


def asked(cards: LessonCards) -> list[tuple[str, str]]:
    result: list[tuple[str, str]] = []
    for name in ("fetch_asked", "cancelled", "used"):
        signal = getattr(cards, name)
        signal.connect(lambda key, name=name: result.append((name, key)))
    return result


# Words


def test_a_card_says_what_it_is(cards: LessonCards, card: LessonCard) -> None:
    said = words(card)
    assert "Cats and Dogs" in said
    assert any(text.endswith("825 MB") and text.startswith("25000 ") for text in said)
    assert any("CDLA-Permissive-2.0" in text for text in said)
    assert any(text.startswith("No hash is published for this file.") for text in said)
    other = words(cards.cards[PETS.key])
    assert any("hash (MD5)" in text for text in other)
    assert not any("No hash" in text for text in other)


def test_what_is_unknown_is_said_to_be(qtbot: QtBot) -> None:
    archive = replace(CATS_AND_DOGS.archives[0], bytes=0)
    card = LessonCard(replace(CATS_AND_DOGS, archives=(archive,)))
    qtbot.addWidget(card)
    card.show()
    assert any("size not stated" in text for text in words(card))
    assert seen(card)[0] == "Fetch"


def test_the_licence_leads_to_the_publisher_s_page(
    card: LessonCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    QTest.mouseClick(card.licence, Qt.MouseButton.LeftButton)
    assert opened == [QUrl(CATS_AND_DOGS.page)]
    assert CATS_AND_DOGS.page in card.licence.toolTip()


# States


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("offer", ("Fetch, 825 MB", "", False, False)),
        ("broken off", ("Go on", "145 of 825 MB have come.", False, False)),
        ("coming", ("Cancel", "145 of 825 MB, 2 min left, 5.1 MB/s", True, False)),
        ("unpacking", ("Cancel", "Unpacking… 48 %", True, False)),
        ("ready", ("Use it", "", False, True)),
        ("problem", ("Try again", "", False, False)),
    ],
)
@pytest.mark.parametrize("before", STATES)
def test_each_state_from_any_other(
    cards: LessonCards,
    card: LessonCard,
    state: str,
    expected: tuple[str, str, bool, bool],
    before: str,
) -> None:
    STATES[before](cards)
    STATES[state](cards)
    assert seen(card) == expected
    assert card.message.isVisible() is (state == "problem")
    assert card.button.property("kind") == ("primary" if state == "ready" else "")
    assert plain(card.button.accessibleName()) == f"{expected[0]}, Cats and Dogs"


def test_sizes_beyond_32_bits_and_unknown_ones(cards: LessonCards, card: LessonCard) -> None:
    cards.show_progress(KEY, 3 << 30, 6 << 30)
    assert card.bar.value() == 500
    cards.show_progress(KEY, 3 << 30, 0)
    assert (card.bar.minimum(), card.bar.maximum()) == (0, 0)
    cards.show_progress(KEY, 0, 0)
    assert seen(card)[1] == ""


def test_a_problem_says_what_and_why(cards: LessonCards, card: LessonCard) -> None:
    STATES["problem"](cards)
    assert card.message.texts() == ("Download stopped", WHY)


# What a person does


@pytest.mark.parametrize(
    ("state", "signal"),
    [
        ("offer", "fetch_asked"),
        ("broken off", "fetch_asked"),
        ("coming", "cancelled"),
        ("unpacking", "cancelled"),
        ("ready", "used"),
        ("problem", "fetch_asked"),
    ],
)
@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_the_button_asks(
    cards: LessonCards, card: LessonCard, state: str, signal: str, way: str
) -> None:
    STATES[state](cards)
    said = asked(cards)
    if way == "mouse":
        QTest.mouseClick(card.button, Qt.MouseButton.LeftButton)
    else:
        QTest.keyClick(card.button, Qt.Key.Key_Space)
    assert said == [(signal, KEY)]


def test_the_keyboard_stays_where_it_was(cards: LessonCards, card: LessonCard) -> None:
    card.button.setFocus(Qt.FocusReason.TabFocusReason)
    for state in ("coming", "unpacking", "ready", "problem", "offer"):
        STATES[state](cards)
        assert card.button.hasFocus()


def test_tab_goes_through_licence_and_button_of_each(cards: LessonCards) -> None:
    first, second = cards.cards.values()
    first.licence.setFocus()
    for expected in (first.button, second.licence, second.button):
        QTest.keyClick(cards.focusWidget(), Qt.Key.Key_Tab)
        assert cards.focusWidget() is expected


# Looks


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
@pytest.mark.parametrize("width", [300, 560, 900])
def test_everything_has_its_room(
    styled: QApplication, qtbot: QtBot, mode: str, direction: Qt.LayoutDirection, width: int
) -> None:
    if theme.mode != mode:
        theme.set_mode(mode)
    styled.setLayoutDirection(direction)
    cards = LessonCards()
    qtbot.addWidget(cards)
    cards.show()
    for state in STATES.values():
        state(cards)
        _fit(cards, width)
        for label in (one for one in cards.findChildren(QLabel) if one.isVisible()):
            needed = label.heightForWidth(label.width())
            assert needed <= label.height(), label.text()
            _is_inside(label, cards)
        for card in cards.cards.values():
            assert card.button.sizeHint().width() <= card.button.width()
            _is_inside(card.button, cards)


def _fit(cards: LessonCards, width: int) -> None:
    """As wide as that, and as high as is needed."""
    layout = cards.layout()
    assert layout is not None
    for _ in range(2):  # the first time the cards may change places
        layout.activate()
        cards.resize(width, layout.totalHeightForWidth(width))
    assert cards.width() == width
    layout.activate()
    for card in cards.cards.values():
        inside = card.layout()
        assert inside is not None
        inside.activate()


def _is_inside(widget: QWidget, cards: LessonCards) -> None:
    assert cards.rect().contains(QRect(widget.mapTo(cards, QPoint()), widget.size()))


@pytest.mark.parametrize(("width", "beside"), [(900, True), (604, True), (600, False)])
def test_cards_stand_side_by_side_where_there_is_room(
    cards: LessonCards, width: int, beside: bool
) -> None:
    _fit(cards, width)
    first, second = (card.geometry() for card in cards.cards.values())
    assert (first.right() < second.left()) is beside
    assert (first.bottom() < second.top()) is not beside


def test_mirrored_cards_begin_at_the_right(mirrored: QApplication, qtbot: QtBot) -> None:
    cards = LessonCards()
    qtbot.addWidget(cards)
    cards.show()
    _fit(cards, 900)
    first, second = cards.cards.values()
    assert first.x() > second.x()
    assert first.button.x() < first.width() / 2


def test_the_lessons_are_those_of_the_table(cards: LessonCards) -> None:
    assert list(cards.cards) == [lesson.key for lesson in LESSONS]
