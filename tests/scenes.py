"""What a person does before a picture of the window is taken, by the scene's name."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app import paths
from desktop_app.engine.attack_recipe import LEVELS
from desktop_app.engine.recipe import LESSON, NATURAL
from desktop_app.engine.targets import CLASS, Target
from desktop_app.engine.undoing import BLUR, ROWS
from desktop_app.views import features_tab, stage
from tests import training_scenes
from tests.waiting import program_is_idle, wait

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.app import Program
    from desktop_app.presenters.arena import Arena
    from desktop_app.presenters.microscope import Microscope
    from desktop_app.presenters.studio import Studio
    from desktop_app.presenters.workshop import Workshop

COUNT = 100
"""More networks than are known without torchvision's catalogue."""

EARLY, MIDDLE, DEEP, LATE = "act1", "blocks.1.1.act1", "blocks.4.2.act2", "act2"
"""Layers of the bundled network."""

CAT, HALF = "Siamese cat", 128
GALLERY = (
    *("Siamese cat", "zebra", "espresso", "goldfish", "junco", "golden retriever"),
    *("monarch butterfly", "castle", "daisy"),
)


def _catalogue(program: Program) -> Workshop:
    workshop = program._open_backbones()
    wait(lambda: len(workshop.backbones.shelves) > COUNT)
    return workshop


def _card(program: Program) -> None:
    _catalogue(program).tab.select("resnet50")
    wait(lambda: True)


def _download(program: Program) -> None:
    """Show a download as it looks in the middle; nothing is fetched."""
    tab = _catalogue(program).tab
    tab.select("vgg16")
    tab.show_progress("vgg16", 145_000_000, 553_433_881, "2 min left, 3.4 MB/s")
    program.window.job_bar.show_state("running", "Downloading VGG-16", "145 MB of 553 MB")
    program.window.job_bar.show_progress(145, 553, "145 MB of 553 MB", "2 min left")
    wait(lambda: True)


def _inside(program: Program) -> None:
    workshop = _catalogue(program)
    workshop.tab.select("resnet50")
    workshop.tab.inside_requested.emit("resnet50")
    program_is_idle(program)


def _import(program: Program) -> None:
    import torch
    from torchvision import models

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "my pets.pth"
        torch.save({"state_dict": models.resnet18(num_classes=37).state_dict(), "epoch": 9}, file)
        _catalogue(program).open(str(file))
        program_is_idle(program)


def _storage(program: Program) -> None:
    _catalogue(program).tab.storage_requested.emit()
    program_is_idle(program)


def _compare(program: Program) -> None:
    program.comparison.compare("efficientnet_lite2")
    wait(lambda: program.session.other is not None)
    program_is_idle(program)


def _features(program: Program, layer: str = EARLY) -> Microscope:
    """Open the Feature maps tab at a layer."""
    microscope = program._open_features()
    wait(lambda: microscope.features.structure is not None)
    microscope.tab.layers.tree.select(layer)
    program_is_idle(program)
    return microscope


def _middle(program: Program) -> None:
    _features(program, MIDDLE)


def _late(program: Program) -> None:
    _features(program, LATE)


def _projection(program: Program) -> None:
    """Show what made one unit of a late layer respond, large."""
    microscope = _features(program, DEEP)
    microscope.tab.map.projection.click()
    program_is_idle(program)


def _why(program: Program) -> None:
    _features(program, MIDDLE).tab.pages.choose(features_tab.CLASS)
    program_is_idle(program)


def _patches(program: Program) -> None:
    microscope = _features(program, MIDDLE)
    microscope.tab.pages.choose(features_tab.PATCHES)
    microscope.tab.patches.search.click()
    program_is_idle(program)


def _difference(program: Program) -> None:
    microscope = _features(program, MIDDLE)
    microscope.tab.pages.choose(features_tab.COMPARE)
    microscope.tab.compare.picked.emit(microscope.tab.compare.other.itemData(1))
    program_is_idle(program)


