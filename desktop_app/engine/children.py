"""Processes of the program's own, for work that no step could cut into pieces: they can be ended.

In a frozen program the interpreter is the program itself, so both ways in lead through its command
line. `multiprocessing` is of no use here: it would import the whole program anew, and a clean
process is what is wanted.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.engine.contract import Step
from desktop_app.engine.errors import OutOfMemoryError

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

WRITE, RUN = "write-onnx", "run-script"
"""Commands that are there for these processes only, and in no help."""

REST = 0.1
"""Seconds between two looks at a process."""

ENDED_BY_SYSTEM = -9
"""What a process gives back that Linux ended because memory was used up."""


def program(*arguments: str) -> list[str]:
    """Return what starts this very program's command line."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-P", "-m", "desktop_app", *arguments]


def script(file: Path, *arguments: str) -> list[str]:
    """Return what runs a Python file by itself, with nothing of this program imported."""
    if getattr(sys, "frozen", False):
        return program(RUN, str(file), *arguments)
    return [sys.executable, "-P", str(file), *arguments]


def run(command: Sequence[str], out: Path) -> Generator[Step, None, int]:
    """Run `command`, whose standard output becomes the file `out`; return its exit code.

    Closing the generator kills the process. Raises `OutOfMemoryError` and `OSError`.
    """
    import subprocess  # the window starts without it

    heard = None if "IDEAL_CAT_DEBUG" in os.environ else subprocess.DEVNULL
    with out.open("wb") as stream:
        process = subprocess.Popen(
            command,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=heard,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    try:
        while process.poll() is None:
            yield Step(0, 0, rest=REST)
    finally:
        process.kill()
        process.wait()
    if process.returncode == ENDED_BY_SYSTEM:
        raise OutOfMemoryError
    return process.returncode


def _environment() -> Mapping[str, str]:
    """Return ours, in which the same package is found wherever this program was started."""
    root = str(Path(__file__).resolve().parents[2])
    known = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    found = os.pathsep.join([root, *filter(None, known)])
    return {**os.environ, "PYTHONPATH": found, "PYTHONUTF8": "1"}
