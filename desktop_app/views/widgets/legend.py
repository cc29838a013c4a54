"""What colours mean: a dot and a name each, in as many lines as they need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from desktop_app.views.theme import theme

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QPaintEvent

DOT, GAP = 8, 5
BETWEEN = 10


class Legend(QWidget):
    """Passive; entries run from the leading edge."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without entries."""
        super().__init__(parent)
        self._entries: Sequence[tuple[QColor, str]] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.update)

    def show_entries(self, entries: Sequence[tuple[QColor, str]]) -> None:
        """Show colours and what they mean."""
        self._entries = entries
        self.setAccessibleName(", ".join(self.texts()))
        self.updateGeometry()
        self.update()

    def texts(self) -> list[str]:
        """Return what the colours mean."""
        return [text for _, text in self._entries]

    def heightForWidth(self, width: int) -> int:
        """Ask for one line at least, so that nothing jumps when entries come."""
        return max((room.bottom() + 1 for room, _ in self._rooms(width)), default=_line())

    def sizeHint(self) -> QSize:
        """Ask for a single line."""
        width = sum(map(_width, self.texts())) + BETWEEN * max(0, len(self._entries) - 1)
        return QSize(width, _line())

    def minimumSizeHint(self) -> QSize:
        """Ask for the widest entry, or as much of a very long one as can be read."""
        return QSize(min(max(map(_width, self.texts()), default=0), theme.scaled(120)), _line())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw dots and names."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("caption"))
        metrics, way = painter.fontMetrics(), self.layoutDirection()
        for room, (colour, text) in self._rooms(self.width()):
            dot = QRect(room.left(), 0, DOT, DOT)
            dot.moveTop(room.top() + (room.height() - DOT) // 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            middle = QStyle.visualRect(way, self.rect(), dot)
            painter.drawEllipse(QPointF(middle.center()) + QPointF(0.5, 0.5), DOT / 2, DOT / 2)
            words = QStyle.visualRect(way, self.rect(), room.adjusted(DOT + GAP, 0, 0, 0))
            painter.setPen(theme.colour("text2"))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, words.width())
            leading = QStyle.visualAlignment(way, Qt.AlignmentFlag.AlignLeft)
            flags = leading | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(words, int(flags), shown)

    def _rooms(self, width: int) -> Iterator[tuple[QRect, tuple[QColor, str]]]:
        """Return where entries are while people read from the left, line by line."""
        left = top = 0
        for entry in self._entries:
            wide = min(_width(entry[1]), width)
            if left and left + wide > width:
                left, top = 0, top + _line()
            yield QRect(left, top, wide, _line()), entry
            left += wide + BETWEEN


def _width(text: str) -> int:
    return DOT + GAP + QFontMetrics(theme.font("caption")).horizontalAdvance(text) + 1


def _line() -> int:
    return QFontMetrics(theme.font("caption")).height() + 2
