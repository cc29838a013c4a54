"""What can be read of a run: its curves, what the network sees now, and what others see."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.engine.recipe import recipe
from desktop_app.views import measures, wording
from desktop_app.views.widgets.curve import Curve
from desktop_app.views.widgets.form import Pane
from desktop_app.views.widgets.judges import Judges
from desktop_app.views.widgets.labels import label
from desktop_app.views.widgets.top_k_bars import TopKBars

LEAST = 296
"""Width in points."""

SEEN = 5
"""Classes in the list of what is seen."""


class IdealReadings(QWidget):
    """Passive: two cards, which a narrow window shows one at a time."""

    def __init__(self) -> None:
        """Start without a run."""
        super().__init__()
        self.probability = Curve(
            self.tr("Probability"), "accent", _percent, (0.0, 1.0), captions=wording.percent
        )
        self.response = Curve(self.tr("Score"), "ok", _short)
        self.variation = Curve(self.tr("Variation"), "second", _short, steps=True)
        self.bars = TopKBars()
        self.judges = Judges()
        self._curves, self._others = QWidget(), QWidget()
        self._pane = Pane(self._curves, self._others)
        self._pane.setAccessibleName(self.tr("Readings"))
        self._pane.setProperty("scrolls", True)
        self._pane.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # what is far down has no focus itself
        self._lay_out()

    @property
    def curves(self) -> tuple[Curve, ...]:
        """All of them, from the top."""
        return self.probability, self.response, self.variation

    def show_part(self, part: int | None) -> None:
        """Show the curves (0), what is seen (1), or with None both."""
        self._curves.setVisible(part in (None, 0))
        self._others.setVisible(part in (None, 1))

    def minimumSizeHint(self) -> QSize:
        """Be as wide as both parts need, also while one is not shown."""
        widths = {one: one.minimumSizeHint().width() for one in (self._curves, self._others)}
        shown = max(width for one, width in widths.items() if not one.isHidden())
        missing = max(widths.values()) - shown
        least = self._pane.minimumSizeHint() + QSize(missing, 0)
        return least.expandedTo(QSize(LEAST, 0))

    def _fit_bars(self) -> None:
        """Give the bars the room of all their rows, so that nothing below moves when they come."""
        self.bars.setFixedHeight(self.bars.height_of(SEEN))

    def _lay_out(self) -> None:
        self.bars.set_compact(compact=True)
        self._fit_bars()
        curves = QVBoxLayout(self._curves)
        others = QVBoxLayout(self._others)
        for layout in (curves, others):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(8)
        for curve in self.curves:
            curve.set_total(recipe().steps)
            curves.addWidget(curve)
        others.addWidget(label(self.tr("Sees now"), "heading"))
        others.addWidget(self.bars)
        others.addWidget(self.judges)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pane)


def _short(value: float) -> str:
    return measures.plain(float(f"{value:.3g}"))


def _percent(value: float) -> str:
    return wording.percent(value, 1)
