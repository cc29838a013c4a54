"""What is seen in a result under other circumstances: a row each, fooled or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_app.views import wording
from desktop_app.views.theme import theme
from desktop_app.views.widgets.badge import Badge
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.glyph import Glyph
from desktop_app.views.widgets.labels import ElidedLabel, label
from desktop_app.views.widgets.question_card import QuestionCard, keep_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from desktop_app.engine.contract import Answer

ICON, GAP, ROW_GAP = 16, 8, 4
LEAST = 5
"""Rows for which there is always room; more are scrolled through."""

MARKS = {True: ("check", "second"), False: ("x", "text3")}
"""Icon and colour of a row that is fooled, and of one that is not."""


class Opinions(QuestionCard):
    """Passive. `asked` follows the button."""

    asked = Signal()

    def __init__(self, title: str, ask: str = "") -> None:
        """Start without opinions; `ask` is what the button says."""
        rows = _Rows(title)
        super().__init__(rows)
        self._rows = rows
        self.ask(title)
        self._button = button(ask, kind="quiet")
        self._button.clicked.connect(self.asked)
        self.add_offer(self._button)
        self.show_none("")

    def show_none(self, why: str, *, possible: bool = False) -> None:
        """Show no opinions, and why; offer to ask if that is `possible`."""
        self._rows.show_opinions([])
        self._button.setVisible(possible and bool(self._button.text()))
        self.say(why)

    def show_opinions(self, opinions: Sequence[tuple[str, Answer, bool]]) -> None:
        """Show rows: what each is called, what is seen, and whether that is what was wished.

        Those that come later are added at the end.
        """
        self._rows.show_opinions(opinions)
        self.answer(self._count([fooled for _, _, fooled in opinions]))

    def texts(self) -> list[tuple[str, str, str]]:
        """Return each row's name, the class that is seen, and its share."""
        return self._rows.texts()

    def _count(self, fooled: Sequence[bool]) -> Badge | None:
        numbers = {"n": wording.number(sum(fooled)), "count": wording.number(len(fooled))}
        text = self.tr("{n} of {count}").format(**numbers)
        return Badge(text, "second" if any(fooled) else "plain") if fooled else None


class _Rows(QScrollArea):
    """Rows that stay where they are while more come; the Tab key stops here if some are hidden."""

    def __init__(self, name: str) -> None:
        """Start without rows; `name` is what a screen reader calls all of them."""
        super().__init__()
        self.setObjectName("rows")
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._rows: list[_Row] = []
        content = QWidget()
        content.setObjectName("clear")
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(ROW_GAP)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)

    def show_opinions(self, opinions: Sequence[tuple[str, Answer, bool]]) -> None:
        """Fill as many rows as there are opinions."""
        while len(self._rows) < len(opinions):
            self._rows.append(_Row())
            self._column.addWidget(self._rows[-1])
        for row, opinion in zip(self._rows, opinions, strict=False):
            row.show_opinion(*opinion)
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(opinions))

    def texts(self) -> list[tuple[str, str, str]]:
        """Return what the rows say."""
        return [row.texts() for row in self._rows if not row.isHidden()]

    def sizeHint(self) -> QSize:
        """Ask for no more when there are more rows: nothing beside them is to move."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Show the usual number of rows without scrolling."""
        width = max((row.minimumSizeHint().width() for row in self._rows), default=0)
        bar = self.verticalScrollBar().sizeHint().width()
        line = max(QFontMetrics(theme.font("body")).height(), theme.scaled(ICON))
        return QSize(width + bar + 2, LEAST * (line + ROW_GAP) + 2)

    def _on_range_changed(self, low: int, high: int) -> None:
        scrolls = high > low
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if scrolls else Qt.FocusPolicy.NoFocus)


class _Row(QWidget):
    """A mark, a name, and trailing what is seen with its share."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._mark = Glyph(side=ICON)
        # Networks of a family differ at the ends of their names.
        self._name = ElidedLabel("", Qt.TextElideMode.ElideMiddle)
        self._seen = ElidedLabel("caption")
        self._seen.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._share = label(role="caption", trails=True)
        keep_width(self._share, [wording.percent(1)])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self._mark)
        layout.addWidget(self._name, 1)
        layout.addWidget(self._seen)
        layout.addWidget(self._share)

    def show_opinion(self, name: str, answer: Answer, fooled: bool) -> None:
        """Show what is seen by, or after, what is called `name`."""
        seen, share = answer.best.name, wording.percent(answer.probabilities[0])
        told = self.tr("{name}: fooled, sees {seen}, {share}")
        if not fooled:
            told = self.tr("{name}: not fooled, sees {seen}, {share}")
        self.setAccessibleName(told.format(name=name, seen=seen, share=share))
        self._mark.show_icon(*MARKS[fooled])
        self._seen.setProperty("fooled", fooled)
        self._seen.style().polish(self._seen)
        self._name.setText(name)
        self._seen.setText(seen)
        self._share.setText(share)
        self._share_room()

    def texts(self) -> tuple[str, str, str]:
        """Return the name, the class that is seen, and its share."""
        return self._name.text(), self._seen.text(), self._share.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """Leave the class what the name does not need, and at least two fifths."""
        taken = (self._mark, self._share)
        room = self.width() - sum(part.sizeHint().width() for part in taken) - 3 * GAP
        left = room - self._name.sizeHint().width()
        self._seen.setMaximumWidth(max(0, room * 2 // 5, left))
