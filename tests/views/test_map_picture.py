"""A picture among several: what is drawn, what the pointer finds, and what is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QKeyEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.engine.contract import Box
from desktop_app.views import pixels as qt_pixels
from desktop_app.views import ramps
from desktop_app.views.theme import theme
from desktop_app.views.widgets import frame
from desktop_app.views.widgets.frame import ScaledImage, fitted
from desktop_app.views.widgets.labels import ElidedLabel
from desktop_app.views.widgets.map_picture import MapPicture

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop_app.engine.contract import Pixels
    from desktop_app.engine.seen import Grey

RED, BLUE = (220, 20, 30), (10, 40, 200)
WIDTH = 202
Colour = tuple[int, int, int]


def plain(width: int, height: int, colour: Colour = RED) -> Pixels:
    return np.full((height, width, 3), colour, np.uint8)


def grey(*rows: tuple[int, ...]) -> Grey:
    return np.array(rows, np.uint8)


def numbered(rows: int, columns: int) -> Grey:
    return np.arange(rows * columns, dtype=np.uint8).reshape(rows, columns)


@pytest.fixture
def picture(qtbot: QtBot) -> MapPicture:
    result = MapPicture()
    qtbot.addWidget(result)
    result.resize(WIDTH, result.heightForWidth(WIDTH))
    with qtbot.waitExposed(result):
        result.show()
    result.clearFocus()
    QTest.mouseMove(result, QPoint(0, 0))  # or it may lie already where a test moves it
    return result


def rgb(colour: QColor) -> Colour:
    return colour.red(), colour.green(), colour.blue()


def of_ramp(ramp: str, number: int) -> Colour:
    return rgb(QColor(ramps.table(ramp)[number]))


def role(name: str) -> Colour:
    return rgb(theme.colour(name))


def seen(picture: MapPicture, at: QPointF) -> Colour:
    """The colour at a point of the canvas."""
    where = picture.canvas.mapTo(picture, at)
    return rgb(picture.grab().toImage().pixelColor(int(where.x()), int(where.y())))


def place(picture: MapPicture) -> QRectF:
    return picture.canvas.picture_rect()


def middle(picture: MapPicture) -> Colour:
    return seen(picture, place(picture).center())


def within(picture: MapPicture, across: float, down: float) -> QPointF:
    """A point by shares of the picture's width and height."""
    area = place(picture)
    return area.topLeft() + QPointF(across * area.width(), down * area.height())


def mixed(one: Colour, other: Colour, share: float) -> list[float]:
    return [share * first + (1 - share) * second for first, second in zip(one, other, strict=True)]


def colours(image: QImage) -> set[Colour]:
    return {
        rgb(image.pixelColor(x, y)) for y in range(image.height()) for x in range(image.width())
    }


def points(picture: MapPicture) -> list[tuple[int, int]]:
    """What `pointed` will carry."""
    told: list[tuple[int, int]] = []
    picture.pointed.connect(lambda row, column: told.append((row, column)))
    return told


def move(picture: MapPicture, at: QPointF) -> None:
    QTest.mouseMove(picture, picture.canvas.mapTo(picture, at).toPoint())


# Where it lies


@pytest.mark.parametrize("ratio", [1, 1.5, 2])
@pytest.mark.parametrize("size", [(451, 300), (300, 451), (7, 7), (3000, 1)])
def test_fitted_picture_is_whole_and_lies_on_whole_pixels(
    size: tuple[int, int], ratio: float
) -> None:
    found = fitted(QSize(*size), QRectF(1, 1, 200, 200), ratio)
    aside = (found.center() - QPointF(101, 101)) * ratio
    assert max(abs(aside.x()), abs(aside.y())) < 1
    assert max(found.size().toTuple()) == pytest.approx(200)
    for edge in (found.left(), found.top(), found.width(), found.height()):
        assert edge * ratio == pytest.approx(round(edge * ratio))
    assert min(found.size().toTuple()) * ratio >= 1


