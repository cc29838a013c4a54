"""The part of a picture that a network sees: the only one that an attack changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import torch
from PIL import Image

from desktop_app.engine import images
from desktop_app.engine.attack_recipe import LEVELS
from desktop_app.engine.canvases import PixelCanvas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from desktop_app.engine.balls import Ball
    from desktop_app.engine.contract import InputRule, Picture, Pixels


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """A picture resized as a network's rule says, and where in it lies what the network sees.

    Saved as a whole it is read again by this program, and by any other with the same rule, without
    another resize: the crop is the very one that was attacked.

    Attributes:
        pixels: uint8 H x W x 3; the shorter side is the rule's `resize`.
        left: First column of the crop.
        top: First row of it.
        side: Of the crop.
    """

    pixels: Pixels
    left: int
    top: int
    side: int

    @classmethod
    def of(cls, picture: Picture, rule: InputRule) -> Board:
        """Resize a picture; where it is the right size already nothing is changed."""
        image = Image.fromarray(_middle(picture.pixels))
        shorter = min(image.size)
        across, down = (int(rule.resize * length / shorter) for length in image.size)
        if image.size != (across, down):
            image = image.resize((across, down), images.FILTERS[rule.interpolation])
        left, top = (round((length - rule.size) / 2) for length in (across, down))
        return cls(np.asarray(image), left, top, rule.size)

    @property
    def crop(self) -> Pixels:
        """What the network sees, uint8 S x S x 3."""
        return np.ascontiguousarray(self.pixels[self._rows, self._columns])

    def like(self, pixels: Pixels) -> Board:
        """Return other pixels of the same size, cut alike."""
        return replace(self, pixels=pixels)

    def holding(self, crop: Pixels) -> Board:
        """Return the board with another crop in place."""
        pixels = self.pixels.copy()
        pixels[self._rows, self._columns] = crop
        pixels.setflags(write=False)
        return replace(self, pixels=pixels)

    @property
    def _rows(self) -> slice:
        return slice(self.top, self.top + self.side)

    @property
    def _columns(self) -> slice:
        return slice(self.left, self.left + self.side)


class Spot(PixelCanvas):
    """The pixels of a crop, 1 x 3 x S x S, kept in 0..1 and near where they began."""

    def __init__(self, start: Tensor, ball: Ball, change: Tensor | None = None) -> None:
        """Begin with `start`, or with as much of `change` beside it as `ball` allows."""
        super().__init__(start if change is None else start + change)
        self._start, self._ball = start, ball
        self.settle()

    def settle(self) -> None:
        """Go back to the nearest crop that is allowed."""
        with torch.no_grad():
            change = self._ball.limited(self.values - self._start)
            self.values.copy_(change.add_(self._start).clamp_(0, 1))


class Bent:
    """Pixels as hyperbolic tangents of free numbers, so that none leaves 0..1.

    Carlini and Wagner, "Towards Evaluating the Robustness of Neural Networks" (2017).
    """

    EDGE = 1e-6

    def __init__(self, start: Tensor) -> None:
        """Begin with a crop."""
        self.values = torch.atanh((2 * start - 1) * (1 - self.EDGE)).requires_grad_()

    @property
    def tensors(self) -> Sequence[Tensor]:
        """The free numbers."""
        return (self.values,)

    def pixels(self) -> Tensor:
        """Return the crop."""
        return (self.values.tanh() + 1) / 2

    def settle(self) -> None:
        """Leave them: every number makes a pixel in 0..1."""


def _middle(pixels: Pixels) -> Pixels:
    """Return the middle of a picture that is so long that it would be huge once resized."""
    most = images.STRIP * min(pixels.shape[:2])
    down, across = (max(0, (length - most) // 2) for length in pixels.shape[:2])
    return pixels[down : down + most, across : across + most]


def levels(pixels: Tensor) -> np.ndarray:
    """Return the first of N x 3 x S x S pixels in 0..1 as levels, float S x S x 3 in 0..255."""
    return pixels[0].detach().cpu().permute(1, 2, 0).numpy().astype(np.float64) * LEVELS
