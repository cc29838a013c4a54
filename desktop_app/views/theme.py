"""Palette, type and style sheet: the one place that every tab takes its looks from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from desktop_app import paths
from desktop_app.views import palette

if TYPE_CHECKING:
    from pathlib import Path

RATIOS = {"display": 1.75, "title": 1.3, "heading": 1, "body": 1, "caption": 0.92, "fine": 0.85}
"""Font sizes by role, as shares of the application's font."""

BODY_PX = 13
MODES = ("system", "light", "dark")

_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.AlternateBase: "sunken",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.PlaceholderText: "text3",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "onAccent",
    QPalette.ColorRole.Link: "accentText",
    QPalette.ColorRole.ToolTipBase: "text",
    QPalette.ColorRole.ToolTipText: "window",
    QPalette.ColorRole.Mid: "edge",
    QPalette.ColorRole.Midlight: "line",
}
_TEXT_ROLES = tuple(role for role, name in _ROLES.items() if name == "text")
BOLD = ("display", "title", "heading")
NAMES = ("display", "title")
"""Roles that name things."""


class Theme(QObject):
    """The looks in force. `changed` follows once everything has been restyled."""

    changed = Signal()

    def __init__(self) -> None:
        """Start light, without touching the application."""
        super().__init__()
        self.mode = "system"
        self.colours = palette.LIGHT
        self.body_px = BODY_PX

    def start(self, application: QApplication, mode: str) -> None:
        """Set style, fonts and colours, and follow the system from now on."""
        application.setStyle(QStyleFactory.create("Fusion"))
        self.body_px = max(BODY_PX, QFontInfo(application.font()).pixelSize())
        _load_fonts()
        application.setFont(self.font("body"))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self.set_mode(mode)

    def set_mode(self, mode: str) -> None:
        """Choose "light", "dark" or "system"; a system that does not say counts as light."""
        self.mode = mode
        scheme = QGuiApplication.styleHints().colorScheme()
        dark = mode == "dark" or (mode == "system" and scheme is Qt.ColorScheme.Dark)
        self.colours = palette.DARK if dark else palette.LIGHT
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setPalette(self._palette())
            application.setStyleSheet(self.style_sheet())
        self.changed.emit()

    @property
    def is_dark(self) -> bool:
        """Whether the dark colours are in force."""
        return self.colours is palette.DARK

    def colour(self, role: str) -> QColor:
        """Return the colour of a role of `palette`."""
        return QColor(self.colours[role])

    def font(self, role: str) -> QFont:
        """Return the font of a role of `RATIOS`, with tabular figures where numbers may change.

        In names they would only widen the hyphen.
        """
        font = QFont(["Inter", "Vazirmatn", QFont().defaultFamily()])
        font.setPixelSize(self.size(role))
        font.setWeight(QFont.Weight.DemiBold if role in BOLD else QFont.Weight.Normal)
        if role not in NAMES:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def mono(self, role: str) -> QFont:
        """Return the font for identifiers at the size of `role`."""
        font = QFont(["JetBrains Mono", "monospace"])
        font.setPixelSize(self.size(role))
        return font

    def size(self, role: str) -> int:
        """Return the pixel size of a role of `RATIOS`."""
        return round(self.body_px * RATIOS[role])

    def scaled(self, length: int) -> int:
        """Return a length drawn for the usual font, made to fit the one in force."""
        return round(length * self.body_px / BODY_PX)

    def style_sheet(self) -> str:
        """Fill the template with the colours and sizes in force."""
        template = paths.resource("style/window.qss").read_text(encoding="utf-8")
        sized = re.sub(r"@(\w+)", lambda found: f"{self.size(found[1])}px", template)
        # With slashes: a style sheet takes the backslashes of Windows for something else.
        arrows = _arrow_folder(self.is_dark).as_posix()
        filled = {**self.colours, "icons": arrows}
        return re.sub(r"\$(\w+)", lambda found: filled[found[1]], sized)

    def _palette(self) -> QPalette:
        result = QPalette()
        for role, name in _ROLES.items():
            result.setColor(role, self.colour(name))
        for role in _TEXT_ROLES:
            result.setColor(QPalette.ColorGroup.Disabled, role, self.colour("disabled"))
        return result

    def _on_system_changed(self) -> None:
        if self.mode == "system":
            self.set_mode("system")


theme = Theme()


def _load_fonts() -> None:
    for file in sorted(paths.resource("fonts").iterdir()):
        if file.suffix in (".ttf", ".otf"):
            QFontDatabase.addApplicationFont(str(file))


def _arrow_folder(dark: bool) -> Path:
    # A style sheet takes files only, and cannot tint them.
    return paths.resource("style/dark" if dark else "style/light")
