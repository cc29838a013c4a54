"""Why this class: which parts of the picture speak for it, and whether that can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.engine.seen import GRADCAM, GRADIENT_INPUT, OCCLUSION
from desktop_app.views import ramps, wording
from desktop_app.views.theme import theme
from desktop_app.views.widgets.colour_bar import ColourBar
from desktop_app.views.widgets.fitting_combo import FittingCombo
from desktop_app.views.widgets.labels import label
from desktop_app.views.widgets.map_picture import MapPicture
from desktop_app.views.widgets.message import Message
from desktop_app.views.widgets.opacity import Opacity
from desktop_app.views.widgets.page_head import PageHead
from desktop_app.views.widgets.spread import Spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.engine.seen import Reason, Trust

METHODS = {
    GRADCAM: QT_TRANSLATE_NOOP("features", "Grad-CAM"),
    GRADIENT_INPUT: QT_TRANSLATE_NOOP("features", "Gradient × input"),
    OCCLUSION: QT_TRANSLATE_NOOP("features", "Occlusion"),
}
RIGHT = QT_TRANSLATE_NOOP("features", "So the marks matter.")
NEITHER = QT_TRANSLATE_NOOP("features", "Neither changes much.")
WRONG = QT_TRANSLATE_NOOP("features", "So these marks tell no more than chance.")
USUAL, CHOSEN = "usual", "chosen"
OVER = 0.5
SPACING = 10
BESIDE = 340
"""Points of width from which two lists stand side by side."""

LITTLE = 0.01
"""A fall of the probability that tells nothing."""

WIDEST = 256
"""Points; so that all of the page is in sight in a window of usual height."""


class ClassPage(QWidget):
    """Passive. `asked` follows another choice of class, method or layer."""

    asked = Signal()

    def __init__(self) -> None:
        """Start without an answer."""
        super().__init__()
        self.head = PageHead()
        self.picture = MapPicture()
        self.message = Message(stacked=True)
        self.over = Opacity(self.tr("Marks over picture"), OVER)
        self._class = FittingCombo(self.tr("Class"))
        self._method = FittingCombo(self.tr("Asked by"))
        self._layer = FittingCombo(self.tr("Layer"))
        self._bar = ColourBar()
        self._trust = label(role="body", wraps=True)
        for key, text in METHODS.items():
            self._method.addItem(wording.translate("features", text), key)
        self._layer.addItem(self.tr("The usual layer"), USUAL)
        self._layer.addItem(self.tr("The chosen layer"), CHOSEN)
        self._ramp = "magma"
        self._lay_out()
        for field in (self._class, self._method, self._layer):
            field.currentIndexChanged.connect(self._on_choice_changed)
        self.over.changed.connect(self.picture.set_opacity)
        self.show_empty("")

    @property
    def target(self) -> int | None:
        """Number of the class that is asked about; None without an answer."""
        number = self._class.currentData()
        return None if number is None else int(number)

    @property
    def method(self) -> str:
        """One of `REASONS`."""
        return str(self._method.currentData())

    @property
    def follows_layer(self) -> bool:
        """Whether Grad-CAM is to look at the layer that is chosen in the tree."""
        return self.method == GRADCAM and self._layer.currentData() == CHOSEN

    def offer_classes(self, classes: Sequence[tuple[int, str, float]]) -> None:
        """Offer classes by number, name and probability, the first chosen; asks for nothing."""
        self._class.blockSignals(True)
        self._class.clear()
        for index, name, share in classes:
            self._class.addItem(f"{name}, {wording.percent(share, 1)}", index)
        self._class.blockSignals(False)

    def set_ramp(self, ramp: str) -> None:
        """Show marks in other colours from the next on."""
        self._ramp = ramp

    def show_empty(self, why: str) -> None:
        """Show no marks, and why."""
        self.head.show_title(self.tr("Why this class?"))
        self.head.allow(on=False)
        self.picture.clear(why)
        self.picture.set_texts(self.tr("The picture"), "")
        self._trust.clear()
        self._bar.hide()
        self.message.hide()

    def show_waiting(self) -> None:
        """Fade the marks while others are on their way."""
        self.picture.show_waiting()

    def show_reason(self, reason: Reason, name: str) -> None:
        """Show what speaks for the class called `name`."""
        self.head.show_title(self.tr("Why {name}?").format(name=name))
        self.head.allow(on=True)
        ramp = ramps.CHANGE if reason.signed else self._ramp
        self.picture.show_photo(reason.photo)
        self.picture.set_overlay(reason.marks, ramp, self.over.share)
        method = wording.translate("features", METHODS[reason.method])
        told = self.tr("{method} at {layer}").format(method=method, layer=reason.layer)
        self.picture.set_texts(name, told if reason.layer else method)
        self._show_meaning(reason, ramp)
        self._trust.setText(trusted(reason.trust) if reason.trust else "")
        if reason.remark:
            self.message.show_message("info", wording.translate("features", reason.remark))
        else:
            self.message.hide()

    def texts(self) -> tuple[str, str]:
        """Return the subject and the line of trust."""
        return self.head.texts()[0], self._trust.text()

    def _show_meaning(self, reason: Reason, ramp: str) -> None:
        low = self.tr("against it") if reason.signed else self.tr("neutral")
        self._bar.show_ramp(ramp, low, self.tr("speaks for it"))
        self._bar.show()

    def _on_choice_changed(self) -> None:
        self._layer.setEnabled(self.method == GRADCAM)
        self.asked.emit()

    def _lay_out(self) -> None:
        fields, reading, picture = self._make_fields(), QWidget(), QWidget()
        self.picture.setMaximumWidth(theme.scaled(WIDEST))
        row = QHBoxLayout(picture)  # a grid asks how high it is at the grid's width, not at its own
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.picture, 1)
        row.addStretch()
        below = QVBoxLayout(reading)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(SPACING)
        for part in (self._bar, self._trust, self.message, self.over):
            below.addWidget(part)
        below.addStretch()
        spread = Spread(
            {fields: (0, 0), picture: (1, 0), reading: (2, 0)},
            {fields: (0, 1), picture: (0, 0, 2, 1), reading: (1, 1)},
            spacing=SPACING,
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.head)
        layout.addWidget(spread)
        layout.addStretch()

    def _make_fields(self) -> QWidget:
        first: dict[QWidget, tuple[int, int]] = {self._method: (0, 0)}
        below, beside = {**first, self._layer: (1, 0)}, {**first, self._layer: (0, 1)}
        ways = Spread(below, beside, spacing=8, least=BESIDE)
        result = QWidget()
        layout = QVBoxLayout(result)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self._class)
        layout.addWidget(ways)
        return result


def trusted(trust: Trust) -> str:
    """Say how far the probability falls when the marked part is hidden, and by chance."""
    text = wording.translate(
        "features",
        "Hide the {share} marked most, and the probability goes from {whole} to {marked}; hide the "
        "same shape elsewhere, to {chance}.",
    )
    verdict = RIGHT if trust.marked < trust.chance else WRONG
    if max(abs(trust.whole - trust.marked), abs(trust.whole - trust.chance)) < LITTLE:
        verdict = NEITHER
    return f"{text} {wording.translate('features', verdict)}".format(
        share=wording.percent(trust.share),
        whole=wording.percent(trust.whole, 1),
        marked=wording.percent(trust.marked, 1),
        chance=wording.percent(trust.chance, 1),
    )
