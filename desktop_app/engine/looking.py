"""One way of looking at a layer, as pixels and as numbers, and how to save it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from desktop_app.engine import attribution, deconvnet, feature_maps, mosaic
from desktop_app.engine import backbone as backbones
from desktop_app.engine.capture import as_maps, captured
from desktop_app.engine.contract import Step
from desktop_app.engine.device import memory_errors
from desktop_app.engine.errors import MethodError, UnitError
from desktop_app.engine.seen import (
    BLANK,
    DECONVNET,
    GRADCAM,
    GRADIENT,
    MAPS,
    MIXED,
    NO_SWITCHES,
    OCCLUSION,
    WHOLE_MAP,
    Seen,
)
from desktop_app.engine.whole import written

if TYPE_CHECKING:
    from collections.abc import Generator

    from torch import Tensor

    from desktop_app.engine.backbone import Backbone
    from desktop_app.engine.contract import Bitmap, Network, Picture, Pixels
    from desktop_app.engine.feature_maps import Maps

PICTURE, NUMBERS = ".png", ".npz"


def look(
    *,
    network: Network,
    picture: Picture,
    layer: str,
    method: str,
    unit: int | None = None,
    target: int | None = None,
    whole_map: bool = False,
    table: Pixels,
) -> Generator[Step, None, Seen]:
    """Look at a layer in one of the ways of `METHODS`; `table` has 256 colours, 256 x 3.

    `unit` is the map to project or to hide parts of the picture from (default: the one that
    responds most, by its mean), `target` the class that Grad-CAM explains (default: the best). A
    projection starts at the map's strongest unit, or with `whole_map` at all of them; occlusion
    watches the same.
    Raises `LayerError`, `UnitError`, `MethodError`, `OutOfMemoryError`.
    """
    backbone = backbones.of(network)
    yield Step(0, 1)
    pixels = backbone.prepare(picture)
    if method == GRADCAM:
        with feature_maps.layer_errors(network, [layer]):
            return _gradcam(backbone, pixels, layer, _class(backbone, pixels, target), table)
    if method in deconvnet.METHODS and unit is not None:
        return (yield from _projected(network, pixels, layer, unit, method, whole_map))
    (found,) = feature_maps.run(network, pixels, [layer])
    if method == MAPS:
        return _maps(found, unit, table)
    chosen = _checked(found, unit)
    if method == OCCLUSION:
        return (yield from _occlusion(backbone, pixels, found, chosen, whole_map, table))
    return (yield from _projected(network, pixels, layer, chosen, method, whole_map))


def _maps(found: Maps, unit: int | None, table: Pixels) -> Seen:
    if unit is None:
        return Seen(found.layer, MAPS, None, found.values, mosaic.coloured(found.mosaic(), table))
    one = found.values[_checked(found, unit)][None]
    tile = mosaic.coloured(mosaic.grey(one, per_map=True)[0], table)
    return Seen(found.layer, MAPS, unit, one, tile)


def _checked(found: Maps, unit: int | None) -> int:
    """Return the map to look at; `UnitError` if there is no such."""
    chosen = int(found.means.argmax()) if unit is None else unit
    if not 0 <= chosen < len(found.values):
        raise UnitError(layer=found.layer, unit=chosen, last=len(found.values) - 1)
    return chosen


def _projected(
    network: Network, pixels: Tensor, layer: str, unit: int, method: str, whole_map: bool
) -> Generator[Step, None, Seen]:
    """Project a map's strongest unit, or the whole map if wished or if nothing flows back there."""
    remark = _reservation(backbones.of(network), method)
    for of_map in (whole_map, True):
        yield Step(1, 2)
        back = _back(network, pixels, layer, unit, method, of_map)
        if of_map or back.any():
            remark = WHOLE_MAP if of_map and not whole_map else remark
            break
    values = feature_maps.numbers(back)
    end = mosaic.bulk(values) or float(np.abs(values).max())
    picture = mosaic.signed(values, end)
    return Seen(layer, method, unit, values, picture, remark, 0.5 / end if end else 0.0)


def _reservation(backbone: Backbone, method: str) -> str:
    if method == DECONVNET != deconvnet.best_for(backbone):
        return NO_SWITCHES
    return MIXED if method != GRADIENT and deconvnet.is_mixed(backbone) else ""


def _back(
    network: Network, pixels: Tensor, layer: str, unit: int, method: str, whole_map: bool
) -> Tensor:
    with feature_maps.layer_errors(network, [layer]), memory_errors():
        try:
            user = backbones.of(network)
            return deconvnet.project(user, pixels, layer, unit, method=method, whole=whole_map)
        except deconvnet.NoReLUError as error:
            raise MethodError(name=network.title, activation=error) from error


def save(seen: Seen, file: str) -> None:
    """Write what was seen: as a picture (.png), or as numbers under the layer's name (.npz).

    The file appears when it is whole. Raises `ExportError`, also for other kinds of files.
    """
    with written(file, PICTURE, NUMBERS) as stream:
        if file.lower().endswith(NUMBERS):
            arrays: dict[str, Any] = {seen.layer: seen.values}
            np.savez_compressed(stream, **arrays)
        else:
            Image.fromarray(seen.picture).save(stream, "PNG")


def write(bitmap: Bitmap, file: str) -> None:
    """Write what was drawn in the window as PNG, in the same way."""
    image = Image.frombytes("RGBA", (bitmap.width, bitmap.height), bitmap.data)
    with written(file, PICTURE) as stream:
        image.convert("RGB").save(stream, "PNG")


def _gradcam(backbone: Backbone, pixels: Tensor, layer: str, target: int, table: Pixels) -> Seen:
    with memory_errors():
        small = attribution.gradcam(backbone, pixels, target, layer)
    marks = attribution.enlarged(small, pixels.shape[-1])
    return _marked(layer, GRADCAM, target, marks[0], pixels, table)


def _occlusion(
    backbone: Backbone, pixels: Tensor, found: Maps, unit: int, whole_map: bool, table: Pixels
) -> Generator[Step, None, Seen]:
    """Hide parts of the picture; see how far the map's mean falls, or its strongest unit."""
    strongest = int(found.values[unit].argmax())

    def response(hidden: Tensor) -> Tensor:
        with captured(backbone, [found.layer]) as (private, outputs):
            private.logits(hidden)
            chosen = as_maps(outputs[found.layer])[:, unit].flatten(1)
            return chosen.mean(dim=1) if whole_map else chosen[:, strongest]

    marks = yield from attribution.occlusion(backbone=backbone, pixels=pixels, score=response)
    return _marked(found.layer, OCCLUSION, unit, marks, pixels, table)


def _marked(
    layer: str, method: str, unit: int, marks: Tensor, pixels: Tensor, table: Pixels
) -> Seen:
    values = marks.cpu().float().numpy()
    heat = mosaic.coloured(mosaic.upwards(values), table)
    mixed = (heat.astype(np.uint16) + backbones.photo(pixels)) // 2
    remark = "" if (values > 0).any() else BLANK
    return Seen(layer, method, unit, values, mixed.astype(np.uint8), remark)


def _class(backbone: Backbone, pixels: Tensor, target: int | None) -> int:
    if target is not None:
        return target
    return int(backbone.fast_logits(pixels).argmax())
