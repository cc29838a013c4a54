"""The Backbone tab: the catalogue of networks, and the story of the chosen one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.views.backbone_card import LEAST, BackboneCard
from desktop_app.views.catalogue_page import UNBOUNDED, CataloguePage
from desktop_app.views.catalogue_row import CANCEL, DOWNLOAD, LOAD, Progress
from desktop_app.views.theme import theme
from desktop_app.views.widgets.sub_pages import SubPages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from desktop_app.engine.catalogue import Shelf

ICON, TITLE = "bone", QT_TRANSLATE_NOOP("tabs", "Backbone")
CARD = 392
MARGIN = 16
LOW = 520
"""Height below which the catalogue's controls take one line."""


class BackboneTab(QWidget):
    """Passive. Signals carry the name of a network, but `timm_requested` what was looked for.

    `chosen` follows a choice in the table or in the plot. `compare_requested` carries "" when
    comparing is to end. `back` follows when a person leaves a page that `show_page` showed.
    """

    chosen = Signal(str)
    load_requested = Signal(str)
    download_requested = Signal(str)
    cancel_requested = Signal(str)
    untrained_requested = Signal(str)
    inside_requested = Signal(str)
    compare_requested = Signal(str)
    delete_requested = Signal(str)
    import_requested = Signal()
    pack_requested = Signal()
    storage_requested = Signal()
    timm_requested = Signal(str)
    back = Signal()

    def __init__(self) -> None:
        """Start with an empty catalogue."""
        super().__init__()
        self.setObjectName("page")
        self.catalogue = CataloguePage()
        self.card = BackboneCard()
        self._problem = ""
        self.pages = SubPages(self.catalogue)
        self._folded = True
        self._columns = QHBoxLayout(self)
        self.pages.keep(self.card)
        # Not a splitter: the card has one good width, and Qt's is a pixel off from right to left.
        self._columns.setContentsMargins(MARGIN, 12, MARGIN, 12)
        self._columns.setSpacing(MARGIN)
        self._columns.addWidget(self.pages, 1)
        self._connect()

    def show_shelves(self, shelves: Sequence[Shelf]) -> None:
        """Show these networks in place of the present ones; the choice stays."""
        self.catalogue.show_shelves(shelves)
        self._tell()

    def show_reading(self, reading: bool) -> None:
        """Say that more networks are on their way, or that all have come."""
        self.catalogue.show_reading(reading)

    def show_in_use(self, name: str, other: str) -> None:
        """Mark the network in use and the one compared with it, "" for none."""
        self.catalogue.list.rows.set_in_use(name, other)
        if not self.catalogue.list.chosen_name:
            self.select(name)
        self._tell()

    def show_progress(self, name: str, done: int, total: int, detail: str) -> None:
        """Show how much of a download has come, in bytes; a `total` of 0 is unknown."""
        self.catalogue.list.rows.set_progress(name, Progress(done, total, detail))
        self._tell(problem_is_over=name == self._problem)

    def clear_progress(self, name: str) -> None:
        """Show that a network is no longer being downloaded."""
        self.catalogue.list.rows.set_progress(name, None)
        self._tell()

    def show_problem(self, name: str, what: str, why: str) -> None:
        """Say what went wrong with a network, until another is chosen or a download goes on.

        Where the card is folded away it is said above the table.
        """
        self._tell(problem_is_over=True)
        in_sight = not self._folded or self.pages.shows(self.card)
        message = self.card.message if in_sight else self.catalogue.message
        self._problem = name
        elsewhere = bool(name) and name != self.catalogue.list.chosen_name
        action = self.tr("Show it") if elsewhere else ""
        message.show_message("error", what, why, action, partial(self.select, name))

    def select(self, name: str) -> None:
        """Choose a network and bring it into sight, whatever the filters are."""
        self.catalogue.choose(name)

    def hold(self, page: QWidget) -> None:
        """Take in a page that `show_page` will show."""
        self.pages.keep(page)

    def show_page(self, page: QWidget, title: str) -> None:
        """Show `page` in place of the table, with a way back; it is kept for the next time."""
        self.pages.show_page(page, title)

    def show_catalogue(self) -> None:
        """Show the table again."""
        self.pages.go_home()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave a page with Esc."""
        if event.key() == Qt.Key.Key_Escape and not self.pages.is_home:
            self.pages.go_back()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the card away where there is no room for it, and take less height if low."""
        super().resizeEvent(event)
        self.catalogue.bar.set_compact(compact=self.height() < LOW)
        self._fold()

    def _fold(self) -> None:
        """Keep the card beside the table where both fit, else behind the table."""
        needed = self.catalogue.comfortable_width() + theme.scaled(CARD) + 3 * MARGIN
        folded = self.width() < needed
        if folded == self._folded:
            return
        self._folded = folded
        self.catalogue.about.setVisible(folded)
        if folded:
            self.card.setMinimumWidth(LEAST)
            self.card.setMaximumWidth(UNBOUNDED)
            self.pages.keep(self.card)
            return
        if self.pages.shows(self.card):
            self.show_catalogue()
        self.card.setFixedWidth(theme.scaled(CARD))
        self._columns.addWidget(self.card)
        self.card.show()

    def _tell(self, *, problem_is_over: bool = False) -> None:
        listed = self.catalogue.list
        if problem_is_over:
            self.card.message.hide()
            self.catalogue.message.hide()
        self.card.show_row(listed.rows.row(listed.chosen_name))
        self._fold()

    def _on_chosen(self, name: str) -> None:
        self._tell(problem_is_over=True)
        self.chosen.emit(name)

    def _on_acted(self, name: str, action: str) -> None:
        wishes = {
            LOAD: self.load_requested,
            DOWNLOAD: self.download_requested,
            CANCEL: self.cancel_requested,
        }
        wishes[action].emit(name)

    def _on_about_requested(self) -> None:
        self.show_page(self.card, "")

    def _on_pages_left(self) -> None:
        self.catalogue.list.setFocus()
        self.back.emit()

    def _connect(self) -> None:
        page, buttons = self.catalogue, self.card.buttons
        page.list.chosen.connect(self._on_chosen)
        page.list.acted.connect(self._on_acted)
        page.timm_requested.connect(self.timm_requested)
        page.storage_requested.connect(self.storage_requested)
        page.about_requested.connect(self._on_about_requested)
        page.bar.import_requested.connect(self.import_requested)
        page.bar.pack_requested.connect(self.pack_requested)
        self.pages.left.connect(self._on_pages_left)
        self.card.dot_chosen.connect(self.select)
        buttons.acted.connect(self._on_acted)
        buttons.inside_requested.connect(self.inside_requested)
        buttons.compare_requested.connect(self.compare_requested)
        buttons.untrained_requested.connect(self.untrained_requested)
        buttons.delete_requested.connect(self.delete_requested)
