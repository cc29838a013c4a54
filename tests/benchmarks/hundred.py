"""`make bench-long`: a hundred ideal pictures, and what three networks see in the saved files.

It takes half an hour and writes docs/measurements-ideal.md. `make bench-long ARGS="--count 4"`
takes only the first four classes and writes nothing.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING

import torch
from PIL import Image

from desktop_app.cli.common import drained
from desktop_app.engine import images, made
from desktop_app.engine.catalogue import BUNDLED, IMAGENET_CLASSES
from desktop_app.engine.contract import Source
from desktop_app.engine.ideal_image import idealise
from desktop_app.engine.judging import judge
from desktop_app.engine.recipe import NATURAL, recipe
from desktop_app.engine.targets import CLASS, Target
from tests.backbones import loaded
from tests.benchmarks.processes import ROOT
from tests.benchmarks.table import conditions, listed, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from desktop_app.engine.contract import Network

FILE = ROOT / "docs" / "measurements-ideal.md"
COUNT = 100
CLASSES = Random(2026).sample(range(IMAGENET_CLASSES), COUNT)
RECIPE = recipe(NATURAL, steps=256, size=224)
SURE = 0.95
PROCESSES = 2
COLUMNS = 10
"""Pictures side by side on a sheet."""

INTRODUCTION = """\
# A hundred ideal pictures

Taken by `make bench-long`. For each of a hundred classes, drawn with a fixed seed, Lite0 makes its
ideal picture; it is saved as PNG, and what the three networks see in the file is written down.
Lite1 and Lite2 take no part in making it. A rank is the place of the class among the thousand.
"""
HEAD = ("class", "probability on Lite0", "rank on Lite1", "rank on Lite2")
TRIED = re.compile(r"<!-- tried -->.*<!-- /tried -->", re.DOTALL)
"""What is written by hand, and stays when the rest is written anew."""

NOTHING_TRIED = "<!-- tried -->\n<!-- /tried -->"


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one class.

    Attributes:
        index: Number of the class.
        name: Of the class.
        probability: On Lite0.
        ranks: On Lite1 and on Lite2.
    """

    index: int
    name: str
    probability: float
    ranks: tuple[int, ...]

    def cells(self) -> tuple[str, ...]:
        """The texts of the row."""
        return f"{self.name} ({self.index})", f"{self.probability:.3f}", *map(str, self.ranks)


def main() -> None:
    """Make the pictures, print what became of them and write it down."""
    given = _arguments()
    facts, began = conditions(), perf_counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = list(_rows(folder, CLASSES[: given.count]))
        facts["time"] = f"{(perf_counter() - began) / 60:.0f} minutes, {PROCESSES} processes"
        text = document(rows, facts)
        sys.stdout.write(text)
        if len(rows) == COUNT:
            FILE.write_text(text, encoding="utf-8")
        if given.sheet:
            _sheet([_file(folder, row.index) for row in rows]).save(given.sheet)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-long", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT, metavar="N", help="how many classes")
    parser.add_argument("--sheet", metavar="FILE", help="save all pictures as one PNG")
    given = parser.parse_args()
    if not 1 <= given.count <= COUNT:
        parser.error(f"there are 1 to {COUNT} classes")
    return given


# Making


def _rows(folder: Path, classes: Sequence[int]) -> Iterator[Row]:
    """Make the pictures in processes of one thread each, and say how far they are."""
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        for done, row in enumerate(pool.map(partial(_row, folder), classes), 1):
            sys.stderr.write(f"{done} of {len(classes)}: {', '.join(row.cells())}\n")
            yield row


def _row(folder: Path, index: int) -> Row:
    """Make the picture of a class, save it, read it back and have it judged."""
    first, *others = _networks()
    target, wanted = Target(CLASS, index), first.classes[index]
    last = drained(idealise(network=first, target=target, recipe=RECIPE))
    run = made.record(first, "ideal", {"target": str(index)} | RECIPE.values(), RECIPE.seed)
    file = str(_file(folder, index))
    made.save(made.picture(last.frame.picture, wanted.name, run), file)
    picture = images.decode(Source(file, file))
    ranks = tuple(judge(other, picture, wanted).rank for other in others)
    return Row(index, wanted.name, judge(first, picture, wanted).probability, ranks)


@cache
def _networks() -> tuple[Network, ...]:
    """Load them once in each process."""
    networks = tuple(loaded(entry.name) for entry in BUNDLED)
    torch.set_num_threads(1)  # loading sets as many as fit a process that has all cores
    return networks


def _file(folder: Path, index: int) -> Path:
    return folder / f"{index}{made.PNG}"


def _sheet(files: Sequence[Path]) -> Image.Image:
    """Lay pictures side by side, in rows."""
    side = RECIPE.size
    columns = min(COLUMNS, len(files))
    sheet = Image.new("RGB", (columns * side, -(-len(files) // columns) * side))
    for place, file in enumerate(files):
        down, across = divmod(place, columns)
        with Image.open(file) as image:
            sheet.paste(image, (across * side, down * side))
    return sheet


# Writing


def document(rows: Sequence[Row], facts: Mapping[str, str]) -> str:
    """Write all that the file says; what was tried stays as it stands there now."""
    settings = ", ".join(f"{name} {value}" for name, value in RECIPE.values().items())
    lines = listed({**facts, "recipe": f"preset {NATURAL}: {settings}"})
    classes = table(HEAD, [row.cells() for row in rows])
    old = FILE.read_text(encoding="utf-8") if FILE.exists() else ""
    found = TRIED.search(old)
    tried = found.group() if found else NOTHING_TRIED
    return "\n".join((INTRODUCTION, lines, _totals(rows), f"{tried}\n", classes))


def _totals(rows: Sequence[Row]) -> str:
    """Count the classes that came out well; the limits are for a hundred."""
    sure = sum(row.probability >= SURE for row in rows)
    first, among = (sum(max(row.ranks) <= rank for row in rows) for rank in (1, 5))
    totals = (
        (f"probability of {SURE} or more on Lite0", sure, 98),
        ("first on both Lite1 and Lite2", first, 90),
        ("among the first five on both", among, 95),
    )
    return table(
        ("what", "measured", "limit", "verdict"),
        [_total(*total, count=len(rows)) for total in totals],
    )


def _total(what: str, value: int, percent: int, *, count: int) -> tuple[str, ...]:
    least = -(-percent * count // 100)
    verdict = "kept" if value >= least else "**missed**"
    return what, f"{value} of {count}", f"≥ {least}", verdict


if __name__ == "__main__":
    main()
