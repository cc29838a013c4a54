"""How often it is right, with how much doubt, and what is confused."""

from __future__ import annotations

import pytest

from desktop_app.engine.assessment import assess, calibration, calibration_error, mistakes, wilson
from desktop_app.engine.examples import Example, Verdict

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


def verdict(sure: float, *, right: bool = True, name: str = "a.png") -> Verdict:
    return Verdict(Example(name, 0, name), 0 if right else 1, sure, sure if right else 1 - sure)


def test_calibration_puts_what_is_equally_sure_together() -> None:
    sure = [verdict(0.95), verdict(0.97), verdict(1.0), verdict(0.92, right=False)]
    half = [verdict(0.51), verdict(0.55, right=False)]
    first, second = calibration([*sure, *half])
    assert (first.count, first.accuracy) == (2, 0.5)
    assert first.sureness == pytest.approx(0.53)
    assert (second.count, second.accuracy) == (4, 0.75)
    assert second.sureness == pytest.approx(0.96)
    assert calibration_error((first, second)) == pytest.approx((2 * 0.03 + 4 * 0.21) / 6)


def test_without_pictures_nothing_is_off() -> None:
    assert calibration([]) == ()
    assert calibration_error(()) == 0


def test_surest_mistakes_come_first() -> None:
    every = [
        verdict(0.6, right=False, name="b"),
        verdict(0.99),
        verdict(0.9, right=False, name="c"),
        verdict(0.6, right=False, name="a"),
    ]
    assert [one.example.path for one in mistakes(every)] == ["c", "a", "b"]
