"""The list of open pictures: what is in it, what it tells, and how it is arranged."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from desktop_app.engine.contract import Outcome
from desktop_app.engine.errors import TruncatedError
from desktop_app.engine.findings import natural
from desktop_app.pictures import ORDERS, Entry, PictureList, arranged
from tests.views.makers import answer, sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class Told:
    """Notes what a list says, in order."""

    def __init__(self, pictures: PictureList) -> None:
        self.said: list[tuple[str, object]] = []
        pictures.added.connect(self._note("added", keys))
        pictures.changed.connect(self._note("changed", list))
        pictures.rearranged.connect(lambda: self.said.append(("rearranged", None)))
        pictures.current_changed.connect(lambda: self.said.append(("current", None)))
        pictures.asked_for.connect(lambda entry: self.said.append(("asked for", entry.key)))
        pictures.retried.connect(self._note("retried", list))
        pictures.cleared.connect(lambda: self.said.append(("cleared", None)))

    def _note(
        self, name: str, short: Callable[[Sequence[object]], object]
    ) -> Callable[[Sequence[object]], None]:
        return lambda value: self.said.append((name, short(value)))


def keys(entries: Iterable[object]) -> list[int]:
    return [entry.key for entry in entries if isinstance(entry, Entry)]


def names(entries: Iterable[Entry]) -> list[str]:
    return [entry.source.name for entry in entries]


def filled(*names: str) -> tuple[PictureList, list[Entry]]:
    pictures = PictureList()
    return pictures, pictures.add(sources(*names))


def right(entry: Entry, best: str = "cat", share: float = 0.8) -> Outcome:
    return Outcome(entry.key, answer(best, share), None)


def wrong(entry: Entry) -> Outcome:
    return Outcome(entry.key, None, TruncatedError())


# What is in it


def test_empty() -> None:
    pictures = PictureList()
    assert len(pictures) == 0
    assert pictures.current is None
    assert pictures.position(None) == 0
    assert pictures.entries() == pictures.waiting() == []


def test_pictures_are_added_at_the_end_and_wait() -> None:
    pictures = PictureList()
    told = Told(pictures)
    first = pictures.add(sources("b", "a"))
    second = pictures.add(sources("c"))
    assert names(pictures.entries()) == ["b", "a", "c"]
    assert pictures.waiting() == pictures.entries() == first + second
    assert told.said == [("added", keys(first)), ("added", keys(second))]


def test_first_of_those_opened_is_asked_for() -> None:
    pictures, _ = filled("a")
    told = Told(pictures)
    pictures.open(sources("b", "c"))
    _, second, third = keys(pictures.entries())
    assert told.said == [("added", [second, third]), ("asked for", second)]
    pictures.open([])
    assert len(told.said) == 2


def test_empty_list_is_told() -> None:
    pictures, (first, second) = filled("a", "b")
    told = Told(pictures)
    pictures.remove([first.key])
    assert told.said == [("rearranged", None)]
    pictures.remove([second.key])
    assert told.said[1:] == [("rearranged", None), ("cleared", None)]


def test_the_same_picture_twice_is_two_entries() -> None:
    pictures, (one, other) = filled("a", "a")
    pictures.record([right(one)])
    assert len(pictures) == 2
    assert pictures.waiting() == [other]


def test_adding_nothing_is_not_told() -> None:
    pictures = PictureList()
    told = Told(pictures)
    assert pictures.add([]) == []
    assert told.said == []


def test_what_came_of_pictures_is_kept_and_told_in_one_piece() -> None:
    pictures, (good, bad, later) = filled("good", "bad", "later")
    told = Told(pictures)
    pictures.record([right(good, "dog", 0.6), wrong(bad)])
    assert (good.class_name, good.probability) == ("dog", 0.6)
    assert isinstance(bad.error, TruncatedError)
    assert (bad.class_name, bad.probability) == ("", -1)
    assert pictures.waiting() == [later]
    assert told.said == [("changed", [good.key, bad.key])]


def test_a_new_answer_takes_the_place_of_an_error() -> None:
    pictures, (entry,) = filled("a")
    pictures.record([wrong(entry)])
    pictures.record([right(entry)])
    assert entry.error is None
    assert entry.answer is not None


def test_answers_for_removed_pictures_are_passed_over() -> None:
    pictures, (gone, there) = filled("gone", "there")
    pictures.remove([gone.key])
    told = Told(pictures)
    pictures.record([right(gone)])
    assert gone.waiting
    assert told.said == []
    pictures.record([right(gone), right(there)])
    assert told.said == [("changed", [there.key])]


def test_removed_ones_come_back_to_their_places() -> None:
    pictures, entries = filled(*"abcde")
    told = Told(pictures)
    pictures.remove([entries[3].key, entries[1].key])
    assert names(pictures.entries()) == ["a", "c", "e"]
    later = pictures.add(sources("f"))
    pictures.restore([entries[1], entries[3]])
    assert names(pictures.entries()) == list("abcdef")
    assert [name for name, _ in told.said] == ["rearranged", "added", "rearranged"]
    assert pictures.get(later[0].key) is later[0]


def test_restored_ones_keep_their_answers() -> None:
    pictures, (entry,) = filled("a")
    pictures.record([right(entry)])
    pictures.remove([entry.key])
    assert pictures.get(entry.key) is None
    pictures.restore([entry])
    assert pictures.get(entry.key) is entry
    assert pictures.waiting() == []


def test_keys_are_never_used_again() -> None:
    pictures, entries = filled("a", "b")
    pictures.remove(keys(entries))
    (new,) = pictures.add(sources("c"))
    assert new.key not in keys(entries)


def test_what_is_tried_again_waits() -> None:
    pictures, (bad, good) = filled("bad", "good")
    pictures.record([wrong(bad), right(good)])
    told = Told(pictures)
    pictures.retry([bad])
    assert pictures.waiting() == [bad]
    assert told.said == [("changed", [bad.key]), ("retried", [bad.key])]


# The current one


def test_current_one_and_its_place() -> None:
    pictures, (_, second, third) = filled("a", "b", "c")
    told = Told(pictures)
    pictures.set_current(second.key)
    assert pictures.current is second
    assert pictures.position(second.key) == 2
    pictures.set_current(second.key)
    assert told.said == [("current", None)]
    pictures.set_current(third.key)
    assert pictures.position(third.key) == 3
    assert told.said == [("current", None)] * 2


def test_place_counts_those_that_are_there() -> None:
    pictures, (first, _, third) = filled("a", "b", "c")
    pictures.remove([first.key])
    assert pictures.position(third.key) == 2
    assert pictures.position(first.key) == 0


def test_no_current_one_when_it_was_removed() -> None:
    pictures, (only,) = filled("a")
    pictures.set_current(only.key)
    pictures.remove([only.key])
    assert pictures.current is None
    pictures.set_current(None)
    assert pictures.current is None


# Filter


@pytest.fixture
def answered() -> list[Entry]:
    """Pictures with answers, an error and one that waits."""
    pictures, entries = filled("cat 1.png", "CAT 2.png", "100 % dog.png", "bad.png", "late.png")
    espresso, cat, dog, bad, _ = entries
    pictures.record([right(espresso, "espresso", 0.95), right(cat, "Persian cat", 0.9)])
    pictures.record([right(dog, "dog", 0.3), wrong(bad)])
    return entries


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("", ["cat 1.png", "CAT 2.png", "100 % dog.png", "bad.png", "late.png"]),
        ("  ", ["cat 1.png", "CAT 2.png", "100 % dog.png", "bad.png", "late.png"]),
        ("espr", ["cat 1.png"]),
        ("ESPR", ["cat 1.png"]),
        ("persian", ["CAT 2.png"]),
        ("cat", ["cat 1.png", "CAT 2.png"]),
        (" cat 2 ", ["CAT 2.png"]),
        ("late", ["late.png"]),
        (".png", ["cat 1.png", "CAT 2.png", "100 % dog.png", "bad.png", "late.png"]),
        ("100 %", ["100 % dog.png"]),
        ("nothing like it", []),
        ("[", []),
    ],
)
def test_part_of_a_name(answered: list[Entry], wanted: str, found: list[str]) -> None:
    assert names(arranged(answered, wanted, "added")) == found


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("> 90 %", ["cat 1.png"]),
        (">90", ["cat 1.png"]),
        (" > 89.9 % ", ["cat 1.png", "CAT 2.png"]),
        ("> 89,9 %", ["cat 1.png", "CAT 2.png"]),
        (">29", ["cat 1.png", "CAT 2.png", "100 % dog.png"]),
        ("> ٩٠ ٪", ["cat 1.png"]),
        ("> ۹۰٪", ["cat 1.png"]),
        ("<50", ["100 % dog.png"]),
        ("< 95 %", ["CAT 2.png", "100 % dog.png"]),
        ("< 0", []),
        ("> 100 %", []),
    ],
)
def test_probability(answered: list[Entry], wanted: str, found: list[str]) -> None:
    assert names(arranged(answered, wanted, "added")) == found


@pytest.mark.parametrize("wanted", ["> 0", "< 100.1", "> 0 %"])
def test_only_answers_have_a_probability(answered: list[Entry], wanted: str) -> None:
    found = arranged(answered, wanted, "added")
    assert found
    assert all(entry.answer for entry in found)


# Order


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("added", ["espresso", "Persian cat", "dog", "", ""]),
        ("class", ["dog", "espresso", "Persian cat", "", ""]),
        ("probability", ["espresso", "Persian cat", "dog", "", ""]),
        ("doubt", ["dog", "Persian cat", "espresso", "", ""]),
    ],
)
def test_those_without_an_answer_are_last(
    answered: list[Entry], order: str, found: list[str]
) -> None:
    random.Random(1).shuffle(answered)
    assert [entry.class_name for entry in arranged(answered, "", order)] == found


def test_surest_first_within_a_class() -> None:
    pictures, entries = filled("a", "b", "c")
    pictures.record(map(right, entries, ("cat", "cat", "cat"), (0.5, 0.9, 0.7)))
    assert names(arranged(entries, "", "class")) == ["b", "c", "a"]


@pytest.mark.parametrize("order", ["class", "probability", "doubt"])
def test_equals_stay_as_they_came(order: str) -> None:
    pictures, entries = filled(*"abcdef")
    pictures.record(right(entry) for entry in entries[:4])
    assert arranged(entries, "", order) == entries


def test_natural_order_of_names() -> None:
    wanted = ["2.png", "10.png", "cat.png", "Cat 2.png", "cat 10.png", "cat 10a.png", "dog.png"]
    given = sorted(wanted)
    assert given != wanted
    entries = PictureList().add(sources(*given))
    found = names(arranged(entries, "", "name"))
    assert found[:2] == ["2.png", "10.png"]
    assert found.index("Cat 2.png") < found.index("cat 10.png") < found.index("cat 10a.png")
    assert found[-1] == "dog.png"


@pytest.mark.parametrize("name", ["", "7", "a", "²", "5²3", "x½", "٣", "a1b2", "\uff11", "\ud800"])
def test_any_two_names_can_be_compared(name: str) -> None:
    for other in ("", "3", "b", "a1", "²"):
        assert isinstance(natural(name) < natural(other), bool)


def test_digits_of_all_scripts_count() -> None:
    assert natural("cat ٣") < natural("cat ٢٢")


def test_every_order_works_for_a_huge_list() -> None:
    """A quadratic way would take minutes here."""
    count = 20_000
    pictures = PictureList()
    entries = pictures.add(sources(*(f"cat {number}.png" for number in range(count))))
    pictures.record(right(entry, share=entry.key / count) for entry in entries[::2])
    for order in ORDERS:
        assert sorted(keys(arranged(entries, "", order))) == keys(entries)
    assert len(arranged(entries, "> 50 %", "probability")) == count // 4 - 1
    assert pictures.position(entries[-1].key) == count
    pictures.remove(keys(entries[:-1]))
    pictures.restore(entries[:-1])
    assert pictures.entries() == entries
