"""The answer for one picture: in words, as bars, in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop_app.engine.contract import UNLIKE, Sureness
from desktop_app.engine.parameters import TOP
from desktop_app.views import wording
from desktop_app.views.widgets.badge import Badge, BadgeLabel
from desktop_app.views.widgets.buttons import button, icon_button
from desktop_app.views.widgets.glyph import Glyph
from desktop_app.views.widgets.labels import ElidedLabel, label
from desktop_app.views.widgets.top_k_bars import TopKBars

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from desktop_app.engine.contract import Answer
    from desktop_app.views.actions import Actions

ROOMY_WIDTH = 330

BADGES = {
    Sureness.VERY_SURE: "info",
    Sureness.FAIRLY_SURE: "info",
    Sureness.UNSURE: "plain",
    Sureness.NO_IDEA: "warn",
}


class AnswerCard(QFrame):
    """Shows an answer; `top_changed` carries how many classes are wanted.

    `closed` follows a click on the cross beside the network's name, which is there while two
    networks are compared.
    """

    top_changed = Signal(int)
    closed = Signal()

    def __init__(self, actions: Actions) -> None:
        """Start empty; the two small buttons do what `actions` do."""
        super().__init__()
        self._foot = QWidget()
        self.setObjectName("card")
        self._answer: Answer | None = None
        self._network = ElidedLabel("caption")
        self._close = button(icon="x", kind="icon")
        self._close.setToolTip(self.tr("Stop comparing"))
        self._close.setAccessibleName(self.tr("Stop comparing"))
        self._name = label(role="display", wraps=True)
        self._badge = BadgeLabel()
        self._remark = label(role="body", wraps=True)
        self._warning = _Warning()
        self.bars = TopKBars()
        self._top = QSpinBox()
        self._top.setRange(int(TOP.low), int(TOP.high))
        self._top.setFixedWidth(64)
        # A style sheet's padding does not reach a spin box's text.
        self._top.lineEdit().setTextMargins(8, 0, 0, 0)
        self._top.lineEdit().setAcceptDrops(False)
        self._top.setAccessibleName(wording.translate("parameters", TOP.help))
        self._top.setToolTip(self._top.accessibleName())
        self._of = ElidedLabel("caption")
        self._copy = icon_button(actions["copy_answer"], "copy")
        self._lay_out(actions)
        self._top.valueChanged.connect(self._on_top_changed)
        self._close.clicked.connect(self.closed)
        self.show_network("")
        self.show_answer(None)

    @property
    def top(self) -> int:
        """How many classes are shown."""
        return self._top.value()

    def set_top(self, top: int) -> None:
        """Show `top` classes from now on."""
        self._top.setValue(top)

    def show_network(self, title: str, *, closable: bool = False) -> None:
        """Show which network answers; nothing while there is only one."""
        self._network.setText(title)
        self._network.setVisible(bool(title))
        self._close.setVisible(closable)

    def set_brief(self, *, brief: bool) -> None:
        """Leave out the foot and the remark, where two cards share the room of one."""
        self._foot.setHidden(brief)
        self._remark.setHidden(brief)
        self._warning.set_brief(brief=brief)

    def set_compact(self, *, compact: bool) -> None:
        """Bring the bars closer together, for low windows."""
        self._name.setProperty("role", "title" if compact else "display")
        self._name.style().polish(self._name)
        self.bars.set_compact(compact=compact)

    def show_answer(self, answer: Answer | None) -> None:
        """Show an answer, or the places where one will be."""
        self._answer = answer
        self._name.setText(answer.best.name if answer else "")
        self._badge.show_badge(_badge(answer))
        self._remark.setText(_sentence(answer) if answer else "")
        self._warning.setVisible(bool(answer and answer.unlike))
        count = self.tr("of {n} classes")
        self._of.setText(count.format(n=wording.number(len(answer.classes))) if answer else "")
        self.bars.show_answer(answer, self._top.value())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the button that the menu has too where there is no room for it."""
        super().resizeEvent(event)
        self._copy.setVisible(self.width() >= ROOMY_WIDTH)

    def texts(self) -> tuple[str, str, str]:
        """Return name, sureness and remark."""
        return self._name.text(), self._badge.text(), self._remark.text()

    def warning(self) -> str:
        """Return what is said against the answer, "" if nothing is."""
        return "" if self._warning.isHidden() else self._warning.words.text()

    def _on_top_changed(self, top: int) -> None:
        self.bars.show_answer(self._answer, top)
        self.top_changed.emit(top)

    def _lay_out(self, actions: Actions) -> None:
        head = QHBoxLayout()
        head.addWidget(self._name, 1)
        head.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(8)
        foot.addWidget(label(wording.translate("parameters", TOP.label), "caption"))
        foot.addWidget(self._top)
        foot.addWidget(self._of, 1)
        foot.addWidget(self._copy)
        foot.addWidget(icon_button(actions["export_csv"], "file-down"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 16, 10)
        layout.setSpacing(4)
        layout.addWidget(self._network)
        layout.addLayout(head)
        layout.addWidget(self._remark)
        layout.addWidget(self._warning)
        layout.addSpacing(4)
        layout.addWidget(self.bars, 1)
        layout.addWidget(self._foot)
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)


class _Warning(QFrame):
    """Says that a picture is unlike anything that its network was trained on."""

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self.setProperty("message", "warn")
        words = wording.translate("answers", UNLIKE)
        self.words = label(words, "body", wraps=True)
        self._line = ElidedLabel("body")
        self._line.setText(words)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(8)
        self._row.addWidget(Glyph("triangle-alert", "warn"), 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self.words, 1)
        self._row.addWidget(self._line, 1)
        self.set_brief(brief=False)
        self.hide()

    def set_brief(self, *, brief: bool) -> None:
        """Take no more than one line."""
        self.words.setHidden(brief)
        self._line.setVisible(brief)
        above = 2 if brief else 6
        self._row.setContentsMargins(10, above, 10, above)


def _badge(answer: Answer | None) -> Badge | None:
    if answer is None:
        return None
    return Badge(wording.sureness(answer), BADGES[answer.sureness] if answer.trained else "warn")


def _sentence(answer: Answer) -> str:
    took = wording.translate("answers", "It took {time}.")
    return f"{wording.remark(answer)} {took.format(time=wording.duration(answer.seconds))}"
