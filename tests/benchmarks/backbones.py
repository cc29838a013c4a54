"""Loading networks: how long it takes, and whether those that are replaced leave memory behind."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from unittest.mock import patch

import torch
from torchvision import models

from desktop_app.engine import catalogue, published
from tests.backbones import loaded, places
from tests.benchmarks.table import Result
from tests.benchmarks.timing import paired

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.benchmarks.cases import Bench

SWITCHES = 52


def loading(bench: Bench) -> Iterator[Result]:
    """A file as large as VGG-16's, from the disk's cache into a network that can be asked."""
    where = places(bench.folder)
    with torch.no_grad():
        module = models.vgg16()
    where.weights.mkdir(parents=True)
    file = where.weights / "vgg16.pth"
    torch.save(module.state_dict(), file)
    entry = _renamed(file)
    with patch.object(published, "entry", lambda _: entry):
        ours = partial(loaded, "vgg16", where)
        bare = partial(_bare, module, where.weights / entry.file)
        times = paired(ours, bare, rounds=11, warm_ups=2)
    what = "load cached weights of VGG-16’s size, against torch.load and load_state_dict"
    yield Result(what, times.ratio, 1.2, how=f"{times}; hash remembered")


def _renamed(file: Path) -> catalogue.Entry:
    """Give the file a name that tells its hash, as published ones have; return its entry."""
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    name = f"vgg16-{digest[:8]}.pth"
    file.rename(file.with_name(name))
    return replace(published.entry(catalogue.parse("vgg16")), file=name)


def _bare(module: torch.nn.Module, file: Path) -> None:
    module.load_state_dict(torch.load(file, map_location="cpu", weights_only=True))


def switching(bench: Bench) -> Iterator[Result]:
    """Memory after many networks."""
    found = bench.child("switching", SWITCHES)
    how = f"{found['late'] / 1e6:.0f} MB against {found['early'] / 1e6:.0f} MB"
    what = f"memory after {SWITCHES} changes of the network, against after twelve"
    yield Result(what, found["late"] / found["early"], 1.05, how=how)
