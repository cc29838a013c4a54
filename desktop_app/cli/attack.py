"""`ideal-cat attack`: change pictures a little, so that a network sees something else."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from desktop_app.cli import common, inputs, judges, options
from desktop_app.engine.attack_recipe import (
    CW,
    DEEPFOOL,
    L2,
    LINF,
    METHODS,
    PGD,
    ROWS,
    AttackRecipe,
)
from desktop_app.engine.attempts import ANYTHING, NoMindError, TooFewClassesError
from desktop_app.engine.errors import BadParameterError, EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.engine.attempts import AttackResult
    from desktop_app.engine.contract import Answer, Network, Picture

PNG, JPEGS = ".png", (".jpg", ".jpeg")
FREE = (CW, DEEPFOOL)
"""Methods that are not held to any ε."""

GIVEN = ("steps", "seed")
"""The settings that have an option as they are; the others are written otherwise here."""

ANY = "any"
"""The target of an attack that is content with any other class."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "attack",
        help="change pictures so that a network sees something else",
        description="Change pictures so little that nobody sees it, and so that a network sees "
        "another class. The saved picture is resized as the network's rule says; only what the "
        "network sees of it is changed.",
    )
    parser.add_argument("paths", nargs="+", metavar="IMAGE|FOLDER")
    parser.add_argument(
        "--target",
        default=ANY,
        metavar="NAME|INDEX",
        help="the class that it is to see: by name, WordNet id or number; any other by default",
    )
    parser.add_argument("--method", choices=METHODS, default=PGD, help=f"default: {PGD}")
    parser.add_argument("--norm", choices=(LINF, L2), default=LINF, help=f"default: {LINF}")
    parser.add_argument(
        "--epsilon",
        type=_fraction,
        metavar="2/255",
        help="how much a value may change, of 1 or as a fraction; with --norm l2 how long the "
        "change may be, all values together (default: 2/255, or 2 with l2)",
    )
    options.add_parameters(parser, [row for row in ROWS if row.name in GIVEN])
    parser.add_argument("--survive", action="store_true", help="let it survive saving as JPEG")
    options.add_network(parser)
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="OUT.png|FOLDER",
        help="where to save the result; a folder for several pictures",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(run=run)


def _fraction(text: str) -> float:
    """Read 2/255 or 0.0078."""
    above, slash, below = text.partition("/")
    try:
        return float(above) / (float(below) if slash else 1.0)
    except (ValueError, ZeroDivisionError) as error:
        raise argparse.ArgumentTypeError(f"write it as 2/255 or 0.0078, not ‘{text}’") from error


def run(given: argparse.Namespace) -> int:
    """Attack all pictures; return 1 if some could not be attacked, 2 for misuse."""
    common.write_utf8()
    try:
        recipe = _recipe(given)
        found, failed = inputs.find(given.paths)
        files = _files(found, given.output)
        network = common.load(given.backbone, given.device)
        target = _target(network, given.target)
        others = list(judges.others(network, given.device)) if files else []
        for path, file in files:
            failed += not _attack(network, others, target, recipe, path, file, given)
    except EngineError as error:
        common.say(str(error))
        return 2
    except _MisuseError as error:
        common.say(str(error))
        return 2
    return 1 if failed else 0


class _MisuseError(Exception):
    """Options that do not go together."""


def _recipe(given: argparse.Namespace) -> AttackRecipe:
    from desktop_app.engine.attack_recipe import attack_recipe

    if given.method in FREE and (given.epsilon is not None or given.survive):
        raise _MisuseError(
            f"{given.method} looks for the least change: it takes no ε, no --survive."
        )
    radius = {}
    if given.epsilon is not None:
        radius = {"length" if given.norm == L2 else "epsilon": given.epsilon}
    try:
        return attack_recipe(
            method=given.method,
            norm=given.norm,
            steps=given.steps,
            seed=given.seed,
            survive=given.survive,
            **radius,
        )
    except BadParameterError as error:
        raise BadParameterError(**error.fields | {"name": "epsilon"}) from error


def _target(network: Network, text: str) -> int:
    from desktop_app.engine import labels

    return ANYTHING if text == ANY else labels.find(network.classes, text)


def _files(found: Sequence[str], output: str) -> list[tuple[str, str]]:
    """Return where each picture's result goes."""
    into = os.path.isdir(output)
    if not into and len(found) > 1:
        raise _MisuseError(f"There are {len(found)} pictures: make the folder {output} first.")
    if into:
        results = [os.path.join(output, name) for name in _names(found)]
        return _beside(found, results)
    if not output.lower().endswith((PNG, *JPEGS)):
        raise _MisuseError("Say where to save it: -o OUT.png, or a folder that is there.")
    folder = os.path.dirname(os.path.abspath(output))
    if not os.path.isdir(folder):
        raise _MisuseError(f"There is no folder {folder}; make it first.")
    return _beside(found, [output] * len(found))


