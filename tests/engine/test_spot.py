"""The crop of a picture is changed, and nothing else; and it is the very one that is read again."""

from __future__ import annotations

import io
import math

import numpy as np
import pytest
import torch
from PIL import Image

from desktop_app.engine import images
from desktop_app.engine.attack_recipe import L2, LINF
from desktop_app.engine.balls import Ball
from desktop_app.engine.contract import InputRule, Pasted, Picture
from desktop_app.engine.spot import Bent, Board, Spot, levels
from tests.helpers import RULE, noise

NONE = (0.0, 0.0, 0.0)
RULES = (
    RULE,
    InputRule(8, 8, "bilinear", NONE, NONE),
    InputRule(8, 12, "bilinear", NONE, NONE),
    InputRule(9, 12, "bicubic", NONE, NONE),
    InputRule(10, 17, "bicubic", NONE, NONE),
)
SIZES = ((12, 12), (1, 1), (13, 12), (31, 20), (20, 33), (100, 41), (17, 120), (160, 20), (5, 40))
STRIPS = ((400, 10), (10, 401), (263, 5), (1, 99))


def picture(size: tuple[int, int]) -> Picture:
    return Picture(noise(*size), "picture", Pasted())


@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_crop_is_what_the_network_is_given(size: tuple[int, int], rule: InputRule) -> None:
    given = images.network_input(picture(size).pixels, rule)
    board = Board.of(picture(size), rule)
    assert np.array_equal(board.crop, given)
    assert min(board.pixels.shape[:2]) == rule.resize


@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("size", [*SIZES, *STRIPS], ids=str)
def test_what_is_saved_is_read_as_the_crop_that_was_put_in(
    size: tuple[int, int], rule: InputRule
) -> None:
    board = Board.of(picture(size), rule)
    crop = noise(rule.size, rule.size, seed=1)
    file = io.BytesIO()
    Image.fromarray(board.holding(crop).pixels).save(file, "PNG")
    with Image.open(file) as again:
        assert np.array_equal(images.network_input(np.array(again), rule), crop)


@pytest.mark.parametrize("size", [(31, 20), (20, 31), (12, 12)], ids=str)
def test_only_the_crop_changes(size: tuple[int, int]) -> None:
    board = Board.of(picture(size), RULES[2])
    before = board.pixels.copy()
    held = board.holding(board.crop ^ np.uint8(255))
    changed = (held.pixels != before).any(axis=2)
    assert changed.sum() == 8 * 8
    assert changed[board.top : board.top + 8, board.left : board.left + 8].all()
    assert np.array_equal(board.pixels, before)
    assert np.array_equal(held.crop, before[board.top :, board.left :][:8, :8] ^ np.uint8(255))
    assert not held.pixels.flags.writeable


def test_other_pixels_are_cut_alike() -> None:
    board = Board.of(picture((31, 20)), RULES[2])
    turned = board.like(255 - board.pixels)
    assert np.array_equal(turned.crop, 255 - board.crop)


def test_a_picture_of_the_right_size_is_left_as_it_is() -> None:
    pixels = noise(20, 12)
    assert np.array_equal(Board.of(picture((20, 12)), RULES[2]).pixels, pixels)


@pytest.mark.parametrize("size", [(30_000, 10), (10, 30_000), (1, 40_000)], ids=str)
def test_a_long_strip_does_not_explode(size: tuple[int, int]) -> None:
    stripes = np.zeros((size[1], size[0], 3), np.uint8)
    across, down = size
    if across > down:
        stripes[:, across // 2 - 30 : across // 2 + 30] = 200
    else:
        stripes[down // 2 - 30 : down // 2 + 30] = 200
    board = Board.of(Picture(stripes, "strip", Pasted()), RULES[2])
    assert max(board.pixels.shape) <= images.STRIP * RULES[2].resize
    assert (board.crop == 200).all()  # it is of the middle


# Pixels that an attack changes


@pytest.mark.parametrize("ball", [Ball(LINF, 0.1), Ball(L2, 0.4)], ids=str)
@pytest.mark.parametrize("seed", range(6))
def test_a_spot_goes_back_to_where_it_may_be(ball: Ball, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    start = torch.randint(0, 256, (1, 3, 6, 6), generator=generator) / 255
    spot = Spot(start, ball, torch.randn(start.shape, generator=generator))
    for _ in range(3):
        change = spot.pixels().detach() - start
        size = change.norm() if ball.norm == L2 else change.abs().max()
        assert size <= ball.radius * (1 + 1e-5)
        assert spot.pixels().min() >= 0
        assert spot.pixels().max() <= 1
        with torch.no_grad():
            spot.values.add_(torch.randn(start.shape, generator=generator))
        spot.settle()


def test_a_spot_begins_with_the_crop_and_leaves_it_as_it_is() -> None:
    start = torch.full((1, 3, 2, 2), 0.5)
    spot = Spot(start, Ball(LINF, 0.1))
    assert torch.equal(spot.pixels(), start)
    assert spot.tensors[0].requires_grad
    assert spot.tensors[0].is_leaf
    with torch.no_grad():
        spot.values.add_(0.05)
    assert torch.equal(start, torch.full((1, 3, 2, 2), 0.5))


def test_bent_pixels_begin_as_the_crop_black_and_white_too() -> None:
    start = torch.linspace(0, 1, 12).view(1, 3, 2, 2)
    canvas = Bent(start)
    assert canvas.tensors[0].isfinite().all()
    assert torch.allclose(canvas.pixels(), start, atol=1e-5)
    assert canvas.tensors[0].requires_grad


def test_no_number_bends_out_of_black_and_white() -> None:
    canvas = Bent(torch.full((1, 3, 2, 2), 0.5))
    with torch.no_grad():
        canvas.values.copy_(torch.linspace(-1000, 1000, 12).view(1, 3, 2, 2))
    before = canvas.values.clone()
    canvas.settle()
    assert torch.equal(canvas.values, before)
    assert canvas.pixels().min() == 0
    assert canvas.pixels().max() == 1


def test_levels_are_of_the_first_picture_as_it_lies() -> None:
    pixels = torch.rand(2, 3, 4, 5, generator=torch.Generator().manual_seed(0))
    found = levels(pixels.requires_grad_())
    assert found.shape == (4, 5, 3)
    assert found[1, 2, 0] == pytest.approx(float(pixels[0, 0, 1, 2].detach()) * 255)
    assert math.isclose(found.max(), float(pixels[0].detach().max()) * 255)
