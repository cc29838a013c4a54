"""The features of many pictures by one network: what a new head is trained on.

Razavian et al., "CNN Features off-the-shelf: an Astounding Baseline for Recognition" (2014).
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from functools import partial
from secrets import token_hex
from typing import TYPE_CHECKING

import numpy as np

from desktop_app.engine import backbone as backbones
from desktop_app.engine import images
from desktop_app.engine.contract import QT_TRANSLATE_NOOP, Source, Step
from desktop_app.engine.device import memory_errors
from desktop_app.engine.errors import EngineError, ExportError, NotANumberError
from desktop_app.engine.examples import CORRUPT, Problem
from desktop_app.engine.formats import file_error, open_source
from desktop_app.engine.predict import BATCH, batches, decoders, queued

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    import numpy.typing as npt

    from desktop_app.engine.contract import InputRule, Network, Pixels
    from desktop_app.engine.examples import Example
    from desktop_app.engine.feature_store import FeatureStore
    from desktop_app.engine.predict import Queued

    Floats = npt.NDArray[np.float32]
    Places = npt.NDArray[np.int64]

PREPROCESSING = 1
"""To be raised when `images.decode_input` gives other pixels than before."""

TRAY = 64
"""Pictures whose features go into the store together, since waiting for the disk takes time."""

ROUNDS = 3

CHANGED = QT_TRANSLATE_NOOP("errors", "The file has changed since it was found.")
EMPTIED = QT_TRANSLATE_NOOP("errors", "another program keeps emptying it")


@dataclass(frozen=True, slots=True, eq=False)
class Extracted:
    """Features of pictures, in the order of their examples.

    Attributes:
        rows: R x D on disk, read when used; other pictures' are among them.
        places: Of the N examples in `rows`.
        labels: Their classes, N numbers.
        examples: The N that could be used.
        left_out: The others, and why.
    """

    rows: Floats
    places: Places
    labels: Places
    examples: tuple[Example, ...]
    left_out: tuple[Problem, ...]


def extract(
    *, network: Network, examples: Sequence[Example], store: FeatureStore
) -> Generator[Step, None, Extracted]:
    """Return the features of `examples`; only those that `store` lacks are computed.

    Pictures that cannot be read, or are not any more what their `sha256` says, are left out; the
    `Problem` is the item of a step. What is done goes into the store also when it is cancelled.
    Raises `NotANumberError` where features are none, `OutOfMemoryError`, `ExportError` when there
    is nowhere to keep them.
    """
    known = key(network)
    shas = [one.sha256 for one in examples]
    problems: dict[str, Problem] = {}
    yield Step(0, len(examples))
    for _ in range(ROUNDS):  # once, unless the disk is full or another program needs the space
        rows, places = store.rows(known, shas)
        lacking = [one for one, place in zip(examples, places, strict=True) if place < 0]
        todo = [one for one in lacking if one.path not in problems]
        if not todo:
            return _extracted(rows, places, examples, problems)
        with _tray(store, known) as tray:
            yield from _fill(tray, network, todo, problems, len(examples))
    raise ExportError(file=str(store.folder), reason=EMPTIED)


def key(network: Network) -> str:
    """Return what the features of `network` are kept by; another one each time without weights.

    It depends on the weights, what is done with them, in which precision, and the preprocessing.
    """
    if not (network.trained and network.sha256):
        return token_hex(32)
    backbone = backbones.of(network)
    structure = repr(backbone.module)  # the same weights can fill two architectures
    facts = (PREPROCESSING, network.sha256, structure, backbone.precision, astuple(network.input))
    return hashlib.sha256(repr(facts).encode()).hexdigest()


class _Tray:
    """Features on their way to the store."""

    def __init__(self, store: FeatureStore, known: str) -> None:
        self._store, self._key = store, known
        self._features: list[Floats] = []
        self._shas: list[str] = []

    def add(self, shas: Sequence[str], features: Floats) -> None:
        self._shas += shas
        self._features.append(features)
        if len(self._shas) >= TRAY:
            self.empty()

    def empty(self) -> None:
        if self._shas:
            self._store.put(self._key, self._shas, np.concatenate(self._features))
        self._shas, self._features = [], []


@contextmanager
def _tray(store: FeatureStore, known: str) -> Iterator[_Tray]:
    tray = _Tray(store, known)
    try:
        yield tray
    finally:
        tray.empty()


def _fill(
    tray: _Tray,
    network: Network,
    todo: Sequence[Example],
    problems: dict[str, Problem],
    total: int,
) -> Iterator[Step]:
    """Compute the features of `todo`, which are the last of `total`, and note `problems`."""
    length = BATCH[backbones.of(network).device.type]
    jobs = ((at, partial(_crop, one, network.input)) for at, one in enumerate(todo))
    done = total - len(todo)
    with decoders() as pool:
        for batch in batches(queued(pool, jobs, 2 * length), length):
            readable: list[Example] = []
            crops: list[Pixels] = []
            for example, came in _decoded(todo, batch):
                if isinstance(came, Problem):
                    problems[example.path] = came
                    yield Step(done, total, item=came)
                else:
                    readable.append(example)
                    crops.append(came)
            if crops:
                tray.add([one.sha256 for one in readable], _features(network, crops))
            done += len(batch)
            yield Step(done, total)


def _crop(example: Example, rule: InputRule) -> Pixels:
    """Read a picture for the network, if it is still the one that was found."""
    source = Source(example.path, example.path)
    crop = images.decode_input(source, rule)
    # Looked at afterwards: a file that changes meanwhile must not pass for what it was.
    with open_source(source) as file:
        try:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise file_error(error, example.path) from error
    if digest != example.sha256:
        raise EngineError(reason=CHANGED)
    return crop


def _decoded(
    todo: Sequence[Example], batch: Sequence[Queued]
) -> Iterator[tuple[Example, Pixels | Problem]]:
    for at, future in batch:
        try:
            yield todo[at], future.result()
        except EngineError as error:
            yield todo[at], Problem(CORRUPT, todo[at].path, str(error))


def _features(network: Network, crops: Sequence[Pixels]) -> Floats:
    backbone = backbones.of(network)
    with memory_errors():
        features: Floats = backbone.fast_features(backbone.stack(crops)).cpu().numpy()
    if not np.isfinite(features).all():
        raise NotANumberError
    return features


def _extracted(
    rows: Floats, places: Places, examples: Sequence[Example], problems: dict[str, Problem]
) -> Extracted:
    usable = tuple(one for one, place in zip(examples, places, strict=True) if place >= 0)
    others = (one for one, place in zip(examples, places, strict=True) if place < 0)
    return Extracted(
        rows=rows,
        places=places[places >= 0],
        labels=np.array([one.label for one in usable], np.int64),
        examples=usable,
        left_out=tuple(problems[one.path] for one in others),
    )
