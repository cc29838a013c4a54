"""One mosaic, or two side by side in which the same map is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.views.widgets.labels import ElidedLabel
from desktop_app.views.widgets.mosaic_view import MosaicView

if TYPE_CHECKING:
    from desktop_app.engine.seen import Filters, Sheet


class Mosaics(QWidget):
    """Passive; its signals carry a map's number, as those of a `MosaicView`."""

    chosen = Signal(int)
    opened = Signal(int)
    reshaped = Signal()

    def __init__(self) -> None:
        """Start without maps."""
        super().__init__()
        self.first, self.second = MosaicView(), MosaicView()
        self._names = ElidedLabel("caption"), ElidedLabel("caption")
        self._second = QWidget()
        first = QWidget()
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(12)
        for column, name, view in zip(
            (first, self._second), self._names, self._views(), strict=True
        ):
            inside = QVBoxLayout(column)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.setSpacing(4)
            inside.addWidget(name)
            inside.addWidget(view, 1)
            columns.addWidget(column, 1)
            view.chosen.connect(self._on_chosen)
            view.opened.connect(self.opened)
        self.first.reshaped.connect(self.reshaped)
        self.setFocusProxy(self.first)
        self._show_names("", "")

    @property
    def current(self) -> int:
        """Number of the chosen map, -1 if none is."""
        return self.first.current

    @property
    def ratio(self) -> float:
        """How many times as wide as high the place for one mosaic is."""
        return self.first.ratio

    def show_sheet(self, sheet: Sheet, ramp: str) -> None:
        """Show the maps of one layer."""
        self._show_names("", "")
        self.first.show_sheet(sheet, ramp)

    def show_pair(self, first: tuple[str, Sheet], second: tuple[str, Sheet], ramp: str) -> None:
        """Show the maps of two, each with its name."""
        self._show_names(first[0], second[0])
        for view, (name, sheet) in zip(self._views(), (first, second), strict=True):
            view.show_sheet(sheet, ramp)
            view.setAccessibleName(f"{name}: {view.accessibleName()}")

    def show_filters(self, first: tuple[str, Filters], second: tuple[str, Filters] | None) -> None:
        """Show the filters of one network, or of two side by side."""
        self._show_names(first[0], second[0] if second else "")
        self.first.show_filters(first[1])
        if second:
            self.second.show_filters(second[1])

    def clear(self) -> None:
        """Show nothing."""
        for view in self._views():
            view.clear()

    def choose(self, unit: int) -> None:
        """Ring a map without telling."""
        for view in self._views():
            view.choose(unit)

    def set_ramp(self, ramp: str) -> None:
        """Show the same maps in other colours."""
        for view in self._views():
            view.set_ramp(ramp)

    def texts(self) -> tuple[str, str]:
        """Return the names above both."""
        return self._names[0].text(), self._names[1].text()

    def _views(self) -> tuple[MosaicView, MosaicView]:
        return self.first, self.second

    def _show_names(self, first: str, second: str) -> None:
        for label, name in zip(self._names, (first, second), strict=True):
            label.setText(name)
            label.setVisible(bool(first))
        self._second.setVisible(bool(second))

    def _on_chosen(self, unit: int) -> None:
        self.choose(unit)
        self.chosen.emit(unit)
