"""What an export to ONNX is asked for, what comes of it, and what can go wrong; no torch."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.engine.errors import EngineError, ExportError
from desktop_app.engine.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterator

SUFFIX = ".onnx"

INPUT, LOGITS, PROBABILITIES = "pictures", "logits", "probabilities"
"""What goes into the network in the file and what comes out."""

KEY = "ideal_cat"
"""Under which the file says in JSON what its network is."""

TASK, EXPECTED = "task.json", "expected.json"
"""Files by which the processes of an export talk; the second one holds answers or an error."""


class MissingExtraError(EngineError):
    """Libraries that are not installed, since most people do without them."""

    kind = "missing-extra"
    short = QT_TRANSLATE_NOOP("errors", "Not installed")
    why = QT_TRANSLATE_NOOP(
        "errors",
        "Exporting to ONNX needs {missing}. Install what it takes with: "
        "pip install 'ideal-cat[onnx]'",
    )


class NotExportedError(ExportError):
    """A network of which no ONNX file could be made; nothing is left of it."""

    kind = "not-exported"
    short = QT_TRANSLATE_NOOP("errors", "Not exported")
    why = QT_TRANSLATE_NOOP("errors", "{name} was not exported: {reason}.")

    UNTRANSLATED = QT_TRANSLATE_NOOP(
        "errors", "ONNX has no words for one of its layers, or torch does not know them"
    )
    SILENT = QT_TRANSLATE_NOOP(
        "errors", "the process that was to write the file ended before it was done"
    )
    UNREADABLE = QT_TRANSLATE_NOOP(
        "errors", "onnxruntime cannot run the file that was written; another version of it may"
    )
    NO_PICTURES = QT_TRANSLATE_NOOP("errors", "there is no picture to compare it on")
    ITSELF = QT_TRANSLATE_NOOP("errors", "it would take the place of itself; choose another name")


class TooLargeToExportError(NotExportedError):
    """More weights than one ONNX file can hold."""

    kind = "too-large-to-export"
    why = QT_TRANSLATE_NOOP(
        "errors",
        "{name} has {size} GB of weights, and an ONNX file holds 2 GB at most. Choose a smaller "
        "network.",
    )


class UnlikeError(NotExportedError):
    """A file whose network answers otherwise than the one that it was made of."""

    kind = "unlike"
    why = QT_TRANSLATE_NOOP(
        "errors",
        "The exported {name} answers otherwise than the program for {picture}: its probabilities "
        "are up to {difference} off, its logits {logit}. The file was thrown away; another version "
        "of onnxruntime may do better.",
    )


@dataclass(frozen=True, slots=True)
class Exported:
    """An ONNX file that was compared with its network.

    Attributes:
        file: Its path.
        example: Path of the script beside it, which shows how the file is used.
        bytes: Its size.
        difference: The largest one that was found between two probabilities.
        pictures: On how many pictures they were compared.
    """

    file: str
    example: str
    bytes: int
    difference: float
    pictures: int


@dataclass(frozen=True, slots=True)
class Task:
    """What the process that writes is told.

    Attributes:
        name: Of the backbone, with an absolute path where it is a file's.
        file: Where to write the ONNX file.
        pictures: Files to answer.
        places: Where weights are.
    """

    name: str
    file: str
    pictures: tuple[str, ...]
    places: Places

    def write(self, folder: Path) -> None:
        """Write it down for `read`."""
        there = self.places
        where = [str(one) for one in (there.weights, there.hub, there.own, there.checked)]
        record = {"name": self.name, "file": self.file, "pictures": self.pictures, "places": where}
        (folder / TASK).write_text(json.dumps(record), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Task:
        """Return what was written down in `folder`, but for mirrors: nothing is downloaded."""
        told = json.loads((folder / TASK).read_text(encoding="utf-8"))
        weights, hub, own, checked = map(Path, told["places"])
        places = Places(weights, hub, own, checked)
        return cls(told["name"], told["file"], tuple(told["pictures"]), places)


def put_error(folder: Path, error: EngineError) -> None:
    """Write down what the other process is to raise."""
    record = {"error": type(error).__name__, "fields": error.fields}
    (folder / EXPECTED).write_text(json.dumps(record, default=str), encoding="utf-8")


def take_answers(folder: Path, name: str) -> list[dict[str, Any]]:
    """Return the answers that were written down; raises the error that was."""
    try:
        told = json.loads((folder / EXPECTED).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NotExportedError(name=name, reason=NotExportedError.SILENT) from error
    if "error" in told:
        raise next(one for one in _errors(EngineError) if one.__name__ == told["error"])(
            **told["fields"]
        )
    answers: list[dict[str, Any]] = told["answers"]
    return answers


def _errors(kind: type[EngineError]) -> Iterator[type[EngineError]]:
    yield kind
    for one in kind.__subclasses__():
        yield from _errors(one)
