"""Two versions of the same work, timed in turn, so that a busy machine slows both."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Pairs:
    """Seconds of ours and of the bare version, round by round."""

    ours: tuple[float, ...]
    bare: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios."""
        return median(ours / bare for ours, bare in zip(self.ours, self.bare, strict=True))

    def __str__(self) -> str:
        """Both medians, readable."""
        times = (median(self.ours), median(self.bare))
        ours, bare = (f"{t * 1000:.1f} ms" if t < 1 else f"{t:.2f} s" for t in times)
        return f"{ours} against {bare}, median of {len(self.ours)} pairs"


def paired(
    ours: Callable[[], object], bare: Callable[[], object], *, rounds: int, warm_ups: int = 1
) -> Pairs:
    """Time both `rounds` times in turn; which goes first alternates."""
    for _ in range(warm_ups):
        ours(), bare()
    times: list[tuple[float, float]] = []
    for number in range(rounds):
        if number % 2:
            second = seconds(bare)
            times.append((seconds(ours), second))
        else:
            times.append((seconds(ours), seconds(bare)))
    return Pairs(*zip(*times, strict=True))


def seconds(work: Callable[[], object]) -> float:
    """Time one call."""
    began = perf_counter()
    work()
    return perf_counter() - began