def _beside(found: Sequence[str], results: Sequence[str]) -> list[tuple[str, str]]:
    """Pair pictures with their results, none of which may take the place of a picture."""
    for file in filter(os.path.exists, results):
        if any(os.path.samefile(file, path) for path in found if os.path.exists(path)):
            raise _MisuseError(f"{file} is one of the pictures: choose another name or folder.")
    return list(zip(found, results, strict=True))


def _names(found: Sequence[str]) -> list[str]:
    """Name the results after the pictures; no two alike."""
    taken: set[str] = set()
    names = []
    for path in found:
        stem, number = Path(path).stem, 1
        name = f"{stem}{PNG}"
        while name.casefold() in taken:
            number += 1
            name = f"{stem} {number}{PNG}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _attack(
    network: Network,
    others: Sequence[Network],
    target: int,
    recipe: AttackRecipe,
    path: str,
    file: str,
    given: argparse.Namespace,
) -> bool:
    """Attack one picture, save it and tell; return whether it could be done, reached or not."""
    from desktop_app.engine import adversarial, images, predict
    from desktop_app.engine.contract import Source

    try:
        picture = images.decode(Source(os.path.basename(path), path))
        began = perf_counter()
        steps = adversarial.attack(network=network, picture=picture, target=target, recipe=recipe)
        result = common.drained(steps)
        seconds = perf_counter() - began
        _save(result.result, file)
        again = images.decode(Source(file, file))
        after = predict.ask(network, again)
    except (NoMindError, TooFewClassesError):
        raise  # it would be so for every picture
    except EngineError as error:
        common.say(f"{path}: {error}")
        if given.json:
            failed = {"file": path, "error": {"kind": error.kind, "message": str(error)}}
            sys.stdout.write(f"{json.dumps(failed, ensure_ascii=False)}\n")
        return False
    record = _record(network, result, again, after, target)
    record |= {"file": path, "seconds": round(seconds, 2), "saved": file}
    record["judges"] = [_opinion(one, again, network, result, target) for one in others]
    _tell(record, as_json=given.json)
    return True


def _save(result: Picture, file: str) -> None:
    from desktop_app.engine import made

    if file.lower().endswith(PNG):
        made.save(result, file)
        return
    common.say("A JPEG changes pixels again, which often undoes an attack; a PNG does not.")
    made.save_jpeg(result, file)


def _record(
    network: Network, result: AttackResult, again: Picture, after: Answer, target: int
) -> dict[str, Any]:
    from desktop_app.engine import images
    from desktop_app.engine.differences import difference
    from desktop_app.engine.questions import is_fooled

    wished = None if target == ANYTHING else network.classes[target]
    change = difference(result.start, images.network_input(again.pixels, network.input))
    return {
        "file": "",
        "target": None if wished is None else wished.name,
        "before": _seen(result.before),
        "after": _seen(after),
        "success": is_fooled(after, result.before.best, wished),
        "linf": change.linf,
        "l2": change.l2,
        "l0": change.l0,
        "ssim": change.ssim,
        "steps": result.steps,
    }


def _seen(answer: Answer) -> dict[str, object]:
    return {
        "index": answer.indices[0],
        "label": answer.best.name,
        "probability": answer.probabilities[0],
    }


def _opinion(
    other: Network, picture: Picture, network: Network, result: AttackResult, target: int
) -> dict[str, object]:
    from desktop_app.engine import questions

    wished = None if target == ANYTHING else network.classes[target]
    found = questions.opinion(other, picture, result.before.best, wished)
    return {"backbone": other.name, **_seen(found.answer), "fooled": found.fooled}


def _tell(record: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(f"{json.dumps(record, ensure_ascii=False)}\n")
    else:
        for name in ("before", "after"):
            sys.stdout.write("{label}, {probability:.1%}".format(**record[name]))
            sys.stdout.write(" → " if name == "before" else "\n")
        word = "reached" if record["success"] else "not reached, the best try is kept"
        levels = record["linf"] * 255
        sys.stdout.write(
            f"{record['saved']}: {word}; no value moved by more than {levels:.0f} of 255\n"
        )
        for judge in record["judges"]:
            sys.stdout.write("{backbone}: {label}, {probability:.1%}\n".format(**judge))
    sys.stdout.flush()
