"""Settings as a form: kinds of fields, bounds and units, and what differs from the preset."""

from __future__ import annotations

from itertools import pairwise, product
from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QPushButton,
    QSlider,
    QSpinBox,
    QWidget,
)

from desktop_app.engine.parameters import Parameter
from desktop_app.engine.recipe import PRESETS, ROWS, recipe
from desktop_app.views.theme import theme
from desktop_app.views.widgets.parameter_form import ParameterForm

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

FieldT = TypeVar("FieldT", bound=QWidget)

MAIN = {"size", "steps", "seed", "variation"}
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def form(qtbot: QtBot) -> ParameterForm:
    return shown(qtbot, ParameterForm(ROWS, MAIN))


def shown(qtbot: QtBot, form: ParameterForm) -> ParameterForm:
    qtbot.addWidget(form)
    form.resize(240, 800)
    with qtbot.waitExposed(form):
        form.show()
    return form


def field(form: ParameterForm, kind: type[FieldT], name: str) -> FieldT:
    (found,) = (one for one in form.findChildren(kind) if one.accessibleName() == name)
    return found


def click(form: ParameterForm, start: str) -> None:
    (found,) = (
        one
        for one in form.findChildren(QAbstractButton)
        if one.isVisible() and (one.text().strip() or one.accessibleName()).startswith(start)
    )
    QTest.mouseClick(found, LEFT)


def dots(form: ParameterForm) -> list[str]:
    buttons = form.findChildren(QAbstractButton)
    return [
        one.toolTip() for one in buttons if one.isVisible() and one.toolTip().startswith("Back to")
    ]


def labels(form: ParameterForm) -> list[str]:
    """The labels that can be seen, from the top."""
    seen = [one for one in form.findChildren(QLabel) if one.isVisible() and one.text()]
    return [one.text() for one in sorted(seen, key=lambda one: one.mapTo(form, QPoint()).y())]


# Fields


def test_rows_begin_with_their_own_values(form: ParameterForm) -> None:
    assert form.values() == recipe().values()
    assert dots(form) == []


@pytest.mark.parametrize("preset", PRESETS)
def test_what_is_shown_is_what_is_told(form: ParameterForm, preset: str) -> None:
    form.show_values(recipe(preset).values())
    assert form.values() == recipe(preset).values()


def test_only_the_most_used_rows_are_seen_until_all_are_asked_for(form: ParameterForm) -> None:
    main = ["Size", "Steps", "Noise seed", "Variation loss"]
    assert labels(form) == main
    click(form, "All settings")
    assert labels(form)[:4] == main
    assert len(labels(form)) == len(ROWS)
    click(form, "Fewer settings")
    assert labels(form) == main


def test_nothing_to_fold_out_without_other_rows(qtbot: QtBot) -> None:
    form = shown(qtbot, ParameterForm(ROWS[:2], {"parametrisation", "size"}))
    assert [one for one in form.findChildren(QPushButton) if one.isVisible()] == []


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("Size", 320, "320 px"),
        ("Shifted by", 12.5, "12.5 %"),
        ("Turned by", 30, "30°"),
        ("Enlarged", 1.25, "1.25×"),
        ("Rate", 0.5, "0.5"),
        ("Steps", 300, "300"),
    ],
)
def test_numbers_have_their_units(form: ParameterForm, name: str, value: float, text: str) -> None:
    row = next(row for row in ROWS if row.label == name)
    form.show_values({row.name: value})
    number = field(form, QAbstractSpinBox, name)
    assert number.text() == text
    number.stepUp()
    assert form.values()[row.name] == value + row.step


def test_numbers_stay_within_their_bounds(form: ParameterForm) -> None:
    size = field(form, QSpinBox, "Size")
    size.setValue(9999)
    assert form.values()["size"] == 512
    size.setValue(0)
    assert form.values()["size"] == 64


def test_longest_texts_fit_into_their_fields(form: ParameterForm) -> None:
    click(form, "All settings")
    form.show_values({row.name: row.high for row in ROWS if row.high})
    form.show_values({"rate": 99.99, "variation": 999.9, "scale": 3.125, "jitter": 33.33})
    for number in [*form.findChildren(QSpinBox), *form.findChildren(QDoubleSpinBox)]:
        line = number.lineEdit()
        room = line.width() - line.textMargins().left() - line.textMargins().right()
        assert room >= line.fontMetrics().horizontalAdvance(line.text()), line.text()


