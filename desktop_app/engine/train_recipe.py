"""How a head is trained: the settings as rows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.engine.parameters import Parameter, configure

ROWS = (
    Parameter(
        "epochs",
        "int",
        60,
        low=1,
        high=1000,
        step=10,
        label=QT_TRANSLATE_NOOP("parameters", "Epochs"),
        help=QT_TRANSLATE_NOOP("parameters", "How often every picture is learned from"),
    ),
    Parameter(
        "batch",
        "int",
        64,
        low=1,
        high=4096,
        step=32,
        label=QT_TRANSLATE_NOOP("parameters", "Batch"),
        help=QT_TRANSLATE_NOOP("parameters", "How many pictures each step goes by"),
    ),
    Parameter(
        "rate",
        "float",
        0.003,
        low=0.00001,
        high=10,
        step=0.001,
        label=QT_TRANSLATE_NOOP("parameters", "Rate"),
        help=QT_TRANSLATE_NOOP("parameters", "How far each step goes"),
    ),
    Parameter(
        "decay",
        "float",
        0.1,
        low=0,
        high=10,
        step=0.05,
        label=QT_TRANSLATE_NOOP("parameters", "Weight decay"),
        help=QT_TRANSLATE_NOOP("parameters", "How much large weights shrink, against overfitting"),
    ),
    Parameter(
        "smoothing",
        "float",
        0.0,
        low=0,
        high=0.5,
        step=0.05,
        label=QT_TRANSLATE_NOOP("parameters", "Label smoothing"),
        help=QT_TRANSLATE_NOOP(
            "parameters", "Share of a label that goes to other classes, against overconfidence"
        ),
    ),
    Parameter(
        "share",
        "float",
        0.2,
        low=0.05,
        high=0.5,
        step=0.05,
        label=QT_TRANSLATE_NOOP("parameters", "Kept for validation"),
        help=QT_TRANSLATE_NOOP(
            "parameters", "Share of the pictures that is not learned from, to see how well it went"
        ),
    ),
    Parameter(
        "seed",
        "seed",
        0,
        low=0,
        high=999_999,
        label=QT_TRANSLATE_NOOP("parameters", "Seed"),
        help=QT_TRANSLATE_NOOP("parameters", "Another number divides and shuffles otherwise"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainRecipe:
    """The settings of a training; the rows say what each is and how great it may be."""

    epochs: int
    batch: int
    rate: float
    decay: float
    smoothing: float
    share: float
    seed: int

    def values(self) -> dict[str, object]:
        """Return them by the rows' names."""
        return asdict(self)


def train_recipe(**values: object) -> TrainRecipe:
    """Return the settings with `values` in place of the rows' own.

    Raises `BadParameterError` for a value out of bounds and `ValueError` for an unknown name.
    """
    chosen: dict[str, Any] = configure(ROWS, values)
    return TrainRecipe(**chosen)
