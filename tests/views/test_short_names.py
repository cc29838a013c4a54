"""Names of columns: short, and no two alike."""

from __future__ import annotations

import pytest

from desktop_app.views.widgets.short_names import LONGEST, short_names


def test_initials_of_several_words_and_first_letters_of_one() -> None:
    names = ["Abyssinian", "Br. Shorthair", "Maine Coon", "maine_coon-mix", "Sphynx"]
    assert short_names(names) == ["Ab", "BS", "MC", "MCM", "Sp"]


def test_short_ones_stay_as_they_are() -> None:
    assert short_names(["1", "10", "cat"]) == ["1", "10", "cat"]


@pytest.mark.parametrize(
    "names",
    [
        ["Birman", "Birmingham", "birch", "Bi", "B"],
        [f"class {number}" for number in range(120)],
        ["cat"] * 5 + ["2", "4"],
        ["", "  ", "_", "猫", "猫犬", "قط سيامي", "قط"],
        [f"n{number:08}" for number in range(1440000, 1440120)],
    ],
)
def test_no_two_are_alike_nor_long(names: list[str]) -> None:
    found = short_names(names)
    assert len({one.casefold() for one in found}) == len(names)
    assert all(0 < len(one) <= LONGEST for one in found)
