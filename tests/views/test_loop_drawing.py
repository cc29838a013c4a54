"""The drawing of the loop: its boxes and arrows, what is lit, and for how long at least."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QHelpEvent
from PySide6.QtWidgets import QApplication

from desktop_app.views.theme import theme
from desktop_app.views.widgets import loop_drawing
from desktop_app.views.widgets.loop_drawing import LoopDrawing

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from pytestqt.qtbot import QtBot

TEXTS = ("320 × 320", "EfficientNet-Lite0", "Siamese cat 33.4", "what to change")
SIDES = (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft)


@pytest.fixture
def drawing(qtbot: QtBot) -> LoopDrawing:
    result = LoopDrawing()
    qtbot.addWidget(result)
    result.show_texts(*TEXTS)
    result.resize(620, result.sizeHint().height())
    result.show()
    return result


def rest(drawing: LoopDrawing) -> QTimer:
    (found,) = drawing.findChildren(QTimer)
    return found


def end_rest(drawing: LoopDrawing) -> None:
    """Let the time be over for which the lit box has to stay lit."""
    rest(drawing).stop()
    rest(drawing).timeout.emit()


def said(drawing: LoopDrawing, at: QPoint, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the tooltip at a point says."""
    told: list[str] = []

    class ToolTip:
        @staticmethod
        def showText(at: QPoint, words: str, *rest: object) -> None:
            told.append(words)

        @staticmethod
        def hideText() -> None:
            pass

    monkeypatch.setattr(loop_drawing, "QToolTip", ToolTip)
    event = QHelpEvent(QEvent.Type.ToolTip, at, drawing.mapToGlobal(at))
    QApplication.sendEvent(drawing, event)
    return told


def grounds(drawing: LoopDrawing) -> list[str]:
    """The colours of the boxes, inside their edges."""
    picture = drawing.grab().toImage()
    return [picture.pixelColor(box.left() + 5, box.center().y()).name() for box in drawing.boxes()]


def inked(drawing: LoopDrawing, column: range, rows: range) -> int:
    picture = drawing.grab().toImage()
    edge = theme.colour("edge")
    return sum(
        abs(picture.pixelColor(x, y).lightness() - edge.lightness()) < 40
        for x in column
        for y in rows
    )


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("width", [300, 420, 620, 1200])
def test_boxes_stand_side_by_side_with_room_for_arrows(
    drawing: LoopDrawing, side: Qt.LayoutDirection, width: int
) -> None:
    drawing.setLayoutDirection(side)
    drawing.resize(max(width, drawing.minimumSizeHint().width()), drawing.height())
    boxes = drawing.boxes()
    if side is Qt.LayoutDirection.RightToLeft:
        boxes.reverse()
    assert boxes[0].left() == pytest.approx(0, abs=1)
    assert boxes[-1].right() == pytest.approx(drawing.width() - 1, abs=1)
    for one, other in pairwise(boxes):
        assert other.left() - one.right() >= theme.scaled(loop_drawing.ARROW) - 1


def test_names_are_never_cut(drawing: LoopDrawing) -> None:
    drawing.resize(drawing.minimumSizeHint())
    metrics = QFontMetrics(theme.font("heading"))
    for name, box in zip(("Picture", "Network", "Score", "Gradient"), drawing.boxes(), strict=True):
        assert box.width() >= metrics.horizontalAdvance(name) + 8


def test_details_are_whole_where_there_is_room(drawing: LoopDrawing) -> None:
    drawing.resize(drawing.sizeHint())
    shown = [drawing.shown(*one) for one in zip(TEXTS, drawing.boxes(), strict=True)]
    assert shown == list(TEXTS)


