"""One row of the catalogue: a backbone with what goes on with it, and its words for each column."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING
from unicodedata import bidirectional

from PySide6.QtCore import Qt

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.views import measures, wording
from desktop_app.views.widgets.badge import Badge

if TYPE_CHECKING:
    from desktop_app.engine.catalogue import Shelf

MEGA, GIGA = 1_000_000, 1_000_000_000
LOAD, DOWNLOAD, CANCEL = "load", "download", "cancel"
ICONS = {LOAD: "", DOWNLOAD: "download", CANCEL: "x"}
_DIRECTIONS = {
    "L": Qt.LayoutDirection.LeftToRight,
    "R": Qt.LayoutDirection.RightToLeft,
    "AL": Qt.LayoutDirection.RightToLeft,
}


class Column(IntEnum):
    """The columns, in reading order."""

    NETWORK = 0
    YEAR = 1
    PARAMETERS = 2
    WORK = 3
    RIGHT = 4
    WEIGHTS = 5
    ACTION = 6


TITLES = {
    Column.NETWORK: QT_TRANSLATE_NOOP("catalogue", "Network"),
    Column.YEAR: QT_TRANSLATE_NOOP("catalogue", "Year"),
    Column.PARAMETERS: QT_TRANSLATE_NOOP("catalogue", "Parameters"),
    Column.WORK: QT_TRANSLATE_NOOP("catalogue", "Work"),
    Column.RIGHT: QT_TRANSLATE_NOOP("catalogue", "Right at first guess (top-1)"),
    Column.WEIGHTS: QT_TRANSLATE_NOOP("catalogue", "Weights"),
    Column.ACTION: "",
}
HELP = {
    Column.PARAMETERS: QT_TRANSLATE_NOOP("catalogue", "Numbers that it has learned, in millions"),
    Column.WORK: QT_TRANSLATE_NOOP(
        "catalogue", "For one picture: billions of multiplications, each with an addition (GMACs)"
    ),
    Column.RIGHT: QT_TRANSLATE_NOOP(
        "catalogue", "Share of ImageNet’s 50,000 test pictures, as the publisher measured it"
    ),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a download is: bytes, of 0 while the whole is unknown, and speed in words."""

    done: int
    total: int
    detail: str = ""

    @property
    def share(self) -> float:
        """The part that has come, 0..1."""
        return min(1.0, self.done / self.total) if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """A backbone, whether it is the one in use or compared with that, and its download if any.

    `bare` says that it is in use without its weights.
    """

    shelf: Shelf
    in_use: bool = False
    compared: bool = False
    progress: Progress | None = None
    bare: bool = False

    @property
    def action(self) -> str:
        """What Enter does with it: `LOAD`, `DOWNLOAD`, `CANCEL` or nothing."""
        if self.progress is not None:
            return CANCEL
        if self.in_use and self.shelf.ready:  # its file may have been deleted since
            return ""
        return LOAD if self.shelf.ready else DOWNLOAD


def badge(row: Row) -> Badge | None:
    """Return the state as a badge; none where only the size of the download says something."""
    if row.bare or (row.in_use and row.shelf.state == "untrained"):
        text = wording.translate("catalogue", "in use, untrained")
        return Badge(text, "warn", "triangle-alert")
    if row.in_use:
        return Badge(wording.translate("catalogue", "in use"), "info", "check")
    if row.compared:
        return Badge(wording.translate("catalogue", "compared"), "second", "equal")
    if row.shelf.state == "partial":
        return Badge(wording.translate("catalogue", "broken off"), "warn", "octagon-pause")
    if row.shelf.state == "untrained":
        return Badge(wording.translate("catalogue", "untrained"), "warn", "triangle-alert")
    if row.shelf.state == "online":
        return None
    return Badge(wording.translate("catalogue", "ready"), "ok", "hard-drive")


