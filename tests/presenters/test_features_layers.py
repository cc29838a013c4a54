"""The Feature maps tab: which layer is looked at, of which picture, in which network."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from desktop_app.engine.errors import (
    LayerError,
    NotANumberError,
    OutOfMemoryError,
    TruncatedError,
)
from desktop_app.presenters import features
from desktop_app.views import features_tab, stage
from tests.presenters.lab import Lab
from tests.presenters.observer import Observer
from tests.presenters.paper_networks import FEATURES, PLAIN, SISTER, STRANGE, info
from tests.views import makers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.engine.errors import EngineError
    from tests.presenters.stand_in import Desk

DROP_ONE = "Drop a picture to see its maps."
ON_ITS_WAY = "The network is on its way."
NO_LAYER = LayerError(layer="features.0", name="Net", known="others")
NO_MAPS = "This layer gives no maps"
FAILURES = pytest.mark.parametrize(
    ("error", "what"),
    [(NotANumberError(), "Not a number"), (OutOfMemoryError(), "No memory")],
    ids=["number", "memory"],
)


@pytest.fixture
def newcomer(fresh: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Observer]:
    """Someone whose window is not there yet."""
    lab = Lab().stand_in(monkeypatch)
    yield Observer(fresh, lab)
    lab.open()


@pytest.fixture
def outside(newcomer: Observer) -> Observer:
    """Someone who has opened three pictures, but not the tab."""
    return newcomer.start("a", "b", "c")


@pytest.fixture
def observer(outside: Observer) -> Observer:
    """Someone who has opened the tab too; what was asked by then is forgotten."""
    outside.open()
    outside.lab.asked.clear()
    return outside


@pytest.fixture
def one_at_a_time(newcomer: Observer, monkeypatch: pytest.MonkeyPatch) -> None:
    """No layers are taken ahead."""
    del newcomer  # who would set them anew
    monkeypatch.setattr(features, "BEHIND", 0)
    monkeypatch.setattr(features, "AHEAD", 0)


# Nobody looks


def test_nothing_is_asked_before_the_tab_is_shown(outside: Observer) -> None:
    outside.use(SISTER)
    outside.show("b")
    assert outside.desk.program.microscope is None
    assert outside.lab.asked == []


def test_first_leaf_is_shown_when_the_tab_is_opened(outside: Observer) -> None:
    outside.open()
    assert outside.layer == "features.0"
    assert [asked[:3] for asked in outside.lab.of("maps")] == [(PLAIN, "a", "features.0")]
    assert outside.lab.of("structure") == [(PLAIN,)]


def test_another_picture_asks_for_nothing_while_another_tab_is_in_sight(
    observer: Observer,
) -> None:
    observer.leave()
    observer.show("b")
    observer.show("c")
    assert observer.lab.asked == []
    observer.open()
    assert [asked[:3] for asked in observer.lab.of("maps")] == [(PLAIN, "c", "features.0")]
    assert observer.lab.of("structure") == []


def test_another_network_asks_for_nothing_while_another_tab_is_in_sight(
    observer: Observer,
) -> None:
    observer.leave()
    observer.use(STRANGE)
    observer.use(SISTER)
    assert observer.lab.asked == []
    observer.open()
    assert observer.lab.of("structure") == [(SISTER,)]
    assert [asked[:3] for asked in observer.lab.of("maps")] == [(SISTER, "a", "features.0")]


@pytest.mark.parametrize("page", [features_tab.MAP, features_tab.CLASS, features_tab.PATCHES])
def test_no_page_asks_while_another_tab_is_in_sight(observer: Observer, page: int) -> None:
    observer.turn_to(page)
    observer.leave()
    observer.lab.asked.clear()
    observer.show("b")
    observer.use(SISTER)
    observer.desk.open_sources("d")
    observer.desk.wait_for_shown("d")
    observer.rest()
    assert observer.lab.asked == []


def test_coming_back_to_the_same_asks_for_nothing(observer: Observer) -> None:
    observer.leave()
    observer.open()
    assert observer.layer == "features.0"
    assert observer.lab.asked == []


def test_second_network_asks_for_nothing_while_another_tab_is_in_sight(
    observer: Observer,
) -> None:
    observer.leave()
    observer.desk.pick("others", SISTER)
    observer.until(lambda: observer.desk.session.other is not None)
    observer.rest()
    assert observer.lab.asked == []


# Layers


def test_chosen_layer_is_named_and_its_figures_are_shown(observer: Observer) -> None:
    observer.choose("features.2")
    assert observer.layer == "features.2"
    title, caption, _ = observer.tab.stage.texts()
    assert title == "Conv2d"
    assert "features.2, 6 × 3 × 3" in caption
    assert "6 × 3 × 3" in observer.tab.layers.texts()["shape"]


@pytest.mark.usefixtures("one_at_a_time")
def test_of_layers_chosen_quickly_only_the_newest_is_shown(observer: Observer) -> None:
    grip = observer.lab.hold("maps", "features.1", grips=True)
    newest = observer.lab.hold("maps", "features.3")
    for layer in ("features.1", "features.2", "head", "features.3"):
        observer.tab.layers.tree.select(layer)
        observer.until(lambda: grip.reached)
    grip.open()
    observer.until(lambda: newest.reached)
    observer.rest()
    assert observer.layer == "features.0"
    newest.open()
    observer.rest()
    assert observer.layer == "features.3"
    assert [asked[2] for asked in observer.lab.of("maps")] == ["features.1", "features.3"]
    assert [asked[0] for asked in observer.lab.of("sheet")] == ["features.3"]


def test_older_sheets_are_ignored(observer: Observer) -> None:
    grip = observer.lab.hold("sheet", "features.2", grips=True)
    newest = observer.lab.hold("sheet", "features.3")
    observer.tab.layers.tree.select("features.2")
    observer.until(lambda: grip.reached)
    observer.tab.layers.tree.select("features.3")
    grip.open()
    observer.until(lambda: newest.reached)
    observer.rest()
    assert observer.layer == "features.0"
    newest.open()
    observer.rest()
    assert observer.layer == "features.3"


def test_layers_nearby_are_taken_in_the_same_run(observer: Observer) -> None:
    observer.show("b")
    (asked,) = observer.lab.of("maps")
    assert asked[3] == ("features", "features.1", "features.2", "features.3")
    for layer in ("features.1", "features.2", "features"):
        observer.choose(layer)
        assert observer.layer == layer
    assert len(observer.lab.of("maps")) == 1
    observer.choose("head")
    assert observer.layer == "head"
    assert len(observer.lab.of("maps")) == 2


def test_large_layers_are_not_taken_ahead(
    outside: Observer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features, "LARGEST", 6 * 3 * 3)
    outside.open()
    assert [asked[3] for asked in outside.lab.of("maps")] == [
        ("features", "features.2", "features.3")
    ]
    outside.choose("features.1")
    assert outside.layer == "features.1"


def test_layers_taken_ahead_are_forgotten_with_the_picture(observer: Observer) -> None:
    observer.show("b")
    observer.choose("features.2")
    observer.show("a")
    observer.choose("features.1")
    asked = [asked[1:3] for asked in observer.lab.of("maps")]
    assert asked == [("b", "features.0"), ("a", "features.2")]
    assert observer.layer == "features.1"


@pytest.mark.usefixtures("one_at_a_time")
def test_memory_for_maps_stays_bounded(observer: Observer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "KEPT_BYTES", 2 * 6 * 3 * 3 * 4)
    for layer in ("features.2", "features.3", "features"):
        observer.choose(layer)
    observer.lab.asked.clear()
    observer.choose("features.3")
    assert observer.layer == "features.3"
    assert observer.lab.of("maps") == []
    observer.choose("features.2")
    assert observer.layer == "features.2"
    assert [asked[2] for asked in observer.lab.of("maps")] == ["features.2"]


def test_layer_larger_than_the_memory_for_maps_is_shown(
    observer: Observer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features, "KEPT_BYTES", 9)
    for layer in ("head", "features.2"):
        observer.lab.asked.clear()
        observer.show("b" if observer.desk.shown() == "a" else "a")
        observer.choose(layer)
        assert observer.layer == layer


# Another network


def test_same_layer_stays_chosen_in_a_new_network(observer: Observer) -> None:
    observer.choose("features.2")
    observer.use(SISTER)
    assert observer.layer == "features.2"
    assert observer.tab.layers.tree.current == "features.2"
    assert observer.lab.of("maps")[-1][:3] == (SISTER, "a", "features.2")


def test_first_leaf_is_chosen_where_the_layer_is_missing(observer: Observer) -> None:
    observer.choose("features.3")
    observer.use(SISTER)
    assert observer.layer == "features.0"


def test_tree_changes_with_the_network(observer: Observer) -> None:
    observer.use(STRANGE)
    assert observer.layer == "trunk.0"
    tree = observer.tab.layers.tree
    tree.select("features.2")
    assert tree.current == "trunk.0"
    observer.choose("trunk.1")
    assert observer.layer == "trunk.1"


def test_layer_stays_chosen_though_the_networks_before_could_not_show_it(
    observer: Observer,
) -> None:
    observer.choose("features.2")
    held = observer.lab.hold("structure", STRANGE)
    observer.desk.pick("networks", STRANGE)
    observer.until(lambda: held.reached)
    assert observer.tab.stage.texts() == ("", "", ON_ITS_WAY)
    observer.use(SISTER)
    assert observer.layer == "features.2"


def test_untrained_network_is_told(observer: Observer) -> None:
    assert "noise" not in observer.tab.stage.texts()[1]
    plain = observer.desk.session.network
    assert plain is not None
    observer.desk.session.set_network(replace(plain, trained=False))
    observer.rest()
    assert "Untrained: these filters are still noise." in observer.tab.stage.texts()[1]


@pytest.mark.parametrize("kind", ["structure", "maps", "sheet"])
def test_late_answers_for_the_network_before_are_ignored(observer: Observer, kind: str) -> None:
    observer.use(STRANGE)
    grip = observer.lab.hold(kind, grips=True)
    held = observer.lab.hold("structure", SISTER)
    observer.desk.session.set_network(makers.network(PLAIN))
    observer.until(lambda: grip.reached)
    observer.desk.session.set_network(makers.network(SISTER))
    grip.open()
    observer.until(lambda: held.reached)
    observer.rest()
    assert observer.tab.stage.texts() == ("", "", ON_ITS_WAY)
    assert observer.tab.layers.tree.current == ""
    assert observer.tab.layers.texts()["shape"] == ""
    held.open()
    observer.rest()
    assert observer.layer == "features.0"


def test_late_maps_of_the_picture_before_are_ignored(observer: Observer) -> None:
    grip = observer.lab.hold("maps", "b", grips=True)
    held = observer.lab.hold("maps", "c")
    observer.desk.session.set_picture(makers.picture("b"))
    observer.until(lambda: grip.reached)
    observer.desk.session.set_picture(makers.picture("c"))
    grip.open()
    observer.until(lambda: held.reached)
    observer.rest()
    assert observer.lab.of("sheet") == []
    held.open()
    observer.rest()
    assert len(observer.lab.of("sheet")) == 1


# No picture


def test_without_a_picture_the_tree_can_be_browsed(newcomer: Observer) -> None:
    observer = newcomer.start()
    observer.open()
    assert observer.tab.stage.texts()[2] == DROP_ONE
    observer.choose("features.2")
    assert observer.tab.stage.texts()[0] == "Conv2d"
    assert observer.tab.stage.texts()[2] == DROP_ONE
    assert observer.lab.kinds() == ["structure"]
    observer.desk.open_sources("a")
    observer.desk.wait_for_shown("a")
    observer.rest()
    assert observer.layer == "features.2"


def test_before_the_network_is_there_it_is_awaited(newcomer: Observer) -> None:
    desk = newcomer.desk
    desk.work.loading.shut()
    desk.window.show()
    desk.window.tabs.setCurrentWidget(desk.program.features)
    newcomer.until(lambda: desk.work.loading.reached)
    assert newcomer.tab.stage.texts()[2] == ON_ITS_WAY
    desk.work.loading.open()
    newcomer.until(lambda: desk.session.network is not None)
    newcomer.rest()
    assert newcomer.tab.stage.texts()[2] == DROP_ONE


@pytest.mark.parametrize("page", range(4))
def test_removing_the_picture_empties_all_pages(observer: Observer, page: int) -> None:
    observer.turn_to(page)
    observer.desk.act("clear")
    observer.rest()
    tab = observer.tab
    assert tab.stage.texts()[2] == DROP_ONE
    assert set(tab.layers.texts().values()) == {""}
    assert tab.map.head.texts() == ("One map", "")
    for picture in (tab.map.picture, tab.map.map, tab.map.projection, tab.reason.picture):
        assert picture.image().isNull()
    assert tab.reason.texts() == ("Why this class?", "")
    assert tab.patches.grid.image().isNull()
    observer.turn_to(features_tab.PATCHES)
    assert tab.patches.texts().startswith("Open pictures")
    assert not tab.patches.search.isVisible()
    observer.turn_to(features_tab.COMPARE)
    assert tab.compare.texts() == "Choose what to compare with."


def test_late_maps_of_a_picture_that_was_removed_are_ignored(observer: Observer) -> None:
    grip = observer.lab.hold("maps", grips=True)
    observer.tab.layers.tree.select("head")
    observer.until(lambda: grip.reached)
    observer.desk.act("clear")
    grip.open()
    observer.rest()
    assert observer.tab.stage.texts()[2] == DROP_ONE


# Failures


def problem(observer: Observer) -> str:
    shown = observer.tab.stage.problem
    return shown.texts()[0] if shown.isVisible() else ""


def test_layers_without_maps_are_in_the_tree_too(outside: Observer) -> None:
    outside.lab.layers[PLAIN] = (*FEATURES, info("spare", "Dropout", ()))
    outside.open()
    assert outside.layer == "features.0"
    for layer, kind in (("windows", "Attention"), ("spare", "Dropout")):
        outside.choose(layer)
        assert outside.tab.stage.texts()[0] == kind
        assert outside.tab.stage.texts()[2].startswith(NO_MAPS)
        assert problem(outside) == ""
        assert outside.lab.of("maps")[-1][2] == "features.0"
        outside.choose("features.0")
        assert not outside.tab.map.map.image().isNull()


def test_layer_whose_output_turns_out_to_be_no_maps_says_so_too(observer: Observer) -> None:
    observer.lab.fail(NO_LAYER, "maps", "head")
    observer.choose("head")
    assert observer.tab.stage.texts()[2].startswith(NO_MAPS)
    assert problem(observer) == ""
    observer.choose("features.0")
    assert not observer.tab.map.map.image().isNull()


def test_vectors_are_set_against_each_other(observer: Observer) -> None:
    observer.choose("head")
    assert not observer.tab.stage.contrast.isEnabled()
    assert observer.lab.of("sheet")[-1][1] is False
    page = observer.tab.map
    assert page.map.canvas.scene.mark == (-1, -1)
    assert page.picture.canvas.scene.overlay is None
    observer.choose("features.0")
    assert observer.tab.stage.contrast.isEnabled()
    assert observer.lab.of("sheet")[-1][1] is True


@FAILURES
@pytest.mark.parametrize("kind", ["maps", "sheet"])
def test_failure_is_told_and_can_be_tried_again(
    observer: Observer, kind: str, error: EngineError, what: str
) -> None:
    observer.lab.fail(error, kind)
    observer.choose("head")
    assert problem(observer) == what
    assert observer.tab.map.head.texts()[0] == "One map"
    observer.press("Try again")
    assert problem(observer) == what
    observer.lab.failures.clear()
    observer.press("Try again")
    assert problem(observer) == ""
    assert observer.layer == "head"


@FAILURES
def test_failing_structure_is_told_and_can_be_tried_again(
    observer: Observer, error: EngineError, what: str
) -> None:
    observer.lab.fail(error, "structure")
    observer.use(SISTER)
    assert problem(observer) == what
    observer.lab.failures.clear()
    observer.press("Try again")
    assert problem(observer) == ""
    assert observer.layer == "features.0"


@FAILURES
def test_failing_filters_are_told_and_can_be_tried_again(
    observer: Observer, error: EngineError, what: str
) -> None:
    observer.lab.fail(error, "filters")
    observer.tab.stage.ways.choose(stage.FILTERS)
    observer.rest()
    assert problem(observer) == what
    observer.lab.failures.clear()
    observer.press("Try again")
    assert problem(observer) == ""
    assert (
        observer.tab.stage.mosaics.texts()[0]
        == "Efficientnet_Lite0, 5 filters of \u20664 × 4\u2069"
    )


def test_after_a_failure_other_layers_can_be_looked_at(observer: Observer) -> None:
    observer.lab.fail(NotANumberError(), "maps", "head")
    observer.choose("head")
    assert problem(observer) == "Not a number"
    observer.choose("features.2")
    assert problem(observer) == ""
    assert observer.layer == "features.2"


def test_after_a_failure_the_tab_tries_again_when_it_appears(observer: Observer) -> None:
    observer.lab.fail(NO_LAYER, "maps")
    observer.choose("head")
    observer.lab.failures.clear()
    observer.leave()
    observer.open()
    assert observer.layer == "head"


# Filters


def test_filters_are_offered_only_where_they_can_be_seen(observer: Observer) -> None:
    ways = observer.tab.stage.ways
    assert ways.isVisible()
    observer.choose("features.2")
    assert not ways.isVisible()


def test_filters_are_shown_beside_those_of_the_second_network(observer: Observer) -> None:
    observer.tab.stage.ways.choose(stage.FILTERS)
    observer.rest()
    assert observer.lab.of("filters") == [(PLAIN, "features.0", "")]
    assert observer.layer == "conv1"
    observer.desk.pick("others", STRANGE)
    observer.until(lambda: observer.desk.session.other is not None)
    observer.rest()
    assert observer.lab.of("filters")[-1] == (PLAIN, "features.0", STRANGE)
    assert [text.partition(",")[0] for text in observer.tab.stage.mosaics.texts()] == [
        "Efficientnet_Lite0",
        "Zfnet",
    ]


def test_maps_come_back_where_there_are_no_filters(observer: Observer) -> None:
    observer.tab.stage.ways.choose(stage.FILTERS)
    observer.rest()
    observer.choose("features.2")
    assert observer.tab.stage.way == stage.MAPS
    assert observer.layer == "features.2"


def test_late_filters_do_not_cover_the_maps(observer: Observer) -> None:
    grip = observer.lab.hold("filters", grips=True)
    observer.tab.stage.ways.choose(stage.FILTERS)
    observer.until(lambda: grip.reached)
    observer.tab.stage.ways.choose(stage.MAPS)
    grip.open()
    observer.rest()
    assert observer.layer == "features.0"
    assert observer.tab.stage.mosaics.texts() == ("", "")


def test_picture_that_cannot_be_read_is_named(observer: Observer) -> None:
    observer.desk.work.failures["bad"] = TruncatedError()
    observer.desk.open_sources("bad")
    observer.until(lambda: observer.desk.session.picture is None)
    observer.rest()
    assert observer.tab.stage.texts()[2] == f"bad {TruncatedError()}"
