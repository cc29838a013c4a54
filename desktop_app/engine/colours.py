"""Tables of colours for values: perceptually uniform, never a rainbow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.engine.contract import Pixels


def read(file: Path) -> Pixels:
    """Read a table of red, green and blue, 256 x 3, uint8."""
    rows = [line.split("\t") for line in file.read_text(encoding="ascii").splitlines()]
    return np.array(rows, dtype=np.uint8)
