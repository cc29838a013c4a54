"""The names of the classes stand in the order in which networks count them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from desktop_app import paths
from desktop_app.engine import labels
from desktop_app.engine.contract import ClassName
from desktop_app.engine.spelling import plain

if TYPE_CHECKING:
    from pathlib import Path


def test_the_bundled_names_are_imagenet_s() -> None:
    classes = labels.read(paths.resource("labels/imagenet.tsv"))
    assert len(classes) == len({one.name for one in classes}) == 1000
    assert all(one.name == one.name.strip() != "" for one in classes)
    wnids = [one.wnid for one in classes]
    assert wnids == sorted(set(wnids))  # ImageNet numbers its classes so
    assert all(wnid[0] == "n" and wnid[1:].isdigit() and len(wnid) == 9 for wnid in wnids)
    assert (classes[0].wnid, classes[0].name) == ("n01440764", "tench")
    assert classes[207].wnid == "n02099601"


@pytest.mark.parametrize("language", [0, 1], ids=["Arabic", "Persian"])
def test_each_class_has_a_name_in_other_languages_too(language: int) -> None:
    names = [one.also[language] for one in labels.read(paths.resource("labels/imagenet.tsv"))]
    assert len({plain(name) for name in names}) == 1000
    assert all(re.fullmatch(r"[\u0620-\u06d5\u200c ]+", name) for name in names)
    assert all(name == " ".join(name.split()) for name in names)


def test_names_in_other_languages_follow(tmp_path: Path) -> None:
    file = tmp_path / "labels.tsv"
    file.write_text("0\tn1\tdog\tكلب\tسگ\n1\tn2\tcat\n", encoding="utf-8")
    assert labels.read(file) == (ClassName("n1", "dog", ("كلب", "سگ")), ClassName("n2", "cat"))


def test_names_may_hold_anything_but_tabs(tmp_path: Path) -> None:
    file = tmp_path / "labels.tsv"
    file.write_text("0\tn1\tKäse, “猫”\n1\t\t\n", encoding="utf-8")
    assert labels.read(file) == (ClassName("n1", "Käse, “猫”"), ClassName("", ""))


@pytest.mark.parametrize(
    "text",
    ["1\tn1\ta\n", "0\tn1\ta\n2\tn2\tb\n", "0\tn1\n", "a cat\n", "0\tn1\ta\n\n"],
    ids=["from 1", "gap", "too few", "text", "empty line"],
)
def test_a_malformed_file_is_a_programmer_s_mistake(tmp_path: Path, text: str) -> None:
    file = tmp_path / "labels.tsv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"."):
        labels.read(file)
