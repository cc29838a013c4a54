"""The other networks on this computer, which are asked about a picture that one of them made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.cli import common
from desktop_app.engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.engine.contract import Network


def others(network: Network, device: str) -> Iterator[Network]:
    """Load all that have learned something, one after the other; say which cannot be used."""
    from desktop_app.engine import catalogue, published, shelves

    found = shelves.shelves((*catalogue.ALWAYS, *published.entries()), common.places())
    here = [one for one in found if one.ready and one.state != "untrained"]
    for name in (one.entry.name for one in here if one.entry.name != network.name):
        try:
            yield common.load(name, device)
        except EngineError as error:
            common.say(f"{name} cannot judge it. {error}")
