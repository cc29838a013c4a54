"""What layers make of a picture: their maps, and the figures of each map."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from desktop_app.engine import backbone as backbones
from desktop_app.engine import mosaic
from desktop_app.engine.capture import as_maps, captured
from desktop_app.engine.contract import Step
from desktop_app.engine.device import memory_errors
from desktop_app.engine.errors import LayerError
from desktop_app.engine.seen import columns_for

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from torch import Tensor

    from desktop_app.engine.contract import Network, Picture, Pixels
    from desktop_app.engine.seen import Grey, Values

DEAD = 1e-6
"""A map that never exceeds this is dead on the picture."""


@dataclass(frozen=True, slots=True, eq=False)
class Maps:
    """One layer's maps of one picture.

    Attributes:
        layer: The layer's name in torch.
        values: float32 C x H x W, as the layer gives them.
    """

    layer: str
    values: Values

    @property
    def means(self) -> Values:
        """The mean of each map."""
        means: Values = self.values.mean(axis=(1, 2))
        return means

    @property
    def peaks(self) -> Values:
        """The greatest value of each map."""
        peaks: Values = self.values.max(axis=(1, 2))
        return peaks

    @property
    def zeros(self) -> Values:
        """The share of each map that is 0."""
        zeros: Values = (self.values == 0).mean(axis=(1, 2), dtype=np.float32)
        return zeros

    @property
    def dead(self) -> tuple[int, ...]:
        """The numbers of maps in which nothing responds."""
        greatest = np.abs(self.values).max(axis=(1, 2))
        return tuple(np.flatnonzero(greatest <= DEAD).tolist())

    def mosaic(self, *, per_map: bool = True, ratio: float = 1.0) -> Grey:
        """Return all maps as one grey picture, for a place `ratio` as wide as high."""
        columns = columns_for(len(self.values), ratio)
        return mosaic.laid_out(mosaic.grey(self.values, per_map=per_map), columns)


def layers_of(network: Network) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return the layers that give maps, in the order in which they run, with shapes C x H x W."""
    backbone = backbones.of(network)
    names = [name for name, _ in backbone.module.named_modules() if name]
    side = backbone.rule.size
    pixels = torch.zeros(1, 3, side, side, device=backbone.device)
    with torch.no_grad(), memory_errors(), captured(backbone, names) as (private, outputs):
        private.logits(pixels)
        shapes = {name: _shape(output) for name, output in outputs.items()}
    return tuple((name, shape) for name, shape in shapes.items() if shape is not None)


def maps(
    *, network: Network, picture: Picture, layers: Sequence[str], ahead: Sequence[str] = ()
) -> Generator[Step, None, tuple[Pixels, tuple[Maps, ...]]]:
    """Return what the network is given, uint8 S x S x 3, and the maps of several layers of one run.

    Layers `ahead` may be asked for next: they are added, but left out where they give no maps.
    Raises `LayerError`, `OutOfMemoryError`.
    """
    yield Step(0, 1)
    pixels = backbones.of(network).prepare(picture)
    return backbones.photo(pixels), run(network, pixels, layers, ahead)


def run(
    network: Network, pixels: Tensor, layers: Sequence[str], ahead: Sequence[str] = ()
) -> tuple[Maps, ...]:
    """Return the maps alone, of a prepared picture, 1 x 3 x S x S; raises the same errors."""
    backbone = backbones.of(network)
    with (
        layer_errors(network, layers),
        torch.no_grad(),
        memory_errors(),
        captured(backbone, (*layers, *ahead)) as (watched, outputs),
    ):
        watched.logits(pixels)
        found = [Maps(name, numbers(as_maps(outputs[name]))) for name in layers]
        fitting = [name for name in ahead if name in outputs and _shape(outputs[name])]
        return (*found, *(Maps(name, numbers(as_maps(outputs[name]))) for name in fitting))


def numbers(tensor: Tensor) -> Values:
    """Return 1 x C x H x W as C x H x W, one pixel's values side by side in memory.

    Raises `ValueError` where there are several, as some layers see a picture in windows.
    """
    (one,) = tensor.detach()
    inner = one.permute(1, 2, 0).contiguous().cpu().float().numpy()
    values: Values = inner.transpose(2, 0, 1)
    return values


def _shape(output: Tensor) -> tuple[int, ...] | None:
    try:
        (one,) = as_maps(output)
    except ValueError:
        return None
    return tuple(one.shape)


@contextmanager
def layer_errors(network: Network, layers: Sequence[str]) -> Iterator[None]:
    """Raise `LayerError` where a name is no layer, or one without maps."""
    try:
        yield
    except (ValueError, KeyError) as error:
        raise _no_layer(network, layers) from error


def _no_layer(network: Network, layers: Sequence[str]) -> LayerError:
    known = [name for name, _ in layers_of(network)]
    missing = next((name for name in layers if name not in known), layers[0])
    near = ", ".join(known[:3])
    return LayerError(layer=missing, name=network.title, known=near)
