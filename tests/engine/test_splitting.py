"""A split takes its share of each class, is repeatable, and keeps equal files together."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from desktop_app.engine.examples import TEST, TRAIN, VALIDATION, Dataset, Example
from desktop_app.engine.splitting import split

if TYPE_CHECKING:
    from collections.abc import Sequence

SHARES = (0.05, 0.1, 0.2, 0.3, 0.5)
RUNS = range(60)


def dataset(examples: Sequence[Example]) -> Dataset:
    names = tuple(f"class {label}" for label in range(1 + max(one.label for one in examples)))
    return Dataset("folder", names, {TRAIN: tuple(examples)})


def pictures(*counts: int) -> list[Example]:
    """So many different pictures of each class."""
    return [
        Example(f"{label}/{number}.png", label, f"{label}-{number}")
        for label, count in enumerate(counts)
        for number in range(count)
    ]


def copies(examples: Sequence[Example], count: int, rng: random.Random) -> list[Example]:
    """Copies of some `examples` in the class that they are of."""
    chosen = rng.choices(examples, k=count)
    return [replace(one, path=f"copy {at}.png") for at, one in enumerate(chosen)]


def some(seed: int) -> tuple[list[Example], float, random.Random]:
    """Classes of any size with copies in them, shuffled, and a share."""
    rng = random.Random(seed)
    examples = pictures(*(rng.choice((1, 2, 3, 7, 20, 50)) for _ in range(rng.randint(2, 6))))
    examples += copies(examples, rng.randint(0, 20), rng)
    rng.shuffle(examples)
    return examples, rng.choice(SHARES), rng


def hashes(found: Dataset, part: str) -> set[str]:
    return {one.sha256 for one in found.parts[part]}


@pytest.mark.parametrize("share", SHARES)
def test_each_class_gives_its_share(share: float) -> None:
    found = split(dataset(pictures(100, 200, 60)), share=share, seed=1)
    counts = [found.count(VALIDATION, label) for label in range(3)]
    assert counts == [round(share * count) for count in (100, 200, 60)]


@pytest.mark.parametrize("seed", RUNS)
def test_nothing_is_lost_and_the_order_stays(seed: int) -> None:
    examples, share, _ = some(seed)
    found = split(dataset(examples), share=share, seed=seed)
    aside = set(found.parts[VALIDATION])
    assert found.parts[TRAIN] == tuple(one for one in examples if one not in aside)
    assert found.parts[VALIDATION] == tuple(one for one in examples if one in aside)
    assert len(found.parts[TRAIN]) + len(found.parts[VALIDATION]) == len(examples)


@pytest.mark.parametrize("seed", RUNS)
def test_equal_files_stay_together_and_counts_near_the_share(seed: int) -> None:
    examples, share, _ = some(seed)
    found = split(dataset(examples), share=share, seed=seed)
    assert not hashes(found, TRAIN) & hashes(found, VALIDATION)
    for label in range(len(found.classes)):
        groups = Counter(one.sha256 for one in examples if one.label == label)
        aside, count = found.count(VALIDATION, label), groups.total()
        assert abs(aside - share * count) <= max(groups.values())
        assert 0 < aside < count if len(groups) > 1 else aside == 0


@pytest.mark.parametrize("seed", RUNS)
def test_equal_files_of_several_classes_stay_together(seed: int) -> None:
    rng = random.Random(seed)
    examples = pictures(*(rng.choice((10, 30, 90)) for _ in range(4)))
    shared = rng.sample(examples, k=12)
    twins = [replace(one, path=f"twin {one.path}", label=(one.label + 1) % 4) for one in shared]
    share = rng.choice(SHARES)
    found = split(dataset([*examples, *twins]), share=share, seed=seed)
    assert not hashes(found, TRAIN) & hashes(found, VALIDATION)
    for label in range(4):
        aside, left = found.count(VALIDATION, label), found.count(TRAIN, label)
        assert abs(aside - share * (aside + left)) <= 1
        assert aside
        assert left


def test_copies_count_as_pictures() -> None:
    examples = pictures(4)
    same = [replace(examples[at % 2], path=f"copy {at}.png") for at in range(18)]
    for seed in RUNS:
        found = split(dataset([*examples, *same]), share=0.2, seed=seed)
        assert found.count(VALIDATION, 0) == 2


def test_a_picture_of_two_classes_is_set_aside_only_where_it_must_be() -> None:
    examples = pictures(20, 20)
    twin = replace(examples[0], label=1)
    for seed in RUNS:
        assert twin in split(dataset([*examples, twin]), share=0.2, seed=seed).parts[TRAIN]


@pytest.mark.parametrize("share", [0.6, 0.9, 0.99])
def test_something_is_left_to_learn_from_at_any_share(share: float) -> None:
    found = split(dataset(pictures(1, 2, 3, 100)), share=share, seed=1)
    left = [found.count(TRAIN, label) for label in range(4)]
    assert left == [1, 1, 1, round(100 * (1 - share))]


def test_classes_that_share_all_pictures_are_in_both_parts() -> None:
    examples = pictures(10)
    twins = [replace(one, label=1 + at % 2) for at, one in enumerate(examples)]
    found = split(dataset([*examples, *twins]), share=0.2, seed=5)
    assert [found.count(VALIDATION, label) for label in range(3)] == [2, 1, 1]


def test_a_picture_alone_in_its_class_is_learned_from_wherever_else_it_is() -> None:
    (alone,) = pictures(1)
    others = [Example(f"1/{number}.png", 1, f"1-{number}") for number in range(3)]
    twin = replace(alone, path="1/twin.png", label=1)
    for seed in RUNS:
        found = split(dataset([alone, twin, *others]), share=0.5, seed=seed)
        assert {alone, twin} <= set(found.parts[TRAIN])
        assert len(found.parts[VALIDATION]) == 2


@pytest.mark.parametrize("seed", RUNS)
def test_the_same_seed_gives_the_same_split_in_any_order(seed: int) -> None:
    examples, share, rng = some(seed)
    first = split(dataset(examples), share=share, seed=seed)
    again = rng.sample(examples, k=len(examples))
    second = split(dataset(again), share=share, seed=seed)
    assert hashes(first, VALIDATION) == hashes(second, VALIDATION)


def test_names_have_no_say() -> None:
    examples = pictures(30, 30)
    moved = [replace(one, path=f"elsewhere/{one.sha256}", label=1 - one.label) for one in examples]
    first, second = (split(dataset(those), share=0.2, seed=3) for those in (examples, moved))
    assert hashes(first, VALIDATION) == hashes(second, VALIDATION)


def test_another_seed_gives_another_split() -> None:
    found = [split(dataset(pictures(40, 40)), share=0.2, seed=seed) for seed in range(20)]
    assert len({frozenset(hashes(one, VALIDATION)) for one in found}) == 20


def test_every_picture_can_be_chosen() -> None:
    chosen: Counter[str] = Counter()
    for seed in range(200):
        chosen.update(hashes(split(dataset(pictures(10, 10)), share=0.2, seed=seed), VALIDATION))
    assert len(chosen) == 20
    assert min(chosen.values()) > 15
    assert max(chosen.values()) < 75


def test_most_pictures_stay_where_they_are_when_others_are_added() -> None:
    before = hashes(split(dataset(pictures(100, 100)), share=0.2, seed=1), VALIDATION)
    after = hashes(split(dataset(pictures(110, 100)), share=0.2, seed=1), VALIDATION)
    assert len(before - after) <= 3


def test_a_part_for_validation_is_left_as_it_is() -> None:
    train, aside, test = (tuple(pictures(count, count)) for count in (9, 1, 2))
    parts = {TRAIN: train, VALIDATION: aside, TEST: test}
    given = replace(dataset(train), parts=parts)
    assert split(given, share=0.2, seed=1) is given
    without = replace(given, parts={**parts, VALIDATION: ()})
    found = split(without, share=0.3, seed=1)
    assert len(found.parts[VALIDATION]) == 6
    assert found.parts[TEST] == test
    assert without.parts[TRAIN] == train


@pytest.mark.parametrize("share", [0, 1, -0.1, 1.5])
def test_a_share_is_a_fraction(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        split(dataset(pictures(3, 3)), share=share, seed=1)
