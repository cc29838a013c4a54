"""Where words go beside the dots of a plot, so that none is in another's way. Geometry only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QLineF, QPointF, QSizeF

GAP = 4
STEPS = 40


def around(middle: QPointF, radius: float) -> QRectF:
    """Return the square around a dot."""
    return QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)


def beside(middle: QPointF, radius: float, size: QSizeF) -> list[QRectF]:
    """Return places for words of `size` beside a dot, the best first."""
    x, y, width, height = middle.x(), middle.y(), size.width(), size.height()
    right, left = x + radius * 0.8 + GAP, x - radius * 0.8 - GAP - width
    above, below = y - radius * 0.6 - height, y + radius * 0.6
    corners = (
        (right, above),
        (x + radius + 2 * GAP, y - height / 2),
        (x - width / 2, y - radius - GAP - height),
        (x - GAP, y - radius - GAP - height),
        (right, below),
        (x - width / 2, y + radius + GAP),
        (left, below),
        (left, above),
    )
    return [QRectF(*corner, width, height) for corner in corners]


def arrange(
    choices: Sequence[Sequence[QRectF]],
    *,
    area: QRectF,
    taken: Sequence[QRectF],
    lines: Sequence[QLineF],
) -> list[QRectF]:
    """Return for each label the first of its choices at which none is in another's way.

    They stay in `area`, off what is `taken` and, if that can be, off `lines`. Where there is no
    room at all they get their first choices.
    """
    for avoided in (lines, ()):
        found = _arranged(choices, area, taken, avoided)
        if found is not None:
            return found
    return [places[0] for places in choices]


def _arranged(
    choices: Sequence[Sequence[QRectF]],
    area: QRectF,
    taken: Sequence[QRectF],
    lines: Sequence[QLineF],
) -> list[QRectF] | None:
    if not choices:
        return []
    for place in choices[0]:
        if area.contains(place) and _is_free(place, taken, lines):
            rest = _arranged(choices[1:], area, (*taken, place), lines)
            if rest is not None:
                return [place, *rest]
    return None


def _is_free(place: QRectF, taken: Sequence[QRectF], lines: Sequence[QLineF]) -> bool:
    clear = not any(place.intersects(other) for other in taken)
    return clear and not any(_crosses(line, place) for line in lines)


def _crosses(line: QLineF, place: QRectF) -> bool:
    return any(place.contains(line.pointAt(step / STEPS)) for step in range(STEPS + 1))
