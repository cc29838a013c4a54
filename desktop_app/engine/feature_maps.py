"""What a layer makes of a picture: its maps, their figures, and them all as one picture."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from PIL import Image

from desktop_app.engine import attribution, deconvnet, mosaic
from desktop_app.engine import backbone as backbones
from desktop_app.engine.capture import as_maps, captured
from desktop_app.engine.contract import QT_TRANSLATE_NOOP, Step
from desktop_app.engine.device import memory_errors
from desktop_app.engine.errors import ExportError, LayerError, MethodError, UnitError
from desktop_app.engine.whole import whole

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from torch import Tensor

    from desktop_app.engine.backbone import Backbone
    from desktop_app.engine.contract import Network, Picture, Pixels
    from desktop_app.engine.mosaic import Values

MAPS, GRADCAM, OCCLUSION = "maps", "gradcam", "occlusion"
METHODS = (MAPS, *deconvnet.METHODS, GRADCAM, OCCLUSION)

WHOLE_MAP = QT_TRANSLATE_NOOP(
    "features",
    "Nothing flows back from the strongest unit: it is silent, or at its ceiling. The whole map is "
    "used instead.",
)

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

    def mosaic(self, *, per_map: bool = True, ratio: float = 1.0) -> mosaic.Grey:
        """Return all maps as one grey picture, for a place `ratio` as wide as high."""
        columns = mosaic.columns_for(len(self.values), ratio)
        return mosaic.laid_out(mosaic.grey(self.values, per_map=per_map), columns)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What one way of looking gave.

    Attributes:
        layer: The layer looked at.
        method: One of `METHODS`.
        unit: The map, or for `gradcam` the class, that it is about; None for all maps.
        values: float32: C x H x W maps, or 3 x S x S pixels' worth, or S x S marks.
        picture: The same as pixels, to be saved or shown.
        remark: What a person should know of it, marked for translation; "" if nothing.
    """

    layer: str
    method: str
    unit: int | None
    values: Values
    picture: Pixels
    remark: str = ""


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
    *, network: Network, picture: Picture, layers: Sequence[str]
) -> Generator[Step, None, tuple[Maps, ...]]:
    """Return the maps of several layers from one run. Raises `LayerError`, `OutOfMemoryError`."""
    yield Step(0, 1)
    return _maps(network, backbones.of(network).prepare(picture), layers)


def _maps(network: Network, pixels: Tensor, layers: Sequence[str]) -> tuple[Maps, ...]:
    backbone = backbones.of(network)
    with (
        _layer_errors(network, layers),
        torch.no_grad(),
        memory_errors(),
        captured(backbone, layers) as (watched, outputs),
    ):
        watched.logits(pixels)
        return tuple(Maps(name, _numbers(as_maps(outputs[name]))) for name in layers)


def look(
    *,
    network: Network,
    picture: Picture,
    layer: str,
    method: str,
    unit: int | None = None,
    target: int | None = None,
    table: Pixels,
) -> Generator[Step, None, Seen]:
    """Look at a layer in one of the ways of `METHODS`; `table` has 256 colours, 256 x 3.

    `unit` is the map to project or to hide parts of the picture from (default: the one that
    responds most, by its mean), `target` the class that Grad-CAM explains (default: the best).
    Raises `LayerError`, `UnitError`, `MethodError`, `OutOfMemoryError`.
    """
    backbone = backbones.of(network)
    yield Step(0, 1)
    pixels = backbone.prepare(picture)
    if method == GRADCAM:
        with _layer_errors(network, [layer]):
            return _gradcam(backbone, pixels, layer, _class(backbone, pixels, target), table)
    (found,) = _maps(network, pixels, [layer])
    if method == MAPS and unit is None:
        picture_of_all = mosaic.coloured(found.mosaic(), table)
        return Seen(layer, method, None, found.values, picture_of_all)
    chosen = int(found.means.argmax()) if unit is None else unit
    if not 0 <= chosen < len(found.values):
        raise UnitError(layer=layer, unit=chosen, last=len(found.values) - 1)
    if method == MAPS:
        one = found.values[chosen][None]
        tile = mosaic.coloured(mosaic.grey(one, per_map=True)[0], table)
        return Seen(layer, method, chosen, one, tile)
    if method == OCCLUSION:
        return (yield from _occlusion(backbone, pixels, layer, chosen, table))
    try:
        return (yield from _projected(backbone, pixels, layer, chosen, method))
    except deconvnet.NoReLUError as error:
        raise MethodError(name=network.title, activation=error) from error


def _projected(
    backbone: Backbone, pixels: Tensor, layer: str, unit: int, method: str
) -> Generator[Step, None, Seen]:
    """Project the map's strongest unit, or the whole map where nothing flows back from that."""
    remark = ""
    for of_map, told in ((False, ""), (True, WHOLE_MAP)):
        yield Step(1, 2)
        with memory_errors():
            back = deconvnet.project(backbone, pixels, layer, unit, method=method, whole=of_map)
        remark = told
        if back.any():
            break
    values = _numbers(back)
    return Seen(layer, method, unit, values, mosaic.signed(values), remark)


def save(seen: Seen, file: str) -> None:
    """Write what was seen: as a picture (.png), or as numbers under the layer's name (.npz).

    The file appears when it is whole. Raises `ExportError`.
    """
    try:
        with whole(file) as part, part.open("wb") as stream:
            if file.lower().endswith(".npz"):
                arrays: dict[str, Any] = {seen.layer: seen.values}
                np.savez_compressed(stream, **arrays)
            else:
                Image.fromarray(seen.picture).save(stream, "PNG")
    except OSError as error:
        raise ExportError(file=file, reason=error.strerror or str(error)) from error


def _gradcam(backbone: Backbone, pixels: Tensor, layer: str, target: int, table: Pixels) -> Seen:
    with memory_errors():
        small = attribution.gradcam(backbone, pixels, target, layer)
    marks = attribution.enlarged(small, pixels.shape[-1])
    return _marked(layer, GRADCAM, target, marks[0], pixels, table)


def _occlusion(
    backbone: Backbone, pixels: Tensor, layer: str, unit: int, table: Pixels
) -> Generator[Step, None, Seen]:
    def peak(hidden: Tensor) -> Tensor:
        with captured(backbone, [layer]) as (private, outputs):
            private.logits(hidden)
            return as_maps(outputs[layer])[:, unit].amax(dim=(1, 2))

    marks = yield from attribution.occlusion(backbone=backbone, pixels=pixels, score=peak)
    return _marked(layer, OCCLUSION, unit, marks, pixels, table)


def _marked(
    layer: str, method: str, unit: int, marks: Tensor, pixels: Tensor, table: Pixels
) -> Seen:
    values = marks.cpu().float().numpy()
    heat = mosaic.coloured(mosaic.grey(values[None], per_map=True)[0], table)
    photo = (pixels[0].cpu().permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)
    mixed = (heat.astype(np.uint16) + photo) // 2
    return Seen(layer, method, unit, values, mixed.astype(np.uint8))


def _class(backbone: Backbone, pixels: Tensor, target: int | None) -> int:
    if target is not None:
        return target
    return int(backbone.fast_logits(pixels).argmax())


def _numbers(tensor: Tensor) -> Values:
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
def _layer_errors(network: Network, layers: Sequence[str]) -> Iterator[None]:
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
