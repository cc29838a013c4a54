"""Classes of one's own: features against a bare loop, a new head against scikit-learn's."""

from __future__ import annotations

import sys
from functools import partial
from importlib import import_module
from itertools import count
from statistics import mean
from typing import TYPE_CHECKING

import numpy as np

from desktop_app.engine import backbone, datasets, heads, transfer
from desktop_app.engine.examples import PARTS
from desktop_app.engine.extraction import extract
from desktop_app.engine.feature_store import FeatureStore
from desktop_app.engine.heads import Material
from desktop_app.engine.train_recipe import train_recipe
from tests.backbones import drained, loaded
from tests.benchmarks import bare, material
from tests.benchmarks.features import PEERS
from tests.benchmarks.table import Result
from tests.benchmarks.timing import paired

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from desktop_app.engine.contract import Network
    from desktop_app.engine.examples import Dataset, Example
    from desktop_app.engine.extraction import Extracted
    from tests.benchmarks.cases import Bench

FEW, ROUNDS = 100, 11
"""Pictures whose features are timed at once, and how often."""

TRAININGS, TIMES = 5, 30
"""How often both trainings are timed, and how many times as fast the second one has to be."""

QUARTERS = 4
"""Parts of the cats and dogs, of which three teach and one judges."""

KINDS, WIDTH, APART, TAUGHT, JUDGED = 10, 256, 0.15, 2000, 4000
"""Made-up features: classes, numbers for each, distance of the classes where noise is 1, rows."""


def extraction(bench: Bench) -> Iterator[Result]:
    """Features of new pictures, with all that it takes to keep them."""
    network, dataset = loaded(), _dataset(bench)
    every = _examples(dataset)
    examples = every[:: len(every) // FEW]
    stores = _stores(bench, "features")
    times = paired(
        lambda: _extracted(network, examples, next(stores)),
        partial(bare.features, backbone.of(network), [one.path for one in examples]),
        rounds=ROUNDS,
    )
    what = f"features of {len(examples)} pictures, against decoding and the same optimised network"
    yield Result(what, times.ratio, 1.1, how=str(times))


def again(bench: Bench) -> Iterator[Result]:
    """A second training, when the features are there, with all that comes after its last epoch."""
    network, dataset = loaded(), _dataset(bench)
    stores, seeds = _stores(bench, "trainings"), count()
    known = FeatureStore(bench.folder / "known")  # filled by the round that is not timed
    times = paired(
        lambda: _train(network, dataset, known, next(seeds)),
        lambda: _train(network, dataset, next(stores), 0),
        rounds=TRAININGS,
    )
    what = f"second training with {len(_examples(dataset))} pictures, against the first"
    how = f"{1 / times.ratio:.0f} times as fast: {times}"
    yield Result(what, 100 * times.ratio, 100 / TIMES, "%", how)


def accuracy(bench: Bench) -> Iterator[Result]:
    """A new head against logistic regression, both judged by what neither has seen."""
    sys.path.append(str(PEERS))
    if material.CATS_DOGS.is_dir():
        yield _compared("cats and dogs", _cats_and_dogs(bench))
    yield _compared(f"{KINDS} made-up classes that overlap", [_made_up()])


def _compared(name: str, rounds: Sequence[tuple[Material, Material]]) -> Result:
    """Tell by how many points the head is worse than the better of two regressions.

    Each round has what to learn from and what to be judged by; as many each time.
    """
    ours = mean(_head(*both) for both in rounds)
    theirs = max(map(mean, zip(*(_regressions(*both) for both in rounds), strict=True)))
    taught, judged = rounds[0]
    how = f"{ours:.2f} against {theirs:.2f} of 100 right; {len(taught):,} to learn from, "
    how += f"{len(rounds) * len(judged):,} to be judged by"
    what = f"accuracy behind scikit-learn’s LogisticRegression, {name}"
    return Result(what, theirs - ours, 1, "points", how)


def _head(taught: Material, judged: Material) -> float:
    """Learn as Quick does, but let no other pictures choose the epoch."""
    nothing = Material(taught.rows, taught.places[:0], taught.labels[:0])
    kinds = int(taught.labels.max()) + 1
    steps = heads.train(material=taught, held=nothing, classes=kinds, recipe=train_recipe())
    features, labels = judged.take(np.arange(len(judged)))
    seen = drained(steps).logits(features).argmax(dim=1)
    return 100 * float((seen == labels).double().mean())


def _regressions(taught: Material, judged: Material) -> Iterator[float]:
    """Let it learn from the features as they are, and from standardised ones."""
    names = ("linear_model", "pipeline", "preprocessing")
    linear, pipeline, preprocessing = (import_module(f"sklearn.{name}") for name in names)
    for before in ("passthrough", preprocessing.StandardScaler()):
        model = pipeline.make_pipeline(before, linear.LogisticRegression(max_iter=1000))
        model.fit(taught.rows[taught.places], taught.labels)
        yield 100 * float(model.score(judged.rows[judged.places], judged.labels))


def _cats_and_dogs(bench: Bench) -> list[tuple[Material, Material]]:
    """Return four rounds, so that each picture is among those to be judged by once."""
    network, examples = loaded(), _examples(_dataset(bench))
    both = _extracted(network, examples, FeatureStore(bench.folder / "animals"))
    numbers = np.random.default_rng(0).permutation(len(both.places))
    quarters = np.array_split(numbers, QUARTERS)
    return [(_some(both, np.setdiff1d(numbers, one)), _some(both, one)) for one in quarters]


def _some(both: Extracted, numbers: npt.NDArray[np.int64]) -> Material:
    return Material(both.rows, both.places[numbers], both.labels[numbers])


def _made_up() -> tuple[Material, Material]:
    random = np.random.default_rng(0)
    labels = random.integers(0, KINDS, TAUGHT + JUDGED)
    centres = APART * random.normal(size=(KINDS, WIDTH))
    rows = (centres[labels] + random.normal(size=(len(labels), WIDTH))).astype(np.float32)
    places = np.arange(len(labels))
    taught, judged = places[:TAUGHT], places[TAUGHT:]
    return Material(rows, taught, labels[taught]), Material(rows, judged, labels[judged])


def _dataset(bench: Bench) -> Dataset:
    return drained(datasets.scan(str(bench.classes)))


def _examples(dataset: Dataset) -> list[Example]:
    return [one for part in PARTS for one in dataset.parts.get(part, ())]


def _stores(bench: Bench, name: str) -> Iterator[FeatureStore]:
    """Yield stores that know nothing yet."""
    return (FeatureStore(bench.folder / name / str(number)) for number in count())


def _extracted(network: Network, examples: Sequence[Example], store: FeatureStore) -> Extracted:
    return drained(extract(network=network, examples=examples, store=store))


def _train(network: Network, dataset: Dataset, store: FeatureStore, seed: int) -> None:
    recipe = train_recipe(seed=seed)
    drained(transfer.learn(network=network, dataset=dataset, recipe=recipe, store=store))
