"""Makers of answers, looks and networks for tests that need no torch."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.engine.contract import (
    Answer,
    Box,
    ClassName,
    File,
    Look,
    Network,
    Origin,
    Picture,
    Source,
)
from desktop_app.views import icons
from desktop_app.views.main_window import MainWindow
from tests.helpers import RULE, noise

NAMES = ("cat", "dog", "espresso", "chair", "Persian cat", "tree", "rocket")
SIDE = 16
"""Of the crops."""


def answer(
    best: str = "cat",
    share: float = 0.8,
    *,
    network: str = "stand_in",
    flatness: float = 0.1,
    trained: bool = True,
    count: int = len(NAMES),
) -> Answer:
    """An answer over `count` classes: `best` with `share`, each further one half of what is left.

    The last one has all the rest.
    """
    names = [best, *(name for name in NAMES if name != best)][:count]
    shares, rest = [share], 1 - share
    for _ in names[1:]:
        shares.append(rest / 2)
        rest /= 2
    return Answer(
        network=network,
        classes=tuple(ClassName(f"n{at:08}", name) for at, name in enumerate(names)),
        indices=tuple(range(len(names))),
        probabilities=tuple(shares),
        flatness=flatness,
        seconds=0.012,
        trained=trained,
        title=network.title(),
    )


def picture(name: str = "picture", width: int = 64, height: int = 48) -> Picture:
    origin: Origin = File(f"/{name}", "")
    return Picture(noise(width, height), name, origin)


def look(name: str = "picture", said: Answer | None = None, other: Answer | None = None) -> Look:
    shown = picture(name)
    box = Box(8, 0, 56, 48)
    return Look(shown, shown.pixels, noise(SIDE, SIDE), box, said or answer(), other)


def network(name: str = "stand_in", title: str = "Stand-in") -> Network:
    return Network(
        name=name,
        title=title,
        source="bundled",
        sha256="",
        trained=True,
        classes=tuple(ClassName(f"n{at:08}", one) for at, one in enumerate(NAMES)),
        input=RULE,
        supports=frozenset({"predict"}),
        handle=None,
    )


def window() -> MainWindow:
    """A window with an empty tab, which closes without asking."""
    result = MainWindow()
    result.add_tab(QWidget(), "cat", "Tab")
    result.may_close = True
    icons.fulfil()  # as when a menu is opened
    return result


def sources(*names: str) -> list[Source]:
    """Things to open, each a path that is not there."""
    return [Source(name, f"/nowhere/{name}") for name in names]
