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

METAVARS = {"top": "K"}


def add_parameters(
    parser: argparse.ArgumentParser, rows: Iterable[Parameter], *, preset: bool = False
) -> None:
    """Give `parser` one option for each row; with a `preset` that says what it is by default."""
    for row in rows:
        default = "the preset’s" if preset else row.default
        parser.add_argument(
            f"--{row.name.replace('_', '-')}",
            type=partial(_read, row),
            default=None if preset else row.default,
            metavar=METAVARS.get(row.name, "N"),
            help=f"{row.help}, {row.low} to {row.high} (default: {default})",
        )


def _read(row: Parameter, text: str) -> object:
    try:
        return checked(row, text)
    except BadParameterError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