def test_what_is_being_typed_counts(form: ParameterForm) -> None:
    steps = field(form, QSpinBox, "Steps")
    steps.selectAll()
    QTest.keyClicks(steps, "31")
    assert form.values()["steps"] == 31


def test_choices_are_said_in_words(form: ParameterForm) -> None:
    optimiser = field(form, QComboBox, "Optimiser")
    assert [optimiser.itemText(place) for place in range(2)] == ["Adam", "Gradient descent"]
    optimiser.setCurrentIndex(1)
    assert form.values()["optimiser"] == "descent"


def test_decimals_that_a_field_cannot_show_are_kept(form: ParameterForm) -> None:
    form.show_values({"rate": 0.0123456})
    assert form.values()["rate"] == 0.0123456
    field(form, QDoubleSpinBox, "Rate").setValue(0.5)
    assert form.values()["rate"] == 0.5
    click(form, "All settings")
    click(form, "Back to")
    assert form.values()["rate"] == 0.0123456


def test_each_throw_of_the_dice_is_another_seed(form: ParameterForm) -> None:
    thrown = [form.values()["seed"]]
    for _ in range(20):
        click(form, "Another seed")
        thrown.append(form.values()["seed"])
    assert all(one != other for one, other in pairwise(thrown))
    assert all(0 <= int(str(one)) <= 999_999 for one in thrown)


def test_two_seeds_take_turns(qtbot: QtBot) -> None:
    row = Parameter("seed", "seed", 3, low=3, high=4, label="Noise seed", help="Noise")
    form = shown(qtbot, ParameterForm([row], {"seed"}))
    thrown = []
    for _ in range(4):
        click(form, "Another seed")
        thrown.append(form.values()["seed"])
    assert thrown == [4, 3, 4, 3]


def test_help_is_a_tooltip_and_read_out(form: ParameterForm) -> None:
    size = field(form, QSpinBox, "Size")
    assert size.accessibleDescription() == "Side of the picture"
    parent = size.parentWidget()
    assert parent is not None
    assert parent.toolTip() == "Side of the picture"


# What matters


WHENS = (
    Parameter("optimiser", "choice", "adam", choices=("adam", "descent"), label="Optimiser"),
    Parameter("mirror", "bool", default=True, label="Mirrored"),
    Parameter("pace", "float", 0.5, high=1, label="Pace", when=("optimiser", frozenset({"adam"}))),
)


def test_rows_that_do_not_matter_are_hidden(qtbot: QtBot) -> None:
    form = shown(qtbot, ParameterForm(WHENS, {"optimiser", "mirror", "pace"}))
    assert labels(form) == ["Optimiser", "Mirrored", "Pace"]
    field(form, QComboBox, "Optimiser").setCurrentIndex(1)
    assert labels(form) == ["Optimiser", "Mirrored"]
    assert form.values()["pace"] == 0.5
    form.show_values({"optimiser": "adam"})
    assert labels(form) == ["Optimiser", "Mirrored", "Pace"]
    form.change({"optimiser": "descent"})
    assert labels(form) == ["Optimiser", "Mirrored"]


# The preset


def test_showing_is_not_a_change_of_a_person(qtbot: QtBot, form: ParameterForm) -> None:
    with qtbot.assertNotEmitted(form.changed):
        form.show_values({"size": 96, "mirror": False, "optimiser": "descent", "rate": 0.5})


def test_each_kind_of_field_tells_of_a_change_once(form: ParameterForm) -> None:
    told: list[dict[str, object]] = []
    form.changed.connect(lambda: told.append(form.values()))
    field(form, QSpinBox, "Size").stepUp()
    field(form, QCheckBox, "Mirrored").click()
    field(form, QComboBox, "Optimiser").setCurrentIndex(1)
    field(form, QDoubleSpinBox, "Rate").stepUp()
    assert len(told) == 4
    wanted = recipe(size=256, mirror=False, optimiser="descent", rate=0.08)
    assert told[-1] == wanted.values()


def test_dot_brings_the_presets_value_back(qtbot: QtBot, form: ParameterForm) -> None:
    size = field(form, QSpinBox, "Size")
    size.setValue(320)
    assert dots(form) == ["Back to 224 px"]
    with qtbot.waitSignal(form.changed):
        click(form, "Back to")
    assert form.values()["size"] == 224
    assert dots(form) == []


