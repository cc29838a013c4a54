"""How an ideal picture is made: the settings as rows, and three well-tried sets of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.engine.parameters import Parameter, configure

if TYPE_CHECKING:
    from collections.abc import Mapping

FOURIER, PIXELS = "fourier", "pixels"
ADAM, DESCENT = "adam", "descent"
NATURAL, LESSON, FAST = "natural", "lesson", "fast"

ROWS = (
    Parameter(
        "parametrisation",
        "choice",
        FOURIER,
        choices=(FOURIER, PIXELS),
        label=QT_TRANSLATE_NOOP("parameters", "Made of"),
        help=QT_TRANSLATE_NOOP(
            "parameters", "Waves of unmixed colours, as in natural pictures, or single pixels"
        ),
    ),
    Parameter(
        "size",
        "int",
        224,
        low=64,
        high=512,
        step=32,
        unit="px",
        label=QT_TRANSLATE_NOOP("parameters", "Size"),
        help=QT_TRANSLATE_NOOP("parameters", "Side of the picture"),
    ),
    Parameter(
        "steps",
        "int",
        256,
        low=1,
        high=5000,
        step=64,
        label=QT_TRANSLATE_NOOP("parameters", "Steps"),
        help=QT_TRANSLATE_NOOP("parameters", "How often the picture is changed"),
    ),
    Parameter(
        "seed",
        "seed",
        0,
        low=0,
        high=999_999,
        label=QT_TRANSLATE_NOOP("parameters", "Noise seed"),
        help=QT_TRANSLATE_NOOP(
            "parameters", "Another number begins with other noise; the same gives the same picture"
        ),
    ),
    Parameter(
        "optimiser",
        "choice",
        ADAM,
        choices=(ADAM, DESCENT),
        label=QT_TRANSLATE_NOOP("parameters", "Optimiser"),
        help=QT_TRANSLATE_NOOP(
            "parameters", "Adam gives every part a pace of its own; descent follows the gradient"
        ),
    ),
    Parameter(
        "rate",
        "float",
        0.07,
        low=0.001,
        high=100,
        step=0.01,
        label=QT_TRANSLATE_NOOP("parameters", "Rate"),
        help=QT_TRANSLATE_NOOP("parameters", "How far each step goes"),
    ),
    Parameter(
        "slowing",
        "bool",
        default=True,
        label=QT_TRANSLATE_NOOP("parameters", "Slows down"),
        help=QT_TRANSLATE_NOOP("parameters", "The rate falls from step to step, along a cosine"),
    ),
    Parameter(
        "certainty",
        "float",
        2.0,
        low=0,
        high=100,
        step=1,
        label=QT_TRANSLATE_NOOP("parameters", "Certainty"),
        help=QT_TRANSLATE_NOOP(
            "parameters", "How much it counts that the network sees this class and no other"
        ),
    ),
    Parameter(
        "variation",
        "float",
        0.0,
        low=0,
        high=1000,
        step=50,
        label=QT_TRANSLATE_NOOP("parameters", "Variation loss"),
        help=QT_TRANSLATE_NOOP("parameters", "How much neighbours that differ count against it"),
    ),
    Parameter(
        "weight",
        "float",
        0.0,
        low=0,
        high=1000,
        step=50,
        label=QT_TRANSLATE_NOOP("parameters", "L2"),
        help=QT_TRANSLATE_NOOP("parameters", "How much it counts against it to differ from grey"),
    ),
    Parameter(
        "rotation",
        "float",
        15.0,
        low=0,
        high=180,
        step=5,
        unit="°",
        label=QT_TRANSLATE_NOOP("parameters", "Turned by"),
        help=QT_TRANSLATE_NOOP("parameters", "It is shown turned at random, by so much at most"),
    ),
    Parameter(
        "scale",
        "float",
        2.0,
        low=1,
        high=4,
        step=0.25,
        unit="×",
        label=QT_TRANSLATE_NOOP("parameters", "Enlarged"),
        help=QT_TRANSLATE_NOOP("parameters", "It is shown enlarged at random, so much at most"),
    ),
    Parameter(
        "jitter",
        "float",
        20.0,
        low=0,
        high=50,
        step=5,
        unit="%",
        label=QT_TRANSLATE_NOOP("parameters", "Shifted by"),
        help=QT_TRANSLATE_NOOP("parameters", "It is shown shifted at random, by so much at most"),
    ),
    Parameter(
        "mirror",
        "bool",
        default=True,
        label=QT_TRANSLATE_NOOP("parameters", "Mirrored"),
        help=QT_TRANSLATE_NOOP("parameters", "It is shown mirrored half of the time"),
    ),
    Parameter(
        "blur",
        "float",
        0.0,
        low=0,
        high=4,
        step=0.25,
        unit="px",
        label=QT_TRANSLATE_NOOP("parameters", "Blurred"),
        help=QT_TRANSLATE_NOOP("parameters", "It is shown blurred at random, so much at most"),
    ),
    Parameter(
        "views",
        "float",
        1.5,
        low=1,
        high=8,
        step=0.5,
        label=QT_TRANSLATE_NOOP("parameters", "Looks a step"),
        help=QT_TRANSLATE_NOOP("parameters", "How many random looks each step goes by, on average"),
    ),
)

PRESETS: Mapping[str, Mapping[str, object]] = {
    NATURAL: {},
    LESSON: {
        "parametrisation": PIXELS,
        "optimiser": DESCENT,
        "rate": 0.5,
        "slowing": False,
        "certainty": 0.0,
        "variation": 400.0,
        "rotation": 0.0,
        "scale": 1.0,
        "jitter": 0.0,
        "mirror": False,
        "views": 1.0,
    },
    FAST: {"steps": 96, "size": 160, "views": 1.0},
}
"""What differs from the rows' own values, which are those of the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The settings of a run; the rows say what each is and how great it may be."""

    parametrisation: str
    size: int
    steps: int
    seed: int
    optimiser: str
    rate: float
    slowing: bool
    certainty: float
    variation: float
    weight: float
    rotation: float
    scale: float
    jitter: float
    mirror: bool
    blur: float
    views: float

    def values(self) -> dict[str, object]:
        """Return them by the rows' names."""
        return asdict(self)


def recipe(preset: str = NATURAL, **values: object) -> Recipe:
    """Return a preset's settings, with `values` in place of its own.

    Raises `BadParameterError` for a value out of bounds and `ValueError` for an unknown name.
    """
    if preset not in PRESETS:
        raise ValueError(f"no preset called {preset!r}")
    chosen: dict[str, Any] = configure(ROWS, {**PRESETS[preset], **values})
    return Recipe(**chosen)
