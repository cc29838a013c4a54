"""Parts in one arrangement where it is narrow, and in another where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.views.widgets.spread import SPACING, WIDE, Spread

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LEAST = 100


@pytest.fixture
def parts() -> list[QWidget]:
    result = [QWidget() for _ in range(4)]
    for part in result:
        part.setMinimumSize(LEAST, 40)
    return result


@pytest.fixture
def spread(qtbot: QtBot, parts: list[QWidget]) -> Spread:
    result = Spread(
        {part: divmod(place, 2) for place, part in enumerate(parts)},
        {part: (0, place) for place, part in enumerate(parts[:3])} | {parts[3]: (1, 0, 1, 3)},
    )
    qtbot.addWidget(result)
    result.resize(WIDE - 1, 300)
    with qtbot.waitExposed(result):
        result.show()
    return result


def settle() -> None:
    QApplication.sendPostedEvents()


def places(parts: list[QWidget]) -> list[tuple[bool, bool]]:
    """Whether each part is at the leading edge, and whether at the top."""
    return [(part.x() == 0, part.y() == 0) for part in parts]


def test_narrow_places_have_two_columns(spread: Spread, parts: list[QWidget]) -> None:
    assert places(parts) == [(True, True), (False, True), (True, False), (False, False)]
    assert {part.width() for part in parts} <= {253, 254}
    assert spread.width() == WIDE - 1


def test_wide_places_have_three(spread: Spread, parts: list[QWidget]) -> None:
    spread.resize(WIDE, 300)
    settle()
    assert places(parts) == [(True, True), (False, True), (False, True), (True, False)]
    assert parts[3].width() == WIDE
    assert {part.width() for part in parts[:3]} <= {165, 166}
    spread.resize(WIDE - 1, 300)
    settle()
    assert places(parts) == [(True, True), (False, True), (True, False), (False, False)]


def test_least_width_is_that_of_the_narrow_arrangement(spread: Spread) -> None:
    least = 2 * LEAST + SPACING
    assert spread.minimumSizeHint().width() == least
    spread.resize(WIDE, 300)
    settle()
    assert spread.minimumSizeHint().width() == least


def test_parts_that_need_more_stand_side_by_side_later(
    spread: Spread, parts: list[QWidget]
) -> None:
    parts[0].setMinimumWidth(400)
    needed = 400 + 2 * LEAST + 2 * SPACING
    for width, is_wide in ((needed - 1, False), (needed, True)):
        spread.resize(width, 300)
        settle()
        assert (parts[2].y() == 0) is is_wide


def test_hidden_parts_need_no_room(spread: Spread, parts: list[QWidget]) -> None:
    for part in parts[1::2]:
        part.hide()
    assert spread.minimumSizeHint().width() == LEAST


def test_arrangement_is_mirrored(spread: Spread, parts: list[QWidget]) -> None:
    spread.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    settle()
    assert parts[0].x() > parts[1].x() == 0
