"""The methods of attack, each in a few lines on the one gradient loop."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import torch

from desktop_app.engine import backbone as backbones
from desktop_app.engine import recipe
from desktop_app.engine.attack_recipe import (
    CW,
    DEEPFOOL,
    DESCENT,
    FGSM,
    L2,
    LEVELS,
    LINF,
    MOMENTUM,
    PGD,
    ROUNDS,
    SMALLEST,
)
from desktop_app.engine.attempts import ANYTHING
from desktop_app.engine.balls import SLACK, Ball
from desktop_app.engine.rules import Optimiser
from desktop_app.engine.spot import Bent, Spot
from desktop_app.engine.steps import Momentum, Steepest, ToTheBoundary

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from torch import Tensor

    from desktop_app.engine.contract import Step
    from desktop_app.engine.striking import Strike

    Steps: TypeAlias = Generator[Step, None, None]

ANYWHERE = Ball(L2, math.inf)
PACE = 0.01
"""Rate of the search of Carlini and Wagner."""

NEAREST = 10
"""Classes among which DeepFool looks for the nearest boundary."""

BEYOND = (1.0, 1.1, 1.25, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)
"""How many times as far a change is carried, until rounding does not undo it."""


def _ball(strike: Strike) -> Ball:
    return Ball(strike.recipe.measure, strike.recipe.radius)


def descent(strike: Strike) -> Steps:
    """Follow the gradient as it is, as the lesson does."""
    ball = _ball(strike)
    spot = Spot(strike.start, ball)
    rule = Optimiser(spot.tensors, recipe.DESCENT, strike.recipe.rate)
    yield from strike.climb(spot, rule, strike.recipe.steps, ball)


def fgsm(strike: Strike) -> Steps:
    """Take one step to the edge: Goodfellow et al. (2015)."""
    ball = _ball(strike)
    yield from strike.climb(Spot(strike.start, ball), Steepest(ball.norm, ball.radius), 1, ball)


def pgd(strike: Strike) -> Steps:
    """Begin anywhere within and take many small steps: Madry et al. (2018)."""
    yield from _projected(strike, _ball(strike))


def _projected(strike: Strike, ball: Ball) -> Steps:
    spot = Spot(strike.start, ball, ball.random(strike.start, strike.generator))
    # JPEGs of random quality make gradients waver: their sum is steadier.
    kind = Momentum if strike.recipe.survive else Steepest
    rule = kind(ball.norm, ball.radius * strike.recipe.stride / 100)
    yield from strike.climb(spot, rule, strike.recipe.steps, ball)


def momentum(strike: Strike) -> Steps:
    """Keep the direction of the steps before: Dong et al. (2018)."""
    ball = _ball(strike)
    rule = Momentum(ball.norm, ball.radius * strike.recipe.stride / 100)
    yield from strike.climb(Spot(strike.start, ball), rule, strike.recipe.steps, ball)


def smallest(strike: Strike) -> Steps:
    """Try budgets, doubling and halving, and then between the one too small and the one enough.

    A saved picture knows no change below one level, so for L∞ only whole levels are tried.
    """
    norm, low, high = strike.recipe.measure, 0.0, math.inf
    radius = _whole(norm, strike.recipe.radius)
    for _ in range(ROUNDS[SMALLEST]):
        yield from _projected(strike, Ball(norm, radius))
        enough = strike.reached and strike.best.size <= radius * (1 + SLACK)
        low, high = (low, radius) if enough else (radius, high)
        radius = _between(norm, low, high)
        if not low < radius < high:
            break


def _between(norm: str, low: float, high: float) -> float:
    if not math.isfinite(high):
        return low * 2
    return _whole(norm, math.sqrt(low * high) if low else high / 2)


def _whole(norm: str, radius: float) -> float:
    """Return the least radius from `radius` on that is of whole levels, where that matters."""
    return math.ceil(radius * LEVELS - SLACK) / LEVELS if norm == LINF else radius


def carlini_wagner(strike: Strike) -> Steps:
    """Weigh the length of the change against being ahead, and search for the weight.

    Carlini and Wagner, "Towards Evaluating the Robustness of Neural Networks" (2017). The network
    is shown rounded pixels, so that what is found is what is saved.
    """
    low, weight, high = 0.0, 1.0, math.inf
    for _ in range(ROUNDS[CW]):
        canvas = Bent(strike.start)
        rule = Optimiser(canvas.tensors, recipe.ADAM, PACE)
        worked: list[bool] = []
        goal = partial(_short_and_ahead, strike, weight, worked)
        yield from strike.climb(canvas, rule, strike.recipe.steps, ANYWHERE, goal=goal)
        low, high = (low, weight) if any(worked) else (weight, high)
        weight = (low + high) / 2 if math.isfinite(high) else low * 10


def _short_and_ahead(strike: Strike, weight: float, worked: list[bool], pixels: Tensor) -> Tensor:
    rounded = pixels + ((pixels * LEVELS).round() / LEVELS - pixels).detach()
    logits = strike.look(rounded)
    ahead = strike.leads(logits)
    if strike.is_ahead:
        worked.append(True)
        shown = rounded.detach()
        strike.keep(strike.tried(backbones.photo(shown), shown, logits.detach()))
    short = (rounded - strike.start).square().sum()
    return -short - weight * (strike.recipe.margin - ahead).clamp(min=0)


def deepfool(strike: Strike) -> Steps:
    """Step to the nearest boundary as if it were flat, until it is crossed."""
    spot, rule = Spot(strike.start, ANYWHERE), ToTheBoundary()
    goal = partial(_beyond_the_nearest, strike, rule)
    steps = strike.recipe.steps
    yield from strike.climb(spot, rule, steps, ANYWHERE, goal=goal, until_ahead=True)
    for times in BEYOND:
        change = (spot.values.detach() - strike.start) * times
        if strike.consider((strike.start + change).clamp(0, 1), ANYWHERE) > strike.recipe.margin:
            break


def _beyond_the_nearest(strike: Strike, rule: ToTheBoundary, pixels: Tensor) -> Tensor:
    """Return how far the nearest boundary has been crossed: below zero until it is."""
    logits = strike.look(pixels)
    ahead = strike.leads(logits) - strike.recipe.margin
    if strike.aim.target == ANYTHING and not strike.is_ahead:
        ahead = _nearest(strike, logits, pixels) - strike.recipe.margin
    rule.gap = max(0.0, -float(ahead.detach()))
    return ahead


def _nearest(strike: Strike, logits: Tensor, pixels: Tensor) -> Tensor:
    """Return how far the class whose boundary is nearest is ahead of the truth."""
    truth = strike.aim.truth
    best = logits[0].topk(min(NEAREST + 1, logits.shape[1])).indices.tolist()
    gaps = [logits[0, number] - logits[0, truth] for number in best if number != truth]
    slopes = [torch.autograd.grad(gap, pixels, retain_graph=True)[0].norm() for gap in gaps]
    distances = [
        float((strike.recipe.margin - gap.detach()) / slope.clamp(min=1e-12))
        for gap, slope in zip(gaps, slopes, strict=True)
    ]
    return gaps[distances.index(min(distances))]


METHODS: Mapping[str, Callable[[Strike], Steps]] = {
    PGD: pgd,
    DESCENT: descent,
    FGSM: fgsm,
    MOMENTUM: momentum,
    CW: carlini_wagner,
    DEEPFOOL: deepfool,
    SMALLEST: smallest,
}
