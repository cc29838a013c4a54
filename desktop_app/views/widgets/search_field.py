"""A text field with a magnifying glass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from desktop_app.views import icons
from desktop_app.views.theme import theme

if TYPE_CHECKING:
    from PySide6.QtCore import QObject


class SearchField(QFrame):
    """The icon stands in a layout beside the text: inside the field Qt would misplace it.

    Esc empties the field and leaves it; `left` asks for the focus to go elsewhere.
    """

    left = Signal()

    def __init__(self, hint: str, name: str = "search", parent: QWidget | None = None) -> None:
        """Show `hint` while the field is empty; `name` is what the style sheet calls it."""
        super().__init__(parent)
        self.setObjectName(name)
        self._icon = QLabel()
        self.field = QLineEdit()
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(hint)
        self.field.setClearButtonEnabled(True)
        self.field.setAcceptDrops(False)  # drops are for the window
        self.field.installEventFilter(self)
        self.content = QHBoxLayout(self)
        self.content.setContentsMargins(10, 1, 6, 1)  # the ring's second pixel is drawn over these
        self.content.setSpacing(8)
        self.content.addWidget(self._icon)
        self.content.addWidget(self.field, 1)
        theme.changed.connect(self._draw_icon)
        self._draw_icon()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move the field's ring out to the frame."""
        if event.type() in (event.Type.FocusIn, event.Type.FocusOut):
            self.focus_changed(focused=event.type() is event.Type.FocusIn)
        if _is_escape(event):
            self.field.clear()
            self.left.emit()
        return super().eventFilter(watched, event)

    def focus_changed(self, *, focused: bool) -> None:
        """Draw the ring, or take it away."""
        self.setProperty("focused", focused)
        self.style().polish(self)

    def _draw_icon(self) -> None:
        self._icon.setPixmap(icons.pixmap("search", "text3", 16, self.devicePixelRatioF()))


def _is_escape(event: QEvent) -> bool:
    if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
        return False
    return event.key() == Qt.Key.Key_Escape
