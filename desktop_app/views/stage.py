"""The middle of the Feature maps tab: all maps of a layer, or one picture large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.views import measures, ramps
from desktop_app.views.mosaics import Mosaics
from desktop_app.views.stage_foot import StageFoot, keep_place
from desktop_app.views.widgets.buttons import Segments, button
from desktop_app.views.widgets.labels import ElidedLabel, label
from desktop_app.views.widgets.large_view import LargeView
from desktop_app.views.widgets.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.views.widgets.map_picture import MapPicture

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
        self._title, self._caption = ElidedLabel("title"), ElidedLabel("caption")
        self._empty = label(role="body", wraps=True)
        self._buttons = (button(icon="copy", kind="icon"), button(icon="save", kind="icon"))
        names = self.tr("Copy all maps as a picture"), self.tr("Save all maps…")
        for part, name in zip(self._buttons, names, strict=True):
            part.setToolTip(name)
            part.setAccessibleName(name.rstrip("…"))
        self._head, self._foot = QWidget(), StageFoot()
        self._pages = QStackedWidget()
        self._beneath: QWidget = self._empty
        self._single = False
        self._lay_out()
        self._connect()
        self.offer_ways([MAPS])
        self.show_empty("")

    def minimumSizeHint(self) -> QSize:
        """Be as wide as head and foot need, also while one picture takes their place."""
        least = super().minimumSizeHint()
        for part in (self._head, self._foot):
            least.setWidth(max(least.width(), part.minimumSizeHint().width()))
        return least

    @property
    def per_map(self) -> bool:
        """Whether each map is stretched to its own values."""
        return self.contrast.current == EACH and not self._single

    @property
    def order(self) -> str:
        """What maps are sorted by, one of `seen.ORDERS`."""
        return self._foot.order

    @property
    def ramp(self) -> str:
        """The colours that are chosen, one of `ramps.RAMPS`."""
        return self._foot.ramp

    @property
    def way(self) -> int:
        """What of the layer is shown: `MAPS`, `FILTERS`, `SIDES` or `DIFFERENCE`."""
        return self.ways.current

    def show_layer(self, title: str, caption: str, *, single: bool = False) -> None:
        """Name the layer; maps of a `single` value each can only be set against each other."""
        self._single = single
        self._title.setText(title)
        self._caption.setText(measures.isolated(caption) if caption else "")

    def offer_ways(self, ways: Sequence[int]) -> None:
        """Offer `ways` of showing the layer; the first is taken if the present one is gone."""
        self.ways.offer(ways)
        self._offered = len(ways)
        self._show_controls()
        self._foot.offer_change(possible=DIFFERENCE in ways)

    def choose_ramp(self, ramp: str) -> None:
        """Take the colours that a person would choose."""
        self._foot.choose_ramp(ramp)

    def choose_order(self, order: str) -> None:
        """Sort as a person would choose it."""
        self._foot.choose_order(order)

    def show_empty(self, sentence: str) -> None:
        """Show no maps; the sentence says what to do."""
        self._empty.setText(sentence)
        self.mosaics.clear()
        self._show(self._empty)

    def show_mosaics(self) -> None:
        """Show the maps, unless one picture is open large."""
        self._allow(on=True)
        self._show_meaning()
        self._beneath = self.mosaics
        if self._pages.currentWidget() is not self.large:
            self._pages.setCurrentWidget(self.mosaics)

    def show_problem(self, what: str, why: str) -> None:
        """Say why there are no maps."""
        self.problem.show_problem(what, why)
        self._show(self.problem)

    def open(self, picture: MapPicture) -> None:
        """Show one picture large, in place of all maps and of what is about them."""
        self._pages.setCurrentWidget(self.large)
        self.large.follow(picture)

    def close_large(self) -> None:
        """Show again what was there before."""
        self._pages.setCurrentWidget(self._beneath)
        self._beneath.setFocus()

    def texts(self) -> tuple[str, str, str]:
        """Return the title, the caption and what stands in the place of maps."""
        shown = self._empty.text() if self._pages.currentWidget() is self._empty else ""
        return self._title.text(), self._caption.text(), shown

    def _show(self, page: QWidget) -> None:
        self._allow(on=False)
        self._beneath = page
        self._pages.setCurrentWidget(page)

    def _show_controls(self) -> None:
        large = self._pages.currentWidget() is self.large
        for part in (self._head, self._foot):
            part.setHidden(large)
        self.ways.setHidden(large or self._offered < 2)

    def _allow(self, *, on: bool) -> None:
        """Say whether there are maps."""
        for part in self._buttons:
            part.setEnabled(on)
        self.contrast.setEnabled(on and not self._single)
        self._foot.allow_order(on=on)

    def _show_meaning(self) -> None:
        """Say what the ends of the colours stand for."""
        self.contrast.setHidden(self.way == FILTERS)
        if self.way == FILTERS:
            self._foot.show_filters()
        elif self.way == DIFFERENCE:
            high = self.tr("more") if self.per_map else self.tr("more, as in the whole layer")
            self._foot.show_meaning(self.tr("Less in the second"), high, ramps.CHANGE)
        else:
            peak = self.tr("each map’s own peak") if self.per_map else self.tr("the layer’s peak")
            self._foot.show_meaning(self.tr("Least"), peak)

    def _connect(self) -> None:
        self.contrast.chosen.connect(self.arranged)
        self._foot.arranged.connect(self.arranged)
        self.ways.chosen.connect(self.way_changed)
        self._foot.painted.connect(self._on_painted)
        self.mosaics.reshaped.connect(self.arranged)
        self.large.left.connect(self.close_large)
        self._pages.currentChanged.connect(self._show_controls)
        for part, signal in zip(self._buttons, (self.copied, self.saved), strict=True):
            part.clicked.connect(signal)

    def _on_painted(self, ramp: str) -> None:
        self.mosaics.set_ramp(ramp)
        self._show_meaning()
        self.painted.emit(ramp)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._caption)
        head = QHBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(8)
        head.addLayout(words, 1)
        for part in (self.contrast, *self._buttons):
            head.addWidget(part)
        keep_place(self.contrast)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages.setParent(self)  # the keyboard comes to the maps first, then to their controls
        for page in (self._empty, self.mosaics, self.large, self.problem):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._head)
        layout.addWidget(self.ways, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._foot)
