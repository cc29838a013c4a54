"""The two questions about weights that take more than a field: class names and normalisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.engine.catalogue import HALF, IMAGENET_MEAN, IMAGENET_STD
from desktop_app.views import wording
from desktop_app.views.widgets.buttons import Segments, button
from desktop_app.views.widgets.form import Decimal, combo
from desktop_app.views.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Sequence

Triple: TypeAlias = tuple[float, float, float]
Scale: TypeAlias = tuple[Triple, Triple]
"""Mean and spread of red, green and blue, of pixels in 0..1."""

SCALES: dict[str, Scale] = {
    "imagenet": (IMAGENET_MEAN, IMAGENET_STD),
    "spread": (HALF, HALF),
    "plain": ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0)),
}
UNKNOWN, OWN = "", "own"
LEAST_SPREAD = 0.0001

IMAGENET, FILE, NUMBERS = range(3)
THOUSAND = 1000
EXAMPLES = 3
"""Names that are shown of a file."""


class ClassNames(QWidget):
    """Where names come from. `changed` follows every choice, `file_requested` asks for a file."""

    changed = Signal()
    file_requested = Signal()

    def __init__(self) -> None:
        """Start without classes."""
        super().__init__()
        texts = (self.tr("ImageNet’s 1,000"), self.tr("From a file…"), self.tr("Numbers"))
        self._ways = {True: Segments(texts), False: Segments(texts[FILE:])}
        self._choose = button(self.tr("Choose file…"), kind="quiet")
        self._count = 0
        self._read: tuple[str, ...] = ()
        self._file = self._problem = ""
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (*self._ways.values(), self._choose):
            layout.addWidget(part)
        layout.addStretch()
        for ways in self._ways.values():
            ways.setAccessibleName(self.tr("Class names"))
            ways.chosen.connect(self._on_chosen)
        self._choose.clicked.connect(self.file_requested)
        self._refresh()

    def ask(self, found: Sequence[str]) -> None:
        """Begin anew, with the names that were `found` with the weights."""
        self._read, self._file, self._problem = tuple(found), "", ""
        self._choose_way(True, FILE if found else IMAGENET)
        self._choose_way(False, FILE if found else NUMBERS)
        self._refresh()

    def show_count(self, count: int) -> None:
        """Ask for the names of `count` classes."""
        self._count = count
        self._refresh()

    def show_names(self, names: Sequence[str], file: str) -> None:
        """Use the names that `file` holds."""
        self._read, self._file, self._problem = tuple(names), file, ""
        self._refresh()

    def show_problem(self, why: str) -> None:
        """Say why a file of names cannot be used."""
        self._read, self._problem = (), why
        self._refresh()

    @property
    def way(self) -> int:
        """The choice: `IMAGENET`, `FILE` or `NUMBERS`."""
        thousand = self._count == THOUSAND
        return self._ways[thousand].current + (IMAGENET if thousand else FILE)

    @property
    def complete(self) -> bool:
        """Whether every class has a name."""
        return self.way != FILE or (0 < self._count == len(self._read))

    @property
    def refused(self) -> bool:
        """Whether names were read that cannot be used."""
        return self.way == FILE and (
            bool(self._problem) or (bool(self._read) and not self.complete)
        )

    def names(self) -> tuple[str, ...]:
        """Return a name for each class; none for ImageNet's."""
        numbers = tuple(str(number) for number in range(self._count))
        return {IMAGENET: (), FILE: self._read, NUMBERS: numbers}[self.way]

    def sentence(self) -> str:
        """Say what was chosen, or what is wrong with it."""
        if self.way == NUMBERS:
            text = self.tr("Its answers are numbers from 0 to {last}.")
            return text.format(last=wording.number(max(0, self._count - 1)))
        if self.way == IMAGENET:
            return ""
        return self._problem or self._sentence_of_file()

    def _sentence_of_file(self) -> str:
        count = len(self._read)
        if not count:
            return self.tr("One name a line, in the order of the network’s outputs.")
        if not self.complete:
            text = self.tr(
                "%Ln name(s) were found, and the network has {classes} classes.", "", count
            )
            return text.format(classes=wording.number(self._count))
        examples = ", ".join(self._read[:EXAMPLES]) + (" …" if count > EXAMPLES else "")
        if self._file:
            text = self.tr("%Ln name(s) from {file}: {examples}", "", count)
        else:
            text = self.tr("%Ln name(s) came with the weights: {examples}", "", count)
        return text.format(file=self._file, examples=examples)

    def _choose_way(self, thousand: bool, way: int) -> None:
        self._ways[thousand].choose(way - (IMAGENET if thousand else FILE))

    def _refresh(self) -> None:
        for thousand, ways in self._ways.items():
            ways.setVisible(thousand == (self._count == THOUSAND))
        self._choose.setVisible(self.way == FILE)
        self.changed.emit()

    def _on_chosen(self) -> None:
        self._refresh()
        if self.way == FILE and not self._read:
            self.file_requested.emit()


