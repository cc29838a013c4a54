"""All maps as one picture: where each lies, how one is chosen, and what is said of it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QColor, QHelpEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.views import ramps
from desktop_app.views.theme import theme
from desktop_app.views.widgets import mosaic_view
from desktop_app.views.widgets.mosaic_view import MosaicView
from desktop_app.views.widgets.tile_grid import TileGrid
from desktop_app.views.widgets.tiles import Tiles
from tests.views.sheets import filters, noisy_maps, plain_maps, sheet

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot

    from desktop_app.engine.seen import Sheet

SIZE = QSize(400, 300)
BEHIND = "#0d0d0d"
SHUFFLED = (4, 2, 6, 0, 5, 1, 3)
LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


@pytest.fixture
def view(qtbot: QtBot) -> MosaicView:
    result = MosaicView()
    qtbot.addWidget(result)
    result.resize(SIZE)
    return result


@pytest.fixture
def shown(view: MosaicView) -> MosaicView:
    """Seven maps in rows of three."""
    view.show_sheet(seven(), "magma")
    return view


def seven() -> Sheet:
    return sheet(plain_maps(7), order=SHUFFLED)


def centre(view: MosaicView, unit: int) -> QPoint:
    return view.cell_rect(unit).center().toPoint()


def image(view: MosaicView) -> QImage:
    return view.grab().toImage()


def names_of(picture: QImage, place: QRect) -> set[str]:
    """Every colour in a part of a picture."""
    across = range(place.left(), place.right() + 1)
    down = range(place.top(), place.bottom() + 1)
    return {picture.pixelColor(x, y).name() for x in across for y in down}


def colour_of(shown: Sheet, unit: int, ramp: str) -> str:
    """The colour of a map that is the same everywhere."""
    return QColor.fromRgb(ramps.table(ramp)[int(shown.tile(unit)[0, 0])]).name()


def without_gaps(view: MosaicView, unit: int) -> QRect:
    return view.cell_rect(unit).toRect().adjusted(0, 0, -1, -1)


# Drawing


@pytest.mark.parametrize("side", [1, 4, 7, 99])
def test_each_map_fills_its_own_cell(view: MosaicView, side: int) -> None:
    made = sheet(plain_maps(7, side, side), order=SHUFFLED)
    view.show_sheet(made, "magma")
    picture = image(view)
    for unit in SHUFFLED:
        place = without_gaps(view, unit)
        assert names_of(picture, place) == {colour_of(made, unit, "magma")}


@pytest.mark.parametrize("ratio", [1.5, 2.0])
def test_finer_screens_show_the_same(
    shown: MosaicView, monkeypatch: pytest.MonkeyPatch, ratio: float
) -> None:
    monkeypatch.setattr(shown, "devicePixelRatioF", lambda: ratio)
    picture = image(shown)
    for unit in SHUFFLED:
        place = without_gaps(shown, unit).adjusted(1, 1, -1, -1)
        assert names_of(picture, place) == {colour_of(seven(), unit, "magma")}
    assert picture.pixelColor(QPoint(1, 1)).name() == BEHIND


@pytest.mark.parametrize("side", [5, 60, 224])
def test_maps_stand_in_the_order_of_the_sheet(view: MosaicView, side: int) -> None:
    view.show_sheet(sheet(plain_maps(7, side, side), order=SHUFFLED), "magma")
    places = [view.cell_rect(unit).topLeft().toTuple() for unit in SHUFFLED]
    assert [place[::-1] for place in places] == sorted(place[::-1] for place in places)
    assert len({x for x, _ in places}) == 3


@pytest.mark.parametrize("ratio", [1, 1.5, 2])
def test_maps_made_smaller_do_not_run_into_each_other(ratio: float) -> None:
    made = sheet(plain_maps(49, 40, 40), columns=7)
    tiles = Tiles(made.grey, 7, (40, 40), made.order, ramp="grey")
    grid = TileGrid.fitted(49, 7, side=(40, 40), room=QSize(250, 250))
    picture = tiles.drawn(grid, ratio)
    assert grid.wide == 35
    for place in range(49):
        cell = grid.cell(place).translated(-grid.left, -grid.top).adjusted(0, 0, -1, -1)
        found = {QColor(name).red() for name in names_of(picture, cell)}
        assert found <= {int(made.tile(place)[0, 0]) + by for by in (-1, 0, 1)}


def test_enlarged_pixels_have_edges(view: MosaicView) -> None:
    made = sheet(noisy_maps(1, 3, 3), columns=1)
    view.show_sheet(made, "viridis")
    expected = {QColor.fromRgb(ramps.table("viridis")[grey]).name() for grey in made.grey.flat}
    assert names_of(image(view), view.cell_rect(0).toRect()) == expected


def test_maps_keep_their_shape(view: MosaicView) -> None:
    view.resize(390, 300)
    view.show_sheet(sheet(plain_maps(2, 10, 30), columns=1), "magma")
    assert view.cell_rect(0).size().toTuple() == (390, 130)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("signed", [False, True])
def test_ground_and_empty_places_are_dark_in_both_themes(
    view: MosaicView, mode: str, signed: bool
) -> None:
    theme.set_mode(mode)
    assert names_of(image(view), view.rect()) == {BEHIND}
    view.show_sheet(sheet(plain_maps(7), signed=signed), "viridis")
    last = view.cell_rect(6)
    empty = last.translated(last.width(), 0).toRect().adjusted(1, 1, -1, -1)
    picture = image(view)
    assert names_of(picture, empty) == {BEHIND}
    assert names_of(picture, QRect(0, 0, int(view.cell_rect(0).left()), 300)) == {BEHIND}


@pytest.mark.parametrize(("room", "gap"), [(16, 1), (12, 0)])
def test_gaps_of_a_pixel_where_there_is_room(room: int, gap: int) -> None:
    made = sheet(plain_maps(16), columns=4)
    grid = TileGrid.fitted(16, 4, side=(4, 4), room=QSize(room, room))
    picture = Tiles(made.grey, 4, (4, 4), made.order, ramp="viridis").drawn(grid, 2)
    lines = [x for x in range(room) if names_of(picture, QRect(x, 0, 1, room)) == {BEHIND}]
    rows = [y for y in range(room) if names_of(picture, QRect(0, y, room, 1)) == {BEHIND}]
    assert len(lines) == len(rows) == 3 * gap


def test_a_ramp_can_be_changed(shown: MosaicView) -> None:
    shown.choose(2)
    shown.set_ramp("cividis")
    name = image(shown).pixelColor(centre(shown, 6)).name()
    assert name == colour_of(seven(), 6, "cividis") != colour_of(seven(), 6, "magma")
    assert shown.current == 2


def test_differences_keep_their_own_colours(view: MosaicView) -> None:
    values = plain_maps(3) - 2  # -1, 0 and 1
    view.show_sheet(sheet(values, signed=True), "magma")
    for ramp in ("magma", "viridis"):
        view.set_ramp(ramp)
        picture = image(view)
        drawn = [picture.pixelColor(centre(view, unit)) for unit in range(3)]
        assert drawn[0].blue() > drawn[0].red()
        assert drawn[1].name() == "#ededed"
        assert drawn[2].red() > drawn[2].blue()


def test_dead_maps_are_struck_through(view: MosaicView) -> None:
    values = plain_maps(7)
    values[2] = 0
    view.show_sheet(sheet(values, order=SHUFFLED), "magma")
    picture = image(view)
    colours = {unit: names_of(picture, without_gaps(view, unit)) for unit in SHUFFLED}
    assert [unit for unit, found in colours.items() if len(found) > 1] == [2]
    assert max(QColor(name).red() for name in colours[2]) > 90


@pytest.mark.parametrize(("ratio", "colours"), [(1, 2), (2, 1)])
def test_small_dead_maps_are_left_as_they_are(ratio: float, colours: int) -> None:
    made = sheet(np.zeros((1, 4, 4), np.float32), columns=1)
    tiles = Tiles(made.grey, 1, (4, 4), made.order, made.dead, "magma")
    grid = TileGrid.fitted(1, 1, side=(4, 4), room=QSize(12, 12))
    found = names_of(tiles.drawn(grid, ratio), QRect(0, 0, 12, 12))
    assert min(len(found), 2) == colours


def test_maps_are_drawn_once(view: MosaicView, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[tuple[TileGrid, float]] = []
    draw = Tiles.drawn

    def counted(tiles: Tiles, grid: TileGrid, ratio: float) -> QImage:
        drawn.append((grid, ratio))
        return draw(tiles, grid, ratio)

    monkeypatch.setattr(Tiles, "drawn", counted)
    view.show_sheet(seven(), "magma")
    for unit in (0, 1, 1):
        view.choose(unit)
        view.grab()
    assert len(drawn) == 1
    view.set_ramp("grey")
    view.grab()
    view.resize(SIZE * 2)
    view.grab()
    view.show_sheet(seven(), "grey")
    view.grab()
    assert len(drawn) == 4
    monkeypatch.setattr(view, "devicePixelRatioF", lambda: 2.0)
    view.grab()
    assert drawn[-1][1] == 2
    assert drawn[-1][0].wide == 2 * drawn[-2][0].wide


# The chosen map


def test_the_chosen_map_is_ringed(shown: MosaicView) -> None:
    before = image(shown)
    shown.choose(5)
    after, cell = image(shown), shown.cell_rect(5).toRect()
    for point in (cell.topLeft(), cell.topRight(), cell.bottomLeft(), cell.bottomRight()):
        assert after.pixelColor(point).name() == "#ffffff"
    assert after.pixelColor(cell.center()) == before.pixelColor(cell.center())
    assert {after.pixelColor(cell.center().x(), cell.top() + by).name() for by in (-3, 2)} == {
        "#000000"
    }
    shown.choose(-1)
    assert image(shown) == before


@pytest.mark.parametrize("unit", range(4))
def test_the_ring_stays_inside(view: MosaicView, unit: int) -> None:
    view.resize(320, 320)
    view.show_sheet(sheet(plain_maps(4), columns=2), "magma")
    view.choose(unit)
    picture, cell = image(view), view.cell_rect(unit).toRect()
    down = cell.center().y()
    line = [picture.pixelColor(x, down).name() for x in range(320)]
    at_edge, white_at = (0, 3) if unit % 2 == 0 else (319, 316)
    assert cell.width() == 160
    assert (line[at_edge], line[white_at]) == ("#000000", "#ffffff")
    assert line.count("#ffffff") >= 4  # on both sides


@pytest.mark.parametrize(("count", "columns"), [(400, 20), (2048, 46), (40_000, 200)])
def test_the_ring_can_be_seen_around_small_maps(view: MosaicView, count: int, columns: int) -> None:
    view.show_sheet(sheet(plain_maps(count, 1, 1), columns=columns), "magma")
    view.choose(count // 2)
    middle = centre(view, count // 2)
    picture = image(view).copy(QRect(middle - QPoint(15, 15), QSize(31, 31)))
    bright = sum(
        picture.pixelColor(x, y).lightness() > 150 and picture.pixelColor(x, y).saturation() < 5
        for x in range(31)
        for y in range(31)
    )
    assert bright >= 16


def test_choosing_tells_nobody(shown: MosaicView) -> None:
    told: list[int] = []
    shown.chosen.connect(told.append)
    shown.choose(3)
    assert (shown.current, told) == (3, [])


def test_only_maps_that_there_are_can_be_chosen(view: MosaicView) -> None:
    view.choose(0)
    assert view.current == -1
    view.show_sheet(seven(), "magma")
    view.choose(7)
    assert view.current == -1


def test_the_choice_outlives_the_sheet_if_it_can(shown: MosaicView) -> None:
    shown.choose(5)
    shown.show_sheet(sheet(plain_maps(6)), "magma")
    assert shown.current == 5
    shown.show_sheet(sheet(plain_maps(5)), "magma")
    assert shown.current == -1
    shown.choose(1)
    shown.clear()
    assert shown.current == -1


# Mouse


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_a_click_chooses_what_it_hits(
    shown: MosaicView, monkeypatch: pytest.MonkeyPatch, ratio: float
) -> None:
    monkeypatch.setattr(shown, "devicePixelRatioF", lambda: ratio)
    told: list[int] = []
    shown.chosen.connect(told.append)
    for unit in range(7):
        QTest.mouseClick(shown, LEFT, pos=centre(shown, unit))
        assert shown.current == unit
    assert told == list(range(7))


def test_a_click_beside_the_maps_changes_nothing(shown: MosaicView) -> None:
    shown.choose(2)
    told: list[int] = []
    shown.chosen.connect(told.append)
    QTest.mouseClick(shown, LEFT, pos=QPoint(1, 1))
    QTest.mouseClick(shown, LEFT, pos=QPoint(398, 298))
    QTest.mouseClick(shown, Qt.MouseButton.RightButton, pos=centre(shown, 4))
    assert (shown.current, told) == (2, [])


def test_a_double_click_opens(shown: MosaicView) -> None:
    chosen: list[int] = []
    opened: list[int] = []
    shown.chosen.connect(chosen.append)
    shown.opened.connect(opened.append)
    QTest.mouseDClick(shown, LEFT, pos=centre(shown, 6))
    QTest.mouseDClick(shown, LEFT, pos=QPoint(1, 1))
    assert (set(chosen), opened) == ({6}, [6])


def test_pointing_is_told_once_a_map(shown: MosaicView) -> None:
    told: list[int] = []
    shown.pointed.connect(told.append)
    for unit in (1, 3):
        QTest.mouseMove(shown, centre(shown, unit))
        QTest.mouseMove(shown, centre(shown, unit) + QPoint(2, 2))
    QTest.mouseMove(shown, QPoint(1, 1))
    QTest.mouseMove(shown, centre(shown, 2))
    QApplication.sendEvent(shown, QEvent(QEvent.Type.Leave))
    QApplication.sendEvent(shown, QEvent(QEvent.Type.Leave))
    assert told == [1, 3, -1, 2, -1]


def test_a_new_sheet_forgets_the_pointer(shown: MosaicView) -> None:
    told: list[int] = []
    QTest.mouseMove(shown, centre(shown, 1))
    shown.pointed.connect(told.append)
    shown.show_sheet(seven(), "magma")
    assert told == [-1]


# Keyboard


def test_keys_go_from_map_to_map(shown: MosaicView) -> None:
    told: list[int] = []
    shown.chosen.connect(told.append)
    keys = (Key.Key_Right, Key.Key_Right, Key.Key_Right, Key.Key_Down, Key.Key_Left, Key.Key_Down)
    for key in (*keys, Key.Key_End, Key.Key_Up, Key.Key_Home):
        QTest.keyClick(shown, key)
    #   4 2 6
    #   0 5 1
    #   3
    assert told == [4, 2, 6, 1, 5, 3, 0, 4]


@pytest.mark.parametrize("key", [Key.Key_Left, Key.Key_Down, Key.Key_End])
def test_the_first_key_chooses_the_first(shown: MosaicView, key: Qt.Key) -> None:
    QTest.keyClick(shown, key)
    assert shown.current == SHUFFLED[0]


def test_maps_are_not_mirrored(mirrored: QApplication, shown: MosaicView) -> None:
    assert mirrored.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert shown.cell_rect(4).left() < shown.cell_rect(6).left()
    assert image(shown).pixelColor(centre(shown, 4)).name() == colour_of(seven(), 4, "magma")
    shown.choose(2)
    QTest.keyClick(shown, Key.Key_Right)
    assert shown.current == 6


@pytest.mark.parametrize(
    ("key", "taken"), [(Key.Key_Up, True), (Key.Key_Home, True), (Key.Key_PageDown, False)]
)
def test_keys_are_taken_even_at_the_edge(shown: MosaicView, key: Qt.Key, taken: bool) -> None:
    shown.choose(SHUFFLED[0])
    told: list[int] = []
    shown.chosen.connect(told.append)
    event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(shown, event)
    assert event.isAccepted() == taken
    assert told == []


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter])
def test_enter_opens_the_chosen_map(shown: MosaicView, key: Qt.Key) -> None:
    told: list[int] = []
    shown.opened.connect(told.append)
    QTest.keyClick(shown, key)
    shown.choose(3)
    QTest.keyClick(shown, key)
    assert told == [3]


@pytest.mark.parametrize(
    ("reason", "seen"),
    [(Qt.FocusReason.TabFocusReason, True), (Qt.FocusReason.MouseFocusReason, False)],
)
def test_focus_by_keyboard_draws_a_ring(
    qtbot: QtBot, shown: MosaicView, reason: Qt.FocusReason, seen: bool
) -> None:
    with qtbot.waitExposed(shown):
        shown.show()
    shown.activateWindow()
    shown.clearFocus()
    shown.setFocus(reason)
    qtbot.waitUntil(shown.hasFocus)
    accent = theme.colour("accent").name()
    assert (image(shown).pixelColor(1, 150).name() == accent) == seen


# Filters


def test_filters_are_shown_in_their_own_colours(view: MosaicView) -> None:
    made = filters(5, columns=3)
    view.show_filters(made)
    picture = image(view)
    for unit in range(5):
        row, column = divmod(unit, 3)
        colour = QColor(*made.pixels[4 * row, 4 * column].tolist())
        assert names_of(picture, without_gaps(view, unit)) == {colour.name()}


def test_filters_can_be_pointed_at_but_not_chosen(shown: MosaicView) -> None:
    shown.choose(2)
    shown.show_filters(filters())
    assert shown.current == -1
    told: list[tuple[str, int]] = []
    shown.pointed.connect(lambda unit: told.append(("pointed", unit)))
    shown.chosen.connect(lambda unit: told.append(("chosen", unit)))
    shown.opened.connect(lambda unit: told.append(("opened", unit)))
    QTest.mouseMove(shown, centre(shown, 3))  # where it is already, the pointer cannot move to
    told.clear()
    QTest.mouseMove(shown, centre(shown, 4))
    QTest.mouseDClick(shown, LEFT, pos=centre(shown, 4))
    for key in (Key.Key_Right, Key.Key_Return):
        QTest.keyClick(shown, key)
    assert told == [("pointed", 4)]
    shown.choose(1)
    assert shown.current == -1


# Words


def said(view: MosaicView, at: QPoint, monkeypatch: pytest.MonkeyPatch) -> tuple[str, QRect]:
    """What the tooltip at a point says, and for which part of the widget."""
    told: list[tuple[str, QRect]] = []

    class ToolTip:
        @staticmethod
        def showText(at: QPoint, words: str, widget: MosaicView, place: QRect) -> None:
            told.append((words.replace("\N{NO-BREAK SPACE}", " "), place))

    monkeypatch.setattr(mosaic_view, "QToolTip", ToolTip)
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, at, view.mapToGlobal(at)))
    (found,) = told
    return found


def test_a_tooltip_says_what_is_known_of_a_map(
    view: MosaicView, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = np.zeros((3, 2, 2), np.float32)
    values[1] = [[0, 1.23456], [5.3149, 0.00123]]
    values[2] = 1
    view.show_sheet(sheet(values), "magma")
    words, place = said(view, centre(view, 1), monkeypatch)
    assert words == "Map 1: mean 1.64, peak 5.31, zeros 25 %"
    assert place == view.cell_rect(1).toRect()
    assert said(view, centre(view, 0), monkeypatch)[0] == "Map 0: silent"
    assert said(view, QPoint(1, 1), monkeypatch)[0] == ""


def test_a_tooltip_says_how_much_a_map_changed(
    view: MosaicView, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = np.zeros((2, 1, 2), np.float32)
    values[1] = [[-0.4, 0.22]]
    view.show_sheet(sheet(values, signed=True), "magma")
    assert said(view, centre(view, 1), monkeypatch)[0] == "Map 1: changed by 0.31 on average"
    assert said(view, centre(view, 0), monkeypatch)[0] == "Map 0: changed by 0 on average"


def test_a_tooltip_names_a_filter(view: MosaicView, monkeypatch: pytest.MonkeyPatch) -> None:
    view.show_filters(filters(14, columns=4))
    assert said(view, centre(view, 12), monkeypatch)[0] == "Filter 12"


def test_screen_reader_hears_the_layer_and_the_chosen_map(shown: MosaicView) -> None:
    heard = QAccessible.queryAccessibleInterface(shown)
    assert heard is not None
    assert heard.text(QAccessible.Text.Name) == "All maps of layer"
    assert heard.text(QAccessible.Text.Description) == ""
    shown.choose(6)
    QTest.keyClick(shown, Key.Key_End)
    assert heard.text(QAccessible.Text.Description).startswith("Map 3: mean 4, peak 4, zeros 0")
    shown.show_filters(filters())
    assert heard.text(QAccessible.Text.Name) == "All filters of conv1"
    assert heard.text(QAccessible.Text.Description) == ""


# Size


def test_a_shape_for_other_columns_is_told_once(qtbot: QtBot, shown: MosaicView) -> None:
    shown.grab()
    with qtbot.waitSignal(shown.reshaped) as waited:
        for width in (1200, 1100, 1000):
            shown.resize(width, 200)
            shown.grab()
    assert waited.signal_triggered
    assert shown.ratio == 5


@pytest.mark.parametrize(
    ("size", "times"), [((400, 300), 0), ((404, 304), 0), ((900, 300), 1), ((200, 700), 1)]
)
def test_only_shapes_for_other_columns_are_told(
    view: MosaicView, size: tuple[int, int], times: int
) -> None:
    view.show_sheet(sheet(plain_maps(12), columns=4), "magma")
    told: list[None] = []
    view.reshaped.connect(lambda: told.append(None))
    view.resize(*size)
    view.grab()
    waiting = view.findChildren(QTimer)
    assert [timer.isActive() and timer.isSingleShot() for timer in waiting] == [True]
    assert told == []
    waiting[0].timeout.emit()
    assert len(told) == times


def test_an_empty_view_has_no_shape_to_tell(qtbot: QtBot, view: MosaicView) -> None:
    view.grab()
    with qtbot.assertNotEmitted(view.reshaped):
        view.findChildren(QTimer)[0].timeout.emit()


def test_the_view_asks_for_room(view: MosaicView) -> None:
    assert view.sizeHint() == QSize(480, 480)
    assert view.minimumSize() == QSize(160, 120)


def test_the_widgets_of_maps_need_neither_numpy_nor_pyqtgraph() -> None:
    modules = ", ".join(
        f"desktop_app.views.widgets.{name}" for name in ("mosaic_view", "colour_bar", "histogram")
    )
    code = (
        f"import sys, {modules};"
        "sys.exit(bool({'numpy', 'pyqtgraph', 'torch'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
