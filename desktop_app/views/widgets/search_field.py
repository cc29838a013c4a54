"""A text field with a magnifying glass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from desktop_app.views import icons
from desktop_app.views.theme import theme

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QObject


class SearchField(QFrame):
    """The icon stands in a layout beside the text: inside the field Qt would misplace it."""

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        """Show `hint` while the field is empty."""
        super().__init__(parent)
        self.setObjectName("search")
        self._icon = QLabel()
        self.field = QLineEdit()
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(hint)
        self.field.setClearButtonEnabled(True)
        self.field.installEventFilter(self)
        self._layout = QHBoxLayout(self)
        self._layout.setSpacing(8)
        self._layout.addWidget(self._icon)
        self._layout.addWidget(self.field, 1)
        theme.changed.connect(self._draw_icon)
        self._draw_icon()
        self._show_focus(focused=False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move the field's ring out to the frame."""
        if event.type() in (event.Type.FocusIn, event.Type.FocusOut):
            self._show_focus(focused=event.type() is event.Type.FocusIn)
        return super().eventFilter(watched, event)

    def _show_focus(self, *, focused: bool) -> None:
        # The ring is one pixel thicker than the edge; the margins make up for it.
        rest = 1 if focused else 2
        self._layout.setContentsMargins(8 + rest, rest - 1, 4 + rest, rest - 1)
        self.setProperty("focused", focused)
        self.style().polish(self)

    def _draw_icon(self) -> None:
        self._icon.setPixmap(icons.pixmap("search", "text3", 16, self.devicePixelRatioF()))
