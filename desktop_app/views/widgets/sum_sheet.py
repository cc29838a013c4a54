"""Pictures as a sum on one sheet, to be kept in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QStyle

from desktop_app.views import palette
from desktop_app.views.theme import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

MARGIN, GAP, BELOW = 16, 32, 8
"""Around all pictures, between two, and between a picture and its words."""

SIGNS = ("", "+", "=")
ROLES = ("heading", "caption")
CENTRE = Qt.AlignmentFlag.AlignCenter


class Term(NamedTuple):
    """One picture with its title and some words about it."""

    image: QImage
    title: str
    words: str


def sum_sheet(terms: Sequence[Term], direction: Qt.LayoutDirection) -> QImage:
    """Return three pictures of one size side by side on white, their words below them."""
    size = terms[0].image.size()
    wide = max(size.width(), *map(_words_width, terms))
    step = wide + GAP
    high = size.height() + BELOW + sum(map(_line, ROLES))
    width = len(terms) * step - GAP + 2 * MARGIN
    result = QImage(width, high + 2 * MARGIN, QImage.Format.Format_RGB888)
    result.fill(Qt.GlobalColor.white)
    painter = QPainter(result)
    painter.setPen(QColor(palette.LIGHT["text"]))  # whichever theme is in force
    for place, (sign, term) in enumerate(zip(SIGNS, terms, strict=True)):
        cell = QRect(MARGIN + place * step, MARGIN, wide, high)
        gap = QRect(cell.left() - GAP, MARGIN, GAP, size.height())
        painter.setFont(theme.font("title"))
        painter.drawText(QStyle.visualRect(direction, result.rect(), gap), CENTRE, sign)
        _paint(painter, QStyle.visualRect(direction, result.rect(), cell), term)
    painter.end()
    return result


def _paint(painter: QPainter, cell: QRect, term: Term) -> None:
    left = cell.left() + (cell.width() - term.image.width()) // 2
    painter.drawImage(left, cell.top(), term.image)
    top = cell.top() + term.image.height() + BELOW
    for role, text in zip(ROLES, term[1:], strict=True):
        painter.setFont(theme.font(role))
        painter.drawText(QRect(cell.left(), top, cell.width(), _line(role)), CENTRE, text)
        top += _line(role)


def _line(role: str) -> int:
    return QFontMetrics(theme.font(role)).height()


def _words_width(term: Term) -> int:
    metrics = [QFontMetrics(theme.font(role)) for role in ROLES]
    return max(one.horizontalAdvance(text) for one, text in zip(metrics, term[1:], strict=True))
