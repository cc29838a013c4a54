"""Messages, problems, the drop zone and the curtain: words, states and buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QTabWidget, QToolButton, QWidget

from desktop_app import paths
from desktop_app.views.theme import theme
from desktop_app.views.widgets.drop_zone import SHOWN_SAMPLES, Curtain, DropZone
from desktop_app.views.widgets.message import ICONS, Message
from desktop_app.views.widgets.problem import Problem

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

SAMPLES = ("coffee.png", "chelsea.png", "rocket.jpg", "camera.png", "astronaut.png")


def button(widget: QWidget, text: str) -> QPushButton:
    found = [one for one in widget.findChildren(QPushButton) if one.text().strip() == text]
    assert len(found) == 1
    return found[0]


def click(target: QWidget) -> None:
    QTest.mouseClick(target, Qt.MouseButton.LeftButton)


# Messages


@pytest.fixture
def message(qtbot: QtBot) -> Message:
    result = Message()
    qtbot.addWidget(result)
    return result


def test_message_is_hidden_at_first(message: Message) -> None:
    assert message.isHidden()


@pytest.mark.parametrize("kind", ICONS)
def test_message_says_what_and_why_on_its_colour(message: Message, kind: str) -> None:
    message.show_message(kind, "It happened.", "For this reason.")
    assert not message.isHidden()
    assert message.texts() == ("It happened.", "For this reason.")
    assert message.accessibleName() == "It happened. For this reason."
    ground = theme.colour("accentSoft" if kind == "info" else f"{kind}Soft")
    assert message.grab().toImage().pixelColor(message.width() // 2, 2) == ground


def test_button_does_what_it_was_given(message: Message) -> None:
    done: list[str] = []
    message.show_message("info", "An address.", "there", "Fetch it", lambda: done.append("fetched"))
    fetch = button(message, "Fetch it")
    click(fetch)
    assert done == ["fetched"]
    assert message.isHidden()
    message.show_message("info", "Something else.")
    assert fetch.isHidden()


def test_button_may_show_the_next_message(message: Message) -> None:
    message.show_message(
        "info", "One.", "", "Go on", lambda: message.show_message("info", "Two.", "", "Stop")
    )
    click(button(message, "Go on"))
    assert not message.isHidden()
    assert message.texts()[0] == "Two."


def test_message_can_be_closed(message: Message) -> None:
    message.show_message("info", "What.")
    click(close_button(message))
    assert message.isHidden()
    message.show_message("warn", "Again.")
    assert not message.isHidden()


def test_markup_in_words_stays_text(message: Message) -> None:
    message.show_message("info", "<b>a</b>.png", "<img src='x'>")
    labels = [one for one in message.findChildren(QLabel) if one.text()]
    assert {one.textFormat() for one in labels} == {Qt.TextFormat.PlainText}


def test_problem_says_why_and_offers_a_way_out(qtbot: QtBot) -> None:
    problem = Problem("file-warning", "Try again")
    qtbot.addWidget(problem)
    problem.show_problem("cat.png cannot be shown.", "The file ends too early.")
    assert problem.texts() == ("cat.png cannot be shown.", "The file ends too early.")
    with qtbot.waitSignal(problem.acted):
        click(button(problem, "Try again"))


def close_button(message: Message) -> QPushButton:
    (found,) = [
        one for one in message.findChildren(QPushButton) if one.accessibleName().startswith("Close")
    ]
    return found


# The drop zone


@pytest.fixture
def zone(qtbot: QtBot) -> DropZone:
    result = DropZone()
    qtbot.addWidget(result)
    result.resize(800, 500)
    return result


def test_buttons_of_the_drop_zone(qtbot: QtBot, zone: DropZone) -> None:
    with qtbot.waitSignal(zone.pictures_requested):
        click(button(zone, "Open pictures…"))
    with qtbot.waitSignal(zone.folder_requested):
        click(button(zone, "Open folder…"))


def test_samples_are_shown_with_their_source(qtbot: QtBot, zone: DropZone) -> None:
    zone.set_samples(
        [(key, f"About {key}", "someone, CC0", paths.resource(f"samples/{key}")) for key in SAMPLES]
    )
    shown = zone.findChildren(QToolButton, "sample")
    assert len(shown) == SHOWN_SAMPLES
    assert all("CC0" in one.toolTip() and not one.icon().isNull() for one in shown)
    with qtbot.waitSignal(zone.sample_requested) as signal:
        click(shown[1])
    assert signal.args == ["chelsea.png"]


def test_curtain_covers_its_page(qtbot: QtBot) -> None:
    page = QTabWidget()
    page.addTab(QWidget(), "Tab")
    qtbot.addWidget(page)
    page.resize(500, 400)
    curtain = Curtain(page)
    assert curtain.isHidden()
    curtain.cover("over", "Let go to open 3 items")
    assert curtain.headline.text() == "Let go to open 3 items"
    assert page.rect().contains(curtain.geometry())
    assert curtain.width() > 400
    ground = curtain.grab().toImage().pixelColor(40, 40)
    assert ground == theme.colour("accentSoft")
    curtain.cover("refused", "Nothing here can be opened", "Why")
    assert curtain.grab().toImage().pixelColor(40, 40) == theme.colour("errorSoft")
    assert curtain.sentence.text() == "Why"
