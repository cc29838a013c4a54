"""Many pictures with many budgets: each is tried by itself, and what cannot be tried says why."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest

from desktop_app.engine import sweep
from desktop_app.engine.adversarial import attack
from desktop_app.engine.attack_recipe import L2, LINF, attack_recipe
from desktop_app.engine.attempts import ANYTHING, NoMindError, Tally, rates
from desktop_app.engine.contract import Source
from desktop_app.engine.images import decode
from tests.backbones import drained
from tests.engine.linear_network import CAT, DOG, case, steep_network
from tests.helpers import encoded, noise

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.engine.attack_recipe import AttackRecipe
    from desktop_app.engine.contract import Network

RADII = (4 / 255, 64 / 255)


def source(seed: int) -> Source:
    return Source(f"{seed}.png", content=encoded(noise(20, 16, seed)))


def tallies(
    network: Network,
    sources: list[Source],
    recipe: AttackRecipe,
    radii: tuple[float, ...] = RADII,
    target: int = ANYTHING,
) -> list[Tally]:
    steps = sweep.sweep(network=network, sources=sources, target=target, recipe=recipe, radii=radii)
    return [cast("Tally", step.item) for step in steps if step.item is not None]


@pytest.mark.parametrize(("norm", "field"), [(LINF, "epsilon"), (L2, "length")])
def test_each_is_what_it_is_alone(norm: str, field: str) -> None:
    network, sources = steep_network(1), [source(1), source(2)]
    recipe = attack_recipe(norm=norm, steps=6)
    radii = RADII if norm == LINF else (0.5, 5.0)
    found = tallies(network, sources, recipe, radii)
    expected = [(one.name, radius) for one in sources for radius in radii]
    assert [(one.picture, one.radius) for one in found] == expected
    for one, (file, radius) in zip(found, [(s, r) for s in sources for r in radii], strict=True):
        own = attack_recipe(recipe.values(), **{field: radius})
        picture = decode(file)
        result = drained(attack(network=network, picture=picture, target=ANYTHING, recipe=own))
        assert (one.reached, one.after) == (result.reached, result.after.best.name)
        assert one.before == result.before.best.name
        assert one.probability == result.after.probabilities[0]
        size = one.linf if norm == LINF else one.l2
        assert 0 < size <= radius * (1 + 1e-4)
    assert any(one.reached for one in found) != all(one.reached for one in found)


def test_what_cannot_be_tried_says_why_and_stops_nothing() -> None:
    network = case(l2=1).network
    broken = Source("broken.png", content=b"no picture")
    good = Source("good.png", content=encoded(case(l2=1).picture.pixels))
    found = tallies(network, [broken, good], attack_recipe(steps=3), (2 / 255,), target=CAT)
    assert [bool(one.error) for one in found] == [True, False]
    (already,) = tallies(network, [good], attack_recipe(steps=3), (2 / 255,), target=DOG)
    assert "already" in already.error
    assert rates([*found, already]) == [(2 / 255, int(found[1].reached), 1)]


def test_an_untrained_network_is_not_asked_a_second_time() -> None:
    with pytest.raises(NoMindError):
        tallies(replace(steep_network(1), trained=False), [source(1), source(2)], attack_recipe())


def test_steps_are_as_short_as_those_of_one_attack() -> None:
    steps = sweep.sweep(
        network=steep_network(1),
        sources=[source(1)],
        target=ANYTHING,
        recipe=attack_recipe(steps=5),
        radii=RADII,
    )
    done = [(step.done, step.total) for step in steps]
    assert done == [(0, 2)] * 6 + [(1, 2)] * 7 + [(2, 2)]


def test_rates_count_tries_by_budget() -> None:
    made = [
        Tally(1, "a", 2.0, reached=True),
        Tally(2, "b", 2.0),
        Tally(1, "a", 1.0),
        Tally(3, "c", 1.0, error="no"),
    ]
    assert rates(made) == [(1.0, 0, 1), (2.0, 1, 2)]


def test_csv_holds_all_of_them(tmp_path: Path) -> None:
    made = [
        Tally(1, "گربه.png", 2 / 255, "dog", "cat", reached=True, linf=0.01, l2=1.5),
        Tally(2, "b", 1.0, error="no"),
    ]
    file = tmp_path / "tallies.csv"
    sweep.save(made, attack_recipe(norm=L2), "cat", str(file))
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["picture"] for row in rows] == ["گربه.png", "b"]
    assert rows[0]["reached"] == "True"
    assert float(rows[0]["radius"]) == 2 / 255
    assert rows[1]["error"] == "no"
    assert (rows[0]["target"], rows[0]["method"], rows[0]["norm"]) == ("cat", "pgd", "l2")
