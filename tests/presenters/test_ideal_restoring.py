"""The Ideal image tab: a picture that was made there, and is dropped, brings its run back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from desktop_app.engine import made
from desktop_app.engine.recipe import recipe
from desktop_app.engine.targets import CHANNEL, CLASS, Target
from desktop_app.views import dialogs
from tests.helpers import noise
from tests.presenters.painter import SIDE, STEPS, Painter, SmallNetworks

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.engine.contract import RunRecord
    from tests.presenters.stand_in import Desk, StandIn

OTHER = "efficientnet_lite1"
PICTURE, FILM, SHEET = "Picture…", "Film of how it came to be…", "Gallery on one sheet…"
CAT = Target(CLASS, 1)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where everything is saved."""
    result = str(tmp_path / "made.png")
    monkeypatch.setattr(dialogs, "save_file", lambda *_: result)
    return result


@pytest.fixture
def painter(fresh: Desk, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> Painter:
    """Someone whose Siamese cat is done."""
    painter = Painter(fresh, SmallNetworks(stand_in, monkeypatch)).begin()
    painter.aim(1)
    painter.change(seed=12)
    painter.run()
    return painter


def save(painter: Painter) -> None:
    painter.pick("Save", "Picture…")
    painter.rest()


def read(file: str) -> RunRecord:
    found = made.read_record(file)
    assert found is not None
    return found


def drop(painter: Painter, file: str) -> None:
    painter.desk.open(file)
    painter.rest()


@pytest.fixture
def kept(painter: Painter, file: str) -> str:
    """The file of the cat; since then all has been set differently."""
    save(painter)
    painter.desk.notice.hide()
    painter.set(recipe("natural", seed=3))
    painter.aim(2)
    return file


def written(file: str, record: RunRecord, **changed: object) -> None:
    """Write a picture whose record says something else."""
    notes = PngInfo()
    notes.add_itxt(made.KEY, json.dumps(asdict(record) | changed))
    Image.fromarray(noise(SIDE, SIDE)).save(file, pnginfo=notes)


def test_dropped_picture_brings_its_run_back(painter: Painter, kept: str) -> None:
    pixels = painter.picture()
    drop(painter, kept)
    assert painter.recipe == recipe("lesson", size=SIDE, steps=STEPS, seed=12)
    assert painter.tab.settings.target.targets == (CAT,)
    assert painter.tab.settings.presets.current == "lesson"
    what = "Settings, seed and network are those of the dropped picture."
    assert painter.message == (what, "")
    painter.aim(1)
    painter.run()
    assert painter.shows(pixels)


def test_elsewhere_it_is_offered(painter: Painter, kept: str) -> None:
    painter.leave()
    drop(painter, kept)
    assert painter.desk.wait_for_notice() == ("This picture was made here.", "")
    assert painter.recipe.seed == 3
    painter.desk.answer_notice()
    painter.rest()
    assert painter.desk.window.tabs.currentWidget() is painter.desk.program.ideal
    assert painter.recipe.seed == 12
    assert painter.tab.settings.target.targets == (CAT,)


def test_gallery_gives_way_to_what_is_restored(painter: Painter, kept: str) -> None:
    painter.aim(0, 3)
    drop(painter, kept)
    assert painter.tab.settings.target.targets == (CAT,)


def test_its_network_is_loaded_first(painter: Painter, kept: str) -> None:
    painter.use(OTHER)
    drop(painter, kept)
    painter.until(lambda: not painter.desk.is_using(OTHER))
    painter.rest()
    assert painter.recipe.seed == 12
    assert painter.tab.settings.target.targets == (CAT,)
    assert painter.message[0].startswith("Settings, seed and network")


def test_map_of_a_layer_of_another_network_is_restored(painter: Painter, file: str) -> None:
    painter.aim(Target(CHANNEL, 2, "3"))
    painter.run()
    save(painter)
    painter.networks.deeper.add(OTHER)
    painter.use(OTHER)
    painter.rest()
    painter.aim(2)
    drop(painter, file)
    painter.until(lambda: not painter.desk.is_using(OTHER))
    painter.rest()
    assert painter.tab.settings.target.targets == (Target(CHANNEL, 2, "3"),)


def test_network_that_is_not_here_is_named(painter: Painter, kept: str) -> None:
    written(kept, read(kept), network="torchvision/resnet50")
    drop(painter, kept)
    what, _ = painter.message
    assert what.startswith("It was made by ")
    assert what.endswith(", which is not on this computer.")
    assert painter.recipe.seed == 3


def test_other_weights_are_told(painter: Painter, kept: str) -> None:
    written(kept, read(kept), network_sha256="0" * 64)
    drop(painter, kept)
    assert painter.message[0].startswith("It was made with other weights of ")
    assert painter.message[1] == "Its run will give another picture."
    assert painter.recipe.seed == 12


def test_picture_that_it_began_with_is_told(painter: Painter, kept: str) -> None:
    written(kept, read(kept), start="dog.png")
    drop(painter, kept)
    assert painter.message[0] == "It began with a picture, dog.png."


@pytest.mark.parametrize(
    ("name", "value"),
    [("steps", -1), ("size", "large"), ("rate", None), ("target", "no such"), ("colour", 1)],
)
def test_nonsense_is_told(painter: Painter, kept: str, name: str, value: object) -> None:
    record = read(kept)
    written(kept, record, parameters={**record.parameters, name: value})
    drop(painter, kept)
    assert painter.message[0] == "What it says of its run cannot be used."
    assert painter.recipe == recipe(seed=3)
    assert painter.tab.settings.target.targets == (Target(CLASS, 2),)


def test_picture_without_a_record_changes_nothing(painter: Painter, kept: str) -> None:
    Image.fromarray(noise(SIDE, SIDE)).save(kept)
    drop(painter, kept)
    assert painter.message == ("", "")
    assert painter.recipe == recipe(seed=3)
    painter.leave()
    drop(painter, kept)
    assert painter.desk.notice.isHidden()


def test_run_that_goes_on_is_not_disturbed(painter: Painter, kept: str) -> None:
    before = painter.tab.settings.values()
    painter.run_to(1)
    painter.desk.open(kept)
    painter.until(lambda: painter.message[0] == "A run is going on.")
    assert painter.tab.settings.values() == before
