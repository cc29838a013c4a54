"""Tables of colours for values: perceptually uniform, never a rainbow; the same in both themes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage, qRgb

from desktop_app import paths
from desktop_app.engine.contract import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from desktop_app.engine.seen import Grey

RAMPS = {
    "magma": QT_TRANSLATE_NOOP("ramps", "Magma"),
    "viridis": QT_TRANSLATE_NOOP("ramps", "Viridis"),
    "cividis": QT_TRANSLATE_NOOP("ramps", "Cividis"),
    "grey": QT_TRANSLATE_NOOP("ramps", "Grey"),
}
"""Those that a person can choose from."""

CHANGE = "change"
"""For values with signs: blue below 0, light grey at 0, brown above."""


@cache
def table(name: str) -> list[int]:
    """Return the 256 colours of a ramp."""
    lines = paths.resource(f"colours/{name}.tsv").read_text(encoding="ascii").splitlines()
    return [qRgb(*map(int, line.split("\t"))) for line in lines]


def image(values: Grey, ramp: str) -> QImage:
    """Return H x W numbers, C-contiguous, in the colours of a ramp; it shares their memory."""
    height, width = values.shape
    result = QImage(values.data, width, height, values.strides[0], QImage.Format.Format_Indexed8)
    result.setColorTable(table(ramp))
    return result
