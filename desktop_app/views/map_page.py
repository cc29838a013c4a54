"""One map: what its unit sees of the picture, the map itself, and the way back to pixels."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.engine.seen import DECONVNET, GRADIENT, GUIDED, OCCLUSION
from desktop_app.views import wording
from desktop_app.views.widgets.fitting_combo import FittingCombo
from desktop_app.views.widgets.labels import label
from desktop_app.views.widgets.map_picture import MapPicture
from desktop_app.views.widgets.message import Message
from desktop_app.views.widgets.opacity import Opacity
from desktop_app.views.widgets.page_head import PageHead
from desktop_app.views.widgets.spread import Spread

METHODS = {
    DECONVNET: QT_TRANSLATE_NOOP("features", "Deconvnet"),
    GUIDED: QT_TRANSLATE_NOOP("features", "Guided backprop"),
    GRADIENT: QT_TRANSLATE_NOOP("features", "Gradient"),
    OCCLUSION: QT_TRANSLATE_NOOP("features", "Occlusion"),
}
MEANINGS = {
    DECONVNET: QT_TRANSLATE_NOOP(
        "features", "ZF Net’s way: the network backwards, and only what is positive passes."
    ),
    GUIDED: QT_TRANSLATE_NOOP(
        "features", "Only what is positive passes, and only where the unit was active."
    ),
    GRADIENT: QT_TRANSLATE_NOOP("features", "How each pixel would change the unit. It is noisy."),
    OCCLUSION: QT_TRANSLATE_NOOP(
        "features", "How far it falls when a grey square hides this part of the picture."
    ),
}
OVER = 0.5


class MapPage(QWidget):
    """Passive. `asked` follows another choice of how to project."""

    asked = Signal()

    def __init__(self) -> None:
        """Start without a map."""
        super().__init__()
        self.head = PageHead()
        self.picture, self.map, self.projection = MapPicture(), MapPicture(), MapPicture()
        self.message = Message(stacked=True)
        self._method = FittingCombo(self.tr("Project with"))
        for key, text in METHODS.items():
            self._method.addItem(wording.translate("features", text), key)
        self._meaning = label(role="caption", wraps=True)
        self._extent = FittingCombo(self.tr("What is projected"))
        for text, whole in ((self.tr("The whole map"), True), (self.tr("Strongest unit"), False)):
            self._extent.addItem(text, whole)
        self.over = Opacity(self.tr("Map over picture"), OVER)
        self._lay_out()
        self.over.changed.connect(self.picture.set_opacity)
        self._method.currentIndexChanged.connect(self._on_method_changed)
        self._extent.currentIndexChanged.connect(self.asked)
        self._describe()
        self.show_empty("")

    @property
    def method(self) -> str:
        """The way back that is chosen, one of `PROJECTIONS`."""
        return str(self._method.currentData())

    @property
    def whole(self) -> bool:
        """Whether the whole map is projected, not its strongest unit alone."""
        return bool(self._extent.currentData())

    def choose_method(self, method: str) -> None:
        """Choose a way back as a person would."""
        self._method.setCurrentIndex(self._method.findData(method))

    def prefer(self, method: str) -> None:
        """Have a way back chosen without asking for anything."""
        self._method.blockSignals(True)
        self.choose_method(method)
        self._method.blockSignals(False)
        self._describe()

    def show_empty(self, why: str) -> None:
        """Show no map, and why."""
        self.head.show_title(self.tr("One map"))
        self.head.allow(on=False)
        names = self.tr("The picture"), self.tr("The map"), self.tr("Back to pixels")
        for part, name in zip((self.picture, self.map, self.projection), names, strict=True):
            part.clear(why)
            part.set_texts(name, "")
        self.message.hide()

    def show_remark(self, remark: str, better: str = "") -> None:
        """Say something about the projection, or nothing; offer the method `better` if it is."""
        if not remark:
            self.message.hide()
            return
        if not better:
            self.message.show_message("info", remark)
            return
        name = wording.translate("features", METHODS[better])
        use = self.tr("Use {method}").format(method=name)
        self.message.show_message("info", remark, "", use, partial(self.choose_method, better))

    def _on_method_changed(self) -> None:
        self._describe()
        self.asked.emit()

    def _describe(self) -> None:
        self._meaning.setText(wording.translate("features", MEANINGS[self.method]))

    def _lay_out(self) -> None:
        choice = self._make_choice()
        pictures: dict[QWidget, tuple[int, int]] = {self.picture: (0, 0), self.map: (0, 1)}
        spread = Spread(
            {**pictures, self.projection: (1, 0), choice: (1, 1)},
            {**pictures, self.projection: (0, 2), choice: (1, 0, 1, 3)},
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.head)
        layout.addWidget(self.message)
        layout.addWidget(spread)
        layout.addWidget(self.over)
        layout.addStretch()

    def _make_choice(self) -> QWidget:
        first: dict[QWidget, tuple[int, int]] = {self._method: (0, 0)}
        fields = Spread({**first, self._extent: (1, 0)}, {**first, self._extent: (0, 1)}, spacing=8)
        result = QWidget()
        layout = QVBoxLayout(result)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(label(self.tr("Project with"), "heading"))
        layout.addWidget(fields)
        layout.addWidget(self._meaning)
        layout.addStretch()
        return result
