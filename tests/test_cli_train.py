"""`ideal-cat train` and `evaluate`: a folder a class in, a backbone out, and how good it is."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import torch
from safetensors.torch import load_file

from desktop_app import paths
from desktop_app.engine import modelfile
from desktop_app.engine.catalogue import DEFAULT
from tests.engine.linear_network import network_with
from tests.engine.small_networks import convolutional
from tests.engine.test_transfer import fill
from tests.speaking import play, speaker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop_app.engine.contract import Network
    from tests.speaking import Said

    Say = Callable[..., Said]

KEYS = {"accuracy", "interval", "classes", "count", "left_out"}


@pytest.fixture
def networks() -> dict[str, Network]:
    made = network_with(convolutional(3), 5)
    return {DEFAULT: replace(made, name=DEFAULT, sha256="00" * 32)}


@pytest.fixture
def say(
    networks: dict[str, Network],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Say:
    """Return the commands with a small network."""

    play(monkeypatch, networks)
    monkeypatch.setattr(paths, "features_folder", lambda: tmp_path / "store")
    monkeypatch.setattr(paths, "trainings_folder", lambda: tmp_path / "trainings")
    return speaker(capsys)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path / "colours")


def test_folder_becomes_a_file_with_its_classes(say: Say, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "Mine.safetensors"
    said = say("train", folder, "--epochs", "40", "-o", file, "--json")
    assert (said.code, said.err) == (0, "")
    assert said.row.keys() == KEYS
    assert said.row["accuracy"] == 1.0
    assert said.row["classes"] == {"blue": 1.0, "green": 1.0, "red": 1.0}
    assert (said.row["count"], said.row["left_out"]) == (6, 0)
    low, high = said.row["interval"]
    assert 0.5 < low < high == 1.0
    about = modelfile.describe(str(file))
    assert about is not None
    assert not list(tmp_path.glob("trainings/*"))
    assert [one.name for one in about.classes] == ["blue", "green", "red"]
    assert about.title == "Mine"


def test_another_folder_can_be_the_judge(say: Say, folder: Path, tmp_path: Path) -> None:
    other = fill(tmp_path / "others", count=4, seed=9)
    file = tmp_path / "Mine.safetensors"
    said = say("train", folder, "--validation", other, "-o", file, "--json")
    assert said.row["count"] == 12


def test_without_json_there_is_a_table(say: Say, folder: Path, tmp_path: Path) -> None:
    said = say("train", folder, "--epochs", "40", "-o", tmp_path / "Mine.safetensors")
    first, *rest = said.out.splitlines()
    assert first.startswith("right: 100.0% of 6, likely ")
    assert [line.split() for line in rest] == [
        [name, "100.0%"] for name in ("blue", "green", "red")
    ]


def test_seed_is_that_of_the_run(say: Say, folder: Path, tmp_path: Path) -> None:
    learned = []
    for number, seed in enumerate((1, 1, 2)):
        file = tmp_path / f"{number}.safetensors"
        say("train", folder, "--seed", seed, "--epochs", "3", "-o", file)
        learned.append(load_file(file))
    assert all(torch.equal(learned[0][name], learned[1][name]) for name in learned[0])
    assert not all(torch.equal(learned[0][name], learned[2][name]) for name in learned[0])


def test_broken_picture_is_told_and_counted(say: Say, folder: Path, tmp_path: Path) -> None:
    (folder / "red" / "0.png").write_bytes(b"\x89PNG\r\n\x1a\nno picture")
    whole = (folder / "red" / "1.png").read_bytes()
    (folder / "red" / "1.png").write_bytes(whole[:-200])
    said = say("train", folder, "-o", tmp_path / "Mine.safetensors", "--json")
    assert said.code == 1
    assert said.row["left_out"] == 2
    for name in ("0.png", "1.png"):
        assert f"{folder / 'red' / name} cannot be read and is left out." in said.err


def test_problems_of_the_folder_are_told(say: Say, folder: Path, tmp_path: Path) -> None:
    (folder / "empty").mkdir()
    (folder / "blue" / "twin.png").write_bytes((folder / "blue" / "0.png").read_bytes())
    said = say("train", folder, "-o", tmp_path / "Mine.safetensors", "--json")
    assert said.code == 0
    assert "has no picture in it" in said.err
    assert "is the same picture as" in said.err
    assert set(said.row["classes"]) == {"blue", "green", "red"}


@pytest.mark.parametrize("name", ["Mine.pth", "nowhere/Mine.safetensors"])
def test_place_of_the_file_is_checked_first(
    say: Say, folder: Path, tmp_path: Path, name: str
) -> None:
    said = say("train", folder, "-o", tmp_path / name)
    assert (said.code, said.out) == (2, "")
    assert "MODEL.safetensors" in said.err


@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_folder_without_classes_is_told(say: Say, tmp_path: Path, command: str) -> None:
    (tmp_path / "bare").mkdir()
    rest = ["-o", tmp_path / "Mine.safetensors"] if command == "train" else []
    first = [] if command == "train" else [DEFAULT]
    said = say(command, *first, tmp_path / "bare", *rest)
    assert (said.code, said.out) == (2, "")
    assert str(tmp_path / "bare") in said.err


def test_untrained_network_is_refused(
    say: Say, networks: dict[str, Network], folder: Path, tmp_path: Path
) -> None:
    networks[DEFAULT] = replace(networks[DEFAULT], trained=False)
    said = say("train", folder, "-o", tmp_path / "Mine.safetensors")
    assert said.code == 2
    assert "learned nothing" in said.err
    assert not (tmp_path / "Mine.safetensors").exists()


def test_evaluation_counts_what_a_network_sees(say: Say, folder: Path) -> None:
    said = say("evaluate", DEFAULT, folder, "--json")
    assert said.code == 0
    assert said.row.keys() == KEYS
    assert said.row["count"] == 30
    assert said.row["accuracy"] == 0.0  # it has other classes


@pytest.mark.parametrize("mode", ["finetune", "full"])
def test_more_of_the_network_can_learn(
    say: Say, networks: dict[str, Network], folder: Path, tmp_path: Path, mode: str
) -> None:
    file = tmp_path / "Mine.safetensors"
    said = say("train", folder, "--mode", mode, "--epochs", "1", "-o", file, "--json")
    assert said.code == 0
    assert said.row["count"] == 6
    about = modelfile.describe(str(file))
    assert about is not None
    settings = json.loads(dict(about.origin)["settings"])
    assert (settings["mode"], settings["epochs"]) == (mode, 1)
    assert settings["flip"]
