"""One map: what its unit sees of the picture, the map itself, and the way back to pixels."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.engine.seen import DECONVNET, GRADIENT, GUIDED, OCCLUSION
from desktop_app.views import wording
from desktop_app.views.widgets.form import combo
from desktop_app.views.widgets.labels import label
from desktop_app.views.widgets.map_picture import MapPicture
from desktop_app.views.widgets.message import Message
from desktop_app.views.widgets.opacity import Opacity
from desktop_app.views.widgets.page_head import PageHead

METHODS = {
    DECONVNET: QT_TRANSLATE_NOOP("features", "Deconvnet"),
    GUIDED: QT_TRANSLATE_NOOP("features", "Guided backpropagation"),
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
        "features", "How far the map’s peak falls when a grey square hides this part."
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
        self._method = combo()
        for key, text in METHODS.items():
            self._method.addItem(wording.translate("features", text), key)
        self._method.setAccessibleName(self.tr("Project with"))
        self._meaning = label(role="caption", wraps=True)
        self._extent = combo()
        for text, whole in ((self.tr("The whole map"), True), (self.tr("Strongest unit"), False)):
            self._extent.addItem(text, whole)
        self._extent.setAccessibleName(self.tr("What is projected"))
        self.over = Opacity(self.tr("Map over picture"), OVER)
        self._lay_out()
        self.over.changed.connect(self.picture.set_opacity)
        self._method.currentIndexChanged.connect(self._on_method_changed)
        self._extent.currentIndexChanged.connect(self.asked)
        self._describe()

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

    def show_empty(self, why: str) -> None:
        """Show no map, and why."""
        self.head.show_title(self.tr("One map"))
        self.head.allow(on=False)
        for part in (self.picture, self.map, self.projection):
            part.clear(why)
            part.set_texts("", "")
        self.message.hide()

    def show_remark(self, remark: str) -> None:
        """Say something about the projection, or nothing."""
        if remark:
            self.message.show_message("info", remark)
        else:
            self.message.hide()

    def _on_method_changed(self) -> None:
        self._describe()
        self.asked.emit()

    def _describe(self) -> None:
        self._meaning.setText(wording.translate("features", MEANINGS[self.method]))
        self._extent.setEnabled(self.method != OCCLUSION)

    def _lay_out(self) -> None:
        choice = QVBoxLayout()
        choice.setSpacing(8)
        choice.addWidget(label(self.tr("Project with"), "heading"))
        for field in (self._method, self._extent):
            # The longest entry is not to make this column wider than the pictures'.
            field.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            field.setMinimumContentsLength(8)
            choice.addWidget(field)
        choice.addWidget(self._meaning)
        choice.addStretch()
        grid = QGridLayout()
        grid.setSpacing(12)
        grid.addWidget(self.picture, 0, 0)
        grid.addWidget(self.map, 0, 1)
        grid.addWidget(self.projection, 1, 0)
        grid.addLayout(choice, 1, 1)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.head)
        layout.addLayout(grid)
        layout.addWidget(self.message)
        layout.addWidget(self.over)
        layout.addStretch()