def test_picture_is_square_above_its_texts(picture: MapPicture) -> None:
    area = picture.canvas.area()
    assert area.size() == QSize(WIDTH, WIDTH)
    texts = [label.mapTo(picture, QPoint()).y() for label in picture.findChildren(ElidedLabel)]
    assert WIDTH < texts[0] < texts[1]
    assert picture.heightForWidth(300) - picture.heightForWidth(200) == 100


def test_texts_stay_below_the_picture_in_a_high_place(picture: MapPicture) -> None:
    before = picture.findChildren(ElidedLabel)[0].mapTo(picture, QPoint())
    picture.resize(WIDTH, 600)
    assert picture.findChildren(ElidedLabel)[0].mapTo(picture, QPoint()) == before


def test_picture_shrinks_in_a_low_place(picture: MapPicture) -> None:
    picture.resize(WIDTH, picture.height() - 50)
    assert picture.canvas.area().size() == QSize(WIDTH - 50, WIDTH - 50)
    assert picture.canvas.area().left() == 0
    picture.resize(10, 10)
    assert min(picture.size().toTuple()) >= 120


def test_small_picture_stays_at_the_leading_edge(
    mirrored: QApplication, picture: MapPicture
) -> None:
    assert mirrored.isRightToLeft()
    picture.resize(WIDTH, picture.height() - 50)
    assert picture.canvas.area().right() == WIDTH - 1


def test_large_picture_fills_all_room(picture: MapPicture) -> None:
    picture.show_photo(plain(64, 48))
    picture.set_texts("Heading", "caption")
    picture.set_large(True)
    picture.resize(600, 400)
    assert picture.canvas.area().size() == QSize(600, 400)
    assert place(picture).height() == 398
    assert not any(label.isVisible() for label in picture.findChildren(ElidedLabel))
    picture.set_large(False)
    picture.resize(WIDTH, 400)
    assert picture.canvas.area().size() == QSize(WIDTH, WIDTH)


def test_words_do_not_widen_the_picture(picture: MapPicture) -> None:
    before = picture.sizeHint(), picture.minimumSizeHint()
    picture.set_texts("A heading that is far longer than the picture is wide", "x" * 200)
    QApplication.processEvents()
    assert (picture.sizeHint(), picture.minimumSizeHint()) == before
    assert before[1].width() == 120


# What is drawn


def test_photo_keeps_its_shape_on_the_mat(picture: MapPicture) -> None:
    picture.show_photo(plain(200, 100))
    assert place(picture).size().toTuple() == (200, 100)
    assert middle(picture) == RED
    assert seen(picture, QPointF(101, 20)) == role("mat")


def test_edge_answers_the_pointer_while_there_is_something_to_open(picture: MapPicture) -> None:
    assert seen(picture, QPointF(201, 20)) == role("line")
    picture.show_photo(plain(200, 100))
    assert seen(picture, QPointF(201, 20)) == role("edge")


def test_enlarged_photo_is_smooth_and_enlarged_map_is_sharp(picture: MapPicture) -> None:
    picture.show_map(numbered(4, 4), "magma")
    shown = picture.grab(place(picture).toRect()).toImage()
    assert colours(shown) == {of_ramp("magma", number) for number in range(16)}
    corner = within(picture, 1.1 / 4, 2.9 / 4)
    assert seen(picture, corner) == of_ramp("magma", 9)
    picture.show_photo(np.repeat(numbered(4, 4)[..., None] * 16, 3, axis=2))
    assert len(colours(picture.grab(place(picture).toRect()).toImage())) > 100


def test_map_made_smaller_is_smooth(picture: MapPicture) -> None:
    rows, columns = np.indices((800, 800))
    picture.show_map(((rows + columns) % 2 * 255).astype(np.uint8), "grey")
    assert middle(picture) == pytest.approx((128, 128, 128), abs=6)


