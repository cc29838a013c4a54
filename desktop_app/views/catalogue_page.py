"""The catalogue: controls, the table in its card, and a line below for what is not in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.engine import families
from desktop_app.views import wording
from desktop_app.views.catalogue_bar import CatalogueBar
from desktop_app.views.catalogue_list import CatalogueList
from desktop_app.views.catalogue_model import Wanted
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.labels import ElidedLabel, label
from desktop_app.views.widgets.message import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.engine.catalogue import Shelf

TIMM = "timm:"
UNBOUNDED = 16_777_215
"""Qt's own greatest height."""

INSET = 2


class CataloguePage(QWidget):
    """Passive. `timm_requested` carries what was looked for, without "timm:" before it."""

    timm_requested = Signal(str)
    storage_requested = Signal()
    about_requested = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.bar = CatalogueBar()
        self.list = CatalogueList()
        self.message = Message()
        self.about = button(self.tr("About it"), "info", "quiet")
        self.kept = button(self.tr("Where they are kept"), kind="quiet")
        self.more = button()
        self._reading = False
        self._offers_timm = False
        self._said = ElidedLabel("body")
        self._line = QWidget()
        self._lay_out()
        self._connect()
        self._look()

    def show_shelves(self, shelves: Sequence[Shelf]) -> None:
        """Show these networks in place of the present ones."""
        self.list.rows.set_shelves(shelves)
        there = {shelf.entry.family for shelf in shelves}
        known = (*families.FAMILIES, families.TIMM, families.OWN)
        self.bar.set_families([one.key for one in known if one.key in there])
        self._look()

    def show_reading(self, reading: bool) -> None:
        """Say that more networks are on their way, or that all have come."""
        self._reading = reading
        self._show_line()

    def comfortable_width(self) -> int:
        """Return the width at which hardly anything of the table folds away."""
        return self.list.comfortable_width() + 2 * INSET

    def choose(self, name: str) -> None:
        """Choose a network; filters that hide it are lifted."""
        place = self.list.rows.place(name)
        if place.isValid() and not self.list.shown.mapFromSource(place).isValid():
            self.bar.show_all(keeping_text=False)
            self._look()
        self.list.choose(name)

    def texts(self) -> tuple[str, str]:
        """Return what the line below the table says and what its button does; "" if hidden."""
        if self._line.isHidden():
            return "", ""
        return self._said.text(), "" if self.more.isHidden() else self.more.text()

    def _look(self) -> None:
        self.list.shown.look_for(self.bar.wanted())
        self._show_line()

    def _show_line(self) -> None:
        said, offer, self._offers_timm = self._words()
        self._said.setText(said)
        self.more.setText(offer)
        self.more.setVisible(bool(offer))
        self._line.setVisible(bool(said or offer))
        # The line stands right below the last row.
        self.list.setMaximumHeight(self.list.height_of_all() if said or offer else UNBOUNDED)

    def _words(self) -> tuple[str, str, bool]:
        """Return what to say, what to offer, and whether that is to look among timm's."""
        text, nothing = self._sought(), not self.list.shown.rowCount()
        name = wording.shortened(text)
        if text and nothing and not self._reading:
            said = self.tr("No network called ‘{name}’ here.").format(name=name)
            if hidden := self._count_hidden():
                return said, self.tr("Show %Ln among all networks", "", hidden), False
            return said, self.tr("Search timm for it"), True
        if text and self.bar.wanted().text.strip().startswith(TIMM):
            return "", self.tr("Search timm for ‘{name}’").format(name=name), True
        if self._reading:
            return self.tr("Reading the catalogue…"), "", False
        if nothing and self.list.rows.shelves:
            return self.tr("No network is like this."), self.tr("Show all"), False
        return "", "", False

    def _sought(self) -> str:
        return self.bar.wanted().text.strip().removeprefix(TIMM).strip()

    def _count_hidden(self) -> int:
        """Count the networks of that name, whatever the other filters are."""
        anywhere = Wanted(self.bar.wanted().text)
        return sum(anywhere.fits(shelf) for shelf in self.list.rows.shelves)

    def _connect(self) -> None:
        self.bar.changed.connect(self._look)
        self.bar.search.left.connect(self.list.setFocus)
        self.bar.search.field.returnPressed.connect(self._on_search_entered)
        self.more.clicked.connect(self._on_more_clicked)
        self.kept.clicked.connect(self.storage_requested)
        self.about.clicked.connect(self.about_requested)

    def _on_search_entered(self) -> None:
        """Go to the rows, or do what is offered in their place."""
        self._look()
        if self.list.shown.rowCount():
            self.list.setFocus()
            if not self.list.currentIndex().isValid():
                self.list.selectRow(0)
        elif not self.more.isHidden():
            self._on_more_clicked()

    def _on_more_clicked(self) -> None:
        if self._offers_timm:
            self.timm_requested.emit(self._sought())
        else:
            self.bar.show_all(keeping_text=bool(self._sought()))
            self._look()

    def _lay_out(self) -> None:
        line = QHBoxLayout(self._line)
        line.setContentsMargins(10, 6, 10, 6)
        line.addWidget(self._said)
        line.addWidget(self.more)
        line.addStretch(1)
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(INSET, INSET, INSET, 6)
        inside.setSpacing(0)
        inside.addWidget(self.list, 1)
        inside.addWidget(self._line)
        inside.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.bar)
        layout.addWidget(self.message)
        layout.addWidget(card, 1)
        layout.addLayout(self._footer())

    def _footer(self) -> QHBoxLayout:
        said = self.tr(
            "Weights come from their publishers and are shared with other programs on this "
            "computer. Nothing is fetched without a click."
        )
        result = QHBoxLayout()
        result.setSpacing(8)
        result.addWidget(label(said, "fine", wraps=True), 1)
        result.addWidget(self.about)
        result.addWidget(self.kept)
        return result
