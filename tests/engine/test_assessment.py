"""How often it is right, with how much doubt, and what is confused."""

from __future__ import annotations

import pytest

from desktop_app.engine.assessment import assess, wilson

PAIRS = [(0, 0), (0, 1), (1, 1), (1, 1), (1, -1), (2, 2)]


def test_counts() -> None:
    found = assess(("a", "b", "c", "d"), PAIRS)
    assert found.confusion == ((1, 1, 0, 0), (0, 2, 0, 0), (0, 0, 1, 0), (0, 0, 0, 0))
    assert found.elsewhere == (0, 1, 0, 0)
    assert (found.count, found.right) == (6, 4)
    assert found.accuracy == pytest.approx(4 / 6)
    shares = [found.of_class(place) for place in range(4)]
    assert shares == pytest.approx([1 / 2, 2 / 3, 1, 0])
    assert found.interval == wilson(4, 6)


@pytest.mark.parametrize(
    ("right", "count", "low", "high"),
    # Newcombe (1998), and by hand for the ends.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (29, 29, 0.8830, 1.0),
    ],
)
def test_interval_is_that_of_the_books(right: int, count: int, low: float, high: float) -> None:
    assert wilson(right, count) == pytest.approx((low, high), abs=1e-4)


def test_of_nothing_nothing_is_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert assess(("a",), []).accuracy == 0.0
