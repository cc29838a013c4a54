"""The layers of a network as rows below each other: names, shapes and numbers in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.engine.structure import WHOLE
from desktop_app.views import measures, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.engine.structure import LayerInfo

LAYER = Qt.ItemDataRole.UserRole
SEARCHED = LAYER + 1

COLUMNS = (
    (QT_TRANSLATE_NOOP("layers", "Layer"), QT_TRANSLATE_NOOP("layers", "Its name and its class")),
    (
        QT_TRANSLATE_NOOP("layers", "Output"),
        QT_TRANSLATE_NOOP("layers", "Feature maps × their height × their width"),
    ),
    (
        QT_TRANSLATE_NOOP("layers", "Parameters"),
        QT_TRANSLATE_NOOP("layers", "Numbers that it has learned, with all that is inside it"),
    ),
    (
        QT_TRANSLATE_NOOP("layers", "Receptive field"),
        QT_TRANSLATE_NOOP("layers", "Pixels of the input that one value of its output depends on"),
    ),
    (
        QT_TRANSLATE_NOOP("layers", "MACs"),
        QT_TRANSLATE_NOOP("layers", "Millions of multiply-adds for one picture, all inside it too"),
    ),
)
"""Headings and what they mean."""


class LayerModel(QStandardItemModel):
    """Rows nest as the dots in the layers' names say; the network itself has no row."""

    def __init__(self, *, brief: bool = False) -> None:
        """Start empty; a `brief` one has the columns for names and outputs alone."""
        super().__init__()
        self._brief = brief
        self._items: dict[str, QStandardItem] = {}
        self._set_headings()

    def show_layers(self, layers: Sequence[LayerInfo]) -> None:
        """Show `layers`, parents before their children."""
        self.removeRows(0, self.rowCount())
        self._items = {}
        tops = []
        for layer in layers:
            if layer.name:
                holder = self._holder(layer.name)
                row = self._row(layer, layer.name.removeprefix(f"{holder}."))
                self._items[layer.name] = row[0]
                if holder:
                    self._items[holder].appendRow(row)
                else:
                    tops.append(row)
        for row in tops:  # last, since views hear of these alone
            self.appendRow(row)

    def place(self, name: str) -> QModelIndex:
        """Return where the layer called `name` is; invalid if there is no such layer."""
        item = self._items.get(name)
        return item.index() if item else QModelIndex()

    def texts(self) -> list[list[str]]:
        """Return what each column says in all its rows."""
        rows = [self._words(item.data(LAYER)) for item in self._items.values()]
        return [list(column) for column in zip(*rows, strict=True)]

    def _words(self, layer: LayerInfo) -> list[str]:
        whole = words(layer)
        return [whole[0], measures.brief_extent(layer.shown)] if self._brief else whole

    def _row(self, layer: LayerInfo, name: str) -> list[QStandardItem]:
        row = [QStandardItem(text) for text in (name, *self._words(layer)[1:])]
        whole = words(layer)
        for column, item in enumerate(row):
            item.setEditable(False)
            item.setTextAlignment(_side(column))
            item.setToolTip(_summary(whole))
        first = row[0]
        first.setData(layer, LAYER)
        first.setData(searchable(whole[0]), SEARCHED)
        first.setAccessibleText(f"{name}, {kind(layer)}")
        return row

    def _holder(self, name: str) -> str:
        """Return the nearest layer that contains the one called `name`, "" for the network."""
        while name := name.rpartition(".")[0]:
            if name in self._items:
                break
        return name

    def _set_headings(self) -> None:
        for column, (heading, meaning) in enumerate(COLUMNS[: 2 if self._brief else None]):
            item = QStandardItem(wording.translate("layers", heading))
            item.setToolTip(wording.translate("layers", meaning))
            item.setTextAlignment(_side(column))
            self.setHorizontalHeaderItem(column, item)


def words(layer: LayerInfo) -> list[str]:
    """Return a layer's row: class, output shape, parameters, receptive field, millions of MACs.

    The first has the whole name before the class.
    """
    million = wording.translate("layers", "{n} M")
    return [
        f"{layer.name} {kind(layer)}",
        measures.extent(layer.shape),
        wording.number(layer.parameters),
        _field(layer.field),
        million.format(n=wording.number(layer.macs / measures.MILLION, 1)) if layer.macs else "0",
    ]


def kind(layer: LayerInfo) -> str:
    """Return a layer's class and what matters of it."""
    return f"{layer.kind} {layer.detail}".strip()


def _summary(texts: list[str]) -> str:
    """Return a whole row as lines: some of its columns may be folded away."""
    headings = [wording.translate("layers", heading) for heading, _ in COLUMNS]
    named = zip(headings, texts, strict=True)
    return "\n".join([texts[0], *(f"{name}: {text}" for name, text in list(named)[1:] if text)])


def searchable(text: str) -> str:
    """Let an x be found by a times sign and the other way round."""
    return text.replace("×", "x")


def _field(side: int | None) -> str:
    if side is None:
        return ""
    if side == WHOLE:
        return wording.translate("layers", "whole picture")
    return measures.extent((side, side))


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
