"""How late the window is, and how much memory the process holds."""

from __future__ import annotations

import os
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer

INTERVAL_MS = 1


class Lateness(QObject):
    """How long an event that was due had to wait for the event loop, once every millisecond.

    A timer is started anew each time it fires, so that its own interval never counts.
    """

    def __init__(self) -> None:
        """Start at once."""
        super().__init__()
        self.milliseconds: list[float] = []
        self._timer = QTimer(self, singleShot=True, interval=INTERVAL_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)
        self._start()

    def stop(self) -> tuple[float, float]:
        """Return the longest wait and the 99th percentile."""
        self._timer.stop()
        ordered = sorted(self.milliseconds)
        return ordered[-1], ordered[int(len(ordered) * 0.99)]

    def _start(self) -> None:
        self._due = perf_counter() + INTERVAL_MS / 1000
        self._timer.start()

    def _on_timeout(self) -> None:
        self.milliseconds.append(max(0.0, perf_counter() - self._due) * 1000)
        self._start()


def memory() -> float:
    """Return the resident memory in bytes; where /proc is missing, the most it ever was."""
    file = Path("/proc/self/statm")
    if file.exists():
        return int(file.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
