"""Moments of a run, few enough to keep: what it looked like, and all that is needed to go on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor

    from desktop_app.engine.contract import Pixels

LIMIT = 64
LEAST = 8


def limit(count: int) -> int:
    """Return how many moments each of `count` histories may keep: one memory for all."""
    return max(LEAST, LIMIT // count)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What there is to see of a run after a step.

    Attributes:
        step: How many steps were done.
        picture: uint8 S x S x 3.
        response: How much the network shows of what is wished: a logit, or a mean of maps.
        indices: The most probable classes, best first.
        probabilities: Of those.
        probability: Of the class that is wished; 0 for what is no class.
    """

    step: int
    picture: Pixels = field(repr=False)
    response: float
    indices: tuple[int, ...]
    probabilities: tuple[float, ...]
    probability: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """A frame from which a run can go on as if it had never been left.

    Attributes:
        frame: What it looked like.
        tensors: What the picture is made from.
        optimiser: All that remembers.
        generator: State of the run's random numbers.
    """

    frame: Frame
    tensors: tuple[Tensor, ...] = field(repr=False)
    optimiser: dict[str, Any] = field(repr=False)
    generator: Tensor = field(repr=False)


class History:
    """At most `limit` moments; when it is full, every second one goes and the distance doubles."""

    def __init__(self, limit: int = LIMIT) -> None:
        """Start empty; raises `ValueError` for a limit below 2."""
        if limit < 2:
            raise ValueError(f"a history of {limit}")
        self.moments: list[Moment] = []
        self.distance = 1
        self._limit = limit

    def due(self, step: int) -> bool:
        """Whether the moment after `step` steps is to be kept."""
        return step % self.distance == 0

    def add(self, moment: Moment) -> None:
        """Keep the moment of a step that is due."""
        if len(self.moments) == self._limit:
            self.distance *= 2
            self.moments = [one for one in self.moments if self.due(one.frame.step)]
        if self.due(moment.frame.step):
            self.moments.append(moment)
