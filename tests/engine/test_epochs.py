"""The loop of training: the best epoch is kept, and what was stopped goes on as if it was not."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest
import torch
from safetensors.torch import load_file

from desktop_app.engine import checkpoints, epochs, modelfile
from desktop_app.engine.checkpoints import About, Checkpoint, NoCheckpoint
from desktop_app.engine.epochs import Course, Epoch, NoEpochError, RunawayError
from desktop_app.engine.errors import ExportError
from tests.backbones import drained
from tests.engine.learners import Pupil

if TYPE_CHECKING:
    from pathlib import Path


ABOUT = About("folder", "", "net", {"epochs": 6}, "pictures", "weights")


def run(pupil: Pupil, checkpoint: Checkpoint | None = None, **more: bool) -> Course:
    return drained(epochs.run(pupil, 6, checkpoint or NoCheckpoint(), **more))


def stopped(pupil: Pupil, checkpoint: Checkpoint, after: int) -> None:
    """Run until an epoch has passed, and one more step."""
    steps = epochs.run(pupil, 6, checkpoint)
    for step in steps:
        if isinstance(step.item, Epoch) and step.item.number == after:
            break
    next(steps)
    steps.close()


def test_best_epoch_is_kept() -> None:
    course = run(Pupil())
    assert [one.number for one in course.epochs] == [1, 2, 3, 4, 5, 6]
    assert (course.best, course.weights["weight"].item()) == (3, 3)
    assert course.epochs[2] == Epoch(3, 1.0, 0.5, 0.0, 1.0)


def test_steps_count_pictures() -> None:
    steps = list(epochs.run(Pupil(), 2, NoCheckpoint()))
    assert [one.done for one in steps] == [2, 4, 4, 4, 6, 8, 8, 8]
    assert {one.total for one in steps} == {8}
    assert steps[-1].metrics == {
        "train_loss": 1.0,
        "train_accuracy": 0.5,
        "loss": 1.0,
        "accuracy": 0.9,
    }


def test_what_it_knows_can_be_better_than_all_epochs() -> None:
    course = run(Pupil(peak=0), knows=True)
    assert (course.best, course.weights["weight"].item()) == (0, 0)
    assert [one.number for one in course.epochs] == [0, 1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("after", [1, 4])
def test_stopped_and_gone_on_is_as_if_it_was_not_stopped(tmp_path: Path, after: int) -> None:
    stopped(Pupil(), Checkpoint(tmp_path, ABOUT), after)
    pupil = Pupil()
    course, whole = run(pupil, Checkpoint(tmp_path, ABOUT)), run(Pupil())
    assert pupil.learned == list(range(after + 1, 7))
    assert course.epochs == whole.epochs
    assert course.best == whole.best
    assert torch.equal(course.weights["weight"], whole.weights["weight"])


def test_epochs_before_are_told_again(tmp_path: Path) -> None:
    stopped(Pupil(), Checkpoint(tmp_path, ABOUT), 4)
    told = [one.item for one in epochs.run(Pupil(), 6, Checkpoint(tmp_path, ABOUT)) if one.item]
    assert [cast("Epoch", one).number for one in told] == [1, 2, 3, 4, 5, 6]


def test_one_that_ends_has_the_best_so_far(tmp_path: Path) -> None:
    stopped(Pupil(peak=2), Checkpoint(tmp_path, ABOUT), 4)
    pupil = Pupil(peak=2)
    course = run(pupil, Checkpoint(tmp_path, ABOUT), ends=True)
    assert (pupil.learned, course.best, len(course.epochs)) == ([], 2, 4)


def test_without_an_epoch_there_is_nothing_to_end_with(tmp_path: Path) -> None:
    with pytest.raises(NoEpochError, match="first epoch"):
        run(Pupil(), Checkpoint(tmp_path, ABOUT), ends=True)


def test_another_training_begins_anew(tmp_path: Path) -> None:
    stopped(Pupil(), Checkpoint(tmp_path, ABOUT), 4)
    other = About("folder", "", "net", {"epochs": 6, "rate": 1}, "pictures", "weights")
    pupil = Pupil()
    run(pupil, Checkpoint(tmp_path, other))
    assert pupil.learned == [1, 2, 3, 4, 5, 6]


def test_folder_may_have_moved() -> None:
    assert replace(ABOUT, folder="elsewhere", network="copy").key == ABOUT.key


@pytest.mark.parametrize("harm", [b"", b"PK\x03\x04 half", None])
def test_damaged_checkpoint_is_none(tmp_path: Path, harm: bytes | None) -> None:
    stopped(Pupil(), Checkpoint(tmp_path, ABOUT), 4)
    (file,) = tmp_path.glob("*.pt")
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2] if harm is None else harm)
    pupil = Pupil()
    run(pupil, Checkpoint(tmp_path, ABOUT))
    assert pupil.learned == [1, 2, 3, 4, 5, 6]


def test_full_disk_is_told_once_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(checkpoints, "PAUSE", -1)
    monkeypatch.setattr(checkpoints, "SHARE", 0)
    monkeypatch.setattr(torch, "save", full)
    steps = list(epochs.run(Pupil(), 6, Checkpoint(tmp_path, ABOUT)))
    (lost,) = [one.item for one in steps if isinstance(one.item, ExportError)]
    assert "No space left" in str(lost)
    assert isinstance(steps[-1].item, Epoch)
    assert list(tmp_path.iterdir()) == []


def test_loss_that_is_no_number_ends_it(tmp_path: Path) -> None:
    pupil = Pupil(loss=float("nan"))
    with pytest.raises(RunawayError, match="lower rate"):
        run(pupil, Checkpoint(tmp_path, ABOUT))


def test_newest_is_found_and_the_oldest_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "PAUSE", -1)
    monkeypatch.setattr(checkpoints, "SHARE", 0)
    for number in range(4):
        about = About(f"folder {number}", "", "net", {"seed": number, "epochs": 6}, "", "")
        stopped(Pupil(), Checkpoint(tmp_path, about), 2)
        for file in tmp_path.glob(f"{about.key}.*"):
            os.utime(file, (number, number))
    found = checkpoints.newest(tmp_path)
    assert found is not None
    assert (found[0].folder, found[1]) == ("folder 3", 2)
    assert len(list(tmp_path.glob("*.pt"))) == checkpoints.KEPT
    checkpoints.forget(tmp_path, found[0])
    again = checkpoints.newest(tmp_path)
    assert again is not None
    assert again[0].folder == "folder 2"


def test_nothing_was_ever_trained(tmp_path: Path) -> None:
    assert checkpoints.newest(tmp_path / "none") is None


KILLED = """
import os, signal, sys
from pathlib import Path
from desktop_app.engine import checkpoints, epochs
from tests.engine.learners import Pupil
from tests.engine.test_epochs import ABOUT
import torch

