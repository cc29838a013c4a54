"""How a network is shown a picture: as it is, or changed at random in ways it should survive.

Random turns, zooms and shifts between the steps are what makes ideal images look like something:
Olah, Mordvintsev and Schubert, "Feature Visualization" (Distill, 2017).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch.nn import functional

if TYPE_CHECKING:
    from torch import Tensor

    from desktop_app.engine.contract import InputRule

MARGIN = 12
"""Pixels of 224 by which the picture is continued beyond each edge, as in a mirror."""

FARTHEST = 1.1
"""Greatest part of the picture's side that is seen at once: it may be seen from a little away."""

REACH = 3
"""Standard deviations after which a blur ends."""


@dataclass(frozen=True, slots=True)
class Shaking:
    """One random turn, zoom, shift, mirroring and blur.

    Attributes:
        turn: Greatest angle, in degrees, either way.
        zoom: Greatest enlargement; from 1 on.
        shift: Greatest shift, as a share of the side, either way.
        mirrored: Whether half of the pictures are mirrored.
        blur: Greatest standard deviation of a Gaussian blur, in pixels of the input.
    """

    turn: float
    zoom: float
    shift: float
    mirrored: bool
    blur: float

    def __bool__(self) -> bool:
        """Return whether anything is changed at all."""
        return bool(self.turn or self.zoom > 1 or self.shift or self.mirrored or self.blur)

    def __call__(self, pixels: Tensor, side: int, generator: torch.Generator) -> Tensor:
        """Return N x 3 x `side` x `side` of N x 3 x S x S; all are changed alike."""
        margin = round(MARGIN * pixels.shape[-1] / 224)
        wide = functional.pad(pixels, (margin,) * 4, mode="reflect")
        matrix = self._matrix(pixels.shape[-1] / wide.shape[-1], generator).to(pixels.device)
        shape = [len(pixels), 3, side, side]
        grid = functional.affine_grid(matrix.expand(len(pixels), 2, 3), shape, align_corners=False)
        seen = functional.grid_sample(
            wide, grid, mode="bilinear", padding_mode="reflection", align_corners=False
        )
        return blurred(seen, self.blur * _random(generator)) if self.blur else seen

    def _matrix(self, share: float, generator: torch.Generator) -> Tensor:
        """Return where each point of what is seen lies, 2 x 3, in a frame padded to 1 / `share`."""
        turn, zoom, down, across, flip = (_random(generator) for _ in range(5))
        angle = math.radians((2 * turn - 1) * self.turn)
        farthest = min(self.zoom, FARTHEST)
        size = math.exp((1 - zoom) * math.log(farthest) - zoom * math.log(self.zoom)) * share
        cosine, sine = math.cos(angle) * size, math.sin(angle) * size
        sign = -1 if self.mirrored and flip < 0.5 else 1
        x, y = ((2 * place - 1) * self.shift * 2 * share for place in (across, down))
        return torch.tensor([[sign * cosine, -sine, x], [sign * sine, cosine, y]])


def _random(generator: torch.Generator) -> float:
    return float(torch.rand((), generator=generator))


def blurred(pixels: Tensor, sigma: float) -> Tensor:
    """Return N x C x H x W pixels after a Gaussian blur of `sigma` pixels; edges are mirrored."""
    reach = math.ceil(REACH * sigma)
    if not reach:
        return pixels
    places = torch.arange(-reach, reach + 1, dtype=pixels.dtype, device=pixels.device)
    weights = torch.exp(-places.square() / (2 * sigma * sigma))
    row = (weights / weights.sum()).expand(pixels.shape[1], 1, 1, -1)
    wide = functional.pad(pixels, (reach,) * 4, mode="reflect")
    across = functional.conv2d(wide, row, groups=pixels.shape[1])
    return functional.conv2d(across, row.transpose(2, 3), groups=pixels.shape[1])


def plain(pixels: Tensor, rule: InputRule) -> Tensor:
    """Return N x 3 x S x S pixels as a network is given the saved picture: resized, and its middle.

    What lies outside the middle is not seen.
    """
    if pixels.shape[-1] != rule.resize:
        mode, size = rule.interpolation, (rule.resize, rule.resize)
        pixels = functional.interpolate(pixels, size, mode=mode, antialias=True)
    edge = (rule.resize - rule.size) // 2
    return pixels[..., edge : edge + rule.size, edge : edge + rule.size]
