"""What can be seen of a widget, as arrays: many times faster than asking pixel by pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QColor, QImage

from desktop_app.views.theme import theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop_app.engine.contract import Pixels


def seen(widget: QWidget) -> Pixels:
    """The pixels of a widget, uint8 H x W x 3."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return rows[:, : image.width(), 2::-1].copy()


def places(widget: QWidget, colour: str | QColor, by: int = 8) -> list[tuple[int, int]]:
    """Where there is something of a role of the palette or of a colour, as x and y."""
    wanted = theme.colour(colour) if isinstance(colour, str) else colour
    parts = np.array([wanted.red(), wanted.green(), wanted.blue()])
    near = np.abs(seen(widget) - parts).max(axis=2) < by
    return [(int(x), int(y)) for y, x in np.argwhere(near)]


def changed(before: Pixels, after: Pixels) -> list[tuple[int, int]]:
    """Where two pictures differ, as x and y."""
    return [(int(x), int(y)) for y, x in np.argwhere((before != after).any(axis=2))]
