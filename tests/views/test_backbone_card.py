"""The card that tells of one backbone, and what it offers to do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.views import backbone_card
from desktop_app.views.backbone_card import BackboneCard
from desktop_app.views.catalogue_row import Progress, Row
from tests.views.shelves import own, shelf

if TYPE_CHECKING:
    from PySide6.QtCore import QUrl
    from PySide6.QtWidgets import QPushButton
    from pytestqt.qtbot import QtBot

WIDTH, HEIGHT = 392, 604
MB = 1_000_000

GONE = "Delete from this computer"


@pytest.fixture
def card(qtbot: QtBot) -> BackboneCard:
    result = BackboneCard()
    qtbot.addWidget(result)
    result.resize(WIDTH, HEIGHT)
    with qtbot.waitExposed(result):
        result.show()
    return result


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").strip()


def offers(card: BackboneCard) -> list[str]:
    """What the buttons say, the primary one first."""
    buttons = card.buttons
    parts: tuple[QPushButton, ...] = (buttons.primary, buttons.inside)
    parts += (buttons.compare, buttons.untrained, buttons.delete)
    return [plain(part.text()) for part in parts if part.isVisible()]


def click(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_says_what_to_do_while_there_is_nothing(card: BackboneCard) -> None:
    assert offers(card) == []
    card.show_row(Row(shelf("resnet50")))
    assert card.title.text() == "ResNet-50"
    card.show_row(None)
    assert not card.title.isVisible()


def test_story_paper_and_plot_of_a_network_of_the_lessons(card: BackboneCard) -> None:
    card.show_row(Row(shelf("resnet50")))
    assert card.story.text().startswith("Residual blocks")
    assert card.plot.isVisible()
    assert [one.family.key for one in card.plot.dots if one.isChecked()] == ["resnet"]
    assert "He, Zhang, Ren, Sun" in card.paper.accessibleName()


def test_others_have_a_paper_but_no_story(card: BackboneCard) -> None:
    card.show_row(Row(shelf("swin_t")))
    assert card.paper.isVisible()
    assert not card.story.isVisible()
    assert not card.plot.isVisible()


def test_a_persons_own_network_has_neither(card: BackboneCard) -> None:
    card.show_row(Row(own()))
    assert not card.paper.isVisible()
    assert card.title.text() == "Mine"


def test_paper_is_opened_only_by_a_click(
    card: BackboneCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    class Services:
        @staticmethod
        def openUrl(address: QUrl) -> bool:
            opened.append(address.toString())
            return True

    monkeypatch.setattr(backbone_card, "QDesktopServices", Services)
    card.show_row(Row(shelf("resnet50")))
    assert opened == []
    click(card.paper)
    assert opened == ["https://arxiv.org/abs/1512.03385"]


def test_facts(card: BackboneCard) -> None:
    card.show_row(Row(shelf("resnet50", "cached")))
    assert {name: plain(figure) for name, figure in card.facts.texts().items()} == {
        "Parameters, work": "25.6 M, 4.09 GMACs",
        "Sees": "224 × 224 pixels",
        "Right with one guess, with five": "80.9 %, 90.9 %",
        "File": "103 MB, on this computer",
        "Licence": "BSD-3-Clause",
        "Trained on": "8 GPUs, 2 to 3 weeks",
    }


@pytest.mark.parametrize(
    ("name", "state", "expected"),
    [
        ("vgg16", "online", "553 MB, not on this computer"),
        ("resnet50", "partial", "34 of 103 MB are here"),
        ("efficientnet_lite0", "bundled", "19 MB, comes with this program"),
        ("zfnet", "untrained", "none was ever published"),
    ],
)
def test_where_the_file_is(card: BackboneCard, name: str, state: str, expected: str) -> None:
    card.show_row(Row(shelf(name, state)))
    assert plain(card.facts.texts()["File"]) == expected


def test_what_is_not_known_is_left_out(card: BackboneCard) -> None:
    card.show_row(Row(shelf("timm:levit_128")))
    assert set(card.facts.texts()) == {"Right with one guess, with five"}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (Row(shelf("vgg16")), ["Download VGG-16, 553 MB", "See inside", "Load without weights"]),
        (
            Row(shelf("resnet50", "cached")),
            ["Load ResNet-50", "See inside", "Compare with the one in use", GONE],
        ),
        (
            Row(shelf("resnet18", "partial")),
            ["Go on with ResNet-18", "See inside", "Load without weights", GONE],
        ),
        (
            Row(shelf("timm:levit_128")),
            ["Download levit_128", "See inside", "Load without weights"],
        ),
        (
            Row(shelf("zfnet", "untrained")),
            ["Load ZF Net", "See inside", "Compare with the one in use"],
        ),
        (
            Row(shelf("resnet50", "cached"), in_use=True),
            ["In use", "See inside", GONE],
        ),
        (
            Row(shelf("zfnet", "untrained"), compared=True),
            ["Load ZF Net", "See inside", "Compare no longer"],
        ),
        (Row(shelf("vgg16"), progress=Progress(1, 2)), ["Cancel", "See inside"]),
    ],
)
def test_offers_fit_the_state(card: BackboneCard, row: Row, expected: list[str]) -> None:
    card.show_row(row)
    assert offers(card) == expected


def test_long_titles_leave_the_buttons_short(card: BackboneCard) -> None:
    card.show_row(Row(shelf("timm:vit_base_patch16_clip_224.openai_ft_in12k_in1k")))
    assert offers(card)[0] == "Download"
    assert card.buttons.primary.accessibleName().endswith("openai_ft_in12k_in1k")
    assert card.title.toolTip() == "vit_base_patch16_clip_224.openai_ft_in12k_in1k"


def test_the_one_in_use_cannot_be_loaded_again_and_says_why(card: BackboneCard) -> None:
    card.show_row(Row(shelf("resnet50", "cached"), in_use=True))
    assert not card.buttons.primary.isEnabled()
    assert card.buttons.primary.toolTip()
    card.show_row(Row(shelf("resnet50", "cached")))
    assert card.buttons.primary.isEnabled()
    assert not card.buttons.primary.toolTip()


@pytest.mark.parametrize(
    ("row", "action"),
    [
        (Row(shelf("resnet50", "cached")), "load"),
        (Row(shelf("vgg16")), "download"),
        (Row(shelf("resnet18", "partial")), "download"),
        (Row(shelf("vgg16"), progress=Progress(1, 2)), "cancel"),
    ],
)
def test_primary_button_acts(card: BackboneCard, row: Row, action: str) -> None:
    acted: list[tuple[str, str]] = []
    card.buttons.acted.connect(lambda *told: acted.append(told))
    card.show_row(row)
    click(card.buttons.primary)
    assert acted == [(row.shelf.entry.name, action)]


def test_quiet_buttons_name_the_network(card: BackboneCard) -> None:
    told: list[tuple[str, str]] = []
    buttons = card.buttons
    for wish, signal in (
        ("inside", buttons.inside_requested),
        ("compare", buttons.compare_requested),
        ("untrained", buttons.untrained_requested),
        ("delete", buttons.delete_requested),
    ):
        signal.connect(lambda name, wish=wish: told.append((wish, name)))
    card.show_row(Row(shelf("resnet50", "cached")))
    for button in (buttons.inside, buttons.compare, buttons.delete):
        click(button)
    card.show_row(Row(shelf("vgg16")))
    click(buttons.untrained)
    card.show_row(Row(shelf("zfnet", "untrained"), compared=True))
    click(buttons.compare)
    assert told == [
        ("inside", "resnet50"),
        ("compare", "resnet50"),
        ("delete", "resnet50"),
        ("untrained", "vgg16"),
        ("compare", ""),
    ]


def test_dots_name_other_networks(card: BackboneCard) -> None:
    chosen: list[str] = []
    card.dot_chosen.connect(chosen.append)
    card.show_row(Row(shelf("resnet50")))
    QTest.mouseClick(card.plot.dots[0], Qt.MouseButton.LeftButton)
    assert chosen == ["alexnet"]


def test_buttons_stay_in_sight_when_it_is_low(card: BackboneCard) -> None:
    card.show_row(Row(shelf("resnet50", "cached")))
    card.resize(WIDTH, 380)
    bottom = card.buttons.geometry().bottom()
    assert card.buttons.isVisible()
    assert bottom < card.height()


@pytest.mark.parametrize(("width", "beside"), [(WIDTH, False), (868, True)])
def test_plot_stands_beside_the_story_where_there_is_room(
    card: BackboneCard, width: int, beside: bool
) -> None:
    card.show_row(Row(shelf("resnet50", "cached")))
    card.resize(width, HEIGHT)
    QApplication.sendPostedEvents()
    story = card.story.mapTo(card, card.story.rect().topRight())
    plot = card.plot.mapTo(card, card.plot.rect().topLeft())
    assert (plot.x() > story.x()) is beside
    facts = card.facts.mapTo(card, card.facts.rect().topLeft())
    assert (facts.y() > plot.y() + card.plot.height()) is not beside
