"""`ideal-cat export`: what it says, and what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.cli import common
from desktop_app.engine import onnx_export
from desktop_app.engine.children import RUN
from desktop_app.engine.contract import Step
from desktop_app.engine.errors import NotDownloadedError
from desktop_app.engine.onnx_task import Exported
from tests.helpers import write
from tests.speaking import speaker

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from tests.speaking import Said

    Say = Callable[..., Said]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    return speaker(capsys)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Collect what would be exported; nothing is."""
    found: list[dict[str, Any]] = []

    def export(**given: Any) -> Generator[Step, None, Exported]:  # noqa: ANN401
        found.append(given)
        yield Step(0, 0)
        if given["name"] == "resnet50":
            raise NotDownloadedError(name="resnet50")
        return Exported(given["file"], "a_example.py", 18_796_745, 2e-6, 7)

    monkeypatch.setattr(onnx_export, "export", export)
    return found


def test_json_says_what_came_of_it(say: Say, asked: list[dict[str, Any]], tmp_path: Path) -> None:
    said = say("export", "Mine.safetensors", "-o", tmp_path / "قطة.onnx", "--json")
    assert (said.code, said.err) == (0, "")
    assert said.row == {
        "file": str(tmp_path / "قطة.onnx"),
        "example": "a_example.py",
        "bytes": 18_796_745,
        "difference": 2e-6,
        "pictures": 7,
    }
    (given,) = asked
    assert given["name"] == "Mine.safetensors"
    assert given["places"] == common.places()


def test_without_json_there_are_two_lines(
    say: Say, asked: list[dict[str, Any]], tmp_path: Path
) -> None:
    said = say("export", "efficientnet_lite0", "-o", tmp_path / "a.onnx")
    first, second = said.out.splitlines()
    assert first.endswith("a.onnx: 18.8 MB, compared on 7 pictures, at most 0.0000020 apart")
    assert second == "a_example.py: how to use it"


@pytest.mark.parametrize("name", ["Mine.pt", "nowhere/Mine.onnx"])
def test_place_of_the_file_is_checked_first(
    say: Say, asked: list[dict[str, Any]], tmp_path: Path, name: str
) -> None:
    said = say("export", "efficientnet_lite0", "-o", tmp_path / name)
    assert (said.code, said.out) == (2, "")
    assert "-o MODEL.onnx" in said.err
    assert asked == []


def test_what_cannot_be_exported_is_told(
    say: Say, asked: list[dict[str, Any]], tmp_path: Path
) -> None:
    said = say("export", "resnet50", "-o", tmp_path / "a.onnx")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("The weights of resnet50 are not on this computer.")


def test_the_network_itself_is_not_overwritten(say: Say, tmp_path: Path) -> None:
    file = write(tmp_path, "odd.onnx", b"weights")
    said = say("export", file, "-o", file)
    assert (said.code, said.out) == (2, "")
    assert "itself" in said.err
    assert (tmp_path / "odd.onnx").read_bytes() == b"weights"


def test_commands_for_the_processes_are_not_in_the_help(say: Say) -> None:
    said = say("--help")
    assert "export" in said.out
    assert RUN not in said.out


def test_a_script_is_run_with_its_arguments(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", [])
    script = write(tmp_path, "a.py", b"import sys\nprint(__name__, sys.argv[1:])\n")
    assert say(RUN, script, "b", "c").out == "__main__ ['b', 'c']\n"
