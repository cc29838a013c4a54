"""What becomes of a trained network: used in all tabs, saved, exported, and gone on with later."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app import paths
from desktop_app.engine import catalogue, modelfile, onnx_export
from desktop_app.engine.contract import Step
from desktop_app.engine.errors import ExportError
from desktop_app.engine.onnx_task import Exported
from desktop_app.views import dialogs
from tests.operations import Lamp
from tests.presenters.stand_in import Latch
from tests.presenters.teacher import CLASSES, EPOCHS, Teacher, own

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from desktop_app.engine.places import Places
    from tests.presenters.stand_in import Desk

OTHER = "efficientnet_lite1"


@pytest.fixture
def done(teacher: Teacher) -> Teacher:
    """Someone whose network has learned."""
    teacher.take().train()
    return teacher


def kept(name: str = "set") -> str:
    return str(paths.networks_folder() / f"{name}.safetensors")


def save_as(file: Path | str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let the dialog end with `file`; returns the names that are proposed."""
    proposed: list[str] = []

    def ask(_parent: object, _title: str, start: str, *_: str) -> str:
        proposed.append(os.path.basename(start))
        return str(file)

    monkeypatch.setattr(dialogs, "save_file", ask)
    return proposed


# In all tabs


def test_trained_network_answers_in_all_tabs(done: Teacher) -> None:
    base = done.training.base
    done.press("Use in all tabs")
    done.rest()
    network = done.desk.session.network
    assert network is not None
    assert network.name == kept()
    assert [one.name for one in network.classes] == list(CLASSES)
    assert modelfile.describe(kept()) is not None
    assert done.training.base is base
    assert done.start_button == ("Train", "")
    assert done.tab.settings._base.text() == f"A copy of {base.title} learns." if base else False
    done.press("Use in all tabs")
    done.rest()
    assert done.networks_here() == ["set.safetensors"]
    assert [name for name, _ in done.desk.work.loaded].count(kept()) == 1


def test_next_training_begins_with_the_base_and_leaves_the_one_before(done: Teacher) -> None:
    done.press("Use in all tabs")
    done.rest()
    base = done.training.base
    done.change(seed=1)
    done.train()
    assert done.learned.network is base
    done.press("Use in all tabs")
    done.rest()
    assert done.networks_here() == ["set 2.safetensors", "set.safetensors"]
    assert done.desk.is_using(kept("set 2"))


def test_network_that_was_deleted_is_written_again(done: Teacher) -> None:
    done.press("Use in all tabs")
    done.rest()
    done.use(OTHER)
    Path(kept()).unlink()
    done.press("Use in all tabs")
    done.rest()
    assert done.desk.is_using(kept())


def test_nothing_can_be_kept_during_a_training(done: Teacher) -> None:
    done.change(seed=1)
    done.train_to(2)
    assert not done.stage._use.isEnabled()
    assert done.stage._use.toolTip() == "Wait until it has learned, or stop it."
    done.let_go()
    assert done.can("Use in all tabs")


def test_folder_that_cannot_be_written_is_told(done: Teacher) -> None:
    folder = paths.networks_folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("in the way")
    done.press("Use in all tabs")
    done.rest()
    assert done.said(done.stage)[0]
    assert not done.desk.is_using(kept())


# Files


def test_network_is_saved_and_opened_again(done: Teacher, monkeypatch: pytest.MonkeyPatch) -> None:
    proposed = save_as("", monkeypatch)
    done.press("Save")
    done.press("Export ONNX")
    done.rest()
    assert proposed == ["set.safetensors", "set.onnx"]
    file = done.folder / "Colours.safetensors"
    save_as(file, monkeypatch)
    done.press("Save")
    what, why = done.desk.wait_for_notice()
    assert (what, why) == ("Saved.", str(file))
    assert [one.name for one in own(str(file)).classes] == list(CLASSES)
    base = done.training.base
    done.use(str(file))
    done.rest()
    assert done.training.base is base
    assert done.networks_here() == []


# ONNX


class Exporting:
    """Stands in for the export: notes what is asked, and waits while the latch is shut."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, int]] = []
        self.latch = Latch()
        self.error: Exception | None = None

    def export(
        self, *, name: str, file: str, places: Places, pictures: Sequence[str]
    ) -> Generator[Step, None, Exported]:
        assert places
        self.asked.append((name, file, len(pictures)))
        yield Step(0, 0)
        yield from self.latch.steps()
        if self.error is not None:
            raise self.error
        example = file.replace(".onnx", "_example.py")
        return Exported(file, example, 9, 0.0, len(pictures))


@pytest.fixture
def exporting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Exporting]:
    result = Exporting()
    monkeypatch.setattr(onnx_export, "export", result.export)
    yield result
    result.latch.open()


@pytest.fixture
def file(done: Teacher, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the network is to go."""
    result = done.folder / "colours.onnx"
    save_as(result, monkeypatch)
    return result


def test_network_is_exported_and_compared(done: Teacher, exporting: Exporting, file: Path) -> None:
    done.press("Export ONNX")
    done.rest()
    assert exporting.asked == [(kept(), str(file), 6)]
    assert done.bar == ("done", "Exported", "colours.onnx")
    told = "The same answers on 6 picture(s). Beside it: colours_example.py"
    assert done.said(done.stage) == ("Exported.", told)
    assert not done.desk.is_using(kept())


