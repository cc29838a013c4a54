"""The Adversarial tab: does it survive saving, does it fool the others, what undoes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider

from desktop_app.engine import catalogue, questions, survival
from desktop_app.engine.attempts import ANYTHING
from desktop_app.engine.errors import OutOfMemoryError
from desktop_app.engine.undoing import BITS, BLUR, JPEG
from desktop_app.presenters import work_attack
from desktop_app.views import wording
from tests.backbones import drained
from tests.operations import Gate
from tests.presenters.attacker import FAR, STEPS, TARGET, TRUTH, Attacker, SteepNetworks

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.engine.contract import Answer, ClassName
    from desktop_app.engine.questions import Opinion
    from desktop_app.views.widgets.opinions import Opinions
    from desktop_app.views.widgets.question_card import QuestionCard
    from desktop_app.views.widgets.undo_card import UndoCard
    from tests.presenters.stand_in import Desk, StandIn

Key = Qt.Key
MAKER, *OTHERS = (entry.name for entry in catalogue.BUNDLED)
LATER = "This is asked when the attack is done."
FAILED = "This is asked of an attack that worked."
WAYS = ["PNG", "JPEG 95", "JPEG 75", "JPEG 50", "Half size"]


@pytest.fixture
def attacker(fresh: Desk, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> Attacker:
    return Attacker(fresh, SteepNetworks(stand_in, monkeypatch)).begin("cat.png")


@pytest.fixture
def done(attacker: Attacker) -> Attacker:
    """Someone whose attack has succeeded."""
    attacker.run()
    return attacker


def cards(attacker: Attacker) -> tuple[Opinions, Opinions, UndoCard]:
    stage = attacker.tab.stage
    return stage.survival, stage.others, stage.undo


def wishes(attacker: Attacker, target: int = TARGET) -> tuple[ClassName, ClassName | None]:
    classes = attacker.network.classes
    return classes[TRUTH], None if target == ANYTHING else classes[target]


def survivals(attacker: Attacker, target: int = TARGET) -> tuple[Opinion, ...]:
    """What the first question has to say."""
    truth, wished = wishes(attacker, target)
    picture = attacker.alone(target).result
    steps = questions.survivals(
        network=attacker.network, picture=picture, truth=truth, target=wished
    )
    return drained(steps)


def opinions(attacker: Attacker, *names: str) -> list[Opinion]:
    """What other networks have to say."""
    truth, wished = wishes(attacker)
    picture = attacker.alone().result
    networks = (attacker.networks.network(name) for name in names)
    return [questions.opinion(one, picture, truth, wished) for one in networks]


def seen(answer: Answer) -> tuple[str, str]:
    return answer.best.name, wording.percent(answer.probabilities[0])


def count(found: list[Opinion] | tuple[Opinion, ...]) -> str:
    return f"{sum(one.fooled for one in found)} of {len(found)}"


def undone(attacker: Attacker, way: str, amount: float, target: int = TARGET) -> Answer:
    return questions.undone(attacker.network, attacker.alone(target).result, way, amount)


def slide(attacker: Attacker, key: Qt.Key) -> None:
    (slider,) = attacker.tab.stage.undo.findChildren(QSlider)
    QTest.keyClick(slider, key)


def badge(card: QuestionCard) -> str:
    return card.badge.text() if card.badge.isVisible() else ""


def assert_unasked(attacker: Attacker, why: str = LATER) -> None:
    for card in cards(attacker):
        assert (card.sentence(), badge(card)) == (why, "")
    survival_card, others, undo = cards(attacker)
    assert survival_card.texts() == others.texts() == []
    assert undo.rows() == []
    assert not attacker.can("Ask the networks")


# All three


def test_nothing_is_asked_before_the_end(attacker: Attacker) -> None:
    assert_unasked(attacker)
    attacker.run_to_try(2)
    assert_unasked(attacker)
    attacker.stop()
    assert_unasked(attacker, FAILED)
    assert [name for name, _ in attacker.desk.work.loaded] == [MAKER]


def test_all_are_asked_at_the_end(done: Attacker) -> None:
    for card in cards(done):
        assert card.sentence() == ""
        assert badge(card)


def test_failed_attack_is_not_asked_about(attacker: Attacker) -> None:
    attacker.aim(FAR)
    attacker.run()
    assert attacker.verdict[0].startswith("Closest: ")
    assert_unasked(attacker, FAILED)
    slide(attacker, Key.Key_Home)
    attacker.rest()
    assert_unasked(attacker, FAILED)
    assert [name for name, _ in attacker.desk.work.loaded] == [MAKER]


def test_run_that_was_stopped_is_asked_about_if_it_worked(attacker: Attacker) -> None:
    attacker.run_to_try(STEPS - 1)
    attacker.stop()
    assert attacker.verdict[0].startswith("crane, ")
    for card in cards(attacker):
        assert card.sentence() == ""
        assert badge(card)


def another_picture(attacker: Attacker) -> None:
    attacker.show("fox.png")


def another_network(attacker: Attacker) -> None:
    attacker.use(OTHERS[0])
    attacker.rest()


def another_run(attacker: Attacker) -> None:
    attacker.run_to_try(1)


CHANGES = [another_picture, another_network, another_run]


@pytest.mark.parametrize("change", CHANGES)
def test_answers_are_forgotten(done: Attacker, change: Callable[[Attacker], None]) -> None:
    change(done)
    assert_unasked(done)
    slide(done, Key.Key_Home)
    done.desk.settle()
    assert_unasked(done)


@pytest.mark.parametrize("change", [another_picture, another_run])
def test_answers_on_their_way_are_dropped(
    attacker: Attacker, change: Callable[[Attacker], None]
) -> None:
    latch = attacker.desk.work.loading
    latch.shut()
    attacker.press("Start")
    attacker.until(lambda: latch.reached)
    change(attacker)
    latch.open()
    attacker.rest()
    assert_unasked(attacker)


# Does it survive saving?


@pytest.mark.parametrize("target", [TARGET, ANYTHING])
def test_ways_of_saving_are_tried(attacker: Attacker, target: int) -> None:
    attacker.aim(target)
    attacker.run()
    found = survivals(attacker, target)
    card = cards(attacker)[0]
    assert card.texts() == [(way, *seen(one.answer)) for way, one in zip(WAYS, found, strict=True)]
    assert badge(card) == count(found)
    assert found[0].fooled


def test_no_memory_for_saving_is_told(attacker: Attacker, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> object:
        raise OutOfMemoryError

    monkeypatch.setattr(survival, "saved", refuse)
    attacker.run()
    card = cards(attacker)[0]
    assert card.texts() == []
    assert card.sentence() == f"No memory {OutOfMemoryError()}"


# Does it fool the others?


def test_all_other_networks_are_asked(done: Attacker) -> None:
    found = opinions(done, *OTHERS)
    card = cards(done)[1]
    assert card.texts() == [
        (name.title(), *seen(one.answer)) for name, one in zip(OTHERS, found, strict=True)
    ]
    assert badge(card) == count(found)
    assert done.bar == ("done", "Attack", "2 network(s) have looked at it")
    asked = [name for name, _ in done.desk.work.loaded]
    assert asked == [MAKER, *OTHERS]  # and none that has learned nothing


def test_a_network_that_is_fooled_counts(done: Attacker) -> None:
    # Whatever comes of it, this one sees a crane in any picture.
    found = {name: mark for name, mark, _ in cards(done)[1].texts()}
    assert found[OTHERS[0].title()] == "crane"
    assert badge(cards(done)[1]) == "1 of 2"


def test_downloaded_ones_are_asked_too(
    fresh: Desk, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in.ready = (("torchvision/alexnet", "AlexNet"),)
    attacker = Attacker(fresh, SteepNetworks(stand_in, monkeypatch)).begin("cat.png")
    attacker.run()
    assert cards(attacker)[1].texts()[-1][0] == "Torchvision/Alexnet"


def test_one_that_cannot_be_loaded_is_left_out(attacker: Attacker) -> None:
    attacker.desk.work.failures[OTHERS[0]] = OutOfMemoryError()
    attacker.run()
    assert [row[0] for row in cards(attacker)[1].texts()] == [OTHERS[1].title()]
    assert attacker.bar[2] == "1 network(s) have looked at it"


def test_one_that_has_learned_nothing_is_left_out(attacker: Attacker) -> None:
    attacker.networks.untrained.add(OTHERS[1])
    attacker.run()
    assert [row[0] for row in cards(attacker)[1].texts()] == [OTHERS[0].title()]


def test_where_there_is_no_other_it_is_said(attacker: Attacker) -> None:
    attacker.desk.program.networks.offer([(MAKER, MAKER.title())])
    attacker.run()
    assert cards(attacker)[1].sentence() == "There is no other network on this computer."
    assert len(cards(attacker)[0].texts()) == len(WAYS)


def test_answers_come_one_by_one(attacker: Attacker) -> None:
    latch = attacker.desk.work.loading
    latch.shut()
    attacker.press("Start")
    attacker.until(lambda: latch.reached)
    assert attacker.bar[1] == "Asking other networks"
    assert cards(attacker)[1].texts() == []
    latch.open()
    attacker.rest()
    assert len(cards(attacker)[1].texts()) == 2


def test_asking_can_be_stopped_and_the_result_stays(attacker: Attacker) -> None:
    latch = attacker.desk.work.loading
    latch.shut()
    attacker.press("Start")
    attacker.until(lambda: latch.reached)
    attacker.press("Stop", attacker.desk.bar)
    attacker.rest()
    assert cards(attacker)[1].texts() == []
    assert attacker.verdict[0].startswith("crane, ")
    assert attacker.can("Save")


def test_others_can_be_asked_after_a_stop(attacker: Attacker) -> None:
    latch = attacker.desk.work.loading
    latch.shut()
    attacker.press("Start")
    attacker.until(lambda: latch.reached)
    attacker.press("Stop", attacker.desk.bar)
    latch.open()
    attacker.rest()
    assert cards(attacker)[1].sentence() != LATER
    attacker.press("Ask the networks")
    attacker.rest()
    assert len(cards(attacker)[1].texts()) == 2


def test_they_can_be_asked_again_after_a_failure(
    attacker: Attacker, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = work_attack.opinions

    def refuse(*_: object) -> object:
        raise OutOfMemoryError

    monkeypatch.setattr(work_attack, "opinions", refuse)
    attacker.run()
    assert cards(attacker)[1].sentence() == f"No memory {OutOfMemoryError()}"
    monkeypatch.setattr(work_attack, "opinions", real)
    attacker.press("Ask the networks")
    attacker.rest()
    assert len(cards(attacker)[1].texts()) == 2


# What undoes it?


def test_first_way_is_tried_at_the_end(done: Attacker) -> None:
    card = cards(done)[2]
    assert (card.way, card.amount) == (JPEG, 75)
    answer = undone(done, JPEG, 75)
    assert answer.best.name == "Siamese cat"
    assert card.rows()[0].startswith("Siamese cat")
    assert card.rows()[0].endswith(wording.percent(answer.probabilities[0], 1))
    assert badge(card) == "undone"


@pytest.mark.parametrize("target", [TARGET, ANYTHING])
def test_undo_follows_its_slider(attacker: Attacker, target: int) -> None:
    attacker.aim(target)
    attacker.run()
    attacker.press("Bits")
    attacker.rest()
    card, told = cards(attacker)[2], []
    for key, bits in ((Key.Key_Home, 1), (Key.Key_End, 8), (Key.Key_Left, 7)):
        slide(attacker, key)
        attacker.rest()
        answer = undone(attacker, BITS, bits, target)
        assert card.rows()[0].startswith(answer.best.name)
        assert card.rows()[0].endswith(wording.percent(answer.probabilities[0], 1))
        told.append(badge(card))
    assert told == ["undone", "holds", "holds"]


def test_only_the_last_of_many_amounts_is_shown(done: Attacker) -> None:
    done.press("Blur")
    done.rest()
    gate = Gate()
    done.desk.program.runner.quick("gate", gate)
    done.until(gate.entered.is_set)
    for key in (Key.Key_Home, Key.Key_End, Key.Key_PageDown):
        slide(done, key)
    gate.opened.set()
    done.rest()
    card = cards(done)[2]
    answer = undone(done, BLUR, card.amount)
    assert card.rows()[0].endswith(wording.percent(answer.probabilities[0], 1))


def test_chosen_way_is_the_first_after_the_next_run(done: Attacker) -> None:
    done.press("Blur")
    slide(done, Key.Key_End)
    done.rest()
    done.run()
    card = cards(done)[2]
    assert (card.way, card.amount) == (BLUR, 4.0)
    answer = undone(done, BLUR, 4.0)
    assert card.rows()[0].endswith(wording.percent(answer.probabilities[0], 1))


def test_what_cannot_be_undone_is_told(done: Attacker, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> object:
        raise OutOfMemoryError

    monkeypatch.setattr(questions, "undone", refuse)
    slide(done, Key.Key_Home)
    done.rest()
    assert cards(done)[2].sentence() == f"No memory {OutOfMemoryError()}"