def test_a_persons_settings_can_be_shown_beside_the_presets(
    qtbot: QtBot, form: ParameterForm
) -> None:
    with qtbot.assertNotEmitted(form.changed):
        form.change({"size": 320, "variation": 0.1234567, "seed": 0})
    assert form.values() == recipe(size=320, variation=0.1234567).values()
    assert dots(form) == ["Back to 224 px", "Back to 0"]
    form.change({"size": 224})
    assert dots(form) == ["Back to 0"]
    click(form, "Back to")
    assert form.values() == recipe().values()


def test_dot_goes_when_the_value_is_back_by_itself(form: ParameterForm) -> None:
    mirror = field(form, QCheckBox, "Mirrored")
    click(form, "All settings")
    mirror.click()
    assert dots(form) == ["Back to on"]
    mirror.click()
    assert dots(form) == []


def test_another_preset_is_what_counts_from_then_on(form: ParameterForm) -> None:
    steps = field(form, QSpinBox, "Steps")
    steps.setValue(96)
    form.show_values(recipe("fast").values())
    assert dots(form) == []
    steps.setValue(256)
    assert dots(form) == ["Back to 96"]


def test_dot_is_reached_and_used_by_keyboard(form: ParameterForm) -> None:
    form.activateWindow()
    size = field(form, QSpinBox, "Size")
    size.setValue(320)
    size.setFocus()
    QTest.keyClick(size, Qt.Key.Key_Tab)
    dot = form.focusWidget()
    assert "Back to" in dot.accessibleName()
    before = dot.grab().toImage()
    assert theme.colour("accent") == before.pixelColor(dot.rect().center())
    QTest.keyClick(dot, Qt.Key.Key_Space)
    assert form.values()["size"] == 224
    assert size.hasFocus()


def test_nothing_moves_when_a_dot_comes(form: ParameterForm) -> None:
    longest = field(form, QDoubleSpinBox, "Variation loss")
    least, before = form.minimumSizeHint(), longest.geometry()
    longest.stepUp()
    form.grab()
    assert len(dots(form)) == 1
    assert (form.minimumSizeHint(), longest.geometry()) == (least, before)


# Looks


def test_fields_trail(form: ParameterForm) -> None:
    size = field(form, QSpinBox, "Size")
    assert size.mapTo(form, QPoint()).x() + size.width() == form.width()


def test_fields_trail_from_the_right_too(qtbot: QtBot, mirrored: QApplication) -> None:
    form = shown(qtbot, ParameterForm(ROWS, MAIN))
    assert mirrored.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert field(form, QSpinBox, "Size").mapTo(form, QPoint()).x() == 0


# Levels of 255


EPSILON = Parameter(
    "epsilon",
    "fraction255",
    2 / 255,
    low=1 / 255,
    high=64 / 255,
    step=1 / 255,
    label="Largest change",
    help="By how much a value may change",
)


@pytest.fixture
def levels(qtbot: QtBot) -> ParameterForm:
    return shown(qtbot, ParameterForm([EPSILON], {"epsilon"}))


def slider(form: ParameterForm) -> QSlider:
    return field(form, QSlider, "Largest change")


def test_fractions_are_chosen_in_whole_levels(qtbot: QtBot, levels: ParameterForm) -> None:
    assert labels(levels) == ["Largest change", "2 of 255", "Far below what an eye can notice."]
    with qtbot.waitSignal(levels.changed):
        QTest.keyClick(slider(levels), Qt.Key.Key_Right)
    assert levels.values() == {"epsilon": 3 / 255}
    assert labels(levels)[1:] == ["3 of 255", "Hard to notice, even side by side."]
    slider(levels).setValue(9999)
    assert levels.values() == {"epsilon": 64 / 255}
    slider(levels).setValue(0)
    assert levels.values() == {"epsilon": 1 / 255}


@pytest.mark.parametrize(
    ("level", "word"),
    [(1, "Far"), (2, "Far"), (3, "Hard"), (8, "Hard"), (9, "Seen"), (16, "Seen"), (17, "Plain")],
)
def test_how_visible_a_change_is_is_said(levels: ParameterForm, level: int, word: str) -> None:
    levels.change({"epsilon": level / 255})
    assert labels(levels)[1] == f"{level} of 255"
    assert labels(levels)[2].startswith(word)


def test_levels_go_back_to_the_presets(levels: ParameterForm) -> None:
    levels.change({"epsilon": 40 / 255})
    assert dots(levels) == ["Back to 2 of 255"]
    click(levels, "Back to")
    assert levels.values() == {"epsilon": 2 / 255}
    assert labels(levels)[1:] == ["2 of 255", "Far below what an eye can notice."]


