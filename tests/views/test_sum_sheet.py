"""Three pictures as a sum on one sheet."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor

from desktop_app.views import pixels
from desktop_app.views.theme import theme
from desktop_app.views.widgets.sum_sheet import Term, sum_sheet

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from desktop_app.engine.contract import Pixels

Colour = tuple[int, int, int]
COLOURS: tuple[Colour, ...] = ((100, 150, 200), (144, 96, 128), (101, 148, 200))
TITLES = ("Original", "Change", "Result")
WHITE = QColor("white")
RIGHT, LEFT = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
"""Where the last picture is."""


def plain(of: Colour, side: int) -> Pixels:
    return np.full((side, side, 3), of, np.uint8)


def terms(side: int = 120, words: str = "") -> list[Term]:
    pairs = zip(COLOURS, TITLES, strict=True)
    return [Term(pixels.image(plain(of, side)), title, words) for of, title in pairs]


def place(sheet: QImage, colour: Colour) -> QRect:
    """Where a colour is."""
    wanted = QColor(*colour)
    points = (QPoint(x, y) for x in range(sheet.width()) for y in range(sheet.height()))
    found = [point for point in points if sheet.pixelColor(point) == wanted]
    columns, rows = [one.x() for one in found], [one.y() for one in found]
    return QRect(QPoint(min(columns), min(rows)), QPoint(max(columns), max(rows)))


def inked(sheet: QImage, area: QRect) -> list[int]:
    """Which columns of an area are not white all over."""
    rows = range(area.top(), area.bottom() + 1)
    columns = range(area.left(), area.right() + 1)
    return [x for x in columns if any(sheet.pixelColor(x, y) != WHITE for y in rows)]


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("direction", [RIGHT, LEFT])
def test_pictures_stand_in_their_own_size_with_signs_between(
    mode: str, direction: Qt.LayoutDirection
) -> None:
    theme.set_mode(mode)
    sheet = sum_sheet(terms(), direction)
    found = [place(sheet, colour) for colour in COLOURS]
    assert {one.size().toTuple() for one in found} == {(120, 120)}
    if direction is LEFT:
        found.reverse()
    for before, after in pairwise(found):
        assert before.right() < after.left()
        corner = QPoint(before.right() + 1, before.top())
        gap = QRect(corner, QPoint(after.left() - 1, before.bottom()))
        assert 4 < len(inked(sheet, gap)) < gap.width()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_words_stand_below_on_white(mode: str) -> None:
    theme.set_mode(mode)
    sheet = sum_sheet(terms(words="224 × 224"), RIGHT)
    for colour in COLOURS:
        picture = place(sheet, colour)
        below = QRect(picture.bottomLeft() + QPoint(0, 1), QSize(120, sheet.height()))
        columns = inked(sheet, below.intersected(sheet.rect()))
        assert len(columns) > 30
        assert abs((columns[0] + columns[-1]) / 2 - picture.center().x()) <= 2
    assert inked(sheet, QRect(0, 0, sheet.width(), 8)) == []


def test_words_of_small_pictures_are_whole() -> None:
    words = "L2 2.19, similarity 99 %, as it was saved"
    sheet = sum_sheet(terms(8, words), RIGHT)
    assert sheet.width() > sum_sheet(terms(8), RIGHT).width() + 300
    columns = inked(sheet, QRect(0, place(sheet, COLOURS[0]).bottom() + 1, sheet.width(), 40))
    gaps = sorted(after - before for before, after in pairwise(columns))
    assert gaps[-2] > 20  # between the words of two pictures


def test_pictures_themselves_are_not_mirrored() -> None:
    half = plain(COLOURS[0], 20)
    half[:, :10] = (1, 2, 3)
    first, *rest = terms(20)
    sheet = sum_sheet([first._replace(image=pixels.image(half)), *rest], LEFT)
    assert place(sheet, (1, 2, 3)).right() < place(sheet, COLOURS[0]).left()
