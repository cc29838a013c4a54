"""A run's history keeps few moments, spread over all of it."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from desktop_app.engine.history import LIMIT, Frame, History, Moment


def moment(step: int) -> Moment:
    frame = Frame(step, np.zeros((1, 1, 3), np.uint8), 0.0, (), ())
    return Moment(frame, (), {}, torch.zeros(0))


def filled(steps: int, limit: int = LIMIT) -> History:
    history = History(limit)
    for step in range(steps + 1):
        if history.due(step):
            history.add(moment(step))
    return history


def steps_of(history: History) -> list[int]:
    return [one.frame.step for one in history.moments]


def test_short_run_is_kept_whole() -> None:
    assert steps_of(filled(20)) == [*range(21)]


def test_when_full_every_second_goes() -> None:
    assert steps_of(filled(5, limit=4)) == [0, 2, 4]
    assert steps_of(filled(8, limit=4)) == [0, 4, 8]


@pytest.mark.parametrize("steps", [63, 64, 127, 128, 256, 5000])
def test_long_run_stays_within_its_limit(steps: int) -> None:
    history = filled(steps)
    kept = steps_of(history)
    assert LIMIT / 2 <= len(kept) <= LIMIT
    assert kept == [*range(0, steps + 1, history.distance)]


def test_history_of_one_is_refused() -> None:
    with pytest.raises(ValueError, match="1"):
        History(1)
