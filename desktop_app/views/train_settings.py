"""From what is learned, and how: the leading column of the Transfer learning tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.engine import train_recipe as recipes
from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.engine.train_recipe import CAREFUL, EVERYTHING, QUICK, ROWS, train_recipe
from desktop_app.views import wording
from desktop_app.views.data_card import DataCard
from desktop_app.views.run_state import IDLE, RunSettings
from desktop_app.views.widgets.labels import label
from desktop_app.views.widgets.parameter_form import ParameterForm
from desktop_app.views.widgets.preset_cards import PresetCards

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = {
    QUICK: QT_TRANSLATE_NOOP("train", "Quick"),
    CAREFUL: QT_TRANSLATE_NOOP("train", "Careful"),
    EVERYTHING: QT_TRANSLATE_NOOP("train", "Everything"),
}
SENTENCES = {
    QUICK: QT_TRANSLATE_NOOP(
        "train", "Only the new last layer learns. The network’s features stay as they are."
    ),
    CAREFUL: QT_TRANSLATE_NOOP(
        "train", "Then the last blocks learn too, from pictures that vary. Takes minutes."
    ),
    EVERYTHING: QT_TRANSLATE_NOOP(
        "train", "The whole network learns, as ZF Net must. Wants many pictures and hours."
    ),
}
MODES = {
    recipes.HEAD: QT_TRANSLATE_NOOP("parameters", "A new last layer, on features as they are."),
    recipes.FINETUNE: QT_TRANSLATE_NOOP("parameters", "A new last layer, then the last blocks."),
    recipes.FULL: QT_TRANSLATE_NOOP("parameters", "All layers, from the first edges on."),
}
OPTIMISERS = {
    recipes.ADAMW: QT_TRANSLATE_NOOP("parameters", "A step size for each weight. Forgives much."),
    recipes.SGD: QT_TRANSLATE_NOOP(
        "parameters", "Plain descent with momentum, as in the papers of the course."
    ),
}
SCHEDULES = {
    recipes.COSINE: QT_TRANSLATE_NOOP("parameters", "The rate falls gently to nothing."),
    recipes.STAIRS: QT_TRANSLATE_NOOP("parameters", "It falls to a tenth, twice."),
    recipes.CONSTANT: QT_TRANSLATE_NOOP("parameters", "It stays."),
}
REMARKS = {"mode": MODES, "optimiser": OPTIMISERS, "schedule": SCHEDULES}
EXPLAINED = ("blocks", "hidden", "dropout", "batch", "rate", "decay", "smoothing", "share")
"""Tricks of training, each with a word on what it does."""

MAIN = ("epochs", "seed", "flip", "zoom", "tilt", "colours")


class TrainSettings(RunSettings):
    """What a person wishes to be learned, and how. `aimed` follows each change."""

    def __init__(self) -> None:
        """Start with the first preset and without a folder."""
        super().__init__()
        self.data = DataCard()
        self.presets = PresetCards([(key, _say(NAMES[key]), _say(SENTENCES[key])) for key in NAMES])
        self.form = ParameterForm(ROWS, main=MAIN, remarks=REMARKS, explained=EXPLAINED)
        self.presets.chosen.connect(self._on_presets_chosen)
        self.form.changed.connect(self._on_form_changed)
        self._base = label(role="caption", wraps=True)
        self._goes_on = False
        self._step.hide()  # a single step of a training shows nothing
        how = label(self.tr("How"), "heading")
        changeable = (self.presets, self.form)
        self._lay_out((self.data, how, self.presets, self._base, self.form), changeable)
        self._show_preset(QUICK)
        self.show_state(IDLE)

    def values(self) -> dict[str, object]:
        """Return the settings by the rows' names."""
        return self.form.values()

    def show_values(self, values: Mapping[str, object]) -> None:
        """Show the settings of a training; the preset is the one of its mode."""
        preset = recipes.OF_MODES[str(values["mode"])]
        self.presets.choose(preset)
        self.form.show_values({**train_recipe(preset).values(), "seed": values["seed"]})
        self.form.change(values)
        self._mark()

    def show_base(self, title: str) -> None:
        """Show which network it begins with."""
        self._base.setText(self.tr("A copy of {name} learns.").format(name=title))

    def show_going_on(self, *, on: bool) -> None:
        """Say whether a start goes on with what was stopped."""
        self._goes_on = on
        self.show_state(self.state, possible=self._go.isEnabled(), why=self._go.toolTip())

    def show_state(self, state: str, *, possible: bool = True, why: str = "") -> None:
        """Show what can be done, as in `RunSettings`; another folder can be had when it rests."""
        super().show_state(state, possible=possible, why=why)
        if state == IDLE:
            self._go.setText(self.tr("Go on training") if self._goes_on else self.tr("Train"))
        self.data.allow_change(on=state == IDLE)

    def _on_presets_chosen(self, preset: str) -> None:
        self._show_preset(preset)
        self.aimed.emit()

    def _show_preset(self, preset: str) -> None:
        """Take over a preset's settings, but for the seed, which is nobody's."""
        seed = self.form.values().get("seed", 0)
        self.form.show_values({**train_recipe(preset).values(), "seed": seed})
        self._mark()

    def _on_form_changed(self) -> None:
        self._mark()
        self.aimed.emit()

    def _mark(self) -> None:
        expected = train_recipe(self.presets.current).values()
        changed = {**self.values(), "seed": 0} != {**expected, "seed": 0}
        self.presets.mark_changed(on=changed)


def _say(text: str) -> str:
    return wording.translate("train", text)
