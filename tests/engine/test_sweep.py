"""Every network of torchvision runs. It takes minutes: `make sweep`, which writes docs/sweep.md."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import pytest
import torch

from desktop_app.engine import architectures, catalogue, published
from desktop_app.engine.backbone import Backbone
from desktop_app.engine.device import choose
from tests.benchmarks.table import conditions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.engine.catalogue import Entry

pytestmark = pytest.mark.sweep

FILE = Path(__file__).parents[2] / "docs" / "sweep.md"
INTRODUCTION = """\
# Every network of torchvision

Taken by `make sweep`: each architecture is built with random weights and given one picture of the
size that its weights need. Weights that differ in nothing else share a line. GMACs are
torchvision's; the seconds are for that one picture on the processor below, and of one machine.
"""
HEAD = ("name", "input", "parameters", "GMACs", "seconds", "output")
WITH_TRAINING_HEADS = {"inception_v3"}
"""Torchvision counts those among the parameters; the network here does without."""


@dataclass(frozen=True)
class Row:
    name: str
    input: str
    parameters: str
    gmacs: str
    seconds: str
    output: str


def variants() -> dict[str, list[Entry]]:
    """The entries by what of them makes a difference to how a network is built and run."""
    found: dict[str, list[Entry]] = {}
    for entry in published.entries():
        side = entry.input.size if entry.input else 0
        found.setdefault(f"{catalogue.parse(entry.name).model} {side}", []).append(entry)
    return found


VARIANTS = variants()


@pytest.fixture(scope="module")
def rows() -> Iterator[list[Row]]:
    """Return where the rows are collected; when all are there they are written to the file."""
    choose("cpu")
    collected: list[Row] = []
    yield collected
    if len(collected) == len(VARIANTS):
        facts = "".join(f"- {name}: {value}\n" for name, value in conditions().items())
        table = [HEAD, ("---",) * len(HEAD), *map(astuple, collected)]
        lines = "".join(f"| {' | '.join(cells)} |\n" for cells in table)
        FILE.write_text("\n".join((INTRODUCTION, facts, lines)), encoding="utf-8")


@pytest.mark.parametrize("entries", VARIANTS.values(), ids=VARIANTS)
def test_a_network_runs(entries: list[Entry], rows: list[Row]) -> None:
    entry = entries[0]
    assert entry.input is not None
    side = entry.input.size
    module = architectures.build(catalogue.parse(entry.name), 1000)
    parameters = sum(parameter.numel() for parameter in module.parameters())
    user = Backbone(module.requires_grad_(requires_grad=False), entry.input, "cpu")
    pixels = torch.rand(1, 3, side, side, generator=torch.Generator().manual_seed(0))
    began = perf_counter()
    fast = user.fast_logits(pixels)
    seconds = perf_counter() - began
    right = fast.shape == (1, 1000) and bool(fast.isfinite().all())
    same = torch.allclose(user.logits(pixels), fast, rtol=0, atol=1e-5 * float(fast.abs().max()))
    rows.append(
        Row(
            name=", ".join(f"`{one.name}`" for one in entries),
            input=str(side),
            parameters=f"{parameters:,}",
            gmacs=f"{entry.gmacs:.2f}",
            seconds=f"{seconds:.2f}",
            output="right" if right and same else "**wrong**",
        )
    )
    assert right
    assert same
    assert parameters == entry.parameters or entry.name in WITH_TRAINING_HEADS