def test_fractions_between_levels_are_kept(levels: ParameterForm) -> None:
    levels.show_values({"epsilon": 0.0123})
    assert levels.values() == {"epsilon": 0.0123}
    assert labels(levels)[1] == "3 of 255"


def test_wheel_passes_over_a_slider(levels: ParameterForm) -> None:
    none, middle = QPoint(), slider(levels).rect().center().toPointF()
    event = QWheelEvent(
        middle,
        slider(levels).mapToGlobal(middle),
        none,
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(slider(levels), event)
    assert not event.isAccepted()
    assert levels.values() == {"epsilon": 2 / 255}


def test_slider_has_all_the_width_under_its_label(levels: ParameterForm) -> None:
    title, figure = (one for one in levels.findChildren(QLabel) if one.text() in labels(levels)[:2])
    assert slider(levels).width() == levels.width()
    assert slider(levels).mapTo(levels, QPoint()).y() >= title.mapTo(levels, QPoint()).y() + 16
    assert figure.mapTo(levels, figure.rect().topRight()).x() == levels.width() - 1


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_figure_has_the_accent_s_colour_while_it_can_be_changed(
    levels: ParameterForm, mode: str
) -> None:
    theme.set_mode(mode)
    (figure,) = (one for one in levels.findChildren(QLabel) if "of 255" in one.text())
    assert colours(figure) >= {theme.colour("accentText").name()}
    levels.setEnabled(False)
    assert colours(figure) >= {theme.colour("disabled").name()}
    assert not colours(figure) & {theme.colour("accentText").name()}


def colours(part: QWidget) -> set[str]:
    image = part.grab().toImage()
    places = product(range(image.width()), range(image.height()))
    return {image.pixelColor(*place).name() for place in places}


# Remarks


REMARKS = {"optimiser": {"adam": "It remembers.", "descent": "It forgets."}}


def test_remark_follows_the_choice(qtbot: QtBot) -> None:
    form = shown(qtbot, ParameterForm(WHENS, {"optimiser"}, remarks=REMARKS))
    optimiser = field(form, QComboBox, "Optimiser")
    assert labels(form) == ["Optimiser", "It remembers."]
    optimiser.setCurrentIndex(1)
    assert labels(form) == ["Optimiser", "It forgets."]
    form.show_values({"optimiser": "adam"})
    assert labels(form) == ["Optimiser", "It remembers."]
    assert optimiser.width() == form.width()


def test_row_that_depends_on_a_hidden_one_is_hidden(qtbot: QtBot) -> None:
    on, whole = frozenset({"True"}), frozenset({"1.0"})
    rows = (
        Parameter("outer", "bool", default=True, label="Outer"),
        Parameter("inner", "bool", default=True, label="Inner", when=("outer", on)),
        Parameter("pace", "float", 1.0, high=1, label="Pace", when=("inner", on)),
        Parameter("deep", "bool", default=True, label="Deep", when=("pace", whole)),
    )
    form = shown(qtbot, ParameterForm(rows, {"outer", "pace", "deep"}))
    assert labels(form) == ["Outer", "Pace", "Deep"]  # the inner one is only folded away
    field(form, QCheckBox, "Outer").click()
    assert labels(form) == ["Outer"]
    field(form, QCheckBox, "Outer").click()
    form.change({"inner": False})
    assert labels(form) == ["Outer"]


def test_tick_makes_room_for_a_long_label(qtbot: QtBot) -> None:
    row = Parameter("survive", "bool", default=True, label="Make it survive saving")
    form = shown(qtbot, ParameterForm([row], {"survive"}))
    tick = field(form, QCheckBox, row.label)
    assert form.minimumSizeHint().width() <= 224
    form.resize(224, 100)
    form.grab()
    assert tick.geometry().right() < 224


def test_help_of_explained_rows_is_read_and_that_of_others_is_a_tooltip(qtbot: QtBot) -> None:
    rows = [Parameter(name, "int", 1, high=9, label=name, help=f"about {name}") for name in "ab"]
    form = ParameterForm(rows, main=("a", "b"), explained=("b",))
    qtbot.addWidget(form)
    form.show()
    shown = [one.text() for one in form.findChildren(QLabel) if one.isVisible()]
    assert "about b" in shown
    assert "about a" not in shown
