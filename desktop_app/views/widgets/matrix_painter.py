"""How a confusion matrix is drawn: shades, numbers, names and the ring."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from desktop_app.views import wording
from desktop_app.views.theme import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.views.widgets.matrix_place import MatrixPlace

LEAST_NUMBERED = 18
"""Points of side from which there are numbers in cells, and lines between them."""

SMALLEST = 0.7
"""Size of numbers, as a share of the font's, below which they are left out."""

BRIGHT = 0.179
"""Luminance from which black stands out better than white."""

RING = 2


@dataclass(frozen=True, slots=True)
class Matrix:
    """What there is to be seen: K names, K short ones, and K rows of K counts."""

    names: Sequence[str] = ()
    short: Sequence[str] = ()
    counts: Sequence[Sequence[int]] = ()

    def share(self, row: int, column: int) -> float:
        """Return a count as a share of its row, 0..1."""
        return self.counts[row][column] / max(1, sum(self.counts[row]))


def paint(painter: QPainter, matrix: Matrix, place: MatrixPlace, opened: tuple[int, int]) -> None:
    """Draw a matrix, and a ring around the cell that is `opened`, if there is such."""
    _paint_cells(painter, matrix, place)
    _paint_row_names(painter, matrix, place, opened[0])
    _paint_column_names(painter, matrix, place, opened[1])
    if opened[0] >= 0:
        _paint_ring(painter, place, opened)
    painter.setClipping(False)


def tone(share: float, *, right: bool) -> QColor:
    """Return the shade of a cell with a share of its row, 0..1.

    It goes by the square root: else nobody would see the few mistakes of a good network.
    """
    strength = math.sqrt(share)
    ground, full = theme.colour("sunken"), theme.colour("accent" if right else "second")
    parts = zip(_parts(ground), _parts(full), strict=True)
    return QColor.fromRgbF(*(low + (high - low) * strength for low, high in parts))


def ink(shade: QColor) -> QColor:
    """Return black or white, whichever stands out better."""
    parts = (_linear(part) for part in _parts(shade))
    luminance = sum(one * by for one, by in zip(parts, (0.2126, 0.7152, 0.0722), strict=True))
    return QColor("black" if luminance > BRIGHT else "white")


def sized(role: str, side: int, *, marked: bool) -> QFont:
    """Return a font for names beside cells, no higher than they are."""
    font = theme.font(role)
    font.setPixelSize(min(font.pixelSize(), side - 2))
    font.setWeight(QFont.Weight.DemiBold if marked else QFont.Weight.Normal)
    return font


def _paint_cells(painter: QPainter, matrix: Matrix, place: MatrixPlace) -> None:
    painter.setClipRect(place.area)
    painter.fillRect(place.area, theme.colour("sunken"))
    numbered = place.side >= theme.scaled(LEAST_NUMBERED)
    font = _number_font(matrix, place.side) if numbered else None
    for row in place.rows():
        for column in place.columns():
            if count := matrix.counts[row][column]:
                cell = place.cell(row, column)
                shade = tone(matrix.share(row, column), right=row == column)
                painter.fillRect(cell, shade)
                if font is not None:
                    _paint_number(painter, cell, wording.number(count), font, ink(shade))
    if numbered:
        _paint_lines(painter, place)


def _paint_number(painter: QPainter, cell: QRect, text: str, font: QFont, colour: QColor) -> None:
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)


def _paint_lines(painter: QPainter, place: MatrixPlace) -> None:
    """Draw the lines below and behind each cell."""
    area = place.area
    painter.setPen(theme.colour("surface"))
    for row in place.rows():
        bottom = place.cell(row, 0).bottom()
        painter.drawLine(area.left(), bottom, area.right(), bottom)
    for column in place.columns():
        right = place.cell(0, column).right()
        painter.drawLine(right, area.top(), right, area.bottom())


def _paint_row_names(painter: QPainter, matrix: Matrix, place: MatrixPlace, opened: int) -> None:
    painter.setClipRect(place.names)
    # Beside the cells, at either side of them.
    beside = place.names.left() < place.area.left()
    side = Qt.AlignmentFlag.AlignRight if beside else Qt.AlignmentFlag.AlignLeft
    flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
    for row, room in place.row_names():
        painter.setFont(sized("caption", place.side, marked=row == opened))
        painter.setPen(theme.colour("text" if row == opened else "text2"))
        mode = Qt.TextElideMode.ElideRight
        text = painter.fontMetrics().elidedText(matrix.names[row], mode, room.width())
        painter.drawText(room, int(flags), text)


def _paint_column_names(painter: QPainter, matrix: Matrix, place: MatrixPlace, opened: int) -> None:
    painter.setClipRect(place.foot)
    flags = Qt.AlignmentFlag.AlignCenter
    if place.upright:
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for column, room in place.column_names():
        painter.setFont(sized("fine", place.side, marked=column == opened))
        painter.setPen(theme.colour("text" if column == opened else "text3"))
        painter.save()
        painter.translate(QRectF(room).center())
        lying = QRectF(0, 0, room.width(), room.height())
        if place.upright:
            painter.rotate(-90)
            lying = lying.transposed()
        lying.moveCenter(QPointF())
        painter.drawText(lying, flags | Qt.AlignmentFlag.AlignAbsolute, matrix.short[column])
        painter.restore()


def _paint_ring(painter: QPainter, place: MatrixPlace, opened: tuple[int, int]) -> None:
    painter.setClipRect(place.area.adjusted(-RING, -RING, RING, RING))
    cell = QRectF(place.cell(*opened)).adjusted(0, 0, -1, -1)
    # A rim in the ground's colour keeps the ring apart from a cell of its own tone.
    for role, width, inset in (("surface", 1, RING - 0.5), ("text", RING, 0)):
        painter.setPen(QPen(theme.colour(role), width, j=Qt.PenJoinStyle.MiterJoin))
        painter.drawRect(cell.adjusted(inset, inset, -inset, -inset))


def _number_font(matrix: Matrix, side: int) -> QFont | None:
    """Return a font in which every count fits; None where it could not be read."""
    font = theme.font("fine")
    greatest = wording.number(max((max(row) for row in matrix.counts), default=0))
    share = min(1.0, (side - 3) / QFontMetrics(font).horizontalAdvance(greatest))
    font.setPixelSize(round(font.pixelSize() * share))
    return font if share >= SMALLEST else None


def _parts(colour: QColor) -> tuple[float, float, float]:
    return colour.redF(), colour.greenF(), colour.blueF()


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
