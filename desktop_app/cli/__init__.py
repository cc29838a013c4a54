"""The same jobs without a window. Standard output carries only answers; sentences go to the other.

Exit codes: 0 all done, 1 some inputs failed and the others are answered, 2 misuse.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from desktop_app import __version__
from desktop_app.engine.children import RUN, WRITE

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

MISUSE = 2
COMMANDS = ("predict", "features", "ideal", "attack", "train", "evaluate", "export", "backbones")


def is_meant(arguments: Sequence[str]) -> bool:
    """Whether `arguments` ask for the terminal rather than for the window."""
    first = arguments[0] if arguments else ""
    return first in (*COMMANDS, WRITE, RUN) or (first.startswith("-") and not os.path.exists(first))


def run(arguments: Sequence[str]) -> int:
    """Do what `arguments` say and return the exit code."""
    try:
        return _run(arguments)
    except BrokenPipeError:  # the reader, such as `head`, has had enough
        _let_output_go()
        return 0
    except OSError as error:  # such as a full disk
        _let_output_go()
        sys.stderr.write(f"The system says: {error.strerror or error}.\n")
        return MISUSE
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if "IDEAL_CAT_DEBUG" in os.environ:
            raise
        sys.stderr.write(f"Something went wrong inside the program: {error!r}\n")
        return MISUSE


def _run(arguments: Sequence[str]) -> int:
    try:
        options = _parser().parse_args(arguments)
    except SystemExit as stop:
        if sys.stdout:  # there is none in a program of Windows that has no console
            sys.stdout.flush()
        return stop.code if isinstance(stop.code, int) else MISUSE
    return int(options.run(options))


def _let_output_go() -> None:
    # Python would complain again at its exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    import argparse  # the window does without it

    from desktop_app.cli import attack, backbones, export, features, ideal, predict, train

    parser = argparse.ArgumentParser(
        prog="ideal-cat",
        description="A window into image classifiers. With files or folders, or nothing at all, "
        "it opens the window; a file called like a command is given as ./NAME.",
        usage="ideal-cat [FILE|FOLDER ...]\n       ideal-cat COMMAND ...",
    )
    parser.add_argument("--version", action="version", version=f"ideal-cat {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", prog="ideal-cat")
    predict.add(commands)
    features.add(commands)
    ideal.add(commands)
    attack.add(commands)
    train.add(commands)
    export.add(commands)
    backbones.add(commands)
    return parser
