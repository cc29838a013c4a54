"""How pictures are shared out: what is learned from, what checks it, and what tests it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QRectF, QSize
from PySide6.QtGui import QHelpEvent, QPainter, QPainterPath
from PySide6.QtWidgets import QSizePolicy, QStyle, QToolTip, QVBoxLayout, QWidget

from desktop_app.views import wording
from desktop_app.views.theme import theme
from desktop_app.views.widgets.legend import Legend

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QPaintEvent

ROLES = ("accent", "second", "third")
HIGH = 8
GAP = 2

LEAST = 3
"""Points of width of any part that is not empty."""


class SplitBar(QWidget):
    """One bar with a legend below it. Parts without pictures are left out of both."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with an empty bar."""
        super().__init__(parent)
        self.bar, self.legend = Bar(), Legend()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP * 3)
        column.addWidget(self.bar)
        column.addWidget(self.legend)
        self.setAccessibleName(self.tr("How the pictures are shared out"))
        self.show_counts(0, 0, 0)
        theme.changed.connect(self._renew)

    def show_counts(self, train: int, check: int, test: int) -> None:
        """Show how many pictures each part has."""
        self._counts = train, check, test
        self._renew()

    def texts(self) -> list[str]:
        """Return what the legend says of the parts that have pictures."""
        return self.legend.texts()

    def _renew(self) -> None:
        names = self.tr("train"), self.tr("check"), self.tr("test")
        whole = max(1, sum(self._counts))
        text = self.tr("{part} {share}")
        parts = [one for one in zip(ROLES, names, self._counts, strict=True) if one[2]]
        self.legend.show_entries(
            [
                (theme.colour(role), text.format(part=name, share=wording.percent(count / whole)))
                for role, name, count in parts
            ]
        )
        self.bar.show_counts([(role, count) for role, _, count in parts])
        self.setAccessibleDescription(", ".join(self.texts()))


class Bar(QWidget):
    """The bar alone; it grows from the leading edge."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._parts: list[tuple[str, int]] = []
        self.setFixedHeight(HIGH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, parts: list[tuple[str, int]]) -> None:
        """Show parts, by their role in the palette."""
        self._parts = parts
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room in which shares can be told apart."""
        return QSize(theme.scaled(160), HIGH)

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip how many pictures the part under the pointer has."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            words, where = self._words_at(event.pos())
            QToolTip.showText(event.globalPos(), words, self, where)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the parts, or the groove while there are none."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        round_ends = QPainterPath()
        round_ends.addRoundedRect(QRectF(self.rect()), HIGH / 2, HIGH / 2)
        if not self._parts:
            painter.fillPath(round_ends, theme.colour("track"))
        painter.setClipPath(round_ends)
        for (role, _), room in zip(self._parts, self.part_rects(), strict=True):
            painter.fillRect(room, theme.colour(role))

    def part_rects(self) -> list[QRect]:
        """Return where the parts are, in their order."""
        result, left = [], 0
        for wide in self._widths():
            part = QRect(left, 0, wide, HIGH)
            result.append(QStyle.visualRect(self.layoutDirection(), self.rect(), part))
            left += wide + GAP
        return result

    def _widths(self) -> list[int]:
        counts = [count for _, count in self._parts]
        if not counts:
            return []
        room = self.width() - GAP * (len(counts) - 1)
        result = [max(LEAST, room * count // sum(counts)) for count in counts]
        # What rounding leaves, or the least parts take, is the largest one's.
        result[counts.index(max(counts))] += room - sum(result)
        return result

    def _words_at(self, at: QPoint) -> tuple[str, QRect]:
        for (_, count), room in zip(self._parts, self.part_rects(), strict=True):
            if room.contains(at):
                return self.tr("%n picture(s)", "", count), room
        return "", self.rect()
