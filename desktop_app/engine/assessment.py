"""How often a network is right, how sure one can be of that, and what it confuses."""

from __future__ import annotations

import math
from dataclasses import dataclass

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
