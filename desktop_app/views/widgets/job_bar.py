"""What is being done, how far it is and when it will end; along the bottom of the window."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QWidget

from desktop_app.views import icons
from desktop_app.views.theme import theme
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.labels import ElidedLabel, label

THOUSANDTHS = 1000
"""The bar's range: counts of bytes would not fit its 32 bits."""

LOOKS = {
    "idle": ("circle-check", "ok"),
    "done": ("circle-check", "ok"),
    "running": ("hourglass", "accent"),
    "paused": ("octagon-pause", "warn"),
    "failed": ("circle-x", "error"),
    "stopped": ("square", "text2"),
}


class JobBar(QFrame):
    """Passive: shows states of `LOOKS` and passes clicks on."""

    pause_requested = Signal()
    resume_requested = Signal()
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start idle."""
        super().__init__(parent)
        self.setObjectName("jobBar")
        self.setFixedHeight(theme.scaled(44))
        self.state = "idle"
        self._icon = QLabel()
        self._name = label(role="heading")
        self._detail = ElidedLabel("caption")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._left = label(role="caption")
        self._pause = button(self.tr("Pause"), "pause")
        self._stop = button(self.tr("Stop"), "square")
        self._pause.clicked.connect(self._on_pause_clicked)
        self._stop.clicked.connect(self.stop_requested)
        theme.changed.connect(self._draw_icon)
        self._lay_out()
        self.show_state("idle", self.tr("Ready"))

    def show_state(self, state: str, name: str, detail: str = "") -> None:
        """Show one of `LOOKS`; the bar and the buttons are there while a job runs or rests."""
        self.state = state
        self._draw_icon()
        self._name.setText(name)
        self._detail.setText(detail)
        active = state in ("running", "paused")
        for part in (self._bar, self._left, self._pause, self._stop):
            part.setVisible(active)
        paused = state == "paused"
        self._pause.setText(self.tr("Go on") if paused else self.tr("Pause"))
        icons.dress(self._pause, "play" if paused else "pause")
        self.setAccessibleName(f"{name} {detail}")

    def show_waiting(self, name: str, detail: str = "") -> None:
        """Show something that can be neither measured nor stopped."""
        self.show_state("running", name, detail)
        self._bar.setRange(0, 0)
        for part in (self._left, self._pause, self._stop):
            part.hide()

    def show_progress(self, done: int, total: int, detail: str, left: str) -> None:
        """Show how far it is, the detail in words, and the time left in words."""
        self._detail.setText(detail)
        self._left.setText(left)
        self._bar.setRange(0, THOUSANDTHS if total else 0)
        self._bar.setValue(done * THOUSANDTHS // total if total else 0)

    def texts(self) -> tuple[str, str, str]:
        """Return name, detail and time left."""
        return self._name.text(), self._detail.text(), self._left.text()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 16, 0)
        layout.setSpacing(12)
        layout.addWidget(self._icon)
        layout.addWidget(self._name)
        layout.addWidget(self._detail, 2)
        layout.addWidget(self._bar, 5, Qt.AlignmentFlag.AlignVCenter)
        for part in (self._left, self._pause, self._stop):
            layout.addWidget(part)

    def _draw_icon(self) -> None:
        name, role = LOOKS[self.state]
        self._icon.setPixmap(icons.pixmap(name, role, 18, self.devicePixelRatioF()))

    def _on_pause_clicked(self) -> None:
        if self.state == "paused":
            self.resume_requested.emit()
        else:
            self.pause_requested.emit()
