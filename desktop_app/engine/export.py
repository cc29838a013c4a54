"""Answers as JSON and CSV, in one form for the window and the command line."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from desktop_app.engine.contract import Answer, Step
from desktop_app.engine.errors import EngineError, ExportError
from desktop_app.engine.whole import whole

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

CHUNK = 500
"""Rows written in one step."""


@dataclass(frozen=True, slots=True)
class Row:
    """One picture's line: its file as it was named, who was asked, and what came of it."""

    file: str
    backbone: str
    answer: Answer | None
    error: Exception | None


def record(row: Row, top: int) -> dict[str, object]:
    """Return a row as plain values, with the keys that the command line's JSON has.

    "unlike" is among them where the network can tell.
    """
    return {
        "file": row.file,
        "backbone": row.answer.network if row.answer else row.backbone,
        "predictions": _predictions(row.answer, top) if row.answer else [],
        **_novelty(row.answer),
        "error": _error(row.error) if row.error else None,
    }


def _novelty(answer: Answer | None) -> dict[str, bool]:
    return {} if answer is None or answer.unlike is None else {"unlike": answer.unlike}


def write(*, file: str, rows: Sequence[Row], top: int) -> Generator[Step, None, None]:
    """Write `rows` to `file`: a JSON array if it ends in .json, else CSV with one line a picture.

    The file appears when it is whole; an older one is replaced only then. Raises `ExportError`.
    """
    target = Path(file)
    lines = _write_json if target.suffix.lower() == ".json" else _write_csv
    try:
        yield from _replace(target, lines, rows, top)
    except OSError as error:
        raise ExportError(file=file, reason=error.strerror or str(error)) from error


def _replace(
    target: Path,
    lines: Callable[[IO[str], Sequence[Row], int], Generator[Step, None, None]],
    rows: Sequence[Row],
    top: int,
) -> Generator[Step, None, None]:
    with (
        whole(target) as part,
        part.open("x", encoding="utf-8", errors="backslashreplace", newline="") as stream,
    ):
        yield from lines(stream, rows, top)


def _write_json(stream: IO[str], rows: Sequence[Row], top: int) -> Generator[Step, None, None]:
    for number, row in enumerate(rows):
        stream.write("[\n" if number == 0 else ",\n")
        json.dump(record(row, top), stream, ensure_ascii=False)
        if number % CHUNK == 0:
            yield Step(number, len(rows))
    stream.write("\n]\n" if rows else "[]\n")


def _write_csv(stream: IO[str], rows: Sequence[Row], top: int) -> Generator[Step, None, None]:
    # The mark at the beginning makes spreadsheets read the file as UTF-8.
    stream.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    places = range(1, top + 1)
    titles = [f"{name}_{place}" for place in places for name in ("label", "wnid", "probability")]
    writer = csv.writer(stream)
    writer.writerow(["file", "backbone", *titles, "error"])
    for number, row in enumerate(rows):
        cells = [cell for one in _top(row.answer, top) for cell in one]
        cells += [""] * (3 * top - len(cells))
        named = record(row, 0)
        error = str(row.error) if row.error else ""
        writer.writerow([row.file, named["backbone"], *cells, error])
        if number % CHUNK == 0:
            yield Step(number, len(rows))


def _top(answer: Answer | None, top: int) -> list[tuple[str, str, str]]:
    if answer is None:
        return []
    pairs = list(zip(answer.indices, answer.probabilities, strict=True))[:top]
    classes = answer.classes
    return [(classes[number].name, classes[number].wnid, f"{share:.6g}") for number, share in pairs]


def _predictions(answer: Answer, top: int) -> list[dict[str, object]]:
    pairs = list(zip(answer.indices, answer.probabilities, strict=True))[:top]
    return [
        {
            "index": index,
            "wnid": answer.classes[index].wnid,
            "label": answer.classes[index].name,
            "probability": probability,
        }
        for index, probability in pairs
    ]


def _error(error: Exception) -> dict[str, str]:
    kind = error.kind if isinstance(error, EngineError) else "error"
    return {"kind": kind, "message": str(error)}
