"""How gradients become changes: by torch's own optimisers, led by hand."""

from __future__ import annotations

import copy
import math
from typing import TYPE_CHECKING, Any

import torch

from desktop_app.engine.recipe import ADAM, DESCENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

OPTIMISERS = {ADAM: torch.optim.Adam, DESCENT: torch.optim.SGD}

END = 0.05
"""Share of the rate that is left at the end of a run that slows down."""


class Optimiser:
    """Adam (Kingma and Ba, ICLR 2015) or plain gradient ascent, at one rate or slowing down."""

    def __init__(
        self, tensors: Sequence[Tensor], kind: str, rate: float, *, slows_over: int = 0
    ) -> None:
        """Be ready to change `tensors`.

        With `slows_over` steps the rate falls to `END` of what it was, along half a cosine. Raises
        `ValueError` for a kind that is none of `OPTIMISERS`.
        """
        if kind not in OPTIMISERS:
            raise ValueError(f"no optimiser called {kind!r}")
        inner = OPTIMISERS[kind](list(tensors), lr=rate, maximize=True)
        self._inner: torch.optim.Optimizer = inner
        self._rate, self._over, self._step = rate, slows_over, 0

    def change(self, tensors: Sequence[Tensor], gradients: Sequence[Tensor]) -> None:
        """Follow the gradients upwards, in place."""
        for tensor, gradient in zip(tensors, gradients, strict=True):
            tensor.grad = gradient
        self._inner.param_groups[0]["lr"] = self._rate * self._share()
        self._inner.step()
        self._step += 1

    def _share(self) -> float:
        if not self._over:
            return 1.0
        passed = min(1.0, self._step / self._over)
        return END + (1 - END) * (1 + math.cos(math.pi * passed)) / 2

    def state(self) -> dict[str, Any]:
        """Return a copy of all it remembers."""
        return {"inner": copy.deepcopy(self._inner.state_dict()), "step": self._step}

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to what `state` was taken of."""
        self._inner.load_state_dict(copy.deepcopy(state["inner"]))
        self._step = state["step"]
