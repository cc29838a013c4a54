"""Settings as a form made from their rows, which shows what differs from the preset."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QHBoxLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.views import wording
from desktop_app.views.theme import theme
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.form import Decimal, combo, spin
from desktop_app.views.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QPaintEvent

    from desktop_app.engine.parameters import Parameter

CHOICES = {
    "fourier": QT_TRANSLATE_NOOP("parameters", "Waves"),
    "pixels": QT_TRANSLATE_NOOP("parameters", "Pixels"),
    "adam": QT_TRANSLATE_NOOP("parameters", "Adam"),
    "descent": QT_TRANSLATE_NOOP("parameters", "Gradient descent"),
}
"""What the choices of rows are called."""

ON, OFF = QT_TRANSLATE_NOOP("parameters", "on"), QT_TRANSLATE_NOOP("parameters", "off")
ANOTHER_SEED = QT_TRANSLATE_NOOP("parameters", "Another seed")

CLOSE = ("", "°", "×")
"""Units that stand close to their numbers."""

FIELD_WIDTH = 104
ROW_GAP, GAP = 8, 4
DOT, DOT_ROOM = 6, 24
RING = 2


class ParameterForm(QWidget):
    """One row a setting; those not in `main` are under a button. `changed` follows a person."""

    changed = Signal()

    def __init__(self, rows: Sequence[Parameter], main: Collection[str]) -> None:
        """Show the rows' own values."""
        super().__init__()
        self.setObjectName("parameters")
        self._settings = {row.name: _Setting(row) for row in rows}
        self._whens = {row.name: row.when for row in rows if row.when}
        self._fold = button(icon="sliders-horizontal", kind="quiet")
        self._rest = QWidget()
        layout, under = _column(self), _column(self._rest)
        for name, setting in self._settings.items():
            (layout if name in main else under).addWidget(setting)
            setting.changed.connect(self._on_setting_changed)
        layout.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addWidget(self._rest)
        self._fold.setHidden(not under.count())
        self._fold.clicked.connect(self._on_fold_clicked)
        self._unfold(on=False)
        self._show_what_matters()

    def values(self) -> dict[str, object]:
        """Return the settings by their rows' names, with what is being typed."""
        return {name: setting.value for name, setting in self._settings.items()}

    def show_values(self, values: Mapping[str, object]) -> None:
        """Show settings as the preset's, from which a person may differ."""
        for name, value in values.items():
            self._settings[name].show_value(value)
        self._show_what_matters()

    def change(self, values: Mapping[str, object]) -> None:
        """Show settings as a person's, beside the preset's."""
        for name, value in values.items():
            self._settings[name].change(value)
        self._show_what_matters()

    def _show_what_matters(self) -> None:
        values = self.values()
        for name, (other, those) in self._whens.items():
            self._settings[name].setVisible(str(values[other]) in those)

    def _unfold(self, *, on: bool) -> None:
        self._rest.setVisible(on)
        self._fold.setText(self.tr("Fewer settings") if on else self.tr("All settings"))

    def _on_setting_changed(self) -> None:
        self._show_what_matters()
        self.changed.emit()

    def _on_fold_clicked(self) -> None:
        self._unfold(on=self._rest.isHidden())


class _Setting(QWidget):
    """A label, a dot while the value is another than the preset's, and the field."""

    changed = Signal()

    def __init__(self, row: Parameter) -> None:
        """Show the row's own value."""
        super().__init__()
        name, about = (wording.translate("parameters", text) for text in (row.label, row.help))
        self._field = FIELDS[row.kind](row)
        self._dot = _Dot()
        title = label(name)
        title.setBuddy(self._field.widget)
        self._field.widget.setAccessibleName(name)
        self._field.widget.setAccessibleDescription(about)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(title)
        layout.addWidget(self._dot)
        layout.addStretch()
        for part in (self._field.widget, *self._field.beside):
            layout.addWidget(part)
            self.setTabOrder(part, self._dot)
        self.setToolTip(about)
        self.show_value(row.default)
        self._field.changed.connect(self._on_field_changed)
        self._dot.clicked.connect(self._on_dot_clicked)

    @property
    def value(self) -> object:
        """What the field says; until a person changes it with all decimals that it was given."""
        read = self._field.read()
        return self._exact.get(read, read)

    def show_value(self, value: object) -> None:
        """Show the preset's value."""
        self._exact: dict[object, object] = {}
        self._preset = self._write(value)
        text = self.tr("Back to the preset’s {value}").format(value=self._field.text())
        self._dot.setToolTip(text)
        self._dot.setAccessibleName(text)
        self._dot.hide()

    def change(self, value: object) -> None:
        """Show another value than the preset's, or the same."""
        self._write(value)
        self._mark()

    def _write(self, value: object) -> object:
        """Show a value and return what is read of it."""
        with QSignalBlocker(self._field.widget):
            self._field.write(value)
        read = self._field.read()
        self._exact[read] = value
        return read

    def _mark(self) -> None:
        self._dot.setVisible(self._field.read() != self._preset)

    def _on_field_changed(self) -> None:
        self._mark()
        self.changed.emit()

    def _on_dot_clicked(self) -> None:
        if self._dot.hasFocus():
            self._field.widget.setFocus(Qt.FocusReason.TabFocusReason)
        self._field.write(self._preset)


