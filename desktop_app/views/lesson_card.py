"""One lesson's set of pictures: what it is, who publishes it, and fetching it in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout

from desktop_app.views import catalogue_row, icons, measures, wording
from desktop_app.views.widgets.badge import Badge, BadgeLabel
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.fitting_button import FittingButton
from desktop_app.views.widgets.job_bar import THOUSANDTHS
from desktop_app.views.widgets.labels import label
from desktop_app.views.widgets.message import Message

if TYPE_CHECKING:
    from desktop_app.engine.lessons import Lesson

MARGIN = 16
FETCH, CANCEL, USE = "fetch", "cancel", "use"


class LessonCard(QFrame):
    """Passive. Its one button does what makes sense now; each signal carries the lesson's key."""

    fetch_asked = Signal(str)
    cancelled = Signal(str)
    used = Signal(str)

    def __init__(self, lesson: Lesson) -> None:
        """Offer to fetch `lesson`."""
        super().__init__()
        self.setObjectName("card")
        self.lesson = lesson
        self._name = wording.translate("lessons", lesson.title)
        self._action = FETCH
        self.badge = BadgeLabel()
        self.licence = FittingButton()
        self.message = Message(stacked=True)
        self.detail = label(role="caption", wraps=True)
        self.bar = QProgressBar()
        self.button = button()
        self._configure()
        self._lay_out()
        self.licence.clicked.connect(self._on_licence_clicked)
        self.button.clicked.connect(self._on_button_clicked)
        self.show_offer()

    def show_offer(self, come: int = 0) -> None:
        """Offer to fetch it, or to go on after `come` bytes."""
        self._show()
        if come:
            so_far = catalogue_row.so_far(come, self.lesson.bytes)
            self._say(self.tr("{so_far} have come.").format(so_far=so_far))
            self._offer(FETCH, "download", self.tr("Go on"))
            return
        size = measures.size(self.lesson.bytes)
        text = self.tr("Fetch, {size}").format(size=size)
        self._offer(FETCH, "download", text if self.lesson.bytes else self.tr("Fetch"))

    def show_progress(self, done: int, total: int, detail: str = "") -> None:
        """Show how many bytes have come, of 0 while that is unknown, and speed in words."""
        come = catalogue_row.so_far(done, total) if done or total else ""
        self._run(done, total, ", ".join(filter(None, (come, detail))))

    def show_unpacking(self, done: int, total: int) -> None:
        """Show how much of what has come is unpacked."""
        share = wording.percent(done / total) if total else ""
        self._run(done, total, self.tr("Unpacking… {share}").format(share=share).strip())

    def show_ready(self) -> None:
        """Offer to use what is here."""
        self._show()
        self.badge.show_badge(Badge(self.tr("ready"), "ok", "hard-drive"))
        self._offer(USE, "graduation-cap", self.tr("Use it"), "primary")

    def show_problem(self, what: str, why: str) -> None:
        """Say why it was not fetched, and offer to try again."""
        self._show()
        self._offer(FETCH, "rotate-ccw", self.tr("Try again"))
        self.message.show_message("error", what, why)

    def _show(self) -> None:
        """Take away what belongs to one state only."""
        self.badge.show_badge(None)
        self.message.hide()
        self.bar.hide()
        self._say("")

    def _run(self, done: int, total: int, words: str) -> None:
        if self._action != CANCEL:
            self._show()
            self._offer(CANCEL, "x", self.tr("Cancel"))
            self.bar.show()
        self._say(words)
        self.bar.setRange(0, THOUSANDTHS if total else 0)
        self.bar.setValue(min(done, total) * THOUSANDTHS // total if total else 0)

    def _say(self, words: str) -> None:
        self.detail.setText(words)
        self.detail.setVisible(bool(words))

    def _offer(self, action: str, icon: str, text: str, kind: str = "") -> None:
        """Let the button do something; it stays the same one, so that the keyboard stays on it."""
        self._action = action
        if self.button.property("kind") != kind:
            self.button.setProperty("kind", kind)
            self.button.style().polish(self.button)
        icons.dress(self.button, icon, "onAccent" if kind else "text2")
        self.button.setText(text)
        self.button.setAccessibleName(f"{text}, {self._name}")

    def _configure(self) -> None:
        self.setAccessibleName(self._name)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        icons.dress(self.licence, "external-link", "accentText")
        self.licence.setProperty("kind", "link")
        text = self.tr("Licence: {name}").format(name=measures.isolated(self.lesson.licence))
        self.licence.show_texts(text)
        self.licence.setToolTip(f"{text}\n{self.lesson.page}")

    def _facts(self) -> str:
        lesson = self.lesson
        size = measures.size(lesson.bytes) if lesson.bytes else self.tr("size not stated")
        pictures = self.tr("%Ln picture(s)", "", lesson.pictures)
        classes = self.tr("%Ln class(es)", "", lesson.classes)
        text = self.tr("{pictures}, {classes}, {size}")
        return text.format(pictures=pictures, classes=classes, size=size)

    def _note(self) -> str:
        if self.lesson.has_digests:
            return self.tr("What comes is checked by its published hash (MD5).")
        return self.tr(
            "No hash is published for this file. Its size and the sums inside the archive are "
            "checked instead."
        )

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(self._name, "title", wraps=True), 1)
        head.addWidget(self.badge)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        told = QVBoxLayout()
        told.setSpacing(6)
        told.addStretch()
        told.addWidget(self.detail)
        told.addWidget(self.bar)
        told.addStretch()
        foot.addLayout(told, 1)
        foot.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, 12, MARGIN, MARGIN - 2)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(label(wording.translate("lessons", self.lesson.about), wraps=True))
        layout.addWidget(label(self._facts(), "heading", wraps=True))
        layout.addWidget(self.licence)
        layout.addWidget(label(self._note(), "caption", wraps=True))
        layout.addStretch(1)
        layout.addWidget(self.message)
        layout.addLayout(foot)

    def _on_licence_clicked(self) -> None:
        QDesktopServices.openUrl(QUrl(self.lesson.page))

    def _on_button_clicked(self) -> None:
        signals = {FETCH: self.fetch_asked, CANCEL: self.cancelled, USE: self.used}
        signals[self._action].emit(self.lesson.key)