checkpoints.PAUSE, checkpoints.SHARE = -1, 0
folder, where = Path(sys.argv[1]), sys.argv[2]
save = torch.save

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def half(state, part):
    save(state, part)
    if state["course"]["epochs"][-1][0] == 4:
        with open(part, "r+b") as file:
            file.truncate(100)
        die()

if where == "saving":
    torch.save = half
for step in epochs.run(Pupil(), 6, checkpoints.Checkpoint(folder, ABOUT)):
    if where == "learning" and step.done == 16 and step.item is None:
        die()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="There is no SIGKILL.")
@pytest.mark.parametrize("where", ["learning", "saving"])
def test_killed_it_goes_on_from_its_last_whole_epoch(tmp_path: Path, where: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), where], check=False)
    assert done.returncode == -signal.SIGKILL
    pupil = Pupil()
    course = run(pupil, Checkpoint(tmp_path, ABOUT))
    assert pupil.learned == [4, 5, 6]
    assert course.epochs == run(Pupil()).epochs


SAVED = """
import os, signal, sys
import safetensors.torch
from desktop_app.engine import modelfile
from desktop_app.engine.contract import ClassName, InputRule
import torch

write = safetensors.torch.save_file

def half(tensors, part, facts):
    write(tensors, part, facts)
    with open(part, "r+b") as file:
        file.truncate(50)
    os.kill(os.getpid(), signal.SIGKILL)

rule = InputRule(8, 8, "bilinear", (0, 0, 0), (1, 1, 1))
def save(value):
    about = modelfile.Description("T", "zfnet", (ClassName("", "a"),), rule)
    modelfile.write(sys.argv[1], {"weight": torch.full((4,), value)}, about)

save(1.0)
safetensors.torch.save_file = half
save(2.0)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="There is no SIGKILL.")
def test_killed_while_it_is_saved_the_network_before_is_there(tmp_path: Path) -> None:
    file = tmp_path / "Mine.safetensors"
    done = subprocess.run([sys.executable, "-c", SAVED, str(file)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert modelfile.describe(str(file)) is not None
    assert torch.equal(load_file(file)["weight"], torch.ones(4))
