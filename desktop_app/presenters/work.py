"""What presenters hand to the worker: their only way into the engine.

The imports stand inside the functions, since importing torch takes seconds: it happens on the
worker when the first of these runs there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from desktop_app import paths
from desktop_app.engine.contract import Step
from desktop_app.engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from desktop_app.engine.catalogue import Entry, Shelf
    from desktop_app.engine.contract import (
        Answer,
        DeviceInfo,
        DeviceWish,
        Look,
        Network,
        Picture,
        Source,
    )
    from desktop_app.engine.places import Places
    from desktop_app.engine.structure import Chosen, Inspected, Match, Structure

    Line: TypeAlias = tuple[str, str, Answer | None, Exception | None]

LEISURE = 3.0
"""Seconds to leave to what a person does first."""


def load_network(
    name: str, wish: DeviceWish, places: Places
) -> Generator[Step, None, tuple[DeviceInfo, Network]]:
    """Find the device and load a backbone onto it."""
    yield Step(0, 0)  # so that closing at once is not held up by the import
    from desktop_app.engine import labels, loading
    from desktop_app.engine.device import choose

    yield Step(0, 0)
    info = choose(wish.device, wish.threads, wish.precision)
    imagenet = labels.read(paths.resource("labels/imagenet.tsv"))
    loads = loading.load(name=name, device=info, places=places, imagenet=imagenet)
    return info, (yield from loads)


def ask_each(
    names: Sequence[str],
    ask: Callable[[Network], object],
    wish: DeviceWish,
    places: Places,
    *,
    done: int = 0,
) -> Generator[Step, None, None]:
    """Load networks one after the other and `ask` each; what it says is the item of a step.

    Those that cannot be loaded, or have learned nothing, are left out. `done` came before.
    """
    total = done + len(names)
    for number, name in enumerate(names, start=done + 1):
        try:
            _, network = yield from load_network(name, wish, places)
            said = ask(network) if network.trained else None
        except EngineError:
            continue
        yield Step(number, total, item=said)


def look(
    network: Network, source: Source | Picture, other: Network | None = None
) -> Generator[Step, None, Look]:
    """Open a picture and ask the network, and the one to compare with."""
    from desktop_app.engine import predict

    return (yield from predict.look(network=network, source=source, other=other))


def predict_many(
    network: Network, sources: Sequence[tuple[int, Source]]
) -> Generator[Step, None, int]:
    """Ask the network about many pictures."""
    from desktop_app.engine import predict

    return (yield from predict.predict_many(network=network, sources=sources))


def walk(named: Sequence[str]) -> Generator[Step, None, None]:
    """Find the pictures at the paths that a person named; each item is a finding."""
    from desktop_app.engine import folders

    for number, finding in enumerate(folders.walk(named)):
        yield Step(number, 0, item=finding)


def thumbnails(
    sources: Sequence[tuple[int, Source]], width: int, height: int
) -> Generator[Step, None, None]:
    """Make small pictures; each item is a key with pixels, or None if there can be none."""
    from desktop_app.engine import images
    from desktop_app.engine.errors import EngineError

    for number, (key, source) in enumerate(sources, 1):
        try:
            pixels = images.thumbnail(source, width, height)
        except EngineError:
            pixels = None
        yield Step(number, len(sources), item=(key, pixels))


def export(file: str, rows: Sequence[Line], top: int) -> Generator[Step, None, None]:
    """Write answers to a file whose suffix says how."""
    from desktop_app.engine import export

    yield from export.write(file=file, rows=[export.Row(*row) for row in rows], top=top)


def fetch(address: str) -> Generator[Step, None, bytes]:
    """Read a picture's bytes from an address."""
    from desktop_app.engine import fetch

    return (yield from fetch.fetch(address=address))


# Backbones


def read_catalogue(places: Places) -> Generator[Step, None, tuple[Shelf, ...]]:
    """Return every backbone with what of it is here."""
    yield Step(0, 0)
    from desktop_app.engine import catalogue, published, shelves

    yield Step(0, 0)
    return shelves.shelves((*catalogue.ALWAYS, *published.entries()), places)


