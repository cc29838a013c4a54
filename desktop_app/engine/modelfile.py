"""The program's own kind of file: one .safetensors that says itself which network it holds.

Knows no torch, since lists of networks are made from the headers alone. A header is eight bytes of
length and then JSON: the shape and place of each tensor, and a few words about the file.
"""

from __future__ import annotations

import json
import math
import os
import stat
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.engine.contract import QT_TRANSLATE_NOOP, ClassName, InputRule
from desktop_app.engine.errors import ExportError, FileError
from desktop_app.engine.whole import whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import BinaryIO

    from torch import Tensor

VERSION = 1
KEY = "ideal_cat"
"""Where in the header the description stands."""

BASE = "base"
"""The fact about a network that was trained here: which one it began as."""

NOVELTY = "novelty."
"""How the names of tensors begin that are no part of the network; `engine.novelty` knows them."""

LARGEST_HEADER = 100_000_000
"""Bytes; the same as in the safetensors library."""

LARGEST_INPUT = 4096
"""Pixels a side that an input may have at most."""

MISSING = QT_TRANSLATE_NOOP("errors", "there is no such file")
NOT_A_FILE = QT_TRANSLATE_NOOP("errors", "it is a folder or a device, not a file")
FORBIDDEN = QT_TRANSLATE_NOOP("errors", "you have no permission to read it")
EMPTY = QT_TRANSLATE_NOOP("errors", "there is nothing in it")
TRUNCATED = QT_TRANSLATE_NOOP("errors", "it ends too early")
DAMAGED = QT_TRANSLATE_NOOP("errors", "it is damaged")
NOT_OURS = QT_TRANSLATE_NOOP("errors", "it does not say which network it holds")
NEWER = QT_TRANSLATE_NOOP("errors", "a newer version of this program wrote it")
UNCLEAR = QT_TRANSLATE_NOOP("errors", "what it says about its network makes no sense")

# What batch normalisation counts is not learned.
_COUNTED = (".running_mean", ".running_var")


@dataclass(frozen=True, slots=True)
class Description:
    """What a file says about the network in it.

    Attributes:
        title: As on screen.
        architecture: As in `catalogue.Name.architecture`.
        classes: One for each output.
        input: How pictures are made ready for it.
        trained: Whether its weights were learnt.
        origin: Facts about where it comes from, each with a name of its own.
        licence: Of the weights, "" if nobody said.
        novelty: Layer before which it can tell what is unlike anything trained on; "" if it cannot.
    """

    title: str
    architecture: str
    classes: tuple[ClassName, ...]
    input: InputRule
    trained: bool = True
    origin: tuple[tuple[str, str], ...] = ()
    licence: str = ""
    novelty: str = ""


# Writing


def write(path: str, tensors: Mapping[str, Tensor], description: Description) -> None:
    """Write `tensors` and what they are to `path`; an older file is replaced at once or not at all.

    Raises `ExportError` when the system does not allow it.
    """
    from safetensors import SafetensorError
    from safetensors.torch import save_file

    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        with whole(path) as part:
            save_file(_apart(tensors), part, {"format": "pt", KEY: _text(description)})
    except OSError as error:
        raise ExportError(file=path, reason=error.strerror or str(error)) from error
    except SafetensorError as error:
        raise ExportError(file=path, reason=str(error)) from error


