"""Command-line options from parameter rows."""

from __future__ import annotations

import argparse
import re
from functools import partial
from typing import TYPE_CHECKING

from desktop_app.engine.catalogue import DEFAULT
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


def add_network(parser: argparse.ArgumentParser, *, backbone: bool = True) -> None:
    """Give `parser` the options that say which network answers, and on what."""
    if backbone:
        parser.add_argument(
            "--backbone",
            default=DEFAULT,
            metavar="NAME",
            help="a name that ‘ideal-cat backbones’ lists, timm:NAME, or the path of a weights "
            f"file (default: {DEFAULT})",
        )
    parser.add_argument(
        "--device",
        type=_device,
        default="auto",
        metavar="NAME",
        help="auto, cpu, cuda:0, mps",
    )


def _device(name: str) -> str:
    if not re.fullmatch(r"auto|cpu|mps|cuda(:\d+)?", name):
        raise argparse.ArgumentTypeError(
            f"a device is auto, cpu, mps, cuda or cuda:0, not ‘{name}’"
        )
    return name


def _read(row: Parameter, text: str) -> object:
    try:
        return checked(row, text)
    except BadParameterError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
