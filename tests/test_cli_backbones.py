"""The command line names networks as the window does, lists them all, and fetches nothing."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from desktop_app import paths
from desktop_app.__main__ import main
from desktop_app.engine import architectures, catalogue, modelfile, published
from desktop_app.engine.contract import ClassName, InputRule
from desktop_app.engine.modelfile import Description
from desktop_app.settings import WEIGHTS, Settings
from tests.helpers import encoded, write

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
SECONDS = 60
KEYS = [
    "name",
    "title",
    "family",
    "year",
    "parameters",
    "gmacs",
    "top1",
    "top5",
    "bytes",
    "state",
    "licence",
]
NAME = "squeezenet1_1"
RULE = InputRule(32, 32, "bilinear", (0, 0, 0), (1, 1, 1))
VARIABLES = ("TORCH_HOME", "HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE")


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def rows(self) -> dict[str, dict[str, Any]]:
        """The lines of `--json` by name."""
        rows = [json.loads(line) for line in self.out.splitlines()]
        return {row["name"]: row for row in rows}


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Return the program, in a home where there is nothing yet."""
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)

    def run(*arguments: str | Path) -> Said:
        code = main([str(argument) for argument in arguments])
        return Said(code, *capsys.readouterr())

    return run


@pytest.fixture
def weights(home: Path) -> Path:
    """Return the folder in which published weights are looked for."""
    folder = home / "cache" / "torch" / "hub" / "checkpoints"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def picture(tmp_path: Path) -> str:
    return write(tmp_path, "red.png", encoded(np.full((40, 40, 3), (255, 0, 0), np.uint8)))


def saved(folder: Path, name: str = NAME, classes: int = 3) -> str:
    """A file of random weights."""
    path = folder / "mine.pth"
    module = architectures.build(catalogue.parse(name), classes)
    torch.save(module.state_dict(), path)
    return str(path)


def own(folder: Path, title: str = "My cats") -> str:
    """A file that says which network it holds."""
    path = str(folder / f"{title}.safetensors")
    module = architectures.build(catalogue.parse(NAME), 2)
    classes = (ClassName("", "cat"), ClassName("", "dog"))
    modelfile.write(path, module.state_dict(), Description(title, NAME, classes, RULE))
    return path


def refused(said: Said) -> str:
    """The one sentence that is said of a network that cannot be used."""
    assert (said.code, said.out) == (2, "")
    assert said.err.count("\n") == 1
    assert said.err.endswith(".\n")
    return said.err


# The list


def test_all_networks_are_listed_with_what_is_known_of_them(say: Callable[..., Said]) -> None:
    said = say("backbones", "--json")
    assert (said.code, said.err) == (0, "")
    assert len(said.out.splitlines()) == len(said.rows) == 118
    assert all(list(row) == KEYS for row in said.rows.values())
    assert said.rows["resnet50"] == {
        "name": "resnet50",
        "title": "ResNet-50 V2",
        "family": "resnet",
        "year": 2015,
        "parameters": 25557032,
        "gmacs": 4.089,
        "top1": 0.80858,
        "top5": 0.95434,
        "bytes": 102540247,
        "state": "online",
        "licence": None,
    }


def test_what_is_not_known_is_null(say: Callable[..., Said]) -> None:
    rows = say("backbones", "--json").rows
    zfnet = rows["zfnet"]
    unknown = [key for key, value in zfnet.items() if value is None]
    assert unknown == ["top1", "top5", "bytes", "licence"]
    assert (zfnet["state"], zfnet["parameters"]) == ("untrained", 62_357_608)
    assert rows["efficientnet_lite0"]["licence"] == "Apache-2.0"
    shares = [row["top1"] for row in rows.values() if row["top1"] is not None]
    assert all(0.5 < share < 1 for share in shares)


