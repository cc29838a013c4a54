"""What an ideal picture is to show: a class, or something inside the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.engine import labels

if TYPE_CHECKING:
    from desktop_app.engine.contract import Network

CLASS, CHANNEL, UNIT, LAYER = "class", "channel", "unit", "layer"
KINDS = (CLASS, CHANNEL, UNIT, LAYER)
MIDDLE = "@"
"""Stands behind a map's number where only its middle is meant."""


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that a network is to see as much of as can be.

    Attributes:
        kind: `CLASS`; `CHANNEL`, the mean of a map of a layer; `UNIT`, the value in the middle of
            a map; or `LAYER`, all maps of a layer at once.
        index: Number of the class or the map; -1 for a whole layer.
        layer: As torch names it; "" for a class.
    """

    kind: str
    index: int = -1
    layer: str = ""


def parse(text: str, network: Network) -> Target:
    """Return what `text` names: a class by name, WordNet id or number, or LAYER:CHANNEL.

    "LAYER:" stands for the whole layer, "LAYER:CHANNEL@" for the unit in a map's middle. Whether
    there is such a layer is found out when it is run. Raises `UnknownClassError`.
    """
    layer, colon, channel = text.strip().rpartition(":")
    number = channel.removesuffix(MIDDLE)
    if colon and not channel:
        return Target(LAYER, layer=layer)
    if colon and number.isdecimal():
        return Target(CHANNEL if number == channel else UNIT, int(number), layer)
    return Target(CLASS, labels.find(network.classes, text))


def spelled(target: Target) -> str:
    """Return the text that `parse` reads as this target."""
    if target.kind == CLASS:
        return str(target.index)
    number = "" if target.kind == LAYER else str(target.index)
    return f"{target.layer}:{number}{MIDDLE if target.kind == UNIT else ''}"


def title(target: Target, network: Network) -> str:
    """Return what a target is called: the name of the class, or "blocks.3.2:17"."""
    if target.kind == CLASS:
        return network.classes[target.index].name
    return target.layer if target.kind == LAYER else spelled(target)