def test_export_can_be_stopped(done: Teacher, exporting: Exporting, file: Path) -> None:
    exporting.latch.shut()
    done.press("Export ONNX")
    done.until(lambda: exporting.latch.reached)
    assert done.bar[:2] == ("running", "Exporting to ONNX and comparing")
    done.press("Stop", done.desk.bar)
    done.rest()
    assert done.bar == ("stopped", "Export", "Nothing was written.")
    assert done.said(done.stage) == ("", "")
    assert not file.exists()


def test_export_that_fails_or_has_to_wait_is_told(
    done: Teacher, exporting: Exporting, file: Path
) -> None:
    lamp = Lamp()
    done.desk.program.runner.start(lamp, "Predicting")
    done.press("Export ONNX")
    done.until(lambda: done.said(done.stage) != ("", ""))
    assert done.said(done.stage)[0] == "Predicting is still going on."
    assert exporting.asked == []
    lamp.lit = False
    done.rest()
    exporting.error = ExportError(file=str(file), reason="the disk is full")
    done.press("Export ONNX")
    done.rest()
    assert "the disk is full" in done.said(done.stage)[1]
    assert done.bar[0] == "failed"
    assert not file.exists()


# A picture elsewhere


@pytest.mark.parametrize("button", ["Open in Predict", "Why? (heat map)"])
def test_picture_is_looked_at_with_the_trained_network(done: Teacher, button: str) -> None:
    done.stage.result.matrix.opened.emit(1, 1)
    grid = done.stage.mistakes.grid.list
    path = done.room.result.pictures.paths[0]
    assert not done.can(button)
    grid.setCurrentIndex(grid.model().index(0, 0))
    done.press(button)
    done.desk.wait_for_shown(os.path.basename(path))
    done.until(lambda: done.desk.is_using(kept()))
    done.rest()
    in_front = done.desk.window.tabs.currentWidget()
    program = done.desk.program
    assert in_front is (program.features if button.startswith("Why") else program.tab)
    (entry,) = done.desk.pictures.entries()
    assert entry.source.name == os.path.basename(path)


# Another day


@pytest.fixture
def tomorrow(teacher: Teacher, start: Callable[[], Desk]) -> Callable[[], Teacher]:
    """End the program, and start it again."""

    def begin() -> Teacher:
        teacher.desk.program.runner.close()
        teacher.lesson.rests_after = -1
        return Teacher(start(), teacher.networks, teacher.folder, teacher.lesson).begin()

    return begin


@pytest.fixture
def stopped(teacher: Teacher) -> Teacher:
    """Someone who stopped a training in the middle."""
    teacher.take().change(seed=3)
    teacher.train_to(3)
    teacher.hit_escape()
    return teacher


STOPPED = f"A training with ‘set’ stopped after epoch 3 of {EPOCHS}."


def test_training_that_was_stopped_is_gone_on_with(
    stopped: Teacher, tomorrow: Callable[[], Teacher]
) -> None:
    again = tomorrow()
    assert again.said(again.tab.start) == (STOPPED, "")
    again.press("Go on with it")
    again.rest()
    assert again.recipe.seed == 3
    assert again.reached == EPOCHS
    assert again.bar[:2] == ("done", "Training finished")
    stopped.lesson.rests_after = -1
    assert again.is_as_alone()


def test_it_goes_on_with_the_network_that_it_began_with(
    stopped: Teacher, tomorrow: Callable[[], Teacher]
) -> None:
    stopped.use(OTHER)
    again = tomorrow()
    assert again.desk.is_using(OTHER)
    again.press("Go on with it")
    again.rest()
    assert again.training.learned is not None
    assert again.training.learned.network.name == catalogue.DEFAULT
    assert again.reached == EPOCHS


def test_training_that_had_ended_is_shown_again(
    done: Teacher, tomorrow: Callable[[], Teacher]
) -> None:
    verdict = done.verdict
    again = tomorrow()
    assert again.said(again.tab.start)[0] == "A training with ‘set’ is still here."
    again.press("Show it")
    again.rest()
    assert again.verdict == verdict
    assert again.reached == EPOCHS


def test_training_without_its_folder_is_not_offered(
    stopped: Teacher, tomorrow: Callable[[], Teacher]
) -> None:
    (stopped.folder / "set").rename(stopped.folder / "away")
    again = tomorrow()
    assert again.said(again.tab.start) == ("", "")


def test_folder_of_no_use_any_more_starts_no_training_later(
    stopped: Teacher, tomorrow: Callable[[], Teacher]
) -> None:
    again = tomorrow()
    for name in CLASSES[1:]:
        (stopped.folder / "set" / name).rename(stopped.folder / name)
    again.press("Go on with it")
    again.rest()
    assert again.said(again.tab.start)[0] == "Nothing to learn"
    for name in CLASSES[1:]:
        (stopped.folder / name).rename(stopped.folder / "set" / name)
    again.desk.open(stopped.folder / "set")
    again.rest()
    assert again.tab.is_at_work
    assert again.reached == 0
