"""How gradients become the steps of an attack, by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from desktop_app.engine.attack_recipe import L2, LINF
from desktop_app.engine.steps import Momentum, Steepest, ToTheBoundary

if TYPE_CHECKING:
    from desktop_app.engine.ascent import Rule


def after(rule: Rule, *gradients: tuple[float, ...]) -> list[float]:
    """Where a leaf is that began at nought and followed each of the gradients."""
    leaf = torch.zeros(len(gradients[0]))
    for gradient in gradients:
        rule.change([leaf], [torch.tensor(gradient, dtype=torch.float32)])
    result: list[float] = leaf.tolist()
    return result


def test_by_signs_each_value_moves_alike() -> None:
    assert after(Steepest(LINF, 0.25), (2, -0.001, 0)) == [0.25, -0.25, 0]


def test_along_the_gradient_the_whole_step_has_its_size() -> None:
    assert after(Steepest(L2, 10), (0.3, -0.4)) == pytest.approx([6, -8])


def test_momentum_sums_gradients_divided_by_their_l1_norm() -> None:
    first, second = (1.0, -3.0), (-1.0, 30.0)
    assert after(Momentum(LINF, 0.5), first) == [0.5, -0.5]
    # 1/4 - 1/31 and -3/4 + 30/31 are above nought; without the norm the first would be nought,
    # and without momentum below.
    assert after(Momentum(LINF, 0.5), first, second) == [1, 0]


def test_momentum_goes_along_its_sum_where_lengths_count() -> None:
    sums = [(0.25, -0.75), (0.25 - 1 / 31, -0.75 + 30 / 31)]
    expected = sum(np.array(one) / np.linalg.norm(one) for one in sums) * 0.5
    assert after(Momentum(L2, 0.5), (1, -3), (-1, 30)) == pytest.approx(expected.tolist(), rel=1e-5)


def test_momentum_decays_by_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Momentum, "DECAY", 0.1)
    assert after(Momentum(LINF, 0.5), (1, -3), (-1, 30)) == [0, 0]


def test_to_the_boundary_is_as_far_as_the_gap_is_wide_and_a_little_farther() -> None:
    rule = ToTheBoundary()
    rule.gap = 2.0
    way = after(rule, (3, 4))
    assert way == pytest.approx([1.02 * 2 * 3 / 25, 1.02 * 2 * 4 / 25])
    assert 3 * way[0] + 4 * way[1] == pytest.approx(1.02 * 2)


def test_without_a_gap_it_stays() -> None:
    assert after(ToTheBoundary(), (3, 4)) == [0, 0]


@pytest.mark.parametrize(
    "rule", [Steepest(LINF, 1), Steepest(L2, 1), Momentum(LINF, 1), Momentum(L2, 1)]
)
def test_without_a_gradient_nothing_moves(rule: Rule) -> None:
    assert after(rule, (0, 0)) == [0, 0]


def test_without_a_gradient_no_boundary_is_looked_for() -> None:
    rule = ToTheBoundary()
    rule.gap = 5.0
    assert after(rule, (0, 0)) == [0, 0]


@pytest.mark.parametrize("rule", [Steepest(LINF, 1), Momentum(LINF, 1)])
def test_every_leaf_is_changed(rule: Rule) -> None:
    leaves = [torch.zeros(1), torch.zeros(2)]
    rule.change(leaves, [torch.ones(1), -torch.ones(2)])
    assert (leaves[0] > 0).all()
    assert (leaves[1] < 0).all()
