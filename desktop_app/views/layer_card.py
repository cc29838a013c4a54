"""Which layer: the tree to choose it from, and the figures of what it gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.views import measures, wording
from desktop_app.views.widgets.histogram import Histogram
from desktop_app.views.widgets.labels import label
from desktop_app.views.widgets.layer_tree import LayerTree

if TYPE_CHECKING:
    from desktop_app.engine.seen import Sheet

NAMED = 6
"""As many silent maps as are named one by one."""

LEAST_WIDTH = 236


class LayerCard(QFrame):
    """Passive; the tree's signals are its own."""

    def __init__(self) -> None:
        """Start without layers."""
        super().__init__()
        self.setObjectName("card")
        self.tree = LayerTree(brief=True)
        self.histogram = Histogram()
        self._figures: dict[str, QLabel] = {}
        self._facts = self._make_facts()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(12)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self._facts)
        self.setMinimumWidth(LEAST_WIDTH)
        self.clear()

    def show_figures(self, sheet: Sheet) -> None:
        """Show what a layer's maps hold."""
        self.histogram.show_counts(sheet.counts, sheet.low, sheet.high)
        said = {
            "shape": measures.extent(sheet.shape),
            "range": " … ".join(map(measures.plain, (sheet.low, sheet.high))),
            "mean": measures.plain(sheet.mean),
            "zeros": wording.percent(sheet.silent),
            "dead": self._dead(sheet),
        }
        for key, text in said.items():
            self._figures[key].setText(text)
        named = ", ".join(wording.number(unit) for unit in sorted(sheet.dead))
        self._figures["dead"].setToolTip(named)

    def clear(self) -> None:
        """Show no figures."""
        self.histogram.clear()
        for value in self._figures.values():
            value.clear()
            value.setToolTip("")

    def set_low(self, *, low: bool) -> None:
        """Leave all the room to the tree where there is little height."""
        self._facts.setVisible(not low)

    def texts(self) -> dict[str, str]:
        """Return the figures as they are written."""
        return {key: value.text() for key, value in self._figures.items()}

    def _dead(self, sheet: Sheet) -> str:
        count = len(sheet.dead)
        text = self.tr("{count} of {all}").format(
            count=wording.number(count), all=wording.number(sheet.shape[0])
        )
        if 0 < count <= NAMED:
            text += f": {', '.join(wording.number(unit) for unit in sorted(sheet.dead))}"
        return text

    def _make_facts(self) -> QWidget:
        result = QWidget()
        names = {
            "shape": self.tr("Shape"),
            "range": self.tr("From … to"),
            "mean": self.tr("Mean"),
            "zeros": self.tr("Zeros"),
            "dead": self.tr("Silent maps"),
        }
        grid = QGridLayout()
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (key, name) in enumerate(names.items()):
            value = label(role="heading", wraps=key == "dead", trails=True)
            self._figures[key] = value
            grid.addWidget(label(name), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
        layout = QVBoxLayout(result)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(label(self.tr("This layer"), "heading"))
        layout.addWidget(self.histogram)
        layout.addLayout(grid)
        return result
