"""The loop of all training: epoch after epoch, of which the best is kept."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from desktop_app.engine.contract import QT_TRANSLATE_NOOP, Step
from desktop_app.engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from torch import Tensor

    from desktop_app.engine.checkpoints import Checkpoint

    Passed: TypeAlias = tuple[float, int, int]
    """Loss summed over some pictures, how many of them were right, and how many there were."""


class RunawayError(EngineError):
    """A training whose loss is no number any more."""

    kind = "runaway"
    short = QT_TRANSLATE_NOOP("errors", "Ran away")
    why = QT_TRANSLATE_NOOP(
        "errors", "The loss left all bounds in epoch {epoch}. Train again with a lower rate."
    )


class NoEpochError(EngineError):
    """A training that was stopped before it had learned anything."""

    kind = "no-epoch"
    short = QT_TRANSLATE_NOOP("errors", "Nothing learned yet")
    why = QT_TRANSLATE_NOOP(
        "errors", "It was stopped before its first epoch had passed. Start it again."
    )


@dataclass(frozen=True, slots=True)
class Epoch:
    """How well it goes after an epoch.

    Attributes:
        number: Counted from 1; 0 is what a training began with.
        train_loss: Mean cross-entropy over the training part, in nats, as it was on its way.
        train_accuracy: Share of it that was right.
        loss: Of the validation part; of the training part where there is none.
        accuracy: Of the same.
    """

    number: int
    train_loss: float
    train_accuracy: float
    loss: float
    accuracy: float


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """What came of all epochs.

    Attributes:
        epochs: All up to the last, in order.
        best: Number of the one that the weights are of; 0 if none was better than the beginning.
        weights: What was learned, by the learner's names.
    """

    epochs: tuple[Epoch, ...]
    best: int
    weights: Mapping[str, Tensor]


class Learner(Protocol):
    """Something that learns from pictures; the same state goes on in the same way."""

    @property
    def count(self) -> int:
        """How many pictures an epoch learns from."""

    def epoch(self, number: int) -> Iterator[Passed]:
        """Learn from each picture once."""

    def judge(self) -> Iterator[Passed]:
        """Look at the pictures that it is judged by."""

    def weights(self) -> dict[str, Tensor]:
        """Return copies of what was learned."""

    def state(self) -> dict[str, Any]:
        """Return all that going on depends on: tensors, numbers, texts, and tables of them."""

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to such a state."""


def run(
    learner: Learner,
    epochs: int,
    checkpoint: Checkpoint,
    *,
    knows: bool = False,
    ends: bool = False,
) -> Generator[Step, None, Course]:
    """Let `learner` learn for so many epochs, going on from `checkpoint` where it can.

    Steps count pictures learned from; items are `Epoch`s, those before the checkpoint too, and the
    `ExportError` if no checkpoint can be kept, which ends nothing. One that `knows` something is
    judged before it begins, as epoch 0. One that `ends` learns no more than it has. When it is
    closed it leaves the checkpoint of the last whole epoch.

    Raises:
        RunawayError: The loss is no number.
        NoEpochError: It is to end, and nothing was learned.
    """
    course, total = _Course(), epochs * learner.count
    kept = checkpoint.recall()
    if kept is not None:
        learner.restore(kept["learner"])
        course.restore(kept["course"])
    elif knows:
        judged = yield from _judged(learner, Step(0, total))
        course.take(Epoch(0, *judged, *judged), learner)
    for epoch in course.epochs:
        yield _told(epoch, learner.count, total)
    with checkpoint:
        while course.number < epochs and not ends:
            epoch = yield from _epoch(learner, course.number + 1, total)
            course.take(epoch, learner)
            lost = checkpoint.offer({"learner": learner.state(), "course": course.state()})
            yield _told(epoch, learner.count, total)
            if lost is not None:
                yield Step(epoch.number * learner.count, total, item=lost)
    return course.end()


def _epoch(learner: Learner, number: int, total: int) -> Generator[Step, None, Epoch]:
    before = (number - 1) * learner.count
    loss, right, seen = 0.0, 0, 0
    for passed_loss, passed_right, count in learner.epoch(number):
        loss, right, seen = loss + passed_loss, right + passed_right, seen + count
        if not math.isfinite(loss):
            raise RunawayError(epoch=number)
        yield Step(before + seen, total)
    seen = max(seen, 1)
    judged = yield from _judged(learner, Step(before + learner.count, total))
    return Epoch(number, loss / seen, right / seen, *judged)


def _judged(learner: Learner, step: Step) -> Generator[Step, None, tuple[float, float]]:
    loss, right, seen = 0.0, 0, 0
    for passed_loss, passed_right, count in learner.judge():
        loss, right, seen = loss + passed_loss, right + passed_right, seen + count
        yield step
    return loss / max(seen, 1), right / max(seen, 1)


def _told(epoch: Epoch, count: int, total: int) -> Step:
    metrics = {"train_loss": epoch.train_loss, "train_accuracy": epoch.train_accuracy}
    metrics |= {"loss": epoch.loss, "accuracy": epoch.accuracy}
    return Step(epoch.number * count, total, metrics=metrics, item=epoch)


class _Course:
    """All epochs so far, and the weights of the best."""

    def __init__(self) -> None:
        self.epochs: list[Epoch] = []
        self._best: tuple[tuple[float, float], int, dict[str, Tensor]] | None = None

    @property
    def number(self) -> int:
        return self.epochs[-1].number if self.epochs else 0

    def take(self, epoch: Epoch, learner: Learner) -> None:
        """Keep the weights if none were better, by accuracy and then by loss."""
        self.epochs.append(epoch)
        rank = epoch.accuracy, -epoch.loss
        if self._best is None or rank > self._best[0]:
            self._best = rank, epoch.number, learner.weights()

    def state(self) -> dict[str, Any]:
        rank, number, weights = self._found()
        rows = [
            [one.number, one.train_loss, one.train_accuracy, one.loss, one.accuracy]
            for one in self.epochs
        ]
        return {"epochs": rows, "rank": list(rank), "best": number, "weights": weights}

    def restore(self, state: dict[str, Any]) -> None:
        self.epochs = [Epoch(*row) for row in state["epochs"]]
        accuracy, loss = state["rank"]
        self._best = (accuracy, loss), state["best"], state["weights"]

    def end(self) -> Course:
        _, number, weights = self._found()
        return Course(tuple(self.epochs), number, weights)

    def _found(self) -> tuple[tuple[float, float], int, dict[str, Tensor]]:
        if self._best is None:
            raise NoEpochError
        return self._best
