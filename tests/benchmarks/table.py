"""The rows of the table and how it is written."""

from __future__ import annotations

import os
import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

HEAD = ("what", "measured", "limit", "verdict", "how")
INTRODUCTION = """\
# Measurements

Taken by `make bench`, each against a bare PyTorch or Qt version of the same work, timed in turn in
the same run. Read the ratios: the milliseconds are those of one machine.
"""


@dataclass(frozen=True, slots=True)
class Result:
    """One row.

    Attributes:
        what: What was measured.
        value: A ratio, or a number of `unit`.
        limit: The greatest value that is good enough; None where there is only a number to tell.
        unit: Written behind value and limit; "×" for ratios.
        how: The numbers behind the value, in words.
    """

    what: str
    value: float
    limit: float | None = None
    unit: str = "×"
    how: str = ""

    @property
    def verdict(self) -> str:
        """Whether the limit is kept."""
        if self.limit is None:
            return ""
        return "kept" if self.value <= self.limit else "**missed**"

    def cells(self) -> tuple[str, ...]:
        """The texts of the row."""
        limit = "" if self.limit is None else f"≤ {self._number(self.limit)}"
        return self.what, self._number(self.value), limit, self.verdict, self.how

    def _number(self, value: float) -> str:
        digits = f"{value:.2f}" if self.unit == "×" else f"{value:.4g}"
        return f"{digits} {self.unit}".strip()


def markdown(results: Iterable[Result]) -> str:
    """Write the rows as a table."""
    return table(HEAD, [result.cells() for result in results])


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write cells as a table, padded so that it also reads well as plain text."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    rules = tuple("-" * width for width in widths)
    return "".join(_line(row, widths) for row in (head, rules, *rows))


def listed(facts: Mapping[str, str]) -> str:
    """Write facts as a list."""
    return "".join(f"- {name}: {value}\n" for name, value in facts.items())


def document(results: Sequence[Result], seconds: float) -> str:
    """Write everything that docs/measurements.md says."""
    took = f"The whole run took {seconds / 60:.1f} minutes.\n"
    return "\n".join((INTRODUCTION, listed(conditions()), markdown(results), took))


def conditions() -> dict[str, str]:
    """Say when, on what and of which commit the measurements are."""
    return {
        "commit": _commit(),
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "system": platform.platform(),
        "Python": platform.python_version(),
        "torch": torch.__version__,
    }


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |\n"


def _commit() -> str:
    commit = _git("rev-parse", "--short", "HEAD")
    return f"{commit} with changes" if _git("status", "--porcelain") else commit


def _git(*arguments: str) -> str:
    command = ("git", "--no-optional-locks", *arguments)
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return answer.stdout.strip()


def _processor() -> str:
    file = Path("/proc/cpuinfo")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor())
