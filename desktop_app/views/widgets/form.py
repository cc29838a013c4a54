"""Forms: a label leading, its field trailing, and a sentence under the field where one is due."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop_app.views import icons, measures
from desktop_app.views.theme import theme
from desktop_app.views.widgets.labels import label

FIELD_WIDTH = 560
"""Greatest width of a field with what stands beside it, in points."""

SIGN = 14
TEXT_MARGIN = 8


class Row(QWidget):
    """A field with what stands beside it, and the sentence under both."""

    def __init__(self, field: QWidget, *beside: QWidget) -> None:
        """Show no sentence at first; `field` is the one that the sentence is about."""
        super().__init__()
        self.field = field
        self._sign = QLabel()
        self._sentence = label(role="caption", wraps=True)
        self._wrong = False
        self._across = across = QHBoxLayout()
        across.setSpacing(8)
        keeps = field.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Fixed
        across.addWidget(field, 0 if keeps else 1)
        for part in beside:
            across.addWidget(part)
        if keeps:
            across.addStretch()
        under = QHBoxLayout()
        under.setSpacing(6)
        under.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        under.addWidget(self._sentence, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(across)
        layout.addLayout(under)
        self.setMaximumWidth(theme.scaled(FIELD_WIDTH))
        theme.changed.connect(self._draw_sign)
        self.say("")

    def say(self, sentence: str, *, wrong: bool = False) -> None:
        """Show a sentence under the field; `wrong` says that its value cannot be used."""
        self._wrong = wrong
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self._sign.setVisible(wrong)
        self._draw_sign()
        self.field.setAccessibleDescription(sentence)
        for part, name in ((self.field, "wrong"), (self._sentence, "error")):
            part.setProperty(name, wrong)
            part.style().polish(part)

    def height_of_field(self) -> int:
        """Return how high the field is with what stands beside it."""
        return self._across.sizeHint().height()

    def texts(self) -> tuple[str, bool]:
        """Return the sentence and whether it says that the value is wrong."""
        return self._sentence.text(), self._wrong

    def _draw_sign(self) -> None:
        ratio = self.devicePixelRatioF()
        self._sign.setPixmap(icons.pixmap("circle-x", "error", theme.scaled(SIGN), ratio))


class Form(QWidget):
    """Rows one below the other; where it is narrow a field goes under its label."""

    def __init__(self) -> None:
        """Start without rows."""
        super().__init__()
        self._layout = QFormLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(16)
        self._layout.setVerticalSpacing(12)
        self._layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

    def head(self, text: str, sentence: QWidget | None = None) -> None:
        """Begin a group of rows, of which the `sentence` says something."""
        title = label(text, "heading", wraps=True)
        title.setContentsMargins(0, 8 if self._layout.rowCount() else 0, 0, 0)
        self._layout.addRow(title)
        if sentence is not None:
            self._layout.addRow(sentence)

    def add(self, name: str, field: QWidget, *beside: QWidget) -> Row:
        """Add a row; `name` is the label and what a screen reader calls the field."""
        row = Row(field, *beside)
        title = label(name)
        title.setBuddy(field)
        row.ensurePolished()
        title.setFixedHeight(max(title.sizeHint().height(), row.height_of_field()))
        field.setAccessibleName(name)
        self._layout.addRow(title, row)
        return row


class _Unwheeled(QObject):
    """Lets the wheel pass on to the page behind a field."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stop the wheel."""
        if event.type() is not QEvent.Type.Wheel:
            return super().eventFilter(watched, event)
        event.ignore()
        return True


def calm(field: QComboBox | QSpinBox | QDoubleSpinBox) -> None:
    """Let only the keyboard and clicks change a field, not a wheel that passes over it."""
    field.installEventFilter(_Unwheeled(field))
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def combo() -> QComboBox:
    """Return an empty list to choose from that the wheel does not change."""
    result = QComboBox()
    calm(result)
    return result


def spin(low: int, high: int) -> QSpinBox:
    """Return a field for whole numbers that the wheel does not change."""
    result = QSpinBox()
    result.setRange(low, high)
    _dress(result)
    return result


class Decimal(QDoubleSpinBox):
    """A field for a number of up to four decimals.

    The style sheet leaves its arrows no room; Qt's own way would leave the text none.
    """

    def __init__(self, low: float, high: float, *, step: float = 0.01) -> None:
        """Take numbers from `low` to `high`."""
        super().__init__()
        self.setDecimals(4)
        self.setRange(low, high)
        self.setSingleStep(step)
        _dress(self)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("0.00000") + 2 * TEXT_MARGIN)

    def textFromValue(self, value: float) -> str:
        """Write no more decimals than there are."""
        return measures.plain(value)


def _dress(field: QSpinBox | QDoubleSpinBox) -> None:
    calm(field)
    field.setKeyboardTracking(False)
    field.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    # A style sheet's padding does not reach a spin box's text.
    field.lineEdit().setTextMargins(TEXT_MARGIN, 0, TEXT_MARGIN, 0)
    field.lineEdit().setAcceptDrops(False)


class Pane(QScrollArea):
    """A card whose content scrolls when there is too little height for it."""

    def __init__(self, *parts: QWidget) -> None:
        """Show `parts` one below the other."""
        super().__init__()
        self._content = QWidget()
        self._content.setObjectName("pane")
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(12)
        for part in parts:
            layout.addWidget(part)
        layout.addStretch()
        self.setObjectName("card")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(self._content)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear when the content's width changes, which a scroll area does not pass on."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        """Be as wide as the content needs: it scrolls only up and down."""
        bar = self.verticalScrollBar().sizeHint().width()
        least = super().minimumSizeHint()
        return QSize(self._content.minimumSizeHint().width() + bar + 2, least.height())
