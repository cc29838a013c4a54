"""Attacks on networks whose smallest attack is known exactly, and how the best try is found."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from desktop_app.engine import backbone as backbones
from desktop_app.engine import survival
from desktop_app.engine.adversarial import attack
from desktop_app.engine.attack_recipe import (
    CW,
    DEEPFOOL,
    DESCENT,
    FGSM,
    L2,
    LINF,
    METHODS,
    MOMENTUM,
    PGD,
    SMALLEST,
    attack_recipe,
)
from desktop_app.engine.attempts import ANYTHING
from desktop_app.engine.balls import Ball
from desktop_app.engine.spot import Board, Spot
from tests.backbones import drained
from tests.engine.linear_network import (
    CAT,
    RULE,
    SIDE,
    Case,
    as_tensor,
    case,
    grey_noise,
    linear_network,
    one_thread,
    strike_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch import Tensor

    from desktop_app.engine.attempts import AttackResult, Attempt
    from desktop_app.engine.contract import Pixels

SEEDS = range(4)


@pytest.fixture(autouse=True, scope="module")
def _quick() -> Iterator[None]:
    with one_thread():
        yield


def attacked(case: Case, target: int = CAT, **values: object) -> AttackResult:
    recipe = attack_recipe(values)
    steps = attack(network=case.network, picture=case.picture, target=target, recipe=recipe)
    return drained(steps)


def exact_change(case: Case, result: AttackResult) -> Tensor:
    return as_tensor(result.exact) - case.start


def saved_change(result: AttackResult) -> np.ndarray:
    """In whole levels."""
    return Board.of(result.result, RULE).crop.astype(int) - result.start


def saved_length(result: AttackResult) -> float:
    return math.sqrt(np.square(saved_change(result)).sum()) / 255


def test_the_maker_keeps_its_word() -> None:
    one = case(l2=0.7)
    handle = backbones.of(one.network)
    assert np.allclose(handle.logits(one.start)[0], [0, -one.gap], atol=1e-4)
    there = one.start + one.slope / one.slope.norm() * one.l2
    assert np.allclose(handle.logits(there)[0], 0, atol=1e-4)
    corner = one.start + one.slope.sign() * one.linf
    assert np.allclose(handle.logits(corner)[0], 0, atol=1e-4)


# The smallest change


@pytest.mark.parametrize("target", [CAT, ANYTHING])
@pytest.mark.parametrize("seed", SEEDS)
def test_deepfool_goes_to_the_boundary_in_one_step(seed: int, target: int) -> None:
    one = case(l2=0.6, seed=seed)
    for steps in (1, 20):
        result = attacked(one, target, method=DEEPFOOL, steps=steps)
        change = exact_change(one, result)
        assert result.reached
        assert float(change.norm()) == pytest.approx(1.02 * one.l2, rel=1e-4)
        assert torch.allclose(change, one.slope * 1.02 * one.gap / one.slope.norm() ** 2, atol=1e-5)
        assert result.steps == min(steps, 2)  # in the second it sees that it is there


def test_deepfool_goes_beyond_until_rounding_does_not_undo_it() -> None:
    lengths = []
    for seed in range(8):
        one = case(l2=0.05, seed=seed)
        result = attacked(one, method=DEEPFOOL)
        assert result.reached
        lengths.append(float(exact_change(one, result).norm()) / one.l2)
    assert any(length > 1.1 for length in lengths)  # some were undone
    assert max(lengths) < 4


def test_deepfool_looks_for_the_nearest_boundary_not_for_the_next_class() -> None:
    """The third class is farther behind, but a change lifts it eight times as much."""
    generator = torch.Generator().manual_seed(0)
    ways = torch.randn((2, 3, SIDE, SIDE), generator=generator) * torch.tensor([0.05, 0.4]).view(
        2, 1, 1, 1
    )
    weights = torch.cat((torch.zeros(1, 3, SIDE, SIDE), ways))
    picture = grey_noise(15, RULE.resize)
    start = as_tensor(Board.of(picture, RULE).crop / 255).float()
    at_start = (weights * start).flatten(1).sum(dim=1)
    bias = [0.0, float(-1 - at_start[1]), float(-3 - at_start[2])]
    network = linear_network(weights, bias)
    recipe = attack_recipe(method=DEEPFOOL)
    steps = attack(network=network, picture=picture, target=ANYTHING, recipe=recipe)
    result = drained(steps)
    assert result.before.indices[:2] == (0, 1)
    assert result.after.indices[0] == 2
    assert float((as_tensor(result.exact) - start).norm()) == pytest.approx(
        1.02 * 3 / float(ways[1].norm()), rel=1e-3
    )


@pytest.mark.parametrize("levels", range(1, 9))
@pytest.mark.parametrize("first", [1, 1.5, 2, 5, 64])
def test_the_smallest_whole_level_is_found(levels: int, first: float) -> None:
    one = case(levels=levels - 0.5, seed=levels)
    result = attacked(one, method=SMALLEST, norm=LINF, epsilon=first / 255)
    assert result.reached
    assert np.abs(saved_change(result)).max() == levels


@pytest.mark.parametrize(("length", "more"), [(0.1, 0.1), (0.25, 0.06), (1.0, 0.03), (2.0, 0.03)])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_smallest_length_is_found(seed: int, length: float, more: float) -> None:
    """The nearer it is to the first budget, the more tries are left to come near it."""
    one = case(l2=length, seed=seed)
    result = attacked(one, method=SMALLEST, norm=L2, length=1.6, steps=40)
    assert result.reached
    assert one.l2 <= saved_length(result) * 1.001
    assert saved_length(result) <= one.l2 * (1 + more)


def test_it_is_found_from_a_budget_that_no_picture_can_use_up() -> None:
    one = case(l2=1.0)
    result = attacked(one, method=SMALLEST, norm=L2, length=50, steps=40)
    assert saved_length(result) < 1.5 * one.l2


@pytest.mark.parametrize("length", [0.2, 1.0])
@pytest.mark.parametrize("target", [CAT, ANYTHING])
def test_carlini_and_wagner_come_near_the_smallest_length(length: float, target: int) -> None:
    one = case(l2=length, seed=3)
    result = attacked(one, target, method=CW, steps=100)
    assert result.reached
    assert saved_length(result) <= 1.1 * one.l2 + 0.5 * math.sqrt(192) / 255
    assert saved_length(result) <= 1.3 * one.l2
    assert np.allclose(result.exact * 255, result.start + saved_change(result), atol=1e-3)


@pytest.mark.parametrize(("slope", "length"), [(0.01, 0.5), (8.0, 0.5)])
def test_the_weight_of_being_ahead_is_searched_for(slope: float, length: float) -> None:
    """Where a network rises slowly the first weight is too little, so that the picture stays."""
    one = case(l2=length, slope=slope)
    result = attacked(one, method=CW, steps=100)
    assert result.reached
    assert saved_length(result) <= 1.3 * one.l2


# The best change within a budget


@pytest.mark.parametrize("levels", [1, 3, 8])
@pytest.mark.parametrize("method", [FGSM, PGD, MOMENTUM])
def test_a_linear_score_ends_in_the_corner(method: str, levels: int) -> None:
    one = case(levels=levels - 0.5, seed=levels)
    result = attacked(one, method=method, epsilon=levels / 255, steps=30)
    assert torch.allclose(exact_change(one, result), one.slope.sign() * levels / 255, atol=1e-6)
    assert np.array_equal(saved_change(result), levels * np.sign(as_pixels(one.slope)))
    assert result.reached
    assert result.attempt.lead == pytest.approx(float(one.slope.abs().sum()) * 0.5 / 255, rel=1e-3)


def as_pixels(values: Tensor) -> np.ndarray:
    return values[0].permute(1, 2, 0).numpy()


@pytest.mark.parametrize("method", [FGSM, PGD, MOMENTUM])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_linear_score_ends_along_its_slope(seed: int, method: str) -> None:
    one = case(l2=1.0, seed=seed)
    result = attacked(one, method=method, norm=L2, length=1.1, steps=60)
    expected = one.slope / one.slope.norm() * 1.1
    assert torch.allclose(exact_change(one, result), expected, atol=1e-4)
    assert result.reached
    assert not attacked(one, method=method, norm=L2, length=0.9, steps=60).reached


@pytest.mark.parametrize("target", [CAT, ANYTHING])
@pytest.mark.parametrize("seed", SEEDS)
def test_one_step_of_signs_stops_at_black_and_white(seed: int, target: int) -> None:
    one = case(l2=1.0, seed=seed, spread=128)
    result = attacked(one, target, method=FGSM, epsilon=30 / 255)
    wished = one.start + one.slope.sign() * 30 / 255
    assert ((wished < 0) | (wished > 1)).any()
    assert torch.allclose(as_tensor(result.exact), wished.clamp(0, 1), atol=1e-6)
    assert result.steps == 1


@pytest.mark.parametrize("steps", [1, 2])
def test_plain_descent_follows_the_gradient_of_the_logarithm(steps: int) -> None:
    one = case(l2=0.4)
    result = attacked(one, method=DESCENT, rate=0.05, epsilon=64 / 255, steps=steps)
    lead, change = -one.gap, torch.zeros_like(one.slope)
    for _ in range(steps):
        change = change + 0.05 * one.slope / (1 + math.exp(lead))
        lead = -one.gap + float((one.slope * change).sum())
    assert torch.allclose(exact_change(one, result), change, atol=1e-5)


def test_momentum_begins_with_the_picture_and_pgd_anywhere_within() -> None:
    one = case(levels=50)
    for method, within in ((MOMENTUM, 0), (DESCENT, 0), (FGSM, 0), (PGD, 10)):
        recipe = attack_recipe(method=method, epsilon=10 / 255)
        steps = attack(network=one.network, picture=one.picture, target=CAT, recipe=recipe)
        next(steps)
        first: Attempt = next(steps).item  # type: ignore[assignment]
        change = np.abs(first.crop.astype(int) - Board.of(one.picture, RULE).crop)
        assert change.max() == within
        assert len(np.unique(change)) == within + 1


@pytest.mark.parametrize("method", METHODS)
def test_any_class_will_do_for_a_network_that_is_very_sure(method: str) -> None:
    """The truth's probability is 1 in 32 bits, and so its logarithm alone has no slope."""
    one = case(l2=0.5, slope=4.0)
    assert one.gap > 20
    result = attacked(one, ANYTHING, method=method, epsilon=60 / 255, steps=60, rate=5.0)
    assert result.reached


