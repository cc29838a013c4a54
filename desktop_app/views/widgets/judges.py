"""What each network sees in a picture, and how it ranks the wanted class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.views import wording
from desktop_app.views.widgets.badge import Badge, BadgeLabel
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.labels import ElidedLabel, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.engine.judging import Verdict

FIRST, NEAR = 1, 5
GAP, ROW_GAP = 8, 4


class Judges(QWidget):
    """Passive. A row a network, one hairline between two. `asked` follows the button."""

    asked = Signal()

    def __init__(self) -> None:
        """Start without verdicts."""
        super().__init__()
        self.setObjectName("judges")
        self._count = BadgeLabel()
        self._sentence = label(role="caption", wraps=True)
        self._ask = button(self.tr("Ask the networks"))
        self._ask.clicked.connect(self.asked)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(ROW_GAP)
        self._texts: list[tuple[str, str, str]] = []
        head = QHBoxLayout()
        head.addWidget(label(self.tr("Judged by the networks"), "heading", wraps=True), 1)
        head.addWidget(self._count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(head)
        layout.addWidget(self._sentence)
        layout.addWidget(self._ask, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addLayout(self._rows)
        self.show_none("")

    def show_none(self, why: str, *, possible: bool = False) -> None:
        """Show no verdicts, and why; offer to ask if that is `possible`."""
        self._ask.setVisible(possible)
        self._fill([])
        self._sentence.setText(why)
        self._sentence.setVisible(bool(why))
        self._count.show_badge(None)

    def show_verdicts(self, verdicts: Sequence[Verdict], maker: str) -> None:
        """Show what networks say; `maker` is the name of the one that made the picture."""
        self._sentence.hide()
        self._ask.hide()
        asked = [one for one in verdicts if one.rank]
        agree = sum(one.rank == FIRST for one in asked)
        text = self.tr("{agree} of {count} agree").format(
            agree=wording.number(agree), count=wording.number(len(asked))
        )
        self._count.show_badge(Badge(text, "info") if asked else None)
        self._fill([(one, one.backbone == maker) for one in verdicts])

    def texts(self) -> list[tuple[str, str, str]]:
        """Return each row's name, what the network sees, and its badge."""
        return list(self._texts)

    def _fill(self, verdicts: Sequence[tuple[Verdict, bool]]) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (part := item.widget()) is not None:
                part.hide()
                part.deleteLater()
        self._texts = []
        for verdict, made in verdicts:
            if self._texts:
                self._rows.addWidget(_hairline())
            self._rows.addWidget(self._row(verdict, made=made))

    def _row(self, verdict: Verdict, *, made: bool) -> QWidget:
        title = verdict.title
        if made:
            title = self.tr("{name}, made it").format(name=title)
        best = self.tr("{name}, {share}").format(
            name=verdict.best.name, share=wording.percent(verdict.probability, 1)
        )
        if verdict.rank != FIRST:
            best = self.tr("sees {name}").format(name=verdict.best.name)
        badge = self._badge(verdict.rank)
        row = QWidget(self)
        row.setAccessibleName(f"{title}: {best}, {badge.text}")
        # What is shown before it has a parent would be a window for a moment.
        name, seen, mark = ElidedLabel("body"), ElidedLabel("caption"), BadgeLabel(row)
        name.setText(title)
        seen.setText(best)
        mark.show_badge(badge)
        self._texts.append((title, best, badge.text))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(name)
        words.addWidget(seen)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(words, 1)
        layout.addWidget(mark)
        return row

    def _badge(self, rank: int) -> Badge:
        if not rank:
            return Badge(self.tr("has no such class"), "plain")
        text = self.tr("no. {rank}").format(rank=wording.number(rank))
        if rank == FIRST:
            return Badge(text, "ok", "check")
        return Badge(text, "warn" if rank <= NEAR else "plain")


def _hairline() -> QFrame:
    line = QFrame()
    line.setObjectName("rule")
    line.setFixedHeight(1)
    return line
