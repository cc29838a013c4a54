"""The folder that is learned from: its name, how it is divided, what is odd about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.views import wording
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.class_counts import ClassCounts
from desktop_app.views.widgets.labels import ElidedLabel, label
from desktop_app.views.widgets.message import Message
from desktop_app.views.widgets.split_bar import SplitBar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from desktop_app.views.problem_words import Told


MOST_ROWS, FEW_ROWS = 7, 4
"""Classes that are seen at once, the second where it is low; the others are scrolled to, so that
what follows stays near."""


class DataCard(QWidget):
    """Passive. `changed` follows the wish for another folder; `class_chosen` carries a place."""

    changed = Signal()
    class_chosen = Signal(int)

    def __init__(self) -> None:
        """Start without a folder."""
        super().__init__()
        self._rows = MOST_ROWS
        self._act: Callable[[], None] | None = None
        self.counts = ClassCounts()
        self.problems = Message(stacked=True)
        self._title = ElidedLabel("title", Qt.TextElideMode.ElideMiddle)
        self._title.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._named = QWidget()  # has the tooltip, since that of the title is its own
        self._line = label(role="caption", wraps=True)
        self._split = SplitBar()
        self._other = button(self.tr("Other folder…"), "folder-open", "quiet")
        self._other.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._other.clicked.connect(self.changed)
        self.counts.chosen.connect(self.class_chosen)
        self._lay_out()

    def show_folder(self, name: str, path: str, classes: int, pictures: int) -> None:
        """Show which folder it is and how much is in it."""
        self._title.setText(name)
        self._named.setToolTip(f"{name}\n{wording.breakable(path)}")
        found = self.tr("%Ln class(es)", "", classes), self.tr("%Ln picture(s)", "", pictures)
        self._line.setText(", ".join(found))

    def show_parts(self, train: int, check: int, test: int) -> None:
        """Show how the pictures are divided."""
        self._split.show_counts(train, check, test)

    def show_classes(
        self, names: Sequence[str], counts: Sequence[int], marks: Mapping[int, str]
    ) -> None:
        """Show how many pictures each class has; `marks` say what is wrong with some."""
        self.counts.show_counts(names, counts)
        self._fit()
        for place, why in marks.items():
            self.counts.mark(place, why)

    def show_problems(self, told: Told, act: Callable[[], None]) -> None:
        """Tell that something was found, and offer to show it; hide that if nothing was."""
        if not told.what:
            self.problems.hide()
            return
        self._act = act
        self.problems.show_message(told.kind, told.what, "", self.tr("Show"), self._show_found)

    def set_low(self, *, on: bool) -> None:
        """Show fewer classes at once where there is little height."""
        self._rows = FEW_ROWS if on else MOST_ROWS
        self._fit()

    def allow_change(self, *, on: bool) -> None:
        """Say whether another folder can be chosen."""
        self._other.setEnabled(on)
        self._other.setToolTip("" if on else self.tr("Not during a training."))

    def texts(self) -> tuple[str, str]:
        """Return the name and the line under it."""
        return self._title.text(), self._line.text()

    def _show_found(self) -> None:
        """Show what was found, and offer it still: one comes back from it."""
        self.problems.show()
        if self._act is not None:
            self._act()

    def _fit(self) -> None:
        self.counts.setMaximumHeight(self.counts.height_of(self._rows))

    def _lay_out(self) -> None:
        named = QHBoxLayout(self._named)
        named.setContentsMargins(0, 0, 0, 0)
        named.addWidget(self._title)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._named, 1)
        head.addWidget(self._other)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        for part in (self._line, self._split, self.problems, self.counts):
            layout.addWidget(part)
