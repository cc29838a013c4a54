"""The settings, through the file and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.engine.contract import DeviceWish
from desktop_app.engine.places import hub_folder, torch_folder
from desktop_app.settings import (
    DEVICE,
    FOLDER,
    HUB_MIRROR,
    MAX_RECENT,
    MIRROR,
    PRECISION,
    RECENT,
    ROWS,
    THEME,
    THREADS,
    TOP,
    WEIGHTS,
    Setting,
    Settings,
    places,
    wish,
)

if TYPE_CHECKING:
    from pathlib import Path

AWKWARD = 'C:\\Käse, 猫 🐱;\n صور = 100 % "#"'

GOOD: dict[str, list[object]] = {
    "window/theme": ["light", "dark"],
    "window/geometry": [b"\1", bytes(range(256)), b"@ByteArray(5)"],
    "network/backbone": ["resnet50"],
    "network/device": ["cpu", "cuda:1"],
    "network/threads": [1, 8, 4096],
    "network/precision": ["bfloat16", "float16"],
    "weights/folder": ["/", AWKWARD],
    "weights/mirror": ["http://localhost:8000/weights", AWKWARD],
    "weights/hub_mirror": ["http://localhost:8000"],
    "predict/top": [1, 7, 20],
    "features/colours": ["viridis", "cividis", "grey"],
    "files/folder": ["/", "7", "true", "@Point(1 2)", " ", AWKWARD],
    "files/recent": [("one",), ("a", "b"), ("a, b",), ("7", AWKWARD), ("@Invalid()",)],
}
"""Some values by row, none of them the default."""

BAD: dict[str, list[object]] = {
    "window/theme": ["pink", "", 3, None],
    "window/geometry": ["text", None],
    "network/backbone": [b"resnet50", None],
    "network/device": [0],
    "network/threads": [4097, -1, 1.0, "1", True],
    "network/precision": ["float64", "", 16],
    "weights/folder": [None, 0],
    "weights/mirror": [None, b"http"],
    "weights/hub_mirror": [None, ("http",)],
    "predict/top": [0, 21, -1, 5.0, "5", True],
    "features/colours": ["jet", "", None],
    "files/folder": [("a",), None],
    "files/recent": ["one", ["a", "b"], None],
}

GARBAGE = [
    "",
    "pink",
    "0",
    "21",
    "-3",
    "5.5",
    "light, dark",
    "@Invalid()",
    "@Size(1 2)",
    "@Variant(\\0\\0)",
    "²",
    "--5",
    "9" * 5000,
]

every_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


@pytest.fixture
def settings(file: Path) -> Settings:
    return Settings(file)


def changes(settings: Settings) -> list[Setting[object]]:
    """The rows whose change is told from now on."""
    told: list[Setting[object]] = []
    settings.changed.connect(lambda row: told.append(row))
    return told


@every_row
def test_default_when_nothing_is_stored(settings: Settings, row: Setting[object]) -> None:
    assert settings.get(row) == row.default
    assert row.accepts(row.default)


def test_reading_makes_no_file(settings: Settings, file: Path) -> None:
    settings.get(THEME)
    settings.save()
    assert not file.exists()


@every_row
def test_values_come_back(settings: Settings, file: Path, row: Setting[object]) -> None:
    for value in [*GOOD[row.key], row.default]:
        settings.set(row, value)
        assert settings.get(row) == value
        settings.save()
        again = Settings(file).get(row)
        assert again == value
        assert type(again) is type(value)


def test_rows_do_not_disturb_each_other(settings: Settings, file: Path) -> None:
    for row in ROWS:
        settings.set(row, GOOD[row.key][0])
    settings.save()
    stored = Settings(file)
    assert [stored.get(row) for row in ROWS] == [GOOD[row.key][0] for row in ROWS]


@every_row
def test_bad_values_are_refused(settings: Settings, row: Setting[object]) -> None:
    told = changes(settings)
    for value in BAD[row.key]:
        with pytest.raises(ValueError, match=row.key):
            settings.set(row, value)
    assert settings.get(row) == row.default
    assert told == []


def test_only_a_real_change_is_told(settings: Settings) -> None:
    told = changes(settings)
    settings.set(TOP, TOP.default)
    assert told == []
    settings.set(TOP, 7)
    settings.set(TOP, 7)
    assert told == [TOP]
    settings.set(TOP, TOP.default)
    assert told == [TOP, TOP]


def test_value_is_there_when_its_change_is_told(settings: Settings) -> None:
    seen: list[int] = []
    settings.changed.connect(lambda row: seen.append(settings.get(row)))
    settings.set(TOP, 7)
    assert seen == [7]


# Damaged files


@pytest.mark.parametrize("text", GARBAGE, ids=lambda text: text[:9])
def test_garbage_in_a_row_gives_the_default_or_text(file: Path, text: str) -> None:
    keys = [row.key.split("/") for row in ROWS]
    file.write_text("\n".join(f"[{group}]\n{name}={text}" for group, name in keys), "utf-8")
    settings = Settings(file)
    assert (settings.get(THEME), settings.get(TOP)) == (THEME.default, TOP.default)
    for row in ROWS:
        assert row.accepts(settings.get(row))


@pytest.mark.parametrize(
    "content", [b"", bytes(range(256)), b"\xff\xfe\0", b"[[[\n===\n", b"theme=dark", b"\0" * 4000]
)
def test_damaged_file_gives_the_defaults(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    settings = Settings(file)
    assert [settings.get(row) for row in ROWS] == [row.default for row in ROWS]
    settings.set(TOP, 7)
    settings.save()
    assert settings.get(TOP) == 7


def test_unwritable_folder_keeps_the_settings_until_the_end(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("a file where a folder should be")
    settings = Settings(tmp_path / "folder" / "settings.ini")
    told = changes(settings)
    settings.set(THEME, "dark")
    settings.save()
    assert settings.get(THEME) == "dark"
    assert told == [THEME]


def test_folder_is_made(tmp_path: Path) -> None:
    file = tmp_path / "not" / "yet" / "settings.ini"
    settings = Settings(file)
    settings.set(FOLDER, AWKWARD)
    settings.save()
    assert Settings(file).get(FOLDER) == AWKWARD


# Recent files


def test_newest_is_first_and_there_once(settings: Settings) -> None:
    for path in ("a", "b", "c", "a"):
        settings.add_recent(path)
    assert settings.get(RECENT) == ("a", "c", "b")


def test_recent_ones_are_few(settings: Settings) -> None:
    for number in range(MAX_RECENT + 5):
        settings.add_recent(str(number))
    recent = settings.get(RECENT)
    assert len(recent) == MAX_RECENT
    assert recent[0] == str(MAX_RECENT + 4)


def test_adding_the_newest_again_changes_nothing(settings: Settings) -> None:
    settings.add_recent("a")
    told = changes(settings)
    settings.add_recent("a")
    assert told == []


# What several rows make together


def test_weights_lie_where_other_programs_look_unless_told_otherwise(
    settings: Settings, tmp_path: Path, home: Path
) -> None:
    where = places(settings)
    assert (where.weights, where.hub) == (torch_folder(), hub_folder())
    assert (where.own, where.checked) == (home / "data/networks", home / "cache/checked.json")
    assert (where.mirror, where.hub_mirror) == ("", "")
    settings.set(WEIGHTS, str(tmp_path))
    settings.set(MIRROR, "http://localhost/a")
    settings.set(HUB_MIRROR, "http://localhost/b")
    where = places(settings)
    assert (where.weights, where.hub) == (tmp_path, hub_folder())
    assert (where.mirror, where.hub_mirror) == ("http://localhost/a", "http://localhost/b")


def test_the_device_is_asked_for_with_threads_and_precision(settings: Settings) -> None:
    assert wish(settings) == DeviceWish("auto", 0, "float32")
    settings.set(DEVICE, "cuda:1")
    settings.set(THREADS, 3)
    settings.set(PRECISION, "bfloat16")
    assert wish(settings) == DeviceWish("cuda:1", 3, "bfloat16")
