"""The parts of pictures that excite a unit most, and what in them does.

After Fig. 2 of Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks" (ECCV
2014).
"""

from __future__ import annotations

import math
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch

from desktop_app.engine import backbone as backbones
from desktop_app.engine import deconvnet, feature_maps, images, mosaic
from desktop_app.engine.capture import as_maps, captured
from desktop_app.engine.contract import Step
from desktop_app.engine.device import memory_errors
from desktop_app.engine.errors import EngineError, UnitError
from desktop_app.engine.layers import receptive_fields
from desktop_app.engine.predict import BATCH, batches, decoded, decoders
from desktop_app.engine.seen import Patch, Patches, Ranking

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from torch import Tensor

    from desktop_app.engine.backbone import Backbone
    from desktop_app.engine.contract import InputRule, Network, Pixels, Source
    from desktop_app.engine.predict import Queued
    from desktop_app.engine.seen import Values
    from desktop_app.engine.structure import Field, Fields

KEPT = 9
"""Places of each map, as in the paper's figure."""


# Where


class _Best(NamedTuple):
    """The strongest places of each map; C x K each, as in a `Ranking`."""

    values: Tensor
    pictures: Tensor
    places: Tensor


class _Share(NamedTuple):
    """How many places of a map one picture may give, and how many units apart, down and across."""

    most: int
    apart: tuple[int, int]


def strongest(
    *, network: Network, sources: Sequence[Source], layer: str
) -> Generator[Step, None, Ranking]:
    """Find where each map of `layer` responds most, in one pass over all pictures.

    Places that respond above 0 count. Where there are nine pictures or more, each gives a map at
    most one; of fewer each gives more, whose receptive fields' centres are at least half a field
    apart. Equals stand in the order of the pictures. From the first picture on, the snapshot of
    each step is the `Ranking` so far; pictures that cannot be read stop nothing.
    Raises `LayerError`, `OutOfMemoryError`.
    """
    backbone, total = backbones.of(network), len(sources)
    yield Step(0, total)
    best, wide = _silence(network, layer)
    yield Step(0, total)
    share = _share(backbone, layer, total)
    seen = bad = 0
    length = BATCH[backbone.device.type]
    with decoders() as pool:
        for batch in batches(decoded(pool, network, enumerate(sources), 2 * length), length):
            if crops := _readable(batch):
                best = _merged(best, _found(backbone, layer, crops, share))
            seen, bad = seen + len(crops), bad + len(batch) - len(crops)
            so_far = partial(_ranking, layer, best, wide, seen, bad)
            yield Step(seen + bad, total, snapshot=so_far)
    return _ranking(layer, best, wide, seen, bad)


def _silence(network: Network, layer: str) -> tuple[_Best, int]:
    """Return the places of a layer when nothing has been seen, and the width of its maps."""
    side = network.input.size
    pixels = torch.zeros(1, 3, side, side, device=backbones.of(network).device)
    (maps,) = feature_maps.run(network, pixels, [layer])
    count, _, wide = maps.values.shape
    nowhere = torch.zeros(count, KEPT, dtype=torch.int64)
    return _Best(torch.full((count, KEPT), -torch.inf), nowhere, nowhere), wide


def _share(backbone: Backbone, layer: str, pictures: int) -> _Share:
    count = math.ceil(KEPT / max(1, pictures))
    fields = receptive_fields(backbone.module, backbone.rule.size).get(layer) if count > 1 else None
    if fields is None or not (fields.down.jump and fields.across.jump):
        return _Share(1, (0, 0))  # all units show the same patch, the whole crop
    return _Share(count, (_reach(fields.down), _reach(fields.across)))


def _reach(field: Field) -> int:
    """Return how many units away the centre is still nearer than half a field."""
    return (field.side - 1) // (2 * field.jump)


def _readable(batch: Sequence[Queued]) -> dict[int, Pixels]:
    crops: dict[int, Pixels] = {}
    for number, decoding in batch:
        with suppress(EngineError):
            crops[number] = decoding.result()
    return crops


def _found(backbone: Backbone, layer: str, crops: Mapping[int, Pixels], share: _Share) -> _Best:
    pixels = backbone.stack([*crops.values()])
    with torch.no_grad(), memory_errors(), captured(backbone, [layer]) as (watched, outputs):
        watched.logits(pixels)
        values, places = _peaks(as_maps(outputs[layer]), share)
    pictures = torch.tensor([*crops])[:, None, None].expand_as(places)
    by_map = [one.transpose(0, 1).flatten(1) for one in (values.float(), pictures, places)]
    return _Best(*by_map)


def _peaks(maps: Tensor, share: _Share) -> tuple[Tensor, Tensor]:
    """Return the greatest values of N x C x H x W maps and their places, N x C x K, on the CPU.

    Values that are not above 0 are -inf.
    """
    peaks = [maps.flatten(2).max(dim=2)]
    while len(peaks) < share.most:
        taken = _around(peaks[-1].indices, maps.shape[2], maps.shape[3], share.apart)
        maps = maps.masked_fill(taken, -torch.inf)
        peaks.append(maps.flatten(2).max(dim=2))
    values, places = (torch.stack(one, dim=2).cpu() for one in zip(*peaks, strict=True))
    return values.where(values > 0, -torch.inf), places


