"""A program in a process of its own, started as a person would start it, watched from outside."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SECONDS = 90
"""How long a program may take; far longer than it does."""

PRELUDE = """
import sys
from PySide6.QtCore import QTimer
from desktop_app import __main__, app

built = app.Program.__init__

def note(program):
    built(program)
    globals()["program"] = program
    program.window.painted.connect(begin)

app.Program.__init__ = note

def when(test, then):
    '''Call `then` as soon as `test` is true.'''
    timer = QTimer(program.window, interval=5)
    def look():
        if test():
            timer.stop()
            then()
    timer.timeout.connect(look)
    timer.start()

"""
"""What goes before a script: it may define `begin`, called when the window has been painted.

The program is its `program`; everything else is as for a person.
"""

START = "\nsys.exit(__main__.main(sys.argv[1:]))\n"


@dataclass(frozen=True)
class Ended:
    """How a program ended and what it wrote."""

    code: int
    out: str
    err: str


def play(
    script: str, *arguments: str, environment: Mapping[str, str], without: Sequence[str] = ()
) -> Ended:
    """Run the program with a `script` that defines `begin`."""
    return execute(["-c", PRELUDE + script + START, *arguments], environment, without)


def execute(
    command: Sequence[str], environment: Mapping[str, str], without: Sequence[str] = ()
) -> Ended:
    """Run Python with a changed environment, lacking the variables of `without`."""
    whole = {**os.environ, **environment}
    for name in without:
        whole.pop(name, None)
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, timeout=SECONDS, env=whole
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def at(home: Path) -> dict[str, str]:
    """The environment of a person whose files lie below `home`."""
    kinds = ("CONFIG", "CACHE", "DATA", "STATE")
    return {
        "HOME": str(home),
        "LANG": "en_GB.UTF-8",
        **{f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in kinds},
    }
