"""Cards to choose from: by mouse and keyboard, as a list, and what they look like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QRadioButton

from desktop_app.views.theme import theme
from desktop_app.views.widgets.fitting_combo import FittingCombo
from desktop_app.views.widgets.form import Pane
from desktop_app.views.widgets.preset_cards import PresetCards

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

ENTRIES = (
    ("natural", "Natural", "Coloured waves, gentle shaking. Looks like something."),
    ("lesson", "As in the lesson", "Pixels, gradient descent, variation loss."),
    ("fast", "Fast", "Half the steps, small picture."),
)
DOWN, UP = Qt.Key.Key_Down, Qt.Key.Key_Up


@pytest.fixture
def cards(qtbot: QtBot) -> PresetCards:
    return shown(qtbot)


def shown(qtbot: QtBot) -> PresetCards:
    result = PresetCards(ENTRIES)
    qtbot.addWidget(result)
    result.resize(240, 260)
    with qtbot.waitExposed(result):
        result.show()
    return result


def radio(cards: PresetCards, place: int) -> QRadioButton:
    return cards.findChildren(QRadioButton)[place]


def brief(cards: PresetCards) -> FittingCombo:
    (found,) = cards.findChildren(FittingCombo)
    return found


def corner(card: QRadioButton) -> QPoint:
    """A point of the ground, away from texts."""
    return QPoint(card.width() // 2, 4)


def edge(card: QRadioButton) -> str:
    return card.grab().toImage().pixelColor(card.width() // 2, 0).name().upper()


def texts(cards: PresetCards) -> list[str]:
    return [one.text() for one in cards.findChildren(QLabel) if one.isVisible() and one.text()]


def test_first_is_chosen(cards: PresetCards) -> None:
    assert cards.current == "natural"
    assert [one.isChecked() for one in cards.findChildren(QRadioButton)] == [True, False, False]
    assert texts(cards) == [text for _, *entry in ENTRIES for text in entry]


@pytest.mark.parametrize("at", [QPoint(5, 5), QPoint(235, 30), QPoint(120, 20)])
def test_click_anywhere_chooses(qtbot: QtBot, cards: PresetCards, at: QPoint) -> None:
    with qtbot.waitSignal(cards.chosen) as chosen:
        QTest.mouseClick(radio(cards, 1), Qt.MouseButton.LeftButton, pos=at)
    assert chosen.args == [cards.current] == ["lesson"]


def test_program_chooses_in_silence(qtbot: QtBot, cards: PresetCards) -> None:
    with qtbot.assertNotEmitted(cards.chosen):
        cards.choose("fast")
    assert cards.current == "fast"
    assert [one.isChecked() for one in cards.findChildren(QRadioButton)] == [False, False, True]
    with pytest.raises(ValueError, match="no card"):
        cards.choose("slow")


def test_chosen_one_is_not_chosen_again(qtbot: QtBot, cards: PresetCards) -> None:
    cards.mark_changed(on=True)
    with qtbot.assertNotEmitted(cards.chosen):
        QTest.mouseClick(radio(cards, 0), Qt.MouseButton.LeftButton)
    assert ", changed" in texts(cards)


def test_arrow_keys_choose(cards: PresetCards) -> None:
    told: list[str] = []
    cards.chosen.connect(told.append)
    cards.activateWindow()
    radio(cards, 0).setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(radio(cards, 0), DOWN)
    QTest.keyClick(radio(cards, 1), DOWN)
    QTest.keyClick(radio(cards, 2), UP)
    assert told == ["lesson", "fast", "lesson"]
    assert radio(cards, 1).hasFocus()


def test_space_chooses(qtbot: QtBot, cards: PresetCards) -> None:
    with qtbot.waitSignal(cards.chosen) as chosen:
        QTest.keyClick(radio(cards, 2), Qt.Key.Key_Space)
    assert chosen.args == ["fast"]


def test_tab_leads_to_the_chosen_card_only(cards: PresetCards) -> None:
    cards.choose("fast")
    reached = [
        bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus)
        for one in cards.findChildren(QRadioButton)
    ]
    assert reached == [False, False, True]


def test_change_is_told_with_the_name(cards: PresetCards) -> None:
    cards.choose("lesson")
    cards.mark_changed(on=True)
    assert texts(cards).index(", changed") == texts(cards).index("As in the lesson") + 1
    assert radio(cards, 1).accessibleName() == "As in the lesson, changed"
    assert radio(cards, 0).accessibleName() == "Natural"
    cards.mark_changed(on=False)
    assert ", changed" not in texts(cards)


def test_other_choice_is_unchanged(cards: PresetCards) -> None:
    cards.mark_changed(on=True)
    QTest.mouseClick(radio(cards, 1), Qt.MouseButton.LeftButton)
    assert ", changed" not in texts(cards)


# The list


def test_list_takes_the_place_of_the_cards(qtbot: QtBot, cards: PresetCards) -> None:
    cards.set_compact(on=True)
    combo = brief(cards)
    assert texts(cards) == [ENTRIES[0][2]]
    QTest.keyClick(combo, DOWN)
    assert cards.current == "lesson"
    assert texts(cards) == [ENTRIES[1][2]]
    cards.mark_changed(on=True)
    assert combo.currentText() == "As in the lesson, changed"
    cards.set_compact(on=False)
    assert radio(cards, 1).isChecked()
    assert not combo.isVisible()


def test_list_tells_what_a_person_chooses(qtbot: QtBot, cards: PresetCards) -> None:
    cards.set_compact(on=True)
    with qtbot.assertNotEmitted(cards.chosen):
        cards.choose("fast")
    with qtbot.waitSignal(cards.chosen) as chosen:
        QTest.keyClick(brief(cards), UP)
    assert chosen.args == ["lesson"]


# Looks


def test_chosen_card_stands_out(cards: PresetCards) -> None:
    chosen, other = radio(cards, 0), radio(cards, 1)
    assert edge(chosen) == theme.colours["accent"]
    assert edge(other) == theme.colours["softEdge"]
    ground = chosen.grab().toImage().pixelColor(corner(chosen)).name().upper()
    assert ground == theme.colours["accentSoft"]
    other.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, on=False)  # wherever the pointer was left
    assert other.grab().toImage().pixelColor(corner(other)).name().upper() == "#FFFFFF"


def test_only_the_keyboard_leaves_a_ring(cards: PresetCards) -> None:
    cards.activateWindow()
    first = radio(cards, 0)
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    assert first.hasFocus()
    assert edge(first) == theme.colours["accent"]
    radio(cards, 1).setFocus()
    first.setFocus(Qt.FocusReason.TabFocusReason)
    assert edge(first) == theme.colours["text"]
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    assert edge(first) == theme.colours["accent"]


def test_radio_button_leads(qtbot: QtBot, cards: PresetCards) -> None:
    assert is_filled(radio(cards, 0), 20)
    assert not is_filled(radio(cards, 1), 20)


def test_radio_button_leads_from_the_right_too(qtbot: QtBot, mirrored: QApplication) -> None:
    cards = shown(qtbot)
    assert mirrored.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert is_filled(radio(cards, 0), radio(cards, 0).width() - 21)
    assert not is_filled(radio(cards, 0), 20)


def is_filled(card: QRadioButton, x: int) -> bool:
    image = card.grab().toImage()
    column = {image.pixelColor(x, y).name().upper() for y in range(6, 30)}
    return theme.colours["accent"] in column


def test_long_sentences_are_whole_in_narrow_cards(cards: PresetCards) -> None:
    cards.resize(200, 10)
    cards.resize(200, cards.heightForWidth(200))
    cards.grab()
    sentences = [one for one in cards.findChildren(QLabel) if one.wordWrap() and one.isVisible()]
    assert len(sentences) == len(ENTRIES)
    for one in sentences:
        assert one.height() >= one.heightForWidth(one.width())


def test_height_that_is_not_needed_is_left_to_the_page(qtbot: QtBot) -> None:
    cards = PresetCards(ENTRIES)
    page = Pane(cards)
    qtbot.addWidget(page)
    page.resize(272, 900)
    page.grab()
    assert cards.height() == cards.heightForWidth(cards.width()) < 300
