"""What a picture is made from, and what makes one better than another."""

from __future__ import annotations

import pytest
import torch

from desktop_app.engine.canvases import FourierCanvas, PixelCanvas
from desktop_app.engine.regularisers import distance_from_grey, total_variation

CPU = torch.device("cpu")


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("kind", [FourierCanvas, PixelCanvas])
@pytest.mark.parametrize("side", [64, 65])
def test_noise_is_calm_and_of_the_seed(kind: type[FourierCanvas | PixelCanvas], side: int) -> None:
    pixels = kind.noise(side, generator(), CPU).pixels().detach()
    assert pixels.shape == (1, 3, side, side)
    assert torch.equal(pixels, kind.noise(side, generator(), CPU).pixels())
    assert not torch.equal(pixels, kind.noise(side, generator(1), CPU).pixels())
    assert pixels.mean() == pytest.approx(0.5, abs=0.02)
    assert 0.002 < pixels.std() < 0.15


@pytest.mark.parametrize("kind", [FourierCanvas, PixelCanvas])
@pytest.mark.parametrize("side", [32, 33])
def test_a_picture_is_itself(kind: type[FourierCanvas | PixelCanvas], side: int) -> None:
    start = torch.rand((1, 3, side, side), generator=generator()) * 0.9 + 0.05
    assert torch.allclose(kind(start).pixels(), start, atol=1e-4)


def test_black_and_white_become_waves_too() -> None:
    start = torch.zeros(1, 3, 16, 16)
    start[..., 8:] = 1
    pixels = FourierCanvas(start).pixels()
    assert pixels.isfinite().all()
    assert torch.allclose(pixels, start, atol=0.01)


def test_low_waves_move_more_than_high_ones() -> None:
    """A change of the same size is wider and stronger where a wave is long."""
    canvas = FourierCanvas(torch.full((1, 3, 32, 32), 0.5))
    spans = []
    for across in (1, 8):
        with torch.no_grad():
            canvas.values.zero_()
            canvas.values[0, 0, across, 0] = 0.1
            spans.append(float(canvas.pixels().std()))
    assert spans[0] == pytest.approx(8 * spans[1], rel=0.05)


def test_gradient_reaches_the_waves() -> None:
    canvas = FourierCanvas.noise(16, generator(), CPU)
    (gradient,) = torch.autograd.grad(canvas.pixels().square().sum(), list(canvas.tensors))
    nudge = 1e-3 * gradient / gradient.norm()
    before = canvas.pixels().square().sum().item()
    with torch.no_grad():
        canvas.values += nudge
    risen = canvas.pixels().square().sum().item() - before
    assert risen == pytest.approx(1e-3 * gradient.norm().item(), rel=0.05)


# Regularisers, by hand


def test_variation_and_its_gradient() -> None:
    pixels = torch.tensor([[[[0.0, 0.5], [1.0, 0.75]]]], requires_grad=True)
    value = total_variation(pixels)
    assert value.item() == pytest.approx((1 + 0.25) / 2 + (0.5 + 0.25) / 2)
    (gradient,) = torch.autograd.grad(value, pixels)
    expected = torch.tensor([[[[-0.5 - 0.5, 0.5 - 0.5], [0.5 + 0.5, 0.5 - 0.5]]]])
    assert torch.allclose(gradient, expected)


def test_variation_of_one_colour_is_nothing() -> None:
    assert total_variation(torch.full((1, 3, 5, 5), 0.3)).item() == 0


def test_distance_from_grey_and_its_gradient() -> None:
    pixels = torch.tensor([[[[0.0, 0.5], [1.0, 0.75]]]], requires_grad=True)
    value = distance_from_grey(pixels)
    assert value.item() == pytest.approx((0.25 + 0 + 0.25 + 0.0625) / 4)
    (gradient,) = torch.autograd.grad(value, pixels)
    assert torch.allclose(gradient, torch.tensor([[[[-0.25, 0], [0.25, 0.125]]]]))