def _filters(program: Program) -> None:
    """Show AlexNet's first filters beside ZF Net's; both as they are before they learn."""
    program.comparison.compare("zfnet")
    program.networks.load("alexnet:untrained")
    both = program.session
    wait(lambda: bool(both.other and both.network and "alexnet" in both.network.name))
    microscope = _features(program, "features.0")
    microscope.tab.stage.ways.choose(stage.FILTERS)
    program_is_idle(program)


def _ideal(program: Program, *names: str, preset: str = NATURAL, steps: int = 0) -> Studio:
    """Open the Ideal image tab and start a run of some classes."""
    studio = program._open_ideal()
    wait(lambda: program.session.network is not None and not program.runner.busy)
    settings = studio.tab.settings
    settings.presets.choose(preset)
    settings.presets.chosen.emit(preset)
    if steps:
        settings.form.change({"steps": steps})
    classes = [one.name for one in program.session.network.classes]  # type: ignore[union-attr]
    for name in names:
        settings.target.choose(Target(CLASS, classes.index(name)))
        if len(names) > 1:
            settings.target.add()
    settings.go()
    return studio


def _half_way(program: Program) -> None:
    """Show a Siamese cat half-way."""
    studio = _ideal(program, CAT)
    wait(lambda: _steps(studio) >= HALF)
    settings = studio.tab.settings
    settings.go()
    wait(lambda: True)


def _done(program: Program) -> None:
    _ideal(program, CAT)
    program_is_idle(program)


def _lesson(program: Program) -> None:
    _ideal(program, CAT, preset=LESSON)
    program_is_idle(program)


def _nine(program: Program) -> None:
    _ideal(program, *GALLERY)
    program_is_idle(program)


def _steps(studio: Studio) -> int:
    frame = studio.ideal.film.frame
    return frame.step if frame else 0


def _attack(program: Program, **values: object) -> Arena:
    """Open the Adversarial tab with the golden retriever of the samples and attack it."""
    program.opening.open([str(paths.resource("samples/ideal_golden_retriever.png"))])
    program_is_idle(program)
    program.window.notice.hide()  # it offers the run that made this sample; not what is shown here
    arena = program._open_adversarial()
    wait(lambda: program.session.answer is not None and not program.runner.busy)
    settings = arena.tab.settings
    settings.form.change(values)
    settings.go()
    program_is_idle(program)
    return arena


def _questions(program: Program) -> None:
    """Show an attack that survives saving, and a blur."""
    arena = _attack(program, survive=True, epsilon=8 / LEVELS, steps=40)
    arena.tab.stage.undo._ways.choose([row.name for row in ROWS].index(BLUR))
    program_is_idle(program)


def _failed(program: Program) -> None:
    _attack(program, method="fgsm")


def _folder(program: Program) -> None:
    """Show how often all samples give way."""
    arena = _attack(program, steps=5)
    arena.folder.start()
    wait(lambda: not program.runner.busy)


def _layers(program: Program) -> None:
    """Show where inside the network the two part."""
    _attack(program).attack.film.compared.emit()
    program_is_idle(program)


SCENES: dict[str, Callable[[Program], object]] = {
    "catalogue": _catalogue,
    "card": _card,
    "download": _download,
    "inside": _inside,
    "import": _import,
    "storage": _storage,
    "compare": _compare,
    "features": _features,
    "middle": _middle,
    "late": _late,
    "projection": _projection,
    "why": _why,
    "patches": _patches,
    "difference": _difference,
    "filters": _filters,
    "half_way": _half_way,
    "done": _done,
    "lesson": _lesson,
    "nine": _nine,
    "attack": _attack,
    "questions": _questions,
    "failed": _failed,
    "folder": _folder,
    "layers": _layers,
    "train_start": training_scenes.start,
    "train_data": training_scenes.data,
    "train_problems": training_scenes.problems,
    "train_learning": training_scenes.learning,
    "train_result": training_scenes.result,
    "train_sureness": training_scenes.sureness,
    "train_map": training_scenes.plane,
    "train_ideal": training_scenes.own_ideal,
}
