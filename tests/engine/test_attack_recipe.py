"""Settings of attacks: the rows and the recipe say the same."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from desktop_app.engine import attacks
from desktop_app.engine.attack_recipe import (
    CW,
    DEEPFOOL,
    DESCENT,
    FGSM,
    L2,
    LINF,
    METHODS,
    MOMENTUM,
    PGD,
    ROWS,
    SMALLEST,
    AttackRecipe,
    attack_recipe,
)
from desktop_app.engine.errors import BadParameterError

if TYPE_CHECKING:
    from desktop_app.engine.parameters import Parameter

BY_EITHER = (PGD, DESCENT, FGSM, MOMENTUM, SMALLEST)


def test_a_recipe_has_what_the_rows_have() -> None:
    assert [field.name for field in fields(AttackRecipe)] == [row.name for row in ROWS]
    assert attack_recipe().values() == {row.name: row.default for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_row_says_what_it_is(row: Parameter) -> None:
    assert row.label
    assert row.help


@pytest.mark.parametrize("row", [row for row in ROWS if row.when], ids=lambda row: row.name)
def test_a_row_waits_for_values_that_its_other_row_can_have(row: Parameter) -> None:
    assert row.when is not None
    (other,) = [one for one in ROWS if one.name == row.when[0]]
    assert row.when[1] <= set(other.choices)


def test_each_method_has_its_function() -> None:
    assert set(attacks.METHODS) == set(METHODS)


def test_values_of_ones_own_take_the_place_of_the_rows() -> None:
    chosen = attack_recipe({"method": CW, "steps": "7"}, seed=3)
    assert (chosen.method, chosen.steps, chosen.seed) == (CW, 7, 3)
    assert attack_recipe({"steps": 7}, steps=8).steps == 8


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("epsilon", 0),
        ("epsilon", 300 / 255),
        ("epsilon", 300),
        ("epsilon", "nan"),
        ("length", 0),
        ("steps", 0),
        ("steps", 1001),
        ("stride", 0),
        ("margin", -1),
        ("seed", -1),
        ("method", "magic"),
        ("norm", "l1"),
    ],
)
def test_what_cannot_be_is_refused_with_its_name(name: str, value: object) -> None:
    with pytest.raises(BadParameterError, match=name):
        attack_recipe({name: value})


def test_unknown_names_are_refused() -> None:
    with pytest.raises(ValueError, match="magic"):
        attack_recipe(magic=1)


@pytest.mark.parametrize(
    ("method", "asked", "measure"),
    [
        *((method, norm, norm) for method in BY_EITHER for norm in (LINF, L2)),
        *((method, norm, L2) for method in (CW, DEEPFOOL) for norm in (LINF, L2)),
    ],
)
def test_a_change_is_measured_as_its_method_does(method: str, asked: str, measure: str) -> None:
    chosen = attack_recipe(method=method, norm=asked, epsilon=3 / 255, length=5)
    assert chosen.measure == measure
    assert chosen.radius == (5 if measure == L2 else 3 / 255)


def test_some_look_for_the_smallest_change_and_the_others_keep_to_a_budget() -> None:
    unbounded = [one for one in METHODS if not attack_recipe(method=one).is_bounded]
    assert sorted(unbounded) == sorted([CW, DEEPFOOL, SMALLEST])


@pytest.mark.parametrize(
    ("method", "total"), [(FGSM, 1), (PGD, 7), (CW, 35), (DEEPFOOL, 7), (SMALLEST, 56)]
)
def test_steps_are_of_each_round(method: str, total: int) -> None:
    assert attack_recipe(method=method, steps=7).total == total
