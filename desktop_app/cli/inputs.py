"""The pictures that a command is given: files, and folders with all that is below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.cli import common

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.engine.findings import Searched


def find(named: Sequence[str]) -> tuple[list[str], int]:
    """Return the pictures' paths in order, and how many folders could not be read."""
    from desktop_app.engine import folders
    from desktop_app.engine.findings import FoundFiles, Searched, Unreadable

    found: list[str] = []
    failed = 0
    for finding in folders.walk(named):
        match finding:
            case FoundFiles():
                found += finding.paths
            case Unreadable():
                failed += 1
                common.say(f"{finding.path}: {finding.error}")
            case Searched():
                _tell_left_out(finding)
    return found, failed


def _tell_left_out(folder: Searched) -> None:
    if not folder.pictures:
        common.say(f"{folder.path}: there is no picture in it.")
    if folder.hidden or folder.others:
        left = f"left out {folder.hidden} hidden and {folder.others} that are no pictures"
        common.say(f"{folder.path}: {left}.")
