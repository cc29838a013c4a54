"""The history of an ideal image takes no more room however long a run is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.engine.gallery import News
from desktop_app.engine.history import LIMIT, Frame, History, Moment
from desktop_app.engine.recipe import recipe
from desktop_app.engine.targets import CLASS, Target
from desktop_app.presenters.ideal_run import Member, Run
from tests.engine.small_networks import convolutional, network_of
from tests.helpers import noise
from tests.presenters.painter import Painter, SmallNetworks

if TYPE_CHECKING:
    from tests.presenters.stand_in import Desk, StandIn


@pytest.fixture
def painter(fresh: Desk, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> Painter:
    return Painter(fresh, SmallNetworks(stand_in, monkeypatch)).begin()


def test_a_film_has_no_more_than_64_moments(painter: Painter) -> None:
    painter.change(steps=3 * LIMIT)
    painter.run()
    assert painter.film[0] == 0
    assert painter.film[-1] == 3 * LIMIT
    assert LIMIT // 2 <= len(painter.film) <= LIMIT + 1
    assert len({now - then for then, now in zip(painter.film, painter.film[1:], strict=False)}) == 1


def moment(step: int) -> Moment:
    frame = Frame(step, noise(4, 4), 0.0, (0,), (1.0,))
    return Moment(frame, (), {}, None)  # type: ignore[arg-type]


def test_history_is_bounded_over_many_steps() -> None:
    network = network_of(convolutional())
    run = Run.of(network, recipe(), None, [(Target(CLASS, 0), "tench")])
    member, engine = run.members[0], History()
    for step in range(5001):
        kept = moment(step) if engine.due(step) else None
        if kept is not None:
            engine.add(kept)
        run.take(News(0, step, moment=kept))
        assert len(member.moments) <= LIMIT + 1
    assert [one.frame.step for one in member.history.moments] == list(range(0, 5001, 128))


def test_branches_of_branches_stay_bounded() -> None:
    member = Member(Target(CLASS, 0), "tench", History())
    for _ in range(20):
        begun = member.last.frame.step if member.last else 0
        for step in range(begun, begun + 50):
            member.keep(moment(step))
        again = Member(member.target, member.name, History())
        assert member.last is not None
        again.continued_from(member, member.last)
        member = again
        steps = [one.frame.step for one in member.moments]
        assert steps == sorted(set(steps))
        assert len(steps) <= LIMIT + 1
