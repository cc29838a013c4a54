"""Pictures in a plane, those that are alike near each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.views import palette, wording
from desktop_app.views.widgets.legend import Legend
from desktop_app.views.widgets.map_canvas import MapCanvas
from desktop_app.views.widgets.map_pictures import class_colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QImage


class PictureMap(QWidget):
    """Passive: the plane, and below it what the colours mean.

    `chosen` carries a point's number. `wanted` carries the numbers of points in sight whose
    pictures are missing, 200 at most; they replace those that were wanted before.
    """

    chosen = Signal(int)
    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without points."""
        super().__init__(parent)
        self.canvas, self.legend = MapCanvas(), Legend()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.legend)
        self.canvas.chosen.connect(self.chosen)
        self.canvas.wanted.connect(self.wanted)
        self.setFocusProxy(self.canvas)

    def show_points(
        self,
        places: Sequence[tuple[float, float]],
        classes: Sequence[int],
        names: Sequence[str],
    ) -> None:
        """Show points.

        Args:
            places: Of N points, in any unit; y runs downwards.
            classes: Of N points, as places in `names`.
            names: Of the classes.

        Raises:
            ValueError: There are not as many classes as places, or a place is not finite.
        """
        from desktop_app.views.widgets.points import (
            Points,
        )  # numpy, which the window starts without

        self.canvas.show_points(Points(places, classes) if places else None, names)
        self._show_legend(names)

    def show_thumbnail(self, number: int, image: QImage) -> None:
        """Show a point's picture; a null one leaves it a dot."""
        self.canvas.show_thumbnail(number, image)

    def choose(self, number: int) -> None:
        """Ring a point without telling; none with -1."""
        self.canvas.choose(number)

    def _show_legend(self, names: Sequence[str]) -> None:
        count = len(palette.CLASSES)
        entries = [(class_colour(place), name) for place, name in enumerate(names[:count])]
        rest, why = len(names) - count, ""
        if rest > 0:
            text = self.tr("and {n} more").format(n=wording.number(rest))
            entries.append((QColor("transparent"), text))
            why = self.tr("There are {n} colours. From then on classes share them.")
        self.legend.show_entries(entries)
        self.legend.setToolTip(why.format(n=wording.number(count)))
