"""Icons from SVG lines, tinted with the theme and drawn again when it changes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Protocol
from weakref import WeakKeyDictionary

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop_app import paths
from desktop_app.views.theme import theme

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = (14, 16, 18, 24, 40)
RATIOS = (1, 2, 3)


class HasIcon(Protocol):
    """A button, action or anything else that shows an icon."""

    def setIcon(self, icon: QIcon, /) -> None:
        """Show `icon`."""


_dressed: WeakKeyDictionary[HasIcon, tuple[str, str, str]] = WeakKeyDictionary()


def dress(target: HasIcon, name: str, role: str = "text2", chosen: str = "") -> None:
    """Give `target` the icon `name` in the colour `role`, now and after each change of theme.

    `chosen` is the colour while a tab or a checkable button is on.
    """
    _dressed[target] = (name, role, chosen or role)
    target.setIcon(icon(name, role, chosen or role))


def redress() -> None:
    """Draw all icons again in the theme's present colours."""
    for target, (name, role, chosen) in list(_dressed.items()):
        target.setIcon(icon(name, role, chosen))


def icon(name: str, role: str = "text2", chosen: str = "") -> QIcon:
    """Return an icon that is sharp at all of `SIZES` up to three pixels a point."""
    result = QIcon()
    states = ((QIcon.State.Off, role), (QIcon.State.On, chosen or role))
    for state, colour in states:
        for drawn in _pixmaps(name, colour):
            result.addPixmap(drawn, QIcon.Mode.Normal, state)
        for drawn in _pixmaps(name, "disabled"):
            result.addPixmap(drawn, QIcon.Mode.Disabled, state)
    return result


def pixmap(name: str, role: str, size: int, ratio: float = 1) -> QPixmap:
    """Draw the icon `name` in the colour `role`, `size` points wide, `ratio` pixels a point."""
    return _drawn(_source(name).replace("currentColor", theme.colours[role]), size, ratio)


def program_icon() -> QIcon:
    """Return the program's own icon; below 48 points the face fills the square."""
    result = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        name = "app/ideal-cat-small" if size <= 48 else "app/ideal-cat"
        result.addPixmap(_drawn(_source(name), size, 1))
    return result


def _pixmaps(name: str, role: str) -> Iterator[QPixmap]:
    for size in (16, 18):
        for ratio in RATIOS:
            yield pixmap(name, role, size, ratio)


@cache
def _source(name: str) -> str:
    return paths.resource(f"icons/{name}.svg").read_text(encoding="utf-8")


def _drawn(svg: str, size: int, ratio: float) -> QPixmap:
    result = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    result.fill(Qt.GlobalColor.transparent)
    result.setDevicePixelRatio(ratio)
    painter = QPainter(result)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return result
