"""`ideal-cat attack` changes pictures, says what is seen then, or says in a sentence why not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from desktop_app.engine import backbone, images, loading, predict
from desktop_app.engine.adversarial import attack
from desktop_app.engine.attack_recipe import attack_recipe
from desktop_app.engine.attempts import ANYTHING
from desktop_app.engine.catalogue import DEFAULT
from desktop_app.engine.contract import ClassName, Source, Step
from desktop_app.engine.differences import difference
from desktop_app.engine.errors import OutOfMemoryError
from desktop_app.engine.images import decode
from desktop_app.engine.made import read_record
from desktop_app.engine.spot import Board
from tests.backbones import drained
from tests.engine.linear_network import steep_network
from tests.engine.small_networks import nothing_left
from tests.helpers import awkward_folder, encoded, forbid, noise, write
from tests.speaking import play, speaker

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from desktop_app.engine.contract import Network, Picture
    from tests.speaking import Said

    Say = Callable[..., Said]

LITES = ("efficientnet_lite1", "efficientnet_lite2")
KEYS = {
    *("file", "target", "before", "after", "success", "linf", "l2", "l0", "ssim"),
    *("steps", "seconds", "judges", "saved"),
}
SEEN, WISHED, FAR = "Egyptian cat", "crane", "tench"
"""What the network sees in any picture, what is near to that, and what is out of reach."""

BRIEF = ("--steps", "8", "--epsilon", "24/255")
WARNING = "A JPEG changes pixels again, which often undoes an attack; a PNG does not."


@pytest.fixture
def networks() -> dict[str, Network]:
    """The three bundled ones, played by small ones; the last knows other classes."""
    seeds = {DEFAULT: 0, LITES[0]: 3, LITES[1]: 4}
    made = {name: replace(steep_network(seed), name=name) for name, seed in seeds.items()}
    classes = tuple(ClassName("", name) for name in "abcde")
    return {**made, LITES[1]: replace(made[LITES[1]], classes=classes)}


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
            return run("attack", *arguments)

    return say


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return awkward_folder(tmp_path)


@pytest.fixture
def cat(folder: Path) -> str:
    """A picture."""
    return write(folder, "cat.png", encoded(noise(40, 30)))


@pytest.fixture
def into(folder: Path) -> Path:
    """An empty folder."""
    result = folder / "results"
    result.mkdir()
    return result


def read(path: str | Path) -> Picture:
    return decode(Source(str(path), str(path)))


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def shares(network: Network, picture: Picture) -> dict[str, Any]:
    """What JSON says of an answer."""
    answer = predict.ask(network, picture)
    first = answer.indices[0]
    return {"index": first, "label": answer.best.name, "probability": answer.probabilities[0]}


# One picture


@pytest.mark.parametrize("target", [WISHED, "4", "n00000004"])
def test_picture_is_attacked_and_told(
    say: Say, networks: dict[str, Network], cat: str, folder: Path, target: str
) -> None:
    file, network = folder / "crane.png", networks[DEFAULT]
    said = say(cat, "--target", target, *BRIEF, "-o", file, "--json")
    assert (said.code, said.err) == (0, "")
    row, again = said.row, read(file)
    assert set(row) == KEYS
    board = Board.of(read(cat), network.input)
    change = difference(board.crop, images.network_input(again.pixels, network.input))
    judges = row.pop("judges")
    assert row.pop("seconds") >= 0
    assert row == {
        "file": cat,
        "target": WISHED,
        "before": shares(network, replace(again, pixels=board.pixels)),
        "after": shares(network, again),
        "success": True,
        "linf": change.linf,
        "l2": change.l2,
        "l0": change.l0,
        "ssim": change.ssim,
        "steps": 8,
        "saved": str(file),
    }
    assert (row["before"]["label"], row["after"]["label"]) == (SEEN, WISHED)
    assert 0 < row["linf"] <= 24 / 255
    expected = shares(networks[LITES[0]], again)
    assert judges[0] == {"backbone": LITES[0], **expected, "fooled": expected["label"] == WISHED}
    assert [one["backbone"] for one in judges] == list(LITES)


def test_result_is_that_of_the_engine(
    say: Say, networks: dict[str, Network], cat: str, folder: Path
) -> None:
    file = folder / "crane.png"
    say(cat, "--target", WISHED, *BRIEF, "--seed", 3, "--method", "mifgsm", "-o", file)
    recipe = attack_recipe(steps=8, epsilon=24 / 255, seed=3, method="mifgsm")
    alone = attack(network=networks[DEFAULT], picture=read(cat), target=4, recipe=recipe)
    assert np.array_equal(read(file).pixels, drained(alone).result.pixels)
    record = read_record(str(file))
    assert record is not None
    assert (record.operation, record.seed) == ("attack", 3)
    assert record.parameters == {"target": 4, "truth": 2, **recipe.values()}


def test_failed_attack_keeps_its_best_try(say: Say, cat: str, folder: Path) -> None:
    file = folder / "tench.png"
    said = say(cat, "--target", FAR, *BRIEF, "-o", file, "--json")
    assert said.code == 0  # it was done, if in vain
    assert said.row["success"] is False
    assert said.row["after"]["label"] != FAR
    assert said.row["linf"] > 0
    assert read(file).pixels.any()


@pytest.mark.parametrize("options", [("--target", "any"), ()])
def test_any_other_class_will_do(
    say: Say, networks: dict[str, Network], cat: str, folder: Path, options: tuple[str, ...]
) -> None:
    file = folder / "other.png"
    said = say(cat, *options, *BRIEF, "-o", file, "--json")
    assert said.row["target"] is None
    assert said.row["success"] is True
    assert said.row["after"]["label"] != SEEN
    recipe = attack_recipe(steps=8, epsilon=24 / 255)
    alone = attack(network=networks[DEFAULT], picture=read(cat), target=ANYTHING, recipe=recipe)
    assert np.array_equal(read(file).pixels, drained(alone).result.pixels)


def test_it_is_told_in_words(say: Say, cat: str, folder: Path) -> None:
    file = folder / "crane.png"
    said = say(cat, "--target", WISHED, *BRIEF, "-o", file)
    first, second, *judges = said.out.splitlines()
    assert first.startswith(f"{SEEN}, ")
    assert f" → {WISHED}, " in first
    assert second == f"{file}: reached; no value moved by more than 24 of 255"
    assert [one.split(":")[0] for one in judges] == list(LITES)
    assert said.err == ""


def test_failure_is_told_in_words(say: Say, cat: str, folder: Path) -> None:
    said = say(cat, "--target", FAR, *BRIEF, "-o", folder / "tench.png")
    assert "not reached, the best try is kept" in said.out


def test_it_can_be_made_to_survive_saving(say: Say, cat: str, folder: Path) -> None:
    file = folder / "crane.png"
    say(cat, "--target", WISHED, *BRIEF, "--survive", "-o", file)
    record = read_record(str(file))
    assert record is not None
    assert record.parameters["survive"] is True


@pytest.mark.parametrize("suffix", [".jpg", ".JPEG"])
def test_jpeg_warns_and_is_read_back(
    say: Say, networks: dict[str, Network], cat: str, folder: Path, suffix: str
) -> None:
    file = folder / f"crane{suffix}"
    said = say(cat, "--target", WISHED, *BRIEF, "-o", file, "--json")
    assert said.code == 0
    assert said.err.strip() == WARNING
    again = read(file)
    assert said.row["after"] == shares(networks[DEFAULT], again)
    assert said.row["success"] is (said.row["after"]["label"] == WISHED)
    rule = networks[DEFAULT].input
    original, shown = Board.of(read(cat), rule).crop, images.network_input(again.pixels, rule)
    change = difference(original, shown)
    assert (said.row["linf"], said.row["ssim"]) == (change.linf, change.ssim)


# How much may change


@pytest.mark.parametrize(
    ("options", "values"),
    [
        (("--epsilon", "2/255"), {"epsilon": 2 / 255}),
        (("--epsilon", "0.0078"), {"epsilon": 0.0078}),
        ((), {"epsilon": 2 / 255}),
        (("--norm", "l2", "--epsilon", "4"), {"norm": "l2", "length": 4.0}),
        (("--norm", "l2"), {"norm": "l2", "length": 2.0}),
        (("--epsilon", "64/255"), {"epsilon": 64 / 255}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_budget_is_as_it_is_written(
    say: Say, cat: str, folder: Path, options: tuple[str, ...], values: dict[str, object]
) -> None:
    file = folder / "out.png"
    said = say(cat, "--steps", 8, *options, "-o", file, "--json")
    assert said.code == 0
    record = read_record(str(file))
    assert record is not None
    expected = attack_recipe({"steps": 8, **values})
    parameters = {name: record.parameters[name] for name in expected.values()}
    assert parameters == expected.values()
    size = said.row["l2"] if expected.measure == "l2" else said.row["linf"]
    assert 0 < size <= expected.radius * 1.0001


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--epsilon", "0"], "epsilon is "),
        (["--epsilon", "300/255"], "epsilon is 1/255 to 64/255, not ‘300/255’."),
        (["--epsilon", "nan"], "epsilon is "),
        (["--epsilon", "x"], "write it as 2/255 or 0.0078, not ‘x’"),
        (["--epsilon", "1/0"], "write it as 2/255 or 0.0078, not ‘1/0’"),
        (["--norm", "l2", "--epsilon", "51"], "epsilon is 0.1 to 50"),
        (["--method", "cw", "--epsilon", "2/255"], "cw looks for the least change"),
        (["--method", "cw", "--survive"], "cw looks for the least change"),
        (["--method", "deepfool", "--epsilon", "2/255"], "deepfool looks for the least change"),
        (["--method", "deepfool", "--survive"], "deepfool looks for the least change"),
        (["--norm", "l3"], "l3"),
        (["--method", "magic"], "magic"),
        (["--steps", "0"], "steps is 1 to 1000, not ‘0’."),
        (["--seed", "-1"], "seed is 0 to 999999, not ‘-1’."),
        (["--target", "cranes"], "There is no class called ‘cranes’. Perhaps: crane"),
        (["--target", "5"], "5"),
        (["--backbone", "magic"], "magic"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_asked_for_is_told(
    say: Say, cat: str, folder: Path, arguments: list[str], told: str
) -> None:
    said = say(cat, *arguments, "-o", folder / "out.png")
    assert said.code == 2
    assert told in said.err
    assert said.out == ""
    assert names(folder) == ["cat.png"]


@pytest.mark.parametrize("method", ["cw", "deepfool"])
def test_least_change_is_looked_for_without_a_budget(
    say: Say, cat: str, folder: Path, method: str
) -> None:
    said = say(cat, "--method", method, "--steps", 8, "-o", folder / "out.png", "--json")
    assert (said.code, said.err) == (0, "")
    assert said.row["saved"] == str(folder / "out.png")


def test_output_is_asked_for(say: Say, cat: str) -> None:
    said = say(cat)
    assert said.code == 2
    assert "--output" in said.err


# What cannot be done


def test_target_that_is_seen_already_is_told(say: Say, cat: str, folder: Path) -> None:
    said = say(cat, "--target", SEEN, "-o", folder / "out.png", "--json")
    told = f"{SEEN} is what it sees already. Choose another class."
    assert (said.code, said.err.strip()) == (1, f"{cat}: {told}")
    assert said.row == {"file": cat, "error": {"kind": "already", "message": told}}
    assert names(folder) == ["cat.png"]


def test_without_json_a_failure_is_only_a_sentence(say: Say, cat: str, folder: Path) -> None:
    said = say(cat, "--target", SEEN, "-o", folder / "out.png")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"{cat}: ")


def test_untrained_network_has_no_mind_to_change(
    say: Say, networks: dict[str, Network], cat: str, folder: Path
) -> None:
    networks[DEFAULT] = replace(networks[DEFAULT], trained=False)
    said = say(cat, "-o", folder / "out.png", "--json")
    assert (said.code, said.out) == (2, "")
    assert "no mind to change" in said.err
    assert names(folder) == ["cat.png"]


@pytest.mark.parametrize("name", ["missing/out.png", "out", "out.gif", "missing/"])
def test_output_that_cannot_be_written_is_told_at_once(
    say: Say, cat: str, folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(loading, "load")
    said = say(cat, "-o", f"{folder}/{name}")
    assert said.code == 2
    assert said.err
    assert names(folder) == ["cat.png"]


@pytest.mark.parametrize("name", ["missing.png", "broken.png", "empty.png"])
def test_picture_that_cannot_be_read_is_told(say: Say, folder: Path, name: str) -> None:
    path = str(folder / name)
    if name == "broken.png":
        write(folder, name, encoded(noise(40, 30))[:200])
    if name == "empty.png":
        write(folder, name)
    said = say(path, *BRIEF, "-o", folder / "out.png", "--json")
    assert said.code == 1
    error = said.row["error"]
    assert said.row == {"file": path, "error": {"kind": error["kind"], "message": error["message"]}}
    assert said.err.strip() == f"{path}: {error['message']}"
    assert error["kind"]
    assert not (folder / "out.png").exists()


def test_judge_that_cannot_be_loaded_is_left_out(
    say: Say, networks: dict[str, Network], cat: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = loading.load

    def load(*, name: str, **options: Any) -> Generator[Step, None, Network]:  # noqa: ANN401
        if name == LITES[0]:
            raise OutOfMemoryError
        return real(name=name, **options)

    monkeypatch.setattr(loading, "load", load)
    said = say(cat, *BRIEF, "-o", folder / "out.png", "--json")
    assert said.code == 0
    assert said.err.startswith(f"{LITES[0]} cannot judge it. ")
    assert [one["backbone"] for one in said.row["judges"]] == [LITES[1]]


# Several pictures, and folders


def test_several_go_into_a_folder(say: Say, folder: Path, into: Path) -> None:
    pictures = {"a.png": noise(40, 30, 1), "b.png": noise(40, 30, 2)}
    paths = [write(folder, name, encoded(pixels)) for name, pixels in pictures.items()]
    said = say(*paths, "--target", WISHED, *BRIEF, "-o", into, "--json")
    assert (said.code, said.err) == (0, "")
    assert [row["file"] for row in said.rows] == paths
    assert [row["saved"] for row in said.rows] == [str(into / "a.png"), str(into / "b.png")]
    assert names(into) == ["a.png", "b.png"]


def test_names_do_not_collide(say: Say, folder: Path, into: Path) -> None:
    other = folder / "other"
    other.mkdir()
    files = [(folder, "cat.png"), (other, "cat.jpg"), (other, "CAT.png"), (other, "cat 2.png")]
    paths = [
        write(where, name, encoded(noise(40, 30, at), "JPEG" if "jpg" in name else "PNG"))
        for at, (where, name) in enumerate(files)
    ]
    said = say(*paths, "--target", WISHED, *BRIEF, "-o", into, "--json")
    assert said.code == 0
    saved = [row["saved"] for row in said.rows]
    assert len({one.casefold() for one in saved}) == 4
    assert sorted(saved) == sorted(str(into / name) for name in names(into))
    for path, row in zip(paths, said.rows, strict=True):
        assert row["file"] == path
        run = read_record(row["saved"])
        assert run is not None
        assert run.operation == "attack"


def test_folder_is_gone_through(say: Say, folder: Path, into: Path) -> None:
    pictures = folder / "pictures"
    (pictures / "deeper").mkdir(parents=True)
    for at, name in enumerate(("img10.png", "img2.png", "deeper/img1.png")):
        write(pictures, name, encoded(noise(40, 30, at)))
    write(pictures, "notes.txt", b"no picture")
    said = say(pictures, "--target", WISHED, *BRIEF, "-o", into, "--json")
    assert said.code == 0
    assert said.err.strip() == f"{pictures}: left out 0 hidden and 1 that are no pictures."
    assert names(into) == ["img1.png", "img10.png", "img2.png"]
    assert [row["success"] for row in said.rows] == [True] * 3


def test_one_bad_picture_does_not_stop_the_others(say: Say, folder: Path, into: Path) -> None:
    pictures = folder / "pictures"
    pictures.mkdir()
    write(pictures, "a.png", b"no picture")
    write(pictures, "b.png", encoded(noise(40, 30)))
    said = say(pictures, "--target", WISHED, *BRIEF, "-o", into, "--json")
    assert said.code == 1
    first, second = said.rows
    assert said.err.strip() == f"{pictures / 'a.png'}: {first['error']['message']}"
    assert names(into) == ["b.png"]
    assert second["success"] is True


def test_folder_for_several_must_be_there(say: Say, folder: Path, cat: str) -> None:
    other = write(folder, "dog.png", encoded(noise(40, 30, 1)))
    for output in (folder / "missing", folder / "out.png"):
        said = say(cat, other, "-o", output)
        assert said.code == 2
        assert said.err.strip() == f"There are 2 pictures: make the folder {output} first."
    assert names(folder) == ["cat.png", "dog.png"]


def test_folder_without_pictures_is_told(say: Say, folder: Path, into: Path) -> None:
    empty = folder / "nothing"
    empty.mkdir()
    said = say(empty, *BRIEF, "-o", into)
    assert said.err.strip() == f"{empty}: there is no picture in it."
    assert names(into) == []


def test_folder_that_cannot_be_read_is_told(
    say: Say, folder: Path, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = folder / "locked"
    locked.mkdir()
    forbid(str(locked), monkeypatch)
    said = say(locked, *BRIEF, "-o", into)
    assert said.code == 1
    assert said.err.startswith(f"{locked}: ")


@pytest.mark.parametrize("named", ["folder", "file"])
def test_pictures_stay_when_results_go_beside_them(
    say: Say, folder: Path, cat: str, named: str
) -> None:
    before = read(cat).pixels
    say(folder if named == "folder" else cat, "--target", WISHED, *BRIEF, "-o", folder)
    assert np.array_equal(read(cat).pixels, before)