def test_states_come_and_go_with_the_files(
    say: Callable[..., Said], weights: Path, home: Path
) -> None:
    before = say("backbones", "--json").rows
    states = {row["state"] for row in before.values()}
    assert states == {"bundled", "untrained", "online"}
    cached, partial = (published.entry(catalogue.parse(name)) for name in ("alexnet", "vgg16"))
    (weights / cached.file).write_bytes(b"1234")
    (weights / f"{partial.file}.part").write_bytes(b"12")
    paths.networks_folder().mkdir(parents=True)
    mine = own(paths.networks_folder())
    snapshot = home / "cache" / "huggingface" / "hub" / "models--timm--tiny.in1k" / "snapshots/ab"
    snapshot.mkdir(parents=True)
    (snapshot / "model.safetensors").write_bytes(b"1234")
    after = say("backbones", "--json").rows
    changed = {name: row["state"] for name, row in after.items() if row != before.get(name)}
    assert changed == {
        "alexnet": "cached",
        "vgg16": "partial",
        mine: "imported",
        "timm:tiny.in1k": "cached",
    }
    assert after[mine]["title"] == "My cats"


def test_weights_are_looked_for_where_the_window_was_told(
    say: Callable[..., Said], tmp_path: Path
) -> None:
    settings = Settings(paths.settings_file())
    settings.set(WEIGHTS, str(tmp_path))
    settings.save()
    (tmp_path / published.entry(catalogue.parse("alexnet")).file).touch()
    assert say("backbones", "--json").rows["alexnet"]["state"] == "cached"


def test_the_table_has_a_line_for_each(say: Callable[..., Said]) -> None:
    said = say("backbones")
    assert (said.code, said.err) == (0, "")
    heading, *lines = said.out.splitlines()
    assert heading.split() == ["name", "year", "parameters", "GMACs", "top-1", "MB", "state"]
    assert len(lines) == 118
    (line,) = (line for line in lines if line.startswith("resnet50 "))
    assert line.split() == ["resnet50", "2015", "25.6", "M", "4.09", "80.9%", "103", "online"]
    end = heading.index("GMACs") + len("GMACs")
    assert line[:end].endswith(" 4.09")
    (line,) = (line for line in lines if line.startswith("zfnet "))
    assert line.split() == ["zfnet", "2013", "62.4", "M", "1.17", "untrained"]
    column = heading.index("state")
    assert all(line[column - 1] == " " != line[column] for line in lines)


def test_listing_writes_nothing(say: Callable[..., Said], home: Path) -> None:
    say("backbones")
    assert not [file for file in home.rglob("*") if file.is_file()]


# One of them


def predicted(said: Said, remark: str = "") -> dict[str, Any]:
    assert (said.code, said.err) == (0, remark)
    row: dict[str, Any] = json.loads(said.out)
    assert row["error"] is None
    return row


def test_a_network_without_weights_answers(say: Callable[..., Said], picture: str) -> None:
    said = say("predict", "--json", "--backbone", f"{NAME}:untrained", picture)
    row = predicted(said, "SqueezeNet 1.1 is untrained: its answers are chance.\n")
    assert row["backbone"] == f"{NAME}:untrained"
    assert len(row["predictions"]) == 5


def test_a_file_of_weights_answers_by_its_path(
    say: Callable[..., Said], tmp_path: Path, picture: str
) -> None:
    path = own(tmp_path)
    row = predicted(say("predict", "--json", "--backbone", path, picture))
    assert row["backbone"] == path
    assert {one["label"] for one in row["predictions"]} == {"cat", "dog"}


def test_weights_fill_the_architecture_that_was_named(
    say: Callable[..., Said], tmp_path: Path, picture: str
) -> None:
    file = saved(tmp_path, "efficientnet_lite0")
    asked = ("predict", "--json", "--backbone", "efficientnet_lite0", "--weights", file, picture)
    half = (0.5, 0.5, 0.5)
    remark = f"Its input is taken to be 224 pixels, mean {half}, spread {half}.\n"
    row = predicted(say(*asked), remark)  # the file does not say how its pictures were prepared
    assert {one["label"] for one in row["predictions"]} == {"0", "1", "2"}


def test_weights_that_are_kept_in_the_window_s_folder_are_named_by_the_list(
    say: Callable[..., Said], picture: str
) -> None:
    paths.networks_folder().mkdir(parents=True)
    own(paths.networks_folder(), "Käse 猫")
    (name,) = (
        row["name"]
        for row in say("backbones", "--json").rows.values()
        if row["state"] == "imported"
    )
    assert predicted(say("predict", "--json", "--backbone", name, picture))["backbone"] == name


# Networks that cannot be used


