"""The judges: what each network sees, how it ranks the class, and how many agree."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from desktop_app.engine.contract import ClassName
from desktop_app.engine.judging import Verdict
from desktop_app.views.widgets.badge import BadgeLabel
from desktop_app.views.widgets.judges import Judges
from desktop_app.views.widgets.labels import ElidedLabel
from tests.views.specimens import settle

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

CAT, ZEBRA = ClassName("n02123597", "Siamese cat"), ClassName("n02391049", "zebra")
SURE = "Siamese cat, 96.4\N{NO-BREAK SPACE}%"
TITLE = "ViT-Large/16, SWAG features, end to end, 512 pixels, unofficial"


def verdict(
    name: str = "lite1", rank: int = 1, *, title: str = "", best: ClassName = CAT
) -> Verdict:
    return Verdict(name, title or name.title(), rank, 0.964, 12.5, best)


@pytest.fixture
def judges(qtbot: QtBot) -> Judges:
    result = Judges()
    qtbot.addWidget(result)
    result.resize(280, 400)
    with qtbot.waitExposed(result):
        result.show()
    return result


def agreement(judges: Judges) -> str:
    return next(iter(judges.findChildren(BadgeLabel))).text()


def badges(judges: Judges) -> list[BadgeLabel]:
    settle()
    return [one for row in rows(judges) for one in row.findChildren(BadgeLabel)]


def sentences(judges: Judges) -> list[str]:
    """What is said under the heading."""
    found = [one for one in judges.findChildren(QLabel) if one.property("role") == "caption"]
    return [one.text() for one in found if one.isVisible() and not isinstance(one, ElidedLabel)]


def test_sentence_says_why_there_are_no_verdicts(judges: Judges) -> None:
    assert sentences(judges) == []
    judges.show_none("They are asked when the picture is done.")
    assert sentences(judges) == ["They are asked when the picture is done."]
    assert not judges.findChild(QPushButton).isVisible()  # type: ignore[union-attr]


def test_button_asks_if_that_is_possible(qtbot: QtBot, judges: Judges) -> None:
    judges.show_none("", possible=True)
    button = judges.findChild(QPushButton)
    assert button is not None
    assert button.isVisible()
    assert sentences(judges) == []
    with qtbot.waitSignal(judges.asked, timeout=0):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    judges.show_verdicts([verdict()], "")
    assert not button.isVisible()


def test_each_network_has_a_row(judges: Judges) -> None:
    judges.show_none("Why")
    said = [verdict("lite0"), verdict("lite1"), verdict("lite2", 3, best=ZEBRA)]
    judges.show_verdicts(said, "lite0")
    assert judges.texts() == [
        ("Lite0, made it", SURE, "no. 1"),
        ("Lite1", SURE, "no. 1"),
        ("Lite2", "sees zebra", "no. 3"),
    ]
    assert agreement(judges) == "2 of 3 agree"
    assert sentences(judges) == []


@pytest.mark.parametrize(
    ("rank", "text", "kind", "icon"),
    [
        (1, "no. 1", "ok", "check"),
        (2, "no. 2", "warn", ""),
        (5, "no. 5", "warn", ""),
        (6, "no. 6", "plain", ""),
        (999, "no. 999", "plain", ""),
        (0, "has no such class", "plain", ""),
    ],
)
def test_badge_says_the_rank(judges: Judges, rank: int, text: str, kind: str, icon: str) -> None:
    judges.show_verdicts([verdict(rank=rank)], "")
    (shown,) = badges(judges)
    badge = shown._badge
    assert badge is not None
    assert (badge.text, badge.kind, badge.icon) == (text, kind, icon)


def test_who_has_no_such_class_does_not_count(judges: Judges) -> None:
    judges.show_verdicts([verdict(), verdict("pets", 0, best=ZEBRA)], "")
    assert agreement(judges) == "1 of 1 agree"
    assert judges.texts()[1] == ("Pets", "sees zebra", "has no such class")
    judges.show_verdicts([verdict("pets", 0)], "")
    assert agreement(judges) == ""


def test_next_verdicts_replace_the_last(judges: Judges) -> None:
    judges.show_verdicts([verdict("a"), verdict("b"), verdict("c")], "")
    judges.show_verdicts([verdict("d")], "")
    assert [name for name, _, _ in judges.texts()] == ["D"]
    assert len(badges(judges)) == 1
    judges.show_none("Asked anew")
    assert (judges.texts(), badges(judges), agreement(judges)) == ([], [], "")


def test_hairlines_stand_between_rows_only(judges: Judges) -> None:
    judges.show_verdicts([verdict(name) for name in "abcd"], "")
    settle()
    lines = [one.y() for one in judges.findChildren(QFrame, "rule") if one.isVisible()]
    tops = [one.y() for one in rows(judges)]
    assert len(lines) == 3
    for line, (before, after) in zip(lines, pairwise(tops), strict=True):
        assert before < line < after


def test_no_window_is_opened_on_the_way(judges: Judges, monkeypatch: pytest.MonkeyPatch) -> None:
    windows: list[bool] = []
    show = BadgeLabel.setVisible

    def note(badge: BadgeLabel, visible: bool) -> None:
        windows.append(visible and badge.isWindow())
        show(badge, visible)

    monkeypatch.setattr(BadgeLabel, "setVisible", note)
    judges.show_verdicts([verdict()], "")
    assert windows
    assert not any(windows)


def rows(judges: Judges) -> list[QWidget]:
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    parts = judges.findChildren(QWidget, options=direct)
    return [part for part in parts if part.isVisible() and part.accessibleName()]


def test_long_titles_are_shortened_beside_whole_badges(judges: Judges) -> None:
    named = ClassName("", "Madagascar cat, ring-tailed lemur, Lemur catta, the one with a tail")
    judges.show_verdicts([verdict(title=TITLE, rank=rank, best=named) for rank in (1, 0)], "lite1")
    settle()
    for row, badge in zip(rows(judges), badges(judges), strict=True):
        for part in row.findChildren(ElidedLabel):
            assert part.toolTip() == part.text()
            assert part.x() + part.width() <= badge.x()
        assert badge.width() == badge.sizeHint().width()
        assert row.width() <= judges.width()


def test_screen_reader_hears_rows_as_sentences(judges: Judges) -> None:
    judges.show_verdicts([verdict(rank=2, best=ZEBRA)], "lite1")
    settle()
    assert [row.accessibleName() for row in rows(judges)] == ["Lite1, made it: sees zebra, no. 2"]
