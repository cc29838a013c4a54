"""The Adversarial tab: an attack is started, watched, paused, stopped, and gone back through."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.engine import backbone, predict
from desktop_app.engine.adversarial import attack
from desktop_app.engine.attack_recipe import CW, DEEPFOOL, DESCENT, FGSM, LEVELS
from desktop_app.engine.attempts import ANYTHING, Attempt
from desktop_app.engine.differences import difference
from desktop_app.engine.errors import DivergedError, OutOfMemoryError
from desktop_app.engine.spot import Board
from desktop_app.views import wording
from tests.engine.small_networks import nothing_left
from tests.operations import Gate, Lamp
from tests.presenters.attacker import (
    ENOUGH,
    FAR,
    ORIGINAL,
    STEPS,
    TARGET,
    TOO_LITTLE,
    TRUTH,
    Attacker,
    SteepNetworks,
)
from tests.presenters.painter import break_after

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.presenters.stand_in import Desk, StandIn

Key = Qt.Key
OTHER = "efficientnet_lite1"
STOPPED = "Stopped. The best try is kept."
ENDLESS = 1000
"""Steps that take longer than what a test does meanwhile."""


@pytest.fixture
def attacker(fresh: Desk, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> Attacker:
    """Someone whose picture is seen as a Siamese cat and is to be seen as a crane."""
    return Attacker(fresh, SteepNetworks(stand_in, monkeypatch)).begin("cat.png")


@pytest.fixture
def done(attacker: Attacker) -> Attacker:
    """Someone whose attack has succeeded."""
    attacker.run()
    return attacker


@pytest.fixture
def live(attacker: Attacker) -> Attacker:
    """Someone whose attack goes on."""
    attacker.change(steps=ENDLESS)
    attacker.press("Start")
    attacker.wait_for_picture()
    return attacker


def tries(attacker: Attacker, target: int = TARGET) -> list[Attempt]:
    """All tries of the attack that is set, made without the program."""
    network, picture = attacker.network, attacker.desk.session.picture
    assert picture is not None
    steps = attack(network=network, picture=picture, target=target, recipe=attacker.recipe)
    return [step.item for step in steps if isinstance(step.item, Attempt)]


def heard(attacker: Attacker, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str]]:
    """What the job bar is told from now on."""
    told: list[tuple[str, str, str]] = []
    bar = attacker.desk.program.bar
    real = bar.tell

    def tell(*given: str) -> None:
        told.append(given)  # type: ignore[arg-type]
        real(*given)

    monkeypatch.setattr(bar, "tell", tell)
    return told


def rows(attacker: Attacker) -> list[str]:
    """What is seen in the result, by the bars below it."""
    return attacker.tab.stage.after.rows()


# Before an attack


def test_original_is_looked_at_when_the_tab_opens(attacker: Attacker) -> None:
    picture = attacker.desk.session.picture
    assert picture is not None
    crop = Board.of(picture, attacker.network.input).crop
    assert np.array_equal(attacker.picture(ORIGINAL), crop)
    assert attacker.tab.stage.before.rows()[0].startswith("Siamese cat\t")
    assert attacker.is_blank
    assert rows(attacker) == []
    assert (attacker.why_not, attacker.verdict, attacker.message) == ("", ("", ""), ("", ""))
    assert not attacker.can("Save")


# The result


def test_result_is_what_the_engine_gives(attacker: Attacker) -> None:
    expected = attacker.alone()
    assert expected.reached
    attacker.run()
    assert attacker.shows(expected.attempt.crop)
    assert np.array_equal(attacker.picture(ORIGINAL), expected.start)
    run = attacker.arena.attack.film.run
    assert run is not None
    assert run.result is not None
    assert np.array_equal(run.result.result.pixels, expected.result.pixels)
    assert np.array_equal(run.result.exact, expected.exact)
    assert attacker.step == f"Step {STEPS} of {STEPS}"


@pytest.mark.parametrize(
    "values",
    [{"method": DESCENT, "rate": 50.0}, {"method": FGSM}, {"norm": "l2"}, {"seed": 5}],
    ids=lambda values: "-".join(map(str, values.values())),
)
def test_settings_count(attacker: Attacker, values: dict[str, object]) -> None:
    plain = attacker.alone().attempt.crop
    attacker.change(**values)
    expected = attacker.alone().attempt.crop
    assert not np.array_equal(expected, plain)
    attacker.run()
    assert attacker.shows(expected)


def test_both_answers_are_told(done: Attacker) -> None:
    expected = done.alone()
    for answer, shown in (
        (expected.before, done.tab.stage.before),
        (expected.after, done.tab.stage.after),
    ):
        names = [line.split("\t")[0] for line in shown.rows()]
        assert names == [answer.classes[index].name for index in answer.indices[:5]]
        assert shown.rows()[0].endswith(wording.percent(answer.probabilities[0], 1))


def test_success_is_said_in_words(done: Attacker) -> None:
    expected = done.alone()
    seen, was = (wording.percent(one.probabilities[0]) for one in (expected.after, expected.before))
    change = int(abs(expected.attempt.crop.astype(int) - expected.start).max())
    moved = f"No value moved by more than {change} of 255."
    assert done.verdict == (f"crane, {seen}.", f"It was Siamese cat, {was}. {moved}")
    assert change <= ENOUGH * LEVELS
    assert done.can("Compare layer by layer")


def test_change_is_measured(done: Attacker) -> None:
    expected = done.alone()
    change = difference(expected.start, expected.attempt.crop)
    levels, length = round(change.linf * LEVELS), wording.number(change.l2, 2)
    likeness = wording.number(change.ssim, 4)
    told = f"L∞ {levels} of 255 · L2 {length} · {change.l0} pixels · SSIM {likeness}"
    assert done.note == told


def test_failed_attack_keeps_and_shows_its_best_try(attacker: Attacker) -> None:
    attacker.aim(FAR)
    expected = attacker.alone(FAR)
    assert not expected.reached
    attacker.run()
    what, why = attacker.verdict
    assert what == f"Closest: tench, {wording.percent(expected.attempt.target)}."
    hint = "More steps or a larger change may do it."
    assert why == f"It is still seen as Siamese cat. {hint}"
    assert attacker.shows(expected.attempt.crop)
    assert not np.array_equal(expected.attempt.crop, expected.start)
    assert attacker.can("Save")
    assert not attacker.can("Compare layer by layer")


def test_too_small_a_change_fails(attacker: Attacker) -> None:
    attacker.change(epsilon=TOO_LITTLE)
    attacker.run()
    what, why = attacker.verdict
    assert what.startswith("Closest: crane, ")
    assert why.startswith("It is still seen as Siamese cat. ")


def test_what_is_seen_instead_is_said(attacker: Attacker) -> None:
    attacker.change(margin=5.0)
    expected = attacker.alone()
    assert not expected.reached
    assert expected.after.best.name == "crane"
    attacker.run()
    assert attacker.verdict[0].startswith("Closest: crane, ")
    assert attacker.verdict[1].startswith("It is seen as crane now, not as Siamese cat. ")


@pytest.mark.parametrize(
    ("values", "hint"),
    [
        ({"method": FGSM}, "A larger change, or a method of more steps, may do it."),
        ({}, "More steps or a larger change may do it."),
        ({"method": CW, "steps": 1}, "More steps may do it."),
    ],
    ids=["fgsm", "pgd", "cw"],
)
def test_what_may_help_depends_on_the_method(
    attacker: Attacker, values: dict[str, object], hint: str
) -> None:
    attacker.change(epsilon=TOO_LITTLE, **values)
    attacker.run()
    assert attacker.verdict[0].startswith("Closest: crane, ")
    assert attacker.verdict[1].endswith(f". {hint}")


def test_anything_else_may_be_seen(attacker: Attacker) -> None:
    attacker.press("Anything else instead")
    expected = attacker.alone(ANYTHING)
    attacker.run()
    assert expected.after.indices[0] != TRUTH
    assert attacker.shows(expected.attempt.crop)
    assert attacker.verdict[0].startswith(f"{expected.after.best.name}, ")
    assert attacker.tab.stage.lines.texts()[0].startswith("anything else ")


def test_failure_at_anything_else_names_the_nearest(attacker: Attacker) -> None:
    attacker.press("Anything else instead")
    attacker.change(epsilon=TOO_LITTLE)
    expected = attacker.alone(ANYTHING)
    attacker.run()
    nearest = next(
        expected.after.classes[index].name for index in expected.after.indices if index != TRUTH
    )
    share = wording.percent(expected.attempt.target)
    assert attacker.verdict[0] == f"Closest: {nearest}, {share}."


def test_target_is_found_by_typing(attacker: Attacker) -> None:
    typed = attacker.tab.settings._wish._class._combo.typed
    typed.selectAll()
    QTest.keyClicks(typed, "fox")
    attacker.run()
    expected = attacker.alone(3)
    assert attacker.shows(expected.attempt.crop)
    assert "fox" in attacker.verdict[0]


def test_what_is_no_class_does_not_start(attacker: Attacker) -> None:
    typed = attacker.tab.settings._wish._class._combo.typed
    typed.selectAll()
    QTest.keyClicks(typed, "grumpy")
    attacker.press("Start")
    assert attacker.desk.program.runner.long is None
    assert attacker.is_blank


def test_class_that_is_found_takes_the_sentence_away(attacker: Attacker) -> None:
    field = attacker.tab.settings._wish._class
    typed = field._combo.typed
    typed.selectAll()
    QTest.keyClicks(typed, "grumpy")
    attacker.press("Start")
    assert "grumpy" in field._sentence.text()
    typed.setText("crane")  # without a key, which would take it away as well
    attacker.run()
    assert field._sentence.text() == ""
    assert attacker.shows(attacker.alone().attempt.crop)


def test_one_step_too_takes_what_is_typed(attacker: Attacker) -> None:
    typed = attacker.tab.settings._wish._class._combo.typed
    typed.selectAll()
    QTest.keyClicks(typed, "fox")
    attacker.press("One step")
    attacker.wait_for_step(1)
    assert attacker.tab.stage.lines.texts()[0].startswith("fox ")


def test_twice_in_a_row(done: Attacker) -> None:
    done.aim(FAR)
    done.run()
    assert done.shows(done.alone(FAR).attempt.crop)
    assert done.verdict[0].startswith("Closest: tench, ")


def test_network_is_left_as_it_was(attacker: Attacker) -> None:
    with nothing_left(backbone.of(attacker.network)):
        attacker.run()


# Watching


def test_curves_are_of_all_tries(done: Attacker) -> None:
    result, told = done.alone(), tries(done)
    lines = done.tab.stage.lines
    targets = [*(one.target for one in told), result.attempt.target]
    truths = [*(one.truth for one in told), result.attempt.truth]
    for line, values in zip(lines._lines, (targets, truths), strict=True):
        assert line.points == [*enumerate(values)]
    shares = [wording.percent(values[-1]) for values in (targets, truths)]
    assert lines.texts() == [f"crane {shares[0]}", f"Siamese cat {shares[1]}"]


def test_curves_grow_live(attacker: Attacker) -> None:
    lines = attacker.tab.stage.lines
    assert lines.texts() == []
    attacker.run_to_try(3)
    told = tries(attacker)[:4]
    assert lines._lines[0].points == [(one.step, one.target) for one in told]
    assert lines.texts()[0] == f"crane {wording.percent(told[-1].target)}"
    assert lines._ends == (0, STEPS)


def test_newest_try_is_shown_meanwhile(attacker: Attacker) -> None:
    attacker.run_to_try(2)
    newest = tries(attacker)[2]
    assert attacker.shows(newest.crop)
    assert rows(attacker)[0].endswith(wording.percent(newest.probabilities[0], 1))
    assert attacker.verdict == ("", "")
    assert not attacker.can("Save")
    assert attacker.film == (0, 1, 2)


def test_job_bar_follows(attacker: Attacker) -> None:
    attacker.run_to_try(1)
    assert attacker.bar == ("paused", "Attack, paused", f"2 of {STEPS}")
    attacker.press("Go on", attacker.tab)
    assert attacker.bar[:2] == ("running", "Attack")


def test_end_tells_how_many_steps(attacker: Attacker, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, str, str]] = []
    monkeypatch.setattr(attacker.desk.program.bar, "tell", lambda *given: told.append(given))
    attacker.run()
    assert told[0][:2] == ("done", "Attack")
    assert told[0][2].startswith(f"{STEPS} step(s) in ")


def test_attack_that_ends_early_says_how_many_steps_it_took(attacker: Attacker) -> None:
    attacker.change(method=DEEPFOOL, steps=50)
    expected = attacker.alone()
    assert expected.steps < 50
    attacker.run()
    assert attacker.step == f"Step {expected.steps} of {expected.steps}"
    assert attacker.tab.stage.lines._ends == (0, expected.steps)
    assert attacker.film[-1] == expected.steps


# Pause, one step, go on, stop


def test_pause_and_go_on_with_the_button(live: Attacker) -> None:
    live.press("Pause", live.tab)
    assert live.bar[0] == "paused"
    live.press("Go on", live.tab)
    assert live.can("Pause")
    assert live.bar[0] == "running"


def test_space_starts_pauses_and_goes_on(attacker: Attacker) -> None:
    attacker.change(steps=ENDLESS)
    states = []
    for _ in range(3):
        attacker.hit(Key.Key_Space)
        states.append(attacker.bar[0])
    assert states == ["running", "paused", "running"]


def test_one_step_begins_paused(attacker: Attacker) -> None:
    attacker.press("One step")
    attacker.wait_for_step(1)
    attacker.desk.settle()
    first = tries(attacker)[1]
    assert attacker.shows(first.crop)
    assert (attacker.step, attacker.bar[0]) == (f"Step 1 of {STEPS}", "paused")
    assert attacker.can("Go on")


def test_one_step_is_one_step(attacker: Attacker) -> None:
    told = tries(attacker)
    for step in range(1, 4):
        attacker.press("One step")
        attacker.until(partial(attacker.shows, told[step].crop))
        attacker.desk.settle()
        assert attacker.shows(told[step].crop)
        assert attacker.film == tuple(range(step + 1))


def test_steps_and_going_on_end_in_the_same_result(attacker: Attacker) -> None:
    attacker.run_to_try(2)
    attacker.press("Go on", attacker.tab)
    attacker.rest()
    assert attacker.shows(attacker.alone().attempt.crop)


def test_steps_alone_lead_to_the_end(attacker: Attacker) -> None:
    attacker.run_to_try(STEPS - 1)
    attacker.press("One step")
    attacker.until(lambda: attacker.desk.program.runner.long is None)
    attacker.rest()
    assert attacker.verdict[0].startswith("crane, ")


def test_settings_rest_during_a_run(attacker: Attacker) -> None:
    parts = attacker.tab.settings.form, attacker.tab.settings._wish
    attacker.run_to_try(1)
    assert not any(part.isEnabled() for part in parts)
    attacker.stop()
    assert all(part.isEnabled() for part in parts)


@pytest.mark.parametrize("way", ["bar", "escape"])
def test_stopping_keeps_the_best_try(live: Attacker, way: str) -> None:
    live.until(lambda: len(live.film) > 2)
    if way == "bar":
        live.press("Stop", live.desk.bar)
    else:
        live.hit(Key.Key_Escape)
    live.rest()
    assert live.can("Start")
    assert live.can("Save")
    assert live.can("Send to")
    assert live.verdict[0].startswith(("crane, ", "Closest: crane, "))
    last = live.film[-1]
    assert live.step == f"Step {wording.number(last)} of {wording.number(last)}"
    live.scrub(Key.Key_Home)
    assert live.shows(tries(live)[0].crop)
    assert live.step == f"Step 0 of {wording.number(last)}"


def test_stop_after_success_is_a_success(
    attacker: Attacker, monkeypatch: pytest.MonkeyPatch
) -> None:
    attacker.run_to_try(STEPS - 1)
    best = max(tries(attacker), key=lambda one: one.lead)
    assert best.lead > 0
    told = heard(attacker, monkeypatch)
    attacker.stop()
    assert told[0] == ("stopped", "Attack", STOPPED)
    assert attacker.bar == ("done", "Attack", "2 network(s) have looked at it")
    assert attacker.shows(best.crop)
    assert attacker.verdict[0].startswith("crane, ")
    assert attacker.step == f"Step {best.step} of {best.step}"
    assert attacker.tab.stage.survival.texts()


def test_stop_before_success_says_what_is_closest(attacker: Attacker) -> None:
    attacker.aim(FAR)
    attacker.run_to_try(3)
    best = max(tries(attacker, FAR)[:4], key=lambda one: one.lead)
    attacker.stop()
    assert attacker.bar == ("stopped", "Attack", STOPPED)
    assert attacker.shows(best.crop)
    assert attacker.verdict[0].startswith("Closest: tench, ")
    assert attacker.can("Save")
    assert attacker.tab.stage.survival.texts() == []


def test_best_try_is_kept_though_it_is_not_the_last(attacker: Attacker) -> None:
    attacker.change(stride=100.0)
    told = tries(attacker)[:4]
    assert max(told, key=lambda one: one.lead) is told[2]
    attacker.run_to_try(3)
    attacker.stop()
    assert attacker.shows(told[2].crop)
    assert attacker.film == tuple(sorted(attacker.film))
    points = attacker.tab.stage.lines._lines[0].points
    assert points == sorted(points, key=lambda point: point[0])


def test_another_run_may_begin_after_a_stop(attacker: Attacker) -> None:
    attacker.run_to_try(2)
    attacker.stop()
    attacker.run()
    assert attacker.shows(attacker.alone().attempt.crop)
    assert attacker.step == f"Step {STEPS} of {STEPS}"


def test_escape_without_a_run_changes_nothing(done: Attacker) -> None:
    before = done.picture()
    done.hit(Key.Key_Escape)
    done.rest()
    assert done.shows(before)
    assert done.verdict[0].startswith("crane, ")


def test_stopping_before_the_first_try(attacker: Attacker) -> None:
    gate = Gate()
    attacker.desk.program.runner.quick("gate", gate)
    attacker.until(gate.entered.is_set)
    attacker.press("Start")
    attacker.hit(Key.Key_Escape)
    gate.opened.set()
    attacker.rest()
    assert attacker.is_blank
    assert attacker.verdict == ("", "")
    assert attacker.film == ()
    assert not attacker.can("Save")
    attacker.run()
    assert attacker.shows(attacker.alone().attempt.crop)


def test_closing_the_program_ends_the_run(live: Attacker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.views.dialogs.confirm", lambda *_: True)
    live.desk.window.close()
    live.until(lambda: live.desk.window.may_close)
    assert live.desk.program.runner.wait(0)


# Going back


def test_scrubbed_try_is_shown_while_the_run_rests(attacker: Attacker) -> None:
    attacker.run_to_try(3)
    attacker.scrub(Key.Key_Home, Key.Key_Right)
    told = tries(attacker)
    attacker.desk.settle()
    assert attacker.shows(told[1].crop)
    assert attacker.step == f"Step 1 of {STEPS}"
    assert attacker.tab.stage.scrubber.step == 1
    share = wording.percent(told[1].target)
    assert attacker.tab.stage.lines.texts()[0] == f"crane {share}"
    assert rows(attacker)[0].endswith(wording.percent(told[1].probabilities[0], 1))
    change = difference(attacker.alone().start, told[1].crop)
    assert attacker.note.startswith(f"L∞ {round(change.linf * LEVELS)} of 255 · ")


@pytest.mark.parametrize("button", ["Go on", "One step"])
def test_going_on_goes_live_again(attacker: Attacker, button: str) -> None:
    attacker.run_to_try(3)
    attacker.scrub(Key.Key_Home)
    assert attacker.step == f"Step 0 of {STEPS}"
    attacker.press(button, attacker.tab)
    assert attacker.step == f"Step 3 of {STEPS}"
    assert attacker.tab.stage.lines._marked is None
    if button == "One step":
        attacker.wait_for_step(4)
        assert attacker.shows(tries(attacker)[4].crop)


def test_end_of_a_run_shows_the_result_whatever_was_looked_at(attacker: Attacker) -> None:
    attacker.run_to_try(3)
    attacker.scrub(Key.Key_Home)
    attacker.press("Go on", attacker.desk.bar)
    attacker.rest()
    assert attacker.shows(attacker.alone().attempt.crop)
    assert attacker.tab.stage.scrubber.step == STEPS


def test_one_goes_back_through_what_is_done(done: Attacker) -> None:
    told, result = tries(done), done.alone()
    assert done.film == tuple(range(STEPS + 1))
    done.scrub(Key.Key_Home)
    assert done.shows(told[0].crop)
    assert done.step == f"Step 0 of {STEPS}"
    assert done.verdict[0].startswith("crane, ")
    done.scrub(Key.Key_End)
    assert done.shows(result.attempt.crop)
    assert done.step == f"Step {STEPS} of {STEPS}"
    assert rows(done)[0].endswith(wording.percent(result.after.probabilities[0], 1))


def test_run_goes_on_while_one_looks_back(live: Attacker) -> None:
    live.until(lambda: len(live.film) > 3)
    live.scrub(Key.Key_Home)
    first, seen = live.picture(), live.film
    live.until(lambda: live.film[-1] > seen[-1])
    assert live.shows(first)
    assert live.step == f"Step 0 of {wording.number(ENDLESS)}"


def test_end_of_the_line_leads_back_to_the_newest(attacker: Attacker) -> None:
    attacker.run_to_try(3)
    attacker.scrub(Key.Key_Home, Key.Key_End)
    assert attacker.step == f"Step 3 of {STEPS}"
    assert attacker.arena.attack.film.scrubbed is None


# What cannot be attacked


def test_picture_is_asked_for(
    fresh: Desk, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    attacker = Attacker(fresh, SteepNetworks(stand_in, monkeypatch)).begin()
    assert attacker.why_not == "Drop a picture to change the network’s mind."
    assert attacker.verdict == (attacker.why_not, "")
    assert attacker.tab.stage.verdict.property("message") == "info"
    assert not attacker.can("One step")
    attacker.hit(Key.Key_Space)
    assert attacker.desk.program.runner.long is None
    attacker.show("cat.png")
    assert attacker.why_not == ""
    assert attacker.verdict == ("", "")
    attacker.run()
    assert not attacker.is_blank


def test_untrained_network_has_no_mind_to_change(done: Attacker) -> None:
    done.networks.untrained.add(OTHER)
    done.use(OTHER)
    done.rest()
    assert done.why_not == "An untrained network has no mind to change."
    assert done.verdict == (done.why_not, "")
    assert done.tab.stage.verdict.property("message") == "info"
    assert done.is_blank
    picture = done.desk.session.picture
    assert picture is not None
    assert np.array_equal(done.picture(ORIGINAL), Board.of(picture, done.network.input).crop)
    done.hit(Key.Key_Space)
    assert done.desk.program.runner.long is None


def test_network_that_is_on_its_way_is_waited_for(
    fresh: Desk, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    attacker = Attacker(fresh, SteepNetworks(stand_in, monkeypatch))
    stand_in.loading.shut()
    fresh.window.show()
    fresh.window.tabs.setCurrentWidget(fresh.program.adversarial)
    attacker.until(lambda: attacker.tab.isVisible())
    assert attacker.why_not == "There is no network yet."
    stand_in.loading.open()
    attacker.until(lambda: fresh.session.network is not None)
    attacker.until(lambda: attacker.why_not.startswith("Drop a picture"))


def test_picture_is_looked_at_first(attacker: Attacker) -> None:
    gate = Gate()
    attacker.show("fox.png")
    attacker.leave()
    attacker.show("dog.png")
    attacker.desk.program.runner.quick("gate", gate)
    attacker.until(gate.entered.is_set)
    attacker.desk.window.tabs.setCurrentWidget(attacker.desk.program.adversarial)
    assert attacker.why_not == "The picture is being looked at."
    assert attacker.verdict == ("", "")
    gate.opened.set()
    attacker.rest()
    assert attacker.why_not == ""


@pytest.mark.parametrize("button", ["Start", "One step"])
def test_target_that_is_seen_already_is_told(attacker: Attacker, button: str) -> None:
    attacker.aim(TRUTH)
    attacker.press(button)
    what = "Siamese cat is what it sees already. Choose another class."
    assert attacker.message == ("Nothing to change", what)
    assert attacker.desk.program.runner.long is None
    attacker.aim(TARGET)
    attacker.run()
    assert attacker.message == ("", "")
    assert attacker.verdict[0].startswith("crane, ")


def test_another_wish_takes_the_message_away(attacker: Attacker) -> None:
    attacker.aim(TRUTH)
    attacker.press("Start")
    attacker.press("Anything else instead")
    assert attacker.message == ("", "")


@pytest.mark.parametrize("button", ["Start", "One step"])
def test_long_job_in_the_way_is_named(attacker: Attacker, button: str) -> None:
    lamp = Lamp()
    attacker.desk.program.runner.start(lamp, "Predicting")
    attacker.press(button)
    assert attacker.message == ("Predicting is still going on.", "Stop it below, or wait.")
    assert attacker.is_blank
    lamp.lit = False
    attacker.rest()
    attacker.run()
    assert attacker.message == ("", "")
    assert not attacker.is_blank


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OutOfMemoryError(), ("No memory", str(OutOfMemoryError()))),
        (None, ("Run lost", str(DivergedError(step=3)))),
    ],
    ids=["memory", "diverged"],
)
def test_what_goes_wrong_is_told(
    attacker: Attacker,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception | None,
    told: tuple[str, str],
) -> None:
    break_after(3, error, monkeypatch)
    attacker.run()
    assert attacker.message == told
    assert attacker.bar[0] == "failed"
    assert attacker.can("Start")
    assert not attacker.can("Save")


# Another picture, another network


def clear(attacker: Attacker) -> bool:
    """Whether there is nothing left of a result."""
    stage = attacker.tab.stage
    verdict = attacker.verdict if attacker.desk.session.picture is not None else ("", "")
    shown = verdict != ("", "") or stage.lines.texts() or rows(attacker)
    return attacker.is_blank and not shown and attacker.film == () and not attacker.can("Save")


def another_picture(attacker: Attacker) -> None:
    attacker.show("fox.png")


def no_picture(attacker: Attacker) -> None:
    pictures = attacker.desk.pictures
    pictures.remove([one.key for one in pictures.entries()])


def another_network(attacker: Attacker) -> None:
    attacker.use(OTHER)


@pytest.mark.parametrize("change", [another_picture, no_picture, another_network])
def test_what_is_looked_at_anew_has_no_result(
    done: Attacker, change: Callable[[Attacker], None]
) -> None:
    assert not clear(done)
    change(done)
    done.rest()
    assert clear(done)
    assert done.step == ""


def test_another_picture_is_what_is_attacked_then(done: Attacker) -> None:
    done.show("fox.png")
    expected = done.alone()
    assert np.array_equal(done.picture(ORIGINAL), expected.start)
    done.run()
    assert done.shows(expected.attempt.crop)


def test_another_network_is_what_is_attacked_then(done: Attacker) -> None:
    done.use(OTHER)
    done.rest()
    picture = done.desk.session.picture
    assert picture is not None
    seen = predict.ask(done.network, picture)
    assert seen.best.name != "Siamese cat"
    assert done.tab.stage.before.rows()[0].startswith(seen.best.name)
    done.aim(FAR)
    done.run()
    assert done.shows(done.alone(FAR).attempt.crop)


def test_target_stays_when_another_network_comes(attacker: Attacker) -> None:
    attacker.aim(3)
    attacker.use(OTHER)
    attacker.rest()
    assert attacker.tab.settings.target == 3


def test_picture_that_comes_meanwhile_waits_for_the_end(attacker: Attacker) -> None:
    attacker.run_to_try(2)
    newest = attacker.picture()
    attacker.show("fox.png")
    assert attacker.shows(newest)
    attacker.stop()
    assert clear(attacker)


def test_result_is_seen_though_another_picture_came(attacker: Attacker) -> None:
    attacker.run_to_try(2)
    attacker.show("fox.png")
    attacker.press("Go on", attacker.tab)
    attacker.rest()
    assert attacker.verdict[0].startswith("crane, ")


def test_picture_that_comes_while_one_is_away_is_seen_on_return(done: Attacker) -> None:
    done.leave()
    done.show("fox.png")
    done.open()
    assert clear(done)
    assert np.array_equal(done.picture(ORIGINAL), done.alone().start)


def test_result_is_there_on_return(done: Attacker) -> None:
    before = done.picture()
    done.leave()
    done.open()
    assert done.shows(before)
    assert done.verdict[0].startswith("crane, ")
