"""`make bench`: measure, print the table and write it to docs/measurements.md.

`make bench ARGS="window ready"` measures only those and writes nothing.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from tests.benchmarks.cases import CASES, Bench
from tests.benchmarks.processes import ROOT
from tests.benchmarks.table import document, markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.benchmarks.table import Result

FILE = ROOT / "docs" / "measurements.md"


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    chosen = parser.parse_args().cases
    if unknown := set(chosen) - set(CASES):
        parser.error(f"there is no case called {', '.join(sorted(unknown))}")
    began = perf_counter()
    results = measured(chosen or list(CASES))
    if chosen:
        sys.stdout.write(markdown(results))
        return
    text = document(results, perf_counter() - began)
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def measured(names: Sequence[str]) -> list[Result]:
    """Run the cases one after the other."""
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        for name in names:
            sys.stderr.write(f"measuring: {name}\n")
            results += CASES[name](bench)
        bench.worker.close()
    return results


if __name__ == "__main__":
    main()
