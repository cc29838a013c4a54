"""Waiting while the real program works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.app import Program

SETTLE_MS = 500


def wait(still: Callable[[], bool]) -> None:
    """Let the program work until `still` is true, and a moment longer."""
    loop = QEventLoop()
    timer = QTimer(interval=50)

    def look() -> None:
        if still():
            timer.stop()
            QTimer.singleShot(SETTLE_MS, loop.quit)

    timer.timeout.connect(look)
    timer.start()
    loop.exec()


def program_is_idle(program: Program) -> None:
    """Wait until the worker has nothing to do."""
    wait(lambda: not program.runner.busy)
