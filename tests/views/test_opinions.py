"""Opinions: what is seen under other circumstances, and who is fooled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QWidget

from desktop_app.views.theme import theme
from desktop_app.views.widgets.badge import Badge
from desktop_app.views.widgets.glyph import Glyph
from desktop_app.views.widgets.labels import ElidedLabel
from desktop_app.views.widgets.opinions import Opinions
from tests.views.makers import answer
from tests.views.specimens import settle

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from desktop_app.engine.contract import Answer

NBSP = "\N{NO-BREAK SPACE}"
LEMUR = "Madagascar cat, ring-tailed lemur, Lemur catta, the one with a tail"
NETWORK = "ViT-Large/16, SWAG features, end to end, 512 pixels, unofficial"


@pytest.fixture
def opinions(qtbot: QtBot) -> Opinions:
    result = Opinions("Does it fool the others?", "Ask the networks")
    qtbot.addWidget(result)
    result.resize(315, 200)
    with qtbot.waitExposed(result):
        result.show()
    return result


def opinion(
    name: str = "PNG", seen: str = "cat", share: float = 0.82, *, fooled: bool = False
) -> tuple[str, Answer, bool]:
    return name, answer(seen, share), fooled


def rows(opinions: Opinions) -> list[QWidget]:
    settle()
    content = scrolled(opinions).findChild(QWidget, "clear")
    assert isinstance(content, QWidget)
    parts = content.findChildren(QWidget)
    return [part for part in parts if part.isVisible() and part.accessibleName()]


def ask(opinions: Opinions) -> QPushButton:
    result = opinions.findChild(QPushButton)
    assert isinstance(result, QPushButton)
    return result


def scrolled(opinions: Opinions) -> QScrollArea:
    result = opinions.findChild(QScrollArea)
    assert isinstance(result, QScrollArea)
    return result


def texts(row: QWidget) -> list[QLabel]:
    return row.findChildren(QLabel)


# Without opinions


def test_sentence_says_why_there_are_none(opinions: Opinions) -> None:
    opinions.show_opinions([opinion()])
    opinions.show_none("There is no result yet.")
    assert opinions.sentence() == "There is no result yet."
    assert (opinions.texts(), rows(opinions), opinions.badge.text()) == ([], [], "")
    assert not ask(opinions).isVisible()


def test_button_asks_if_that_is_possible(qtbot: QtBot, opinions: Opinions) -> None:
    opinions.show_none("", possible=True)
    assert ask(opinions).isVisible()
    assert ask(opinions).text() == "Ask the networks"
    with qtbot.waitSignal(opinions.asked, timeout=0):
        QTest.mouseClick(ask(opinions), Qt.MouseButton.LeftButton)
    opinions.show_opinions([opinion()])
    assert not ask(opinions).isVisible()


def test_nothing_can_be_asked_without_words_for_it(qtbot: QtBot) -> None:
    silent = Opinions("Does it survive saving?")
    qtbot.addWidget(silent)
    silent.show_none("Why", possible=True)
    assert ask(silent).isHidden()


# With opinions


def test_each_opinion_has_a_row(opinions: Opinions) -> None:
    opinions.show_opinions([opinion("PNG", "cat", 1.0, fooled=True), opinion("JPEG 95", "dog")])
    assert opinions.texts() == [("PNG", "cat", f"100{NBSP}%"), ("JPEG 95", "dog", f"82{NBSP}%")]
    shown = [[one.text() for one in texts(row)] for row in rows(opinions)]
    assert shown == [list(row) for row in opinions.texts()]


@pytest.mark.parametrize(
    ("fooled", "badge"),
    [
        ([True, False, True], Badge("2 of 3", "second")),
        ([False, False], Badge("0 of 2", "plain")),
        ([], None),
    ],
)
def test_badge_counts_the_fooled(
    opinions: Opinions, fooled: list[bool], badge: Badge | None
) -> None:
    opinions.show_opinions([opinion(fooled=one) for one in fooled])
    assert opinions.badge._badge == badge
    assert opinions.badge.isVisible() is (badge is not None)


def test_mark_and_colour_say_who_is_fooled(opinions: Opinions) -> None:
    opinions.show_opinions([opinion(fooled=True), opinion(fooled=False)])
    marks = [row.findChildren(Glyph)[0].icon() for row in rows(opinions)]
    assert marks == [("check", "second"), ("x", "text3")]
    assert colours(opinions) == [theme.colour(name) for name in ("secondText", "text2")]


def colours(opinions: Opinions) -> list[object]:
    """Of the classes."""
    opinions.grab()
    return [texts(row)[1].palette().windowText().color() for row in rows(opinions)]


def test_colours_follow_theme_and_opinion(opinions: Opinions) -> None:
    opinions.show_opinions([opinion(fooled=True), opinion(fooled=True)])
    theme.set_mode("dark")
    opinions.show_opinions([opinion(fooled=False), opinion(fooled=True)])
    assert colours(opinions) == [theme.colour(name) for name in ("text2", "secondText")]


def test_rows_keep_their_places_while_more_come(opinions: Opinions) -> None:
    said = [opinion(f"way {number}") for number in range(5)]
    seen: list[tuple[int, ...]] = []
    for count in range(1, 6):
        opinions.show_opinions(said[:count])
        assert opinions.sizeHint() == opinions.minimumSizeHint().expandedTo(opinions.sizeHint())
        seen.append(tuple(row.y() for row in rows(opinions)))
    assert all(last[: len(first)] == first for first in seen for last in seen[len(first) - 1 :])
    assert len(seen[-1]) == 5


def test_card_is_as_high_with_a_sentence_as_with_rows(opinions: Opinions) -> None:
    heights = set()
    for count in (0, 1, 5, 12):
        opinions.show_opinions([opinion() for _ in range(count)])
        settle()
        heights.add(opinions.heightForWidth(315))
    opinions.show_none("There is no result yet.", possible=True)
    settle()
    assert heights == {opinions.heightForWidth(315)}


def test_many_rows_ask_for_no_more_room(qtbot: QtBot, opinions: Opinions) -> None:
    other = Opinions("Does it fool the others?")
    qtbot.addWidget(other)
    other.show_opinions([opinion() for _ in range(30)])
    assert other.sizeHint().height() == opinions.sizeHint().height()


def test_fewer_opinions_leave_no_rows_behind(opinions: Opinions) -> None:
    opinions.show_opinions([opinion(name) for name in "abc"])
    opinions.show_opinions([opinion("d")])
    assert [name for name, _, _ in opinions.texts()] == ["d"]
    assert len(rows(opinions)) == 1


def test_no_window_is_opened_on_the_way(
    opinions: Opinions, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows: list[bool] = []
    show = QWidget.setVisible

    def note(part: QWidget, visible: bool) -> None:
        windows.append(visible and part.isWindow())
        show(part, visible)

    monkeypatch.setattr(QWidget, "setVisible", note)
    opinions.show_opinions([opinion()])
    assert windows
    assert not any(windows)


# Room


def test_long_names_are_shortened_and_told(opinions: Opinions) -> None:
    opinions.show_opinions([opinion(NETWORK, LEMUR), opinion("PNG", LEMUR), opinion(NETWORK)])
    for row in rows(opinions):
        name, seen, share = texts(row)
        assert name.geometry().right() < seen.x() <= seen.geometry().right() < share.x()
        assert share.geometry().right() <= row.width()
        assert share.width() >= share.sizeHint().width()
        for part in (name, seen):
            whole = part.width() >= part.sizeHint().width()
            assert part.toolTip() == ("" if whole else part.text())
    both, lemur, network = (texts(row) for row in rows(opinions))
    assert both[0].width() > both[1].width() > both[0].width() / 2
    assert lemur[0].toolTip() == ""
    assert network[1].toolTip() == ""


def test_classes_end_at_one_line(opinions: Opinions) -> None:
    opinions.show_opinions([opinion(share=1.0), opinion(share=0.0), opinion(seen=LEMUR)])
    assert len({texts(row)[1].geometry().right() for row in rows(opinions)}) == 1


def test_order_is_mirrored(mirrored: QApplication, opinions: Opinions) -> None:
    assert mirrored.isRightToLeft()
    opinions.show_opinions([opinion()])
    (row,) = rows(opinions)
    places = [part.x() for part in (*row.findChildren(Glyph), *texts(row))]
    assert places == sorted(places, reverse=True)


def test_many_rows_are_reached_by_keyboard(opinions: Opinions) -> None:
    area = scrolled(opinions)
    opinions.show_opinions([opinion() for _ in range(3)])
    settle()
    assert area.focusPolicy() is Qt.FocusPolicy.NoFocus
    opinions.show_opinions([opinion(str(number)) for number in range(30)])
    settle()
    assert area.focusPolicy() is Qt.FocusPolicy.TabFocus
    QTest.keyClick(area, Qt.Key.Key_End)
    QTest.keyClick(area, Qt.Key.Key_PageDown)
    assert area.verticalScrollBar().value() > 0
    assert all(isinstance(part, ElidedLabel) for part in texts(rows(opinions)[0])[:2])


# What is told


def test_screen_reader_hears_rows_as_sentences(opinions: Opinions) -> None:
    opinions.show_opinions([opinion("PNG", fooled=True), opinion("JPEG 50", "dog")])
    assert [row.accessibleName() for row in rows(opinions)] == [
        f"PNG: fooled, sees cat, 82{NBSP}%",
        f"JPEG 50: not fooled, sees dog, 82{NBSP}%",
    ]
    assert opinions.accessibleName() == "Does it fool the others?"
