"""Why this class? Which parts of the picture speak for it.

Grad-CAM: Selvaraju et al. (ICCV 2017). Gradient × input: Shrikumar et al. (2016). Occlusion:
Zeiler and Fergus (ECCV 2014).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn import functional

from desktop_app.engine.capture import as_maps, captured
from desktop_app.engine.contract import Step
from desktop_app.engine.device import memory_errors
from desktop_app.engine.structure import maps_shape

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from torch import Tensor

    from desktop_app.engine.backbone import Backbone

GREY = 0.5
"""What hides a part of the picture: mid-grey, in pixels of 0..1."""

PATCH, STRIDE = 32, 16
"""Side of the hiding square and how far it moves, in pixels of a 224 input."""

BATCH = 8

ELSEWHERE = 5
"""Places at which as much is hidden as is marked."""

CONVOLUTION, ATTENTION, NORM = "Conv", "Attention", "Norm"
"""What matters when a layer for Grad-CAM is sought; the last two are parts of classes' names."""


def explained_layer(backbone: Backbone) -> str:
    """Return the layer that Grad-CAM is usually asked about: the last convolution with places.

    Where convolutions are but the stem it is the last norm with places: before the last attention
    if there is one, since behind that the class token alone decides.
    Raises `ValueError` for a network that has neither.
    """
    parts = dict(backbone.module.named_modules())
    kinds = {name: _kind(part) for name, part in parts.items() if name and _kind(part)}
    order = _with_places(backbone, list(kinds))
    attention = max((at for at, name in enumerate(order) if kinds[name] == ATTENTION), default=-1)
    convolutions = [at for at, name in enumerate(order) if kinds[name] == CONVOLUTION]
    norms = [at for at, name in enumerate(order) if kinds[name] == NORM]
    if convolutions and 2 * convolutions[-1] < len(order):
        convolutions = [at for at in norms if at < attention] or norms or convolutions
    if not convolutions:
        raise ValueError("a network without convolutions")
    return order[convolutions[-1]]


def _kind(part: nn.Module) -> str:
    if isinstance(part, nn.Conv2d):
        return CONVOLUTION
    name = type(part).__name__
    return next((kind for kind in (ATTENTION, NORM) if kind in name), "")


def _with_places(backbone: Backbone, names: Sequence[str]) -> list[str]:
    """Return those of `names` that give maps of more than one value, in the order they end."""
    side = backbone.rule.size
    pixels = torch.zeros(1, 3, side, side, device=backbone.device)
    with torch.no_grad(), memory_errors(), captured(backbone, names) as (watched, outputs):
        watched.logits(pixels)
    return [name for name, output in outputs.items() if _has_places(output)]


def _has_places(output: Tensor) -> bool:
    form = maps_shape(tuple(output.shape[1:]))
    return form is not None and form[1] * form[2] > 1


def gradcam(backbone: Backbone, pixels: Tensor, target: int, layer: str) -> Tensor:
    """Return where `layer` speaks for class `target`: N x h x w, 0 and more, of its own size.

    Each map is weighted by the mean of its gradient; what speaks against the class is left out.
    """
    with torch.enable_grad(), captured(backbone, [layer]) as (private, outputs):
        logits = private.logits(pixels.detach())
        output = outputs[layer]
        (gradient,) = torch.autograd.grad(logits[:, target].sum(), output)
    maps, weights = as_maps(output.detach()), as_maps(gradient).mean(dim=(2, 3), keepdim=True)
    return (maps * weights).sum(dim=1).clamp(min=0)


def gradient_input(backbone: Backbone, pixels: Tensor, target: int) -> Tensor:
    """Return gradient × input for class `target`, N x 3 x S x S, signed."""
    start = pixels.detach().clone().requires_grad_()
    with torch.enable_grad():
        (gradient,) = torch.autograd.grad(backbone.logits(start)[:, target].sum(), start)
    return gradient * pixels


def occlusion(
    *, backbone: Backbone, pixels: Tensor, score: Callable[[Tensor], Tensor]
) -> Generator[Step, None, Tensor]:
    """Return how far `score` falls where a grey square hides the picture: S x S.

    `pixels` are 1 x 3 x S x S; `score` maps N of them to N numbers. A pixel's value is the mean
    over the squares that hide it.
    """
    side = pixels.shape[-1]
    patch, stride = (max(1, round(length * side / 224)) for length in (PATCH, STRIDE))
    starts = [*range(0, side - patch, stride), side - patch]
    places = [(top, left) for top in starts for left in starts]
    fall = torch.zeros(side, side)
    count = torch.zeros(side, side)
    with torch.no_grad(), memory_errors():
        whole = float(score(pixels)[0])
    for begin in range(0, len(places), BATCH):
        yield Step(begin, len(places))
        few = places[begin : begin + BATCH]
        hidden = pixels.repeat(len(few), 1, 1, 1)
        for one, (top, left) in zip(hidden, few, strict=True):
            one[:, top : top + patch, left : left + patch] = GREY
        with torch.no_grad(), memory_errors():
            scores = score(hidden).cpu()
        for (top, left), value in zip(few, scores.tolist(), strict=True):
            fall[top : top + patch, left : left + patch] += whole - value
            count[top : top + patch, left : left + patch] += 1
    return fall / count


def enlarged(maps: Tensor, side: int) -> Tensor:
    """Return N x h x w maps as N x side x side, smoothly."""
    return functional.interpolate(
        maps[:, None], (side, side), mode="bilinear", align_corners=False
    )[:, 0]


def trust(
    backbone: Backbone, pixels: Tensor, target: int, marks: Tensor, *, share: float, seed: int
) -> tuple[float, float, float]:
    """Return the probability of `target`: as it is, with the marked part hidden, and elsewhere.

    The `share` of pixels with the highest `marks` (S x S) is hidden in grey; then the same shape at
    other places, of which it is the mean: another shape would hurt in another way.
    """
    side = marks.shape[-1]
    mask = _highest(marks, max(1, round(share * side * side)))
    generator = torch.Generator().manual_seed(seed)
    masks = [mask, *(_elsewhere(mask, generator) for _ in range(ELSEWHERE))]
    hidden = torch.stack([pixels[0].where(~one.to(pixels.device), GREY) for one in masks])
    with torch.no_grad(), memory_errors():
        found = backbone.logits(torch.cat([pixels, hidden])).softmax(dim=1)[:, target].tolist()
    return found[0], found[1], sum(found[2:]) / len(found[2:])


def _elsewhere(mask: Tensor, generator: torch.Generator) -> Tensor:
    """Return the same shape moved by a quarter of the picture or more, down and across.

    What leaves at one edge comes in at the other.
    """
    side = mask.shape[-1]
    ways = torch.randint(side // 4, side - side // 4 + 1, (2,), generator=generator).tolist()
    return mask.roll(ways, (0, 1))


def _highest(marks: Tensor, count: int) -> Tensor:
    """Return a mask of exactly `count` pixels, however many have the same mark."""
    mask = torch.zeros(marks.numel(), dtype=torch.bool, device=marks.device)
    mask[marks.flatten().topk(count).indices] = True
    return mask.view_as(marks)
