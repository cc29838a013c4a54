"""The Backbone tab: its parts together, what it says and what it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
)

from desktop_app.views.backbone_tab import BackboneTab
from tests.views.shelves import own, shelf, shelves, window_with

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

MB = 1_000_000


@pytest.fixture
def tab(qtbot: QtBot) -> Iterator[BackboneTab]:
    result = BackboneTab()
    window = window_with(result)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    yield result
    window.close()


def titles(tab: BackboneTab) -> list[str]:
    shown = tab.catalogue.list.shown
    return [str(shown.index(row, 0).data()) for row in range(shown.rowCount())]


def look_for(tab: BackboneTab, qtbot: QtBot, text: str) -> None:
    with qtbot.waitSignal(tab.catalogue.bar.changed):
        tab.catalogue.bar.search.field.setText(text)


def told(signal: object) -> list[str]:
    result: list[str] = []
    signal.connect(result.append)  # type: ignore[attr-defined]
    return result


# What is shown


def test_starts_with_the_lessons_and_the_network_in_use(tab: BackboneTab) -> None:
    assert "Swin T" not in titles(tab)
    assert "VGG-16" in titles(tab)
    assert tab.card.title.text() == "EfficientNet-Lite0"
    assert tab.catalogue.list.chosen_name == "efficientnet_lite0"


def test_a_later_network_in_use_does_not_move_the_choice(tab: BackboneTab) -> None:
    tab.select("resnet50")
    tab.show_in_use("efficientnet_lite1", "")
    assert tab.card.title.text() == "ResNet-50"


def test_card_follows_the_table(tab: BackboneTab) -> None:
    chosen = told(tab.chosen)
    tab.select("resnet50")
    QTest.keyClick(tab.catalogue.list, Qt.Key.Key_Down)
    assert chosen == ["resnet50", "resnet152"]
    assert tab.card.title.text() == "ResNet-152"


def test_card_follows_what_becomes_of_its_network(tab: BackboneTab) -> None:
    tab.select("vgg16")
    tab.show_progress("vgg16", 145 * MB, 553 * MB, "2.2 MB/s, 40 s left")
    assert "Cancel" in tab.card.buttons.primary.text()
    said = [label.text() for label in tab.card.buttons.findChildren(QLabel)]
    assert "145 of 553 MB, 2.2 MB/s, 40 s left" in [text.replace("\xa0", " ") for text in said]
    tab.clear_progress("vgg16")
    assert "Download" in tab.card.buttons.primary.text()
    tab.show_in_use("vgg16", "")
    assert tab.card.badge.text() == "in use"


def test_more_bytes_than_32_bits_count(tab: BackboneTab) -> None:
    tab.select("vit_h_14")
    tab.show_progress("vit_h_14", 2_400 * MB, 2_534_512_143, "")
    tab.grab()
    assert tab.catalogue.list.currentIndex().siblingAtColumn(5).data().startswith("2.4")


def test_a_network_that_goes_leaves_the_card_empty(tab: BackboneTab) -> None:
    tab.show_shelves([*shelves(), own()])
    tab.select(own().entry.name)
    assert tab.card.title.isVisible()
    tab.show_shelves(shelves())
    assert not tab.card.title.isVisible()


def test_selecting_lifts_the_filters_that_hide_it(tab: BackboneTab, qtbot: QtBot) -> None:
    look_for(tab, qtbot, "lite")
    tab.select("swin_t")
    assert "Swin T" in titles(tab)
    assert tab.catalogue.list.currentIndex().data() == "Swin T"
    assert tab.catalogue.bar.search.field.text() == ""


def test_selecting_within_the_filters_leaves_them(tab: BackboneTab, qtbot: QtBot) -> None:
    look_for(tab, qtbot, "resnet")
    tab.select("resnet50")
    assert titles(tab) == ["ResNet-18", "ResNet-50", "ResNet-152"]


def test_filters_work_together(tab: BackboneTab) -> None:
    bar = tab.catalogue.bar
    bar.segments.choose(0)
    assert "Swin T" in titles(tab)
    bar.sizes.setCurrentIndex(3)
    assert titles(tab) == ["AlexNet", "VGG-16", "ResNet-152", "ViT H/14"]
    bar.family.setCurrentText("ResNet")
    assert titles(tab) == ["ResNet-152"]
    bar.segments.choose(2)
    assert titles(tab) == []
    tab.catalogue.more.click()
    assert len(titles(tab)) == len(shelves())


def test_only_families_that_are_there_are_offered(tab: BackboneTab) -> None:
    family = tab.catalogue.bar.family
    family.setCurrentText("VGG")
    tab.show_shelves([*shelves(), own()])
    offered = [family.itemText(place) for place in range(family.count())]
    assert family.currentText() == "VGG"
    assert offered[0] == "All families"
    assert offered[-1] == "Your own"
    assert "DenseNet" not in offered


# What is not there


def test_reading_is_said_below_the_rows(tab: BackboneTab) -> None:
    assert tab.catalogue.texts() == ("", "")
    tab.show_reading(True)
    assert tab.catalogue.texts() == ("Reading the catalogue…", "")
    listed = tab.catalogue.list
    assert listed.height() <= listed.height_of_all()
    tab.show_reading(False)
    assert tab.catalogue.texts() == ("", "")


def test_an_unknown_name_leads_to_timm(tab: BackboneTab, qtbot: QtBot) -> None:
    asked = told(tab.timm_requested)
    look_for(tab, qtbot, "levit")
    said, offered = tab.catalogue.texts()
    assert said == "No network called ‘levit’ here."
    assert offered == "Search timm for it"
    tab.catalogue.more.click()
    QTest.keyClick(tab.catalogue.bar.search.field, Qt.Key.Key_Return)
    assert asked == ["levit", "levit"]


def test_timm_can_be_asked_for_by_name(tab: BackboneTab, qtbot: QtBot) -> None:
    asked = told(tab.timm_requested)
    tab.show_shelves([*shelves(), shelf("timm:levit_128")])
    tab.catalogue.bar.segments.choose(0)
    look_for(tab, qtbot, "timm:levit")
    assert titles(tab) == ["levit_128"]
    assert tab.catalogue.texts() == ("", "Search timm for ‘levit’")
    tab.catalogue.more.click()
    assert asked == ["levit"]


def test_what_the_filters_hide_is_offered_first(tab: BackboneTab, qtbot: QtBot) -> None:
    asked = told(tab.timm_requested)
    look_for(tab, qtbot, "swin")
    assert tab.catalogue.texts()[1] == "Show 1 among all networks"
    tab.catalogue.more.click()
    assert titles(tab) == ["Swin T"]
    assert asked == []


def test_enter_in_the_search_leads_to_the_rows(tab: BackboneTab, qtbot: QtBot) -> None:
    look_for(tab, qtbot, "resnet")
    QTest.keyClick(tab.catalogue.bar.search.field, Qt.Key.Key_Return)
    assert tab.catalogue.list.hasFocus()
    assert tab.card.title.text() == "ResNet-18"


# What it asks for


def test_rows_and_card_ask_for_the_same(tab: BackboneTab) -> None:
    wishes = {
        "load": told(tab.load_requested),
        "download": told(tab.download_requested),
        "cancel": told(tab.cancel_requested),
    }
    for source in (tab.catalogue.list, tab.card.buttons):
        for action in wishes:
            source.acted.emit("vgg16", action)
    assert wishes == {key: ["vgg16", "vgg16"] for key in wishes}


def test_buttons_of_the_catalogue(tab: BackboneTab) -> None:
    asked: list[str] = []
    tab.import_requested.connect(lambda: asked.append("import"))
    tab.pack_requested.connect(lambda: asked.append("pack"))
    tab.storage_requested.connect(lambda: asked.append("storage"))
    tab.catalogue.bar.bring.click()
    tab.catalogue.bar.pack.click()
    tab.catalogue.kept.click()
    assert asked == ["import", "pack", "storage"]


def test_wishes_of_the_card_are_passed_on(tab: BackboneTab) -> None:
    inside, delete = told(tab.inside_requested), told(tab.delete_requested)
    compare, untrained = told(tab.compare_requested), told(tab.untrained_requested)
    tab.select("resnet50")
    tab.card.buttons.inside.click()
    tab.card.buttons.compare.click()
    tab.card.buttons.delete.click()
    tab.select("vgg16")
    tab.card.buttons.untrained.click()
    assert (inside, compare, delete) == (["resnet50"],) * 3
    assert untrained == ["vgg16"]


def test_a_dot_chooses_its_network(tab: BackboneTab) -> None:
    chosen = told(tab.chosen)
    tab.card.plot.chosen.emit("vgg16")
    assert chosen == ["vgg16"]
    assert tab.catalogue.list.currentIndex().data() == "VGG-16"


# Problems


def test_a_problem_stands_in_the_card_until_another_is_chosen(tab: BackboneTab) -> None:
    tab.select("vgg16")
    tab.show_problem("vgg16", "The download stopped.", "It goes on from there.")
    assert tab.card.message.texts() == ("The download stopped.", "It goes on from there.")
    assert tab.card.message.isVisible()
    tab.select("resnet50")
    assert not tab.card.message.isVisible()


def test_a_problem_goes_when_the_download_goes_on(tab: BackboneTab) -> None:
    tab.select("vgg16")
    tab.show_problem("vgg16", "The download stopped.", "")
    tab.show_progress("vgg16", 1, 2, "")
    assert not tab.card.message.isVisible()


def test_a_problem_with_another_network_leads_to_it(tab: BackboneTab) -> None:
    tab.show_problem("vgg16", "The download stopped.", "")
    assert tab.card.title.text() == "EfficientNet-Lite0"
    show = [
        button
        for button in tab.card.message.findChildren(QAbstractButton)
        if button.isVisible() and button.text() == "Show it"
    ]
    show[0].click()
    assert tab.card.title.text() == "VGG-16"
