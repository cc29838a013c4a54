"""What stands above the table: the search field, what is shown, and where more comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.engine import families
from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.views import wording
from desktop_app.views.catalogue_model import ALL, LESSONS, Wanted
from desktop_app.views.widgets.buttons import Segments, button
from desktop_app.views.widgets.search_field import SearchField

if TYPE_CHECKING:
    from collections.abc import Sequence

MB = 1_000_000
SIZES = (
    (QT_TRANSLATE_NOOP("catalogue", "Any size"), (-1, float("inf"))),
    (QT_TRANSLATE_NOOP("catalogue", "Up to 50 MB"), (-1, 50 * MB)),
    (QT_TRANSLATE_NOOP("catalogue", "Up to 200 MB"), (-1, 200 * MB)),
    (QT_TRANSLATE_NOOP("catalogue", "Larger"), (200 * MB, float("inf"))),
)
"""What can be chosen of sizes of weights files, with bounds in bytes."""

TYPING_MS = 120


class CatalogueBar(QWidget):
    """Passive; `changed` follows a change of what is wanted, once typing rests."""

    changed = Signal()
    import_requested = Signal()
    pack_requested = Signal()

    def __init__(self) -> None:
        """Start with the networks of the lessons."""
        super().__init__()
        self.search = SearchField(self.tr("Find a network, or a timm name"))
        self.segments = Segments((self.tr("All"), self.tr("Lessons"), self.tr("Ready now")))
        self.segments.setAccessibleName(self.tr("Which networks are shown"))
        self.family = QComboBox()
        self.family.setAccessibleName(self.tr("Family"))
        self.sizes = QComboBox()
        self.sizes.setAccessibleName(self.tr("Size of the weights"))
        for text, bounds in SIZES:
            self.sizes.addItem(wording.translate("catalogue", text), bounds)
        texts = self.tr("Import weights…"), self.tr("Pack…")
        self.bring = _source(texts[0], "folder-open")
        self.pack = _source(texts[1], "package")
        self._sources = dict(zip((self.bring, self.pack), texts, strict=True))
        self._compact: bool | None = None
        self._rows = QHBoxLayout(), QHBoxLayout()
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self.segments.choose(LESSONS)
        self.set_families([])
        self._lay_out()
        self._connect()

    def wanted(self) -> Wanted:
        """Return what is to be shown."""
        return Wanted(
            text=self.search.field.text(),
            segment=self.segments.current,
            family=self.family.currentData() or "",
            sizes=self.sizes.currentData(),
        )

    def set_families(self, keys: list[str]) -> None:
        """Offer these families, and keep the chosen one if it is among them."""
        before = self.family.currentData()
        self.family.blockSignals(True)
        self.family.clear()
        self.family.addItem(self.tr("All families"), "")
        for key in keys:
            self.family.addItem(wording.translate("families", families.family(key).title), key)
        self.family.setCurrentIndex(max(0, self.family.findData(before)))
        self.family.blockSignals(False)

    def show_all(self, *, keeping_text: bool) -> None:
        """Take the filters away; what is looked for only if not `keeping_text`."""
        if not keeping_text:
            self.search.field.clear()
        self.family.setCurrentIndex(0)
        self.sizes.setCurrentIndex(0)
        self.segments.choose(ALL)

    def set_compact(self, *, compact: bool) -> None:
        """Take one line instead of two, with icons alone on the buttons."""
        if compact == self._compact:
            return
        self._compact = compact
        for control, text in self._sources.items():
            control.setProperty("kind", "icon" if compact else "")
            control.setText("" if compact else text)
            control.style().polish(control)
        filters = self.segments, self.family, self.sizes
        sources = self._sources
        first = (self.search, *filters, *sources) if compact else (self.search, *sources)
        second = () if compact else (self.segments, None, self.family, self.sizes)
        for row, parts in zip(self._rows, (first, second), strict=True):
            row.setSpacing(6 if compact else 8)
            _fill(row, parts)

    def _connect(self) -> None:
        self._typing.timeout.connect(self.changed)
        self.search.field.textChanged.connect(self._on_typed)
        self.segments.chosen.connect(self._on_chosen)
        self.family.currentIndexChanged.connect(self._on_chosen)
        self.sizes.currentIndexChanged.connect(self._on_chosen)
        self.bring.clicked.connect(self.import_requested)
        self.pack.clicked.connect(self.pack_requested)

    def _on_typed(self) -> None:
        self._typing.start()

    def _on_chosen(self) -> None:
        self.changed.emit()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for row in self._rows:
            layout.addLayout(row)
        self.set_compact(compact=False)


def _source(text: str, icon: str) -> QPushButton:
    result = button(text, icon)
    result.setAccessibleName(text.rstrip("…"))
    result.setToolTip(result.accessibleName())
    return result


def _fill(row: QHBoxLayout, parts: Sequence[QWidget | None]) -> None:
    """Put `parts` into a row, None being where it stretches; the search field grows too."""
    while row.takeAt(0):
        pass
    for part in parts:
        if part is None:
            row.addStretch(1)
        else:
            row.addWidget(part, int(isinstance(part, SearchField)))
