"""Loading networks in tests, from folders of the test's own."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app import paths
from desktop_app.cli.common import drained
from desktop_app.engine import catalogue, labels, loading
from desktop_app.engine.device import choose
from desktop_app.engine.places import Places

__all__ = ["drained", "imagenet", "loaded", "places"]

if TYPE_CHECKING:
    from desktop_app.engine.contract import ClassName, Network


def places(folder: Path | str) -> Places:
    """Places for weights below `folder`, where there is nothing yet."""
    below = Path(folder)
    own, checked = below / "networks", below / "checked.json"
    return Places(weights=below / "weights", hub=below / "hub", own=own, checked=checked)


@cache
def imagenet() -> tuple[ClassName, ...]:
    return labels.read(paths.resource("labels/imagenet.tsv"))


def loaded(
    name: str = catalogue.DEFAULT,
    where: Places | None = None,
    *,
    file: str = "",
    precision: str = "float32",
) -> Network:
    """The network called `name` on the CPU."""
    device = choose("cpu", precision=precision)
    with tempfile.TemporaryDirectory() as folder:
        steps = loading.load(
            name=name,
            device=device,
            places=where or places(folder),
            imagenet=imagenet(),
            file=file,
        )
        return drained(steps)
