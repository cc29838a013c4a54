"""How a network is shown a picture."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from PIL import Image

from desktop_app.engine import images
from desktop_app.engine.contract import InputRule
from desktop_app.engine.robustness import Shaking, blurred, plain
from tests.helpers import smooth

STILL = Shaking(turn=0, zoom=1, shift=0, mirrored=False, blur=0)
SIDE = 48


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def ramp() -> torch.Tensor:
    """From black at the left to white at the right, and red from top to bottom."""
    across = torch.linspace(0, 1, SIDE).expand(1, 3, SIDE, SIDE).clone()
    across[:, 0] = torch.linspace(0, 1, SIDE)[:, None]
    return across


def middle(pixels: torch.Tensor) -> torch.Tensor:
    return pixels[..., 12:-12, 12:-12]


def test_nothing_to_shake_leaves_the_picture() -> None:
    assert not STILL
    assert torch.allclose(STILL(ramp(), SIDE, generator()), ramp(), atol=1e-5)


def test_the_same_numbers_shake_alike() -> None:
    shaking = Shaking(turn=15, zoom=2, shift=0.2, mirrored=True, blur=1)
    assert shaking
    once = shaking(ramp(), 32, generator())
    assert once.shape == (1, 3, 32, 32)
    assert torch.equal(once, shaking(ramp(), 32, generator()))
    assert not torch.equal(once, shaking(ramp(), 32, generator(1)))


def slopes(shaking: Shaking, seed: int) -> tuple[float, float]:
    """How steep green is across and down, 1 and 0 for a picture as it is."""
    seen = middle(shaking(ramp(), SIDE, generator(seed)))[0, 1] * (SIDE - 1)
    across = (seen[:, 1:] - seen[:, :-1]).mean()
    down = (seen[1:] - seen[:-1]).mean()
    return float(across), float(down)


def test_turns_are_within_their_angle() -> None:
    angles = []
    for seed in range(60):
        across, down = slopes(Shaking(15, 1, 0, mirrored=False, blur=0), seed)
        assert math.hypot(across, down) == pytest.approx(1, abs=1e-3)
        angles.append(math.degrees(math.atan2(down, across)))
    assert -15 <= min(angles) < -12
    assert 12 < max(angles) <= 15


def test_zooms_are_within_their_scale() -> None:
    sizes = [slopes(Shaking(0, 2, 0, mirrored=False, blur=0), seed)[0] for seed in range(60)]
    assert 0.5 <= min(sizes) < 0.55
    assert 1.05 < max(sizes) <= 1.1 + 1e-3


def test_a_little_zoom_is_as_much_either_way() -> None:
    sizes = [slopes(Shaking(0, 1.05, 0, mirrored=False, blur=0), seed)[0] for seed in range(60)]
    assert 1 / 1.05 - 1e-3 <= min(sizes) < 0.97
    assert 1.03 < max(sizes) <= 1.05 + 1e-3


def test_shifts_are_within_their_share() -> None:
    shaking = Shaking(0, 1, 0.2, mirrored=False, blur=0)
    places = []
    for seed in range(60):
        seen = shaking(ramp(), SIDE, generator(seed))[0]
        places.append([float(seen[at, SIDE // 2, SIDE // 2]) for at in (0, 1)])
    shifts = np.array(places) - ramp()[0, :2, SIDE // 2, SIDE // 2].numpy()
    assert (np.abs(shifts) <= 0.2 * SIDE / (SIDE - 1) + 1e-3).all()
    assert (shifts.min(axis=0) < -0.15).all()
    assert (shifts.max(axis=0) > 0.15).all()


def test_about_half_are_mirrored() -> None:
    shaking = Shaking(0, 1, 0, mirrored=True, blur=0)
    signs = [slopes(shaking, seed)[0] for seed in range(100)]
    assert sorted({round(sign) for sign in signs}) == [-1, 1]
    assert 35 <= sum(sign < 0 for sign in signs) <= 65


def test_no_corner_is_black() -> None:
    white = torch.ones(1, 3, SIDE, SIDE)
    shaking = Shaking(turn=180, zoom=4, shift=0.5, mirrored=True, blur=0)
    for seed in range(20):
        assert torch.allclose(shaking(white, SIDE, generator(seed)), white, atol=1e-5)


def test_blur_is_that_of_a_gaussian() -> None:
    point = torch.zeros(1, 2, 31, 31)
    point[..., 15, 15] = 1
    spread = blurred(point, 1.5)
    assert torch.allclose(spread.sum(dim=(2, 3)), torch.ones(1, 2), atol=1e-5)
    places = torch.arange(31.0) - 15
    variance = (spread[0, 1].sum(dim=0) * places.square()).sum()
    assert variance == pytest.approx(1.5**2, rel=0.05)
    assert blurred(point, 0) is point


@pytest.mark.parametrize("interpolation", ["bicubic", "bilinear"])
@pytest.mark.parametrize("side", [160, 224, 256, 320])
def test_plain_look_is_what_the_saved_picture_gives(side: int, interpolation: str) -> None:
    rule = InputRule(224, 256, interpolation, (0, 0, 0), (1, 1, 1))
    picture = np.array(Image.fromarray(smooth(40, 40)).resize((side, side)))
    pixels = torch.from_numpy(picture).permute(2, 0, 1)[None] / 255
    given = images.network_input(picture, rule)
    seen = plain(pixels, rule)[0].permute(1, 2, 0).numpy() * 255
    assert np.abs(seen - given).max() <= 1.5


def test_plain_look_has_a_gradient_only_where_it_looks() -> None:
    rule = InputRule(224, 256, "bicubic", (0, 0, 0), (1, 1, 1))
    pixels = torch.rand(1, 3, 256, 256, generator=generator(), requires_grad=True)
    (gradient,) = torch.autograd.grad(plain(pixels, rule).sum(), pixels)
    assert torch.equal(gradient[..., 16:-16, 16:-16], torch.ones(1, 3, 224, 224))
    assert gradient.sum() == 3 * 224 * 224
