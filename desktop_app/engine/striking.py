"""One attack on its way: what is shown to the network, what it answers, and the best try so far."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import torch

from desktop_app.engine import backbone as backbones
from desktop_app.engine import survival
from desktop_app.engine.ascent import Score, ascend
from desktop_app.engine.attack_recipe import LINF
from desktop_app.engine.attempts import ANYTHING, Attempt
from desktop_app.engine.contract import Step
from desktop_app.engine.device import memory_errors
from desktop_app.engine.spot import levels

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from torch import Tensor

    from desktop_app.engine.ascent import Canvas, Rule
    from desktop_app.engine.attack_recipe import AttackRecipe
    from desktop_app.engine.attempts import Aim
    from desktop_app.engine.backbone import Backbone
    from desktop_app.engine.balls import Ball
    from desktop_app.engine.contract import Pixels
    from desktop_app.engine.spot import Board

MOMENTS = 64
"""Tries that are kept to be looked at again."""

TOP = 5
QUALITIES = (60, 95)
"""Of the JPEGs that an attack sees which is to survive saving."""


class Look(NamedTuple):
    """What the network was shown, what it said, and how far what is wished was ahead."""

    pixels: Tensor
    logits: Tensor
    lead: float


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """The best try: what is saved, what it was before rounding, and what the network says of it."""

    crop: Pixels
    exact: Tensor
    logits: Tensor
    lead: float
    step: int
    size: float


class Strike:
    """Takes the steps of an attack and remembers what is best."""

    def __init__(self, backbone: Backbone, board: Board, aim: Aim, recipe: AttackRecipe) -> None:
        """Begin with the crop of `board`."""
        self.backbone, self.board, self.aim, self.recipe = backbone, board, aim, recipe
        self.start = backbone.stack([board.crop])
        self.generator = torch.Generator().manual_seed(recipe.seed)
        self.kept: Kept | None = None
        self.done = 0
        self._last: Look | None = None
        self._front: Look | None = None

    @property
    def reached(self) -> bool:
        """Whether the best try is enough."""
        return self.kept is not None and self.kept.lead > self.recipe.margin

    @property
    def is_ahead(self) -> bool:
        """Whether what is wished was far enough ahead when the network last looked."""
        return self._last is not None and self._last.lead > self.recipe.margin

    @property
    def best(self) -> Kept:
        """The best try; `ValueError` before any was judged."""
        if self.kept is None:
            raise ValueError("nothing was tried")
        return self.kept

    # Steps

    def climb(
        self,
        canvas: Canvas,
        rule: Rule,
        steps: int,
        ball: Ball,
        *,
        goal: Callable[[Tensor], Tensor] | None = None,
        until_ahead: bool = False,
    ) -> Generator[Step, None, None]:
        """Follow `goal`, or the probability of what is wished; perhaps only until it is ahead.

        Afterwards the best and the last try are judged as they would be saved, within `ball`.
        """
        self._front = None
        score = partial(_scored, goal or self.certainty)
        for _ in ascend(canvas=canvas, goal=score, rule=rule, steps=steps):
            yield self._step(self.done)
            self.done += 1
            if until_ahead and self.is_ahead:
                break
        with torch.no_grad():
            last = canvas.pixels().detach().clone()
        lead = self.consider(last, ball)
        if self._front is not None and self._front.lead > lead and not self.recipe.survive:
            self.consider(self._front.pixels, ball)

    def certainty(self, pixels: Tensor) -> Tensor:
        """Return how sure the network is of what is wished, as a logarithm."""
        if not self.recipe.survive:
            return self.sureness(self.look(pixels))
        logits = self.look(pixels, self._as_jpeg(pixels))
        return (self.sureness(logits[:1]) + self.sureness(logits[1:])) / 2

    def look(self, pixels: Tensor, *others: Tensor) -> Tensor:
        """Show the network pixels, and `others` beside them; return N x K logits."""
        batch = torch.cat((pixels, *others)) if others else pixels
        logits = self.backbone.quick_logits(batch)
        said = logits[:1].detach()
        self._last = Look(pixels.detach().clone(), said, self.lead(said))
        if self._front is None or self._last.lead > self._front.lead:
            self._front = self._last
        return logits

    def _as_jpeg(self, pixels: Tensor) -> Tensor:
        """Return pixels as a JPEG of the whole picture keeps them; gradients pass as if unchanged.

        Athalye, Carlini and Wagner, "Obfuscated Gradients Give a False Sense of Security" (2018).
        """
        low, high = QUALITIES
        quality = int(torch.randint(low, high + 1, (), generator=self.generator))
        whole = self.board.holding(backbones.photo(pixels.detach()))
        again = self.board.like(survival.as_jpeg(whole.pixels, quality)).crop
        return pixels + (self.backbone.stack([again]) - pixels.detach())

    # What the network says

    def sureness(self, logits: Tensor) -> Tensor:
        """Return how probable what is wished is, 1 x K to a number: a logarithm."""
        if self.aim.target == ANYTHING:
            return _without(logits, self.aim.truth).logsumexp(dim=0) - logits[0].logsumexp(dim=0)
        return logits.log_softmax(dim=1)[0, self.aim.target]

    def leads(self, logits: Tensor) -> Tensor:
        """Return how far what is wished is ahead of all else, 1 x K to a number: a difference."""
        number = self.aim.truth if self.aim.target == ANYTHING else self.aim.target
        ahead: Tensor = logits[0, number] - _without(logits, number).max()
        return -ahead if self.aim.target == ANYTHING else ahead

    def lead(self, logits: Tensor) -> float:
        """Return the same as a plain number."""
        return float(self.leads(logits.detach()))

    # What is kept

    def consider(self, pixels: Tensor, ball: Ball) -> float:
        """Judge a try as it would be saved, keep it if it is the best, and return its lead."""
        crop = ball.rounded(self.board.crop, levels(pixels))
        with memory_errors():
            logits = self.backbone.fast_logits(self.backbone.stack([crop]))
        return self.keep(self.tried(crop, pixels, logits))

    def tried(self, crop: Pixels, exact: Tensor, logits: Tensor) -> Kept:
        """Return a try of which the network says `logits` when it is saved."""
        size = self._size(self.backbone.stack([crop]))
        return Kept(crop, exact, logits, self.lead(logits), self.done, size)

    def keep(self, one: Kept) -> float:
        """Keep a try if it is better than the best so far; return its lead."""
        if self.kept is None or self._rank(one) > self._rank(self.kept):
            self.kept = one
        return one.lead

    def _rank(self, one: Kept) -> tuple[bool, float]:
        """Put the farthest ahead first, or of those that are enough the one that changes least."""
        enough = one.lead > self.recipe.margin
        return enough, -one.size if enough and not self.recipe.is_bounded else one.lead

    def _size(self, shown: Tensor) -> float:
        change = shown - self.start
        return float(change.abs().max() if self.recipe.measure == LINF else change.norm())

    # What is shown

    def _step(self, number: int) -> Step:
        """Return a step of which the try before its change can be looked at."""
        assert self._last is not None
        total = self.recipe.total
        attempt = partial(self.attempt, number, self._last.pixels, self._last.logits)
        due = number % math.ceil(total / MOMENTS) == 0
        target, truth = self._chances(self._last.logits[0].softmax(dim=0))
        metrics = {"target": target, "truth": truth, "lead": self._last.lead}
        item = attempt() if due else None
        return Step(number + 1, total, metrics=metrics, item=item, snapshot=attempt)

    def _chances(self, probabilities: Tensor) -> tuple[float, float]:
        """Return the probability of what is wished, and of what was seen in the original."""
        truth = float(probabilities[self.aim.truth])
        if self.aim.target != ANYTHING:
            return float(probabilities[self.aim.target]), truth
        others = probabilities.clone()
        others[self.aim.truth] = 0
        return float(others.max()), truth

    def attempt(self, number: int, pixels: Tensor, logits: Tensor) -> Attempt:
        """Return what there is to see of a try."""
        probabilities = logits[0].softmax(dim=0)
        best = probabilities.topk(min(TOP, len(probabilities)))
        target, truth = self._chances(probabilities)
        return Attempt(
            step=number,
            crop=backbones.photo(pixels),
            indices=tuple(best.indices.tolist()),
            probabilities=tuple(best.values.tolist()),
            target=target,
            truth=truth,
            lead=self.lead(logits),
        )


def _scored(goal: Callable[[Tensor], Tensor], pixels: Tensor) -> Score:
    return Score(goal(pixels))


def _without(logits: Tensor, number: int) -> Tensor:
    """Return the logits of one picture, 1 x K, as K numbers; one class is out of the question."""
    others = logits[0].clone()
    others[number] = -math.inf
    return others
