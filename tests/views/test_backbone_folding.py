"""How the Backbone tab folds, pages in place of its table, and that no text of it is cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QWidget,
)

from desktop_app.views.backbone_tab import BackboneTab
from desktop_app.views.main_window import LEAST, MainWindow
from desktop_app.views.theme import theme
from desktop_app.views.widgets.labels import ElidedLabel
from tests.views.shelves import shelf, shelves, window_with
from tests.views.test_cut_text import DIRECTIONS, is_told_otherwise, name, room_for, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

ROOMY = QSize(1280, 800)
MB = 1_000_000


@pytest.fixture
def tab() -> BackboneTab:
    return BackboneTab()


@pytest.fixture
def window(qtbot: QtBot, tab: BackboneTab) -> Iterator[MainWindow]:
    result = window_with(tab)
    qtbot.addWidget(result)
    with qtbot.waitExposed(result):
        result.show()
    yield result
    result.close()


def settle() -> None:
    """Let layouts take effect."""
    QApplication.sendPostedEvents()


# Folding


def test_card_folds_behind_the_table(window: MainWindow, tab: BackboneTab) -> None:
    assert tab.card.isVisible()
    assert not tab.catalogue.about.isVisible()
    window.resize(LEAST)
    assert not tab.card.isVisible()
    tab.catalogue.about.click()
    assert tab.card.isVisible()
    assert not tab.catalogue.isVisible()
    window.resize(ROOMY)
    assert tab.card.isVisible()
    assert tab.catalogue.isVisible()


@pytest.mark.parametrize(("width", "folded"), [(1100, True), (1230, False)])
def test_folds_where_the_columns_no_longer_fit(
    window: MainWindow, tab: BackboneTab, width: int, folded: bool
) -> None:
    window.resize(width, 800)
    assert tab.card.isVisible() is not folded


def test_a_problem_is_seen_where_the_card_is_folded_away(
    window: MainWindow, tab: BackboneTab
) -> None:
    window.resize(LEAST)
    tab.show_problem("vgg16", "The download stopped.", "")
    assert tab.catalogue.message.isVisible()
    tab.catalogue.about.click()
    tab.show_problem("vgg16", "The download stopped.", "")
    assert tab.card.message.isVisible()


def test_low_windows_have_one_line_of_controls(window: MainWindow, tab: BackboneTab) -> None:
    bar = tab.catalogue.bar
    assert "Import weights" in bar.bring.text()
    roomy = bar.height()
    window.resize(LEAST)
    settle()
    assert bar.height() < roomy
    assert bar.bring.text() == ""
    assert bar.bring.accessibleName() == bar.bring.toolTip() == "Import weights"
    window.resize(ROOMY)
    settle()
    assert bar.height() == roomy


# Pages


def escape(tab: BackboneTab) -> None:
    QTest.keyClick(tab, Qt.Key.Key_Escape)


def press_back(tab: BackboneTab) -> None:
    buttons = tab.pages.findChildren(QAbstractButton)
    next(button for button in buttons if button.text().strip() == "Back").click()


@pytest.mark.parametrize("leave", [escape, press_back])
@pytest.mark.usefixtures("window")
def test_a_page_takes_the_tables_place_until_one_goes_back(
    tab: BackboneTab, leave: Callable[[BackboneTab], None]
) -> None:
    left: list[int] = []
    tab.back.connect(lambda: left.append(1))
    page = QFrame()
    tab.show_page(page, "Inside ResNet-50")
    assert page.isVisible()
    assert tab.pages.title.text() == "Inside ResNet-50"
    assert not tab.catalogue.isVisible()
    leave(tab)
    assert tab.catalogue.isVisible()
    assert tab.catalogue.list.hasFocus()
    assert left == [1]


@pytest.mark.usefixtures("window")
def test_escape_in_the_catalogue_is_left_to_others(tab: BackboneTab) -> None:
    left: list[int] = []
    tab.back.connect(lambda: left.append(1))
    escape(tab)
    assert left == []


@pytest.mark.usefixtures("window")
def test_pages_are_kept_for_the_next_time(tab: BackboneTab) -> None:
    pages = QFrame(), QFrame()
    for page in (*pages, pages[0]):
        tab.show_page(page, "")
    assert pages[0].isVisible()
    assert not pages[1].isVisible()
    tab.show_catalogue()
    assert tab.catalogue.isVisible()


# Nothing is cut


def as_it_is(tab: BackboneTab) -> None:
    del tab


def long_words(tab: BackboneTab) -> None:
    tab.show_shelves([*shelves(), shelf("timm:vit_base_patch16_clip_224.openai_ft_in12k_in1k")])
    tab.select("timm:vit_base_patch16_clip_224.openai_ft_in12k_in1k")


def broken(tab: BackboneTab) -> None:
    tab.select("resnet50")
    tab.show_progress("resnet50", 45 * MB, 103 * MB, "2.2 MB/s, 40 s left")
    tab.show_problem("resnet50", "The download of ResNet-50 stopped.", "The line is down. " * 4)


def about(tab: BackboneTab) -> None:
    tab.select("zfnet")
    tab.catalogue.about.click()


STATES = (as_it_is, long_words, broken, about)


@pytest.fixture(params=STATES, ids=lambda state: state.__name__)
def everything(
    window: MainWindow, tab: BackboneTab, request: pytest.FixtureRequest
) -> Callable[[], list[QWidget]]:
    def parts() -> list[QWidget]:
        request.param(tab)
        settle()
        window.grab()
        return [one for one in visible(window, QWidget) if tab.isAncestorOf(one)]

    return parts


@pytest.mark.parametrize("size", [LEAST, ROOMY], ids=str)
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_no_text_is_cut(
    styled: QApplication,
    window: MainWindow,
    everything: Callable[[], list[QWidget]],
    size: QSize,
    direction: Qt.LayoutDirection,
) -> None:
    styled.setLayoutDirection(direction)
    theme.set_mode("dark")
    window.resize(size)
    cut = [name(part) for part in everything() if is_cut(part)]
    assert cut == []
    assert window.size() == size


def is_cut(part: QWidget) -> bool:
    if isinstance(part, ElidedLabel) and is_told_otherwise(part):
        return False
    if isinstance(part, QLabel):
        return not room_for(part)
    if isinstance(part, QLineEdit):
        words = part.placeholderText() or part.text()
        return part.fontMetrics().horizontalAdvance(words) > part.contentsRect().width()
    if isinstance(part, QAbstractButton | QComboBox):
        wanted = part.sizeHint()
        return wanted.width() > part.width() or wanted.height() > part.height()
    return False
