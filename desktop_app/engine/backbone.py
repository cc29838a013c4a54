"""A network with everything needed to use it: preprocessing, both ways to run it, its device."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, cast

import numpy as np
import torch

from desktop_app.engine import catalogue, images, weights
from desktop_app.engine.contract import ClassName, Network
from desktop_app.engine.device import memory_errors
from desktop_app.engine.fold import folded
from desktop_app.engine.lite import EfficientNetLite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor, nn

    from desktop_app.engine.contract import Box, InputRule, Picture, Pixels


class Backbone:
    """One network on one device. Pixels are float 0..1 everywhere; only this class normalises.

    Use it on the worker thread. What hooks or rewrites modules works on `private()`.
    """

    def __init__(self, module: nn.Module, rule: InputRule, device: str) -> None:
        """Take over `module`, which must be in evaluation mode."""
        self.module = module.to(device)
        self.rule = rule
        self.device = torch.device(device)
        self._fast = folded(self.module, rule.size)
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
        return cast("Tensor", self.module(self._normalised(pixels)))

    def fast_logits(self, pixels: Tensor) -> Tensor:
        """Do as `logits`, faster, without gradients and equal to about 1e-5."""
        with torch.inference_mode():
            return cast("Tensor", self._fast(self._normalised(pixels)))

    def features(self, pixels: Tensor) -> Tensor:
        """Map N x 3 x S x S in 0..1 to the N x D values that the last layer decides by."""
        return cast("EfficientNetLite", self.module).features(self._normalised(pixels))

    def private(self) -> Backbone:
        """Return a Backbone with a module tree of its own that shares this one's tensors."""
        tensors = [*self.module.parameters(), *self.module.buffers()]
        mine = copy.copy(self)
        mine.module = copy.deepcopy(self.module, {id(tensor): tensor for tensor in tensors})
        return mine

    def _normalised(self, pixels: Tensor) -> Tensor:
        return (pixels - self._mean).div_(self._std)


def load(name: str, device: str, classes: tuple[ClassName, ...]) -> Network:
    """Load the backbone called `name` onto `device`.

    Raises `UnknownBackboneError` for a name that is none, `WeightsError` for bad weights,
    `OutOfMemoryError` when the device is full.
    """
    entry = catalogue.find(name)
    with torch.no_grad():
        with torch.device("meta"):
            module = EfficientNetLite(entry.variant, len(classes))
        module.load_state_dict(weights.load_bundled(entry, module.state_dict()), assign=True)
        module.eval().requires_grad_(requires_grad=False)
        with memory_errors():
            backbone = Backbone(module, entry.input, device)
    return Network(
        name=entry.name,
        title=entry.title,
        source="bundled",
        sha256=entry.sha256,
        trained=True,
        classes=classes,
        input=entry.input,
        supports=frozenset({"predict"}),
        handle=backbone,
    )


def of(network: Network) -> Backbone:
    """Return the Backbone behind `network`; only for use on the worker."""
    return cast("Backbone", network.handle)
