"""An attack as a sum: the original, the change to it, and the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from desktop_app.views import pixels as qt_pixels
from desktop_app.views import wording
from desktop_app.views.theme import theme
from desktop_app.views.widgets.fitting_combo import FittingCombo
from desktop_app.views.widgets.frame import ScaledImage, fitted
from desktop_app.views.widgets.glyph import Glyph
from desktop_app.views.widgets.labels import ElidedLabel, label
from desktop_app.views.widgets.sum_sheet import Term, sum_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from desktop_app.engine.contract import Pixels

MAGNIFICATIONS = (1, 2, 4, 8, 16, 32, 64)
USUAL = 16
MID_GREY = 128
"""Where nothing has changed."""

COLUMNS, SIGN_COLUMNS = (0, 2, 4), (1, 3)
HEADS, PICTURES, UNDER = range(3)
"""Columns and rows of the grid."""

GAP, MARGIN, CORNER, SIGN = 8, 8, 8, 24
LEAST = 96
"""Least side of a mat, in points."""

SHARP = 3
"""From so many times its size on, a picture shows its pixels as they are."""

LETTERS = 4
"""As many as the magnification is always given, which is enough for its number."""


class ChangeView(QWidget):
    """Passive. `magnified` carries how many times larger a person wants to see the change."""

    magnified = Signal(int)

    def __init__(self, under: tuple[QWidget, QWidget, QWidget]) -> None:
        """Start without pictures; `under` stands below them."""
        super().__init__()
        titles = (self.tr("Original"), self.tr("Change"), self.tr("Result"))
        self._mats = tuple(_Mat(title) for title in titles)
        self._captions = (_caption(), _caption())
        self._times = _Magnification(self.tr("How the change is shown"))
        for times in MAGNIFICATIONS:
            text = self.tr("Magnified × {n}").format(n=wording.number(times))
            self._times.addItem(text, times)
        self._original: Pixels | None = None
        self._result: Pixels | None = None
        self._grid = QGridLayout(self)
        self._lay_out(titles, under)
        self.magnify(USUAL)
        self._times.currentIndexChanged.connect(self._show_change)
        self._times.activated.connect(self._on_times_activated)
        self._show_change()

    @property
    def magnification(self) -> int:
        """How many times larger than it is the change is shown."""
        return int(self._times.currentData())

    def magnify(self, times: int) -> None:
        """Show the change so many times larger, one of `MAGNIFICATIONS`."""
        self._times.setCurrentIndex(MAGNIFICATIONS.index(times))

    def show_captions(self, original: str, result: str) -> None:
        """Say something of the two pictures."""
        for part, text in zip(self._captions, (original, result), strict=True):
            part.setText(text)
        self._tell()

    def show_pictures(self, original: Pixels | None, result: Pixels | None) -> None:
        """Show two pictures, uint8 H x W x 3 of one size, and what lies between them."""
        self._original, self._result = original, result
        self._mats[0].show_image(_image(original))
        self._mats[2].show_image(_image(result))
        self._show_change()

    def change_image(self) -> QImage:
        """Return the change in its own size as it is shown; a null image without one."""
        return self._mats[1].image

    def sheet(self, original: str = "", result: str = "") -> QImage:
        """Return all three with their words on white; a null image without a change.

        `original` and `result` are said of the pictures in place of their captions.
        """
        if self.change_image().isNull():
            return QImage()
        first, middle, last = self._words()
        said = (original or first, middle, result or last)
        parts = zip(self._mats, said, strict=True)
        terms = [Term(mat.image, mat.accessibleName(), words) for mat, words in parts]
        return sum_sheet(terms, self.layoutDirection())

    def minimumSizeHint(self) -> QSize:
        """Be so wide that the columns can be alike, whatever stands in them."""
        cells = (self._grid.itemAtPosition(y, x) for x in COLUMNS for y in range(UNDER + 1))
        widest = max(cell.minimumSize().width() for cell in cells if cell is not None)
        signs = len(SIGN_COLUMNS) * (theme.scaled(SIGN) + 2 * GAP)
        return QSize(len(COLUMNS) * widest + signs, super().minimumSizeHint().height())

    def _words(self) -> tuple[str, str, str]:
        original, result = (part.text() for part in self._captions)
        return original, self._times.currentText(), result

    def _tell(self) -> None:
        """Tell a screen reader what stands beside the pictures."""
        for mat, words in zip(self._mats, self._words(), strict=True):
            empty = mat.image.isNull()
            mat.setAccessibleDescription(self.tr("No picture yet") if empty else words)

    def _show_change(self) -> None:
        change = None
        if self._original is not None and self._result is not None:
            change = _change(self._original, self._result, self.magnification)
        self._mats[1].show_image(_image(change))
        self._tell()

    def _on_times_activated(self) -> None:
        self.magnified.emit(self.magnification)

    def _lay_out(self, titles: Sequence[str], under: Sequence[QWidget]) -> None:
        grid, (first, last) = self._grid, self._captions
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GAP)
        grid.setRowStretch(PICTURES, 1)
        trailing = (first, self._times, last)
        for place, column in enumerate(COLUMNS):
            grid.setColumnStretch(column, 1)
            grid.addLayout(_head(titles[place], trailing[place]), HEADS, column)
            grid.addWidget(self._mats[place], PICTURES, column)
            grid.addWidget(under[place], UNDER, column)
        for name, column in zip(("plus", "equal"), SIGN_COLUMNS, strict=True):
            sign = Glyph(name, side=SIGN)
            grid.addWidget(sign, PICTURES, column, Qt.AlignmentFlag.AlignCenter)


class _Magnification(FittingCombo):
    """Says no more than the number where there is no room for words."""

    def __init__(self, name: str) -> None:
        """Ask for room for every entry, and do with little."""
        super().__init__(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumContentsLength(LETTERS)

    def shown(self) -> str:
        """Return what can be read: all, or the number."""
        whole = super().shown()
        short = self.tr("× {n}").format(n=wording.number(self.currentData() or 1))
        return whole if whole == self.currentText() else short


class _Mat(QWidget):
    """A picture as large as there is room, or the bare mat."""

    def __init__(self, name: str) -> None:
        """Start bare."""
        super().__init__()
        self.image = QImage()
        self._scaled = ScaledImage(self.image)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme.scaled(LEAST), theme.scaled(LEAST))

    def show_image(self, image: QImage) -> None:
        """Show an image; a null one takes the last away."""
        self.image = image
        self._scaled = ScaledImage(image)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a comfortable size."""
        return QSize(240, 240)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mat, and the picture with square corners."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("mat"))
        painter.drawRoundedRect(QRectF(self.rect()), CORNER, CORNER)
        if self.image.isNull():
            return
        room = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        place = fitted(self.image.size(), room, self.devicePixelRatioF())
        if place.width() >= SHARP * self.image.width():
            painter.drawImage(place, self.image)
        else:
            self._scaled.paint(painter, place)


def _image(pixels: Pixels | None) -> QImage:
    return QImage() if pixels is None else qt_pixels.image(pixels)


def _change(original: Pixels, result: Pixels, times: int) -> Pixels:
    """Return a difference so many times larger around mid-grey."""
    difference = result.astype(np.int16) - original  # 64 * 255 is not too much for 16 bits
    shown: Pixels = np.clip(MID_GREY + times * difference, 0, 255).astype(np.uint8)
    return shown


def _caption() -> ElidedLabel:
    result = ElidedLabel("caption")
    result.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return result


def _head(title: str, trailing: QWidget) -> QHBoxLayout:
    result = QHBoxLayout()
    result.setSpacing(GAP)
    result.addWidget(label(title, "heading"))
    result.addStretch()
    result.addWidget(trailing)
    return result
