"""The fields of a form of settings, each made from its row."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractSlider,
    QCheckBox,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from desktop_app.engine.attack_recipe import LEVELS
from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.views import wording
from desktop_app.views.theme import theme
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.form import Decimal, combo, spin
from desktop_app.views.widgets.slider import Slider

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QPaintEvent, QWheelEvent

    from desktop_app.engine.parameters import Parameter

CHOICES = {
    "fourier": QT_TRANSLATE_NOOP("parameters", "Waves"),
    "pixels": QT_TRANSLATE_NOOP("parameters", "Pixels"),
    "adam": QT_TRANSLATE_NOOP("parameters", "Adam"),
    "descent": QT_TRANSLATE_NOOP("parameters", "Gradient descent"),
    "pgd": QT_TRANSLATE_NOOP("parameters", "PGD"),
    "fgsm": QT_TRANSLATE_NOOP("parameters", "FGSM"),
    "mifgsm": QT_TRANSLATE_NOOP("parameters", "MI-FGSM"),
    "cw": QT_TRANSLATE_NOOP("parameters", "Carlini-Wagner"),
    "deepfool": QT_TRANSLATE_NOOP("parameters", "DeepFool"),
    "smallest": QT_TRANSLATE_NOOP("parameters", "Smallest budget"),
    "linf": QT_TRANSLATE_NOOP("parameters", "Largest value (L∞)"),
    "l2": QT_TRANSLATE_NOOP("parameters", "Length (L2)"),
    "head": QT_TRANSLATE_NOOP("parameters", "Last layer"),
    "finetune": QT_TRANSLATE_NOOP("parameters", "Last blocks"),
    "full": QT_TRANSLATE_NOOP("parameters", "Everything"),
    "adamw": QT_TRANSLATE_NOOP("parameters", "AdamW"),
    "sgd": QT_TRANSLATE_NOOP("parameters", "SGD"),
    "cosine": QT_TRANSLATE_NOOP("parameters", "Cosine"),
    "stairs": QT_TRANSLATE_NOOP("parameters", "Stairs"),
    "constant": QT_TRANSLATE_NOOP("parameters", "Constant"),
}
"""What the choices of rows are called."""

VISIBILITY = {
    2: QT_TRANSLATE_NOOP("parameters", "Far below what an eye can notice."),
    8: QT_TRANSLATE_NOOP("parameters", "Hard to notice, even side by side."),
    16: QT_TRANSLATE_NOOP("parameters", "Seen as a fine grain when looked at closely."),
    LEVELS: QT_TRANSLATE_NOOP("parameters", "Plain to see."),
}
"""How visible a change is, by the levels up to which it is so."""

ON, OFF = QT_TRANSLATE_NOOP("parameters", "on"), QT_TRANSLATE_NOOP("parameters", "off")
ANOTHER_SEED = QT_TRANSLATE_NOOP("parameters", "Another seed")
OF_ALL = QT_TRANSLATE_NOOP("parameters", "{n} of {all}")

CLOSE = ("", "°", "×")
"""Units that stand close to their numbers."""

FIELD_WIDTH = 104
GAP = 4
PAGE = 8
"""Levels that a click beside the handle adds."""


@dataclass(frozen=True, slots=True)
class Field:
    """What all kinds of fields have in common: how they are heard, read, written and told.

    One with a `remark`, a sentence about its value, has all the width under its label.
    """

    widget: QWidget
    changed: SignalInstance
    read: Callable[[], object]
    write: Callable[[Any], object]
    text: Callable[[], str]
    beside: tuple[QWidget, ...] = ()
    remark: Callable[[], str] | None = None


def field(row: Parameter, remarks: Mapping[str, str]) -> Field:
    """Return the field of `row`; `remarks` are marked sentences about its choices, if any."""
    made = KINDS[row.kind](row)
    if not remarks:
        return made
    return replace(made, remark=lambda: _translated(remarks[str(made.read())]))


def _number(row: Parameter) -> Field:
    if row.kind == "float":
        return _typed(row, Decimal(row.low, row.high, step=row.step))
    field = spin(int(row.low), int(row.high))
    field.setSingleStep(int(row.step))
    return _typed(row, field)


def _seed(row: Parameter) -> Field:
    number = spin(int(row.low), int(row.high))
    number.setObjectName("seed")  # the style sheet gives its room to the dice
    dice = button(icon="dices", kind="icon")
    name = _translated(ANOTHER_SEED)
    dice.setToolTip(name)
    dice.setAccessibleName(name)
    field = _typed(row, number, dice)
    dice.clicked.connect(partial(_roll, row, number))
    return field


def _typed(row: Parameter, field: QSpinBox | Decimal, *beside: QWidget) -> Field:
    field.setSuffix(row.unit if row.unit in CLOSE else f" {row.unit}")
    others = sum(part.sizeHint().width() + GAP for part in beside)
    field.setFixedWidth(theme.scaled(FIELD_WIDTH) - others)

    def read() -> float:
        field.interpretText()  # a number may be typed to its end without Enter
        return field.value()

    return Field(field, field.valueChanged, read, field.setValue, field.text, beside)


def _roll(row: Parameter, number: QSpinBox) -> None:
    """Choose any number but the present one."""
    low, high = int(row.low), int(row.high)
    ahead = 1 + secrets.randbelow(high - low)
    number.setValue(low + (number.value() - low + ahead) % (high - low + 1))


def _tick(row: Parameter) -> Field:
    del row
    field = _Tick()
    on, off = _translated(ON), _translated(OFF)

    def text() -> str:
        return on if field.isChecked() else off

    return Field(field, field.toggled, field.isChecked, field.setChecked, text)


class _Tick(QCheckBox):
    """Stands where fields begin, or nearer to the edge if the label is too long for that."""

    def __init__(self) -> None:
        """Let it be narrower than a field."""
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Ask for a field's width."""
        return super().sizeHint().expandedTo(QSize(theme.scaled(FIELD_WIDTH), 0))

    def minimumSizeHint(self) -> QSize:
        """Make do with the box."""
        return super().sizeHint()


