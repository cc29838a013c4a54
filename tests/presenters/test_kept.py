"""What is kept for trainings: how large it is, and that it goes when a person says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop_app import paths
from desktop_app.engine import checkpoints, feature_store
from desktop_app.engine.feature_store import FeatureStore
from desktop_app.engine.lessons import CATS_AND_DOGS, PETS
from desktop_app.presenters.kept import KeptPresenter
from desktop_app.session import Session
from desktop_app.views.kept_rows import FEATURES, TRAININGS
from desktop_app.views.storage_page import StoragePage
from tests.operations import Lamp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from desktop_app.jobs import JobRunner

COMPUTED = "What networks saw in them. It is computed again when needed."
AGAIN = "Pictures of the lessons. They can be fetched again."


class Keeper:
    """A person at the Storage page."""

    def __init__(self, qtbot: QtBot, runner: JobRunner) -> None:
        self.qtbot, self.runner = qtbot, runner
        self.page = StoragePage()
        qtbot.addWidget(self.page)
        self.rows = self.page.kept
        self.presenter = KeptPresenter(Session(), runner, self.rows)
        self.emptied: list[str] = []
        self.presenter.emptied.connect(self.emptied.append)

    def look(self) -> None:
        self.presenter.refresh()
        self.rest()

    def rest(self) -> None:
        self.qtbot.waitUntil(lambda: not self.runner.busy)

    def press(self, key: str) -> None:
        self.rows._rows[key][2].click()
        self.rest()

    def sees(self, key: str) -> tuple[str, str, str]:
        """What a row says: how large it is, the sentence, and why it cannot be emptied."""
        row, field, act = self.rows._rows[key]
        return field.text(), row.texts()[0], "" if act.isEnabled() else act.toolTip()


@pytest.fixture
def keeper(qtbot: QtBot, runner: JobRunner) -> Iterator[Keeper]:
    """Someone with features, a training and a set of a lesson."""
    store = FeatureStore(paths.features_folder())
    store.put("a network", ["one", "two"], np.zeros((2, 250), np.float32))
    trainings, cats = paths.trainings_folder(), paths.lessons_folder() / CATS_AND_DOGS.key
    for file, size in ((trainings / "a.pt", 5000), (cats / "Cat" / "0.jpg", 12_000_000)):
        file.parent.mkdir(parents=True)
        file.write_bytes(bytes(size))
    result = Keeper(qtbot, runner)
    yield result
    result.presenter.deleteLater()


NOTHING = "There is nothing in it."


def test_sizes_are_shown(keeper: Keeper) -> None:
    assert keeper.sees(FEATURES)[2] == NOTHING  # before it is known
    keeper.look()
    assert keeper.sees(FEATURES) == ("2.0 kB of at most 2.0 GB", COMPUTED, "")
    assert keeper.sees(TRAININGS)[0] == "5.0 kB"
    assert keeper.sees(CATS_AND_DOGS.key) == ("12 MB", AGAIN, "")
    assert keeper.sees(PETS.key) == ("Nothing", AGAIN, NOTHING)


def test_each_is_emptied_alone(keeper: Keeper) -> None:
    keeper.look()
    keeper.press(FEATURES)
    limit = "0 bytes of at most 2.0 GB"
    assert keeper.sees(FEATURES) == (limit, "Emptied: 2.0 kB.", NOTHING)
    assert FeatureStore(paths.features_folder()).size() == 0
    assert keeper.sees(TRAININGS)[0] == "5.0 kB"
    keeper.press(TRAININGS)
    assert keeper.sees(TRAININGS) == ("Nothing", "Emptied: 5.0 kB.", NOTHING)
    assert checkpoints.size(paths.trainings_folder()) == 0
    keeper.press(CATS_AND_DOGS.key)
    assert keeper.sees(CATS_AND_DOGS.key) == ("Nothing", "Removed: 12 MB.", NOTHING)
    assert not (paths.lessons_folder() / CATS_AND_DOGS.key).exists()
    assert keeper.emptied == [FEATURES, TRAININGS, CATS_AND_DOGS.key]
    keeper.look()
    assert keeper.sees(FEATURES)[1] == COMPUTED


def test_nothing_is_emptied_during_a_run(keeper: Keeper) -> None:
    keeper.look()
    lamp = Lamp()
    keeper.runner.start(lamp, "Training")
    why = "Training is still going on. Stop it below, or wait."
    assert [keeper.sees(key)[2] for key in (FEATURES, TRAININGS, PETS.key)] == [why] * 3
    keeper.rows.emptied.emit(FEATURES)  # as a press that was on its way
    lamp.lit = False
    keeper.rest()
    assert keeper.sees(FEATURES) == ("2.0 kB of at most 2.0 GB", COMPUTED, "")
    assert keeper.emptied == []


def test_what_cannot_be_emptied_is_told(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper.look()

    def unlink(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.unlink", unlink)
    keeper.press(TRAININGS)
    size, why, _ = keeper.sees(TRAININGS)
    assert size == "5.0 kB"
    assert "Permission denied" in why
    assert keeper.rows._rows[TRAININGS][0].texts()[1]
    assert keeper.rows._rows[TRAININGS][2].isEnabled()
    assert keeper.emptied == []


def test_limit_is_the_store_s(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feature_store, "LIMIT", 3_000_000)
    keeper.look()
    assert keeper.sees(FEATURES)[0] == "2.0 kB of at most 3.0 MB"
