"""One picture on the mat: where it lies, how it moves, and what is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest

from desktop_app.engine.contract import Box
from desktop_app.views.theme import theme
from desktop_app.views.widgets.image_view import GREATEST_SCALE, LARGEST_FIT, MARGIN, ImageView
from tests.helpers import noise

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop_app.engine.contract import Pixels

SIZE = QSize(400, 300)
CENTRE = QPoint(200, 150)
RED, BLUE = (220, 20, 30), (10, 40, 200)


def plain(width: int, height: int, colour: tuple[int, int, int] = RED) -> Pixels:
    return np.full((height, width, 3), colour, np.uint8)


@pytest.fixture
def view(qtbot: QtBot) -> ImageView:
    result = ImageView()
    qtbot.addWidget(result)
    result.resize(SIZE)
    return result


def show(view: ImageView, pixels: Pixels, box: Box | None = None) -> None:
    view.show_picture(pixels, pixels, box)


def scale(view: ImageView, pixels: Pixels) -> float:
    return view.picture_rect().width() / int(pixels.shape[1])


def under(view: ImageView, at: QPointF, pixels: Pixels) -> QPointF:
    """The point of the picture that lies under a point of the widget."""
    return (at - view.picture_rect().topLeft()) / scale(view, pixels)


def rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def colour_at(view: ImageView, x: float, y: float) -> tuple[int, int, int]:
    return rgb(view.grab().toImage().pixelColor(round(x), round(y)))


def mat() -> tuple[int, int, int]:
    return rgb(theme.colour("mat"))


def is_near(one: QPointF, other: QPointF) -> bool:
    return (one - other).manhattanLength() < 0.01


def wheel(view: ImageView, at: QPointF, notches: int) -> None:
    view.wheelEvent(
        QWheelEvent(
            at,
            view.mapToGlobal(at),
            QPoint(),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
    )


# Fit


@pytest.mark.parametrize(
    ("width", "height"), [(800, 600), (6000, 100), (100, 6000), (370, 270), (200, 100)]
)
def test_fitted_picture_is_whole_and_in_the_middle(
    view: ImageView, width: int, height: int
) -> None:
    show(view, plain(width, height))
    place = view.picture_rect()
    assert is_near(place.center(), QPointF(SIZE.width(), SIZE.height()) / 2)
    assert place.width() / place.height() == pytest.approx(width / height)
    room = SIZE - QSize(2 * MARGIN, 2 * MARGIN)
    assert place.width() <= room.width() + 0.01
    assert place.height() <= room.height() + 0.01
    fills = place.width() / room.width(), place.height() / room.height()
    assert max(fills) == pytest.approx(1)


def test_small_picture_is_enlarged_only_so_much(view: ImageView) -> None:
    pixels = plain(4, 3)
    show(view, pixels)
    assert scale(view, pixels) == LARGEST_FIT


def test_fitted_picture_stays_fitted(view: ImageView) -> None:
    pixels = plain(800, 600)
    show(view, pixels)
    before = scale(view, pixels)
    view.grab()
    view.resize(SIZE * 2)
    view.grab()
    assert scale(view, pixels) > before
    assert is_near(view.picture_rect().center(), QPointF(SIZE.width(), SIZE.height()))


def test_zoomed_picture_keeps_its_scale(view: ImageView) -> None:
    pixels = plain(800, 600)
    show(view, pixels)
    view.zoom(2)
    before = scale(view, pixels)
    view.grab()
    view.resize(SIZE * 2)
    view.grab()
    assert scale(view, pixels) == before


def test_next_picture_is_fitted(view: ImageView) -> None:
    show(view, plain(800, 600))
    fitted = view.picture_rect()
    view.zoom(3, QPointF(10, 10))
    show(view, plain(800, 600))
    assert view.picture_rect() == fitted


# Zoom


@pytest.mark.parametrize("factor", [1.25, 3, 0.8])
def test_zoom_keeps_what_is_under_the_pointer(view: ImageView, factor: float) -> None:
    pixels = plain(1600, 1200)
    show(view, pixels)
    view.zoom(4)
    at = QPointF(260, 110)
    before = under(view, at, pixels)
    view.zoom(factor, at)
    assert is_near(under(view, at, pixels), before)


def test_wheel_zooms_at_the_pointer(view: ImageView) -> None:
    pixels = plain(1600, 1200)
    show(view, pixels)
    fitted = scale(view, pixels)
    at = QPointF(120, 90)
    before = under(view, at, pixels)
    wheel(view, at, 3)
    assert scale(view, pixels) > fitted
    assert is_near(under(view, at, pixels), before)
    wheel(view, at, -1)
    assert is_near(under(view, at, pixels), before)


def test_zoom_has_ends(view: ImageView) -> None:
    pixels = plain(1600, 1200)
    show(view, pixels)
    fitted = scale(view, pixels)
    view.zoom(1e9)
    assert scale(view, pixels) == pytest.approx(GREATEST_SCALE)
    view.zoom(1e-9)
    assert scale(view, pixels) == pytest.approx(fitted)
    assert is_near(view.picture_rect().center(), QPointF(SIZE.width(), SIZE.height()) / 2)


def test_zooming_out_of_a_fitted_picture_leaves_it_fitted(view: ImageView) -> None:
    pixels = plain(1600, 1200)
    show(view, pixels)
    view.zoom(0.8)
    before = scale(view, pixels)
    view.grab()
    view.resize(SIZE * 2)
    view.grab()
    assert scale(view, pixels) > before


def test_small_picture_can_be_seen_in_its_own_size(view: ImageView) -> None:
    pixels = plain(20, 20)
    show(view, pixels)
    assert scale(view, pixels) == LARGEST_FIT
    for _ in range(20):
        view.zoom(0.8)
    assert scale(view, pixels) == pytest.approx(1)


def test_scale_is_told(view: ImageView) -> None:
    told: list[float] = []
    view.scaled.connect(told.append)
    pixels = plain(1600, 1200)
    show(view, pixels)
    view.zoom(2)
    view.actual_size()
    assert told[-1] == 1 / view.devicePixelRatioF()
    assert told[-1] == pytest.approx(scale(view, pixels))


def test_double_click_changes_between_fitted_and_actual(qtbot: QtBot, view: ImageView) -> None:
    pixels = plain(1600, 1200)
    show(view, pixels)
    fitted = scale(view, pixels)
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=CENTRE)
    assert scale(view, pixels) == 1 / view.devicePixelRatioF()
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=CENTRE)
    assert scale(view, pixels) == fitted


# Pan


def drag(qtbot: QtBot, view: ImageView, by: QPoint) -> None:
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=CENTRE)
    QTest.mouseMove(view, CENTRE + by)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=CENTRE + by)


def test_dragged_picture_follows(qtbot: QtBot, view: ImageView) -> None:
    show(view, plain(1600, 1200))
    view.actual_size()
    before = view.picture_rect().topLeft()
    drag(qtbot, view, QPoint(30, -20))
    assert is_near(view.picture_rect().topLeft() - before, QPointF(30, -20))


def test_pointer_alone_does_not_drag(qtbot: QtBot, view: ImageView) -> None:
    show(view, plain(1600, 1200))
    view.actual_size()
    drag(qtbot, view, QPoint(0, 0))
    before = view.picture_rect()
    QTest.mouseMove(view, CENTRE + QPoint(50, 50))
    assert view.picture_rect() == before


@pytest.mark.parametrize("way", [QPoint(9999, 9999), QPoint(-9999, -9999), QPoint(9999, -9999)])
def test_picture_cannot_be_lost(qtbot: QtBot, view: ImageView, way: QPoint) -> None:
    show(view, plain(1600, 1200))
    view.actual_size()
    drag(qtbot, view, way)
    place = view.picture_rect().adjusted(-0.01, -0.01, 0.01, 0.01)
    assert place.contains(QPointF(SIZE.width(), SIZE.height()) / 2)


def test_arrow_keys_pan_only_when_zoomed(qtbot: QtBot, view: ImageView) -> None:
    show(view, plain(1600, 1200))
    fitted = view.picture_rect()
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.picture_rect() == fitted
    view.actual_size()
    before = view.picture_rect()
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert is_near(view.picture_rect().topLeft() - before.topLeft(), QPointF(-40, -40))


# The network's crop


@pytest.mark.parametrize("factor", [1, 3.7])
def test_frame_lies_where_the_crop_is(view: ImageView, factor: float) -> None:
    pixels = plain(640, 480)
    box = Box(92.5, 12.25, 547.5, 467.75)
    show(view, pixels, box)
    view.zoom(factor)
    place, frame = view.picture_rect(), view.frame_rect()
    size = scale(view, pixels)
    offset = (frame.topLeft() - place.topLeft()) / size
    assert (offset.x(), offset.y()) == pytest.approx((box.left, box.top))
    assert frame.width() / size == pytest.approx(box.right - box.left)
    assert frame.height() / size == pytest.approx(box.bottom - box.top)


def test_no_frame_without_a_crop(view: ImageView) -> None:
    show(view, plain(640, 480))
    assert view.frame_rect().isNull()


def test_outside_of_the_crop_is_darker(view: ImageView) -> None:
    show(view, plain(640, 480), Box(80, 0, 560, 480))
    place, frame = view.picture_rect(), view.frame_rect()
    inside = colour_at(view, frame.center().x(), frame.center().y())
    outside = colour_at(view, (place.left() + frame.left()) / 2, place.center().y())
    assert inside == RED
    assert outside == pytest.approx([value * 0.64 for value in RED], abs=2)


# Drawing


@pytest.mark.parametrize(
    ("width", "height"), [(1, 1), (2, 1), (30_000, 10), (10, 30_000), (400, 300)]
)
@pytest.mark.parametrize("zoom", [1, 1000])
def test_pictures_of_any_shape_are_drawn(
    view: ImageView, width: int, height: int, zoom: float
) -> None:
    show(view, plain(width, height), Box(0, 0, width, height))
    view.zoom(zoom)
    place = view.picture_rect()
    assert place.contains(QPointF(CENTRE))
    if min(place.width(), place.height()) >= 1:
        red, green, blue = colour_at(view, CENTRE.x(), CENTRE.y())
        assert red > 2 * max(green, blue)
    else:
        view.grab()


def test_mat_shows_around_the_picture(view: ImageView) -> None:
    show(view, plain(400, 100))
    assert colour_at(view, 200, 20) == mat()
    assert colour_at(view, CENTRE.x(), CENTRE.y()) == RED
    view.clear()
    assert colour_at(view, CENTRE.x(), CENTRE.y()) == mat()


def test_dimmed_picture_is_paler(view: ImageView) -> None:
    show(view, plain(400, 300), Box(50, 0, 350, 300))
    view.dim()
    paler = [0.45 * one + 0.55 * other for one, other in zip(RED, mat(), strict=True)]
    assert colour_at(view, CENTRE.x(), CENTRE.y()) == pytest.approx(paler, abs=2)
    show(view, plain(400, 300))
    assert colour_at(view, CENTRE.x(), CENTRE.y()) == RED


def test_small_copy_is_drawn_where_it_is_fine_enough(view: ImageView) -> None:
    whole, preview = plain(4000, 3000, RED), plain(2000, 1500, BLUE)
    view.show_picture(whole, preview, None)
    assert colour_at(view, CENTRE.x(), CENTRE.y()) == BLUE
    view.actual_size()
    assert colour_at(view, CENTRE.x(), CENTRE.y()) == RED


def test_enlarged_pixels_have_edges(view: ImageView) -> None:
    pixels = noise(4, 4, seed=3)
    show(view, pixels)
    view.zoom(1000)
    place = view.picture_rect()
    corner = place.topLeft() + QPointF(1.2, 1.2) * GREATEST_SCALE
    assert colour_at(view, corner.x(), corner.y()) == tuple(int(one) for one in pixels[1, 1])


def test_focus_draws_a_ring(qtbot: QtBot, view: ImageView) -> None:
    with qtbot.waitExposed(view):
        view.show()
    view.clearFocus()
    assert not _has_ring(view)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(view.hasFocus)
    assert _has_ring(view)


def _has_ring(view: ImageView) -> bool:
    return colour_at(view, 1, CENTRE.y()) == rgb(theme.colour("accent"))
