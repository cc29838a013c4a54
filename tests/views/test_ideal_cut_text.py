"""No text of the Ideal image tab is cut, however long names are, at its least size and usual."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QSpinBox, QWidget

from desktop_app.engine.contract import ClassName
from desktop_app.engine.judging import Verdict
from desktop_app.engine.targets import CHANNEL, CLASS, Target
from desktop_app.views.ideal_tab import IdealTab
from desktop_app.views.main_window import LEAST
from desktop_app.views.run_state import PAUSED, RUNNING
from desktop_app.views.widgets.film import Film
from tests.helpers import noise
from tests.views.makers import answer, window
from tests.views.specimens import settle
from tests.views.test_cut_text import name, visible
from tests.views.test_features_cut_text import is_short_of_room, is_too_wide, looks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from desktop_app.views.main_window import MainWindow

LEMUR = "Madagascar cat, ring-tailed lemur, Lemur catta, or another one with a long tail"
NETWORK = "ViT-Large/16, SWAG features, end to end, 512 pixels, unofficial"
LAYER = "encoder.layers.encoder_layer_11.self_attention.out_proj"
SENTENCE = "It was made with other weights of the network, so its run gives another picture. "
CURVES, JUDGES = 1, 2
CLASSES = tuple(ClassName(f"n{at:08}", f"{LEMUR} {at}") for at in range(9))


@pytest.fixture
def tab() -> IdealTab:
    return IdealTab()


@pytest.fixture
def shown(qtbot: QtBot, tab: IdealTab) -> Iterator[MainWindow]:
    result = window()
    qtbot.addWidget(result)
    result.add_tab(tab, "cat", "Ideal image")
    result.tabs.setCurrentWidget(tab)
    tab.settings.target.offer_classes(CLASSES)
    tab.settings.target.offer_layers([(LAYER, 1024)])
    tab.stage.offer_tabs([("predict", "Predict")])
    with qtbot.waitExposed(result):
        result.show()
    yield result
    result.close()


def verdicts() -> list[Verdict]:
    """As many as they come, of all kinds."""
    return [Verdict(f"{at}", NETWORK, at, 0.9999, 123.0, CLASSES[at]) for at in (1, 4, 0, 8)]


def run(tab: IdealTab, *names: str, step: int = 5000) -> None:
    stage, readings = tab.stage, tab.readings
    stage.easel.set_names(names)
    for place in range(len(names)):
        stage.easel.show_picture(place, noise(16, 16, place))
    stage.film.show_moments([0, step], [noise(16, 16)] * 2, 5000)
    stage.loop.show_texts("512 × 512", NETWORK, f"{LEMUR} 123.4", "what to change")
    stage.say_step(step, 5000, "live")
    stage.allow(on=True, branch=True)
    for curve in readings.curves:
        curve.set_total(5000)
        curve.show_points([(at, 12.345 * at) for at in range(100)])
    readings.bars.show_answer(answer(LEMUR, 0.999), 5)


# What there may be to see


def before(tab: IdealTab) -> None:
    tab.settings.show_state("idle", possible=False)
    tab.readings.judges.show_none("They are asked when the picture is done.")


def running(tab: IdealTab) -> None:
    run(tab, LEMUR, step=4321)
    tab.settings.show_state(RUNNING)


def paused(tab: IdealTab) -> None:
    run(tab, LEMUR, step=4321)
    tab.settings.show_state(PAUSED)
    tab.readings.judges.show_none("", possible=True)


def done(tab: IdealTab) -> None:
    run(tab, LEMUR)
    tab.readings.judges.show_verdicts(verdicts(), "1")


def curves(tab: IdealTab) -> None:
    done(tab)
    tab.fold.choose(CURVES)


def judges(tab: IdealTab) -> None:
    done(tab)
    tab.fold.choose(JUDGES)


def gallery(tab: IdealTab) -> None:
    run(tab, *(one.name for one in CLASSES))
    for at in range(9):
        tab.settings.target.choose(Target(CLASS, at))
        tab.settings.target.add()


def channel(tab: IdealTab) -> None:
    tab.settings.target.choose(Target(CHANNEL, 1023, LAYER))


def every_setting(tab: IdealTab) -> None:
    found = tab.settings.form.findChildren(QAbstractButton)
    next(one for one in found if "All settings" in one.text()).click()
    tab.settings.form.change({"rate": 99.1234, "steps": 5000, "seed": 999_999})


def message(tab: IdealTab) -> None:
    tab.settings.message.show_message("warn", SENTENCE, SENTENCE, "Do something", tab.update)


STATES = (before, running, paused, done, curves, judges, gallery, channel, every_setting, message)


@pytest.fixture(params=STATES, ids=lambda state: state.__name__)
def state(request: pytest.FixtureRequest) -> Callable[[IdealTab], None]:
    found: Callable[[IdealTab], None] = request.param
    return found


def test_no_text_is_cut(
    styled: QApplication,
    shown: MainWindow,
    tab: IdealTab,
    state: Callable[[IdealTab], None],
) -> None:
    shown.resize(LEAST)
    settle()
    state(tab)
    for look in looks(styled, shown):
        mine = [one for one in visible(shown, QWidget) if tab.isAncestorOf(one)]
        assert len(mine) > 20
        assert [name(part) for part in mine if is_cut_off(part)] == [], look
        assert [name(part) for part in mine if is_too_wide(part)] == [], look
        below = tab.stage.mapToGlobal(tab.stage.rect().bottomRight())
        film = tab.stage.findChild(Film)
        assert film is not None
        assert film.mapToGlobal(film.rect().bottomRight()).y() < below.y() - 30, look


def is_cut_off(part: QWidget) -> bool:
    """Whether a text cannot be read; a spin box's own field has no room to spare for a cursor."""
    if isinstance(part, QLineEdit) and isinstance(part.parent(), QSpinBox):
        return part.fontMetrics().horizontalAdvance(part.text()) > part.width()
    return is_short_of_room(part)
