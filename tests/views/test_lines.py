"""The lines over a run: where they are, what is said of them, and the mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QFontMetrics

from desktop_app.views import wording
from desktop_app.views.theme import theme
from desktop_app.views.widgets.lines import HEIGHT, WIDTH, Lines

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QColor, QImage
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

NAMES = ("crane", "Siamese cat")
LINE, LETTER = 8, 40
"""How far off a colour may be; letters are all edge."""

UP = [(step, step / 10) for step in range(11)]
DOWN = [(step, 1 - step / 10) for step in range(11)]


@pytest.fixture
def lines(qtbot: QtBot) -> Lines:
    result = Lines(("second", "accent"), str)
    qtbot.addWidget(result)
    result.resize(400, 200)
    result.set_names(NAMES)
    result.set_ends(0, 10)
    with qtbot.waitExposed(result):
        result.show()
    return result


def near(one: QColor, other: QColor, by: int) -> bool:
    parts = one.red() - other.red(), one.green() - other.green(), one.blue() - other.blue()
    return max(map(abs, parts)) < by


def area_of(lines: Lines) -> QRectF:
    """Where the lines are drawn."""
    return lines._area(QFontMetrics(theme.font("fine")))


def places(lines: Lines, role: str, by: int = LINE) -> list[tuple[float, float]]:
    """Where there is something of a colour, as shares of the area, up and to the right."""
    image, colour = lines.grab().toImage(), theme.colour(role)
    area = area_of(lines)
    return [
        ((x - area.left()) / area.width(), (area.bottom() - y) / area.height())
        for x in range(image.width())
        for y in range(image.height())
        if near(image.pixelColor(x, y), colour, by)
    ]


def at(lines: Lines, role: str, share: float) -> float:
    """How high the line of a colour is at a share of its length."""
    found = [y for x, y in places(lines, role) if abs(x - share) < 0.01]
    return sum(found) / len(found)


def image(lines: Lines) -> QImage:
    return lines.grab().toImage()


def shares(*values: float) -> list[str]:
    said = (wording.percent(value) for value in values)
    return [f"{name} {share}" for name, share in zip(NAMES, said, strict=False)]


# What is said


def test_nothing_is_said_of_lines_without_points(lines: Lines) -> None:
    assert lines.texts() == []
    lines.show_points(1, [(0, 0.25)])
    assert lines.texts() == [f"Siamese cat {wording.percent(0.25)}"]


def test_newest_value_is_told_with_the_name(lines: Lines) -> None:
    lines.show_points(0, UP[:4])
    lines.show_points(1, DOWN[:4])
    assert lines.texts() == shares(0.3, 0.7)
    assert lines.accessibleName() == ", ".join(shares(0.3, 0.7))


def test_marked_place_tells_its_own_values(lines: Lines) -> None:
    lines.show_points(0, UP)
    lines.show_points(1, DOWN)
    lines.mark(2)
    assert lines.texts() == shares(0.2, 0.8)
    lines.mark(2.9)  # between two, the one before counts
    assert lines.texts() == shares(0.2, 0.8)
    lines.mark(None)
    assert lines.texts() == shares(1, 0)


def test_before_the_first_point_there_is_no_value(lines: Lines) -> None:
    lines.show_points(0, UP[3:])
    lines.mark(1)
    assert lines.texts() == ["crane"]


def test_clear_forgets_points_and_mark(lines: Lines) -> None:
    bare = image(lines)
    lines.show_points(0, UP)
    lines.mark(5)
    assert image(lines) != bare
    lines.clear()
    assert lines.texts() == []
    assert image(lines) == bare


def test_every_line_has_its_name(lines: Lines) -> None:
    with pytest.raises(ValueError, match="argument 2"):
        lines.set_names(["crane"])


# What is drawn


def test_lines_are_where_their_values_are(lines: Lines) -> None:
    lines.show_points(0, UP)
    lines.show_points(1, DOWN)
    for share in (0.1, 0.3, 0.4):
        assert at(lines, "second", share) == pytest.approx(share, abs=0.03)
        assert at(lines, "accent", share) == pytest.approx(1 - share, abs=0.03)


def test_lower_axis_runs_from_end_to_end(lines: Lines) -> None:
    lines.set_ends(0, 20)
    lines.show_points(0, UP)
    assert max(x for x, _ in places(lines, "second")) == pytest.approx(0.5, abs=0.02)
    lines.set_ends(-10, 10)
    assert min(x for x, _ in places(lines, "second")) == pytest.approx(0.5, abs=0.02)


def test_axis_without_length_can_be_drawn(lines: Lines) -> None:
    lines.set_ends(0, 0)
    lines.show_points(0, [(0, 0.5)])
    assert places(lines, "second")


def test_single_point_is_a_dot(lines: Lines) -> None:
    lines.show_points(0, [(5, 0.5)])
    found = places(lines, "second")
    assert found
    assert all(abs(x - 0.5) < 0.02 and abs(y - 0.5) < 0.03 for x, y in found)


def test_mark_is_an_upright_line(lines: Lines) -> None:
    before = image(lines)
    lines.mark(5)
    after = image(lines)
    changed = {
        x
        for x in range(after.width())
        for y in range(after.height())
        if after.pixel(x, y) != before.pixel(x, y)
    }
    area = area_of(lines)
    assert changed
    assert max(abs(x - area.center().x()) for x in changed) < 2


@pytest.mark.parametrize("values", [(0.5, 0.5), (0.9, 0.91), (0.0, 0.0), (1.0, 1.0), (0.02, 0.1)])
def test_names_do_not_lie_over_one_another(lines: Lines, values: tuple[float, float]) -> None:
    for place, value in enumerate(values):
        lines.show_points(place, [(0, value)])
    rows = {
        role: {round(y * 200) for x, y in places(lines, role, LETTER) if x > 0.5}
        for role in ("secondText", "accentText")
    }
    assert all(len(one) > 4 for one in rows.values())
    assert not rows["secondText"] & rows["accentText"]


def test_long_names_stay_within(lines: Lines) -> None:
    lines.set_names(("a name " * 40, "another name " * 40))
    lines.show_points(0, [(0, 0.9)])
    lines.show_points(1, [(0, 0.1)])
    for role in ("secondText", "accentText"):
        found = [x for x, _ in places(lines, role, LETTER) if x > 0.02]
        assert min(found) >= 0.49
        assert max(found) <= 1.01


def test_lower_ends_are_written_by_the_form(qtbot: QtBot) -> None:
    asked: list[float] = []

    def form(value: float) -> str:
        asked.append(value)
        return "a"

    result = Lines(("second",), form)
    qtbot.addWidget(result)
    result.set_ends(2, 64)
    result.grab()
    assert asked == [2, 64]


def test_dots_are_each_named_below(qtbot: QtBot) -> None:
    asked: list[float] = []

    def form(value: float) -> str:
        asked.append(value)
        return "a"

    result = Lines(("second",), form)
    qtbot.addWidget(result)
    result.set_ends(0, 2, dots=True)
    result.show_points(0, [(0, 0.1), (1, 0.5), (2, 0.9)])
    result.grab()
    assert asked == [0, 1, 2]


@pytest.mark.usefixtures("mirrored")
def test_axis_runs_left_to_right_in_any_language(lines: Lines) -> None:
    lines.show_points(0, UP)
    assert at(lines, "second", 0.2) == pytest.approx(0.2, abs=0.03)
    assert at(lines, "second", 0.4) == pytest.approx(0.4, abs=0.03)


def test_colours_follow_the_theme(lines: Lines) -> None:
    lines.show_points(0, UP)
    theme.set_mode("dark")
    assert at(lines, "second", 0.3) == pytest.approx(0.3, abs=0.03)


def test_it_grows_with_the_font(styled: QApplication, lines: Lines) -> None:
    del styled
    least = lines.minimumSizeHint()
    assert least.toTuple() == (theme.scaled(WIDTH), theme.scaled(HEIGHT))
    assert lines.sizeHint().width() > least.width()