# What counts


@pytest.mark.parametrize("method", [PGD, CW, DEEPFOOL, SMALLEST])
@pytest.mark.parametrize("target", [CAT, ANYTHING])
def test_the_lead_that_is_asked_for_counts(method: str, target: int) -> None:
    one, margin = case(l2=0.5), 2.0
    values = {"method": method, "norm": L2, "length": 2.0, "steps": 60}
    plain = attacked(one, target, **values)
    ahead = attacked(one, target, **values, margin=margin)
    assert plain.reached
    assert ahead.reached
    assert ahead.attempt.lead > margin
    if method != PGD:  # which takes all it may in either case
        least = (one.gap + margin) / float(one.slope.norm())
        assert plain.attempt.lead < margin
        assert least <= saved_length(ahead) * 1.001
        assert saved_length(ahead) < 1.1 * least


@pytest.mark.parametrize("target", [CAT, ANYTHING])
def test_deepfool_goes_on_to_the_lead_that_is_asked_for(target: int) -> None:
    one = case(l2=0.5)
    result = attacked(one, target, method=DEEPFOOL, margin=1.0)
    least = (one.gap + 1) / float(one.slope.norm())
    assert result.reached
    assert float(exact_change(one, result).norm()) == pytest.approx(1.02 * least, rel=1e-3)