def test_a_network_that_is_not_here_is_not_fetched(say: Callable[..., Said], picture: str) -> None:
    sentence = refused(say("predict", "--backbone", "resnet50", picture))
    assert sentence.startswith("The weights of resnet50 are not on this computer. ")
    sentence = refused(say("predict", "--backbone", "timm:resnet18.a1_in1k", picture))
    assert sentence.startswith("The weights of timm:resnet18.a1_in1k are not on this computer. ")


@pytest.mark.parametrize("name", ["nonsense", "resnet", "timm:nonsense", "resnet50:V3", ""])
def test_a_name_that_is_none_is_told_with_the_nearest(
    say: Callable[..., Said], picture: str, name: str
) -> None:
    sentence = refused(say("predict", "--backbone", name, picture))
    assert sentence.startswith(f"There is no network called ‘{name}’. There are: ")


def test_a_path_where_there_is_nothing_is_told(
    say: Callable[..., Said], picture: str, tmp_path: Path
) -> None:
    missing = str(tmp_path / "missing.pth")
    for arguments in (("--backbone", missing), ("--weights", missing), ("--backbone", tmp_path)):
        sentence = refused(say("predict", *arguments, picture))
        assert sentence.endswith("cannot be read: there is no such file.\n")


def test_weights_of_another_architecture_are_told(
    say: Callable[..., Said], picture: str, tmp_path: Path
) -> None:
    file = saved(tmp_path, "efficientnet_lite0")
    sentence = refused(say("predict", "--backbone", NAME, "--weights", file, picture))
    assert sentence.startswith("mine.pth does not fit SqueezeNet 1.1: ")


def test_damaged_weights_are_told(say: Callable[..., Said], picture: str, weights: Path) -> None:
    file = published.entry(catalogue.parse("alexnet")).file
    (weights / file).write_bytes(b"damaged")
    assert "AlexNet" in refused(say("predict", "--backbone", "alexnet", picture))


class Harmful:
    """An object whose pickle makes a file when it is read carelessly."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.mark,)


def test_nothing_in_a_file_is_run(say: Callable[..., Said], picture: str, tmp_path: Path) -> None:
    mark, evil = tmp_path / "mark", tmp_path / "evil.pth"
    for content in (pickle.dumps(Harmful(mark)), pickle.dumps({"weight": Harmful(mark)}, 2)):
        evil.write_bytes(content)
        for arguments in (("--backbone", evil), ("--backbone", "resnet18", "--weights", evil)):
            assert "would run a program" in refused(say("predict", *arguments, picture))
    assert not mark.exists()
    pickle.loads(evil.read_bytes())
    assert mark.exists()


# The program by itself


@pytest.mark.parametrize(
    "module", ["desktop_app.cli", "desktop_app.cli.backbones", "desktop_app.cli.predict"]
)
def test_commands_are_there_before_anything_heavy(module: str) -> None:
    heavy = "torch", "torchvision", "timm", "numpy", "PIL", "PySide6", "huggingface_hub"
    code = f"import sys, {module}; print(*[one for one in {heavy} if one in sys.modules])"
    asked = [sys.executable, "-c", code]
    said = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS)
    assert (said.returncode, said.stdout, said.stderr) == (0, "\n", "")


def test_a_wrong_path_is_told_before_torch_is_imported(picture: str) -> None:
    code = (
        "import sys; from desktop_app.__main__ import main; "
        f"code = main(['predict', '--backbone', 'missing.pth', {picture!r}]); "
        "sys.exit(9 if 'torch' in sys.modules else code)"
    )
    asked = [sys.executable, "-c", code]
    said = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS)
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == "missing.pth cannot be read: there is no such file.\n"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a child has the real home")
def test_the_list_is_told_in_utf_8_whatever_the_system_speaks(home: Path) -> None:
    folder = home / "data" / "Ideal Cat" / "networks"
    folder.mkdir(parents=True)
    own(folder, "Käse 猫")
    ascii_only = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    asked = [sys.executable, "-m", "desktop_app", "backbones"]
    said = subprocess.run(asked, cwd=ROOT, env=ascii_only, capture_output=True, timeout=SECONDS)
    assert (said.returncode, said.stderr) == (0, b"")
    assert "Käse 猫.safetensors" in said.stdout.decode("utf-8")
