"""Small changes that may undo an attack, and how strong each can be."""

from __future__ import annotations

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.engine.parameters import Parameter

JPEG, BLUR, BITS, SHIFT = "jpeg", "blur", "bits", "shift"

ROWS = (
    Parameter(
        JPEG,
        "int",
        75,
        low=10,
        high=95,
        step=5,
        label=QT_TRANSLATE_NOOP("parameters", "JPEG"),
        help=QT_TRANSLATE_NOOP("parameters", "Quality; the lower, the more details go"),
    ),
    Parameter(
        BLUR,
        "float",
        1.0,
        low=0,
        high=4,
        step=0.1,
        unit="px",
        label=QT_TRANSLATE_NOOP("parameters", "Blur"),
        help=QT_TRANSLATE_NOOP("parameters", "How far each pixel spreads"),
    ),
    Parameter(
        BITS,
        "int",
        5,
        low=1,
        high=8,
        step=1,
        unit="bits",
        label=QT_TRANSLATE_NOOP("parameters", "Bits"),
        help=QT_TRANSLATE_NOOP("parameters", "With how many bits each colour is written"),
    ),
    Parameter(
        SHIFT,
        "int",
        2,
        low=0,
        high=16,
        step=1,
        unit="px",
        label=QT_TRANSLATE_NOOP("parameters", "Shift"),
        help=QT_TRANSLATE_NOOP("parameters", "How far it is moved, aside and down"),
    ),
)
"""In which direction strength grows: a JPEG's quality and the bits fall, the others rise."""
