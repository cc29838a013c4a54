"""Labels: by role, and elided in the middle or at the end."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QStyleOption, QWidget


def label(
    text: str = "", role: str = "body", *, wraps: bool = False, trails: bool = False
) -> QLabel:
    """Return a plain-text label in one of the theme's font roles.

    It stands at the leading edge of its room or, for figures, at the trailing one.
    """
    result = _Sided(text, trails=trails)
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setProperty("role", role)
    result.setWordWrap(wraps)
    return result


class _Sided(QLabel):
    """A label that goes by the layout's direction; Qt's own goes by that of its text's script."""

    def __init__(self, text: str, *, trails: bool) -> None:
        """Show `text`."""
        super().__init__(text)
        self._trails = trails
        self._align()

    def changeEvent(self, event: QEvent) -> None:
        """Change sides with the layout."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._align()

    def _align(self) -> None:
        if self.alignment() & Qt.AlignmentFlag.AlignHCenter:
            return
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        right = mirrored is not self._trails
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        absolute = Qt.AlignmentFlag.AlignAbsolute
        self.setAlignment(side | absolute | Qt.AlignmentFlag.AlignVCenter)


class ElidedLabel(QLabel):
    """One line that shortens itself to the room it has and then shows the whole in a tooltip."""

    def __init__(
        self,
        role: str = "body",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        """Make an empty label; `mode` says where the dots go."""
        super().__init__(parent)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Ask for a few letters only."""
        whole = super().minimumSizeHint()
        few = self.fontMetrics().horizontalAdvance("MMMM")
        return QSize(min(few, whole.width()), whole.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the tooltip to what is cut."""
        super().resizeEvent(event)
        self._show_tooltip()

    def setText(self, text: str) -> None:
        """Show `text`, or as much of it as fits."""
        super().setText(text)
        self._show_tooltip()

    def _show_tooltip(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self.text()) > self.width()
        self.setToolTip(self.text() if cut else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much of the text as fits."""
        del event
        shown = self.fontMetrics().elidedText(self.text(), self._mode, self.width())
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        flags = QStyle.visualAlignment(self.layoutDirection(), self.alignment())
        self.style().drawItemText(
            painter,
            self.rect(),
            int(flags),
            option.palette,
            self.isEnabled(),
            shown,
            self.foregroundRole(),
        )
