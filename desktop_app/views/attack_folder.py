"""How often an attack works on all open pictures, by how much may change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.views import measures, wording
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.labels import label
from desktop_app.views.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.engine.attempts import Tally


class AttackFolder(QWidget):
    """Passive. `saved` and `left` follow the buttons."""

    saved = Signal()
    left = Signal()

    def __init__(self) -> None:
        """Start without tries."""
        super().__init__()
        self.lines = Lines(("second",), self._caption)
        self._title = label(role="title", wraps=True)
        self._sentence = label(role="body", wraps=True)
        self._counts = label(role="caption", wraps=True)
        self._radii: tuple[float, ...] = ()
        self._scale = 1.0
        self._back = button(self.tr("Back to one picture"), "arrow-left")
        self._save = button(self.tr("Save as CSV"), "save")
        self._back.clicked.connect(self.left)
        self._save.clicked.connect(self.saved)
        self._lay_out()

    def begin(self, title: str, name: str, radii: Sequence[float], scale: float) -> None:
        """Make room for a line called `name`; a radius is written `scale` times as large."""
        self._radii, self._scale = tuple(radii), scale
        self._title.setText(title)
        self.lines.clear()
        self.lines.set_names((name,))
        self.lines.set_ends(0, len(radii) - 1, dots=True)
        self.show_rates([], [])

    def show_rates(self, rates: Sequence[tuple[float, int, int]], failed: Sequence[Tally]) -> None:
        """Show for each radius how many tries of how many reached it, and what was left out."""
        # Each budget is twice the one before: at equal distances all can be read.
        points = [(self._radii.index(radius), done / count) for radius, done, count in rates]
        self.lines.show_points(0, points)
        told = [self._told(*rate) for rate in rates]
        self._counts.setText(" · ".join(told))
        left = {one.number: one for one in failed}
        text = self.tr("%Ln picture(s) left out: {names}", "", len(left)) if left else ""
        names = ", ".join(one.picture for one in left.values())
        self._sentence.setText(text.format(names=names))
        reasons = "\n".join(f"{one.picture}: {one.error}" for one in left.values())
        self._sentence.setToolTip(reasons)
        self._save.setEnabled(bool(rates))

    def texts(self) -> tuple[str, str, str]:
        """Return the title, the counts, and what is said of those left out."""
        return self._title.text(), self._counts.text(), self._sentence.text()

    def _told(self, radius: float, reached: int, count: int) -> str:
        text = self.tr("ε {radius}: {reached} of {count}")
        return text.format(
            radius=self._form(radius), reached=wording.number(reached), count=wording.number(count)
        )

    def _caption(self, place: float) -> str:
        return self._form(self._radii[round(place)]) if self._radii else ""

    def _form(self, radius: float) -> str:
        return measures.plain(radius * self._scale)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._back)
        head.addStretch()
        head.addWidget(self._save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(self._title)
        layout.addWidget(self.lines, 1)
        layout.addWidget(self._counts)
        layout.addWidget(self._sentence)
