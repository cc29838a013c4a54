"""What the network is given of the picture, and how that was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from desktop_app.views import pixels as qt_pixels
from desktop_app.views import wording
from desktop_app.views.widgets.labels import label

if TYPE_CHECKING:
    from desktop_app.engine.contract import Look, Pixels

SIDE = 104


class CropCard(QFrame):
    """A small picture of the crop with a sentence beside it."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.setObjectName("card")
        self._picture = QLabel()
        self._picture.setFixedSize(SIDE, SIDE)
        self._sentence = label(role="caption", wraps=True)
        lines = QVBoxLayout()
        lines.setSpacing(4)
        self._heading = label(self.tr("What the network sees"), "heading")
        lines.addWidget(self._heading)
        lines.addWidget(self._sentence)
        lines.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 14, 14, 14)
        layout.setSpacing(14)
        layout.addWidget(self._picture)
        layout.addLayout(lines, 1)

    def show_look(self, look: Look) -> None:
        """Show the crop of a picture."""
        self._heading.show()
        self._show_pixels(look.crop)
        side = wording.number(look.crop.shape[0])
        text = self.tr("{side} × {side} pixels: the middle of the picture, as framed.")
        if look.picture.icc_applied:
            text += " " + self.tr("Its colour profile is applied.")
        self._sentence.setText(text.format(side=side))

    def clear(self) -> None:
        """Show nothing."""
        self._heading.hide()
        self._picture.clear()
        self._sentence.clear()

    def _show_pixels(self, pixels: Pixels) -> None:
        ratio = self.devicePixelRatioF()
        drawn = qt_pixels.pixmap(pixels).scaledToWidth(
            round(SIDE * ratio), Qt.TransformationMode.SmoothTransformation
        )
        drawn.setDevicePixelRatio(ratio)
        self._picture.setPixmap(drawn)
