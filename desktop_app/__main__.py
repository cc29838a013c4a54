"""The entry of `ideal-cat`, of `python -m desktop_app` and of the frozen program."""

from __future__ import annotations

import builtins
import gc
import sys


def main(arguments: list[str] | None = None) -> int:
    """Open the window on the files named, or do a job in the terminal; return the exit code."""
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()
    given = sys.argv[1:] if arguments is None else arguments
    from desktop_app import cli

    if cli.is_meant(given):
        return cli.run(given)
    if sys.platform == "win32":
        import torch  # noqa: F401  (importing it after Qt fails there since torch 2.9)
    lighten()
    from desktop_app import app

    return app.run(given)


def lighten() -> None:
    """Leave out idle work while everything is imported.

    There is nothing to collect yet, and `collector` takes over later. And shiboken's hook reads
    the source of every module imported after it, torch's 900 files among them, to see whether
    that module wants PySide6's optional spellings. Ours want none.
    """
    gc.disable()
    import shiboken6  # noqa: F401

    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


if __name__ == "__main__":
    sys.exit(main())
