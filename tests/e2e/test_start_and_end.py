"""The real program, from its start to its exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app import paths
from tests.e2e.stage import SECONDS, Ended, at, execute, play

CLOSE = """
def begin():
    QTimer.singleShot(0, program.window.close)
"""

LOOK = """
def begin():
    print("loading", program.session.network is None)
    when(lambda: program.session.network is not None, choose)

def choose():
    print("network", program.session.network.name, len(program.session.network.classes))
    program.tab.drop_zone.sample_requested.emit("coffee.png")
    when(lambda: program.session.answer is not None, tell)

def tell():
    answer = program.session.answer
    print("answer", answer.best.name, answer.probabilities[0] > 0.5)
    print("shown", program.tab.answer.texts()[0], program.window.strip.answer.title.text())
    program.window.close()
"""

OPENED = """
def begin():
    when(done, tell)

def done():
    pictures = program.session.pictures
    return len(pictures) and not pictures.waiting() and program.runner.long is None

def tell():
    names = [entry.class_name for entry in program.session.pictures.entries()]
    print(program.session.picture.name, *names)
    program.window.close()
"""

IMPORTING = """
def begin():
    when(lambda: "torch" in sys.modules, close)

def close():
    # The worker is in the middle of the import: the module is there, and not complete.
    print("importing", not hasattr(sys.modules["torch"], "compile"))
    program.window.close()
"""

QUIT_WHEN_LOADED = """
def begin():
    when(lambda: program.session.network is not None, program.window.close)
"""

GARBAGE = b"\xff\xfe\0\1[window\n"
NONSENSE = b"[window]\ntheme=pink\ngeometry=@ByteArray(x)\n[network]\nbackbone=no\n"


@pytest.fixture
def person(home: Path) -> dict[str, str]:
    """The environment of somebody with an empty home."""
    return {**at(home), "QT_QPA_PLATFORM": "offscreen"}


def settings_of(person: dict[str, str]) -> Path:
    """Where the program would keep that person's settings."""
    return Path(person["XDG_CONFIG_HOME"]) / "Ideal Cat" / "settings.ini"


def lines(ended: Ended) -> list[str]:
    assert (ended.code, ended.err) == (0, "")
    return ended.out.splitlines()


def test_sample_is_classified(person: dict[str, str]) -> None:
    assert lines(play(LOOK, environment=person)) == [
        "loading True",
        "network efficientnet_lite0 1000",
        "answer espresso True",
        "shown espresso espresso",
    ]
    assert settings_of(person).is_file()


def test_files_of_the_command_line_are_opened(person: dict[str, str]) -> None:
    files = [str(paths.resource(f"samples/{name}")) for name in ("rocket.jpg", "coffee.png")]
    assert lines(play(OPENED, *files, environment=person)) == ["rocket.jpg missile espresso"]


def test_closed_at_once(person: dict[str, str]) -> None:
    assert lines(play(CLOSE, environment=person)) == []


def test_closed_while_torch_is_imported(person: dict[str, str]) -> None:
    assert lines(play(IMPORTING, environment=person)) == ["importing True"]


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\0\1[window\n",
        b"[window]\ntheme=pink\ngeometry=@ByteArray(x)\n[network]\nbackbone=no\n",
    ],
    ids=["garbage", "nonsense"],
)
def test_damaged_settings_do_not_stop_the_start(person: dict[str, str], content: bytes) -> None:
    file = settings_of(person)
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    assert lines(play(QUIT_WHEN_LOADED, environment=person)) == []


def test_home_that_cannot_be_written(person: dict[str, str], home: Path) -> None:
    """A file where the folders should be stops even root."""
    for kind in ("config", "cache", "data", "state"):
        (home / kind).write_text("not a folder")
    assert lines(play(CLOSE, environment=person)) == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_no_display_is_one_sentence(person: dict[str, str]) -> None:
    without = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR")
    del person["QT_QPA_PLATFORM"]
    ended = execute(["-m", "desktop_app"], person, without)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("There is no display to open a window on.")
    assert ended.err.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_interrupt_closes_the_window(person: dict[str, str]) -> None:
    script = """
import os, signal

def begin():
    QTimer.singleShot(0, interrupt)

def interrupt():
    os.kill(os.getpid(), signal.SIGINT)
"""
    assert lines(play(script, environment=person)) == []


def test_console_script_is_the_same_program(person: dict[str, str]) -> None:
    script = Path(sys.executable).with_name("ideal-cat")
    if not script.exists():
        pytest.skip("the package is not installed")
    done = subprocess.run(
        [script, "--version"],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        env={**os.environ, **person},
    )
    assert done.returncode == 0
    assert done.stdout.startswith("ideal-cat ")
