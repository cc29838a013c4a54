"""Filters of the layers that look at the picture itself: what they look for can be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

import numpy as np
from torch import nn

from desktop_app.engine import backbone as backbones
from desktop_app.engine import mosaic
from desktop_app.engine.seen import Filters, columns_for

if TYPE_CHECKING:
    from desktop_app.engine.contract import Network

COLOURS = 3


def seen_in(network: Network) -> tuple[str, ...]:
    """Return the names of the layers whose filters can be seen."""
    parts = backbones.of(network).module.named_modules()
    return tuple(name for name, part in parts if _looks_at_pixels(part))


def first(network: Network) -> str:
    """Return the name of the first layer whose filters can be seen; "" if there is none."""
    return next(iter(seen_in(network)), "")


def filters(*, network: Network, layer: str, ratio: float = 1.0) -> Filters | None:
    """Return the filters of `layer` for a place `ratio` as wide as high.

    None for a layer that does not look at the picture itself.
    """
    part = dict(backbones.of(network).module.named_modules()).get(layer)
    if not _looks_at_pixels(part):
        return None
    weights = part.weight.detach().cpu().float().numpy()
    tiles = np.stack([mosaic.signed(one) for one in weights])
    columns = columns_for(len(tiles), ratio)
    planes = [mosaic.laid_out(tiles[..., colour], columns, gap=0) for colour in range(COLOURS)]
    return Filters(
        title=network.title,
        layer=layer,
        pixels=np.stack(planes, axis=-1),
        columns=columns,
        count=len(tiles),
        side=(tiles.shape[1], tiles.shape[2]),
        trained=network.trained,
    )


def _looks_at_pixels(part: nn.Module | None) -> TypeGuard[nn.Conv2d]:
    """Whether `part` is a convolution of three colours; its subclasses pad in other ways."""
    return isinstance(part, nn.Conv2d) and part.in_channels == COLOURS and part.groups == 1
