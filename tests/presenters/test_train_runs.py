"""A training from start to end: its curves, its result, and all the ways in which it can stop."""

from __future__ import annotations

import os

import numpy as np
import pytest

from desktop_app import paths
from desktop_app.engine.epochs import RunawayError
from desktop_app.engine.train_recipe import EVERYTHING, HEAD, SGD, train_recipe
from desktop_app.views import train_stage, wording
from desktop_app.views.plane_page import AFTER
from tests.operations import Gate, Lamp
from tests.presenters.painter import Key
from tests.presenters.teacher import CLASSES, EPOCHS, Teacher, is_same

OTHER = "efficientnet_lite1"
ENDLESS = 1000
"""Epochs that take longer than what a test does meanwhile."""


@pytest.fixture
def ready(teacher: Teacher) -> Teacher:
    """Someone with a folder."""
    return teacher.take()


@pytest.fixture
def done(ready: Teacher) -> Teacher:
    """Someone whose network has learned."""
    ready.train()
    return ready


# What comes of it


def test_training_gives_what_it_gives_without_the_program(done: Teacher) -> None:
    expected = done.learned_alone()
    assert is_same(done.learned, expected)
    passed = expected.course.epochs
    assert done.points == ([one.train_loss for one in passed], [one.loss for one in passed])
    best = f"best kept: epoch {expected.course.best}"
    assert done.stage.result.loss.plot.texts()[-1] == best
    assert done.stage.result.accuracy.plot.texts()[-1] == best
    assert done.bar[:2] == ("done", "Training finished")
    assert done.bar[2].endswith(f"the best was epoch {expected.course.best}")
    assert done.waiting == ""
    assert done.stage.page == train_stage.RESULT
    number, says, doubt = done.verdict
    assert number == wording.percent(expected.assessment.accuracy, 1)
    assert says == "right, on pictures it never trained on"
    low, high = (wording.percent(one, 1) for one in expected.assessment.interval)
    assert doubt.startswith(f"95 % sure that it lies between {low} and {high}.")
    assert done.start_button == ("Train", "")


def test_curves_grow_while_it_learns(ready: Teacher) -> None:
    ready.change(epochs=ENDLESS)
    ready.press("Train")
    assert ready.start_button == ("Pause", "")
    assert not ready.tab.settings.form.isEnabled()
    ready.until(lambda: ready.reached > 1)
    seen = ready.reached
    ready.until(lambda: ready.reached > seen)
    assert ready.waiting == "The new last layer learns."
    assert not ready.verdict[0]
    assert ready.button("Other folder…").toolTip() == "Not during a training."
    ready.hit(Key.Key_Space)
    assert ready.start_button == ("Go on", "")
    assert ready.bar[0] == "paused"


@pytest.fixture
def mixed_up(teacher: Teacher) -> Teacher:
    """Someone who has pictures of red things in the wrong folder."""
    folder = teacher.fill()
    others = teacher.fill("others", 4, seed=1)
    for number, file in enumerate(sorted((others / "red").iterdir())):
        file.replace(folder / "blue" / f"{number}.png")
    teacher.take(folder).change(share=0.5)
    teacher.train()
    assert 0 < teacher.learned.assessment.accuracy < 1
    return teacher


def test_mistakes_cells_classes_and_sureness_are_shown(mixed_up: Teacher) -> None:
    verdicts, card = mixed_up.learned.verdicts, mixed_up.stage.mistakes
    wrong = [one for one in verdicts if not one.is_right]
    title, line, _ = card.texts()
    assert (title, line) == (f"{len(wrong)} mistake(s)", "Most confident first.")
    sureness = [one.probability for one in wrong]
    shown = {one.example.path: one for one in wrong}
    told = [shown[path].probability for path in mixed_up.room.result.pictures.paths]
    assert told == sorted(sureness, reverse=True)
    first = shown[mixed_up.room.result.pictures.paths[0]]
    share, truth = (wording.percent(one) for one in (first.probability, first.truth))
    lines = mixed_up.entries(card.grid.list)[0]
    assert lines == (f"{CLASSES[first.seen]} {share}", f"{CLASSES[first.example.label]} {truth}")
    row, column = first.example.label, first.seen
    mixed_up.stage.result.matrix.opened.emit(row, column)
    assert card.texts()[0] == f"{CLASSES[row]}, called {CLASSES[column]}"
    count = mixed_up.learned.assessment.confusion[row][column]
    assert len(mixed_up.entries(card.grid.list)) == count
    assert card.texts()[1].startswith(f"{count} of 5.")
    mixed_up.press("All mistakes", card)
    assert card.texts()[0] == title
    found = mixed_up.learned.assessment
    weakest = CLASSES[min(range(3), key=found.of_class)]
    assert mixed_up.verdict[2].endswith(f"Weakest class: {weakest}.")
    names = list(card.classes._model.names)
    assert names[0] == f"{weakest}, {wording.percent(min(map(found.of_class, range(3))))}"
    assert [name.partition(",")[0] for name in names] == sorted(
        CLASSES, key=lambda name: found.of_class(CLASSES.index(name))
    )
    assert card.texts()[2].startswith("Its sureness and its share of right answers differ by ")
    assert card.reliability.texts()


def test_second_training_follows_the_first(done: Teacher) -> None:
    first = done.learned
    done.train()
    assert done.learned is not first
    assert is_same(done.learned, first)
    done.change(seed=1)
    done.train()
    assert not is_same(done.learned, first)
    assert done.is_as_alone()
    assert done.reached == EPOCHS


# Stops


