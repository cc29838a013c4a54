"""What an attack is to reach, what it has come to, and why there can be none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    import numpy.typing as npt

    from desktop_app.engine.contract import Answer, Picture, Pixels

ANYTHING = -1
"""The target of an attack that is content with any other class."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What the network is to see.

    Attributes:
        truth: Number of the class that it sees in the original.
        target: Number of the class that it is to see instead, or `ANYTHING`.
    """

    truth: int
    target: int = ANYTHING


@dataclass(frozen=True, slots=True, eq=False)
class Attempt:
    """What there is to see of an attack after a step.

    Attributes:
        step: How many steps were done.
        crop: What the network is shown, uint8 S x S x 3.
        indices: The most probable classes, best first.
        probabilities: Of those.
        target: Probability of the class that is wished, or of the best other than the truth.
        truth: Probability of the class that was seen in the original.
        lead: How far the score of what is wished exceeds that of all others, in logits.
    """

    step: int
    crop: Pixels = field(repr=False)
    indices: tuple[int, ...]
    probabilities: tuple[float, ...]
    target: float
    truth: float
    lead: float


@dataclass(frozen=True, slots=True, eq=False)
class AttackResult:
    """What an attack has come to, judged from the picture as it is saved.

    Attributes:
        original: The picture as it was, resized as the network's rule says.
        result: The same with another crop.
        before: What the network sees in the first.
        after: What it sees in the second.
        attempt: The step that the result is of.
        start: The crop as it was, uint8 S x S x 3.
        exact: The crop before its values were rounded, float32 S x S x 3 in 0..1.
        reached: Whether the network sees what is wished, by the lead that is asked for.
        steps: How many were taken in all.
    """

    original: Picture
    result: Picture
    before: Answer
    after: Answer
    attempt: Attempt
    start: Pixels = field(repr=False)
    exact: npt.NDArray[np.float32] = field(repr=False)
    reached: bool
    steps: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of one picture of many, with one budget.

    Attributes:
        number: Its place among them, from 1.
        picture: Its name.
        radius: The budget, white being 1.
        before: The class that was seen in it.
        after: The class that is seen in the result.
        reached: Whether that is what was wished.
        linf: Largest change of a value.
        l2: Length of the change.
        probability: Of what is seen in the result.
        error: Why there was no try; "" if there was one.
    """

    number: int
    picture: str
    radius: float
    before: str = ""
    after: str = ""
    probability: float = 0.0
    reached: bool = False
    linf: float = 0.0
    l2: float = 0.0
    error: str = ""


def rates(tallies: Iterable[Tally]) -> list[tuple[float, int, int]]:
    """Return for each budget, in ascending order, how many tries reached it, and of how many."""
    found: dict[float, list[bool]] = {}
    for one in tallies:
        if not one.error:
            found.setdefault(one.radius, []).append(one.reached)
    return [(radius, sum(those), len(those)) for radius, those in sorted(found.items())]


class NoMindError(EngineError):
    """An attack on a network that has learned nothing."""

    kind = "untrained"
    short = QT_TRANSLATE_NOOP("errors", "Untrained network")
    why = QT_TRANSLATE_NOOP(
        "errors", "{title} is untrained: it has no mind to change. Choose another network."
    )


class AlreadyError(EngineError):
    """An attack whose target is what the network sees anyway."""

    kind = "already"
    short = QT_TRANSLATE_NOOP("errors", "Nothing to change")
    why = QT_TRANSLATE_NOOP("errors", "{name} is what it sees already. Choose another class.")


class TooFewClassesError(EngineError):
    """An attack on a network that can only ever say one thing."""

    kind = "classes"
    short = QT_TRANSLATE_NOOP("errors", "One class only")
    why = QT_TRANSLATE_NOOP("errors", "{title} knows one class only, so it cannot see another.")
