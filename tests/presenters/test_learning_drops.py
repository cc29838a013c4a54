"""A folder that is dropped on the Transfer learning tab is learned from, not opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.presenters.stand_in import Desk


def test_one_folder_is_learned_from_where_that_tab_is_in_front(fresh: Desk, tmp_path: Path) -> None:
    pets, cars, file = tmp_path / "pets", tmp_path / "cars", tmp_path / "cat.jpg"
    for folder in (pets, cars):
        folder.mkdir()
    file.touch()
    learns = fresh.window.learns_from
    assert not learns((str(pets),))
    fresh.window.tabs.setCurrentWidget(fresh.program.training)
    assert learns((str(pets),))
    assert not learns((str(pets), str(cars)))
    assert not learns((str(file),))
