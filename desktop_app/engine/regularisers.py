"""What makes one picture better than another that the network likes as much."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

GREY = 0.5


def total_variation(pixels: Tensor) -> Tensor:
    """Return how much neighbours differ in N x 3 x H x W pixels: the lesson's variation loss.

    It is the mean size of the differences, down and across, added; 0 for one colour. After Rudin,
    Osher and Fatemi, "Nonlinear Total Variation Based Noise Removal Algorithms" (1992).
    """
    down = (pixels[:, :, 1:] - pixels[:, :, :-1]).abs().mean()
    across = (pixels[:, :, :, 1:] - pixels[:, :, :, :-1]).abs().mean()
    return down + across


def distance_from_grey(pixels: Tensor) -> Tensor:
    """Return the mean squared distance from mid-grey."""
    return (pixels - GREY).square().mean()
