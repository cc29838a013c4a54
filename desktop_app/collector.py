"""Python's cyclic garbage collection, kept in the window's thread.

Left alone it runs in whichever thread allocates the most; on a worker it would destroy widgets
there, which kills the process.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

YOUNG_MS = 200
"""How often the young generations are looked at."""

IDLE_MS = 2_000
"""So long without a young collection, and the program counts as idle."""


class Collector(QObject):
    """Turns the automatic collector off for good and collects in the thread it lives in."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Take over from the automatic collector."""
        super().__init__(parent)
        gc.disable()
        self._settled = False
        self._young = QTimer(self, interval=YOUNG_MS)
        self._young.timeout.connect(self.collect_young)
        self._young.start()
        self._idle = QTimer(self, interval=IDLE_MS, singleShot=True)
        self._idle.timeout.connect(self.collect_all)

    @Slot()
    def collect_young(self) -> None:
        """Collect the young generations whose counts are over their thresholds."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [age for age in (0, 1) if counts[age] > thresholds[age]]
        if due:
            gc.collect(due[-1])
            self._idle.start()

    @Slot()
    def settle(self) -> None:
        """Leave what is there now out of later collections: the modules and their functions.

        A full collection with torch loaded takes a tenth of a second otherwise. Only the first
        call does anything, so that a network that is replaced later can go.
        """
        if not self._settled:
            self._settled = True
            gc.freeze()

    @Slot()
    def collect_all(self) -> None:
        """Collect everything: for when a job has ended. Idle programs do so by themselves."""
        self._idle.stop()
        gc.collect()
