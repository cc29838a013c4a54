"""Whole attacks: what they keep to, what they give, and what they leave behind."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from desktop_app.engine import backbone as backbones
from desktop_app.engine import images, predict
from desktop_app.engine.adversarial import attack, conclude, look, save_numbers
from desktop_app.engine.attack_recipe import (
    CW,
    DEEPFOOL,
    FGSM,
    L2,
    LINF,
    METHODS,
    PGD,
    SMALLEST,
    AttackRecipe,
    attack_recipe,
)
from desktop_app.engine.attempts import (
    ANYTHING,
    AlreadyError,
    AttackResult,
    Attempt,
    NoMindError,
    TooFewClassesError,
)
from desktop_app.engine.contract import ClassName, Made, Pasted, Picture
from desktop_app.engine.errors import DivergedError, NotANumberError, SuffixError
from desktop_app.engine.spot import Board
from desktop_app.engine.striking import MOMENTS, TOP
from tests.backbones import drained
from tests.engine.linear_network import case, network_with, one_thread, steep_network
from tests.engine.small_networks import nothing_left
from tests.helpers import noise

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from torch import Tensor

    from desktop_app.engine.contract import Network, Step

KINDS = [
    *((method, norm) for method in METHODS if method not in (CW, DEEPFOOL) for norm in (LINF, L2)),
    *((method, L2) for method in (CW, DEEPFOOL)),
]


@pytest.fixture(autouse=True, scope="module")
def _quick() -> Iterator[None]:
    with one_thread():
        yield


@pytest.fixture(scope="module")
def network() -> Network:
    return steep_network(0)


def random_picture(seed: int) -> Picture:
    """Black and white and all between, of any shape."""
    random = np.random.default_rng(seed)
    width, height = random.integers(9, 40, 2).tolist()
    return Picture(noise(width, height, seed), "noise", Pasted())


def begin(
    network: Network, target: int, recipe: AttackRecipe, picture: Picture | None = None
) -> Generator[Step, None, AttackResult]:
    shown = picture or random_picture(0)
    return attack(network=network, picture=shown, target=target, recipe=recipe)


def other_class(network: Network, picture: Picture, seed: int = 0) -> int:
    """A class that the network does not see in a picture."""
    seen = predict.ask(network, picture).indices[0]
    return (seen + 1 + seed % (len(network.classes) - 1)) % len(network.classes)


def brief(method: str, norm: str = LINF, **values: object) -> AttackRecipe:
    return attack_recipe({"method": method, "norm": norm, "steps": 8, **values})


# What every result keeps to


def random_recipe(method: str, norm: str, seed: int) -> AttackRecipe:
    random = np.random.default_rng(seed)
    return attack_recipe(
        method=method,
        norm=norm,
        epsilon=float(random.integers(1, 25) + random.choice([0, 0.4, 0.7])) / 255,
        length=float(np.exp(random.uniform(-2, 1.5))),
        stride=float(random.uniform(5, 100)),
        rate=float(np.exp(random.uniform(-5, 3))),
        steps=int(random.integers(1, 16)),
        margin=float(random.choice([0.0, 1.0])),
        survive=bool(random.choice([False, True])),
        seed=seed,
    )


@pytest.mark.parametrize("wish", ["a class", "anything"])
@pytest.mark.parametrize(("method", "norm"), KINDS)
@pytest.mark.parametrize("seed", range(4))
def test_results_keep_to_the_ball_and_to_the_crop(
    seed: int, method: str, norm: str, wish: str
) -> None:
    network, picture = steep_network(seed), random_picture(seed)
    target = other_class(network, picture, seed) if wish == "a class" else ANYTHING
    recipe = random_recipe(method, norm, seed)
    result = drained(begin(network, target, recipe, picture))
    assert_within(result, recipe, network)
    assert_only_the_crop_differs(result, picture, network)
    assert_told_as_it_is(result, network, target, recipe)


def assert_within(result: AttackResult, recipe: AttackRecipe, network: Network) -> None:
    assert result.exact.dtype == np.float32
    assert result.exact.min() >= 0
    assert result.exact.max() <= 1
    levels = images.network_input(result.result.pixels, network.input).astype(int) - result.start
    assert np.abs(result.exact * 255 - result.start - levels).max() < 1.001
    if not recipe.is_bounded:
        return
    change = result.exact.astype(np.float64) - result.start / 255
    if recipe.measure == LINF:
        assert np.abs(change).max() <= recipe.epsilon + 1e-6
        assert np.abs(levels).max() <= math.floor(recipe.epsilon * 255 + 1e-9)
    else:
        assert np.linalg.norm(change) <= recipe.length * (1 + 1e-5)
        assert np.linalg.norm(levels / 255) <= recipe.length * (1 + 1e-4)


def assert_only_the_crop_differs(result: AttackResult, picture: Picture, network: Network) -> None:
    board, pixels = Board.of(picture, network.input), result.result.pixels
    assert np.array_equal(result.original.pixels, board.pixels)
    assert np.array_equal(result.start, board.crop)
    assert np.array_equal(board.holding(board.like(pixels).crop).pixels, pixels)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    with Image.open(file) as again:
        read = images.network_input(np.array(again), network.input)
    assert np.array_equal(read, result.attempt.crop)


def assert_told_as_it_is(
    result: AttackResult, network: Network, target: int, recipe: AttackRecipe
) -> None:
    """The numbers are those of the saved picture."""
    backbone = backbones.of(network)
    logits = backbone.logits(backbone.prepare(result.result))[0]
    truth = result.before.indices[0]
    number = truth if target == ANYTHING else target
    others = float(torch.cat((logits[:number], logits[number + 1 :])).max())
    lead = others - float(logits[truth]) if target == ANYTHING else float(logits[target]) - others
    assert result.attempt.lead == pytest.approx(lead, abs=1e-3)
    assert result.reached is (result.attempt.lead > recipe.margin)
    assert result.after.indices[0] == int(logits.argmax()) == result.attempt.indices[0]
    if result.reached:
        seen = result.after.indices[0]
        assert seen != truth if target == ANYTHING else seen == target
    assert 0 < result.steps <= recipe.total
    assert 0 <= result.attempt.step <= result.steps


# Attacks that are stopped


def tries(
    network: Network, target: int, recipe: AttackRecipe, picture: Picture | None = None
) -> list[Attempt]:
    steps = begin(network, target, recipe, picture)
    return [step.item for step in steps if isinstance(step.item, Attempt)]


@pytest.mark.parametrize("wish", ["a class", "anything"])
@pytest.mark.parametrize(("method", "norm"), KINDS)
@pytest.mark.parametrize("seed", range(4))
def test_what_was_stopped_keeps_to_the_same(seed: int, method: str, norm: str, wish: str) -> None:
    network, picture = steep_network(seed), random_picture(seed)
    target = other_class(network, picture, seed) if wish == "a class" else ANYTHING
    recipe = random_recipe(method, norm, seed)
    whole = drained(begin(network, target, recipe, picture))
    best = max(tries(network, target, recipe, picture), key=lambda one: one.lead)
    result = conclude(
        network=network,
        picture=picture,
        attempt=best,
        steps=best.step,
        target=target,
        recipe=recipe,
    )
    assert isinstance(result, type(whole))
    assert_within(result, recipe, network)
    assert_only_the_crop_differs(result, picture, network)
    assert np.allclose(result.exact * 255, result.attempt.crop, atol=1)
    assert_ends_as_it_says(result, target, recipe)
    assert result.before.probabilities == whole.before.probabilities
    assert result.after.indices == predict.ask(network, result.result).indices
    assert isinstance(result.result.origin, Made)
    assert isinstance(whole.result.origin, Made)
    run, expected = result.result.origin.run, whole.result.origin.run
    assert (run.operation, run.seed, run.parameters) == (
        expected.operation,
        expected.seed,
        expected.parameters,
    )


def assert_ends_as_it_says(result: AttackResult, target: int, recipe: AttackRecipe) -> None:
    assert result.reached is (result.attempt.lead > recipe.margin)
    truth, seen = result.before.indices[0], result.after.indices[0]
    if result.reached:
        assert seen != truth if target == ANYTHING else seen == target


def test_stopped_in_time_or_too_soon(network: Network) -> None:
    recipe = brief(PGD, epsilon=24 / 255)
    told = tries(network, ANYTHING, recipe)
    ends = [
        conclude(
            network=network,
            picture=random_picture(0),
            attempt=one,
            steps=one.step,
            target=ANYTHING,
            recipe=recipe,
        )
        for one in (told[0], told[-1])
    ]
    assert [one.reached for one in ends] == [False, True]
    for one in ends:
        assert_ends_as_it_says(one, ANYTHING, recipe)


def test_stopping_leaves_nothing_on_the_network(network: Network) -> None:
    recipe = brief(PGD)
    best = tries(network, ANYTHING, recipe)[-1]
    with nothing_left(backbones.of(network)):
        conclude(
            network=network,
            picture=random_picture(0),
            attempt=best,
            steps=best.step,
            target=ANYTHING,
            recipe=recipe,
        )


def test_many_of_those_attacks_succeed() -> None:
    """Else the others would say little."""
    reached = []
    for seed in range(5):
        network, picture = steep_network(seed), random_picture(seed)
        recipe = brief(PGD, epsilon=24 / 255)
        reached += [
            drained(begin(network, target, recipe, picture)).reached
            for target in (other_class(network, picture, seed), ANYTHING)
        ]
    assert sum(reached) >= 5


@pytest.mark.parametrize("size", [(3000, 10), (10, 3000)])
def test_a_long_strip_is_shortened(network: Network, size: tuple[int, int]) -> None:
    picture = Picture(noise(*size), "strip", Pasted())
    result = drained(begin(network, ANYTHING, brief(PGD), picture))
    assert max(result.result.pixels.shape) == images.STRIP * network.input.resize
    assert_told_as_it_is(result, network, ANYTHING, brief(PGD))


def test_what_would_be_attacked_can_be_looked_at_before(network: Network) -> None:
    crop, answer = look(network, random_picture(0))
    result = drained(begin(network, ANYTHING, brief(FGSM)))
    assert np.array_equal(crop, result.start)
    assert answer.probabilities == result.before.probabilities


# Seeds


def assert_same(one: AttackResult, other: AttackResult) -> None:
    assert np.array_equal(one.result.pixels, other.result.pixels)
    assert np.array_equal(one.exact, other.exact)
    assert one.attempt.lead == other.attempt.lead
    assert one.attempt.step == other.attempt.step


@pytest.mark.parametrize(("method", "norm"), KINDS)
def test_same_seed_same_result(network: Network, method: str, norm: str) -> None:
    recipe = brief(method, norm, epsilon=12 / 255, survive=True)
    torch.manual_seed(1)
    once = drained(begin(network, ANYTHING, recipe))
    torch.manual_seed(2)  # which the attack does not use
    state = torch.get_rng_state()
    assert_same(once, drained(begin(network, ANYTHING, recipe)))
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("norm", [LINF, L2])
def test_another_seed_another_result(network: Network, norm: str) -> None:
    results = [
        drained(begin(network, ANYTHING, brief(PGD, norm, stride=5, steps=3, seed=seed)))
        for seed in (0, 1)
    ]
    assert not np.array_equal(results[0].exact, results[1].exact)


def test_a_result_remembers_how_it_was_made(network: Network) -> None:
    target = other_class(network, random_picture(0))
    recipe = brief(PGD, seed=7)
    result = drained(begin(network, target, recipe))
    assert isinstance(result.result.origin, Made)
    run = result.result.origin.run
    assert (run.operation, run.seed, run.network) == ("attack", 7, network.name)
    truth = result.before.indices[0]
    assert run.parameters == {"target": target, "truth": truth, **recipe.values()}


# Attacks that cannot be


def test_an_untrained_network_has_no_mind_to_change(network: Network) -> None:
    with pytest.raises(NoMindError, match="Small"):
        drained(begin(replace(network, trained=False), ANYTHING, brief(PGD)))


def test_what_is_seen_already_is_told_by_its_name(network: Network) -> None:
    seen = predict.ask(network, random_picture(0))
    with pytest.raises(AlreadyError, match=seen.best.name):
        drained(begin(network, seen.indices[0], brief(PGD)))


@pytest.mark.parametrize("target", [0, ANYTHING])
def test_a_network_of_one_class_sees_nothing_else(target: int) -> None:
    module = nn.Sequential(nn.Flatten(), nn.Linear(192, 1))
    with pytest.raises(TooFewClassesError, match="Small"):
        drained(begin(network_with(module, 1), target, brief(PGD)))


@pytest.mark.parametrize("target", [5, -2, 1000])
def test_a_class_that_there_is_not_is_a_mistake(network: Network, target: int) -> None:
    with pytest.raises(ValueError, match=str(target)):
        drained(begin(network, target, brief(PGD)))


def test_a_network_that_gives_no_numbers_is_told() -> None:
    network = steep_network(0)
    nn.init.constant_(backbones.of(network).module.get_parameter("7.bias"), torch.nan)
    with pytest.raises(NotANumberError):
        drained(begin(network, ANYTHING, brief(PGD)))


class Cliff(nn.Module):
    """A network whose answer is fine and whose slope is none."""

    def forward(self, pixels: Tensor) -> Tensor:
        bright = (pixels.flatten(1).mean(dim=1, keepdim=True) * 0).sqrt()
        return torch.cat((bright + 1, bright), dim=1)


@pytest.mark.parametrize("method", METHODS)
def test_a_slope_that_is_no_number_is_told(method: str) -> None:
    network = network_with(Cliff(), 2)
    with pytest.raises(DivergedError, match="step 0"):
        drained(begin(network, 1, brief(method)))


# Steps


@pytest.mark.parametrize("method", METHODS)
def test_steps_are_counted(network: Network, method: str) -> None:
    recipe = brief(method, epsilon=5 / 255)
    steps = [*begin(network, ANYTHING, recipe)]
    assert [step.done for step in steps] == list(range(len(steps)))
    assert {step.total for step in steps} == {recipe.total}
    assert drained(begin(network, ANYTHING, recipe)).steps == len(steps) - 1
    assert steps[0].snapshot is None
    if method not in (DEEPFOOL, SMALLEST):  # which may be over sooner
        assert len(steps) == recipe.total + 1


@pytest.mark.parametrize(
    ("method", "steps"), [(PGD, 1), (PGD, 63), (PGD, 65), (PGD, 600), (CW, 70), (FGSM, 9)]
)
def test_few_of_many_tries_are_kept(network: Network, method: str, steps: int) -> None:
    recipe = brief(method, steps=steps)
    told = [*begin(network, ANYTHING, recipe)][1:]
    items = [step.item for step in told if step.item is not None]
    assert len(items) <= MOMENTS
    assert len(items) >= min(recipe.total, MOMENTS // 2)
    assert told[0].item is not None


@pytest.mark.parametrize("survive", [False, True])
@pytest.mark.parametrize("target", [ANYTHING, 1])
@pytest.mark.parametrize("method", METHODS)
def test_a_frame_belongs_to_the_numbers_beside_it(method: str, target: int, survive: bool) -> None:
    one = case(levels=3.5)
    recipe = brief(method, epsilon=6 / 255, survive=survive)
    told = [*begin(one.network, target, recipe, one.picture)][1:]
    backbone = backbones.of(one.network)
    for number, step in enumerate(told):
        assert step.snapshot is not None
        frame, kept = step.snapshot(), step.item
        assert isinstance(frame, Attempt)
        assert isinstance(kept, Attempt)
        assert frame.step == kept.step == number
        assert np.array_equal(frame.crop, kept.crop)
        assert step.metrics == {"target": kept.target, "truth": kept.truth, "lead": kept.lead}
        lead = float(backbone.logits(backbone.stack([kept.crop]))[0, 1])
        assert kept.lead == pytest.approx(lead, abs=0.05)  # it was before rounding
        assert kept.target == pytest.approx(1 / (1 + math.exp(-kept.lead)), abs=1e-5)
        assert kept.truth == pytest.approx(1 - kept.target, abs=1e-5)
        best = (1, 0) if kept.lead > 0 else (0, 1)
        assert kept.indices == best
        assert kept.probabilities[0] == max(kept.target, kept.truth)
    assert len({round(step.metrics["lead"], 4) for step in told}) == len(told) or method != PGD


def test_with_anything_the_best_of_the_others_is_told(network: Network) -> None:
    backbone = backbones.of(network)
    for step in [*begin(network, ANYTHING, brief(PGD, epsilon=20 / 255))][1:]:
        kept = step.item
        assert isinstance(kept, Attempt)
        chances = backbone.logits(backbone.stack([kept.crop]))[0].softmax(dim=0)
        truth = predict.ask(network, random_picture(0)).indices[0]
        others = torch.cat((chances[:truth], chances[truth + 1 :]))
        assert kept.truth == pytest.approx(float(chances[truth]), abs=0.1)
        assert kept.target == pytest.approx(float(others.max()), abs=0.1)
        assert len(kept.indices) == TOP
        assert list(kept.probabilities) == sorted(kept.probabilities, reverse=True)


def test_looking_at_the_frames_changes_nothing(network: Network) -> None:
    unseen = drained(begin(network, ANYTHING, brief(PGD)))
    steps = begin(network, ANYTHING, brief(PGD))
    next(steps)
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            assert_same(unseen, end.value)
            return
        assert step.snapshot is not None
        step.snapshot()


# What is left behind


@pytest.mark.parametrize("method", METHODS)
def test_nothing_is_left_on_the_network(network: Network, method: str) -> None:
    picture, recipe = random_picture(0), brief(method, survive=True)
    pixels = picture.pixels.copy()
    with nothing_left(backbones.of(network)):
        drained(begin(network, ANYTHING, recipe, picture))
    with nothing_left(backbones.of(network)):
        steps = begin(network, ANYTHING, recipe, picture)
        next(steps), next(steps)
        steps.close()
    assert np.array_equal(picture.pixels, pixels)


def test_paused_it_disturbs_nobody(network: Network) -> None:
    steps = begin(network, ANYTHING, brief(PGD))
    next(steps), next(steps)
    with nothing_left(backbones.of(network)):
        once = drained(begin(network, ANYTHING, brief(PGD)))
    with torch.no_grad():
        assert_same(drained(steps), once)


def test_exact_numbers_are_saved_with_their_start(network: Network, tmp_path: Path) -> None:
    result = drained(begin(network, ANYTHING, brief(PGD)))
    file = tmp_path / "cat.npz"
    save_numbers(result.exact, result.start, str(file))
    with np.load(file) as saved:
        assert np.array_equal(saved["adversarial"], result.exact)
        original = saved["original"]
        assert original.dtype == np.float32
        assert np.array_equal(original, result.start.astype(np.float32) / 255)
        assert np.abs(saved["adversarial"] - original).max() <= brief(PGD).epsilon + 1e-6
    with pytest.raises(SuffixError):
        save_numbers(result.exact, result.start, str(tmp_path / "cat.png"))


def test_two_classes_without_names_are_enough() -> None:
    one = case(levels=1.5)
    network = replace(one.network, classes=(ClassName("", "a"), ClassName("", "b")))
    assert drained(begin(network, 1, brief(PGD), one.picture)).after.best.name == "b"
