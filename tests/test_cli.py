"""The command line answers on standard output, speaks on the other, and shows no traceback."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from desktop_app import __version__, cli
from desktop_app.__main__ import main
from desktop_app.cli import common
from desktop_app.engine.contract import UNLIKE, Step
from desktop_app.engine.errors import OutOfMemoryError, WeightsError
from tests.helpers import awkward_folder, encoded, forbid, tiny_network, write

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from typing import IO

    from desktop_app.engine.contract import Network

ROOT = Path(__file__).parents[1]
SECONDS = 60
"""How long a program of its own may take; far longer than it does."""

COLOURS = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255)}
NO_PICTURE = "What it holds is no picture format that is known here."


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The lines of `--json`."""
        assert self.out.endswith("\n") or not self.out
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def labels(self) -> list[object]:
        """Of each line of `--json --top 1`, the class or the kind of error."""
        return [label(row) for row in self.rows]


def label(row: dict[str, Any]) -> object:
    match row:
        case {"predictions": [{"label": str(name)}], "error": None}:
            return name
        case {"predictions": [], "error": {"kind": str(kind), "message": str()}}:
            return kind
    return row


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Return the program, with a tiny network that knows colours in the place of the real ones."""
    from desktop_app.engine import loading

    def load(**_: object) -> Generator[Step, None, Network]:
        yield Step(0, 0)
        return tiny_network()

    monkeypatch.setattr(loading, "load", load)

    def run(*arguments: str | Path) -> Said:
        code = main([str(argument) for argument in arguments])
        said = Said(code, *capsys.readouterr())
        assert "Traceback" not in said.err
        return said

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return awkward_folder(tmp_path)


def plain(folder: Path, name: str, colour: str) -> str:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    return write(folder, name, encoded(np.full((9, 12, 3), COLOURS[colour], np.uint8)))


def program(
    *arguments: str, out: IO[bytes] | int = PIPE, speaking: Mapping[str, str] | None = None
) -> Popen[bytes]:
    """Start the program by itself, with its output buffered as usual."""
    command = [sys.executable, "-m", "desktop_app", *arguments]
    environment = {**os.environ, "PYTHONUNBUFFERED": "", **(speaking or {})}
    return Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=PIPE)


def finished(running: Popen[bytes]) -> Said:
    with running:
        out, err = running.communicate(timeout=SECONDS)
    return Said(running.returncode, (out or b"").decode("utf-8"), err.decode("utf-8"))


# Answers


def test_a_picture_gets_a_table(say: Callable[..., Said], folder: Path) -> None:
    path = plain(folder, "red.png", "red")
    said = say("predict", path, "--top", "2")
    assert said == Said(
        code=0,
        out=f"{path}: very sure\n"
        f"  red                                99.87%  n00000000\n"
        f"  green                               0.03%  n00000001\n",
        err="",
    )


def test_five_classes_are_shown_unless_told_otherwise(
    say: Callable[..., Said], folder: Path
) -> None:
    assert len(say("predict", plain(folder, "red.png", "red")).out.splitlines()) == 6


def test_json_has_exactly_these_keys(say: Callable[..., Said], folder: Path) -> None:
    path = plain(folder, "red.png", "red")
    said = say("predict", "--json", "--top", "1", path)
    (row,) = said.rows
    share = row["predictions"][0]["probability"]
    assert (said.code, said.err) == (0, "")
    assert said.out == (
        f'{{"file": "{path}", "backbone": "tiny", "predictions": [{{"index": 0, '
        f'"wnid": "n00000000", "label": "red", "probability": {share!r}}}], "error": null}}\n'
    )
    assert share == pytest.approx(0.99866, abs=1e-5)


def able_to_tell() -> Network:
    """The tiny network; grey it was not trained on."""
    import torch

    from desktop_app.engine import backbone
    from desktop_app.engine.novelty import Novelty

    network = tiny_network()
    backbone.of(network).novelty = Novelty("2", torch.eye(3), torch.empty(0, 3), 0.5)
    return network


def test_a_network_that_can_tell_says_what_is_new(
    say: Callable[..., Said], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(common, "load", lambda *_: able_to_tell())
    grey = write(folder, "grey.png", encoded(np.full((9, 12, 3), 128, np.uint8)))
    paths = plain(folder, "red.png", "red"), grey
    rows = say("predict", "--json", *paths).rows
    assert [row["unlike"] for row in rows] == [False, True]
    first, second, *_ = say("predict", "--top", "1", grey).out.splitlines()
    assert (first, second) == (f"{grey}: unsure", f"  {UNLIKE}")
    assert UNLIKE not in say("predict", paths[0]).out


def test_answers_come_in_the_order_of_the_names(say: Callable[..., Said], folder: Path) -> None:
    paths = [plain(folder, f"{colour}.png", colour) for colour in ("red", "blue", "green")]
    text = write(folder, "text.txt", b"a text")
    missing = str(folder / "missing.png")
    said = say("predict", "--json", "--top=1", paths[0], text, paths[1], missing, paths[2], text)
    assert said.labels == ["red", "not-a-picture", "blue", "missing", "green", "not-a-picture"]
    assert [row["file"] for row in said.rows[:4]] == [paths[0], text, paths[1], missing]
    assert (said.code, said.err) == (1, "")


def test_a_file_that_is_named_is_answered_whatever_it_is(
    say: Callable[..., Said], folder: Path
) -> None:
    text = write(folder, "text.txt", b"a text")
    (row,) = say("predict", "--json", text).rows
    assert row == {
        "file": text,
        "backbone": "tiny",
        "predictions": [],
        "error": {"kind": "not-a-picture", "message": NO_PICTURE},
    }
    said = say("predict", text, plain(folder, ".red.png", "red"))
    assert said.err == f"{text} cannot be read. {NO_PICTURE}\n"
    assert said.out.startswith(f"{folder / '.red.png'}: very sure\n")
    assert said.code == 1


def test_a_folder_is_searched_in_a_person_s_order(say: Callable[..., Said], folder: Path) -> None:
    names = ["img1.png", "img2.png", "img10.png", "inner/a.png", "inner/deep/b.png", "z.png"]
    for name in reversed(names):
        plain(folder, name, "blue")
    for name in (".hidden.png", ".hidden/c.png", "inner/.also.png"):
        plain(folder, name, "red")
    for name in ("notes.txt", "inner/README", "inner/deep/movie.mp4", "z.pdf"):
        write(folder, name, b"text")
    said = say("predict", "--json", "--top", "1", folder)
    assert [row["file"] for row in said.rows] == [str(folder / name) for name in names]
    assert said.labels == ["blue"] * 6
    assert said.err == f"{folder}: left out 3 hidden and 4 that are no pictures.\n"
    assert said.code == 0


def test_a_folder_without_pictures_is_no_failure(say: Callable[..., Said], folder: Path) -> None:
    said = say("predict", "--json", folder)
    assert said == Said(0, "", f"{folder}: there is no picture in it.\n")


def test_a_folder_that_may_not_be_read_is_named(
    say: Callable[..., Said], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    red = plain(folder, "red.png", "red")
    locked = str(folder / "locked")
    os.mkdir(locked)
    forbid(locked, monkeypatch)
    said = say("predict", "--json", "--top", "1", folder)
    os.chmod(locked, 0o700)
    assert [row["file"] for row in said.rows] == [red]
    assert said.err == f"{locked}: You have no permission to read it.\n"
    assert said.code == 1


def test_what_begins_with_a_dash_follows_two(
    say: Callable[..., Said], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain(folder, "--top.png", "red")
    monkeypatch.chdir(folder)
    said = say("predict", "--json", "--top", "1", "--", "--top.png")
    assert (said.labels, said.rows[0]["file"]) == (["red"], "--top.png")


def test_names_that_are_not_utf_8_come_back(say: Callable[..., Said], folder: Path) -> None:
    name = os.fsdecode(b"caf\xe9.png")
    try:
        path = plain(folder, name, "red")
    except OSError:
        pytest.skip("this file system has only UTF-8 names")
    (row,) = say("predict", "--json", path).rows
    assert row["file"] == path
    assert say("predict", path).out.startswith(f"{folder}{os.sep}caf\\udce9.png: very sure\n")


def test_another_device_is_said_once_and_the_pictures_are_answered(
    say: Callable[..., Said], folder: Path
) -> None:
    path = plain(folder, "red.png", "red")
    said = say("predict", "--json", "--device", "cuda:63", "--top", "1", path, path)
    assert (said.code, said.labels) == (0, ["red", "red"])
    assert said.err == "CUDA:63: there is no such device. The CPU is used instead.\n"


# Misuse


def test_a_device_that_cannot_be_is_told(say: Callable[..., Said]) -> None:
    said = say("predict", "cat.png", "--device", "nonsense")
    assert (said.code, said.out) == (2, "")
    assert "a device is auto, cpu, mps, cuda or cuda:0, not ‘nonsense’" in said.err


@pytest.mark.parametrize("value", ["0", "21", "x", "", "-1", "1.5", "²", "1e1"])
def test_a_wrong_number_of_classes_is_told(say: Callable[..., Said], value: str) -> None:
    said = say("predict", "cat.png", f"--top={value}")
    assert (said.code, said.out) == (2, "")
    assert said.err.endswith(f"error: argument --top: top is 1 to 20, not ‘{value}’.\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "the following arguments are required: FILE|FOLDER"),
        (("--top", "3"), "the following arguments are required: FILE|FOLDER"),
        (("cat.png", "--top"), "argument --top: expected one argument"),
        (("cat.png", "--jsn"), "unrecognized arguments: --jsn"),
    ],
)
def test_misuse_is_told_in_a_sentence(
    say: Callable[..., Said], arguments: tuple[str, ...], sentence: str
) -> None:
    said = say("predict", *arguments)
    assert (said.code, said.out) == (2, "")
    assert sentence in said.err


# What goes wrong


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (WeightsError(name="Lite0", reason="gone"), "The weights of Lite0 cannot be used: gone."),
        (OutOfMemoryError(), "Not enough memory."),
        (RuntimeError("shapes differ"), "RuntimeError('shapes differ')"),
    ],
    ids=["weights", "memory", "mistake"],
)
def test_a_network_that_cannot_be_used_is_told(
    say: Callable[..., Said],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    sentence: str,
) -> None:
    monkeypatch.setattr("desktop_app.engine.loading.load", failing(error))
    said = say("predict", plain(folder, "red.png", "red"))
    assert (said.code, said.out) == (2, "")
    assert sentence in said.err


def failing(error: BaseException) -> Callable[..., Generator[Step, None, Network]]:
    """A way to load networks that never gives one."""

    def load(**_: object) -> Generator[Step, None, Network]:
        yield Step(0, 0)
        raise error

    return load


def test_a_mistake_of_the_program_shows_itself_when_asked_to(
    say: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    error = RuntimeError("shapes differ")
    monkeypatch.setattr("desktop_app.engine.loading.load", failing(error))
    monkeypatch.setenv("IDEAL_CAT_DEBUG", "1")
    with pytest.raises(RuntimeError, match="shapes differ"):
        say("predict", "cat.png")


def test_control_c_ends_it_quietly(
    say: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.engine.loading.load", failing(KeyboardInterrupt()))
    assert say("predict", "cat.png") == Said(130, "", "")


# Terminal or window


@pytest.mark.parametrize(
    "arguments", [["predict"], ["backbones"], ["--help"], ["-h"], ["--version"]]
)
def test_a_command_is_for_the_terminal(arguments: list[str]) -> None:
    assert cli.is_meant(arguments)


@pytest.mark.parametrize("arguments", [[], ["cat.png"], ["./predict"], ["cat.png", "predict"]])
def test_anything_else_is_for_the_window(arguments: list[str]) -> None:
    assert not cli.is_meant(arguments)


def test_the_version_is_told(say: Callable[..., Said]) -> None:
    assert say("--version") == Said(0, f"ideal-cat {__version__}\n", "")


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["predict", "--help"]])
def test_help_is_told(say: Callable[..., Said], arguments: list[str]) -> None:
    said = say(*arguments)
    assert (said.code, said.err) == (0, "")
    assert "predict" in said.out


# The program by itself


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_simple_questions_need_neither_torch_nor_qt(option: str) -> None:
    code = (
        f"import sys; from desktop_app.__main__ import main; code = main(['{option}']); "
        "heavy = {'torch', 'torchvision', 'timm', 'numpy', 'PIL', 'PySide6'} & set(sys.modules); "
        "sys.exit(f'{heavy}' if heavy else code)"
    )
    said = finished(Popen([sys.executable, "-c", code], cwd=ROOT, stdout=PIPE, stderr=PIPE))
    assert (said.code, said.err) == (0, "")


def test_the_real_network_answers_in_utf_8_whatever_the_system_speaks(folder: Path) -> None:
    cat = str(ROOT / "resources" / "samples" / "chelsea.png")
    text = write(folder, "text.png", b"a text")
    ascii_only = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    said = finished(program("predict", "--json", cat, text, cat, speaking=ascii_only))
    assert (said.code, said.err) == (1, "")
    assert [row["file"] for row in said.rows] == [cat, text, cat]
    assert text in said.out  # as it is, not in escapes
    first, bad, _ = said.rows
    assert first["backbone"] == "efficientnet_lite0"
    assert "cat" in first["predictions"][0]["label"]
    assert len(first["predictions"]) == 5
    assert bad["error"]["kind"] == "not-a-picture"


def test_a_reader_that_has_had_enough_is_no_failure(folder: Path) -> None:
    for number in range(60):
        plain(folder, f"{number}.png", "red")
    with program("predict", "--json", str(folder)) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert json.loads(running.stdout.readline())["error"] is None
        running.stdout.close()
        assert (running.wait(SECONDS), running.stderr.read()) == (0, b"")


def test_help_that_nobody_reads_is_no_failure() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as nobody:
        assert finished(program("--help", out=nobody)) == Said(0, "", "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_full_disk_is_told() -> None:
    with open("/dev/full", "wb") as full:
        said = finished(program("--help", out=full))
    assert said == Said(2, "", "The system says: No space left on device.\n")
