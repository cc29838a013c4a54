"""What is kept is found again and right, whoever breaks off, damages or empties it."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop_app.engine.errors import ExportError
from desktop_app.engine.feature_store import INDEX, FeatureStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import numpy.typing as npt

WIDTH = 50
ROW = 4 * WIDTH

# A picture's name says which numbers its row must hold, so that any mix-up shows.
WRITER = """
import sys
from pathlib import Path
import numpy as np
from desktop_app.engine.feature_store import FeatureStore

store, first = FeatureStore(Path(sys.argv[1])), int(sys.argv[2])
for start in range(first, first + int(sys.argv[3]), 20):
    numbers = range(start, start + 20)
    rows = np.repeat(np.array(numbers, np.float32)[:, None], 50, axis=1)
    store.put(sys.argv[4], [f"{number:064x}" for number in numbers], rows)
"""


@pytest.fixture
def store(tmp_path: Path) -> FeatureStore:
    return FeatureStore(tmp_path / "Käse 猫")


def shas(numbers: Iterable[int]) -> list[str]:
    return [f"{number:064x}" for number in numbers]


def values(numbers: Iterable[int]) -> npt.NDArray[np.float32]:
    return np.repeat(np.array(list(numbers), np.float32)[:, None], WIDTH, axis=1)


def put(store: FeatureStore, key: str, numbers: Iterable[int]) -> None:
    asked = list(numbers)
    store.put(key, shas(asked), values(asked))


def held(store: FeatureStore, key: str, numbers: Iterable[int]) -> list[int]:
    """Which of `numbers` are there; fails if any of their rows is not what it must be."""
    asked = np.array(list(numbers))
    rows, places = store.rows(key, shas(asked))
    assert rows[places[places >= 0]].tolist() == values(asked[places >= 0]).tolist()
    return [int(one) for one in asked[places >= 0]]


def files(store: FeatureStore) -> list[Path]:
    return sorted(store.folder.glob("*.f32"))


def writer(folder: Path, first: int, count: int, key: str = "a") -> subprocess.Popen[bytes]:
    program = [sys.executable, "-c", WRITER, str(folder), str(first), str(count), key]
    return subprocess.Popen(program, cwd=Path(__file__).parents[2])


# What is kept


def test_what_was_put_is_found_by_network_and_picture(store: FeatureStore) -> None:
    put(store, "a", [3, 1])
    put(store, "b", [1])
    put(store, "a", [2])
    assert held(store, "a", [1, 2, 3, 4]) == [1, 2, 3]
    assert held(store, "b", [1, 2]) == [1]
    assert held(store, "c", [1]) == []


def test_places_are_in_the_order_that_was_asked_for(store: FeatureStore) -> None:
    put(store, "a", [10, 11, 12])
    rows, places = store.rows("a", shas([12, 99, 10, 12]))
    assert places.tolist() == [2, -1, 0, 2]
    assert rows[places[2]].tolist() == [10] * WIDTH


def test_a_new_store_on_the_folder_finds_it_too(store: FeatureStore, tmp_path: Path) -> None:
    put(store, "a", range(5))
    again = FeatureStore(tmp_path / "Käse 猫")
    put(again, "a", range(5, 8))
    assert held(store, "a", range(9)) == list(range(8))


def test_missing_ones_are_told_once_and_in_order(store: FeatureStore) -> None:
    assert store.missing("a", shas([2, 1, 2])) == shas([2, 1])
    put(store, "a", [2])
    assert store.missing("a", shas([3, 2, 1, 3])) == shas([3, 1])
    assert store.missing("a", []) == []


def test_what_is_there_stays(store: FeatureStore) -> None:
    put(store, "a", [1])
    store.put("a", shas([1, 2, 2]), values([77, 2, 77]))
    assert held(store, "a", [1, 2]) == [1, 2]


def test_nothing_to_put_makes_nothing(store: FeatureStore) -> None:
    put(store, "a", [])
    assert not store.folder.exists()
    assert store.size() == 0


def test_rows_stay_on_disk(store: FeatureStore) -> None:
    put(store, "a", [1])
    rows, _ = store.rows("a", [])
    assert isinstance(rows, np.memmap)
    assert not rows.flags.writeable


@pytest.mark.parametrize("shape", [(1, WIDTH + 1), (2, WIDTH), (1, WIDTH - 1)])
def test_rows_of_another_length_are_a_mistake(store: FeatureStore, shape: tuple[int, int]) -> None:
    put(store, "a", [1])
    with pytest.raises(ValueError, match="50"):
        store.put("a", shas([2]), np.zeros(shape, np.float32))
    assert held(store, "a", [1, 2]) == [1]


# How much is kept


def test_the_size_is_that_of_the_numbers(store: FeatureStore) -> None:
    put(store, "a", range(7))
    put(store, "b", range(3))
    assert store.size() == 10 * ROW


def test_the_network_used_longest_ago_goes_first(tmp_path: Path) -> None:
    store = FeatureStore(tmp_path, limit=30 * ROW)
    for key in "abc":
        put(store, key, range(10))
    held(store, "a", [])  # it is used
    put(store, "d", range(10))
    assert [len(held(store, key, range(10))) for key in "abcd"] == [10, 0, 10, 10]
    assert store.size() == 30 * ROW
    assert len(files(store)) == 3


def test_the_present_network_stays_even_if_it_alone_is_too_large(tmp_path: Path) -> None:
    store = FeatureStore(tmp_path, limit=5 * ROW)
    put(store, "a", range(5))
    put(store, "b", range(6))
    put(store, "b", range(6, 12))
    assert (held(store, "a", range(5)), held(store, "b", range(12))) == ([], list(range(12)))
    put(store, "a", range(5))
    assert (held(store, "a", range(5)), held(store, "b", range(12))) == (list(range(5)), [])


def test_it_can_be_emptied_and_filled_again(store: FeatureStore) -> None:
    put(store, "a", range(9))
    store.clear()
    assert (store.size(), held(store, "a", range(9))) == (0, [])
    put(store, "a", [4, 2])
    assert held(store, "a", range(9)) == [2, 4]


def test_rows_in_hand_outlast_an_emptying(store: FeatureStore) -> None:
    put(store, "a", range(9))
    rows, places = store.rows("a", shas(range(9)))
    store.clear()
    put(store, "a", [5])
    assert np.array_equal(rows[places], values(range(9)))


def test_files_of_no_network_are_swept_away(store: FeatureStore) -> None:
    put(store, "a", [1])
    (store.folder / "lost.f32").write_bytes(bytes(ROW))
    put(store, "b", [1])
    assert len(files(store)) == 2
    assert held(store, "a", [1]) == [1]


# What is broken off


@pytest.mark.parametrize("torn", [1, ROW - 1, ROW, ROW + 7])
def test_rows_that_were_written_and_not_indexed_do_not_count(
    store: FeatureStore, torn: int
) -> None:
    put(store, "a", [1, 2])
    with files(store)[0].open("ab") as stream:
        stream.write(b"\xff" * torn)
    assert held(store, "a", [1, 2, 3]) == [1, 2]
    put(store, "a", [3, 4])
    assert held(store, "a", [1, 2, 3, 4, 5]) == [1, 2, 3, 4]


@pytest.mark.parametrize("length", [0, 1, 2 * ROW - 1, 2 * ROW, None])
def test_rows_that_were_cut_off_are_missing_for_good(
    store: FeatureStore, length: int | None
) -> None:
    put(store, "a", range(5))
    (file,) = files(store)
    if length is None:
        file.unlink()
    else:
        os.truncate(file, length)
    whole = list(range((length or 0) // ROW))
    assert held(store, "a", range(5)) == whole
    put(store, "a", range(10, 20))  # where the lost ones were
    assert held(store, "a", range(20)) == [*whole, *range(10, 20)]


def test_a_failure_after_the_bytes_were_written_indexes_nothing(
    store: FeatureStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, "a", [1])

    def broken(_: int) -> None:
        raise KeyError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", broken)
        with pytest.raises(KeyError, match="killed"):
            put(store, "a", [2])
    assert files(store)[0].stat().st_size == 2 * ROW
    assert held(store, "a", [1, 2]) == [1]
    put(store, "a", [3])
    assert held(store, "a", [1, 2, 3]) == [1, 3]


def test_bytes_are_on_disk_before_they_are_indexed(
    store: FeatureStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, synced = os.fsync, []

    def watched(number: int) -> None:
        with closing(sqlite3.connect(store.folder / INDEX)) as index:
            (lines,) = index.execute("SELECT count(*) FROM rows").fetchone()
        synced.append((lines, os.fstat(number).st_size))
        real(number)

    monkeypatch.setattr(os, "fsync", watched)
    put(store, "a", [1, 2])
    put(store, "a", [3])
    assert synced == [(0, 2 * ROW), (2, 3 * ROW)]


def test_a_killed_writer_leaves_only_right_numbers(store: FeatureStore, tmp_path: Path) -> None:
    folder, most = tmp_path / "Käse 猫", 100_000
    for first in (0, most, 2 * most):
        before = store.size()
        child = writer(folder, first, most)
        while store.size() < before + (60 + first // 9999) * ROW:
            assert child.poll() is None
            time.sleep(0.001)
        child.kill()
        assert child.wait() != 0
        found = held(store, "a", range(first, first + 2000))
        assert len(found) >= 20
        assert found == list(range(first, first + len(found)))
    put(store, "a", [999_999])
    assert held(store, "a", [999_999]) == [999_999]


def test_two_programs_write_at_once(store: FeatureStore, tmp_path: Path) -> None:
    child = writer(tmp_path / "Käse 猫", 1000, 400)
    number = 0
    while child.poll() is None:
        put(store, "a" if number % 2 else "b", [number])
        number += 1
    assert child.returncode == 0
    assert held(store, "a", range(1000, 1400)) == list(range(1000, 1400))
    assert held(store, "a", range(1, number, 2)) == list(range(1, number, 2))
    assert held(store, "b", range(0, number, 2)) == list(range(0, number, 2))


# What cannot be used


def no_index(store: FeatureStore) -> None:
    (store.folder / INDEX).write_bytes(b"no index at all" * 99)


def other_tables(store: FeatureStore) -> None:
    with closing(sqlite3.connect(store.folder / INDEX)) as index:
        index.execute("DROP TABLE networks")
        index.execute("CREATE TABLE networks (colour TEXT)")


def overwritten(store: FeatureStore) -> None:
    content = (store.folder / INDEX).read_bytes()
    begin = content[: len(content) // 4]
    (store.folder / INDEX).write_bytes(begin.ljust(len(content), b"\xa5"))


@pytest.mark.parametrize("spoil", [no_index, other_tables, overwritten])
def test_a_damaged_index_is_begun_anew(
    store: FeatureStore, tmp_path: Path, spoil: Callable[[FeatureStore], None]
) -> None:
    put(store, "a", range(300))
    spoil(store)
    assert held(store, "a", range(300)) == []
    put(store, "a", [2])
    again = FeatureStore(tmp_path / "Käse 猫")
    assert held(again, "a", [1, 2]) == [2]
    assert again.size() == ROW
    assert [*again.folder.parent.iterdir()] == [again.folder]


def test_an_emptied_index_is_an_empty_one(store: FeatureStore) -> None:
    put(store, "a", [1])
    (store.folder / INDEX).write_bytes(b"")
    assert held(store, "a", [1]) == []
    put(store, "a", [2])
    assert held(store, "a", [1, 2]) == [2]
    assert store.size() == ROW


def test_without_a_folder_it_lasts_as_long_as_the_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    store = FeatureStore(tmp_path / "file")
    put(store, "a", [1])
    assert held(store, "a", [1, 2]) == [1]
    folder = store.folder
    assert tmp_path not in folder.parents
    assert folder.exists()
    del store
    assert not folder.exists()


def test_a_full_disk_moves_it_elsewhere(
    store: FeatureStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, "a", [1])
    real, full = os.fsync, [True]

    def full_at_first(number: int) -> None:
        if full:
            full.clear()
            raise OSError(errno.ENOSPC, "No space left on device")
        real(number)

    monkeypatch.setattr(os, "fsync", full_at_first)
    put(store, "a", [2])
    assert tmp_path not in store.folder.parents
    assert held(store, "a", [1, 2]) == [2]


def test_when_nothing_can_be_written_anywhere_it_is_said(
    store: FeatureStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="No space left on device"):
        put(store, "a", [1])
