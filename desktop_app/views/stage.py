"""The middle of the Feature maps tab: all maps of a layer, or one picture large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.engine.seen import CHANGE, MEAN, NUMBER, PEAK, ZEROS
from desktop_app.views import measures, ramps, wording
from desktop_app.views.mosaics import Mosaics
from desktop_app.views.widgets.buttons import Segments, button
from desktop_app.views.widgets.colour_bar import ColourBar
from desktop_app.views.widgets.form import combo
from desktop_app.views.widgets.labels import ElidedLabel, label
from desktop_app.views.widgets.large_view import LargeView
from desktop_app.views.widgets.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.views.widgets.map_picture import MapPicture

ORDERS = {
    NUMBER: QT_TRANSLATE_NOOP("features", "By number"),
    MEAN: QT_TRANSLATE_NOOP("features", "By mean"),
    PEAK: QT_TRANSLATE_NOOP("features", "By peak"),
    ZEROS: QT_TRANSLATE_NOOP("features", "By zeros"),
    CHANGE: QT_TRANSLATE_NOOP("features", "By change"),
}
EACH, LAYER = 0, 1
MAPS, FILTERS, SIDES, DIFFERENCE = range(4)
"""Ways to show a layer."""


class Stage(QWidget):
    """Passive. `arranged` follows another order, contrast or way; `painted` other colours.

    `copied` and `saved` follow a click on their buttons.
    """

    arranged = Signal()
    way_changed = Signal()
    painted = Signal(str)
    copied = Signal()
    saved = Signal()

    def __init__(self) -> None:
        """Start without a layer."""
        super().__init__()
        self.mosaics = Mosaics()
        self.large = LargeView()
        self.problem = Problem("layers", self.tr("Try again"))
        self.contrast = Segments((self.tr("Each map"), self.tr("Whole layer")))
        self.contrast.setAccessibleName(self.tr("Contrast"))
        self.contrast.setToolTip(self.tr("Stretch each map to its own peak, or all to the layer’s"))
        self.ways = Segments(
            (self.tr("Maps"), self.tr("Filters"), self.tr("Side by side"), self.tr("Difference"))
        )
        self.ways.setAccessibleName(self.tr("What is shown"))
        self._order, self._ramp = combo(), combo()
        self._title, self._caption = ElidedLabel("title"), ElidedLabel("caption")
        self._empty = label(role="body", wraps=True)
        self._bar = ColourBar()
        self._note, self._hint = ElidedLabel("caption"), ElidedLabel("caption")
        self._note.setText(self.tr("Each filter in its own colours, around grey"))
        self._note.hide()
        self._hint.setText(self.tr("Arrow keys move between maps and layers"))
        self._buttons = (button(icon="copy", kind="icon"), button(icon="save", kind="icon"))
        self._foot = QWidget()
        self._pages = QStackedWidget()
        self._fill_lists()
        self._lay_out()
        self._connect()
        self.offer_ways([MAPS])
        self.show_empty("")

    @property
    def per_map(self) -> bool:
        """Whether each map is stretched to its own values."""
        return self.contrast.current == EACH

    @property
    def order(self) -> str:
        """What maps are sorted by, one of `seen.ORDERS`."""
        return str(self._order.currentData())

    @property
    def ramp(self) -> str:
        """The colours that are chosen, one of `ramps.RAMPS`."""
        return str(self._ramp.currentData())

    @property
    def way(self) -> int:
        """What of the layer is shown: `MAPS`, `FILTERS`, `SIDES` or `DIFFERENCE`."""
        return self.ways.current

    def show_layer(self, title: str, caption: str) -> None:
        """Name the layer."""
        self._title.setText(title)
        self._caption.setText(measures.isolated(caption) if caption else "")

    def offer_ways(self, ways: Sequence[int]) -> None:
        """Offer `ways` of showing the layer; the first is taken if the present one is gone."""
        self.ways.offer(ways)
        self.ways.setVisible(len(ways) > 1)
        self._offer_change(possible=DIFFERENCE in ways)

    def choose_ramp(self, ramp: str) -> None:
        """Take the colours that a person would choose."""
        self._ramp.setCurrentIndex(self._ramp.findData(ramp))

    def choose_order(self, order: str) -> None:
        """Sort as a person would choose it."""
        self._order.setCurrentIndex(self._order.findData(order))

    def show_empty(self, sentence: str) -> None:
        """Show no maps; the sentence says what to do."""
        self._empty.setText(sentence)
        self.mosaics.clear()
        self._show(self._empty)

    def show_mosaics(self) -> None:
        """Show the maps, unless one picture is open large."""
        for part in (*self._buttons, self.contrast, self._order):
            part.setEnabled(True)
        self._show_meaning()
        if self._pages.currentWidget() is not self.large:
            self._pages.setCurrentWidget(self.mosaics)

    def show_problem(self, what: str, why: str) -> None:
        """Say why there are no maps."""
        self.problem.show_problem(what, why)
        self._show(self.problem)

    def open(self, picture: MapPicture) -> None:
        """Show one picture large."""
        self.large.follow(picture)
        self._pages.setCurrentWidget(self.large)

    def close_large(self) -> None:
        """Show all maps again."""
        self._pages.setCurrentWidget(self.mosaics)
        self.mosaics.first.setFocus()

    def set_narrow(self, *, narrow: bool) -> None:
        """Leave out what is not needed where there is little room."""
        self._hint.setHidden(narrow)

    def texts(self) -> tuple[str, str, str]:
        """Return the title, the caption and what stands in the place of maps."""
        shown = self._empty.text() if self._pages.currentWidget() is self._empty else ""
        return self._title.text(), self._caption.text(), shown

    def _show(self, page: QWidget) -> None:
        for part in (*self._buttons, self.contrast, self._order):
            part.setEnabled(False)
        self._pages.setCurrentWidget(page)

    def _offer_change(self, *, possible: bool) -> None:
        place = self._order.findData(CHANGE)
        if possible and place < 0:
            self._order.addItem(wording.translate("features", ORDERS[CHANGE]), CHANGE)
        elif not possible and place >= 0:
            self._order.removeItem(place)

    def _show_meaning(self) -> None:
        """Say what the ends of the colours stand for."""
        filters = self.way == FILTERS
        self._note.setVisible(filters)
        for part in (self._bar, self._order, self._ramp, self.contrast):
            part.setHidden(filters)
        if self.way == DIFFERENCE:
            high = self.tr("more") if self.per_map else self.tr("more, as in the whole layer")
            self._bar.show_ramp(ramps.CHANGE, self.tr("Less in the second"), high)
        elif self.per_map:
            self._bar.show_ramp(self.ramp, self.tr("Least"), self.tr("each map’s own peak"))
        else:
            self._bar.show_ramp(self.ramp, self.tr("Least"), self.tr("the layer’s peak"))

    def _fill_lists(self) -> None:
        for key in (NUMBER, MEAN, PEAK, ZEROS):
            self._order.addItem(wording.translate("features", ORDERS[key]), key)
        for key, text in ramps.RAMPS.items():
            self._ramp.addItem(wording.translate("ramps", text), key)
        self._order.setAccessibleName(self.tr("Order"))
        self._ramp.setAccessibleName(self.tr("Colours"))
        names = self.tr("Copy all maps as a picture"), self.tr("Save all maps…")
        for part, name in zip(self._buttons, names, strict=True):
            part.setToolTip(name)
            part.setAccessibleName(name.rstrip("…"))

    def _connect(self) -> None:
        self.contrast.chosen.connect(self.arranged)
        self._order.currentIndexChanged.connect(self.arranged)
        self.ways.chosen.connect(self.way_changed)
        self._ramp.currentIndexChanged.connect(self._on_ramp_changed)
        self.mosaics.reshaped.connect(self.arranged)
        self.large.left.connect(self.close_large)
        for part, signal in zip(self._buttons, (self.copied, self.saved), strict=True):
            part.clicked.connect(signal)

    def _on_ramp_changed(self) -> None:
        self.mosaics.set_ramp(self.ramp)
        self._show_meaning()
        self.painted.emit(self.ramp)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._caption)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addLayout(words, 1)
        for part in (self.contrast, *self._buttons):
            head.addWidget(part)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(12)
        foot.addWidget(self._note, 1)
        foot.addWidget(self._bar, 1)
        foot.addWidget(self._hint)
        foot.addWidget(self._order)
        foot.addWidget(self._ramp)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for page in (self._empty, self.mosaics, self.large, self.problem):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.ways, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._foot)
