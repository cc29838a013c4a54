"""One picture as large as there is room, in place of what it was opened from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.views import icons
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.labels import ElidedLabel
from desktop_app.views.widgets.map_picture import MapPicture

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class LargeView(QWidget):
    """Follows a small picture: what that shows is shown here, and who points here points there.

    `left` follows the way back: the button, a click on the picture, or Escape.
    """

    left = Signal()

    def __init__(self) -> None:
        """Start without a picture."""
        super().__init__()
        self.picture = MapPicture()
        self.picture.set_large(True)
        self._source: MapPicture | None = None
        self._heading = ElidedLabel("title")
        self._caption = ElidedLabel("caption")
        self._back = button(self.tr("Back"), "arrow-left", "quiet")
        self._back.clicked.connect(self.left)
        self.picture.clicked.connect(self.left)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._heading)
        words.addWidget(self._caption)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._back)
        head.addLayout(words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.picture, 1)

    def follow(self, source: MapPicture) -> None:
        """Show what `source` shows, from now on."""
        if self._source is not None:
            self._source.changed.disconnect(self._take_over)
            self.picture.pointed.disconnect(self._source.pointed)
        self._source = source
        source.changed.connect(self._take_over)
        self.picture.pointed.connect(source.pointed)
        self._take_over()
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        icons.dress(self._back, "arrow-right" if mirrored else "arrow-left")
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def texts(self) -> tuple[str, str]:
        """Return heading and caption."""
        return self._heading.text(), self._caption.text()

    def _take_over(self) -> None:
        if self._source is not None:
            self.picture.copy(self._source)
            heading, caption = self._source.texts()
            self.setAccessibleName(heading)
            self._heading.setText(heading)
            self._caption.setText(caption)
