"""Settings as a form made from their rows, which shows what differs from the preset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.views import wording
from desktop_app.views.theme import theme
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.labels import label
from desktop_app.views.widgets.parameter_fields import GAP, field

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from PySide6.QtGui import QPaintEvent

    from desktop_app.engine.parameters import Parameter

ROW_GAP = 8
DOT, DOT_ROOM = 6, 24
RING = 2


class ParameterForm(QWidget):
    """One row a setting; those not in `main` are under a button. `changed` follows a person."""

    changed = Signal()

    def __init__(
        self,
        rows: Sequence[Parameter],
        main: Collection[str],
        *,
        remarks: Mapping[str, Mapping[str, str]] | None = None,
        explained: Collection[str] = (),
    ) -> None:
        """Show the rows' own values.

        `remarks` are sentences about the choices of some rows, marked for translation: the one
        about the present choice stands under it. Under those `explained` stands their help, which
        is a tooltip of the others.
        """
        super().__init__()
        self.setObjectName("parameters")
        said = remarks or {}
        self._settings = {
            row.name: _Setting(row, said.get(row.name, {}), explained=row.name in explained)
            for row in rows
        }
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
        for name in self._whens:
            self._settings[name].setVisible(self._matters(name, values))

    def _matters(self, name: str, values: Mapping[str, object]) -> bool:
        """Whether a row is of use: what it depends on must be so, too."""
        if name not in self._whens:
            return True
        other, those = self._whens[name]
        return str(values[other]) in those and self._matters(other, values)

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

    def __init__(self, row: Parameter, remarks: Mapping[str, str], *, explained: bool) -> None:
        """Show the row's own value; `remarks` are sentences about its choices, if any."""
        super().__init__()
        name, about = (wording.translate("parameters", text) for text in (row.label, row.help))
        self._field = field(row, remarks)
        self._dot = _Dot()
        self._remark = label(about if explained else "", "caption", wraps=True)
        self._field.widget.setAccessibleName(name)
        self._field.widget.setAccessibleDescription(about)
        self.setToolTip(about)
        self._lay_out(name)
        self.show_value(row.default)
        self._field.changed.connect(self._on_field_changed)
        self._dot.clicked.connect(self._on_dot_clicked)

    def _lay_out(self, name: str) -> None:
        """Put the field beside its label or, with a remark about it, under it."""
        made, wide = self._field, self._field.remark is not None
        title = label(name, "heading" if wide else "body")
        title.setBuddy(made.widget)
        layout, across = _column(self), QHBoxLayout()
        layout.setSpacing(GAP)
        across.setSpacing(GAP)
        across.addWidget(title)
        across.addWidget(self._dot)
        across.addStretch()
        layout.addLayout(across)
        (layout if wide else across).addWidget(made.widget)
        for part in made.beside:
            across.addWidget(part)
        layout.addWidget(self._remark)
        self._remark.setHidden(not (wide or self._remark.text()))
        for part in (made.widget, *made.beside):
            self.setTabOrder(part, self._dot)

    @property
    def value(self) -> object:
        """What the field says; until a person changes it with all decimals that it was given."""
        read = self._field.read()
        return self._exact.get(read, read)

    def show_value(self, value: object) -> None:
        """Show the preset's value."""
        self._exact: dict[object, object] = {}
        self._preset = self._write(value)
        text = self.tr("Back to {value}").format(value=self._field.text())
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
        self._say()
        return read

    def _say(self) -> None:
        if self._field.remark is not None:
            self._remark.setText(self._field.remark())

    def _mark(self) -> None:
        self._dot.setVisible(self._field.read() != self._preset)

    def _on_field_changed(self) -> None:
        self._say()
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


def _column(parent: QWidget) -> QVBoxLayout:
    result = QVBoxLayout(parent)
    result.setContentsMargins(0, 0, 0, 0)
    result.setSpacing(ROW_GAP)
    return result
