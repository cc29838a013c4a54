"""Forms: rows with their sentences, and fields that change only when a person means it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop_app.views.theme import theme
from desktop_app.views.widgets.form import Decimal, Form, Pane, combo, spin
from desktop_app.views.widgets.long_combo import LongCombo

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

ENTRIES = [("a", "AlexNet"), ("r18", "ResNet-18"), ("r34", "ResNet-34")]


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    result = Form()
    qtbot.addWidget(result)
    return result


def show(qtbot: QtBot, widget: QWidget, width: int, height: int = 300) -> None:
    widget.resize(width, height)
    with qtbot.waitExposed(widget):
        widget.show()


def label(form: Form, text: str) -> QLabel:
    (found,) = [one for one in form.findChildren(QLabel) if one.text() == text]
    return found


def place(form: Form, widget: QWidget) -> QPoint:
    return widget.mapTo(form, QPoint())


def edge(field: QWidget) -> QColor:
    return field.grab().toImage().pixelColor(field.width() // 2, 0)


# Rows


def test_label_leads_and_names_its_field(qtbot: QtBot, form: Form) -> None:
    name = QLineEdit()
    form.add("Name", name)
    show(qtbot, form, 500)
    assert name.accessibleName() == "Name"
    assert label(form, "Name").buddy() is name
    assert place(form, label(form, "Name")).x() < place(form, name).x()


def test_label_leads_from_the_right_too(qtbot: QtBot, mirrored: QApplication, form: Form) -> None:
    name = QLineEdit()
    form.add("Name", name)
    show(qtbot, form, 500)
    assert mirrored.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert place(form, label(form, "Name")).x() > place(form, name).x()


def test_label_and_field_share_a_middle(qtbot: QtBot, form: Form) -> None:
    name = QLineEdit()
    form.add("Name", name).say("It is too long. " * 20)
    show(qtbot, form, 500)
    title = label(form, "Name")
    middles = [place(form, one).y() + one.height() / 2 for one in (title, name)]
    assert middles[0] == pytest.approx(middles[1], abs=2)


def test_sentence_comes_and_goes(qtbot: QtBot, form: Form) -> None:
    name = QLineEdit()
    row = form.add("Name", name)
    show(qtbot, form, 500)
    row.say("Size is 64 to 512 pixels.", wrong=True)
    assert row.texts() == ("Size is 64 to 512 pixels.", True)
    assert name.accessibleDescription() == "Size is 64 to 512 pixels."
    assert edge(name) == theme.colour("error")
    row.say("")
    assert row.texts() == ("", False)
    assert edge(name) != theme.colour("error")


# Fields


def numbers() -> QSpinBox:
    result = spin(1, 9)
    result.setValue(5)
    return result


def choices() -> QComboBox:
    result = combo()
    result.addItems(["a", "b", "c"])
    result.setCurrentIndex(1)
    return result


def long_choices() -> LongCombo:
    result = LongCombo()
    result.fill(ENTRIES)
    result.setCurrentIndex(1)
    return result


def decimal() -> Decimal:
    result = Decimal(0, 1)
    result.setValue(0.5)
    return result


@pytest.mark.parametrize("make", [numbers, choices, long_choices, decimal])
@pytest.mark.parametrize("turned", [120, -120])
def test_wheel_changes_nothing(qtbot: QtBot, make: Callable[[], QWidget], turned: int) -> None:
    field = make()
    qtbot.addWidget(field)
    show(qtbot, field, 200, 30)
    field.setFocus()
    before = field.grab().toImage()
    at = QPointF(5, 5)
    turn = QWheelEvent(
        at,
        QPointF(field.mapToGlobal(QPoint(5, 5))),
        QPoint(),
        QPoint(0, turned),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field, turn)
    assert not turn.isAccepted()
    assert field.grab().toImage() == before


@pytest.mark.parametrize(
    ("value", "text"), [(0.485, "0.485"), (0.4914, "0.4914"), (0, "0"), (0.5, "0.5"), (1, "1")]
)
def test_decimals_are_as_many_as_there_are(qtbot: QtBot, value: float, text: str) -> None:
    field = Decimal(0, 1)
    qtbot.addWidget(field)
    field.setValue(value)
    assert field.text().replace(",", ".") == text
    show(qtbot, field, field.width(), field.height())
    line = field.lineEdit()
    margins = line.textMargins()
    room = line.width() - margins.left() - margins.right()
    assert room >= line.fontMetrics().horizontalAdvance(line.text())


# The pane


def test_pane_is_never_narrower_than_its_content(qtbot: QtBot) -> None:
    content, page = QWidget(), QWidget()
    pane = Pane(content)
    layout = QVBoxLayout(page)
    layout.addWidget(pane)
    qtbot.addWidget(page)
    show(qtbot, page, 300, 100)
    content.setMinimumSize(500, 900)
    qtbot.waitUntil(lambda: layout.minimumSize().width() > 500)
    assert layout.minimumSize().height() < 200
    qtbot.waitUntil(pane.verticalScrollBar().isVisible)
