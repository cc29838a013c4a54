"""The film of a run: its frames, its handle, and how one goes from moment to moment."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.views import pixels as qt_pixels
from desktop_app.views.theme import theme
from desktop_app.views.widgets.film import GAP, Film

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap
    from pytestqt.qtbot import QtBot

    from desktop_app.engine.contract import Pixels

Key = Qt.Key
FRAMES, WIDTH = 10, 10 * 42 - 2
TOTAL = 90
STEPS = tuple(range(0, 51, 10))
"""Six moments; frame k of ten stands for step 10 k."""


def flat(shade: int, side: int = 16) -> Pixels:
    return np.full((side, side, 3), shade, np.uint8)


PICTURES = [flat(40 * number + 10) for number in range(len(STEPS))]


@pytest.fixture
def film(qtbot: QtBot) -> Film:
    result = Film()
    qtbot.addWidget(result)
    result.resize(WIDTH, result.sizeHint().height())
    result.show_moments(STEPS, PICTURES, TOTAL)
    result.show_step(50)
    with qtbot.waitExposed(result):
        result.show()
    result.clearFocus()
    return result


@pytest.fixture
def told(film: Film) -> list[int]:
    result: list[int] = []
    film.scrubbed.connect(result.append)
    return result


@pytest.fixture
def squared(monkeypatch: pytest.MonkeyPatch) -> list[Pixels]:
    """The pictures that were scaled, in their order."""
    result: list[Pixels] = []

    def square(pixels: Pixels, side: int) -> QPixmap:
        result.append(pixels)
        return qt_pixels.pixmap(pixels).scaled(side, side)

    monkeypatch.setattr("desktop_app.views.widgets.film.qt_pixels.square", square)
    return result


def shades(film: Film, count: int = FRAMES) -> list[int | None]:
    """The grey in each frame's corner; None for the colour of the future."""
    picture = film.grab().toImage()
    corners = [film.frame_rect(place).topLeft().toPoint() for place in range(count)]
    colours = [picture.pixelColor(corner + QPoint(3, 3)) for corner in corners]
    sunken = theme.colour("sunken").name()
    return [None if one.name() == sunken else one.red() for one in colours]


def press(film: Film, step: float, *, y: int = 5) -> None:
    at = QPoint(round(film.handle_at(step).x()), y)
    QTest.mouseClick(film, Qt.MouseButton.LeftButton, pos=at)


def test_frames_show_the_moments_so_far(film: Film) -> None:
    assert shades(film) == [10, 50, 90, 130, 170, 210, None, None, None, None]


def test_a_frame_shows_the_last_moment_before_its_place(film: Film) -> None:
    film.show_moments((0, 15, 40), PICTURES[:3], TOTAL)
    assert shades(film)[:6] == [10, 10, 50, 50, 90, 90]


def test_a_live_step_brings_the_last_moment_on(film: Film) -> None:
    film.show_step(75)
    assert shades(film) == [10, 50, 90, 130, 170, 210, 210, 210, None, None]


def test_what_is_done_stays_while_one_looks_back(film: Film) -> None:
    film.show_step(10)
    assert shades(film)[5] == 210


@pytest.mark.parametrize("width", [130, 300, 418, 619])
def test_as_many_frames_as_fit_fill_the_width(film: Film, width: int) -> None:
    film.resize(width, film.height())
    count = (width + GAP) // (40 + GAP)
    first, last = film.frame_rect(0), film.frame_rect(count - 1)
    assert first.left() == 0
    assert last.right() == pytest.approx(width, abs=1.5)
    assert 40 <= first.width() < 80
    assert len(shades(film, count)) == count
    assert film.frame_rect(1).left() - first.right() >= 1


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_line_is_filled_up_to_the_handle(film: Film, mode: str) -> None:
    theme.set_mode(mode)
    picture, middle = film.grab().toImage(), film.handle_at(50).toPoint()
    colours = [
        picture.pixelColor(x, middle.y()) for x in (4, middle.x() - 12, middle.x() + 12, WIDTH - 4)
    ]
    assert [one.name() for one in colours] == [
        theme.colour(role).name() for role in ("accent", "accent", "track", "track")
    ]
    assert picture.pixelColor(middle) == theme.colour("surface")


