"""What is said of a folder's problems, in the words of a person."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_app.engine.examples import (
    CORRUPT,
    EMPTY_CLASS,
    HIDDEN,
    LOOSE,
    TINY,
    TWICE,
    UNEVEN,
)
from desktop_app.views import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.engine.examples import Problem

SEVERAL = (HIDDEN, LOOSE)
"""Kinds of which one problem is about more than one file."""

HARMLESS = (HIDDEN, TINY)


@dataclass(frozen=True, slots=True)
class Told:
    """A message: what kind it is, what is so, and what that means; nothing if `what` is ""."""

    kind: str
    what: str
    why: str


class ProblemWords(QObject):
    """Words for problems; an object for the sake of its translations."""

    def summary(self, problems: Sequence[Problem]) -> Told:
        """Return what is said of all of them together."""
        counts: Counter[str] = Counter()
        for one in problems:
            counts[one.kind] += one.count if one.kind in SEVERAL else 1
        if not counts:
            return Told("info", "", "")
        parts = [words for kind, words in self._counted(counts).items() if counts[kind]]
        kind = "info" if set(counts) <= set(HARMLESS) else "warn"
        what = self.tr("%Ln thing(s) to know about this folder", "", counts.total())
        return Told(kind, what, f"{', '.join(parts)}.")

    def line(self, problem: Problem, folder: str) -> tuple[str, str]:
        """Return a problem's file or folder, as seen from the whole, and what is wrong with it."""
        name = _inside(problem.path, folder)
        return name, self._why(problem, folder)

    def _counted(self, counts: Counter[str]) -> dict[str, str]:
        return {
            CORRUPT: self.tr("%Ln broken", "", counts[CORRUPT]),
            TWICE: self.tr("%Ln twice", "", counts[TWICE]),
            TINY: self.tr("%Ln tiny", "", counts[TINY]),
            EMPTY_CLASS: self.tr("%Ln empty folder(s)", "", counts[EMPTY_CLASS]),
            HIDDEN: self.tr("%Ln hidden", "", counts[HIDDEN]),
            UNEVEN: self.tr("%Ln small class(es)", "", counts[UNEVEN]),
            LOOSE: self.tr("%Ln outside of any class", "", counts[LOOSE]),
        }

    def _why(self, problem: Problem, folder: str) -> str:
        count, why = problem.count, problem.why
        match problem.kind:
            case "corrupt":
                return self.tr("Left out: it cannot be read. {why}").format(why=why)
            case "twice":
                return self.tr("The same picture as {other}.").format(other=_inside(why, folder))
            case "tiny":
                return self.tr("Very small: {size}.").format(size=why)
            case "empty":
                return self.tr("There is no picture in it; it makes no class.")
            case "uneven":
                text = self.tr("Only %Ln picture(s); the largest class has {most}.", "", count)
                return text.format(most=wording.number(float(why)))
            case "hidden":
                return self.tr("%Ln hidden file(s) or folder(s) are left out.", "", count)
            case _:
                return self.tr("%Ln picture(s) outside of any class are left out.", "", count)


def _inside(path: str, folder: str) -> str:
    try:
        name = os.path.relpath(path, folder)
    except ValueError:  # Windows: on another drive
        return os.path.basename(path)
    return os.path.basename(path) if name.startswith("..") or name == "." else name