class _Dot(QAbstractButton):
    """A small accent dot with the room of a button."""

    def __init__(self) -> None:
        """Keep the room while it is hidden, so that nothing moves when it comes."""
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(self.sizeHint())
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """Ask for room to click."""
        return QSize(DOT_ROOM, DOT_ROOM)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the dot, and a ring around it for the keyboard."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = theme.colour("accent" if self.isEnabled() else "disabled")
        middle = QPointF(self.width() / 2, self.height() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(middle, DOT / 2, DOT / 2)
        if self.hasFocus():
            painter.setPen(QPen(colour, RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(middle, DOT, DOT)


@dataclass(frozen=True, slots=True)
class _Field:
    """What all kinds of fields have in common: how they are heard, read, written and told."""

    widget: QWidget
    changed: SignalInstance
    read: Callable[[], object]
    write: Callable[[Any], object]
    text: Callable[[], str]
    beside: tuple[QWidget, ...] = ()


def _number(row: Parameter) -> _Field:
    if row.kind == "float":
        return _typed(row, Decimal(row.low, row.high, step=row.step))
    field = spin(int(row.low), int(row.high))
    field.setSingleStep(int(row.step))
    return _typed(row, field)


def _seed(row: Parameter) -> _Field:
    number = spin(int(row.low), int(row.high))
    number.setObjectName("seed")  # the style sheet gives its room to the dice
    dice = button(icon="dices", kind="icon")
    name = wording.translate("parameters", ANOTHER_SEED)
    dice.setToolTip(name)
    dice.setAccessibleName(name)
    field = _typed(row, number, dice)
    dice.clicked.connect(partial(_roll, row, number))
    return field


def _typed(row: Parameter, field: QSpinBox | Decimal, *beside: QWidget) -> _Field:
    field.setSuffix(row.unit if row.unit in CLOSE else f" {row.unit}")
    others = sum(part.sizeHint().width() + GAP for part in beside)
    field.setFixedWidth(theme.scaled(FIELD_WIDTH) - others)

    def read() -> float:
        field.interpretText()  # a number may be typed to its end without Enter
        return field.value()

    return _Field(field, field.valueChanged, read, field.setValue, field.text, beside)


def _roll(row: Parameter, number: QSpinBox) -> None:
    """Choose any number but the present one."""
    low, high = int(row.low), int(row.high)
    ahead = 1 + secrets.randbelow(high - low)
    number.setValue(low + (number.value() - low + ahead) % (high - low + 1))


def _tick(row: Parameter) -> _Field:
    del row
    field = QCheckBox()
    field.setFixedWidth(theme.scaled(FIELD_WIDTH))  # so that it stands where fields begin
    on, off = (wording.translate("parameters", text) for text in (ON, OFF))

    def text() -> str:
        return on if field.isChecked() else off

    return _Field(field, field.toggled, field.isChecked, field.setChecked, text)


def _choice(row: Parameter) -> _Field:
    field = combo()
    for choice in row.choices:
        field.addItem(wording.translate("parameters", CHOICES[choice]), choice)
    field.setMinimumWidth(theme.scaled(FIELD_WIDTH))

    def write(value: str) -> None:
        field.setCurrentIndex(field.findData(value))

    return _Field(field, field.currentIndexChanged, field.currentData, write, field.currentText)


FIELDS = {"int": _number, "float": _number, "seed": _seed, "bool": _tick, "choice": _choice}
"""What makes the fields, by the rows' kinds."""


def _column(parent: QWidget) -> QVBoxLayout:
    result = QVBoxLayout(parent)
    result.setContentsMargins(0, 0, 0, 0)
    result.setSpacing(ROW_GAP)
    return result
