"""What is inside a network, and what a weights file is; without torch, so that views know it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from desktop_app.engine.contract import Box

if TYPE_CHECKING:
    from desktop_app.engine.contract import InputRule

WHOLE = 0
"""A receptive field that takes in the whole picture, whatever its size."""


@dataclass(frozen=True, slots=True)
class Field:
    """The receptive fields of a map along one axis, in pixels of the input.

    Unit i sees the `side` pixels around `start` + i * `jump`, those of the padding included: the
    centre of pixel 0 is 0, and what lies outside the picture is nothing.

    Attributes:
        side: How many pixels one unit depends on, from the first to the last.
        jump: From one unit's centre to the next; 0 where the units lie on no grid along the last
            two dimensions, since all see the same or they were flattened or permuted.
        start: Centre of the first unit's pixels; a whole number or half of one.
    """

    side: int
    jump: int
    start: float


class Fields(NamedTuple):
    """Receptive fields down the picture and across it; they differ where kernels are no squares."""

    down: Field
    across: Field

    @property
    def side(self) -> int:
        """The longer of both sides, in pixels."""
        return max(self.down.side, self.across.side)

    def box(self, row: int, column: int) -> Box | None:
        """Return what a unit sees, in pixels of the input's square; None off any grid.

        It may reach beyond the picture, as far as the padding.
        """
        if not (self.down.jump and self.across.jump):
            return None
        top = self.down.start + row * self.down.jump - (self.down.side - 1) / 2
        left = self.across.start + column * self.across.jump - (self.across.side - 1) / 2
        return Box(left, top, left + self.across.side, top + self.down.side)


EXTRA = 8
"""As many tokens at most stand before those of a transformer's places: its class, registers."""


def maps_shape(shape: tuple[int, ...]) -> tuple[int, int, int] | None:
    """Return C x H x W of the maps that an output of `shape`, without the batch, stands for.

    The tokens of a transformer are places in a grid, vectors are maps of one value. None where the
    values lie at no places of the picture, as where tokens themselves are mixed.
    """
    match shape:
        case (count,):
            return count, 1, 1
        case (tokens, count):
            side = math.isqrt(tokens)
            return (count, side, side) if tokens - side * side <= EXTRA else None
        case (high, wide, count) if high == wide != count:  # channels last, as in Swin
            return count, high, wide
        case (count, high, wide):
            return count, high, wide
    return None


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """One module of a network, in the order in which they are first run.

    Attributes:
        name: As torch names it, "layer1.0.conv2"; "" for the whole network.
        kind: Name of its class, "Conv2d".
        detail: What matters of it in short, such as "3×3, stride 2"; may be "".
        shape: Of its output without the batch, "64 × 56 × 56" being (64, 56, 56); () if it was
            not run.
        field: Side of the square of input pixels that one value of its output depends on, at most
            the input's own side; `WHOLE` for all of them; None if it was not run.
        parameters: Numbers it has learned, those of the modules inside it included.
        macs: Multiply-adds for one picture, those of the modules inside it included.
        fields: Where in the input its units' receptive fields lie; None if that is not known.
    """

    name: str
    kind: str
    detail: str
    shape: tuple[int, ...]
    field: int | None
    parameters: int
    macs: int
    fields: Fields | None = None

    @property
    def maps(self) -> tuple[int, int, int] | None:
        """Its maps, their height and their width; None if its output is no maps."""
        return maps_shape(self.shape)

    @property
    def is_vector(self) -> bool:
        """Whether each of its maps is a single value."""
        return self.maps is not None and self.maps[1:] == (1, 1)

    @property
    def shown(self) -> tuple[int, ...]:
        """Its shape as a person is told it: that of its maps, or as it is if they are none."""
        return self.shape if self.maps is None or self.is_vector else self.maps


@dataclass(frozen=True, slots=True)
class Structure:
    """A network from inside.

    Attributes:
        title: Of the network, as on screen.
        layers: Every module, parents before children.
        parameters: In all.
        macs: Multiply-adds for one picture.
        weights_bytes: Memory for the weights.
        maps_bytes: Memory for all feature maps of one picture, in float32.
        input: How a picture is made ready.
    """

    title: str
    layers: tuple[LayerInfo, ...]
    parameters: int
    macs: int
    weights_bytes: int
    maps_bytes: int
    input: InputRule


@dataclass(frozen=True, slots=True)
class Match:
    """How well a file's tensors fit one architecture; the head's number of classes is free.

    Attributes:
        name: The architecture, as in `catalogue.Name.architecture`.
        title: As on screen.
        share: Of the architecture's tensors, those that are in the file with the right shape.
        classes: Outputs that the file's head has; 0 if its head was not found.
        missing: Tensors that the architecture needs and the file lacks.
        wrong: Those with another shape: (name, shape in the file, shape needed).
        extra: Tensors of the file that the architecture has no place for; they are left out.
    """

    name: str
    title: str
    share: float
    classes: int
    missing: tuple[str, ...] = ()
    wrong: tuple[tuple[str, tuple[int, ...], tuple[int, ...]], ...] = ()
    extra: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether the network can be used with these weights."""
        return not self.missing and not self.wrong

    @property
    def certain(self) -> bool:
        """Whether it also leaves nothing over, so that it may be taken without being named."""
        return self.fits and not self.extra


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a weights file turned out to hold.

    Attributes:
        path: The file.
        title: A name to suggest for the network.
        matches: Architectures, best first; never empty.
        classes: Names of the classes if they could be found beside or inside it, else ().
        input: The input's preparation if it could be found, else None.
        averaged: Whether the averaged copy (EMA) of the weights is meant.
        described: Whether the file says everything itself, so that nothing need be asked.
    """

    path: str
    title: str
    matches: tuple[Match, ...]
    classes: tuple[str, ...] = ()
    input: InputRule | None = None
    averaged: bool = False
    described: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person decided about a weights file.

    Attributes:
        path: The file.
        title: What the network is to be called.
        architecture: As in `catalogue.Name.architecture`.
        classes: A name for each output; () for ImageNet's, when there are a thousand.
        input: How pictures are made ready.
    """

    path: str
    title: str
    architecture: str
    classes: tuple[str, ...]
    input: InputRule


def counterpart(name: str, here: Structure, there: Structure) -> str:
    """Return the layer of `there` that stands for the layer `name` of `here`; "" if none does.

    It is the one of the same name if there is one. Else, of those that do the same, the one whose
    maps are most alike in size, and of these the one at the most alike depth.
    """
    if any(one.name == name and one.maps for one in there.layers):
        return name
    places = {one.name: at for at, one in enumerate(here.layers)}
    if name not in places:
        return ""
    layer = here.layers[places[name]]
    depth = places[name] / len(here.layers)

    def unlikeness(at: int) -> tuple[float, float]:
        other = there.layers[at]
        return abs(math.log2(_share(layer, here) / _share(other, there))), abs(
            at / len(there.layers) - depth
        )

    kind = _family(layer.kind)
    same = [at for at, one in enumerate(there.layers) if _family(one.kind) == kind and one.maps]
    return there.layers[min(same, key=unlikeness)].name if same else ""


def _family(kind: str) -> str:
    """Return what the names of classes that do the same have in common."""
    return next((part for part in ("Conv2d", "ReLU") if part in kind), kind)


def _share(layer: LayerInfo, structure: Structure) -> float:
    """Return how wide a layer's maps are, of the picture's width."""
    return (layer.maps or (0, 1, 1))[2] / structure.input.size
