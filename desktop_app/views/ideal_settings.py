"""What an ideal picture is to show and how it is made: the leading column of its tab."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.engine.recipe import FAST, LESSON, NATURAL, PRESETS, ROWS, recipe
from desktop_app.views import icons, wording
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.fitting_combo import FittingCombo
from desktop_app.views.widgets.form import Pane
from desktop_app.views.widgets.labels import label
from desktop_app.views.widgets.message import Message
from desktop_app.views.widgets.parameter_form import ParameterForm
from desktop_app.views.widgets.preset_cards import PresetCards
from desktop_app.views.widgets.target_picker import TargetPicker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QStandardItemModel

NAMES = {
    NATURAL: QT_TRANSLATE_NOOP("ideal", "Natural"),
    LESSON: QT_TRANSLATE_NOOP("ideal", "As in the lesson"),
    FAST: QT_TRANSLATE_NOOP("ideal", "Fast"),
}
SENTENCES = {
    NATURAL: QT_TRANSLATE_NOOP("ideal", "Coloured waves, well shaken. Looks like something."),
    LESSON: QT_TRANSLATE_NOOP("ideal", "Pixels, gradient descent, variation loss."),
    FAST: QT_TRANSLATE_NOOP("ideal", "Fewer steps and a smaller picture."),
}
SIDE = 16
"""Margin at both sides of what does not scroll, as that of the rest."""

MAIN = ("size", "steps", "seed", "variation")
NOISE, PICTURE, RESULT = "noise", "picture", "result"
"""What a run may begin with."""

IDLE, RUNNING, PAUSED = "idle", "running", "paused"


class IdealSettings(QFrame):
    """Passive. `started`, `paused`, `resumed` and `stepped` follow the buttons.

    `aimed` follows another choice of what is to be seen.
    """

    started = Signal()
    paused = Signal()
    resumed = Signal()
    stepped = Signal()
    aimed = Signal()

    def __init__(self) -> None:
        """Start with the first preset."""
        super().__init__()
        self.setObjectName("card")
        self.target = TargetPicker()
        self.presets = PresetCards(
            [
                (key, wording.translate("ideal", NAMES[key]), _sentence(SENTENCES[key]))
                for key in PRESETS
            ]
        )
        self.form = ParameterForm(ROWS, main=MAIN)
        self.start = FittingCombo(self.tr("Begin with"))
        self.message = Message(stacked=True)
        self._wishes = QWidget()
        self._go = button(self.tr("Start"), "play", "primary")
        self._step = button(self.tr("One step"), "step-forward")
        self.state = IDLE
        self._fill()
        self._lay_out()
        self._connect()
        self._on_presets_chosen(NATURAL)
        self.show_state(IDLE)

    def values(self) -> dict[str, object]:
        """Return the settings by the rows' names."""
        return self.form.values()

    def show_values(self, values: Mapping[str, object]) -> None:
        """Show the settings of a run; the preset is the one that they are nearest to."""
        preset = min(PRESETS, key=lambda one: _differences(recipe(one).values(), values))
        self.presets.choose(preset)
        self.form.show_values({**recipe(preset).values(), "seed": values.get("seed", 0)})
        self.form.change(values)
        self._mark()

    def begin_with_noise(self) -> None:
        """Choose the beginning that needs nothing else."""
        self.start.setCurrentIndex(0)

    def offer_starts(self, *, picture: bool, result: bool) -> None:
        """Say which beginnings there are besides noise."""
        model = cast("QStandardItemModel", self.start.model())
        missing = {
            PICTURE: "" if picture else self.tr("No picture is open."),
            RESULT: "" if result else self.tr("There is no result yet."),
        }
        for key, why in missing.items():
            item = model.item(self.start.findData(key))
            item.setEnabled(not why)
            item.setToolTip(why)
            if why and self.start.currentData() == key:
                self.start.setCurrentIndex(0)

    def show_state(self, state: str, *, possible: bool = True) -> None:
        """Show what can be done: start, pause or go on; what is set cannot be changed meanwhile."""
        self.state = state
        texts = {IDLE: self.tr("Start"), RUNNING: self.tr("Pause"), PAUSED: self.tr("Go on")}
        self._go.setText(texts[state])
        icons.dress(self._go, "pause" if state == RUNNING else "play", "onAccent")
        self._go.setEnabled(possible)
        self._step.setEnabled(possible and state != RUNNING)
        for part in (self.target, self.presets, self.form, self.start):
            part.setEnabled(state == IDLE)
        self._say_why_not(possible=possible)

    def _say_why_not(self, *, possible: bool) -> None:
        """Tell in tooltips why something cannot be done now."""
        untrained = "" if possible else self.tr("It takes a network that has learned.")
        running = self.tr("Pause first.") if self.state == RUNNING else ""
        fixed = self.tr("This cannot be changed during a run.") if self.state != IDLE else ""
        self._go.setToolTip(untrained)
        self._step.setToolTip(untrained or running)
        self._wishes.setToolTip(fixed)

    def _fill(self) -> None:
        texts = {
            NOISE: self.tr("Noise"),
            PICTURE: self.tr("The picture in use"),
            RESULT: self.tr("This result"),
        }
        for key, text in texts.items():
            self.start.addItem(text, key)

    def _connect(self) -> None:
        self._go.clicked.connect(self.go)
        self._step.clicked.connect(self.stepped)
        self.presets.chosen.connect(self._on_presets_chosen)
        self.form.changed.connect(self._mark)
        self.target.changed.connect(self.aimed)

    def go(self) -> None:
        """Start, pause or go on, as the button says."""
        if not self._go.isEnabled() or (self.state == IDLE and not self.target.settle()):
            return
        signals = {IDLE: self.started, RUNNING: self.paused, PAUSED: self.resumed}
        signals[self.state].emit()

    def _on_presets_chosen(self, preset: str) -> None:
        """Take over a preset's settings, but for the seed, which is nobody's."""
        seed = self.form.values().get("seed", 0)
        self.form.show_values({**recipe(preset).values(), "seed": seed})
        self._mark()

    def _mark(self) -> None:
        expected = recipe(self.presets.current).values()
        changed = {**self.values(), "seed": 0} != {**expected, "seed": 0}
        self.presets.mark_changed(on=changed)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._wishes)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for part in (
            label(self.tr("What should it see?"), "heading"),
            self.target,
            label(self.tr("How"), "heading"),
            self.presets,
            self.form,
            label(self.tr("Begin with")),
            self.start,
        ):
            column.addWidget(part)
        pane = Pane(self._wishes)
        pane.setObjectName("bare")
        pane.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows what has the focus in it
        said = QVBoxLayout()
        said.setContentsMargins(SIDE, 0, SIDE, 0)
        said.addWidget(self.message)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(SIDE, 0, SIDE, 0)
        buttons.setSpacing(8)
        buttons.addWidget(self._go, 3)
        buttons.addWidget(self._step, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 14)
        layout.setSpacing(10)
        layout.addWidget(pane, 1)
        layout.addLayout(said)
        layout.addLayout(buttons)


def _sentence(text: str) -> str:
    return wording.translate("ideal", text)


def _differences(preset: Mapping[str, object], values: Mapping[str, object]) -> tuple[int, int]:
    """Count what is different, and after that whether size and steps are; seeds say nothing."""
    other = {name for name in preset if values[name] != preset[name]} - {"seed"}
    little = other & {"size", "steps"}
    return len(other - little), len(little)
