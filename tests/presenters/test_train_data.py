"""The folder that is learned from: how it is opened, what is told of it, and what is shown."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

import pytest

from desktop_app import paths
from desktop_app.engine.examples import DatasetError
from desktop_app.engine.lessons import CATS_AND_DOGS
from desktop_app.engine.train_recipe import EVERYTHING, train_recipe
from desktop_app.presenters import work_train
from desktop_app.presenters.dataset import VARIED
from desktop_app.views import dialogs, measures
from desktop_app.views.lesson_card import FETCH, USE
from tests.helpers import encoded, noise
from tests.operations import Lamp, fail_with
from tests.presenters.shop import Shop
from tests.presenters.stand_in import Latch
from tests.presenters.teacher import CLASSES, EVERY

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from desktop_app.engine.contract import Step
    from desktop_app.engine.examples import Dataset
    from tests.presenters.teacher import Teacher

ALL = EVERY * len(CLASSES)


def choose(folder: Path | str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the dialog end with `folder`."""
    monkeypatch.setattr(dialogs, "open_folder", lambda *_: str(folder))


def shown(teacher: Teacher) -> tuple[str, str]:
    return teacher.tab.settings.data.texts()


# Opening


def test_folder_is_chosen_in_a_dialog(teacher: Teacher, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(teacher.fill("pets"), monkeypatch)
    teacher.press("Choose folder…")
    teacher.rest()
    assert shown(teacher) == ("pets", f"3 class(es), {ALL} picture(s)")
    path = str(teacher.folder / "pets")
    assert teacher.bar == ("done", "Looked through the folder", measures.isolated(path))
    assert list(teacher.tab.settings.data.counts._model.names) == list(CLASSES)


def test_who_changes_their_mind_keeps_what_there_is(
    teacher: Teacher, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher.take()
    choose("", monkeypatch)
    teacher.press("Other folder…")
    teacher.rest()
    assert shown(teacher)[0] == "set"


def test_only_a_folder_that_is_dropped_on_the_tab_is_learned_from(teacher: Teacher) -> None:
    folder = teacher.fill("pets", 2)
    teacher.desk.open(folder / "red" / "0.png")
    teacher.desk.wait_for_count(1)
    teacher.leave()
    teacher.desk.open(folder)
    teacher.desk.wait_for_count(1 + 2 * len(CLASSES))
    teacher.rest()
    teacher.open()
    assert not teacher.tab.is_at_work
    teacher.desk.open(folder)
    teacher.rest()
    assert shown(teacher)[0] == "pets"
    assert len(teacher.desk.pictures) == 1 + 2 * len(CLASSES)


def file(folder: Path) -> Path:
    (folder / "file.txt").write_text("no folder")
    return folder / "file.txt"


def empty(folder: Path) -> Path:
    (folder / "empty").mkdir()
    return folder / "empty"


def one_class(folder: Path) -> Path:
    (folder / "one" / "cats").mkdir(parents=True)
    (folder / "one" / "cats" / "cat.png").write_bytes(encoded(noise(40, 36)))
    return folder / "one"


WRONG = [
    (file, DatasetError.NO_FOLDER),
    (empty, DatasetError.NO_CLASSES),
    (one_class, DatasetError.ONE_CLASS),
]


def test_folder_of_no_use_is_told_in_the_tab(teacher: Teacher) -> None:
    for make, reason in WRONG:
        teacher.data.open(str(make(teacher.folder)))
        teacher.rest()
        what, why = teacher.said(teacher.tab.start)
        assert what == "Nothing to learn"
        assert why.replace("\N{ZERO WIDTH SPACE}", "").endswith(f": {reason}.")
        assert teacher.tab.start.texts()[0] == "Drop a folder here"
        assert teacher.bar[:2] == ("failed", "Nothing to learn")
    teacher.take()
    assert teacher.said(teacher.tab.start) == ("", "")
    assert shown(teacher)[0] == "set"


def test_folder_of_no_use_leaves_the_one_before(teacher: Teacher) -> None:
    teacher.take().train()
    verdict = teacher.verdict
    teacher.desk.open(empty(teacher.folder))
    teacher.rest()
    assert teacher.said(teacher.tab.settings)[0] == "Nothing to learn"
    assert shown(teacher)[0] == "set"
    assert teacher.verdict == verdict


def test_another_folder_takes_the_result_away(teacher: Teacher) -> None:
    teacher.take().train()
    teacher.take(teacher.fill("other", 4))
    assert shown(teacher) == ("other", "3 class(es), 12 picture(s)")
    assert teacher.verdict == ("", "", "")
    assert teacher.reached == 0
    assert teacher.start_button == ("Train", "")


def hold_scan(monkeypatch: pytest.MonkeyPatch) -> Latch:
    """Let the search wait when it has found all."""
    latch, scan = Latch(), work_train.scan

    def scan_late(folder: str, validation: str) -> Generator[Step, None, Dataset]:
        found = yield from scan(folder, validation)
        yield from latch.steps()
        return found

    monkeypatch.setattr(work_train, "scan", scan_late)
    return latch


def test_search_tells_what_it_has_found(teacher: Teacher, monkeypatch: pytest.MonkeyPatch) -> None:
    latch = hold_scan(monkeypatch)
    latch.shut()
    teacher.desk.open(teacher.fill())
    teacher.until(lambda: teacher.tab.start.texts()[1].startswith(f"{ALL} picture(s) in"))
    assert teacher.tab.start.texts() == (
        "Looking through the folder…",
        f"{ALL} picture(s) in blue {EVERY}, green {EVERY}, red {EVERY}",
    )
    latch.open()
    teacher.rest()
    assert teacher.tab.is_at_work


def test_search_can_be_stopped(teacher: Teacher, monkeypatch: pytest.MonkeyPatch) -> None:
    latch = hold_scan(monkeypatch)
    for has_one in (False, True):
        if has_one:
            teacher.take()
        latch.shut()
        teacher.desk.open(teacher.fill(f"other {has_one}", 2))
        teacher.until(lambda: latch.reached)
        teacher.press("Stop", teacher.desk.bar)
        teacher.rest()
        assert teacher.bar[0] == "stopped"
        assert teacher.tab.is_at_work is has_one
        assert teacher.tab.start.texts()[0] == "Drop a folder here"
        latch.open()
    assert shown(teacher)[0] == "set"


def test_long_job_in_the_way_of_a_search_is_named(teacher: Teacher) -> None:
    lamp = Lamp()
    teacher.desk.program.runner.start(lamp, "Predicting")
    teacher.desk.open(teacher.fill())
    told = "Predicting is still going on.", "Stop it below, or wait."
    assert teacher.said(teacher.tab.start) == told
    lamp.lit = False
    teacher.rest()
    teacher.take(teacher.folder / "set")
    assert teacher.said(teacher.tab.start) == ("", "")


def test_lesson_s_set_that_is_removed_is_offered_again(
    teacher: Teacher, monkeypatch: pytest.MonkeyPatch
) -> None:
    Shop(monkeypatch)
    (paths.lessons_folder() / CATS_AND_DOGS.key).mkdir(parents=True)
    teacher.room.lessons.refresh()
    card = teacher.tab.start.lessons.cards[CATS_AND_DOGS.key]
    teacher.until(lambda: card._action == USE)
    teacher.desk.program._open_backbones().kept.rows.emptied.emit(CATS_AND_DOGS.key)
    teacher.until(lambda: card._action == FETCH)
    teacher.rest()


# Problems


@pytest.fixture
def odd(teacher: Teacher) -> Teacher:
    """Someone whose folder has a broken file, one twice, a class without pictures, one of few."""
    folder = teacher.fill(count=21)
    (folder / "red" / "broken.png").write_bytes(b"no picture")
    (folder / "red" / "twice.png").write_bytes((folder / "red" / "0.png").read_bytes())
    (folder / "nothing").mkdir()
    (folder / "violet").mkdir()
    (folder / "violet" / "one.png").write_bytes(encoded(noise(40, 36)))
    return teacher.take(folder)


def test_problems_are_counted_and_shown(odd: Teacher) -> None:
    message = odd.tab.settings.data.problems
    assert message.texts()[0] == "4 thing(s) to know about this folder"
    odd.press("Show", message)
    odd.rest()
    what, line = odd.stage.data.texts()
    assert what == "4 thing(s) to know about this folder"
    found = "1 broken, 1 twice, 1 empty folder(s), 1 small class(es)."
    assert line == f"{found} Nothing in the folder is changed."
    names = {name for name, _ in odd.entries(odd.stage.data.grid.list)}
    broken, twice = os.path.join("red", "broken.png"), os.path.join("red", "twice.png")
    assert names == {broken, twice, "nothing", "violet"}
    odd.change(seed=5)
    assert odd.stage.data.texts()[0] == what
    odd.press("Back to the pictures")
    assert odd.stage.data.texts()[0] == "blue"


def test_class_of_few_pictures_is_marked(odd: Teacher) -> None:
    model = odd.tab.settings.data.counts._model
    assert list(model.names) == [*CLASSES, "violet"]
    assert list(model.counts) == [21, 21, 21, 1]
    assert model._whys == {3: "Only 1 picture(s); the largest class has 21."}


def test_folder_without_pictures_opens_nothing(odd: Teacher) -> None:
    odd.press("Show", odd.tab.settings.data.problems)
    grid = odd.stage.data.grid.list
    place = [name for name, _ in odd.entries(grid)].index("nothing")
    odd.double_click(grid, place)
    assert odd.tab.isVisible()
    assert len(odd.desk.pictures) == 0


# Pictures


def test_class_that_is_chosen_shows_its_pictures(teacher: Teacher) -> None:
    teacher.take()
    assert teacher.stage.data.texts() == ("blue", f"{EVERY} picture(s)")
    teacher.choose_class("red")
    assert teacher.stage.data.texts() == ("red", f"{EVERY} picture(s)")
    parts = [part for _, part in teacher.entries(teacher.stage.data.grid.list)]
    assert parts == ["train"] * 8 + ["check"] * 2
    assert {os.path.basename(os.path.dirname(one)) for one in teacher.data.pictures.paths} == {
        "red"
    }


def test_small_pictures_come_and_lead_to_the_large_ones(teacher: Teacher) -> None:
    teacher.take()
    pictures = teacher.stage.data.grid.list.pictures
    teacher.until(lambda: not pictures.missing(range(3)))
    assert all(not pictures._pixmaps[place].isNull() for place in range(3))
    path = teacher.data.pictures.paths[2]
    teacher.double_click(teacher.stage.data.grid.list, 2)
    teacher.desk.wait_for_shown(os.path.basename(path))
    assert teacher.desk.tab.isVisible()


def parts(teacher: Teacher) -> list[str]:
    return teacher.tab.settings.data._split.texts()


def aside(teacher: Teacher) -> list[str]:
    entries = teacher.entries(teacher.stage.data.grid.list)
    return [name for name, part in entries if part == "check"]


def test_share_and_seed_divide(teacher: Teacher) -> None:
    teacher.take()
    first, few = aside(teacher), parts(teacher)
    teacher.change(share=0.4)
    assert len(aside(teacher)) == 4
    assert parts(teacher) != few
    teacher.change(share=0.2, seed=1)
    assert len(aside(teacher)) == 2
    assert aside(teacher) != first
    teacher.change(seed=0)
    assert (aside(teacher), parts(teacher)) == (first, few)


def test_variations_follow_the_preset(teacher: Teacher) -> None:
    teacher.take()
    variations = teacher.stage.data.variations
    assert variations.count == 1
    assert variations._sentence.text().startswith("Always this part")
    teacher.set(train_recipe(EVERYTHING))
    teacher.rest()
    assert variations.count == VARIED
    assert variations._sentence.text().startswith("Another view in each epoch")
    teacher.change(flip=False, zoom=False, tilt=False, colours=False)
    assert variations.count == 1
    assert variations._sentence.text().startswith("The same part")


def test_search_that_fails_is_told(
    teacher: Teacher,
    monkeypatch: pytest.MonkeyPatch,
    allowed_logs: pytest.LogCaptureFixture,
) -> None:
    error = RuntimeError("the disk went away")
    monkeypatch.setattr(work_train, "scan", lambda *_: partial(fail_with, error)())
    teacher.desk.open(teacher.fill())
    teacher.rest()
    assert teacher.said(teacher.tab.start)[0]
    assert teacher.bar[0] == "failed"
    assert allowed_logs.records
