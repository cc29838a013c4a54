"""How the error in ImageNet's challenge fell from year to year, one dot a family.

Painted here, not by pyqtgraph: words go around six dots by their width, dots are buttons for
mouse, keyboard and screen reader, and the first tab must not wait half a second for numpy.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop_app.engine import families
from desktop_app.views import wording
from desktop_app.views.theme import theme
from desktop_app.views.widgets import label_places
from desktop_app.views.widgets.label_places import GAP

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QEnterEvent, QKeyEvent, QPaintEvent, QResizeEvent

    from desktop_app.engine.families import Family

TARGET = 24
"""Least side of what can be clicked."""

LEAST_RADIUS = 4.0
BEFORE_RADIUS = 4.5
RING = 3.5
SPREAD = 22
"""Distance between dots of one year."""

TOP = 0.28
TICKS = (0.0, 0.1, 0.2)
LEAST = QSize(240, 176)
KEYS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
CONFIRM = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Dot(QAbstractButton):
    """One family, its area as large as its network has parameters; checked while it is chosen."""

    def __init__(self, family: Family, parent: QWidget) -> None:
        """Stand for `family`; the plot says where."""
        super().__init__(parent)
        self.family = family
        self.radius = max(LEAST_RADIUS, math.sqrt(family.parameters / 1e6))
        side = max(TARGET, math.ceil(2 * (self.radius + RING + 1)))
        self.resize(side, side)
        self.setCheckable(True)
        text = self.tr("{title}, {year}: {error} wrong")
        error = wording.percent(family.error or 0, 1)
        self.setAccessibleName(text.format(title=family.title, year=family.year, error=error))
        self.setToolTip(self.accessibleName())

    def sizeHint(self) -> QSize:
        """Ask for its size."""
        return self.size()

    def nextCheckState(self) -> None:
        """Leave it to the plot which dot is chosen."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with Enter too; leave the arrow keys to the plot."""
        if event.key() in CONFIRM:
            self.click()
        else:
            event.ignore()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Grow a little under the mouse."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Shrink again."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the dot, and the ring around it while it has the focus."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QRectF(self.rect()).center()
        # A rim in the ground's colour keeps it apart from its neighbour and from the line.
        painter.setPen(QPen(theme.colour("surface"), 2))
        painter.setBrush(theme.colour("accent" if self.isChecked() else "barRest"))
        radius = self.radius + 1 + self.underMouse()
        painter.drawEllipse(middle, radius, radius)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(middle, self.radius + RING, self.radius + RING)


