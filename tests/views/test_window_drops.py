"""The window takes drops anywhere, and says beforehand what it would do with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage

from desktop_app.views.widgets.drop_zone import Curtain
from tests.views import makers

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop_app.views.intake import Intake
    from desktop_app.views.main_window import MainWindow

AT = QPoint(400, 300)
COPY = Qt.DropAction.CopyAction
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    result = makers.window()
    qtbot.addWidget(result)
    result.show()
    return result


def files(*paths: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    return data


def bitmap() -> QMimeData:
    data = QMimeData()
    data.setImageData(QImage(3, 3, QImage.Format.Format_RGB32))
    return data


def text(words: str) -> QMimeData:
    data = QMimeData()
    data.setText(words)
    return data


def curtain(window: MainWindow) -> Curtain:
    return window.findChildren(Curtain)[0]


def enter(window: MainWindow, data: QMimeData) -> bool:
    event = QDragEnterEvent(AT, COPY, data, LEFT, NONE)
    event.ignore()
    window.dragEnterEvent(event)
    return event.isAccepted()


def drop(window: MainWindow, data: QMimeData) -> list[Intake]:
    received: list[Intake] = []
    window.received.connect(received.append)
    window.dropEvent(QDropEvent(QPointF(AT), COPY, data, LEFT, NONE))
    return received


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (files("/a.png", "/b"), "open 2 item"),
        (bitmap(), "open this picture"),
        (text("https://example.org/cat.png"), "see this address"),
    ],
)
def test_drag_says_what_would_happen(window: MainWindow, data: QMimeData, words: str) -> None:
    assert enter(window, data)
    cover = curtain(window)
    assert cover.isVisible()
    assert cover.state == "over"
    assert words in cover.headline.text()
    window.dragLeaveEvent(QDragLeaveEvent())
    assert not cover.isVisible()


def test_drag_of_a_folder_says_that_it_would_be_learned_from(window: MainWindow) -> None:
    asked: list[tuple[str, ...]] = []

    def learns(paths: tuple[str, ...]) -> bool:
        asked.append(paths)
        return paths == ("/pets",)

    window.learns_from = learns
    enter(window, files("/pets"))
    assert curtain(window).headline.text() == "Let go to learn from this folder"
    enter(window, files("/pets", "/cars"))
    assert "open 2 item" in curtain(window).headline.text()
    enter(window, bitmap())
    assert "open this picture" in curtain(window).headline.text()
    assert asked == [("/pets",), ("/pets", "/cars")]


@pytest.mark.parametrize("data", [QMimeData(), text("only words")])
def test_drag_of_nothing_usable_says_why(window: MainWindow, data: QMimeData) -> None:
    enter(window, data)
    cover = curtain(window)
    assert (cover.isVisible(), cover.state) == (True, "refused")
    assert cover.sentence.text()
    assert drop(window, data) == []
    assert not cover.isVisible()


def test_dropped_things_are_passed_on(window: MainWindow) -> None:
    enter(window, files("/a.png"))
    (taken,) = drop(window, files("/a.png"))
    assert taken.paths == ("/a.png",)
    assert not curtain(window).isVisible()


def test_pictures_are_passed_on_with_their_pixels(window: MainWindow) -> None:
    (taken,) = drop(window, bitmap())
    assert taken.bitmap is not None
    assert len(taken.bitmap.data) == 3 * 3 * 4


def test_painted_is_told_once(qtbot: QtBot) -> None:
    window = makers.window()
    qtbot.addWidget(window)
    told: list[bool] = []
    window.painted.connect(lambda: told.append(True))
    with qtbot.waitSignal(window.painted):
        window.show()
    window.repaint()
    assert told == [True]


def test_closing_has_to_be_agreed_on(qtbot: QtBot, window: MainWindow) -> None:
    window.may_close = False
    with qtbot.waitSignal(window.close_requested):
        assert not window.close()
    assert window.isVisible()
    window.may_close = True
    assert window.close()
