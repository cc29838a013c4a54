"""A part of the pictures is set aside, so that what was learned can be judged on others."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from math import fsum
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.engine.examples import TRAIN, VALIDATION, Dataset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from desktop_app.engine.examples import Example

Flaws: TypeAlias = tuple[int, int, float]
"""Classes with nothing to learn from, those with nothing aside, squared distances; less is better.
"""


def split(dataset: Dataset, *, share: float, seed: int) -> Dataset:
    """Move a `share` of the training part into a validation part, of each class alike.

    Equal files stay together, whatever their classes. Each class comes as near to `share` as one
    group of equal files allows; one with at least two groups has some in both parts, and one with
    a single group is only learned from. (Where pictures in several classes tie these together, or
    at a `share` above a half, a class comes as near to this as the others let it.)

    What is moved depends on the files' contents and on `seed`, not on their names or their order:
    where pictures are added later, most others stay in their part.

    A dataset with pictures for validation is returned as it is.

    Args:
        dataset: With a training part.
        share: Between 0 and 1.
        seed: Any integer.
    """
    if not 0 < share < 1:
        raise ValueError(f"a share of {share}")
    if dataset.parts.get(VALIDATION):
        return dataset
    examples = dataset.parts[TRAIN]
    aside = _chosen(_groups(examples, seed), share)
    parts = {
        **dataset.parts,
        TRAIN: tuple(one for one in examples if one.sha256 not in aside),
        VALIDATION: tuple(one for one in examples if one.sha256 in aside),
    }
    return replace(dataset, parts=parts)


def _groups(examples: Iterable[Example], seed: int) -> dict[str, Counter[int]]:
    """Return how many files of each hash every class has, shuffled by `seed`.

    Larger ones come last: they are hard to fit in, and a file in several classes is no good judge.
    """
    groups: dict[str, Counter[int]] = {}
    for one in examples:
        groups.setdefault(one.sha256, Counter())[one.label] += 1

    def place(sha256: str) -> tuple[int, bytes]:
        return groups[sha256].total(), hashlib.sha256(f"{seed} {sha256}".encode()).digest()

    return {sha256: groups[sha256] for sha256 in sorted(groups, key=place)}


def _chosen(groups: Mapping[str, Counter[int]], share: float) -> set[str]:
    """Choose the groups to set aside: move one after another for as long as that is better."""
    classes = _classes(groups.values(), share)
    aside: set[str] = set()
    is_better = True
    while is_better:
        is_better = False
        for sha256, labels in groups.items():
            touched = [(classes[label], count) for label, count in labels.items()]
            way = -1 if sha256 in aside else 1
            if _flaws(touched, way) < _flaws(touched, 0):
                for one, count in touched:
                    one.groups_aside += way
                    one.aside += way * count
                aside ^= {sha256}
                is_better = True
    return aside


@dataclass(slots=True, eq=False)
class _Class:
    """How many groups a class has and how many pictures of it should be aside; how many are."""

    groups: int = 0
    wanted: float = 0
    groups_aside: int = 0
    aside: int = 0


def _classes(groups: Iterable[Counter[int]], share: float) -> dict[int, _Class]:
    classes: dict[int, _Class] = {}
    for labels in groups:
        for label, count in labels.items():
            one = classes.setdefault(label, _Class())
            one.groups += 1
            one.wanted += share * count
    return classes


def _flaws(touched: Sequence[tuple[_Class, int]], way: int) -> Flaws:
    """Return the flaws of the classes once a group, with so many of each, has moved that `way`."""
    moved = [
        (one, one.groups_aside + way, one.aside + way * count - one.wanted)
        for one, count in touched
    ]
    return (
        sum(groups == one.groups for one, groups, _ in moved),
        sum(groups == 0 for _, groups, _ in moved),
        fsum(excess**2 for _, _, excess in moved),
    )