def test_a_lead_out_of_reach_is_a_failure() -> None:
    one = case(levels=2.5)
    lead = 1.5 / 255 * float(one.slope.abs().sum())
    for share, reached in ((0.9, True), (1.1, False)):
        result = attacked(one, method=PGD, epsilon=4 / 255, margin=lead * share)
        assert result.reached is reached
        assert result.attempt.lead == pytest.approx(lead, rel=1e-3)
        assert result.after.indices[0] == CAT


@pytest.mark.parametrize("method", [FGSM, PGD, MOMENTUM])
def test_a_failed_attack_returns_its_best_try(method: str) -> None:
    one = case(levels=9.5)
    result = attacked(one, method=method, epsilon=3 / 255)
    assert not result.reached
    assert result.after.indices[0] != CAT
    least = float(one.slope.abs().sum()) / 255 * 6.5
    assert result.attempt.lead == pytest.approx(-least, rel=1e-3)


@pytest.mark.parametrize("method", [CW, DEEPFOOL, SMALLEST])
def test_a_search_that_fails_returns_its_best_try(method: str) -> None:
    one = case(l2=3.0)
    values = {"method": method, "epsilon": 1 / 255, "steps": 1, "margin": 50.0}
    result = attacked(one, CAT, **values)
    assert not result.reached
    assert result.attempt.lead > -one.gap


