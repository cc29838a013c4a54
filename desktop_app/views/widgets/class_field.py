"""A network's classes, to be found by typing any of their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from desktop_app.views.widgets.form import Row
from desktop_app.views.widgets.long_combo import LongCombo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.engine.contract import ClassName


class ClassField(Row):
    """A list of classes; a sentence under it says when there is none of that name.

    `picked` follows another choice of a person.
    """

    picked = Signal()

    def __init__(self) -> None:
        """Start without classes."""
        self._combo = LongCombo()
        super().__init__(self._combo)
        self.classes: tuple[ClassName, ...] = ()
        self._combo.setAccessibleName(self.tr("Class"))
        self._combo.currentTextChanged.connect(self._combo.setToolTip)  # it may be too long for it
        self._combo.picked.connect(self._on_combo_picked)
        self._combo.typed.textEdited.connect(self._on_combo_edited)

    @property
    def number(self) -> int:
        """Which class is chosen; -1 while there is none."""
        return self._combo.currentIndex()

    def offer(self, classes: Sequence[ClassName]) -> None:
        """Offer a network's classes; the first is chosen."""
        self.classes = tuple(classes)
        self._combo.fill([_entry(number, one) for number, one in enumerate(classes)])
        self.say("")

    def choose(self, number: int) -> None:
        """Show a class as chosen; `ValueError` if there is none of that number."""
        if not 0 <= number < len(self.classes):
            raise ValueError(f"there is no class {number}")
        self._combo.setCurrentIndex(number)
        self.say("")

    def settle(self) -> bool:
        """Take what is being typed; return whether there is such a class."""
        typed = self._combo.typed.text()
        if self._combo.settle():
            self.say("")
            return True
        self._say_missing(typed)
        return False

    def _on_combo_picked(self) -> None:
        self.say("")
        self.picked.emit()

    def _on_combo_edited(self, typed: str) -> None:
        self.say("")
        if typed.strip() and not self._combo.places(typed):
            self._say_missing(typed)

    def _say_missing(self, typed: str) -> None:
        several = self.tr("Several classes with ‘{text}’: choose one.")
        none = self.tr("No class with ‘{text}’.")
        sentence = several if self._combo.places(typed) else none
        self.say(sentence.format(text=typed.strip()))


def _entry(number: int, one: ClassName) -> tuple[str, ...]:
    """Return the entry of a class in a `LongCombo`: it is found by any of its names."""
    words = (one.name, str(number), one.wnid, *one.also)
    return str(number), f"{one.name}, {number}", *filter(None, words)
