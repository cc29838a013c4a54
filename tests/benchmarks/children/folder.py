"""Open a folder in the program and see how the window and the memory fare meanwhile.

Arguments: the folder, how many pictures lie in it, and after how many memory is first looked at.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.benchmarks.children import real
from tests.benchmarks.children.meters import Lateness, memory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.app import Program


def scenario(program: Program) -> Mapping[str, float]:
    """Predict them all."""
    folder, count, few = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    pictures = program.session.pictures

    def answered(least: int) -> bool:
        return sum(not entry.waiting for entry in pictures.entries()) >= least

    program.opening.open([folder])
    real.until(lambda: answered(1))
    lateness = Lateness()
    real.until(lambda: answered(few), every_ms=50)
    early = memory()
    real.until(lambda: answered(count), every_ms=50)
    longest, p99 = lateness.stop()
    return {"longest": longest, "p99": p99, "early": early, "late": memory()}


real.play(scenario)
