"""What the Feature maps tab hands to the worker; as in `work`, imports stand inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app import paths
from desktop_app.engine.contract import Step

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from desktop_app.engine.contract import Bitmap, Network, Picture, Pixels, Source
    from desktop_app.engine.feature_maps import Maps
    from desktop_app.engine.seen import (
        Contrast,
        Filters,
        Patches,
        Ranking,
        Reason,
        Seen,
        Sheet,
    )
    from desktop_app.engine.structure import Fields, Structure


def structure(network: Network) -> Generator[Step, None, tuple[Structure, tuple[str, ...], str]]:
    """Look into a network that is loaded.

    Also name the layers whose filters can be seen, and the projection that shows most.
    """
    yield Step(0, 0)
    from desktop_app.engine import backbone, deconvnet, filters, layers

    user = backbone.of(network)
    found = yield from layers.structure(module=user.module, title=network.title, rule=network.input)
    return found, filters.seen_in(network), deconvnet.best_for(user)


def decode(source: Source) -> Generator[Step, None, Picture]:
    """Open a picture."""
    yield Step(0, 0)
    from desktop_app.engine import images

    return images.decode(source)


def maps(
    network: Network, picture: Picture, layer: str, ahead: Sequence[str]
) -> Generator[Step, None, tuple[Pixels, tuple[Maps, ...]]]:
    """Return what the network is given, and the maps of a layer and of some that may be next."""
    yield Step(0, 0)
    from desktop_app.engine import feature_maps

    return (
        yield from feature_maps.maps(network=network, picture=picture, layers=[layer], ahead=ahead)
    )


def sheet(maps: Maps, per_map: bool, by: str, ratio: float) -> Generator[Step, None, Sheet]:
    """Lay out the maps of a layer."""
    from desktop_app.engine import sheets

    return (yield from sheets.sheet(maps=maps, per_map=per_map, by=by, ratio=ratio))


def contrast(
    first: Maps, second: Maps, per_map: bool, by: str, ratio: float
) -> Generator[Step, None, Contrast]:
    """Set the maps of two pictures or networks against each other."""
    from desktop_app.engine import sheets

    return (
        yield from sheets.contrast(first=first, second=second, per_map=per_map, by=by, ratio=ratio)
    )


def filters(
    network: Network, layer: str, other: Network | None, ratio: float
) -> Generator[Step, None, tuple[Filters | None, Filters | None]]:
    """Return the filters of a layer, and those that another network looks at pictures with."""
    yield Step(0, 0)
    from desktop_app.engine import filters

    mine = filters.filters(network=network, layer=layer, ratio=ratio)
    if other is None:
        return mine, None
    theirs = filters.filters(network=other, layer=filters.first(other), ratio=ratio)
    return mine, theirs


def project(
    network: Network, picture: Picture, layer: str, unit: int, method: str, whole: bool, ramp: str
) -> Generator[Step, None, Seen]:
    """Go from a map back to pixels."""
    yield Step(0, 0)
    from desktop_app.engine import colours, looking

    table = colours.read(paths.resource(f"colours/{ramp}.tsv"))
    steps = looking.look(
        network=network,
        picture=picture,
        layer=layer,
        method=method,
        unit=unit,
        whole_map=whole,
        table=table,
    )
    return (yield from steps)


def explain(
    network: Network, picture: Picture, target: int, method: str, layer: str
) -> Generator[Step, None, Reason]:
    """Ask what in a picture speaks for a class."""
    yield Step(0, 0)
    from desktop_app.engine import reasons

    return (
        yield from reasons.explain(
            network=network, picture=picture, target=target, method=method, layer=layer
        )
    )


def strongest(
    network: Network, sources: Sequence[Source], layer: str
) -> Generator[Step, None, Ranking]:
    """Find where in many pictures each map of a layer responds most."""
    yield Step(0, 0)
    from desktop_app.engine import patches

    return (yield from patches.strongest(network=network, sources=sources, layer=layer))


def patches(
    network: Network, sources: Sequence[Source], ranking: Ranking, unit: int, fields: Fields | None
) -> Generator[Step, None, Patches]:
    """Open the pictures that excite a map most."""
    yield Step(0, 0)
    from desktop_app.engine import patches

    return (
        yield from patches.patches(
            network=network, sources=sources, ranking=ranking, unit=unit, fields=fields
        )
    )


def draw(sheet: Sheet, ramp: str) -> Generator[Step, None, Pixels]:
    """Return all maps as one picture, each of their values one pixel."""
    yield Step(0, 0)
    from desktop_app.engine import colours, sheets

    return sheets.picture(sheet, colours.read(paths.resource(f"colours/{ramp}.tsv")))


def save(sheet: Sheet, ramp: str, file: str) -> Generator[Step, None, None]:
    """Write all maps to a file, as a picture or as numbers."""
    picture = yield from draw(sheet, ramp)
    from desktop_app.engine import looking
    from desktop_app.engine.seen import MAPS, Seen

    looking.save(Seen(sheet.layer, MAPS, None, sheet.values, picture), file)


def write(bitmap: Bitmap, file: str) -> Generator[Step, None, None]:
    """Write a picture as PNG; the file appears when it is whole."""
    yield Step(0, 0)
    from desktop_app.engine import looking

    looking.write(bitmap, file)
