"""`ideal-cat predict`: what a network sees in files and folders, as a table or as JSON lines."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, cast

from desktop_app.cli import common, inputs
from desktop_app.cli.options import add_network, add_parameters
from desktop_app.engine.contract import CHANCE, SURENESS_WORDS, UNLIKE, Outcome, Source
from desktop_app.engine.errors import EngineError
from desktop_app.engine.parameters import PREDICT

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from desktop_app.engine.contract import Network
    from desktop_app.engine.export import Row

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
    add_network(parser)
    parser.add_argument(
        "--weights",
        default="",
        metavar="FILE",
        help="weights of one's own for that architecture: .safetensors, .pth or .pt",
    )
    add_parameters(parser, PREDICT)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Answer all pictures; return 1 if some could not be read, 2 if the network cannot be used."""
    common.write_utf8()
    found, failed = inputs.find(options.paths)
    try:
        network = common.load(options.backbone, options.device, options.weights)
        failed += _answer(network, found, options)
    except EngineError as error:
        common.say(str(error))
        return 2
    return 1 if failed else 0


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
        common.say(f"{row.file} cannot be read. {row.error}")
    else:
        sys.stdout.write("\n".join(_table(row, options.top)) + "\n")
    sys.stdout.flush()


def _table(row: Row, top: int) -> Iterator[str]:
    answer = row.answer
    if answer is None:
        return
    words = SURENESS_WORDS[answer.sureness] if answer.trained else CHANCE
    yield f"{row.file}: {words.lower()}"
    if answer.unlike:
        yield f"  {UNLIKE}"
    pairs = list(zip(answer.indices, answer.probabilities, strict=True))[:top]
    for index, probability in pairs:
        name = answer.classes[index]
        yield f"  {name.name:{WIDTH}}  {probability:7.2%}  {name.wnid}"
