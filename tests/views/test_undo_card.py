"""What undoes an attack: the ways, how much of each, and what is seen then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QSlider

from desktop_app.engine.undoing import BITS, BLUR, JPEG, ROWS, SHIFT
from desktop_app.views.theme import theme
from desktop_app.views.widgets.badge import Badge
from desktop_app.views.widgets.buttons import Segments
from desktop_app.views.widgets.top_k_bars import TopKBars
from desktop_app.views.widgets.undo_card import UndoCard
from tests.views.makers import answer
from tests.views.specimens import settle

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from desktop_app.engine.parameters import Parameter

Key = Qt.Key
WAYS = (JPEG, BLUR, BITS, SHIFT)


@pytest.fixture
def card(qtbot: QtBot) -> UndoCard:
    result = UndoCard()
    qtbot.addWidget(result)
    result.resize(315, 200)
    with qtbot.waitExposed(result):
        result.show()
    result.show_answer(answer("dog", 0.83))
    settle()
    return result


def slider(card: UndoCard) -> QSlider:
    result = card.findChild(QSlider)
    assert isinstance(result, QSlider)
    return result


def segments(card: UndoCard) -> Segments:
    result = card.findChild(Segments)
    assert isinstance(result, Segments)
    return result


def bars(card: UndoCard) -> TopKBars:
    result = card.findChild(TopKBars)
    assert isinstance(result, TopKBars)
    return result


def choose(card: UndoCard, way: str) -> None:
    buttons = segments(card).findChildren(QPushButton)
    QTest.mouseClick(buttons[WAYS.index(way)], Qt.MouseButton.LeftButton)


def beside(card: UndoCard) -> tuple[str, str]:
    """What stands before and behind the slider."""
    parts = [one for one in card.findChildren(QLabel) if one.parent() is slider(card).parent()]
    first, last = sorted(parts, key=lambda part: part.x())
    return first.text(), last.text()


def told(card: UndoCard) -> list[tuple[str, float]]:
    result: list[tuple[str, float]] = []

    def note(way: str, amount: float) -> None:
        result.append((way, amount))

    card.changed.connect(note)
    return result


# Ways and amounts


def test_ways_are_those_of_the_engine(card: UndoCard) -> None:
    texts = [one.text() for one in segments(card).findChildren(QPushButton)]
    assert texts == ["JPEG", "Blur", "Bits", "Shift"]
    assert tuple(row.name for row in ROWS) == WAYS
    assert (card.way, card.amount) == (JPEG, 75)


@pytest.mark.parametrize(
    ("way", "amount", "words"),
    [
        (JPEG, 75, ("JPEG", "quality 75")),
        (BLUR, 1.0, ("Blur", "1.0 px")),
        (BITS, 5, ("Bits", "5 bit(s)")),  # a translation, English too, knows the plural
        (SHIFT, 2, ("Shift", "2 px")),
    ],
)
def test_each_way_begins_with_its_own_amount(
    card: UndoCard, way: str, amount: float, words: tuple[str, str]
) -> None:
    choose(card, way)
    assert (card.way, card.amount) == (way, amount)
    settle()
    assert beside(card) == words


def test_choosing_a_way_tells_once(card: UndoCard) -> None:
    heard = told(card)
    choose(card, BLUR)
    choose(card, SHIFT)
    assert heard == [(BLUR, 1.0), (SHIFT, 2)]


@pytest.mark.parametrize("row", ROWS, ids=WAYS)
def test_slider_goes_from_bound_to_bound_in_steps(card: UndoCard, row: Parameter) -> None:
    choose(card, row.name)
    keys = {Key.Key_Home: row.low, Key.Key_Right: row.low + row.step, Key.Key_End: row.high}
    for key, amount in keys.items():
        QTest.keyClick(slider(card), key)
        assert card.amount == amount


def test_amounts_are_round(card: UndoCard) -> None:
    choose(card, BLUR)
    seen = []
    for place in range(slider(card).maximum() + 1):
        slider(card).setValue(place)
        seen.append(card.amount)
    assert seen == [number / 10 for number in range(41)]


def test_dragging_tells_at_every_step(card: UndoCard) -> None:
    choose(card, SHIFT)
    heard, handle = told(card), slider(card)
    middle = handle.height() // 2
    start = round(handle.width() * 2 / 16) + 4
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=QPoint(start, middle))
    for x in (handle.width() // 2, handle.width() - 2):
        QTest.mouseMove(handle, QPoint(x, middle))
    amounts = [amount for _, amount in heard]
    assert len(amounts) >= 2
    assert amounts == sorted(set(amounts))
    assert card.amount == amounts[-1]
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton)


def test_each_way_keeps_its_amount(card: UndoCard) -> None:
    choose(card, BLUR)
    QTest.keyClick(slider(card), Key.Key_End)
    choose(card, BITS)
    choose(card, BLUR)
    assert card.amount == 4.0


def test_arrow_keys_go_through_the_ways(card: UndoCard) -> None:
    heard = told(card)
    QTest.keyClick(segments(card), Key.Key_Right)
    assert heard == [(BLUR, 1.0)]


def test_slider_stays_where_it_is(card: UndoCard) -> None:
    places = set()
    for way in WAYS:
        choose(card, way)
        for key in (Key.Key_Home, Key.Key_End):
            QTest.keyClick(slider(card), key)
            settle()
            places.add(slider(card).geometry().getRect())
    assert len(places) == 1


def test_slider_is_mirrored(mirrored: QApplication, card: UndoCard) -> None:
    assert mirrored.isRightToLeft()
    assert beside(card) == ("quality 75", "JPEG")
    QTest.keyClick(slider(card), Key.Key_Left)
    assert card.amount == 80


def test_words_are_whole_at_its_least_width(card: UndoCard) -> None:
    card.resize(card.minimumSizeHint())
    settle()
    for part in (*segments(card).findChildren(QPushButton), *card.findChildren(QLabel)):
        assert part.isHidden() or part.width() >= part.minimumSizeHint().width()


# The answer


def test_answer_is_two_rows(card: UndoCard) -> None:
    assert [row.split("\t")[0] for row in card.rows()] == ["dog", "cat"]
    assert bars(card).isVisible()
    assert not bars(card).verticalScrollBar().isVisible()


@pytest.mark.parametrize("target", [None, 0, 1])
def test_bar_of_the_target_has_its_own_colour(card: UndoCard, target: int | None) -> None:
    card.show_answer(answer("dog", 0.5), target=target)
    image = bars(card).grab().toImage()
    rows = range(image.height())
    found = [y for y in rows if image.pixelColor(3, y) == theme.colour("second")]
    where = {2 * y // image.height() for y in found}
    assert where == (set() if target is None else {target})


@pytest.mark.parametrize(
    ("undone", "badge"),
    [(True, Badge("undone", "ok", "check")), (False, Badge("holds", "second"))],
)
def test_badge_says_whether_it_is_undone(card: UndoCard, undone: bool, badge: Badge) -> None:
    card.show_answer(answer(), undone=undone)
    assert card.badge._badge == badge
    assert card.badge.isVisible()


def test_nothing_is_said_while_the_network_is_asked(card: UndoCard) -> None:
    card.show_answer(None, undone=True)
    assert (card.rows(), card.badge.text(), card.sentence()) == ([], "", "")
    assert slider(card).isEnabled()


def test_without_a_result_nothing_can_be_tried(card: UndoCard) -> None:
    card.show_none("There is no result yet.")
    assert card.sentence() == "There is no result yet."
    assert (card.rows(), card.badge.text()) == ([], "")
    assert not bars(card).isVisible()
    assert not slider(card).isEnabled()
    assert not segments(card).isEnabled()
    card.show_answer(answer())
    assert slider(card).isEnabled()
    assert segments(card).isEnabled()
    assert bars(card).isVisible()


def test_card_starts_without_a_result(qtbot: QtBot) -> None:
    card = UndoCard()
    qtbot.addWidget(card)
    assert not slider(card).isEnabled()


def test_card_is_as_high_with_a_sentence_as_with_bars(card: UndoCard) -> None:
    before = card.heightForWidth(315)
    card.show_none("There is no result yet.")
    settle()
    assert card.heightForWidth(315) == before >= card.minimumSizeHint().height()


def test_disabled_ways_look_so(card: UndoCard) -> None:
    card.show_none("")
    for mode in ("light", "dark"):
        theme.set_mode(mode)
        card.grab()
        parts = segments(card).findChildren(QPushButton)
        colours = {part.palette().buttonText().color().name() for part in parts}
        assert colours == {theme.colour("disabled").name()}


# What is told


def test_screen_reader_hears_way_and_amount(card: UndoCard) -> None:
    choose(card, BLUR)
    QTest.keyClick(slider(card), Key.Key_Right)
    heard = QAccessible.queryAccessibleInterface(slider(card))
    assert heard is not None
    assert heard.text(QAccessible.Text.Name) == "Blur"
    assert heard.text(QAccessible.Text.Description) == "1.1 px"
    assert card.accessibleName() == "What undoes it?"


def test_click_leaves_no_ring_behind(card: UndoCard) -> None:
    choose(card, BLUR)
    handle = slider(card)
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, pos=QPoint(3, handle.height() // 2))
    assert not handle.hasFocus()
