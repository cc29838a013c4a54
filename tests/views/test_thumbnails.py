"""The strip of small pictures: bounded, asked for as they come into sight, in both directions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QPixmap
from PySide6.QtTest import QTest

from desktop_app.engine.contract import Bitmap, Outcome, Pasted, Source
from desktop_app.engine.errors import TruncatedError
from desktop_app.pictures import Entry, PictureList
from desktop_app.views.theme import theme
from desktop_app.views.widgets.thumbnails import KEPT, MARGIN, Thumbnails
from tests.views.makers import answer, sources

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

WIDTH = 640
MANY = 20_000


@pytest.fixture
def strip(qtbot: QtBot) -> Thumbnails:
    result = Thumbnails()
    qtbot.addWidget(result)
    result.resize(WIDTH, result.height())
    return result


def fill(strip: Thumbnails, count: int) -> list[Entry]:
    entries = PictureList().add(sources(*(f"picture {number}.png" for number in range(count))))
    strip.rows.set_rows(entries)
    return entries


def pixmap(colour: str = "red") -> QPixmap:
    result = QPixmap(108, 70)
    result.fill(QColor(colour))
    return result


def asked_for(qtbot: QtBot, strip: Thumbnails) -> list[int]:
    """The keys that the strip asks for next."""
    with qtbot.waitSignal(strip.wanted) as signal:
        strip.ask_again()
    assert signal.args is not None
    return list(signal.args[0])


def in_sight(strip: Thumbnails, entries: list[Entry]) -> list[int]:
    whole = strip.viewport().rect()
    return [
        entry.key
        for entry in entries
        if strip.visualRect(strip.rows.place(entry.key)).intersects(whole)
    ]


def colours(strip: Thumbnails) -> set[str]:
    image = strip.grab().toImage()
    across, down = range(0, image.width(), 2), range(0, image.height(), 2)
    return {image.pixelColor(x, y).name() for x in across for y in down}


# Thousands


def test_pictures_in_memory_are_bounded(strip: Thumbnails) -> None:
    entries = fill(strip, MANY)
    drawn = pixmap()
    for entry in entries[: 3 * KEPT]:
        strip.rows.set_pixmap(entry.key, drawn)
    kept = [entry.key for entry in entries if strip.rows.has_pixmap(entry)]
    assert kept == [entry.key for entry in entries[2 * KEPT : 3 * KEPT]]


@pytest.mark.parametrize("at", [0, MANY // 2, MANY - 1])
@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_only_what_is_in_sight_is_asked_for(
    qtbot: QtBot, strip: Thumbnails, at: int, direction: Qt.LayoutDirection
) -> None:
    strip.setLayoutDirection(direction)
    entries = fill(strip, MANY)
    with qtbot.waitExposed(strip):
        strip.show()
    strip.choose(entries[at].key)
    seen = in_sight(strip, entries)
    wanted = asked_for(qtbot, strip)
    assert entries[at].key in seen
    assert set(seen) <= set(wanted)
    assert len(wanted) <= len(seen) + 2 * MARGIN + 1
    assert wanted == list(range(wanted[0], wanted[-1] + 1))


def test_scrolling_asks_again(qtbot: QtBot, strip: Thumbnails) -> None:
    entries = fill(strip, MANY)
    with qtbot.waitExposed(strip):
        strip.show()
    asked_for(qtbot, strip)
    with qtbot.waitSignal(strip.wanted) as signal:
        strip.horizontalScrollBar().setValue(strip.horizontalScrollBar().maximum())
    assert signal.args is not None
    assert entries[-1].key in signal.args[0]


def test_what_is_there_or_cannot_be_is_not_asked_for(qtbot: QtBot, strip: Thumbnails) -> None:
    made, impossible, bad, missing = fill(strip, 4)
    with qtbot.waitExposed(strip):
        strip.show()
    strip.rows.set_pixmap(made.key, pixmap())
    strip.rows.set_pixmap(impossible.key, QPixmap())
    bad.error = TruncatedError()
    assert asked_for(qtbot, strip) == [missing.key]


def test_more_rows_are_appended(qtbot: QtBot, strip: Thumbnails) -> None:
    pictures = PictureList()
    first, later = pictures.add(sources("a", "b")), pictures.add(sources("c"))
    strip.rows.set_rows(first)
    strip.choose(first[1].key)
    strip.rows.append(later)
    assert strip.rows.rowCount() == 3
    assert strip.rows.place(later[0].key).row() == 2
    assert strip.selected_keys() == [first[1].key]
    with qtbot.waitSignal(strip.wanted):
        pass


# Choosing


def test_choosing_is_told_and_brings_into_sight(qtbot: QtBot, strip: Thumbnails) -> None:
    entries = fill(strip, 100)
    told: list[int] = []
    strip.chosen.connect(told.append)
    strip.show()
    strip.choose(entries[70].key)
    assert told == [entries[70].key]
    assert strip.selected_keys() == told
    assert entries[70].key in in_sight(strip, entries)
    strip.choose(entries[70].key)
    assert len(told) == 1


def test_what_is_not_in_the_list_cannot_be_chosen(strip: Thumbnails) -> None:
    entries = fill(strip, 2)
    strip.choose(entries[0].key)
    strip.choose(99)
    assert strip.selected_keys() == [entries[0].key]


@pytest.mark.parametrize(("by", "place"), [(1, 2), (-1, 0), (99, 3), (-99, 0)])
def test_moving_stays_within_the_list(strip: Thumbnails, by: int, place: int) -> None:
    entries = fill(strip, 4)
    strip.choose(entries[1].key)
    strip.go(by)
    assert strip.selected_keys() == [entries[place].key]


def test_moving_in_an_empty_list(strip: Thumbnails) -> None:
    strip.go(1)
    assert strip.selected_keys() == []


def test_click_chooses_what_is_under_the_pointer(qtbot: QtBot, strip: Thumbnails) -> None:
    entries = fill(strip, 4)
    with qtbot.waitExposed(strip):
        strip.show()
    place = strip.visualRect(strip.rows.place(entries[2].key)).center()
    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert strip.selected_keys() == [entries[2].key]


# Drawing and words


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_states_are_drawn(strip: Thumbnails, direction: Qt.LayoutDirection) -> None:
    strip.setLayoutDirection(direction)
    good, bad, _ = fill(strip, 3)
    good.answer, bad.error = answer(), TruncatedError()
    strip.rows.set_pixmap(good.key, pixmap("#12ab34"))
    strip.choose(good.key)
    strip.show()
    found = colours(strip)
    assert "#12ab34" in found
    for role in ("errorSoft", "accent", "accentSoft", "track"):
        assert theme.colour(role).name() in found


def test_first_row_is_at_the_leading_edge(mirrored: QApplication, strip: Thumbnails) -> None:
    first, second, _ = fill(strip, 3)
    strip.show()
    left = strip.visualRect(strip.rows.place(second.key)).center().x()
    assert strip.visualRect(strip.rows.place(first.key)).center().x() > left
    assert mirrored.layoutDirection() is Qt.LayoutDirection.RightToLeft


def test_small_pictures_in_low_windows(strip: Thumbnails) -> None:
    fill(strip, 3)
    roomy = strip.height(), strip.delegate.cell()
    strip.set_compact(compact=True)
    assert strip.height() < roomy[0]
    assert strip.delegate.cell().width() < roomy[1].width()


def test_tooltip_and_screen_reader_tell_what_came_of_it(qtbot: QtBot, strip: Thumbnails) -> None:
    good, bad, _ = fill(strip, 3)
    good.answer, bad.error = answer("espresso", 0.8, network="lite0"), TruncatedError()
    with qtbot.waitExposed(strip):
        strip.show()
    tips = [strip.rows.index(row).data(Qt.ItemDataRole.ToolTipRole) for row in range(3)]
    assert tips[0].splitlines()[0] == "picture 0.png"
    assert "espresso 80.0" in tips[0]
    assert "Lite0" in tips[0]
    assert "ends too early" in tips[1]
    assert tips[2] == "picture 2.png"
    listed = QAccessible.queryAccessibleInterface(strip)
    assert listed is not None
    row = listed.child(0)
    assert row is not None
    assert "espresso" in row.text(QAccessible.Text.Name)


# Drag out


def test_files_are_dragged_out_as_files(strip: Thumbnails) -> None:
    fill(strip, 3)
    data = strip.rows.mimeData([strip.rows.index(0), strip.rows.index(2)])
    assert [url.toLocalFile() for url in data.urls()] == [
        "/nowhere/picture 0.png",
        "/nowhere/picture 2.png",
    ]


def test_pasted_picture_is_dragged_out_as_pixels(strip: Thumbnails) -> None:
    bitmap = Bitmap(2, 1, bytes((1, 2, 3, 255, 4, 5, 6, 255)))
    entries = PictureList().add([Source("Pasted", bitmap, Pasted())])
    strip.rows.set_rows(entries)
    data = strip.rows.mimeData([strip.rows.index(0)])
    assert data.urls() == []
    image = QImage(data.imageData())
    assert (image.width(), image.height()) == (2, 1)
    assert image.pixelColor(1, 0) == QColor(4, 5, 6)


def test_answers_of_another_network_are_drawn_otherwise(strip: Thumbnails) -> None:
    (entry,) = fill(strip, 1)
    pictures = PictureList()
    pictures.record([Outcome(entry.key, None, None)])
    entry.answer = answer(network="lite0")
    strip.show()
    strip.delegate.network = "lite0"
    mine = strip.grab().toImage()
    strip.delegate.network = "lite1"
    assert strip.grab().toImage() != mine


def test_a_row_that_was_selected_already_is_shown_when_it_is_clicked(
    qtbot: QtBot, strip: Thumbnails
) -> None:
    entries = fill(strip, 5)
    strip.choose(entries[0].key)
    strip.select([entry.key for entry in entries])
    with qtbot.waitSignal(strip.chosen) as signal:
        place = strip.visualRect(strip.rows.place(entries[2].key)).center()
        QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert signal.args == [entries[2].key]


def test_choosing_a_row_takes_the_others_off(strip: Thumbnails) -> None:
    entries = fill(strip, 3)
    strip.select([entry.key for entry in entries])
    strip.choose(entries[2].key)
    assert strip.selected_keys() == [entries[2].key]
