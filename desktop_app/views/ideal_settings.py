"""What an ideal picture is to show and how it is made: the leading column of its tab."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.engine.recipe import FAST, LESSON, NATURAL, PRESETS, ROWS, recipe
from desktop_app.views import wording
from desktop_app.views.run_state import IDLE, RunSettings
from desktop_app.views.widgets.fitting_combo import FittingCombo
from desktop_app.views.widgets.labels import label
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
MAIN = ("size", "steps", "seed", "variation")
NOISE, PICTURE, RESULT = "noise", "picture", "result"
"""What a run may begin with."""


class IdealSettings(RunSettings):
    """What a person wishes to see, and how."""

    def __init__(self) -> None:
        """Start with the first preset."""
        super().__init__()
        self.target = TargetPicker()
        self.presets = PresetCards(
            [
                (key, wording.translate("ideal", NAMES[key]), _sentence(SENTENCES[key]))
                for key in PRESETS
            ]
        )
        self.form = ParameterForm(ROWS, main=MAIN)
        self.start = FittingCombo(self.tr("Begin with"))
        self._fill()
        self._stack()
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

    def show_state(self, state: str, *, possible: bool = True, why: str = "") -> None:
        """Show what can be done; unless told otherwise it is the network that makes it impossible.

        The rest is as in `RunSettings`.
        """
        why = why or self.tr("It takes a network that has learned.")
        super().show_state(state, possible=possible, why=why)

    def settle(self) -> bool:
        """Take what is being typed; return whether there is such a class or layer."""
        return self.target.settle()

    def _fill(self) -> None:
        texts = {
            NOISE: self.tr("Noise"),
            PICTURE: self.tr("The picture in use"),
            RESULT: self.tr("This result"),
        }
        for key, text in texts.items():
            self.start.addItem(text, key)

    def _connect(self) -> None:
        self.presets.chosen.connect(self._on_presets_chosen)
        self.form.changed.connect(self._mark)
        self.target.changed.connect(self.aimed)

    def _on_presets_chosen(self, preset: str) -> None:
        """Take over a preset's settings, but for the seed, which is nobody's."""
        seed = self.form.values().get("seed", 0)
        self.form.show_values({**recipe(preset).values(), "seed": seed})
        self._mark()

    def _mark(self) -> None:
        expected = recipe(self.presets.current).values()
        changed = {**self.values(), "seed": 0} != {**expected, "seed": 0}
        self.presets.mark_changed(on=changed)

    def _stack(self) -> None:
        parts = (
            label(self.tr("What should it see?"), "heading"),
            self.target,
            label(self.tr("How"), "heading"),
            self.presets,
            self.form,
            label(self.tr("Begin with")),
            self.start,
        )
        self._lay_out(parts, (self.target, self.presets, self.form, self.start))


def _sentence(text: str) -> str:
    return wording.translate("ideal", text)


def _differences(preset: Mapping[str, object], values: Mapping[str, object]) -> tuple[int, int]:
    """Count what is different, and after that whether size and steps are; seeds say nothing."""
    other = {name for name in preset if values[name] != preset[name]} - {"seed"}
    little = other & {"size", "steps"}
    return len(other - little), len(little)
