"""`ideal-cat predict`: what a network sees in files and folders, as a table or as JSON lines."""

from __future__ import annotations

import json
import os
import re
import sys
from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, cast

from desktop_app import paths
from desktop_app.cli.options import add_parameters
from desktop_app.engine.catalogue import DEFAULT
from desktop_app.engine.contract import SURENESS_WORDS, Outcome, Source
from desktop_app.engine.errors import EngineError
from desktop_app.engine.parameters import PREDICT

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from desktop_app.engine.contract import Network
    from desktop_app.engine.export import Row
    from desktop_app.engine.findings import Searched

WIDTH = 32


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "predict",
        help="say what a network sees in pictures",
        description="Say what a network sees in pictures. Folders are searched with all that is "
        "below them; hidden files and files that are no pictures are left out and counted.",
    )
    parser.add_argument("paths", nargs="+", metavar="FILE|FOLDER")
    parser.add_argument("--backbone", default=DEFAULT, metavar="NAME", help=f"default: {DEFAULT}")
    add_parameters(parser, PREDICT)
    parser.add_argument(
        "--device", type=_device, default="auto", metavar="NAME", help="auto, cpu, cuda:0, mps"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Answer all pictures; return 1 if some could not be read, 2 if the network cannot be used."""
    _write_utf8()
    found, failed = _find(options.paths)
    try:
        network = _load(options.backbone, options.device)
        failed += _answer(network, found, options)
    except EngineError as error:
        _say(str(error))
        return 2
    return 1 if failed else 0


def _device(name: str) -> str:
    if not re.fullmatch(r"auto|cpu|mps|cuda(:\d+)?", name):
        raise ArgumentTypeError(f"a device is auto, cpu, mps, cuda or cuda:0, not ‘{name}’")
    return name


def _find(named: Sequence[str]) -> tuple[list[str], int]:
    """Return the pictures' paths in order, and how many folders could not be read."""
    from desktop_app.engine import folders
    from desktop_app.engine.findings import FoundFiles, Searched, Unreadable

    found: list[str] = []
    failed = 0
    for finding in folders.walk(named):
        match finding:
            case FoundFiles():
                found += finding.paths
            case Unreadable():
                failed += 1
                _say(f"{finding.path}: {finding.error}")
            case Searched():
                _tell_left_out(finding)
    return found, failed


def _tell_left_out(folder: Searched) -> None:
    if not folder.pictures:
        _say(f"{folder.path}: there is no picture in it.")
    if folder.hidden or folder.others:
        left = f"left out {folder.hidden} hidden and {folder.others} that are no pictures"
        _say(f"{folder.path}: {left}.")


def _load(name: str, device: str) -> Network:
    from desktop_app.engine import backbone, catalogue, labels
    from desktop_app.engine.device import choose

    catalogue.find(name)  # a wrong name is told before torch spends seconds
    info = choose(device)
    if info.reason:
        _say(f"{info.failed}: {info.reason}. The {info.title} is used instead.")
    return backbone.load(name, info.used, labels.read(paths.resource("labels/imagenet.tsv")))


def _answer(network: Network, found: Sequence[str], options: argparse.Namespace) -> int:
    """Print every picture's line as soon as it is known; return how many could not be read."""
    from desktop_app.engine.export import Row

    failed = 0
    for outcome in _outcomes(network, found):
        row = Row(found[outcome.key], network.name, outcome.answer, outcome.error)
        failed += outcome.error is not None
        _print(row, options)
    return failed


def _outcomes(network: Network, found: Sequence[str]) -> Iterator[Outcome]:
    from desktop_app.engine import predict

    sources = [(number, Source(os.path.basename(path), path)) for number, path in enumerate(found)]
    for step in predict.predict_many(network=network, sources=sources):
        yield cast("Outcome", step.item)


def _print(row: Row, options: argparse.Namespace) -> None:
    from desktop_app.engine.export import record

    if options.json:
        line = json.dumps(record(row, options.top), ensure_ascii=False)
        sys.stdout.write(f"{line}\n")
    elif row.answer is None:
        _say(f"{row.file} cannot be read. {row.error}")
    else:
        sys.stdout.write("\n".join(_table(row, options.top)) + "\n")
    sys.stdout.flush()


def _table(row: Row, top: int) -> Iterator[str]:
    answer = row.answer
    if answer is None:
        return
    yield f"{row.file}: {SURENESS_WORDS[answer.sureness].lower()}"
    pairs = list(zip(answer.indices, answer.probabilities, strict=True))[:top]
    for index, probability in pairs:
        name = answer.classes[index]
        yield f"  {name.name:{WIDTH}}  {probability:7.2%}  {name.wnid}"


def _write_utf8() -> None:
    # Names that are no valid UTF-8 appear with backslashes, which JSON reads back.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _say(sentence: str) -> None:
    if sys.stderr:  # there is none in a program of Windows that has no console
        sys.stderr.write(f"{sentence}\n")