def _apart(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the tensors in one piece each: the format knows neither views nor shared memory."""
    single: dict[str, Tensor] = {}
    seen = set()
    for name, tensor in tensors.items():
        own = tensor.detach().cpu().contiguous()
        place = own.untyped_storage().data_ptr()
        single[name] = own.clone() if place in seen else own
        seen.add(place)
    return single


def _text(description: Description) -> str:
    fields = asdict(description)
    fields["classes"] = [[one.wnid, one.name, *one.also] for one in description.classes]
    return json.dumps({"version": VERSION, **fields}, ensure_ascii=False)


# Reading


def describe(path: str) -> Description | None:
    """Return what a file says about itself, None if it says nothing.

    Raises `FileError` if it cannot be read, or says what cannot be understood.
    """
    fields = header(path)
    text = fields.get("__metadata__", {}).get(KEY) if fields else None
    return None if text is None else _description(text, Path(path).name)


def size(path: str) -> tuple[int, int]:
    """Return how many numbers the network in a .safetensors file has learned, and its bytes.

    Raises `FileError` if it is no such file or cannot be read.
    """
    learned = (
        math.prod(tensor["shape"])
        for name, tensor in _tensors(path).items()
        if "F" in tensor["dtype"] and not name.endswith(_COUNTED) and not name.startswith(NOVELTY)
    )
    return sum(learned), os.path.getsize(path)


def shapes(path: str) -> dict[str, tuple[int, ...]]:
    """Return the shape of each tensor in a .safetensors file; raises as `size` does."""
    tensors = _tensors(path).items()
    return {name: tuple(tensor["shape"]) for name, tensor in tensors}


def _tensors(path: str) -> dict[str, Any]:
    fields = header(path)
    if fields is None:
        raise FileError(file=Path(path).name, reason=NOT_OURS)
    return {name: tensor for name, tensor in fields.items() if name != "__metadata__"}


def header(path: str) -> dict[str, Any] | None:
    """Return the header of a .safetensors file, None for a file of another kind.

    All that it promises lies inside the file. Raises `FileError` if it cannot be read.
    """
    with open_file(path) as file:
        total = os.fstat(file.fileno()).st_size
        beginning = file.read(9)
        length = int.from_bytes(beginning[:8], "little")
        if beginning[8:] != b"{" or length > LARGEST_HEADER:
            return None
        if 8 + length > total:
            raise FileError(file=Path(path).name, reason=TRUNCATED)
        text = beginning[8:] + file.read(length - 1)
    try:
        fields, end = _checked(json.loads(text))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise FileError(file=Path(path).name, reason=DAMAGED) from error
    if 8 + length + end > total:
        raise FileError(file=Path(path).name, reason=TRUNCATED)
    return fields


def _checked(fields: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Return a header of the right form and where its last tensor ends, counted from its end."""
    words = fields.get("__metadata__", {})
    tensors = [tensor for name, tensor in fields.items() if name != "__metadata__"]
    numbers = [number for one in tensors for number in (*one["shape"], *one["data_offsets"])]
    texts = [*words.values(), *(one["dtype"] for one in tensors)]
    right = all(type(number) is int and number >= 0 for number in numbers)
    if not right or not all(isinstance(text, str) for text in texts):
        raise ValueError("a header of another form")
    return fields, max((one["data_offsets"][1] for one in tensors), default=0)


def _description(text: str, file: str) -> Description:
    try:
        fields = json.loads(text)
        if fields["version"] != VERSION:
            raise FileError(file=file, reason=NEWER)
        if not fields["classes"]:
            raise ValueError("a network without classes")
        return Description(
            title=_string(fields["title"]),
            architecture=_string(fields["architecture"]),
            classes=tuple(_class(*names) for names in fields["classes"]),
            input=input_rule(**fields["input"]),
            trained=bool(fields["trained"]),
            origin=tuple((_string(a), _string(b)) for a, b in fields["origin"]),
            licence=_string(fields["licence"]),
            novelty=_string(fields.get("novelty", "")),  # older files have none
        )
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise FileError(file=file, reason=UNCLEAR) from error


def _class(wnid: object, name: object, *also: object) -> ClassName:
    return ClassName(_string(wnid), _string(name), tuple(map(_string, also)))


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def input_rule(
    *, size: object, resize: object, interpolation: object, mean: object, std: object
) -> InputRule:
    """Return the rule that a file states; `ValueError` or `TypeError` if there can be none such."""
    if not (isinstance(size, int) and isinstance(resize, int)):
        raise TypeError("a side that is no whole number")
    if not 1 <= size <= resize <= LARGEST_INPUT or interpolation not in ("bicubic", "bilinear"):
        raise ValueError("an input that is not possible here")
    middle, spread = _three(mean), _three(std)
    if not min(spread) > 0:
        raise ValueError("a deviation that is not above zero")
    return InputRule(size, resize, str(interpolation), middle, spread)


def _three(values: Any) -> tuple[float, float, float]:  # noqa: ANN401 (whatever JSON can hold)
    red, green, blue = map(float, values)
    if not all(map(math.isfinite, (red, green, blue))):
        raise ValueError("a value that is no number")
    return red, green, blue


@contextmanager
def open_file(path: str) -> Iterator[BinaryIO]:
    """Open a file of some bytes; pipes and devices are never opened. Raises `FileError`."""
    name = Path(path).name
    try:
        status = _status(path)
        if not stat.S_ISREG(status.st_mode):
            raise FileError(file=name, reason=NOT_A_FILE)
        if not status.st_size:
            raise FileError(file=name, reason=EMPTY)
        with open(path, "rb") as file:
            yield file
    except OSError as error:
        raise FileError(file=name, reason=_reason(error)) from error


def _status(path: str) -> os.stat_result:
    try:
        return os.stat(path)
    except ValueError as error:  # a path with a null character
        raise FileNotFoundError from error


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return MISSING
    if isinstance(error, PermissionError):
        return FORBIDDEN
    return error.strerror or str(error)
