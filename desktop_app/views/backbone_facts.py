"""The figures of a backbone, one a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QStyle, QVBoxLayout, QWidget

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.views import catalogue_row, measures, wording
from desktop_app.views.theme import theme
from desktop_app.views.widgets.labels import ElidedLabel, label

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from desktop_app.views.catalogue_row import Row

WORK, SEES, RIGHT, FILE, LICENCE, TRAINED = (
    QT_TRANSLATE_NOOP("facts", "Parameters, work"),
    QT_TRANSLATE_NOOP("facts", "Sees"),
    QT_TRANSLATE_NOOP("facts", "Right with one guess, with five"),
    QT_TRANSLATE_NOOP("facts", "File"),
    QT_TRANSLATE_NOOP("facts", "Licence"),
    QT_TRANSLATE_NOOP("facts", "Trained on"),
)
PLACES = {
    "bundled": QT_TRANSLATE_NOOP("facts", "{size}, comes with this program"),
    "cached": QT_TRANSLATE_NOOP("facts", "{size}, on this computer"),
    "imported": QT_TRANSLATE_NOOP("facts", "{size}, imported"),
    "partial": QT_TRANSLATE_NOOP("facts", "{so_far} are here"),
    "online": QT_TRANSLATE_NOOP("facts", "{size}, not on this computer"),
    "untrained": QT_TRANSLATE_NOOP("facts", "none was ever published"),
}


class Facts(QWidget):
    """Names leading, figures trailing; lines of which nothing is known are left out."""

    def __init__(self) -> None:
        """Start without figures."""
        super().__init__()
        self._lines: dict[str, tuple[QWidget, ElidedLabel]] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for fact in (WORK, SEES, RIGHT, FILE, LICENCE, TRAINED):
            self._lines[fact] = _line(wording.translate("facts", fact))
            layout.addWidget(self._lines[fact][0])
        layout.addStretch()

    def show_row(self, row: Row, trained_on: str) -> None:
        """Show the figures of a backbone; `trained_on` is marked for translation."""
        figures = {
            WORK: _work(row),
            SEES: _sees(row),
            RIGHT: _right(row),
            FILE: _file(row),
            LICENCE: row.shelf.entry.licence,
            TRAINED: wording.translate("families", trained_on) if trained_on else "",
        }
        for fact, figure in figures.items():
            line, shown = self._lines[fact]
            shown.setText(figure)
            line.setVisible(bool(figure))

    def texts(self) -> dict[str, str]:
        """Return the figures by fact, without those left out."""
        return {fact: shown.text() for fact, (_, shown) in self._lines.items() if shown.text()}


class _Figure(ElidedLabel):
    """A figure at the trailing side that keeps numbers and units in their order."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much of the text as fits."""
        del event
        painter = QPainter(self)
        painter.setPen(theme.colour("text2"))
        around = self.layoutDirection()
        painter.setLayoutDirection(catalogue_row.direction(self.text(), around))
        side = QStyle.visualAlignment(around, Qt.AlignmentFlag.AlignRight)
        mode = Qt.TextElideMode.ElideMiddle
        shown = self.fontMetrics().elidedText(self.text(), mode, self.width())
        painter.drawText(self.rect(), int(side | Qt.AlignmentFlag.AlignVCenter), shown)


def _line(name: str) -> tuple[QWidget, ElidedLabel]:
    figure = _Figure("caption")
    result = QWidget()
    layout = QHBoxLayout(result)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(12)
    layout.addWidget(label(name, "caption"))
    layout.addWidget(figure, 1)
    return result, figure


def _work(row: Row) -> str:
    entry = row.shelf.entry
    parts = [catalogue_row.millions(entry.parameters)]
    if entry.gmacs:
        work = wording.translate("facts", "{n} GMACs")
        parts.append(work.format(n=wording.number(entry.gmacs, 2)))
    return ", ".join(filter(None, parts))


def _sees(row: Row) -> str:
    rule = row.shelf.entry.input
    if rule is None:
        return ""
    text = wording.translate("facts", "{extent} pixels")
    return text.format(extent=measures.extent((rule.size, rule.size)))


def _right(row: Row) -> str:
    entry = row.shelf.entry
    if entry.top1 is None or entry.top5 is None:
        return catalogue_row.share(entry.top1)
    return f"{catalogue_row.share(entry.top1)}, {catalogue_row.share(entry.top5)}"


def _file(row: Row) -> str:
    shelf = row.shelf
    if not shelf.entry.bytes and shelf.state != "untrained":
        return ""
    so_far = catalogue_row.so_far(shelf.have, shelf.entry.bytes)
    text = wording.translate("facts", PLACES[shelf.state])
    return text.format(size=measures.size(shelf.entry.bytes), so_far=so_far)
