"""Which part of a plane is in sight: fitted, zoomed, panned."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF

from desktop_app.views.widgets.plane import GREATEST, Plane

MARGIN = 20


@pytest.fixture
def plane() -> Plane:
    result = Plane(QRectF(-2, 10, 4, 1), QSizeF(440, 340), MARGIN)
    result.fit()
    return result


def near(one: QPointF, other: QPointF) -> bool:
    return one.toTuple() == pytest.approx(other.toTuple(), abs=1e-6)


def test_all_fits_with_one_scale_for_both_axes(plane: Plane) -> None:
    assert plane.scale == 100
    assert near(plane.at(QPointF(-2, 10.5)), QPointF(MARGIN, 170))
    assert near(plane.at(QPointF(2, 10.5)), QPointF(440 - MARGIN, 170))
    assert near(plane.at(QPointF(0, 11)), QPointF(220, 220))
    plane.resize(QSizeF(840, 100))
    assert plane.scale == 60


def test_places_and_points_are_each_other_s_reverse(plane: Plane) -> None:
    plane.zoom(3.7, QPointF(100, 50))
    assert near(plane.place(plane.at(QPointF(0.3, 10.9))), QPointF(0.3, 10.9))


def test_what_is_under_the_pointer_stays_there(plane: Plane) -> None:
    at = QPointF(300, 150)
    held = plane.place(at)
    plane.zoom(2, at)
    assert plane.scale == 200
    assert near(plane.place(at), held)
    assert not plane.fits


def test_zoom_has_its_bounds(plane: Plane) -> None:
    plane.zoom(1e9, QPointF(220, 170))
    assert plane.scale == 100 * GREATEST
    plane.zoom(1e-9, QPointF(1, 1))
    assert plane.fits
    assert near(plane.centre, QPointF(0, 10.5))


def test_panned_plane_does_not_get_lost(plane: Plane) -> None:
    plane.zoom(4, QPointF(220, 170))
    plane.pan(QPointF(40, -20))
    assert near(plane.centre, QPointF(-0.1, 10.55))
    plane.pan(QPointF(1e6, 1e6))
    assert near(plane.centre, QPointF(-2, 10))


def test_only_what_fits_is_fitted_anew(plane: Plane) -> None:
    plane.zoom(2, QPointF(220, 170))
    plane.resize(QSizeF(840, 340))
    assert plane.scale == 200
    plane.fit()
    assert plane.scale == 200
    plane.resize(QSizeF(440, 340))
    assert plane.scale == 100


def test_place_is_brought_into_sight_by_the_shortest_way(plane: Plane) -> None:
    plane.bring_into_sight(QPointF(1, 10.2), MARGIN)
    assert plane.fits
    plane.zoom(10, QPointF(220, 170))
    plane.bring_into_sight(QPointF(2, 10.5), MARGIN)
    assert near(plane.at(QPointF(2, 10.5)), QPointF(440 - MARGIN, 170))


@pytest.mark.parametrize("bounds", [QRectF(), QRectF(5, 5, 0, 0)])
def test_single_place_stands_in_the_middle(bounds: QRectF) -> None:
    plane = Plane(bounds, QSizeF(440, 340), MARGIN)
    plane.fit()
    assert plane.scale == 1
    assert near(plane.at(bounds.topLeft()), QPointF(220, 170))


def test_widget_without_room_has_a_scale(plane: Plane) -> None:
    plane.resize(QSizeF(0, 0))
    assert plane.scale > 0


def test_seen_part_reaches_beyond_the_edges_by_its_margin(plane: Plane) -> None:
    assert plane.seen(0).width() == pytest.approx(4.4)
    assert plane.seen(10).width() == pytest.approx(4.6)
    assert near(plane.seen(0).center(), plane.centre)
