"""What a picture is made from while it is optimised: its pixels, or frequencies and colours.

The Fourier basis with decorrelated colours is that of Olah, Mordvintsev and Schubert, "Feature
Visualization" (Distill, 2017): neighbouring pixels, and the three colours, of natural pictures
vary together, so steps in these coordinates go where natural pictures are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

SPREAD = 0.01
"""Standard deviation of the frequencies that a run begins with."""

GREY, CONTRAST = 0.5, 0.1
"""Mean and standard deviation of the pixels that a run begins with."""

CALM = 4.0
"""What the picture is divided by before the sigmoid, so that noise begins as grey."""

EDGE = 1e-3
"""How near to black and white a picture may be whose frequencies are sought."""

_COLOURS = ((0.26, 0.09, 0.02), (0.27, 0.00, -0.05), (0.27, -0.09, 0.03))
"""A square root of the covariance of red, green and blue in ImageNet's pictures."""


class PixelCanvas:
    """The pixels themselves, 1 x 3 x S x S, kept in 0..1."""

    def __init__(self, start: Tensor) -> None:
        """Begin with a picture, 1 x 3 x S x S in 0..1."""
        self.values = start.detach().clone().requires_grad_()

    @classmethod
    def noise(cls, side: int, generator: torch.Generator, device: torch.device) -> PixelCanvas:
        """Begin with noise, the same on each device."""
        values = torch.randn((1, 3, side, side), generator=generator)
        return cls((GREY + CONTRAST * values).clamp(0, 1).to(device))

    @property
    def tensors(self) -> Sequence[Tensor]:
        """The pixels."""
        return (self.values,)

    def pixels(self) -> Tensor:
        """Return the picture."""
        return self.values

    def settle(self) -> None:
        """Cut off what is darker than black and brighter than white."""
        self.values.clamp_(0, 1)


class FourierCanvas:
    """Frequencies of three decorrelated colours, 3 x S x (S // 2 + 1) x 2: real and imaginary."""

    def __init__(self, start: Tensor) -> None:
        """Begin with a picture, 1 x 3 x S x S in 0..1."""
        self._side = start.shape[-1]
        self._scale = _scale(self._side).to(start.device)
        self._colours = _colours().to(start.device)
        flat = torch.logit(start.detach()[0].clamp(EDGE, 1 - EDGE)) * CALM
        apart = torch.einsum("chw,dc->dhw", flat, torch.linalg.inv(_colours()).to(start.device))
        spectrum = torch.fft.rfft2(apart, norm="ortho") / self._scale
        self.values = torch.view_as_real(spectrum).contiguous().requires_grad_()

    @classmethod
    def noise(cls, side: int, generator: torch.Generator, device: torch.device) -> FourierCanvas:
        """Begin with noise, the same on each device."""
        canvas = cls(torch.full((1, 3, side, side), 0.5, device=device))
        values = torch.randn((3, side, side // 2 + 1, 2), generator=generator) * SPREAD
        canvas.values = values.to(device).requires_grad_()
        return canvas

    @property
    def tensors(self) -> Sequence[Tensor]:
        """The frequencies."""
        return (self.values,)

    def pixels(self) -> Tensor:
        """Return the picture, 1 x 3 x S x S."""
        spectrum = torch.view_as_complex(self.values) * self._scale
        apart = torch.fft.irfft2(spectrum, s=(self._side, self._side), norm="ortho") / CALM
        return torch.einsum("chw,dc->dhw", apart, self._colours).sigmoid()[None]

    def settle(self) -> None:
        """Leave them: every frequency makes a picture in 0..1."""


def _scale(side: int) -> Tensor:
    """Return how strongly each frequency counts: the less, the higher it is."""
    down, across = torch.fft.fftfreq(side)[:, None], torch.fft.rfftfreq(side)[None]
    scale: Tensor = 1 / (down.square() + across.square()).sqrt().clamp(min=1 / side)
    return scale


def _colours() -> Tensor:
    colours = torch.tensor(_COLOURS)
    longest: Tensor = colours.norm(dim=0).max()
    return colours / longest
