"""The map of pictures: dots, pictures, what is asked for, and how one moves in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QHelpEvent, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.views import palette
from desktop_app.views.theme import theme
from desktop_app.views.widgets import map_canvas
from desktop_app.views.widgets.map_canvas import ASKED, FEW, MapCanvas
from desktop_app.views.widgets.map_pictures import KEPT, SIDE, MapPictures, class_colour
from desktop_app.views.widgets.picture_map import PictureMap
from tests.views.seen import changed, places, seen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytestqt.qtbot import QtBot

LEFT = Qt.MouseButton.LeftButton
CORNERS = [(0.0, 0.0), (4.0, 0.0), (0.0, 2.0), (4.0, 2.0)]
NAMES = ("Birman", "Ragdoll")


@pytest.fixture
def shown(qtbot: QtBot) -> PictureMap:
    result = PictureMap()
    qtbot.addWidget(result)
    result.resize(420, 340)
    with qtbot.waitExposed(result):
        result.show()
    with qtbot.waitSignal(result.wanted):
        result.show_points(CORNERS, (0, 1, 1, 0), NAMES)
    return result


@pytest.fixture
def canvas(shown: PictureMap) -> MapCanvas:
    return shown.canvas


@pytest.fixture
def told(shown: PictureMap) -> list[int]:
    result: list[int] = []
    shown.chosen.connect(result.append)
    return result


def filled(colour: str, width: int = 80, height: int = 40) -> QImage:
    result = QImage(width, height, QImage.Format.Format_RGB32)
    result.fill(QColor(colour))
    return result


def grid(side: int) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for y in range(side) for x in range(side)]


def middle(canvas: MapCanvas, number: int) -> QPoint:
    assert canvas._points is not None
    return canvas.plane.at(canvas._points.place(number)).toPoint()


def is_at(canvas: MapCanvas, colour: QColor, at: QPoint, by: int = 2) -> bool:
    """Whether something of a colour lies around a point."""
    found = places(canvas, colour)
    return any(abs(x - at.x()) <= by and abs(y - at.y()) <= by for x, y in found)


def wheel(canvas: MapCanvas, at: QPointF, notches: int) -> None:
    event = QWheelEvent(
        at,
        canvas.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def wanted(shown: PictureMap, qtbot: QtBot, points: Sequence[tuple[float, float]]) -> list[int]:
    """What is asked for when there are such points."""
    with qtbot.waitSignal(shown.wanted) as asked:
        shown.show_points(points, [0] * len(points), NAMES)
    assert asked.args is not None
    return list(asked.args[0])


# What is drawn


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_points_are_dots_in_the_colours_of_their_classes(canvas: MapCanvas, mode: str) -> None:
    theme.set_mode(mode)
    for number, kind in enumerate((0, 1, 1, 0)):
        assert is_at(canvas, class_colour(kind), middle(canvas, number))
    assert QColor(*seen(canvas)[150, 200].tolist()) == theme.colour("mat")


def test_shape_of_the_plane_is_kept(canvas: MapCanvas) -> None:
    across = middle(canvas, 1).x() - middle(canvas, 0).x()
    down = middle(canvas, 2).y() - middle(canvas, 0).y()
    assert across == pytest.approx(2 * down, abs=1)
    assert canvas.rect().contains(middle(canvas, 0))
    assert canvas.rect().contains(middle(canvas, 3))


def test_dot_becomes_a_picture_with_its_class_around_it(
    shown: PictureMap, canvas: MapCanvas
) -> None:
    shown.show_thumbnail(1, filled("#123456"))
    room = canvas.picture_rect(1)
    assert room.size().toTuple() == (SIDE, SIDE / 2)
    found = places(canvas, QColor("#123456"), 2)
    assert len(found) == SIDE * SIDE / 2
    edge = room.topLeft().toPoint() - QPoint(1, 1)
    assert is_at(canvas, class_colour(1), edge, 0)
    shown.show_thumbnail(0, QImage())
    assert is_at(canvas, class_colour(0), middle(canvas, 0))


@pytest.mark.usefixtures("mirrored")
def test_plane_is_not_mirrored(canvas: MapCanvas) -> None:
    assert middle(canvas, 0).x() < middle(canvas, 1).x()
    assert is_at(canvas, class_colour(1), middle(canvas, 1))


def test_nothing_is_there_without_points(
    shown: PictureMap, canvas: MapCanvas, told: list[int]
) -> None:
    shown.show_points((), (), ())
    assert places(canvas, class_colour(0)) == []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Plus, Qt.Key.Key_0):
        QTest.keyClick(canvas, key)
    QTest.mouseClick(canvas, LEFT, pos=QPoint(100, 100))
    wheel(canvas, QPointF(50, 50), 1)
    assert told == []
    assert shown.legend.texts() == []


def test_legend_says_when_classes_share_colours(shown: PictureMap) -> None:
    assert shown.legend.texts() == list(NAMES)
    assert shown.legend.toolTip() == ""
    shown.show_points(CORNERS, (0, 12, 13, 19), [f"class {number}" for number in range(20)])
    count = len(palette.CLASSES)
    assert len(shown.legend.texts()) == count + 1
    assert shown.legend.texts()[-1] == "and 8 more"
    assert "12 colours" in shown.legend.toolTip()
    assert class_colour(12) == class_colour(0)
    assert is_at(shown.canvas, class_colour(1), middle(shown.canvas, 2))


# What is asked for


def test_points_in_sight_are_wanted(shown: PictureMap, qtbot: QtBot) -> None:
    assert wanted(shown, qtbot, CORNERS) == [0, 1, 2, 3]


def test_so_many_are_wanted_at_once_and_the_rest_when_they_came(
    shown: PictureMap, qtbot: QtBot
) -> None:
    first = wanted(shown, qtbot, grid(16))
    assert len(grid(16)) < FEW
    assert first == list(range(ASKED))
    for number in first[:-1]:
        shown.show_thumbnail(number, filled("red", 2, 2))
    assert not shown.canvas._settle.isActive()
    with qtbot.waitSignal(shown.wanted) as asked:
        shown.show_thumbnail(first[-1], QImage())
    assert asked.args == [list(range(ASKED, 256))]


def test_crowded_points_are_thinned_to_pictures_side_by_side(
    shown: PictureMap, canvas: MapCanvas, qtbot: QtBot
) -> None:
    asked = wanted(shown, qtbot, grid(60))
    assert 10 < len(asked) < 100
    for number in asked:
        shown.show_thumbnail(number, filled("#123456", 40, 40))
    whole = len(places(canvas, QColor("#123456"), 2))
    assert whole > 0.6 * len(asked) * SIDE * SIDE
    assert places(canvas, class_colour(0))


def test_what_comes_into_sight_is_wanted(
    shown: PictureMap, canvas: MapCanvas, qtbot: QtBot
) -> None:
    before = wanted(shown, qtbot, grid(60))
    with qtbot.waitSignal(shown.wanted) as asked:
        wheel(canvas, QPointF(middle(canvas, 0)), 12)
    assert asked.args is not None
    assert 0 in asked.args[0]
    assert set(asked.args[0]) - set(before)
    assert len(asked.args[0]) <= FEW


def test_few_hundred_pictures_are_kept_those_in_sight_first() -> None:
    pictures = MapPictures()
    for number in range(KEPT):
        pictures.put(number, filled("red", 2, 2), 1.0)
    pictures.see([0, 5000])
    for number in range(KEPT, KEPT + 10):
        pictures.put(number, filled("red", 2, 2), 1.0)
    assert pictures.missing(range(KEPT + 10)) == list(range(1, 11))
    assert pictures.get(0).size().toTuple() == (SIDE, SIDE)
    assert pictures.get(1).isNull()


# How one moves


def test_wheel_zooms_at_the_pointer(canvas: MapCanvas) -> None:
    at, scale = middle(canvas, 1), canvas.plane.scale
    wheel(canvas, QPointF(at), 3)
    assert canvas.plane.scale == pytest.approx(scale * 1.25**3)
    assert (middle(canvas, 1) - at).manhattanLength() <= 2
    assert is_at(canvas, class_colour(1), middle(canvas, 1))


def test_drag_pans_and_chooses_nothing(canvas: MapCanvas, told: list[int]) -> None:
    wheel(canvas, QPointF(middle(canvas, 0)), 4)
    before = middle(canvas, 0)
    QTest.mousePress(canvas, LEFT, pos=before)
    for step in (10, 20, 30):
        QTest.mouseMove(canvas, before + QPoint(-step, -step))
    QTest.mouseRelease(canvas, LEFT, pos=before + QPoint(-30, -30))
    assert (middle(canvas, 0) - before - QPoint(-30, -30)).manhattanLength() <= 2
    assert told == []
    assert is_at(canvas, class_colour(0), middle(canvas, 0))


def test_double_click_fits(canvas: MapCanvas) -> None:
    before = seen(canvas)
    wheel(canvas, QPointF(30, 30), 5)
    assert changed(before, seen(canvas))
    QTest.mouseDClick(canvas, LEFT, pos=QPoint(200, 10))
    assert canvas.plane.fits
    assert not changed(before, seen(canvas))


def test_keys_zoom(canvas: MapCanvas) -> None:
    scale = canvas.plane.scale
    QTest.keyClick(canvas, Qt.Key.Key_Plus)
    QTest.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.plane.scale == pytest.approx(scale * 1.25**2)
    QTest.keyClick(canvas, Qt.Key.Key_Minus)
    assert canvas.plane.scale == pytest.approx(scale * 1.25)
    QTest.keyClick(canvas, Qt.Key.Key_0)
    assert canvas.plane.fits


# How one chooses


def test_click_chooses_a_dot_or_a_picture(
    shown: PictureMap, canvas: MapCanvas, told: list[int]
) -> None:
    QTest.mouseClick(canvas, LEFT, pos=middle(canvas, 2) + QPoint(4, 4))
    shown.show_thumbnail(3, filled("red", 40, 40))
    QTest.mouseClick(canvas, LEFT, pos=middle(canvas, 3) + QPoint(15, -15))
    QTest.mouseClick(canvas, LEFT, pos=canvas.rect().center())
    QTest.mouseClick(canvas, Qt.MouseButton.RightButton, pos=middle(canvas, 0))
    assert told == [2, 3]
    assert canvas.accessibleDescription() == "Birman"


def test_chosen_point_is_ringed(shown: PictureMap, canvas: MapCanvas, told: list[int]) -> None:
    assert places(canvas, QColor("white"), 1) == []
    shown.choose(1)
    assert is_at(canvas, QColor("white"), middle(canvas, 1), 8)
    assert told == []
    shown.choose(-1)
    assert places(canvas, QColor("white"), 1) == []


def test_arrow_keys_lead_from_point_to_point(canvas: MapCanvas, told: list[int]) -> None:
    canvas.choose(0)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Left):
        QTest.keyClick(canvas, key)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert told == [1, 3, 2, 2]


def test_first_key_chooses_what_is_in_the_middle(
    shown: PictureMap, canvas: MapCanvas, told: list[int]
) -> None:
    shown.show_points([*CORNERS, (2.1, 1.0)], [0] * 5, NAMES)
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    assert told == [4]


def test_keys_bring_the_point_into_sight(canvas: MapCanvas, told: list[int]) -> None:
    wheel(canvas, QPointF(middle(canvas, 0)), 10)
    canvas.choose(0)
    assert not canvas.rect().contains(middle(canvas, 1))
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert told == [1]
    assert canvas.rect().contains(middle(canvas, 1))


def test_other_points_are_all_in_sight_and_none_chosen(
    shown: PictureMap, canvas: MapCanvas
) -> None:
    canvas.choose(3)
    wheel(canvas, QPointF(30, 30), 5)
    shown.show_points([(10, 10), (12, 12)], [0, 1], NAMES)
    assert canvas.plane.fits
    assert canvas.accessibleDescription() == ""
    QTest.keyClick(canvas, Qt.Key.Key_Return)


def test_pointer_is_told_the_class(canvas: MapCanvas, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    class ToolTip:
        @staticmethod
        def showText(at: QPoint, words: str, *rest: object) -> None:
            told.append(words)

    monkeypatch.setattr(map_canvas, "QToolTip", ToolTip)
    for at in (middle(canvas, 0), middle(canvas, 1), canvas.rect().center()):
        QApplication.sendEvent(canvas, QHelpEvent(QEvent.Type.ToolTip, at, canvas.mapToGlobal(at)))
    assert told == ["Birman", "Ragdoll", ""]


def test_screen_reader_hears_the_chosen_class(canvas: MapCanvas) -> None:
    heard = QAccessible.queryAccessibleInterface(canvas)
    assert heard is not None
    canvas.choose(1)
    assert "near each other" in heard.text(QAccessible.Text.Name)
    assert heard.text(QAccessible.Text.Description) == "Ragdoll"


def test_tens_of_thousands_are_shown(shown: PictureMap, canvas: MapCanvas, qtbot: QtBot) -> None:
    asked = wanted(shown, qtbot, grid(160))
    assert len(asked) <= ASKED
    assert len(places(canvas, class_colour(0))) > 10_000
    assert canvas.number_at(QPointF(middle(canvas, 25_599))) in range(25_600)
