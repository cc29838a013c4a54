"""Numbers, errors and answers in words."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QLocale

from desktop_app.engine import errors
from desktop_app.engine.contract import SURENESS_WORDS, Sureness
from desktop_app.engine.errors import EngineError
from desktop_app.views import wording
from tests.views.makers import answer

if TYPE_CHECKING:
    from collections.abc import Iterator

NBSP = "\N{NO-BREAK SPACE}"
POINT = "\N{ARABIC DECIMAL SEPARATOR}"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


def family(base: type[EngineError]) -> Iterator[type[EngineError]]:
    yield base
    for child in base.__subclasses__():
        yield from family(child)


ERRORS = [one for one in family(EngineError) if one.__module__ == errors.__name__]


# Numbers


@pytest.mark.parametrize(
    ("fraction", "decimals", "text"),
    [
        (0.762, 0, "76 %"),
        (0.762, 1, "76.2 %"),
        (1, 0, "100 %"),
        (1, 1, "100.0 %"),
        (0, 0, "0 %"),
        (0, 1, "0.0 %"),
        (0.0012, 1, "0.1 %"),
        (0.0004, 1, "< 0.1 %"),
        (1e-12, 1, "< 0.1 %"),
        (0.004, 0, "< 1 %"),
        (1e-300, 0, "< 1 %"),
    ],
)
def test_percent(fraction: float, decimals: int, text: str) -> None:
    assert wording.percent(fraction, decimals).replace(NBSP, " ") == text


@pytest.mark.parametrize("decimals", [0, 1])
def test_something_is_never_written_as_nothing(decimals: int) -> None:
    nothing = wording.percent(0, decimals)
    for number in range(1, 2000):
        assert wording.percent(number / 100_000, decimals) != nothing


def test_number_and_sign_stay_on_one_line() -> None:
    assert wording.percent(0.5).endswith(f"{NBSP}%")


@pytest.mark.parametrize(
    ("language", "text"),
    [("ar_EG", f"٧٦{POINT}٢"), ("fa_IR", f"۷۶{POINT}۲"), ("de_DE", f"76,2{NBSP}%")],
)
def test_percent_in_other_languages(language: str, text: str) -> None:
    QLocale.setDefault(QLocale(language))
    assert wording.percent(0.762, 1).startswith(text)


@pytest.mark.parametrize(
    ("value", "decimals", "text"), [(0, 0, "0"), (1234567, 0, "1,234,567"), (2.346, 2, "2.35")]
)
def test_number(value: float, decimals: int, text: str) -> None:
    assert wording.number(value, decimals) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "1 ms"),
        (0.0123, "12 ms"),
        (0.9994, "999 ms"),
        (0.9996, "1.0 s"),
        (1, "1.0 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (10, "10 s"),
        (99.4, "99 s"),
        (99.6, "2 min"),
        (3600, "60 min"),
        (5400, "1.5 h"),
        (36_000, "10.0 h"),
    ],
)
def test_duration(seconds: float, text: str) -> None:
    assert wording.duration(seconds).replace(NBSP, " ") == text


# Errors


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_can_be_explained(kind: type[EngineError]) -> None:
    names = [name for _, name, _, _ in Formatter().parse(kind.why) if name]
    error = kind(**{name: f"<{name}>" for name in names})
    short, why = wording.explain(error)
    assert short
    assert len(short.split()) <= 3
    assert not set("{}") & set(why)
    assert all(f"<{name}>" in why for name in names)
    assert why == str(error)


def test_kinds_of_errors_are_told_apart() -> None:
    kinds = [kind.kind for kind in ERRORS if kind is not EngineError]
    assert len(set(kinds)) == len(kinds)
    assert len(kinds) > 12


@pytest.mark.parametrize(
    ("error", "words"),
    [(ValueError("a bad {value}"), "a bad {value}"), (KeyError(), "KeyError")],
)
def test_faults_of_the_program_are_told_as_such(error: Exception, words: str) -> None:
    short, why = wording.explain(error)
    assert short == "Failed"
    assert "inside the program" in why
    assert words in why


def test_fields_may_hold_braces() -> None:
    error = errors.ExportError(file="/tmp/{0}.csv", reason="{x}")
    assert "/tmp/{0}.csv" in wording.explain(error)[1]


# Answers


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.9, "Very sure"),
        (0.8999, "Fairly sure"),
        (0.6, "Fairly sure"),
        (0.5999, "Unsure"),
        (0.3, "Unsure"),
        (0.2999, "It does not know"),
    ],
)
def test_sureness(share: float, words: str) -> None:
    assert wording.sureness(answer(share=share)) == words


def test_flat_answers_are_no_answers() -> None:
    flat = answer(share=0.2, flatness=0.95)
    assert wording.sureness(flat) == SURENESS_WORDS[Sureness.NO_IDEA]
    assert "7 classes look nearly alike" in wording.remark(flat)


def test_runner_up_is_named_when_it_counts() -> None:
    said = wording.remark(answer("cat", 0.6)).replace(NBSP, " ")
    assert said == "Or dog, 20 %."


@pytest.mark.parametrize(
    ("share", "limit"), [(0.85, "8 %"), (0.87, "7 %"), (0.999, "1 %"), (0.81, "10 %")]
)
def test_limit_that_nothing_else_reaches(share: float, limit: str) -> None:
    said = wording.remark(answer("cat", share)).replace(NBSP, " ")
    assert said == f"Nothing else reaches {limit}."
    second = answer("cat", share).probabilities[1]
    assert second < float(limit.removesuffix(" %")) / 100


def test_untrained_network_is_told_before_anything_else() -> None:
    assert "chance" in wording.remark(answer(trained=False, share=0.99))


def test_single_class() -> None:
    assert wording.remark(answer(share=1.0, count=1)) == "There is no other class."
