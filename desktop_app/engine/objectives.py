"""How much a network responds with what it is to see: the numbers that a run makes greater."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.engine.capture import as_maps, captured
from desktop_app.engine.errors import UnitError
from desktop_app.engine.targets import CHANNEL, CLASS, LAYER, UNIT, Target

if TYPE_CHECKING:
    from torch import Tensor

    from desktop_app.engine.backbone import Backbone


@dataclass(frozen=True, slots=True)
class Response:
    """What a network makes of N pictures, in one graph with them.

    Attributes:
        values: How much each shows of what is wished, N numbers.
        logits: N x K.
    """

    values: Tensor
    logits: Tensor


def respond(backbone: Backbone, target: Target, pixels: Tensor) -> Response:
    """Show a network N x 3 x S x S pixels in 0..1, of its own input size.

    A class is measured by its logit; not by its probability, which also rises when all others fall.
    A layer is measured by the mean square of its values, after Mordvintsev, Olah and Tyka,
    "Inceptionism" (2015). Raises `UnitError`, and `ValueError` for a layer that has no maps.
    """
    if target.kind == CLASS:
        logits = backbone.quick_logits(pixels)
        return Response(logits[:, target.index], logits)
    with captured(backbone, [target.layer]) as (watched, outputs):
        logits = watched.logits(pixels)
        maps = as_maps(outputs[target.layer])
    if target.kind != LAYER and not 0 <= target.index < maps.shape[1]:
        raise UnitError(layer=target.layer, unit=target.index, last=maps.shape[1] - 1)
    return Response(_MEASURES[target.kind](maps, target.index), logits)


def _channel(maps: Tensor, index: int) -> Tensor:
    return maps[:, index].mean(dim=(1, 2))


def _unit(maps: Tensor, index: int) -> Tensor:
    """Return the value in the middle, which sees most of the picture."""
    return maps[:, index, maps.shape[2] // 2, maps.shape[3] // 2]


def _layer(maps: Tensor, index: int) -> Tensor:
    del index
    return maps.square().mean(dim=(1, 2, 3))


_MEASURES = {CHANNEL: _channel, UNIT: _unit, LAYER: _layer}
