"""Tens of thousands of pictures and a network of one layer: the list has all the work.

Arguments: the folder and how many pictures lie in it.
"""

from __future__ import annotations

import sys
from time import perf_counter
from typing import TYPE_CHECKING
from unittest.mock import patch

from PySide6.QtCore import QTimer

from desktop_app.presenters import work
from tests.benchmarks.children import real, stand_in
from tests.benchmarks.children.meters import Lateness, memory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.app import Program

SCROLL_STEPS = 500
FRAME_MS = 16


def scenario(program: Program) -> Mapping[str, float]:
    """Fill the list, scroll through it while it is being predicted, and wait for the rest."""
    folder, count = sys.argv[1], int(sys.argv[2])
    pictures, before, began = program.session.pictures, memory(), perf_counter()
    filling = Lateness()
    program.opening.open([folder])
    real.until(lambda: len(pictures) == count)
    filled = perf_counter() - began
    fill_longest, _ = filling.stop()
    scrolling = Lateness()
    scroll(program)
    longest, p99 = scrolling.stop()
    real.until(lambda: not pictures.waiting(), every_ms=100)
    return {
        "filled": filled,
        "fill_longest": fill_longest,
        "longest": longest,
        "p99": p99,
        "answered": perf_counter() - began,
        "bytes": (memory() - before) / count,
    }


def scroll(program: Program) -> None:
    """Go through the strip from end to end, a step each frame."""
    bar = program.tab.list.thumbnails.horizontalScrollBar()
    bar.setValue(0)
    timer = QTimer(interval=FRAME_MS)
    timer.timeout.connect(lambda: bar.setValue(bar.value() + bar.maximum() // SCROLL_STEPS + 1))
    timer.start()
    real.until(lambda: bar.value() == bar.maximum())
    timer.stop()


with patch.object(work, "load_network", stand_in.load_network):
    real.play(scenario)
