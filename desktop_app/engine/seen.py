"""What was seen in a network: maps, marks and patches, without torch, so that views know them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.engine.contract import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from desktop_app.engine.contract import Pixels

    Values: TypeAlias = npt.NDArray[np.float32]
    Grey: TypeAlias = npt.NDArray[np.uint8]

MAPS, GRADCAM, OCCLUSION = "maps", "gradcam", "occlusion"
DECONVNET, GUIDED, GRADIENT = "deconvnet", "guided", "gradient"
GRADIENT_INPUT = "gradient_input"

PROJECTIONS = (DECONVNET, GUIDED, GRADIENT, OCCLUSION)
"""Ways from a map back to the picture."""

REASONS = (GRADCAM, GRADIENT_INPUT, OCCLUSION)
"""Ways to ask why a class."""

METHODS = (MAPS, DECONVNET, GUIDED, GRADIENT, GRADCAM, OCCLUSION)
"""Ways to look at a layer."""

NUMBER, MEAN, PEAK, ZEROS, CHANGE = "number", "mean", "peak", "zeros", "change"
ORDERS = (NUMBER, MEAN, PEAK, ZEROS, CHANGE)
"""What maps are sorted by; by all but the number, the greatest come first."""

MIDDLE = 128
"""The grey that stands for 0 where values have signs."""

WHOLE_MAP = QT_TRANSLATE_NOOP(
    "features",
    "Nothing flows back from the strongest unit: it is silent, or at its ceiling. The whole map is "
    "used instead.",
)
NO_SWITCHES = QT_TRANSLATE_NOOP(
    "features",
    "Deconvnet needs the places that max-pooling remembers, and this network has hardly any: it "
    "shows a grid. Guided backpropagation shows more.",
)
MIXED = QT_TRANSLATE_NOOP(
    "features",
    "Only this network’s ReLUs follow the rule of this way; what its other activations pass back is"
    " the plain gradient.",
)
BLANK = QT_TRANSLATE_NOOP("features", "Nothing here speaks for it: no part of the picture counts.")


NEAR = 6
"""Numbers of columns around the square root that are tried; a test compares with trying all."""


def columns_for(count: int, ratio: float = 1.0) -> int:
    """Return how many of `count` square tiles stand in a row of a place `ratio` as wide as high.

    It is the number with which they are largest; of several, the greatest.
    """

    def side(columns: int) -> float:
        return min(ratio / columns, 1 / -(-count // columns))

    middle = min(max(round(math.sqrt(count * ratio)), 1), count)
    return max(range(min(count, middle + NEAR), max(0, middle - NEAR - 1), -1), key=side)


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """All maps of one layer as one picture, and their figures.

    Attributes:
        layer: The layer's name in torch.
        values: float32 C x H x W, as the layer gives them; of a difference, the second less the
            first.
        grey: uint8: the maps as tiles of H x W without gaps, in rows of `columns`; empty places
            are 0. With `signed`, `MIDDLE` stands for 0.
        columns: How many tiles stand in a row.
        order: The maps' numbers as they stand in `grey`, row by row.
        means: The mean of each map, by number.
        peaks: The greatest value of each map, by number.
        zeros: The share of each map that is 0, by number.
        dead: Numbers of the maps in which nothing responds.
        counts: How many values lie in each of equal steps from the least to the greatest.
        richest: The map whose values differ most, which is worth a look first; of maps of one
            value, that with the greatest.
        signed: Whether it is a difference.
    """

    layer: str
    values: Values = field(repr=False)
    grey: Grey = field(repr=False)
    columns: int
    order: tuple[int, ...] = field(repr=False)
    means: tuple[float, ...] = field(repr=False)
    peaks: tuple[float, ...] = field(repr=False)
    zeros: tuple[float, ...] = field(repr=False)
    dead: frozenset[int] = field(repr=False)
    counts: tuple[int, ...] = field(repr=False)
    richest: int
    signed: bool = False

    @property
    def shape(self) -> tuple[int, int, int]:
        """Maps, their height and their width."""
        count, high, wide = self.values.shape
        return count, high, wide

    @property
    def low(self) -> float:
        """The least value of all maps."""
        return float(self.values.min())

    @property
    def high(self) -> float:
        """The greatest value of all maps."""
        return max(self.peaks)

    @property
    def mean(self) -> float:
        """The mean of all maps."""
        return sum(self.means) / len(self.means)

    @property
    def silent(self) -> float:
        """The share of all values that is 0."""
        return sum(self.zeros) / len(self.zeros)

    def tile(self, unit: int) -> Grey:
        """Return one map as it stands in `grey`, H x W."""
        _, high, wide = self.shape
        row, column = divmod(self.order.index(unit), self.columns)
        return self.grey[row * high : (row + 1) * high, column * wide : (column + 1) * wide]

    def rank(self, unit: int) -> int:
        """Return how many maps have a higher mean."""
        return sum(mean > self.means[unit] for mean in self.means)


@dataclass(frozen=True, slots=True, eq=False)
class Contrast:
    """The same layer for two pictures or in two networks; the sheets have one order.

    Attributes:
        first: Maps of the picture and the network in use.
        second: Maps of the other.
        difference: The second less the first; None where their maps cannot be set against each
            other.
        changes: The mean of the difference's size, by map; () without one.
    """

    first: Sheet
    second: Sheet
    difference: Sheet | None
    changes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What one way of looking at a layer gave.

    Attributes:
        layer: The layer looked at.
        method: One of `METHODS`.
        unit: The map, or for `gradcam` the class, that it is about; None for all maps.
        values: float32: C x H x W maps, or 3 x S x S pixels' worth, or S x S marks.
        picture: The same as pixels, to be saved or shown.
        remark: What a person should know of it, marked for translation; "" if nothing.
        magnification: How many times larger than its values, as pixels of 0..1, a projection's
            picture is; 0 for other methods.
    """

    layer: str
    method: str
    unit: int | None
    values: Values = field(repr=False)
    picture: Pixels = field(repr=False)
    remark: str = ""
    magnification: float = 0.0


