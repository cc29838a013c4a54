"""What presenters hand to the worker: their only way into the engine.

The imports stand inside the functions, since importing torch takes seconds: it happens on the
worker when the first of these runs there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from desktop_app import paths
from desktop_app.engine.contract import Step

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from desktop_app.engine.contract import Answer, DeviceInfo, Look, Network, Picture, Source

    Line: TypeAlias = tuple[str, str, Answer | None, Exception | None]


def load_network(name: str, device: str) -> Generator[Step, None, tuple[DeviceInfo, Network]]:
    """Find the device and load a backbone onto it."""
    yield Step(0, 3)  # so that closing at once is not held up by the import
    from desktop_app.engine import backbone, labels
    from desktop_app.engine.device import choose

    yield Step(1, 3)
    info = choose(device)
    yield Step(2, 3)
    classes = labels.read(paths.resource("labels/imagenet.tsv"))
    return info, backbone.load(name, info.used, classes)


def look(network: Network, source: Source | Picture) -> Generator[Step, None, Look]:
    """Open a picture and ask the network."""
    from desktop_app.engine import predict

    return (yield from predict.look(network=network, source=source))


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
