"""What is inside a network: how much of what, how a picture is made ready, and all its layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.engine.catalogue import HALF
from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.views import measures, wording
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.labels import ElidedLabel, label
from desktop_app.views.widgets.layer_tree import LayerTree
from desktop_app.views.widgets.problem import Problem

if TYPE_CHECKING:
    from desktop_app.engine.contract import InputRule
    from desktop_app.engine.structure import Structure

CROPPED = QT_TRANSLATE_NOOP(
    "structure",
    "The picture is resized so that its shorter side is {resize} pixels, and its middle "
    "{size} × {size} is cut out.",
)
AS_IT_IS = QT_TRANSLATE_NOOP("structure", "Its values stay from 0 to 1.")
SPREAD = QT_TRANSLATE_NOOP("structure", "Its values are spread from −1 to 1.")
NORMALISED = QT_TRANSLATE_NOOP(
    "structure",
    "From its red, green and blue {mean} are taken away, then they are divided by {std}.",
)


class StructurePage(QStackedWidget):
    """Passive. `retry_requested` follows a click on the button of a problem."""

    retry_requested = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.problem = Problem("layers", self.tr("Try again"))
        self.tree = LayerTree()
        self._totals = label(role="heading", wraps=True)
        self._input = label(role="body", wraps=True)
        self._name = ElidedLabel("mono", Qt.TextElideMode.ElideMiddle)
        self._copy = button(icon="copy", kind="icon")
        self._copy.setAccessibleName(self.tr("Copy the layer’s name"))
        self._copy.setToolTip(self._copy.accessibleName())
        self.addWidget(self._content())
        self.addWidget(self.problem)
        self.problem.acted.connect(self.retry_requested)
        self.tree.chosen.connect(self._on_layer_chosen)
        self._copy.clicked.connect(self._on_copy_clicked)
        self._on_layer_chosen("")

    def show_waiting(self, title: str) -> None:
        """Say that the network called `title` is being looked into."""
        self._show(self.tr("Looking inside {title}.").format(title=title), "")
        self.tree.show_layers(())

    def show_structure(self, structure: Structure) -> None:
        """Show what was found in a network."""
        self._show(totals(structure), preprocessing(structure.input))
        self.tree.show_layers(structure.layers)

    def show_problem(self, what: str, why: str) -> None:
        """Say why a network cannot be looked into."""
        self.problem.show_problem(what, why)
        self.setCurrentWidget(self.problem)

    def texts(self) -> tuple[str, str, str]:
        """Return the totals, the preprocessing and the chosen layer's name."""
        return self._totals.text(), self._input.text(), self.tree.current

    def _show(self, totals: str, preprocessing: str) -> None:
        self._totals.setText(totals)
        self._input.setText(preprocessing)
        self._on_layer_chosen("")
        self.setCurrentIndex(0)

    def _on_layer_chosen(self, name: str) -> None:
        hint = self.tr("Choose a layer to see its whole name.")
        self._name.setProperty("role", "mono" if name else "caption")
        self._name.style().polish(self._name)
        self._name.setText(measures.isolated(name) if name else hint)
        self._copy.setEnabled(bool(name))

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.tree.current)

    def _content(self) -> QWidget:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._name, 1)
        foot.addWidget(self._copy)
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(12, 12, 12, 8)
        inside.setSpacing(8)
        inside.addWidget(self.tree, 1)
        inside.addLayout(foot)
        result = QWidget()
        layout = QVBoxLayout(result)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._totals)
        layout.addWidget(self._input)
        layout.addSpacing(8)
        layout.addWidget(card, 1)
        return result


def totals(structure: Structure) -> str:
    """Say how much there is of what in a network."""
    text = wording.translate(
        "structure",
        "{parameters} numbers learned, {macs} multiplications for a picture, {weights} of weights, "
        "{maps} of feature maps.",
    )
    return text.format(
        parameters=measures.amount(structure.parameters),
        macs=measures.amount(structure.macs),
        weights=measures.size(structure.weights_bytes),
        maps=measures.size(structure.maps_bytes),
    )


def preprocessing(rule: InputRule) -> str:
    """Say how a picture is made ready for a network."""
    values = NORMALISED
    if rule.mean == rule.std == HALF:
        values = SPREAD
    elif rule.mean == (0, 0, 0) and rule.std == (1, 1, 1):
        values = AS_IT_IS
    text = " ".join(wording.translate("structure", part) for part in (CROPPED, values))
    return text.format(
        resize=wording.number(rule.resize),
        size=wording.number(rule.size),
        mean=_triple(rule.mean),
        std=_triple(rule.std),
    )


def _triple(values: tuple[float, float, float]) -> str:
    return ", ".join(measures.plain(value) for value in values)
