"""How great a change may be, before and after it is rounded to levels."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from desktop_app.engine.attack_recipe import L2, LINF
from desktop_app.engine.balls import Ball

SHAPE = (1, 3, 9, 9)


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def change_of(*values: float) -> torch.Tensor:
    return torch.tensor(values).view(1, 3, 1, -1)


def line(*values: float) -> np.ndarray:
    """One pixel."""
    return np.array([[values]])


def nothing(height: int = 1, width: int = 1) -> np.ndarray:
    return np.zeros((height, width, 3), np.uint8)


# Floats


def test_greatest_values_are_cut() -> None:
    limited = Ball(LINF, 1.0).limited(change_of(-3, 0.5, 2))
    assert torch.equal(limited, change_of(-1, 0.5, 1))


def test_a_long_change_is_shortened_and_keeps_its_direction() -> None:
    limited = Ball(L2, 1.0).limited(change_of(3.0, 0, -4))
    assert torch.allclose(limited, change_of(0.6, 0, -0.8))


@pytest.mark.parametrize("ball", [Ball(LINF, 0.5), Ball(L2, 0.5), Ball(L2, math.inf)], ids=str)
def test_what_is_within_is_left(ball: Ball) -> None:
    change = change_of(0.1, -0.3, 0.2)
    assert torch.equal(ball.limited(change), change)
    assert torch.equal(ball.limited(change * 0), change * 0)


@pytest.mark.parametrize("norm", [LINF, L2])
def test_random_changes_are_within_and_of_the_seed(norm: str) -> None:
    ball, like = Ball(norm, 0.25), torch.zeros(SHAPE)
    changes = [ball.random(like, generator(seed)) for seed in range(30)]
    sizes = [float(one.norm() if norm == L2 else one.abs().max()) for one in changes]
    assert all(one.shape == like.shape for one in changes)
    assert max(sizes) <= 0.25 + 1e-6
    assert max(sizes) > 0.22
    assert torch.equal(changes[3], ball.random(like, generator(3)))
    assert not torch.equal(changes[3], changes[4])


def test_random_changes_fill_the_ball() -> None:
    like = torch.zeros(SHAPE)
    values = torch.cat([Ball(LINF, 1.0).random(like, generator(seed)) for seed in range(9)])
    assert values.mean() == pytest.approx(0, abs=0.05)
    assert values.std() == pytest.approx(1 / math.sqrt(3), abs=0.05)
    lengths = [float(Ball(L2, 1.0).random(like, generator(seed)).norm()) for seed in range(60)]
    assert min(lengths) < 0.2
    assert np.mean(lengths) == pytest.approx(0.5, abs=0.1)


# Levels


def test_without_a_limit_the_nearest_levels_are_taken() -> None:
    start = np.array([[[10, 20, 250]]], np.uint8)
    rounded = Ball(L2, math.inf).rounded(start, line(12.6, 17.4, 255.0))
    assert rounded.dtype == np.uint8
    assert rounded.tolist() == [[[13, 17, 255]]]


@pytest.mark.parametrize(("radius", "most"), [(1, 1), (1.5, 1), (2, 2), (2.9, 2), (7, 7), (49, 49)])
def test_whole_levels_never_exceed_the_radius(radius: float, most: int) -> None:
    wished = line(100 - radius, 100, 100 + radius + 1e-5)  # as sums of floats are
    rounded = Ball(LINF, radius / 255).rounded(nothing() + np.uint8(100), wished)
    assert rounded.tolist() == [[[100 - most, 100, 100 + most]]]


def test_the_value_that_was_rounded_up_most_gives_way_first() -> None:
    wished = line(1.6, 2.9, 0)
    length = math.hypot(1.6, 2.9) / 255
    assert Ball(L2, length).rounded(nothing(), wished).tolist() == [[[1, 3, 0]]]
    assert Ball(L2, 4 / 255).rounded(nothing(), wished).tolist() == [[[2, 3, 0]]]


def test_no_more_give_way_than_must() -> None:
    wished = np.full((2, 2, 3), 0.9)
    length = math.sqrt(12 * 0.9**2) / 255
    rounded = Ball(L2, length).rounded(nothing(2, 2), wished)
    assert int(rounded.sum()) == math.floor(12 * 0.9**2)


@pytest.mark.parametrize("norm", [LINF, L2])
@pytest.mark.parametrize("seed", range(12))
def test_rounded_changes_are_within_whatever_was_wished(norm: str, seed: int) -> None:
    random = np.random.default_rng(seed)
    start = random.integers(0, 256, (7, 5, 3), dtype=np.uint8)
    radius = float(np.exp(random.uniform(-5, 1 if norm == L2 else -1)))
    ball = Ball(norm, radius)
    change = torch.from_numpy(random.normal(0, 0.2, (1, 3, 7, 5)))
    wished = start / 255 + ball.limited(change)[0].permute(1, 2, 0).numpy()
    wished = wished.clip(0, 1) * 255
    rounded = ball.rounded(start, wished)
    levels = rounded.astype(int) - start
    assert np.abs(rounded - wished).max() < 1
    if norm == LINF:
        assert np.abs(levels).max() <= math.floor(radius * 255)
    else:
        assert math.sqrt(np.square(levels).sum()) <= radius * 255 * (1 + 1e-4)
