"""A class is found by what a person calls it: its number, WordNet id or name."""

from __future__ import annotations

import pytest

from desktop_app.engine import labels
from desktop_app.engine.contract import ClassName
from desktop_app.engine.errors import UnknownClassError
from tests.backbones import imagenet

OWN = tuple(ClassName("", name) for name in ("Äpfel", "Straße", "pear, ripe", "5", "PEAR"))


@pytest.mark.parametrize(
    "text",
    ["285", "n02124075", "N02124075", "Egyptian cat", "egyptian CAT", "  Egyptian cat \n", "0285"],
)
def test_a_class_of_imagenet(text: str) -> None:
    assert labels.find(imagenet(), text) == 285


def test_every_class_is_found_by_each_of_its_names() -> None:
    for number, one in enumerate(imagenet()):
        for name in (one.name, one.wnid, *one.also):
            assert labels.find(imagenet(), name) == number


CATS = (
    ClassName("n1", "cat", ("قطة", "گربه")),
    ClassName("n2", "bookcase", ("خزانة كتب", "قفسه\u200cی کتاب")),
    ClassName("", "گربه"),
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("قطة", 0),
        ("قطه", 0),  # as many write it
        ("قِطّة", 0),
        ("قفسه\u200cی کتاب", 1),
        ("قفسه ي كتاب", 1),  # an Arabic keyboard, and a space for the narrow gap
        ("گربه", 2),  # a class's own name comes first
        ("۲", 2),
    ],
)
def test_a_class_by_its_name_in_another_language(text: str, number: int) -> None:
    assert labels.find(CATS, text) == number


def test_what_is_near_is_told_in_the_language_that_was_asked_in() -> None:
    with pytest.raises(UnknownClassError, match="خزانة كتب"):
        labels.find(CATS, "خزانه")


@pytest.mark.parametrize(
    ("text", "number"),
    [("äpfel", 0), ("STRASSE", 1), ("pear, ripe", 2), ("pear", 4), ("3", 3), ("5", 3), ("٢", 2)],
)
def test_a_class_of_one_s_own(text: str, number: int) -> None:
    assert labels.find(OWN, text) == number


def test_a_name_may_be_a_number_but_the_number_comes_first() -> None:
    digits = tuple(ClassName("", name) for name in ("1", "0", "7"))
    assert [labels.find(digits, text) for text in ("0", "1", "2", "7")] == [0, 1, 2, 2]


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("egyptian", "Egyptian cat"),
        ("Siamese", "Siamese cat"),
        ("Egiptian cat", "Egyptian cat"),
        ("tabbi", "tabby"),
        ("", "tench"),
        ("   ", "tench"),
        ("1000", "tench"),
        ("-1", "tench"),
        ("²", "tench"),
        ("qqqqqqqqqqqq", "tench"),
    ],
)
def test_what_is_no_class_is_told_with_what_is_near(text: str, near: str) -> None:
    with pytest.raises(UnknownClassError) as caught:
        labels.find(imagenet(), text)
    sentence = str(caught.value)
    assert sentence.startswith(f"There is no class called ‘{text}’. Perhaps: {near}")
    assert sentence.count(",") < labels.NEAR


def test_of_many_that_are_near_a_few_are_listed() -> None:
    with pytest.raises(UnknownClassError) as caught:
        labels.find(imagenet(), "terrier")
    near = str(caught.value.fields["near"]).split(", ")
    assert len(near) == labels.NEAR
    assert all("terrier" in name for name in near)


def test_own_classes_without_ids_are_not_found_by_nothing() -> None:
    with pytest.raises(UnknownClassError, match="Perhaps: Äpfel"):
        labels.find(OWN, "")
