"""Weights of one's own: what was found, what is asked, and when they can be imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QSpinBox
from PySide6.QtWidgets import QWidget as Widget

from desktop_app.engine.catalogue import HALF, IMAGENET_MEAN, IMAGENET_STD
from desktop_app.engine.contract import InputRule
from desktop_app.engine.structure import Chosen, Inspected, Match
from desktop_app.views.import_fields import FILE, IMAGENET, NUMBERS, ClassNames
from desktop_app.views.import_page import ImportPage
from desktop_app.views.widgets.disclosure import MOST
from desktop_app.views.widgets.form import Decimal, Row
from desktop_app.views.widgets.long_combo import LongCombo

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

OTHERS = (("resnet34", "ResNet-34"), ("vgg16", "VGG-16"), ("vit_b_16", "ViT B/16"))
NAMES = ("rose", "tulip", "daisy")
RULE = InputRule(240, 272, "bicubic", HALF, HALF)
OWN = InputRule(32, 32, "bilinear", (0.4914, 0.4822, 0.4465), (0.2023, 0.1994, 0.201))
FITS = Match("resnet18", "ResNet-18", 1.0, 3)
LARGER = Match("resnet18", "ResNet-18", 1.0, 3, extra=("step",))
THOUSAND = Match("resnet18", "ResNet-18", 1.0, 1000)
NEAR = Match(
    "resnet34",
    "ResNet-34",
    0.807,
    3,
    missing=tuple(f"layer9.{at}.weight" for at in range(MOST + 13)),
    wrong=(("fc.weight", (3, 512), (3, 2048)),),
)
Kind = TypeVar("Kind", bound=Widget)


@pytest.fixture
def page(qtbot: QtBot) -> ImportPage:
    result = ImportPage()
    qtbot.addWidget(result)
    result.resize(560, 400)
    with qtbot.waitExposed(result):
        result.show()
    return result


def show(
    page: ImportPage,
    *matches: Match,
    rule: InputRule | None = RULE,
    classes: tuple[str, ...] = (),
    averaged: bool = False,
) -> None:
    found = Inspected("/flowers.pth", "flowers", matches or (FITS,), classes, rule, averaged)
    page.show_inspected(found, OTHERS)


def field(page: ImportPage, kind: type[Kind], name: str) -> Kind:
    found = [one for one in page.findChildren(kind) if one.accessibleName() == name]
    return found[0]  # inner parts of a field may have the same name


def button(page: ImportPage, text: str) -> QPushButton:
    (found,) = [
        one for one in page.findChildren(QPushButton) if one.text() == text and one.isVisible()
    ]
    return found


def click(page: ImportPage, text: str) -> None:
    QTest.mouseClick(button(page, text), Qt.MouseButton.LeftButton)


def normalise(page: ImportPage, text: str) -> None:
    ways = page._normalisation.ways
    ways.setCurrentIndex(ways.findText(text))


def sentence(page: ImportPage, name: str) -> tuple[str, bool]:
    """What stands under the field called `name`."""
    row = field(page, Widget, name).parentWidget()
    assert isinstance(row, Row)
    return row.texts()


def words(page: ImportPage) -> str:
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())


def imported(page: ImportPage) -> Chosen:
    chosen: list[Chosen] = []
    page.accepted.connect(chosen.append)
    click(page, "Import")
    return chosen[0]


def is_ready(page: ImportPage) -> bool:
    ready = button(page, "Import").isEnabled()
    assert ready == (not page.texts()[1])
    assert page.texts()[1] == button(page, "Import").toolTip()
    return ready


# What was found


@pytest.mark.parametrize(
    ("match", "words"),
    [
        (FITS, "These are the weights of ResNet-18 with 3 class"),
        (Match("vgg16", "VGG-16", 1.0, 0), "These are the weights of VGG-16."),
        (NEAR, "No network known here fits. Nearest: ResNet-34, 80\N{NO-BREAK SPACE}% of its"),
    ],
)
def test_finding_is_a_sentence(page: ImportPage, match: Match, words: str) -> None:
    show(page, match)
    assert page.texts()[0].startswith(words)


@pytest.mark.parametrize("averaged", [True, False])
def test_averaged_copy_is_mentioned(page: ImportPage, averaged: bool) -> None:
    show(page, averaged=averaged)
    assert ("EMA" in words(page)) == averaged


def test_file_that_says_everything_can_be_imported_at_once(page: ImportPage) -> None:
    show(page, classes=NAMES)
    assert is_ready(page)
    chosen = imported(page)
    assert chosen == Chosen("/flowers.pth", "flowers", "resnet18", NAMES, RULE)


def test_waiting_names_the_file(page: ImportPage) -> None:
    page.show_waiting("flowers.pth")
    assert words(page) == "Looking into flowers.pth."


def test_problem_leads_out_or_back_to_the_questions(qtbot: QtBot, page: ImportPage) -> None:
    page.show_waiting("flowers.pth")
    page.show_problem("Not safe", "It holds more than numbers.")
    assert page.problem.texts() == ("Not safe", "It holds more than numbers.")
    with qtbot.waitSignal(page.cancelled):
        click(page, "Go back")
    show(page)
    page.show_problem("Not saved", "The disk is full.")
    with qtbot.assertNotEmitted(page.cancelled):
        click(page, "Go back")
    assert field(page, QLineEdit, "Name").isVisible()


def test_cancel(qtbot: QtBot, page: ImportPage) -> None:
    show(page)
    with qtbot.waitSignal(page.cancelled):
        click(page, "Cancel")


# Normalisation and size


def test_unknown_normalisation_is_asked_for(page: ImportPage) -> None:
    show(page, rule=None)
    assert not is_ready(page)
    assert page.texts()[1].startswith("Say how its pictures were normalised:")
    normalise(page, "ImageNet’s mean and spread")
    assert is_ready(page)
    rule = InputRule(224, 256, "bilinear", IMAGENET_MEAN, IMAGENET_STD)
    assert imported(page).input == rule


@pytest.mark.parametrize(
    ("text", "mean", "std"),
    [("−1 to 1", HALF, HALF), ("0 to 1, as they are", (0, 0, 0), (1, 1, 1))],
)
def test_normalisation_is_chosen_by_words(
    page: ImportPage, text: str, mean: tuple[float, ...], std: tuple[float, ...]
) -> None:
    show(page, rule=None)
    normalise(page, text)
    rule = imported(page).input
    assert (rule.mean, rule.std) == (mean, std)


def test_own_values_are_kept_and_can_be_changed(page: ImportPage) -> None:
    show(page, rule=OWN)
    assert is_ready(page)
    assert [one.text().replace(",", ".") for one in page.findChildren(Decimal)] == [
        "0.4914",
        "0.4822",
        "0.4465",
        "0.2023",
        "0.1994",
        "0.201",
    ]
    field(page, Decimal, "Spread, Blue").setValue(0.25)
    rule = imported(page).input
    assert (rule.mean, rule.std) == (OWN.mean, (0.2023, 0.1994, 0.25))
    assert (rule.size, rule.resize) == (32, 32)


def test_fields_for_own_values_are_there_only_for_them(page: ImportPage) -> None:
    show(page)
    assert not any(one.isVisible() for one in page.findChildren(Decimal))
    normalise(page, "Own values")
    shown = [one for one in page.findChildren(Decimal) if one.isVisible()]
    assert len(shown) == 6
    assert all(one.lineEdit().width() > 20 for one in shown)
    normalise(page, "−1 to 1")
    assert not any(one.isVisible() for one in page.findChildren(Decimal))


def test_next_file_is_asked_anew(page: ImportPage) -> None:
    show(page)
    show(page, rule=None)
    assert not is_ready(page)
    show(page)
    assert is_ready(page)
    assert page._normalisation.ways.findText("Choose…") == -1


def test_shorter_side_is_never_shorter_than_the_crop(page: ImportPage) -> None:
    show(page)
    field(page, QSpinBox, "Input size").setValue(300)
    assert field(page, QSpinBox, "Shorter side resized to").value() == 300
    rule = imported(page).input
    assert (rule.size, rule.resize, rule.interpolation) == (300, 300, "bicubic")


def test_unknown_size_is_said_to_be_a_guess(page: ImportPage) -> None:
    show(page, rule=None)
    assert sentence(page, "Input size") == ("The file does not say; 224 is usual.", False)
    show(page)
    assert sentence(page, "Input size") == ("", False)


# Names


def test_network_needs_a_name(page: ImportPage) -> None:
    show(page)
    name = field(page, QLineEdit, "Name")
    name.setText("  ")
    assert not is_ready(page)
    name.setText(" My flowers ")
    assert imported(page).title == "My flowers"


def test_imagenet_names_are_for_a_thousand_classes(page: ImportPage) -> None:
    show(page, THOUSAND)
    names = field(page, ClassNames, "Class names")
    assert names.way == IMAGENET
    assert imported(page).classes == ()
    show(page)
    assert names.way == NUMBERS
    assert "ImageNet’s 1,000" not in [
        one.text() for one in page.findChildren(QPushButton) if one.isVisible()
    ]


def test_numbers_name_each_class(page: ImportPage) -> None:
    show(page)
    assert sentence(page, "Class names")[0] == "Its answers are numbers from 0 to 2."
    assert imported(page).classes == ("0", "1", "2")


def test_names_from_a_file(qtbot: QtBot, page: ImportPage) -> None:
    show(page)
    with qtbot.waitSignal(page.names_file_requested):
        click(page, "From a file…")
    assert not is_ready(page)
    page.show_names(NAMES, "names.txt")
    assert sentence(page, "Class names")[0].endswith("from names.txt: rose, tulip, daisy")
    assert imported(page).classes == NAMES
    with qtbot.waitSignal(page.names_file_requested):
        click(page, "Choose file…")


def test_too_few_names_are_refused(page: ImportPage) -> None:
    show(page)
    click(page, "From a file…")
    page.show_names(NAMES[:2], "names.txt")
    text, wrong = sentence(page, "Class names")
    assert text.startswith("2 name")
    assert text.endswith("and the network has 3 classes.")
    assert wrong
    assert not is_ready(page)
    click(page, "Numbers")
    assert not sentence(page, "Class names")[1]
    assert is_ready(page)


def test_file_of_names_that_cannot_be_read(page: ImportPage) -> None:
    show(page, classes=NAMES)
    page.show_names_problem("It is empty.")
    assert sentence(page, "Class names") == ("It is empty.", True)
    assert not is_ready(page)
    page.show_names(NAMES, "names.txt")
    assert is_ready(page)


def test_showing_names_found_asks_for_nothing(qtbot: QtBot, page: ImportPage) -> None:
    with qtbot.assertNotEmitted(page.names_file_requested):
        show(page, classes=NAMES)
    assert field(page, ClassNames, "Class names").way == FILE
    assert "rose, tulip, daisy" in sentence(page, "Class names")[0]


# Architectures


def entries(combo: LongCombo) -> list[str]:
    plain = (combo.itemText(row) for row in range(combo.count()))
    return [text.replace("\N{NO-BREAK SPACE}", " ") for text in plain]


def test_nearest_come_first_with_their_share(page: ImportPage) -> None:
    show(page, FITS, NEAR)
    combo = field(page, LongCombo, "Architecture")
    assert entries(combo) == ["ResNet-18, 100 %", "ResNet-34, 80 %", "VGG-16", "ViT B/16"]


def test_share_of_a_misfit_is_never_all(page: ImportPage) -> None:
    show(page, Match("resnet18", "ResNet-18", 0.9999, 3, missing=("fc.bias",)))
    assert "99\N{NO-BREAK SPACE}%" in page.texts()[0]


def pick(page: ImportPage, typed: str) -> None:
    """Type a part of a name, take the first that is offered."""
    combo = field(page, LongCombo, "Architecture")
    combo.setFocus()
    combo.typed.selectAll()
    QTest.keyClicks(combo.typed, typed)
    QTest.keyClick(combo.offers, Qt.Key.Key_Down)
    QTest.keyClick(combo.offers, Qt.Key.Key_Return)


def test_other_architecture_is_compared_first(qtbot: QtBot, page: ImportPage) -> None:
    show(page, FITS, NEAR)
    with qtbot.waitSignal(page.architecture_asked) as asked:
        pick(page, "b/1")
    assert asked.args == ["vit_b_16"]
    assert page.texts()[1] == "Looking whether ViT B/16 fits."
    assert not is_ready(page)
    page.show_match(Match("vgg16", "VGG-16", 1.0, 3))  # of a choice made before
    assert not is_ready(page)
    page.show_match(Match("vit_b_16", "ViT B/16", 1.0, 3))
    assert imported(page).architecture == "vit_b_16"


def test_architecture_that_was_compared_is_shown_at_once(qtbot: QtBot, page: ImportPage) -> None:
    show(page, FITS, NEAR)
    with qtbot.assertNotEmitted(page.architecture_asked):
        pick(page, "34")
    assert page.texts()[1] == "They do not fit ResNet-34. Choose another architecture."
    assert not is_ready(page)


# What does not fit


def test_misfits_are_listed_up_to_a_limit(page: ImportPage) -> None:
    show(page, NEAR)
    shown = words(page)
    assert "layer9.0.weight" in shown
    assert f"layer9.{MOST - 1}.weight" in shown
    assert f"layer9.{MOST}.weight" not in shown
    assert "and 13 more" in shown
    assert "fc.weight: 3 × 512 in the file, 3 × 2" in shown
    titles = [one.text().strip() for one in page.findChildren(QPushButton) if one.isVisible()]
    assert [one for one in titles if "tensor" in one and one[0].isdigit()] != []


def test_a_file_that_holds_more_is_taken_only_for_what_a_person_says(page: ImportPage) -> None:
    show(page, LARGER, NEAR)
    assert page.texts()[0].startswith("No network known here fits.")
    assert page.texts()[1] == "It holds more than ResNet-18 does. Choose which network it is."
    assert not is_ready(page)
    pick(page, "34")
    pick(page, "18")
    assert is_ready(page)


def test_extras_are_folded_and_do_no_harm(page: ImportPage) -> None:
    show(page, LARGER, NEAR)
    pick(page, "34")
    pick(page, "18")
    assert "step" not in words(page)
    (title,) = [one for one in page.findChildren(QPushButton) if "left out" in one.text()]
    QTest.mouseClick(title, Qt.MouseButton.LeftButton)
    assert "step" in words(page)
    assert is_ready(page)


def test_misfits_go_with_the_architecture(page: ImportPage) -> None:
    show(page, NEAR, FITS)
    pick(page, "18")
    assert "layer9" not in words(page)
    assert is_ready(page)


# Fields


def test_every_field_has_a_name(page: ImportPage) -> None:
    show(page, rule=OWN)
    for kind in (QLineEdit, QComboBox, QSpinBox, Decimal):
        for one in page.findChildren(kind):
            if not isinstance(one.parentWidget(), QComboBox | QSpinBox | Decimal):
                assert one.accessibleName(), one


def test_form_fits_into_a_narrow_page(page: ImportPage) -> None:
    show(page, THOUSAND, rule=OWN, classes=NAMES)
    assert page.minimumSizeHint().width() <= 560
