"""`ideal-cat features` saves what a layer makes of a picture, or says in a sentence why not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from desktop_app import paths
from desktop_app.engine import backbone, colours, images, looking, seen
from desktop_app.engine.catalogue import DEFAULT
from desktop_app.engine.contract import Source, Step
from desktop_app.engine.errors import OutOfMemoryError
from tests.backbones import drained
from tests.engine.small_networks import convolutional, network_of, nothing_left
from tests.helpers import awkward_folder, encoded, smooth, write
from tests.speaking import Said, play, speaker

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from desktop_app.engine.contract import Network
    from desktop_app.engine.seen import Seen

ROOT = Path(__file__).parents[1]
SECONDS = 60
LAYERS = [
    ("0", [4, 32, 32]),
    ("1", [4, 32, 32]),
    ("2", [4, 16, 16]),
    ("3", [5, 16, 16]),
    ("4", [5, 16, 16]),
    ("5", [5, 1, 1]),
    ("6", [5, 1, 1]),
    ("7", [5, 1, 1]),
]


@pytest.fixture
def small() -> Network:
    return network_of(convolutional())


@pytest.fixture
def say(
    small: Network, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Said]:
    """Return the command with a small network, which it must leave as it was."""
    play(monkeypatch, {DEFAULT: small})
    run = speaker(capsys)

    def say(*arguments: str | Path) -> Said:
        with nothing_left(backbone.of(small)):
            return run("features", *arguments)

    return say


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return awkward_folder(tmp_path)


@pytest.fixture
def cat(folder: Path) -> str:
    return write(folder, "cat.png", encoded(smooth(48, 40)))


def expected(network: Network, file: str, method: str, **options: Any) -> Seen:  # noqa: ANN401
    """What the engine sees in layer 4."""
    steps = looking.look(
        network=network,
        picture=images.decode(Source(file, file)),
        layer="4",
        method=method,
        table=colours.read(paths.resource("colours/magma.tsv")),
        **options,
    )
    return drained(steps)


def pixels(file: Path) -> np.ndarray[Any, Any]:
    with Image.open(file) as image:
        return np.array(image)


# The list


def test_layers_are_listed_one_a_line(say: Callable[..., Said], cat: str) -> None:
    said = say(cat, "--layer", "list")
    assert said == Said(0, "0\n1\n2\n3\n4\n5\n6\n7\n", "")


def test_layers_are_listed_with_their_shapes(say: Callable[..., Said], cat: str) -> None:
    said = say(cat, "--layer", "list", "--json")
    assert (said.code, said.err) == (0, "")
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert rows == [{"layer": name, "shape": shape} for name, shape in LAYERS]


def test_the_list_of_an_untrained_network_is_nothing_but_names(
    say: Callable[..., Said], cat: str
) -> None:
    said = say(cat, "--layer", "list", "--backbone", "alexnet:untrained")
    lines = said.out.splitlines()
    assert lines[:2] == ["features.0", "features.1"]
    assert lines[-2:] == ["classifier.6", "classifier"]
    assert all(line and " " not in line for line in lines)
    assert said.err == "AlexNet is untrained: its answers are chance.\n"


# What is saved


@pytest.mark.parametrize("method", seen.METHODS)
def test_every_method_is_saved_as_a_picture_and_as_numbers(
    say: Callable[..., Said], small: Network, folder: Path, cat: str, method: str
) -> None:
    found = expected(small, cat, method)
    shape = " × ".join(map(str, found.values.shape))
    for name in ("out.png", "OUT.NPZ"):
        out = folder / name
        said = say(cat, "--layer", "4", "--method", method, "-o", out)
        told = f"{found.remark}\n" if found.remark else ""
        assert said == Said(0, f"{out}: {method} of 4, {shape}\n", told)
    assert np.array_equal(pixels(folder / "out.png"), found.picture)
    with np.load(folder / "OUT.NPZ") as arrays:
        assert arrays.files == ["4"]
        assert np.array_equal(arrays["4"], found.values)
    assert sorted(os.listdir(folder)) == ["OUT.NPZ", "cat.png", "out.png"]


@pytest.mark.parametrize("method", ["maps", "guided", "occlusion"])
def test_a_map_is_chosen_by_its_number(
    say: Callable[..., Said], small: Network, folder: Path, cat: str, method: str
) -> None:
    out = folder / "out.npz"
    for unit in (0, 4):
        said = say(cat, "--layer=4", f"--method={method}", f"--unit={unit}", "--json", "-o", out)
        found = expected(small, cat, method, unit=unit)
        assert said.row == {
            "file": cat,
            "backbone": "small",
            "layer": "4",
            "method": method,
            "unit": unit,
            "shape": list(found.values.shape),
            "saved": str(out),
        }
        with np.load(out) as arrays:
            assert np.array_equal(arrays["4"], found.values)


def test_of_all_maps_none_is_named(say: Callable[..., Said], folder: Path, cat: str) -> None:
    row = say(cat, "--layer", "4", "--json", "-o", folder / "out.png").row
    assert (row["method"], row["unit"], row["shape"]) == ("maps", None, [5, 16, 16])


@pytest.mark.parametrize(
    "target", ["2", "egyptian cat", "n00000002", "N00000002", " Egyptian cat "]
)
def test_grad_cam_explains_the_class_that_is_named(
    say: Callable[..., Said], small: Network, folder: Path, cat: str, target: str
) -> None:
    out = folder / "out.npz"
    asked = (cat, "--layer", "4", "--method", "gradcam", "--target", target, "--json", "-o", out)
    assert say(*asked).row["unit"] == 2
    with np.load(out) as arrays:
        assert np.array_equal(arrays["4"], expected(small, cat, "gradcam", target=2).values)


@pytest.mark.parametrize("unit", ["1", "99", "-5"])
def test_grad_cam_ignores_the_map(
    say: Callable[..., Said], folder: Path, cat: str, unit: str
) -> None:
    asked = (cat, "--layer", "4", "--method", "gradcam", "-o")
    plain, with_unit = folder / "plain.png", folder / "unit.png"
    assert say(*asked, plain).code == 0
    assert say(*asked, with_unit, f"--unit={unit}").code == 0
    assert plain.read_bytes() == with_unit.read_bytes()


def test_what_a_person_should_know_is_said_beside_the_answer(
    say: Callable[..., Said], small: Network, folder: Path, cat: str
) -> None:
    bias = backbone.of(small).module.get_parameter("3.bias")
    bias.fill_(-100)
    said = say(cat, "--layer", "4", "--method", "guided", "-o", folder / "out.png")
    assert (said.code, said.err) == (0, f"{seen.WHOLE_MAP}\n")


# What goes wrong


def refused(said: Said, folder: Path, code: int = 2) -> str:
    """The one sentence, when nothing else was said or written."""
    assert (said.code, said.out) == (code, "")
    assert said.err.count("\n") == 1
    assert said.err.endswith(".\n")
    assert os.listdir(folder) == ["cat.png"]
    return said.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("--layer", "nonsense"),
            "Small has no layer with maps called ‘nonsense’. It has 0, 1, 2 and others.",
        ),
        (("--layer", ""), "Small has no layer with maps called ‘’. It has 0, 1, 2 and others."),
        (("--layer", "4", "--unit", "5"), "4 has maps 0 to 4, not 5."),
        (("--layer", "4", "--unit=-1", "--method", "deconvnet"), "4 has maps 0 to 4, not -1."),
        (
            ("--layer", "4", "--method", "gradcam", "--target", "siamese"),
            "There is no class called ‘siamese’. Perhaps: Siamese cat.",
        ),
        (
            ("--layer", "4", "--method", "gradcam", "--target", "5"),
            "There is no class called ‘5’. Perhaps: tench.",
        ),
        (
            ("--layer", "4", "--backbone", "nonsense"),
            "There is no network called ‘nonsense’. There are: ",
        ),
    ],
)
def test_what_is_not_there_is_told(
    say: Callable[..., Said], folder: Path, cat: str, arguments: tuple[str, ...], sentence: str
) -> None:
    for name in ("out.png", "out.npz"):
        said = say(cat, *arguments, "-o", folder / name)
        assert refused(said, folder).startswith(sentence)


@pytest.mark.parametrize("method", ["guided", "deconvnet"])
def test_a_method_that_does_not_suit_is_told(
    say: Callable[..., Said], folder: Path, cat: str, method: str
) -> None:
    asked = (cat, "--layer", "features.2", "--backbone", "efficientnet_b0:untrained")
    said = say(*asked, "--method", method, "-o", folder / "out.png")
    chance, sentence = said.err.splitlines()
    assert (said.code, said.out) == (2, "")
    assert chance.endswith("is untrained: its answers are chance.")
    assert sentence.startswith("Guided and deconvnet need ReLU; EfficientNet-B0 ")
    assert sentence.endswith(" uses SiLU. Gradient and Grad-CAM work here.")
    assert os.listdir(folder) == ["cat.png"]


@pytest.mark.parametrize("output", [(), ("-o", "out.jpg"), ("-o", "png"), ("-o", "out.png.txt")])
def test_without_a_place_to_save_nothing_is_loaded(
    say: Callable[..., Said],
    folder: Path,
    cat: str,
    output: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("desktop_app.engine.loading.load", None)
    said = say(cat, "--layer", "4", *output)
    assert refused(said, folder).startswith("Say where to save what is seen: -o OUT.png ")


def test_a_place_that_cannot_be_written_is_told(
    say: Callable[..., Said], folder: Path, cat: str
) -> None:
    for place in (folder / "missing" / "out.png", Path(cat) / "out.npz"):
        sentence = refused(say(cat, "--layer", "4", "-o", place), folder)
        assert sentence.startswith(f"{place} could not be written: ")


def test_a_picture_that_cannot_be_read_is_told(
    say: Callable[..., Said], folder: Path, cat: str, tmp_path: Path
) -> None:
    text = write(tmp_path, "text.png", b"a text")
    for file in (text, str(tmp_path / "missing.png"), str(folder)):
        said = say(file, "--layer", "4", "-o", folder / "out.png")
        assert refused(said, folder, 1).startswith(f"{file} cannot be read. ")


def test_memory_that_runs_out_is_told(
    say: Callable[..., Said], folder: Path, cat: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(**_: object) -> Generator[Step, None, Seen]:
        yield Step(0, 1)
        raise OutOfMemoryError

    monkeypatch.setattr(looking, "look", look)
    said = say(cat, "--layer", "4", "-o", folder / "out.png")
    assert refused(said, folder).startswith("Not enough memory. ")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("cat.png",), "the following arguments are required: --layer"),
        (("--layer", "4"), "the following arguments are required: IMAGE"),
        (("cat.png", "--layer", "4", "--unit", "first"), "--unit: invalid int value: 'first'"),
        (("cat.png", "--layer", "4", "--method", "magic"), "--method: invalid choice: 'magic'"),
        (("cat.png", "--layer", "4", "--device", "abacus"), "not ‘abacus’"),
    ],
)
def test_misuse_is_told_in_a_sentence(
    say: Callable[..., Said], arguments: tuple[str, ...], sentence: str
) -> None:
    said = say(*arguments)
    assert (said.code, said.out) == (2, "")
    assert sentence in said.err


# The program by itself


def test_the_command_is_there_before_anything_heavy() -> None:
    heavy = "torch", "torchvision", "timm", "numpy", "PIL", "PySide6"
    code = f"import sys, desktop_app.cli.features; print(*[x for x in {heavy} if x in sys.modules])"
    asked = [sys.executable, "-c", code]
    said = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS)
    assert (said.returncode, said.stdout, said.stderr) == (0, "\n", "")


def test_the_bundled_network_looks_at_a_cat(tmp_path: Path) -> None:
    cat = str(ROOT / "resources" / "samples" / "chelsea.png")
    out = tmp_path / "out.png"
    asked = [sys.executable, "-m", "desktop_app", "features", cat, "--layer", "blocks.3"]
    asked += ["--method", "deconvnet", "--json", "-o", str(out)]
    run = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS)
    assert (run.returncode, run.stderr) == (0, f"{seen.NO_SWITCHES}\n")
    row = json.loads(run.stdout)
    assert (row["backbone"], row["shape"]) == ("efficientnet_lite0", [3, 224, 224])
    assert pixels(out).std() > 1
