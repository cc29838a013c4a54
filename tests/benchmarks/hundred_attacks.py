"""`make bench-attacks`: a hundred attacks in several ways, and what is read back from their files.

It takes a quarter of an hour and writes docs/measurements-attacks.md; it needs the photographs of
`material.samples`. `make bench-attacks ARGS="--count 8"` takes only the first and writes nothing.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING

import torch

from desktop_app.cli.common import drained
from desktop_app.engine import backbone, images, survival
from desktop_app.engine.adversarial import attack
from desktop_app.engine.attack_recipe import LEVELS, attack_recipe
from desktop_app.engine.catalogue import IMAGENET_CLASSES
from desktop_app.engine.contract import Source
from desktop_app.engine.spot import Board
from tests.backbones import loaded
from tests.benchmarks.attacks import PEERS_BY_NAME, STEPS, STRIDE, Same
from tests.benchmarks.material import samples
from tests.benchmarks.processes import ROOT
from tests.benchmarks.table import conditions, listed, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.engine.contract import Network, Pixels

FILE = ROOT / "docs" / "measurements-attacks.md"
COUNT = 100
PROCESSES = 2
INTRODUCTION = """\
# A hundred attacks

Taken by `make bench-attacks`. Photographs of ImageNet in turn, each to be seen by Lite0 as a class
drawn with a fixed seed. What is counted is read back from the bytes of a saved file of the whole
resized picture, in the format named; *float* is the result before it is rounded. Every library is
given the same network.
"""
HEAD = ("attack", "read from", "succeed", "limit", "verdict")


@dataclass(frozen=True, slots=True)
class Way:
    """One attack: its name, its settings, and at least how many of a hundred have to succeed."""

    name: str
    values: Mapping[str, object]
    limits: Mapping[str, int]


FLOAT = "float"
PGD = {"steps": STEPS, "stride": 100 * STRIDE}
WAYS = (
    Way("PGD, 2/255, 20 steps", {**PGD, "epsilon": 2 / LEVELS}, {FLOAT: 95, survival.PNG: 94}),
    Way("PGD, 4/255, 20 steps", {**PGD, "epsilon": 4 / LEVELS}, {FLOAT: 99, survival.PNG: 98}),
    Way(
        "PGD that survives saving, 4/255, 40 steps",
        {"steps": 40, "epsilon": 4 / LEVELS, "survive": True},
        {survival.PNG: 0, "jpeg95": 0, "jpeg75": 90, "jpeg50": 0},
    ),
    Way(
        "PGD that survives saving, 8/255, 40 steps",
        {"steps": 40, "epsilon": 8 / LEVELS, "survive": True},
        {survival.PNG: 0, "jpeg95": 0, "jpeg75": 0, "jpeg50": 80},
    ),
)
PEER_EPSILONS = (2, 4)
Found = dict[tuple[str, str], bool]


def main() -> None:
    """Attack, print what became of it and write it down."""
    parser = argparse.ArgumentParser(prog="make bench-attacks", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT, metavar="N", help="how many attacks")
    count = parser.parse_args().count
    if not samples():
        parser.error("the photographs are not there")
    facts, began = conditions(), perf_counter()
    found = _all(range(count))
    facts["time"] = f"{(perf_counter() - began) / 60:.0f} minutes, {PROCESSES} processes"
    text = document(found, facts)
    sys.stdout.write(text)
    if count == COUNT:
        FILE.write_text(text, encoding="utf-8")


def _all(numbers: Sequence[int]) -> list[Found]:
    found = []
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        for done, one in enumerate(pool.map(_one, numbers), 1):
            sys.stderr.write(f"{done} of {len(numbers)}\n")
            found.append(one)
    return found


def _one(number: int) -> Found:
    """Attack one photograph in all ways; say which succeeded."""
    network, files = _network(), samples()
    file = files[number % len(files)]
    picture = images.decode(Source(file.name, str(file)))
    board = Board.of(picture, network.input)
    user = backbone.of(network)
    start = user.stack([board.crop])
    target = _target(number, int(user.fast_logits(start).argmax()))
    found: Found = {}
    for way in WAYS:
        recipe = attack_recipe(way.values)
        steps = attack(network=network, picture=picture, target=target, recipe=recipe)
        result = drained(steps)
        for kind in way.limits:
            seen = _seen(network, result.result.pixels, kind, result.exact)
            found[way.name, kind] = seen == target
    for name, make in PEERS_BY_NAME.items():
        for levels in PEER_EPSILONS:
            run = make(Same(user), levels / LEVELS)
            crop = run(start, torch.tensor([target])).detach()
            found[_peer(name, levels), FLOAT] = int(user.fast_logits(crop).argmax()) == target
            saved = board.holding(backbone.photo(crop)).pixels
            kind = survival.PNG
            found[_peer(name, levels), kind] = _seen(network, saved, kind) == target
    return found


@cache
def _network() -> Network:
    network = loaded()
    torch.set_num_threads(1)  # loading sets as many as fit a process that has all cores
    return network


def _target(number: int, truth: int) -> int:
    """Draw a class that is not the one that is seen."""
    drawn = Random(2026 + number).sample(range(IMAGENET_CLASSES), 2)
    return drawn[drawn[0] == truth]


def _seen(network: Network, pixels: Pixels, kind: str, exact: object = None) -> int:
    user = backbone.of(network)
    if kind == FLOAT:
        crop = torch.as_tensor(exact).permute(2, 0, 1)[None]
        return int(user.fast_logits(crop).argmax())
    crop = user.stack([images.network_input(survival.saved(pixels, kind), network.input)])
    return int(user.fast_logits(crop).argmax())


def _peer(name: str, levels: int) -> str:
    return f"{name}’s PGD, {levels}/255, {STEPS} steps"


# Writing


def document(found: Sequence[Found], facts: Mapping[str, str]) -> str:
    """Write all that the file says."""
    limits = {(way.name, kind): least for way in WAYS for kind, least in way.limits.items()}
    rows = [_row(key, found, limits) for key in found[0]]
    return "\n".join((INTRODUCTION, listed(facts), table(HEAD, rows)))


def _row(
    key: tuple[str, str], found: Sequence[Found], limits: Mapping[tuple[str, str], int]
) -> tuple[str, ...]:
    count = sum(one[key] for one in found)
    least = limits.get(key, 0)
    if "’s" in key[0]:  # a peer: ours may be at most two below
        ours = sum(one[f"PGD{key[0].partition('PGD')[2]}", key[1]] for one in found)
        verdict = "kept" if ours >= count - 2 else "**missed**"
        return *key, f"{count} of {len(found)}", f"ours {ours}", verdict
    verdict = "kept" if count >= least * len(found) / COUNT else "**missed**"
    return *key, f"{count} of {len(found)}", f"≥ {least}" if least else "", verdict if least else ""


if __name__ == "__main__":
    main()
