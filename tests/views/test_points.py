"""Points in a plane: in sight, near, thinned, and their dots."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF

from desktop_app.views import palette
from desktop_app.views.widgets.plane import Plane
from desktop_app.views.widgets.points import NONE, Points
from tests.views.test_theme import THEMES, contrast

CROSS = Points([(0, 0), (3, 0), (0, 2), (-1, 0), (0, -4), (3, 3)], [0, 1, 2, 3, 4, 5])


def many(count: int = 5000) -> Points:
    places = np.random.default_rng(0).normal(size=(count, 2))
    return Points([(x, y) for x, y in places.tolist()], [at % 20 for at in range(count)])


def test_points_need_finite_places_and_classes() -> None:
    with pytest.raises(ValueError, match="finite"):
        Points([(0, float("nan"))], [0])
    with pytest.raises(ValueError, match="class"):
        Points([(0, 0)], [])


def test_no_points_have_no_bounds() -> None:
    nothing = Points([], [])
    assert nothing.bounds() == QRectF()
    assert nothing.nearest(QPointF()) == NONE
    assert nothing.within(QRectF(0, 0, 1, 1)).tolist() == []
    assert len(nothing) == 0


def test_bounds_are_around_all() -> None:
    assert CROSS.bounds() == QRectF(-1, -4, 4, 7)


def test_points_within_a_part_keep_their_order() -> None:
    assert CROSS.within(QRectF(-1, -1, 2, 3)).tolist() == [0, 2, 3]


def test_nearest_is_found_among_all_or_some() -> None:
    assert CROSS.nearest(QPointF(2.5, 1)) == 1
    assert CROSS.nearest(QPointF(2.5, 1), np.array([3, 5])) == 5


@pytest.mark.parametrize(
    ("way", "expected"), [((0, 1), 1), ((1, 0), 2), ((0, -1), 3), ((-1, 0), 4)]
)
def test_neighbour_lies_where_the_key_points(way: tuple[int, int], expected: int) -> None:
    assert CROSS.neighbour(0, way) == expected
    assert CROSS.neighbour(4, (-1, 0)) == 4


def test_points_at_one_place_have_no_neighbours() -> None:
    same = Points([(1, 1)] * 3, [0] * 3)
    assert {same.neighbour(at, way) for at in range(3) for way in ((0, 1), (1, 0))} == {0, 1, 2}


def test_thinned_points_do_not_crowd_each_other() -> None:
    points = many()
    everywhere = points.within(points.bounds())
    kept = points.thinned(everywhere, 0.25)
    assert 100 < len(kept) < 700
    assert kept == sorted(kept)
    places = points.places[kept]
    apart = np.abs(places[:, None] - places[None]).max(axis=2)
    assert apart[~np.eye(len(kept), dtype=bool)].min() >= 0.7 * 0.25


def test_no_place_is_left_bare_by_thinning() -> None:
    points = many()
    kept = points.places[points.thinned(points.within(points.bounds()), 0.25)]
    lone = np.abs(points.places[:, None] - kept[None]).max(axis=2).min(axis=1)
    assert lone.max() <= 0.25 * 1.7


def test_what_is_in_sight_twice_is_thinned_alike() -> None:
    points = many()
    left, right = QRectF(-2, -2, 3, 4), QRectF(-1, -2, 3, 4)
    inner = set(points.within(QRectF(-0.5, -1.5, 1, 3)).tolist())
    first, second = (set(points.thinned(points.within(one), 0.25)) for one in (left, right))
    assert len(first & inner) > 20
    assert len((first ^ second) & inner) < 0.2 * len(first & inner)


def test_dots_lie_where_their_points_are() -> None:
    points = Points([(0, 0), (4, 0), (2, 2)], [0, 1, 13])
    plane = Plane(points.bounds(), QSizeF(120, 80), 10)
    plane.fit()
    image = points.dots(plane, np.arange(3), 3, 2)
    assert image.devicePixelRatio() == 2
    assert image.size().toTuple() == (240, 160)
    for number, kind in ((0, 0), (1, 1), (2, 1)):
        at = (plane.at(points.place(number)) * 2).toPoint()
        assert image.pixelColor(at).name().upper() == palette.CLASSES[kind]
        assert image.pixelColor(at.x() + 5, at.y()).alpha() == 255
        assert image.pixelColor(at.x() + 8, at.y()).alpha() == 0
    assert image.pixelColor(0, 0).alpha() == 0


def test_dots_out_of_sight_are_not_drawn() -> None:
    points = Points([(0, 0), (1, 1)], [0, 0])
    plane = Plane(points.bounds(), QSizeF(60, 60), 10)
    plane.fit()
    plane.zoom(20, QPointF(30, 30))
    image = points.dots(plane, np.arange(2), 3, 1)
    assert {image.pixelColor(x, y).alpha() for x in range(60) for y in range(60)} == {0}


def test_colours_of_classes_can_be_seen_and_told_apart() -> None:
    assert len(palette.CLASSES) == 12
    for colours in THEMES.values():
        for ground in ("mat", "surface", "window"):
            weakest = min(contrast(one, colours[ground]) for one in palette.CLASSES)
            assert weakest >= 2.95
    parts = [[int(one[at : at + 2], 16) for at in (1, 3, 5)] for one in palette.CLASSES]
    distances = [
        sum(abs(x - y) for x, y in zip(one, other, strict=True))
        for at, one in enumerate(parts)
        for other in parts[:at]
    ]
    assert min(distances) > 60
