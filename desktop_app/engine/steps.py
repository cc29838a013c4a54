"""How attacks follow a gradient: by its direction or its signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from desktop_app.engine.attack_recipe import LINF

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

TINY = 1e-12


class Steepest:
    """Steps of one size, in the direction in which a linear score rises most within a ball.

    By signs for L∞, as in Goodfellow et al., "Explaining and Harnessing Adversarial Examples"
    (2015) and Madry et al., "Towards Deep Learning Models Resistant to Adversarial Attacks" (2018);
    along the gradient for L2.
    """

    def __init__(self, norm: str, size: float) -> None:
        """Take steps of `size`, white being 1."""
        self._norm, self._size = norm, size

    def change(self, tensors: Sequence[Tensor], gradients: Sequence[Tensor]) -> None:
        """Take the step, in place."""
        for tensor, gradient in zip(tensors, gradients, strict=True):
            tensor.add_(self._way(gradient), alpha=self._size)

    def _way(self, gradient: Tensor) -> Tensor:
        if self._norm == LINF:
            return gradient.sign()
        way: Tensor = gradient / gradient.norm().clamp(min=TINY)
        return way


class Momentum(Steepest):
    """The same along a sum of past gradients, each divided by its L1 norm.

    MI-FGSM: Dong et al., "Boosting Adversarial Attacks with Momentum" (2018).
    """

    DECAY = 1.0

    def __init__(self, norm: str, size: float) -> None:
        """Take steps of `size`, white being 1."""
        super().__init__(norm, size)
        self._sums: list[Tensor] = []

    def change(self, tensors: Sequence[Tensor], gradients: Sequence[Tensor]) -> None:
        """Take the step, in place."""
        before = self._sums or [torch.zeros_like(one) for one in gradients]
        self._sums = [
            self.DECAY * old + new / new.abs().sum().clamp(min=TINY)
            for old, new in zip(before, gradients, strict=True)
        ]
        super().change(tensors, self._sums)


class ToTheBoundary:
    """As far as a linear score has to go to reach zero, and a little farther.

    DeepFool: Moosavi-Dezfooli et al., "DeepFool: a simple and accurate method to fool deep neural
    networks" (2016). Whoever computes the score says in `gap` how far below zero it is.
    """

    BEYOND = 1.02

    def __init__(self) -> None:
        """Start without a gap."""
        self.gap = 0.0

    def change(self, tensors: Sequence[Tensor], gradients: Sequence[Tensor]) -> None:
        """Take the step, in place."""
        for tensor, gradient in zip(tensors, gradients, strict=True):
            square = float(gradient.square().sum())
            tensor.add_(gradient, alpha=self.BEYOND * self.gap / max(square, TINY))
