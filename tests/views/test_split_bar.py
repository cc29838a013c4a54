"""The bar of the three parts and its legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QColor, QHelpEvent
from PySide6.QtWidgets import QApplication

from desktop_app.views.theme import theme
from desktop_app.views.widgets import split_bar
from desktop_app.views.widgets.legend import Legend
from desktop_app.views.widgets.split_bar import GAP, LEAST, SplitBar
from tests.views.seen import places

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

ROLES = ("accent", "second", "third")
SPACE = "\N{NO-BREAK SPACE}"


@pytest.fixture
def split(qtbot: QtBot) -> SplitBar:
    result = SplitBar()
    qtbot.addWidget(result)
    result.resize(304, 60)
    result.show_counts(70, 15, 15)
    result.show()
    return result


def ends(split: SplitBar, role: str) -> tuple[int, int]:
    """From where to where a part is seen, half-way up; rounded ends left out."""
    found = [x for x, y in places(split.bar, role) if y == split.bar.height() // 2]
    return min(found), max(found)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_parts_stand_in_their_shares_side_by_side(split: SplitBar, mode: str) -> None:
    theme.set_mode(mode)
    train, check, test = (ends(split, role) for role in ROLES)
    assert train[1] - train[0] == pytest.approx(0.7 * 300, abs=2)
    assert check[1] - check[0] == pytest.approx(0.15 * 300, abs=2)
    assert (check[0] - train[1], test[0] - check[1]) == (GAP + 1, GAP + 1)
    assert (train[0], test[1]) == pytest.approx((0, 303), abs=1)


def test_bar_grows_from_the_right(mirrored: QApplication, split: SplitBar) -> None:
    assert mirrored.isRightToLeft()
    train, check, test = (ends(split, role) for role in ROLES)
    assert test[1] < check[0] < check[1] < train[0]
    assert train[1] == pytest.approx(303, abs=1)
    dots = {role: places(split.legend, role) for role in ROLES}
    assert min(dots["accent"]) > max(dots["second"])


def test_legend_tells_the_shares(split: SplitBar) -> None:
    said = [f"train 70{SPACE}%", f"check 15{SPACE}%", f"test 15{SPACE}%"]
    assert split.texts() == said
    assert split.accessibleDescription() == ", ".join(said)
    for role in ROLES:
        assert places(split.legend, role)


def test_parts_without_pictures_are_left_out(split: SplitBar) -> None:
    split.show_counts(9, 1, 0)
    assert split.texts() == [f"train 90{SPACE}%", f"check 10{SPACE}%"]
    assert places(split.bar, "third") == places(split.legend, "third") == []
    assert ends(split, "second")[1] == pytest.approx(303, abs=1)


def test_least_part_can_be_seen(split: SplitBar) -> None:
    split.show_counts(100_000, 1, 100_000)
    assert split.bar.part_rects()[1].width() == LEAST
    assert places(split.bar, "second")
    assert "< 1" in split.texts()[1]


def test_empty_bar_is_a_groove_of_the_same_height(split: SplitBar) -> None:
    before = split.sizeHint().height()
    split.show_counts(0, 0, 0)
    assert split.texts() == []
    assert places(split.bar, "track")
    assert split.sizeHint().height() == before


@pytest.mark.parametrize(
    ("x", "expected"), [(10, "70 picture(s)"), (230, "15 picture(s)"), (210, "")]
)
def test_tooltip_counts_the_pictures(
    split: SplitBar, monkeypatch: pytest.MonkeyPatch, x: int, expected: str
) -> None:
    told: list[str] = []

    class ToolTip:
        @staticmethod
        def showText(at: QPoint, words: str, *rest: object) -> None:
            told.append(words)

    monkeypatch.setattr(split_bar, "QToolTip", ToolTip)
    at = QPoint(x, 4)
    QApplication.sendEvent(
        split.bar, QHelpEvent(QEvent.Type.ToolTip, at, split.bar.mapToGlobal(at))
    )
    assert told == [expected]


# The legend


def test_legend_takes_as_many_lines_as_it_needs(qtbot: QtBot) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    line = legend.heightForWidth(400)
    legend.show_entries([(QColor("red"), "a name of a class")] * 12)
    one, whole = legend.minimumSizeHint().width(), legend.sizeHint().width()
    assert legend.heightForWidth(whole) == line
    assert legend.heightForWidth(whole - 1) == 2 * line
    assert legend.heightForWidth(one) == 12 * line
    legend.resize(one, 12 * line)
    assert max(y for _, y in places(legend, QColor("red"))) > 11 * line


def test_legend_shortens_what_is_wider_than_all_room(qtbot: QtBot) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.show_entries([(QColor("red"), "long " * 40), (QColor("blue"), "b")])
    legend.resize(150, 60)
    assert legend.heightForWidth(150) == 2 * legend.sizeHint().height()
    assert places(legend, QColor("blue"))
