"""Whole processes with a clean environment and a home of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
KEPT = ("PATH", "LD_LIBRARY_PATH", "QT_QPA_PLATFORM", "SYSTEMROOT", "TMPDIR")
"""What a child needs of the surroundings; settings that change speed, such as threads, stay out."""


def child(home: Path, module: str, *arguments: str) -> Mapping[str, float]:
    """Run a module of `children` to its end; the numbers that it printed as JSON, if any."""
    command = (sys.executable, "-m", f"tests.benchmarks.children.{module}", *arguments)
    done = subprocess.run(
        command, cwd=ROOT, env=_environment(home), stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout or "{}")  # type: ignore[no-any-return]


def _environment(home: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    folders = ("HOME", "APPDATA", "LOCALAPPDATA", *(f"XDG_{kind}_HOME" for kind in _KINDS))
    return (
        {"LANG": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen"}
        | kept
        | dict.fromkeys(folders, str(home))
    )


_KINDS = ("CONFIG", "CACHE", "DATA", "STATE")
