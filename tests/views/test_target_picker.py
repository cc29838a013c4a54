"""What a picture is to show: classes found by any of their names, parts of a network, a gallery."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QPushButton, QSpinBox, QWidget

from desktop_app.engine.contract import ClassName
from desktop_app.engine.targets import CHANNEL, CLASS, LAYER, UNIT, Target
from desktop_app.views.widgets.target_picker import TargetPicker

if TYPE_CHECKING:
    from PySide6.QtGui import QStandardItemModel
    from pytestqt.qtbot import QtBot

    from desktop_app.views.widgets.long_combo import LongCombo

CLASSES = tuple(
    ClassName(f"n{number:04}", name)
    for number, name in enumerate(
        ("tabby", "tiger cat", "Siamese cat", "zebra", "crane", "crane", "vizsla", *"abcdefgh")
    )
)
LAYERS = (("conv_stem", 32), ("blocks.3.2", 80))
CAT, ZEBRA = Target(CLASS, 2), Target(CLASS, 3)
MAP, WHOLE = Target(CHANNEL, 17, "blocks.3.2"), Target(LAYER, layer="conv_stem")


@pytest.fixture
def picker(qtbot: QtBot) -> TargetPicker:
    result = TargetPicker()
    qtbot.addWidget(result)
    result.offer_classes(CLASSES)
    result.offer_layers(LAYERS)
    result.resize(240, 300)
    with qtbot.waitExposed(result):
        result.show()
    return result


def field(picker: TargetPicker, name: str) -> QWidget:
    (found,) = (one for one in picker.findChildren(QWidget) if one.accessibleName() == name)
    return found


def combo(picker: TargetPicker, name: str = "Class") -> LongCombo:
    return cast("LongCombo", field(picker, name))


def kinds(picker: TargetPicker) -> QComboBox:
    return cast("QComboBox", field(picker, "What to look for"))


def adding(picker: TargetPicker) -> QPushButton:
    (found,) = (one for one in picker.findChildren(QPushButton) if "gallery" in one.text())
    return found


def removing(picker: TargetPicker, name: str) -> QAbstractButton:
    return cast("QAbstractButton", field(picker, f"Remove {name}"))


def click(part: QWidget) -> None:
    QTest.mouseClick(part, Qt.MouseButton.LeftButton)


def gather(picker: TargetPicker, *targets: Target) -> None:
    for target in targets:
        picker.choose(target)
        click(adding(picker))


def gathered(picker: TargetPicker) -> list[Target]:
    return list(picker.targets)


def type_in(picker: TargetPicker, text: str) -> LongCombo:
    result = combo(picker)
    result.typed.selectAll()
    QTest.keyClicks(result.typed, text)
    return result


def texts(picker: TargetPicker) -> list[str]:
    return [one.text() for one in picker.findChildren(QLabel) if one.isVisible() and one.text()]


def seen(picker: TargetPicker) -> list[str]:
    """The fields that can be seen, from the top."""
    parts = [*picker.findChildren(QComboBox), *picker.findChildren(QSpinBox)]
    shown = [one for one in parts if one.isVisible()]
    return [
        one.accessibleName()
        for one in sorted(shown, key=lambda one: one.mapTo(picker, QPoint()).y())
    ]


# Classes


def test_first_class_is_chosen(picker: TargetPicker) -> None:
    assert picker.target == Target(CLASS, 0)
    assert combo(picker).currentText() == "tabby, 0"
    assert seen(picker) == ["What to look for", "Class"]


def test_nothing_is_chosen_before_anything_is_offered(qtbot: QtBot) -> None:
    picker = TargetPicker()
    qtbot.addWidget(picker)
    assert picker.target is None
    assert picker.targets == ()
    assert not adding(picker).isEnabled()


@pytest.mark.parametrize(
    ("text", "number"),
    [("siam", 2), ("SIAMESE CAT", 2), ("n0003", 3), ("3", 3), ("Siamese cat, 2", 2), (" bra", 3)],
)
def test_any_part_of_any_name_finds_it(
    qtbot: QtBot, picker: TargetPicker, text: str, number: int
) -> None:
    typed = type_in(picker, text).typed
    with qtbot.waitSignal(picker.changed):
        QTest.keyClick(typed, Qt.Key.Key_Return)
    assert picker.target == Target(CLASS, number)
    assert typed.text() == f"{CLASSES[number].name}, {number}"


def test_offers_are_all_that_hold_what_is_typed(picker: TargetPicker) -> None:
    offers = type_in(picker, "cat").offers.model()
    shown = [offers.index(row, 0).data() for row in range(offers.rowCount())]
    assert shown == ["tiger cat, 1", "Siamese cat, 2"]


def test_one_of_the_offers_can_be_picked(qtbot: QtBot, picker: TargetPicker) -> None:
    picker.activateWindow()
    combo(picker).typed.setFocus()
    found = type_in(picker, "n000")
    QTest.keyClick(found.offers, Qt.Key.Key_Down)
    QTest.keyClick(found.offers, Qt.Key.Key_Down)
    assert found.typed.text() == "tiger cat, 1"
    with qtbot.waitSignal(picker.changed):
        QTest.keyClick(found.offers, Qt.Key.Key_Return)
    assert picker.target == Target(CLASS, 1)


@pytest.mark.parametrize("text", ["crane", "cat"])
def test_what_many_can_mean_is_taken_back(qtbot: QtBot, picker: TargetPicker, text: str) -> None:
    typed = type_in(picker, text).typed
    with qtbot.assertNotEmitted(picker.changed):
        QTest.keyClick(typed, Qt.Key.Key_Return)
    assert typed.text() == "tabby, 0"


def test_what_no_class_has_is_said(picker: TargetPicker) -> None:
    sentence = "No class with ‘grumpy’."
    type_in(picker, "grumpy")
    assert sentence in texts(picker)
    QTest.keyClick(combo(picker).typed, Qt.Key.Key_Return)
    assert combo(picker).currentText() == "tabby, 0"
    assert sentence in texts(picker)
    type_in(picker, "tiger")
    assert sentence not in texts(picker)


def test_choosing_takes_the_sentence_away(picker: TargetPicker) -> None:
    type_in(picker, "grumpy")
    picker.choose(CAT)
    assert texts(picker) == []
    QTest.keyClick(type_in(picker, "grumpy").typed, Qt.Key.Key_Return)
    QTest.keyClick(combo(picker), Qt.Key.Key_Down)
    assert picker.target == ZEBRA
    assert texts(picker) == []


# Parts of the network


def test_without_layers_only_a_class_can_be_chosen(picker: TargetPicker) -> None:
    picker.choose(MAP)
    picker.offer_layers(())
    items = cast("QStandardItemModel", kinds(picker).model())
    assert [items.item(row).isEnabled() for row in range(4)] == [True, False, False, False]
    assert items.item(1).toolTip() == "The layers of this network are not known yet."
    assert picker.target == Target(CLASS, 0)
    picker.offer_layers(LAYERS)
    assert all(items.item(row).isEnabled() for row in range(4))
    assert items.item(1).toolTip() == ""


@pytest.mark.parametrize(
    ("downs", "target", "fields"),
    [
        (1, Target(CHANNEL, 0, "conv_stem"), ["Layer", "Map"]),
        (2, Target(UNIT, 0, "conv_stem"), ["Layer", "Map"]),
        (3, WHOLE, ["Layer"]),
    ],
)
def test_kind_decides_what_else_is_asked(
    picker: TargetPicker, downs: int, target: Target, fields: list[str]
) -> None:
    told: list[Target | None] = []
    picker.changed.connect(lambda: told.append(picker.target))
    for _ in range(downs):
        QTest.keyClick(kinds(picker), Qt.Key.Key_Down)
    assert told[-1] == picker.target == target
    assert len(told) == downs
    assert seen(picker) == ["What to look for", *fields]


def test_maps_are_those_of_the_layer(picker: TargetPicker) -> None:
    picker.choose(MAP)
    maps = cast("QSpinBox", field(picker, "Map"))
    assert (maps.value(), maps.maximum()) == (17, 79)
    maps.setValue(60)
    layer = combo(picker, "Layer")
    layer.typed.selectAll()
    QTest.keyClicks(layer.typed, "stem")
    told: list[Target | None] = []
    picker.changed.connect(lambda: told.append(picker.target))
    QTest.keyClick(layer.typed, Qt.Key.Key_Return)
    assert told == [Target(CHANNEL, 31, "conv_stem")]


def test_another_map_is_told(qtbot: QtBot, picker: TargetPicker) -> None:
    picker.choose(MAP)
    maps = cast("QSpinBox", field(picker, "Map"))
    with qtbot.waitSignal(picker.changed):
        maps.stepUp()
    assert picker.target == Target(CHANNEL, 18, "blocks.3.2")
    maps.selectAll()
    QTest.keyClicks(maps, "42")
    assert picker.target == Target(CHANNEL, 42, "blocks.3.2")


@pytest.mark.parametrize("target", [CAT, MAP, WHOLE, Target(UNIT, 31, "conv_stem")])
def test_program_chooses_in_silence(qtbot: QtBot, picker: TargetPicker, target: Target) -> None:
    with qtbot.assertNotEmitted(picker.changed):
        picker.choose(target)
    assert picker.target == target
    assert picker.targets == (target,)


@pytest.mark.parametrize(
    "target",
    [
        Target(CLASS, len(CLASSES)),
        Target(CLASS),
        Target(CHANNEL, 32, "conv_stem"),
        Target(CHANNEL, -1, "conv_stem"),
        Target(LAYER, layer="head"),
    ],
)
def test_only_what_is_on_offer_can_be_chosen(picker: TargetPicker, target: Target) -> None:
    picker.choose(ZEBRA)
    with pytest.raises(ValueError, match="not on offer"):
        picker.choose(target)
    assert picker.target == ZEBRA


def test_restoring_waits_until_it_is_offered(qtbot: QtBot, picker: TargetPicker) -> None:
    gather(picker, CAT)
    picker.offer_layers(())
    with qtbot.assertNotEmitted(picker.changed):
        picker.restore(MAP)
        assert gathered(picker) == [CAT]
        assert adding(picker).isEnabled()
        picker.choose(ZEBRA)
        picker.offer_layers(LAYERS)
    assert gathered(picker) == [MAP]
    picker.choose(ZEBRA)
    picker.offer_classes(CLASSES[:4])
    assert gathered(picker) == [Target(CLASS, 0)]


def test_a_person_need_not_wait_for_what_is_restored(picker: TargetPicker) -> None:
    picker.offer_layers(())
    picker.restore(MAP)
    QTest.keyClick(type_in(picker, "zebra").typed, Qt.Key.Key_Return)
    picker.offer_layers(LAYERS)
    assert picker.target == ZEBRA


def test_restoring_needs_no_gallery(picker: TargetPicker) -> None:
    gather(picker, CAT, MAP)
    picker.restore(CAT)
    assert gathered(picker) == [CAT]
    assert adding(picker).isEnabled()


def test_targets_have_names(picker: TargetPicker) -> None:
    assert picker.names([CAT, MAP, WHOLE]) == ["Siamese cat", "blocks.3.2:17", "conv_stem"]


# The gallery


def test_gallery_takes_the_place_of_the_one_target(picker: TargetPicker) -> None:
    told: list[tuple[Target, ...]] = []
    picker.changed.connect(lambda: told.append(picker.targets))
    gather(picker, CAT, MAP)
    picker.choose(ZEBRA)
    assert told == [(CAT,), (CAT, MAP)]
    assert picker.targets == (CAT, MAP)
    assert texts(picker) == ["Siamese cat", "blocks.3.2:17"]


def test_removing_all_leaves_the_one_target(picker: TargetPicker) -> None:
    gather(picker, CAT, MAP)
    told: list[tuple[Target, ...]] = []
    picker.changed.connect(lambda: told.append(picker.targets))
    picker.choose(ZEBRA)
    click(removing(picker, "Siamese cat"))
    assert texts(picker) == ["blocks.3.2:17"]
    click(removing(picker, "blocks.3.2:17"))
    assert told == [(MAP,), (ZEBRA,)]
    assert texts(picker) == []


def test_nothing_is_added_twice(picker: TargetPicker) -> None:
    gather(picker, CAT)
    assert not adding(picker).isEnabled()
    assert adding(picker).toolTip() == "It is in the gallery already."
    type_in(picker, "zebra")
    QTest.keyClick(combo(picker).typed, Qt.Key.Key_Return)
    assert adding(picker).isEnabled()
    assert adding(picker).toolTip() == ""
    picker.choose(CAT)
    click(removing(picker, "Siamese cat"))
    assert adding(picker).isEnabled()


def test_another_map_of_the_same_layer_can_be_added(picker: TargetPicker) -> None:
    gather(picker, MAP)
    picker.choose(Target(CHANNEL, 18, "blocks.3.2"))
    assert adding(picker).isEnabled()
    picker.choose(MAP)
    assert not adding(picker).isEnabled()


def test_gallery_holds_nine(picker: TargetPicker) -> None:
    gather(picker, *(Target(CLASS, number) for number in range(12)))
    assert picker.targets == tuple(Target(CLASS, number) for number in range(9))
    assert adding(picker).toolTip() == "A gallery holds nine at most."


def test_classes_of_another_network_leave_the_gallery(picker: TargetPicker) -> None:
    gather(picker, CAT, MAP)
    picker.offer_classes(CLASSES)
    picker.offer_layers(LAYERS)
    assert gathered(picker) == [CAT, MAP]
    picker.offer_classes(CLASSES[:2])
    assert gathered(picker) == [MAP]
    picker.offer_layers(LAYERS[:1])
    assert gathered(picker) == [Target(CHANNEL, 17, "conv_stem")]


def test_same_network_again_leaves_the_choice(picker: TargetPicker) -> None:
    for target in (CAT, MAP):
        picker.choose(target)
        picker.offer_classes(CLASSES)
        picker.offer_layers(LAYERS)
        assert picker.target == target


def test_long_names_do_not_widen_it(picker: TargetPicker) -> None:
    before = picker.minimumSizeHint().width()
    picker.offer_classes([ClassName("", "a very long name of a class " * 4)])
    click(adding(picker))
    assert picker.minimumSizeHint().width() == before <= 240
    (name,) = (one for one in picker.findChildren(QLabel) if one.text().startswith("a very"))
    picker.grab()
    assert name.toolTip() == name.text()
