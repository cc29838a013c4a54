"""The Feature maps tab: which parts of all open pictures excite a map most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.engine.errors import NotAPictureError, OutOfMemoryError
from desktop_app.engine.seen import Ranking
from desktop_app.views import features_tab
from tests.operations import Lamp, Watch, finish
from tests.presenters.lab import Lab
from tests.presenters.observer import Observer
from tests.presenters.paper_networks import PLAIN, SISTER
from tests.views import makers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QImage

    from tests.presenters.lab import Hold
    from tests.presenters.stand_in import Desk

FIND = "Find the strongest patches"
ALL = ("a", "b", "c", "d")


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> Lab:
    return Lab().stand_in(monkeypatch)


@pytest.fixture
def newcomer(fresh: Desk, lab: Lab) -> Iterator[Observer]:
    """Someone whose window is not there yet."""
    yield Observer(fresh, lab)
    lab.open()


@pytest.fixture
def observer(newcomer: Observer) -> Observer:
    """Someone who has four pictures and has turned to the page."""
    newcomer.start(*ALL)
    newcomer.open()
    newcomer.turn_to(features_tab.PATCHES)
    return newcomer


@pytest.fixture
def finder(observer: Observer) -> Observer:
    """Someone who has looked through them; what was asked by then is forgotten."""
    observer.press(FIND)
    observer.lab.asked.clear()
    return observer


@pytest.fixture
def held(observer: Observer) -> Hold:
    """The search stands before its third picture."""
    latch = observer.lab.hold("search", "c")
    observer.tab.patches.search.click()
    job = observer.desk.program.runner.long
    assert job is not None
    watch = Watch(job)
    observer.until(lambda: any(found_in(report.frame) == 2 for report in watch.reports))
    return latch


def found_in(frame: object) -> int:
    """How many pictures were looked through by then."""
    return frame.seen if isinstance(frame, Ranking) else 0


def told(observer: Observer) -> str:
    return observer.tab.patches.texts()


def offers(observer: Observer) -> bool:
    """Whether a search can be begun."""
    return observer.tab.patches.search.isVisible()


def figure(observer: Observer) -> QImage:
    return observer.tab.patches.grid.image()


def is_searching(observer: Observer) -> bool:
    return observer.desk.program.runner.long is not None


def stop(observer: Observer) -> None:
    observer.desk.bar.stop_requested.emit()
    observer.until(lambda: not is_searching(observer))
    observer.lab.open()
    observer.rest()


# The offer


def test_offer_counts_the_pictures(observer: Observer) -> None:
    assert told(observer).startswith("Look through 4 open picture")
    assert offers(observer)
    assert observer.lab.of("strongest") == []


def test_unreadable_pictures_are_left_out(newcomer: Observer) -> None:
    newcomer.desk.work.failures["c"] = NotAPictureError()
    newcomer.start(*ALL)
    newcomer.open()
    newcomer.turn_to(features_tab.PATCHES)
    assert told(newcomer).startswith("Look through 3 ")
    newcomer.press(FIND)
    assert newcomer.lab.of("strongest") == [(PLAIN, ("a", "b", "d"), "features.0")]


def test_without_pictures_there_is_no_offer(newcomer: Observer) -> None:
    newcomer.start()
    newcomer.open()
    newcomer.turn_to(features_tab.PATCHES)
    assert told(newcomer).startswith("Open pictures to see")
    assert not offers(newcomer)
    newcomer.desk.open_sources("a", "b")
    newcomer.desk.wait_for_shown("a")
    newcomer.rest()
    assert told(newcomer).startswith("Look through 2 ")
    assert offers(newcomer)


def test_offer_counts_pictures_that_come_and_go(observer: Observer) -> None:
    observer.desk.open_sources("e")
    observer.desk.wait_for_shown("e")
    observer.rest()
    assert told(observer).startswith("Look through 5 ")
    observer.desk.act("remove")
    observer.rest()
    assert told(observer).startswith("Look through 4 ")


# The search


def test_all_pictures_are_looked_through_as_one_long_job(observer: Observer) -> None:
    observer.press(FIND)
    assert observer.lab.of("strongest") == [(PLAIN, ALL, "features.0")]
    unit = observer.tab.stage.mosaics.current
    assert observer.lab.of("patches") == [(PLAIN, "features.0", unit, 4)]
    assert told(observer).startswith("The strongest in 4 picture")
    assert observer.tab.patches.head.texts()[0] == f"Map {unit}"
    assert not figure(observer).isNull()
    assert not offers(observer)


def test_job_bar_shows_how_far_it_is(observer: Observer, held: Hold) -> None:
    name, detail, _ = observer.desk.bar.texts()
    assert (name, detail) == ("Looking for patches", "2 of 4")
    assert observer.desk.bar.state == "running"
    assert told(observer).startswith("Looking through 4 picture")
    assert not offers(observer)
    held.open()
    observer.rest()
    name, detail, _ = observer.desk.bar.texts()
    assert observer.desk.bar.state == "done"
    assert name == "Nine strongest patches"
    assert detail.startswith("looked at 4 picture")


@pytest.mark.usefixtures("held")
def test_stopped_search_keeps_what_it_had_found(observer: Observer) -> None:
    stop(observer)
    assert observer.lab.of("patches")[-1][3] == 2
    assert told(observer).startswith("The strongest in 2 picture")
    assert not figure(observer).isNull()
    assert observer.desk.bar.state != "running"
    observer.press(FIND)
    assert told(observer).startswith("The strongest in 4 picture")
    assert not offers(observer)


@pytest.mark.usefixtures("held")
def test_search_ends_when_the_list_is_cleared(observer: Observer) -> None:
    observer.desk.act("clear")
    observer.until(lambda: not is_searching(observer))
    observer.lab.open()
    observer.rest()
    assert not offers(observer)


def test_search_stopped_before_it_found_anything_is_offered_again(observer: Observer) -> None:
    latch = observer.lab.hold("search", "a")
    observer.tab.patches.search.click()
    observer.until(lambda: latch.reached)
    stop(observer)
    assert told(observer).startswith("Look through 4 ")
    assert offers(observer)


def test_failing_search_is_told(observer: Observer) -> None:
    observer.lab.fail(OutOfMemoryError(), "search", "a")
    observer.press(FIND)
    assert observer.desk.bar.state == "failed"
    assert observer.desk.bar.texts()[0] == "No memory"
    assert offers(observer)
    observer.lab.failures.clear()
    observer.press(FIND)
    assert told(observer).startswith("The strongest in 4 ")


def test_failing_search_is_told_on_the_page_too(observer: Observer) -> None:
    observer.lab.fail(OutOfMemoryError(), "search", "a")
    observer.press(FIND)
    assert observer.tab.patches.message.isVisible()
    assert observer.tab.patches.message.texts() == ("No memory", str(OutOfMemoryError()))


def test_search_that_fails_in_the_middle_keeps_what_it_had_found(
    observer: Observer, held: Hold
) -> None:
    observer.lab.fail(OutOfMemoryError(), "search", "c")
    held.open()
    observer.rest()
    assert observer.desk.bar.state == "failed"
    assert told(observer).startswith("The strongest in 2 ")
    assert offers(observer)


def test_another_long_job_is_named(observer: Observer) -> None:
    lamp = Lamp()
    watch = Watch(observer.desk.program.runner.start(lamp, "Ideal image"))
    observer.tab.patches.search.click()
    page = observer.tab.patches
    assert page.message.isVisible()
    assert page.message.texts()[0] == "Ideal image is still going on."
    assert observer.lab.of("strongest") == []
    lamp.lit = False
    finish(observer.qtbot, watch)
    observer.press(FIND)
    assert not page.message.isVisible()
    assert told(observer).startswith("The strongest in 4 ")


def test_search_goes_on_while_other_pages_and_tabs_are_in_sight(
    observer: Observer, held: Hold
) -> None:
    observer.tab.pages.choose(features_tab.MAP)
    observer.leave()
    held.open()
    observer.rest()
    assert observer.lab.of("patches") == []
    observer.open()
    observer.turn_to(features_tab.PATCHES)
    assert told(observer).startswith("The strongest in 4 ")
    assert len(observer.lab.of("strongest")) == 1


def test_what_could_not_be_read_is_told(observer: Observer) -> None:
    observer.lab.bad = ("b",)
    observer.press(FIND)
    assert told(observer).startswith("The strongest in 3 ")
    assert "1 could not be read." in told(observer)
    assert not offers(observer)


# Maps and layers


def test_another_map_needs_no_other_search(finder: Observer) -> None:
    before = figure(finder)
    unit = (finder.tab.stage.mosaics.current + 1) % 4
    finder.click(unit)
    assert finder.lab.of("patches") == [(PLAIN, "features.0", unit, 4)]
    assert finder.lab.of("strongest") == []
    assert finder.tab.patches.head.texts()[0] == f"Map {unit}"
    assert figure(finder) != before


def test_only_the_newest_map_is_shown(finder: Observer) -> None:
    first, second = (unit for unit in range(3) if unit != finder.tab.stage.mosaics.current)
    grip = finder.lab.hold("patches", str(first), grips=True)
    newest = finder.lab.hold("patches", str(second))
    before = figure(finder)
    finder.click(first)
    finder.until(lambda: grip.reached)
    finder.click(second)
    grip.open()
    finder.until(lambda: newest.reached)
    finder.rest()
    assert figure(finder) == before
    newest.open()
    finder.rest()
    assert figure(finder) != before


def test_same_map_is_not_opened_twice(finder: Observer) -> None:
    finder.tab.stage.contrast.choose(1)
    finder.rest()
    finder.turn_to(features_tab.MAP)
    finder.turn_to(features_tab.PATCHES)
    finder.show("b")
    assert finder.lab.of("patches") == []
    assert told(finder).startswith("The strongest in 4 ")


def test_another_layer_is_looked_for_on_its_own(finder: Observer) -> None:
    finder.choose("features.2")
    assert told(finder).startswith("Look through 4 ")
    assert offers(finder)
    assert figure(finder).isNull()
    finder.choose("features.0")
    assert told(finder).startswith("The strongest in 4 ")
    assert not offers(finder)
    assert finder.lab.of("strongest") == []
    finder.choose("features.2")
    finder.press(FIND)
    assert finder.lab.of("strongest") == [(PLAIN, ALL, "features.2")]


def test_layer_chosen_during_a_search_gets_an_offer_of_its_own(
    observer: Observer, held: Hold
) -> None:
    observer.tab.layers.tree.select("features.2")
    held.open()
    observer.rest()
    assert told(observer).startswith("Look through 4 ")
    assert offers(observer)
    observer.choose("features.0")
    assert told(observer).startswith("The strongest in 4 ")


def test_without_relu_there_are_only_patches(observer: Observer) -> None:
    observer.lab.has_relu = False
    observer.press(FIND)
    assert told(observer).endswith("Without ReLU they cannot be projected.")


def test_map_that_nothing_excites_is_told(observer: Observer) -> None:
    observer.lab.excites = False
    observer.press(FIND)
    assert told(observer).startswith("Nothing in 4 picture")
    assert figure(observer).isNull()


@pytest.fixture
def blind(finder: Observer) -> Observer:
    """Someone who has chosen a map whose patches could not be opened; now they could."""
    finder.lab.fail(OutOfMemoryError(), "patches")
    finder.click((finder.tab.stage.mosaics.current + 1) % 4)
    finder.lab.failures.clear()
    return finder


def test_patches_that_cannot_be_opened_are_told(blind: Observer) -> None:
    assert blind.tab.patches.message.isVisible()
    assert blind.tab.patches.message.texts() == ("No memory", str(OutOfMemoryError()))


def test_patches_that_cannot_be_opened_are_not_awaited(blind: Observer) -> None:
    assert told(blind) != "Opening the pictures."


def test_patches_that_could_not_be_opened_are_tried_again(blind: Observer) -> None:
    blind.turn_to(features_tab.MAP)
    blind.turn_to(features_tab.PATCHES)
    assert len(blind.lab.of("patches")) == 2
    assert not blind.tab.patches.message.isVisible()
    assert told(blind).startswith("The strongest in 4 ")


def test_map_after_one_whose_patches_could_not_be_opened(blind: Observer) -> None:
    unit = (blind.tab.stage.mosaics.current + 1) % 4
    blind.click(unit)
    assert told(blind).startswith("The strongest in 4 ")
    assert not blind.tab.patches.message.isVisible()


# Other pictures, another network


def test_new_pictures_can_be_looked_through_too(finder: Observer) -> None:
    finder.desk.open_sources("e")
    finder.desk.wait_for_shown("e")
    finder.rest()
    assert told(finder).startswith("The strongest in 4 ")
    assert offers(finder)
    finder.press(FIND)
    assert finder.lab.of("strongest") == [(PLAIN, (*ALL, "e"), "features.0")]
    assert told(finder).startswith("The strongest in 5 ")
    assert not offers(finder)


def test_removed_pictures_can_be_left_out(finder: Observer) -> None:
    finder.desk.select(finder.desk.entry("d"))
    finder.desk.act("remove")
    finder.rest()
    assert offers(finder)
    finder.press(FIND)
    assert finder.lab.of("strongest") == [(PLAIN, ("a", "b", "c"), "features.0")]


def test_cleared_list_leaves_nothing_to_look_through(finder: Observer) -> None:
    finder.desk.act("clear")
    finder.rest()
    assert told(finder).startswith("Open pictures to see")
    assert figure(finder).isNull()
    assert not offers(finder)


@pytest.mark.usefixtures("held")
def test_another_network_stops_the_search(observer: Observer) -> None:
    observer.desk.pick("networks", SISTER)
    observer.until(lambda: not is_searching(observer))
    observer.lab.open()
    observer.rest()
    assert observer.layer == "features.0"
    assert told(observer).startswith("Look through 4 ")
    assert figure(observer).isNull()
    observer.press(FIND)
    assert observer.lab.of("strongest")[-1] == (SISTER, ALL, "features.0")


@pytest.mark.usefixtures("held")
def test_another_network_stops_the_search_while_another_tab_is_in_sight(
    observer: Observer,
) -> None:
    observer.leave()
    observer.desk.pick("networks", SISTER)
    observer.until(lambda: not is_searching(observer))
    observer.lab.open()
    observer.open()
    assert told(observer).startswith("Look through 4 ")


def test_another_network_makes_patches_old(finder: Observer) -> None:
    finder.use(SISTER)
    assert told(finder).startswith("Look through 4 ")
    assert figure(finder).isNull()
    assert offers(finder)


def test_late_patches_of_the_network_before_are_ignored(finder: Observer) -> None:
    unit = (finder.tab.stage.mosaics.current + 1) % 4
    grip = finder.lab.hold("patches", grips=True)
    held = finder.lab.hold("structure", SISTER)
    finder.click(unit)
    finder.until(lambda: grip.reached)
    finder.desk.session.set_network(makers.network(SISTER))
    grip.open()
    finder.until(lambda: held.reached)
    finder.rest()
    assert figure(finder).isNull()
    held.open()
    finder.rest()
    assert figure(finder).isNull()
