"""No text is cut off, and nothing leaves the window, at its least size and in any state."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QTabBar,
    QWidget,
)

from desktop_app import paths
from desktop_app.engine.errors import TooLargeError
from desktop_app.pictures import PictureList
from desktop_app.views.main_window import LEAST, MainWindow
from desktop_app.views.predict_tab import ICON, TITLE, PredictTab
from desktop_app.views.theme import theme
from desktop_app.views.widgets.labels import ElidedLabel
from desktop_app.views.widgets.strip import Chip
from tests.views.makers import answer, look, sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

LONG = "German short-haired pointer"
FILE = "a picture whose name is longer than any label that could show it whole.jpeg"


class Shown:
    """The window and its tab as a person may see them."""

    def __init__(self) -> None:
        self.window = MainWindow()
        self.window.may_close = True
        self.tab = PredictTab(self.window.actions_table)
        self.window.add_tab(self.tab, ICON, TITLE)
        self.window.fill_menu("networks", [("a", "EfficientNet-Lite0")], "a")
        self.window.fill_menu("devices", [("cpu", "CPU")], "cpu")
        self.window.strip.network.show_texts("EfficientNet-Lite0", "1,000 classes, bundled")
        self.window.strip.show_device("NVIDIA GeForce RTX 4090", "16 threads", "A reason")

    def empty(self) -> None:
        """Nothing is opened yet; the network is loading."""
        files = ("coffee.png", "chelsea.png", "rocket.jpg", "camera.png")
        self.tab.drop_zone.set_samples(
            [
                (name, f"About {name}", "someone", paths.resource(f"samples/{name}"))
                for name in files
            ]
        )
        self.window.job_bar.show_waiting("Loading EfficientNet-Lite0")

    def picture(self) -> None:
        """A picture is shown, twenty others are on their way."""
        entries = PictureList().add(sources(*(f"{number} {FILE}" for number in range(20))))
        entries[0].answer = answer(LONG, 0.55)
        self.tab.list.thumbnails.rows.set_rows(entries)
        self.tab.list.show_count(19_999, 20_000)
        self.tab.show_look(look(FILE, entries[0].answer))
        self.window.strip.show_picture(QPixmap(40, 40), FILE, "6,000 × 4,000, 19,999 of 20,000")
        self.window.strip.show_answer(LONG, "55 %, unsure")
        bar = self.window.job_bar
        bar.show_state("running", "Predicting")
        bar.show_progress(1_234, 20_000, "1,234 of 20,000", "12 min left")

    def message(self) -> None:
        """There is something to be told and something to be done; the picture is a new thing."""
        self.picture()
        self.tab.show_look(look(FILE, replace(answer(LONG, 0.55), unlike=True)))
        self.window.notice.show_message("info", "This is only an address.", FILE, "Fetch it")

    def problem(self) -> None:
        """A picture cannot be shown, and the job has failed."""
        self.picture()
        why = str(TooLargeError(width=65_000, height=65_000, limit=256))
        self.tab.show_problem(f"{FILE} cannot be shown.", why)
        self.window.job_bar.show_state("failed", "No memory", "Not enough memory. " * 5)


STATES: dict[str, Callable[[Shown], None]] = {
    "empty": Shown.empty,
    "picture": Shown.picture,
    "message": Shown.message,
    "problem": Shown.problem,
}
DIRECTIONS = (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft)


@pytest.fixture(params=STATES)
def state(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def window(
    qtbot: QtBot, styled: QApplication, request: pytest.FixtureRequest, state: str
) -> Iterator[MainWindow]:
    mode, direction, size = request.param
    theme.set_mode(mode)
    styled.setLayoutDirection(direction)
    shown = Shown()
    qtbot.addWidget(shown.window)
    STATES[state](shown)
    shown.window.resize(size)
    with qtbot.waitExposed(shown.window):
        shown.window.show()
    shown.window.grab()  # shortened labels get their tooltips when they are drawn
    yield shown.window
    shown.window.close()


in_all_looks = pytest.mark.parametrize(
    "window",
    [
        (mode, direction, size)
        for mode in ("light", "dark")
        for direction in DIRECTIONS
        for size in (LEAST, QSize(1280, 800))
    ],
    indirect=True,
    ids=lambda look: f"{look[0]}-{look[1].name}-{look[2].width()}",
)


def visible(window: MainWindow, kind: type[QWidget]) -> Iterator[QWidget]:
    return (widget for widget in window.findChildren(kind) if widget.isVisible())


def room_for(label: QLabel) -> bool:
    """Whether the picture, or the whole text in as many lines as it may take, fits."""
    if not label.pixmap().isNull():
        drawn = label.pixmap().deviceIndependentSize()
        return drawn.width() <= label.width() and drawn.height() <= label.height()
    if label.wordWrap():
        return label.heightForWidth(label.width()) <= label.height()
    wanted = label.sizeHint()
    return wanted.width() <= label.width() and wanted.height() <= label.height()


def is_told_otherwise(label: ElidedLabel) -> bool:
    """Whether what is cut off can be read in a tooltip that the mouse reaches."""
    holder: QWidget | None = label
    while holder and holder.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents):
        holder = holder.parentWidget()
    return holder is not None and label.text() in holder.toolTip()


def name(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, QLabel | QAbstractButton | QLineEdit) else ""
    return f"{type(widget).__name__} ‘{words or widget.objectName()}’ {widget.size().toTuple()}"


@in_all_looks
def test_labels_are_whole(window: MainWindow) -> None:
    labels = [label for label in visible(window, QLabel) if isinstance(label, QLabel)]
    assert len(labels) > 8
    cut = [
        f"{name(label)} needs {label.sizeHint().toTuple()}"
        for label in labels
        if not room_for(label)
        if not (isinstance(label, ElidedLabel) and is_told_otherwise(label))
    ]
    assert cut == []


@in_all_looks
def test_controls_have_their_room(window: MainWindow) -> None:
    cut = []
    for kind in (QAbstractButton, QComboBox, QTabBar):
        for control in visible(window, kind):
            wanted, there = control.sizeHint(), control.size()
            fits = wanted.width() <= there.width() and wanted.height() <= there.height()
            if not (fits or isinstance(control, Chip)):  # a chip's lines shorten themselves
                cut.append(f"{name(control)} needs {wanted.toTuple()}")
    assert cut == []


@in_all_looks
def test_menus_stand_beside_the_finder(window: MainWindow) -> None:
    bar = window.menuBar()
    corner = bar.cornerWidget().geometry()
    for action in bar.actions():
        place = bar.actionGeometry(action)
        assert bar.rect().contains(place)
        assert not place.intersects(corner)


@in_all_looks
def test_fields_show_all_of_their_text(window: MainWindow) -> None:
    fields = [one for one in visible(window, QLineEdit) if isinstance(one, QLineEdit)]
    assert fields
    for field in fields:
        wanted = field.fontMetrics().horizontalAdvance(field.placeholderText() or field.text())
        margins = field.textMargins()
        room = field.contentsRect().width() - margins.left() - margins.right()
        assert wanted <= room, name(field)


@in_all_looks
def test_nothing_leaves_the_window(window: MainWindow) -> None:
    whole = window.rect()
    for widget in visible(window, QWidget):
        if widget.isWindow() or widget.visibleRegion().isEmpty():
            continue
        place = QRect(widget.mapTo(window, QPoint()), widget.size())
        assert whole.contains(place), f"{name(widget)} at {place.getRect()}"


@pytest.mark.parametrize("window", [("light", DIRECTIONS[0], LEAST)], indirect=True, ids=["least"])
def test_window_can_be_as_narrow_as_it_says(window: MainWindow) -> None:
    assert window.size() == LEAST
    assert window.minimumSizeHint().width() <= LEAST.width()
