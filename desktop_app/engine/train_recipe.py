"""How a network learns a person's own classes: the settings as rows, and proven sets of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.engine.parameters import Parameter, configure

if TYPE_CHECKING:
    from collections.abc import Mapping

HEAD, FINETUNE, FULL = "head", "finetune", "full"
MODES = (HEAD, FINETUNE, FULL)
"""What learns: a new last layer, the last blocks with it, or everything."""

ADAMW, SGD = "adamw", "sgd"
COSINE, STAIRS, CONSTANT = "cosine", "stairs", "constant"

_DEEP = ("mode", frozenset({FINETUNE, FULL}))

ROWS = (
    Parameter(
        "mode",
        "choice",
        HEAD,
        choices=MODES,
        label=QT_TRANSLATE_NOOP("parameters", "What learns"),
        help=QT_TRANSLATE_NOOP("parameters", "How much of the network changes"),
    ),
    Parameter(
        "blocks",
        "int",
        2,
        low=1,
        high=100,
        label=QT_TRANSLATE_NOOP("parameters", "Last blocks"),
        help=QT_TRANSLATE_NOOP("parameters", "How many blocks before the last layer learn too"),
        when=("mode", frozenset({FINETUNE})),
    ),
    Parameter(
        "hidden",
        "int",
        0,
        low=0,
        high=4096,
        step=128,
        label=QT_TRANSLATE_NOOP("parameters", "Hidden layer"),
        help=QT_TRANSLATE_NOOP(
            "parameters", "Units of a layer before the new last one; 0 for none"
        ),
    ),
    Parameter(
        "dropout",
        "float",
        0.0,
        low=0,
        high=0.9,
        step=0.1,
        label=QT_TRANSLATE_NOOP("parameters", "Dropout"),
        help=QT_TRANSLATE_NOOP(
            "parameters",
            "Share of what the last layer sees that is hidden in each step, so that it leans on "
            "nothing alone",
        ),
    ),
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
        "optimiser",
        "choice",
        ADAMW,
        choices=(ADAMW, SGD),
        label=QT_TRANSLATE_NOOP("parameters", "Optimiser"),
        help=QT_TRANSLATE_NOOP("parameters", "How a gradient becomes a step"),
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
        "schedule",
        "choice",
        COSINE,
        choices=(COSINE, STAIRS, CONSTANT),
        label=QT_TRANSLATE_NOOP("parameters", "Schedule"),
        help=QT_TRANSLATE_NOOP("parameters", "How the rate changes on the way"),
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
        "flip",
        "bool",
        default=False,
        label=QT_TRANSLATE_NOOP("parameters", "Mirror"),
        help=QT_TRANSLATE_NOOP("parameters", "Every other picture is seen mirrored"),
        when=_DEEP,
    ),
    Parameter(
        "zoom",
        "bool",
        default=False,
        label=QT_TRANSLATE_NOOP("parameters", "Cut out"),
        help=QT_TRANSLATE_NOOP("parameters", "Another part of the picture is seen each time"),
        when=_DEEP,
    ),
    Parameter(
        "tilt",
        "bool",
        default=False,
        label=QT_TRANSLATE_NOOP("parameters", "Tilt"),
        help=QT_TRANSLATE_NOOP("parameters", "Turned a little to either side"),
        when=_DEEP,
    ),
    Parameter(
        "colours",
        "bool",
        default=False,
        label=QT_TRANSLATE_NOOP("parameters", "Colours"),
        help=QT_TRANSLATE_NOOP("parameters", "A little brighter, paler or of another tint"),
        when=_DEEP,
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

QUICK, CAREFUL, EVERYTHING = "quick", "careful", "everything"
_VARIED = {"flip": True, "zoom": True, "tilt": True, "colours": True}
PRESETS: Mapping[str, Mapping[str, object]] = {
    QUICK: {},
    CAREFUL: {
        "mode": FINETUNE,
        "epochs": 8,
        "batch": 16,
        "rate": 0.0003,
        "decay": 0.05,
        "smoothing": 0.1,
        "dropout": 0.2,
        **_VARIED,
    },
    EVERYTHING: {
        "mode": FULL,
        "epochs": 40,
        "batch": 32,
        "rate": 0.0005,
        "decay": 0.05,
        "smoothing": 0.1,
        "dropout": 0.2,
        **_VARIED,
    },
}
"""What differs from the rows' own values."""

OF_MODES = {HEAD: QUICK, FINETUNE: CAREFUL, FULL: EVERYTHING}
"""The preset that each mode begins with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainRecipe:
    """The settings of a training; the rows say what each is and how great it may be."""

    mode: str
    blocks: int
    hidden: int
    dropout: float
    epochs: int
    batch: int
    optimiser: str
    rate: float
    schedule: str
    decay: float
    smoothing: float
    flip: bool
    zoom: bool
    tilt: bool
    colours: bool
    share: float
    seed: int

    def values(self) -> dict[str, object]:
        """Return them by the rows' names."""
        return asdict(self)


def train_recipe(preset: str = QUICK, /, **values: object) -> TrainRecipe:
    """Return the settings of a preset with `values` in place of its own.

    Raises `BadParameterError` for a value out of bounds and `ValueError` for an unknown name.
    """
    chosen: dict[str, Any] = configure(ROWS, {**PRESETS[preset], **values})
    return TrainRecipe(**chosen)
