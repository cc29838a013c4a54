"""`ideal-cat features`: what a layer makes of a picture, saved as a picture or as numbers."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from desktop_app import paths
from desktop_app.cli import common
from desktop_app.cli.options import add_network
from desktop_app.engine.errors import EngineError
from desktop_app.engine.seen import MAPS, METHODS

if TYPE_CHECKING:
    import argparse

    from desktop_app.engine.contract import Network
    from desktop_app.engine.seen import Seen

LIST = "list"
SUFFIXES = (".png", ".npz")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "features",
        help="show what a layer of a network makes of a picture",
        description="Show what a layer of a network makes of a picture: its feature maps, what in "
        "the picture a map responds to, or which parts speak for a class.",
    )
    parser.add_argument("image", metavar="IMAGE")
    parser.add_argument(
        "--layer", required=True, metavar="NAME", help="a layer; ‘list’ prints them, one a line"
    )
    parser.add_argument("--method", choices=METHODS, default=MAPS, help="default: maps")
    parser.add_argument(
        "--unit",
        type=int,
        metavar="N",
        help="which map (default: all for maps, else the one that responds most)",
    )
    parser.add_argument(
        "--target",
        metavar="CLASS",
        help="for gradcam: name, WordNet id or number of a class (default: the best)",
    )
    add_network(parser)
    parser.add_argument("-o", "--output", metavar="OUT.png|OUT.npz", help="where to save")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Look and save; return 1 if the picture could not be read, 2 for misuse."""
    common.write_utf8()
    if options.layer != LIST and not str(options.output or "").lower().endswith(SUFFIXES):
        common.say("Say where to save what is seen: -o OUT.png for a picture, OUT.npz for numbers.")
        return 2
    try:
        network = common.load(options.backbone, options.device)
        if options.layer == LIST:
            return _list(network, as_json=options.json)
        return _look(network, options)
    except EngineError as error:
        common.say(str(error))
        return 2


def _list(network: Network, *, as_json: bool) -> int:
    from desktop_app.engine import feature_maps

    for name, shape in feature_maps.layers_of(network):
        line = json.dumps({"layer": name, "shape": shape}) if as_json else name
        sys.stdout.write(f"{line}\n")
    return 0


def _look(network: Network, options: argparse.Namespace) -> int:
    from desktop_app.engine import colours, images, labels, looking
    from desktop_app.engine.contract import Source
    from desktop_app.engine.errors import PictureError

    target = None if options.target is None else labels.find(network.classes, options.target)
    try:
        picture = images.decode(Source(options.image, options.image))
    except PictureError as error:
        common.say(f"{options.image} cannot be read. {error}")
        return 1
    steps = looking.look(
        network=network,
        picture=picture,
        layer=options.layer,
        method=options.method,
        unit=options.unit,
        target=target,
        table=colours.read(paths.resource("colours/magma.tsv")),
    )
    seen = common.drained(steps)
    looking.save(seen, options.output)
    if seen.remark:
        common.say(seen.remark)
    _tell(seen, network, options)
    return 0


def _tell(seen: Seen, network: Network, options: argparse.Namespace) -> None:
    record = {
        "file": options.image,
        "backbone": network.name,
        "layer": seen.layer,
        "method": seen.method,
        "unit": seen.unit,
        "shape": seen.values.shape,
        "saved": options.output,
    }
    if options.json:
        sys.stdout.write(f"{json.dumps(record, ensure_ascii=False)}\n")
        return
    shape = " × ".join(str(length) for length in seen.values.shape)
    sys.stdout.write(f"{options.output}: {seen.method} of {seen.layer}, {shape}\n")