def give_back() -> Generator[Step, None, None]:
    """Return the memory of what is no longer in use to the system."""
    from desktop_app.engine import memory

    yield Step(0, 0)
    memory.give_back()


def read_ready(places: Places) -> Generator[Step, None, tuple[tuple[str, str], ...]]:
    """Return names and titles of what is here, once there was time for more urgent things."""
    yield Step(0, 0, rest=LEISURE)
    from desktop_app.engine import published, shelves

    # Importing torchvision takes a second, and without files of its kind there is nothing to find.
    entries = published.entries() if shelves.usage(places)[1] else ()
    yield Step(0, 0)
    found = shelves.shelves(entries, places)
    return tuple((one.entry.name, one.entry.title) for one in found if one.ready)


def search_timm(text: str, places: Places) -> Generator[Step, None, tuple[tuple[Shelf, ...], int]]:
    """Return some of timm's networks whose names hold `text`, and how many there are in all."""
    yield Step(0, 0)
    from desktop_app.engine import shelves, timm_models

    yield Step(0, 0)
    found = timm_models.search(text)
    names = {entry.name for entry in found}
    shown = tuple(one for one in shelves.shelves(found, places) if one.entry.name in names)
    return shown, timm_models.count(text)


def download(entry: Entry, places: Places) -> Generator[Step, None, str]:
    """Fetch a backbone's weights from their publisher."""
    yield Step(0, 0)
    if entry.url:
        from desktop_app.engine import download

        return (yield from download.download(entry=entry, places=places))
    from desktop_app.engine import catalogue, hub

    model = catalogue.parse(entry.name).model
    return (yield from hub.download_model(model=model, places=places))


def see_inside(name: str) -> Generator[Step, None, Structure]:
    """Look into a network, whether its weights are here or not."""
    yield Step(0, 0)
    from desktop_app.engine import inside

    return (yield from inside.structure_of(name=name))


def inspect(path: str) -> Generator[Step, None, tuple[Inspected, tuple[tuple[str, str], ...]]]:
    """Find out what a weights file holds; also return all architectures there are to choose."""
    yield Step(0, 0)
    from desktop_app.engine import importing, recognise

    inspected = yield from recognise.inspect(path=path)
    yield Step(0, 0)
    return inspected, importing.choices(with_timm=not inspected.matches[0].certain)


def compare(path: str, architecture: str) -> Generator[Step, None, Match]:
    """Say how a weights file fits an architecture."""
    yield Step(0, 0)
    from desktop_app.engine import catalogue, recognise

    return recognise.compare(path, catalogue.parse(architecture))


def read_names(path: str) -> Generator[Step, None, tuple[str, ...]]:
    """Read the names of classes from a file."""
    from desktop_app.engine import labels

    yield Step(0, 0)
    return labels.read_names(path)


def import_weights(chosen: Chosen, places: Places) -> Generator[Step, None, str]:
    """Keep a network of one's own; returns its name."""
    yield Step(0, 0)
    from desktop_app.engine import importing, labels

    imagenet = labels.read(paths.resource("labels/imagenet.tsv"))
    return (yield from importing.keep(chosen=chosen, places=places, imagenet=imagenet))


def write_pack(shelves: Sequence[Shelf], file: str) -> Generator[Step, None, None]:
    """Write backbones with their weights into one file."""
    yield Step(0, 0)
    from desktop_app.engine import pack

    yield from pack.write(shelves=shelves, file=file)


def read_pack(file: str, places: Places) -> Generator[Step, None, tuple[str, ...]]:
    """Put the backbones of a pack where they belong; returns their names."""
    yield Step(0, 0)
    from desktop_app.engine import pack

    return (yield from pack.read(file=file, places=places))


def usage(places: Places) -> Generator[Step, None, tuple[int, int, int]]:
    """Return the bytes and files in the folder of weights, and the bytes that are free there."""
    from desktop_app.engine import shelves

    yield Step(0, 0)
    return shelves.usage(places)


def delete(shelf: Shelf, places: Places) -> Generator[Step, None, None]:
    """Delete a backbone's weights from this computer."""
    from desktop_app.engine import shelves

    yield Step(0, 0)
    shelves.delete(shelf, places)
