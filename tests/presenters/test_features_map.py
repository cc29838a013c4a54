"""The Feature maps tab: how maps are laid out, and the one that is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.engine.contract import Box
from desktop_app.engine.errors import MethodError, OutOfMemoryError
from desktop_app.engine.seen import MEAN, NO_SWITCHES, NUMBER, PEAK, WHOLE_MAP, ZEROS
from desktop_app.views import features_tab, stage
from tests.presenters.lab import Lab
from tests.presenters.observer import Observer
from tests.presenters.paper_networks import PLAIN, SISTER, STRANGE, known_maps
from tests.views import makers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.presenters.stand_in import Desk

UNSUITED = MethodError(name="Net", activation="SiLU")


@pytest.fixture
def observer(fresh: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Observer]:
    """Someone who looks at known maps; what was asked by then is forgotten."""
    lab = Lab(dead=(0,), made={"features.0": known_maps()}).stand_in(monkeypatch)
    observer = Observer(fresh, lab).start("a", "b")
    observer.open()
    lab.asked.clear()
    yield observer
    lab.open()


def title(observer: Observer) -> str:
    """What the page of the map is about."""
    return observer.tab.map.head.texts()[0]


def asked_projections(observer: Observer) -> list[tuple[object, ...]]:
    """Layer, map, method and whether the whole map is meant, of each projection so far."""
    return [asked[2:6] for asked in observer.lab.of("project")]


# All maps


@pytest.mark.parametrize(
    ("order", "expected"), [(MEAN, (3, 2, 1, 0)), (PEAK, (3, 2, 1, 0)), (ZEROS, (0, 1, 2, 3))]
)
def test_another_order_asks_for_a_sheet_alone(
    observer: Observer, order: str, expected: tuple[int, ...]
) -> None:
    assert observer.order == (0, 1, 2, 3)
    observer.tab.stage.choose_order(order)
    observer.rest()
    assert observer.order == expected
    assert observer.lab.asked == [("sheet", "features.0", True, order)]


def test_another_contrast_asks_for_a_sheet_alone(observer: Observer) -> None:
    observer.press("Whole layer")
    assert observer.lab.asked == [("sheet", "features.0", False, NUMBER)]
    observer.press("Each map")
    assert observer.lab.of("sheet")[1:] == [("features.0", True, NUMBER)]
    assert observer.lab.kinds() == ["sheet", "sheet"]


def test_order_and_contrast_hold_for_other_layers(observer: Observer) -> None:
    observer.tab.stage.choose_order(MEAN)
    observer.press("Whole layer")
    observer.choose("features.2")
    assert observer.lab.of("sheet")[-1] == ("features.2", False, MEAN)


def test_other_colours_ask_for_nothing(observer: Observer) -> None:
    before = observer.tab.stage.mosaics.first.grab().toImage()
    small = observer.tab.map.map.image()
    observer.pick("Colours", "Viridis")
    assert observer.lab.asked == []
    assert observer.tab.stage.mosaics.first.grab().toImage() != before
    assert observer.tab.map.map.image() != small


def test_another_shape_of_the_window_asks_for_a_sheet_alone(observer: Observer) -> None:
    mosaic = observer.tab.stage.mosaics.first
    assert len({mosaic.cell_rect(unit).left() for unit in range(4)}) == 2
    observer.desk.window.resize(QSize(1900, 600))
    observer.rest()
    assert observer.lab.asked == [("sheet", "features.0", True, NUMBER)]
    assert len({mosaic.cell_rect(unit).left() for unit in range(4)}) == 4


def rearrange(observer: Observer) -> None:
    observer.tab.stage.choose_order(ZEROS)


def stretch(observer: Observer) -> None:
    observer.tab.stage.contrast.choose(stage.LAYER)


def paint(observer: Observer) -> None:
    observer.pick("Colours", "Grey")


def show_filters_and_come_back(observer: Observer) -> None:
    observer.tab.stage.ways.choose(stage.FILTERS)
    observer.rest()
    observer.tab.stage.ways.choose(stage.MAPS)


def see_another_picture(observer: Observer) -> None:
    observer.show("b")


def use_another_network(observer: Observer) -> None:
    observer.use(SISTER)


@pytest.mark.parametrize(
    "act", [rearrange, stretch, paint, show_filters_and_come_back, see_another_picture]
)
def test_chosen_map_stays_chosen(observer: Observer, act: Callable[[Observer], None]) -> None:
    observer.click(1)
    act(observer)
    observer.rest()
    assert observer.tab.stage.mosaics.current == 1
    assert title(observer) == "Map 1"


@pytest.mark.parametrize(
    "act", [lambda observer: observer.choose("features.2"), use_another_network]
)
def test_map_that_differs_most_is_chosen_first(
    observer: Observer, act: Callable[[Observer], None]
) -> None:
    assert observer.tab.stage.mosaics.current == 3
    observer.click(1)
    act(observer)
    observer.choose("features.0")
    assert observer.tab.stage.mosaics.current == 3
    assert title(observer) == "Map 3"


# The map


def test_clicked_map_is_shown_on_its_page(observer: Observer) -> None:
    observer.click(2)
    page = observer.tab.map
    assert page.head.texts() == ("Map 2", "no. 2 by mean")
    assert page.map.texts() == ("Map 2", "2 at column 3, row 2")
    assert page.map.canvas.scene.mark == (2, 3)
    assert page.picture.canvas.scene.box == Box(5, 3, 8, 6)
    assert asked_projections(observer) == [("features.0", 2, "guided", True)]


def test_arrow_keys_lead_from_map_to_map(observer: Observer) -> None:
    QTest.keyClick(observer.tab.stage.mosaics.first, Qt.Key.Key_Left)
    observer.rest()
    assert title(observer) == "Map 2"


@pytest.mark.parametrize(("unit", "badge"), [(0, "silent"), (1, "no. 3 by mean"), (3, "strongest")])
def test_rank_of_a_map_is_told(observer: Observer, unit: int, badge: str) -> None:
    observer.click(1)
    observer.click(unit)
    assert observer.tab.map.head.texts() == (f"Map {unit}", badge)


@pytest.mark.parametrize("over", ["map", "picture"])
def test_pointer_tells_the_value_and_moves_the_frame(observer: Observer, over: str) -> None:
    page = observer.tab.map
    picture = page.map if over == "map" else page.picture
    strongest = Box(7, 5, 10, 8)
    assert page.picture.canvas.scene.box == strongest
    observer.point(picture, 1, 5)
    assert page.map.texts()[1] == "0 at column 5, row 1"
    assert page.map.canvas.scene.mark == (1, 5)
    assert page.picture.canvas.scene.box == Box(9, 1, 12, 4)
    QApplication.sendEvent(picture, QEvent(QEvent.Type.Leave))
    assert page.map.texts()[1] == "3 at column 4, row 3"
    assert page.map.canvas.scene.mark == (3, 4)
    assert page.picture.canvas.scene.box == strongest
    assert observer.lab.asked == []


def test_units_that_see_everything_have_no_frame(observer: Observer) -> None:
    assert observer.tab.map.picture.texts()[1] == "framed: what it sees"
    observer.choose("head")
    assert observer.tab.map.picture.canvas.scene.box is None
    assert observer.tab.map.picture.texts()[1] == "each unit sees all of it"


def test_pointer_tells_of_the_layer_in_sight_while_another_is_on_its_way(
    observer: Observer,
) -> None:
    held = observer.lab.hold("maps", "head")
    observer.tab.layers.tree.select("head")
    observer.until(lambda: held.reached)
    observer.point(observer.tab.map.map, 1, 5)
    assert observer.layer == "features.0"
    assert observer.tab.map.picture.canvas.scene.box == Box(9, 1, 12, 4)


def test_clicked_map_is_of_the_layer_in_sight_while_another_is_on_its_way(
    observer: Observer,
) -> None:
    held = observer.lab.hold("maps", "head")
    observer.tab.layers.tree.select("head")
    observer.until(lambda: held.reached)
    observer.click(1)
    assert observer.layer == "features.0"
    assert ("head", 1, "guided", True) not in asked_projections(observer)


def test_map_opens_large_and_follows_the_choice(observer: Observer) -> None:
    mosaic = observer.tab.stage.mosaics.first
    place = mosaic.cell_rect(3).center().toPoint()
    QTest.mouseDClick(mosaic, Qt.MouseButton.LeftButton, pos=place)
    large = observer.tab.stage.large
    assert large.isVisible()
    assert large.texts() == ("Map 3", "3 at column 4, row 3")
    observer.point(large.picture, 1, 5)
    assert large.texts()[1] == "0 at column 5, row 1"
    observer.choose("features.1")
    assert large.isVisible()
    assert large.texts()[0] == title(observer)
    QTest.keyClick(large, Qt.Key.Key_Escape)
    assert observer.layer == "features.1"


# Back to pixels


def test_nothing_is_projected_while_the_page_is_out_of_sight(observer: Observer) -> None:
    observer.turn_to(features_tab.PATCHES)
    observer.click(1)
    observer.choose("features.2")
    observer.choose("features.0")
    observer.click(2)
    assert observer.lab.of("project") == []
    observer.turn_to(features_tab.MAP)
    assert asked_projections(observer) == [("features.0", 2, "guided", True)]


def turn_away_and_back(observer: Observer) -> None:
    observer.turn_to(features_tab.CLASS)
    observer.turn_to(features_tab.MAP)


def leave_and_come_back(observer: Observer) -> None:
    observer.leave()
    observer.open()


def click_again(observer: Observer) -> None:
    observer.click(3)


@pytest.mark.parametrize(
    "act", [turn_away_and_back, leave_and_come_back, rearrange, stretch, paint, click_again]
)
def test_same_question_is_not_asked_twice(
    observer: Observer, act: Callable[[Observer], None]
) -> None:
    before = observer.tab.map.projection.image()
    act(observer)
    observer.rest()
    assert observer.lab.of("project") == []
    assert observer.tab.map.projection.image() == before


def test_another_method_or_extent_asks_anew(observer: Observer) -> None:
    shown = [observer.tab.map.projection.image()]
    observer.pick("Project with", "Deconvnet")
    shown.append(observer.tab.map.projection.image())
    observer.pick("What is projected", "Strongest unit")
    shown.append(observer.tab.map.projection.image())
    assert asked_projections(observer) == [
        ("features.0", 3, "deconvnet", True),
        ("features.0", 3, "deconvnet", False),
    ]
    assert shown[0] != shown[1] != shown[2]
    assert observer.tab.map.projection.texts() == ("Back to pixels", "grey is 0, contrast × 12")


def test_occlusion_has_the_chosen_colours(observer: Observer) -> None:
    observer.pick("Project with", "Occlusion")
    assert observer.tab.map.projection.texts()[1] == "bright where it counts"
    observer.pick("Colours", "Cividis")
    assert [asked[4:] for asked in observer.lab.of("project")] == [
        ("occlusion", True, "magma"),
        ("occlusion", True, "cividis"),
    ]


def test_another_picture_and_another_network_ask_anew(observer: Observer) -> None:
    observer.show("b")
    observer.use(SISTER)
    assert [asked[:3] for asked in observer.lab.of("project")] == [
        (PLAIN, "b", "features.0"),
        (SISTER, "b", "features.0"),
    ]


def test_only_the_newest_projection_is_shown(observer: Observer) -> None:
    grip = observer.lab.hold("project", "1", grips=True)
    newest = observer.lab.hold("project", "2")
    before = observer.tab.map.projection.image()
    observer.click(1)
    observer.until(lambda: grip.reached)
    observer.click(2)
    grip.open()
    observer.until(lambda: newest.reached)
    observer.rest()
    assert observer.tab.map.projection.image() == before
    assert observer.tab.map.projection.canvas.scene.faded
    newest.open()
    observer.rest()
    assert observer.tab.map.projection.image() != before
    assert not observer.tab.map.projection.canvas.scene.faded


def test_late_projection_of_the_network_before_is_ignored(observer: Observer) -> None:
    grip = observer.lab.hold("project", "1", grips=True)
    held = observer.lab.hold("structure", SISTER)
    observer.click(1)
    observer.until(lambda: grip.reached)
    observer.desk.session.set_network(makers.network(SISTER))
    grip.open()
    observer.until(lambda: held.reached)
    observer.rest()
    assert observer.tab.map.projection.image().isNull()


def test_layer_that_is_walked_past_is_not_projected(observer: Observer) -> None:
    grip = observer.lab.hold("project", "1", grips=True)
    held = observer.lab.hold("sheet", "features.2")
    before = observer.tab.map.projection.image()
    observer.click(1)
    observer.until(lambda: grip.reached)
    observer.tab.layers.tree.select("features.2")
    grip.open()
    observer.until(lambda: held.reached)
    observer.rest()
    assert observer.tab.map.projection.image() == before


@pytest.mark.parametrize(
    ("network", "method"), [(PLAIN, "guided"), (SISTER, "guided"), (STRANGE, "deconvnet")]
)
def test_deconvnet_comes_first_where_there_are_switches(
    observer: Observer, network: str, method: str
) -> None:
    observer.pick("Project with", "Occlusion")
    if network != PLAIN:
        observer.use(network)
        assert observer.tab.map.method == method
        assert observer.lab.of("project")[-1][4] == method
    else:
        observer.show("b")
        assert observer.tab.map.method == "occlusion"  # a person's choice stays


def test_where_deconvnet_lacks_switches_guided_is_offered(observer: Observer) -> None:
    observer.lab.remark = NO_SWITCHES
    observer.pick("Project with", "Deconvnet")
    page = observer.tab.map
    assert page.message.texts()[0] == NO_SWITCHES
    observer.lab.remark = ""
    observer.press("Use Guided backprop", page)
    assert page.method == "guided"
    assert not page.message.isVisible()


# What can go wrong


def test_unsuited_method_offers_the_gradient(observer: Observer) -> None:
    observer.lab.fail(UNSUITED, "project", "guided")
    observer.click(1)
    page = observer.tab.map
    assert page.message.texts()[0] == str(UNSUITED)
    assert page.projection.image().isNull()
    assert page.projection.canvas.why == "Not suited"
    observer.press("Use Gradient", page)
    assert page.method == "gradient"
    assert asked_projections(observer)[-1] == ("features.0", 1, "gradient", True)
    assert not page.projection.image().isNull()
    assert not page.message.isVisible()


def test_failing_projection_is_told_and_the_next_map_is_asked_for(observer: Observer) -> None:
    observer.lab.fail(OutOfMemoryError(), "project")
    observer.click(1)
    page = observer.tab.map
    assert page.message.texts() == ("No memory", str(OutOfMemoryError()))
    assert page.message.isVisible()
    observer.lab.failures.clear()
    observer.click(2)
    assert not page.message.isVisible()
    assert not page.projection.image().isNull()


def test_failed_projection_is_asked_for_again_when_the_page_is_turned_to(
    observer: Observer,
) -> None:
    observer.lab.fail(OutOfMemoryError(), "project")
    observer.click(1)
    observer.lab.failures.clear()
    turn_away_and_back(observer)
    assert len(observer.lab.of("project")) == 2
    assert not observer.tab.map.message.isVisible()


def test_remark_is_shown_until_there_is_none(observer: Observer) -> None:
    observer.lab.remark = WHOLE_MAP
    observer.pick("What is projected", "Strongest unit")
    page = observer.tab.map
    assert page.message.isVisible()
    assert page.message.texts()[0] == WHOLE_MAP
    observer.lab.remark = ""
    observer.click(1)
    assert not page.message.isVisible()


def test_map_lies_over_the_picture_as_strongly_as_is_chosen(observer: Observer) -> None:
    picture = observer.tab.map.picture
    before = picture.image()
    observer.tab.map.over.slider.setValue(100)
    assert picture.image() != before
    observer.click(1)
    assert picture.canvas.scene.opacity == 1


def test_occlusion_shows_in_the_job_bar_and_can_be_stopped(observer: Observer) -> None:
    held = observer.lab.hold("project", "occlusion")
    observer.tab.map.choose_method("occlusion")
    observer.until(lambda: held.reached)
    assert observer.desk.bar.texts()[0] == "Hiding parts of the picture"
    observer.desk.bar.stop_requested.emit()
    observer.until(lambda: not observer.desk.program.runner.busy)
    held.open()
    observer.rest()
    assert observer.tab.map.projection.canvas.why == "Stopped"
    observer.click(1)
    assert not observer.tab.map.projection.image().isNull()
