"""The head of a page of readings: subject, badge, and two buttons."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop_app.views.widgets.badge import Badge, BadgeLabel
from desktop_app.views.widgets.labels import ElidedLabel
from desktop_app.views.widgets.page_head import PageHead

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.fixture
def head(qtbot: QtBot) -> PageHead:
    result = PageHead()
    qtbot.addWidget(result)
    result.resize(360, 40)
    with qtbot.waitExposed(result):
        result.show()
    return result


def buttons(head: PageHead) -> list[QPushButton]:
    return head.findChildren(QPushButton)


def title(head: PageHead) -> ElidedLabel:
    return head.findChildren(ElidedLabel)[0]


def badge(head: PageHead) -> BadgeLabel:
    return head.findChildren(BadgeLabel)[0]


def test_says_the_subject_and_its_badge(qtbot: QtBot, head: PageHead) -> None:
    with qtbot.waitSignal(head.renamed, timeout=0):
        head.show_title("Map 107", Badge("strongest", "info"))
    assert head.texts() == ("Map 107", "strongest")
    assert badge(head).isVisible()
    head.show_title("Map 108")
    assert head.texts() == ("Map 108", "")
    assert not badge(head).isVisible()


def test_nothing_is_copied_or_saved_of_nothing(qtbot: QtBot, head: PageHead) -> None:
    assert not any(button.isEnabled() for button in buttons(head))
    with qtbot.assertNotEmitted(head.copied), qtbot.assertNotEmitted(head.saved):
        for button in buttons(head):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_each_button_tells_of_itself(qtbot: QtBot, head: PageHead) -> None:
    head.allow(on=True)
    copy, save = buttons(head)
    with qtbot.waitSignal(head.copied, timeout=0), qtbot.assertNotEmitted(head.saved):
        QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(head.saved, timeout=0), qtbot.assertNotEmitted(head.copied):
        QTest.keyClick(save, Qt.Key.Key_Space)
    head.allow(on=False)
    assert not save.isEnabled()


def test_buttons_are_named_for_eye_and_ear(head: PageHead) -> None:
    assert [button.accessibleName() for button in buttons(head)] == [
        "Copy this view",
        "Save this view",
    ]
    assert [button.toolTip() for button in buttons(head)] == ["Copy this view", "Save this view…"]


def test_long_subject_leaves_badge_and_buttons_their_room(head: PageHead) -> None:
    words = "Why German short-haired pointer with an even longer name?"
    head.show_title(words, Badge("no. 1,027 by change", "plain"))
    head.grab()
    subject = title(head)
    assert subject.toolTip() == words
    sign = badge(head)
    assert sign.size() == sign.sizeHint()
    places = [subject.geometry(), sign.geometry(), *(one.geometry() for one in buttons(head))]
    assert all(before.right() < after.left() for before, after in pairwise(places))
    assert places[-1].right() == head.width() - 1


def test_short_subject_is_whole_beside_its_badge(head: PageHead) -> None:
    head.show_title("Map 107", Badge("strongest", "info"))
    head.grab()
    subject = title(head)
    assert subject.toolTip() == ""
    assert badge(head).x() == subject.width() + 8


def test_head_is_mirrored(mirrored: QApplication, head: PageHead) -> None:
    assert mirrored.isRightToLeft()
    head.show_title("Map 107", Badge("strongest", "info"))
    head.grab()
    assert title(head).geometry().right() == head.width() - 1
    assert buttons(head)[-1].x() == 0
