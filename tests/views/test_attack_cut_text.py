"""No text of the Adversarial tab is cut, however long names are, in any size, look and state."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QWidget

from desktop_app.engine.attack_recipe import CW, L2, LEVELS
from desktop_app.engine.attempts import ANYTHING
from desktop_app.engine.contract import ClassName
from desktop_app.views.attack_tab import AttackTab
from desktop_app.views.main_window import LEAST
from desktop_app.views.run_state import IDLE, PAUSED, RUNNING
from desktop_app.views.theme import theme
from desktop_app.views.widgets.form import Pane
from tests.helpers import noise
from tests.views.makers import answer, window
from tests.views.specimens import settle
from tests.views.test_cut_text import DIRECTIONS, name, visible
from tests.views.test_features_cut_text import ROOMY, is_too_wide
from tests.views.test_ideal_cut_text import LEMUR, NETWORK, SENTENCE, is_cut_off

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from desktop_app.views.main_window import MainWindow

    State = Callable[[AttackTab], None]

CLASSES = tuple(ClassName(f"n{at:08}", f"{LEMUR} {at}") for at in range(9))
LONGEST = "Madagascar cat (ring-tailed lemur)"
"""No class of ImageNet has a longer name."""

WAYS = ("PNG", "JPEG 95", "JPEG 75", "JPEG 50", "Half size")
NOTE = "L∞ 255 of 255 · L2 123.45 · 268,203 pixels · similarity 99.9 %"
PICTURE, SAVING, OTHERS, UNDOING = range(4)


@pytest.fixture
def times(request: pytest.FixtureRequest, styled: QApplication) -> Iterator[int]:
    """How many times as large as usual a person has their text, and their window."""
    usual = theme.body_px
    resize_text(styled, request.param * usual)
    yield int(request.param)
    resize_text(styled, usual)


def resize_text(styled: QApplication, size: int) -> None:
    if size != theme.body_px:
        theme.body_px = size
        styled.setFont(theme.font("body"))
        theme.set_mode(theme.mode)


@pytest.fixture
def tab(times: int) -> AttackTab:
    del times
    return AttackTab()


@pytest.fixture
def shown(qtbot: QtBot, tab: AttackTab) -> Iterator[MainWindow]:
    result = window()
    qtbot.addWidget(result)
    result.add_tab(tab, "venetian-mask", "Adversarial")
    result.tabs.setCurrentWidget(tab)
    tab.settings.offer_classes(CLASSES)
    tab.stage.offer_tabs([("predict", "Predict"), ("features", "Feature maps")])
    with qtbot.waitExposed(result):
        result.show()
    yield result
    result.close()


# What there may be to see


def run(tab: AttackTab, step: int = 1000) -> None:
    stage = tab.stage
    stage.before.show_answer(answer(LEMUR, 0.999), 5)
    stage.after.show_answer(answer(LEMUR, 0.999), 5, 1)
    stage.change.show_pictures(noise(24, 24), noise(24, 24, 1))
    stage.change.show_captions("224 × 224", "")
    stage.lines.set_names((LEMUR, LEMUR))
    stage.lines.set_ends(0, 1000)
    for place in range(2):
        stage.lines.show_points(place, [(at, at / 1000) for at in range(0, step, 10)])
    stage.scrubber.show_moments(range(0, step, 20))
    stage.say_step(step, 1000, NOTE)


def end(tab: AttackTab) -> None:
    run(tab)
    stage = tab.stage
    stage.survival.show_opinions([(way, answer(LEMUR, 0.9999), True) for way in WAYS])
    stage.others.show_opinions([(NETWORK, answer(LEMUR, 0.9999), at > 2) for at in range(9)])
    stage.undo.show_answer(answer(LEMUR, 0.9999), undone=True)
    stage.allow(on=True)


def succeed(tab: AttackTab, seen: str, was: str) -> None:
    why = f"It was {was}, 90 %. No value moved by more than 2 of 255."
    layers = "Compare layer by layer"
    tab.stage.verdict.show_message("ok", f"{seen}, 100 %.", why, layers, tab.update)


def before(tab: AttackTab) -> None:
    why = "An untrained network has no mind to change."
    tab.settings.show_state(IDLE, possible=False, why=why)
    for card in (tab.stage.survival, tab.stage.undo):
        card.show_none("This is asked when the attack is done.")
    tab.stage.others.show_none(SENTENCE, possible=True)
    tab.stage._fold.choose(OTHERS)


def paused(tab: AttackTab) -> None:
    run(tab, 500)
    tab.settings.show_state(PAUSED)
    tab.stage._fold.choose(PICTURE)


def done(tab: AttackTab) -> None:
    end(tab)
    succeed(tab, "Siamese cat", "golden retriever")
    tab.settings.show_values({"method": CW, "steps": 1000})
    tab.stage._fold.choose(SAVING)


def others(tab: AttackTab) -> None:
    end(tab)
    tab.stage._fold.choose(OTHERS)
    tab.settings.choose(ANYTHING)
    found = tab.settings.form.findChildren(QAbstractButton)
    next(one for one in found if "All settings" in one.text()).click()
    values = {"norm": L2, "length": 49.75, "steps": 1000, "stride": 99.9, "seed": 999_999}
    tab.settings.show_values(values)


def failed(tab: AttackTab) -> None:
    end(tab)
    why = f"It was {LONGEST}, 90 %. More steps or a larger change may do it."
    tab.stage.verdict.show_message("warn", f"Closest: {LONGEST}, 31 %.", why)
    tab.stage._fold.choose(UNDOING)
    tab.settings.message.show_message("error", SENTENCE, SENTENCE)


def many_pictures(tab: AttackTab) -> None:
    radii = [level / LEVELS for level in (1, 2, 4, 8, 16)]
    tab.folder.begin(f"12,345 pictures to {LEMUR}, by ε", "success", radii, LEVELS)
    tab.folder.show_rates([(radius, 12_345, 12_345) for radius in radii], [])
    tab.show_folder(on=True)
    tab.settings.show_state(RUNNING)


STATES: tuple[State, ...] = before, paused, done, others, failed, many_pictures
LARGE: tuple[State, ...] = done, others
"""States that are looked at with larger text, too."""


def looks(styled: QApplication, shown: MainWindow, times: int) -> Iterator[str]:
    """Go through directions and sizes, light and dark, and say which it is."""
    modes = {DIRECTIONS[0]: "light", DIRECTIONS[1]: "dark"}
    for direction, size in product(DIRECTIONS, (LEAST, ROOMY)):
        if theme.mode != modes[direction]:
            theme.set_mode(modes[direction])
            styled.setLayoutDirection(direction)
        shown.resize(size * times)
        settle()
        shown.grab()
        assert shown.size() == size * times
        yield f"{direction.name}, {size.width()}"


@pytest.mark.parametrize("times", [1], indirect=True)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_no_text_is_cut(
    styled: QApplication, shown: MainWindow, tab: AttackTab, times: int, state: State
) -> None:
    assert_whole(styled, shown, tab, times, state)


@pytest.mark.parametrize("times", [2], indirect=True)
@pytest.mark.parametrize("state", LARGE, ids=lambda state: state.__name__)
def test_no_larger_text_is_cut(
    styled: QApplication, shown: MainWindow, tab: AttackTab, times: int, state: State
) -> None:
    assert_whole(styled, shown, tab, times, state)


def assert_whole(
    styled: QApplication, shown: MainWindow, tab: AttackTab, times: int, state: State
) -> None:
    shown.resize(LEAST * times)
    settle()
    state(tab)
    for look in looks(styled, shown, times):
        mine = [one for one in visible(shown, QWidget) if tab.isAncestorOf(one)]
        assert len(mine) > 20
        assert [name(part) for part in mine if is_cut(part)] == [], look
        assert [name(part) for part in mine if is_too_wide(part)] == [], look
        pane = tab.settings.findChild(Pane)
        assert pane is not None
        assert not pane.horizontalScrollBar().maximum(), look


def is_cut(part: QWidget) -> bool:
    """Whether a text cannot be read; a box to tick may be as small as it is drawn."""
    return is_cut_off(part) and not (isinstance(part, QCheckBox) and not part.text())


@pytest.mark.parametrize("times", [1], indirect=True)
def test_long_name_is_not_cut_in_the_verdict(
    styled: QApplication, shown: MainWindow, tab: AttackTab, times: int
) -> None:
    run(tab)
    succeed(tab, LONGEST, LONGEST)
    for look in looks(styled, shown, times):
        parts = tab.stage.verdict.findChildren(QWidget)
        assert [name(part) for part in parts if is_cut(part)] == [], look
