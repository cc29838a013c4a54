"""Where weights are kept and where they come from, and what else is kept."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop_app.engine import places as standard
from desktop_app.views import measures
from desktop_app.views.kept_rows import KeptRows
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.form import Form, Pane
from desktop_app.views.widgets.labels import ElidedLabel, label

if TYPE_CHECKING:
    from desktop_app.engine.places import Places
    from desktop_app.views.widgets.form import Row

PUBLISHER = "https://download.pytorch.org/models"
HUB = "https://huggingface.co"


class AddressField(QLineEdit):
    """An address, or nothing for the publisher's.

    `given` carries another one that can be used; `judged` what is wrong with what was typed.
    """

    given = Signal(str)
    judged = Signal(str)

    def __init__(self, publisher: str) -> None:
        """Show the address of the `publisher` while there is no other."""
        super().__init__()
        self._address = ""
        self.setPlaceholderText(publisher)
        self.setAcceptDrops(False)
        self.editingFinished.connect(self._on_editing_finished)

    def show_address(self, address: str) -> None:
        """Show the address in force."""
        self._address = address
        self.setText(address)
        self.judged.emit("")

    def _on_editing_finished(self) -> None:
        typed = self.text().strip()
        url = QUrl(typed, QUrl.ParsingMode.StrictMode)
        if typed and (url.scheme() not in ("http", "https") or not url.host()):
            self.judged.emit(self.tr("An address begins with http:// or https://."))
            return
        self.judged.emit("")
        if typed != self._address:
            self._address = typed
            self.given.emit(typed)


class StoragePage(QWidget):
    """Passive: the signals say what a person wants changed, `kept` what is to be emptied."""

    folder_requested = Signal()
    standard_requested = Signal()
    mirror_changed = Signal(str)
    hub_mirror_changed = Signal(str)
    reveal_requested = Signal(str)

    def __init__(self) -> None:
        """Start without places."""
        super().__init__()
        self._usage = label(wraps=True)
        self._weights, self._hub, self._own = (_path() for _ in range(3))
        self._own_folder = ""
        self._choose = button(self.tr("Choose…"))
        self._standard = button(self.tr("Standard"))
        self._standard.setToolTip(self.tr("Go back to the folder that torch itself uses"))
        self._reveal = button(self.tr("Show"))
        self._reveal.setToolTip(self.tr("Show the folder in the file manager"))
        self._mirror, self._hub_mirror = AddressField(PUBLISHER), AddressField(HUB)
        self._choose.clicked.connect(self.folder_requested)
        self._standard.clicked.connect(self.standard_requested)
        self._reveal.clicked.connect(self._on_reveal_clicked)
        self._mirror.given.connect(self.mirror_changed)
        self._hub_mirror.given.connect(self.hub_mirror_changed)
        self._lay_out()

    def show_places(self, places: Places, used: int, files: int, free: int) -> None:
        """Show the places, with the bytes in use and free there and the number of files."""
        self._weights.setText(measures.isolated(str(places.weights)))
        self._hub.setText(measures.isolated(str(places.hub)))
        self._own.setText(measures.isolated(str(places.own)))
        self._own_folder = str(places.own)
        self._standard.setEnabled(places.weights != standard.torch_folder())
        self._mirror.show_address(places.mirror)
        self._hub_mirror.show_address(places.hub_mirror)
        text = self.tr("{used} in %Ln file(s), {free} free.", "", files)
        self._usage.setText(text.format(used=measures.size(used), free=measures.size(free)))

    def _on_reveal_clicked(self) -> None:
        self.reveal_requested.emit(self._own_folder)

    def _lay_out(self) -> None:
        form = Form()
        form.head(self.tr("Where they are kept"), self._usage)
        form.add(self.tr("torchvision’s weights"), self._weights, self._choose, self._standard)
        hub = form.add(self.tr("Hugging Face’s weights"), self._hub)
        hub.say(self.tr("The Hugging Face library decides where this is."))
        form.add(self.tr("Your own networks"), self._own, self._reveal)
        form.head(self.tr("Where they come from"))
        for field, name in (
            (self._mirror, self.tr("torchvision’s files")),
            (self._hub_mirror, self.tr("Hugging Face’s files")),
        ):
            field.judged.connect(partial(_judge, form.add(name, field)))
        self.kept = KeptRows(form)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(Pane(form))


def _judge(row: Row, wrong: str) -> None:
    row.say(wrong, wrong=bool(wrong))


def _path() -> ElidedLabel:
    return ElidedLabel("body", Qt.TextElideMode.ElideMiddle)
