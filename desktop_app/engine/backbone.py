"""A network with everything needed to use it: preprocessing, both ways to run it, its device."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, cast

import numpy as np
import torch
from torch import nn

from desktop_app.engine import architectures, images
from desktop_app.engine.device import FLOAT32
from desktop_app.engine.fold import folded
from desktop_app.engine.lite import EfficientNetLite, SameConv2d

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from desktop_app.engine.contract import Box, InputRule, Network, Picture, Pixels
    from desktop_app.engine.novelty import Novelty


class Backbone:
    """One network on one device. Pixels are float 0..1 everywhere; only this class normalises.

    Use it on the worker thread. What hooks or rewrites modules works on `private()`.
    """

    def __init__(
        self,
        module: nn.Module,
        rule: InputRule,
        device: str,
        precision: str = FLOAT32,
        novelty: Novelty | None = None,
    ) -> None:
        """Take over `module`, which must be in evaluation mode.

        With a `precision` other than "float32" its layers compute in that one where torch's
        autocast deems it safe; what comes out is float32 all the same. For predicting there is a
        copy of their weights, half as large. With `novelty` it can tell what is unlike anything it
        was trained on.
        """
        self.module = module.to(device)
        self.rule = rule
        self.device = torch.device(device)
        self.precision = precision
        self.novelty = novelty
        self._lower = None if precision == FLOAT32 else getattr(torch, precision)
        self._fast = self._hastened()
        self._headless: nn.Module | None = None
        self._bodies: dict[str, nn.Module] = {}
        self._watched: Backbone | None = None
        self._mean = torch.tensor(rule.mean, device=device).view(1, 3, 1, 1)
        self._std = torch.tensor(rule.std, device=device).view(1, 3, 1, 1)

    def prepare(self, picture: Picture) -> Tensor:
        """Return the crop that the network sees: 1 x 3 x S x S, 0..1."""
        return self.stack([images.network_input(picture.pixels, self.rule)])

    def stack(self, crops: Sequence[Pixels]) -> Tensor:
        """Return N crops, uint8 S x S x 3, as one N x 3 x S x S batch in 0..1, channels_last."""
        # The permuted view of H x W x 3 memory is channels_last already: nothing is copied for it.
        batch = torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2)
        return batch.to(self.device).float().div_(255)

    def crop(self, size: tuple[int, int]) -> Box:
        """Return where the crop lies in a picture of `size` (width, height), in its own pixels."""
        return images.crop_box(size, self.rule)

    def logits(self, pixels: Tensor) -> Tensor:
        """Map N x 3 x S x S in 0..1 to N x K logits; differentiable."""
        return self._run(self.module, pixels)

    def fast_logits(self, pixels: Tensor) -> Tensor:
        """Do as `logits`, faster, without gradients and equal to about 1e-5."""
        with torch.inference_mode():
            return self._run(self._fast, pixels)

    def quick_logits(self, pixels: Tensor) -> Tensor:
        """Do as `logits`, by the faster network: differentiable, and equal to about 1e-5."""
        return self._run(self._fast, pixels)

    def features(self, pixels: Tensor) -> Tensor:
        """Map N x 3 x S x S in 0..1 to the N x D values that the last layer decides by."""
        if self._headless is None:
            self._headless = _without(self.module, architectures.head(self.module))
        return self._run(self._headless, pixels).flatten(1)

    def fast_features(self, pixels: Tensor, layer: str = "") -> Tensor:
        """Do as `features`, faster, without gradients and equal to about 1e-5.

        With `layer`, return what that one decides by; it has to give the logits.
        """
        layer = layer or architectures.head(self._fast)
        if layer not in self._bodies:
            self._bodies[layer] = _without(self._fast, layer)
        with torch.inference_mode():
            return self._run(self._bodies[layer], pixels).flatten(1)

    def judged_logits(self, pixels: Tensor) -> tuple[Tensor, list[bool]]:
        """Return what `fast_logits` does, and which pictures are unlike anything trained on.

        It runs the network once. Raises `ValueError` without `novelty`.
        """
        if self.novelty is None:
            raise ValueError("a network that cannot tell")
        features = self.fast_features(pixels, self.novelty.layer)
        with torch.inference_mode():
            logits = self._computed(self._fast.get_submodule(self.novelty.layer), features)
        return logits, self.novelty.unlike(features)

    def private(self) -> Backbone:
        """Return a Backbone with a module tree of its own that shares this one's tensors."""
        mine = copy.copy(self)
        mine.module = _twin(self.module)
        mine._headless = mine._watched = None
        return mine

    def watched(self) -> Backbone:
        """Return the `private` one that is kept for looking inside; looks leave no hook on it."""
        if self._watched is None:
            self._watched = self.private()
        return self._watched

    def _hastened(self) -> nn.Module:
        """Return what predicts fastest; only the Lite networks gain by being rewritten."""
        if self._lower is not None:
            return _lowered(self.module, self._lower)
        lite = isinstance(self.module, EfficientNetLite)
        return folded(self.module, self.rule.size) if lite else self.module

    def _run(self, module: nn.Module, pixels: Tensor) -> Tensor:
        return self._computed(module, self._normalised(pixels))

    def _computed(self, module: nn.Module, values: Tensor) -> Tensor:
        lower = self._lower is not None
        with torch.autocast(self.device.type, self._lower, enabled=lower):
            return cast("Tensor", module(values)).float()

    def _normalised(self, pixels: Tensor) -> Tensor:
        return (pixels - self._mean).div_(self._std)


def _twin(module: nn.Module) -> nn.Module:
    """Return a copy of the module tree that shares all tensors."""
    tensors = (*module.parameters(), *module.buffers())
    return copy.deepcopy(module, {id(tensor): tensor for tensor in tensors})


def _without(module: nn.Module, layer: str) -> nn.Module:
    """Return a `_twin` that leaves out a layer, which is the last."""
    twin = _twin(module)
    twin.set_submodule(layer, nn.Identity())
    return twin


def _lowered(module: nn.Module, kind: torch.dtype) -> nn.Module:
    """Return a copy whose heavy layers hold numbers of `kind`; it shares all other tensors.

    Autocast would convert them for each picture anew. Layers of further kinds are left to it: what
    they compute from their weights may not be the same in fewer bits.
    """
    memo: dict[int, object] = {id(one): one for one in (*module.parameters(), *module.buffers())}
    for part in module.modules():
        if type(part) in (nn.Conv2d, nn.Linear, SameConv2d):
            memo |= {id(one): one.detach().to(kind) for one in part.parameters(recurse=False)}
    return copy.deepcopy(module, memo)


def photo(pixels: Tensor) -> Pixels:
    """Return the first of N x 3 x S x S pixels in 0..1 as a picture, uint8 S x S x 3."""
    levels = (pixels[0].detach() * 255).round_().to(torch.uint8)
    shown: Pixels = levels.permute(1, 2, 0).contiguous().cpu().numpy()
    return shown


def of(network: Network) -> Backbone:
    """Return the Backbone behind `network`; only for use on the worker."""
    return cast("Backbone", network.handle)
