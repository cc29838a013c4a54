"""A person at the Ideal image tab, and small real networks to paint with."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMenu, QPushButton, QWidget
from torch import nn

from desktop_app.engine.backbone import Backbone
from desktop_app.engine.ideal_image import idealise
from desktop_app.engine.recipe import recipe
from desktop_app.engine.targets import CLASS, Target
from desktop_app.jobs import State
from desktop_app.presenters import work
from tests.backbones import drained
from tests.engine.small_networks import convolutional, network_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    import pytest
    from PySide6.QtGui import QAction

    from desktop_app.engine.contract import DeviceInfo, DeviceWish, Network, Picture, Pixels, Step
    from desktop_app.engine.history import Moment
    from desktop_app.engine.places import Places
    from desktop_app.engine.recipe import Recipe
    from desktop_app.presenters.studio import Studio
    from desktop_app.views.ideal_tab import IdealTab
    from desktop_app.views.widgets.curve import Curve
    from tests.presenters.stand_in import Desk, StandIn

SIDE = 64
STEPS = 8
ENDLESS = 5000
"""Steps that take far longer than a test."""

Key = Qt.Key


class SmallNetworks:
    """Loads a small real network for each name, always the same one.

    Some have learned nothing; of those that are `deeper` the same layers are called differently.
    """

    def __init__(self, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
        self._stand_in = stand_in
        self.untrained: set[str] = set()
        self.deeper: set[str] = set()
        monkeypatch.setattr(work, "load_network", self.load_network)

    def load_network(
        self, name: str, wish: DeviceWish, places: Places
    ) -> Generator[Step, None, tuple[DeviceInfo, Network]]:
        info, _ = yield from self._stand_in.load_network(name, wish, places)
        return info, self.network(name)

    def network(self, name: str) -> Network:
        seed = zlib.crc32(name.encode())
        begins = [nn.Identity()] if name in self.deeper else []
        made = network_of(nn.Sequential(*begins, *convolutional(seed)), SIDE)
        trained, sha256 = name not in self.untrained, f"{seed:064x}"
        return replace(made, name=name, title=name.title(), sha256=sha256, trained=trained)


def break_after(calls: int, error: Exception | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let networks give no numbers after so many looks of a run, or raise `error`."""
    real = Backbone.quick_logits
    left = iter(range(calls))

    def look(backbone: Backbone, pixels: object) -> object:
        found = real(backbone, pixels)  # type: ignore[arg-type]
        if next(left, None) is not None:
            return found
        if error is not None:
            raise error
        return found * float("nan")

    monkeypatch.setattr(Backbone, "quick_logits", look)


