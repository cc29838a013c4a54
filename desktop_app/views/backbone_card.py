"""One backbone told: its story and paper, its place in the challenge, its figures, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_app.engine import families
from desktop_app.views import catalogue_row, icons, measures, wording
from desktop_app.views.backbone_actions import BackboneActions
from desktop_app.views.backbone_facts import Facts
from desktop_app.views.widgets.badge import BadgeLabel
from desktop_app.views.widgets.error_plot import ErrorPlot
from desktop_app.views.widgets.fitting_button import FittingButton
from desktop_app.views.widgets.labels import ElidedLabel, label
from desktop_app.views.widgets.message import Message

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from desktop_app.views.catalogue_row import Row

LEAST = 326
WIDE = 620
"""Width from which the plot stands beside the story."""


class BackboneCard(QFrame):
    """Passive. `buttons` has the signals for what is to be done; `dot_chosen` names a backbone."""

    dot_chosen = Signal(str)

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.setObjectName("card")
        self.title = ElidedLabel("title", Qt.TextElideMode.ElideMiddle)
        self.badge = BadgeLabel()
        self.story = label(role="body", wraps=True)
        self.paper = FittingButton()
        self.plot = ErrorPlot()
        self.facts = Facts()
        self.message = Message(stacked=True)
        self.buttons = BackboneActions()
        self._year = label(role="caption")
        self._link = ""
        self._empty = label(self.tr("Choose a network to read about it."), "caption")
        self._words = self._words_of_it()
        self._challenge = self._plot_with_words()
        self._parts = QGridLayout()
        self._told = self._scrolling()
        self._lay_out()
        self.paper.clicked.connect(self._on_paper_clicked)
        self.plot.chosen.connect(self.dot_chosen)
        self.show_row(None)

    def show_row(self, row: Row | None) -> None:
        """Tell of a backbone, or nothing."""
        self._told.setVisible(row is not None)
        self.buttons.setVisible(row is not None)
        self._empty.setVisible(row is None)
        if row is None:
            return
        entry = row.shelf.entry
        family = families.family(entry.family)
        self.title.setText(entry.title)
        self._year.setText(str(entry.year or ""))
        self.badge.show_badge(catalogue_row.badge(row))
        self.story.setText(wording.translate("families", family.story) if family.story else "")
        self.story.setVisible(family.in_lessons)
        self._link = family.link
        self.paper.show_texts(measures.isolated(family.paper))
        self.paper.setToolTip(f"{family.paper}\n{family.link}")
        self.paper.setVisible(bool(family.link))
        self._challenge.setVisible(family.in_lessons)
        self._arrange()
        self.plot.show_family(family.key)
        self.facts.show_row(row, family.trained_on)
        self.buttons.show_row(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the plot beside the story where there is room for both."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        wide = self.width() >= WIDE
        places = ((0, 0, 1), (1, 0, 1), (0, 1, 2)) if wide else ((0, 0, 1), (2, 0, 1), (1, 0, 1))
        parts = (self._words, self.facts, self._challenge)
        for part, (row, column, rows) in zip(parts, places, strict=True):
            self._parts.addWidget(part, row, column, rows, 1)
        self._parts.setColumnStretch(1, int(wide))
        plotted = not self._challenge.isHidden()
        self._parts.setRowStretch(1, int(plotted))
        self._parts.setRowStretch(3, int(not plotted))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self.message)
        layout.addWidget(self._empty, 1, Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self._told, 1)
        layout.addWidget(self.buttons)

    def _words_of_it(self) -> QWidget:
        icons.dress(self.paper, "external-link", "accentText")
        self.paper.setProperty("kind", "link")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self._year)
        head.addStretch(1)
        head.addWidget(self.badge)
        result = QWidget()
        layout = QVBoxLayout(result)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.story)
        layout.addWidget(self.paper)
        return result

    def _plot_with_words(self) -> QWidget:
        head = QHBoxLayout()
        head.addWidget(label(self.tr("Error in the ImageNet challenge"), "heading"), 1)
        head.addWidget(label(self.tr("with five guesses"), "caption"))
        result = QWidget()
        layout = QVBoxLayout(result)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.plot, 1)
        layout.addWidget(label(self.tr("Dot size: parameters. Click one to choose it."), "fine"))
        return result

    def _scrolling(self) -> QScrollArea:
        content = QWidget()
        content.setObjectName("clear")
        content.setLayout(self._parts)
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.setHorizontalSpacing(24)
        self._parts.setVerticalSpacing(12)
        self._arrange()
        result = QScrollArea()
        result.setObjectName("clear")
        result.setWidgetResizable(True)
        result.setFrameShape(QFrame.Shape.NoFrame)
        result.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        result.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        result.setWidget(content)
        return result

    def _on_paper_clicked(self) -> None:
        QDesktopServices.openUrl(QUrl(self._link))
