"""Icons from SVG lines, tinted with the theme and drawn again when it changes."""

from __future__ import annotations

from functools import cache
from typing import Protocol
from weakref import WeakKeyDictionary

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from shiboken6 import isValid

from desktop_app import paths
from desktop_app.views.theme import theme

SIZE = 18
"""Width and height of icons on controls, in points."""


class HasIcon(Protocol):
    """A button, action or anything else that shows an icon."""

    def setIcon(self, icon: QIcon, /) -> None:
        """Show `icon`."""


_promised: WeakKeyDictionary[HasIcon, str] = WeakKeyDictionary()
_dressed: WeakKeyDictionary[HasIcon, tuple[str, str, str]] = WeakKeyDictionary()


def dress(target: HasIcon, name: str, role: str = "text2", chosen: str = "") -> None:
    """Give `target` the icon `name` in the colour `role`, now and after each change of theme.

    `chosen` is the colour while a tab or a checkable button is on.
    """
    _dressed[target] = (name, role, chosen or role)
    target.setIcon(icon(name, role, chosen or role))


def promise(target: HasIcon, name: str) -> None:
    """Give `target` an icon when `fulfil` is called: for menus, which nobody sees at the start."""
    _promised[target] = name


def fulfil() -> None:
    """Draw what was promised."""
    for target, name in list(_promised.items()):
        if isValid(target):  # Qt may have destroyed it before Python lets go of it
            dress(target, name)
    _promised.clear()


def redress() -> None:
    """Draw all icons again in the theme's present colours."""
    for target, (name, role, chosen) in list(_dressed.items()):
        if isValid(target):
            target.setIcon(icon(name, role, chosen))


def icon(name: str, role: str = "text2", chosen: str = "") -> QIcon:
    """Return an icon for buttons, menus and tabs, as sharp as the finest screen is."""
    ratio = QGuiApplication.instance().devicePixelRatio()  # type: ignore[union-attr]
    result = QIcon()
    result.addPixmap(pixmap(name, role, SIZE, ratio))
    result.addPixmap(pixmap(name, "disabled", SIZE, ratio), QIcon.Mode.Disabled)
    if chosen and chosen != role:
        drawn = pixmap(name, chosen, SIZE, ratio)
        result.addPixmap(drawn, QIcon.Mode.Normal, QIcon.State.On)
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


@cache
def _source(name: str) -> str:
    return paths.resource(f"icons/{name}.svg").read_text(encoding="utf-8")


def _drawn(svg: str, size: int, ratio: float) -> QPixmap:
    """Draw an icon, or find it among those drawn last: the same few are asked for all the time."""
    key = f"{size} {ratio} {svg}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    drawn = _rendered(svg, size, ratio)
    QPixmapCache.insert(key, drawn)
    return drawn


def _rendered(svg: str, size: int, ratio: float) -> QPixmap:
    result = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    result.fill(Qt.GlobalColor.transparent)
    result.setDevicePixelRatio(ratio)
    painter = QPainter(result)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return result