class Painter:
    """A person at the Ideal image tab."""

    def __init__(self, desk: Desk, networks: SmallNetworks) -> None:
        self.desk, self.networks = desk, networks
        self.qtbot = desk.qtbot

    @property
    def studio(self) -> Studio:
        assert self.desk.program.studio is not None
        return self.desk.program.studio

    @property
    def tab(self) -> IdealTab:
        """The tab, once it has been opened."""
        return self.studio.tab

    # What the person does

    def begin(self, *pictures: str) -> Painter:
        """Have the window on the screen with its network and the tab, set for short runs."""
        self.desk.window.resize(1600, 1000)
        self.desk.window.show()
        self.until(lambda: self.desk.session.network is not None)
        self.desk.window.setUpdatesEnabled(False)  # painting would take half of the time
        if pictures:
            self.desk.open_sources(*pictures)
            self.desk.wait_for_shown(pictures[0])
        self.rest()
        self.open()
        self.set(recipe("lesson", size=SIDE, steps=STEPS))
        return self

    def open(self) -> None:
        """Go to the tab."""
        self.desk.window.tabs.setCurrentWidget(self.desk.program.ideal)
        self.until(lambda: self.tab.isVisible())
        self.rest()

    def leave(self) -> None:
        """Go to Predict."""
        self.desk.window.tabs.setCurrentWidget(self.desk.tab)

    def set(self, chosen: Recipe) -> None:
        self.tab.settings.show_values(chosen.values())

    def change(self, **values: object) -> None:
        self.set(replace(self.recipe, **values))  # type: ignore[arg-type]

    def aim(self, *targets: int | Target) -> None:
        """Choose a class by its number, or other targets; several make a gallery."""
        picker = self.tab.settings.target
        for one in targets:
            picker.choose(Target(CLASS, one) if isinstance(one, int) else one)
            if targets[1:]:
                picker.add()

    def press(self, text: str, part: QWidget | None = None) -> None:
        """Click the button that is in sight and called so."""
        QTest.mouseClick(self.button(text, part), Qt.MouseButton.LeftButton)

    def hit(self, key: Qt.Key) -> None:
        QTest.keyClick(self.tab, key)

    def scrub(self, *keys: Qt.Key) -> None:
        """Go through the film with the arrow keys, Home and End."""
        for key in keys:
            QTest.keyClick(self.tab.stage.film, key)

    def pick(self, button: str, entry: str) -> None:
        """Choose an entry of a button's menu."""
        menu = cast("QPushButton", self.button(button)).menu()
        self.entry(menu, entry).trigger()

    def use(self, network: str) -> None:
        self.desk.pick("networks", network)
        self.until(lambda: self.desk.is_using(network))

    def run(self) -> None:
        """Start, and wait for the end."""
        self.press("Start")
        self.rest()

    def stop(self) -> None:
        self.hit(Key.Key_Escape)
        self.until(lambda: self.desk.program.runner.long is None)
        self.rest()

    def run_to(self, step: int) -> None:
        """Begin paused, and take so many steps one by one."""
        for done in range(1, step + 1):
            self.press("One step")
            self.wait_for_step(done)

    # What the person sees

    @property
    def recipe(self) -> Recipe:
        return recipe(**self.tab.settings.values())  # type: ignore[arg-type]

    @property
    def step(self) -> str:
        return self.tab.stage.texts()[0]

    @property
    def note(self) -> str:
        return self.tab.stage.texts()[1]

    @property
    def message(self) -> tuple[str, str]:
        """What the settings' message says; empty while there is none."""
        message = self.tab.settings.message
        return message.texts() if message.isVisible() else ("", "")

    @property
    def names(self) -> list[str]:
        return [one.name for one in self.tab.stage.easel._places]

    @property
    def film(self) -> tuple[int, ...]:
        """The steps that the film leads to."""
        return self.tab.stage.film._reel.steps

    @property
    def bar(self) -> tuple[str, str, str]:
        """State, name and detail of the job bar."""
        name, detail, _ = self.desk.bar.texts()
        return self.desk.bar.state, name, detail

    @property
    def bars(self) -> list[str]:
        model = self.tab.readings.bars.model()
        return [model.index(row, 0).data() for row in range(model.rowCount())]

    @property
    def verdicts(self) -> list[tuple[str, str, str]]:
        return self.tab.readings.judges.texts()

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands on the easel."""
        return all(one.image.isNull() for one in self.tab.stage.easel._places)

    def picture(self, place: int = 0) -> Pixels:
        """What stands on the easel; there must be something."""
        image = self.tab.stage.easel._places[place].image
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
        return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()

    def shows(self, pixels: Pixels, place: int = 0) -> bool:
        return not self.is_blank and np.array_equal(self.picture(place), pixels)

    def curve(self, name: str) -> Curve:
        return cast("Curve", getattr(self.tab.readings, name))

    def button(self, text: str, part: QWidget | None = None) -> QAbstractButton:
        buttons = (part or self.tab).findChildren(QPushButton)
        (found,) = (one for one in buttons if one.isVisible() and one.text().strip() == text)
        return found

    def can(self, text: str) -> bool:
        """Whether there is such a button to press."""
        buttons = self.tab.findChildren(QPushButton)
        found = [one for one in buttons if one.isVisible() and one.text().strip() == text]
        return any(one.isEnabled() for one in found)

    def entry(self, menu: QMenu, text: str) -> QAction:
        (found,) = (one for one in menu.actions() if one.text() == text and one.isVisible())
        return found

    # What there should be

    def alone(
        self,
        target: int | Target,
        chosen: Recipe | None = None,
        start: Picture | None = None,
        moment: Moment | None = None,
    ) -> Moment:
        """Return the last moment of the same run, made without the program."""
        network = self.desk.session.network
        assert network is not None
        wanted = Target(CLASS, target) if isinstance(target, int) else target
        return drained(
            idealise(
                network=network,
                target=wanted,
                recipe=chosen or self.recipe,
                start=start,
                moment=moment,
            )
        )

    # Waiting

    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true)

    def rest(self) -> None:
        """Wait until nothing goes on, or only a run that is paused."""
        runner = self.desk.program.runner

        def is_resting() -> bool:
            jobs = runner._jobs.values()
            return all(one.state is State.PAUSED for one in jobs)

        self.until(is_resting)

    def wait_for_step(self, step: int) -> None:
        start = f"Step {step} of "
        self.until(lambda: self.step.startswith(start))

    def wait_for_picture(self) -> None:
        self.until(lambda: not self.is_blank)
