"""The window: menus, the strip, the tabs, notices and the job bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication
from PySide6.QtWidgets import QMainWindow, QMenu, QTabWidget, QVBoxLayout, QWidget

from desktop_app.views import icons, intake
from desktop_app.views.actions import Actions
from desktop_app.views.theme import theme
from desktop_app.views.widgets.action_finder import ActionFinder
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.drop_zone import Curtain
from desktop_app.views.widgets.job_bar import JobBar
from desktop_app.views.widgets.message import Message
from desktop_app.views.widgets.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtGui import (
        QCloseEvent,
        QDragEnterEvent,
        QDragLeaveEvent,
        QDropEvent,
        QPaintEvent,
        QShowEvent,
    )

SIZE = QSize(1280, 800)
LEAST = QSize(900, 600)


class MainWindow(QMainWindow):
    """Passive. `received` carries an `Intake`, `chosen` a submenu's key and the entry's value.

    `learns_from` says whether files that are dropped now would be learned from, not opened.
    `painted` follows once, when the window is on the screen. `close_requested` follows a try to
    close it while `may_close` is off.
    """

    received = Signal(object)
    chosen = Signal(str, str)
    painted = Signal()
    close_requested = Signal()

    def __init__(self) -> None:
        """Build the window without tabs."""
        super().__init__()
        self.may_close = False
        self.learns_from: Callable[[tuple[str, ...]], bool] = _never
        self._was_painted = False
        self.actions_table = Actions(self)
        self.finder = ActionFinder(self.actions_table)
        self.notice = Message()
        self.notice.setObjectName("notice")
        self.job_bar = JobBar()
        self.tabs = QTabWidget()
        self.strip = self._strip()
        self._central = QWidget()
        self._curtain = Curtain(self.tabs)
        self.setWindowTitle("Ideal Cat")
        self.setWindowIcon(icons.program_icon())
        self.setAcceptDrops(True)
        self.setMinimumSize(LEAST)
        self.resize(SIZE)
        self._lay_out()
        self._connect()

    def add_tab(self, page: QWidget, icon: str, title: str) -> None:
        """Append a tab."""
        self.tabs.addTab(page, icons.icon(icon, "text2", "accent"), title)
        self.tabs.tabBar().setTabData(self.tabs.count() - 1, icon)

    def fill_menu(
        self,
        key: str,
        entries: Iterable[tuple[str, str]],
        current: str | None = None,
        notes: Iterable[str] = (),
    ) -> None:
        """Fill a submenu with values and their texts.

        With `current` the entries exclude each other and that one is marked; `notes` are lines
        that can only be read.
        """
        menu = self.actions_table.submenus[key]
        menu.clear()
        for old in menu.findChildren(QActionGroup):
            old.deleteLater()
        group = QActionGroup(menu)
        for value, text in entries:
            action = self._entry(menu, key, value, text)
            if current is not None:
                group.addAction(action)
                action.setCheckable(True)
                action.setChecked(value == current)
        for note in notes:
            menu.addAction(note).setEnabled(False)
        menu.setEnabled(bool(menu.actions()))

    def paste(self) -> None:
        """Take in what the clipboard holds."""
        self.received.emit(intake.take(QGuiApplication.clipboard().mimeData()))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask first, unless closing has been agreed on."""
        event.setAccepted(self.may_close)
        if not self.may_close:
            self.close_requested.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the window is on the screen."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)  # once the picture is really out

    def showEvent(self, event: QShowEvent) -> None:
        """Keep the icons sharp on whichever screen the window is moved to."""
        super().showEvent(event)
        # Or Qt would put its ring on the first chip; and the tab should hear the arrow keys.
        self._focus_tab()
        if not self._was_painted:
            self.windowHandle().screenChanged.connect(theme.changed)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Say what would happen; drags from this very window are left alone."""
        if event.source() is not None:
            return
        offer = intake.offers(event.mimeData())
        if offer.usable:
            event.acceptProposedAction()
            self._invite(offer)
        else:
            event.accept()
            why = self.tr("Pictures, folders and web addresses can be dropped.")
            self._curtain.cover("refused", self.tr("Nothing here can be opened"), why)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Open the curtain again."""
        super().dragLeaveEvent(event)
        self._curtain.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take in what was dropped."""
        self._curtain.hide()
        taken = intake.take(event.mimeData())
        if taken.usable:
            event.acceptProposedAction()
            self.received.emit(taken)

    def _invite(self, offer: intake.Intake) -> None:
        if offer.paths and self.learns_from(offer.paths):
            self._curtain.cover("over folder", self.tr("Let go to learn from this folder"))
        else:
            self._curtain.cover("over", self._invitation(offer))

    def _invitation(self, offer: intake.Intake) -> str:
        if offer.paths:
            return self.tr("Let go to open %Ln item(s)", "", len(offer.paths))
        if offer.bitmap is not None:
            return self.tr("Let go to open this picture")
        return self.tr("Let go to see this address")

    def _entry(self, menu: QMenu, key: str, value: str, text: str) -> QAction:
        action = menu.addAction(text.replace("&", "&&"))  # a single one marks a menu key
        action.setProperty("menu", key)
        action.setProperty("value", value)
        action.triggered.connect(self._on_entry_triggered)
        return action

    def _on_entry_triggered(self) -> None:
        self.chosen.emit(self.sender().property("menu"), self.sender().property("value"))

    def _strip(self) -> Strip:
        opener = button(self.tr("Open…"), "image-plus")
        opener.clicked.connect(self.actions_table["open"].trigger)
        menus = self.actions_table.submenus
        return Strip(self._picture_menu(), menus["networks"], menus["devices"], opener)

    def _picture_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.aboutToShow.connect(icons.fulfil)
        for key in ("open", "open_folder", "paste"):
            menu.addAction(self.actions_table[key])
        menu.addMenu(self.actions_table.submenus["samples"])
        menu.addMenu(self.actions_table.submenus["recent"])
        return menu

    def _lay_out(self) -> None:
        self.actions_table.fill(self.menuBar())
        self._corner = _beside(self.finder)  # the menu bar does not keep it alive
        if self.menuBar().isNativeMenuBar():  # it has no corner
            self.tabs.setCornerWidget(self._corner)
        else:
            self.menuBar().setCornerWidget(self._corner)
        self.tabs.setDocumentMode(True)
        self.tabs.setIconSize(QSize(18, 18))
        self.tabs.tabBar().setExpanding(False)
        self._central.setObjectName("page")
        notices = QVBoxLayout()
        notices.setContentsMargins(16, 0, 16, 0)
        notices.addWidget(self.notice)
        layout = QVBoxLayout(self._central)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.strip)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(notices)
        layout.addWidget(self.job_bar)
        self.setCentralWidget(self._central)

    def _connect(self) -> None:
        self.actions_table["paste"].triggered.connect(self.paste)
        self.actions_table["find"].triggered.connect(self.finder.search)
        self.actions_table["quit"].triggered.connect(self.close)
        theme.changed.connect(self._restyle)
        self.finder.left.connect(self._focus_tab)

    def _focus_tab(self) -> None:
        self.tabs.currentWidget().setFocus()

    def _restyle(self) -> None:
        icons.redress()
        for number in range(self.tabs.count()):
            name = self.tabs.tabBar().tabData(number)
            self.tabs.setTabIcon(number, icons.icon(name, "text2", "accent"))


def _never(paths: tuple[str, ...]) -> bool:
    del paths
    return False


def _beside(part: QWidget) -> QWidget:
    """Give a part the window's margins."""
    result = QWidget()
    layout = QVBoxLayout(result)
    layout.setContentsMargins(16, 4, 16, 4)
    layout.addWidget(part)
    return result
