"""The Feature maps tab: what in the picture speaks for a class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.engine.errors import LayerError, OutOfMemoryError
from desktop_app.engine.seen import BLANK, Trust
from desktop_app.views import features_tab
from tests.presenters.lab import Lab
from tests.presenters.observer import Observer
from tests.presenters.paper_networks import PLAIN, SISTER
from tests.views import makers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QImage

    from desktop_app.engine.errors import EngineError
    from tests.presenters.stand_in import Desk

NOBODY = "Drop a picture to ask why."


@pytest.fixture
def passer_by(fresh: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Observer]:
    """Someone in the tab who has not turned to the page yet."""
    lab = Lab(trust=Trust(0.1, 0.8, 0.2, 0.7)).stand_in(monkeypatch)
    fresh.work.says["b"] = "dog"
    observer = Observer(fresh, lab).start("a", "b")
    observer.open()
    lab.asked.clear()
    yield observer
    lab.open()


@pytest.fixture
def observer(passer_by: Observer) -> Observer:
    """Someone who has turned to the page; what was asked by then is forgotten."""
    passer_by.turn_to(features_tab.CLASS)
    passer_by.lab.asked.clear()
    return passer_by


def reasons(observer: Observer) -> list[tuple[object, ...]]:
    """Class, method and layer of each question so far."""
    return [asked[2:] for asked in observer.lab.of("explain")]


def marks(observer: Observer) -> QImage:
    return observer.tab.reason.picture.image()


# The class


def test_nothing_is_asked_before_the_page_is_in_sight(passer_by: Observer) -> None:
    passer_by.show("b")
    assert passer_by.lab.of("explain") == []
    passer_by.turn_to(features_tab.CLASS)
    assert passer_by.lab.of("explain") == [(PLAIN, "b", 0, "gradcam", "")]


def test_classes_of_the_answer_are_offered_in_its_order(observer: Observer) -> None:
    box = observer.field("Class")
    offered = [box.itemText(at) for at in range(box.count())]
    assert [name.partition(",")[0] for name in offered] == list(makers.NAMES)
    assert offered[0].replace("\N{NO-BREAK SPACE}", " ") == "cat, 80.0 %"
    assert box.currentIndex() == 0


def test_best_class_is_explained_first(observer: Observer) -> None:
    assert observer.tab.reason.texts()[0] == "Why cat?"
    assert observer.tab.reason.picture.texts() == ("cat", "Grad-CAM at features.3")
    assert not marks(observer).isNull()


def test_another_class_asks_anew(observer: Observer) -> None:
    before = marks(observer)
    box = observer.field("Class")
    observer.pick("Class", box.itemText(2))
    assert reasons(observer) == [(2, "gradcam", "")]
    assert observer.tab.reason.texts()[0] == "Why espresso?"
    assert marks(observer) != before


def test_another_picture_offers_its_own_classes(observer: Observer) -> None:
    box = observer.field("Class")
    observer.pick("Class", box.itemText(2))
    observer.lab.asked.clear()
    observer.show("b")
    assert box.itemText(0).startswith("dog")
    assert box.currentIndex() == 0
    assert observer.lab.of("explain") == [(PLAIN, "b", 0, "gradcam", "")]
    assert observer.tab.reason.texts()[0] == "Why dog?"


def test_only_the_newest_class_is_shown(observer: Observer) -> None:
    grip = observer.lab.hold("explain", "1", grips=True)
    newest = observer.lab.hold("explain", "2")
    box = observer.field("Class")
    box.setCurrentIndex(1)
    observer.until(lambda: grip.reached)
    box.setCurrentIndex(2)
    grip.open()
    observer.until(lambda: newest.reached)
    observer.rest()
    assert observer.tab.reason.texts()[0] == "Why cat?"
    assert observer.tab.reason.picture.canvas.scene.faded
    newest.open()
    observer.rest()
    assert observer.tab.reason.texts()[0] == "Why espresso?"


# The method and the layer


def test_another_method_asks_anew(observer: Observer) -> None:
    observer.pick("Asked by", "Gradient × input")
    assert observer.tab.reason.picture.texts() == ("cat", "Gradient × input")
    observer.pick("Asked by", "Occlusion")
    assert reasons(observer) == [(0, "gradient_input", ""), (0, "occlusion", "")]


def test_trees_layer_does_not_matter_unless_it_is_meant(observer: Observer) -> None:
    observer.choose("features.2")
    assert reasons(observer) == []
    observer.pick("Layer", "The chosen layer")
    assert reasons(observer) == [(0, "gradcam", "features.2")]
    assert observer.tab.reason.picture.texts()[1] == "Grad-CAM at features.2"
    observer.choose("features.1")
    assert reasons(observer)[1:] == [(0, "gradcam", "features.1")]
    observer.pick("Layer", "The usual layer")
    assert reasons(observer)[2:] == [(0, "gradcam", "")]


@pytest.mark.parametrize("method", ["Gradient × input", "Occlusion"])
def test_layer_matters_to_no_other_method(observer: Observer, method: str) -> None:
    observer.pick("Layer", "The chosen layer")
    observer.pick("Asked by", method)
    observer.lab.asked.clear()
    assert not observer.field("Layer").isEnabled()
    observer.choose("features.2")
    assert reasons(observer) == []


def turn_away_and_back(observer: Observer) -> None:
    observer.turn_to(features_tab.MAP)
    observer.turn_to(features_tab.CLASS)


def leave_and_come_back(observer: Observer) -> None:
    observer.leave()
    observer.open()


def choose_a_map(observer: Observer) -> None:
    observer.click(0)
    observer.click(1)


def stretch(observer: Observer) -> None:
    observer.press("Whole layer")


@pytest.mark.parametrize("act", [turn_away_and_back, leave_and_come_back, choose_a_map, stretch])
def test_same_question_is_not_asked_twice(
    observer: Observer, act: Callable[[Observer], None]
) -> None:
    before = marks(observer)
    act(observer)
    assert reasons(observer) == []
    assert marks(observer) == before


def test_other_colours_ask_for_nothing(observer: Observer) -> None:
    before = marks(observer)
    observer.pick("Colours", "Viridis")
    assert marks(observer) != before
    assert reasons(observer) == []


def test_marks_lie_over_the_picture_as_strongly_as_is_chosen(observer: Observer) -> None:
    before = marks(observer)
    observer.tab.reason.over.slider.setValue(100)
    assert marks(observer) != before


# Another network


def test_answer_of_the_network_before_asks_nothing(observer: Observer) -> None:
    observer.desk.work.looking.shut()
    observer.desk.pick("networks", SISTER)
    observer.until(lambda: observer.desk.is_using(SISTER))
    observer.until(lambda: observer.desk.work.looking.reached)
    observer.field("Asked by").setCurrentText("Occlusion")
    observer.desk.settle()
    assert reasons(observer) == []
    observer.desk.work.looking.open()
    observer.rest()
    assert observer.lab.of("explain") == [(SISTER, "a", 0, "occlusion", "")]


def test_late_reason_of_the_network_before_is_ignored(observer: Observer) -> None:
    grip = observer.lab.hold("explain", "occlusion", grips=True)
    observer.field("Asked by").setCurrentText("Occlusion")
    observer.until(lambda: grip.reached)
    observer.desk.work.looking.shut()
    observer.desk.session.set_network(makers.network(SISTER))
    grip.open()
    observer.until(lambda: observer.desk.work.looking.reached)
    observer.desk.settle()
    assert observer.tab.reason.picture.texts()[1] != "Occlusion"


# Trust and remarks


def test_trust_is_told(observer: Observer) -> None:
    told = observer.tab.reason.texts()[1].replace("\N{NO-BREAK SPACE}", " ")
    assert told == (
        "Hide the 10 % marked most, and the probability goes from 80.0 % to 20.0 %; hide the "
        "same shape elsewhere, to 70.0 %. So the marks matter."
    )


def test_marks_no_better_than_chance_are_told(observer: Observer) -> None:
    observer.lab.trust = Trust(0.1, 0.8, 0.7, 0.6)
    observer.pick("Asked by", "Occlusion")
    told = observer.tab.reason.texts()[1]
    assert told.endswith("So these marks tell no more than chance.")


def test_remark_is_shown_until_there_is_none(observer: Observer) -> None:
    observer.lab.remark, observer.lab.trust = BLANK, None
    observer.pick("Asked by", "Occlusion")
    page = observer.tab.reason
    assert page.texts()[1] == ""
    assert page.message.isVisible()
    assert page.message.texts()[0] == BLANK
    observer.lab.remark = ""
    observer.pick("Asked by", "Grad-CAM")
    assert not page.message.isVisible()


# What can go wrong


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (LayerError(layer="head", name="Net", known="others"), "Unknown layer"),
        (OutOfMemoryError(), "No memory"),
    ],
    ids=["layer", "memory"],
)
def test_failure_is_told_and_the_next_question_is_asked(
    observer: Observer, error: EngineError, what: str
) -> None:
    observer.lab.fail(error, "explain")
    observer.pick("Asked by", "Occlusion")
    page = observer.tab.reason
    assert page.message.isVisible()
    assert page.message.texts() == (what, str(error))
    assert page.texts() == ("Why this class?", "")
    assert marks(observer).isNull()
    observer.lab.failures.clear()
    observer.pick("Asked by", "Grad-CAM")
    assert not page.message.isVisible()
    assert page.texts()[0] == "Why cat?"


def test_failed_question_is_asked_again_when_the_page_is_turned_to(observer: Observer) -> None:
    observer.lab.fail(OutOfMemoryError(), "explain")
    observer.pick("Asked by", "Occlusion")
    observer.lab.failures.clear()
    turn_away_and_back(observer)
    assert observer.tab.reason.texts()[0] == "Why cat?"


def test_without_a_picture_there_is_nothing_to_ask(observer: Observer) -> None:
    observer.desk.act("clear")
    observer.rest()
    page = observer.tab.reason
    assert page.texts() == ("Why this class?", "")
    assert page.picture.canvas.why == NOBODY
    assert observer.field("Class").count() == 0
    assert observer.lab.of("explain") == []
    observer.desk.act("undo")
    observer.desk.wait_for_shown("a")
    observer.rest()
    assert page.texts()[0] == "Why cat?"


def test_late_reason_of_a_picture_that_was_removed_is_ignored(observer: Observer) -> None:
    grip = observer.lab.hold("explain", grips=True)
    observer.field("Asked by").setCurrentText("Occlusion")
    observer.until(lambda: grip.reached)
    observer.desk.act("clear")
    grip.open()
    observer.rest()
    assert observer.tab.reason.picture.canvas.why == NOBODY


def test_occlusion_shows_in_the_job_bar_and_can_be_stopped(observer: Observer) -> None:
    held = observer.lab.hold("explain", "occlusion")
    observer.field("Asked by").setCurrentText("Occlusion")
    observer.until(lambda: held.reached)
    assert observer.desk.bar.texts()[0] == "Hiding parts of the picture"
    observer.desk.bar.stop_requested.emit()
    observer.until(lambda: not observer.desk.program.runner.busy)
    held.open()
    observer.rest()
    assert observer.tab.reason.picture.image().isNull()
    assert observer.tab.reason.picture.canvas.why == "Stopped"
    observer.pick("Asked by", "Grad-CAM")
    assert not observer.tab.reason.picture.image().isNull()
