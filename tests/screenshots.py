"""`make screenshots`: pictures of every tab, from bundled samples only, into docs/screenshots.

`python -m tests.screenshots FOLDER|FILE…` draws other pictures into the ignored build/screenshots.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from json import dumps, loads
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_app import app, paths
from desktop_app.views.theme import theme
from tests import scenes
from tests.waiting import program_is_idle, wait

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "docs" / "screenshots"
OTHERS = ROOT / "build" / "screenshots"
SAMPLES = ("chelsea.png", "coffee.png", "camera.png", "astronaut.png", "rocket.jpg")


@dataclass(frozen=True)
class Shot:
    """One picture to take; `files` are opened in the window, then the `scene` is set."""

    name: str
    mode: str = "light"
    width: int = 1280
    height: int = 800
    scale: float = 1
    mirrored: bool = False
    files: tuple[str, ...] = ()
    scene: str = ""


def _shots(files: tuple[str, ...]) -> list[Shot]:
    """Return those of all tabs."""
    tabs = (_predict, _backbone, _features, _ideal, _attack)
    return [*(shot for tab in tabs for shot in tab(files)), *_train()]


def _predict(files: tuple[str, ...]) -> list[Shot]:
    return [
        Shot("empty-light"),
        Shot("empty-dark", "dark"),
        Shot("predict-light", files=files),
        Shot("predict-dark", "dark", files=files),
        Shot("predict-dark-200", "dark", scale=2, files=files),
        Shot("predict-900", width=900, height=600, files=files),
        Shot("predict-mirrored", mirrored=True, files=files),
        Shot("predict-problem", files=(str(paths.resource("samples/samples.tsv")), *files)),
    ]


def _backbone(files: tuple[str, ...]) -> list[Shot]:
    return [
        Shot("compare-light", files=files, scene="compare"),
        Shot("compare-dark-900", "dark", 900, 600, files=files, scene="compare"),
        Shot("backbone-light", files=files, scene="catalogue"),
        Shot("backbone-dark", "dark", files=files, scene="catalogue"),
        Shot("backbone-900", width=900, height=600, files=files, scene="catalogue"),
        Shot("backbone-mirrored", mirrored=True, files=files, scene="catalogue"),
        Shot("backbone-dark-200", "dark", scale=2, files=files, scene="catalogue"),
        Shot("backbone-card-light", files=files, scene="card"),
        Shot("backbone-card-dark", "dark", files=files, scene="card"),
        Shot("backbone-card-mirrored", mirrored=True, files=files, scene="card"),
        Shot("backbone-download-light", files=files, scene="download"),
        Shot("backbone-inside-light", files=files, scene="inside"),
        Shot("backbone-inside-dark", "dark", files=files, scene="inside"),
        Shot("backbone-inside-mirrored", mirrored=True, files=files, scene="inside"),
        Shot("backbone-import-light", files=files, scene="import"),
        Shot("backbone-import-mirrored", mirrored=True, files=files, scene="import"),
        Shot("backbone-storage-light", files=files, scene="storage"),
    ]


def _features(files: tuple[str, ...]) -> list[Shot]:
    return [
        Shot("features-early-light", files=files, scene="features"),
        Shot("features-middle-dark", "dark", files=files, scene="middle"),
        Shot("features-late-light", files=files, scene="late"),
        Shot("features-projection-light", files=files, scene="projection"),
        Shot("features-projection-dark-200", "dark", scale=2, files=files, scene="projection"),
        Shot("features-why-dark", "dark", files=files, scene="why"),
        Shot("features-patches-light", files=files, scene="patches"),
        Shot("features-difference-light", files=files, scene="difference"),
        Shot("features-filters-dark", "dark", files=files, scene="filters"),
        Shot("features-900", width=900, height=600, files=files, scene="middle"),
        Shot("features-mirrored", mirrored=True, files=files, scene="middle"),
    ]


def _ideal(files: tuple[str, ...]) -> list[Shot]:
    return [
        Shot("ideal-half-light", files=files, scene="half_way"),
        Shot("ideal-half-dark-200", "dark", scale=2, files=files, scene="half_way"),
        Shot("ideal-done-light", files=files, scene="done"),
        Shot("ideal-lesson-light", files=files, scene="lesson"),
        Shot("ideal-nine-dark", "dark", files=files, scene="nine"),
        Shot("ideal-900", width=900, height=600, files=files, scene="done"),
        Shot("ideal-mirrored", mirrored=True, files=files, scene="done"),
    ]


def _attack(files: tuple[str, ...]) -> list[Shot]:
    return [
        Shot("attack-light", files=files, scene="attack"),
        Shot("attack-dark-200", "dark", scale=2, files=files, scene="attack"),
        Shot("attack-questions-light", width=1440, height=960, files=files, scene="questions"),
        Shot("attack-layers-light", files=files, scene="layers"),
        Shot("attack-folder-dark", "dark", files=files, scene="folder"),
        Shot("attack-900", width=900, height=600, files=files, scene="attack"),
        Shot("attack-mirrored", mirrored=True, files=files, scene="attack"),
    ]


def _train() -> list[Shot]:
    return [
        Shot("train-start-light", scene="train_start"),
        Shot("train-data-light", scene="train_data"),
        Shot("train-problems-dark", "dark", scene="train_problems"),
        Shot("train-learning-light", scene="train_learning"),
        Shot("train-result-dark", "dark", scene="train_result"),
        Shot("train-result-mirrored", mirrored=True, scene="train_result"),
        Shot("train-result-dark-200", "dark", scale=2, scene="train_result"),
        Shot("train-900", width=900, height=600, scene="train_result"),
        Shot("train-sureness-light", scene="train_sureness"),
        Shot("train-map-light", scene="train_map"),
        Shot("train-ideal-dark", "dark", scene="train_ideal"),
    ]


def main(arguments: list[str]) -> int:
    """Take every picture in a process of its own, since scale and settings are per process."""
    if arguments[:1] == ["--one"]:
        return _take(Shot(**loads(arguments[1])), Path(arguments[2]))
    named = tuple(os.path.abspath(path) for path in arguments)
    target = OTHERS if named else SHIPPED
    target.mkdir(parents=True, exist_ok=True)
    samples = [str(paths.resource(f"samples/{name}")) for name in SAMPLES]
    for shot in _shots(named or tuple(samples)):
        with tempfile.TemporaryDirectory() as home:
            environment = {
                **os.environ,
                "QT_SCALE_FACTOR": str(shot.scale),
                **{f"XDG_{kind}_HOME": home for kind in ("CONFIG", "STATE", "CACHE", "DATA")},
            }
            command = [sys.executable, "-m", "tests.screenshots", "--one", dumps(asdict(shot))]
            subprocess.run([*command, str(target)], env=environment, cwd=ROOT, check=True)
        sys.stdout.write(f"{target / shot.name}.png\n")
    return 0


def _take(shot: Shot, target: Path) -> int:
    application = app._start_application()
    if application is None:
        sys.stderr.write(app.NO_DISPLAY)
        return 1
    translators = app._translate()
    if shot.mirrored:
        application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    program = app.Program()
    theme.set_mode(shot.mode)
    program.window.resize(shot.width, shot.height)
    program.show(list(shot.files))
    _until_still(program, bool(shot.files))
    if shot.scene:
        scenes.SCENES[shot.scene](program)
    program.window.grab().save(str(target / f"{shot.name}.png"))
    if program.runner.long is not None:  # or the window would ask whether to close
        program.runner.long.cancel()
        program_is_idle(program)
    program.window.close()
    code = QApplication.exec()
    del translators
    return code


def _until_still(program: app.Program, has_files: bool) -> None:
    """Let the program work until nothing waits any more."""

    def still() -> bool:
        pictures = program.session.pictures
        opened = len(pictures) > 0 or not has_files
        return bool(program.session.network and opened and not pictures.waiting())

    wait(still)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
