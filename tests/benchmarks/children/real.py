"""The real `main()`, handed to a script before the window is shown.

Imports little: what is imported here counts as the program's own time.
"""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

from desktop_app.__main__ import lighten, main

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app import app

PATIENCE_MS = 400_000


def start(prepare: Callable[[app.Program], None]) -> None:
    """Run the program; `prepare` gets it when everything is built and nothing is shown."""
    lighten()  # as `main` does before it imports the rest
    from PySide6.QtCore import QTimer

    from desktop_app import app

    class Program(app.Program):
        def show(self, files: list[str]) -> None:
            QTimer.singleShot(PATIENCE_MS, partial(os._exit, 1))
            prepare(self)
            super().show(files)

    vars(app).update(Program=Program)
    main([])


def play(scenario: Callable[[app.Program], Mapping[str, float]]) -> None:
    """Run the program and `scenario` once the network is loaded; print its numbers and end."""

    def prepare(program: app.Program) -> None:
        from PySide6.QtCore import Qt

        begin = partial(_play, scenario, program)
        kind = Qt.ConnectionType
        once = kind(kind.QueuedConnection.value | kind.SingleShotConnection.value)
        program.session.network_changed.connect(begin, once)

    start(prepare)


def leave(numbers: Mapping[str, float] | None = None) -> None:
    """Print numbers and end the process at once."""
    if numbers:
        import json

        sys.stdout.write(json.dumps(numbers))
        sys.stdout.flush()
    os._exit(0)


def until(condition: Callable[[], bool], every_ms: int = 5) -> None:
    """Run the event loop until `condition` holds."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop, timer = QEventLoop(), QTimer(interval=every_ms)
    timer.timeout.connect(lambda: loop.quit() if condition() else None)
    timer.start()
    loop.exec()


def _play(
    scenario: Callable[[app.Program], Mapping[str, float]], program: app.Program, _: object
) -> None:
    try:
        leave(scenario(program))
    except BaseException:  # noqa: BLE001 (the program would show it and go on)
        import traceback

        traceback.print_exc()
        os._exit(1)
