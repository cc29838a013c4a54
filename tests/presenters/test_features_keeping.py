"""The Feature maps tab: what is shown there, copied and saved."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QImage

from desktop_app import settings
from desktop_app.engine.contract import Bitmap
from desktop_app.engine.errors import ExportError
from desktop_app.views import dialogs, features_tab, stage
from tests.presenters.lab import Lab
from tests.presenters.observer import Observer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget

    from desktop_app.views.widgets.page_head import PageHead
    from tests.presenters.stand_in import Desk

FOLDER = os.path.join(os.sep, "somewhere", "else")
COPY, SAVE = "Copy all maps as a picture", "Save all maps"
COPY_VIEW, SAVE_VIEW = "Copy this view", "Save this view"
FULL = ExportError(file="maps.png", reason="No space left on device")


@dataclass
class Dialog:
    """Stands in for the question where to save: notes what it proposes, and answers."""

    name: str = "maps.png"
    """Of the file that is chosen; "" for none."""
    proposed: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def file(self) -> str:
        return os.path.join(FOLDER, self.name) if self.name else ""

    def save_file(self, parent: QWidget, title: str, path: str, *suffixes: str) -> str:
        del parent, title
        self.proposed.append((path, *suffixes))
        return self.file


@pytest.fixture
def dialog(monkeypatch: pytest.MonkeyPatch) -> Dialog:
    dialog = Dialog()
    monkeypatch.setattr(dialogs, "save_file", dialog.save_file)
    return dialog


@pytest.fixture
def observer(fresh: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Observer]:
    """Someone in the tab; what was asked by then is forgotten."""
    lab = Lab().stand_in(monkeypatch)
    observer = Observer(fresh, lab).start("cat.jpg", "dog.png")
    observer.open()
    lab.asked.clear()
    yield observer
    lab.open()
    QGuiApplication.clipboard().clear()


def copied() -> QImage:
    return QGuiApplication.clipboard().image()


def written(observer: Observer) -> QImage:
    """The picture in the only file that was written."""
    ((bitmap, _),) = observer.lab.of("write")
    assert isinstance(bitmap, Bitmap)
    form = QImage.Format.Format_RGBA8888
    return QImage(bitmap.data, bitmap.width, bitmap.height, form).copy()


def head(observer: Observer, page: int) -> PageHead:
    """The head of a page, after all that there is to see on it has been found."""
    tab = observer.tab
    observer.turn_to(page)
    if page == features_tab.PATCHES:
        observer.press("Find the strongest patches")
    if page == features_tab.COMPARE:
        observer.compare_with("dog.png")
    pages = (tab.map, tab.patches, tab.reason, tab.compare)
    return pages[page].head


def view(observer: Observer, page: int) -> QImage:
    """What is copied and saved of a page."""
    tab = observer.tab
    images = (tab.map.projection, tab.patches.grid, tab.reason.picture, tab.compare.change)
    return images[page].image()


# All maps


def test_all_maps_are_copied_value_by_value(observer: Observer) -> None:
    observer.press(COPY)
    assert observer.lab.of("draw") == [("features.0", False, "magma")]
    assert copied().size() == QSize(12, 12)
    assert observer.desk.wait_for_notice() == ("Copied.", "")


def test_all_maps_are_saved_in_the_chosen_colours(observer: Observer, dialog: Dialog) -> None:
    observer.pick("Colours", "Viridis")
    observer.press(SAVE)
    assert dialog.proposed == [("cat features.0 maps.png", "png", "npz")]
    assert observer.lab.of("save") == [("features.0", False, "viridis", dialog.file)]
    assert observer.desk.wait_for_notice() == ("Saved.", dialog.file)


def test_menu_copies_and_saves_too(observer: Observer, dialog: Dialog) -> None:
    observer.desk.act("copy_maps")
    observer.desk.act("save_maps")
    observer.rest()
    assert len(observer.lab.of("draw")) == 1
    assert [asked[3] for asked in observer.lab.of("save")] == [dialog.file]


def test_menu_offers_it_only_while_there_are_maps(observer: Observer) -> None:
    table = observer.desk.window.actions_table
    assert all(table[key].isEnabled() for key in ("copy_maps", "save_maps"))
    observer.desk.act("clear")
    observer.rest()
    assert not any(table[key].isEnabled() for key in ("copy_maps", "save_maps"))


def test_buttons_are_there_only_while_there_are_maps(observer: Observer) -> None:
    observer.desk.act("clear")
    observer.rest()
    observer.press(COPY)
    observer.press(SAVE)
    assert observer.lab.of("draw") == []
    assert observer.lab.of("save") == []
    assert copied().isNull()


def test_folder_is_remembered(observer: Observer, dialog: Dialog) -> None:
    observer.press(SAVE)
    observer.choose("features.2")
    observer.press(SAVE)
    assert dialog.proposed[1][0] == os.path.join(FOLDER, "cat features.2 maps.png")
    assert observer.desk.program.remembered.get(settings.FOLDER) == FOLDER


def test_nothing_is_saved_without_a_file(observer: Observer, dialog: Dialog) -> None:
    dialog.name = ""
    observer.press(SAVE)
    observer.press(SAVE_VIEW, observer.tab.map)
    assert len(dialog.proposed) == 2
    assert observer.lab.of("save") == observer.lab.of("write") == []
    assert observer.desk.program.remembered.get(settings.FOLDER) == ""
    assert observer.desk.notice.isHidden()


@pytest.mark.usefixtures("dialog")
@pytest.mark.parametrize("kind", ["save", "write"])
def test_full_disk_is_told(observer: Observer, kind: str) -> None:
    observer.lab.fail(FULL, kind)
    if kind == "save":
        observer.press(SAVE)
    else:
        observer.press(SAVE_VIEW, observer.tab.map)
    assert observer.desk.wait_for_notice() == ("Not saved", str(FULL))


def save_as(name: str, observer: Observer, dialog: Dialog) -> None:
    dialog.name = name
    observer.tab.stage.saved.emit()


def saved(observer: Observer) -> set[str]:
    return {os.path.basename(str(asked[3])) for asked in observer.lab.of("save")}


def test_second_file_does_not_stop_the_first(observer: Observer, dialog: Dialog) -> None:
    held = observer.lab.hold("save", os.path.join(FOLDER, "first.png"))
    save_as("first.png", observer, dialog)
    observer.until(lambda: held.reached)
    save_as("second.png", observer, dialog)
    held.open()
    observer.rest()
    assert saved(observer) == {"first.png", "second.png"}


def test_second_file_does_not_stop_the_first_while_the_worker_is_busy(
    observer: Observer, dialog: Dialog
) -> None:
    grip = observer.lab.hold("project", "gradient", grips=True)
    observer.tab.map.choose_method("gradient")
    observer.until(lambda: grip.reached)
    save_as("first.png", observer, dialog)
    save_as("second.png", observer, dialog)
    grip.open()
    observer.rest()
    assert saved(observer) == {"first.png", "second.png"}


def test_long_paths_are_told_in_full(observer: Observer, dialog: Dialog) -> None:
    dialog.name = f"{'long ' * 20}.png"
    observer.press(SAVE)
    assert observer.desk.wait_for_notice() == ("Saved.", dialog.file)


# Filters, and two side by side


def test_filters_are_copied_and_saved_as_they_are_seen(observer: Observer, dialog: Dialog) -> None:
    observer.tab.stage.ways.choose(stage.FILTERS)
    observer.rest()
    seen = observer.tab.stage.mosaics.grab().toImage()
    observer.press(COPY)
    assert copied() == seen.convertToFormat(copied().format())
    seen = observer.tab.stage.mosaics.grab().toImage()
    observer.press(SAVE)
    assert dialog.proposed == [("cat features.0 filters.png", "png")]
    assert written(observer).convertToFormat(seen.format()) == seen
    assert observer.lab.of("draw") == observer.lab.of("save") == []


def test_difference_is_saved_with_its_numbers(observer: Observer, dialog: Dialog) -> None:
    observer.compare_with("dog.png")
    assert observer.tab.stage.way == stage.DIFFERENCE
    observer.press(SAVE)
    assert dialog.proposed[0][1:] == ("png", "npz")
    assert observer.lab.of("save") == [("features.0", True, "change", dialog.file)]


def test_both_sides_are_saved_as_they_are_seen(observer: Observer, dialog: Dialog) -> None:
    observer.compare_with("dog.png")
    observer.tab.stage.ways.choose(stage.SIDES)
    observer.rest()
    seen = observer.tab.stage.mosaics.grab().toImage()
    observer.press(SAVE)
    assert dialog.proposed == [("cat features.0 both.png", "png")]
    assert written(observer).convertToFormat(seen.format()) == seen


# Views


@pytest.mark.parametrize("page", range(4))
def test_view_is_copied(observer: Observer, page: int) -> None:
    head(observer, page)
    observer.press(COPY_VIEW)
    assert copied() == view(observer, page).convertToFormat(copied().format())
    assert min(copied().size().toTuple()) >= 448
    assert observer.desk.wait_for_notice() == ("Copied.", "")


@pytest.mark.parametrize("page", range(4))
def test_view_is_saved(observer: Observer, dialog: Dialog, page: int) -> None:
    head(observer, page)
    observer.press(SAVE_VIEW)
    what = ("features.0 projection", "features.0 patches", "Why cat", "features.0 change")[page]
    assert dialog.proposed == [(f"cat {what}.png", "png")]
    expected = view(observer, page)
    assert written(observer).convertToFormat(expected.format()) == expected
    assert observer.desk.wait_for_notice() == ("Saved.", dialog.file)


@pytest.mark.parametrize("page", range(4))
def test_empty_view_can_be_neither_copied_nor_saved(
    observer: Observer, dialog: Dialog, page: int
) -> None:
    head(observer, page)
    observer.desk.act("clear")
    observer.rest()
    observer.press(COPY_VIEW)
    observer.press(SAVE_VIEW)
    assert copied().isNull()
    assert dialog.proposed == []


def test_colours_are_remembered(observer: Observer) -> None:
    observer.pick("Colours", "Cividis")
    assert observer.desk.program.remembered.get(settings.RAMP) == "cividis"
