"""Walks through layers and projects maps in the real program's Feature maps tab.

Arguments: a network, a picture, how many layers, how many projections.
"""

from __future__ import annotations

import sys
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.benchmarks.children import real
from tests.benchmarks.children.meters import Lateness, memory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.app import Program
    from desktop_app.presenters.microscope import Microscope

WARM = 20
"""Projections before memory is looked at for the first time."""


def scenario(program: Program) -> Mapping[str, float]:
    """Press the arrow key in the tree of layers; then choose one map after the other."""
    name, picture, layers, projections = sys.argv[1:]
    program.window.show()
    if name != program.session.network.name:  # type: ignore[union-attr]
        program.networks.load(name)
        real.until(lambda: program.session.network.name == name)  # type: ignore[union-attr]
    program.opening.open([picture])
    real.until(lambda: program.session.answer is not None)
    microscope = program._open_features()
    real.until(lambda: microscope.features.sheet is not None)
    microscope.tab.layers.tree.view.expandAll()
    lateness = Lateness()
    presses = [press(microscope) for _ in range(int(layers))]
    longest, _ = lateness.stop()
    return {
        "press": median(presses),
        "worst": max(presses),
        "longest": longest,
        **projected(program, microscope, int(projections)),
    }


def press(microscope: Microscope) -> float:
    """Press the key once; return the milliseconds until the next layer's mosaic is shown."""
    features = microscope.features
    before = features.layer
    began = perf_counter()
    QTest.keyClick(microscope.tab.layers.tree.view, Qt.Key.Key_Down)
    real.until(lambda: features.sheet is not None and features.sheet.layer != before, every_ms=0)
    microscope.tab.stage.mosaics.repaint()
    return (perf_counter() - began) * 1000


def projected(program: Program, microscope: Microscope, count: int) -> Mapping[str, float]:
    """Project many maps of the layer at hand; memory early and late."""
    early = 0.0
    features = microscope.features
    maps = features.sheet.shape[0] if features.sheet else 1
    for number in range(count):
        if number == WARM:
            early = memory()
        features.choose(number % maps)
        real.until(lambda: not microscope.map.waits and not program.runner.busy)
    return {"early": early, "late": memory()}


if __name__ == "__main__":
    real.play(scenario)