def test_map_out_of_a_mosaic_is_shown(picture: MapPicture) -> None:
    mosaic = numbered(12, 12)
    picture.show_map(mosaic[4:8, 4:8], "grey")
    assert seen(picture, within(picture, 0.1, 0.4)) == of_ramp("grey", int(mosaic[5, 4]))
    picture.set_overlay(mosaic[:4, :4], "grey", 1)
    assert seen(picture, within(picture, 0.99, 0.99)) == of_ramp("grey", int(mosaic[3, 3]))


def test_later_picture_takes_the_place_of_the_earlier_one(picture: MapPicture) -> None:
    picture.show_photo(plain(8, 8))
    picture.show_map(grey((255,)), "viridis")
    assert middle(picture) == of_ramp("viridis", 255)
    picture.show_photo(plain(8, 4, BLUE))
    assert middle(picture) == BLUE
    assert place(picture).width() == 2 * place(picture).height()


@pytest.mark.parametrize("opacity", [0, 0.4, 1])
def test_overlay_covers_the_whole_photo(picture: MapPicture, opacity: float) -> None:
    picture.show_photo(plain(200, 100))
    picture.set_overlay(grey((90, 90), (90, 90)), "magma", opacity)
    expected = mixed(of_ramp("magma", 90), RED, opacity)
    for share in (0.01, 0.5, 0.99):
        assert seen(picture, within(picture, share, share)) == pytest.approx(expected, abs=2)
    picture.set_opacity(1 - opacity)
    expected = mixed(of_ramp("magma", 90), RED, 1 - opacity)
    assert middle(picture) == pytest.approx(expected, abs=2)
    picture.set_overlay(None, "magma", 1)
    assert middle(picture) == RED


def test_overlay_blends_numbers_not_colours(picture: MapPicture) -> None:
    picture.show_photo(plain(200, 200))
    picture.set_overlay(grey((0, 255)), "magma", 1)
    reds = [of_ramp("magma", number) for number in range(256)]
    between = seen(picture, within(picture, 0.5, 0.5))
    assert between in reds[118:138]
    row = {seen(picture, within(picture, share / 20, 0.5)) for share in range(1, 20)}
    assert len(row) > 5


def test_outside_of_the_box_is_darker(picture: MapPicture) -> None:
    picture.show_photo(plain(100, 50))
    picture.set_box(Box(40, 10, 60, 40))
    assert middle(picture) == RED
    dim = [value * 0.64 for value in RED]
    assert seen(picture, within(picture, 0.1, 0.5)) == pytest.approx(dim, abs=2)
    assert min(seen(picture, within(picture, 0.4, 0.5))) > 180
    picture.set_box(None)
    assert seen(picture, within(picture, 0.1, 0.5)) == RED


def test_box_is_clipped_to_the_picture(picture: MapPicture) -> None:
    picture.show_photo(plain(100, 50))
    picture.set_box(Box(-500, -500, 50, 500))
    assert seen(picture, within(picture, 0.25, 0.5)) == RED
    assert seen(picture, within(picture, 0.75, 0.5))[0] < RED[0]
    for x, y in ((50, 10), (101, 10), (101, 190)):
        assert seen(picture, QPointF(x, y)) == role("mat")
    picture.set_box(Box(200, 200, 300, 300))
    assert middle(picture)[0] < RED[0]


def test_box_of_a_pixel_can_be_seen(picture: MapPicture) -> None:
    picture.show_photo(plain(400, 400))
    picture.set_box(Box(200, 200, 201, 201))
    assert middle(picture) == RED


