"""`ideal-cat ideal`: the picture that a network would like to see most of a class."""

from __future__ import annotations

import json
import os
import sys
from time import perf_counter
from typing import TYPE_CHECKING, Any, cast

from desktop_app.cli import common, judges, options
from desktop_app.engine.errors import DivergedError, EngineError
from desktop_app.engine.recipe import NATURAL, PRESETS, ROWS
from desktop_app.engine.targets import CLASS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from desktop_app.engine.contract import Network, Picture
    from desktop_app.engine.history import History, Moment
    from desktop_app.engine.recipe import Recipe
    from desktop_app.engine.targets import Target

SUFFIXES = (".png", ".gif", ".webp")
GIVEN = ("steps", "seed", "size")
"""The settings that can be given here; the others are those of the preset."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "ideal",
        help="make the picture that a network would like to see most",
        description="Make the ideal picture of a class, or of what a part of a network responds "
        "to: from noise, by gradient ascent.",
    )
    parser.add_argument(
        "--target",
        required=True,
        metavar="NAME|INDEX|LAYER:CHANNEL",
        help="a class by name, WordNet id or number, or a map of a layer",
    )
    parser.add_argument("--preset", choices=PRESETS, default=NATURAL, help=f"default: {NATURAL}")
    options.add_parameters(parser, [row for row in ROWS if row.name in GIVEN], preset=True)
    options.add_network(parser)
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="OUT.png|OUT.gif|OUT.webp",
        help="where to save the picture, or a film of how it came to be",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Make it, save it and have it judged; return 2 for misuse."""
    common.write_utf8()
    if not given.output.lower().endswith(SUFFIXES):
        common.say(
            "Say where to save it: -o OUT.png for a picture, OUT.gif or OUT.webp for a film."
        )
        return 2
    folder = os.path.dirname(os.path.abspath(given.output))
    if not os.path.isdir(folder):
        common.say(f"There is no folder {folder}; make it first.")
        return 2
    try:
        network = common.load(given.backbone, given.device)
        return _make(network, given)
    except EngineError as error:
        common.say(str(error))
        return 2


def _make(network: Network, given: argparse.Namespace) -> int:
    from desktop_app.engine import made, targets
    from desktop_app.engine.recipe import recipe

    target = targets.parse(given.target, network)
    chosen = {name: getattr(given, name) for name in GIVEN if getattr(given, name) is not None}
    settings = recipe(given.preset, **chosen)
    began = perf_counter()
    moments, error = _moments(network, target, settings)
    seconds = perf_counter() - began
    name = targets.title(target, network)
    run = made.record(network, "ideal", {"target": given.target} | settings.values(), settings.seed)
    picture = made.picture(moments[-1].frame.picture, name, run)
    if given.output.lower().endswith(made.PNG):
        made.save(picture, given.output)
        picture = _read_back(given.output)
    else:
        made.film([moment.frame.picture for moment in moments], given.output)
    record = {
        "target": name,
        "index": target.index,
        **_seen(network, target, picture, moments[-1]),
        "steps": moments[-1].frame.step,
        "seed": settings.seed,
        "seconds": round(seconds, 2),
        "judges": _judged(network, target, picture, given.device),
        "file": given.output,
    }
    _tell(record, as_json=given.json)
    if error is not None:
        common.say(str(error))
    return 1 if error else 0


def _moments(
    network: Network, target: Target, settings: Recipe
) -> tuple[list[Moment], EngineError | None]:
    """Run, and return the history with the last moment at its end, and why it ended early."""
    from desktop_app.engine.history import History
    from desktop_app.engine.ideal_image import idealise

    history = History()
    steps = idealise(network=network, target=target, recipe=settings)
    last: Moment | None = None
    try:
        while True:
            step = next(steps)
            if step.item is not None:
                last = cast("Moment", step.item)
                history.add(last)
    except StopIteration as end:
        return _ending_with(end.value, history), None
    except DivergedError as error:
        if last is None:
            raise
        return _ending_with(last, history), error


def _ending_with(last: Moment, history: History) -> list[Moment]:
    return [*(one for one in history.moments if one.frame.step < last.frame.step), last]


def _read_back(file: str) -> Picture:
    from desktop_app.engine import images
    from desktop_app.engine.contract import Source

    return images.decode(Source(file, file))


def _seen(
    network: Network, target: Target, picture: Picture, last: Moment
) -> dict[str, float | None]:
    """Return what the network sees in what was saved; a layer has no probability."""
    from desktop_app.engine import judging

    if target.kind != CLASS:
        return {"probability": None, "logit": last.frame.response}
    verdict = judging.judge(network, picture, network.classes[target.index])
    return {"probability": verdict.probability, "logit": verdict.logit}


def _judged(
    network: Network, target: Target, picture: Picture, device: str
) -> list[dict[str, object]]:
    """Ask every other network that is here and has learned the class."""
    from desktop_app.engine import judging

    if target.kind != CLASS:
        return []
    wanted = network.classes[target.index]
    verdicts = (judging.judge(one, picture, wanted) for one in judges.others(network, device))
    return [
        {"backbone": one.backbone, "rank": one.rank, "probability": one.probability}
        for one in verdicts
        if one.rank
    ]


def _tell(record: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(f"{json.dumps(record, ensure_ascii=False)}\n")
        return
    sys.stdout.write("{file}: {target}, {steps} steps, {seconds} s\n".format(**record))
    if record["probability"] is not None:
        sys.stdout.write("seen at {probability:.1%}, logit {logit:.1f}\n".format(**record))
    for judge in record["judges"]:
        sys.stdout.write("{backbone}: no. {rank}, {probability:.1%}\n".format(**judge))
