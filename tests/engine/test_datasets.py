"""Classes are found in folders, and everything odd about them is told."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from desktop_app.engine import datasets
from desktop_app.engine.datasets import CHUNK, COUNTED, NAMES, SMALL, scan
from desktop_app.engine.examples import (
    CORRUPT,
    EMPTY_CLASS,
    HIDDEN,
    LOOSE,
    TEST,
    TINY,
    TRAIN,
    TWICE,
    UNEVEN,
    VALIDATION,
    Dataset,
    DatasetError,
    Problem,
)
from tests.helpers import awkward_folder, bombs, encoded, forbid, noise, write

if TYPE_CHECKING:
    from desktop_app.engine.contract import Step

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return awkward_folder(tmp_path)


def picture(seed: int = 0, side: int = SMALL) -> bytes:
    return encoded(noise(side, side + seed % 5, seed))


def fill(folder: Path, *names: str) -> None:
    """Write pictures, each of its own bytes."""
    for name in names:
        put(folder, name, picture(seed=hash_of(folder, name)))


def put(folder: Path, name: str, content: bytes) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    write(folder, name, content)


def hash_of(folder: Path, name: str) -> int:
    return int(hashlib.sha256(str(folder / name).encode()).hexdigest()[:8], 16)


def stepped(folder: Path, validation: Path | None = None) -> tuple[Dataset, list[Step]]:
    steps: list[Step] = []
    work = scan(str(folder), validation=str(validation or ""))
    while True:
        try:
            steps.append(next(work))
        except StopIteration as end:
            return cast("Dataset", end.value), steps


def scanned(folder: Path, validation: Path | None = None) -> Dataset:
    return stepped(folder, validation)[0]


def files(dataset: Dataset, part: str = TRAIN) -> list[str]:
    """The examples of a part, relative to the folder, as "class number: file"."""
    return [
        f"{one.label}: {Path(one.path).relative_to(dataset.folder).as_posix()}"
        for one in dataset.parts.get(part, ())
    ]


def problems(dataset: Dataset, kind: str) -> list[str]:
    found = [one for one in dataset.problems if one.kind == kind]
    return [Path(one.path).relative_to(dataset.folder).as_posix() for one in found]


def refusal(folder: Path, validation: Path | None = None) -> tuple[str, str]:
    """The folder that a scan complains of, relative to the one above `folder`, and why."""
    with pytest.raises(DatasetError) as caught:
        scanned(folder, validation)
    fields = caught.value.fields
    where = Path(str(fields["folder"])).relative_to(folder.parent).as_posix()
    return where, str(fields["reason"])


# Classes


def test_each_folder_is_a_class_with_all_that_lies_below_it(folder: Path) -> None:
    fill(folder, "Dog 10/a.png", "dog 2/inner/deep/b.png", "dog 2/a.png", "cat/a.png")
    dataset = scanned(folder)
    assert dataset.classes == ("cat", "dog 2", "Dog 10")
    names = ["0: cat/a.png", "1: dog 2/a.png", "1: dog 2/inner/deep/b.png", "2: Dog 10/a.png"]
    assert files(dataset) == names
    assert list(dataset.parts) == [TRAIN]
    assert dataset.problems == ()


def test_an_example_knows_the_hash_of_its_bytes(folder: Path) -> None:
    fill(folder, "cat/a.png", "dog/a.png")
    for one in scanned(folder).parts[TRAIN]:
        assert one.sha256 == hashlib.sha256(Path(one.path).read_bytes()).hexdigest()


def test_an_empty_class_is_told_and_does_not_shift_the_others(folder: Path) -> None:
    fill(folder, "bird/a.png", "cat/a.png")
    before = scanned(folder)
    (folder / "ant" / "inner").mkdir(parents=True)
    put(folder, "bee/notes.txt", b"no picture")
    put(folder, "bug/broken.png", b"no picture")
    after = scanned(folder)
    assert after.classes == before.classes == ("bird", "cat")
    assert files(after) == files(before)
    assert problems(after, EMPTY_CLASS) == ["ant", "bee", "bug"]


def test_nothing_in_the_folder_is_changed(folder: Path) -> None:
    fill(folder, "cat/a.png", "cat/.b.png", "dog/a.png")
    put(folder, "dog/broken.png", b"no picture")

    def state() -> list[tuple[str, int, int]]:
        paths = sorted(folder.rglob("*"))
        return [(str(it), it.stat().st_mtime_ns, it.stat().st_size) for it in paths]

    before = state()
    scanned(folder)
    assert state() == before


# Parts


@pytest.mark.parametrize("name", NAMES)
def test_parts_are_known_by_their_names(folder: Path, name: str) -> None:
    other = "Val" if NAMES[name] == TRAIN else "TRAIN"
    fill(folder, *(f"{part}/{one}/a.png" for part in (name.title(), other) for one in "xy"))
    dataset = scanned(folder)
    assert dataset.classes == ("x", "y")
    assert list(dataset.parts) == [TRAIN, TEST if NAMES[name] == TEST else VALIDATION]
    assert files(dataset, NAMES[name]) == [f"{n}: {name.title()}/{'xy'[n]}/a.png" for n in (0, 1)]


def test_a_lone_training_part_is_a_part(folder: Path) -> None:
    fill(folder, "train/cat/a.png", "train/dog/a.png")
    assert scanned(folder).classes == ("cat", "dog")


def test_a_class_may_be_called_train(folder: Path) -> None:
    fill(folder, "bus/a.png", "train/a.png", "train/steam/b.png")
    assert scanned(folder).classes == ("bus", "train")


def test_a_test_part_without_classes_is_loose(folder: Path) -> None:
    fill(folder, "train/cat/a.png", "train/dog/a.png", "test/1.png", "test/2.png", "extra/x/3.png")
    dataset = scanned(folder)
    assert dataset.classes == ("cat", "dog")
    loose = [one for one in dataset.problems if one.kind == LOOSE]
    told = [Problem(LOOSE, str(folder / "extra")), Problem(LOOSE, str(folder / "test"), count=2)]
    assert loose == told


def test_a_class_may_be_missing_for_validation(folder: Path) -> None:
    fill(folder, "train/cat/a.png", "train/dog/a.png", "train/emu/a.png", "val/dog/b.png")
    (folder / "val" / "emu").mkdir()
    dataset = scanned(folder)
    assert dataset.classes == ("cat", "dog", "emu")
    assert files(dataset, VALIDATION) == ["1: val/dog/b.png"]
    assert [dataset.count(VALIDATION, label) for label in range(3)] == [0, 1, 0]
    assert problems(dataset, EMPTY_CLASS) == ["val/emu"]


def test_a_class_must_not_be_missing_for_training(folder: Path) -> None:
    fill(folder, "train/cat/a.png", "train/dog/a.png", "val/dog/b.png", "val/emu/b.png")
    assert refusal(folder) == (f"{folder.name}/val/emu", DatasetError.NOT_LEARNED)
    (folder / "train" / "emu").mkdir()
    assert refusal(folder) == (f"{folder.name}/val/emu", DatasetError.NOT_LEARNED)


def test_another_folder_can_be_for_validation(folder: Path) -> None:
    fill(folder, "some/cat/a.png", "some/dog/a.png", "other/dog/b.png")
    dataset = scanned(folder / "some", folder / "other")
    (one,) = dataset.parts[VALIDATION]
    assert (one.path, one.label) == (str(folder / "other" / "dog" / "b.png"), 1)
    fill(folder, "other/emu/b.png")
    with pytest.raises(DatasetError, match="emu: there are no pictures of this class"):
        scanned(folder / "some", folder / "other")


def test_another_folder_takes_the_place_of_the_part(folder: Path) -> None:
    names = [f"{part}/{one}/a.png" for part in ("train", "val", "test", "mine") for one in "xy"]
    fill(folder, *names)
    dataset = scanned(folder, folder / "mine")
    assert files(dataset, VALIDATION) == ["0: mine/x/a.png", "1: mine/y/a.png"]
    assert [len(dataset.parts[part]) for part in (TRAIN, TEST)] == [2, 2]
    assert dataset.problems == ()


def test_the_folder_for_validation_is_no_class(folder: Path) -> None:
    fill(folder, "cat/a.png", "dog/a.png", "later/cat/b.png")
    dataset = scanned(folder, folder / "later")
    assert dataset.classes == ("cat", "dog")
    assert files(dataset, VALIDATION) == ["0: later/cat/b.png"]


# Problems


def test_what_is_no_picture_is_left_out_with_the_reason(folder: Path) -> None:
    fill(folder, "cat/a.png", "dog/a.png")
    put(folder, "cat/empty.png", b"")
    put(folder, "cat/text.jpg", b"hello")
    put(folder, "cat/torn.png", picture()[:20])
    put(folder, "dog/bomb.png", bombs()["png"])
    dataset = scanned(folder)
    assert files(dataset) == ["0: cat/a.png", "1: dog/a.png"]
    told = {Path(one.path).name: one.why for one in dataset.problems if one.kind == CORRUPT}
    assert list(told) == ["empty.png", "text.jpg", "torn.png", "bomb.png"]
    assert told["empty.png"] == "The file has nothing in it."
    assert "no picture format" in told["text.jpg"]
    assert told["torn.png"] == "The file ends too early."
    assert "60000 × 60000" in told["bomb.png"]


def test_a_truncated_picture_is_found_only_later(folder: Path) -> None:
    fill(folder, "cat/a.png", "dog/a.png")
    put(folder, "cat/cut.jpg", encoded(noise(64, 64), "JPEG")[:-200])
    dataset = scanned(folder)
    assert "0: cat/cut.jpg" in files(dataset)
    assert dataset.problems == ()


def test_contents_count_and_not_the_ending(folder: Path) -> None:
    fill(folder, "dog/a.png")
    put(folder, "cat/really a.jpg", encoded(noise(40, 40), "GIF"))
    put(folder, "cat/readme.txt", picture())
    assert files(scanned(folder)) == ["0: cat/really a.jpg", "1: dog/a.png"]


def test_files_that_cannot_be_read_are_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(folder, "cat/a.png", "cat/shut.png", "cat/closed/b.png", "dog/a.png")
    forbid(str(folder / "cat" / "closed"), monkeypatch)
    forbid(str(folder / "cat" / "shut.png"), monkeypatch)
    dataset = scanned(folder)
    os.chmod(folder / "cat" / "closed", 0o700)
    assert files(dataset) == ["0: cat/a.png", "1: dog/a.png"]
    assert problems(dataset, CORRUPT) == ["cat/closed", "cat/shut.png"]
    assert {one.why for one in dataset.problems} == {"You have no permission to read it."}


def test_of_equal_files_in_a_class_the_first_is_kept(folder: Path) -> None:
    fill(folder, "dog/a.png")
    for name in ("cat/1.png", "cat/2.png", "cat/inner/3.png"):
        put(folder, name, picture())
    dataset = scanned(folder)
    first = str(folder / "cat" / "1.png")
    assert files(dataset) == ["0: cat/1.png", "1: dog/a.png"]
    assert dataset.problems == (
        Problem(TWICE, str(folder / "cat" / "2.png"), first),
        Problem(TWICE, str(folder / "cat" / "inner" / "3.png"), first),
    )


def test_equal_files_in_two_classes_are_both_kept_and_told(folder: Path) -> None:
    for name in ("cat/1.png", "dog/1.png", "dog/2.png"):
        put(folder, name, picture())
    dataset = scanned(folder)
    assert files(dataset) == ["0: cat/1.png", "1: dog/1.png"]
    cat, dog = str(folder / "cat" / "1.png"), str(folder / "dog" / "1.png")
    again = Problem(TWICE, str(folder / "dog" / "2.png"), dog)
    assert dataset.problems == (Problem(TWICE, dog, cat), again)


@pytest.mark.parametrize("place", ["cat", "dog"])
def test_equal_files_in_two_parts_are_not_learned_from(folder: Path, place: str) -> None:
    fill(folder, *(f"{part}/{one}/a.png" for part in ("train", "val") for one in ("cat", "dog")))
    put(folder, "train/cat/same.png", picture())
    put(folder, f"val/{place}/same.png", picture())
    dataset = scanned(folder)
    assert files(dataset) == ["0: train/cat/a.png", "1: train/dog/a.png"]
    assert len(dataset.parts[VALIDATION]) == 3
    other = str(folder / "val" / place / "same.png")
    (told,) = dataset.problems
    assert told == Problem(TWICE, str(folder / "train" / "cat" / "same.png"), other)


def test_equal_files_are_kept_for_the_test_first(folder: Path) -> None:
    fill(folder, *(f"{part}/{one}/a.png" for part in ("train", "val", "test") for one in "xy"))
    for part in ("train", "val", "test"):
        put(folder, f"{part}/x/same.png", picture())
    dataset = scanned(folder)
    counts = {part: len(examples) for part, examples in dataset.parts.items()}
    assert counts == {TRAIN: 2, VALIDATION: 2, TEST: 3}
    assert problems(dataset, TWICE) == ["val/x/same.png", "train/x/same.png"]


def test_tiny_pictures_are_told_and_kept(folder: Path) -> None:
    fill(folder, "dog/a.png")
    put(folder, "cat/wide.png", encoded(noise(100, SMALL - 1)))
    put(folder, "cat/tall.png", encoded(noise(SMALL - 1, 100)))
    put(folder, "cat/enough.png", encoded(noise(SMALL, SMALL)))
    dataset = scanned(folder)
    assert dataset.count(TRAIN, 0) == 3
    assert dataset.problems == (
        Problem(TINY, str(folder / "cat" / "tall.png"), "31 × 100"),
        Problem(TINY, str(folder / "cat" / "wide.png"), "100 × 31"),
    )


def test_what_is_hidden_is_counted_together(folder: Path) -> None:
    fill(folder, "cat/a.png", "cat/.b.png", "cat/inner/.c.png", "dog/a.png", ".git/x.png", ".y.png")
    dataset = scanned(folder)
    assert dataset.classes == ("cat", "dog")
    assert dataset.problems == (Problem(HIDDEN, str(folder), count=4),)


def test_hidden_files_in_parts_are_counted_once(folder: Path) -> None:
    names = ["train/cat/a.png", "train/dog/a.png", "train/.b.png", "train/dog/.c.png", ".d/e.png"]
    fill(folder, *names)
    assert scanned(folder).problems == (Problem(HIDDEN, str(folder), count=3),)
    os.rename(folder / "train", folder / "bus")
    fill(folder, "train/steam/a.png", "train/.f.png")
    assert scanned(folder).problems == (Problem(HIDDEN, str(folder), count=4),)


def test_pictures_outside_of_any_class_are_told(folder: Path) -> None:
    fill(folder, "1.png", "2.png", "train/3.png", "train/cat/a.png", "train/dog/a.png")
    put(folder, "notes.txt", b"no picture")
    dataset = scanned(folder)
    assert dataset.problems == (
        Problem(LOOSE, str(folder), count=2),
        Problem(LOOSE, str(folder / "train")),
    )
    assert files(dataset) == ["0: train/cat/a.png", "1: train/dog/a.png"]


def test_a_class_with_few_pictures_is_told(folder: Path) -> None:
    fill(folder, *(f"cat/{number}.png" for number in range(20)))
    fill(folder, "dog/1.png", "emu/1.png", "emu/2.png")
    dataset = scanned(folder)
    assert dataset.problems == (Problem(UNEVEN, str(folder / "dog"), "20", count=1),)


# Links


@needs_links
def test_links_are_followed(folder: Path) -> None:
    fill(folder, "all/cat/a.png", "away/b.png", "away/dogs/c.png")
    os.symlink(folder / "away" / "b.png", folder / "all" / "cat" / "link.png")
    os.symlink(folder / "away" / "dogs", folder / "all" / "dog")
    dataset = scanned(folder / "all")
    assert files(dataset) == ["0: cat/a.png", "0: cat/link.png", "1: dog/c.png"]


@needs_links
def test_links_that_lead_back_take_nothing_from_other_classes(folder: Path) -> None:
    fill(folder, "loose.png", "train/loose.png", "train/cat/a.png", "train/dog/a.png")
    fill(folder, "val/loose.png", "val/cat/b.png")
    for name, target in {"top": "", "part": "train", "dog": "train/dog", "val": "val"}.items():
        os.symlink(folder / target, folder / "train" / "cat" / name)
    os.symlink(folder, folder / "train" / "again")
    dataset = scanned(folder)
    assert dataset.classes == ("cat", "dog")
    assert files(dataset) == ["0: train/cat/a.png", "1: train/dog/a.png"]
    assert files(dataset, VALIDATION) == ["0: val/cat/b.png"]
    assert {one.kind for one in dataset.problems} == {LOOSE}


@needs_links
def test_a_broken_link_is_told(folder: Path) -> None:
    fill(folder, "cat/a.png", "dog/a.png")
    os.symlink("nowhere", folder / "cat" / "b.png")
    (told,) = scanned(folder).problems
    assert told.kind == CORRUPT
    assert told.why == "It is a link that leads nowhere."


# What nothing can be learned from


def test_a_folder_must_be_there(folder: Path) -> None:
    reason = DatasetError.NO_FOLDER
    assert refusal(folder / "none") == ("none", reason)
    fill(folder, "cat/a.png", "dog/a.png")
    assert refusal(folder / "cat" / "a.png") == ("a.png", reason)
    assert refusal(folder / "cat", folder / "none")[1] == DatasetError.NO_FOLDER
    with pytest.raises(DatasetError, match="there is no such folder"):
        next(scan("a\0b"))


def test_there_must_be_classes(folder: Path) -> None:
    assert refusal(folder) == (folder.name, DatasetError.NO_CLASSES)
    fill(folder, "a.png", ".hidden/a.png")
    assert refusal(folder) == (folder.name, DatasetError.NO_CLASSES)


def test_there_must_be_two_classes(folder: Path) -> None:
    (folder / "dog").mkdir()
    put(folder, "cat/broken.png", b"")
    assert refusal(folder) == (folder.name, DatasetError.NO_PICTURES)
    fill(folder, "cat/a.png")
    assert refusal(folder) == (folder.name, DatasetError.ONE_CLASS)


def test_there_must_be_a_part_to_learn_from(folder: Path) -> None:
    fill(folder, "val/cat/a.png", "val/dog/a.png", "test/cat/b.png")
    assert refusal(folder) == (folder.name, DatasetError.NO_TRAINING)


def test_the_folder_for_validation_must_be_another(folder: Path) -> None:
    fill(folder, "cat/a.png", "dog/a.png")
    same = folder / "cat" / ".."
    with pytest.raises(DatasetError, match="choose another for validation"):
        scanned(folder, same)


def test_a_folder_that_cannot_be_opened_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder, "inner/cat/a.png")
    forbid(str(folder / "inner"), monkeypatch)
    assert refusal(folder / "inner") == ("inner", DatasetError.CLOSED)
    os.chmod(folder / "inner", 0o700)


def test_every_reason_says_what_to_do() -> None:
    reasons = [value for name, value in vars(DatasetError).items() if name.isupper()]
    assert len(reasons) == 8
    for reason in reasons:
        problem, advice = reason.split("; ")
        assert problem[0].islower()
        assert advice[-1] != "."


# Steps


def test_steps_count_files_and_now_and_then_pictures(folder: Path) -> None:
    names = [f"cat/{number}.png" for number in range(COUNTED)]
    fill(folder, *names, "dog/a.png", "dog/b.png")
    put(folder, "dog/c.png", b"")
    _, steps = stepped(folder)
    total = COUNTED + 3
    looked = [step for step in steps if step.total]
    assert [step.done for step in looked] == list(range(1, total + 1))
    assert {step.total for step in looked} == {total}
    counts = {step.done: step.item for step in steps if step.item is not None}
    assert counts == {COUNTED: {"cat": COUNTED, "dog": 0}, total: {"cat": COUNTED, "dog": 2}}


def test_a_large_file_is_read_in_pieces(folder: Path) -> None:
    fill(folder, "cat/a.png")
    put(folder, "dog/large.png", picture() + bytes(3 * CHUNK))
    dataset, steps = stepped(folder)
    assert [step.done for step in steps if step.total] == [1, 1, 1, 1, 2]
    assert dataset.count(TRAIN, 1) == 1


def test_a_folder_of_many_entries_is_listed_in_steps(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datasets, "BATCH", 4)
    fill(folder, "cat/a.png", "dog/a.png", *(f"{number}.png" for number in range(20)))
    work = scan(str(folder))
    assert [next(work).total for _ in range(5)] == [0] * 5
    work.close()


def test_closing_a_scan_closes_its_file(folder: Path) -> None:
    put(folder, "cat/large.png", picture() + bytes(2 * CHUNK))
    fill(folder, "dog/a.png")
    work = scan(str(folder))
    while not next(work).total:
        pass
    work.close()
    os.rename(folder / "cat" / "large.png", folder / "cat" / "moved.png")
