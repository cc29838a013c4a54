"""What is known of a run: each picture's frames, curves and history."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.engine.history import Frame, History, Moment, limit
from desktop_app.engine.targets import CLASS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.engine.contract import Network, Picture
    from desktop_app.engine.errors import DivergedError
    from desktop_app.engine.gallery import News
    from desktop_app.engine.recipe import Recipe
    from desktop_app.engine.targets import Target

CURVES = ("probability", "response", "variation")


@dataclass
class Member:
    """One picture of a run."""

    target: Target
    name: str
    history: History
    frame: Frame | None = None
    last: Moment | None = None
    error: DivergedError | None = None
    """Why it goes no further, if it does not."""
    points: dict[str, list[tuple[int, float]]] = field(
        default_factory=lambda: {name: [] for name in CURVES}
    )

    @property
    def moments(self) -> list[Moment]:
        """Those that are kept, and the newest of all."""
        kept = self.history.moments
        if self.last is None or (kept and kept[-1].frame.step >= self.last.frame.step):
            return kept
        return [*kept, self.last]

    @property
    def is_silent(self) -> bool:
        """Whether it has taken steps and never responded to any."""
        values = [value for _, value in self.points["response"]]
        return len(values) > 1 and not any(values)

    def keep(self, moment: Moment) -> None:
        """Take in a moment."""
        self.last = moment
        if not self.history.moments or self.history.moments[-1].frame.step < moment.frame.step:
            self.history.add(moment)

    def end(self, moment: Moment) -> None:
        """Take in the last moment, whose numbers end the curves."""
        self.last, frame = moment, moment.frame
        self.points["response"].append((frame.step, frame.response))
        if self.target.kind == CLASS:
            self.points["probability"].append((frame.step, frame.probability))

    def note(self, step: int, metrics: Mapping[str, float]) -> None:
        """Take in numbers of the picture before a step."""
        for name, value in metrics.items():
            self.points[name].append((step - 1, value))

    def near(self, step: int) -> Moment | None:
        """Return the moment that a person means who points at `step`."""
        return min(self.moments, key=lambda one: abs(one.frame.step - step), default=None)

    def continued_from(self, before: Member, moment: Moment) -> None:
        """Take over what came before a branch at a moment of `before`."""
        step = moment.frame.step
        for one in before.moments:
            if one.frame.step <= step and self.history.due(one.frame.step):
                self.history.add(one)
        self.frame, self.last = moment.frame, moment
        for name, points in before.points.items():
            self.points[name] = [(at, value) for at, value in points if at < step]


@dataclass
class Run:
    """What was asked for, and what has come of it."""

    network: Network
    recipe: Recipe
    start: Picture | None
    members: list[Member]
    done: bool = False
    """Whether it came to its end."""
    over: bool = False
    """Whether nothing more comes, also because it was stopped or failed."""

    @classmethod
    def of(
        cls,
        network: Network,
        recipe: Recipe,
        start: Picture | None,
        named: Sequence[tuple[Target, str]],
    ) -> Run:
        """Be ready for a run of targets and their names."""
        room = limit(len(named))
        members = [Member(target, name, History(room)) for target, name in named]
        return cls(network, recipe, start, members)

    def take(self, news: News) -> None:
        """Take in what one step had to tell."""
        member = self.members[news.place]
        member.note(news.step, news.metrics)
        member.error = news.error
        if news.moment is not None:
            member.keep(news.moment)
