"""The Adversarial tab's settings: the class to be seen, the method, and what can be done when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from desktop_app.engine.attack_recipe import (
    CW,
    DEEPFOOL,
    DESCENT,
    FGSM,
    L2,
    LINF,
    METHODS,
    MOMENTUM,
    PGD,
    ROWS,
    SMALLEST,
    attack_recipe,
)
from desktop_app.engine.attempts import ANYTHING
from desktop_app.engine.contract import ClassName
from desktop_app.views import attack_settings
from desktop_app.views.attack_settings import SIAMESE_CAT, AttackSettings
from desktop_app.views.run_state import IDLE, PAUSED, RUNNING
from desktop_app.views.widgets.long_combo import LongCombo
from desktop_app.views.widgets.parameter_fields import CHOICES

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

DALMATIAN, CRANE = ClassName("n02110341", "dalmatian"), ClassName("n02012849", "crane")
CAT = ClassName(SIAMESE_CAT, "Siamese cat", ("گربهٔ سیامی",))
OTHER_CRANE, MINE = ClassName("n03126707", "crane"), ClassName("", "my own cat")
CLASSES = (DALMATIAN, CRANE, CAT, OTHER_CRANE, MINE)
COLUMN = 288
ANYTHING_WORD, CHOICE_WORD = "Anything else instead", "A class of my choice"
SENTENCE = "Any class but the present one will do."


@pytest.fixture
def settings(qtbot: QtBot) -> AttackSettings:
    result = AttackSettings()
    qtbot.addWidget(result)
    result.offer_classes(CLASSES)
    result.resize(COLUMN, 700)
    with qtbot.waitExposed(result):
        result.show()
    return result


def button(settings: AttackSettings, text: str) -> QPushButton:
    found = settings.findChildren(QPushButton)
    (one,) = (one for one in found if one.text().strip() == text)
    return one


def click(settings: AttackSettings, text: str) -> None:
    QTest.mouseClick(button(settings, text), Qt.MouseButton.LeftButton)


def classes(settings: AttackSettings) -> LongCombo:
    (found,) = settings.findChildren(LongCombo)
    return found


def type_in(settings: AttackSettings, text: str) -> QLineEdit:
    typed = classes(settings).typed
    typed.selectAll()
    QTest.keyClicks(typed, text)
    return typed


def texts(settings: AttackSettings) -> list[str]:
    return [one.text() for one in settings.findChildren(QLabel) if one.isVisible() and one.text()]


def rows(settings: AttackSettings) -> set[str]:
    """The rows that can be seen, by their names."""
    names = {row.label: row.name for row in ROWS}
    return {names[text] for text in texts(settings) if text in names}


def told(settings: AttackSettings) -> list[str]:
    """What is asked for, as it comes."""
    result: list[str] = []
    for name in ("started", "paused", "resumed", "stepped", "aimed"):
        getattr(settings, name).connect(lambda name=name: result.append(name))
    return result


# The class


def test_siamese_cat_is_chosen_at_first(settings: AttackSettings) -> None:
    assert settings.target == 2
    assert classes(settings).currentText() == "Siamese cat, 2"


def test_first_class_is_chosen_where_there_is_no_siamese_cat(qtbot: QtBot) -> None:
    settings = AttackSettings()
    qtbot.addWidget(settings)
    assert settings.target == ANYTHING
    settings.offer_classes((MINE, CRANE))
    assert settings.target == 0


@pytest.mark.parametrize("number", range(len(CLASSES)))
def test_another_network_s_class_of_the_same_name_stays_chosen(
    qtbot: QtBot, settings: AttackSettings, number: int
) -> None:
    settings.choose(number)
    with qtbot.assertNotEmitted(settings.aimed):
        settings.offer_classes(CLASSES)
        assert settings.target == number
        settings.offer_classes(CLASSES[::-1])
    assert settings.target == len(CLASSES) - 1 - number


def test_class_that_another_network_lacks_gives_way_to_the_cat(settings: AttackSettings) -> None:
    settings.choose(1)
    settings.offer_classes((DALMATIAN, CAT))
    assert settings.target == 1
    assert classes(settings).currentText() == "Siamese cat, 1"
    settings.offer_classes(())
    assert settings.target == ANYTHING


def test_what_is_typed_finds_a_class(qtbot: QtBot, settings: AttackSettings) -> None:
    with qtbot.waitSignal(settings.aimed):
        QTest.keyClick(type_in(settings, "dalm"), Qt.Key.Key_Return)
    assert settings.target == 0
    type_in(settings, "my own")
    assert settings.settle()
    assert settings.target == 4


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("grumpy", "No class with ‘grumpy’."),
        ("crane", "Several classes with ‘crane’: choose one."),
    ],
)
def test_what_is_no_class_is_said(settings: AttackSettings, typed: str, sentence: str) -> None:
    asked = told(settings)
    type_in(settings, typed)
    assert (sentence in texts(settings)) == (typed == "grumpy")
    settings.go()
    assert sentence in texts(settings)
    assert (settings.target, asked) == (2, [])
    settings.go()
    assert asked == ["started"]
    settings.choose(0)
    assert sentence not in texts(settings)


def test_sentence_goes_with_the_next_letter(settings: AttackSettings) -> None:
    type_in(settings, "grumpy")
    type_in(settings, "dalm")
    assert not any("No class" in text for text in texts(settings))


@pytest.mark.parametrize("number", [len(CLASSES), -2])
def test_only_a_class_on_offer_can_be_chosen(settings: AttackSettings, number: int) -> None:
    with pytest.raises(ValueError, match="no class"):
        settings.choose(number)
    assert settings.target == 2


# Anything else


def test_any_other_class_may_do(settings: AttackSettings) -> None:
    asked = told(settings)
    assert SENTENCE not in texts(settings)
    click(settings, ANYTHING_WORD)
    assert settings.target == ANYTHING
    assert SENTENCE in texts(settings)
    assert not classes(settings).isVisible()
    click(settings, CHOICE_WORD)
    assert settings.target == 2
    assert SENTENCE not in texts(settings)
    assert classes(settings).isVisible()
    assert asked == ["aimed", "aimed"]


def test_program_chooses_in_silence(qtbot: QtBot, settings: AttackSettings) -> None:
    with qtbot.assertNotEmitted(settings.aimed):
        settings.choose(ANYTHING)
        assert settings.target == ANYTHING
        settings.offer_classes(CLASSES[::-1])
        assert settings.target == ANYTHING
        settings.choose(1)
    assert settings.target == 1
    assert classes(settings).isVisible()


def test_what_is_half_typed_is_of_no_account_then(settings: AttackSettings) -> None:
    asked = told(settings)
    settings.choose(ANYTHING)
    classes(settings).setEditText("grumpy")
    settings.go()
    assert asked == ["started"]


# How


@pytest.mark.parametrize(
    ("method", "norm", "expected"),
    [
        (PGD, LINF, {"epsilon", "steps", "stride", "survive"}),
        (PGD, L2, {"length", "steps", "stride", "survive"}),
        (DESCENT, LINF, {"epsilon", "steps", "rate", "survive"}),
        (DESCENT, L2, {"length", "steps", "rate", "survive"}),
        (MOMENTUM, L2, {"length", "steps", "stride", "survive"}),
        (FGSM, LINF, {"epsilon", "survive"}),
        (CW, L2, {"steps"}),
        (DEEPFOOL, L2, {"steps"}),
        (SMALLEST, LINF, {"epsilon", "steps", "stride", "survive"}),
    ],
)
def test_rows_are_those_of_the_method(
    settings: AttackSettings, method: str, norm: str, expected: set[str]
) -> None:
    settings.show_values({"method": method, "norm": norm})
    assert rows(settings) == {"method", "seed"} | expected


def test_length_comes_with_its_norm(settings: AttackSettings) -> None:
    settings.show_values({"method": PGD, "norm": L2})
    assert "length" in rows(settings)
    settings.show_values({"method": CW})
    assert "length" not in rows(settings)


@pytest.mark.parametrize("method", METHODS)
def test_each_method_says_what_it_does(settings: AttackSettings, method: str) -> None:
    settings.show_values({"method": method})
    sentences = set(attack_settings.METHODS.values())
    assert sentences & set(texts(settings)) == {attack_settings.METHODS[method]}


def test_every_choice_has_a_name() -> None:
    assert {choice for row in ROWS for choice in row.choices} <= CHOICES.keys()


@pytest.mark.parametrize("method", METHODS)
def test_it_fits_into_its_column(settings: AttackSettings, method: str) -> None:
    settings.show_values({"method": method, "norm": L2, "epsilon": 64 / 255, "seed": 999_999})
    click(settings, "All settings")
    assert settings.minimumSizeHint().width() <= COLUMN
    settings.grab()
    inside = settings.form.width()
    parts = (one for one in settings.form.findChildren(QWidget) if one.isVisible())
    for part in parts:
        left = part.mapTo(settings.form, part.rect().topLeft()).x()
        assert left >= 0, part
        assert left + part.width() <= inside, part
        if isinstance(part, QLabel) and not part.wordWrap():
            assert part.width() >= part.sizeHint().width(), part.text()


def test_settings_of_a_run_are_shown(settings: AttackSettings) -> None:
    assert settings.values() == attack_recipe().values()
    values = attack_recipe(method=CW, steps=100, epsilon=8 / 255, survive=True).values()
    settings.show_values(values)
    assert settings.values() == values
    marks = [one for one in settings.findChildren(QWidget) if one.toolTip().startswith("Back")]
    assert sum(one.isVisible() for one in marks) == 2


# What can be done when


def test_button_says_what_it_does_now(settings: AttackSettings) -> None:
    asked = told(settings)
    for state, word in ((IDLE, "Start"), (RUNNING, "Pause"), (PAUSED, "Go on")):
        settings.show_state(state)
        click(settings, word)
        settings.go()
    click(settings, "One step")
    assert asked == [*("started",) * 2, *("paused",) * 2, *("resumed",) * 2, "stepped"]


def test_settings_rest_during_a_run(settings: AttackSettings) -> None:
    parts = classes(settings), button(settings, ANYTHING_WORD), settings.form
    for state in (IDLE, RUNNING, PAUSED, IDLE):
        settings.show_state(state)
        assert [part.isEnabled() for part in parts] == [state == IDLE] * 3
        assert button(settings, "One step").isEnabled() is (state != RUNNING)
    settings.show_state(RUNNING)
    assert button(settings, "One step").toolTip() == "Pause first."


def test_disabled_start_says_why(settings: AttackSettings) -> None:
    asked, why = told(settings), "An untrained network has no mind to change."
    settings.show_state(IDLE, possible=False, why=why)
    for word in ("Start", "One step"):
        part = button(settings, word)
        assert (part.isEnabled(), part.toolTip()) == (False, why)
    settings.go()
    assert asked == []
    assert settings.form.isEnabled()
    settings.show_state(IDLE)
    start = button(settings, "Start")
    assert (start.isEnabled(), start.toolTip()) == (True, "")
