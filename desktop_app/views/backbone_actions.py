"""What can be done with a backbone: one primary button, and quiet ones where they make sense."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop_app.views import catalogue_row, measures
from desktop_app.views.catalogue_row import CANCEL, DOWNLOAD, LOAD
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.fitting_button import FittingButton
from desktop_app.views.widgets.job_bar import THOUSANDTHS
from desktop_app.views.widgets.labels import label

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from desktop_app.views.catalogue_row import Row

WIDE = 580
DELETABLE = ("cached", "partial", "imported")
DOWN, ACROSS = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight


class BackboneActions(QWidget):
    """Passive. Each signal carries the name of the backbone; `acted` what is to be done too.

    `compare_requested` carries "" when comparing is to end.
    """

    acted = Signal(str, str)
    inside_requested = Signal(str)
    compare_requested = Signal(str)
    untrained_requested = Signal(str)
    delete_requested = Signal(str)

    def __init__(self) -> None:
        """Start without a backbone."""
        super().__init__()
        self._row: Row | None = None
        self._detail = label(role="caption", wraps=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self.primary = FittingButton()
        self.inside = button(self.tr("See inside"), "layers")
        self.compare = button(kind="quiet")
        self.untrained = button(self.tr("Load without weights"), kind="quiet")
        self.delete = button(self.tr("Delete from this computer"), kind="quiet")
        self._more = QBoxLayout(ACROSS)
        self._all = QBoxLayout(DOWN)
        self._lay_out()
        self.primary.clicked.connect(self._on_primary_clicked)
        self.inside.clicked.connect(self._on_inside_clicked)
        self.compare.clicked.connect(self._on_compare_clicked)
        self.untrained.clicked.connect(self._on_untrained_clicked)
        self.delete.clicked.connect(self._on_delete_clicked)

    def show_row(self, row: Row) -> None:
        """Offer what can be done with a backbone now."""
        self._row = row
        self._show_progress(row)
        self._show_primary(row)
        ends, starts = self.tr("Compare no longer"), self.tr("Compare with the one in use")
        self.compare.setText(ends if row.compared else starts)
        self.compare.setVisible(row.compared or row.action == LOAD)
        self.untrained.setVisible(row.action == DOWNLOAD)
        self.delete.setVisible(row.shelf.state in DELETABLE)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put all buttons in one line, in two, or below each other, as there is room."""
        super().resizeEvent(event)
        self._arrange()

    def _show_progress(self, row: Row) -> None:
        progress = row.progress
        self._detail.setVisible(progress is not None)
        self._bar.setVisible(progress is not None)
        if progress is not None:
            begun = progress.done or progress.total
            come = catalogue_row.so_far(progress.done, progress.total) if begun else ""
            self._detail.setText(", ".join(filter(None, (come, progress.detail))))
            self._bar.setRange(0, THOUSANDTHS if progress.total else 0)
            self._bar.setValue(round(progress.share * THOUSANDTHS))

    def _show_primary(self, row: Row) -> None:
        kind = "" if row.action == CANCEL else "primary"
        if self.primary.property("kind") != kind:
            self.primary.setProperty("kind", kind)
            self.primary.style().polish(self.primary)
        self.primary.show_texts(*self._texts(row))
        self.primary.setEnabled(bool(row.action))
        self.primary.setToolTip("" if row.action else self.tr("Every tab works with it now."))

    def _texts(self, row: Row) -> tuple[str, ...]:
        """Return what the primary button may say, the longest first."""
        entry = row.shelf.entry
        match row.action:
            case "":
                return (self.tr("In use"),)
            case catalogue_row.CANCEL:
                return (self.tr("Cancel"),)
            case catalogue_row.LOAD:
                texts = self.tr("Load {title}"), self.tr("Load")
            case _ if row.shelf.state == "partial":
                texts = self.tr("Go on with {title}"), self.tr("Go on")
            case _ if entry.bytes:
                texts = self.tr("Download {title}, {size}"), self.tr("Download, {size}")
            case _:
                texts = self.tr("Download {title}"), self.tr("Download")
        size = measures.size(entry.bytes)
        return tuple(text.format(title=entry.title, size=size) for text in texts)

    def _arrange(self) -> None:
        parts = [one for one in (self.compare, self.untrained, self.delete) if not one.isHidden()]
        wanted = sum(part.sizeHint().width() for part in parts)
        self._more.setDirection(ACROSS if wanted <= self.width() else DOWN)
        self._all.setDirection(ACROSS if self.width() >= WIDE else DOWN)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.primary, 1)
        buttons.addWidget(self.inside)
        self._more.setSpacing(0)
        for part in (self.compare, self.untrained, self.delete):
            self._more.addWidget(part)
        self._more.addStretch()
        self._all.setSpacing(6)
        self._all.addLayout(buttons, 1)
        self._all.addLayout(self._more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._detail)
        layout.addWidget(self._bar)
        layout.addLayout(self._all)

    def _on_primary_clicked(self) -> None:
        if self._row is not None and self._row.action:
            self.acted.emit(self._row.shelf.entry.name, self._row.action)

    def _on_inside_clicked(self) -> None:
        self.inside_requested.emit(self._name)

    def _on_compare_clicked(self) -> None:
        ends = self._row is not None and self._row.compared
        self.compare_requested.emit("" if ends else self._name)

    def _on_untrained_clicked(self) -> None:
        self.untrained_requested.emit(self._name)

    def _on_delete_clicked(self) -> None:
        self.delete_requested.emit(self._name)

    @property
    def _name(self) -> str:
        return self._row.shelf.entry.name if self._row is not None else ""
