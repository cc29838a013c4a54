"""Original, change and result: what is shown, magnified, told, and kept on a sheet."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from desktop_app.views.theme import theme
from desktop_app.views.widgets.change_view import MAGNIFICATIONS, MARGIN, ChangeView
from desktop_app.views.widgets.fitting_combo import FittingCombo
from desktop_app.views.widgets.glyph import Glyph
from tests.helpers import noise
from tests.views.specimens import settle

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from desktop_app.engine.contract import Pixels

Colour = tuple[int, int, int]
TITLES = ("Original", "Change", "Result")
ORIGINAL, RESULT = (100, 150, 200), (101, 148, 200)
WHITE = (255, 255, 255)


def plain(of: Colour, side: int = 8) -> Pixels:
    return np.full((side, side, 3), of, np.uint8)


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    result = QWidget()
    qtbot.addWidget(result)
    return result


@pytest.fixture
def view(qtbot: QtBot, host: QWidget) -> ChangeView:
    result = ChangeView((QLabel("bars"), QLabel("a curve"), QLabel("more bars")))
    layout = QHBoxLayout(host)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(result)
    host.resize(900, 400)
    with qtbot.waitExposed(host):
        host.show()
    settle()
    return result


def mats(view: ChangeView) -> list[QWidget]:
    found = view.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [part for part in found if part.accessibleName() in TITLES]


def combo(view: ChangeView) -> FittingCombo:
    result = view.findChild(QComboBox)
    assert isinstance(result, FittingCombo)
    return result


def at(image: QImage, point: QPoint) -> Colour:
    value = image.pixelColor(point)
    return value.red(), value.green(), value.blue()


def role(name: str) -> Colour:
    value = theme.colour(name)
    return value.red(), value.green(), value.blue()


def distance(one: Colour, other: Colour) -> int:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


def middles(view: ChangeView) -> list[Colour]:
    image = view.grab().toImage()
    return [at(image, mat.geometry().center()) for mat in mats(view)]


# What is shown


def test_mats_are_bare_at_first(view: ChangeView) -> None:
    assert middles(view) == [role("mat")] * 3
    assert view.change_image().isNull()
    assert view.sheet().isNull()


def test_three_pictures_stand_side_by_side(view: ChangeView) -> None:
    view.show_pictures(plain(ORIGINAL), plain(RESULT))
    assert middles(view) == [ORIGINAL, (144, 96, 128), RESULT]


def test_original_alone_leaves_the_others_bare(view: ChangeView) -> None:
    view.show_pictures(plain(ORIGINAL), plain(RESULT))
    view.show_pictures(plain(ORIGINAL), None)
    assert middles(view) == [ORIGINAL, role("mat"), role("mat")]
    view.show_pictures(None, None)
    assert middles(view) == [role("mat")] * 3


@pytest.mark.parametrize(
    ("times", "shown"),
    [(1, (129, 126, 128)), (2, (130, 124, 128)), (16, (144, 96, 128)), (64, (192, 0, 128))],
)
def test_change_lies_around_grey(view: ChangeView, times: int, shown: Colour) -> None:
    view.show_pictures(plain(ORIGINAL), plain(RESULT))
    view.magnify(times)
    assert view.magnification == times
    assert at(view.change_image(), QPoint(3, 3)) == shown
    assert middles(view)[1] == shown


@pytest.mark.parametrize(("before", "after", "shown"), [(0, 255, 255), (255, 0, 0), (7, 7, 128)])
def test_greatest_changes_are_clipped(
    view: ChangeView, before: int, after: int, shown: int
) -> None:
    view.show_pictures(plain((before,) * 3), plain((after,) * 3))
    for times in MAGNIFICATIONS:
        view.magnify(times)
        assert at(view.change_image(), QPoint()) == (shown,) * 3


def test_change_has_the_pictures_own_size(view: ChangeView) -> None:
    view.show_pictures(noise(40, 30, 1), noise(40, 30, 2))
    assert view.change_image().size().toTuple() == (40, 30)


def test_unknown_magnification_is_refused(view: ChangeView) -> None:
    with pytest.raises(ValueError, match="not in"):
        view.magnify(3)


@pytest.mark.parametrize("shape", [(8, 8), (30, 10), (10, 30), (500, 400)])
def test_pictures_are_fitted(view: ChangeView, shape: tuple[int, int]) -> None:
    wide, high = shape
    picture = np.full((high, wide, 3), ORIGINAL, np.uint8)
    view.show_pictures(picture, picture)
    image, mat = view.grab().toImage(), mats(view)[0].geometry()
    scale = min((mat.width() - 2 * MARGIN) / wide, (mat.height() - 2 * MARGIN) / high)
    reach = QPoint(round(wide * scale / 2), round(high * scale / 2))
    for way in (QPoint(1, 0), QPoint(-1, 0), QPoint(0, 1), QPoint(0, -1)):
        edge = mat.center() + QPoint(way.x() * reach.x(), way.y() * reach.y())
        assert at(image, edge - way * 2) == ORIGINAL
        assert at(image, edge + way * 2) == role("mat")


def test_corners_of_pictures_are_square(view: ChangeView) -> None:
    view.show_pictures(plain(ORIGINAL, 300), None)
    image, mat = view.grab().toImage(), mats(view)[0].geometry()
    side = min(mat.width(), mat.height()) - 2 * MARGIN
    corner = mat.center() - QPoint(side // 2 - 2, side // 2 - 2)
    assert at(image, corner) == ORIGINAL


@pytest.mark.parametrize(("side", "blurred"), [(8, False), (160, True), (600, True)])
def test_pixels_are_sharp_where_they_are_large(view: ChangeView, side: int, blurred: bool) -> None:
    lines = np.zeros((side, side, 3), np.uint8)
    lines[:, ::2] = 255
    view.show_pictures(lines, None)
    image, mat = view.grab().toImage(), mats(view)[0].geometry()
    reach = min(mat.width(), mat.height()) // 2 - MARGIN - 2
    row = range(mat.center().x() - reach, mat.center().x() + reach)
    greys = {at(image, QPoint(x, mat.center().y())) for x in row} - {WHITE, (0, 0, 0)}
    assert bool(greys) is blurred


def test_mats_follow_the_theme(view: ChangeView) -> None:
    light = middles(view)
    theme.set_mode("dark")
    assert middles(view) == [role("mat")] * 3 != light


# Where it stands


def test_columns_are_alike_whatever_stands_below(qtbot: QtBot) -> None:
    broad = QLabel("b")
    broad.setMinimumWidth(400)
    host, view = QWidget(), ChangeView((QLabel("a"), broad, QLabel("c")))
    qtbot.addWidget(host)
    layout = QHBoxLayout(host)
    layout.addWidget(view)
    for width in (10, 1500):
        host.resize(width, 400)
        with qtbot.waitExposed(host):
            host.show()
        settle()
        widths = [mat.width() for mat in mats(view)]
        assert max(widths) - min(widths) <= 1
        assert min(widths) >= 400


def test_pictures_are_equally_high(view: ChangeView) -> None:
    assert len({(mat.y(), mat.height()) for mat in mats(view)}) == 1


@pytest.mark.parametrize("height", [300, 700])
def test_signs_stand_between_the_pictures_middles(
    host: QWidget, view: ChangeView, height: int
) -> None:
    host.resize(900, height)
    settle()
    signs = view.findChildren(Glyph)
    assert [one.icon()[0] for one in signs] == ["plus", "equal"]
    for sign, (before, after) in zip(signs, pairwise(mats(view)), strict=True):
        assert before.geometry().right() < sign.x() <= sign.geometry().right() < after.x()
        assert abs(sign.geometry().center().y() - before.geometry().center().y()) <= 1


def test_signs_are_painted_in_the_theme_s_colour(view: ChangeView) -> None:
    for mode in ("light", "dark"):
        theme.set_mode(mode)
        for sign in view.findChildren(Glyph):
            image = sign.grab().toImage()
            points = (QPoint(x, y) for x in range(sign.width()) for y in range(sign.height()))
            nearest = min(distance(at(image, point), role("text2")) for point in points)
            assert nearest < distance(role("window"), role("text2")) / 4  # lines are thin


def test_sum_reads_from_the_right(mirrored: QApplication, view: ChangeView) -> None:
    assert mirrored.isRightToLeft()
    view.show_pictures(plain(ORIGINAL), plain(RESULT))
    places = [mat.x() for mat in mats(view)]
    assert places == sorted(places, reverse=True)
    assert middles(view) == [ORIGINAL, (144, 96, 128), RESULT]


def test_captions_stand_trailing(view: ChangeView) -> None:
    view.show_captions("224 × 224", "L2 2.19")
    view.grab()
    for text, mat in (("224 × 224", mats(view)[0]), ("L2 2.19", mats(view)[2])):
        (shown,) = (one for one in view.findChildren(QLabel) if one.text() == text)
        assert abs(shown.geometry().right() - mat.geometry().right()) <= 1
        assert shown.geometry().bottom() < mat.y()


# Magnification


def test_change_is_magnified_sixteen_times_at_first(view: ChangeView) -> None:
    assert view.magnification == 16
    shown = combo(view)
    assert shown.currentText() == shown.shown() == "Magnified × 16"
    texts = [shown.itemText(place) for place in range(shown.count())]
    assert texts == [f"Magnified × {times}" for times in (1, 2, 4, 8, 16, 32, 64)]


def test_only_a_person_s_keys_tell_of_the_magnification(view: ChangeView) -> None:
    told: list[int] = []
    view.magnified.connect(told.append)
    view.magnify(4)
    assert told == []
    view.magnify(16)
    view.show_pictures(plain(ORIGINAL), plain(RESULT))
    QTest.keyClick(combo(view), Qt.Key.Key_Down)
    assert told == [view.magnification] == [32]
    assert middles(view)[1] == (160, 64, 128)


def test_number_is_left_where_room_is_short(host: QWidget, view: ChangeView) -> None:
    host.resize(host.minimumSizeHint())
    settle()
    assert combo(view).shown() == "× 16"
    assert "Magnified × 16" in combo(view).toolTip()


# What is told


def test_screen_reader_hears_what_each_picture_is(view: ChangeView) -> None:
    view.show_captions("224 × 224", "L2 2.19")
    assert [mat.accessibleName() for mat in mats(view)] == list(TITLES)
    assert {mat.accessibleDescription() for mat in mats(view)} == {"No picture yet"}
    view.show_pictures(plain(ORIGINAL), plain(RESULT))
    view.magnify(2)
    told = [mat.accessibleDescription() for mat in mats(view)]
    assert told == ["224 × 224", "Magnified × 2", "L2 2.19"]


def test_sheet_says_what_the_view_says(view: ChangeView) -> None:
    view.show_pictures(plain(ORIGINAL, 200), plain(RESULT, 200))
    bare = view.sheet()
    view.show_captions("224 × 224", "L2 2.19")
    with_captions = view.sheet()
    view.magnify(1)
    sheets = [one.copy() for one in (bare, with_captions, view.sheet())]
    assert len({one.size().toTuple() for one in sheets}) == 1
    assert all(one != other for one, other in pairwise(sheets))
