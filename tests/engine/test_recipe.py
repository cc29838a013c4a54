"""Settings of ideal pictures: rows, presets and the recipe say the same."""

from __future__ import annotations

from dataclasses import fields

import pytest

from desktop_app.engine.errors import BadParameterError, UnknownClassError
from desktop_app.engine.parameters import checked
from desktop_app.engine.recipe import LESSON, NATURAL, PRESETS, ROWS, Recipe, recipe
from desktop_app.engine.targets import CHANNEL, CLASS, LAYER, UNIT, Target, parse, spelled, title
from tests.engine.small_networks import convolutional, network_of


def test_a_recipe_has_what_the_rows_have() -> None:
    assert [field.name for field in fields(Recipe)] == [row.name for row in ROWS]
    assert recipe(NATURAL).values() == {row.name: row.default for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_row_says_what_it_is(row: object) -> None:
    assert row.label  # type: ignore[attr-defined]
    assert row.help  # type: ignore[attr-defined]


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_are_within_the_bounds(preset: str) -> None:
    values = recipe(preset).values()
    assert all(checked(row, values[row.name]) == values[row.name] for row in ROWS)


def test_values_of_ones_own_take_the_place_of_a_preset_s() -> None:
    chosen = recipe(LESSON, rate=2.5, steps="7")
    assert (chosen.rate, chosen.steps, chosen.parametrisation) == (2.5, 7, "pixels")


@pytest.mark.parametrize(
    "values",
    [{"size": 63}, {"size": 513}, {"steps": 0}, {"rate": -1}, {"optimiser": "magic"}, {"seed": -1}],
)
def test_what_cannot_be_is_refused_with_its_bounds(values: dict[str, object]) -> None:
    with pytest.raises(BadParameterError, match=next(iter(values))):
        recipe(**values)  # type: ignore[arg-type]


def test_unknown_names_are_refused() -> None:
    with pytest.raises(ValueError, match="magic"):
        recipe("magic")
    with pytest.raises(ValueError, match="magic"):
        recipe(magic=1)


# Targets


@pytest.mark.parametrize(
    ("text", "target", "name"),
    [
        ("Siamese cat", Target(CLASS, 1), "Siamese cat"),
        (" siamese CAT ", Target(CLASS, 1), "Siamese cat"),
        ("n00000003", Target(CLASS, 3), "fox"),
        ("4", Target(CLASS, 4), "crane"),
        ("features.3:17", Target(CHANNEL, 17, "features.3"), "features.3:17"),
        ("features.3:17@", Target(UNIT, 17, "features.3"), "features.3:17@"),
        ("features.3:", Target(LAYER, layer="features.3"), "features.3"),
    ],
)
def test_target_is_read(text: str, target: Target, name: str) -> None:
    network = network_of(convolutional())
    assert parse(text, network) == target
    assert title(target, network) == name
    assert parse(spelled(target), network) == target


@pytest.mark.parametrize("text", ["", "siamese", "5", "features.3:x", ":"])
def test_target_that_is_none_is_told(text: str) -> None:
    if text == ":":
        assert parse(text, network_of(convolutional())).layer == ""
        return
    with pytest.raises(UnknownClassError):
        parse(text, network_of(convolutional()))
