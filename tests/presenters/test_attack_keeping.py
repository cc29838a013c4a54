"""The Adversarial tab: results are saved, sent on and compared."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from desktop_app import settings
from desktop_app.engine import predict
from desktop_app.engine.attack_recipe import LEVELS, attack_recipe
from desktop_app.engine.attempts import ANYTHING
from desktop_app.engine.contract import Made, Source
from desktop_app.engine.errors import ExportError
from desktop_app.engine.images import decode
from desktop_app.engine.made import read_record
from desktop_app.engine.spot import Board
from desktop_app.views import dialogs
from desktop_app.views.compare_page import PICTURE as A_PICTURE
from desktop_app.views.features_tab import COMPARE
from tests.presenters.attacker import FAR, STEPS, TARGET, Attacker, SteepNetworks
from tests.presenters.test_ideal_keeping import Dialog

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.engine.attempts import AttackResult
    from desktop_app.engine.contract import Pixels
    from tests.presenters.stand_in import Desk, StandIn

PICTURE, NUMBERS, SHEET = "Result…", "Exact numbers…", "Comparison sheet…"
FILM, RUN = "Film of how it came to be…", "Run file…"
JPEG = "As JPEG, which changes it again…"
SUFFIXES = {
    **{PICTURE: ("png",), NUMBERS: ("npz",), SHEET: ("png",)},
    **{FILM: ("gif", "webp", "apng"), RUN: ("json",), JPEG: ("jpg",)},
}
NAME = "crane from cat"
OTHER = "efficientnet_lite1"
DIFFERENT = attack_recipe(steps=3, epsilon=8 / LEVELS, seed=77)


@pytest.fixture
def dialog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dialog:
    dialog = Dialog(str(tmp_path))
    monkeypatch.setattr(dialogs, "save_file", dialog.save_file)
    return dialog


@pytest.fixture
def attacker(fresh: Desk, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> Attacker:
    """Someone whose cat has become a crane."""
    attacker = Attacker(fresh, SteepNetworks(stand_in, monkeypatch)).begin("cat.png")
    attacker.run()
    return attacker


def save(attacker: Attacker, dialog: Dialog, what: str, suffix: str = "") -> str:
    """Save and return the file, which is there."""
    dialog.name = f"made.{suffix or SUFFIXES[what][0]}"
    attacker.pick("Save", what)
    attacker.rest()
    assert attacker.desk.wait_for_notice() == ("Saved.", dialog.file)
    return dialog.file


def result(attacker: Attacker) -> AttackResult:
    """What the tab holds; the picture in use may be another one by now."""
    run = attacker.arena.attack.film.run
    assert run is not None
    assert run.result is not None
    return run.result


def holds(sheet: Pixels, part: Pixels) -> bool:
    """Whether a picture is part of a larger one, at any whole magnification."""
    return any(_holds(sheet, part.repeat(by, 0).repeat(by, 1)) for by in range(1, 65))


def _holds(sheet: Pixels, part: Pixels) -> bool:
    high, wide = (have - need + 1 for have, need in zip(sheet.shape, part.shape[:2], strict=False))
    if min(high, wide) < 1:
        return False
    corners = np.argwhere((sheet[:high, :wide] == part[0, 0]).all(axis=-1))
    size = len(part), part.shape[1]
    cuts = (sheet[row : row + size[0], at : at + size[1]] for row, at in corners)
    return any(np.array_equal(cut, part) for cut in cuts)


# Files


def changed(attacker: Attacker, file: str) -> str:
    """What is said of a JPEG."""
    seen = predict.ask(attacker.network, decode(Source(file, file))).best.name
    return f"A JPEG changes the picture again: in the file the network sees {seen}."


def test_file_is_named_after_what_was_changed_into_what(attacker: Attacker, dialog: Dialog) -> None:
    dialog.name = ""
    for what, suffixes in SUFFIXES.items():
        attacker.pick("Save", what)
        attacker.rest()
        assert dialog.proposed.pop() == (f"{NAME}.{suffixes[0]}", *suffixes)
    assert os.listdir(dialog.folder) == []
    assert attacker.desk.notice.isHidden()
    assert attacker.desk.program.remembered.get(settings.FOLDER) == ""


def test_saved_picture_gives_the_same_answer(attacker: Attacker, dialog: Dialog) -> None:
    file = save(attacker, dialog, PICTURE)
    expected = attacker.alone()
    read = decode(Source(file, file))
    assert np.array_equal(read.pixels, expected.result.pixels)
    again = predict.ask(attacker.network, read)
    assert again.indices == expected.after.indices
    assert again.probabilities == expected.after.probabilities
    assert again.indices[0] == TARGET


def test_saved_picture_remembers_its_run(attacker: Attacker, dialog: Dialog) -> None:
    expected = attacker.recipe.values()
    attacker.change(steps=3, seed=77)
    attacker.aim(FAR)
    record = read_record(save(attacker, dialog, PICTURE))
    assert record is not None
    assert record.operation == "attack"
    assert record.parameters == {"target": TARGET, "truth": 1, **expected}


def test_exact_numbers_are_saved(attacker: Attacker, dialog: Dialog) -> None:
    expected = attacker.alone()
    with np.load(save(attacker, dialog, NUMBERS)) as saved:
        assert saved["adversarial"].dtype == np.float32
        assert np.array_equal(saved["adversarial"], expected.exact)
        assert saved["original"].dtype == np.float32
        assert np.array_equal(saved["original"], expected.start.astype(np.float32) / LEVELS)


def test_jpeg_is_one_of_the_whole_picture(attacker: Attacker, dialog: Dialog) -> None:
    whole = attacker.alone().result.pixels
    dialog.name = "made.jpg"
    attacker.pick("Save", JPEG)
    attacker.rest()
    assert attacker.desk.wait_for_notice() == ("Saved.", changed(attacker, dialog.file))
    assert attacker.desk.notice.property("message") == "warn"
    with Image.open(dialog.file) as image:
        assert image.format == "JPEG"
        again = np.array(image)
    assert again.shape == whole.shape
    assert 0 < np.abs(again.astype(int) - whole).mean() < 30


@pytest.mark.parametrize(("suffix", "kind"), [("gif", "GIF"), ("webp", "WEBP"), ("apng", "PNG")])
def test_film_is_saved(attacker: Attacker, dialog: Dialog, suffix: str, kind: str) -> None:
    with Image.open(save(attacker, dialog, FILM, suffix)) as image:
        assert image.format == kind
        assert image.n_frames == STEPS + 1  # type: ignore[attr-defined]
        assert image.size == attacker.picture().shape[1::-1]


def test_sheet_has_all_three(attacker: Attacker, dialog: Dialog) -> None:
    with Image.open(save(attacker, dialog, SHEET)) as image:
        sheet = np.array(image.convert("RGB"))
    for place in range(3):
        assert holds(sheet, attacker.picture(place))


def test_run_file_is_saved(attacker: Attacker, dialog: Dialog) -> None:
    origin = result(attacker).result.origin
    assert isinstance(origin, Made)
    with open(save(attacker, dialog, RUN), encoding="utf-8") as stream:
        assert json.load(stream) == asdict(origin.run)


def test_best_try_of_a_failed_attack_is_saved(attacker: Attacker, dialog: Dialog) -> None:
    attacker.aim(FAR)
    attacker.run()
    assert attacker.verdict[0].startswith("Closest: ")
    file = save(attacker, dialog, PICTURE)
    assert dialog.proposed[0][0] == "tench from cat.png"
    assert np.array_equal(decode(Source(file, file)).pixels, attacker.alone(FAR).result.pixels)


def test_anything_else_is_named_so(attacker: Attacker, dialog: Dialog) -> None:
    attacker.aim(ANYTHING)
    attacker.run()
    save(attacker, dialog, PICTURE)
    assert dialog.proposed[0][0] == "anything else from cat.png"


def test_result_is_saved_whatever_is_looked_at(attacker: Attacker, dialog: Dialog) -> None:
    attacker.scrub(Qt.Key.Key_Home)
    file = save(attacker, dialog, PICTURE)
    assert np.array_equal(decode(Source(file, file)).pixels, attacker.alone().result.pixels)


def test_what_cannot_be_saved_is_told(attacker: Attacker, dialog: Dialog) -> None:
    for what, suffixes in SUFFIXES.items():
        dialog.name = os.path.join("no such folder", f"made.{suffixes[0]}")
        attacker.pick("Save", what)
        attacker.rest()
        short, why = attacker.desk.wait_for_notice()
        assert short == ExportError.short
        assert why.startswith(dialog.file)
        attacker.desk.notice.hide()


def test_folder_is_remembered(attacker: Attacker, dialog: Dialog) -> None:
    save(attacker, dialog, PICTURE)
    save(attacker, dialog, RUN)
    assert os.path.dirname(dialog.proposed[1][0]) == dialog.folder


def test_there_is_nothing_to_keep_before_the_end_of_a_run(attacker: Attacker) -> None:
    attacker.press("One step")
    attacker.wait_for_step(1)
    assert not attacker.can("Save")
    assert not attacker.can("Send to")
    attacker.stop()
    assert attacker.can("Save")
    assert attacker.can("Send to")


def test_best_try_of_a_run_that_was_stopped_is_saved(attacker: Attacker, dialog: Dialog) -> None:
    attacker.run_to_try(3)
    attacker.stop()
    file = save(attacker, dialog, PICTURE)
    read = decode(Source(file, file))
    assert np.array_equal(read.pixels, result(attacker).result.pixels)
    shown = Board.of(read, attacker.network.input).crop
    assert attacker.shows(shown)
    record = read_record(file)
    assert record is not None
    assert record.parameters == {"target": TARGET, "truth": 1, **attacker.recipe.values()}


# Other tabs


def shown_tab(attacker: Attacker) -> str:
    tabs = attacker.desk.window.tabs
    return tabs.tabText(tabs.currentIndex())


@pytest.mark.parametrize("tab", ["Predict", "Feature maps"])
def test_result_is_sent(attacker: Attacker, tab: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attacker.desk.program.features, "need", lambda: None)
    expected = result(attacker).result
    attacker.pick("Send to", tab)
    attacker.rest()
    assert shown_tab(attacker) == tab
    picture = attacker.desk.session.picture
    assert picture is not None
    assert picture.name == NAME
    assert picture.origin is expected.origin
    assert np.array_equal(picture.pixels, expected.pixels)
    assert attacker.desk.pictures.entries()[0].source.name == "cat.png"


def test_other_tabs_are_offered_and_not_this_one(attacker: Attacker) -> None:
    menu = attacker.button("Send to").menu()  # type: ignore[attr-defined]
    assert [one.text() for one in menu.actions()] == ["Predict", "Feature maps"]


def test_result_stays_when_it_was_sent_and_one_comes_back(attacker: Attacker) -> None:
    before = attacker.picture()
    attacker.pick("Send to", "Predict")
    attacker.rest()
    assert attacker.desk.shown() == NAME
    attacker.open()
    assert attacker.shows(before)
    assert attacker.verdict[0].startswith("crane, ")
    assert attacker.can("Save")
    assert attacker.tab.stage.survival.texts()


def test_attack_after_coming_back_is_on_the_original(attacker: Attacker) -> None:
    expected = attacker.alone()
    attacker.pick("Send to", "Predict")
    attacker.rest()
    attacker.open()
    attacker.run()
    assert attacker.shows(expected.attempt.crop)


def test_another_picture_after_sending_clears_the_result(attacker: Attacker) -> None:
    attacker.pick("Send to", "Predict")
    attacker.rest()
    attacker.show("fox.png")
    attacker.open()
    assert attacker.is_blank
    assert attacker.verdict == ("", "")


# Layer by layer


def listed(attacker: Attacker) -> list[str]:
    return [entry.source.name for entry in attacker.desk.pictures.entries()]


def test_original_and_result_are_compared_layer_by_layer(attacker: Attacker) -> None:
    expected = result(attacker)
    attacker.press("Compare layer by layer")
    attacker.rest()
    assert shown_tab(attacker) == "Feature maps"
    microscope = attacker.desk.program.microscope
    assert microscope is not None
    assert microscope.tab.page == COMPARE
    assert microscope.tab.compare.kind.current == A_PICTURE
    assert listed(attacker) == ["cat.png", "original, cat.png", NAME]
    picture = attacker.desk.session.picture
    assert picture is not None
    assert np.array_equal(picture.pixels, expected.result.pixels)
    assert microscope.other._picture is not None
    _, second = microscope.other._picture
    assert np.array_equal(second.pixels, expected.original.pixels)
    assert microscope.other.names == (NAME, "original, cat.png")


@pytest.mark.parametrize("again", [1, 2])
def test_comparing_again_reuses_what_is_in_the_list(attacker: Attacker, again: int) -> None:
    for _ in range(1 + again):
        attacker.press("Compare layer by layer")
        attacker.rest()
        attacker.open()
    assert listed(attacker) == ["cat.png", "original, cat.png", NAME]
    assert attacker.desk.shown() == NAME


def test_sending_again_reuses_what_is_in_the_list(attacker: Attacker) -> None:
    for _ in range(2):
        attacker.pick("Send to", "Predict")
        attacker.rest()
        attacker.open()
    assert listed(attacker) == ["cat.png", NAME]
    attacker.change(seed=5)
    attacker.run()
    attacker.pick("Send to", "Predict")
    attacker.rest()
    assert listed(attacker) == ["cat.png", NAME, NAME]  # another run, another picture


def test_result_stays_when_layers_were_compared(attacker: Attacker) -> None:
    before = attacker.picture()
    attacker.press("Compare layer by layer")
    attacker.rest()
    attacker.open()
    assert attacker.shows(before)
    assert attacker.can("Save")


def test_verdict_stays_when_layers_were_compared(attacker: Attacker) -> None:
    attacker.press("Compare layer by layer")
    attacker.rest()
    attacker.open()
    assert attacker.verdict[0].startswith("crane, ")
    assert attacker.can("Compare layer by layer")


# A saved result is dropped


@pytest.fixture
def kept(attacker: Attacker, dialog: Dialog) -> str:
    """The file of the crane; since then all has been set differently."""
    file = save(attacker, dialog, PICTURE)
    attacker.desk.notice.hide()
    attacker.set(DIFFERENT)  # type: ignore[arg-type]
    attacker.aim(FAR)
    return file


def drop(attacker: Attacker, file: str) -> None:
    attacker.desk.open(file)
    attacker.rest()
    assert attacker.desk.wait_for_notice() == ("This picture was made here.", "")


@pytest.mark.parametrize("is_in_sight", [True, False])
def test_run_of_a_dropped_result_is_only_offered(
    attacker: Attacker, kept: str, is_in_sight: bool
) -> None:
    if not is_in_sight:
        attacker.leave()
    drop(attacker, kept)
    button = attacker.desk.notice.findChildren(QPushButton)
    assert "Restore its run" in [one.text() for one in button]
    assert (attacker.recipe, attacker.tab.settings.target) == (DIFFERENT, FAR)


@pytest.mark.parametrize("is_in_sight", [True, False])
def test_offered_run_is_restored(attacker: Attacker, kept: str, is_in_sight: bool) -> None:
    record = read_record(kept)
    assert record is not None
    if not is_in_sight:
        attacker.leave()
    drop(attacker, kept)
    attacker.desk.answer_notice()
    attacker.rest()
    window, program = attacker.desk.window, attacker.desk.program
    assert window.tabs.currentWidget() is program.adversarial
    own = {"target": attacker.tab.settings.target, "truth": 1, **attacker.recipe.values()}
    assert own == record.parameters
    told = "These are its settings. Open the picture that it was made from."
    assert attacker.message == (told, "")


def test_run_against_another_network_names_it(attacker: Attacker, kept: str) -> None:
    attacker.use(OTHER)
    attacker.rest()
    drop(attacker, kept)
    attacker.desk.answer_notice()
    attacker.rest()
    record = read_record(kept)
    assert record is not None
    told = f"It was made against {record.network}. Choose that network first."
    assert attacker.message == (told, "")
    assert attacker.tab.settings.target == TARGET


@pytest.mark.parametrize(
    "parameters", [{"steps": 0}, {"method": "magic"}, {"target": 5}, {"target": "crane"}]
)
def test_run_that_cannot_be_restored_is_told(
    attacker: Attacker, kept: str, parameters: dict[str, object]
) -> None:
    record = read_record(kept)
    assert record is not None
    values = {**record.parameters, **parameters}
    attacker.arena.attack.restore(replace(record, parameters=values))
    assert attacker.message[0] == "What it says of its run cannot be used."
    assert (attacker.recipe, attacker.tab.settings.target) == (DIFFERENT, FAR)