def test_mark_rings_one_pixel_of_the_map(picture: MapPicture) -> None:
    picture.show_map(np.full((10, 20), 60, np.uint8), "magma")
    before = colours(picture.grab().toImage())
    picture.set_mark(2, 5)
    spot = within(picture, 5.5 / 20, 2.5 / 10)
    assert seen(picture, spot) == of_ramp("magma", 60)
    radius = place(picture).width() / 20 / 2 + 2
    for way in (QPointF(radius, 0), QPointF(-radius, 0), QPointF(0, radius)):
        assert min(seen(picture, spot + way)) > 200
    picture.set_mark(10, 5)
    assert colours(picture.grab().toImage()) == before
    picture.set_mark(2, 5)
    picture.clear_mark()
    assert colours(picture.grab().toImage()) == before


def test_mark_counts_the_pixels_of_the_overlay(picture: MapPicture) -> None:
    picture.show_photo(plain(400, 400))
    picture.set_overlay(numbered(4, 4), "grey", 0)
    picture.set_mark(3, 0)
    edge = within(picture, 0.125, 0.875) + QPointF(27, 0)
    assert min(seen(picture, edge)) > 200


def test_waiting_picture_is_paler_until_the_next_one(picture: MapPicture) -> None:
    picture.show_photo(plain(50, 50))
    picture.set_box(Box(20, 20, 30, 30))
    picture.show_waiting()
    paler = mixed(RED, role("mat"), 0.45)
    for share in (0.1, 0.5):
        assert seen(picture, within(picture, share, share)) == pytest.approx(paler, abs=2)
    picture.set_overlay(None, "magma", 0)
    assert middle(picture) == pytest.approx(paler, abs=2)
    picture.show_photo(plain(50, 50))
    assert middle(picture) == RED
    picture.show_waiting()
    picture.set_overlay(grey((0,)), "magma", 0)
    assert middle(picture) == RED


def test_cleared_picture_leaves_the_mat_and_says_why(picture: MapPicture) -> None:
    picture.set_texts("Back to pixels", "deconvnet")
    picture.show_photo(plain(50, 50))
    picture.set_overlay(grey((0,)), "magma", 1)
    picture.set_box(Box(20, 20, 30, 30))
    picture.clear("Deconvnet needs ReLU. Guided gradient works here.")
    found = colours(picture.canvas.grab(picture.canvas.area().adjusted(1, 1, -1, -1)).toImage())
    assert {role("mat"), role("text2")} <= found
    assert "needs ReLU" in picture.accessibleDescription()
    picture.show_photo(plain(50, 50))
    assert picture.accessibleDescription() == "deconvnet"
    assert colours(picture.grab(place(picture).toRect()).toImage()) == {RED}


def test_picture_changes_with_the_theme(picture: MapPicture) -> None:
    picture.show_photo(plain(200, 100))
    light = seen(picture, QPointF(101, 20))
    theme.set_mode("dark")
    assert seen(picture, QPointF(101, 20)) == role("mat") != light
    assert middle(picture) == RED


def test_pictures_are_the_same_from_right_to_left(
    mirrored: QApplication, picture: MapPicture
) -> None:
    assert mirrored.isRightToLeft()
    picture.show_map(grey((0, 255)), "grey")
    picture.set_mark(0, 0)
    told = points(picture)
    move(picture, within(picture, 0.9, 0.5))
    assert told == [(0, 1)]
    assert seen(picture, within(picture, 0.02, 0.02)) == (0, 0, 0)
    assert seen(picture, within(picture, 0.98, 0.02)) == (255, 255, 255)


def test_copy_shows_and_says_the_same(qtbot: QtBot, picture: MapPicture) -> None:
    other = MapPicture()
    qtbot.addWidget(other)
    other.set_large(True)
    picture.set_texts("Map over picture", "82 %")
    picture.show_photo(plain(448, 448))
    picture.set_overlay(grey((0, 90), (180, 255)), "magma", 0.5)
    picture.set_mark(1, 0)
    other.copy(picture)
    assert other.image() == picture.image()
    assert (other.texts(), other.accessibleDescription()) == (picture.texts(), "82 %")
    picture.set_opacity(1)
    assert other.image() != picture.image()
    picture.clear("Why")
    other.copy(picture)
    assert other.image().isNull()
    assert other.accessibleDescription() == "Why"


