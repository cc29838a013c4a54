"""Networks on paper: their layers, and maps that no network has made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from desktop_app.engine.structure import Field, Fields, LayerInfo

if TYPE_CHECKING:
    from desktop_app.engine.seen import Values

PLAIN, SISTER, STRANGE = "efficientnet_lite0", "efficientnet_lite1", "zfnet"
"""Networks: that in use; one that lacks its last ReLU; one with other names and shapes."""


@dataclass(frozen=True, slots=True, eq=False)
class Maps:
    """As those of `engine.feature_maps`, which imports torch."""

    layer: str
    values: Values
    dead: tuple[int, ...] = ()

    @property
    def means(self) -> Values:
        return cast("Values", self.values.mean(axis=(1, 2)))

    @property
    def peaks(self) -> Values:
        return cast("Values", self.values.max(axis=(1, 2)))

    @property
    def zeros(self) -> Values:
        return cast("Values", (self.values == 0).mean(axis=(1, 2)))


def info(name: str, kind: str, shape: tuple[int, ...], jump: int = 0) -> LayerInfo:
    """A layer; without a `jump` its units see all of the picture."""
    along = Field(3, jump, 0)
    fields = Fields(along, along) if jump else None
    return LayerInfo(name, kind, "", shape, 3 if jump else 0, 9, 9, fields)


FEATURES = (
    info("", "Net", (7,)),
    info("features", "Sequential", (6, 3, 3), 4),
    info("features.0", "Conv2d", (4, 6, 6), 2),
    info("features.1", "ReLU", (4, 6, 6), 2),
    info("features.2", "Conv2d", (6, 3, 3), 4),
    info("features.3", "ReLU", (6, 3, 3), 4),
    info("windows", "Attention", (2, 4, 3, 3)),
    info("pool", "AvgPool2d", (6, 1, 1)),
    info("head", "Linear", (7,)),
)
TRUNK = (
    info("", "Net", (7,)),
    info("trunk", "Sequential", (5, 4, 4), 3),
    info("trunk.0", "Conv2d", (5, 4, 4), 3),
    info("trunk.1", "ReLU", (5, 4, 4), 3),
)


def known_maps() -> Values:
    """Four maps for "features.0": the first silent, each further one stronger, in one unit only.

    That of map c is in row c and column c + 1, and its value is c.
    """
    values = np.zeros((4, 6, 6), np.float32)
    for unit in range(4):
        values[unit, unit, unit + 1] = unit
    return values