def test_stop_keeps_the_best_epoch_and_it_goes_on(ready: Teacher) -> None:
    ready.train_to(3)
    ready.hit_escape()
    best = ready.learned.course.best
    assert ready.bar == ("stopped", "Training", f"Stopped after epoch 3; epoch {best} is kept.")
    assert ready.verdict[0] == wording.percent(ready.learned.assessment.accuracy, 1)
    assert ready.can("Use in all tabs")
    assert ready.start_button == ("Go on training", "")
    ready.change(seed=1)
    assert ready.start_button == ("Train", "")
    ready.change(seed=0)
    ready.lesson.rests_after = -1
    ready.press("Go on training")
    ready.rest()
    assert ready.start_button == ("Train", "")
    assert ready.is_as_alone()
    assert ready.reached == EPOCHS


def test_stop_before_the_first_epoch_says_so(ready: Teacher) -> None:
    gate = Gate()
    ready.desk.program.runner.quick("gate", gate)
    ready.until(gate.entered.is_set)
    ready.press("Train")
    ready.hit(Key.Key_Escape)
    gate.opened.set()
    ready.rest()
    told = "Stopped. What it had looked at is kept."
    assert ready.bar == ("stopped", "Training", told)
    assert ready.waiting == "It has not learned anything yet."
    assert ready.verdict[0] == ""
    ready.press("Go on training")
    ready.rest()
    assert ready.is_as_alone()


def test_runaway_training_is_told_and_its_best_is_kept(ready: Teacher) -> None:
    values = {"optimiser": SGD, "rate": 10.0, "epochs": ENDLESS, "hidden": 64, "decay": 10.0}
    ready.change(**values)
    ready.train()
    what, why = ready.said(ready.tab.settings)
    assert what == "Ran away"
    reached = ready.training.run.reached if ready.training.run else 0
    assert why == str(RunawayError(epoch=reached + 1))
    assert ready.bar[:2] == ("failed", "Ran away")
    assert ready.learned.course.best <= reached
    assert ready.verdict[0]


def test_unreadable_picture_is_left_out_and_told(ready: Teacher) -> None:
    file = ready.folder / "set" / "red" / "3.png"
    file.write_bytes(file.read_bytes()[:-200])
    ready.data.open(str(ready.folder / "set"))
    ready.rest()
    ready.train()
    told = "1 picture(s) could not be read and were left out.", "3.png"
    assert ready.said(ready.stage) == told
    assert ready.verdict[0]


def test_long_job_in_the_way_of_a_training_is_named(ready: Teacher) -> None:
    lamp = Lamp()
    ready.desk.program.runner.start(lamp, "Predicting")
    ready.press("Train")
    told = "Predicting is still going on.", "Stop it below, or wait."
    assert ready.said(ready.tab.settings) == told
    lamp.lit = False
    ready.rest()
    ready.train()
    assert ready.said(ready.tab.settings) == ("", "")
    assert ready.verdict[0]


def test_folder_dropped_during_a_training_has_to_wait(ready: Teacher) -> None:
    ready.train_to(2)
    ready.desk.open(ready.fill("other", 2))
    assert ready.said(ready.tab.settings)[0] == "Training is still going on."
    ready.let_go()
    assert ready.tab.settings.data.texts()[0] == "set"
    assert ready.verdict[0]


@pytest.mark.parametrize("is_conclusion", [False, True])
def test_window_closes_during_a_training(
    ready: Teacher, monkeypatch: pytest.MonkeyPatch, is_conclusion: bool
) -> None:
    monkeypatch.setattr("desktop_app.views.dialogs.confirm", lambda *_: True)
    ready.train_to(2)
    if is_conclusion:
        ready.hit(Key.Key_Escape)
    ready.desk.window.close()
    ready.until(lambda: ready.desk.window.may_close)
    assert ready.desk.program.runner.wait(0)
    assert list(paths.trainings_folder().glob("*.pt"))


# Networks


def test_untrained_network_learns_everything_only(ready: Teacher) -> None:
    ready.networks.untrained.add(OTHER)
    ready.use(OTHER)
    ready.rest()
    why = "It has learned nothing yet: choose Everything, or another network."
    assert ready.start_button == ("Train", why)
    assert ready.tab.settings._base.text() == f"A copy of {OTHER.title()} learns."
    ready.set(train_recipe(EVERYTHING, epochs=1))
    assert ready.start_button == ("Train", "")
    ready.change(mode=HEAD)
    assert ready.start_button == ("Train", why)


def test_network_that_comes_meanwhile_is_for_the_next_training(ready: Teacher) -> None:
    begun_with = ready.training.base
    ready.train_to(2)
    ready.use(OTHER)
    ready.let_go()
    assert ready.learned.network is begun_with
    assert ready.start_button == ("Train", "")
    ready.lesson.rests_after = -1
    ready.train()
    assert ready.learned.network.name == OTHER
    assert ready.is_as_alone()


# The map


def test_map_shows_before_and_after_and_opens_pictures(done: Teacher) -> None:
    page = done.stage.plane
    done.look_at(train_stage.PLANE)
    assert page.texts() == "What the network took for alike before it knew your classes."
    points = page.map.canvas._points
    assert points is not None
    before = np.array([points.places])
    assert page.map.legend is not None
    assert list(done.room.plane.pictures.paths) == [
        one.example.path for one in done.learned.verdicts
    ]
    page.sides.choose(AFTER)
    done.rest()
    assert page.texts().startswith("By the scores of your classes")
    assert page.map.canvas._points is not None
    assert not np.array_equal(before, np.array([page.map.canvas._points.places]))
    path = done.learned.verdicts[3].example.path
    page.map.chosen.emit(3)
    done.desk.wait_for_shown(os.path.basename(path))
    done.rest()
    assert done.desk.session.network is not None
    assert [one.name for one in done.desk.session.network.classes] == list(CLASSES)