@dataclass(frozen=True, slots=True)
class Trust:
    """How far the probability of a class falls when parts of the picture are hidden in grey.

    Attributes:
        share: Of the picture, that is hidden.
        whole: The probability with nothing hidden, 0..1.
        marked: With the most marked part hidden.
        chance: With the same shape hidden elsewhere, the mean of several places.
    """

    share: float
    whole: float
    marked: float
    chance: float


@dataclass(frozen=True, slots=True, eq=False)
class Reason:
    """Which parts of the picture speak for a class.

    Attributes:
        method: One of `REASONS`.
        target: Number of the class.
        layer: The layer that Grad-CAM looked at; "" for other methods.
        values: float32 S x S; with `signed`, parts that speak against the class are below 0.
        marks: uint8 S x S: 0 where nothing speaks for it, 255 where most does; with `signed`,
            `MIDDLE` stands for 0.
        photo: uint8 S x S x 3: what the network was given.
        signed: Whether there are parts that speak against it.
        trust: What hiding the marked parts does; None where nothing is marked.
        remark: What a person should know of it, marked for translation; "" if nothing.
    """

    method: str
    target: int
    layer: str
    values: Values = field(repr=False)
    marks: Grey = field(repr=False)
    photo: Pixels = field(repr=False)
    signed: bool
    trust: Trust | None
    remark: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """Where the units of a layer respond most, over many pictures.

    Row c of each array is about map c, strongest place first.

    Attributes:
        layer: The layer's name in torch.
        values: float32 C x K: what the unit there gave; -inf where there are no more places.
        pictures: int64 C x K: which of the pictures, by the order in which they were given.
        places: int64 C x K: row times the maps' width plus column.
        wide: The maps' width.
        seen: How many pictures were looked at.
        bad: How many could not be read.
    """

    layer: str
    values: Values = field(repr=False)
    pictures: npt.NDArray[np.int64] = field(repr=False)
    places: npt.NDArray[np.int64] = field(repr=False)
    wide: int
    seen: int
    bad: int


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """A part of a picture that a unit responds to.

    Attributes:
        name: Of the picture.
        value: What the unit gave.
        pixels: uint8 H x W x 3: what the unit sees of the picture.
        projection: uint8 H x W x 3, around mid-grey: what of it made the unit respond; None where
            no method suits the network.
    """

    name: str
    value: float
    pixels: Pixels = field(repr=False)
    projection: Pixels | None = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Patches:
    """The patches that excite one map most, strongest first.

    Attributes:
        layer: The layer's name in torch.
        unit: The map.
        patches: At most nine.
        seen: Over how many pictures.
        bad: How many could not be read.
    """

    layer: str
    unit: int
    patches: tuple[Patch, ...] = field(repr=False)
    seen: int
    bad: int


@dataclass(frozen=True, slots=True, eq=False)
class Filters:
    """The filters of a layer that looks at the picture itself, in their own colours.

    Attributes:
        title: Of the network.
        layer: The layer's name in torch.
        pixels: uint8: filters as tiles without gaps, in rows of `columns`, each scaled to its own
            greatest weight around mid-grey; empty places are 0.
        columns: How many stand in a row.
        count: How many there are.
        side: Height and width of one.
        trained: Whether the network has learned anything.
    """

    title: str
    layer: str
    pixels: Pixels = field(repr=False)
    columns: int
    count: int
    side: tuple[int, int]
    trained: bool