def _choice(row: Parameter) -> Field:
    field = combo()
    for choice in row.choices:
        field.addItem(_translated(CHOICES[choice]), choice)
    field.setMinimumWidth(theme.scaled(FIELD_WIDTH))

    def write(value: str) -> None:
        field.setCurrentIndex(field.findData(value))

    return Field(field, field.currentIndexChanged, field.currentData, write, field.currentText)


def _levels(row: Parameter) -> Field:
    field = _Levels(row)

    def read() -> float:
        return field.value() / LEVELS

    def write(value: float) -> None:
        field.setValue(round(value * LEVELS))

    figure = (field.figure,)
    return Field(field, field.valueChanged, read, write, field.text, figure, field.remark)


class _Levels(Slider):
    """A slider over whole levels of a saved picture, with its value as a `figure`."""

    def __init__(self, row: Parameter) -> None:
        """Go from the row's least to its greatest fraction."""
        super().__init__()
        self.figure = _Figure()
        self.setRange(round(row.low * LEVELS), round(row.high * LEVELS))
        self.setSingleStep(round(row.step * LEVELS))
        self.setPageStep(PAGE)
        # Focus rings are for the keyboard: a click must not leave one behind.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:
        """Keep the figure up to date, also where the program sets the value."""
        super().sliderChange(change)
        self.figure.setText(self.text())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the wheel pass on to the page behind."""
        event.ignore()

    def text(self) -> str:
        """Return the value in words."""
        n, every = wording.number(self.value()), wording.number(LEVELS)
        return _translated(OF_ALL).format(n=n, all=every)

    def remark(self) -> str:
        """Say how visible such a change is."""
        return _translated(next(VISIBILITY[most] for most in VISIBILITY if self.value() <= most))


class _Figure(QLabel):
    """A value in the colour of what is chosen."""

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self.setProperty("role", "heading")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, grey with the rest."""
        del event
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # as its words run
        painter.setPen(theme.colour("accentText" if self.isEnabled() else "disabled"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


KINDS: dict[str, Callable[[Parameter], Field]] = {
    "int": _number,
    "float": _number,
    "fraction255": _levels,
    "seed": _seed,
    "bool": _tick,
    "choice": _choice,
}
"""What makes the fields, by the rows' kinds."""


def _translated(text: str) -> str:
    return wording.translate("parameters", text)
