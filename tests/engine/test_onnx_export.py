"""An exported network gives the program's own answers elsewhere, or there is no file."""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import psutil
import pytest
import torch
from torchvision.models import resnet18

from desktop_app.cli.common import awaited
from desktop_app.engine import backbone as backbones
from desktop_app.engine import (
    catalogue,
    children,
    modelfile,
    onnx_example,
    onnx_export,
    onnx_writing,
)
from desktop_app.engine import learned as kept
from desktop_app.engine.contract import ClassName, InputRule
from desktop_app.engine.errors import (
    ExportError,
    FileError,
    NotDownloadedError,
    OutOfMemoryError,
    SuffixError,
)
from desktop_app.engine.modelfile import Description
from desktop_app.engine.onnx_task import (
    EXPECTED,
    MissingExtraError,
    NotExportedError,
    Task,
    TooLargeToExportError,
    UnlikeError,
    take_answers,
)
from tests.backbones import imagenet, loaded, places
from tests.engine.test_transfer import fill, learned
from tests.helpers import encoded, oriented, smooth, tiny_network, write

if TYPE_CHECKING:
    from collections.abc import Generator

    from desktop_app.engine.contract import Network, Step
    from desktop_app.engine.onnx_task import Exported

RULE = InputRule(64, 72, "bilinear", (0.5, 0.4, 0.3), (0.2, 0.3, 0.25))
NAMES = ("ant", "bee", "قطة")


def answers(model: str | Path, pixels: torch.Tensor) -> list[np.ndarray]:
    """The file's probabilities and logits."""
    onnxruntime: Any = importlib.import_module("onnxruntime")
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    found: list[np.ndarray] = session.run(["probabilities", "logits"], {"pictures": pixels.numpy()})
    return found


def about(model: str | Path) -> dict[str, Any]:
    onnx: Any = importlib.import_module("onnx")
    props = onnx.load(str(model)).metadata_props
    said: dict[str, Any] = json.loads({one.key: one.value for one in props}["ideal_cat"])
    return said


def apart(model: str | Path, network: Network) -> tuple[float, float]:
    """How far probabilities are off at most, and logits by the greatest, for a batch of three."""
    side = network.input.size
    pixels = torch.rand(3, 3, side, side, generator=torch.Generator().manual_seed(0))
    logits = backbones.of(network).logits(pixels)
    probabilities, others = answers(model, pixels)
    first = float(np.abs(probabilities - logits.softmax(dim=1).numpy()).max())
    second = float(np.abs(others - logits.numpy()).max() / logits.abs().max())
    return first, second


def pictures(folder: Path) -> list[str]:
    """A lying JPEG, a transparent PNG, a text, and a strip: two that can be compared."""
    folder.mkdir()
    lying = encoded(smooth(90, 70), "JPEG", exif=oriented(6))
    clear = encoded(np.dstack([smooth(60, 80), np.full((80, 60), 100, np.uint8)]))
    strip = encoded(smooth(400, 20))
    named = {"lying.jpg": lying, "clear.png": clear, "text.png": b"a text", "strip.png": strip}
    return [write(folder, name, data) for name, data in named.items()]


# A network of one's own, by the two processes


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Exported]:
    """Lite0 with three classes of one's own, and what came of its export."""
    folder = tmp_path_factory.mktemp("own")
    file = str(folder / "My colours.safetensors")
    kept.save(learned(loaded(), fill(folder / "set", 2), folder / "store"), file, "Colours")
    steps = onnx_export.export(
        name=file,
        file=str(folder / "out's.onnx"),
        places=places(folder),
        pictures=pictures(folder / "seen"),
    )
    return file, awaited(steps)


def test_a_trained_network_answers_elsewhere_as_here(own: tuple[str, Exported]) -> None:
    file, exported = own
    network = loaded(file)
    assert max(apart(exported.file, network)) < 2e-5
    assert exported.pictures == 2
    assert exported.difference < 1e-4
    assert exported.bytes == Path(exported.file).stat().st_size
    left = {"My colours.safetensors", "set", "store", "seen", "out's.onnx", "out's_example.py"}
    assert {one.name for one in Path(file).parent.iterdir()} - {"checked.json"} == left
    said = about(exported.file)
    assert (said["title"], said["labels"]) == ("Colours", ["blue", "green", "red"])
    assert said["input"] == {"size": 224, "resize": 256, "interpolation": "bicubic"}
    assert said["inside"]["mean"] == list(network.input.mean)
    assert said["base_sha256"] == loaded().sha256
    assert "wnids" not in said