def _around(places: Tensor, high: int, wide: int, apart: tuple[int, int]) -> Tensor:
    """Return a mask, N x C x H x W, of what is no further than `apart` from N x C places."""
    rows = torch.arange(high, device=places.device)
    columns = torch.arange(wide, device=places.device)
    down = (rows - (places // wide)[..., None]).abs() <= apart[0]
    across = (columns - (places % wide)[..., None]).abs() <= apart[1]
    return down[..., :, None] & across[..., None, :]


def _merged(first: _Best, second: _Best) -> _Best:
    both = [torch.cat(pair, dim=1) for pair in zip(first, second, strict=True)]
    order = both[0].sort(dim=1, descending=True, stable=True).indices[:, :KEPT]
    return _Best(*(one.gather(1, order) for one in both))


def _ranking(layer: str, best: _Best, wide: int, seen: int, bad: int) -> Ranking:
    values, pictures, places = (one.numpy() for one in best)
    return Ranking(layer, values, pictures, places, wide, seen, bad)


# What


def patches(
    *,
    network: Network,
    sources: Sequence[Source],
    ranking: Ranking,
    unit: int,
    fields: Fields | None,
) -> Generator[Step, None, Patches]:
    """Cut out what map `unit` responds to most, and project each of these units back to pixels.

    The way back is the one that shows most in the network: see `deconvnet.best_for`.
    `ranking` is what `strongest` found in the same `network` and `sources`, `fields` the receptive
    fields of its layer; where they are not known, or not smaller than the crop, a patch is the
    whole crop. From the first patch on, the snapshot of each step holds those so far. Pictures
    that can no longer be read are left out and counted as bad, no longer as seen.
    Raises `UnitError`, `OutOfMemoryError`.
    """
    places = _places(ranking, unit)
    crops: dict[int, Pixels | None] = {}
    found: tuple[Patch, ...] = ()
    lost = 0
    yield Step(0, len(places))
    for done, place in enumerate(places, 1):
        source = sources[place.picture]
        if place.picture not in crops:
            crops[place.picture] = _crop(source, network.input)
            lost += crops[place.picture] is None
        crop = crops[place.picture]
        if crop is not None:
            suits = all(one.projection is not None for one in found)
            back = _back(network, crop, ranking.layer, unit, place) if suits else None
            found += (_patch(source.name, place, crop, back, fields),)
        yield Step(done, len(places), snapshot=partial(_patches, ranking, unit, found, lost))
    return _patches(ranking, unit, found, lost)


class _Place(NamedTuple):
    value: float
    picture: int
    at: tuple[int, int]


def _places(ranking: Ranking, unit: int) -> list[_Place]:
    if not 0 <= unit < len(ranking.values):
        raise UnitError(layer=ranking.layer, unit=unit, last=len(ranking.values) - 1)
    of_unit = (one[unit].tolist() for one in (ranking.values, ranking.pictures, ranking.places))
    return [
        _Place(value, picture, divmod(place, ranking.wide))
        for value, picture, place in zip(*of_unit, strict=True)
        if value > 0
    ]


def _crop(source: Source, rule: InputRule) -> Pixels | None:
    try:
        return images.decode_input(source, rule)
    except EngineError:
        return None


def _back(network: Network, crop: Pixels, layer: str, unit: int, place: _Place) -> Values | None:
    """Return what of the crop made one unit respond, 3 x S x S; None where no method suits.

    It is that of the whole map where nothing flows back from the unit alone.
    """
    backbone = backbones.of(network)
    pixels = backbone.stack([crop])
    project = partial(deconvnet.project, backbone, pixels, layer, unit)
    method = deconvnet.best_for(backbone)
    try:
        with memory_errors():
            back = project(method=method, whole=False, place=place.at)
            if not back.any():
                back = project(method=method, whole=True)
            return feature_maps.numbers(back)
    except deconvnet.NoReLUError:
        return None


def _patch(
    name: str, place: _Place, crop: Pixels, back: Values | None, fields: Fields | None
) -> Patch:
    rows, columns = _window(fields, place, len(crop))
    pixels = np.ascontiguousarray(crop[rows, columns])
    projection = None if back is None else mosaic.signed(back[:, rows, columns])
    return Patch(name, place.value, pixels, projection)


def _window(fields: Fields | None, place: _Place, side: int) -> tuple[slice, slice]:
    """Return the rows and columns that a unit sees of a crop of `side` pixels."""
    box = fields.box(*place.at) if fields and fields.side < side else None
    if box is None:
        return slice(side), slice(side)
    return _span(box.top, box.bottom, side), _span(box.left, box.right, side)


def _span(first: float, last: float, side: int) -> slice:
    start = min(max(0, int(first)), side - 1)  # a unit in the padding may see no pixel at all
    return slice(start, max(start + 1, min(side, int(last))))


def _patches(ranking: Ranking, unit: int, found: tuple[Patch, ...], lost: int) -> Patches:
    return Patches(ranking.layer, unit, found, ranking.seen - lost, ranking.bad + lost)
