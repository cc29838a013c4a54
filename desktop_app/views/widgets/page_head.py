"""The head of a page of readings: its subject, a badge, and two things to do with what it shows."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop_app.views.widgets.badge import Badge, BadgeLabel
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.labels import ElidedLabel


class PageHead(QWidget):
    """`copied` and `saved` follow a click on their buttons, `renamed` another subject."""

    renamed = Signal()
    copied = Signal()
    saved = Signal()

    def __init__(self) -> None:
        """Start without a subject, and with nothing to save."""
        super().__init__()
        self._title = ElidedLabel("title")
        self._badge = BadgeLabel()
        copy, save = button(icon="copy", kind="icon"), button(icon="save", kind="icon")
        self._buttons = (copy, save)
        names = self.tr("Copy this view"), self.tr("Save this view…")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addWidget(self._badge)
        layout.addStretch(1)
        for part, name in zip(self._buttons, names, strict=True):
            part.setToolTip(name)
            part.setAccessibleName(name.rstrip("…"))
            layout.addWidget(part)
        self._title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        copy.clicked.connect(self.copied)
        save.clicked.connect(self.saved)
        self.allow(on=False)

    def show_title(self, title: str, badge: Badge | None = None) -> None:
        """Name the subject."""
        self._title.setText(title)
        self._badge.show_badge(badge)
        self.renamed.emit()

    def allow(self, *, on: bool) -> None:
        """Say whether there is anything to copy and to save."""
        for part in self._buttons:
            part.setEnabled(on)

    def texts(self) -> tuple[str, str]:
        """Return the subject and the badge's words."""
        return self._title.text(), self._badge.text()