def test_the_example_runs_where_there_is_no_torch(own: tuple[str, Exported]) -> None:
    file, exported = own
    red = str(Path(file).parent / "set" / "red" / "0.png")
    code = (
        "import runpy, sys; sys.argv = sys.argv[1:]; "
        "sys.modules.update(dict.fromkeys(('torch', 'onnx', 'desktop_app'))); "
        "runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    asked = [sys.executable, "-c", code, exported.example, red]
    said = json.loads(subprocess.run(asked, capture_output=True, check=True).stdout)
    assert said["file"] == red
    assert said["best"][0]["label"] == "red"
    assert sum(one["probability"] for one in said["best"]) == pytest.approx(1)


# A small network, written in this process


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a ResNet with random weights was exported, but not compared."""
    folder = tmp_path_factory.mktemp("written")
    torch.manual_seed(0)
    tensors = resnet18(num_classes=3).state_dict()
    classes = tuple(ClassName("n", name) for name in NAMES)
    modelfile.write(
        str(folder / "small.safetensors"), tensors, Description("S", "resnet18", classes, RULE)
    )
    task = Task(
        name=str(folder / "small.safetensors"),
        file=str(folder / "model.onnx"),
        pictures=(str(folder / "none.png"),),
        places=places(folder),
    )
    task.write(folder)
    onnx_writing.write(folder, imagenet(), pictures(folder / "seen"))
    return folder


def test_a_resnet_answers_elsewhere_as_here(written: Path) -> None:
    take_answers(written, "S")  # raises what went wrong
    assert max(apart(written / "model.onnx", loaded(str(written / "small.safetensors")))) < 2e-5
    said = about(written / "model.onnx")
    assert said["labels"] == list(NAMES)
    assert said["wnids"] == ["n", "n", "n"]


def test_only_what_the_example_cannot_read_is_copied_for_it(written: Path) -> None:
    handed = [Path(one["handed"]) for one in take_answers(written, "S")]
    assert handed == [written / "seen" / "lying.jpg", written / "1.png"]


@pytest.fixture
def ready(written: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the first process of an export have done its work already."""

    def done(task: Task, folder: Path) -> Generator[Step, None, list[dict[str, Any]]]:
        yield from ()
        shutil.copy(written / "model.onnx", task.file)
        return take_answers(written, task.name)

    monkeypatch.setattr(onnx_export, "_written", done)
    return written


def exporting(
    folder: Path, name: str = catalogue.DEFAULT, file: str = "out.onnx"
) -> Generator[Step, None, Exported]:
    return onnx_export.export(name=name, file=str(folder / file), places=places(folder))


@pytest.mark.parametrize(
    ("right", "wrong", "error"),
    [
        ("/ 255", "/ 200", UnlikeError),
        ("import sys\n", "import sys\nsys.exit(1)\n", NotExportedError),
    ],
)
def test_a_file_that_fails_the_comparison_leaves_everything_as_it_was(
    ready: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    right: str,
    wrong: str,
    error: type[NotExportedError],
) -> None:
    (tmp_path / "out.onnx").write_bytes(b"older")
    assert onnx_example._TEXT.count(right) == 1
    monkeypatch.setattr(onnx_example, "_TEXT", onnx_example._TEXT.replace(right, wrong))
    with pytest.raises(error) as caught:
        awaited(exporting(tmp_path))
    assert type(caught.value) is error
    assert [one.name for one in tmp_path.iterdir()] == ["out.onnx"]
    assert (tmp_path / "out.onnx").read_bytes() == b"older"


def test_a_file_that_passes_replaces_the_older_one(ready: Path, tmp_path: Path) -> None:
    (tmp_path / "out.onnx").write_bytes(b"older")
    (tmp_path / "out_example.py").write_bytes(b"older")
    exported = awaited(exporting(tmp_path))
    assert exported.difference < 1e-4
    assert Path(exported.file).read_bytes() == (ready / "model.onnx").read_bytes()
    assert Path(exported.example).read_text(encoding="utf-8") == onnx_example.text("out.onnx")


@pytest.mark.parametrize(
    ("probability", "logit"), [(1.0, 30.1), (0.9998, 30), (float("nan"), 30), (1.0, float("nan"))]
)
def test_sure_answers_are_told_apart_by_their_logits(probability: float, logit: float) -> None:
    ours = {"title": "S", "file": "a.png", "probabilities": [1.0, 0.0], "logits": [30.0, -5.0]}
    same = {"index": 1, "probability": 0.0, "logit": -5.0}
    theirs = {"index": 0, "probability": probability, "logit": logit}
    good = {**theirs, "probability": 0.99995, "logit": 30.001}
    assert onnx_export._difference([ours], [{"best": [good, same]}]) == pytest.approx(5e-5)
    with pytest.raises(UnlikeError):
        onnx_export._difference([ours], [{"best": [same, theirs]}])


# Processes


def test_closing_ends_the_process_and_leaves_nothing(tmp_path: Path) -> None:
    before = set(psutil.Process().children())
    steps = exporting(tmp_path)
    step = next(steps)
    assert step.total == 0
    assert step.rest > 0
    (child,) = set(psutil.Process().children()) - before
    (folder,) = tmp_path.iterdir()
    assert {one.name for one in folder.iterdir()} == {"task.json", "words"}
    steps.close()
    assert not child.is_running()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("pass", NotExportedError),
        pytest.param(
            "import os; os.kill(os.getpid(), 9)",
            OutOfMemoryError,
            marks=pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals"),
        ),
    ],
)
def test_a_process_that_ends_too_early_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, error: type[Exception]
) -> None:
    monkeypatch.setattr(children, "program", lambda *_: [sys.executable, "-c", code])
    with pytest.raises(error):
        awaited(exporting(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_what_the_process_raises_is_raised_here(tmp_path: Path) -> None:
    Task("resnet50", str(tmp_path / "a.onnx"), (), places(tmp_path)).write(tmp_path)
    onnx_writing.write(tmp_path, imagenet(), ())
    with pytest.raises(NotDownloadedError, match="resnet50"):
        take_answers(tmp_path, "resnet50")
    assert sorted(one.name for one in tmp_path.iterdir()) == [EXPECTED, "task.json"]


def test_a_task_is_read_as_it_was_written(tmp_path: Path) -> None:
    task = Task("قطة.pt", "a\udce9.onnx", ("b.png", "c.png"), places(tmp_path))
    task.write(tmp_path)
    assert Task.read(tmp_path) == task


def test_a_frozen_program_is_its_own_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    assert children.script(Path("a.py"), "b")[-2:] == ["a.py", "b"]
    assert children.program("c")[1:] == ["-P", "-m", "desktop_app", "c"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert children.program("c") == [sys.executable, "c"]
    assert children.script(Path("a.py"), "b") == [sys.executable, children.RUN, "a.py", "b"]


# What is refused


def test_missing_libraries_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_export, "find_spec", lambda name: None if "script" in name else 1)
    with pytest.raises(MissingExtraError, match=r"onnxscript\..*ideal-cat\[onnx\]"):
        next(exporting(tmp_path))


def test_wrong_names_are_told_before_anything_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "run", None)
    with pytest.raises(SuffixError):
        next(exporting(tmp_path, file="out.pt"))
    with pytest.raises(FileError):
        next(exporting(tmp_path, name=str(tmp_path / "none.safetensors")))
    with pytest.raises(ExportError):
        next(exporting(tmp_path, file="none/out.onnx"))
    (tmp_path / "a.onnx").write_bytes(b"weights")
    with pytest.raises(NotExportedError, match="itself"):
        next(exporting(tmp_path, name=str(tmp_path / "a.onnx"), file="a.onnx"))
    assert [one.name for one in tmp_path.iterdir()] == ["a.onnx"]


def test_one_file_holds_no_more_than_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    network = tiny_network()
    onnx_writing.check_size(network)
    monkeypatch.setattr(onnx_writing, "LARGEST", 40)
    with pytest.raises(TooLargeToExportError, match="2 GB at most"):
        onnx_writing.check_size(network)


def test_without_any_picture_nothing_can_be_compared(tmp_path: Path) -> None:
    Task(catalogue.DEFAULT, "a.onnx", (), places(tmp_path)).write(tmp_path)
    onnx_writing.write(tmp_path, imagenet(), (write(tmp_path, "a.png", b"a text"),))
    with pytest.raises(NotExportedError, match="no picture"):
        take_answers(tmp_path, "Lite0")
