"""The map of pictures: what the network took for alike before the training, and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.views.widgets.buttons import Segments
from desktop_app.views.widgets.labels import label
from desktop_app.views.widgets.picture_map import PictureMap

if TYPE_CHECKING:
    from collections.abc import Sequence

BEFORE, AFTER = range(2)
PCA, UMAP = range(2)


class PlanePage(QWidget):
    """Passive. `asked` follows another choice; `chosen` carries the number of a picture."""

    asked = Signal()
    chosen = Signal(int)

    def __init__(self) -> None:
        """Start without pictures."""
        super().__init__()
        self.map = PictureMap()
        self.sides = Segments((self.tr("Before"), self.tr("After")))
        self.methods = Segments(("PCA", "UMAP"))
        self.sides.setAccessibleName(self.tr("Before or after the training"))
        self.methods.setAccessibleName(self.tr("How places are found"))
        self._sentence = label(role="caption", wraps=True)
        self.sides.chosen.connect(self._on_chosen)
        self.methods.chosen.connect(self._on_chosen)
        self.map.chosen.connect(self.chosen)
        self._lay_out()
        self.methods.hide()

    def offer_methods(self, *, several: bool) -> None:
        """Offer a choice of methods where there is one."""
        self.methods.setVisible(several)

    def show_places(
        self,
        places: Sequence[tuple[float, float]],
        classes: Sequence[int],
        names: Sequence[str],
        sentence: str,
    ) -> None:
        """Show pictures at their places, and what they were placed by."""
        self._sentence.setText(sentence)
        self.map.show_points(places, classes, names)

    def texts(self) -> str:
        """Return the sentence."""
        return self._sentence.text()

    def _on_chosen(self, number: int) -> None:
        del number
        self.asked.emit()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.sides)
        head.addWidget(self.methods)
        head.addWidget(self._sentence, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.map, 1)
