"""The empty tab: where to drop, two buttons and a few samples. And the curtain while dragging."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeySequence, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.views import icons
from desktop_app.views.theme import theme
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.labels import label

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QPaintEvent

SAMPLE = QSize(116, 80)
SHOWN_SAMPLES = 4

STATES = {
    "rest": ("mat", "edge", "image-plus", "accent"),
    "folder": ("mat", "edge", "folder-open", "accent"),
    "over": ("accentSoft", "accent", "image-plus", "accent"),
    "over folder": ("accentSoft", "accent", "folder-open", "accent"),
    "refused": ("errorSoft", "error", "circle-x", "error"),
}
"""Fill, edge, icon and the icon's colour."""

INVITING = ("rest", "folder")
"""Those with a dashed edge."""


class Zone(QFrame):
    """A rounded field with a dashed edge, an icon and a large line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start at rest."""
        super().__init__(parent)
        self.state = "rest"
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.headline = label(role="display")
        self.headline.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence = label(role="body", wraps=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 24, 24, 24)
        self.column.setSpacing(8)
        self.column.addStretch()
        for part in (self._icon, self.headline, self.sentence):
            self.column.addWidget(part)
        theme.changed.connect(self._restyle)

    def show_state(self, state: str, headline: str, sentence: str = "") -> None:
        """Show one of `STATES` with its words."""
        self.state = state
        self.headline.setText(headline)
        self.sentence.setText(sentence)
        self._restyle()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw field and edge."""
        del event
        fill, edge, _, _ = STATES[self.state]
        dashed = Qt.PenStyle.DashLine if self.state in INVITING else Qt.PenStyle.SolidLine
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.colour(fill))
        painter.setPen(QPen(theme.colour(edge), 1.5, dashed))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)

    def _restyle(self) -> None:
        _, _, name, role = STATES[self.state]
        self._icon.setPixmap(icons.pixmap(name, role, 40, self.devicePixelRatioF()))
        self.update()


class Curtain(Zone):
    """Covers the page while something is dragged over the window, and says what would happen."""

    def __init__(self, tabs: QTabWidget) -> None:
        """Start hidden over the page of `tabs` that is in front."""
        super().__init__(tabs)
        self._tabs = tabs
        self.column.addStretch()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self, state: str, headline: str, sentence: str = "") -> None:
        """Appear over the whole page."""
        self.show_state(state, headline, sentence)
        top = self._tabs.tabBar().height()
        self.setGeometry(self._tabs.rect().adjusted(16, top + 12, -16, -12))
        self.raise_()
        self.show()


class DropZone(Zone):
    """The empty Predict tab."""

    pictures_requested = Signal()
    folder_requested = Signal()
    sample_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build it without samples."""
        super().__init__(parent)
        pictures = button(self.tr("Open pictures…"), "image-plus", "primary")
        folder = button(self.tr("Open folder…"), "folder-open")
        pictures.clicked.connect(self.pictures_requested)
        folder.clicked.connect(self.folder_requested)
        self.column.addSpacing(8)
        self.column.addLayout(_row(pictures, folder))
        self.column.addSpacing(24)
        self._invitation = label(self.tr("or look at a sample"), "caption")
        self._invitation.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.column.addWidget(self._invitation)
        self._samples = QHBoxLayout()
        self._samples.setSpacing(16)
        self.column.addLayout(self._samples)
        self.column.addStretch()
        keys = QKeySequence(QKeySequence.StandardKey.Paste)
        native = keys.toString(QKeySequence.SequenceFormat.NativeText).replace("+", " ")
        text = self.tr("Files, a whole folder, or a picture from a web page. {keys} pastes.")
        text = text.format(keys=native)
        self.show_state("rest", self.tr("Drop pictures here"), text)

    def set_samples(self, samples: list[tuple[str, str, str, Path]]) -> None:
        """Show the first few samples: key, title, where it comes from, and its file."""
        self._samples.addStretch()
        for key, title, source, file in samples[:SHOWN_SAMPLES]:
            self._samples.addWidget(self._sample(key, title, source, file))
        self._samples.addStretch()

    def _sample(self, key: str, title: str, source: str, file: Path) -> QToolButton:
        result = QToolButton()
        result.setObjectName("sample")
        result.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        result.setIcon(QIcon(_cover(file, SAMPLE, self.devicePixelRatioF())))
        result.setIconSize(SAMPLE)
        result.setText(title)
        result.setToolTip(f"{title}\n{source}")
        result.setProperty("key", key)
        result.clicked.connect(self._on_sample_clicked)
        return result

    def _on_sample_clicked(self) -> None:
        self.sample_requested.emit(self.sender().property("key"))


def _row(*buttons: QWidget) -> QHBoxLayout:
    result = QHBoxLayout()
    result.setSpacing(8)
    result.addStretch()
    for part in buttons:
        result.addWidget(part)
    result.addStretch()
    return result


def _cover(file: Path, size: QSize, ratio: float) -> QPixmap:
    """Read a bundled picture so that it fills `size`, cropping what stands out."""
    wanted = size * ratio
    whole = QPixmap(str(file)).scaled(
        wanted,
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    left, top = (whole.width() - wanted.width()) // 2, (whole.height() - wanted.height()) // 2
    result = whole.copy(left, top, wanted.width(), wanted.height())
    result.setDevicePixelRatio(ratio)
    return result
