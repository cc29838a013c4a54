"""What the commands share: places, loading with a word on what happens, and plain output."""

from __future__ import annotations

import sys
from contextlib import closing
from time import sleep
from typing import TYPE_CHECKING, TypeVar

from desktop_app import paths

if TYPE_CHECKING:
    from collections.abc import Generator

    from desktop_app.engine.contract import Network, Step
    from desktop_app.engine.places import Places

T = TypeVar("T")


def places() -> Places:
    """Return where weights are, as chosen in the window."""
    from desktop_app import settings

    return settings.places(settings.Settings(paths.settings_file()))


def load(name: str, device: str, file: str = "") -> Network:
    """Load a backbone, with weights from `file` if there is one; raises its `EngineError`s."""
    from desktop_app.engine import catalogue

    if not file:
        catalogue.check(name)  # a wrong path is told before torch spends seconds
    from desktop_app.engine import labels, loading, modelfile
    from desktop_app.engine.device import choose

    info = choose(device)
    if info.reason:
        say(f"{info.failed}: {info.reason}. The {info.title} is used instead.")
    imagenet = labels.read(paths.resource("labels/imagenet.tsv"))
    steps = loading.load(name=name, device=info, places=places(), imagenet=imagenet, file=file)
    network = drained(steps)
    if network.source == "imported" and (file or modelfile.describe(name) is None):
        rule = network.input
        say(f"Its input is taken to be {rule.size} pixels, mean {rule.mean}, spread {rule.std}.")
    if not network.trained:
        say(f"{network.title} is untrained: its answers are chance.")
    return network


def drained(steps: Generator[Step, None, T]) -> T:
    """Run an operation to its end and return what it returns."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


def awaited(steps: Generator[Step, None, T]) -> T:
    """Do as `drained` with an operation that waits for another process: rest where it rests."""
    return drained(_resting(steps))


def _resting(steps: Generator[Step, None, T]) -> Generator[Step, None, T]:
    with closing(steps):
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                result: T = end.value
                return result
            yield step
            sleep(step.rest)


def write_utf8() -> None:
    """Let names that are no valid UTF-8 appear with backslashes, which JSON reads back."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def say(sentence: str) -> None:
    """Write a sentence for people."""
    if sys.stderr:  # there is none in a program of Windows that has no console
        sys.stderr.write(f"{sentence}\n")
