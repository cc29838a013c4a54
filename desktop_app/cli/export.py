"""`ideal-cat export`: a network as an ONNX file; and the processes that this takes."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from desktop_app import paths
from desktop_app.cli import common
from desktop_app.engine.children import RUN, WRITE
from desktop_app.engine.errors import EngineError
from desktop_app.engine.onnx_task import SUFFIX

if TYPE_CHECKING:
    import argparse

    from desktop_app.engine.onnx_task import Exported

PICTURES = (".jpg", ".png")
"""How names of the samples end."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options, and the two that are there for its processes."""
    parser = commands.add_parser(
        "export",
        help="write a network as an ONNX file, for other programs",
        description="Write a network as one ONNX file with its labels, and a script that shows "
        "how to use it. Both appear once the script has given the same answers as the program.",
    )
    parser.add_argument("backbone", metavar="MODEL", help="a trained file, or any backbone")
    parser.add_argument(
        "-o", "--output", required=True, metavar=f"MODEL{SUFFIX}", help="where to save it"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(run=export)
    _add_hidden(commands)


def _add_hidden(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(WRITE)
    parser.add_argument("folder")
    parser.set_defaults(run=write)
    parser = commands.add_parser(RUN)
    parser.add_argument("script")
    parser.add_argument("arguments", nargs="*")
    parser.set_defaults(run=run_script)


def export(given: argparse.Namespace) -> int:
    """Export, compare and tell; return 2 for misuse and for a network that cannot be exported."""
    common.write_utf8()
    folder = os.path.dirname(os.path.abspath(given.output))
    if not given.output.lower().endswith(SUFFIX) or not os.path.isdir(folder):
        common.say(f"Say where to save it: -o MODEL{SUFFIX}, in a folder that is there.")
        return 2
    from desktop_app.engine import onnx_export

    steps = onnx_export.export(name=given.backbone, file=given.output, places=common.places())
    try:
        exported = common.awaited(steps)
    except EngineError as error:
        common.say(str(error))
        return 2
    _tell(exported, as_json=given.json)
    return 0


def _tell(exported: Exported, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(f"{json.dumps(asdict(exported), ensure_ascii=False)}\n")
        return
    sys.stdout.write(
        f"{exported.file}: {exported.bytes / 1e6:.1f} MB, compared on {exported.pictures} "
        f"pictures, at most {exported.difference:.7f} apart\n{exported.example}: how to use it\n"
    )


# What the processes do


def write(given: argparse.Namespace) -> int:
    """Write the file that `engine.onnx_export` asks for; what goes wrong is written down too."""
    from pathlib import Path

    from desktop_app.engine import labels, onnx_writing

    imagenet = labels.read(paths.resource("labels/imagenet.tsv"))
    files = paths.resource("samples").iterdir()
    samples = sorted(str(file) for file in files if file.suffix in PICTURES)
    onnx_writing.write(Path(given.folder), imagenet, samples)
    return 0


def run_script(given: argparse.Namespace) -> int:
    """Run a Python file as Python itself would, which a frozen program does not bring along."""
    import runpy

    common.write_utf8()
    sys.argv = [given.script, *given.arguments]
    runpy.run_path(given.script, run_name="__main__")
    return 0
