"""The lower part of Predict: how many pictures, filter, order, and the strip of them."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.views import wording
from desktop_app.views.theme import theme
from desktop_app.views.widgets.labels import label
from desktop_app.views.widgets.search_field import SearchField
from desktop_app.views.widgets.thumbnails import Thumbnails

ORDERS = (
    ("added", QT_TRANSLATE_NOOP("orders", "As added")),
    ("name", QT_TRANSLATE_NOOP("orders", "By file name")),
    ("class", QT_TRANSLATE_NOOP("orders", "By class")),
    ("probability", QT_TRANSLATE_NOOP("orders", "Surest first")),
    ("doubt", QT_TRANSLATE_NOOP("orders", "Least sure first")),
)
TYPING_MS = 150
SIDE = 172


class PictureListView(QWidget):
    """Passive: `arrangement_changed` follows a change of filter or order, once typing rests."""

    arrangement_changed = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._count = label(role="heading")
        self.search = SearchField(self.tr("Filter by class"))
        self.search.setToolTip(
            self.tr("Part of a class’s or a file’s name, or a probability such as > 90 %")
        )
        self.order = QComboBox()
        self.order.setAccessibleName(self.tr("Order of the pictures"))
        for key, text in ORDERS:
            self.order.addItem(wording.translate("orders", text), key)
        self.thumbnails = Thumbnails()
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self.arrangement_changed)
        self.search.field.textChanged.connect(self._on_typed)
        self.search.field.returnPressed.connect(self.thumbnails.setFocus)
        self.search.left.connect(self.thumbnails.setFocus)
        self.order.currentIndexChanged.connect(self._on_order_changed)
        self._lay_out()

    def show_count(self, shown: int, whole: int) -> None:
        """Say how many pictures there are and how many of them are shown."""
        if shown == whole:
            text = self.tr("%Ln picture(s)", "", whole)
        else:
            text = self.tr("{shown} of {whole} shown").format(
                shown=wording.number(shown), whole=wording.number(whole)
            )
        self._count.setText(text)

    def set_compact(self, *, compact: bool) -> None:
        """Take less height."""
        self.thumbnails.set_compact(compact=compact)

    def arrangement(self) -> tuple[str, str]:
        """Return what is looked for and the order."""
        return self.search.field.text(), self.order.currentData()

    def _on_typed(self) -> None:
        self._typing.start()

    def _on_order_changed(self) -> None:
        self.arrangement_changed.emit()

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(8)
        for part in (self._count, self.search, self.order):
            side.addWidget(part)
            part.setFixedWidth(theme.scaled(SIDE))
        side.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addLayout(side)
        layout.addWidget(self.thumbnails, 1, Qt.AlignmentFlag.AlignTop)
