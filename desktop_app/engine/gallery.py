"""Ideal pictures of several targets at once: each takes a step in turn."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, cast

from desktop_app.engine.contract import Step
from desktop_app.engine.errors import DivergedError
from desktop_app.engine.history import Moment, limit
from desktop_app.engine.ideal_image import idealise

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

    from desktop_app.engine.contract import Network, Picture
    from desktop_app.engine.recipe import Recipe
    from desktop_app.engine.targets import Target


@dataclass(frozen=True, slots=True)
class News:
    """What one of the pictures has to tell after a step of its own.

    Attributes:
        place: Which picture, from 0.
        step: How many steps it has done.
        metrics: As those of `idealise`.
        moment: To be kept in its history, if any.
        error: Why it goes no further, if it does not.
    """

    place: int
    step: int
    metrics: Mapping[str, float] = field(default_factory=dict)
    moment: Moment | None = None
    error: DivergedError | None = None


def gallery(
    *,
    network: Network,
    targets: Sequence[Target],
    recipe: Recipe,
    start: Picture | None = None,
    moment: Moment | None = None,
) -> Generator[Step, None, tuple[Moment, ...]]:
    """Make the ideal pictures of `targets` as `idealise` makes each alone, bit for bit.

    Each step's item is `News`, its snapshot makes the place and `Frame` of the picture that it
    changed. One that diverges stays as it was and the others go on. Returns the last moments.
    Raises what `idealise` does; `DivergedError` only if there is but one.
    """
    runs = [
        idealise(
            network=network,
            target=target,
            recipe=recipe,
            start=start,
            moment=moment,
            limit=limit(len(targets)),
        )
        for target in targets
    ]
    ends: dict[int, Moment] = {}
    begun = moment.frame.step if moment else 0
    total, done = len(runs) * (recipe.steps - begun), 0
    lost: DivergedError | None = None
    rota = deque(enumerate(runs))
    while rota:
        place, run = rota.popleft()
        try:
            step = next(run)
        except StopIteration as end:
            ends[place] = end.value
            continue
        except DivergedError as error:
            lost = error
            yield Step(done, total, item=News(place, ends[place].frame.step, error=error))
            continue
        done += step.done > begun
        kept = cast("Moment | None", step.item)
        if kept is not None:
            ends[place] = kept
        rota.append((place, run))
        news = News(place, step.done, step.metrics, kept)
        yield Step(done, total, item=news, snapshot=partial(_placed, place, step.snapshot))
    if lost is not None and len(runs) == 1:
        raise lost
    return tuple(ends[place] for place in range(len(runs)))


def _placed(place: int, snapshot: Callable[[], object] | None) -> tuple[int, object]:
    return place, snapshot() if snapshot else None
