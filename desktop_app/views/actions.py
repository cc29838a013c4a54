"""Everything a person can do from a menu, as a table; the menus are made from it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.views import icons, wording


@dataclass(frozen=True, slots=True)
class Row:
    """One action.

    Attributes:
        key: Its name in the code; "-" is a line between groups, "=KEY" a submenu.
        menu: The menu that it stands in.
        text: As shown, marked for translation; `…` when a dialog follows.
        shortcut: In Qt's spelling; several with semicolons between.
        icon: Name of an icon.
    """

    key: str
    menu: str
    text: str = ""
    shortcut: str = ""
    icon: str = ""


MENUS = {
    "file": QT_TRANSLATE_NOOP("actions", "&File"),
    "edit": QT_TRANSLATE_NOOP("actions", "&Edit"),
    "view": QT_TRANSLATE_NOOP("actions", "&View"),
    "picture": QT_TRANSLATE_NOOP("actions", "&Picture"),
    "network": QT_TRANSLATE_NOOP("actions", "&Network"),
    "help": QT_TRANSLATE_NOOP("actions", "&Help"),
}
SUBMENUS = {
    "samples": QT_TRANSLATE_NOOP("actions", "&Samples"),
    "recent": QT_TRANSLATE_NOOP("actions", "&Recent"),
    "theme": QT_TRANSLATE_NOOP("actions", "&Theme"),
    "networks": QT_TRANSLATE_NOOP("actions", "&Network"),
    "others": QT_TRANSLATE_NOOP("actions", "&Compare with"),
    "devices": QT_TRANSLATE_NOOP("actions", "&Device"),
    "precisions": QT_TRANSLATE_NOOP("actions", "&Precision"),
    "threads": QT_TRANSLATE_NOOP("actions", "&Threads"),
}

ROWS = (
    Row("open", "file", QT_TRANSLATE_NOOP("actions", "&Open pictures…"), "Ctrl+O", "image-plus"),
    Row(
        "open_folder",
        "file",
        QT_TRANSLATE_NOOP("actions", "Open &folder…"),
        "Ctrl+Shift+O",
        "folder-open",
    ),
    Row("=samples", "file"),
    Row("=recent", "file"),
    Row("-", "file"),
    Row(
        "export_csv",
        "file",
        QT_TRANSLATE_NOOP("actions", "Export answers as &CSV…"),
        "Ctrl+E",
        "file-down",
    ),
    Row(
        "export_json",
        "file",
        QT_TRANSLATE_NOOP("actions", "Export answers as &JSON…"),
        "Ctrl+Shift+E",
        "file-down",
    ),
    Row("save_maps", "file", QT_TRANSLATE_NOOP("actions", "Save feature &maps…"), "Ctrl+S", "save"),
    Row("-", "file"),
    Row("quit", "file", QT_TRANSLATE_NOOP("actions", "&Quit"), "Ctrl+Q"),
    Row(
        "paste", "edit", QT_TRANSLATE_NOOP("actions", "&Paste picture"), "Ctrl+V", "clipboard-paste"
    ),
    Row("copy_answer", "edit", QT_TRANSLATE_NOOP("actions", "&Copy answer"), "Ctrl+C", "copy"),
    Row(
        "copy_picture",
        "edit",
        QT_TRANSLATE_NOOP("actions", "Copy p&icture"),
        "Ctrl+Shift+C",
        "image",
    ),
    Row("copy_maps", "edit", QT_TRANSLATE_NOOP("actions", "Copy feature &maps"), "", "grid-3x3"),
    Row("-", "edit"),
    Row("remove", "edit", QT_TRANSLATE_NOOP("actions", "&Remove from list"), "Del; Backspace", "x"),
    Row("clear", "edit", QT_TRANSLATE_NOOP("actions", "Clear &list"), "Ctrl+Shift+Del", "trash-2"),
    Row("undo", "edit", QT_TRANSLATE_NOOP("actions", "&Undo removing"), "Ctrl+Z", "undo-2"),
    Row("-", "edit"),
    Row("find", "edit", QT_TRANSLATE_NOOP("actions", "&Find an action"), "Ctrl+K", "search"),
    Row("zoom_in", "view", QT_TRANSLATE_NOOP("actions", "Zoom &in"), "Ctrl++; Ctrl+=", "zoom-in"),
    Row("zoom_out", "view", QT_TRANSLATE_NOOP("actions", "Zoom &out"), "Ctrl+-", "zoom-out"),
    Row("fit", "view", QT_TRANSLATE_NOOP("actions", "&Fit picture"), "Ctrl+0", "maximize"),
    Row("actual", "view", QT_TRANSLATE_NOOP("actions", "&Actual pixels"), "Ctrl+1", "equal"),
    Row("crop", "view", QT_TRANSLATE_NOOP("actions", "Network’s &crop"), "Ctrl+Shift+N", "crop"),
    Row("-", "view"),
    Row("=theme", "view"),
    Row("next", "picture", QT_TRANSLATE_NOOP("actions", "&Next picture"), "PgDown"),
    Row("previous", "picture", QT_TRANSLATE_NOOP("actions", "&Previous picture"), "PgUp"),
    Row("-", "picture"),
    Row("reveal", "picture", QT_TRANSLATE_NOOP("actions", "&Show in folder"), "Ctrl+R", "folder"),
    Row(
        "retry",
        "picture",
        QT_TRANSLATE_NOOP("actions", "&Try again what failed or is old"),
        "F5",
        "rotate-ccw",
    ),
    Row("=networks", "network"),
    Row("=others", "network"),
    Row(
        "import",
        "network",
        QT_TRANSLATE_NOOP("actions", "&Import weights…"),
        "Ctrl+I",
        "folder-open",
    ),
    Row("-", "network"),
    Row("=devices", "network"),
    Row("=precisions", "network"),
    Row("=threads", "network"),
    Row("log", "help", QT_TRANSLATE_NOOP("actions", "Show the &log’s folder"), "", "folder"),
    Row("about", "help", QT_TRANSLATE_NOOP("actions", "&About Ideal Cat"), "F1", "info"),
)


class Actions:
    """The table's actions by key, and the menus."""

    def __init__(self, window: QWidget) -> None:
        """Make the actions; they belong to `window`, so their shortcuts work everywhere in it."""
        self._actions: dict[str, QAction] = {}
        self.submenus = {
            key: QMenu(wording.translate("actions", text), window) for key, text in SUBMENUS.items()
        }
        for row in ROWS:
            if row.text:
                self._actions[row.key] = _action(row, window)

    def __getitem__(self, key: str) -> QAction:
        """Return the action of `key`."""
        return self._actions[key]

    def all(self) -> list[QAction]:
        """Return every action that can be found by name: those of the table and of the submenus."""
        nested = [action for menu in self.submenus.values() for action in menu.actions()]
        return [*self._actions.values(), *(action for action in nested if action.text())]

    def fill(self, bar: QMenuBar) -> None:
        """Put the menus into `bar`."""
        for key, title in MENUS.items():
            menu = bar.addMenu(wording.translate("actions", title))
            menu.aboutToShow.connect(icons.fulfil)
            for row in ROWS:
                if row.menu == key:
                    self._add(menu, row)

    def enable(self, keys: tuple[str, ...], *, on: bool) -> None:
        """Enable or disable several."""
        for key in keys:
            self._actions[key].setEnabled(on)

    def _add(self, menu: QMenu, row: Row) -> None:
        if row.key == "-":
            menu.addSeparator()
        elif row.key.startswith("="):
            menu.addMenu(self.submenus[row.key[1:]])
        else:
            menu.addAction(self._actions[row.key])


def _action(row: Row, window: QWidget) -> QAction:
    result = QAction(wording.translate("actions", row.text), window)
    result.setShortcuts(QKeySequence.listFromString(row.shortcut))
    if row.icon:
        icons.promise(result, row.icon)
    window.addAction(result)
    return result
