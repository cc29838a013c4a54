"""How often a network is right, how sure one can be of that, and what it confuses."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.engine.examples import Verdict

TENTHS = 10

Z = 1.959964
"""Standard deviations on either side of which 95 of 100 cases lie."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What came of showing pictures whose classes are known.

    Attributes:
        classes: Their names.
        confusion: K rows by the true class, K columns by what was seen, in counts.
        elsewhere: How many of each class were seen as a class that is none of them.
    """

    classes: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    elsewhere: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many pictures there were."""
        return sum(map(sum, self.confusion)) + sum(self.elsewhere)

    @property
    def right(self) -> int:
        """How many were seen as what they are."""
        return sum(row[place] for place, row in enumerate(self.confusion))

    @property
    def accuracy(self) -> float:
        """Share of them, 0..1; 0 without pictures."""
        return self.right / self.count if self.count else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Within which the true accuracy lies in 95 of 100 cases."""
        return wilson(self.right, self.count)

    def of_class(self, place: int) -> float:
        """Return the share of a class that was right; 0 where there is no picture of it."""
        row = self.confusion[place]
        count = sum(row) + self.elsewhere[place]
        return row[place] / count if count else 0.0


def assess(classes: tuple[str, ...], pairs: list[tuple[int, int]]) -> Assessment:
    """Count pairs of the true class and of what was seen; -1 stands for a class that is none."""
    confusion = [[0] * len(classes) for _ in classes]
    elsewhere = [0] * len(classes)
    for truth, seen in pairs:
        if seen < 0:
            elsewhere[truth] += 1
        else:
            confusion[truth][seen] += 1
    return Assessment(classes, tuple(map(tuple, confusion)), tuple(elsewhere))


def wilson(right: int, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share: Wilson, "Probable inference" (JASA 1927)."""
    if not count:
        return 0.0, 1.0
    share, square = right / count, Z * Z / count
    middle = (share + square / 2) / (1 + square)
    reach = Z * math.sqrt(share * (1 - share) / count + square / (4 * count)) / (1 + square)
    return max(0.0, middle - reach), min(1.0, middle + reach)


@dataclass(frozen=True, slots=True)
class Bin:
    """Pictures of which a network was about equally sure.

    Attributes:
        sureness: Their mean probability, 0..1.
        accuracy: Share of them that was right.
        count: How many there are.
    """

    sureness: float
    accuracy: float
    count: int


def calibration(verdicts: Sequence[Verdict]) -> tuple[Bin, ...]:
    """Sort pictures by how sure the network was, into tenths; empty ones are left out.

    Guo et al., "On Calibration of Modern Neural Networks" (2017).
    """
    tenths: dict[int, list[Verdict]] = {}
    for one in verdicts:
        tenths.setdefault(min(int(one.probability * TENTHS), TENTHS - 1), []).append(one)
    return tuple(_bin(tenths[tenth]) for tenth in sorted(tenths))


def _bin(verdicts: Sequence[Verdict]) -> Bin:
    count = len(verdicts)
    sureness = math.fsum(one.probability for one in verdicts) / count
    return Bin(sureness, sum(one.is_right for one in verdicts) / count, count)


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return by how much sureness and accuracy differ on average, over all pictures, 0..1."""
    count = sum(one.count for one in bins)
    errors = (one.count * abs(one.sureness - one.accuracy) for one in bins)
    return math.fsum(errors) / count if count else 0.0


def mistakes(verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """Return those that are wrong, the surest first."""
    wrong = (one for one in verdicts if not one.is_right)
    return tuple(sorted(wrong, key=lambda one: (-one.probability, one.example.path)))
