"""`ideal-cat ideal` makes a picture, says how it is seen, or says in a sentence why not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from PIL import Image

from desktop_app.engine import backbone
from desktop_app.engine.catalogue import DEFAULT
from desktop_app.engine.contract import ClassName, Source
from desktop_app.engine.images import decode
from desktop_app.engine.judging import judge
from desktop_app.engine.made import read_record
from tests.engine.small_networks import convolutional, network_of, nothing_left
from tests.helpers import awkward_folder
from tests.speaking import play, speaker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop_app.engine.contract import Network
    from tests.speaking import Said

    Say = Callable[..., Said]

LITES = ("efficientnet_lite1", "efficientnet_lite2")
BRIEF = ("--steps", "6", "--size", "64")


@pytest.fixture
def networks() -> dict[str, Network]:
    """The three bundled ones, played by small ones; the last has no fox."""
    made = {
        name: replace(network_of(convolutional(seed), side=64), name=name)
        for seed, name in enumerate((DEFAULT, *LITES))
    }
    last = made[LITES[1]]
    classes = tuple(ClassName("", name) for name in "abcde")
    return {**made, LITES[1]: replace(last, classes=classes)}


@pytest.fixture
def say(
    networks: dict[str, Network],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Say:
    """Return the command with small networks, which it must leave as they were."""

    play(monkeypatch, networks)
    run = speaker(capsys)

    def say(*arguments: str | Path) -> Said:
        with nothing_left(backbone.of(networks[DEFAULT])):
            return run("ideal", *arguments)

    return say


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return awkward_folder(tmp_path)


@pytest.mark.parametrize("target", ["fox", "3", "n00000003"])
def test_picture_is_saved_and_told(
    say: Say, networks: dict[str, Network], folder: Path, target: str
) -> None:
    file = folder / "fox.png"
    said = say("--target", target, *BRIEF, "--seed", 7, "-o", file, "--json")
    assert (said.code, said.err) == (0, "")
    row = said.row
    network = networks[DEFAULT]
    verdict = judge(network, decode(Source(str(file), str(file))), network.classes[3])
    assert row.pop("seconds") >= 0
    judges = row.pop("judges")
    assert row == {
        "target": "fox",
        "index": 3,
        "probability": verdict.probability,
        "logit": verdict.logit,
        "steps": 6,
        "seed": 7,
        "file": str(file),
    }
    (judged,) = judges
    assert judged["backbone"] == LITES[0]
    assert 1 <= judged["rank"] <= 5
    assert 0 < judged["probability"] < 1
    with Image.open(file) as image:
        assert image.size == (64, 64)


def test_picture_remembers_how_it_was_made(say: Say, folder: Path) -> None:
    file = folder / "fox.png"
    say("--target", "fox", *BRIEF, "--preset", "lesson", "-o", file)
    run = read_record(str(file))
    assert run is not None
    assert (run.operation, run.network, run.seed) == ("ideal", DEFAULT, 0)
    assert run.parameters["target"] == "fox"
    assert run.parameters["parametrisation"] == "pixels"


def test_same_seed_same_picture(say: Say, folder: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        say("--target", "fox", *BRIEF, "--seed", seed, "-o", folder / f"{name}.png")
    first, again, other = (np.asarray(Image.open(folder / f"{name}.png")) for name in "abc")
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("suffix", ["gif", "webp"])
def test_film_shows_how_it_came_to_be(say: Say, folder: Path, suffix: str) -> None:
    file = folder / f"fox.{suffix}"
    said = say("--target", "fox", *BRIEF, "-o", file, "--json")
    assert said.row["probability"] > 0
    with Image.open(file) as image:
        assert 5 <= getattr(image, "n_frames", 1) <= 7  # frames that are alike become one


def test_map_of_a_layer_has_no_probability(say: Say, folder: Path) -> None:
    said = say("--target", "3:2", *BRIEF, "-o", folder / "map.png", "--json")
    row = said.row
    assert (row["target"], row["index"]) == ("3:2", 2)
    assert (row["probability"], row["judges"]) == (None, [])
    assert np.isfinite(row["logit"])


def test_it_is_told_in_words(say: Say, folder: Path) -> None:
    said = say("--target", "fox", *BRIEF, "-o", folder / "fox.png")
    first, second, third = said.out.splitlines()
    assert first.startswith(f"{folder / 'fox.png'}: fox, 6 steps, ")
    assert second.startswith("seen at ")
    assert third.startswith(f"{LITES[0]}: no. ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--target", "foxx"], "There is no class called ‘foxx’. Perhaps: fox"),
        (["--target", "3:5"], "3 has maps 0 to 4, not 5."),
        (["--target", "nowhere:1"], "nowhere"),
        (["--target", "fox", "--size", "63"], "size is 64 to 512, not ‘63’."),
        (["--target", "fox", "--steps", "0"], "steps is 1 to 5000, not ‘0’."),
        (["--target", "fox", "--seed", "-1"], "seed is 0 to 999999, not ‘-1’."),
        (["--target", "fox", "--preset", "magic"], "magic"),
        ([], "--target"),
    ],
)
def test_what_cannot_be_made_is_told(
    say: Say, folder: Path, arguments: list[str], told: str
) -> None:
    said = say(*arguments, "-o", folder / "out.png")
    assert said.code == 2
    assert told in said.err
    assert not [*folder.iterdir()]


@pytest.mark.parametrize("name", ["out.jpg", "out", "missing/out.png"])
def test_what_cannot_be_written_is_told(say: Say, folder: Path, name: str) -> None:
    said = say("--target", "fox", "--steps", 5000, "-o", folder / name)  # told at once
    assert said.code == 2
    assert said.err
    assert not [*folder.iterdir()]


def test_run_that_diverges_leaves_its_last_good_picture(
    say: Say, networks: dict[str, Network], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = backbone.of(networks[DEFAULT])
    calls, quick = [], user.quick_logits

    def fail(pixels: torch.Tensor) -> torch.Tensor:
        calls.append(pixels)
        return quick(pixels) * (torch.nan if len(calls) > 5 else 1)

    monkeypatch.setattr(user, "quick_logits", fail)
    said = say("--target", "fox", *BRIEF, "--preset", "lesson", "-o", folder / "fox.png", "--json")
    assert said.code == 1
    assert "left the numbers" in said.err
    assert said.row["steps"] == 4
    assert said.row["probability"] > 0
    assert (folder / "fox.png").exists()
