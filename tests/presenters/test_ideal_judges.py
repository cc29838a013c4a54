"""The Ideal image tab: other networks say what they see in the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.engine import catalogue
from desktop_app.engine.contract import Made, Picture, RunRecord
from desktop_app.engine.errors import OutOfMemoryError
from desktop_app.engine.judging import Verdict, judge
from desktop_app.engine.targets import CHANNEL, Target
from desktop_app.presenters import work_ideal
from tests.presenters.painter import STEPS, Painter, SmallNetworks

if TYPE_CHECKING:
    from tests.presenters.stand_in import Desk, StandIn

MAKER, *OTHERS = (entry.name for entry in catalogue.BUNDLED)
ASK = "Ask the networks"
LATER = "They are asked when the picture is done."


@pytest.fixture
def painter(fresh: Desk, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> Painter:
    painter = Painter(fresh, SmallNetworks(stand_in, monkeypatch)).begin()
    painter.aim(1)
    return painter


def expected(painter: Painter, names: list[str]) -> list[Verdict]:
    """What the networks say of the picture on the easel."""
    pixels, maker = painter.picture(), painter.desk.session.network
    assert maker is not None
    run = RunRecord("ideal", {}, 0, MAKER, "", 1, "cpu", "", {}, "")
    picture = Picture(pixels, "made", Made(run))
    return [judge(painter.networks.network(one), picture, maker.classes[1]) for one in names]


def said(painter: Painter) -> str:
    """The sentence that stands in the place of verdicts, and the count."""
    judges = painter.tab.readings.judges
    return judges._sentence.text() if judges._sentence.isVisible() else ""


def agreed(painter: Painter) -> str:
    count = painter.tab.readings.judges._count
    return count.text() if count.isVisible() else ""


def test_before_the_first_run_there_are_none(painter: Painter) -> None:
    assert painter.verdicts == []
    assert said(painter) == LATER
    assert not painter.can(ASK)


def test_all_that_are_ready_are_asked_at_the_end(painter: Painter) -> None:
    painter.run()
    verdicts = expected(painter, [MAKER, *OTHERS])
    titles = [f"{MAKER.title()}, made it", *(one.title() for one in OTHERS)]
    assert [row[0] for row in painter.verdicts] == titles
    assert [row[2] for row in painter.verdicts] == [f"no. {one.rank}" for one in verdicts]
    assert all(
        verdict.best.name in row[1] for verdict, row in zip(verdicts, painter.verdicts, strict=True)
    )
    agree = sum(one.rank == 1 for one in verdicts)
    assert agreed(painter) == f"{agree} of {len(verdicts)} agree"
    assert not painter.can(ASK)
    assert said(painter) == ""
    assert painter.desk.bar.texts()[1].startswith(f"{len(verdicts)} network")


def test_a_network_that_has_learned_nothing_is_no_judge(painter: Painter) -> None:
    painter.run()
    assert catalogue.ZFNET.name not in [name for name, _ in painter.desk.work.loaded]


def test_downloaded_ones_are_asked_too(
    fresh: Desk, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in.ready = (("torchvision/alexnet", "AlexNet"),)
    painter = Painter(fresh, SmallNetworks(stand_in, monkeypatch)).begin()
    painter.run()
    assert painter.verdicts[-1][0] == "Torchvision/Alexnet"


def test_one_that_cannot_be_loaded_is_left_out(painter: Painter) -> None:
    painter.desk.work.failures[OTHERS[0]] = OutOfMemoryError()
    painter.run()
    assert [row[0] for row in painter.verdicts] == [f"{MAKER.title()}, made it", OTHERS[1].title()]
    assert agreed(painter).endswith(" of 2 agree")


def test_a_map_cannot_be_judged(painter: Painter) -> None:
    painter.aim(Target(CHANNEL, 1, "3"))
    painter.run()
    assert painter.verdicts == []
    assert said(painter) == "Only a class can be judged by other networks."
    assert not painter.can(ASK)
    assert [name for name, _ in painter.desk.work.loaded] == [MAKER]


def test_a_stopped_picture_is_judged_when_a_person_asks(painter: Painter) -> None:
    painter.run_to(2)
    assert said(painter) == LATER
    assert not painter.can(ASK)
    painter.stop()
    assert painter.verdicts == []
    painter.press(ASK)
    painter.rest()
    ranks = [f"no. {one.rank}" for one in expected(painter, [MAKER, *OTHERS])]
    assert [row[2] for row in painter.verdicts] == ranks


def test_another_moment_takes_verdicts_away_until_asked(
    painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    painter.run()
    asked: list[Picture] = []
    real = work_ideal.judge

    def note(*given: object) -> object:
        asked.append(given[2])  # type: ignore[arg-type]
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(work_ideal, "judge", note)
    painter.scrub(Qt.Key.Key_Home)
    assert painter.verdicts == []
    assert agreed(painter) == ""
    assert painter.can(ASK)
    painter.press(ASK)
    painter.rest()
    assert len(painter.verdicts) == 3
    assert painter.shows(asked[0].pixels)
    assert painter.step == f"Step 0 of {STEPS}"


def test_verdicts_on_their_way_are_dropped_for_another_moment(painter: Painter) -> None:
    painter.desk.work.loading.shut()
    painter.press("Start")
    painter.until(lambda: bool(painter.verdicts))
    assert len(painter.verdicts) == 1
    painter.scrub(Qt.Key.Key_Home)
    painter.desk.work.loading.open()
    painter.rest()
    assert painter.verdicts == []
    assert painter.can(ASK)


def test_a_new_run_forgets_the_verdicts(painter: Painter) -> None:
    painter.run()
    painter.press("One step")
    painter.wait_for_step(1)
    assert painter.verdicts == []
    assert said(painter) == LATER
    painter.stop()
    assert painter.verdicts == []


def test_a_gallery_is_judged_one_by_one(painter: Painter) -> None:
    painter.aim(0, 1)
    painter.run()
    first = painter.verdicts
    assert len(first) == 3
    QTest.keyClick(painter.tab.stage.easel, Qt.Key.Key_Right)
    assert painter.verdicts == []
    painter.press(ASK)
    painter.rest()
    assert len(painter.verdicts) == 3
    assert painter.verdicts != first


def test_asking_can_be_stopped(painter: Painter) -> None:
    painter.desk.work.loading.shut()
    painter.press("Start")
    painter.until(lambda: bool(painter.verdicts))
    assert painter.desk.bar.texts()[0] == "Asking other networks"
    painter.press("Stop", painter.desk.bar)
    painter.rest()
    assert len(painter.verdicts) == 1


def test_no_memory_for_a_judge_is_told(painter: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> object:
        raise OutOfMemoryError

    monkeypatch.setattr("desktop_app.engine.judging.judge", refuse)
    painter.run()
    assert said(painter) == f"No memory {OutOfMemoryError()}"
    assert painter.can(ASK)