class ThereAndBack:
    """Goes towards the target twice and then away from it."""

    def __init__(self, way: Tensor) -> None:
        self._ways = [way, way, -3 * way, -way, -way]

    def change(self, tensors: Sequence[Tensor], gradients: Sequence[Tensor]) -> None:
        tensors[0].add_(self._ways.pop(0))


@pytest.mark.parametrize("levels", [1.5, 9.5])
def test_the_best_try_is_kept_and_not_the_last(levels: float) -> None:
    one, ball = case(levels=levels), Ball(LINF, 20 / 255)
    strike = strike_of(one, attack_recipe(method=PGD, epsilon=20 / 255))
    rule = ThereAndBack(one.slope.sign() / 255)
    drained(strike.climb(Spot(strike.start, ball), rule, 5, ball))
    best = strike.best.crop.astype(int) - strike.board.crop
    assert np.array_equal(best, 2 * np.sign(as_pixels(one.slope)))
    assert strike.reached is (levels < 2)
    assert strike.done == 5


def test_a_search_keeps_the_smallest_try_that_is_enough() -> None:
    one = case(levels=1.5)
    strike = strike_of(one, attack_recipe(method=SMALLEST))
    for levels in (1, 4, 3, 5, 2.6):
        strike.consider(strike.start + one.slope.sign() * levels / 255, Ball(LINF, 1.0))
    assert strike.best.size == pytest.approx(3 / 255, rel=1e-4)
    assert strike.reached


def test_without_a_try_there_is_no_best() -> None:
    strike = strike_of(case(l2=1.0), attack_recipe())
    assert not strike.reached
    with pytest.raises(ValueError, match="nothing"):
        _ = strike.best


# Surviving a JPEG


@pytest.fixture
def qualities(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The qualities in which pictures are saved."""
    drawn: list[int] = []
    real = survival.as_jpeg

    def note(pixels: Pixels, quality: int) -> Pixels:
        assert pixels.shape == (RULE.resize, 15, 3)  # the whole picture and not only the crop
        drawn.append(quality)
        return real(pixels, quality)

    monkeypatch.setattr(survival, "as_jpeg", note)
    return drawn


def test_jpegs_are_drawn_from_the_seed(qualities: list[int]) -> None:
    one = case(l2=0.5)
    drawn = []
    for seed in (3, 3, 4):
        qualities.clear()
        attacked(one, method=PGD, norm=L2, survive=True, seed=seed, steps=30)
        drawn.append(list(qualities))
    assert drawn[0] == drawn[1]
    assert drawn[0] != drawn[2]
    assert len(drawn[0]) == 30
    assert all(50 <= quality <= 95 for quality in drawn[0])
    assert len(set(drawn[0])) > 10


def test_a_jpeg_has_the_gradient_of_the_picture_itself(qualities: list[int]) -> None:
    one = case(l2=0.4, spread=120)
    strike = strike_of(one, attack_recipe(survive=True))
    spot = Spot(strike.start, Ball(LINF, 1.0), one.slope * 0.05)
    (gradient,) = torch.autograd.grad(strike.certainty(spot.pixels()), spot.values)
    held = strike.board.holding(backbones.photo(spot.pixels().detach()))
    again = strike.board.like(survival.as_jpeg(held.pixels, qualities[0])).crop
    crops = torch.cat((spot.pixels().detach(), strike.backbone.stack([again])))
    plain, saved = strike.backbone.logits(crops)[:, CAT].tolist()
    doubts = [1 / (1 + math.exp(lead)) for lead in (plain, saved)]
    assert saved != pytest.approx(plain, rel=0.01)
    assert torch.allclose(gradient, one.slope * sum(doubts) / 2, rtol=1e-3, atol=1e-6)


def test_what_is_to_survive_is_judged_as_it_is(qualities: list[int]) -> None:
    """The numbers are of the picture itself, and the JPEGs cost no step more."""
    one = case(levels=1.5)
    result = attacked(one, method=PGD, epsilon=4 / 255, survive=True)
    assert result.reached
    assert result.attempt.lead == pytest.approx(
        float(strike_of(one, attack_recipe()).backbone.logits(crop_of(result))[0, CAT]), abs=1e-4
    )
    assert len(qualities) == result.steps


def crop_of(result: AttackResult) -> Tensor:
    return as_tensor(Board.of(result.result, RULE).crop / 255).float()
