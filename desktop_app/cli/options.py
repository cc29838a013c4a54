"""Command-line options from parameter rows."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING

from desktop_app.engine.errors import BadParameterError
from desktop_app.engine.parameters import checked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.engine.parameters import Parameter


def add_parameters(parser: argparse.ArgumentParser, rows: Iterable[Parameter]) -> None:
    """Give `parser` one option for each row."""
    for row in rows:
        parser.add_argument(
            f"--{row.name.replace('_', '-')}",
            type=partial(_read, row),
            default=row.default,
            metavar="K" if row.kind == "int" else row.name.upper(),
            help=f"{row.help}, {row.low} to {row.high} (default: {row.default})",
        )


def _read(row: Parameter, text: str) -> object:
    try:
        return checked(row, text)
    except BadParameterError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
