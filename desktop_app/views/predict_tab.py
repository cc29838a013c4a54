"""The Predict tab: the picture, what the network sees of it and what it says; the list below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.views import pixels as qt_pixels
from desktop_app.views import wording
from desktop_app.views.answer_card import AnswerCard
from desktop_app.views.crop_card import CropCard
from desktop_app.views.picture_list import PictureListView
from desktop_app.views.widgets.buttons import Segments, icon_button
from desktop_app.views.widgets.drop_zone import DropZone
from desktop_app.views.widgets.image_view import ImageView
from desktop_app.views.widgets.labels import label
from desktop_app.views.widgets.problem import Problem

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from desktop_app.engine.contract import Answer, Look
    from desktop_app.views.actions import Actions

WHOLE, CROP = 0, 1
ROOMY_WIDTH = 1000
ROOMY_HEIGHT = 520
READINGS = 384
LEAST_READINGS = 292
ICON, TITLE = "scan-eye", QT_TRANSLATE_NOOP("tabs", "Predict")


class PredictTab(QStackedWidget):
    """Passive. `retry_requested` follows a click on the button of a problem.

    `comparison_ended` follows a click on the cross of the second network's answer.
    """

    retry_requested = Signal()
    comparison_ended = Signal()

    def __init__(self, actions: Actions) -> None:
        """Build the empty tab."""
        super().__init__()
        self.drop_zone = DropZone()
        self.image = ImageView()
        self.problem = Problem("file-warning", self.tr("Try again"))
        self.answer = AnswerCard(actions)
        self.other: AnswerCard | None = None
        self._actions = actions
        self._cards = QVBoxLayout()
        self.crop = CropCard()
        self.list = PictureListView()
        self.ways = Segments((self.tr("Whole picture"), self.tr("Network’s crop")))
        self.ways.setAccessibleName(self.tr("What is shown"))
        self._scale = label(role="caption")
        self._tools = [self._scale, icon_button(actions["fit"], "maximize")]
        self._tools.append(icon_button(actions["copy_picture"], "copy"))
        self._look: Look | None = None
        self._comparing = False
        self._mat = QStackedWidget()
        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # so that it hears the arrow keys
        self.addWidget(_padded(self.drop_zone))
        self.addWidget(self._content())
        self._connect(actions)

    def _connect(self, actions: Actions) -> None:
        self.ways.chosen.connect(self._draw_picture)
        self.image.scaled.connect(self._on_image_scaled)
        self.problem.acted.connect(self.retry_requested)
        actions["fit"].triggered.connect(self.image.fit)
        actions["actual"].triggered.connect(self.image.actual_size)
        actions["zoom_in"].triggered.connect(self._zoom_in)
        actions["zoom_out"].triggered.connect(self._zoom_out)
        actions["crop"].triggered.connect(self._switch_ways)
        actions["copy_answer"].triggered.connect(self.answer.bars.copy)
        actions["copy_picture"].triggered.connect(self._copy_picture)

    def show_empty(self) -> None:
        """Show the drop zone."""
        self.show_nothing()
        self.setCurrentIndex(0)

    def show_nothing(self) -> None:
        """Show the bare mat, and keep no picture in memory."""
        self._look = None
        self._mat.setCurrentWidget(self.image)
        self.image.clear()
        self._scale.clear()
        self.crop.clear()
        self.answer.show_answer(None)
        self._show_other(None)

    def show_comparison(self, first: str, second: str) -> None:
        """Make room for two answers by networks of these titles, or with "" for one again."""
        self._comparing = bool(second)
        self.answer.show_network(first if second else "")
        if second:
            self._second_card().show_network(second, closable=True)
        self._fold()

    def show_waiting(self) -> None:
        """Keep the last picture in place, faded, while the next is on its way."""
        self.setCurrentIndex(1)
        self._mat.setCurrentWidget(self.image)
        self.image.dim()

    def show_look(self, look: Look) -> None:
        """Show a picture with its answer."""
        self.setCurrentIndex(1)
        self._look = look
        self._mat.setCurrentWidget(self.image)
        self._draw_picture()
        self.image.setAccessibleName(f"{look.picture.name}: {look.answer.best.name}")
        self.crop.show_look(look)
        self.answer.show_answer(look.answer)
        self._show_other(look.other)

    def show_problem(self, what: str, why: str) -> None:
        """Say in the picture's place why it cannot be shown."""
        self.show_nothing()
        self.setCurrentIndex(1)
        self.problem.show_problem(what, why)
        self._mat.setCurrentWidget(self.problem)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the pictures with the arrow keys, wherever the focus is."""
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        by = moves.get(Qt.Key(event.key()), 0)
        if not by:
            super().keyPressEvent(event)
            return
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self.list.thumbnails.go(-by if mirrored else by)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold what there is no room for: the crop is then shown in place of the picture."""
        super().resizeEvent(event)
        roomy = self.width() >= ROOMY_WIDTH
        if (event.oldSize().width() >= ROOMY_WIDTH) != roomy or event.oldSize().width() < 0:
            readings = READINGS if roomy else LEAST_READINGS
            self._columns.setSizes([self.width() - readings, readings])
        high = self.height() >= ROOMY_HEIGHT
        if (event.oldSize().height() >= ROOMY_HEIGHT) != high or event.oldSize().height() < 0:
            self.list.set_compact(compact=not high)
        self._fold()
        for tool in self._tools:
            tool.setVisible(roomy)

    def _fold(self) -> None:
        high = self.height() >= ROOMY_HEIGHT
        for card in filter(None, (self.answer, self.other)):
            card.set_compact(compact=self._comparing or not high)
            card.set_brief(brief=self._comparing)
        if self.other is not None:
            self.other.setVisible(self._comparing)
        self.crop.setVisible(self.width() >= ROOMY_WIDTH and high and not self._comparing)

    def _content(self) -> QWidget:
        columns = self._columns
        columns.setHandleWidth(16)
        columns.setChildrenCollapsible(False)
        columns.addWidget(self._stage())
        columns.addWidget(self._readings())
        columns.setStretchFactor(0, 1)
        rule = QFrame()
        rule.setObjectName("rule")
        columns.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        return _padded(columns, rule, self.list)

    def _stage(self) -> QWidget:
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(self.ways)
        tools.addStretch()
        for tool in self._tools:
            tools.addWidget(tool)
        self._mat.addWidget(self.image)
        self._mat.addWidget(self.problem)
        return _column(tools, self._mat)

    def _readings(self) -> QWidget:
        result = QWidget()
        layout = QVBoxLayout(result)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        self._cards.setSpacing(12)
        self._cards.addWidget(self.answer, 1)
        layout.addLayout(self._cards, 1)
        layout.addWidget(self.crop)
        result.setMinimumWidth(LEAST_READINGS)
        return result

    def _second_card(self) -> AnswerCard:
        """Return the card for another network's answer; few ever compare, so it is made late."""
        if self.other is None:
            self.other = AnswerCard(self._actions)
            self.other.set_top(self.answer.top)
            self.answer.top_changed.connect(self.other.set_top)
            self.other.closed.connect(self.comparison_ended)
            self._cards.addWidget(self.other, 1)
        return self.other

    def _show_other(self, answer: Answer | None) -> None:
        if self.other is not None:
            self.other.show_answer(answer)

    def _draw_picture(self) -> None:
        if self._look is None:
            return
        if self.ways.current == CROP:
            self.image.show_picture(self._look.crop, self._look.crop, None)
        else:
            self.image.show_picture(self._look.picture.pixels, self._look.preview, self._look.box)

    def _on_image_scaled(self, scale: float) -> None:
        self._scale.setText(wording.percent(scale * self.devicePixelRatioF()))

    def _zoom_in(self) -> None:
        self.image.zoom(1.25)

    def _zoom_out(self) -> None:
        self.image.zoom(0.8)

    def _switch_ways(self) -> None:
        self.ways.choose(1 - self.ways.current)

    def _copy_picture(self) -> None:
        if self._look is None:
            return
        shown = self._look.crop if self.ways.current == CROP else self._look.picture.pixels
        QGuiApplication.clipboard().setImage(qt_pixels.image(shown).copy())


def _padded(*parts: QWidget) -> QWidget:
    result = QWidget()
    result.setObjectName("page")
    layout = QVBoxLayout(result)
    layout.setContentsMargins(16, 12, 16, 12)
    layout.setSpacing(12)
    for part in parts:
        layout.addWidget(part)
    return result


def _column(top: QHBoxLayout, below: QWidget) -> QWidget:
    result = QWidget()
    layout = QVBoxLayout(result)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    layout.addLayout(top)
    layout.addWidget(below, 1)
    return result