def text(row: Row, column: Column) -> str:
    """Return what stands in a cell."""
    entry = row.shelf.entry
    match column:
        case Column.NETWORK:
            return entry.title
        case Column.YEAR:
            return str(entry.year or "")
        case Column.PARAMETERS:
            return millions(entry.parameters)
        case Column.WORK:
            return billions(entry.gmacs)
        case Column.RIGHT:
            return share(entry.top1)
        case Column.WEIGHTS:
            return weights(row)
        case Column.ACTION:
            return action(row)


def sort_key(row: Row, column: Column) -> float | str | None:
    """Return what a column is sorted by; None stands last in either direction."""
    entry = row.shelf.entry
    numbers = {
        Column.YEAR: entry.year or None,
        Column.PARAMETERS: entry.parameters or None,
        Column.WORK: entry.gmacs or None,
        Column.RIGHT: entry.top1,
        Column.WEIGHTS: 0 if row.shelf.ready else entry.bytes or None,
        Column.ACTION: 0,
    }
    return entry.title.casefold() if column is Column.NETWORK else numbers[column]


def millions(parameters: int) -> str:
    """Write a number of parameters for a narrow column, "25.6 M"."""
    if not parameters:
        return ""
    text = wording.translate("catalogue", "{n}\N{NO-BREAK SPACE}M")
    return text.format(n=wording.number(parameters / MEGA, 1))


def billions(macs: float) -> str:
    """Write billions of multiply-adds for a narrow column, "4.09 G"."""
    if not macs:
        return ""
    text = wording.translate("catalogue", "{n}\N{NO-BREAK SPACE}G")
    return text.format(n=wording.number(macs, 2))


def share(right: float | None) -> str:
    """Write an accuracy, "76.1 %"."""
    if right is None:
        return wording.translate("catalogue", "not published")
    return wording.percent(right, 1)


def weights(row: Row) -> str:
    """Write the state of the weights: how far they are, a badge's word, or their size."""
    if row.progress is not None:
        return so_far(row.progress.done, row.progress.total)
    shown = badge(row)
    if shown is not None:
        return shown.text
    bytes_ = row.shelf.entry.bytes
    return measures.size(bytes_) if bytes_ else wording.translate("catalogue", "online")


def so_far(done: int, total: int) -> str:
    """Write how much has come, "145 of 233 MB"."""
    if not total:
        return measures.size(done)
    come = measures.size(done) if total >= GIGA else wording.number(done / MEGA)
    text = wording.translate("catalogue", "{done} of {total}")
    return text.format(done=come, total=measures.size(total))


def action(row: Row) -> str:
    """Name what can be done with it."""
    if row.action == DOWNLOAD and row.shelf.state == "partial":
        return wording.translate("catalogue", "Go on")
    words = {
        LOAD: wording.translate("catalogue", "Load"),
        DOWNLOAD: wording.translate("catalogue", "Download"),
        CANCEL: wording.translate("catalogue", "Cancel"),
    }
    return words.get(row.action, "")


def spoken(row: Row, column: Column) -> str:
    """Return what a screen reader says of a cell where its text alone would not do."""
    if column is Column.ACTION and row.action:
        return f"{action(row)}, {row.shelf.entry.title}"
    if column is Column.WEIGHTS and not row.shelf.ready and row.progress is None:
        text = wording.translate("catalogue", "not on this computer, {size}")
        return text.format(size=weights(row))
    return text_or_dash(row, column)


def text_or_dash(row: Row, column: Column) -> str:
    """Return a cell's text; "–" where it is empty, so that nothing is passed over in silence."""
    return text(row, column) or "\N{EN DASH}"


def direction(text: str, around: Qt.LayoutDirection) -> Qt.LayoutDirection:
    """Return which way a text runs: as its first letter does, else as what is `around` it.

    So a unit stays with its number. Marks in the text would do the same, but the fonts lack them,
    and lines would be higher for it.
    """
    strong = (bidirectional(letter) for letter in text)
    first = next((one for one in strong if one in _DIRECTIONS), "")
    return _DIRECTIONS.get(first, around)
