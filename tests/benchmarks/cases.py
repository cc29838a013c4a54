"""What is measured: each case yields rows of the table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from itertools import cycle
from typing import TYPE_CHECKING

from desktop_app.engine import backbone, catalogue, images, weights
from desktop_app.engine.contract import Source
from tests.benchmarks import attacks, backbones, bare, features, ideal, material, training
from tests.benchmarks.processes import child
from tests.benchmarks.table import Result
from tests.benchmarks.timing import paired
from tests.benchmarks.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

FOLDER = 200
BIG_FOLDER = 2_000
HUGE_FOLDER = 20_000
DIFFERENT = 200
LEARNED = 400


@dataclass(frozen=True)
class Bench:
    """What the cases work with, made when first needed."""

    folder: Path

    @cached_property
    def photographs(self) -> list[str]:
        """Different JPEGs of a usual size."""
        return material.photographs(self.folder / "photographs", DIFFERENT)

    @cached_property
    def classes(self) -> Path:
        """A folder of two classes to learn."""
        return material.classes(self.folder / "classes", LEARNED)

    @cached_property
    def worker(self) -> Worker:
        """The program's runner in this process."""
        return Worker()

    def child(self, module: str, *arguments: object) -> Mapping[str, float]:
        """Run a module of `children` with a home of its own."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        return child(home, module, *map(str, arguments))

    def links(self, name: str, count: int) -> Path:
        """A folder of `count` photographs."""
        return material.links(self.folder / name, self.photographs, count)


def picture(bench: Bench) -> Iterator[Result]:
    """One picture: from the click to the answer's signal."""
    worker = bench.worker
    network = backbone.of(worker.network)
    ours, plain = cycle(bench.photographs), cycle(bench.photographs)
    times = paired(
        lambda: worker.look(next(ours)),
        lambda: bare.fast(network, next(plain)),
        rounds=100,
        warm_ups=5,
    )
    what = "predict a picture, against decoding and the same optimised network"
    yield Result(what, times.ratio, 1.15, how=str(times))


def folder(bench: Bench) -> Iterator[Result]:
    """Many pictures, as fast as they come."""
    files = bench.photographs[:FOLDER]
    timm = bare.Timm(bench.worker.network)
    few = files[:8]
    bench.worker.predict_many(few), timm.best(few)
    times = paired(
        partial(bench.worker.predict_many, files),
        partial(timm.best, files),
        rounds=5,
        warm_ups=0,
    )
    what = f"predict {FOLDER} pictures, against timm's model one by one"
    yield Result(what, times.ratio, 0.5, how=str(times))


def window(bench: Bench) -> Iterator[Result]:
    """From the start of the process to the first paint."""
    times = paired(partial(bench.child, "window"), partial(bench.child, "bare_window"), rounds=15)
    what = "window on the screen, against an empty QMainWindow"
    yield Result(what, times.ratio, 2.5, how=str(times))


def ready(bench: Bench) -> Iterator[Result]:
    """From the start of the process to a network that can be asked."""
    file = weights.bundled_file(catalogue.BUNDLED[0])
    times = paired(partial(bench.child, "ready"), partial(bench.child, "bare_load", file), rounds=5)
    what = "ready to predict, against importing torch and loading the weights"
    yield Result(what, times.ratio, 1.3, how=str(times))


def waiting(bench: Bench) -> Iterator[Result]:
    """How long a click may have to wait while a folder runs."""
    count = 500
    found = bench.child("folder", bench.links("waiting", count), count, count // 2)
    how = f"while {count} pictures are predicted, after the first answer"
    yield Result("longest gap of the event loop", found["longest"], 100, "ms", how)
    yield Result("99 of 100 gaps", found["p99"], 20, "ms", how)


def memory(bench: Bench) -> Iterator[Result]:
    """Whether memory grows with the folder."""
    few = BIG_FOLDER // 10
    found = bench.child("folder", bench.links("memory", BIG_FOLDER), BIG_FOLDER, few)
    how = f"{found['late'] / 1e6:.0f} MB against {found['early'] / 1e6:.0f} MB"
    what = f"memory after {BIG_FOLDER:,} pictures, against after {few}"
    yield Result(what, found["late"] / found["early"], 1.1, how=how)


def many(bench: Bench) -> Iterator[Result]:
    """A list of tens of thousands."""
    small = material.photographs(bench.folder / "small", 50, (120, 90))
    crowd = material.links(bench.folder / "many", small, HUGE_FOLDER)
    found = bench.child("many", crowd, HUGE_FOLDER)
    what = f"{HUGE_FOLDER:,} small files, a network of one layer"
    yield Result(f"{what}: in the list after", found["filled"], unit="s")
    yield Result("… longest gap while they come in", found["fill_longest"], 100, "ms")
    yield Result("… longest gap while scrolling through", found["longest"], 100, "ms")
    yield Result("… 99 of 100 gaps", found["p99"], 20, "ms")
    yield Result("… memory for each, in the end", found["bytes"] / 1000, 4, "KB")
    yield Result("… all predicted after", found["answered"], unit="s")


def answers(bench: Bench) -> Iterator[Result]:
    """Whether the answers are right. timm knows no colour profiles: with those only the class."""
    network, files = bench.worker.network, material.samples()
    if not files:
        return
    own, timm = backbone.of(network), bare.Timm(network)
    wnids = [one.wnid for one in network.classes]
    ours = theirs = 0
    worst = 0.0
    for file in files:
        crop = images.decode_input(Source(file.name, str(file)), network.input)
        mine, plain = own.fast_logits(own.stack([crop])), timm.logits(str(file))
        right = wnids.index(file.name.partition("_")[0])
        ours += int(mine.argmax()) == right
        theirs += int(plain.argmax()) == right
        if not material.has_profile(file):
            worst = max(worst, float((mine - plain).abs().max()))
    how = f"right: {ours} against timm's {theirs} of {len(files)} photographs"
    yield Result("first answers that are wrong", len(files) - ours, len(files) - theirs, "", how)
    how = "photographs without a colour profile"
    yield Result("greatest difference of a logit from timm's", worst, 1e-4, "", how)


CASES: Mapping[str, Callable[[Bench], Iterator[Result]]] = {
    case.__name__: case
    for case in (
        picture,
        folder,
        window,
        ready,
        waiting,
        memory,
        many,
        answers,
        backbones.loading,
        backbones.switching,
        features.capture,
        features.projection,
        features.mosaic,
        features.gradcam,
        features.walking,
        ideal.ascent,
        ideal.preview,
        ideal.lucent,
        attacks.strike,
        attacks.peers,
        training.extraction,
        training.again,
        training.accuracy,
    )
}
