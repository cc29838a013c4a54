"""How well a network does on a folder of pictures whose classes are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from desktop_app.engine import predict
from desktop_app.engine.assessment import assess
from desktop_app.engine.contract import ClassName, Outcome, Source, Step
from desktop_app.engine.examples import CORRUPT, PARTS, TRAIN, Problem
from desktop_app.engine.judging import same_class

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from desktop_app.engine.assessment import Assessment
    from desktop_app.engine.contract import Network
    from desktop_app.engine.examples import Dataset, Example


def evaluate(
    *, network: Network, dataset: Dataset
) -> Generator[Step, None, tuple[Assessment, tuple[Problem, ...]]]:
    """Show a network the pictures of a folder and count what it sees; also what was left out.

    Of a folder with parts only the last of training, validation and test is looked at. Classes are
    those of the folder, found in the network by name; each must be one of the network's, or all of
    its pictures count as wrong. Items are `Outcome`s.
    """
    _, examples = chosen(dataset)
    numbers = [same_class(network.classes, ClassName("", name)) for name in dataset.classes]
    places = {number: place for place, number in enumerate(numbers) if number is not None}
    sources = [(place, Source(one.path, one.path)) for place, one in enumerate(examples)]
    pairs: list[tuple[int, int]] = []
    left_out: list[Problem] = []
    for step in predict.predict_many(network=network, sources=sources):
        outcome = cast("Outcome", step.item)
        example = examples[outcome.key]
        if outcome.answer is None:
            left_out.append(Problem(CORRUPT, example.path, str(outcome.error)))
        else:
            pairs.append((example.label, places.get(outcome.answer.indices[0], -1)))
        yield step
    return assess(dataset.classes, pairs), tuple(left_out)


def chosen(dataset: Dataset) -> tuple[str, Sequence[Example]]:
    """Return the part that is farthest from what was learned from, and its examples."""
    last = next((part for part in reversed(PARTS) if dataset.parts.get(part)), TRAIN)
    return last, dataset.parts.get(last, ())
