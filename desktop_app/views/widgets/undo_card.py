"""Which small change of a picture brings the network back to what it saw before."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.engine.undoing import BITS, JPEG, ROWS
from desktop_app.views import wording
from desktop_app.views.widgets.badge import Badge
from desktop_app.views.widgets.buttons import Segments
from desktop_app.views.widgets.labels import label
from desktop_app.views.widgets.question_card import GAP, QuestionCard, keep_width
from desktop_app.views.widgets.slider import Slider
from desktop_app.views.widgets.top_k_bars import TopKBars

if TYPE_CHECKING:
    from desktop_app.engine.contract import Answer
    from desktop_app.engine.parameters import Parameter

TOP = 2
"""Classes that are shown: what was wished, and what was there before."""

PAGES = 8
"""Into how many parts the page keys divide a slider."""


class UndoCard(QuestionCard):
    """Passive. `changed` carries the way and its amount, also while a person drags."""

    changed = Signal(str, float)

    def __init__(self) -> None:
        """Start without a result."""
        bars, answer = _bars()
        super().__init__(answer)
        self._bars = bars
        self.ask(self.tr("What undoes it?"))
        self._positions = {row.name: _place(row, cast("float", row.default)) for row in ROWS}
        self._controls = QWidget()
        self._ways = Segments(tuple(_name(row) for row in ROWS))
        self._ways.setProperty("dense", True)
        self._ways.setAccessibleName(self.accessibleName())
        self._way_name, self._value = label(), label(role="caption", trails=True)
        self._slider = Slider()
        # Focus rings are for the keyboard: a click must not leave one behind.
        self._slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._lay_out()
        self._ways.chosen.connect(self._on_ways_chosen)
        self._slider.valueChanged.connect(self._on_slider_changed)
        self._show_way()
        self.show_none("")

    @property
    def way(self) -> str:
        """Which change is chosen, one of the names in `undoing.ROWS`."""
        return self._row.name

    @property
    def amount(self) -> float:
        """How much of it, in the row's own unit."""
        return _amount(self._row, self._slider.value())

    def show_answer(
        self, answer: Answer | None, *, undone: bool = False, target: int | None = None
    ) -> None:
        """Show what is seen after the change, None while that is being asked.

        `undone` says that the attack no longer has what it wished, which is the class `target`.
        """
        self._allow("", on=True)
        self._bars.show_answer(answer, TOP, target)
        badge = Badge(self.tr("holds"), "second")
        if undone:
            badge = Badge(self.tr("undone"), "ok", "check")
        self.answer(badge if answer else None)

    def show_none(self, why: str) -> None:
        """Say why there is nothing to undo."""
        self._allow(why, on=False)
        self._bars.show_answer(None, TOP)
        self.say(why)

    def rows(self) -> list[str]:
        """Return the answer's rows as text."""
        return self._bars.rows()

    @property
    def _row(self) -> Parameter:
        return ROWS[self._ways.current]

    def _allow(self, why: str, *, on: bool) -> None:
        self._controls.setEnabled(on)
        self._controls.setToolTip(why)

    def _show_way(self) -> None:
        row = self._row
        last = _place(row, row.high)
        with QSignalBlocker(self._slider):
            self._slider.setRange(0, last)
            self._slider.setPageStep(max(1, last // PAGES))
            self._slider.setValue(self._positions[row.name])
        self._way_name.setText(_name(row))
        self._slider.setAccessibleName(_name(row))
        self._slider.setToolTip(wording.translate("parameters", row.help))
        self._show_amount()

    def _show_amount(self) -> None:
        text = self._worded(self._row, self.amount)
        self._value.setText(text)
        self._slider.setAccessibleDescription(text)

    def _worded(self, row: Parameter, amount: float) -> str:
        if row.name == BITS:
            return self.tr("%Ln bit(s)", "", round(amount))
        text = self.tr("quality {n}") if row.name == JPEG else self.tr("{n} px")
        return text.format(n=wording.number(amount, int(row.kind == "float")))

    def _on_ways_chosen(self) -> None:
        self._show_way()
        self.changed.emit(self.way, self.amount)

    def _on_slider_changed(self, place: int) -> None:
        self._positions[self.way] = place
        self._show_amount()
        self.changed.emit(self.way, self.amount)

    def _lay_out(self) -> None:
        values = (self._worded(row, amount) for row in ROWS for amount in (row.low, row.high))
        keep_width(self._way_name, map(_name, ROWS))
        keep_width(self._value, values)
        across = QHBoxLayout()
        across.setSpacing(GAP)
        across.addWidget(self._way_name)
        across.addWidget(self._slider, 1)
        across.addWidget(self._value)
        controls = QVBoxLayout(self._controls)
        controls.setContentsMargins(0, 0, 0, 0)
        controls.setSpacing(GAP)
        controls.addWidget(self._ways)
        controls.addLayout(across)
        self.add_control(self._controls)


def _bars() -> tuple[TopKBars, QWidget]:
    """Return bars as high as their rows, and what keeps them at its top."""
    result, holder = TopKBars(), QWidget()
    result.set_compact(compact=True)
    result.setFixedHeight(result.height_of(TOP))
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(result)
    layout.addStretch()
    return result, holder


def _name(row: Parameter) -> str:
    return wording.translate("parameters", row.label)


def _place(row: Parameter, amount: float) -> int:
    """Return where an amount is on the slider, in steps from the least."""
    return round((amount - row.low) / row.step)


def _amount(row: Parameter, place: int) -> float:
    # Steps of 0.1 add up to 0.30000000000000004.
    return round(row.low + place * row.step, 6)
