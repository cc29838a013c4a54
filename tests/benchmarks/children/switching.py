"""Changes the network many times in the real program.

Argument: how often.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from tests.benchmarks.children import real
from tests.benchmarks.children.meters import memory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.app import Program

NAMES = ("efficientnet_lite1", "resnet50:untrained", "alexnet:untrained", "efficientnet_lite0")
ROUNDS = 3
"""Rounds through all of them of which the one that needs least memory counts: what the allocator
keeps for later differs from round to round."""


def scenario(program: Program) -> Mapping[str, float]:
    """Load one after the other, and note the memory after each round."""
    found = []
    for _ in range(int(sys.argv[1]) // len(NAMES)):
        for name in NAMES:
            program.networks.load(name)
            real.until(partial(in_use, program, name))
        found.append(settled(program))
    return {"early": min(found[:ROUNDS]), "late": min(found[-ROUNDS:])}


def in_use(program: Program, name: str) -> bool:
    """Whether the network called `name` is in use."""
    return program.session.network is not None and program.session.network.name == name


def settled(program: Program) -> float:
    """Return the memory in use once the garbage is collected."""
    program.collector.collect_all()
    real.until(lambda: not program.runner.busy)
    return memory()


real.play(scenario)