@pytest.mark.parametrize(
    "change",
    [
        lambda picture: picture.show_photo(plain(9, 9, BLUE)),
        lambda picture: picture.show_map(grey((0,)), "magma"),
        lambda picture: picture.set_overlay(None, "magma", 1),
        lambda picture: picture.set_opacity(0.5),
        lambda picture: picture.set_box(None),
        lambda picture: picture.set_mark(1, 1),
        lambda picture: picture.clear_mark(),
        lambda picture: picture.set_texts("Heading", "caption"),
        lambda picture: picture.show_waiting(),
        lambda picture: picture.clear(),
    ],
)
def test_every_change_is_told(
    qtbot: QtBot, picture: MapPicture, change: Callable[[MapPicture], None]
) -> None:
    with qtbot.waitSignal(picture.changed, timeout=0):
        change(picture)


def test_picture_is_scaled_once_for_each_of_two_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[QSize] = []

    def counted(image: QImage, size: QSize) -> QImage:
        made.append(size)
        return image.scaled(size)

    monkeypatch.setattr(frame, "smoothly", counted)
    shared = ScaledImage(qt_pixels.image(plain(64, 64)))
    screen = QImage(300, 300, QImage.Format.Format_RGB32)
    painter = QPainter(screen)
    for side in (100, 300, 100, 300, 200, 300, 100):
        shared.paint(painter, QRectF(0, 0, side, side))
    painter.end()
    assert [size.width() for size in made] == [100, 300, 200, 100]


# The pointer and the keyboard


def test_pointer_finds_pixels_of_the_map(picture: MapPicture) -> None:
    told = points(picture)
    picture.show_map(numbered(4, 8), "grey")
    move(picture, within(picture, 0.01, 0.01))
    move(picture, within(picture, 0.02, 0.02))
    move(picture, within(picture, 0.99, 0.99))
    move(picture, QPointF(100, 5))
    assert told == [(0, 0), (3, 7), (-1, -1)]


def test_pointer_finds_pixels_of_the_overlay_before_those_of_the_photo(
    picture: MapPicture,
) -> None:
    told = points(picture)
    picture.show_photo(plain(200, 200))
    move(picture, within(picture, 0.501, 0.251))
    picture.set_overlay(numbered(4, 4), "grey", 0.5)
    move(picture, within(picture, 0.51, 0.26))
    assert told == [(50, 100), (1, 2)]


@pytest.mark.parametrize("how", ["leave", "texts", "clear"])
def test_pointer_that_has_left_finds_nothing(picture: MapPicture, how: str) -> None:
    told = points(picture)
    picture.show_photo(plain(200, 200))
    move(picture, within(picture, 0.5, 0.5))
    if how == "leave":
        QApplication.sendEvent(picture, QEvent(QEvent.Type.Leave))
    elif how == "clear":
        picture.clear()
    else:
        label = picture.findChildren(ElidedLabel)[1]
        QTest.mouseMove(label, QPoint(5, 5))
    assert told == [(100, 100), (-1, -1)]


def clicks(picture: MapPicture) -> list[str]:
    """What has been clicked so far, in a list that grows."""
    told: list[str] = []
    picture.clicked.connect(lambda: told.append("clicked"))
    return told


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_picture_is_a_button(picture: MapPicture, key: Qt.Key) -> None:
    told = clicks(picture)
    picture.show_photo(plain(50, 50))
    QTest.mouseClick(picture, Qt.MouseButton.LeftButton)
    assert len(told) == 1
    QTest.keyClick(picture, key)
    assert len(told) == 2
    heard = QAccessible.queryAccessibleInterface(picture)
    assert heard is not None
    assert heard.role() is QAccessible.Role.Button


def test_empty_picture_cannot_be_opened(picture: MapPicture) -> None:
    told = clicks(picture)
    QTest.mouseClick(picture, Qt.MouseButton.LeftButton)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        QTest.keyClick(picture, key)
    assert told == []


