"""Readable names of classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.engine.contract import ClassName

if TYPE_CHECKING:
    from pathlib import Path


def read(file: Path) -> tuple[ClassName, ...]:
    """Read lines of number, WordNet id and name, separated by tabs, in the order of the numbers."""
    rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]
    if [row[0] for row in rows] != [str(number) for number in range(len(rows))]:
        raise ValueError(f"{file} does not count its classes from 0")
    return tuple(ClassName(wnid, name) for _, wnid, name in rows)
