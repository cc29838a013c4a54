"""The Backbone tab joined to the program: catalogue, downloads, loading, looking inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QUrl

from desktop_app import settings
from desktop_app.engine.errors import DownloadError, FileError, PackError
from desktop_app.views import dialogs, intake
from desktop_app.views.catalogue_row import CANCEL, DOWNLOAD, LOAD
from tests.presenters.shop import FOUND, MINE, Shop, unknown
from tests.views import shelves

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.presenters.workshop import Workshop
    from desktop_app.views.backbone_tab import BackboneTab
    from tests.presenters.stand_in import Desk

BROKEN = DownloadError(have=1, size=2, reason="the connection broke off")


class Counter:
    """A person at the Backbone tab."""

    def __init__(self, desk: Desk, shop: Shop) -> None:
        self.desk, self.shop = desk, shop
        self.workshop: Workshop = desk.program._open_backbones()
        self.tab: BackboneTab = self.workshop.tab
        self.until(lambda: "vgg16" in self.workshop.backbones.shelves)

    def until(self, true: Callable[[], bool]) -> None:
        self.desk.qtbot.waitUntil(true)

    def action(self, name: str) -> str:
        """What the row of a network offers."""
        row = self.tab.catalogue.list.rows.row(name)
        assert row is not None
        return row.action

    def do(self, name: str, action: str) -> None:
        """Click what the row offers."""
        assert self.action(name) == action
        self.tab.catalogue.list.acted.emit(name, action)

    def problem(self) -> tuple[str, str]:
        shown = [
            one for one in (self.tab.card.message, self.tab.catalogue.message) if not one.isHidden()
        ]
        return shown[0].texts() if shown else ("", "")


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Shop:
    return Shop(monkeypatch)


@pytest.fixture
def counter(desk: Desk, shop: Shop) -> Counter:
    return Counter(desk, shop)


def test_the_tab_is_built_only_when_it_is_opened(desk: Desk, shop: Shop) -> None:
    assert desk.program.workshop is None
    assert desk.window.tabs.currentWidget() is desk.tab
    assert shop.asked == []
    first = desk.program._open_backbones()
    assert desk.program._open_backbones() is first


def test_what_is_in_use_is_marked_and_the_rest_is_offered(counter: Counter) -> None:
    assert counter.action(settings.BACKBONE.default) == ""
    assert counter.action("resnet50") == LOAD
    assert counter.action("vgg16") == DOWNLOAD
    assert counter.action("zfnet") == LOAD


def test_ready_networks_are_in_the_menus(counter: Counter) -> None:
    ready = {"efficientnet_lite1", "zfnet", "resnet50"}
    assert ready <= set(counter.desk.offered("networks"))
    assert ready <= set(counter.desk.offered("others"))
    assert "vgg16" not in counter.desk.offered("networks")


def test_loading_from_a_row(counter: Counter) -> None:
    counter.do("resnet50", LOAD)
    counter.until(lambda: counter.desk.is_using("resnet50"))
    assert counter.action("resnet50") == ""
    assert counter.action(settings.BACKBONE.default) == LOAD


def test_the_memory_of_the_network_before_goes_back(counter: Counter) -> None:
    counter.desk.settle()
    assert counter.desk.work.given_back == 0
    counter.do("resnet50", LOAD)
    counter.until(lambda: counter.desk.work.given_back == 1)


def test_loading_can_be_stopped_and_the_old_network_stays(counter: Counter) -> None:
    counter.desk.work.loading.shut()
    counter.do("resnet50", LOAD)
    counter.until(lambda: counter.action("resnet50") == CANCEL)
    counter.do("resnet50", CANCEL)
    assert counter.action("resnet50") == LOAD
    counter.desk.work.loading.open()
    counter.desk.settle()
    assert counter.desk.is_using(settings.BACKBONE.default)
    assert counter.desk.program.remembered.get(settings.BACKBONE) == settings.BACKBONE.default


def test_what_cannot_be_loaded_says_why_and_the_old_network_stays(counter: Counter) -> None:
    counter.desk.work.failures["resnet50"] = unknown("resnet50")
    counter.tab.select("resnet50")
    counter.do("resnet50", LOAD)
    counter.until(lambda: counter.problem()[0] != "")
    assert counter.problem()[0] == "ResNet-50 cannot be loaded."
    assert counter.action("resnet50") == LOAD
    assert counter.desk.is_using(settings.BACKBONE.default)


def test_without_weights(counter: Counter) -> None:
    counter.tab.untrained_requested.emit("vgg16")
    counter.until(lambda: counter.desk.is_using("vgg16:untrained"))


# Downloads


def test_a_download_shows_how_far_it_is_and_is_then_in_use(counter: Counter) -> None:
    counter.shop.downloading.shut()
    counter.shop.come = 400
    counter.do("vgg16", DOWNLOAD)
    rows = counter.tab.catalogue.list.rows

    def far() -> bool:
        row = rows.row("vgg16")
        return row is not None and row.progress is not None and row.progress.done == 400

    counter.until(far)
    assert counter.action("vgg16") == CANCEL
    assert counter.desk.bar.texts()[0] == "Downloading VGG-16"
    assert counter.desk.bar.texts()[1] == "400 bytes of 1.0 kB"
    counter.shop.downloading.open()
    counter.until(lambda: counter.desk.is_using("vgg16"))
    counter.until(lambda: counter.action("vgg16") == "")


def test_pictures_are_predicted_while_something_is_fetched(counter: Counter) -> None:
    counter.shop.downloading.shut()
    counter.do("vgg16", DOWNLOAD)
    counter.until(lambda: counter.shop.downloading.reached)
    counter.desk.open_sources("a", "b", "c")
    counter.desk.wait_for_answers()
    assert counter.action("vgg16") == CANCEL


@pytest.mark.parametrize("where", ["row", "bar"])
def test_a_download_that_is_stopped(counter: Counter, where: str) -> None:
    counter.shop.downloading.shut()
    counter.do("vgg16", DOWNLOAD)
    counter.until(lambda: counter.shop.downloading.reached)
    if where == "row":
        counter.do("vgg16", CANCEL)
    else:
        counter.desk.bar.stop_requested.emit()
    counter.until(lambda: counter.action("vgg16") == DOWNLOAD)
    assert counter.problem() == ("", "")
    counter.desk.settle()  # the worker has heard of it
    counter.shop.downloading.open()
    counter.desk.settle()
    assert counter.desk.is_using(settings.BACKBONE.default)
    counter.do("vgg16", DOWNLOAD)
    counter.until(lambda: counter.desk.is_using("vgg16"))


def test_a_download_that_breaks_off_says_so_and_can_go_on(counter: Counter) -> None:
    counter.shop.failures["vgg16"] = BROKEN
    counter.tab.select("vgg16")
    counter.do("vgg16", DOWNLOAD)
    counter.until(lambda: counter.problem()[0] != "")
    assert counter.problem() == ("VGG-16 was not downloaded.", str(BROKEN))
    counter.shop.failures.clear()
    counter.do("vgg16", DOWNLOAD)
    counter.until(lambda: counter.desk.is_using("vgg16"))


def test_a_second_click_starts_no_second_download(counter: Counter) -> None:
    counter.shop.downloading.shut()
    counter.tab.download_requested.emit("vgg16")
    counter.tab.download_requested.emit("vgg16")
    counter.desk.settle()
    assert counter.shop.of("download") == [("vgg16",)]
    counter.shop.downloading.open()
    counter.until(lambda: counter.desk.is_using("vgg16"))


def test_another_choice_meanwhile_is_not_overruled(counter: Counter) -> None:
    counter.shop.downloading.shut()
    counter.do("vgg16", DOWNLOAD)
    counter.do("resnet50", LOAD)
    counter.until(lambda: counter.desk.is_using("resnet50"))
    counter.shop.downloading.open()
    counter.until(lambda: counter.action("vgg16") == LOAD)
    assert counter.desk.is_using("resnet50")


def test_deleting_what_was_downloaded(counter: Counter) -> None:
    counter.tab.delete_requested.emit("resnet50")
    counter.until(lambda: counter.action("resnet50") == DOWNLOAD)
    assert counter.shop.of("delete") == [("resnet50",)]


def test_searching_timm(counter: Counter) -> None:
    counter.tab.timm_requested.emit("resnet10")
    counter.until(lambda: FOUND in counter.workshop.backbones.shelves)
    assert counter.action(FOUND) == DOWNLOAD
    counter.workshop.backbones.refresh()
    counter.desk.settle()
    assert counter.action(FOUND) == DOWNLOAD


def test_a_search_that_finds_more_than_it_shows_says_so(counter: Counter) -> None:
    counter.tab.timm_requested.emit("resnet10")
    assert counter.desk.wait_for_notice()[0] == "1 of timm’s 99 are listed."


def test_searching_timm_in_vain(counter: Counter) -> None:
    counter.tab.timm_requested.emit("no such thing")
    counter.until(lambda: counter.problem()[0] != "")
    assert "no such thing" in counter.problem()[0]


# Looking inside, comparing


def test_looking_inside(counter: Counter) -> None:
    counter.tab.inside_requested.emit("vgg16")
    page = counter.workshop.backbones.inside
    counter.until(lambda: page.tree.view.model().rowCount() > 0)
    assert counter.shop.of("inside") == [("vgg16",)]


def test_comparing_two_networks(counter: Counter) -> None:
    counter.desk.open_sources("cat")
    counter.desk.wait_for_shown("cat")
    assert counter.desk.tab.other is None
    counter.tab.compare_requested.emit("resnet50")
    counter.until(lambda: counter.desk.session.other is not None)
    card = counter.desk.tab.other
    assert card is not None
    assert not card.isHidden()
    counter.until(lambda: card.texts()[0] == "cat")
    card.closed.emit()
    assert counter.desk.session.other is None
    assert card.isHidden()


def test_comparing_ends_from_the_menu(counter: Counter) -> None:
    counter.desk.pick("others", "resnet50")
    counter.until(lambda: counter.desk.session.other is not None)
    counter.desk.pick("others", "none")
    assert counter.desk.session.other is None


# Weights of one's own


def drop(desk: Desk, *paths: str) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    desk.window.received.emit(intake.take(data))


def test_a_dropped_weights_file_is_looked_into(desk: Desk, shop: Shop) -> None:
    drop(desk, "/somewhere/mine.pth")
    desk.qtbot.waitUntil(lambda: shop.of("inspect") == [("/somewhere/mine.pth",)])
    assert desk.window.tabs.currentWidget() is desk.program.backbones
    assert len(desk.pictures) == 0


def test_importing_keeps_and_loads_it(counter: Counter) -> None:
    importing = counter.workshop.importing
    importing.open("/somewhere/mine.pth")
    counter.until(lambda: "ResNet-18" in importing.page.texts()[0])
    importing.page._import.click()
    counter.until(lambda: counter.desk.is_using(MINE))
    ((chosen,),) = counter.shop.of("import")
    assert getattr(chosen, "architecture", "") == "resnet18"
    counter.until(lambda: MINE in counter.workshop.backbones.shelves)


def test_a_file_that_is_no_weights(counter: Counter) -> None:
    importing = counter.workshop.importing
    counter.shop.failures["/x/bad.pth"] = FileError(file="bad.pth", reason="it is damaged")
    importing.open("/x/bad.pth")
    counter.until(lambda: importing.page.currentWidget() is importing.page.problem)


def test_another_architecture_is_compared(counter: Counter) -> None:
    importing = counter.workshop.importing
    importing.open("/somewhere/mine.pth")
    counter.until(lambda: "ResNet-18" in importing.page.texts()[0])
    importing.page.architecture_asked.emit("alexnet")
    counter.until(lambda: counter.shop.of("compare") == [("/somewhere/mine.pth", "alexnet")])


def test_names_of_classes_from_a_file(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    importing = counter.workshop.importing
    importing.open("/somewhere/mine.pth")
    counter.until(lambda: "ResNet-18" in importing.page.texts()[0])
    monkeypatch.setattr(dialogs, "open_file", lambda *_: "/somewhere/names.txt")
    importing.page.names_file_requested.emit()
    counter.until(lambda: counter.shop.of("names") == [("/somewhere/names.txt",)])
    assert counter.desk.program.remembered.get(settings.FOLDER) == "/somewhere"


def test_the_dialog_is_asked_from_the_menu(
    desk: Desk, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "open_file", lambda *_: "/somewhere/mine.pt")
    desk.act("import")
    desk.qtbot.waitUntil(lambda: shop.of("inspect") == [("/somewhere/mine.pt",)])


# Packs and places


def test_writing_a_pack(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialogs, "save_file", lambda *_: "/somewhere/Networks.catpack")
    counter.tab.pack_requested.emit()
    counter.workshop.packing.page.pack_requested.emit(("resnet50",))
    counter.until(lambda: counter.shop.of("pack") != [])
    assert counter.shop.of("pack") == [(("resnet50",), "/somewhere/Networks.catpack")]
    assert counter.desk.wait_for_notice()[0] == "Networks.catpack is written."


def test_a_dropped_pack_is_unpacked(desk: Desk, shop: Shop) -> None:
    drop(desk, "/somewhere/Networks.catpack")
    what, _ = desk.wait_for_notice()
    assert what == "1 network(s) came with the pack."
    workshop = desk.program.workshop
    assert workshop is not None
    desk.qtbot.waitUntil(lambda: workshop.backbones.shelves["alexnet"].ready)


def test_a_pack_that_cannot_be_used(desk: Desk, shop: Shop) -> None:
    shop.failures["/x/bad.catpack"] = PackError(
        file="bad.catpack", reason="it is no pack of weights"
    )
    drop(desk, "/x/bad.catpack")
    assert "it is no pack of weights" in desk.wait_for_notice()[1]


def test_another_folder_for_weights(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    counter.tab.storage_requested.emit()
    monkeypatch.setattr(dialogs, "open_folder", lambda *_: "/elsewhere")
    counter.workshop.storage.page.folder_requested.emit()
    counter.until(lambda: counter.shop.of("catalogue")[-1] == ("/elsewhere",))
    counter.workshop.storage.page.standard_requested.emit()
    assert counter.desk.program.remembered.get(settings.WEIGHTS) == ""


def test_a_mirror_is_remembered(counter: Counter) -> None:
    counter.workshop.storage.page.mirror_changed.emit("https://mirror.example")
    counter.workshop.storage.page.hub_mirror_changed.emit("https://hub.example")
    found = settings.places(counter.desk.program.remembered)
    assert (found.mirror, found.hub_mirror) == ("https://mirror.example", "https://hub.example")


# Devices


def test_precision_and_threads_are_chosen_and_remembered(desk: Desk) -> None:
    before = len(desk.work.loaded)
    desk.pick("threads", "1")
    desk.qtbot.waitUntil(lambda: len(desk.work.loaded) > before)
    assert desk.program.remembered.get(settings.THREADS) == 1
    desk.pick("precisions", "bfloat16")
    desk.qtbot.waitUntil(lambda: len(desk.work.loaded) > before + 1)
    assert settings.wish(desk.program.remembered).precision == "bfloat16"


def test_a_device_that_fails_is_no_longer_marked(desk: Desk) -> None:
    desk.work.failures[settings.BACKBONE.default] = unknown("x")
    desk.pick("devices", "cuda:0")
    desk.wait_for_notice()
    actions = desk.window.actions_table.submenus["devices"].actions()
    assert [one.property("value") for one in actions if one.isChecked()] == ["auto"]
    assert settings.wish(desk.program.remembered).device == "auto"


# What is in the menus, and what is in use


def test_what_was_downloaded_before_is_in_the_menus(fresh: Desk) -> None:
    fresh.work.ready = (("resnet18", "ResNet-18"),)
    fresh.begin()
    fresh.qtbot.waitUntil(lambda: "resnet18" in fresh.offered("networks"))
    assert "resnet18" in fresh.offered("others")
    assert settings.BACKBONE.default in fresh.offered("networks")


def test_a_later_load_takes_the_place_of_an_earlier_one(counter: Counter) -> None:
    counter.desk.work.loading.shut()
    counter.do("resnet50", LOAD)
    counter.until(lambda: counter.desk.work.loading.reached)
    counter.do("zfnet", LOAD)
    assert counter.action("resnet50") == LOAD
    counter.desk.work.loading.open()
    counter.until(lambda: counter.desk.is_using("zfnet"))
    counter.desk.settle()
    assert counter.desk.is_using("zfnet")
    assert not counter.desk.program.runner.busy


def test_a_paused_load_that_is_replaced_does_not_stay(counter: Counter) -> None:
    counter.desk.work.loading.shut()
    counter.do("resnet50", LOAD)
    counter.until(lambda: counter.desk.work.loading.reached)
    counter.desk.bar.pause_requested.emit()
    counter.do("zfnet", LOAD)
    counter.desk.work.loading.open()
    counter.until(lambda: counter.desk.is_using("zfnet"))
    counter.until(lambda: not counter.desk.program.runner.busy)


def test_a_choice_in_the_menu_is_not_overruled_by_a_download(counter: Counter) -> None:
    counter.shop.downloading.shut()
    counter.do("vgg16", DOWNLOAD)
    counter.desk.pick("networks", "resnet50")
    counter.until(lambda: counter.desk.is_using("resnet50"))
    counter.shop.downloading.open()
    counter.until(lambda: counter.action("vgg16") == LOAD)
    counter.desk.settle()
    assert counter.desk.is_using("resnet50")


def test_a_network_to_compare_with_that_fails_is_not_marked(counter: Counter) -> None:
    counter.desk.work.failures["resnet50"] = unknown("resnet50")
    counter.desk.pick("others", "resnet50")
    counter.desk.wait_for_notice()
    actions = counter.desk.window.actions_table.submenus["others"].actions()
    assert [one.property("value") for one in actions if one.isChecked()] == ["none"]


def test_a_deleted_timm_network_is_no_longer_ready(counter: Counter) -> None:
    counter.tab.timm_requested.emit("resnet10")
    counter.until(lambda: FOUND in counter.workshop.backbones.shelves)
    counter.shop.stock[FOUND] = shelves.shelf(FOUND, "cached")
    counter.workshop.backbones.refresh()
    counter.until(lambda: counter.action(FOUND) == LOAD)
    del counter.shop.stock[FOUND]
    counter.workshop.backbones.refresh()
    counter.until(lambda: counter.action(FOUND) == DOWNLOAD)


def test_two_packs_at_once_are_both_read(desk: Desk, shop: Shop) -> None:
    drop(desk, "/x/one.catpack", "/x/two.catpack")
    desk.qtbot.waitUntil(lambda: len(shop.of("unpack")) == 2)
    desk.settle()


def test_stopping_the_first_load_leaves_a_window_that_can_load(fresh: Desk) -> None:
    fresh.work.loading.shut()
    fresh.window.painted.emit()
    fresh.qtbot.waitUntil(lambda: fresh.work.loading.reached)
    fresh.bar.stop_requested.emit()
    fresh.qtbot.waitUntil(lambda: fresh.window.strip.network.title.text() == "No network")
    fresh.work.loading.open()
    fresh.pick("networks", settings.BACKBONE.default)
    fresh.qtbot.waitUntil(lambda: fresh.is_using(settings.BACKBONE.default))


def test_nothing_is_compared_with_itself(counter: Counter) -> None:
    counter.tab.compare_requested.emit("resnet50")
    counter.until(lambda: counter.desk.session.other is not None)
    counter.do("resnet50", LOAD)
    counter.until(lambda: counter.desk.is_using("resnet50"))
    assert counter.desk.session.other is None


def test_an_untrained_network_in_use_is_marked(counter: Counter) -> None:
    counter.tab.untrained_requested.emit("vgg16")
    counter.until(lambda: counter.desk.is_using("vgg16:untrained"))
    row = counter.tab.catalogue.list.rows.row("vgg16")
    assert row is not None
    assert row.bare
    assert row.action == DOWNLOAD


def test_the_bar_stays_with_a_download_when_a_network_is_loaded(counter: Counter) -> None:
    counter.shop.downloading.shut()
    counter.do("vgg16", DOWNLOAD)
    counter.until(lambda: counter.shop.downloading.reached)
    counter.do("resnet50", LOAD)
    counter.until(lambda: counter.desk.is_using("resnet50"))
    assert counter.desk.bar.texts()[0] == "Downloading VGG-16"
    assert counter.desk.bar.state == "running"
    counter.shop.downloading.open()
    counter.until(lambda: counter.action("vgg16") == LOAD)


def test_a_problem_stays_while_another_download_goes_on(counter: Counter) -> None:
    counter.shop.failures["alexnet"] = BROKEN
    counter.tab.select("alexnet")
    counter.do("alexnet", DOWNLOAD)
    counter.until(lambda: counter.problem()[0] != "")
    counter.tab.show_progress("vgg16", 1, 2, "")
    assert counter.problem()[0] == "AlexNet was not downloaded."
    counter.tab.show_progress("alexnet", 1, 2, "")
    assert counter.problem() == ("", "")


def test_of_several_weights_files_one_is_imported_and_the_rest_are_told(
    desk: Desk, shop: Shop
) -> None:
    drop(desk, "/x/one.pth", "/x/two.pth")
    assert desk.wait_for_notice()[0] == "Only one.pth is imported."
    desk.qtbot.waitUntil(lambda: shop.of("inspect") == [("/x/one.pth",)])
