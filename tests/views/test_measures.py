"""Amounts, sizes and lengths as a person would say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QLocale

from desktop_app.views import measures

if TYPE_CHECKING:
    from collections.abc import Iterator

EASTERN = QLocale(QLocale.Language.Persian, QLocale.Country.Iran)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("lengths", "text"),
    [
        ((64, 56, 56), "64 × 56²"),
        ((64, 56, 28), "64 × 56 × 28"),
        ((2048, 7, 7), "2,048 × 7²"),
        ((14, 14), "14 × 14"),
        ((196, 768), "196 × 768"),
        ((1000,), "1,000"),
        ((), ""),
        ((3, 4, 5, 5), "3 × 4 × 5²"),
    ],
)
def test_square_maps_are_written_as_squares(lengths: tuple[int, ...], text: str) -> None:
    assert measures.brief_extent(lengths) == text


def test_extent_names_every_length() -> None:
    assert measures.extent((2048, 7, 7)) == "2,048 × 7 × 7"


@pytest.mark.parametrize(
    ("value", "text"),
    [(6, "6"), (0, "0"), (-3, "-3"), (1.5, "1.5"), (2.34567, "2.346"), (0.25, "0.25")],
)
def test_plain_number_has_the_decimals_it_needs(value: float, text: str) -> None:
    assert measures.plain(value) == text


def test_whole_numbers_from_engines_are_written_too() -> None:
    import numpy as np

    assert measures.plain(int(np.int64(12))) == "12"
    assert measures.plain(float(np.float32(0.1))) == "0.1"


def test_numbers_are_in_the_language_s_digits() -> None:
    QLocale.setDefault(EASTERN)
    assert measures.brief_extent((64, 56, 56)) == "۶۴ × ۵۶²"
    assert measures.plain(6) == "۶"


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (999_999, "999,999"),
        (25_557_032, "25.6 million"),
        (999_960_000, "1.0 billion"),
        (999_940_000, "999.9 million"),
    ],
)
def test_great_amounts_are_in_words(count: int, text: str) -> None:
    assert measures.amount(count) == text


def test_isolation_adds_nothing_to_be_seen() -> None:
    text = measures.isolated("64 × 56")
    assert text.strip("\N{LEFT-TO-RIGHT ISOLATE}\N{POP DIRECTIONAL ISOLATE}") == "64 × 56"
    assert len(text) == len("64 × 56") + 2


def test_name_of_a_file_is_not_turned() -> None:
    text = measures.natural("0.jpg")
    assert text.strip("\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}") == "0.jpg"
    assert len(text) == len("0.jpg") + 2
