"""All open pictures are attacked, and how often that works is drawn by ε."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from desktop_app.engine.attack_recipe import CW, L2, PGD
from desktop_app.engine.contract import Dropped, Pasted, Source
from desktop_app.presenters.attack_folder import LENGTHS_TRIED, LEVELS_TRIED
from desktop_app.views import dialogs, intake
from desktop_app.views import pixels as qt_pixels
from tests.helpers import encoded, noise, write
from tests.presenters.attacker import Attacker, SteepNetworks

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.engine.contract import Origin
    from desktop_app.views.attack_folder import AttackFolder
    from tests.presenters.stand_in import Desk, StandIn

OTHER = "efficientnet_lite1"
ALL = "Attack all open pictures"


@pytest.fixture
def attacker(fresh: Desk, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> Attacker:
    """Someone with two pictures."""
    return Attacker(fresh, SteepNetworks(stand_in, monkeypatch)).begin("cat.png", "dog.png")


def page(attacker: Attacker) -> AttackFolder:
    return attacker.tab.folder


def said(attacker: Attacker) -> str:
    message = attacker.tab.settings.message
    return message.accessibleName() if message.isVisible() else ""


def test_every_picture_is_tried_with_every_budget(attacker: Attacker) -> None:
    attacker.press(ALL)
    assert page(attacker).isVisible()
    attacker.rest()
    tallies = attacker.arena.folder.tallies
    assert len(tallies) == 2 * len(LEVELS_TRIED)
    assert {one.picture for one in tallies} == {"cat.png", "dog.png"}
    title, told, _ = page(attacker).texts()
    assert title == "2 picture(s) to crane, by ε of 255"
    counts = told.split(" · ")
    assert [one.split(":")[0] for one in counts] == [f"ε {level}" for level in LEVELS_TRIED]
    assert all(one.endswith("of 2") for one in counts)
    # What the smallest budget cannot do, the largest can.
    assert not all(one.reached for one in tallies)
    assert counts[-1] == f"ε {LEVELS_TRIED[-1]}: 2 of 2"
    assert attacker.bar[:2] == ("done", "Attack on all pictures")


def test_lengths_are_tried_where_length_is_what_counts(attacker: Attacker) -> None:
    attacker.change(norm=L2)
    attacker.press(ALL)
    attacker.rest()
    assert {one.radius for one in attacker.arena.folder.tallies} == set(LENGTHS_TRIED)
    assert page(attacker).texts()[0] == "2 picture(s) to crane, by length"


def test_back_leads_to_the_one_picture(attacker: Attacker) -> None:
    attacker.run()
    result = attacker.picture()
    attacker.press(ALL)
    attacker.rest()
    attacker.press("Back to one picture")
    assert attacker.tab.stage.isVisible()
    assert attacker.shows(result)


def test_another_picture_does_not_hide_what_is_still_coming(attacker: Attacker) -> None:
    attacker.change(steps=1000)
    attacker.press(ALL)
    entries = attacker.desk.pictures.entries()
    attacker.desk.pictures.asked_for.emit(entries[1])
    attacker.desk.wait_for_shown("dog.png")
    assert page(attacker).isVisible()
    attacker.tab.stopped.emit()
    attacker.rest()
    assert attacker.arena.folder.job is None
    assert attacker.bar[0] == "stopped"


def test_a_method_without_a_budget_is_refused(attacker: Attacker) -> None:
    attacker.change(method=CW)
    attacker.press(ALL)
    assert "an ε of its own" in said(attacker)
    assert not page(attacker).isVisible()


def test_without_pictures_there_is_a_sentence(
    fresh: Desk, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = Attacker(fresh, SteepNetworks(stand_in, monkeypatch)).begin()
    nobody.press(ALL)
    assert "Open some pictures" in said(nobody)


def test_untrained_network_says_so(attacker: Attacker) -> None:
    attacker.networks.untrained.add(OTHER)
    attacker.use(OTHER)
    attacker.rest()
    attacker.press(ALL)
    attacker.rest()
    assert "untrained" in said(attacker)


def test_saved_table_has_a_line_a_try(
    attacker: Attacker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "out.csv"
    monkeypatch.setattr(dialogs, "save_file", lambda *given: str(file))
    attacker.press(ALL)
    attacker.rest()
    attacker.press("Save as CSV")
    attacker.until(file.exists)
    attacker.rest()
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    tallies = attacker.arena.folder.tallies
    assert len(rows) == len(tallies) == 2 * len(LEVELS_TRIED)
    for row, tally in zip(rows, tallies, strict=True):
        assert (row["number"], row["picture"]) == (str(tally.number), tally.picture)
        assert float(row["probability"]) == tally.probability > 0
        assert (row["target"], row["method"], row["norm"]) == ("crane", "pgd", "linf")


# What is attacked, and what is left out


def attacked(attacker: Attacker) -> list[tuple[int, str]]:
    """The places and names of the pictures that were tried."""
    attacker.press(ALL)
    attacker.rest()
    return sorted({(one.number, one.picture) for one in attacker.arena.folder.tallies})


def test_what_the_program_put_into_the_list_is_not_attacked(
    attacker: Attacker, tmp_path: Path
) -> None:
    attacker.desk.open(write(tmp_path, "fox.png", encoded(noise(40, 30, 5))))
    attacker.desk.wait_for_shown("fox.png")
    attacker.rest()
    attacker.open()
    attacker.run()
    attacker.press("Compare layer by layer")
    attacker.rest()
    attacker.open()
    listed = [one.source.name for one in attacker.desk.pictures.entries()]
    assert listed == ["cat.png", "dog.png", "fox.png", "original, fox.png", "crane from fox"]
    assert attacked(attacker) == [(1, "cat.png"), (2, "dog.png"), (3, "fox.png")]
    assert page(attacker).texts()[0].startswith("3 picture(s) ")


@pytest.mark.parametrize("origin", [Pasted(), Dropped("")], ids=["pasted", "dropped"])
def test_copy_of_a_pasted_picture_is_not_attacked(attacker: Attacker, origin: Origin) -> None:
    bitmap = intake.bitmap(qt_pixels.image(noise(40, 30, 5)))
    attacker.desk.pictures.open([Source("fox", bitmap, origin)])
    attacker.desk.wait_for_shown("fox")
    attacker.rest()
    attacker.open()
    attacker.run()
    attacker.press("Compare layer by layer")
    attacker.rest()
    attacker.open()
    assert [name for _, name in attacked(attacker)] == ["cat.png", "dog.png", "fox"]


def test_pasted_picture_is_attacked(attacker: Attacker) -> None:
    bitmap = intake.bitmap(qt_pixels.image(noise(40, 30, 5)))
    attacker.desk.pictures.open([Source("fox", bitmap, Pasted())])
    attacker.desk.wait_for_shown("fox")
    attacker.rest()
    attacker.open()
    assert [name for _, name in attacked(attacker)] == ["cat.png", "dog.png", "fox"]


def test_message_goes_when_a_start_succeeds(attacker: Attacker) -> None:
    attacker.change(method=CW)
    attacker.press(ALL)
    assert said(attacker)
    attacker.change(method=PGD)
    attacker.press(ALL)
    assert attacker.tab.settings.message.isHidden()
    attacker.rest()


def test_failing_files_of_the_same_name_count_each(attacker: Attacker) -> None:
    broken = [Source("broken.png", content) for content in (b"", b"no picture")]
    attacker.desk.pictures.add(broken)
    places = attacked(attacker)
    assert places == [(1, "cat.png"), (2, "dog.png"), (3, "broken.png"), (4, "broken.png")]
    _, counts, left = page(attacker).texts()
    assert left == "2 picture(s) left out: broken.png, broken.png"
    assert counts.endswith("of 2")
    reasons = page(attacker)._sentence.toolTip().splitlines()
    assert len(set(reasons)) == 2