def test_arrow_keys_are_left_to_others(picture: MapPicture) -> None:
    picture.show_photo(plain(50, 50))
    none = Qt.KeyboardModifier.NoModifier
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Right, none)
    picture.keyPressEvent(event)
    assert not event.isAccepted()


def test_focus_ring_is_for_the_keyboard(qtbot: QtBot, picture: MapPicture) -> None:
    picture.show_photo(plain(50, 50))
    QTest.mouseClick(picture, Qt.MouseButton.LeftButton)
    assert not picture.hasFocus()
    assert seen(picture, QPointF(1, 100)) == RED
    assert seen(picture, QPointF(0, 100)) == role("edge")  # under the pointer
    picture.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(picture.hasFocus)
    for x in (0, 1):
        assert seen(picture, QPointF(x, 100)) == role("accent")


def test_texts_are_elided_and_heard(picture: MapPicture) -> None:
    long = "the unit sees the framed part of the picture and nothing else"
    picture.set_texts("The picture", long)
    assert picture.accessibleName() == "The picture"
    assert picture.accessibleDescription() == long
    heading, caption = picture.findChildren(ElidedLabel)
    assert (heading.toolTip(), caption.toolTip()) == ("", long)
    assert (heading.property("role"), caption.property("role")) == ("heading", "caption")


# What is saved


@pytest.mark.parametrize(
    ("width", "height", "saved"),
    [(451, 300, (451, 300)), (224, 224, (448, 448)), (100, 50, (500, 250)), (600, 3, (600, 3))],
)
def test_saved_photo_has_its_own_size_or_a_multiple(
    picture: MapPicture, width: int, height: int, saved: tuple[int, int]
) -> None:
    picture.show_photo(plain(width, height))
    image = picture.image()
    assert image.size().toTuple() == saved
    assert image.devicePixelRatio() == 1
    assert colours(image) == {RED}


def test_saved_map_has_sharp_pixels(picture: MapPicture) -> None:
    picture.show_map(numbered(7, 7), "magma")
    image = picture.image()
    assert image.size() == QSize(448, 448)
    for number in range(49):
        row, column = divmod(number, 7)
        tile = image.copy(column * 64, row * 64, 64, 64)
        assert colours(tile) == {of_ramp("magma", number)}


def test_saved_picture_holds_overlay_box_and_mark(picture: MapPicture) -> None:
    picture.show_photo(plain(448, 448))
    picture.set_overlay(grey((90,)), "magma", 0.5)
    picture.set_box(Box(100, 100, 400, 400))
    picture.show_waiting()
    image = picture.image()
    both = mixed(of_ramp("magma", 90), RED, 0.5)
    assert rgb(image.pixelColor(300, 300)) == pytest.approx(both, abs=2)
    dim = [value * 0.64 for value in both]
    assert rgb(image.pixelColor(50, 50)) == pytest.approx(dim, abs=2)
    picture.show_map(np.zeros((8, 8), np.uint8), "grey")
    picture.set_overlay(None, "", 1)
    picture.set_box(None)
    assert colours(picture.image()) == {(0, 0, 0)}
    picture.set_mark(4, 4)
    assert (255, 255, 255) in colours(picture.image())


def test_lines_of_a_large_saved_picture_are_thicker(picture: MapPicture) -> None:
    picture.show_photo(plain(1792, 8, BLUE))
    picture.set_box(Box(800, -10, 1000, 20))
    image = picture.image()
    row = [rgb(image.pixelColor(x, 4)) for x in range(1792)]
    assert sum(colour == (255, 255, 255) for colour in row) in range(8, 15)


def test_nothing_is_saved_of_nothing(picture: MapPicture) -> None:
    assert picture.image().isNull()
    picture.set_overlay(grey((0,)), "magma", 1)
    picture.set_mark(0, 0)
    assert picture.image().isNull()
    picture.grab()
