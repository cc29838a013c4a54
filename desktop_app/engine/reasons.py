"""Why this class? Which parts of the picture speak for it, and whether hiding them changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.engine import attribution, feature_maps, mosaic
from desktop_app.engine import backbone as backbones
from desktop_app.engine.contract import Step
from desktop_app.engine.device import memory_errors
from desktop_app.engine.seen import (
    BLANK,
    GRADCAM,
    GRADIENT_INPUT,
    REASONS,
    Reason,
    Trust,
)

if TYPE_CHECKING:
    from collections.abc import Generator

    from torch import Tensor

    from desktop_app.engine.backbone import Backbone
    from desktop_app.engine.contract import Network, Picture
    from desktop_app.engine.seen import Values

SHARE = 0.2
"""Of the picture, that is hidden to see whether the marks are right."""

SEED = 0
"""Of the places where as much is hidden, so that the same question has the same answer."""


def explain(
    *, network: Network, picture: Picture, target: int, method: str, layer: str = ""
) -> Generator[Step, None, Reason]:
    """Mark what in the picture speaks for class `target`, in one of the ways of `REASONS`.

    Grad-CAM looks at `layer`, by default the one that is usual. Raises `LayerError`,
    `OutOfMemoryError`, and `ValueError` for another method.
    """
    if method not in REASONS:
        raise ValueError(f"no method called {method!r}")
    backbone = backbones.of(network)
    yield Step(0, 0)
    pixels = backbone.prepare(picture)
    if method == GRADCAM:
        layer = layer or attribution.explained_layer(backbone)
        yield Step(0, 0)
        with feature_maps.layer_errors(network, [layer]), memory_errors():
            small = attribution.gradcam(backbone, pixels, target, layer)
        marks = attribution.enlarged(small, pixels.shape[-1])[0]
    elif method == GRADIENT_INPUT:
        with memory_errors():
            marks = attribution.gradient_input(backbone, pixels, target)[0].sum(dim=0)
    else:
        marks = yield from _hidden(backbone, pixels, target)
    yield Step(0, 0)
    trust = _trust(backbone, pixels, target, marks)
    signed = method == GRADIENT_INPUT
    values: Values = marks.cpu().float().numpy()
    return Reason(
        method=method,
        target=target,
        layer=layer if method == GRADCAM else "",
        values=values,
        marks=mosaic.both_ways(values, mosaic.bulk(values)) if signed else mosaic.upwards(values),
        photo=backbones.photo(pixels),
        signed=signed,
        trust=trust,
        remark="" if trust else BLANK,
    )


def _hidden(backbone: Backbone, pixels: Tensor, target: int) -> Generator[Step, None, Tensor]:
    def probability(hidden: Tensor) -> Tensor:
        return backbone.fast_logits(hidden).softmax(dim=1)[:, target]

    steps = attribution.occlusion(backbone=backbone, pixels=pixels, score=probability)
    return (yield from steps)


def _trust(backbone: Backbone, pixels: Tensor, target: int, marks: Tensor) -> Trust | None:
    """Hide what is marked; None if nothing speaks for the class."""
    if not bool((marks > 0).any()):
        return None
    found = attribution.trust(backbone, pixels, target, marks, share=SHARE, seed=SEED)
    return Trust(SHARE, *found)
