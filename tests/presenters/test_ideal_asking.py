"""The Ideal image tab: what can be asked for, several pictures at once, and what can go wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton, QSpinBox, QWidget
from torch import nn

from desktop_app.engine import backbone as backbones
from desktop_app.engine import catalogue
from desktop_app.engine.errors import DivergedError, OutOfMemoryError
from desktop_app.engine.recipe import recipe
from desktop_app.engine.targets import CHANNEL, Target
from desktop_app.views import wording
from tests.operations import Lamp
from tests.presenters.painter import ENDLESS, SIDE, STEPS, Painter, SmallNetworks, break_after

if TYPE_CHECKING:
    from desktop_app.engine.contract import Pixels
    from tests.presenters.stand_in import Desk, StandIn

OTHER = "efficientnet_lite1"
SPACE = Qt.Key.Key_Space
NAMES = ["tench", "Siamese cat", "fox"]


@pytest.fixture
def painter(fresh: Desk, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> Painter:
    """Someone in the tab, with a picture in use, who wants a Siamese cat."""
    painter = Painter(fresh, SmallNetworks(stand_in, monkeypatch)).begin("cat.jpg")
    painter.aim(1)
    return painter


@pytest.fixture
def live(painter: Painter) -> Painter:
    """Someone whose run goes on."""
    painter.change(steps=ENDLESS)
    painter.press("Start")
    painter.wait_for_picture()
    return painter


def shows_all(painter: Painter, pictures: list[Pixels]) -> bool:
    return all(painter.shows(one, place) for place, one in enumerate(pictures))


def settings_of(painter: Painter) -> list[QWidget]:
    settings = painter.tab.settings
    return [settings.target, settings.presets, settings.form, settings.start]


def test_settings_rest_during_a_run(painter: Painter) -> None:
    assert all(part.isEnabled() for part in settings_of(painter))
    painter.run_to(1)
    assert not any(part.isEnabled() for part in settings_of(painter))
    painter.stop()
    assert all(part.isEnabled() for part in settings_of(painter))


def test_one_step_is_not_to_be_had_while_it_runs(live: Painter) -> None:
    assert not live.can("One step")
    assert not live.can("Branch from here")
    live.hit(SPACE)
    assert live.can("One step")
    assert live.can("Branch from here")


def test_presets_leave_the_seed(painter: Painter) -> None:
    form = painter.tab.settings.form
    (seed,) = (one for one in form.findChildren(QSpinBox) if one.accessibleName() == "Noise seed")
    seed.setValue(77)
    for card in painter.tab.settings.presets.findChildren(QRadioButton):
        if card.accessibleName() == "Fast":
            QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    assert painter.recipe == recipe("fast", seed=77)


def test_a_long_job_in_the_way_is_named(painter: Painter) -> None:
    lamp = Lamp()
    painter.desk.program.runner.start(lamp, "Predicting")
    painter.press("Start")
    assert painter.message == ("Predicting is still going on.", "Stop it below, or wait.")
    assert painter.is_blank
    lamp.lit = False
    painter.rest()
    painter.run()
    assert painter.message == ("", "")
    assert not painter.is_blank


def test_an_untrained_network_has_no_ideal_image(painter: Painter) -> None:
    painter.networks.untrained.add(OTHER)
    painter.use(OTHER)
    what = f"{OTHER.title()} has learned nothing yet, so it has no ideal image."
    assert painter.message == (what, "")
    assert not painter.can("Start")
    assert not painter.can("One step")
    painter.hit(SPACE)
    assert painter.desk.program.runner.long is None
    painter.use(catalogue.DEFAULT)
    assert painter.can("Start")
    assert painter.message == ("", "")


def test_another_network_leaves_the_run_its_own(painter: Painter) -> None:
    expected = painter.alone(1).frame.picture
    painter.run_to(2)
    painter.use(OTHER)
    painter.press("Go on", painter.tab)
    painter.rest()
    assert painter.shows(expected)
    painter.run()
    assert not painter.shows(expected)
    assert painter.shows(painter.alone(1).frame.picture)


@pytest.mark.parametrize("kind", ["The picture in use", "This result"])
def test_beginning_with_a_picture(painter: Painter, kind: str) -> None:
    starts = painter.tab.settings.start
    item = starts.model().item(starts.findText("This result"))  # type: ignore[attr-defined]
    assert not item.isEnabled()
    painter.run()
    assert item.isEnabled()
    start = painter.desk.session.picture
    if kind == "This result":
        start = painter.studio.ideal._result()
    starts.setCurrentText(kind)
    expected = painter.alone(1, start=start).frame.picture
    assert not painter.shows(expected)
    painter.run()
    assert painter.shows(expected)


# A gallery


def test_each_of_a_gallery_is_as_alone(painter: Painter) -> None:
    painter.aim(0, 1, 3)
    painter.run()
    assert painter.names == NAMES
    for place, index in enumerate((0, 1, 3)):
        assert painter.shows(painter.alone(index).frame.picture, place)


def test_a_picture_of_a_gallery_is_looked_at(painter: Painter) -> None:
    painter.aim(0, 1, 3)
    painter.run()
    seen = set()
    for place, index in enumerate((0, 1, 3)):
        easel = painter.tab.stage.easel
        point = easel._tiles().cell(place).center()
        QTest.mouseClick(easel, Qt.MouseButton.LeftButton, pos=point)
        frame = painter.alone(index).frame
        assert easel.accessibleName() == f"Ideal image: {NAMES[place]}"
        assert painter.bars[0].endswith(wording.percent(frame.probabilities[0], 1))
        assert painter.film[0] == 0
        assert painter.film[-1] == STEPS
        seen.add(painter.curve("response").value)
    assert len(seen) == len(NAMES)


# What goes wrong


def test_a_run_that_diverges_keeps_the_last_good_picture(
    painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = painter.alone(1, recipe("lesson", size=SIDE, steps=3)).frame
    break_after(4, None, monkeypatch)  # the first look is at the noise
    painter.run()
    error = DivergedError(step=3)
    assert painter.message == ("Run lost", str(error))
    assert painter.shows(good.picture)
    assert painter.bar[0] == "failed"
    values = [one.value for one in painter.tab.readings.curves]
    assert "nan" not in " ".join([*painter.bars, *values])
    assert painter.can("Save")


def test_no_memory_is_told(painter: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    break_after(3, OutOfMemoryError(), monkeypatch)
    painter.run()
    assert painter.message == ("No memory", str(OutOfMemoryError()))
    assert painter.can("Start")


def test_a_gallery_tells_which_diverged(painter: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    short = recipe("lesson", size=SIDE, steps=2)
    pictures = [painter.alone(index, short).frame.picture for index in (0, 1)]
    painter.aim(0, 1)
    break_after(6, None, monkeypatch)  # both have been looked at three times
    painter.run()
    assert painter.message == ("tench, Siamese cat", str(DivergedError(step=2)))
    assert shows_all(painter, pictures)


def test_what_is_being_typed_counts(painter: Painter) -> None:
    typed = painter.tab.settings.target._class._combo.typed
    QTest.keyClick(typed, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(typed, "fox")
    painter.run()
    assert painter.names == ["fox"]


def test_what_is_no_class_does_not_start(painter: Painter) -> None:
    painter.tab.settings.target._class._combo.typed.setText("qqqq")
    painter.press("Start")
    assert painter.desk.program.runner.long is None
    assert painter.tab.settings.target._class.texts()[0] == "No class with ‘qqqq’."


def test_branch_of_a_gallery_is_of_the_chosen_picture(painter: Painter) -> None:
    painter.aim(1, 3, 2)
    painter.run()
    painter.tab.stage.easel.choose(1)
    painter.tab.stage.easel.chosen.emit(1)
    painter.press("Branch from here")
    painter.rest()
    assert painter.names == ["fox"]


def test_what_never_responds_is_told(painter: Painter) -> None:
    network = painter.desk.session.network
    assert network is not None
    nn.init.constant_(backbones.of(network).module.get_parameter("3.bias"), -100)
    painter.aim(Target(CHANNEL, 2, "4"))
    painter.run()
    assert painter.message[0] == "4:2 never responded."
