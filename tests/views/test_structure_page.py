"""What is inside a network, in words, and the name of the layer that is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop_app.engine.contract import InputRule
from desktop_app.engine.structure import LayerInfo, Structure
from desktop_app.views.structure_page import StructurePage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
LAYERS = (
    LayerInfo("", "ResNet", "", (1000,), 0, 1, 1),
    LayerInfo("layer1", "Sequential", "", (64, 56, 56), 43, 1, 1),
    LayerInfo("layer1.0", "BasicBlock", "", (64, 56, 56), 27, 1, 1),
)
Triple = tuple[float, float, float]


def structure(mean: Triple = IMAGENET[0], std: Triple = IMAGENET[1], scale: int = 1) -> Structure:
    return Structure(
        title="ResNet-50",
        layers=LAYERS,
        parameters=25_557_032 // scale,
        macs=4_089_184_256 // scale,
        weights_bytes=102_228_128 // scale,
        maps_bytes=43_400_000 // scale,
        input=InputRule(224, 256, "bilinear", mean, std),
    )


@pytest.fixture
def page(qtbot: QtBot) -> StructurePage:
    result = StructurePage()
    qtbot.addWidget(result)
    result.resize(560, 400)
    with qtbot.waitExposed(result):
        result.show()
    return result


@pytest.fixture
def copier(page: StructurePage) -> QPushButton:
    (found,) = [one for one in page.findChildren(QPushButton) if one.accessibleName()]
    return found


def test_totals_are_words(page: StructurePage) -> None:
    page.show_structure(structure())
    assert page.texts()[0] == (
        "25.6 million numbers learned, 4.1 billion multiplications for a picture, 102 MB of "
        "weights, 43 MB of feature maps."
    )


def test_small_totals_are_numbers(page: StructurePage) -> None:
    page.show_structure(structure(scale=100_000))
    assert page.texts()[0].replace(",", "").startswith("255 numbers learned 40891 multi")


@pytest.mark.parametrize(
    ("scale", "words"),
    [
        (
            IMAGENET,
            "From its red, green and blue 0.485, 0.456, 0.406 are taken away, then they are "
            "divided by 0.229, 0.224, 0.225.",
        ),
        (
            ((0.5,) * 3, (0.25,) * 3),
            "From its red, green and blue 0.5, 0.5, 0.5 are taken away, then they are divided by "
            "0.25, 0.25, 0.25.",
        ),
        (((0.5,) * 3, (0.5,) * 3), "Its values are spread from −1 to 1."),
        (((0.0,) * 3, (1.0,) * 3), "Its values stay from 0 to 1."),
    ],
)
def test_preprocessing_is_words(
    page: StructurePage, scale: tuple[Triple, Triple], words: str
) -> None:
    page.show_structure(structure(*scale))
    assert page.texts()[1] == (
        "The picture is resized so that its shorter side is 256 pixels, and its middle 224 × 224 "
        f"is cut out. {words}"
    )


def test_name_of_the_chosen_layer_can_be_copied(page: StructurePage, copier: QPushButton) -> None:
    page.show_structure(structure())
    assert not copier.isEnabled()
    page.tree.select("layer1.0")
    assert "layer1.0" in page._name.text()
    QTest.mouseClick(copier, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "layer1.0"


def test_next_network_has_nothing_chosen(page: StructurePage, copier: QPushButton) -> None:
    page.show_structure(structure())
    page.tree.select("layer1.0")
    page.show_waiting("VGG-16")
    assert page.texts() == ("Looking inside VGG-16.", "", "")
    assert not copier.isEnabled()
    assert "layer1.0" not in page._name.text()


def test_problem_can_be_tried_again(qtbot: QtBot, page: StructurePage) -> None:
    page.show_problem("It cannot be looked into.", "Not enough memory.")
    assert page.problem.isVisible()
    assert page.problem.texts() == ("It cannot be looked into.", "Not enough memory.")
    with qtbot.waitSignal(page.retry_requested):
        QTest.mouseClick(page.problem.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    page.show_structure(structure())
    assert page.tree.isVisible()


def test_page_can_be_narrow(page: StructurePage) -> None:
    page.show_structure(structure())
    assert page.minimumSizeHint().width() <= 400
