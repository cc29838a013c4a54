"""How much two pictures differ, by the measures that papers give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from desktop_app.engine.robustness import blurred

if TYPE_CHECKING:
    from torch import Tensor

    from desktop_app.engine.contract import Pixels

SIGMA = 1.5
"""Of the window in which SSIM compares, in pixels."""

LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)
"""How much red, green and blue make of a pixel's brightness (ITU-R BT.601)."""

STEADY = (0.01**2, 0.03**2)


@dataclass(frozen=True, slots=True)
class Difference:
    """What lies between two pictures of the same size, white being 1.

    Attributes:
        linf: Largest change of a value, in 0..1.
        l2: Length of the change, all values together.
        l0: How many pixels are changed at all.
        ssim: Structural similarity, 1 for the same picture; Wang et al., "Image quality
            assessment: from error visibility to structural similarity" (2004).
    """

    linf: float
    l2: float
    l0: int
    ssim: float


def difference(one: Pixels, other: Pixels) -> Difference:
    """Compare two pictures, uint8 H x W x 3."""
    change = (other.astype(np.float64) - one.astype(np.float64)) / 255
    return Difference(
        linf=float(np.abs(change).max()),
        l2=float(np.sqrt(np.square(change).sum())),
        l0=int(change.any(axis=2).sum()),
        ssim=ssim(_brightness(one), _brightness(other)),
    )


def ssim(one: Tensor, other: Tensor) -> float:
    """Return the structural similarity of two pictures, 1 x 1 x H x W in 0..1.

    The mean over all places; edges are mirrored.
    """
    mean, mean2 = blurred(one, SIGMA), blurred(other, SIGMA)
    spread = blurred(one * one, SIGMA) - mean * mean
    spread2 = blurred(other * other, SIGMA) - mean2 * mean2
    both = blurred(one * other, SIGMA) - mean * mean2
    dark, flat = STEADY
    above = (2 * mean * mean2 + dark) * (2 * both + flat)
    below = (mean * mean + mean2 * mean2 + dark) * (spread + spread2 + flat)
    return float((above / below).mean())


def _brightness(pixels: Pixels) -> Tensor:
    """Return how bright each pixel is, 1 x 1 x H x W; it is in this that SSIM was proposed."""
    return torch.from_numpy((pixels @ LUMA / 255).astype(np.float32))[None, None]
