"""What is known of an attack: its tries, its curves, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.engine.attempts import ANYTHING
from desktop_app.engine.contract import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.engine.attack_recipe import AttackRecipe
    from desktop_app.engine.attempts import AttackResult, Attempt
    from desktop_app.engine.contract import ClassName, Network, Picture, Pixels

TARGET, TRUTH = "target", "truth"
CURVES = (TARGET, TRUTH)


@dataclass
class AttackRun:
    """One attack on `picture`, of which the network sees `start`, uint8 S x S x 3, as `before`."""

    network: Network
    picture: Picture
    start: Pixels
    before: Answer
    target: int
    recipe: AttackRecipe
    tries: list[Attempt] = field(default_factory=list)
    newest: Attempt | None = None
    result: AttackResult | None = None
    points: dict[str, list[tuple[float, float]]] = field(
        default_factory=lambda: {name: [] for name in CURVES}
    )

    @property
    def truth(self) -> ClassName:
        """The class that was seen in the original."""
        return self.before.best

    @property
    def wished(self) -> ClassName | None:
        """The class that is to be seen; None for any other."""
        return None if self.target == ANYTHING else self.network.classes[self.target]

    @property
    def marked(self) -> int | None:
        """The number of the class that is set against what is so."""
        return None if self.target == ANYTHING else self.target

    def take(self, attempt: Attempt) -> None:
        """Take in a try; older ones than the newest stay where they belong."""
        if not self.tries or attempt.step > self.tries[-1].step:
            self.tries.append(attempt)
        self.see(attempt)

    def see(self, attempt: Attempt) -> None:
        """Take in what is to be shown now."""
        if self.newest is None or attempt.step >= self.newest.step:
            self.newest = attempt

    def note(self, done: int, metrics: Mapping[str, float]) -> None:
        """Take in numbers of the try before a step."""
        for name in CURVES:
            if name in metrics:
                self.points[name].append((done - 1, metrics[name]))

    def end(self, result: AttackResult) -> None:
        """Take in what came of it; the film ends with it."""
        self.result = result
        steps, last = result.steps, result.attempt
        for name, value in ((TARGET, last.target), (TRUTH, last.truth)):
            self.points[name].append((steps, value))

    @property
    def best(self) -> Attempt | None:
        """The try that is farthest ahead."""
        known = [*self.tries, *([self.newest] if self.newest else [])]
        return max(known, key=lambda one: one.lead, default=None)

    def near(self, step: int) -> Attempt | None:
        """Return the try that a person means who points at `step`."""
        return min(self.tries, key=lambda one: abs(one.step - step), default=None)

    def answer(self, attempt: Attempt) -> Answer:
        """Return what the network sees in a try."""
        return Answer(
            network=self.network.name,
            classes=self.network.classes,
            indices=attempt.indices,
            probabilities=attempt.probabilities,
            flatness=0.0,
            seconds=0.0,
            title=self.network.title,
        )