def test_all_of_the_handle_is_seen_at_both_ends(film: Film) -> None:
    for step in (0, TOTAL):
        assert 8 <= film.handle_at(step).x() <= WIDTH - 8
    assert film.handle_at(TOTAL // 2).x() == pytest.approx(WIDTH / 2)


def test_film_and_line_mirror_together(mirrored: QApplication, film: Film) -> None:
    assert mirrored.isRightToLeft()
    assert film.frame_rect(0).right() == pytest.approx(WIDTH)
    assert shades(film)[:7] == [10, 50, 90, 130, 170, 210, None]
    picture, middle = film.grab().toImage(), film.handle_at(20).toPoint()
    assert middle.x() > WIDTH / 2
    assert picture.pixelColor(WIDTH - 4, middle.y()) == theme.colour("accent")
    assert picture.pixelColor(4, middle.y()) == theme.colour("track")


@pytest.mark.parametrize("is_mirrored", [False, True])
@pytest.mark.parametrize("y", [5, 52])
def test_a_click_leads_to_the_nearest_moment(
    styled: QApplication, film: Film, told: list[int], y: int, is_mirrored: bool
) -> None:
    if is_mirrored:
        styled.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    for step in (13, 28, 88, 0):
        press(film, step, y=y)
    assert told == [10, 30, 50, 0]
    assert film.step == 0


def test_the_moment_where_one_is_is_not_told_again(film: Film, told: list[int]) -> None:
    for step in (50, 48, 21, 19):
        press(film, step)
    assert told == [20]


def test_a_live_step_can_be_left_for_the_last_moment(film: Film, told: list[int]) -> None:
    film.show_step(54)
    press(film, 80)
    assert told == [50]


def test_dragging_leads_through_the_moments(film: Film, told: list[int]) -> None:
    button, line = Qt.MouseButton.LeftButton, round(film.handle_at(0).y())
    places = [QPoint(round(film.handle_at(step).x()), line) for step in (42, 38, 31, 22)]
    QTest.mousePress(film, button, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(film, place)
    QTest.mouseRelease(film, button, pos=places[-1])
    QTest.mouseMove(film, QPoint(0, line))
    assert told == [40, 30, 20]


def test_other_buttons_leave_the_handle(film: Film, told: list[int]) -> None:
    QTest.mouseClick(film, Qt.MouseButton.RightButton, pos=QPoint(5, 5))
    assert told == []


@pytest.mark.parametrize(
    ("start", "key", "expected"),
    [
        (50, Key.Key_Left, [40]),
        (54, Key.Key_Left, [50]),
        (54, Key.Key_Right, []),
        (14, Key.Key_Right, [20]),
        (0, Key.Key_Left, []),
        (20, Key.Key_Home, [0]),
        (20, Key.Key_End, [50]),
    ],
)
def test_keys_lead_from_moment_to_moment(
    film: Film, told: list[int], start: int, key: Qt.Key, expected: list[int]
) -> None:
    film.show_step(start)
    QTest.keyClick(film, key)
    assert told == expected
    assert film.step == [start, *expected][-1]


def test_arrow_keys_follow_the_eye(mirrored: QApplication, film: Film, told: list[int]) -> None:
    assert mirrored.isRightToLeft()
    QTest.keyClick(film, Key.Key_Right)
    QTest.keyClick(film, Key.Key_Home)
    QTest.keyClick(film, Key.Key_Left)
    assert told == [40, 0, 10]


def test_the_handle_is_ringed_for_the_keyboard_alone(qtbot: QtBot, film: Film) -> None:
    film.activateWindow()
    film.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(film.hasFocus)
    ringed = film.grab().toImage()
    QTest.mouseClick(film, Qt.MouseButton.LeftButton, pos=film.handle_at(50).toPoint())
    assert film.grab().toImage() != ringed
    QApplication.sendEvent(film, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    assert film.grab().toImage() == ringed


def test_only_new_pictures_are_scaled(film: Film, squared: list[Pixels]) -> None:
    new = flat(250)
    film.show_moments((*STEPS, 60), (*PICTURES, new), TOTAL)
    film.show_step(66)
    film.grab()
    assert len(squared) == 1
    assert squared[0] is new


def test_only_what_is_seen_is_scaled(film: Film, squared: list[Pixels]) -> None:
    pictures = [flat(number) for number in range(46)]
    film.show_moments(range(0, 91, 2), pictures, TOTAL)
    assert len(squared) == FRAMES
    assert squared[-1] is pictures[-1]


def test_painting_scales_nothing(film: Film, squared: list[Pixels]) -> None:
    film.grab()
    assert squared == []


def test_pictures_no_longer_shown_are_forgotten(film: Film) -> None:
    gone = flat(250)
    trace = weakref.ref(gone)
    film.show_moments((0, 10), (PICTURES[0], gone), TOTAL)
    del gone
    assert trace() is not None
    film.show_moments((0,), PICTURES[:1], TOTAL)
    assert trace() is None


def test_another_array_with_the_same_step_is_drawn(film: Film) -> None:
    for shade in range(20, 80, 10):
        film.show_moments((0,), [flat(shade)], TOTAL)
        assert shades(film)[0] == shade


def test_pictures_fit_after_the_width_has_changed(film: Film) -> None:
    film.resize(81, film.height())
    assert shades(film, 1) == [10]
    assert film.frame_rect(0).width() == 81


def test_pictures_are_seen_in_their_middle(film: Film) -> None:
    wide = np.zeros((40, 120, 3), np.uint8)
    wide[:, 40:80] = 200
    film.show_moments((0,), [wide], TOTAL)
    assert shades(film)[0] == 200


def test_a_cleared_film_is_bare(film: Film, told: list[int]) -> None:
    film.clear()
    assert shades(film) == [None] * FRAMES
    assert film.step == 0
    picture, line = film.grab().toImage(), round(film.handle_at(0).y())
    assert {picture.pixelColor(x, line).name() for x in range(4, WIDTH - 4)} == {
        theme.colour("track").name()
    }
    press(film, 0)
    QTest.keyClick(film, Key.Key_End)
    assert told == []
    assert film.accessibleDescription() == ""


def test_a_run_without_steps_can_be_clicked(film: Film, told: list[int]) -> None:
    film.show_moments((0,), PICTURES[:1], 0)
    press(film, 0)
    assert told == [0]


def test_steps_and_pictures_belong_together(film: Film) -> None:
    with pytest.raises(ValueError, match="2 steps and 1 pictures"):
        film.show_moments((0, 1), PICTURES[:1], TOTAL)


def test_a_screen_reader_hears_the_step(film: Film) -> None:
    assert film.accessibleName() == "Moments of the run"
    assert film.accessibleDescription() == "Step 50 of 90"
    film.show_step(54)
    assert film.accessibleDescription() == "Step 54 of 90"
