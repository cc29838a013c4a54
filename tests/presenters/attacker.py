"""A person at the Adversarial tab, and small networks that can be talked round."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np
from PySide6.QtTest import QTest

from desktop_app.engine import adversarial, predict
from desktop_app.engine.attack_recipe import LEVELS, AttackRecipe, attack_recipe
from desktop_app.engine.contract import Source
from desktop_app.presenters import work
from tests.backbones import drained
from tests.engine.linear_network import steep_network
from tests.helpers import encoded, noise
from tests.presenters.painter import Painter, SmallNetworks

if TYPE_CHECKING:
    from collections.abc import Generator

    import pytest
    from PySide6.QtCore import Qt

    from desktop_app.engine.attempts import AttackResult
    from desktop_app.engine.contract import Look, Network, Picture, Pixels, Step
    from desktop_app.presenters.arena import Arena
    from desktop_app.views.attack_tab import AttackTab
    from tests.presenters.stand_in import StandIn

STEPS = 8
TRUTH, TARGET, FAR = 1, 4, 0
"""What the first network sees in any picture, a class that is near, and one out of reach."""

ENOUGH, TOO_LITTLE = 24 / LEVELS, 1 / LEVELS
"""Values of epsilon that turn its mind to `TARGET`, and that do not."""

ORIGINAL, CHANGE, RESULT = range(3)


class SteepNetworks(SmallNetworks):
    """Networks that are sure of what they see; pictures are really looked at."""

    def __init__(self, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(stand_in, monkeypatch)
        monkeypatch.setattr(work, "look", look)

    def network(self, name: str) -> Network:
        known = super().network(name)
        made = steep_network(zlib.crc32(name.encode()) % 1000)
        return replace(known, input=made.input, handle=made.handle)


def look(
    network: Network, source: Source | Picture, other: Network | None = None
) -> Generator[Step, None, Look]:
    return predict.look(network=network, source=source, other=other)


def source(name: str) -> Source:
    """A picture that is different for each name."""
    return Source(name, encoded(noise(40, 30, zlib.crc32(name.encode()))))


class Attacker(Painter):
    """A person at the Adversarial tab. What they do there is much as in the Ideal image tab."""

    @property
    def arena(self) -> Arena:
        assert self.desk.program.arena is not None
        return self.desk.program.arena

    @property
    def tab(self) -> AttackTab:  # type: ignore[override]
        return self.arena.tab

    # What the person does

    def begin(self, *pictures: str) -> Attacker:
        """Have the window on the screen with pictures and the tab, set for short runs."""
        self.desk.window.resize(1600, 1000)
        self.desk.window.show()
        self.until(lambda: self.desk.session.network is not None)
        self.desk.window.setUpdatesEnabled(False)  # painting would take half of the time
        if pictures:
            self.show(*pictures)
        self.open()
        self.set(attack_recipe(steps=STEPS, epsilon=ENOUGH))  # type: ignore[arg-type]
        self.aim(TARGET)
        return self

    def show(self, *pictures: str) -> None:
        """Open pictures; the first is shown."""
        self.desk.pictures.open([source(name) for name in pictures])
        self.desk.wait_for_shown(pictures[0])
        self.rest()

    def open(self) -> None:
        self.desk.window.tabs.setCurrentWidget(self.desk.program.adversarial)
        self.until(lambda: self.tab.isVisible())
        self.rest()

    def aim(self, target: int) -> None:  # type: ignore[override]
        self.tab.settings.choose(target)

    def run_to_try(self, step: int) -> None:
        """Begin paused, and take steps one by one until that try is shown."""
        for done in range(1, step + 1):
            self.press("One step")
            self.wait_for_step(done)

    def scrub(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.tab.stage.scrubber, key)

    # What the person sees

    @property
    def recipe(self) -> AttackRecipe:  # type: ignore[override]
        return attack_recipe(self.tab.settings.values())

    @property
    def film(self) -> tuple[int, ...]:
        return self.tab.stage.scrubber._steps

    @property
    def is_blank(self) -> bool:
        """Whether there is no result."""
        return self.tab.stage.change._mats[RESULT].image.isNull()

    def picture(self, place: int = RESULT) -> Pixels:
        image = self.tab.stage.change._mats[place].image
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
        return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()

    def shows(self, pixels: Pixels, place: int = RESULT) -> bool:
        return not self.is_blank and np.array_equal(self.picture(place), pixels)

    @property
    def verdict(self) -> tuple[str, str]:
        """What is said of the result; empty while there is none."""
        verdict = self.tab.stage.verdict
        return verdict.texts() if verdict.isVisible() else ("", "")

    @property
    def why_not(self) -> str:
        """Why nothing can be started; empty if it can."""
        start = self.button("Start")
        return "" if start.isEnabled() else start.toolTip()

    # What there should be

    @property
    def network(self) -> Network:
        return cast("Network", self.desk.session.network)

    def alone(self, target: int = TARGET) -> AttackResult:  # type: ignore[override]
        """Return what the same attack gives without the program."""
        return drained(
            adversarial.attack(
                network=self.network,
                picture=cast("Picture", self.desk.session.picture),
                target=target,
                recipe=self.recipe,
            )
        )
