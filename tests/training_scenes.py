"""Pictures of the Transfer learning tab: parts of the samples are what is learned from."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from PIL import Image

from desktop_app import paths
from desktop_app.engine.targets import CLASS, Target
from desktop_app.engine.train_recipe import CAREFUL
from desktop_app.views import train_stage
from tests.waiting import program_is_idle, wait

if TYPE_CHECKING:
    from desktop_app.app import Program
    from desktop_app.presenters.classroom import Classroom

CLASSES = {
    "Astronaut": "astronaut.png",
    "Cameraman": "camera.png",
    "Chelsea": "chelsea.png",
    "Coffee": "coffee.png",
    "Launch pad": "rocket.jpg",
    "Night sky": "hubble_deep_field.jpg",
    "Rocket": "rocket.jpg",
    "Table": "coffee.png",
}
"""Two of them twice, so that there is something to mix up."""

EACH = 40
LEAST, MOST = 34, 130
"""Sides of the parts, in pixels of the samples."""


def _set(*, problems: bool) -> str:
    """Make a folder with a folder for each class; it stays until the pictures are taken."""
    folder = Path(tempfile.mkdtemp()) / "Samples"
    chance = np.random.default_rng(1)
    for name, sample in CLASSES.items():
        (folder / name).mkdir(parents=True)
        with Image.open(paths.resource(f"samples/{sample}")) as whole:
            picture = whole.convert("RGB")
        for number in range(EACH):
            side = int(chance.integers(LEAST, MOST))
            left = int(chance.integers(0, picture.width - side))
            top = int(chance.integers(0, picture.height - side))
            part = picture.crop((left, top, left + side, top + side))
            part.save(folder / name / f"{name} {number + 1}.png")
    if problems:
        _add_problems(folder)
    return str(folder)


def _add_problems(folder: Path) -> None:
    coffee = folder / "Coffee"
    (coffee / "half.png").write_bytes((coffee / "Coffee 1.png").read_bytes()[:40])
    shutil.copy(coffee / "Coffee 2.png", coffee / "Coffee 2 copy.png")
    shutil.copy(coffee / "Coffee 3.png", folder / "loose.png")
    Image.new("RGB", (14, 9)).save(folder / "Rocket" / "far away.png")
    (folder / "Moon").mkdir()
    (folder / ".thumbnails").mkdir()
    (folder / "Tea").mkdir()
    shutil.copy(paths.resource("samples/small/coffee.jpg"), folder / "Tea" / "Tea 1.jpg")


def _classroom(program: Program, *, problems: bool = False) -> Classroom:
    program.window.tabs.setCurrentWidget(program.training)
    room = cast("Classroom", program.classroom)
    room.data.open(_set(problems=problems))
    program_is_idle(program)
    return room


def start(program: Program) -> None:
    """Show the tab without a folder."""
    program.window.tabs.setCurrentWidget(program.training)
    wait(lambda: True)


def data(program: Program) -> None:
    """Show a class, and what a picture looks like varied."""
    room = _classroom(program, problems=True)
    room.tab.settings.presets._take(CAREFUL)
    room.tab.settings.data.counts.setCurrentIndex(room.tab.settings.data.counts.model().index(2, 0))
    program_is_idle(program)


def problems(program: Program) -> None:
    """Show what is odd about a folder."""
    room = _classroom(program, problems=True)
    room.tab.settings.data.problems._button.click()
    program_is_idle(program)


def learning(program: Program) -> None:
    """Show a training on its way."""
    room = _classroom(program)
    room.tab.settings.presets._take(CAREFUL)
    room.train.start()
    wait(lambda: room.train.run is not None and room.train.run.reached >= 3)
    if room.train.job is not None:
        room.train.job.pause()
    wait(lambda: True)


def _trained(program: Program) -> Classroom:
    room = _classroom(program)
    room.train.start()
    program_is_idle(program)
    wait(lambda: room.train.learned is not None and not program.runner.busy)
    return room


def result(program: Program) -> None:
    """Show what is mixed up, with an open cell."""
    room = _trained(program)
    learned = room.train.learned
    counts = learned.assessment.confusion if learned else ()
    cells = [
        (count, row, column)
        for row, line in enumerate(counts)
        for column, count in enumerate(line)
        if row != column
    ]
    _, row, column = max(cells)
    page = room.tab.stage.result
    page.matrix.open_cell(row, column)
    page.opened.emit(row, column)
    program_is_idle(program)


def sureness(program: Program) -> None:
    """Show whether it is as often right as it is sure."""
    _trained(program).tab.stage.mistakes.pages.choose(2)
    wait(lambda: True)


def plane(program: Program) -> None:
    """Show the map after the training."""
    room = _trained(program)
    room.tab.stage.pages.choose(train_stage.PLANE)
    room.tab.stage.plane.sides.choose(1)
    program_is_idle(program)


def own_ideal(program: Program) -> None:
    """Show the ideal picture of a class of one's own."""
    room = _trained(program)
    room.keeping.use()
    wait(
        lambda: (
            program.session.network is not None
            and len(program.session.network.classes) == len(CLASSES)
        )
    )
    studio = program._open_ideal()
    program_is_idle(program)
    names = [one.name for one in program.session.network.classes]  # type: ignore[union-attr]
    studio.tab.settings.target.choose(Target(CLASS, names.index("Coffee")))
    studio.tab.settings.go()
    program_is_idle(program)
