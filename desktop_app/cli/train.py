"""`ideal-cat train` and `ideal-cat evaluate`: classes of one's own, and how well they are seen."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from desktop_app import paths
from desktop_app.cli import common, options
from desktop_app.engine.errors import EngineError
from desktop_app.engine.examples import CORRUPT
from desktop_app.engine.train_recipe import HEAD, MODES, OF_MODES, ROWS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from desktop_app.engine.assessment import Assessment
    from desktop_app.engine.examples import Dataset, Problem

SUFFIX = ".safetensors"
GIVEN = ("epochs", "seed")
"""The settings that can be given here."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands and their options."""
    parser = commands.add_parser(
        "train",
        help="train a network on your own classes",
        description="Teach a copy of a network your own classes, a sub-folder each. Nothing in "
        "the folder is changed. The same command goes on with what was interrupted.",
    )
    parser.add_argument("folder", metavar="FOLDER")
    parser.add_argument("--validation", default="", metavar="FOLDER", help="not learned from")
    parser.add_argument(
        "--mode",
        choices=MODES,
        default=HEAD,
        help="what learns: a new last layer, the last blocks too, or everything (default: head)",
    )
    options.add_parameters(parser, [row for row in ROWS if row.name in GIVEN], preset=True)
    _add_common(parser)
    parser.add_argument(
        "-o", "--output", required=True, metavar=f"MODEL{SUFFIX}", help="where to save the network"
    )
    parser.set_defaults(run=train)
    parser = commands.add_parser(
        "evaluate",
        help="say how well a network knows the classes of a folder",
        description="Show a network the pictures of a folder with a sub-folder a class.",
    )
    parser.add_argument("backbone", metavar="MODEL", help="a trained file, or any backbone")
    parser.add_argument("folder", metavar="FOLDER")
    _add_common(parser, backbone=False)
    parser.set_defaults(run=evaluate)


def _add_common(parser: argparse.ArgumentParser, *, backbone: bool = True) -> None:
    options.add_network(parser, backbone=backbone)
    parser.add_argument("--json", action="store_true", help="one JSON object")


def train(given: argparse.Namespace) -> int:
    """Train, save and tell; return 1 if pictures were left out, 2 for misuse."""
    common.write_utf8()
    folder = os.path.dirname(os.path.abspath(given.output))
    if not given.output.lower().endswith(SUFFIX) or not os.path.isdir(folder):
        common.say(f"Say where to save it: -o MODEL{SUFFIX}, in a folder that is there.")
        return 2
    try:
        dataset = _scanned(given.folder, given.validation)
        return _train(dataset, given)
    except EngineError as error:
        common.say(str(error))
        return 2


def _train(dataset: Dataset, given: argparse.Namespace) -> int:
    from pathlib import Path

    from desktop_app.engine import learned, transfer
    from desktop_app.engine.feature_store import FeatureStore
    from desktop_app.engine.train_recipe import train_recipe

    network = common.load(given.backbone, given.device)
    wishes = {name: getattr(given, name) for name in GIVEN}
    values = {name: value for name, value in wishes.items() if value is not None}
    found = common.drained(
        transfer.learn(
            network=network,
            dataset=dataset,
            recipe=train_recipe(OF_MODES[given.mode], **values),
            store=FeatureStore(paths.features_folder()),
            folder=paths.trainings_folder(),
        )
    )
    learned.save(found, given.output, Path(given.output).stem)
    transfer.forget(found, paths.trainings_folder())
    return _end(dataset, found.assessment, found.left_out, as_json=given.json)


def evaluate(given: argparse.Namespace) -> int:
    """Look at all pictures and tell; return 1 if some were left out, 2 for misuse."""
    common.write_utf8()
    try:
        dataset = _scanned(given.folder, "")
        network = common.load(given.backbone, given.device)
        from desktop_app.engine import evaluation

        steps = evaluation.evaluate(network=network, dataset=dataset)
        assessment, left_out = common.drained(steps)
    except EngineError as error:
        common.say(str(error))
        return 2
    return _end(dataset, assessment, left_out, as_json=given.json)


def _end(
    dataset: Dataset, assessment: Assessment, found: Sequence[Problem], *, as_json: bool
) -> int:
    """Tell how it went; return 1 if pictures could not be used."""
    for problem in found:
        common.say(told(problem))
    left_out = [*found, *(one for one in dataset.problems if one.kind == CORRUPT)]
    _tell(_record(assessment, left_out), as_json=as_json)
    return 1 if left_out else 0


def _scanned(folder: str, validation: str) -> Dataset:
    from desktop_app.engine import datasets

    dataset = common.drained(datasets.scan(folder, validation=validation))
    for problem in dataset.problems:
        common.say(told(problem))
    return dataset


SENTENCES = {
    "corrupt": "{path} cannot be read and is left out. {why}",
    "twice": "{path} is the same picture as {why}.",
    "tiny": "{path} is very small: {why}.",
    "empty": "{path} has no picture in it; it makes no class.",
    "hidden": "{path}: {count} hidden files or folders are left out.",
    "uneven": "{path} has only {count} pictures, far fewer than the largest class.",
    "loose": "{path}: {count} pictures lie outside of any class and are left out.",
}
"""What is said of problems, by their kinds."""


def told(problem: Problem) -> str:
    """Return what is said of a problem."""
    text = SENTENCES[problem.kind]
    return text.format(path=problem.path, why=problem.why, count=problem.count)


def _record(assessment: Assessment, left_out: Sequence[Problem]) -> dict[str, Any]:
    names = assessment.classes
    return {
        "accuracy": assessment.accuracy,
        "interval": list(assessment.interval),
        "classes": {name: assessment.of_class(place) for place, name in enumerate(names)},
        "count": assessment.count,
        "left_out": len(left_out),
    }


def _tell(record: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(f"{json.dumps(record, ensure_ascii=False)}\n")
        return
    low, high = record["interval"]
    sys.stdout.write(
        f"right: {record['accuracy']:.1%} of {record['count']}, likely {low:.1%} to {high:.1%}\n"
    )
    for name, share in record["classes"].items():
        sys.stdout.write(f"  {name:32}  {share:7.1%}\n")