class ErrorPlot(QWidget):
    """The plot; `chosen` carries the name of the backbone that stands for a family.

    Tab leads to one dot, the arrow keys from dot to dot, Enter chooses.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Draw all families that took part in the challenge."""
        super().__init__(parent)
        # Years run left to right in any language, as in the books.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        took_part = [one for one in families.FAMILIES if one.error is not None]
        self.dots = [Dot(one, self) for one in sorted(took_part, key=lambda one: one.year)]
        self.names: list[tuple[QRectF, str]] = []
        self._person = self.tr("a person, about {share}").format(
            share=wording.percent(families.PERSON)
        )
        for dot in self.dots:
            dot.clicked.connect(self._on_dot_clicked)
        self.setMinimumSize(theme.scaled(LEAST.width()), theme.scaled(LEAST.height()))
        self.setAccessibleName(self.tr("Error in the ImageNet challenge, with five guesses"))
        self.setAccessibleDescription(". ".join(dot.accessibleName() for dot in self.dots))
        self.show_family("")

    def show_family(self, key: str) -> None:
        """Mark the dot of a family; none if it took no part."""
        for dot in self.dots:
            dot.setChecked(dot.family.key == key)
        self._lead_to(next((dot for dot in self.dots if dot.isChecked()), self.dots[0]))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from dot to dot."""
        by = KEYS.get(Qt.Key(event.key()), 0)
        at = next((place for place, dot in enumerate(self.dots) if dot.hasFocus()), -1)
        if not by or at < 0:
            super().keyPressEvent(event)
            return
        target = self.dots[min(max(at + by, 0), len(self.dots) - 1)]
        self._lead_to(target)
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the dots in their places, and their names where there is room."""
        super().resizeEvent(event)
        for dot, middle in zip(self.dots, self._path()[1:], strict=True):
            place = QRectF(dot.rect())
            place.moveCenter(middle)
            dot.move(place.topLeft().toPoint())
        self._place_names()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axes, the lines, and the words; the dots draw themselves."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("fine"))
        self._paint_axes(painter)
        self._paint_person(painter)
        path = self._path()
        painter.setPen(QPen(theme.colour("softEdge"), 1.5))
        painter.drawPolyline(QPolygonF(path))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("edge"))
        painter.drawEllipse(path[0], BEFORE_RADIUS, BEFORE_RADIUS)
        for (place, text), dot in zip(self.names, (None, *self.dots), strict=True):
            marked = dot is not None and dot.isChecked()
            painter.setFont(_bold() if marked else theme.font("caption"))
            painter.setPen(theme.colour("text" if marked else "text2"))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_axes(self, painter: QPainter) -> None:
        area, line = self._area(), painter.fontMetrics().height()
        for tick in TICKS:
            y = self._y(tick)
            painter.setPen(theme.colour("line" if tick else "edge"))
            painter.drawLine(QLineF(area.left(), y, area.right(), y))
            painter.setPen(theme.colour("text3"))
            place = QRectF(0, y - line / 2, area.left() - 2 * GAP, line)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, int(flags), wording.percent(tick))
        for year in self._years():
            place = QRectF(0, 0, theme.scaled(40), line)
            place.moveCenter(QPointF(self._x(year), area.bottom() + GAP + line / 2))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(year))

    def _paint_person(self, painter: QPainter) -> None:
        y = self._y(families.PERSON)
        painter.setPen(QPen(theme.colour("edge"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(self._area().left(), y, self._area().right(), y))
        painter.setPen(theme.colour("text3"))
        painter.drawText(self._person_place(), Qt.AlignmentFlag.AlignCenter, self._person)

    # Where things are

    def _area(self) -> QRectF:
        metrics = QFontMetrics(theme.font("fine"))
        left = metrics.horizontalAdvance(wording.percent(TICKS[-1])) + 2 * GAP
        below = metrics.height() + 2 * GAP
        return QRectF(left, GAP, self.width() - left, self.height() - GAP - below)

    def _years(self) -> range:
        return range(families.BEFORE[0], self.dots[-1].family.year + 1)

    def _x(self, year: int) -> float:
        area, years = self._area(), self._years()
        side = theme.scaled(26)
        step = (area.width() - 2 * side) / (len(years) - 1)
        return area.left() + side + (year - years[0]) * step

    def _y(self, error: float) -> float:
        return self._area().bottom() - self._area().height() * error / TOP

    def _path(self) -> list[QPointF]:
        """Return the middles of the first, grey dot and of all others; side by side in a year."""
        first, error = families.BEFORE
        path = [QPointF(self._x(first), self._y(error))]
        years = [dot.family.year for dot in self.dots]
        for place, dot in enumerate(self.dots):
            among, count = place - years.index(years[place]), years.count(years[place])
            aside = (among - (count - 1) / 2) * SPREAD
            path.append(QPointF(self._x(dot.family.year) + aside, self._y(dot.family.error or 0)))
        return path

    def _person_place(self) -> QRectF:
        size = QFontMetrics(theme.font("fine")).size(0, self._person)
        bottom = self._y(families.PERSON) - 1
        return QRectF(self._area().left(), bottom - size.height(), size.width(), size.height())

    def _place_names(self) -> None:
        path = self._path()
        radii = [BEFORE_RADIUS, *(dot.radius for dot in self.dots)]
        names = [self.tr("before networks"), *(dot.family.title for dot in self.dots)]
        # As wide as bold words, so that they stay where they are when a dot is chosen.
        sizes = [QSizeF(QFontMetrics(_bold()).size(0, name)) for name in names]
        dots = zip(path, radii, strict=True)
        person = self._y(families.PERSON)
        joined = [QLineF(one, other) for one, other in pairwise(path)]
        places = label_places.arrange(
            [label_places.beside(*one) for one in zip(path, radii, sizes, strict=True)],
            area=self._area().adjusted(0, -GAP, 0, GAP),
            taken=[self._person_place(), *(label_places.around(*dot) for dot in dots)],
            lines=[*joined, *(QLineF(0, y, self.width(), y) for y in (person, self._y(0)))],
        )
        self.names = list(zip(places, names, strict=True))

    def _lead_to(self, target: Dot) -> None:
        """Let the Tab key stop at one dot only."""
        for dot in self.dots:
            policy = Qt.FocusPolicy.TabFocus if dot is target else Qt.FocusPolicy.NoFocus
            dot.setFocusPolicy(policy)

    def _on_dot_clicked(self) -> None:
        dot = self.sender()
        if isinstance(dot, Dot):
            self.chosen.emit(dot.family.shown)


def _bold() -> QFont:
    font = theme.font("caption")
    font.setWeight(QFont.Weight.DemiBold)
    return font
