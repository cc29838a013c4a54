"""A list to choose from that shortens what it shows, and says the whole in a tooltip."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from desktop_app.views.widgets.fitting_combo import FittingCombo

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LONG = "German short-haired pointer, 55.0 %"


@pytest.fixture
def combo(qtbot: QtBot) -> FittingCombo:
    result = FittingCombo("Class")
    qtbot.addWidget(result)
    result.addItems(["cat", LONG, "dog"])
    result.resize(160, 30)
    with qtbot.waitExposed(result):
        result.show()
    return result


def test_short_text_is_whole(combo: FittingCombo) -> None:
    assert combo.shown() == "cat"
    assert combo.toolTip() == combo.accessibleName() == "Class"


def test_long_text_is_shortened_and_told(combo: FittingCombo) -> None:
    combo.setCurrentIndex(1)
    assert combo.shown().endswith("…")
    assert combo.shown().startswith("German")
    assert combo.toolTip() == f"Class: {LONG}"
    combo.resize(400, 30)
    assert combo.shown() == LONG
    assert combo.toolTip() == "Class"
    combo.resize(160, 30)
    assert combo.toolTip() == f"Class: {LONG}"


def test_what_is_shown_is_drawn(combo: FittingCombo) -> None:
    empty = FittingCombo("Class")
    empty.resize(combo.size())
    before = empty.grab().toImage()
    drawn = combo.grab().toImage()
    assert drawn != before
    combo.setCurrentIndex(2)
    assert combo.grab().toImage() != drawn


def test_longest_entry_does_not_widen_it(combo: FittingCombo) -> None:
    least = combo.minimumSizeHint().width()
    combo.addItem(4 * LONG)
    assert combo.minimumSizeHint().width() == least < 160


def test_open_list_is_wide_enough(combo: FittingCombo) -> None:
    combo.showPopup()
    wanted = combo.fontMetrics().horizontalAdvance(LONG)
    assert combo.view().width() > wanted > combo.width()
    combo.hidePopup()


def test_wheel_is_left_to_the_page(combo: FittingCombo) -> None:
    spot = QPointF(20, 15)
    event = QWheelEvent(
        spot,
        combo.mapToGlobal(spot),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(combo, event)
    assert combo.currentIndex() == 0
    assert not event.isAccepted()
