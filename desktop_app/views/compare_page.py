"""Two pictures or two networks: one map of each side by side, and what is different."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.views.widgets.buttons import Segments, button
from desktop_app.views.widgets.labels import label
from desktop_app.views.widgets.long_combo import LongCombo
from desktop_app.views.widgets.map_picture import MapPicture
from desktop_app.views.widgets.message import Message
from desktop_app.views.widgets.page_head import PageHead
from desktop_app.views.widgets.spread import Spread

if TYPE_CHECKING:
    from collections.abc import Sequence

PICTURE, NETWORK = 0, 1


class ComparePage(QWidget):
    """Passive. `picked` carries what is to be compared with; `ended` is a wish to stop."""

    picked = Signal(str)
    kind_changed = Signal()
    ended = Signal()

    def __init__(self) -> None:
        """Start without a comparison."""
        super().__init__()
        self.head = PageHead()
        self.kind = Segments((self.tr("Another picture"), self.tr("Another network")))
        self.kind.setAccessibleName(self.tr("What is compared"))
        self.other = LongCombo()
        self.other.setAccessibleName(self.tr("Compare with"))
        self.first, self.second, self.change = MapPicture(), MapPicture(), MapPicture()
        self.photo = MapPicture()
        self.message = Message(stacked=True)
        self._sentence = label(role="body", wraps=True)
        self.end = button(self.tr("Stop comparing"), "x")
        self._lay_out()
        self.kind.chosen.connect(self.kind_changed)
        self.other.picked.connect(self.picked)
        self.other.currentTextChanged.connect(self.other.setToolTip)  # it may be too long for it
        self.end.clicked.connect(self.ended)
        self.show_empty(self.tr("Choose what to compare with."))

    def offer(self, entries: Sequence[tuple[str, str]], current: str) -> None:
        """Offer names with their titles; `current` is the one in use, "" for none."""
        self.other.fill([("", self.tr("Nothing")), *entries])
        place = max(0, self.other.findData(current))
        self.other.setCurrentIndex(place)

    def show_empty(self, why: str) -> None:
        """Show no comparison, and why."""
        self.head.show_title(self.tr("Compare"))
        self.head.allow(on=False)
        for part in self._pictures():
            part.clear()
            part.hide()
        self.say(why)
        if self.end.hasFocus():
            self.other.setFocus()
        self.end.hide()
        self.message.hide()

    def show_pictures(self, *, with_change: bool) -> None:
        """Make room for a comparison."""
        for part in self._pictures():
            part.show()
        self.change.setVisible(with_change)
        self.end.show()
        self.head.allow(on=with_change)  # it is the change that is copied and saved

    def say(self, sentence: str) -> None:
        """Say what is compared, or why nothing is."""
        self._sentence.setText(sentence)

    def texts(self) -> str:
        """Return the sentence."""
        return self._sentence.text()

    def _pictures(self) -> tuple[MapPicture, ...]:
        return self.first, self.second, self.change, self.photo

    def _lay_out(self) -> None:
        pictures = list(enumerate(self._pictures()))
        spread = Spread(
            {part: divmod(place, 2) for place, part in pictures},
            {part: (0, place) for place, part in pictures},
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.head)
        layout.addWidget(self.kind)
        layout.addWidget(self.other)
        layout.addWidget(self._sentence)
        layout.addWidget(spread)
        layout.addWidget(self.message)
        layout.addWidget(self.end)
        layout.addStretch()
