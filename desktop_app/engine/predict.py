"""What a network says of one picture, or of thousands."""

from __future__ import annotations

import math
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.engine import backbone as backbones
from desktop_app.engine import images
from desktop_app.engine.contract import (
    MAX_TOP,
    Answer,
    Look,
    Network,
    Outcome,
    Picture,
    Source,
    Step,
)
from desktop_app.engine.device import memory_errors
from desktop_app.engine.errors import EngineError, NotANumberError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    from torch import Tensor

    from desktop_app.engine.contract import Pixels

    Queued: TypeAlias = tuple[int, Future[Pixels]]

BATCH = {"cpu": 4, "cuda": 32, "mps": 16}
"""Pictures in one step. A CPU gains nothing from larger ones, and quick jobs wait for the step."""

DECODERS = 2


def look(
    *, network: Network, source: Source | Picture, other: Network | None = None
) -> Generator[Step, None, Look]:
    """Open one picture for the screen and ask the network, and the `other` one to compare with.

    Raises a `PictureError` for a picture that cannot be used, `OutOfMemoryError` when the device
    is full, `NotANumberError` when there is no answer. What the `other` one cannot do is left out.
    """
    started = perf_counter()
    picture = source if isinstance(source, Picture) else images.decode(source)
    decoding = perf_counter() - started
    yield Step(1, 2)  # other jobs may come between; their time does not count
    crop, answer = _look(network, picture, decoding)
    second = None
    if other is not None:
        yield Step(1, 2)
        with suppress(EngineError):
            _, second = _look(other, picture, decoding)
    box = backbones.of(network).crop(picture.size)
    return Look(picture, images.preview(picture.pixels), crop, box, answer, second)


def ask(network: Network, picture: Picture) -> Answer:
    """Return what `network` says of a picture; raises as `look` does."""
    return _look(network, picture, 0.0)[1]


def answer(network: Network, logits: Tensor) -> Answer:
    """Return what 1 x K logits say; raises `NotANumberError` when they are none."""
    (found,) = _answers(network, logits, 0.0)
    if isinstance(found, NotANumberError):
        raise found
    return found


def _look(network: Network, picture: Picture, decoding: float) -> tuple[Pixels, Answer]:
    """Return what `network` is given of a picture, and what it says."""
    started = perf_counter()
    crop = images.network_input(picture.pixels, network.input)
    logits, unlike = _run(network, [crop])
    (found,) = _answers(network, logits, decoding + perf_counter() - started, unlike)
    if isinstance(found, NotANumberError):
        raise found
    return crop, found


def predict_many(
    *, network: Network, sources: Sequence[tuple[int, Source]]
) -> Generator[Step, None, int]:
    """Ask the network about many pictures, in order; return how many it answered.

    Each step carries an `Outcome` with the key that came with the source. A picture that cannot
    be used gives its error and stops nothing. Pictures are decoded ahead on plain threads, so
    that decoding and the network overlap.
    """
    done = answered = 0
    length = BATCH[backbones.of(network).device.type]
    with decoders() as pool:
        for batch in batches(decoded(pool, network, sources, 2 * length), length):
            for outcome in _outcomes(network, batch):
                done += 1
                answered += outcome.answer is not None
                yield Step(done, len(sources), item=outcome)
    return answered


@contextmanager
def decoders() -> Iterator[ThreadPoolExecutor]:
    """Lend the threads that read pictures ahead."""
    pool = ThreadPoolExecutor(DECODERS, thread_name_prefix="decode")
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def decoded(
    pool: ThreadPoolExecutor, network: Network, sources: Iterable[tuple[int, Source]], ahead: int
) -> Iterator[Queued]:
    """Yield pictures being decoded, in order, at most `ahead` of them under way."""
    rule = network.input
    jobs = ((key, partial(images.decode_input, source, rule)) for key, source in sources)
    return queued(pool, jobs, ahead)


def queued(
    pool: ThreadPoolExecutor, jobs: Iterable[tuple[int, Callable[[], Pixels]]], ahead: int
) -> Iterator[Queued]:
    """Yield what each job is about to give, in order, at most `ahead` of them under way."""
    waiting: deque[Queued] = deque()
    for key, job in jobs:
        waiting.append((key, pool.submit(job)))
        if len(waiting) == ahead:
            yield waiting.popleft()
    yield from waiting


def batches(queue: Iterator[Queued], length: int) -> Iterator[list[Queued]]:
    """Group the queue; the first group is a single picture, so that an answer is there at once."""
    yield from ([one] for one in islice(queue, 1))
    while batch := list(islice(queue, length)):
        yield batch


def _outcomes(network: Network, batch: Sequence[Queued]) -> Iterator[Outcome]:
    started = perf_counter()
    crops: list[Pixels] = []
    errors: dict[int, EngineError] = {}
    for key, future in batch:
        try:
            crops.append(future.result())
        except EngineError as error:
            errors[key] = _bare(error)
    answers = iter(_ask(network, crops, started))
    for key, _ in batch:
        came = errors.get(key) or next(answers)
        yield Outcome(key, *((came, None) if isinstance(came, Answer) else (None, came)))


def _bare(error: EngineError) -> EngineError:
    # Errors are kept with the list; frames would keep each bad picture's bytes with them.
    error.__traceback__ = error.__cause__ = error.__context__ = None
    return error


def _ask(
    network: Network, crops: Sequence[Pixels], started: float
) -> list[Answer | NotANumberError]:
    if not crops:
        return []
    logits, unlike = _run(network, crops)
    return _answers(network, logits, (perf_counter() - started) / len(crops), unlike)


def _run(network: Network, crops: Sequence[Pixels]) -> tuple[Tensor, Sequence[bool]]:
    """Return the logits of N crops, N x K, and which are unlike anything trained on, if known."""
    backbone = backbones.of(network)
    with memory_errors():
        pixels = backbone.stack(crops)
        if backbone.novelty is None:
            return backbone.fast_logits(pixels), ()
        return backbone.judged_logits(pixels)


def _answers(
    network: Network, logits: Tensor, seconds: float, unlike: Sequence[bool] = ()
) -> list[Answer | NotANumberError]:
    """Turn N x K logits into N answers, or what there is to say where they are no numbers.

    `unlike` is of the N pictures, or empty where the network cannot tell.
    """
    logits = logits.double().cpu()
    good = logits.isfinite().all(dim=1)
    probabilities = logits.softmax(dim=1)
    # Unlike topk, a stable sort puts equals in the order of their numbers.
    best, indices = probabilities.sort(dim=1, descending=True, stable=True)
    entropies = -probabilities.xlogy(probabilities).sum(dim=1)
    greatest = math.log(max(2, logits.shape[1]))
    return [
        Answer(
            network=network.name,
            classes=network.classes,
            indices=tuple(indices[row, :MAX_TOP].tolist()),
            probabilities=tuple(best[row, :MAX_TOP].tolist()),
            flatness=float(entropies[row]) / greatest,
            seconds=seconds,
            trained=network.trained,
            title=network.title,
            unlike=unlike[row] if unlike else None,
        )
        if good[row]
        else NotANumberError()
        for row in range(len(logits))
    ]
