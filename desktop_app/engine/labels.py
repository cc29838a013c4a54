"""Readable names of classes."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.engine.contract import QT_TRANSLATE_NOOP, ClassName
from desktop_app.engine.errors import FileError, UnknownClassError
from desktop_app.engine.modelfile import open_file
from desktop_app.engine.spelling import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    Pairs: TypeAlias = Sequence[tuple[str, object]]

NEAR = 5
"""Similar names that an error lists."""

LARGEST = 16 << 20
"""Bytes that a file of names may have at most."""

TOO_LARGE = QT_TRANSLATE_NOOP("errors", "it is larger than 16 MB")
NOT_UTF_8 = QT_TRANSLATE_NOOP("errors", "it is no text in UTF-8; save it again in that encoding")
NOT_JSON = QT_TRANSLATE_NOOP("errors", "it is no JSON")
NO_NAMES = QT_TRANSLATE_NOOP("errors", "there is no class in it")
BLANK = QT_TRANSLATE_NOOP("errors", "a class in it has no name")
OTHER_FORM = QT_TRANSLATE_NOOP(
    "errors", "its JSON is neither a list of names nor names with their numbers"
)
NUMBERS = QT_TRANSLATE_NOOP("errors", "its numbers do not count each class once, from 0 up")


def read(file: Path) -> tuple[ClassName, ...]:
    """Read lines of number, WordNet id and name, in the order of the numbers.

    Tabs are between them; names in other languages may follow. Raises `ValueError`.
    """
    rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]
    if [row[0] for row in rows] != [str(number) for number in range(len(rows))]:
        raise ValueError(f"{file} does not count its classes from 0")
    return tuple(ClassName(wnid, name, tuple(also)) for _, wnid, name, *also in rows)


def read_names(path: str) -> tuple[str, ...]:
    """Read the names of a person's own classes, in the order of their numbers.

    A .json file holds what `parse_names` takes; any other file has one name a line. Raises
    `FileError`.
    """
    try:
        with open_file(path) as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise ValueError(TOO_LARGE)
        text = _decoded(data)
        is_json = path.lower().endswith(".json")
        return parse_names(text) if is_json else _named(text.rstrip().splitlines())
    except ValueError as error:
        raise FileError(file=Path(path).name, reason=str(error)) from error


def parse_names(text: str) -> tuple[str, ...]:
    """Return the names in JSON, in the order of their numbers.

    They stand in a list, or in an object with the numbers as keys or as values, as Keras,
    torchvision and many others write them; instead of a name there can be a pair of WordNet id and
    name. Raises `ValueError` with a reason for people.
    """
    try:
        # Objects as pairs, for then a number that stands there twice is seen.
        content = json.loads(text, object_pairs_hook=tuple)
    except (ValueError, RecursionError) as error:
        raise ValueError(NOT_JSON) from error
    if isinstance(content, tuple):
        content = _in_order(content)
    if not isinstance(content, list):
        raise ValueError(OTHER_FORM)
    return _named([_name(one) for one in content])


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(NOT_UTF_8) from error
    if "\0" in text:  # UTF-16
        raise ValueError(NOT_UTF_8)
    return text


def _in_order(pairs: Pairs) -> list[object]:
    """Return the names of an object, sorted by their numbers, which may be its keys or values."""
    numbered: dict[object, object]
    if all(type(value) is int for _, value in pairs):
        numbered = {value: name for name, value in pairs}
    elif all(key.isdecimal() for key, _ in pairs):
        numbered = {int(key): value for key, value in pairs}
    else:
        raise ValueError(OTHER_FORM)
    if set(numbered) != set(range(len(pairs))):
        raise ValueError(NUMBERS)
    return [numbered[number] for number in range(len(pairs))]


def _name(value: object) -> str:
    if isinstance(value, list) and len(value) == 2:  # a WordNet id before it
        value = value[1]
    if not isinstance(value, str):
        raise ValueError(OTHER_FORM)
    return value


def _named(names: list[str]) -> tuple[str, ...]:
    """Return the names without what would break a line, or could not be written to a file."""
    writable = (name.encode("utf-8", "replace").decode() for name in names)
    plain = tuple(" ".join(name.split()) for name in writable)
    if not plain:
        raise ValueError(NO_NAMES)
    if not all(plain):
        raise ValueError(BLANK)
    return plain


def find(classes: Sequence[ClassName], text: str) -> int:
    """Return the number of the class that `text` names: by number, WordNet id or name.

    The name may be that of another language; `spelling.plain` says what is alike. Raises
    `UnknownClassError`, which lists the nearest names.
    """
    wanted = plain(text)
    if wanted.isdecimal() and int(wanted) < len(classes):
        return int(wanted)
    for calls in (_own_names, _other_names):
        for number, one in enumerate(classes):
            if wanted and wanted in map(plain, calls(one)):
                return number
    raise UnknownClassError(text=text, near=", ".join(_near(classes, wanted)))


def _own_names(one: ClassName) -> tuple[str, ...]:
    return one.wnid, one.name


def _other_names(one: ClassName) -> tuple[str, ...]:
    return one.also


def _near(classes: Sequence[ClassName], wanted: str) -> list[str]:
    """Return the names that hold `wanted`, else those most like it, else the first."""
    by_spelling = {plain(name): name for one in classes for name in (one.name, *one.also)}
    holding = [name for name in by_spelling if wanted and wanted in name][:NEAR]
    like = difflib.get_close_matches(wanted, by_spelling, NEAR, 0.5)
    return [by_spelling[name] for name in holding or like or [*by_spelling][:1]]
