"""The table of actions, the menus made from it, and the field that finds them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from desktop_app import paths
from desktop_app.views.actions import MENUS, ROWS, SUBMENUS
from desktop_app.views.widgets import drop_zone, job_bar, message
from desktop_app.views.widgets.action_finder import plain
from tests.views import makers

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop_app.views.main_window import MainWindow

WITH_TEXT = [row for row in ROWS if row.text]


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    result = makers.window()
    qtbot.addWidget(result)
    return result


# The table


def test_keys_are_unique() -> None:
    keys = Counter(row.key for row in ROWS if row.key != "-")
    assert [key for key, count in keys.items() if count > 1] == []


def test_shortcuts_are_unique_and_known_to_qt() -> None:
    rows = [row.shortcut for row in ROWS if row.shortcut]
    sequences = [one for row in rows for one in QKeySequence.listFromString(row)]
    assert len(sequences) == sum(len(row.split("; ")) for row in rows)
    assert all(one.toString() for one in sequences)
    assert len({one.toString() for one in sequences}) == len(sequences)


def test_every_row_stands_in_a_menu_and_every_submenu_in_a_row() -> None:
    assert {row.menu for row in ROWS} == set(MENUS)
    assert {row.key[1:] for row in ROWS if row.key.startswith("=")} == set(SUBMENUS)
    assert all(row.text or row.key == "-" or row.key.startswith("=") for row in ROWS)


def test_menu_keys_are_unique_within_a_menu() -> None:
    for menu in MENUS:
        texts = [row.text or SUBMENUS.get(row.key[1:], "") for row in ROWS if row.menu == menu]
        letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
        assert len(letters) == len([text for text in texts if text])
        assert [one for one, count in Counter(letters).items() if count > 1] == [], menu


def test_dialogs_are_announced_by_dots() -> None:
    dotted = {row.key for row in ROWS if row.text.endswith("…")}
    assert dotted == {"open", "open_folder", "export_csv", "export_json", "import", "save_maps"}


def test_icons_exist() -> None:
    names = {row.icon for row in ROWS if row.icon}
    names |= {icon for icon, _ in job_bar.LOOKS.values()} | set(message.ICONS.values())
    names |= {icon for _, _, icon, _ in drop_zone.STATES.values()}
    assert names
    assert [name for name in names if not paths.resource(f"icons/{name}.svg").is_file()] == []


# The menus


def entries(menu: QMenu) -> list[QAction]:
    return [action for action in menu.actions() if not action.isSeparator()]


def test_menus_hold_the_rows_in_order(window: MainWindow) -> None:
    menus = [menu for one in window.menuBar().actions() if isinstance(menu := one.menu(), QMenu)]
    assert len(menus) == len(MENUS)
    for key, menu in zip(MENUS, menus, strict=True):
        rows = [row for row in ROWS if row.menu == key and row.key != "-"]
        found = [action.text() for action in entries(menu)]
        assert found == [row.text or SUBMENUS[row.key[1:]] for row in rows]


def test_shortcuts_work_everywhere_in_the_window(window: MainWindow) -> None:
    for row in WITH_TEXT:
        action = window.actions_table[row.key]
        assert action in window.actions()
        assert action.shortcuts() == QKeySequence.listFromString(row.shortcut)
        assert action.icon().isNull() is not bool(row.icon)


def test_several_are_enabled_and_disabled(window: MainWindow) -> None:
    window.actions_table.enable(("copy_answer", "fit"), on=False)
    assert not window.actions_table["fit"].isEnabled()
    assert window.actions_table["open"].isEnabled()
    window.actions_table.enable(("fit",), on=True)
    assert window.actions_table["fit"].isEnabled()


def test_filled_menu_tells_the_chosen_value(qtbot: QtBot, window: MainWindow) -> None:
    window.fill_menu("theme", [("light", "Light"), ("dark", "Dark")], "dark", ["Only a note"])
    light, dark, note = entries(window.actions_table.submenus["theme"])
    assert [light.isChecked(), dark.isChecked(), note.isEnabled()] == [False, True, False]
    with qtbot.waitSignal(window.chosen) as signal:
        light.trigger()
    assert signal.args == ["theme", "light"]
    assert not dark.isChecked()


def test_filling_again_leaves_nothing_of_before(window: MainWindow) -> None:
    window.fill_menu("recent", [("a", "a"), ("b", "b")])
    window.fill_menu("recent", [("c", "c")])
    assert [one.text() for one in entries(window.actions_table.submenus["recent"])] == ["c"]
    window.fill_menu("recent", [])
    assert not window.actions_table.submenus["recent"].isEnabled()


# The finder


def complete(qtbot: QtBot, window: MainWindow, typed: str) -> list[str]:
    """Type into the finder; what its list shows."""
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    window.actions_table["find"].trigger()
    field = window.finder.field
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClicks(field, typed)
    model = field.completer().completionModel()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def noting(action: QAction) -> list[bool]:
    triggered: list[bool] = []
    action.triggered.connect(lambda: triggered.append(True))
    return triggered


@pytest.mark.parametrize(
    ("typed", "key"), [("actual", "actual"), ("ABOUT", "about"), ("zoom in", "zoom_in")]
)
def test_typing_finds_and_enter_runs(
    qtbot: QtBot, window: MainWindow, typed: str, key: str
) -> None:
    triggered = noting(window.actions_table[key])
    assert plain(window.actions_table[key]) in complete(qtbot, window, typed)
    popup = window.finder.field.completer().popup()
    assert popup is not None
    qtbot.waitUntil(popup.isVisible)
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(triggered) == 1)
    assert window.finder.field.text() == ""
    assert not window.finder.field.hasFocus()


def test_enter_runs_the_first_that_fits(qtbot: QtBot, window: MainWindow) -> None:
    triggered = noting(window.actions_table["clear"])
    complete(qtbot, window, "clear l")
    QTest.keyClick(window.finder.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(triggered) == 1)
    assert window.finder.field.text() == ""
    assert window.tabs.currentWidget().hasFocus()


def test_entries_of_submenus_are_found(qtbot: QtBot, window: MainWindow) -> None:
    window.fill_menu("networks", [("lite1", "EfficientNet-Lite1")], "lite1")
    assert complete(qtbot, window, "lite1") == ["EfficientNet-Lite1"]


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("fit", lambda action: action.setEnabled(False)),
        ("fit", lambda action: action.setText("Something else")),
    ],
)
def test_only_what_can_be_done_is_found(
    qtbot: QtBot, window: MainWindow, key: str, change: Callable[[QAction], None]
) -> None:
    change(window.actions_table[key])
    assert "Fit picture" not in complete(qtbot, window, "fit")


def test_nothing_is_found(qtbot: QtBot, window: MainWindow) -> None:
    assert complete(qtbot, window, "zzzz") == []
