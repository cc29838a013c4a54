"""How a picture is attacked: the methods and their settings as rows, and what a try led to."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.engine.parameters import Parameter, configure

if TYPE_CHECKING:
    from collections.abc import Mapping

DESCENT, FGSM, PGD, MOMENTUM = "descent", "fgsm", "pgd", "mifgsm"
CW, DEEPFOOL, SMALLEST = "cw", "deepfool", "smallest"
METHODS = (PGD, DESCENT, FGSM, MOMENTUM, CW, DEEPFOOL, SMALLEST)
OPERATION = "attack"
"""What the record of a picture calls it."""

LINF, L2 = "linf", "l2"
LEVELS = 255
"""Steps from black to white in a saved picture; the least change of a value is one of them."""

ROUNDS = {CW: 5, SMALLEST: 8}
"""How often those that search try anew."""

_BUDGETED = frozenset({DESCENT, FGSM, PGD, MOMENTUM})
_MEASURED = _BUDGETED | {SMALLEST}
_STEPPED = frozenset({PGD, MOMENTUM, SMALLEST})

ROWS = (
    Parameter(
        "method",
        "choice",
        PGD,
        choices=METHODS,
        label=QT_TRANSLATE_NOOP("parameters", "Method"),
        help=QT_TRANSLATE_NOOP("parameters", "How a gradient becomes a change"),
    ),
    Parameter(
        "norm",
        "choice",
        LINF,
        choices=(LINF, L2),
        label=QT_TRANSLATE_NOOP("parameters", "Change measured by"),
        help=QT_TRANSLATE_NOOP(
            "parameters", "Its largest value, or its length when all values are taken together"
        ),
        when=("method", _MEASURED),
    ),
    Parameter(
        "epsilon",
        "fraction255",
        2 / LEVELS,
        low=1 / LEVELS,
        high=64 / LEVELS,
        step=1 / LEVELS,
        label=QT_TRANSLATE_NOOP("parameters", "Largest change (ε)"),
        help=QT_TRANSLATE_NOOP("parameters", "By how much a value of a pixel may change"),
        when=("norm", frozenset({LINF})),
    ),
    Parameter(
        "length",
        "float",
        2.0,
        low=0.1,
        high=50,
        step=0.25,
        label=QT_TRANSLATE_NOOP("parameters", "Length (ε)"),
        help=QT_TRANSLATE_NOOP(
            "parameters", "How long the change may be, all values together, white being 1"
        ),
        when=("norm", frozenset({L2})),
    ),
    Parameter(
        "steps",
        "int",
        20,
        low=1,
        high=1000,
        step=10,
        label=QT_TRANSLATE_NOOP("parameters", "Steps"),
        help=QT_TRANSLATE_NOOP("parameters", "How often the picture is changed; in each round"),
        when=("method", frozenset(METHODS) - {FGSM}),
    ),
    Parameter(
        "stride",
        "float",
        25.0,
        low=0.1,
        high=100,
        step=5,
        unit="% of ε",
        label=QT_TRANSLATE_NOOP("parameters", "Step size"),
        help=QT_TRANSLATE_NOOP("parameters", "How far each step goes"),
        when=("method", _STEPPED),
    ),
    Parameter(
        "rate",
        "float",
        0.1,
        low=0.001,
        high=1000,
        step=0.05,
        label=QT_TRANSLATE_NOOP("parameters", "Rate"),
        help=QT_TRANSLATE_NOOP("parameters", "How far each step follows the gradient"),
        when=("method", frozenset({DESCENT})),
    ),
    Parameter(
        "margin",
        "float",
        0.0,
        low=0,
        high=50,
        step=1,
        label=QT_TRANSLATE_NOOP("parameters", "Lead"),
        help=QT_TRANSLATE_NOOP(
            "parameters", "How far ahead of all others its score has to be, so that it counts"
        ),
    ),
    Parameter(
        "survive",
        "bool",
        default=False,
        label=QT_TRANSLATE_NOOP("parameters", "Make it survive saving"),
        help=QT_TRANSLATE_NOOP(
            "parameters", "Each step also looks at the picture as a JPEG, which takes twice as long"
        ),
        when=("method", _MEASURED),
    ),
    Parameter(
        "seed",
        "seed",
        0,
        low=0,
        high=999_999,
        label=QT_TRANSLATE_NOOP("parameters", "Seed"),
        help=QT_TRANSLATE_NOOP("parameters", "Another number takes other random choices"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttackRecipe:
    """The settings of an attack; the rows say what each is and how great it may be."""

    method: str
    norm: str
    epsilon: float
    length: float
    steps: int
    stride: float
    rate: float
    margin: float
    survive: bool
    seed: int

    @property
    def radius(self) -> float:
        """How great the change may be, by `measure`, white being 1."""
        return self.length if self.measure == L2 else self.epsilon

    @property
    def measure(self) -> str:
        """By which norm the change is measured."""
        return self.norm if self.method in _MEASURED else L2

    @property
    def is_bounded(self) -> bool:
        """Whether the change is kept to `radius`; the others look for the smallest that works."""
        return self.method in _BUDGETED

    @property
    def total(self) -> int:
        """How many steps are taken at most."""
        return 1 if self.method == FGSM else self.steps * ROUNDS.get(self.method, 1)

    def values(self) -> dict[str, object]:
        """Return them by the rows' names."""
        return asdict(self)


def attack_recipe(values: Mapping[str, object] | None = None, **more: object) -> AttackRecipe:
    """Return the settings with `values` in place of the rows' own.

    Raises `BadParameterError` for a value out of bounds and `ValueError` for an unknown name.
    """
    chosen: dict[str, Any] = configure(ROWS, {**(values or {}), **more})
    return AttackRecipe(**chosen)
