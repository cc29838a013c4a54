"""The Ideal image tab: one goes back through the history of a run, and on from any moment of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.engine.contract import Pasted, Picture
from desktop_app.engine.recipe import recipe
from desktop_app.views import measures, wording
from tests.presenters.painter import ENDLESS, SIDE, STEPS, Painter, SmallNetworks

if TYPE_CHECKING:
    from desktop_app.engine.contract import Pixels
    from desktop_app.engine.history import Frame
    from tests.presenters.stand_in import Desk, StandIn

HOME, END = Qt.Key.Key_Home, Qt.Key.Key_End
LEFT, RIGHT = Qt.Key.Key_Left, Qt.Key.Key_Right
BRANCH = "Branch from here"
OTHER = "efficientnet_lite1"


@pytest.fixture
def painter(fresh: Desk, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> Painter:
    painter = Painter(fresh, SmallNetworks(stand_in, monkeypatch)).begin("cat.jpg")
    painter.aim(1)
    return painter


@pytest.fixture
def done(painter: Painter) -> Painter:
    """Someone whose run has come to its end."""
    painter.run()
    return painter


def after(painter: Painter, step: int) -> Frame:
    """What the run looked like after so many steps."""
    return painter.alone(1, recipe("lesson", size=SIDE, steps=step)).frame


def result(painter: Painter, pixels: Pixels) -> Picture:
    return Picture(pixels=pixels, name="Siamese cat", origin=Pasted())


# Going back


def test_going_back_shows_the_moment(done: Painter) -> None:
    done.change(rate=100.0)
    done.run()
    newest = done.curve("response").value
    done.scrub(HOME, RIGHT, RIGHT, RIGHT, LEFT)
    frame, before = (done.alone(1, replace(done.recipe, steps=at)).frame for at in (2, 1))
    assert done.shows(frame.picture)
    assert (done.step, done.note) == (f"Step 2 of {STEPS}", "from the film")
    assert done.tab.stage.film.step == 2
    # It was seen before the step was taken.
    assert done.bars[0].endswith(wording.percent(before.probabilities[0], 1))
    assert done.curve("response").value == measures.plain(float(f"{frame.response:.3g}"))
    assert done.curve("response").value != newest


def test_first_moment_is_the_noise(done: Painter) -> None:
    done.scrub(HOME)
    assert done.step == f"Step 0 of {STEPS}"
    start = done.picture()
    done.scrub(RIGHT)
    assert done.step == f"Step 1 of {STEPS}"
    assert not done.shows(start)


def test_end_leads_back(done: Painter) -> None:
    newest = done.curve("response").value
    done.scrub(HOME, END)
    assert done.shows(after(done, STEPS).picture)
    assert (done.step, done.note) == (f"Step {STEPS} of {STEPS}", "")
    assert done.curve("response").value == newest


def test_a_run_goes_on_while_one_looks_back(painter: Painter) -> None:
    painter.change(steps=ENDLESS)
    painter.press("Start")
    painter.until(lambda: len(painter.film) > 3)
    painter.scrub(HOME)
    before, first = painter.film, painter.picture()
    assert painter.note == "from the film"
    painter.until(lambda: painter.film[-1] > before[-1])
    assert painter.step == f"Step 0 of {ENDLESS}"
    assert painter.shows(first)
    assert painter.tab.stage.film.step == 0
    painter.scrub(END)
    assert painter.note == "live"
    painter.until(lambda: not painter.shows(first))


def test_a_step_leads_back_to_the_newest(painter: Painter) -> None:
    painter.run_to(3)
    painter.scrub(HOME)
    painter.press("One step")
    painter.wait_for_step(4)
    assert painter.note == "live"
    assert painter.shows(after(painter, 4).picture)


def test_going_on_leads_back_to_the_newest(painter: Painter) -> None:
    painter.run_to(3)
    painter.scrub(HOME)
    painter.press("Go on", painter.tab)
    assert painter.step == f"Step 3 of {STEPS}"
    painter.rest()
    assert painter.shows(after(painter, STEPS).picture)


def test_end_of_a_run_leaves_the_moment_that_one_looks_at(painter: Painter) -> None:
    painter.run_to(3)
    painter.scrub(HOME)
    noise = painter.picture()
    painter.press("Go on", painter.desk.bar)
    painter.rest()
    assert painter.shows(noise)
    assert painter.note == "from the film"


def test_film_of_a_stopped_run_stays(painter: Painter) -> None:
    painter.run_to(4)
    painter.stop()
    assert painter.film == (0, 1, 2, 3, 4)
    painter.scrub(LEFT)
    assert painter.shows(after(painter, 3).picture)
    painter.scrub(END)
    assert painter.shows(after(painter, 4).picture)
    assert painter.note == ""


def test_another_picture_of_a_gallery_has_its_own_film(painter: Painter) -> None:
    painter.aim(0, 1)
    painter.run()
    painter.scrub(HOME)
    noise = painter.picture(0)
    easel = painter.tab.stage.easel
    easel.setFocus()
    QTest.keyClick(easel, RIGHT)
    assert easel.current == 1
    assert painter.step == f"Step {STEPS} of {STEPS}"
    assert not painter.shows(noise, 0)
    painter.scrub(LEFT)
    assert painter.shows(after(painter, STEPS - 1).picture, 1)


# Branching


@pytest.mark.parametrize("preset", ["lesson", "natural"])
def test_branch_with_the_same_settings_ends_alike(painter: Painter, preset: str) -> None:
    painter.set(recipe(preset, size=SIDE, steps=STEPS))
    painter.run()
    end, film = painter.picture(), painter.film
    painter.scrub(HOME, RIGHT, RIGHT, RIGHT)
    assert not painter.shows(end)
    painter.press(BRANCH)
    painter.rest()
    assert painter.shows(end)
    assert painter.film == film
    assert painter.step == f"Step {STEPS} of {STEPS}"


def test_branch_shows_at_once_where_it_begins(done: Painter) -> None:
    done.scrub(HOME, RIGHT, RIGHT)
    done.press(BRANCH)
    assert done.shows(after(done, 2).picture)
    assert done.step == f"Step 2 of {STEPS}"
    assert done.film == (0, 1, 2)


def test_curves_of_a_branch_keep_what_was_before(done: Painter) -> None:
    member = done.studio.ideal.film.member
    assert member is not None
    points = member.points["response"]
    done.scrub(HOME, RIGHT, RIGHT, RIGHT)
    done.press(BRANCH)
    done.rest()
    again = done.studio.ideal.film.member
    assert again is not None
    assert again is not member
    assert again.points["response"] == points


def test_branch_to_another_class(done: Painter) -> None:
    moment = done.alone(1, recipe("lesson", size=SIDE, steps=4))
    done.scrub(HOME, RIGHT, RIGHT, RIGHT, RIGHT)
    done.aim(3)
    done.press(BRANCH)
    done.rest()
    assert done.names == ["fox"]
    assert done.shows(done.alone(3, moment=moment).frame.picture)


def test_branch_from_the_end_goes_on_as_long_again(done: Painter) -> None:
    end = done.alone(1)
    done.press(BRANCH)
    done.rest()
    longer = replace(done.recipe, steps=2 * STEPS)
    assert done.step == f"Step {2 * STEPS} of {2 * STEPS}"
    assert done.shows(done.alone(1, longer, moment=end).frame.picture)


@pytest.mark.parametrize("what", [{"size": 96}, {"optimiser": "adam"}])
def test_branch_with_other_parts_begins_with_the_picture(
    done: Painter, what: dict[str, object]
) -> None:
    start = result(done, after(done, 4).picture)
    done.scrub(HOME, RIGHT, RIGHT, RIGHT, RIGHT)
    done.change(**what)
    done.press(BRANCH)
    done.rest()
    assert done.shows(done.alone(1, start=start).frame.picture)
    assert done.film == tuple(range(STEPS + 1))


def test_branch_with_another_network_begins_with_the_picture(done: Painter) -> None:
    start = result(done, after(done, STEPS).picture)
    done.use(OTHER)
    done.press(BRANCH)
    done.rest()
    assert done.shows(done.alone(1, start=start).frame.picture)


def test_branch_of_a_run_that_rests(painter: Painter) -> None:
    painter.run_to(5)
    painter.scrub(LEFT, LEFT)
    painter.press(BRANCH)
    painter.until(lambda: painter.note != "from the film")
    painter.rest()
    assert painter.shows(after(painter, STEPS).picture)
    assert painter.desk.bar.state == "done"


def test_branch_of_a_stopped_run(painter: Painter) -> None:
    painter.run_to(5)
    painter.stop()
    painter.press(BRANCH)
    painter.rest()
    assert painter.shows(after(painter, STEPS).picture)


def test_branch_that_is_stopped_at_once_keeps_its_moment(done: Painter) -> None:
    done.scrub(HOME, RIGHT, RIGHT)
    done.press(BRANCH)
    done.stop()
    assert done.film[:3] == (0, 1, 2)
    assert done.can(BRANCH)
    assert not done.is_blank
