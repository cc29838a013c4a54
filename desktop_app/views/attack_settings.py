"""What a picture is to be taken for and how it is changed: the leading column of its tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop_app.engine import attack_recipe
from desktop_app.engine.attempts import ANYTHING
from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.views.run_state import IDLE, RunSettings
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.class_field import ClassField
from desktop_app.views.widgets.labels import label
from desktop_app.views.widgets.parameter_form import ParameterForm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.engine.contract import ClassName

MAIN = ("method", "epsilon", "length", "steps", "stride", "rate", "seed", "survive")

METHODS = {
    attack_recipe.PGD: QT_TRANSLATE_NOOP(
        "parameters", "Many small steps along the gradient, each brought back to within ε."
    ),
    attack_recipe.DESCENT: QT_TRANSLATE_NOOP(
        "parameters", "As in the lesson: it follows the plain gradient, but not beyond ε."
    ),
    attack_recipe.FGSM: QT_TRANSLATE_NOOP(
        "parameters", "One step along the gradient, to the edge of what ε allows."
    ),
    attack_recipe.MOMENTUM: QT_TRANSLATE_NOOP(
        "parameters", "Its steps remember those before. Fools other networks more often."
    ),
    attack_recipe.CW: QT_TRANSLATE_NOOP(
        "parameters",
        "Weighs success against the length of the change. Slow, but finds a short one.",
    ),
    attack_recipe.DEEPFOOL: QT_TRANSLATE_NOOP(
        "parameters", "Goes straight to the border of the other class, and just beyond."
    ),
    attack_recipe.SMALLEST: QT_TRANSLATE_NOOP(
        "parameters", "Runs PGD again and again, to find the smallest ε that is enough."
    ),
}
NORMS = {
    attack_recipe.LINF: QT_TRANSLATE_NOOP("parameters", "Every value may move, but only a little."),
    attack_recipe.L2: QT_TRANSLATE_NOOP(
        "parameters", "A few values may move far, or all a little."
    ),
}
"""What choices mean, in a sentence."""

SIAMESE_CAT = "n02123597"
"""What a picture is taken for unless a person wishes otherwise."""


class AttackSettings(RunSettings):
    """`all_asked` follows the wish to attack all open pictures."""

    all_asked = Signal()

    def __init__(self) -> None:
        """Start with the rows' own values."""
        super().__init__()
        self._wish = _Wish()
        self.form = ParameterForm(
            attack_recipe.ROWS, main=MAIN, remarks={"method": METHODS, "norm": NORMS}
        )
        title = label(self.tr("Make the network see"), "heading")
        everything = button(self.tr("Attack all open pictures"), "images", "quiet")
        everything.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        everything.clicked.connect(self.all_asked)
        changeable = (self._wish, self.form, everything)
        self._lay_out((title, *changeable), changeable)
        self._wish.changed.connect(self.aimed)
        self.show_state(IDLE)

    @property
    def target(self) -> int:
        """The number of the class that is to be seen; `ANYTHING` also while there are none."""
        return self._wish.target

    def offer_classes(self, classes: Sequence[ClassName]) -> None:
        """Offer a network's classes; the chosen one stays so if this network has it, too."""
        self._wish.offer_classes(classes)

    def choose(self, target: int) -> None:
        """Show `target` as chosen; `ValueError` if there is no such class."""
        self._wish.choose(target)

    def settle(self) -> bool:
        """Take what is being typed; return whether there is such a class."""
        return self._wish.settle()

    def values(self) -> dict[str, object]:
        """Return the settings by the rows' names."""
        return self.form.values()

    def show_values(self, values: Mapping[str, object]) -> None:
        """Show the settings of a run, marking what differs from the rows' own."""
        self.form.change(values)


class _Wish(QWidget):
    """A class to choose, or any other than the present one. `changed` follows a person."""

    changed = Signal()

    def __init__(self) -> None:
        """Start with a class to be chosen, of which there are none yet."""
        super().__init__()
        self._anything = False
        self._class = ClassField()
        self._any = label(self.tr("Any class but the present one will do."), wraps=True)
        self._other = button(kind="link")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._class)
        layout.addWidget(self._any)
        layout.addWidget(self._other, 0, Qt.AlignmentFlag.AlignLeading)
        self._class.picked.connect(self.changed)
        self._other.clicked.connect(self._on_other_clicked)
        self._arrange(anything=False)

    @property
    def target(self) -> int:
        """The number of the class, or `ANYTHING`."""
        return ANYTHING if self._anything else self._class.number

    def offer_classes(self, classes: Sequence[ClassName]) -> None:
        """Offer other classes, choosing the present one, the Siamese cat or the first."""
        if tuple(classes) == self._class.classes:
            return
        present = self._class.classes[self._class.number : self._class.number + 1]
        places = {one.wnid or one.name: number for number, one in enumerate(classes)}
        keys = (*(one.wnid or one.name for one in present), SIAMESE_CAT)
        self._class.offer(classes)
        found = next((places[key] for key in keys if key in places), None)
        if found is not None:
            self._class.choose(found)

    def choose(self, target: int) -> None:
        """Show `target` as chosen."""
        if target != ANYTHING:
            self._class.choose(target)
        self._arrange(anything=target == ANYTHING)

    def settle(self) -> bool:
        """Take what is being typed; return whether there is such a class."""
        return self._anything or self._class.settle()

    def _arrange(self, *, anything: bool) -> None:
        """Show what can be chosen, and the button that leads to the other way."""
        self._anything = anything
        self._class.setHidden(anything)
        self._any.setVisible(anything)
        words = self.tr("A class of my choice"), self.tr("Anything else instead")
        self._other.setText(words[not anything])

    def _on_other_clicked(self) -> None:
        self._arrange(anything=not self._anything)
        self.changed.emit()
