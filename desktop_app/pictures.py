"""The pictures that Predict has open: tens of thousands of short records."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import count
from operator import attrgetter
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.engine.findings import natural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from desktop_app.engine.contract import Answer, Outcome, Source


@dataclass(slots=True, eq=False)
class Entry:
    """One open picture: what to read and what came of it. While both are None it waits."""

    key: int
    source: Source
    answer: Answer | None = None
    error: Exception | None = None
    _sort_name: object = field(default=None, repr=False)

    @property
    def sort_name(self) -> object:
        """What sorting by name goes by; made once."""
        if self._sort_name is None:
            self._sort_name = natural(self.source.name)
        return self._sort_name

    @property
    def waiting(self) -> bool:
        """Whether nothing is known of it yet."""
        return self.answer is None and self.error is None

    @property
    def class_name(self) -> str:
        """The best class's name; empty without an answer."""
        return self.answer.best.name if self.answer else ""

    @property
    def probability(self) -> float:
        """The best class's probability; below 0 without an answer."""
        return self.answer.probabilities[0] if self.answer else -1.0


class PictureList(QObject):
    """The open pictures in the order in which they came.

    Signals: `added` (the entries, at the end), `changed` (the keys), `rearranged` when some were
    removed or put back, `cleared` when all were removed, `current_changed` when another one is
    looked at, `asked_for` (an entry) when it should be looked at, `retried` (the keys) when some
    wait again.
    """

    added = Signal(object)
    changed = Signal(object)
    rearranged = Signal()
    current_changed = Signal()
    asked_for = Signal(object)
    retried = Signal(object)
    cleared = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._entries: dict[int, Entry] = {}
        self._keys = count()
        self._current: int | None = None

    def __len__(self) -> int:
        """How many there are."""
        return len(self._entries)

    @property
    def current(self) -> Entry | None:
        """The entry on screen, if any."""
        return None if self._current is None else self._entries.get(self._current)

    def set_current(self, key: int | None) -> None:
        """Look at another entry."""
        if key != self._current:
            self._current = key
            self.current_changed.emit()

    def position(self, key: int | None) -> int:
        """Return the place of `key`, counted from 1; 0 if it is not there."""
        places = (place for place, other in enumerate(self._entries, 1) if other == key)
        return next(places, 0)

    def get(self, key: int) -> Entry | None:
        """Return the entry of `key` unless it was removed."""
        return self._entries.get(key)

    def entries(self) -> list[Entry]:
        """Return all of them as they came."""
        return list(self._entries.values())

    def waiting(self) -> list[Entry]:
        """Return those without answer or error."""
        return [entry for entry in self._entries.values() if entry.waiting]

    def add(self, sources: Iterable[Source]) -> list[Entry]:
        """Append pictures and return their entries."""
        entries = [Entry(next(self._keys), source) for source in sources]
        self._entries.update((entry.key, entry) for entry in entries)
        if entries:
            self.added.emit(entries)
        return entries

    def open(self, sources: Iterable[Source]) -> None:
        """Append pictures and ask for the first of them to be shown."""
        for entry in self.add(sources)[:1]:
            self.asked_for.emit(entry)

    def record(self, outcomes: Iterable[Outcome]) -> None:
        """Store what came of some; those removed meanwhile are passed over."""
        keys = []
        for outcome in outcomes:
            if entry := self._entries.get(outcome.key):
                entry.answer, entry.error = outcome.answer, outcome.error
                keys.append(outcome.key)
        if keys:
            self.changed.emit(keys)

    def retry(self, entries: Iterable[Entry]) -> None:
        """Let some wait again, and those that were stopped go on."""
        keys = []
        for entry in entries:
            entry.answer = entry.error = None
            keys.append(entry.key)
        self.changed.emit(keys)
        self.retried.emit(keys)

    def remove(self, keys: Sequence[int]) -> None:
        """Take some off the list; the files stay."""
        for key in keys:
            self._entries.pop(key, None)
        self.rearranged.emit()
        if not self._entries:
            self.cleared.emit()

    def restore(self, entries: Iterable[Entry]) -> None:
        """Put removed entries back where they were."""
        self._entries.update((entry.key, entry) for entry in entries)
        self._entries = dict(sorted(self._entries.items()))
        self.rearranged.emit()


ORDERS: dict[str, Callable[[Entry], object]] = {
    "added": attrgetter("key"),
    "name": attrgetter("sort_name"),
    "class": lambda entry: (not entry.class_name, entry.class_name.casefold(), -entry.probability),
    "probability": lambda entry: -entry.probability,
    "doubt": lambda entry: (entry.answer is None, entry.probability),
}
"""What the list can be sorted by; entries without an answer come last."""

_COMPARISON = re.compile(r"\s*([<>])\s*(\d+(?:[.,\u066b]\d+)?)\s*[%٪]?\s*")


def arranged(entries: Iterable[Entry], wanted: str, order: str) -> list[Entry]:
    """Return the entries that `wanted` lets through, sorted by a key of `ORDERS`.

    `wanted` is a part of a class's or a picture's name, or a probability such as "> 90 %".
    """
    chosen = filter(_test(wanted), entries)
    return sorted(chosen, key=ORDERS[order])  # type: ignore[arg-type]


def _test(wanted: str) -> Callable[[Entry], bool]:
    comparison = _COMPARISON.fullmatch(wanted)
    if comparison:
        sign, percent = comparison.groups()
        limit = float(percent.replace(",", ".").replace("\N{ARABIC DECIMAL SEPARATOR}", ".")) / 100
        if sign == ">":
            return lambda entry: entry.probability > limit
        return lambda entry: 0 <= entry.probability < limit
    text = wanted.strip().casefold()
    return lambda entry: text in entry.class_name.casefold() or text in entry.source.name.casefold()
