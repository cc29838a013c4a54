"""The Ideal image tab: what is asked for becomes a picture, and a run can be paused and stopped."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt

from desktop_app.engine.recipe import recipe
from desktop_app.engine.targets import CHANNEL, Target
from desktop_app.views import measures, wording
from tests.operations import Gate
from tests.presenters.painter import ENDLESS, SIDE, STEPS, Painter, SmallNetworks

if TYPE_CHECKING:
    from desktop_app.engine.contract import Pixels
    from tests.presenters.stand_in import Desk, StandIn

OTHER = "efficientnet_lite1"
SPACE = Qt.Key.Key_Space
NAMES = ["tench", "Siamese cat", "fox"]


@pytest.fixture
def painter(fresh: Desk, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> Painter:
    """Someone in the tab, with a picture in use, who wants a Siamese cat."""
    painter = Painter(fresh, SmallNetworks(stand_in, monkeypatch)).begin("cat.jpg")
    painter.aim(1)
    return painter


@pytest.fixture
def live(painter: Painter) -> Painter:
    """Someone whose run goes on."""
    painter.change(steps=ENDLESS)
    painter.press("Start")
    painter.wait_for_picture()
    return painter


# One run


def test_start_makes_the_picture_of_the_class(painter: Painter) -> None:
    expected = painter.alone(1).frame
    assert not painter.shows(expected.picture)
    painter.run()
    assert painter.shows(expected.picture)
    assert (painter.step, painter.note) == (f"Step {STEPS} of {STEPS}", "")
    assert painter.names == ["Siamese cat"]
    assert painter.film == tuple(range(STEPS + 1))


def test_natural_recipe_too_is_as_without_the_window(painter: Painter) -> None:
    painter.set(recipe(size=SIDE, steps=3, seed=7))
    painter.run()
    assert painter.shows(painter.alone(1).frame.picture)


def test_readings_are_of_the_picture(painter: Painter) -> None:
    painter.run()
    frame, before = painter.alone(1).frame, painter.alone(1, recipe("lesson", size=64, steps=7))
    names = [line.split("\t")[0] for line in painter.bars]
    network = painter.desk.session.network
    assert network is not None
    assert names == [network.classes[index].name for index in frame.indices]
    assert painter.bars[0].endswith(wording.percent(frame.probabilities[0], 1))
    plain = measures.plain(float(f"{before.frame.response:.3g}"))
    assert painter.curve("response").value == plain
    assert painter.curve("probability").value.endswith("%")
    assert painter.curve("variation").value


def test_job_bar_follows(painter: Painter) -> None:
    painter.run_to(2)
    assert painter.bar == ("paused", "Ideal image, paused", f"2 of {STEPS}")
    painter.press("Go on", painter.tab)
    assert painter.bar[:2] == ("running", "Ideal image")
    painter.rest()
    assert painter.bar[:2] == ("done", "Ideal image")


def test_end_tells_what_and_how_long(painter: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, str, str]] = []
    monkeypatch.setattr(painter.desk.program.bar, "tell", lambda *given: told.append(given))
    painter.run()
    assert told[0][:2] == ("done", "Ideal image")
    assert told[0][2].startswith("Siamese cat, in ")


def test_another_seed_makes_another_picture(painter: Painter) -> None:
    painter.run()
    first = painter.picture()
    painter.change(seed=1)
    painter.run()
    assert not np.array_equal(painter.picture(), first)
    painter.change(seed=0)
    painter.run()
    assert np.array_equal(painter.picture(), first)


def test_a_map_of_a_layer_has_no_probability(painter: Painter) -> None:
    target = Target(CHANNEL, 2, "3")
    painter.aim(target)
    expected = painter.alone(target).frame.picture
    painter.run()
    assert painter.shows(expected)
    assert painter.names == ["3:2"]
    assert painter.curve("probability").isHidden()
    assert not painter.curve("response").isHidden()
    painter.aim(1)
    painter.run()
    assert not painter.curve("probability").isHidden()


# Pause, one step, go on, stop


def test_pause_and_go_on_with_the_button(live: Painter) -> None:
    live.press("Pause")
    assert live.button("Go on", live.tab).isEnabled()
    assert live.bar[:2] == ("paused", "Ideal image, paused")
    live.press("Go on", live.tab)
    assert live.can("Pause")
    assert live.bar[0] == "running"


def test_pause_and_go_on_with_space(live: Painter) -> None:
    live.hit(SPACE)
    assert live.bar[0] == "paused"
    live.hit(SPACE)
    assert live.bar[0] == "running"


def test_pause_and_go_on_in_the_job_bar(live: Painter) -> None:
    live.press("Pause", live.desk.bar)
    assert live.can("Go on")
    live.press("Go on", live.desk.bar)
    assert live.can("Pause")


def test_space_starts(painter: Painter) -> None:
    painter.hit(SPACE)
    painter.rest()
    assert painter.shows(painter.alone(1).frame.picture)


def test_one_step_begins_paused_after_one_step(painter: Painter) -> None:
    painter.press("One step")
    painter.wait_for_step(1)
    painter.desk.settle()
    assert painter.shows(painter.alone(1, recipe("lesson", size=SIDE, steps=1)).frame.picture)
    assert (painter.step, painter.bar[0]) == (f"Step 1 of {STEPS}", "paused")


def test_one_step_is_one_step(painter: Painter) -> None:
    painter.run_to(3)
    painter.desk.settle()
    assert painter.shows(painter.alone(1, recipe("lesson", size=SIDE, steps=3)).frame.picture)
    assert (painter.step, painter.bar[0]) == (f"Step 3 of {STEPS}", "paused")
    assert painter.film == (0, 1, 2, 3)


def test_steps_and_going_on_end_in_the_same_picture(painter: Painter) -> None:
    painter.run_to(2)
    painter.press("Go on", painter.tab)
    painter.rest()
    assert painter.shows(painter.alone(1).frame.picture)


def shows_all(painter: Painter, pictures: list[Pixels]) -> bool:
    return all(painter.shows(one, place) for place, one in enumerate(pictures))


def test_one_step_of_a_gallery_is_one_of_each(painter: Painter) -> None:
    painter.aim(0, 1, 3)
    for step in (1, 2):
        until = recipe("lesson", size=SIDE, steps=step)
        pictures = [painter.alone(index, until).frame.picture for index in (0, 1, 3)]
        painter.press("One step")
        painter.until(partial(shows_all, painter, pictures))
        painter.desk.settle()
        assert shows_all(painter, pictures)


@pytest.mark.parametrize("way", ["bar", "escape"])
def test_stopping_keeps_the_picture(live: Painter, way: str) -> None:
    if way == "bar":
        live.press("Stop", live.desk.bar)
    else:
        live.hit(Qt.Key.Key_Escape)
    live.rest()
    assert not live.is_blank
    assert live.bar == ("stopped", "Ideal image", "Stopped. The picture stays as it was.")
    assert live.can("Start")
    assert live.can("Branch from here")
    assert live.can("Save")
    assert live.note == ""


def test_a_stopped_picture_is_the_one_of_its_step(live: Painter) -> None:
    live.stop()
    at = int(live.step.split()[1].replace(",", ""))
    short = recipe("lesson", size=SIDE, steps=at)
    assert live.shows(live.alone(1, short).frame.picture)
    assert live.film[-1] <= at


def test_stopping_while_paused(painter: Painter) -> None:
    painter.run_to(2)
    painter.stop()
    assert painter.bar[0] == "stopped"
    assert painter.step == f"Step 2 of {STEPS}"


def test_stopping_before_the_first_picture(painter: Painter) -> None:
    gate = Gate()
    painter.desk.program.runner.quick("gate", gate)
    painter.until(gate.entered.is_set)
    painter.press("Start")
    painter.hit(Qt.Key.Key_Escape)
    gate.opened.set()
    painter.rest()
    assert painter.is_blank
    assert not painter.can("Branch from here")
    assert not painter.can("Save")
    painter.run()
    assert painter.shows(painter.alone(1).frame.picture)


def test_twice_in_a_row(painter: Painter) -> None:
    painter.run()
    painter.aim(3)
    painter.run()
    assert painter.names == ["fox"]
    assert painter.shows(painter.alone(3).frame.picture)
    assert painter.film == tuple(range(STEPS + 1))


def test_closing_the_program_ends_the_run(live: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.views.dialogs.confirm", lambda *_: True)
    live.desk.window.close()
    live.until(lambda: live.desk.window.may_close)
    assert live.desk.program.runner.wait(0)
