"""How great a change may be, in pixels and in the levels of a saved picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from desktop_app.engine.attack_recipe import LEVELS, LINF

if TYPE_CHECKING:
    from torch import Tensor

    from desktop_app.engine.contract import Pixels

SLACK = 1e-4
"""Share of a level that rounding in a sum of floats may take or give."""


@dataclass(frozen=True, slots=True)
class Ball:
    """All changes of which the largest value (`LINF`) or the length (`L2`) is at most `radius`.

    Attributes:
        norm: `LINF` or `L2`.
        radius: White being 1; infinite for any change at all.
    """

    norm: str
    radius: float

    def limited(self, change: Tensor) -> Tensor:
        """Return `change`, 1 x 3 x S x S, or the nearest to it that is within."""
        if self.norm == LINF:
            return change.clamp(-self.radius, self.radius)
        share = min(1.0, self.radius / max(float(change.norm()), 1e-12))
        return change * share

    def random(self, like: Tensor, generator: torch.Generator) -> Tensor:
        """Return a change from anywhere within, of the shape of `like`; the same on each device."""
        if self.norm == LINF:
            share = torch.rand(like.shape, generator=generator) * 2 - 1
            return (share * self.radius).to(like.device)
        direction = torch.randn(like.shape, generator=generator)
        share = torch.rand((), generator=generator)
        change: Tensor = direction / direction.norm() * self.radius * share
        return change.to(like.device)

    def rounded(self, start: Pixels, wished: np.ndarray) -> Pixels:
        """Return the picture nearest to `wished` of which the change from `start` is within.

        Args:
            start: uint8 H x W x 3.
            wished: float H x W x 3, in levels: 0 to 255.
        """
        change = wished - start.astype(np.float64)
        whole = np.rint(change)
        if math.isfinite(self.radius):
            most = self.radius * LEVELS + SLACK
            whole = _capped(whole, most) if self.norm == LINF else _shortened(change, whole, most)
        result: Pixels = (start + whole).astype(np.uint8)
        return result


def _capped(whole: np.ndarray, most: float) -> np.ndarray:
    return whole.clip(-math.floor(most), math.floor(most))


def _shortened(change: np.ndarray, whole: np.ndarray, most: float) -> np.ndarray:
    """Return `whole` no longer than `most`.

    Those that were rounded up give way, first those that just were. If that is too little, all
    are cut off after the point, which is never longer than the change itself.
    """
    excess = float(np.square(whole).sum()) - most * most
    if excess <= 0:
        return whole
    flat, floors = whole.ravel().copy(), np.trunc(change).ravel()
    gains = np.square(flat) - np.square(floors)
    order = np.argsort(np.abs(change.ravel() - floors), kind="stable")
    order = order[gains[order] > 0]
    saved = np.cumsum(gains[order])
    count = int(np.searchsorted(saved, excess)) + 1
    flat[order[:count]] = floors[order[:count]]
    return flat.reshape(whole.shape)
