"""Names of a person's own classes come in many forms, and keep their numbers in all of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from desktop_app.engine import labels
from desktop_app.engine.errors import FileError
from desktop_app.engine.labels import (
    BLANK,
    NO_NAMES,
    NOT_JSON,
    NOT_UTF_8,
    NUMBERS,
    OTHER_FORM,
    TOO_LARGE,
    read_names,
)
from desktop_app.engine.modelfile import EMPTY, MISSING, NOT_A_FILE
from tests.helpers import awkward_folder, write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return awkward_folder(tmp_path)


def reason(path: str) -> object:
    with pytest.raises(FileError) as caught:
        read_names(path)
    return caught.value.fields["reason"]


@pytest.mark.parametrize(
    "data",
    [
        "cat\ndog\n猫\n".encode(),
        "cat\r\ndog\r\n猫".encode(),
        "\N{ZERO WIDTH NO-BREAK SPACE}cat\ndog\n猫\n\n \n\n".encode(),
        " cat \ndog\t\n猫".encode(),
    ],
    ids=["plain", "Windows", "mark and blank end", "spaces"],
)
def test_one_name_a_line(folder: Path, data: bytes) -> None:
    assert read_names(write(folder, "names.txt", data)) == ("cat", "dog", "猫")
    assert read_names(write(folder, "names", data)) == ("cat", "dog", "猫")


@pytest.mark.parametrize(
    "content",
    [
        ["cat", "dog", "猫"],
        {"0": "cat", "1": "dog", "2": "猫"},
        {"2": "猫", "0": "cat", "1": "dog"},
        {"0": ["n1", "cat"], "1": ["n2", "dog"], "2": ["n3", "猫"]},
        [["n1", "cat"], ["n2", "dog"], ["n3", "猫"]],
        {"dog": 1, "cat": 0, "猫": 2},
    ],
    ids=["list", "numbers", "mixed up", "Keras", "pairs", "class_to_idx"],
)
def test_json_in_all_its_forms(folder: Path, content: object) -> None:
    text = json.dumps(content)
    assert read_names(write(folder, "names.JSON", text.encode())) == ("cat", "dog", "猫")
    assert labels.parse_names(text) == ("cat", "dog", "猫")


def test_names_that_are_digits(folder: Path) -> None:
    names = {"1": 0, "0": 1, "7": 2}  # values are the numbers, as torchvision writes them
    assert read_names(write(folder, "a.json", json.dumps(names).encode())) == ("1", "0", "7")


def test_more_than_ten_numbers_are_not_sorted_as_text(folder: Path) -> None:
    names = {str(number): f"class {number}" for number in reversed(range(12))}
    read = read_names(write(folder, "a.json", json.dumps(names).encode()))
    assert read == tuple(f"class {number}" for number in range(12))


def test_two_classes_may_have_one_name(folder: Path) -> None:
    assert read_names(write(folder, "a.txt", b"crane\ncrane\n")) == ("crane", "crane")


def test_names_become_one_line_that_can_be_written() -> None:
    (name,) = labels.parse_names(r'[" a\n\tcat \ud800 "]')
    assert name == "a cat ?"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"0": "a", "2": "b"}', NUMBERS),
        ('{"1": "a", "2": "b"}', NUMBERS),
        ('{"0": "a", "0": "b", "1": "c"}', NUMBERS),
        ('{"0": "a", "00": "b"}', NUMBERS),
        ('{"a": 0, "b": 0}', NUMBERS),
        ('{"a": 0, "b": 2}', NUMBERS),
        ('{"a": -1, "b": 0}', NUMBERS),
        ('{"a": true, "b": false}', OTHER_FORM),
        ('{"a": 0.5}', OTHER_FORM),
        ('{"0": "a", "x": "b"}', OTHER_FORM),
        ('{"0": {"name": "a"}}', OTHER_FORM),
        ('["a", 1]', OTHER_FORM),
        ('[["a", "b", "c"]]', OTHER_FORM),
        ("7", OTHER_FORM),
        ('"cat"', OTHER_FORM),
        ("null", OTHER_FORM),
        ("[]", NO_NAMES),
        ("{}", NO_NAMES),
        ('["a", " "]', BLANK),
        ("cat\ndog\n", NOT_JSON),
        ('["a"', NOT_JSON),
        ("[" * 100_000, NOT_JSON),
    ],
)
def test_json_that_does_not_number_its_classes(folder: Path, text: str, why: str) -> None:
    assert reason(write(folder, "names.json", text.encode())) == why
    with pytest.raises(ValueError, match=why):
        labels.parse_names(text)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("café\n".encode("latin-1"), NOT_UTF_8),
        ("cat\ndog\n".encode("utf-16"), NOT_UTF_8),
        ("cat\ndog\n".encode("utf-16-le"), NOT_UTF_8),
        (b"\x89PNG\r\n\x1a\n", NOT_UTF_8),
        (b"cat\n\ndog\n", BLANK),
        (b"\ncat\n", BLANK),
        (b"\n \n", NO_NAMES),
        (b"", EMPTY),
    ],
)
def test_a_text_that_is_no_list_of_names(folder: Path, data: bytes, why: str) -> None:
    assert reason(write(folder, "names.txt", data)) == why


def test_what_cannot_be_opened(folder: Path) -> None:
    assert reason(str(folder / "gone.txt")) == MISSING
    assert reason(str(folder)) == NOT_A_FILE


def test_a_file_can_be_too_large(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(folder, "names.txt", b"cat\ndog\n")
    monkeypatch.setattr(labels, "LARGEST", 8)
    assert read_names(path) == ("cat", "dog")
    monkeypatch.setattr(labels, "LARGEST", 7)
    assert reason(path) == TOO_LARGE
