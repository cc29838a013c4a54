"""The layers of a network as a tree: to look through, to search, to choose one of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QItemSelection,
    QRect,
    QRegularExpression,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
    QTransform,
)
from PySide6.QtWidgets import (
    QHeaderView,
    QStackedWidget,
    QStyle,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from desktop_app.views import icons
from desktop_app.views.theme import theme
from desktop_app.views.widgets.focus import BY_KEYBOARD
from desktop_app.views.widgets.labels import label
from desktop_app.views.widgets.layer_delegate import NAME, PADDING, LayerDelegate
from desktop_app.views.widgets.layer_model import LAYER, SEARCHED, LayerModel, searchable, words
from desktop_app.views.widgets.search_field import SearchField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QFocusEvent, QMouseEvent, QResizeEvent

    from desktop_app.engine.structure import LayerInfo

    Index = QModelIndex | QPersistentModelIndex

LEAST_NAME = 200
"""Room that names keep, in points; for it the last columns go, one after the other."""

OUTPUT = 1
CHEVRON = 14
INDENT, BRIEF_INDENT = 18, 13
ROUNDING = 2
"""Letters are not whole pixels wide."""


class LayerView(QTreeView):
    """The tree alone: chevrons, rows that can be copied, as many columns as there is room for."""

    def __init__(self, *, brief: bool) -> None:
        """Start empty."""
        super().__init__()
        self._widths: list[int] = []
        self._ringed = False
        self.setItemDelegate(LayerDelegate(self))
        self.setUniformRowHeights(True)
        self.setIndentation(theme.scaled(BRIEF_INDENT if brief else INDENT))
        self.setHeaderHidden(brief)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Layers"))
        self.header().setStretchLastSection(False)
        self.header().setSectionsMovable(False)
        theme.changed.connect(self.viewport().update)

    def measure(self, columns: Sequence[Sequence[str]]) -> None:
        """Give each column room for all of its texts, so that none moves when branches open."""
        header, mode = self.header(), QHeaderView.ResizeMode
        metrics = QFontMetrics(theme.font("body"))
        self._widths = []
        for column, texts in enumerate(columns):
            longest = max(map(metrics.horizontalAdvance, texts)) + 2 * PADDING + ROUNDING
            self._widths.append(max(longest, header.sectionSizeHint(column)))
            header.resizeSection(column, self._widths[-1])
            header.setSectionResizeMode(column, mode.Fixed if column else mode.Stretch)
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the columns that there is room for."""
        super().resizeEvent(event)
        self._fold()

    def event(self, event: QEvent) -> bool:
        """Keep the keys that copy from the window's actions."""
        if event.type() is event.Type.ShortcutOverride and _copies(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the chosen row, tabs between its columns."""
        self._ringed = True
        if not _copies(event):
            super().keyPressEvent(event)
            return
        for index in self.selectionModel().selectedRows():
            QGuiApplication.clipboard().setText("\t".join(words(index.data(LAYER))))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw a ring around the current row for those who come by keyboard."""
        self._ringed = event.reason() in BY_KEYBOARD
        super().focusInEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Need no ring any more."""
        self._ringed = False
        super().mousePressEvent(event)

    def drawRow(self, painter: QPainter, options: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row, with a ring if the keyboard is at it."""
        super().drawRow(painter, options, index)
        if self._ringed and self.hasFocus() and index == self.currentIndex():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRect(options.rect.adjusted(1, 1, -1, -1))

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Draw a chevron in front of what can be opened."""
        if not self.model().hasChildren(index):
            return
        name = "chevron-down" if self.isExpanded(index) else "chevron-right"
        side = theme.scaled(CHEVRON)
        chevron = icons.pixmap(name, "text2", side, self.devicePixelRatioF())
        step = QRect(rect.right() + 1 - self.indentation(), rect.top(), side, rect.height())
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            chevron = chevron.transformed(QTransform.fromScale(-1, 1))
        place = QRect(0, 0, side, side)
        place.moveCenter(QStyle.visualRect(self.layoutDirection(), rect, step).center())
        painter.drawPixmap(place, chevron)

    def _fold(self) -> None:
        left = self.viewport().width() - theme.scaled(LEAST_NAME)
        for column, width in enumerate(self._widths):
            if column > NAME:
                left -= width
                self.setColumnHidden(column, left < 0 and column > OUTPUT)


class LayerTree(QWidget):
    """A search field over the tree. `chosen` carries a layer's name, as torch has it.

    A `brief` one, for a narrow place, has only names and outputs.
    """

    chosen = Signal(str)

    def __init__(self, *, brief: bool = False) -> None:
        """Start empty."""
        super().__init__()
        self._model = LayerModel(brief=brief)
        self._rows = QSortFilterProxyModel(self)
        self._rows.setSourceModel(self._model)
        self._rows.setFilterRole(SEARCHED)
        self._rows.setRecursiveFilteringEnabled(True)
        self.search = SearchField(self.tr("Find a layer"))
        self.view = LayerView(brief=brief)
        self.view.setModel(self._rows)
        self.current = ""
        self._searching = False
        self._none = label(role="body", wraps=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self.search.field.textChanged.connect(self._filter)
        self.search.field.returnPressed.connect(self.view.setFocus)
        self.search.left.connect(self.view.setFocus)
        self.view.selectionModel().selectionChanged.connect(self._on_selection_changed)

    def show_layers(self, layers: Sequence[LayerInfo]) -> None:
        """Show the tree of `layers`, parents before their children; its first level is open."""
        self.current = ""
        self._model.show_layers(layers)
        if layers:
            self.view.measure(self._model.texts())
        self._filter(self.search.field.text())
        self.view.scrollToTop()

    def select(self, name: str) -> None:
        """Choose a layer as a click would, and bring it into sight."""
        if not self._go(name):
            self.search.field.clear()
            self._go(name)

    def _go(self, name: str) -> bool:
        """Choose a layer unless the search hides it; return whether that was done."""
        index = self._rows.mapFromSource(self._model.place(name))
        if index.isValid():
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)
        return index.isValid()

    def _filter(self, text: str) -> None:
        words = map(QRegularExpression.escape, searchable(text).split())
        pattern = QRegularExpression("".join(f"(?=.*{word})" for word in words))
        pattern.setPatternOptions(QRegularExpression.PatternOption.CaseInsensitiveOption)
        self._searching = True  # rows that go are not a choice of those that stay
        self._rows.setFilterRegularExpression(pattern)
        self.view.selectionModel().clear()
        if text.strip():
            self.view.expandAll()
        else:
            self.view.collapseAll()
            self.view.expandToDepth(0)
        self._show_what_is_found(text)
        self._searching = False

    def _show_what_is_found(self, text: str) -> None:
        self._none.setText(self.tr("No layer with ‘{text}’.").format(text=text.strip()))
        found = self._rows.rowCount() > 0 or not text.strip()
        self._pages.setCurrentWidget(self.view if found else self._none)
        self._go(self.current)

    def _on_selection_changed(self, selected: QItemSelection) -> None:
        for index in selected.indexes()[:1]:
            name = index.data(LAYER).name
            if name != self.current and not self._searching:
                self.current = name
                self.chosen.emit(name)

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        self._pages.addWidget(self._none)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        layout.addWidget(self._pages, 1)


def _copies(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Copy)
