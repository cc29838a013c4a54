"""Several ideal pictures at once are the same as each alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import pytest
import torch

from desktop_app.engine import backbone as backbones
from desktop_app.engine.errors import DivergedError, UnitError
from desktop_app.engine.gallery import News, gallery
from desktop_app.engine.history import LIMIT, Frame, Moment, limit
from desktop_app.engine.ideal_image import idealise
from desktop_app.engine.recipe import recipe
from desktop_app.engine.targets import CHANNEL, CLASS, Target
from tests.backbones import drained
from tests.engine.small_networks import convolutional, network_of

if TYPE_CHECKING:
    from collections.abc import Generator

    from desktop_app.engine.contract import Network, Step

TARGETS = (Target(CLASS, 1), Target(CLASS, 3), Target(CHANNEL, 0, "3"))
RECIPE = recipe(size=64, steps=5)


@pytest.fixture
def small() -> Network:
    return network_of(convolutional(), side=64)


def finished(
    steps: Generator[Step, None, tuple[Moment, ...]],
) -> tuple[list[Step], tuple[Moment, ...]]:
    seen = []
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            return seen, end.value


def news_of(step: Step) -> News:
    assert isinstance(step.item, News)
    return step.item


def test_each_is_as_it_would_be_alone(small: Network) -> None:
    _, together = finished(gallery(network=small, targets=TARGETS, recipe=RECIPE))
    for moment, target in zip(together, TARGETS, strict=True):
        alone = drained(idealise(network=small, target=target, recipe=RECIPE))
        assert np.array_equal(moment.frame.picture, alone.frame.picture)
        assert moment.frame.response == alone.frame.response


def test_they_take_turns(small: Network) -> None:
    seen, _ = finished(gallery(network=small, targets=TARGETS, recipe=RECIPE))
    assert [news_of(step).place for step in seen] == [0, 1, 2] * 6
    assert [news_of(step).step for step in seen[::3]] == [0, 1, 2, 3, 4, 5]
    assert [step.done for step in seen] == [0, 0, 0, *range(1, 16)]
    assert {step.total for step in seen} == {15}
    assert all("variation" in news_of(step).metrics for step in seen[3:])


def test_a_snapshot_is_of_the_picture_whose_turn_it_was(small: Network) -> None:
    steps = gallery(network=small, targets=TARGETS[:2], recipe=RECIPE)
    for step in steps:
        assert step.snapshot is not None
        place, frame = cast("tuple[int, Frame]", step.snapshot())
        assert (place, frame.step) == (news_of(step).place, news_of(step).step)


def test_histories_share_the_room_of_one() -> None:
    assert limit(1) == LIMIT
    assert limit(4) == LIMIT // 4
    assert limit(100) == 8


def test_it_goes_on_from_a_moment(small: Network) -> None:
    seen, ends = finished(gallery(network=small, targets=TARGETS[:1], recipe=RECIPE))
    middle = news_of(seen[2]).moment
    more, again = finished(
        gallery(network=small, targets=TARGETS[:1], recipe=RECIPE, moment=middle)
    )
    assert np.array_equal(again[0].frame.picture, ends[0].frame.picture)
    assert [step.done for step in more] == [0, 1, 2, 3]
    assert more[-1].total == 3


def test_one_that_diverges_leaves_the_others(small: Network) -> None:
    steps = gallery(network=small, targets=TARGETS[:2], recipe=RECIPE)
    seen = [next(steps) for _ in range(6)]
    user = backbones.of(small)
    quick = user.quick_logits

    def fail(pixels: torch.Tensor) -> torch.Tensor:
        user.quick_logits = quick  # type: ignore[method-assign]
        return quick(pixels) * torch.nan

    user.quick_logits = fail  # type: ignore[method-assign]
    rest, ends = finished(steps)
    errors = [news_of(step) for step in rest if news_of(step).error]
    assert [(one.place, one.step) for one in errors] == [(0, 2)]
    last = seen[-2].item
    assert isinstance(last, News)
    assert last.moment is not None
    assert np.array_equal(ends[0].frame.picture, last.moment.frame.picture)
    assert ends[1].frame.step == 5


def test_a_single_one_that_diverges_is_told(small: Network) -> None:
    steps = gallery(network=small, targets=TARGETS[:1], recipe=RECIPE)
    next(steps), next(steps)
    with torch.no_grad():
        backbones.of(small).module.get_parameter("7.bias").fill_(torch.nan)
    with pytest.raises(DivergedError):
        finished(steps)


def test_what_is_not_there_is_told(small: Network) -> None:
    with pytest.raises(UnitError):
        finished(gallery(network=small, targets=[Target(CHANNEL, 9, "3")], recipe=RECIPE))
