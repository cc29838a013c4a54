"""The Feature maps tab: two pictures or two networks, and what is different."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.engine.errors import LayerError, NotAPictureError
from desktop_app.engine.seen import CHANGE, MEAN, NUMBER
from desktop_app.presenters.comparison import NOTHING
from desktop_app.views import compare_page, features_tab, stage
from tests.presenters.lab import Lab
from tests.presenters.observer import Observer
from tests.presenters.paper_networks import PLAIN, SISTER, STRANGE, known_maps
from tests.views import makers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.presenters.stand_in import Desk

CHOOSE = "Choose what to compare with."
CHANGES = (1, 3, 0, 2)
"""By how much each map of "b" is greater than that of "a"."""

LITE1, ZF = "EfficientNet-Lite1", "ZF Net"


@pytest.fixture
def observer(fresh: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Observer]:
    """Someone who has turned to the page; what was asked by then is forgotten."""
    first = known_maps()
    second = first + np.array(CHANGES, np.float32)[:, None, None]
    made = {"a features.0": first, "b features.0": second}
    lab = Lab(made=made).stand_in(monkeypatch)
    observer = Observer(fresh, lab).start("a", "b", "c")
    observer.open()
    observer.turn_to(features_tab.COMPARE)
    lab.asked.clear()
    yield observer
    lab.open()


@pytest.fixture
def comparer(observer: Observer) -> Observer:
    """Someone who compares with picture "b"; what was asked by then is forgotten."""
    observer.compare_with("b")
    observer.lab.asked.clear()
    return observer


def offered(observer: Observer) -> list[str]:
    box = observer.tab.compare.other
    return [box.itemText(at) for at in range(box.count())]


def turn_to_networks(observer: Observer) -> None:
    observer.tab.compare.kind.choose(compare_page.NETWORK)
    observer.rest()


def compare_with_network(observer: Observer, title: str) -> None:
    turn_to_networks(observer)
    observer.compare_with(title)
    observer.until(lambda: observer.desk.session.other is not None)
    observer.rest()


def ways(observer: Observer) -> list[str]:
    """The ways of seeing the layer that are offered."""
    parts = observer.tab.stage.ways.findChildren(type(observer.tab.compare.end))
    return [part.text() for part in parts if part.isVisible()]


def names(observer: Observer) -> tuple[str, str]:
    return observer.tab.stage.mosaics.texts()


def assert_plain(observer: Observer) -> None:
    """The maps of the picture in use are shown alone, as if nothing had been compared."""
    shown, page = observer.tab.stage, observer.tab.compare
    assert shown.way == stage.MAPS
    assert ways(observer) == ["Maps", "Filters"]
    assert shown.order != CHANGE
    assert names(observer) == ("", "")
    assert not shown.mosaics.second.isVisible()
    assert observer.layer == "features.0"
    assert page.texts() == CHOOSE
    assert not any(part.isVisible() for part in (page.first, page.second, page.change, page.photo))
    assert page.other.currentIndex() == 0


# What is offered


def test_pictures_of_the_list_are_offered_without_the_present_one(observer: Observer) -> None:
    assert offered(observer) == ["Nothing", "b", "c"]
    assert observer.lab.asked == []


def test_networks_that_are_ready_are_offered_without_the_present_one(observer: Observer) -> None:
    turn_to_networks(observer)
    ready = [title for name, title in observer.desk.program.networks.ready if name != PLAIN]
    assert offered(observer) == ["Nothing", *ready]
    assert LITE1 in ready


def test_offer_follows_the_present_picture(observer: Observer) -> None:
    observer.desk.act("next")
    observer.desk.wait_for_shown("b")
    observer.rest()
    assert offered(observer) == ["Nothing", "a", "c"]


def test_offer_follows_the_present_network(observer: Observer) -> None:
    turn_to_networks(observer)
    observer.use(SISTER)
    assert LITE1 not in offered(observer)


def test_offer_follows_the_list(observer: Observer) -> None:
    observer.desk.pictures.add(makers.sources("d"))
    observer.rest()
    assert offered(observer) == ["Nothing", "b", "c", "d"]
    observer.desk.select(observer.desk.entry("c"))
    observer.desk.act("remove")
    observer.rest()
    assert offered(observer) == ["Nothing", "b", "d"]


# Two pictures


def test_difference_is_shown_first_sorted_by_change(observer: Observer) -> None:
    observer.compare_with("b")
    assert observer.lab.of("decode") == [("b",)]
    assert observer.lab.of("maps") == [(PLAIN, "b", "features.0", ())]
    assert observer.tab.stage.way == stage.DIFFERENCE
    assert ways(observer) == ["Maps", "Filters", "Side by side", "Difference"]
    assert observer.tab.stage.order == CHANGE
    assert observer.lab.of("contrast")[-1] == ("features.0", "features.0", True, CHANGE)
    assert observer.order == (1, 3, 0, 2)


def test_both_are_shown_side_by_side(comparer: Observer) -> None:
    comparer.tab.stage.ways.choose(stage.SIDES)
    comparer.rest()
    assert names(comparer) == ("a", "b")
    both = comparer.tab.stage.mosaics
    assert both.second.isVisible()
    assert (both.first.current, both.second.current) == (3, 3)
    assert comparer.order == (1, 3, 0, 2)
    assert comparer.lab.asked == []


def test_plain_maps_can_be_seen_meanwhile(comparer: Observer) -> None:
    for way in (stage.MAPS, stage.SIDES, stage.MAPS):
        comparer.tab.stage.ways.choose(way)
        comparer.rest()
    assert names(comparer) == ("", "")
    assert not comparer.tab.stage.mosaics.second.isVisible()
    assert "Difference" in ways(comparer)


@pytest.mark.parametrize("side", ["first", "second"])
def test_chosen_map_is_ringed_on_both_sides(comparer: Observer, side: str) -> None:
    comparer.tab.stage.ways.choose(stage.SIDES)
    comparer.rest()
    both = comparer.tab.stage.mosaics
    clicked = both.first if side == "first" else both.second
    place = clicked.cell_rect(1).center().toPoint()
    QTest.mouseClick(clicked, Qt.MouseButton.LeftButton, pos=place)
    comparer.rest()
    assert (both.first.current, both.second.current) == (1, 1)
    assert comparer.tab.compare.head.texts()[0] == "Map 1"
    assert comparer.tab.map.head.texts()[0] == "Map 1"


@pytest.mark.parametrize(("unit", "rank"), [(1, "1"), (0, "3")])
def test_change_of_a_map_is_told(comparer: Observer, unit: int, rank: str) -> None:
    comparer.click(2)
    comparer.click(unit)
    page = comparer.tab.compare
    assert page.head.texts() == (f"Map {unit}", f"no. {rank} by change")
    assert page.texts() == f"It changes by {CHANGES[unit]} on average."
    assert page.first.texts()[0] == "a"
    assert page.second.texts() == ("b", "the second, features.0")
    assert page.photo.texts()[1] == "b"
    for part in (page.first, page.second, page.change, page.photo):
        assert part.isVisible()
        assert not part.image().isNull()


def test_chosen_map_stays_chosen(observer: Observer) -> None:
    observer.click(2)
    observer.compare_with("b")
    assert observer.tab.stage.mosaics.current == 2
    observer.press("Stop comparing")
    assert observer.tab.stage.mosaics.current == 2


def test_order_and_contrast_ask_for_a_sheet_and_a_comparison_alone(comparer: Observer) -> None:
    comparer.tab.stage.choose_order(MEAN)
    comparer.press("Whole layer")
    assert set(comparer.lab.kinds()) == {"sheet", "contrast"}
    assert comparer.lab.of("contrast")[-1] == ("features.0", "features.0", False, MEAN)
    assert comparer.tab.stage.way == stage.DIFFERENCE


def test_other_colours_are_for_both_sides(comparer: Observer) -> None:
    comparer.desk.window.setUpdatesEnabled(True)
    comparer.tab.stage.ways.choose(stage.SIDES)
    comparer.rest()
    page = comparer.tab.compare
    parts = comparer.tab.stage.mosaics.second, page.first, page.second
    before = [part.grab().toImage() for part in parts]
    change = page.change.image()
    comparer.pick("Colours", "Viridis")
    after = [part.grab().toImage() for part in parts]
    assert all(one != other for one, other in zip(before, after, strict=True))
    assert page.change.image() == change
    assert comparer.lab.asked == []


@pytest.mark.parametrize("way", [stage.MAPS, stage.SIDES, stage.DIFFERENCE])
def test_another_layer_keeps_the_way(comparer: Observer, way: int) -> None:
    comparer.tab.stage.ways.choose(way)
    comparer.rest()
    for layer in ("features.2", "features.1"):
        comparer.choose(layer)
        assert comparer.tab.stage.way == way
        assert comparer.layer == layer
        assert comparer.lab.of("contrast")[-1] == (layer, layer, True, CHANGE)
    assert comparer.lab.of("decode") == []


def test_another_picture_is_compared_with_the_same(comparer: Observer) -> None:
    comparer.show("c")
    comparer.tab.stage.ways.choose(stage.SIDES)
    comparer.rest()
    assert names(comparer) == ("c", "b")
    assert comparer.lab.of("decode") == []


def test_picture_is_not_compared_with_itself(comparer: Observer) -> None:
    comparer.show("b")
    comparer.rest()
    assert comparer.tab.stage.way == stage.MAPS
    assert comparer.tab.compare.texts().startswith("This is the very picture")
    comparer.show("a")
    comparer.rest()
    comparer.tab.stage.ways.choose(stage.SIDES)
    assert names(comparer) == ("a", "b")


def test_of_pictures_chosen_quickly_only_the_newest_is_compared(observer: Observer) -> None:
    grip = observer.lab.hold("decode", "b", grips=True)
    box = observer.tab.compare.other
    box.picked.emit(box.itemData(box.findText("b")))
    observer.until(lambda: grip.reached)
    box.picked.emit(box.itemData(box.findText("c")))
    grip.open()
    observer.rest()
    assert [asked[1] for asked in observer.lab.of("maps")] == ["c"]
    assert observer.tab.compare.second.texts()[0] == "c"


def test_late_maps_of_the_second_picture_are_ignored(observer: Observer) -> None:
    grip = observer.lab.hold("maps", "b", grips=True)
    box = observer.tab.compare.other
    box.picked.emit(box.itemData(box.findText("b")))
    observer.until(lambda: grip.reached)
    box.picked.emit("")
    grip.open()
    observer.rest()
    assert observer.lab.of("contrast") == []
    assert_plain(observer)


def test_maps_are_not_taken_away_while_another_page_is_in_sight(observer: Observer) -> None:
    held = observer.lab.hold("maps", "c")
    box = observer.tab.compare.other
    box.picked.emit(box.itemData(box.findText("c")))
    observer.until(lambda: held.reached)
    observer.turn_to(features_tab.MAP)
    held.open()
    observer.rest()
    assert observer.tab.stage.way == stage.MAPS
    assert observer.tab.stage.order == NUMBER
    assert "Difference" in ways(observer)


# The end of it


def choose_nothing(observer: Observer) -> None:
    observer.compare_with("Nothing")


def press_stop(observer: Observer) -> None:
    observer.press("Stop comparing")


def remove_the_other(observer: Observer) -> None:
    observer.desk.select(observer.desk.entry("b"))
    observer.desk.act("remove")
    observer.rest()


@pytest.mark.parametrize("way", [stage.SIDES, stage.DIFFERENCE])
@pytest.mark.parametrize("end", [choose_nothing, press_stop, remove_the_other])
def test_plain_maps_return(comparer: Observer, end: Callable[[Observer], None], way: int) -> None:
    comparer.tab.stage.ways.choose(way)
    comparer.rest()
    end(comparer)
    assert_plain(comparer)
    assert comparer.lab.of("maps") == []
    assert comparer.order == (0, 1, 2, 3)


@pytest.mark.parametrize("order", [NUMBER, MEAN])
def test_order_from_before_returns(observer: Observer, order: str) -> None:
    observer.tab.stage.choose_order(order)
    observer.rest()
    observer.compare_with("b")
    observer.press("Stop comparing")
    assert observer.tab.stage.order == order


def test_comparison_can_begin_anew(comparer: Observer) -> None:
    comparer.press("Stop comparing")
    comparer.compare_with("c")
    assert comparer.tab.stage.way == stage.DIFFERENCE
    assert comparer.tab.stage.order == CHANGE


def test_removing_the_present_picture_ends_it(comparer: Observer) -> None:
    comparer.desk.act("clear")
    comparer.rest()
    assert comparer.tab.compare.texts() == CHOOSE
    assert offered(comparer) == ["Nothing"]
    assert comparer.tab.stage.way == stage.MAPS


# Two networks


def test_same_layer_of_two_networks_is_compared(observer: Observer) -> None:
    compare_with_network(observer, LITE1)
    assert observer.lab.of("structure") == [(SISTER,)]
    assert observer.lab.of("maps") == [(SISTER, "a", "features.0", ())]
    assert observer.tab.stage.way == stage.DIFFERENCE
    observer.tab.stage.ways.choose(stage.SIDES)
    observer.rest()
    assert names(observer) == ("Efficientnet_Lite0", "Efficientnet_Lite1")


def test_other_shapes_have_no_difference(observer: Observer) -> None:
    compare_with_network(observer, ZF)
    assert observer.lab.of("maps") == [(STRANGE, "a", "trunk.0", ())]
    assert observer.tab.stage.way == stage.SIDES
    assert ways(observer) == ["Maps", "Filters", "Side by side"]
    assert observer.tab.stage.order == NUMBER
    page = observer.tab.compare
    assert page.texts() == "Other layers, other maps: they cannot be subtracted."
    assert page.second.texts()[1] == "the second, trunk.0"
    assert not page.change.isVisible()
    assert page.second.isVisible()


def test_map_that_the_second_lacks_is_told(observer: Observer) -> None:
    compare_with_network(observer, ZF)
    observer.choose("features.2")
    observer.click(5)
    page = observer.tab.compare
    assert page.head.texts()[0] == "Map 5"
    assert not page.first.image().isNull()
    assert page.second.image().isNull()
    assert page.second.canvas.why == "There is no such map."


def test_without_a_difference_there_is_no_view_to_keep(observer: Observer) -> None:
    compare_with_network(observer, ZF)
    head = observer.tab.compare.head
    buttons = [one for one in head.findChildren(type(observer.tab.compare.end)) if one.isEnabled()]
    assert buttons == []


def end_in_the_menu(observer: Observer) -> None:
    observer.desk.pick("others", NOTHING)
    observer.rest()


@pytest.mark.parametrize("end", [choose_nothing, press_stop, end_in_the_menu])
@pytest.mark.parametrize("title", [LITE1, ZF])
def test_comparison_of_networks_ends(
    observer: Observer, end: Callable[[Observer], None], title: str
) -> None:
    compare_with_network(observer, title)
    end(observer)
    assert observer.desk.session.other is None
    assert_plain(observer)


def test_second_network_that_is_taken_into_use_ends_it(observer: Observer) -> None:
    compare_with_network(observer, LITE1)
    observer.use(SISTER)
    assert observer.desk.session.other is None
    assert observer.tab.compare.texts() == CHOOSE
    assert observer.tab.stage.way == stage.MAPS


def test_network_chosen_elsewhere_is_taken_up(observer: Observer) -> None:
    observer.desk.pick("others", SISTER)
    observer.until(lambda: observer.desk.session.other is not None)
    observer.rest()
    assert observer.tab.stage.way == stage.MAPS
    turn_to_networks(observer)
    assert observer.tab.compare.other.currentText() == LITE1
    assert observer.tab.stage.way == stage.DIFFERENCE


def test_pictures_and_networks_are_compared_by_turns(comparer: Observer) -> None:
    compare_with_network(comparer, LITE1)
    assert comparer.tab.compare.second.texts()[0] == "Efficientnet_Lite1"
    comparer.tab.compare.kind.choose(compare_page.PICTURE)
    comparer.rest()
    assert comparer.tab.compare.second.texts()[0] == "b"
    assert comparer.tab.compare.other.currentText() == "b"
    assert comparer.tab.stage.way == stage.DIFFERENCE


@pytest.mark.parametrize("kind", ["structure", "maps"])
def test_late_answers_of_a_second_network_are_ignored(observer: Observer, kind: str) -> None:
    turn_to_networks(observer)
    grip = observer.lab.hold(kind, SISTER, grips=True)
    observer.tab.compare.picked.emit(SISTER)
    observer.until(lambda: grip.reached)
    observer.desk.session.set_other(None)
    grip.open()
    observer.rest()
    assert observer.lab.of("contrast") == []
    assert_plain(observer)


def test_late_structure_is_not_taken_for_that_of_another_network(observer: Observer) -> None:
    turn_to_networks(observer)
    grip = observer.lab.hold("structure", SISTER, grips=True)
    observer.tab.compare.picked.emit(SISTER)
    observer.until(lambda: grip.reached)
    observer.leave()
    observer.desk.session.set_other(makers.network(STRANGE))
    grip.open()
    observer.rest()
    observer.open()
    assert observer.lab.of("structure") == [(SISTER,), (STRANGE,)]
    assert observer.lab.of("maps") == [(STRANGE, "a", "trunk.0", ())]


# What can go wrong


def test_picture_that_cannot_be_read_is_told(observer: Observer) -> None:
    observer.lab.fail(NotAPictureError(), "decode")
    observer.compare_with("b")
    message = observer.tab.compare.message
    assert message.isVisible()
    assert message.texts() == ("Not a picture", str(NotAPictureError()))
    assert observer.tab.stage.way == stage.MAPS
    observer.lab.failures.clear()
    observer.compare_with("c")
    assert not message.isVisible()
    assert observer.tab.stage.way == stage.DIFFERENCE


def test_failing_maps_of_the_second_are_told(observer: Observer) -> None:
    error = LayerError(layer="features.0", name="Net", known="others")
    observer.lab.fail(error, "maps", "b")
    observer.compare_with("b")
    message = observer.tab.compare.message
    assert message.isVisible()
    assert message.texts() == ("Unknown layer", str(error))
    assert observer.layer == "features.0"
    observer.lab.failures.clear()
    observer.compare_with("c")
    assert not message.isVisible()
    assert observer.tab.compare.second.texts()[0] == "c"


def test_layer_that_the_other_network_lacks_is_told(observer: Observer) -> None:
    compare_with_network(observer, ZF)
    observer.choose("pool")
    assert observer.tab.compare.texts() == "Zfnet has no layer like this one. Choose another layer."
    assert observer.tab.stage.way == stage.MAPS
    observer.choose("features.0")
    assert observer.tab.compare.second.isVisible()
