"""What stands under the maps: what their colours mean, and how they are sorted and coloured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.engine.seen import CHANGE, MEAN, NUMBER, PEAK, ZEROS
from desktop_app.views import ramps, wording
from desktop_app.views.theme import theme
from desktop_app.views.widgets.colour_bar import ColourBar
from desktop_app.views.widgets.form import combo
from desktop_app.views.widgets.labels import ElidedLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

ORDERS = {
    NUMBER: QT_TRANSLATE_NOOP("features", "By number"),
    MEAN: QT_TRANSLATE_NOOP("features", "By mean"),
    PEAK: QT_TRANSLATE_NOOP("features", "By peak"),
    ZEROS: QT_TRANSLATE_NOOP("features", "By zeros"),
    CHANGE: QT_TRANSLATE_NOOP("features", "By change"),
}

ROOMY = 660
"""Points of width from which there is room for a hint."""

SPACING = 12


class StageFoot(QWidget):
    """Passive. `arranged` follows another order, `painted` carries other colours."""

    arranged = Signal()
    painted = Signal(str)

    def __init__(self) -> None:
        """Offer every order but that by change."""
        super().__init__()
        self._order, self._ramp = combo(), combo()
        self._bar, self._said = ColourBar(), QStackedWidget()
        self._note, self._hint = ElidedLabel("caption"), ElidedLabel("caption")
        self._note.setText(self.tr("Each filter in its own colours, around grey"))
        self._hint.setText(self.tr("Arrow keys move between maps and layers"))
        self._fill_lists()
        self._lay_out()
        self._order.currentIndexChanged.connect(self.arranged)
        self._ramp.currentIndexChanged.connect(self._on_ramp_changed)

    @property
    def order(self) -> str:
        """What maps are sorted by, one of `seen.ORDERS`."""
        return str(self._order.currentData())

    @property
    def ramp(self) -> str:
        """The colours that are chosen, one of `ramps.RAMPS`."""
        return str(self._ramp.currentData())

    def choose_order(self, order: str) -> None:
        """Sort as a person would choose it."""
        self._order.setCurrentIndex(self._order.findData(order))

    def choose_ramp(self, ramp: str) -> None:
        """Take the colours that a person would choose."""
        self._ramp.setCurrentIndex(self._ramp.findData(ramp))

    def offer_change(self, *, possible: bool) -> None:
        """Offer to sort by change, or no longer: then it is by number."""
        place = self._order.findData(CHANGE)
        if possible and place < 0:
            self._order.addItem(wording.translate("features", ORDERS[CHANGE]), CHANGE)
        elif not possible and place >= 0:
            if self.order == CHANGE:
                self.choose_order(NUMBER)
            self._order.removeItem(place)

    def allow_order(self, *, on: bool) -> None:
        """Say whether there is anything to sort."""
        self._order.setEnabled(on)

    def show_filters(self) -> None:
        """Say that filters have colours of their own; they are not sorted."""
        self._show(self._note)

    def show_meaning(self, low: str, high: str, ramp: str = "") -> None:
        """Say what the ends of the colours stand for, those of `ramp` if they cannot be chosen."""
        self._show(self._bar)
        self._bar.show_ramp(ramp or self.ramp, low, high)

    def texts(self) -> tuple[str, ...]:
        """Return what is said of the colours."""
        shows_bar = self._said.currentWidget() is self._bar
        return self._bar.texts() if shows_bar else (self._note.text(),)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what is not needed where there is little room."""
        super().resizeEvent(event)
        self._hint.setHidden(self.width() < theme.scaled(ROOMY))

    def minimumSizeHint(self) -> QSize:
        """Ask for no room for the hint, which comes and goes."""
        least = super().minimumSizeHint()
        hint = 0 if self._hint.isHidden() else self._hint.minimumSizeHint().width() + SPACING
        return least - QSize(hint, 0)

    def _show(self, said: QWidget) -> None:
        self._said.setCurrentWidget(said)
        for part in (self._order, self._ramp):
            part.setHidden(said is self._note)

    def _on_ramp_changed(self) -> None:
        self.painted.emit(self.ramp)

    def _fill_lists(self) -> None:
        for key in (NUMBER, MEAN, PEAK, ZEROS):
            self._order.addItem(wording.translate("features", ORDERS[key]), key)
        for key, text in ramps.RAMPS.items():
            self._ramp.addItem(wording.translate("ramps", text), key)
        self._order.setAccessibleName(self.tr("Order"))
        self._ramp.setAccessibleName(self.tr("Colours"))

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        for said in (self._bar, self._note):
            self._said.addWidget(said)
        layout.addWidget(self._said, 1)
        for part in (self._hint, self._order, self._ramp):
            layout.addWidget(part)
        for part in (self._order, self._ramp):
            keep_place(part)


def keep_place(part: QWidget) -> None:
    """Let `part` leave its place empty when it is hidden, so that nothing moves."""
    policy = part.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    part.setSizePolicy(policy)
