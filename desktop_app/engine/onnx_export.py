"""From a network to one ONNX file that other programs run; it appears once it was compared.

Two processes do the work, so that it can be ended at any moment: one writes the file with torch,
the other runs the example script, which knows only onnxruntime, numpy and Pillow.
"""

from __future__ import annotations

import json
import math
import os
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from desktop_app.engine import catalogue, children, onnx_example
from desktop_app.engine.errors import ExportError, SuffixError
from desktop_app.engine.onnx_task import (
    SUFFIX,
    Exported,
    MissingExtraError,
    NotExportedError,
    Task,
    UnlikeError,
    take_answers,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from desktop_app.engine.contract import Step
    from desktop_app.engine.places import Places

LIBRARIES = ("onnx", "onnxscript", "onnxruntime")

TOLERANCE = 1e-4
"""By how much a probability may differ."""

SHARE = 1e-3
"""By how much of the greatest a logit may differ; it tells where probabilities are all 0 or 1."""


def export(
    *, name: str, file: str, places: Places, pictures: Sequence[str] = ()
) -> Generator[Step, None, Exported]:
    """Write the backbone called `name` to `file`, and beside it a script that shows its use.

    The network in the file takes `pictures`, float32 N x 3 x S x S in 0..1 for any N: mean and
    spread are inside. It gives `probabilities` and `logits`, N x K. Under "ideal_cat" its metadata
    hold, in JSON, the labels and how pictures are made ready. Both files appear, or replace older
    ones, once the script was run in a clean process and gave the same answers as the program for
    some of `pictures`, or for the samples if none of them can be used.

    Raises what `loading.load` raises, `MissingExtraError`, `OutOfMemoryError`, and `ExportError`,
    of which `NotExportedError` and its kinds say what is wrong with the network.
    """
    _check(name, file)
    target = Path(os.path.abspath(file))
    with _workshop(target) as folder:
        model = folder / target.name
        task = Task(_absolute(name), str(model), tuple(map(os.path.abspath, pictures)), places)
        expected = yield from _written(task, folder)
        example = folder / f"{target.stem}_example.py"
        example.write_text(onnx_example.text(target.name), encoding="utf-8")
        said = yield from _said(example, expected, folder)
        difference = _difference(expected, said)
        size = model.stat().st_size
        for done in (model, example):
            _put(done, target.with_name(done.name))
    beside = str(Path(file).with_name(example.name))
    return Exported(file, beside, size, difference, len(expected))


def _check(name: str, file: str) -> None:
    """Raise what can be told before torch is imported."""
    missing = [library for library in LIBRARIES if find_spec(library) is None]
    if missing:
        raise MissingExtraError(missing=", ".join(missing))
    if not file.lower().endswith(SUFFIX):
        raise SuffixError(file=file, suffixes=SUFFIX)
    catalogue.check(name)
    if os.path.exists(name) and os.path.exists(file) and os.path.samefile(name, file):
        raise NotExportedError(name=name, reason=NotExportedError.ITSELF)


def _absolute(name: str) -> str:
    return os.path.abspath(name) if os.path.isfile(name) else name


@contextmanager
def _workshop(target: Path) -> Iterator[Path]:
    """Lend a folder beside `target`, so that what is done need only be renamed."""
    try:
        place = TemporaryDirectory(dir=target.parent, prefix=".", suffix=".part")
        with place as folder:
            yield Path(folder)
    except OSError as error:
        raise ExportError(file=str(target), reason=error.strerror or str(error)) from error


def _written(task: Task, folder: Path) -> Generator[Step, None, list[dict[str, Any]]]:
    """Have the ONNX file written; return the program's own answers for some pictures."""
    task.write(folder)
    yield from children.run(children.program(children.WRITE, str(folder)), folder / "words")
    return take_answers(folder, catalogue.title(task.name))


def _said(
    example: Path, expected: Sequence[dict[str, Any]], folder: Path
) -> Generator[Step, None, list[dict[str, Any]]]:
    """Return what the script says of the same pictures."""
    files = [answer["handed"] for answer in expected]
    out = folder / "said.jsonl"
    code = yield from children.run(children.script(example, *files), out)
    if code:
        raise NotExportedError(name=expected[0]["title"], reason=NotExportedError.UNREADABLE)
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def _difference(expected: Sequence[dict[str, Any]], said: Sequence[dict[str, Any]]) -> float:
    """Return the largest one of two probabilities; raises `UnlikeError` if it is too large."""
    largest = 0.0
    for answer, other in zip(expected, said, strict=True):
        probability = _largest(answer["probabilities"], other["best"], "probability")
        logit = _largest(answer["logits"], other["best"], "logit")
        bound = SHARE * (1 + max(map(abs, answer["logits"])))
        if not (probability <= TOLERANCE and logit <= bound):  # also if one is no number
            off = {"difference": f"{probability:.4f}", "logit": f"{logit:.3f}"}
            raise UnlikeError(name=answer["title"], picture=answer["file"], **off)
        largest = max(largest, probability)
    return largest


def _largest(ours: Sequence[float], best: Sequence[dict[str, Any]], key: str) -> float:
    differences: list[float] = [abs(ours[one["index"]] - one[key]) for one in best]
    return max(differences, key=lambda one: math.inf if math.isnan(one) else one)


def _put(done: Path, target: Path) -> None:
    with done.open("rb+") as stream:
        os.fsync(stream.fileno())  # or a crash could leave an empty file in the old one's place
    os.replace(done, target)
