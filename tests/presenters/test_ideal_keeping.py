"""The Ideal image tab: pictures are saved and sent on."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt

from desktop_app import settings
from desktop_app.engine import made
from desktop_app.engine.contract import Made
from desktop_app.engine.errors import ExportError
from desktop_app.engine.recipe import recipe
from desktop_app.engine.targets import CLASS, Target
from desktop_app.views import dialogs, ideal_stage, wording
from tests.operations import Gate
from tests.presenters.painter import SIDE, STEPS, Painter, SmallNetworks

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from desktop_app.engine.contract import RunRecord
    from tests.presenters.stand_in import Desk, StandIn

OTHER = "efficientnet_lite1"
PICTURE, FILM, SHEET = "Picture…", "Film of how it came to be…", "Gallery on one sheet…"
LARGER = [f"Picture at {wording.number(side)} px…" for side in ideal_stage.SIDES]
CAT = Target(CLASS, 1)


@dataclass
class Dialog:
    """Stands in for the question where to save."""

    folder: str
    name: str = "made.png"
    """Of the file that is chosen; "" for none."""
    proposed: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def file(self) -> str:
        return os.path.join(self.folder, self.name) if self.name else ""

    def save_file(self, parent: QWidget, title: str, path: str, *suffixes: str) -> str:
        del parent, title
        self.proposed.append((path, *suffixes))
        return self.file


@pytest.fixture
def dialog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dialog:
    dialog = Dialog(str(tmp_path))
    monkeypatch.setattr(dialogs, "save_file", dialog.save_file)
    return dialog


@pytest.fixture
def painter(fresh: Desk, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> Painter:
    """Someone whose Siamese cat is done."""
    painter = Painter(fresh, SmallNetworks(stand_in, monkeypatch)).begin()
    painter.aim(1)
    painter.change(seed=12)
    painter.run()
    return painter


def save(painter: Painter, what: str = PICTURE) -> None:
    painter.pick("Save", what)
    painter.rest()


def read(file: str) -> RunRecord:
    found = made.read_record(file)
    assert found is not None
    return found


# Files


def test_picture_is_saved_with_its_run(painter: Painter, dialog: Dialog) -> None:
    save(painter)
    assert dialog.proposed == [("Ideal Siamese cat, seed 12.png", "png")]
    assert painter.desk.wait_for_notice() == ("Saved.", dialog.file)
    with Image.open(dialog.file) as image:
        assert painter.shows(np.array(image))
    record, network = read(dialog.file), painter.desk.session.network
    assert network is not None
    assert record.parameters == {"target": "1", **painter.recipe.values()}
    assert (record.operation, record.seed, record.start) == ("ideal", 12, "")
    assert (record.network, record.network_sha256) == (network.name, network.sha256)


def test_moment_that_is_shown_is_what_is_saved(painter: Painter, dialog: Dialog) -> None:
    painter.scrub(Qt.Key.Key_Home)
    save(painter)
    with Image.open(dialog.file) as image:
        assert painter.shows(np.array(image))
    expected = painter.alone(1, replace(painter.recipe, steps=1)).frame.picture
    assert not painter.shows(expected)


def test_record_is_of_the_run_not_of_the_form(painter: Painter, dialog: Dialog) -> None:
    expected = painter.recipe.values()
    painter.set(recipe("natural", seed=3))
    painter.aim(2)
    painter.use(OTHER)
    save(painter)
    record = read(dialog.file)
    assert record.parameters == {"target": "1", **expected}
    assert record.network != OTHER
    assert dialog.proposed[0][0] == "Ideal Siamese cat, seed 12.png"


@pytest.mark.parametrize(("suffix", "kind"), [("gif", "GIF"), ("webp", "WEBP"), ("apng", "PNG")])
def test_film_is_saved(painter: Painter, dialog: Dialog, suffix: str, kind: str) -> None:
    dialog.name = f"film.{suffix}"
    save(painter, FILM)
    assert dialog.proposed == [("Ideal Siamese cat, seed 12.gif", "gif", "webp", "apng")]
    with Image.open(dialog.file) as image:
        assert image.format == kind
        assert image.n_frames == STEPS + 1  # type: ignore[attr-defined]
        assert image.size == (SIDE, SIDE)


def test_gallery_is_saved_on_one_sheet(painter: Painter, dialog: Dialog) -> None:
    painter.aim(0, 1, 3)
    painter.run()
    save(painter, SHEET)
    assert dialog.proposed == [("Ideal images, seed 12.png", "png")]
    with Image.open(dialog.file) as image:
        sheet = np.array(image.convert("RGB"))
    for place in range(3):
        assert holds(sheet, painter.picture(place))


def holds(sheet: np.ndarray, part: np.ndarray) -> bool:
    corners = np.argwhere((sheet[: 1 - SIDE, : 1 - SIDE] == part[0, 0]).all(axis=-1))
    cuts = (sheet[row : row + SIDE, column : column + SIDE] for row, column in corners)
    return any(np.array_equal(cut, part) for cut in cuts)


def test_sheet_is_offered_for_a_gallery_alone(painter: Painter) -> None:
    def offered() -> list[str]:
        menu = painter.button("Save").menu()  # type: ignore[attr-defined]
        return [one.text() for one in menu.actions() if one.isVisible()]

    assert offered() == [PICTURE, *LARGER, FILM]
    painter.aim(0, 1)
    painter.run()
    assert offered() == [PICTURE, *LARGER, FILM, SHEET]


def test_picture_is_saved_larger(painter: Painter, dialog: Dialog) -> None:
    save(painter, LARGER[0])
    (made,) = os.listdir(dialog.folder)
    with Image.open(os.path.join(dialog.folder, made)) as image:
        assert image.size == (512, 512)


@pytest.mark.parametrize("what", [PICTURE, FILM])
def test_nothing_is_saved_without_a_file(painter: Painter, dialog: Dialog, what: str) -> None:
    dialog.name = ""
    save(painter, what)
    assert len(dialog.proposed) == 1
    assert os.listdir(dialog.folder) == []
    assert painter.desk.program.remembered.get(settings.FOLDER) == ""
    assert painter.desk.notice.isHidden()


@pytest.mark.parametrize("what", [PICTURE, FILM])
def test_what_cannot_be_saved_is_told(painter: Painter, dialog: Dialog, what: str) -> None:
    dialog.name = os.path.join("no such folder", "made.png" if what == PICTURE else "made.gif")
    save(painter, what)
    short, why = painter.desk.wait_for_notice()
    assert short == ExportError.short
    assert why.startswith(dialog.file)


def test_folder_is_remembered(painter: Painter, dialog: Dialog) -> None:
    save(painter)
    save(painter, FILM)
    assert os.path.dirname(dialog.proposed[1][0]) == dialog.folder


def test_saving_while_others_are_asked_is_not_lost(painter: Painter, dialog: Dialog) -> None:
    painter.scrub(Qt.Key.Key_Home)
    gate = Gate()
    painter.desk.program.runner.quick("gate", gate)
    painter.pick("Save", PICTURE)
    painter.press("Ask the networks")
    gate.opened.set()
    painter.rest()
    with Image.open(dialog.file) as image:
        assert painter.shows(np.array(image))
    assert painter.verdicts


# Other tabs


@pytest.mark.parametrize("tab", ["Predict", "Feature maps"])
def test_picture_is_sent(painter: Painter, tab: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painter.desk.program.features, "need", lambda: None)
    painter.pick("Send to", tab)
    painter.rest()
    tabs = painter.desk.window.tabs
    assert tabs.tabText(tabs.currentIndex()) == tab
    (entry,) = painter.desk.pictures.entries()
    assert entry.source.name == "Ideal Siamese cat"
    assert isinstance(entry.source.origin, Made)
    assert entry.source.origin.run.parameters["target"] == "1"
    assert painter.desk.shown() == "Ideal Siamese cat"
