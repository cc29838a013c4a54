"""What is said of a folder's problems: each kind has words of its own, numbers are Qt's."""

from __future__ import annotations

import os

import pytest

from desktop_app.engine.examples import (
    CORRUPT,
    EMPTY_CLASS,
    HIDDEN,
    LOOSE,
    TINY,
    TWICE,
    UNEVEN,
    Problem,
)
from desktop_app.views.problem_words import ProblemWords, Told

FOLDER = os.path.join(os.sep, "photos", "pets")


def inside(*parts: str) -> str:
    return os.path.join(FOLDER, *parts)


PROBLEMS = {
    CORRUPT: Problem(CORRUPT, inside("cat", "1.jpg"), "The file ends too early."),
    TWICE: Problem(TWICE, inside("cat", "2.jpg"), inside("dog", "3.jpg")),
    TINY: Problem(TINY, inside("cat", "4.jpg"), "8 × 8"),
    EMPTY_CLASS: Problem(EMPTY_CLASS, inside("bird")),
    HIDDEN: Problem(HIDDEN, FOLDER, count=3),
    UNEVEN: Problem(UNEVEN, inside("dog"), "120", count=5),
    LOOSE: Problem(LOOSE, FOLDER, count=4),
}
WORDS = {
    CORRUPT: "Left out: it cannot be read. The file ends too early.",
    TWICE: f"The same picture as {os.path.join('dog', '3.jpg')}.",
    TINY: "Very small: 8 × 8.",
    EMPTY_CLASS: "There is no picture in it; it makes no class.",
    HIDDEN: "3 hidden file(s) or folder(s) are left out.",
    UNEVEN: "Only 5 picture(s); the largest class has 120.",
    LOOSE: "4 picture(s) outside of any class are left out.",
}
BRIEFLY = {
    CORRUPT: "1 broken.",
    TWICE: "1 twice.",
    TINY: "1 tiny.",
    EMPTY_CLASS: "1 empty folder(s).",
    HIDDEN: "3 hidden.",
    UNEVEN: "1 small class(es).",
    LOOSE: "4 outside of any class.",
}


@pytest.fixture
def words() -> ProblemWords:
    return ProblemWords()


@pytest.mark.parametrize("kind", PROBLEMS)
def test_each_kind_has_its_own_words(words: ProblemWords, kind: str) -> None:
    problem = PROBLEMS[kind]
    name, why = words.line(problem, FOLDER)
    assert why == WORDS[kind]
    expected = os.path.relpath(problem.path, FOLDER)
    assert name == ("pets" if problem.path == FOLDER else expected)


@pytest.mark.parametrize("kind", PROBLEMS)
def test_each_kind_is_counted(words: ProblemWords, kind: str) -> None:
    told = words.summary([PROBLEMS[kind]])
    count = PROBLEMS[kind].count if kind in (HIDDEN, LOOSE) else 1
    assert told.what == f"{count} thing(s) to know about this folder"
    assert told.why == BRIEFLY[kind]
    assert told.kind == ("info" if kind in (HIDDEN, TINY) else "warn")


def test_all_together_are_one_sentence(words: ProblemWords) -> None:
    told = words.summary([*PROBLEMS.values(), PROBLEMS[CORRUPT]])
    assert told.kind == "warn"
    assert told.what == "13 thing(s) to know about this folder"
    assert told.why.startswith("2 broken, 1 twice, ")
    assert told.why.endswith(" 4 outside of any class.")
    assert told.why.count(", ") == len(PROBLEMS) - 1


def test_nothing_is_said_of_nothing(words: ProblemWords) -> None:
    assert words.summary([]) == Told("info", "", "")


def test_picture_of_another_folder_goes_by_its_name(words: ProblemWords) -> None:
    other = os.path.join(os.sep, "elsewhere", "cat", "9.jpg")
    assert words.line(Problem(TWICE, inside("1.jpg"), other), FOLDER)[1].endswith(" as 9.jpg.")


def test_picture_on_another_drive_goes_by_its_name(
    words: ProblemWords, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on_another_drive(path: str, start: str) -> str:
        raise ValueError(path, start)

    monkeypatch.setattr(os.path, "relpath", on_another_drive)
    assert words.line(PROBLEMS[TINY], FOLDER)[0] == "4.jpg"
