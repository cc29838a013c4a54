"""`ideal-cat backbones`: which networks there are, and what of them is on this computer."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from desktop_app.cli import common

if TYPE_CHECKING:
    import argparse

    from desktop_app.engine.catalogue import Shelf

HEADINGS = ("name", "year", "parameters", "GMACs", "top-1", "MB", "state")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "backbones",
        help="list the networks that there are",
        description="List the networks that there are, and whether their weights are on this "
        "computer. Nothing is fetched. Any network of timm can be named too, as timm:NAME, and "
        "any file of weights by its path.",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """List them all."""
    from desktop_app.engine import catalogue, published, shelves

    common.write_utf8()
    found = shelves.shelves((*catalogue.ALWAYS, *published.entries()), common.places())
    if options.json:
        lines = [json.dumps(record(shelf), ensure_ascii=False) for shelf in found]
    else:
        lines = _table([HEADINGS, *(_row(shelf) for shelf in found)])
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def record(shelf: Shelf) -> dict[str, object]:
    """Return what is known of a backbone as JSON's keys and values; None for what is not."""
    entry = shelf.entry
    return {
        "name": entry.name,
        "title": entry.title,
        "family": entry.family,
        "year": entry.year or None,
        "parameters": entry.parameters or None,
        "gmacs": entry.gmacs or None,
        "top1": entry.top1,
        "top5": entry.top5,
        "bytes": entry.bytes or None,
        "state": shelf.state,
        "licence": entry.licence or None,
    }


def _row(shelf: Shelf) -> tuple[str, ...]:
    entry = shelf.entry
    return (
        entry.name,
        str(entry.year or ""),
        f"{entry.parameters / 1e6:.1f} M" if entry.parameters else "",
        f"{entry.gmacs:.2f}" if entry.gmacs else "",
        "" if entry.top1 is None else f"{entry.top1:.1%}",
        f"{entry.bytes / 1e6:.0f}" if entry.bytes else "",
        shelf.state,
    )


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    """Align columns, numbers at their ends."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    last = len(HEADINGS) - 1
    return [
        "  ".join(
            cell.ljust(width) if column in (0, last) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
