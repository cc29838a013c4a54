"""The nine strongest patches of a map over all open pictures, as in ZF Net's famous figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.labels import label
from desktop_app.views.widgets.message import Message
from desktop_app.views.widgets.page_head import PageHead
from desktop_app.views.widgets.patch_grid import PatchGrid

if TYPE_CHECKING:
    from desktop_app.engine.seen import Patches


class PatchPage(QWidget):
    """Passive. `search_requested` follows a click on the button that looks through all pictures."""

    search_requested = Signal()

    def __init__(self) -> None:
        """Start without patches."""
        super().__init__()
        self.head = PageHead()
        self.grid = PatchGrid()
        self.message = Message(stacked=True)
        self._sentence = label(role="body", wraps=True)
        self.search = button(self.tr("Find the strongest patches"), "search", "primary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.head)
        layout.addWidget(self.grid)
        layout.addWidget(self._sentence)
        layout.addWidget(self.message)
        layout.addWidget(self.search)
        layout.addStretch()
        self.search.clicked.connect(self.search_requested)

    def show_title(self, title: str) -> None:
        """Name the map."""
        self.head.show_title(title)

    def show_offer(self, sentence: str, *, possible: bool) -> None:
        """Offer to look through the pictures; the sentence says through how many, or why not."""
        self.head.allow(on=False)
        self._sentence.setText(sentence)
        self.search.setVisible(possible)
        if self.grid.hasFocus():
            self.search.setFocus()
        self.grid.clear()
        self.grid.hide()

    def show_busy(self, sentence: str) -> None:
        """Say what is being done; patches that are there stay, faded, else their empty places."""
        self._sentence.setText(sentence)
        self.grid.show()
        self.grid.show_waiting()
        if self.search.hasFocus():
            self.grid.setFocus()
        self.search.hide()

    def show_patches(self, patches: Patches, sentence: str, *, again: bool) -> None:
        """Show what was found, and where; offer to look `again` if the pictures are others now."""
        self.grid.show()
        self.grid.show_patches(patches)
        self.head.allow(on=bool(patches.patches))
        self._sentence.setText(sentence)
        self.search.setVisible(again)

    def texts(self) -> str:
        """Return the sentence."""
        return self._sentence.text()