class Normalisation(QWidget):
    """What is taken away from pixels and what they are divided by; `changed` follows a choice."""

    changed = Signal()

    def __init__(self) -> None:
        """Start without a choice."""
        super().__init__()
        self.ways = combo()
        self.ways.setAccessibleName(self.tr("Normalisation"))
        self.setFocusProxy(self.ways)
        self._own = QWidget()
        self._means = tuple(Decimal(0, 1) for _ in range(3))
        self._spreads = tuple(Decimal(LEAST_SPREAD, 1) for _ in range(3))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.ways)
        layout.addWidget(self._own)
        self._lay_out_own()
        self._own.hide()
        for field in (*self._means, *self._spreads):
            field.valueChanged.connect(self.changed)
        self.ways.currentIndexChanged.connect(self._on_way_changed)

    def ask(self, scale: Scale | None) -> None:
        """Begin anew, with what is known; None stands for nothing."""
        choices = {
            "imagenet": self.tr("ImageNet’s mean and spread"),
            "spread": self.tr("−1 to 1"),
            "plain": self.tr("0 to 1, as they are"),
            OWN: self.tr("Own values"),
        }
        if scale is None:
            choices = {UNKNOWN: self.tr("Choose…"), **choices}
        self.ways.clear()
        for key, text in choices.items():
            self.ways.addItem(text, key)
        known = (key for key, one in SCALES.items() if one == scale)
        way = UNKNOWN if scale is None else next(known, OWN)
        for fields, values in zip(
            (self._means, self._spreads), scale or SCALES["imagenet"], strict=True
        ):
            for field, value in zip(fields, values, strict=True):
                field.setValue(value)
        self.ways.setCurrentIndex(self.ways.findData(way))

    def scale(self) -> Scale | None:
        """Return mean and spread; None while there is no choice."""
        way = self.ways.currentData()
        if way == OWN:
            return _values(self._means), _values(self._spreads)
        return SCALES.get(way)

    def _on_way_changed(self) -> None:
        self._own.setVisible(self.ways.currentData() == OWN)
        self.changed.emit()

    def _lay_out_own(self) -> None:
        grid = QGridLayout(self._own)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        colours = (self.tr("Red"), self.tr("Green"), self.tr("Blue"))
        for column, colour in enumerate(colours, 1):
            grid.addWidget(label(colour, "caption"), 0, column)
        rows = ((self._means, self.tr("Mean")), (self._spreads, self.tr("Spread")))
        for row, (fields, name) in enumerate(rows, 1):
            grid.addWidget(label(name, "caption"), row, 0)
            for column, field in enumerate(fields, 1):
                grid.addWidget(field, row, column)
                field.setAccessibleName(f"{name}, {colours[column - 1]}")
        grid.setColumnStretch(4, 1)


def _values(fields: Sequence[Decimal]) -> Triple:
    red, green, blue = (field.value() for field in fields)
    return red, green, blue