def test_a_cut_detail_is_said_in_a_tooltip(
    drawing: LoopDrawing, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing.resize(drawing.minimumSizeHint())
    picture, network, *_ = drawing.boxes()
    assert drawing.shown(TEXTS[1], network).endswith("…")
    assert said(drawing, network.center(), monkeypatch) == [TEXTS[1]]
    between = QPoint((picture.right() + network.left()) // 2, 5)
    assert said(drawing, between, monkeypatch) == []
    drawing.resize(drawing.sizeHint())
    assert said(drawing, drawing.boxes()[1].center(), monkeypatch) == []


def test_a_digit_more_or_less_moves_nothing(drawing: LoopDrawing) -> None:
    before = drawing.boxes()
    drawing.show_texts(*TEXTS[:2], "Siamese cat 9.9", TEXTS[3])
    assert drawing.boxes() == before
    drawing.show_texts(*TEXTS[:2], "zebra 9.9", TEXTS[3])
    assert drawing.boxes()[2].width() < before[2].width()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_lit_box_alone_has_the_soft_accent(drawing: LoopDrawing, mode: str) -> None:
    theme.set_mode(mode)
    soft, bare = theme.colour("accentSoft").name(), theme.colour("surface").name()
    assert grounds(drawing) == [bare] * 4
    drawing.light(2)
    assert grounds(drawing) == [bare, bare, soft, bare]


def test_another_box_waits_and_the_latest_wins(drawing: LoopDrawing) -> None:
    lit = []
    for phase in (0, 1, 2):
        drawing.light(phase)
        lit.append(drawing.lit)
    end_rest(drawing)
    assert [*lit, drawing.lit] == [0, 0, 0, 2]
    assert rest(drawing).isActive()


def test_four_boxes_a_second_at_the_most(drawing: LoopDrawing) -> None:
    drawing.light(0)
    assert rest(drawing).isSingleShot()
    assert rest(drawing).interval() == 250


def test_the_light_goes_out_at_once(drawing: LoopDrawing) -> None:
    drawing.light(0)
    drawing.light(1)
    drawing.light(None)
    assert drawing.lit is None
    end_rest(drawing)
    assert drawing.lit is None


def test_going_out_is_no_way_to_be_faster(drawing: LoopDrawing) -> None:
    drawing.light(0)
    drawing.light(None)
    drawing.light(1)
    assert drawing.lit is None
    end_rest(drawing)
    assert drawing.lit == 1


def test_a_box_stays_lit_as_long_as_it_is_asked_for(drawing: LoopDrawing) -> None:
    drawing.light(3)
    end_rest(drawing)
    assert drawing.lit == 3
    assert not rest(drawing).isActive()
    drawing.light(0)
    assert drawing.lit == 0


def arrow_heads(drawing: LoopDrawing, left: QRect, right: QRect) -> tuple[int, int]:
    """How much ink the gap between two boxes has beside the one, and beside the other."""
    rows = range(left.center().y() - 6, left.center().y() + 6)
    near, far = left.right() + 1, right.left()
    return (
        inked(drawing, range(near, near + 11), rows),
        inked(drawing, range(far - 11, far), rows),
    )


@pytest.mark.parametrize("side", SIDES)
def test_arrows_lead_from_box_to_box_and_back(
    drawing: LoopDrawing, side: Qt.LayoutDirection
) -> None:
    drawing.setLayoutDirection(side)
    boxes = drawing.boxes()
    mirrored = side is Qt.LayoutDirection.RightToLeft
    for one, other in pairwise(boxes):
        ends = (other, one) if mirrored else (one, other)
        at_start, at_end = arrow_heads(drawing, *ends)
        assert (at_start > at_end) is mirrored
        assert min(at_start, at_end) > 0
    below = range(boxes[0].bottom() + 2, drawing.height())
    middles = [box.center().x() for box in (boxes[0], boxes[-1])]
    head, tail = (inked(drawing, range(x - 5, x + 6), below) for x in middles)
    assert head > tail > 0
    assert boxes[0].left() > boxes[-1].left() if mirrored else boxes[0].left() < boxes[-1].left()


def test_the_drawing_is_low(drawing: LoopDrawing) -> None:
    assert drawing.minimumSizeHint().height() == drawing.sizeHint().height()
    assert 58 <= drawing.height() <= 64


def test_a_screen_reader_hears_the_loop(drawing: LoopDrawing) -> None:
    assert drawing.accessibleName() == "The loop: picture, network, score, gradient"
    assert "Score: Siamese cat 33.4" in drawing.accessibleDescription()
